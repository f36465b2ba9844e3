"""DOCX from its XML: paragraphs with automatic numbers, tables with spans, text boxes, footnotes, fonts of each run.

Read from the XML because the usual view of it drops what matters here: soft hyphens (the letter ư of legacy fonts),
no-break hyphens, automatic numbering, text boxes, footnotes, and fonts inherited from styles and themes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from lxml import etree

from extractor.document import Page
from extractor.flow import LIST_MARK
from extractor.reading import sniff
from extractor.reading.layout.lines import PAGE_NUMBER, fold
from extractor.reading.office.conversion import BYTES_OF_PRIVATE
from extractor.reading.office.docx_styles import Look, Numbering, Styles
from extractor.reading.synthetic import CHARACTER, SPACES, STEP, Run, Sheet, TableCell

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
COLUMNS = 88  # characters of a full line on an A4 page of 6-point characters
HALF = 44  # characters of a column of the head
PARAGRAPH_GAP = STEP  # points between paragraphs, so that later stages see where one ends
HEAD_ROWS = 4  # a borderless table of at most so many rows is a layout of columns
WIDE_BLANK = re.compile(rf"[{''.join(SPACES - {chr(9)})}]{{3,}}")
LAYOUT_WORDS = ("cong hoa xa hoi", "doc lap", "dang cong san", "noi nhan")

Element = Any


def docx_pages(data: bytes) -> list[Page]:
    """Pages, split at page breaks as far as the file records them. Raises InputError truncated_file."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            package = _Package(
                (document := _xml(archive, "word/document.xml")),
                Styles(_optional(archive, "word/styles.xml"), _optional(archive, "word/theme/theme1.xml")),
                Numbering(_optional(archive, "word/numbering.xml")),
                _notes(_optional(archive, "word/footnotes.xml"), "footnote"),
                _notes(_optional(archive, "word/endnotes.xml"), "endnote"),
                _running(archive, document, "header"),
                _running(archive, document, "footer"),
            )
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError, RuntimeError, OSError, EOFError) as error:
        raise sniff.truncated("Tệp DOCX") from error
    return _Setter(package).pages()


@dataclass(frozen=True, slots=True)
class _Package:
    document: Element
    styles: Styles
    numbering: Numbering
    footnotes: dict[str, Element]
    endnotes: dict[str, Element]
    header: list[Element]
    footer: list[Element]


def _xml(archive: zipfile.ZipFile, name: str) -> Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    return etree.fromstring(archive.read(name), parser)


def _optional(archive: zipfile.ZipFile, name: str) -> Element | None:
    return _xml(archive, name) if name in archive.namelist() else None


def _notes(root: Element | None, kind: str) -> dict[str, Element]:
    if root is None:
        return {}
    return {note.get(f"{W}id"): note for note in root.iter(f"{W}{kind}") if note.get(f"{W}type") in (None, "normal")}


def _running(archive: zipfile.ZipFile, document: Element, kind: str) -> list[Element]:
    """What stands in the head (or foot) of the first page, without mere page numbers: form numbers, letter heads."""
    section = next(document.iter(f"{W}sectPr"), None)
    links = _optional(archive, "word/_rels/document.xml.rels")
    if section is None or links is None:
        return []
    wanted = "default" if section.find(f"{W}titlePg") is None else "first"
    found = {part.get(f"{W}type"): part.get(f"{R}id") for part in section.findall(f"{W}{kind}Reference")}
    targets = {link.get("Id"): link.get("Target") for link in links}
    part = _optional(archive, f"word/{targets.get(found.get(wanted))}")
    return [element for element in _children(part) if _says_something(element)] if part is not None else []


def _says_something(element: Element) -> bool:
    text = "".join(part.text or "" for part in element.iter(f"{W}t")).strip()
    return any(letter.isalpha() for letter in text) and not PAGE_NUMBER.match(text)


PAGE_BREAK = "\f"


