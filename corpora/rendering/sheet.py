"""A letter set as a sheet: head, paragraphs, tables and sign-off in the official layout of Nghị định 30/2020/NĐ-CP, or of
the Party (Hướng dẫn 36-HD/VPTW). Every renderer draws the same sheet; marks on the runs say which truth a word proves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, groupby
from typing import Any, Literal

from corpora.letters.markup import Notes, Run, Scope, expand, plain, spell
from corpora.letters.model import Letter, Signer

Align = Literal["left", "center", "right", "justify"]

QUOC_HIEU = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
TIEU_NGU = "Độc lập - Tự do - Hạnh phúc"
PARTY_HEAD = "ĐẢNG CỘNG SẢN VIỆT NAM"
BASIS_ITALIC = {"Quyết định", "Nghị quyết"}  # mẫu 1.1 to 1.3 of NĐ 30/2020, phụ lục III; elsewhere upright
STATE_SHORT = {"Ủy ban nhân dân": "UBND", "Hội đồng nhân dân": "HĐND"}


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph. Sizes, indents and spaces in points."""

    runs: tuple[Run, ...]
    align: Align = "justify"
    size: float = 14
    first_indent: float = 28
    before: float = 0
    after: float = 6
    rule: float = 0  # width of a rule drawn under it, as a share of the text width of its box
    framed: bool = False

    @property
    def text(self) -> str:
        return plain(list(self.runs))


@dataclass(frozen=True, slots=True)
class Columns:
    """Two columns side by side: the head, or the end with distribution and sign-off. `seal` marks a signing place."""

    left: tuple[Para, ...]
    right: tuple[Para, ...]
    split: float = 0.42  # share of the left column
    kind: Literal["head", "end"] = "head"


@dataclass(frozen=True, slots=True)
class GridRow:
    kind: Literal["group", "item", "total", "head"]
    cells: tuple[tuple[Run, ...], ...]
    spans: tuple[int, ...]  # columns that each cell covers
    joined: tuple[bool, ...] = ()  # columns whose cell is one with the cell above; empty for none

    @property
    def starts(self) -> tuple[int, ...]:
        """The first column of each cell."""
        return tuple(accumulate(self.spans[:-1], initial=0))

    def joins(self, column: int) -> bool:
        return column < len(self.joined) and self.joined[column]


@dataclass(frozen=True, slots=True)
class GridItem:
    widths: tuple[float, ...]  # shares of the text width
    roles: tuple[str, ...]
    rows: tuple[GridRow, ...]
    repeat_header: bool = True
    size: float = 12

    @property
    def heads(self) -> tuple[GridRow, ...]:
        return tuple(row for row in self.rows if row.kind == "head")

    @property
    def body(self) -> tuple[GridRow, ...]:
        return tuple(row for row in self.rows if row.kind != "head")


@dataclass(frozen=True, slots=True)
class Break:
    """A new page; an annex numbers its pages anew where the letter does so."""


@dataclass(frozen=True, slots=True)
class Space:
    """Blank height in points; `seal` where a signer's stamp and signature stand."""

    height: float
    seal: bool = False


Item = Para | Columns | GridItem | Break | Space


@dataclass(slots=True)
class Sheet:
    letter: Letter
    items: list[Item] = field(default_factory=list)
    notes: Notes = field(default_factory=Notes)
    tables: list[dict[str, Any]] = field(default_factory=list)


def compose(letter: Letter) -> Sheet:
    """The sheet of a letter, with what its markup says in `notes` and its tables in `tables`."""
    sheet = Sheet(letter)
    if not letter.lost_head:
        sheet.items.append(_head(sheet))
        sheet.items.extend(_recipients(sheet))
    if not letter.is_letter:
        sheet.items.extend(_type_and_subject(sheet))
    for block in letter.body:
        if isinstance(block, str):
            sheet.items.append(_paragraph(block, sheet))
        elif "table" in block:
            sheet.items.extend(_table(block["table"], sheet))
        elif "annex" in block:
            sheet.items.extend(_annex(block, sheet))
        elif "sign" in block:
            sheet.items.append(_end(sheet))
    if not any(isinstance(block, dict) and "sign" in block for block in letter.body):
        sheet.items.append(_end(sheet))
    return sheet


