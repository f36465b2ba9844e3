"""Round seals on grey scans: their rings are painted out, for a name that touches a ring is otherwise read without its first letters.

Where the scan has colours, `images.lift_colour` has made the seal pale before.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import cv2
import numpy as np

from extractor.reading.images import Grey

SMALL_DPI = 60.0  # enough to see a ring
RADIUS = (0.4, 0.85)  # inches; seals of offices have 0.65 to 0.75
ROUND = 0.8  # least share of a ring's way that is ink
FINE = 2.5  # pixels of the small copy by which its ring may lie wrong
RING = 0.5  # share of a circle's way from which its ink is ring and not print
INNERMOST = 0.5  # of the radius: no ring is narrower
WIDER = 1.06  # of the radius: the outer edge of the ring's stroke
DIRECTIONS = np.linspace(0.0, 2 * math.pi, 360, endpoint=False)


@dataclass(frozen=True, slots=True)
class Seal:
    """Middle and radius of its outer ring, pixels."""

    x: float
    y: float
    radius: float

    def holds(self, x: float, y: float) -> bool:
        return math.hypot(x - self.x, y - self.y) <= self.radius


def find_seals(marks: Grey, dpi: float) -> list[Seal]:
    """Rings in a page's ink (0 and 1)."""
    scale = SMALL_DPI / dpi
    small = cv2.resize(marks * 255, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    least, most = (round(radius * SMALL_DPI) for radius in RADIUS)
    found = []
    for outline in cv2.findContours((small > 64).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)[0]:
        x, y, width, height = cv2.boundingRect(outline)
        if min(width, height) < 2 * least:
            continue
        crop = cv2.copyMakeBorder(small[y : y + height, x : x + width], 4, 4, 4, 4, cv2.BORDER_CONSTANT, value=0)
        circles = cv2.HoughCircles(crop, cv2.HOUGH_GRADIENT, 1, least, None, 100, 22, least, most)
        for left, top, radius in [] if circles is None else circles.reshape(-1, 3)[:3].tolist():
            seal = _refined(marks, Seal((x + left - 4) / scale, (y + top - 4) / scale, radius / scale), FINE / scale)
            if _share(marks, seal) >= ROUND:
                found.append(_outermost(marks, seal, RADIUS[1] * dpi))
                break
    return found


def _refined(marks: Grey, seal: Seal, reach: float) -> Seal:
    """The ring near a rough one that has most ink, found in steps of half the reach, then ever finer."""
    while reach >= 0.5:
        steps = (-reach, 0.0, reach)
        around = [Seal(seal.x + dx, seal.y + dy, seal.radius + dr) for dx in steps for dy in steps for dr in steps]
        seal = max([seal, *around], key=lambda ring: _share(marks, ring))
        reach /= 2
    return seal


def _outermost(marks: Grey, seal: Seal, most: float) -> Seal:
    """The widest ring around the middle of a seal; the one found may be its inner one."""
    rings = [replace(seal, radius=radius) for radius in np.arange(seal.radius, most, 2.0).tolist()]
    return [ring for ring in rings if _share(marks, ring) >= ROUND][-1]


def _share(marks: Grey, seal: Seal) -> float:
    """Share of the ring's way, two pixels to both sides allowed, that is ink."""
    radii = seal.radius + np.arange(-2, 3)
    xs = np.rint(seal.x + np.outer(radii, np.cos(DIRECTIONS))).astype(np.int64)
    ys = np.rint(seal.y + np.outer(radii, np.sin(DIRECTIONS))).astype(np.int64)
    inside = (xs >= 0) & (ys >= 0) & (xs < marks.shape[1]) & (ys < marks.shape[0])
    seen = np.where(inside, marks[ys.clip(0, marks.shape[0] - 1), xs.clip(0, marks.shape[1] - 1)], 0)
    return float(seen.any(axis=0).mean())


def without_rings(picture: Grey, marks: Grey, seals: list[Seal]) -> Grey:
    """The picture with the rings of the seals painted white, concentric ones too."""
    result = picture.copy() if seals else picture
    for seal in seals:
        reach = round(seal.radius * WIDER) + 2
        top, left = max(round(seal.y) - reach, 0), max(round(seal.x) - reach, 0)
        crop = marks[top : round(seal.y) + reach, left : round(seal.x) + reach]
        rows, columns = np.indices(crop.shape)
        away = np.rint(np.hypot(rows + top - seal.y, columns + left - seal.x)).astype(np.int64)
        share = np.bincount(away.ravel(), crop.ravel()) / np.maximum(np.bincount(away.ravel()), 1)
        ring = share >= RING
        ring[: round(seal.radius * INNERMOST)] = False
        ring[round(seal.radius * WIDER) :] = False
        ring = np.convolve(ring, np.ones(5), "same") > 0  # the stroke's soft edges
        result[top : top + crop.shape[0], left : left + crop.shape[1]][ring[away]] = 255
    return result
