"""Columns of numbers in the tables of scans: a letter among them that can only be a digit there is one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extractor.document import Cell, Grid, Line, Word
from extractor.reading.scan.references import CONFIDENCE, LOOKALIKES

MOSTLY = 0.6  # share of a column's cells that are numbers, from which look-alikes among them are numbers too
ROMAN = re.compile(r"^[IVX]+$")
LABEL = re.compile(r"[TSZB]")  # letters that stand in tables for themselves: TT, B


def mend_columns(grids: Sequence[Grid]) -> list[Grid]:
    """Look-alikes in columns of numbers ("§", "II" among 3, 2, 10): letters that can only be digits there, at lower confidence.

    Roman numerals stay in a first column, where they number groups.
    """
    return [replace(grid, cells=tuple(_in_column(grid, cell) for cell in grid.cells)) for grid in grids]


def _in_column(grid: Grid, cell: Cell) -> Cell:
    word = _only_word(cell)
    if cell.row == 0 or word is None or word.text.isdigit() or LABEL.search(word.text):
        return cell
    if not (digits := word.text.translate(LOOKALIKES)).isdigit():
        return cell
    others = [
        other
        for one in grid.cells
        if one.row and one.column == cell.column and (other := _only_word(one)) and other is not word
    ]
    numbers = sum(other.text.isdigit() for other in others)
    if numbers < 2 or numbers < MOSTLY * len(others) or cell.column == 0 and ROMAN.match(word.text):
        return cell
    mended = replace(word, text=digits, raw=word.text, confidence=min(word.confidence, CONFIDENCE))
    return replace(cell, lines=(Line((mended,)),))


def _only_word(cell: Cell) -> Word | None:
    words = [word for line in cell.lines for word in line.words]
    return words[0] if len(words) == 1 else None