def marked(text: str, sheet: Sheet, *marks: str, bold: bool = False, italic: bool = False) -> tuple[Run, ...]:
    """Runs of marked-up text under the letter's style."""
    return tuple(expand(text, Scope(sheet.letter, sheet.notes, marks=marks, bold=bold, italic=italic)))


# head -----------------------------------------------------------------------------------------------------------------


def issuer_lines(letter: Letter) -> tuple[str, ...]:
    return letter.issuer_lines or (letter.issuer.upper(),)


def parent_lines(letter: Letter) -> tuple[str, ...]:
    if letter.parent_lines or letter.parent is None:
        return letter.parent_lines
    text = letter.parent
    for full, short in STATE_SHORT.items():
        text = text.replace(full, short)
    return (text.upper(),)


def _head(sheet: Sheet) -> Columns:
    return Columns(tuple(_head_left(sheet)), tuple(_head_right(sheet)))


def _line(runs: tuple[Run, ...], size: float, rule: float = 0, before: float = 0) -> Para:
    return Para(runs, "center", size, 0, before, 0, rule)


def _head_left(sheet: Sheet) -> list[Para]:
    letter = sheet.letter
    party = letter.regime == "party"
    lines = [_line(marked(line, sheet, "parent_body"), 13) for line in parent_lines(letter)]
    own = issuer_lines(letter)
    lines += [
        _line(marked(line, sheet, "issuing_body", bold=True), 13, rule=0.4 if last and not party else 0)
        for line, last in ((line, index == len(own) - 1) for index, line in enumerate(own))
    ]
    if party:
        lines.append(_line(marked("*", sheet), 14))
    lines.append(_line(_number_runs(sheet), 13, before=0 if party else 8))
    if letter.is_letter and letter.subject:
        style = {"italic": True} if party else {}
        word = "" if party else "V/v "
        lines.append(_line((*marked(word, sheet, **style), *marked(letter.subject, sheet, "subject", **style)), 12))
    if letter.urgency:
        lines.append(
            replace(_line(marked(letter.urgency, sheet, "urgency", bold=True), 13, before=8), framed=True, after=4)
        )
    return lines


def _number_runs(sheet: Sheet) -> tuple[Run, ...]:
    letter = sheet.letter
    word = "Số " if letter.regime == "party" else ("Luật số: " if letter.doc_type == "Luật" else "Số: ")
    joint = "-" if letter.regime == "party" else "/"
    if letter.number:
        serial = marked(f"{letter.number}{joint}", sheet, "document_number")
        printed = (*serial, *marked(letter.symbol, sheet, "document_number", "symbol"))
    else:
        printed = (Run(" " * 8 + joint), *marked(letter.symbol, sheet, "symbol"))
    return (*marked(word, sheet), *printed)


def _head_right(sheet: Sheet) -> list[Para]:
    letter = sheet.letter
    if letter.regime == "party":
        top = [_line(marked(PARTY_HEAD, sheet, bold=True), 15, rule=0.95), _line((), 13)]
    else:
        top = [
            _line(marked(QUOC_HIEU, sheet, bold=True), 13),
            _line(marked(TIEU_NGU, sheet, bold=True), 14, rule=0.65),
        ]
    date = (
        *marked(letter.place, sheet, "place", italic=True),
        *marked(", ", sheet, italic=True),
        *marked(_date_line(letter.date), sheet, "issue_date", italic=True),
    )
    return [*top, _line(date, 14, before=8)]


def _date_line(date: str | None) -> str:
    """ "ngày 05 tháng 01 năm 2020"; blanks for what is not yet known (dates like 2025, 2025-04, None)."""
    parts = (date or "").split("-") if date else []
    year = parts[0] if parts else "    "
    month = parts[1] if len(parts) > 1 else None
    day = f"{int(parts[2]):02d}" if len(parts) > 2 else "     "
    shown = "     " if month is None else (f"{int(month):02d}" if int(month) < 3 else str(int(month)))
    return f"ngày {day} tháng {shown} năm {year}"


