"""Rows of targets tables as targets: one for each row, all its columns as printed in `values`."""

import re
from collections.abc import Sequence

from corpora.facts.table_words import fold
from extractor.understanding.goals.values import Quantity, find_quantities
from extractor.understanding.grids.column_roles import is_value_heading
from extractor.understanding.words.amounts import cell_amount
from extractor.understanding.words.deadlines import parse_deadline
from models.record import Row, Table, Target

EMPTY = ("", "-", "–", "—", "x", "X")
OF = re.compile(
    r"(?:chỉ tiêu|mục tiêu|kế hoạch)\s+(?:của\s+|do\s+)(.+?)(?:\s+giao)?(?:\s+năm\s+\d{4})?$", re.IGNORECASE
)
BARE = re.compile(
    r"\s*([><≥≤]=?|trên|dưới|hơn|từ|tối thiểu|ít nhất|tối đa|không quá)?\s*(\d[\d.,]*)\s*$", re.IGNORECASE
)


def table_targets(table: Table) -> list[Target]:
    """One target for each item row that has a value; the value is that of the last source column that gives one."""
    if table.kind != "targets":
        return []
    goals = _goal_columns(table)
    roles = [column.role for column in table.columns]
    if not goals or "task" not in roles:
        return []
    return [target for row in table.rows if row.kind == "item" for target in _row_targets(table, row, goals)]


def _goal_columns(table: Table) -> list[int]:
    named = [
        index for index, column in enumerate(table.columns) if column.role == "other" and is_value_heading(column.name)
    ]
    if named:
        return named
    items = [row for row in table.rows if row.kind == "item"]
    return [
        index
        for index, column in enumerate(table.columns)
        if column.role in ("other", "quantity", "output")
        and sum(_quantity(row.cells[index], None) is not None for row in items) > 0.5 * len(items)
    ][:1]


def _row_targets(table: Table, row: Row, goals: Sequence[int]) -> list[Target]:
    roles = [column.role for column in table.columns]
    metric = row.cells[roles.index("task")].strip()
    unit_cell = row.cells[roles.index("unit")].strip() if "unit" in roles else None
    chosen = [(index, found) for index in goals if (found := _quantity(row.cells[index], unit_cell)) is not None]
    if not metric or not chosen:
        return []
    index, quantity = chosen[-1]
    heading = table.columns[index].name
    deadline_cell = row.cells[roles.index("deadline")] if "deadline" in roles else ""
    deadline = parse_deadline(deadline_cell) or parse_deadline(heading) or parse_deadline(table.title or "")
    source = OF.search(heading.split(" / ")[-1]) or OF.search(heading)
    return [
        Target(
            text=_text(metric.rstrip(" ."), row.cells[index], unit_cell),
            metric=metric.rstrip(" ."),
            comparator=quantity.comparator,
            value=quantity.value,
            value_max=quantity.value_max,
            unit=quantity.unit or unit_cell or None,
            deadline=deadline.iso if deadline else None,
            source=source[1] if source else None,
            values=_values(table, row),
            raw=" | ".join(cell for cell in row.cells if cell),
            confidence=round(table.confidence * 0.97, 3),
            page=row.page,
            bbox=row.bbox,
        )
    ]


def _text(metric: str, cell: str, unit: str | None) -> str:
    """The row in words: what is measured, the value as printed, its unit where that stands in a column of its own."""
    return f"{metric}: {cell}" + (f" {unit}" if unit and unit not in cell else "")


def _values(table: Table, row: Row) -> dict[str, str]:
    return {
        column.name: cell
        for column, cell in zip(table.columns, row.cells, strict=True)
        if column.name and cell and column.role not in ("number", "task")
    }


def _quantity(cell: str, unit: str | None) -> Quantity | None:
    """The first value of a cell; a number without a unit takes the unit of its row."""
    cell = cell.strip()
    if cell in EMPTY:
        return None
    found = find_quantities(cell)
    if found:
        return found[0]
    bare = BARE.fullmatch(cell)
    if bare is None:
        return None
    again = find_quantities(f"{cell} %")
    value = cell_amount(bare[2])
    if not again or value is None:
        return None
    first = again[0]
    return Quantity(
        0,
        len(cell),
        first.number_start,
        value,
        None,
        first.comparator,
        fold(unit) if unit else None,
        None,
        first.worded,
    )
