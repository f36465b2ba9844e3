"""Drawn rules in a page image: found, and taken out so that recognition does not read them as letters.

A rule is a straight stroke, longer than words are, that stands free of print. It may be a hairline that the scanner made
pale, dotted, dashed or double.
"""

from __future__ import annotations

import cv2
import numpy as np

from extractor.reading.scan.images import Grey
from models.record import BBox

FREE = 0.4  # share of a rule's length that may have print touching it on one side
THIN = 0.18  # share up to which the print may touch it in any number of places
STEMS = 2.0  # strokes that may touch an inch of a rule on one side
RULE_LENGTH = 0.3  # inches: least length of a straight stroke taken for a rule
LONG = 1.3  # inches: no word is so long
RULE_WIDTH = 0.055  # inches: a rule, or a double one, is thinner
GAP = 0.03  # inches between two dots or dashes of a rule
AT_EDGE = 0.03  # of the page's height: no table comes so near to the edge on both sides
STREAK_DRIFT = 0.0015  # of the page's height: how far the parts of a streak may be out of line
STREAK_REACH = 3  # pixels to both sides
PALE = 228  # of 255: a darker pixel of a picture with white paper may belong to a hairline


def find_rules(picture: Grey, marks: Grey, dpi: float) -> tuple[list[BBox], Grey]:
    """(rules as thin boxes in pixels, mask of their ink) of a page picture, white paper and dark print, and its ink.

    A stroke is a rule only if it stands free: next to it, on both sides, most of its length is white. The flat tops of a
    bold word are as straight and long, but letters hang on them.
    """
    boxes: list[BBox] = []
    mask = np.zeros_like(marks)
    pale: Grey = (picture < PALE).astype(np.uint8)
    for turned in (False, True):
        found, ink_of = _level_rules(
            np.ascontiguousarray(pale.T) if turned else pale,
            marks.T if turned else marks,
            dpi,
            0.0 if turned else LONG,
        )
        if turned:
            streaks = _streaks(found, marks.shape[0])
            found = [stroke for stroke in found if stroke not in streaks]
            for x0, top, x1, bottom in streaks:  # left to the engine, which looks through it: print is not cut
                ink_of[max(int(top) - STREAK_REACH, 0) : int(bottom) + STREAK_REACH, int(x0) : int(x1)] = 0
        boxes.extend((y0, x0, y1, x1) if turned else (x0, y0, x1, y1) for x0, y0, x1, y1 in found)
        mask |= ink_of.T if turned else ink_of
    return boxes, mask


def _streaks(strokes: list[BBox], length: int) -> list[BBox]:
    """Strokes along a page that lie behind each other from edge to edge: dust on a feeder's glass, no rule of a table."""
    edges = (AT_EDGE * length, (1 - AT_EDGE) * length)
    result = []
    for stroke in strokes:
        row = [other for other in strokes if abs(other[1] - stroke[1]) <= STREAK_DRIFT * length]
        if min(other[0] for other in row) <= edges[0] and max(other[2] for other in row) >= edges[1]:
            result.append(stroke)
    return result


def _level_rules(pale: Grey, marks: Grey, dpi: float, long: float) -> tuple[list[BBox], Grey]:
    """Level rules; print may touch one side of those longer than `long` inches. No letter is as tall as an upright rule."""
    length = max(int(RULE_LENGTH * dpi), 12)
    joined = cv2.morphologyEx(pale, cv2.MORPH_CLOSE, np.ones((1, max(int(GAP * dpi), 3)), np.uint8))
    strokes = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    strokes = cv2.dilate(strokes, np.ones((3, 1), np.uint8))  # one stroke that drifts over two rows is one
    outlines, _ = cv2.findContours(strokes, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    mask: Grey = np.zeros(pale.shape, np.uint8)
    boxes: list[BBox] = []
    for outline in outlines:
        x, y, width, height = cv2.boundingRect(outline)
        filled = cv2.drawContours(np.zeros((height, width), np.uint8), [outline - (x, y)], 0, 1, cv2.FILLED)
        thick = cv2.countNonZero(filled) / width - 2
        if (
            thick <= RULE_WIDTH * dpi
            and height <= 0.02 * width + RULE_WIDTH * dpi + 3
            and _stands_free(marks, (x, y, width, height), dpi, long)
        ):
            cv2.drawContours(mask, [outline], 0, 1, cv2.FILLED)
            boxes.append((float(x), y + height / 2 - 0.5, float(x + width), y + height / 2 + 0.5))
    return boxes, mask


def _stands_free(marks: Grey, stroke: tuple[int, int, int, int], dpi: float, long: float) -> bool:
    """Whether little touches the stroke (x, y, width, height) from above and below; from one of them, for a long one.

    Under the flat foot of a word a stem comes every twentieth of an inch; at a table's rule other rules end, far apart.
    """
    x, y, width, height = stroke
    reach = max(int(0.02 * dpi), 2)
    sides = [marks[max(top, 0) : max(top + reach, 0), x : x + width] for top in (y - reach, y + height)]
    free = (_is_free(band, width / dpi) for band in sides if band.size)
    return any(free) if width > long * dpi else all(free)


def _is_free(band: Grey, inches: float) -> bool:
    touched = band.max(axis=0)
    stems = int(touched[0]) + int(np.count_nonzero(touched[1:] > touched[:-1]))
    share = int(np.count_nonzero(touched)) / len(touched)
    return share <= FREE and (share <= THIN or stems <= 2 + STEMS * inches)


def without(grey: Grey, mask: Grey) -> Grey:
    """The image with the masked ink painted white, one pixel around it too."""
    wider = cv2.dilate(mask, np.ones((3, 3), np.uint8))
    return np.asarray(cv2.max(grey, wider * 255))