def _recipients(sheet: Sheet) -> list[Item]:
    names = sheet.letter.recipients
    if not names:
        return [Space(10)]
    if len(names) == 1:
        runs = (*marked("Kính gửi: ", sheet), *marked(names[0], sheet, "recipients#0"), *marked(".", sheet))
        return [Space(12), Para(runs, "center", first_indent=0, after=12)]
    lines: list[Item] = [Space(12), Para(marked("Kính gửi:", sheet), "left", first_indent=90, after=2)]
    for index, name in enumerate(names):
        end = "." if index == len(names) - 1 else ";"
        runs = (*marked("- ", sheet), *marked(name, sheet, f"recipients#{index}"), *marked(end, sheet))
        lines.append(Para(runs, "left", first_indent=110, after=2))
    return [*lines, Space(10)]


def _type_and_subject(sheet: Sheet) -> list[Item]:
    letter = sheet.letter
    party = letter.regime == "party"
    kind = letter.doc_type.upper()
    items: list[Item] = [
        Space(4),
        Para(marked(kind, sheet, "doc_type", bold=True), "center", 16 if party else 14, 0, 0, 2),
    ]
    if letter.subject:
        runs = marked(letter.subject, sheet, "subject", bold=True)
        items.append(Para(runs, "center", 14, 0, 0, 4, rule=0 if party else 0.25))
    if party:
        items.append(Para(marked("-----", sheet), "center", 14, 0, 0, 6))
    if letter.head_line:
        items.append(Para(marked(letter.head_line, sheet, bold=True), "center", 14, 0, 8, 8))
    return [*items, Space(8)]


# body -----------------------------------------------------------------------------------------------------------------


def _paragraph(block: str, sheet: Sheet) -> Para:
    mark, _, rest = block.partition(" ")
    if mark == "#":
        return Para(marked(rest, sheet, bold=True), "left", before=6)
    if mark == "##":
        return Para(marked(rest, sheet, bold=True), "left")
    if mark == "=":
        return Para(marked(rest, sheet, bold=True), "center", first_indent=0, before=4)
    if mark == "~":
        return Para(marked(rest, sheet, italic=True), "center", 13, 0)
    if mark == ">":
        return _basis(rest, sheet)
    return Para(marked(block, sheet))


def _basis(text: str, sheet: Sheet) -> Para:
    letter = sheet.letter
    italic = letter.regime == "state" and (letter.doc_type in BASIS_ITALIC or letter.style.basis_italic)
    return Para(tuple(expand(text, Scope(letter, sheet.notes, role="legal_basis", italic=italic))))


def _annex(block: dict[str, Any], sheet: Sheet) -> list[Item]:
    items: list[Item] = [
        Break(),
        Para(marked(block["annex"], sheet, bold=True), "center", 14, 0, 0, 2),
        Para(marked(block["title"].upper(), sheet, bold=True), "center", 14, 0, 0, 2),
    ]
    if block.get("ref"):
        items.append(Para(marked(block["ref"], sheet, italic=True), "center", 13, 0, 0, 8))
    return items


# tables ---------------------------------------------------------------------------------------------------------------


def _table(table: dict[str, Any], sheet: Sheet) -> list[Item]:
    index = len(sheet.tables)
    columns = table["columns"]
    total = sum(column[2] for column in columns)
    rows = _heads([column[0] for column in columns], sheet)
    truth_rows: list[dict[str, Any]] = []
    for number, row in enumerate(table["rows"]):
        before = len(sheet.notes.targets)
        above = truth_rows[-1]["cells"] if truth_rows else []
        drawn, said = _row(row, len(columns), f"row:{index}.{number}", sheet, above)
        _name_targets(sheet.notes.targets[before:], said["cells"], columns)
        rows.append(drawn)
        truth_rows.append(said)
    grid = GridItem(
        tuple(column[2] / total for column in columns),
        tuple(column[1] for column in columns),
        tuple(rows),
        table.get("repeat_header", True),
        table.get("size", 12),
    )
    sheet.tables.append(
        {
            "title": spell(table["title"], sheet.letter.style) if table.get("title") else None,
            "kind": table["kind"],
            "columns": [{"name": spell(name, sheet.letter.style), "role": role} for name, role, _ in columns],
            "rows": truth_rows,
        }
    )
    return [grid, Space(8)]


