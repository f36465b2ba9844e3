"""HTML: paragraphs and tables of a web copy or of a mail; scripts, styles and navigation are left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import lxml.html
from lxml import etree

from extractor.document import Page
from extractor.reading import sniff
from extractor.reading.layout.lines import fold
from extractor.reading.office.docx import COLUMNS, HALF, HEAD_ROWS, LAYOUT_WORDS, PARAGRAPH_GAP, broken
from extractor.reading.synthetic import Run, Sheet, TableCell
from extractor.reading.text import decode, single_bytes, whole_letters

BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
DROPPED = frozenset(["script", "style", "noscript", "template", "head", "title", "svg", "iframe", "select", "button"])
CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
BOLD = frozenset(("b", "strong", "h1", "h2", "h3", "th"))
ITALIC = frozenset(("i", "em"))

Element = Any


def html_pages(data: bytes) -> list[Page]:
    """One page. Raises InputError truncated_file where nothing can be parsed."""
    try:
        root = lxml.html.document_fromstring(_decode(data))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise sniff.truncated("Tệp HTML") from error
    sheet = Sheet(1)
    body = root.find("body")
    _put(sheet, body if body is not None else root)
    return [sheet.page()]


def _decode(data: bytes) -> str:
    """By mark or UTF-8 where valid; else the named charset if it is a Vietnamese or Unicode one, else single bytes."""
    text = decode(data)
    named = CHARSET.search(data[:4096])
    if named and named.group(1).lower() in (b"windows-1258", b"cp1258"):
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            return single_bytes(data)
    return re.sub(r"^\s*<\?xml[^>]*\?>", "", text)


def _put(sheet: Sheet, element: Element) -> None:
    """Sets the blocks inside an element one below the other."""
    runs: list[Run] = []

    def flush() -> None:
        for index, line in enumerate(broken(_tidy(runs), COLUMNS)):
            sheet.put(line, gap=0.0 if index else PARAGRAPH_GAP)
        runs.clear()

    for item in _items(element, False, False, None):
        if isinstance(item, Run):
            runs.append(item)
        elif item is None:
            flush()
        else:
            flush()
            _put_table(sheet, item)
    flush()


def _items(element: Element, bold: bool, italic: bool, font: str | None) -> Iterator[Run | Element | None]:
    """Runs, None at block edges and line breaks, tables as elements."""
    if not isinstance(element.tag, str) or element.tag in DROPPED:
        if element.tail:
            yield Run(element.tail, font, None, bold, italic)
        return
    style = (element.get("style") or "").lower()
    inner_bold = bold or element.tag in BOLD or re.search(r"font-weight:\s*(bold|[6-9]00)", style) is not None
    inner_italic = italic or element.tag in ITALIC or "font-style:italic" in style.replace(" ", "")
    face = element.get("face") or _face(style) or font
    block = element.tag in BLOCKS
    if block or element.tag == "br":
        yield None
    if element.tag == "table":
        yield element
    else:
        if element.text:
            yield Run(element.text, face, None, inner_bold, inner_italic)
        for child in element:
            yield from _items(child, inner_bold, inner_italic, face)
    if block:
        yield None
    if element.tail:
        yield Run(element.tail, font, None, bold, italic)


def _face(style: str) -> str | None:
    match = re.search(r"font-family:\s*[\"']?([^;,\"']+)", style)
    return match.group(1).strip() if match else None


def _tidy(runs: list[Run]) -> list[Run]:
    """Blanks collapsed as a browser does; a soft hyphen stays, it may be a letter."""
    result: list[Run] = []
    for run in runs:
        text = re.sub(r"[ \t\r\n\u00a0]+", " ", whole_letters(run.text))
        if text.startswith(" ") and (not result or result[-1].text.endswith(" ")):
            text = text[1:]
        if text:
            result.append(Run(text, run.font, run.size, run.bold, run.italic))
    return result


def _put_table(sheet: Sheet, table: Element) -> None:
    cells, rows, columns = _cells(table)
    if not cells:
        return
    text = fold(" ".join(run.text for cell in cells for line in cell.lines for run in line))
    is_layout = rows <= HEAD_ROWS and columns <= 3 and any(word in text for word in LAYOUT_WORDS)
    if columns == 1:
        for cell in cells:
            for line in cell.lines:
                for index, part in enumerate(broken(line, COLUMNS)):
                    sheet.put(part, gap=0.0 if index else PARAGRAPH_GAP)
    elif is_layout:
        sheet.top += PARAGRAPH_GAP
        sides = [
            [part for cell in cells if cell.column == column for line in cell.lines for part in broken(line, HALF)]
            for column in range(columns)
        ]
        sheet.put_columns([side for side in sides if side])
    else:
        sheet.top += PARAGRAPH_GAP
        sheet.put_table(cells, rows, columns)


def _cells(table: Element) -> tuple[list[TableCell], int, int]:
    found: list[TableCell] = []
    taken: set[tuple[int, int]] = set()
    rows = [row for row in table.iter("tr") if next(row.iterancestors("table"), None) is table]
    columns = 0
    for number, row in enumerate(rows):
        column = 0
        for cell in row.iterchildren("td", "th"):
            while (number, column) in taken:
                column += 1
            down = min(_span(cell, "rowspan"), len(rows) - number)
            across = _span(cell, "colspan")
            taken.update((number + r, column + c) for r in range(down) for c in range(across))
            found.append(TableCell(number, column, tuple(_lines(cell)), down, across))
            column += across
            columns = max(columns, column)
    return found, len(rows), columns


def _span(cell: Element, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return min(max(int(value), 1), 100) if value.isdigit() else 1


def _lines(cell: Element) -> Iterator[tuple[Run, ...]]:
    runs: list[Run] = []
    bold = cell.tag in BOLD
    if cell.text:
        runs.append(Run(cell.text, bold=bold))
    for child in cell:
        for item in _items(child, bold, False, None):
            if isinstance(item, Run):
                runs.append(item)
                continue
            if item is not None:
                for inner in _cells(item)[0]:
                    yield from inner.lines
            if any(run.text.strip() for run in runs):
                yield tuple(_tidy(runs))
            runs = []
    if any(run.text.strip() for run in runs):
        yield tuple(_tidy(runs))
