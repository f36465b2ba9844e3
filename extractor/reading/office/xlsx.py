"""XLSX: a sheet is a page; rows with rules are a table, rows without any are lines above and below it."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from extractor.document import Page
from extractor.reading import sniff
from extractor.reading.office.conversion import BYTES_OF_PRIVATE
from extractor.reading.synthetic import CHARACTER, Run, Sheet, TableCell

ERRORS = ("#DIV/0!", "#REF!", "#N/A", "#VALUE!", "#NAME?", "#NUM!", "#NULL!")
MAX_ROWS, MAX_COLUMNS = 20_000, 200  # of a sheet; more are formatting without content or data dumps


def xlsx_pages(data: bytes) -> list[Page]:
    """One page for each sheet that holds anything. Raises InputError truncated_file."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
            sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
            pages = [_page(sheet, number) for number, sheet in enumerate(sheets, 1)]
    except (
        InvalidFileException,
        zipfile.BadZipFile,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        OSError,
    ) as error:
        raise sniff.truncated("Tệp XLSX") from error
    filled = [page for page in pages if page.lines or page.grids]
    return [_renumbered(page, number) for number, page in enumerate(filled or pages[:1], 1)]


def _renumbered(page: Page, number: int) -> Page:
    return Page(number, page.width, page.height, page.lines, page.grids)


def _page(sheet: Any, number: int) -> Page:
    target = Sheet(number)
    rows, columns = min(sheet.max_row or 0, MAX_ROWS), min(sheet.max_column or 0, MAX_COLUMNS)
    cells = _cells(sheet, rows, columns)
    used = sorted({cell.column for cell in cells})
    for ruled, block in _blocks(sheet, cells, rows, columns):
        if ruled:
            _put_table(target, block, used)
        else:
            _put_lines(target, block, used)
    return target.page()


def _cells(sheet: Any, rows: int, columns: int) -> list[TableCell]:
    """Cells with text, spans from merged ranges; 0-based."""
    spans = {(area.min_row, area.min_col): area for area in sheet.merged_cells.ranges}
    found = []
    for row in sheet.iter_rows(min_row=1, max_row=rows, max_col=columns):
        for cell in row:
            text = shown(cell.value, cell.number_format)
            if not text.strip():
                continue
            area = spans.get((cell.row, cell.column))
            down = area.max_row - area.min_row + 1 if area else 1
            across = area.max_col - area.min_col + 1 if area else 1
            font = cell.font
            run = Run("", font.name, font.sz, bool(font.b), bool(font.i))
            lines = tuple((Run(part, run.font, run.size, run.bold, run.italic),) for part in text.split("\n"))
            found.append(TableCell(cell.row - 1, cell.column - 1, lines, down, across))
    return found


def shown(value: Any, number_format: str = "General") -> str:
    """A cell's value as a person reads it: dates dd/mm/yyyy, whole numbers without a point, percents."""
    if value is None or value in ERRORS:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.strftime("%d/%m/%Y" if value.time() == time() else "%d/%m/%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, float):
        if "%" in number_format:
            return f"{round(value * 100, 2):g}%".replace(".", ",")
        return (
            str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{round(value, 6):.10g}".replace(".", ",")
        )
    if isinstance(value, int) and "%" in number_format:
        return f"{value * 100}%"
    return str(value).translate(BYTES_OF_PRIVATE).replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n")


def _ruled(sheet: Any, row: int, columns: int) -> bool:
    """Whether at least two cells of a row have a rule on a side."""
    count = 0
    for column in range(1, columns + 1):
        border = sheet.cell(row=row + 1, column=column).border
        if border is not None and any(
            side is not None and side.style for side in (border.left, border.right, border.top, border.bottom)
        ):
            count += 1
            if count >= 2:
                return True
    return False


def _blocks(sheet: Any, cells: Sequence[TableCell], rows: int, columns: int) -> list[tuple[bool, list[TableCell]]]:
    """Cells in stretches of rows with and without rules. A sheet without any rule is one table."""
    by_row: dict[int, list[TableCell]] = {}
    for cell in cells:
        by_row.setdefault(cell.row, []).append(cell)
    ruled = {row: _ruled(sheet, row, columns) for row in by_row}
    if not any(ruled.values()):
        return [(True, list(cells))] if cells else []
    blocks: list[tuple[bool, list[TableCell]]] = []
    for row in sorted(by_row):
        if not blocks or blocks[-1][0] != ruled[row]:
            blocks.append((ruled[row], []))
        blocks[-1][1].extend(by_row[row])
    return blocks


def _put_table(target: Sheet, cells: Sequence[TableCell], used: Sequence[int]) -> None:
    """The table without rows and columns in which no cell of the sheet starts."""
    row_of = {row: index for index, row in enumerate(sorted({cell.row for cell in cells}))}
    column_of = {column: index for index, column in enumerate(used)}
    placed = [
        TableCell(
            row_of[cell.row],
            column_of[cell.column],
            cell.lines,
            max(sum(cell.row <= row < cell.row + cell.row_span for row in row_of), 1),
            max(sum(cell.column <= column < cell.column + cell.column_span for column in used), 1),
        )
        for cell in cells
    ]
    if len(used) == 1:
        for cell in cells:
            for line in cell.lines:
                target.put(line)
        return
    target.put_table(placed, len(row_of), len(used))


def _put_lines(target: Sheet, cells: Sequence[TableCell], used: Sequence[int]) -> None:
    """Rows of a head or foot: cells side by side become columns; those with the same columns go together."""
    rows: dict[int, list[TableCell]] = {}
    for cell in cells:
        rows.setdefault(cell.row, []).append(cell)
    stretch: list[list[TableCell]] = []
    for row in sorted(rows):
        if len(rows[row]) == 1:
            _put_columns(target, stretch)
            stretch = []
            for line in rows[row][0].lines:
                target.put(line, gap=CHARACTER)
        else:
            stretch.append(rows[row])
    _put_columns(target, stretch)


def _put_columns(target: Sheet, rows: Sequence[Sequence[TableCell]]) -> None:
    if not rows:
        return
    starts = sorted({cell.column for row in rows for cell in row})
    if len(starts) > 3:
        for row in rows:
            target.put_columns([list(cell.lines) for cell in row])
        return
    columns: list[list[Sequence[Run]]] = [[] for _ in starts]
    for row in rows:
        for cell in row:
            columns[starts.index(cell.column)].extend(cell.lines)
    target.put_columns(columns)