def _heads(names: Sequence[str], sheet: Sheet) -> list[GridRow]:
    """The heading row, or two where names such as "Thời gian / Quý I" stand under a heading that they share."""
    parts = [name.partition(" / ") for name in names]
    top = [
        (name, len(list(group)))
        for (name, _), group in groupby(
            ((above, index if not bar else -1) for index, (above, bar, _) in enumerate(parts)),
        )
    ]
    first = GridRow("head", tuple(marked(name, sheet, bold=True) for name, _ in top), tuple(count for _, count in top))
    if len(top) == len(names):
        return [first]
    below = tuple(marked(name, sheet, bold=True) for _, _, name in parts)
    return [first, GridRow("head", below, (1,) * len(names), tuple(not bar for _, bar, _ in parts))]


def _name_targets(targets: list[dict[str, Any]], cells: list[str], columns: list[list[Any]]) -> None:
    """Targets of a row are measured by what its task column names; `values` holds the row under its headings."""
    for target in targets:
        names = {column[1]: cell for column, cell in zip(columns, cells, strict=True)}
        target["text"] = target["metric"] = names.get("task", "")
        target["values"] = {column[0]: cell for column, cell in zip(columns, cells, strict=True)}


ABOVE = "^"  # a cell that is one with the cell above; its truth is that cell's text


def _row(row: Any, width: int, mark: str, sheet: Sheet, above: list[str]) -> tuple[GridRow, dict[str, Any]]:
    cells: tuple[tuple[Run, ...], ...]
    spans: tuple[int, ...]
    joined: tuple[bool, ...] = ()
    if isinstance(row, dict) and "group" in row:
        number, title = row["group"]
        cells = (marked(number, sheet, mark, bold=True), marked(title, sheet, mark, bold=True))
        kind, spans = "group", (1, width - 1)
    else:
        kind = "total" if isinstance(row, dict) else "item"
        texts = row["total"] if isinstance(row, dict) else row
        joined = tuple(text == ABOVE for text in texts)
        cells = tuple(() if text == ABOVE else marked(text, sheet, mark, bold=kind == "total") for text in texts)
        spans = (1,) * width
    if sum(spans) != width:
        raise ValueError(f"letter {sheet.letter.name}: row of {len(cells)} cells in a table of {width}: {row}")
    words = [above[i] if i < len(joined) and joined[i] else plain(list(cell)) for i, cell in enumerate(cells)]
    return GridRow(kind, cells, spans, joined), {"kind": kind, "number": words[0] or None, "cells": words}  # type: ignore[arg-type]


# end ------------------------------------------------------------------------------------------------------------------


def _end(sheet: Sheet) -> Columns:
    signers = sheet.letter.signers
    if len(signers) > 1:
        left = (*_signer(signers[1], sheet, 1), *_distribution(sheet))
        return Columns(left, tuple(_signer(signers[0], sheet, 0)), 0.5, "end")
    return Columns(tuple(_distribution(sheet)), tuple(_signer(signers[0], sheet, 0)), 0.48, "end")


def _signer(signer: Signer, sheet: Sheet, index: int) -> list[Any]:
    party = sheet.letter.regime == "party"
    tag = f"#{index}" if index else ""
    lines = [
        Para(marked(line, sheet, f"signing_authority{tag}", bold=True), "center", 14, 0, 0, 0)
        for line in signer.authority
    ]
    lines.append(Para(marked(signer.title.upper(), sheet, f"signer_title{tag}", bold=not party), "center", 14, 0, 0, 0))
    return [
        *lines,
        Space(88, seal=True),
        Para(marked(signer.name, sheet, f"signer_name{tag}", bold=True), "center", 14, 0, 0, 0),
    ]


def _distribution(sheet: Sheet) -> list[Para]:
    items = sheet.letter.distribution
    if not items:
        return []
    party = sheet.letter.regime == "party"
    head = marked("Nơi nhận:", sheet, bold=not party, italic=not party)
    lines = [Para(head, "left", 14 if party else 12, 0, 0, 0)]
    for index, name in enumerate(items):
        end = "." if index == len(items) - 1 else (";" if not party else ",")
        runs = (*marked("- ", sheet), *marked(name, sheet, f"distribution#{index}"), *marked(end, sheet))
        lines.append(Para(runs, "left", 12 if party else 11, 0, 0, 0))
    return lines
