"""From rows of cells to a Table of the record: kinds of rows, numbers, paths, column roles, kind of table.

`RawTable` is what a reader of drawn grids or of flattened text hands over; both end here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from corpora.facts.table_words import contains, fold, starts_with
from extractor.understanding.grids.column_roles import assign_roles, is_numeric, is_value_heading
from extractor.understanding.grids.row_numbering import Mark, Numbering
from extractor.understanding.words.amounts import cell_amount
from models.record import BBox, Column, ColumnRole, Place, Row, Table, TableKind

T = TypeVar("T")
DITTO = re.compile(r"""(?:-?\s*(?:nt|như trên|như nt|n\.t)\s*-?|["”“″〃]|''|//)""", re.IGNORECASE)
CARRIED: frozenset[ColumnRole] = frozenset({"lead", "support", "deadline", "output", "unit", "note", "status"})
BUSY: frozenset[ColumnRole] = frozenset({"lead", "support", "output", "deadline", "status"})
BULLET = re.compile(r"[-+–•*]\s*\D")
PERCENT = re.compile(r"\d\s*%|\d\s*phần trăm")


@dataclass(frozen=True, slots=True)
class RawRow:
    """Cells of one row as read. `spanning`: one cell stood over (nearly) all columns; `shared`: columns whose text belongs
    to a cell that reaches down from a row above."""

    cells: tuple[str, ...]
    page: int | None = None
    bbox: BBox | None = None
    spanning: bool = False
    shared: frozenset[int] = frozenset()
    places: tuple[Place | None, ...] = ()  # of the words of each cell
    mark: Mark | None = None
    kind: str | None = None  # set where the reader already knows: group, item, total


@dataclass(frozen=True, slots=True)
class RawTable:
    """A table as read: headings of its columns ("" where there are none) and its rows without header rows."""

    headings: tuple[str, ...]
    rows: tuple[RawRow, ...]
    title: str | None = None
    page: int | None = None
    bbox: BBox | None = None
    raw: str = ""
    confidence: float = 0.9
    numbered_by_order: bool = False
    spans: tuple[tuple[int, int], ...] = field(default=())


def to_table(raw: RawTable) -> Table:
    """The record's table. Every row has one cell for each column."""
    width = len(raw.headings)
    rows = [replace(row, cells=_fit(row.cells, width, ""), places=_fit(row.places, width, None)) for row in raw.rows]
    roles = assign_roles(raw.headings, _columns([row for row in rows if not row.spanning], width))
    rows = _without_ditto(rows, roles)
    if roles[:1] != ["number"] and "number" not in roles and _numbered(rows):
        roles = ["number", *roles[1:]]
    found = _number_rows(rows, roles)
    return Table(
        title=raw.title,
        kind=table_kind(raw.title or "", raw.headings, roles, found),
        columns=[Column(name=name, role=role) for name, role in zip(raw.headings, roles, strict=True)],
        rows=found,
        raw=raw.raw,
        confidence=raw.confidence,
        page=raw.page,
        bbox=raw.bbox,
    )


def _fit(cells: Sequence[T], width: int, empty: T) -> tuple[T, ...]:
    return (*cells[:width], *([empty] * (width - len(cells))))


def _columns(rows: Sequence[RawRow], width: int) -> list[list[str]]:
    return [[row.cells[index] for row in rows] for index in range(width)]


def _numbered(rows: Sequence[RawRow]) -> bool:
    numbering = Numbering()
    marks = [numbering.read(row.cells[0]) for row in rows if row.cells and row.cells[0].strip()]
    return len(marks) >= 2 and sum(mark is not None for mark in marks) > 0.7 * len(marks)


def _without_ditto(rows: Sequence[RawRow], roles: Sequence[ColumnRole]) -> list[RawRow]:
    """Rows in which "nt" and the like are replaced by the cell above."""
    done: list[RawRow] = []
    above: list[str] = [""] * len(roles)
    for row in rows:
        cells = [
            above[index] if index < len(above) and DITTO.fullmatch(cell.strip()) and above[index] else cell
            for index, cell in enumerate(row.cells)
        ]
        if not row.spanning:
            above = [cell or above[index] for index, cell in enumerate(cells)]
        done.append(replace(row, cells=tuple(cells)))
    return done


def _number_rows(rows: Sequence[RawRow], roles: Sequence[ColumnRole]) -> list[Row]:
    numbering = Numbering()
    number_column = roles.index("number") if "number" in roles else None
    found: list[Row] = []
    for position, row in enumerate(rows):
        printed = row.cells[number_column].strip() if number_column is not None else ""
        mark = row.mark or (numbering.read(printed) if printed else None)
        following = rows[position + 1] if position + 1 < len(rows) else None
        kind = row.kind or _row_kind(row, mark, roles, number_column, following, numbering)
        path = _row_path(numbering, mark, kind, row)
        found.append(
            Row(
                kind=kind,  # type: ignore[arg-type]
                number=printed or None,
                path=path,
                cells=list(row.cells),
                places=list(row.places),
                page=row.page,
                bbox=row.bbox,
            )
        )
    return found


def _row_path(numbering: Numbering, mark: Mark | None, kind: str, row: RawRow) -> list[str]:
    if kind == "total" and mark is None:
        return [next((cell for cell in row.cells if cell), "").split(":")[0].strip()]
    if kind == "group" and mark is None:
        return numbering.group("")
    return numbering.path(mark)


def _row_kind(
    row: RawRow,
    mark: Mark | None,
    roles: Sequence[ColumnRole],
    number_column: int | None,
    following: RawRow | None,
    numbering: Numbering,
) -> str:
    text = fold(" ".join(cell for index, cell in enumerate(row.cells) if index != number_column and cell))
    if starts_with("total").match(text) and (mark is None or mark.style == "letter") and _total_like(row, text):
        return "total"
    busy = any(row.cells[index].strip() for index, role in enumerate(roles) if role in BUSY and index not in row.shared)
    if row.spanning and not busy:
        return "group" if text else "item"
    if mark is None:
        alone = sum(bool(cell.strip()) for cell in row.cells) == 1
        return "group" if alone and row.spanning else "item"
    if mark.style in ("letter", "roman"):
        return "item" if busy or _own_values(row, roles, following, mark) else "group"
    if busy or following is None or number_column is None:
        return "item"
    below = Numbering(letter=numbering.letter).read(following.cells[number_column])
    deeper = below is not None and below.style in ("decimal", "point") and below.style != mark.style
    if deeper and mark.style == "arabic":
        return "group" if not _own_values(row, roles, None, mark) else "item"
    return "item"


def _own_values(row: RawRow, roles: Sequence[ColumnRole], following: RawRow | None, mark: Mark) -> bool:
    """Whether a Roman or lettered row is itself an item: it has values and no row of a lower level follows."""
    values = [
        cell for index, cell in enumerate(row.cells) if roles[index] in ("other", "quantity", "budget", "unit") and cell
    ]
    if not values or all(value.strip() in ("-", "–") for value in values):
        return False
    if following is None:
        return True
    below = next(
        (
            Numbering(letter=mark.text if mark.style == "letter" else None).read(cell)
            for cell in following.cells
            if cell
        ),
        None,
    )
    return below is not None and below.style == mark.style


def _total_like(row: RawRow, text: str) -> bool:
    numbers = sum(cell_amount(cell) is not None for cell in row.cells if cell)
    return numbers > 0 or len(text) < 40


def table_kind(title: str, headings: Sequence[str], roles: Sequence[ColumnRole], rows: Sequence[Row]) -> TableKind:
    """tasks | targets | budget | inventory | other, by the columns first and the title where they leave it open."""
    items = [row for row in rows if row.kind == "item"]
    words = fold(title)
    all_headings = fold(" ".join(headings))
    money = [
        index
        for index, role in enumerate(roles)
        if role == "budget" and _filled(items, index, lambda cell: cell_amount(cell) is not None) >= 0.3
    ]
    values = [index for index, heading in enumerate(headings) if roles[index] == "other" and is_value_heading(heading)]
    percents = [
        index
        for index in range(len(roles))
        if _filled(items, index, lambda cell: bool(PERCENT.search(cell)) and len(cell) < 40) > 0.3
    ]
    goal = [index for index in {*values, *percents} if roles[index] in ("other", "quantity", "output")]
    if goal and (
        contains("caption_targets").search(words)
        or "chỉ tiêu" in all_headings
        or "mục tiêu" in all_headings
        or percents
        or ("task" in roles and _filled(items, roles.index("task"), _is_measured) > 0.5)
    ):
        return "targets"
    if money and (
        len(money) > 1
        or "quantity" in roles
        or contains("caption_budget").search(words)
        or not {"lead", "deadline"} & set(roles)
    ):
        return "budget"
    if "task" in roles and {"lead", "deadline"} & set(roles):
        return "tasks"
    if "task" in roles and {"output", "support"} & set(roles) and contains("caption_tasks").search(words):
        return "tasks"
    return _by_numbers(words, roles, items, all_headings)


def _is_measured(cell: str) -> bool:
    """Whether the cell names something that is measured: "Tỷ lệ …"."""
    return fold(cell).startswith(("tỷ lệ", "tỉ lệ", "tỷ trọng", "tốc độ", "chỉ số", "mức độ"))


def _by_numbers(words: str, roles: Sequence[ColumnRole], items: Sequence[Row], headings: str) -> TableKind:
    counted = sum(
        _filled(items, index, is_numeric) > 0.5 for index, role in enumerate(roles) if role not in ("number", "task")
    )
    stock = contains("caption_inventory").search(words) or contains("caption_inventory").search(headings)
    if "quantity" in roles or (counted and stock):
        return "inventory"
    return "other"


def _filled(items: Sequence[Row], index: int, test: object) -> float:
    """Share of the rows whose cell passes."""
    return sum(bool(row.cells[index] and test(row.cells[index])) for row in items) / len(items) if items else 0.0  # type: ignore[operator]