@dataclass(slots=True)
class _Setter:
    """Sets the first page's head, the body page by page, and the foot at the end, where it parts no sentence; notes go to
    the foot of the page that marks them."""

    package: _Package
    sheets: list[Sheet] = field(default_factory=list)
    notes: list[Element] = field(default_factory=list)
    seen: int = 0

    def pages(self) -> list[Page]:
        self.sheets = [Sheet(1)]
        body = self.package.document.find(f"{W}body")
        self._walk(self.package.header)
        self.seen = 0
        self._walk(_children(body) if body is not None else ())
        self._finish_page()
        self._walk(self.package.footer)
        pages = [sheet.page() for sheet in self.sheets]
        while len(pages) > 1 and not pages[-1].lines and not pages[-1].grids:
            pages.pop()
        return pages

    def _walk(self, elements: Iterable[Element]) -> None:
        for element in elements:
            if element.tag == f"{W}p":
                self._paragraph(element)
                self.seen += 1
            elif element.tag == f"{W}tbl":
                self._table(element)
                self.seen += 1

    def _paragraph(self, element: Element) -> None:
        for part in self._parts(element):
            if part == PAGE_BREAK:
                self._finish_page()
                self.sheets.append(Sheet(len(self.sheets) + 1))
                continue
            for index, runs in enumerate(broken(part, COLUMNS)):
                self.sheets[-1].put(runs, gap=0.0 if index else PARAGRAPH_GAP)
        for box in _text_boxes(element):
            self._walk(_children(box))

    def _parts(self, element: Element) -> Iterator[Any]:
        """Lines of runs of a paragraph (w:br parts them), with PAGE_BREAK between where one stands."""
        line: list[Run] = []
        for item in self._inline(element):
            if item is None or item == PAGE_BREAK:
                if any(run.text.strip() for run in line):
                    yield line
                line = []
                if item == PAGE_BREAK:
                    yield PAGE_BREAK
            elif isinstance(item, Run):
                line.append(item)
        if any(run.text.strip() for run in line):
            yield line

    def _inline(self, element: Element) -> Iterator[Run | str | None]:
        """Runs of a paragraph; None for a line break, PAGE_BREAK for a page break."""
        styles = self.package.styles
        look = styles.paragraph(element)
        if _broken_before(element) and self.sheets[-1].lines:
            yield PAGE_BREAK
        label = self.package.numbering.label(element, styles)
        if label:
            yield _run(label + " ", look)
        for child in _inline_children(element):
            if child.tag == f"{W}r":
                yield from self._run_parts(child, styles.run(child, look))

    def _run_parts(self, run: Element, look: Look) -> Iterator[Run | str | None]:
        text = ""
        for child in run:
            piece = _TEXT.get(child.tag)
            if child.tag == f"{W}t":
                text += child.text or ""
            elif piece is not None:
                text += piece
            elif child.tag == f"{W}sym":
                text += _symbol(child)
            elif child.tag in (f"{W}br", f"{W}lastRenderedPageBreak"):
                if text:
                    yield _run(text, look)
                    text = ""
                is_page = child.tag == f"{W}lastRenderedPageBreak" or child.get(f"{W}type") == "page"
                yield PAGE_BREAK if is_page else None
            elif child.tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
                note = self._note(child)
                if note is not None:
                    self.notes.append(note)
                    if text:
                        yield _run(text, look)
                    text = ""
                    yield _run(f" {len(self.notes)} ", look)
        if text:
            yield _run(text, look)

    def _note(self, reference: Element) -> Element | None:
        notes = self.package.footnotes if reference.tag == f"{W}footnoteReference" else self.package.endnotes
        return notes.get(reference.get(f"{W}id"))

    def _finish_page(self) -> None:
        """Notes that the page marks, at its foot."""
        notes, self.notes = self.notes, []
        for number, note in enumerate(notes, 1):
            runs = [Run(f"{number} ")]
            for paragraph in note.iter(f"{W}p"):
                runs.extend(item for item in self._inline(paragraph) if isinstance(item, Run))
            for index, line in enumerate(broken(runs, COLUMNS)):
                self.sheets[-1].put(line, gap=0.0 if index else PARAGRAPH_GAP)

    def _table(self, table: Element) -> None:
        cells, rows, columns = self._cells(table)
        if not cells:
            return
        if columns == 1:
            for cell in cells:
                for line in cell.lines:
                    for index, runs in enumerate(broken(line, COLUMNS)):
                        self.sheets[-1].put(runs, gap=0.0 if index else PARAGRAPH_GAP)
        elif self._is_layout(table, cells, rows, columns):
            self.sheets[-1].top += PARAGRAPH_GAP
            self.sheets[-1].put_columns(_columns(cells, columns))
        else:
            self.sheets[-1].top += PARAGRAPH_GAP
            self.sheets[-1].put_table(cells, rows, columns)

    def _cells(self, table: Element) -> tuple[list[TableCell], int, int]:
        """(cells, rows, columns) with w:gridSpan and w:vMerge as spans."""
        found: list[TableCell] = []
        open_merge: dict[int, int] = {}  # column to index in found
        row, columns = 0, 0
        for element in _rows(table):
            column = _skipped(element)
            for cell in _row_cells(element):
                span, merge = _spans(cell)
                start = open_merge.get(column)
                if merge == "continue" and start is not None:
                    upper = found[start]
                    found[start] = TableCell(
                        upper.row, column, (*upper.lines, *self._lines(cell)), row - upper.row + 1, upper.column_span
                    )
                else:
                    open_merge.pop(column, None)
                    if merge == "restart":
                        open_merge[column] = len(found)
                    found.append(TableCell(row, column, self._lines(cell), 1, span))
                column += span
            columns = max(columns, column)
            row += 1
        return found, row, columns

    def _lines(self, cell: Element) -> tuple[tuple[Run, ...], ...]:
        """Lines of a cell; a table inside it is flattened row by row."""
        lines: list[tuple[Run, ...]] = []
        for child in _children(cell):
            if child.tag == f"{W}p":
                lines.extend(tuple(part) for part in self._parts(child) if part != PAGE_BREAK)
                for box in _text_boxes(child):
                    lines.extend(self._lines(box))
            elif child.tag == f"{W}tbl":
                for inner in self._cells(child)[0]:
                    lines.extend(inner.lines)
        return tuple(lines)

    def _is_layout(self, table: Element, cells: Sequence[TableCell], rows: int, columns: int) -> bool:
        """A table that only sets columns side by side: the head, the sign-off."""
        if columns > 3 or rows > 2 * HEAD_ROWS:
            return False
        text = fold(" ".join(run.text for cell in cells for line in cell.lines for run in line))
        if rows <= HEAD_ROWS and any(word in text for word in LAYOUT_WORDS):
            return True
        return (rows <= HEAD_ROWS or self.seen < 3) and not self.package.styles.has_borders(table)


