"""Photos of a page: the sheet found on what it lies on, and drawn as if seen from straight above.

A sheet is the large bright region with four straight sides. A scan fills its picture, so nothing is found there.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

SMALLEST, LARGEST = 0.35, 0.97  # share of the picture that the sheet may take
SIDES_OFF = 0.02  # of the outline's length: how far it may leave its four sides
DARKER = 0.75  # what lies around the sheet is darker than this share of the sheet
AROUND = 0.5  # share of the picture's edge that must be so dark
BENT_BY = 0.006  # of the longest side: corners nearer to those of a level rectangle are left as they are

Corners = tuple[tuple[float, float], ...]


def sheet_corners(grey: NDArray[np.uint8]) -> Corners | None:
    """Corners of the sheet, as shares of width and height, clockwise from the top left; None where no sheet stands out."""
    height, width = grey.shape
    soft = cv2.medianBlur(grey, 5)
    level, _ = cv2.threshold(soft, 0, 255, cv2.THRESH_OTSU)
    closed = cv2.morphologyEx((soft > level).astype(np.uint8), cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8))
    outlines, _ = cv2.findContours(closed, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not outlines:
        return None
    hull = cv2.convexHull(max(outlines, key=cv2.contourArea))
    share = cv2.contourArea(hull) / (width * height)
    four = cv2.approxPolyDP(hull, SIDES_OFF * cv2.arcLength(hull, True), True).reshape(-1, 2)
    if len(four) != 4 or not SMALLEST <= share <= LARGEST or not _on_dark_ground(soft, hull):
        return None
    corners = _clockwise(four.astype(np.float64))
    x0, y0, width0, height0 = cv2.boundingRect(hull)
    level_ones = np.array([(x0, y0), (x0 + width0, y0), (x0 + width0, y0 + height0), (x0, y0 + height0)])
    if float(np.abs(corners - level_ones).max()) < BENT_BY * max(width, height):
        return None
    return tuple((float(x) / width, float(y) / height) for x, y in corners)


def _on_dark_ground(grey: NDArray[Any], hull: NDArray[Any]) -> bool:
    """Whether most of the picture's edge lies outside the sheet and is darker than it."""
    inside = np.zeros_like(grey)
    cv2.fillConvexPoly(inside, hull, 1)
    sheet = float(np.median(grey[inside > 0]))
    edge = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    return float((edge < DARKER * sheet).mean()) >= AROUND


def _clockwise(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """Four corners in the order top left, top right, bottom right, bottom left."""
    middle = corners.mean(axis=0)
    around = corners[np.argsort(np.arctan2(corners[:, 1] - middle[1], corners[:, 0] - middle[0]))]
    return np.roll(around, -int(np.argmin(around.sum(axis=1))), axis=0)


def seen_from_above(pixels: NDArray[np.uint8], corners: Corners) -> NDArray[np.uint8]:
    """The sheet drawn over the whole picture."""
    height, width = pixels.shape[:2]
    frame = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    found = np.array([(x * width, y * height) for x, y in corners], np.float32)
    matrix = cv2.getPerspectiveTransform(found, frame)
    return np.asarray(cv2.warpPerspective(pixels, matrix, (width, height), flags=cv2.INTER_CUBIC), dtype=np.uint8)
