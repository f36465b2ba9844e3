"""Round seals on grey scans are taken out, for a name that touches a ring is otherwise read without its first letters.

A seal is paler than print, so its ink goes; of one that is as dark, as on black and white scans, the rings.

Where the scan has colours, `images.lift_colour` has made the seal pale before.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from operator import itemgetter

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.reading.scan.images import Grey, stretch

SMALL_DPI = 60.0  # enough to see a ring
RADIUS = (0.4, 0.85)  # inches; seals of offices have 0.65 to 0.75
ROUND = 0.8  # least share of a ring's way that is ink
BORDER = 4  # pixels of paper around a piece of the small copy
CANDIDATES = 5  # middles tried
FINE = 2.5  # pixels of the small copy by which its ring may lie wrong
RING = 0.5  # share of a circle's way from which its ink is ring and not print
INNERMOST = 0.5  # of the radius: no ring is narrower
WIDER = 1.06  # of the radius: the outer edge of the ring's stroke
PRINT, PALE = 20, 65  # grey of print; of a ring from which its ink is told from print
DARKER = 0.8  # of the ring's grey: ink of the seal is not darker
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
        crop = np.pad(np.asarray(small[y : y + height, x : x + width], np.uint8), BORDER)
        rough = _rough_ring(crop, range(least, most + 1))
        if rough is None:
            continue
        left, top = x - BORDER, y - BORDER
        seal = Seal((left + rough.x) / scale, (top + rough.y) / scale, rough.radius / scale)
        seal = _refined(marks, seal, FINE / scale)
        if _share(marks, seal) >= ROUND:
            found.append(_outermost(marks, seal, RADIUS[1] * dpi))
    return found


def _rough_ring(small: Grey, radii: range) -> Seal | None:
    """The best ring of a piece of the small copy; Hough's radii waver between concentric rings, so all are tried."""
    circles = cv2.HoughCircles(small, cv2.HOUGH_GRADIENT, 2, 4, None, 100, 30, radii[0], radii[-1])
    if circles is None:
        return None
    near = np.asarray(cv2.dilate((small > 64).astype(np.uint8), np.ones((3, 3), np.uint8)), np.uint8)
    rings = [Seal(x, y, radius) for x, y, _ in circles.reshape(-1, 3)[:CANDIDATES].tolist() for radius in radii]
    share, best = max(((_share(near, ring, 0), ring) for ring in rings), key=itemgetter(0))
    return best if share >= ROUND else None


def _refined(marks: Grey, seal: Seal, reach: float) -> Seal:
    """The ring near a rough one that has most ink, found in steps of half the reach, then ever finer."""
    while reach >= 0.5:
        steps = (-reach, 0.0, reach)
        around = [Seal(seal.x + dx, seal.y + dy, seal.radius + dr) for dx in steps for dy in steps for dr in steps]
        seal = max([seal, *around], key=lambda ring: _share(marks, ring) + _share(marks, ring, 0))
        reach /= 2
    return seal


def _outermost(marks: Grey, seal: Seal, most: float) -> Seal:
    """The widest ring around the middle of a seal; the one found may be its inner one."""
    rings = [replace(seal, radius=radius) for radius in np.arange(seal.radius, most, 2.0).tolist()]
    return [ring for ring in rings if _share(marks, ring) >= ROUND][-1]


def _share(marks: Grey, seal: Seal, reach: int = 2) -> float:
    """Share of the ring's way, `reach` pixels to both sides allowed, that is ink."""
    radii = seal.radius + np.arange(-reach, reach + 1)
    xs = np.rint(seal.x + np.outer(radii, np.cos(DIRECTIONS))).astype(np.int64)
    ys = np.rint(seal.y + np.outer(radii, np.sin(DIRECTIONS))).astype(np.int64)
    inside = (xs >= 0) & (ys >= 0) & (xs < marks.shape[1]) & (ys < marks.shape[0])
    seen = np.where(inside, marks[ys.clip(0, marks.shape[0] - 1), xs.clip(0, marks.shape[1] - 1)], 0)
    return float(seen.any(axis=0).mean())


def without_seals(picture: Grey, levelled: Grey, marks: Grey, seals: list[Seal]) -> Grey:
    """The picture, a stretched copy of `levelled`, with all ink of a pale seal made white, of a dark one the rings."""
    result = picture.copy() if seals else picture
    for seal in seals:
        reach = round(seal.radius * WIDER) + 2
        top, left = max(round(seal.y) - reach, 0), max(round(seal.x) - reach, 0)
        window = np.s_[top : round(seal.y) + reach, left : round(seal.x) + reach]
        rows, columns = np.indices(marks[window].shape)
        away = np.rint(np.hypot(rows + top - seal.y, columns + left - seal.x)).astype(np.int64)
        ring = _rings(marks[window], away, seal)[away]
        shade = float(np.median(levelled[window][ring & (marks[window] > 0)]))
        if shade >= PALE:
            inside = away <= reach
            result[window][inside] = stretch(levelled[window], PRINT, DARKER * shade)[inside]
        else:
            result[window][ring] = 255
    return result


def _rings(marks: Grey, away: NDArray[np.int64], seal: Seal) -> NDArray[np.bool_]:
    """For each distance from a seal's middle, whether a ring is there; `away`: the distance of each pixel of `marks`."""
    share = np.bincount(away.ravel(), marks.ravel()) / np.maximum(np.bincount(away.ravel()), 1)
    ring = share >= RING
    ring[: round(seal.radius * INNERMOST)] = False
    ring[round(seal.radius * WIDER) :] = False
    return np.asarray(np.convolve(ring, np.ones(5), "same") > 0)  # the stroke's soft edges
