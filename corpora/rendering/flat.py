"""Tables as copied text has them: every line of a cell on a line of its own, column after column, row after row.

Cells that stand at the same height come out on one line, glued by a blank; some programs put an empty line wherever the
next piece stands clearly lower or higher. Rows that do not fit on a page are cut there; the header comes again.
"""

from __future__ import annotations

import random
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from corpora.letters.markup import plain
from corpora.rendering.sheet import GridItem, GridRow

NARROW, WIDE = 92, 138  # characters of a table line at 12 pt on an upright and on a lying page
MANY_COLUMNS = 6
PAGE_LINES = {NARROW: 44, WIDE: 30}
NEAR = 0.9  # of a line: pieces less far apart follow without an empty line


@dataclass(frozen=True, slots=True)
class Dialect:
    """`empty_lines`: an empty line between pieces that are a line apart; `centred`: cells stand in the middle of their row."""

    empty_lines: bool = True
    centred: bool = True
    page_numbers: bool = True

    @staticmethod
    def of(seed: int) -> Dialect:
        chance = random.Random(seed)
        return Dialect(chance.random() < 0.6, chance.random() < 0.6, chance.random() < 0.5)


@dataclass(frozen=True, slots=True)
class Placed:
    """A printed piece; `top` in lines from the top of the table."""

    top: float
    text: str


def lines(grid: GridItem, dialect: Dialect, first_page: int = 2) -> list[str]:
    """The table's lines. `first_page`: number of the page that begins at its first page break."""
    total = WIDE if len(grid.widths) > MANY_COLUMNS else NARROW
    widths = [max(int(share * total), 4) for share in grid.widths]
    return list(_emit(grid, widths, PAGE_LINES[total], dialect, first_page))


def without_ticks(truth: dict[str, Any]) -> dict[str, Any]:
    """The truth of text that drops empty cells: it does not tell under which of several periods a tick stands."""
    tables, lost = [], set()
    for table in truth["tables"]:
        rows = [{**row, "cells": ["" if cell == "x" else cell for cell in row["cells"]]} for row in table["rows"]]
        lost |= {row["cells"][1] for row in table["rows"] if row["kind"] == "item" and "x" in row["cells"]}
        tables.append({**table, "rows": rows})
    tasks = [
        {key: part for key, part in task.items() if task["task"] not in lost or not key.startswith("deadline")}
        for task in truth["tasks"]
    ]
    return {**truth, "tables": tables, "tasks": tasks}


def _emit(grid: GridItem, widths: Sequence[int], room: int, dialect: Dialect, page: int) -> Iterator[str]:
    head = [_cells(row, widths) for row in grid.heads]
    used = sum(_height(cells) for cells in head) + 6
    yield from _block(head, dialect)
    for row in grid.body:
        cells = _cells(row, widths)
        while _height(cells) > room - used:
            left = room - used if room - used >= 2 else 0
            if left:
                yield from _block([[cell[:left] for cell in cells]], Dialect(dialect.empty_lines, False))
                cells = [cell[left:] for cell in cells]
            yield from ("", "", *([str(page), ""] if dialect.page_numbers else ()))
            page, used = page + 1, 0
            if grid.repeat_header:
                yield from _block(head, dialect)
                used = sum(_height(cells) for cells in head)
        yield from _block([cells], dialect)
        used += _height(cells)


def _cells(row: GridRow, widths: Sequence[int]) -> list[list[str]]:
    texts = [plain(list(cell)) for cell in row.cells]
    return [
        textwrap.wrap(text, sum(widths[start : start + span]) - 1, break_on_hyphens=True, break_long_words=False)
        for text, start, span in zip(texts, row.starts, row.spans, strict=True)
    ]


def _height(cells: Sequence[Sequence[str]]) -> int:
    return max((len(cell) for cell in cells), default=0) or 1


def _block(rows: Sequence[Sequence[Sequence[str]]], dialect: Dialect) -> Iterator[str]:
    """The rows' pieces in order, joined where they stand at one height."""
    above: Placed | None = None
    text = ""
    for piece in _pieces(rows, dialect.centred):
        if above is not None and piece.top == above.top:
            text = f"{text} {piece.text}"
        else:
            if above is not None:
                yield text
            if above is not None and dialect.empty_lines and abs(piece.top - above.top) >= NEAR:
                yield ""
            text = piece.text
        above = piece
    if above is not None:
        yield text
    if dialect.empty_lines:
        yield ""


def _pieces(rows: Sequence[Sequence[Sequence[str]]], centred: bool) -> Iterator[Placed]:
    start = 0.0
    for cells in rows:
        height = _height(cells)
        for cell in cells:
            offset = (height - len(cell)) / 2 if centred else 0.0
            for index, text in enumerate(cell):
                yield Placed(start + offset + index, text)
        start += height
