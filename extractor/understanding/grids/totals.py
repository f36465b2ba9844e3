"""Do the printed sums add up? A group or total row is compared with the rows right below it, column by column."""

from collections.abc import Sequence

from extractor.understanding.words.amounts import cell_amount, printed
from models.record import RecordWarning, Row, Table

SUMMED = ("budget", "quantity")


def check_totals(table: Table) -> list[RecordWarning]:
    """A warning for each printed sum that differs from what its rows give. Silent where rows leave the sum open."""
    warnings: list[RecordWarning] = []
    for index, column in enumerate(table.columns):
        if column.role not in SUMMED:
            continue
        for position, row in enumerate(table.rows):
            said = cell_amount(row.cells[index]) if row.kind != "item" else None
            sums = _sums(table.rows, position, index) if said is not None else []
            if said is None or not sums or any(_agree(said, value, count) for value, count in sums):
                continue
            warnings.append(_warning(table, row, column.name, said, sums[0][0]))
    return warnings


def _sums(rows: Sequence[Row], position: int, index: int) -> list[tuple[float, int]]:
    """Possible sums of the row, each with the number of summands: its children; for a total also all items before it."""
    row = rows[position]
    if row.kind == "total":
        before = rows[:position]
        top = min((len(other.path) for other in before if other.path and other.kind != "total"), default=0)
        return _plausible(
            [
                [other for other in before if len(other.path) == top],
                [other for other in before if other.kind == "item"],
            ],
            index,
        )
    depth = len(row.path)
    below: list[Row] = []
    for other in rows[position + 1 :]:
        if other.kind == "total" or len(other.path) <= depth or other.path[:depth] != row.path:
            break
        below.append(other)
    nearest = min((len(other.path) for other in below), default=0)
    return _plausible(
        [[other for other in below if len(other.path) == nearest], [other for other in below if other.kind == "item"]],
        index,
    )


def _plausible(choices: Sequence[Sequence[Row]], index: int) -> list[tuple[float, int]]:
    found = []
    for rows in choices:
        texts = [row.cells[index].strip() for row in rows]
        numbers = [cell_amount(text) for text in texts]
        unclear = any(
            number is None and text not in ("", "-", "–") for number, text in zip(numbers, texts, strict=True)
        )
        known = [number for number in numbers if number is not None]
        if known and not unclear and (len(known) > 1 or len(rows) == 1):
            found.append((sum(known), len(known)))
    return found


def _agree(said: float, value: float, count: int) -> bool:
    """Equal up to the rounding of the printed decimals: half a last place for each summand."""
    return abs(said - value) <= 1e-6 + (0.05 * count if said != int(said) or value != int(value) else 0.0)


def _warning(table: Table, row: Row, column: str, said: float, value: float) -> RecordWarning:
    name = row.number or (row.path[-1] if row.path else "")
    message = (
        f"Số tổng không khớp ở bảng “{table.title or 'không có tên'}”, dòng “{name}”, cột “{column}”: "
        f"in là {printed(said)}, cộng các dòng được {printed(round(value, 6))}. Hãy kiểm tra lại với bản gốc."
    )
    return RecordWarning(code="sum_mismatch", message=message, page=row.page or table.page)
