"""One picture for one call of the engine: the page without its tables, and below it every table cell by itself.

Print of neighbouring cells stands as close as words do, and lines of neighbouring cells are not level; read in place,
they run together. Put one below the other, each is a little page of its own, at the cost of one call.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from extractor.reading.images import Grey
from models.record import BBox

PAPER = 255
INSET = 2  # pixels inside a cell's rules that are left out
EDGE = 6  # pixels of paper kept around the print of a cell
GAP = 0.16  # inches between two cells
MAX_HEIGHT = 30_000  # pixels; Tesseract takes at most 32,767
DARK = 150
LEAST_INK = 6  # dark pixels; fewer are specks


@dataclass(frozen=True, slots=True)
class Piece:
    """A cell on the canvas: rows [top, bottom) of the canvas show the page from (left, page_top) on, `margin` to the right."""

    top: int
    bottom: int
    left: int
    page_top: int
    margin: int


@dataclass(frozen=True, slots=True)
class Canvas:
    """The picture and its cells from top to bottom; rows above `page_rows` are the page itself."""

    picture: Grey
    page_rows: int
    pieces: tuple[Piece, ...]

    def on_page(self, box: tuple[int, int, int, int]) -> tuple[int, int, int, int] | None:
        """A box of the canvas as a box of the page; None for one between two pieces."""
        middle = (box[1] + box[3]) // 2
        if middle < self.page_rows:
            return box
        place = bisect_right([piece.top for piece in self.pieces], middle) - 1
        if place < 0:
            return None
        piece = self.pieces[place]
        right, down = piece.left - piece.margin, piece.page_top - piece.top
        return (box[0] + right, box[1] + down, box[2] + right, box[3] + down)


def compose(picture: Grey, cells: Sequence[BBox], dpi: float) -> Canvas:
    """The canvas of a page and its cells (pixel boxes). Without cells, or with too many, the page as it is."""
    height, width = picture.shape
    gap = max(int(GAP * dpi), 8)
    crops = [crop for box in cells if (crop := _crop(picture, box)) is not None]
    total = height + sum(crop[1].shape[0] + gap for crop in crops) + gap
    if not crops or total > MAX_HEIGHT:
        return Canvas(picture, height, ())
    sheet = np.full((total, width), PAPER, np.uint8)
    sheet[:height] = picture
    for box in cells:
        x0, y0, x1, y1 = (round(value) for value in box)
        sheet[max(y0, 0) : y1, max(x0, 0) : x1] = PAPER
    pieces, top = [], height + gap
    for (left, page_top), print_of_cell in crops:
        rows, columns = print_of_cell.shape
        margin = min(gap, width - columns)
        sheet[top : top + rows, margin : margin + columns] = print_of_cell
        pieces.append(Piece(top, top + rows, left, page_top, margin))
        top += rows + gap
    return Canvas(sheet, height, tuple(pieces))


def _crop(picture: Grey, box: BBox) -> tuple[tuple[int, int], Grey] | None:
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