_TEXT = {
    f"{W}tab": "\t",
    f"{W}ptab": "\t",
    f"{W}cr": " ",
    f"{W}softHyphen": "\u00ad",
    f"{W}noBreakHyphen": "-",
}


def _run(text: str, look: Look) -> Run:
    text = text.translate(BYTES_OF_PRIVATE).replace("\t", "    ")
    return Run(
        text.upper() if look.caps else text,
        look.font,
        look.size,
        look.bold,
        look.italic,
    )


def _symbol(element: Element) -> str:
    """A character of a symbol font; Wingdings bullets become a dash, code points of the private range lose their offset."""
    code = int(element.get(f"{W}char") or "0", 16)
    font = (element.get(f"{W}font") or "").lower()
    if "wingdings" in font or "symbol" in font or "webdings" in font:
        return "-"
    return chr(code - 0xF000 if code >= 0xF000 else code) if code else ""


def _children(element: Element) -> Iterator[Element]:
    """Block children; content controls, insertions and smart tags are looked through, deletions are not shown."""
    for child in element:
        if child.tag in (f"{W}sdt",):
            content = child.find(f"{W}sdtContent")
            if content is not None:
                yield from _children(content)
        elif child.tag in (f"{W}ins", f"{W}moveTo", f"{W}customXml", f"{W}smartTag"):
            yield from _children(child)
        elif child.tag in (f"{W}p", f"{W}tbl"):
            yield child


_INLINE = frozenset(
    f"{W}{name}"
    for name in ("ins", "moveTo", "hyperlink", "smartTag", "customXml", "fldSimple", "sdtContent", "sdt", "dir", "bdo")
)


def _inline_children(element: Element) -> Iterator[Element]:
    for child in element:
        if child.tag in _INLINE:
            yield from _inline_children(child)
        elif child.tag == f"{W}r":
            yield child


def _text_boxes(element: Element) -> Iterator[Element]:
    """Text boxes anchored in a paragraph, each once although the file holds it in two ways."""
    for box in element.iter(f"{W}txbxContent"):
        inside = [parent.tag for parent in box.iterancestors()]
        upto = inside[: inside.index(f"{W}p")] if f"{W}p" in inside else inside
        if f"{MC}Fallback" not in upto and _owner(box) is element:
            yield box


def _owner(box: Element) -> Element | None:
    return next((parent for parent in box.iterancestors() if parent.tag == f"{W}p"), None)


def _broken_before(paragraph: Element) -> bool:
    mark = paragraph.find(f"{W}pPr/{W}pageBreakBefore")
    return mark is not None and mark.get(f"{W}val") not in ("0", "false", "off")


