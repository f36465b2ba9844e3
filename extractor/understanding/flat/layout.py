"""What is known of the columns of a flattened table: roles, usual cells, how wide and how often empty they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractor.understanding.flat.pieces import Cutting, Piece, join_pieces
from extractor.understanding.flat.rows import FlatRow
from extractor.understanding.grids.column_roles import is_period, is_value_heading
from models.record import ColumnRole

COUNTED = ("unit", "quantity", "budget")
EMPTY: dict[ColumnRole, float] = {
    "number": 0.0,
    "task": 0.0,
    "lead": 2.5,
    "support": 1.2,
    "output": 1.0,
    "deadline": 2.0,
    "status": 1.0,
    "budget": 0.8,
    "quantity": 0.6,
    "unit": 0.8,
    "note": 0.1,
    "other": 0.7,
}  # cost of leaving a column empty, before any row is read


@dataclass(slots=True)
class Layout:
    """What is known of the columns; `cells` (known texts by column) and `empty` (cost of leaving it empty) grow with a pass."""

    roles: list[ColumnRole]
    values: list[bool]
    empty: list[float]
    cells: dict[str, set[int]]
    heads: dict[str, set[int]]
    widths: list[int]
    spaced: bool = False  # empty lines stand between cells, and only there
    ticks: tuple[bool, ...] = ()  # columns such as "Quý I" in which rows make a tick
    tight: bool = False  # an empty line stands above every line that goes on: without one a new cell begins

    @property
    def typed(self) -> bool:
        return any(self.values) or any(role in (*COUNTED, "other") for role in self.roles)

    @property
    def cutting(self) -> Cutting:
        return Cutting(self.typed, any(self.values), "unit" in self.roles, any(self.ticks))


def first_layout(
    headings: Sequence[str],
    roles: Sequence[ColumnRole],
    counted: Sequence[int],
    spaced: bool = False,
    tight: bool = False,
) -> Layout:
    """Before any row is read. `counted`: unknown columns that hold a number in every row."""
    values = [
        index in counted or (role == "other" and is_value_heading(heading))
        for index, (heading, role) in enumerate(zip(headings, roles, strict=True))
    ]
    periods = [
        is_period(heading) and role in ("deadline", "other") for heading, role in zip(headings, roles, strict=True)
    ]
    ticks = tuple(period and sum(periods) > 1 and not any(values) for period in periods)
    empty = [0.1 if ticks[index] else 1.5 if values[index] else EMPTY[role] for index, role in enumerate(roles)]
    return Layout(list(roles), values, empty, {}, {}, [0] * len(roles), spaced, ticks, tight)


Assigned = Sequence[tuple[FlatRow, list[list[Piece]]]]


def learn(layout: Layout, assigned: Assigned) -> Layout:
    """The layout after a pass: texts that a column has in two rows or more, and how often it is empty."""
    known: dict[str, set[int]] = {}
    heads: dict[str, set[int]] = {}
    for column, text in _usual_cells(assigned):
        known.setdefault(text, set()).add(column)
        words = text.split()
        for cut in range(1, len(words)):
            heads.setdefault(" ".join(words[:cut]), set()).add(column)
    empty = [_emptiness(column, role, assigned) for column, role in enumerate(layout.roles)]
    return replace(layout, empty=empty, cells=known, heads=heads, widths=_widths(assigned, len(layout.roles)))


def _usual_cells(assigned: Assigned) -> list[tuple[int, str]]:
    seen = Counter(
        (column, join_pieces(pieces))
        for row, cells in assigned
        if not row.breaks
        for column, pieces in enumerate(cells)
        if pieces and column > 1
    )
    return [(column, text) for (column, text), count in seen.items() if count > 1 and len(text) > 1]


def _emptiness(column: int, role: ColumnRole, assigned: Assigned) -> float:
    if column <= 1:
        return 0.0
    filled = sum(bool(cells[column]) for _, cells in assigned)
    return min(max(4.0 * (filled + 1) / (len(assigned) + 2) - 0.6, 0.1), 1.0 if role in COUNTED else 3.2)


def _widths(assigned: Assigned, count: int) -> list[int]:
    """Characters that a full line of each column holds; 0 where too few lines were seen."""
    widths = []
    for column in range(count):
        lengths = sorted(
            len(piece.text)
            for _, cells in assigned
            for piece in cells[column][:-1]
            if not piece.cut and len(cells[column]) > 1
        )
        widths.append(lengths[int(len(lengths) * 0.8)] if len(lengths) >= 4 else 0)
    return widths
