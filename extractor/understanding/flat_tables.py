"""Tables flattened in plain text, one line for each line of a cell: rebuilt from headings, numbering and vocabulary.

lines ─ header block ─ rows by their numbers ─ pieces to columns (two passes) ─ RawTable
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from extractor.document import Document, union
from extractor.understanding.column_roles import role_of
from extractor.understanding.flat_cells import (
    Layout,
    Piece,
    assign,
    first_layout,
    join_pieces,
    learn,
    pieces_of,
)
from extractor.understanding.flat_header import Header, find_header
from extractor.understanding.flat_lines import FlatLine, flat_lines
from extractor.understanding.flat_rows import FlatRow, split_rows
from extractor.understanding.grid_tables import title_above
from extractor.understanding.table_rows import RawRow, RawTable
from models.record import ColumnRole

LAST_NUMBERS = re.compile(r"(?:\s|^)((?:[\d.,]*\d%?|[-–])(?:\s+(?:[\d.,]*\d%?|[-–]))*)$")
Cells = list[list[Piece]]


def flat_tables(document: Document) -> list[RawTable]:
    """All flattened tables of plain text, in order."""
    lines = flat_lines(document)
    tables: list[RawTable] = []
    index = 0
    previous_end = 0
    offsets = {id(span.word): (span.start, span.end) for span in document.spans} if lines else {}
    while index < len(lines):
        header = find_header(lines, index)
        if header is None:
            index += 1
            continue
        rows, end = split_rows(lines, header)
        if len(rows) < 2:
            index = header.end
            continue
        above = [line.text for line in lines[max(previous_end, index - 10) : index]]
        tables.append(_table(header, rows, lines[index:end], above, offsets))
        index = previous_end = end
    return tables


def _table(
    header: Header,
    rows: Sequence[FlatRow],
    lines: Sequence[FlatLine],
    above: Sequence[str],
    offsets: dict[int, tuple[int, int]],
) -> RawTable:
    headings, counted = _merged_heading(list(header.headings), rows)
    roles = _roles(headings)
    layout = first_layout(headings, roles, counted, _is_spaced(rows))
    first = [_cells(row, layout) for row in rows]
    layout = learn(layout, [(row, cells) for row, (kind, cells) in zip(rows, first, strict=True) if kind == "item"])
    second = [_cells(row, layout) for row in rows]
    return RawTable(
        headings=tuple(headings),
        rows=tuple(_raw_row(row, kind, cells) for row, (kind, cells) in zip(rows, second, strict=True)),
        title=title_above(above),
        page=lines[0].page,
        bbox=union(line.bbox for line in lines if line.page == lines[0].page),
        raw=" | ".join(header.headings),
        confidence=0.8,
        spans=tuple(_spans(lines, offsets)),
    )


def _is_spaced(rows: Sequence[FlatRow]) -> bool:
    """Whether empty lines part the cells: lines that begin in lower case, so go on, have none above them, others have."""
    lines = [line for row in rows for line, _ in row.lines[1:]]
    going_on = [line.blank_before == 0 for line in lines if line.text[:1].islower()]
    others = [line.blank_before > 0 for line in lines if line.text[:1].isupper()]
    if len(going_on) < 3 or len(others) < 3:
        return False
    return sum(going_on) > 0.9 * len(going_on) and sum(others) > 0.5 * len(others)


def _roles(headings: Sequence[str]) -> list[ColumnRole]:
    roles = [role_of(heading) for heading in headings]
    if "task" not in roles and len(roles) > 1:
        roles[1] = "task"
    return roles


def _merged_heading(headings: list[str], rows: Sequence[FlatRow]) -> tuple[list[str], list[int]]:
    """(headings, columns counted by a number in every row). One unknown heading more than numbers is the merged heading above them."""
    unknown = [index for index, heading in enumerate(headings) if index > 1 and role_of(heading) == "other"]
    items = [row for row in rows if row.mark and row.mark.style == "arabic" and row.lines]
    counts = Counter(
        len(found[1].split()) if (found := LAST_NUMBERS.search(row.lines[-1][0].text)) else 0 for row in items
    )
    usual = counts.most_common(1)[0][0] if counts else 0
    if usual < 2 or unknown != list(range(len(headings) - len(unknown), len(headings))):
        return headings, []
    if len(unknown) == usual:
        return headings, unknown
    if len(unknown) == usual + 1:
        top = headings[unknown[0]]
        merged = [*headings[: unknown[0]], *(f"{top} / {heading}" for heading in headings[unknown[1] :])]
        return merged, list(range(unknown[0], len(merged)))
    return headings, []


def _cells(row: FlatRow, layout: Layout) -> tuple[str, Cells]:
    """(kind, pieces of each column): a Roman or lettered row is a group unless it clearly has a body and more."""
    pieces = pieces_of(row, layout)
    if row.total:
        return "total", assign(pieces, layout, group=True)[1]
    as_item = assign(pieces, layout)
    if row.mark is None or row.mark.style not in ("roman", "letter"):
        return "item", as_item[1]
    as_group = assign(pieces, layout, group=True)
    busy = [
        index for index, role in enumerate(layout.roles) if role in ("lead", "support", "deadline", "status", "output")
    ]
    filled = sum(bool(as_item[1][index]) for index in busy)
    if filled >= 2 and as_item[0] > as_group[0]:
        return "item", as_item[1]
    return "group", as_group[1]


def _raw_row(row: FlatRow, kind: str, cells: Cells) -> RawRow:
    texts = [join_pieces(pieces) for pieces in cells]
    if row.printed and not texts[0]:
        texts[0] = row.printed
    texts = ["" if text in ("–", "—") else text for text in texts]
    page = row.lines[0][0].page if row.lines else None
    boxes = [line.bbox for line, _ in row.lines if line.page == page]
    return RawRow(tuple(texts), page, union(boxes) if boxes else None, mark=row.mark, kind=kind)


def _spans(lines: Sequence[FlatLine], offsets: dict[int, tuple[int, int]]) -> Iterable[tuple[int, int]]:
    for line in lines:
        found = [offsets[id(word)] for word in line.words if id(word) in offsets]
        if found:
            yield min(start for start, _ in found), max(end for _, end in found)
