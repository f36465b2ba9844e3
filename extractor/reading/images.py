"""Page images made fit for recognition: upright, level, stamps and coloured ink lifted, background white, rules out.

Everything works on uint8 arrays (height, width), 0 = black. Measures are in pixels of the image at hand or, where noted,
in inches (pixels / dpi). All functions are pure and bounded: no image is enlarged, big ones are measured on a small copy.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from extractor.reading.photos import Corners, seen_from_above, sheet_corners

Grey = NDArray[np.uint8]

SMALL = 900  # pixels: longest side of the copy on which skew and orientation are measured
MAX_SKEW = 6.0  # degrees
COLOURED = 45  # chroma (largest minus least channel) above which a pixel is ink of a colour
PALER = 0.6  # times its chroma, added to a pixel of a stamp: full red becomes paper, black stays black
STAMP_SIDE = 0.55  # inches: a coloured patch larger both ways is a stamp or a signature, not a line of print
WHITE_FROM, BLACK_TO = 215, 50  # grey of a levelled image that becomes white, black
INK = 0.62  # a pixel darker than this share of its background is ink


@dataclass(frozen=True, slots=True)
class Geometry:
    """How a page image must be turned: quarter turns clockwise, then degrees counter-clockwise.

    corners: of the sheet in a photo, which is first drawn as seen from above.
    """

    quarters: int = 0
    degrees: float = 0.0
    corners: Corners | None = None


def to_array(image: Image.Image) -> NDArray[np.uint8]:
    """Grey (h, w) or RGB (h, w, 3)."""
    if image.mode not in ("L", "RGB"):
        image = image.convert("RGB")
    return np.asarray(image, dtype=np.uint8)


def lift_colour(pixels: NDArray[np.uint8], dpi: float) -> Grey:
    """Grey image in which stamps and coloured signatures are pale and print under them stays dark.

    A pixel of coloured ink takes its brightest channel: red ink is bright in red, black print is dark in all. Only in
    large patches, so that coloured lines of print (urgency marks, Party heads) stay readable.
    """
    if pixels.ndim == 2:
        return pixels
    red, green, blue = cv2.split(pixels)
    brightest = cv2.max(cv2.max(red, green), blue)
    chroma = cv2.subtract(brightest, cv2.min(cv2.min(red, green), blue))
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    mask = cv2.threshold(chroma, COLOURED, 1, cv2.THRESH_BINARY)[1]
    if cv2.countNonZero(mask) < 0.0005 * mask.size:
        return np.asarray(grey)
    paler = cv2.addWeighted(brightest, 1.0, chroma, PALER, 0.0)
    cv2.copyTo(paler, _patches(mask, dpi), grey)
    return np.asarray(grey)


def _patches(mask: NDArray[Any], dpi: float) -> Grey:
    """255 on the mask's large patches, strokes less than 2 mm apart counting as one."""
    shrink = 4
    small = cv2.resize(mask * 255, None, fx=1 / shrink, fy=1 / shrink, interpolation=cv2.INTER_AREA)
    reach = max(int(0.08 * dpi / shrink), 1)
    joined = cv2.dilate((small > 32).astype(np.uint8), np.ones((reach, reach), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined)
    least = STAMP_SIDE * dpi / shrink
    keep = np.zeros(count, dtype=np.uint8)
    for index in range(1, count):
        if stats[index, cv2.CC_STAT_WIDTH] >= least and stats[index, cv2.CC_STAT_HEIGHT] >= least:
            keep[index] = 1
    patches = cv2.resize(keep[labels] * 255, (mask.shape[1], mask.shape[0]), interpolation=cv2.INTER_NEAREST)
    return np.asarray(patches)


def level(grey: Grey) -> Grey:
    """Paper made white whatever the light: each pixel over its background, which is a wide closing of a small copy."""
    height, width = grey.shape
    small = cv2.resize(grey, (max(width // 8, 1), max(height // 8, 1)), interpolation=cv2.INTER_AREA)
    side = max(min(small.shape) // 20, 3) | 1
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
    paper = cv2.GaussianBlur(paper, (side, side), 0)
    paper = np.maximum(cv2.resize(paper, (width, height), interpolation=cv2.INTER_LINEAR), 40)
    return np.asarray(cv2.divide(grey, paper, scale=245))


def stretch(grey: Grey) -> Grey:
    """Contrast of a levelled image: faint ground to white, print to black."""
    steps = (np.arange(256, dtype=np.float32) - BLACK_TO) * (255.0 / (WHITE_FROM - BLACK_TO))
    return np.asarray(cv2.LUT(grey, np.clip(steps, 0, 255).astype(np.uint8)))


def ink(grey: Grey) -> Grey:
    """1 where there is ink, of a levelled image."""
    return np.asarray(cv2.threshold(grey, int(INK * 245), 1, cv2.THRESH_BINARY_INV)[1])


def small_ink(grey: Grey) -> Grey:
    """Ink of a copy of at most SMALL pixels a side, with blots and black edges taken out."""
    scale = min(SMALL / max(grey.shape), 1.0)
    copy = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else grey
    marks = (level(np.asarray(copy)) < 190).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(marks)
    limit = 0.06 * max(marks.shape)
    big = (stats[:, cv2.CC_STAT_HEIGHT] > limit) | (stats[:, cv2.CC_STAT_WIDTH] > 5 * limit)
    big[0] = False
    if count > 1 and big.any():
        marks[big[labels]] = 0
    return np.asarray(marks)


def geometry(grey: Grey) -> Geometry:
    """How to turn the page so that its lines run level and its letters stand upright; no turn where unsure."""
    corners = sheet_corners(grey)
    marks = small_ink(seen_from_above(grey, corners) if corners else grey)
    if int(marks.sum()) < 0.002 * marks.size:
        return Geometry(corners=corners)
    quarters = int(_standing_out(np.rot90(marks)) > 1.6 * _standing_out(marks))
    turned = np.rot90(marks, -quarters)
    degrees = skew(turned)
    if upside_down(_rotate(np.ascontiguousarray(turned) * 255, degrees, 0) > 127):
        quarters += 2
    return Geometry(quarters % 4, degrees, corners)


def _standing_out(marks: NDArray[Any]) -> float:
    """How strongly rows of print stand out at the best of few angles, measured on every second pixel."""
    picture = np.ascontiguousarray(marks[::2, ::2]).astype(np.uint8) * 255
    return max(_sharpness(picture, float(degrees)) for degrees in np.arange(-MAX_SKEW, MAX_SKEW + 0.5, 1.0))


def skew(marks: NDArray[Any]) -> float:
    """Degrees counter-clockwise that level the lines. Postl's projection profile."""
    picture = np.ascontiguousarray(marks).astype(np.uint8) * 255
    best, strength = 0.0, _sharpness(picture, 0.0)
    for step, reach in ((1.0, MAX_SKEW), (0.25, 0.75), (0.06, 0.18)):
        start = best
        for turn in np.arange(start - reach, start + reach + step / 2, step):
            value = _sharpness(picture, float(turn))
            if value > strength * 1.0001:
                best, strength = float(turn), value
    return round(best, 2) if abs(best) >= 0.08 else 0.0


def _sharpness(picture: Grey, degrees: float) -> float:
    profile = cv2.reduce(_rotate(picture, degrees, 0), 1, cv2.REDUCE_SUM, dtype=cv2.CV_64F).ravel()
    steps = np.diff(profile)
    total = float(profile.sum())
    return float((steps * steps).sum() / max(total * total, 1.0))


def _rotate(picture: Grey, degrees: float, fill: int) -> Grey:
    if abs(degrees) < 0.01:
        return picture
    height, width = picture.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    border = (fill, fill, fill) if picture.ndim == 3 else fill
    return np.asarray(
        cv2.warpAffine(
            picture, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=border
        )
    )


def upside_down(marks: NDArray[np.bool_]) -> bool:
    """Whether most lines of print stand on their head.

    In Vietnamese print far more ink rises above the body of small letters (ascenders, marks, capitals) than hangs below
    it. Each line votes with the ink on both sides of its densest band; at least five lines must vote, two to one.
    """
    profile = marks.sum(axis=1).astype(float)
    above = below = 0
    for top, bottom in _bands(profile):
        inside = profile[top:bottom]
        dense = np.flatnonzero(inside > 0.55 * inside.max())
        high, low = inside[: dense[0]].sum(), inside[dense[-1] + 1 :].sum()
        if max(high, low) > 0:
            above += high > 1.15 * low
            below += low > 1.15 * high
    return below >= 5 and below > 2 * above


def _bands(profile: NDArray[np.float64]) -> list[tuple[int, int]]:
    """Rows of print: stretches of the profile above a tenth of its usual height, 4 to 40 pixels high."""
    filled = profile[profile > 0]
    if not len(filled):
        return []
    on = np.concatenate(([0], (profile > 0.06 * np.percentile(filled, 90)).astype(np.int8), [0]))
    starts, ends = np.flatnonzero(np.diff(on) == 1), np.flatnonzero(np.diff(on) == -1)
    return [(int(a), int(b)) for a, b in zip(starts, ends, strict=True) if 4 <= b - a <= 40]


def straighten(pixels: NDArray[np.uint8], turn: Geometry) -> NDArray[np.uint8]:
    """The image turned as `geometry` says; corners that come in are white."""
    if turn.corners:
        pixels = seen_from_above(pixels, turn.corners)
    turned = np.ascontiguousarray(np.rot90(pixels, -turn.quarters)) if turn.quarters else pixels
    return _rotate(turned, turn.degrees, 255)
