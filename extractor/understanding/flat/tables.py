"""Tables flattened in plain text, one line for each line of a cell: rebuilt from headings, numbering and vocabulary.

lines ─ header block ─ rows by their numbers ─ pieces to columns (two passes) ─ RawTable
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from extractor.document import Document, union
from extractor.understanding.flat.cells import assign
from extractor.understanding.flat.header import Header, arrangements, find_header
from extractor.understanding.flat.layout import Layout, first_layout, learn
from extractor.understanding.flat.lines import FlatLine, flat_lines
from extractor.understanding.flat.pieces import Piece, join_pieces, pieces_of
from extractor.understanding.flat.rows import FlatRow, split_rows
from extractor.understanding.grids.column_roles import TICK, is_period, is_value_heading, role_of
from extractor.understanding.grids.grid_tables import title_above
from extractor.understanding.grids.row_numbering import Mark
from extractor.understanding.grids.table_rows import RawRow, RawTable
from models.record import ColumnRole, Place

LAST_NUMBERS = re.compile(r"(?:\s|^)((?:[\d.,]*\d%?|[-–])(?:\s+(?:[\d.,]*\d%?|[-–]))*)$")
TRIED_ROWS = 8  # that decide between arrangements of headings
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
    headings, layout = _best_layout(header, rows)
    first = [_cells(row, layout) for row in rows]
    layout = learn(layout, [(row, cells) for row, (kind, cells) in zip(rows, first, strict=True) if kind == "item"])
    second = _grouped(rows, [_cells(row, layout) for row in rows])
    return RawTable(
        headings=tuple(headings),
        rows=tuple(_raw_row(row, kind, cells, layout) for row, (kind, cells) in zip(rows, second, strict=True)),
        title=title_above(above),
        page=lines[0].page,
        bbox=union(line.bbox for line in lines if line.page == lines[0].page),
        raw=" | ".join(header.headings),
        confidence=0.8,
        spans=tuple(_spans(lines, offsets)),
    )


def _best_layout(header: Header, rows: Sequence[FlatRow]) -> tuple[list[str], Layout]:
    """The headings, shared ones put above their own, in the arrangement that explains the first rows best."""
    spaced, tight = _is_spaced(rows), _is_tight(rows)
    items = [row for row in rows if row.mark and row.mark.style in ("arabic", "decimal") and row.lines][:TRIED_ROWS]
    headings, counted = _merged_heading(list(header.headings), rows)
    found = [(headings, first_layout(headings, _roles(headings, rows), counted, spaced, tight))]
    if len(headings) == len(header.headings):
        for names in arrangements(headings):
            found.append((names, first_layout(names, _roles(names, rows), [], spaced, tight)))
    if len(found) == 1:
        return found[0]
    return max(found, key=lambda pair: sum(assign(pieces_of(row, pair[1].cutting), pair[1])[0] for row in items))


def _grouped(rows: Sequence[FlatRow], cells: Sequence[tuple[str, Cells]]) -> list[tuple[str, Cells]]:
    """A row "2" right above "2.1" that has nothing but a title is a group."""
    below = [*(row.mark for row in rows[1:]), None]
    return [
        ("group" if _heads(row, mark) and sum(map(bool, found)) == 1 else kind, found)
        for row, mark, (kind, found) in zip(rows, below, cells, strict=True)
    ]


def _heads(row: FlatRow, below: Mark | None) -> bool:
    mark = row.mark
    return bool(mark and below and mark.style == "arabic" and below.style == "decimal" and below.parts[0] == mark.value)


def _is_spaced(rows: Sequence[FlatRow]) -> bool:
    """Whether empty lines part the cells: lines that begin in lower case, so go on, have none above them, others have."""
    lines = [line for row in rows for line, _ in row.lines[1:]]
    going_on = [line.blank_before == 0 for line in lines if line.text[:1].islower()]
    others = [line.blank_before > 0 for line in lines if line.text[:1].isupper()]
    if len(going_on) < 3 or len(others) < 3:
        return False
    return sum(going_on) > 0.9 * len(going_on) and sum(others) > 0.5 * len(others)


def _is_tight(rows: Sequence[FlatRow]) -> bool:
    """Whether lines that go on in lower case have an empty line above them, and other lines sometimes have none."""
    lines = [line for row in rows for place, (line, _) in enumerate(row.lines) if place and place not in row.breaks]
    going_on = [line.blank_before > 0 for line in lines if line.text[:1].islower()]
    others = [line.blank_before == 0 for line in lines if not line.text[:1].islower()]
    return len(going_on) >= 3 and sum(going_on) > 0.95 * len(going_on) and sum(others) >= 2


def _roles(headings: Sequence[str], rows: Sequence[FlatRow]) -> list[ColumnRole]:
    """Roles by the headings; periods in which no row makes a tick hold goals."""
    ticked = any(TICK.fullmatch(word.text) for row in rows for line, _ in row.lines for word in line.words)
    roles = [
        "other" if not ticked and is_value_heading(heading) and is_period(heading) and role == "deadline" else role
        for heading in headings
        for role in [role_of(heading)]
    ]
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
    if len(unknown) == usual and role_of(headings[unknown[0] - 1]) == "budget":
        return _under(headings, unknown[0] - 1), [index - 1 for index in unknown]
    if len(unknown) == usual:
        return headings, unknown
    if len(unknown) == usual + 1:
        merged = _under(headings, unknown[0])
        return merged, list(range(unknown[0], len(merged)))
    return headings, []


def _under(headings: Sequence[str], shared: int) -> list[str]:
    """The headings behind a shared one put below it."""
    return [*headings[:shared], *(f"{headings[shared]} / {heading}" for heading in headings[shared + 1 :])]


def _cells(row: FlatRow, layout: Layout) -> tuple[str, Cells]:
    """(kind, pieces of each column): a Roman or lettered row is a group unless it clearly has a body and more."""
    pieces = pieces_of(row, layout.cutting)
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


def _raw_row(row: FlatRow, kind: str, cells: Cells, layout: Layout) -> RawRow:
    """A tick in copied text does not tell its column, so its cells are left empty."""
    texts = ["" if ticked else join_pieces(pieces) for pieces, ticked in zip(cells, layout.ticks, strict=True)]
    if row.printed and not texts[0]:
        texts[0] = row.printed
    texts = ["" if text in ("–", "—") else text for text in texts]
    page = row.lines[0][0].page if row.lines else None
    boxes = [line.bbox for line, _ in row.lines if line.page == page]
    places = tuple(_place(pieces, row) for pieces in cells)
    return RawRow(tuple(texts), page, union(boxes) if boxes else None, places=places, mark=row.mark, kind=kind)


def _place(pieces: Sequence[Piece], row: FlatRow) -> Place | None:
    """Where a cell stands: its words on the page of the first."""
    if not pieces:
        return None
    pages = {id(word): line.page for line, _ in row.lines for word in line.words}
    page = pages[id(pieces[0].words[0])]
    boxes = [word.bbox for piece in pieces for word in piece.words if pages[id(word)] == page]
    return Place(page=page, bbox=union(boxes))


def _spans(lines: Sequence[FlatLine], offsets: dict[int, tuple[int, int]]) -> Iterable[tuple[int, int]]:
    for line in lines:
        found = [offsets[id(word)] for word in line.words if id(word) in offsets]
        if found:
            yield min(start for start, _ in found), max(end for _, end in found)
