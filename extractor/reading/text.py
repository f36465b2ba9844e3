"""Plain text: bytes to characters, then to pages of lines.

Bytes that are no Unicode are kept as they are, read as Windows-1252 (undefined bytes as U+0080…): which Vietnamese charset
they are is for recovery to judge.
"""

import re

from extractor.document import Page
from extractor.reading.layout.lines import arrange
from extractor.reading.sniff import looks_utf16
from extractor.reading.synthetic import MARGIN, Run, Sheet, TableCell, set_line

TAB = 8  # characters
LEAST_TABS, LEAST_ROWS = 2, 3  # in a line, and lines with the same number of them, that make a table
LINE_BREAK = re.compile(r"\r\n|\r|\n")


def decode(data: bytes) -> str:
    """Characters of a text file: UTF-8, UTF-16, else one character a byte."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace").lstrip("\ufeff")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    wide = looks_utf16(data[:65536])
    if wide:
        return data.decode(wide, "replace").lstrip("\ufeff")
    broken = data.decode("utf-8", "replace")
    if broken.count("\ufffd") * 50 < sum(ord(char) > 127 for char in broken):
        return broken.lstrip("\ufeff")  # UTF-8 with a few damaged bytes, such as a cut at the end
    return single_bytes(data)


def single_bytes(data: bytes) -> str:
    """Windows-1252; its five undefined bytes become the control character of the same code."""
    return data.decode("cp1252") if not set(data) & _UNDEFINED else "".join(map(_character, data))


def whole_letters(text: str) -> str:
    """`à` of UTF-8 read as Windows-1252 is Ã and a no-break blank: put right before blanks cut words."""
    return _A_GRAVE.sub("à", text) if "\u00c3\u00a0" in text else text


_A_GRAVE = re.compile("(?<![A-Z\u00c0-\u00de]{2})\u00c3\u00a0")
_UNDEFINED = frozenset({0x81, 0x8D, 0x8F, 0x90, 0x9D})


def _character(byte: int) -> str:
    return chr(byte) if byte in _UNDEFINED else bytes((byte,)).decode("cp1252")


def text_pages(text: str) -> list[Page]:
    """One page for each form feed; columns set apart by blanks become lines of their own."""
    parts = whole_letters(text).split("\f")
    if len(parts) > 1 and not parts[-1].strip():
        parts.pop()
    return [_page(number, part) for number, part in enumerate(parts, 1)]


def _tabbed(lines: list[str], start: int) -> list[list[str]]:
    """Lines from `start` that are rows of one table: cells between tabs, as a copied or exported table has them."""
    width = lines[start].count("\t")
    if width < LEAST_TABS:
        return []
    rows: list[list[str]] = []
    for line in lines[start:]:
        if not 1 <= line.count("\t") <= width:
            break
        rows.append(line.split("\t"))
    return rows if sum(len(row) == width + 1 for row in rows) >= LEAST_ROWS else []


def _put_rows(sheet: Sheet, rows: list[list[str]]) -> None:
    """A shorter row is one of a group: its last cell reaches to the right edge."""
    width = len(rows[0])
    cells = [
        TableCell(row, column, ((Run(text.strip()),),), 1, width - column if column == len(texts) - 1 else 1)
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
    ]
    sheet.put_table(cells, len(rows), width)


def _page(number: int, text: str) -> Page:
    sheet = Sheet(number)
    lines = LINE_BREAK.split(text)
    index = 0
    while index < len(lines):
        rows = _tabbed(lines, index)
        if rows:
            _put_rows(sheet, rows)
            index += len(rows)
            continue
        sheet.put([Run(lines[index].expandtabs(TAB))])
        index += 1
    page = sheet.page()
    words = [word for line in page.lines for word in line.words]
    return arrange(page, words)


__all__ = ["MARGIN", "decode", "set_line", "single_bytes", "text_pages"]
