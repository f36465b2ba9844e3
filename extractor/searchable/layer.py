"""Words to the operators of an invisible text layer, each word stretched over its box on the page as it stands in the file.

Words were found on a picture that was turned upright and levelled; their layer is turned back with the page, so that it
lies on the print of a skewed or overturned scan.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from statistics import median

import cv2
import numpy as np

from extractor.document import Geometry, Line, Page, Word
from extractor.reading.scan.photos import Corners
from extractor.searchable.font import ADVANCE, PLANE
from models.record import BBox

Point = tuple[float, float]
ToUser = Callable[[float, float], Point]
Piece = tuple[str, BBox]
LEAST_GAP = 0.2  # points: width of a blank between two words that touch
TALL = 1.6  # times the middle height of a line's words: a word higher than that keeps its own box


@dataclass(frozen=True, slots=True)
class Frame:
    """A page of the file: its box in PDF's own units (x0, y0, x1, y1; y up) and its /Rotate, a multiple of 90."""

    box: BBox
    rotate: int = 0

    def to_user(self, x: float, y: float) -> Point:
        """A point of the page as shown (points from its top left, y down) in PDF's own units."""
        x0, y0, x1, y1 = self.box
        return {0: (x0 + x, y1 - y), 90: (x0 + y, y0 + x), 180: (x1 - x, y0 + y), 270: (x1 - y, y1 - x)}[self.rotate]


def unturned(turn: Geometry, size: tuple[float, float]) -> ToUser:
    """Points of an upright, level page of `size` (width, height) to points of the page as it was before `turn`."""
    width, height = size
    cos, sin = math.cos(math.radians(turn.degrees)), math.sin(math.radians(turn.degrees))
    middle_x, middle_y = width / 2, height / 2

    def back(x: float, y: float) -> Point:
        dx, dy = x - middle_x, y - middle_y
        x, y = cos * dx - sin * dy + middle_x, sin * dx + cos * dy + middle_y
        x, y = {0: (x, y), 1: (y, width - x), 2: (width - x, height - y), 3: (height - y, x)}[turn.quarters % 4]
        return _in_photo((x, y), plain, turn.corners) if turn.corners else (x, y)

    plain = (height, width) if turn.quarters % 2 else size
    return back


def _in_photo(point: Point, size: tuple[float, float], corners: Corners) -> Point:
    """A point of a sheet drawn over the whole picture of `size`, where the photo has it (`corners` as shares of the picture)."""
    whole = np.array([(0, 0), (1, 0), (1, 1), (0, 1)], np.float32)
    matrix = cv2.getPerspectiveTransform(whole, np.array(corners, np.float32))
    x, y, depth = matrix @ np.array((point[0] / size[0], point[1] / size[1], 1.0))
    return float(x / depth) * size[0], float(y / depth) * size[1]


def page_lines(page: Page) -> list[Line]:
    """All lines of a page: running text and table cells from top to bottom as `Page.text` has them, then furniture."""
    parts = [(line.bbox[1], line) for line in page.lines]
    for grid in page.grids:
        for row in range(grid.rows):
            cells = [cell for cell in grid.cells if cell.row == row]
            parts.extend((min(cell.bbox[1] for cell in cells), line) for cell in cells for line in cell.lines)
    if page.grids:
        parts.sort(key=lambda part: part[0])
    return [*(line for _, line in parts), *page.furniture]


def text_layer(lines: Sequence[Line], font: str, place: ToUser) -> bytes:
    """A content stream that shows the lines invisibly; `place` maps points of the lines' page to PDF's own units."""
    stretches = [list(stretch) for line in lines for _, stretch in groupby(_pieces(line), key=_height)]
    shown = [_show(stretch, font, place) for stretch in stretches]
    return "\n".join(["q BT 3 Tr", *shown, "ET Q", ""]).encode("ascii") if shown else b""


def _pieces(line: Line) -> Iterator[Piece]:
    """The words of a line and the blanks between them, from left to right, none over the next."""
    words = _level([word for word in line.words if word.text])
    for word, following in zip(words, [*words[1:], None], strict=True):
        x0, top, x1, bottom = word.bbox
        start = following.bbox[0] if following else x1
        if x0 < start < x1 + LEAST_GAP:
            x1 = max(start - LEAST_GAP, x0)
        yield word.text, (x0, top, x1, bottom)
        if following is not None:
            yield " ", (x1, top, max(start, x1 + LEAST_GAP), bottom)


def _level(words: Sequence[Word]) -> list[Word]:
    """Words of one line with the line's top and bottom, so that viewers see one line; outsize words keep theirs."""
    if not words:
        return []
    usual = median(word.bbox[3] - word.bbox[1] for word in words)
    fitting = [word for word in words if word.bbox[3] - word.bbox[1] <= TALL * usual]
    top, bottom = min(word.bbox[1] for word in fitting), max(word.bbox[3] for word in fitting)
    if bottom - top > TALL * usual:
        return list(words)
    return [
        replace(word, bbox=(word.bbox[0], top, word.bbox[2], bottom)) if word in fitting else word for word in words
    ]


def _height(piece: Piece) -> tuple[float, float]:
    return piece[1][1], piece[1][3]


def _show(pieces: Sequence[Piece], font: str, place: ToUser) -> str:
    """Operators for pieces that stand on one baseline: the line is placed once, each piece is stretched over its box."""
    first, last = pieces[0][1], pieces[-1][1]
    right = max(last[2], first[0] + LEAST_GAP)
    start, end, above = place(first[0], first[3]), place(right, first[3]), place(first[0], first[1])
    size = max(math.dist(start, above), 0.5)
    cos, sin = ((end[axis] - start[axis]) / (right - first[0]) for axis in (0, 1))
    c, d = ((above[axis] - start[axis]) / size for axis in (0, 1))
    operators = [f"/{font} {size:.4g} Tf {cos:.5g} {sin:.5g} {c:.5g} {d:.5g} {start[0]:.2f} {start[1]:.2f} Tm"]
    left = first[0]
    for text, box in pieces:
        code = "".join(char if ord(char) < PLANE else "\ufffd" for char in text).encode("utf-16-be", "replace")
        stretch = 100 * max(box[2] - box[0], LEAST_GAP) / (ADVANCE * size * len(code) / 2)
        step = f"{box[0] - left:.2f} 0 Td " if box[0] > left else ""
        operators.append(f"{step}{stretch:.3g} Tz <{code.hex()}> Tj")
        left = max(box[0], left)
    return "\n".join(operators)
