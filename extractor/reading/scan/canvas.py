"""One picture for one call of the engine: the page without its tables, and below it every table cell by itself.

Print of neighbouring cells stands as close as words do, and lines of neighbouring cells are not level; read in place,
they run together. Put one below the other, each is a little page of its own, at the cost of one call.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from extractor.reading.scan.images import Grey
from models.record import BBox

PAPER = 255
INSET = 2  # pixels inside a cell's rules that are left out
EDGE = 6  # pixels of paper kept around the print of a cell
GAP = 0.16  # inches between two cells
ONE_LINE = 0.24  # inches: a crop that is not higher holds one line of print
SHORT = 0.5  # inches: cells this narrow stand side by side
MAX_HEIGHT = 30_000  # pixels; Tesseract takes at most 32,767
DARK = 150
LEAST_INK = 6  # dark pixels; fewer are specks


@dataclass(frozen=True, slots=True)
class Piece:
    """A cell on the canvas: its box there, and the point of the page that its top left corner shows."""

    box: tuple[int, int, int, int]
    left: int
    top: int


@dataclass(frozen=True, slots=True)
class Canvas:
    """The picture and its cells from top to bottom; rows above `page_rows` are the page itself."""

    picture: Grey
    page_rows: int
    pieces: tuple[Piece, ...]

    def on_page(self, box: tuple[int, int, int, int]) -> tuple[int, int, int, int] | None:
        """A box of the canvas as a box of the page; None for one between two pieces."""
        across, down = (box[0] + box[2]) // 2, (box[1] + box[3]) // 2
        if down < self.page_rows:
            return box
        place = bisect_right([piece.box[1] for piece in self.pieces], down) - 1
        if place < 0:
            return None
        top = self.pieces[place].box[1]
        beside = [piece for piece in self.pieces[: place + 1] if piece.box[1] == top]
        piece = min(beside, key=lambda piece: max(piece.box[0] - across, across - piece.box[2], 0))
        right, lower = piece.left - piece.box[0], piece.top - piece.box[1]
        return (box[0] + right, box[1] + lower, box[2] + right, box[3] + lower)


Crop = tuple[tuple[int, int], Grey]


def compose(picture: Grey, cells: Sequence[BBox], dpi: float) -> Canvas:
    """The canvas of a page and its cells (pixel boxes). Without cells, or with too many, the page as it is.

    Short cells of one line (row numbers, ticks, years) stand side by side: the engine overlooks a lone letter.
    """
    height, width = picture.shape
    gap = max(int(GAP * dpi), 8)
    crops = [crop for box in cells if (crop := _crop(picture, box)) is not None]
    rows = _rows(crops, width, gap, dpi)
    total = height + sum(max(crop[1].shape[0] for crop in row) + gap for row in rows) + gap
    if not crops or total > MAX_HEIGHT:
        return Canvas(picture, height, ())
    sheet = np.full((total, width), PAPER, np.uint8)
    sheet[:height] = picture
    for box in cells:
        x0, y0, x1, y1 = (round(value) for value in box)
        sheet[max(y0, 0) : y1, max(x0, 0) : x1] = PAPER
    pieces, top = [], height + gap
    for row in rows:
        tallest = max(crop[1].shape[0] for crop in row)
        left = gap
        for (page_left, page_top), print_of_cell in row:
            lines, columns = print_of_cell.shape
            left = min(left, width - columns)
            sheet[top + tallest - lines : top + tallest, left : left + columns] = print_of_cell
            pieces.append(Piece((left, top, left + columns, top + tallest), page_left, page_top - tallest + lines))
            left += columns + 2 * gap
        top += tallest + gap
    return Canvas(sheet, height, tuple(pieces))


def _rows(crops: Sequence[Crop], width: int, gap: int, dpi: float) -> list[list[Crop]]:
    """Cells that stand side by side on the canvas: short ones as many as fit, any other by itself."""
    rows: list[list[Crop]] = []
    used = width
    for crop in crops:
        lines, columns = crop[1].shape
        if lines > ONE_LINE * dpi or columns > SHORT * dpi:
            rows.append([crop])
    for crop in crops:
        lines, columns = crop[1].shape
        if lines > ONE_LINE * dpi or columns > SHORT * dpi:
            continue
        if used + columns + 3 * gap > width:
            rows.append([])
            used = gap
        rows[-1].append(crop)
        used += columns + 2 * gap
    return rows


def _crop(picture: Grey, box: BBox) -> Crop | None:
    """((left, top) on the page, pixels around the print) of a cell; None for an empty one."""
    x0, y0 = max(round(box[0]) + INSET, 0), max(round(box[1]) + INSET, 0)
    x1, y1 = min(round(box[2]) - INSET, picture.shape[1]), min(round(box[3]) - INSET, picture.shape[0])
    if x1 - x0 < 4 or y1 - y0 < 4:
        return None
    marks = picture[y0:y1, x0:x1] < DARK
    if int(marks.sum()) < LEAST_INK:
        return None
    rows, columns = np.flatnonzero(marks.any(axis=1)), np.flatnonzero(marks.any(axis=0))
    top, bottom = max(y0 + int(rows[0]) - EDGE, y0), min(y0 + int(rows[-1]) + EDGE + 1, y1)
    left, right = max(x0 + int(columns[0]) - EDGE, x0), min(x0 + int(columns[-1]) + EDGE + 1, x1)
    return (left, top), picture[top:bottom, left:right]