def _rows(table: Element) -> Iterator[Element]:
    for child in table:
        if child.tag == f"{W}tr":
            yield child
        elif child.tag in (f"{W}ins", f"{W}customXml"):
            yield from _rows(child)
        elif child.tag == f"{W}sdt":
            content = child.find(f"{W}sdtContent")
            if content is not None:
                yield from _rows(content)


def _row_cells(row: Element) -> Iterator[Element]:
    for child in row:
        if child.tag == f"{W}tc":
            yield child
        elif child.tag in (f"{W}sdt", f"{W}customXml"):
            content = child.find(f"{W}sdtContent") if child.tag == f"{W}sdt" else child
            if content is not None:
                yield from _row_cells(content)


def _skipped(row: Element) -> int:
    mark = row.find(f"{W}trPr/{W}gridBefore")
    return int(mark.get(f"{W}val") or 0) if mark is not None else 0


def _spans(cell: Element) -> tuple[int, str | None]:
    """(columns, "restart" | "continue" | None)."""
    span = cell.find(f"{W}tcPr/{W}gridSpan")
    merge = cell.find(f"{W}tcPr/{W}vMerge")
    columns = max(int(span.get(f"{W}val") or 1), 1) if span is not None else 1
    return columns, None if merge is None else (merge.get(f"{W}val") or "continue")


def _columns(cells: Sequence[TableCell], columns: int) -> list[list[Sequence[Run]]]:
    """Lines of each column of a layout table, wrapped to half a page."""
    result: list[list[Sequence[Run]]] = [[] for _ in range(columns)]
    for cell in sorted(cells, key=lambda cell: (cell.row, cell.column)):
        for line in cell.lines:
            result[cell.column].extend(broken(line, HALF if columns == 2 else COLUMNS // columns))
    return [column for column in result if column]


def broken(runs: Sequence[Run], room: int) -> list[list[Run]]:
    """A paragraph as lines of about `room` characters.

    The break is put where the next line cannot be taken for a new paragraph: before a lower-case word where one is
    near, never before something that looks like a list mark.
    """
    runs = _narrowed(runs, room)
    text = "".join(run.text for run in runs)
    cuts, start = [], 0
    while len(text) - start > room:
        cut = _cut(text, start, room)
        if cut is None:
            break
        cuts.append(cut)
        start = cut
    return [line for line in _cut_runs(runs, [*cuts, len(text)]) if any(run.text.strip() for run in line)]


def _narrowed(runs: Sequence[Run], room: int) -> list[Run]:
    """The blanks that push a second column to the right at half their length, as they are in print, or less where the line must fit."""
    blanks = [len(blank) for run in runs for blank in WIDE_BLANK.findall(run.text)]
    letters = sum(len(run.text) for run in runs) - sum(blanks)
    share = min(0.5, (room - letters) / sum(blanks)) if blanks else 0.0
    if share <= 0:
        return list(runs)
    return [
        replace(run, text=WIDE_BLANK.sub(lambda blank: " " * max(int(len(blank[0]) * share), 1), run.text))
        for run in runs
    ]


def _cut(text: str, start: int, room: int) -> int | None:
    """Where to break text[start:]: the start of a word within `room` characters, the best one near the end."""
    places = [
        index
        for index in range(start + 1, min(len(text), start + 2 * room))
        if text[index - 1] == " " and text[index] != " "
    ]
    if not places or len(text.strip()) == 0:
        return None
    near = [place for place in places if start + room * 0.5 <= place <= start + room]
    safe = [place for place in near if text[place].islower() and not LIST_MARK.match(text[place:])]
    if safe:
        return safe[-1]
    later = [place for place in places if place > start + room and text[place].islower()]
    if later and not LIST_MARK.match(text[later[0] :]) and later[0] < start + 1.4 * room:
        return later[0]
    plain = [place for place in near if not LIST_MARK.match(text[place:])]
    return plain[-1] if plain else (near[-1] if near else places[0])


def _cut_runs(runs: Sequence[Run], cuts: Sequence[int]) -> list[list[Run]]:
    lines: list[list[Run]] = [[]]
    position, turn = 0, 0
    for run in runs:
        text = run.text
        while turn < len(cuts) - 1 and position + len(text) > cuts[turn]:
            keep = cuts[turn] - position
            if keep:
                lines[-1].append(Run(text[:keep], run.font, run.size, run.bold, run.italic))
            lines.append([])
            text, position, turn = text[keep:], cuts[turn], turn + 1
        if text:
            lines[-1].append(Run(text, run.font, run.size, run.bold, run.italic))
        position += len(text)
    return lines


__all__ = ["CHARACTER", "broken", "docx_pages"]
