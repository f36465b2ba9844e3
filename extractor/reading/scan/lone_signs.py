"""A second look at signs that stand alone one below the other: row numbers, units, ticks in tables that no upright rule parts.

Cells between rules are read one by one; the others stand in the white of the page, where the engine overlooks a lone letter. Ink
that no reading covers is cut out and read, all of a page in one call; a page without a column of such signs costs no call.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import median

import cv2
import numpy as np

from extractor.reading.scan.canvas import DARK, compose
from extractor.reading.scan.glyphs import lost_ones, mend_short
from extractor.reading.scan.images import Grey
from extractor.reading.scan.strokes import Box, mend_numeral
from extractor.reading.scan.tesseract import Reading, RecognitionFailed, read

LEAST, MOST = 3, 150  # signs of a column; of a page
HEIGHT = (0.45, 1.4)  # of the usual reading's height
WIDTH = 3.0  # of the usual height: no number is wider
JOINED = 0.35  # of the usual height: signs closer than this are one
ALONE = 0.6  # of the usual height: no reading stands closer beside a lone sign
MARGIN = 7  # pixels around a sign
SURE = 0.3  # confidence of a reading that is more than a speck
SIGNS = "%-–+"


def lone_signs(page: Grey, dpi: float, readings: Sequence[Reading]) -> list[Reading]:
    """What stands alone in columns on a page's picture (without its rules and ruled cells) and is in none of its readings.

    Raises SetupError as `read` does.
    """
    usual = median([reading.box[3] - reading.box[1] for reading in readings] or [0])
    boxes = _alone(page, readings, usual) if usual else []
    if not _has_column(boxes, usual) or len(boxes) > MOST:
        return []
    cells = [(x0 - MARGIN, top - MARGIN, x1 + MARGIN, bottom + MARGIN) for x0, top, x1, bottom in boxes]
    canvas = compose(page, [(float(a), float(b), float(c), float(d)) for a, b, c, d in cells], dpi)
    try:
        seen = read(canvas.picture[canvas.page_rows :], dpi)
    except RecognitionFailed:
        return []
    found = [_lower(reading, canvas.page_rows) for reading in seen if reading.confidence >= SURE and _is_sign(reading)]
    found = mend_short(canvas.picture, [mend_numeral(canvas.picture, reading) for reading in found])
    found += lost_ones(canvas.picture, canvas.pieces, [*found, *readings])
    return [replace(reading, box=box) for reading in found if (box := canvas.on_page(reading.box)) is not None]


def _alone(page: Grey, readings: Sequence[Reading], usual: float) -> list[Box]:
    """Boxes of ink as high as letters, with no reading on them or beside them."""
    ink = (page < DARK).astype(np.uint8)
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, max(int(JOINED * usual), 1)), np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    left, top, width, height = (stats[1:, column] for column in range(4))
    fits = (height >= HEIGHT[0] * usual) & (height <= HEIGHT[1] * usual) & (width <= WIDTH * usual)
    blobs = np.stack([left, top, left + width, top + height], axis=1)[fits]
    read_boxes = np.array([reading.box for reading in readings])
    beside = ALONE * usual
    near = (
        (blobs[:, None, 0] < read_boxes[None, :, 2] + beside)
        & (blobs[:, None, 2] > read_boxes[None, :, 0] - beside)
        & (blobs[:, None, 1] < read_boxes[None, :, 3])
        & (blobs[:, None, 3] > read_boxes[None, :, 1])
    )
    free = blobs[~near.any(axis=1)]
    return [(int(x0), int(y0), int(x1), int(y1)) for x0, y0, x1, y1 in free]


def _has_column(boxes: Sequence[Box], usual: float) -> bool:
    """Whether several signs stand one below the other."""
    middles = sorted((x0 + x1) / 2 for x0, _, x1, _ in boxes)
    return any(high - low < usual for low, high in zip(middles, middles[LEAST - 1 :], strict=False))


def _is_sign(reading: Reading) -> bool:
    return any(char.isalnum() or char in SIGNS for char in reading.text)


def _lower(reading: Reading, rows: int) -> Reading:
    x0, top, x1, bottom = reading.box
    return replace(reading, box=(x0, top + rows, x1, bottom + rows))
