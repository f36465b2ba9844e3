"""Page images made fit for recognition: upright, level, stamps and coloured ink lifted, background white, rules out.

Everything works on uint8 arrays (height, width), 0 = black. Measures are in pixels of the image at hand or, where noted,
in inches (pixels / dpi). All functions are pure and bounded: no image is enlarged, big ones are measured on a small copy.
"""

from __future__ import annotations

import math
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from extractor.document import Geometry
from extractor.reading.scan.photos import seen_from_above, sheet_corners

cv2.setNumThreads(1)  # pages are read side by side; its threads would wait for each other at full speed

Grey = NDArray[np.uint8]

SMALL = 900  # pixels: longest side of the copy on which skew and orientation are measured
MAX_SKEW = 6.0  # degrees
LETTER_GAP = 9  # pixels of the small copy: letters and words closer than this are one stretch of print
LINE_HEIGHT = (5, 40)  # pixels of the small copy
OVERTURNED = 1.3  # times as much print on its head as upright
LEAST_WIDTH = 200  # pixels of print on its head; a third of a page's width
COLOURED = 45  # chroma (largest minus least channel) above which a pixel is ink of a colour
PALER = 0.6  # times its chroma, added to a pixel of a stamp: full red becomes paper, black stays black
STAMP_SIDE = 0.55  # inches: a coloured patch larger both ways is a stamp or a signature, not a line of print
SHRINK = 4  # times smaller: the copy on which patches of coloured ink are found
RING_SIDE = 0.8  # inches: the least width of a seal's ring
STAMPED = (0.04, 0.3)  # inches: height of letters of a stamped name
NAME_WIDTH = 0.8  # inches: the least width of a stamped name
WHITE_FROM, BLACK_TO = 215, 50  # grey of a levelled image that becomes white, black
INK = 0.62  # a pixel darker than this share of its background is ink


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
    patches = _patches(mask, dpi)
    for hue in _hues(pixels) if patches.any() else ():
        patches[_names_beside_seals(np.asarray(mask, np.uint8) & hue, dpi) > 0] = 0
    cv2.copyTo(paler, patches, grey)
    return np.asarray(grey)


def _hues(pixels: NDArray[np.uint8]) -> tuple[Grey, Grey]:
    """1 where a pixel is redder than anything else, and where it is not."""
    red, green, blue = cv2.split(pixels)
    redder = cv2.subtract(red, cv2.max(green, blue))
    reddest = np.asarray(cv2.threshold(redder, 0, 1, cv2.THRESH_BINARY)[1], np.uint8)
    return reddest, 1 - reddest


def _names_beside_seals(mask: Grey, dpi: float) -> Grey:
    """1 on letters in one ink that stand in a row outside a ring of that ink: a name set by a rubber stamp."""
    rings = _rings(mask, dpi)
    if not rings:
        return np.zeros_like(mask)
    _, labels, stats, centres = cv2.connectedComponentsWithStats(mask)
    width, height = stats[:, cv2.CC_STAT_WIDTH] / dpi, stats[:, cv2.CC_STAT_HEIGHT] / dpi
    letters = (height >= STAMPED[0]) & (height <= STAMPED[1]) & (width <= RING_SIDE)
    for x, y, radius in rings:
        letters &= np.hypot(centres[:, 0] - x, centres[:, 1] - y) > radius
    letters[0] = False
    kept = letters[labels].astype(np.uint8)
    reach = np.ones((max(int(0.05 * dpi), 1), max(int(0.16 * dpi), 1)), np.uint8)
    _, rows, sizes, _ = cv2.connectedComponentsWithStats(cv2.dilate(kept, reach))
    width, height = sizes[:, cv2.CC_STAT_WIDTH], sizes[:, cv2.CC_STAT_HEIGHT]
    named = (width >= NAME_WIDTH * dpi) & (width > 2.5 * height)
    named[0] = False
    near = cv2.dilate(kept, np.ones((3, 3), np.uint8))  # the pale edges of letters
    return np.asarray(near & named[rows].astype(np.uint8))


def _rings(mask: Grey, dpi: float) -> list[tuple[float, float, float]]:
    """(x, y, radius) of patches about as wide as high and as large as a seal; strokes of a pen may cut them."""
    small = cv2.resize(mask * 255, None, fx=1 / SHRINK, fy=1 / SHRINK, interpolation=cv2.INTER_AREA)
    joined = cv2.dilate((small > 32).astype(np.uint8), np.ones((3, 3), np.uint8))
    found = []
    for x, y, width, height, _ in cv2.connectedComponentsWithStats(joined)[2][1:].tolist():
        if min(width, height) * SHRINK >= RING_SIDE * dpi and max(width, height) <= 1.25 * min(width, height):
            found.append(((x + width / 2) * SHRINK, (y + height / 2) * SHRINK, 0.52 * SHRINK * max(width, height)))
    return found


def _patches(mask: NDArray[Any], dpi: float) -> Grey:
    """255 on the mask's large patches, strokes less than 2 mm apart counting as one."""
    small = cv2.resize(mask * 255, None, fx=1 / SHRINK, fy=1 / SHRINK, interpolation=cv2.INTER_AREA)
    reach = max(int(0.08 * dpi / SHRINK), 1)
    joined = cv2.dilate((small > 32).astype(np.uint8), np.ones((reach, reach), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined)
    least = STAMP_SIDE * dpi / SHRINK
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


def stretch(grey: Grey, black_to: float = BLACK_TO, white_from: float = WHITE_FROM) -> Grey:
    """Contrast of a levelled image: faint ground to white, print to black."""
    steps = (np.arange(256, dtype=np.float32) - black_to) * (255.0 / (white_from - black_to))
    return np.asarray(cv2.LUT(grey, np.clip(steps, 0, 255).astype(np.uint8)))


def ink(grey: Grey) -> Grey:
    """1 where there is ink, of a levelled image."""
    return np.asarray(cv2.threshold(grey, int(INK * 245), 1, cv2.THRESH_BINARY_INV)[1])


def small_copy(pixels: NDArray[np.uint8]) -> Grey:
    """A grey copy of at most SMALL pixels a side."""
    scale = min(SMALL / max(pixels.shape[:2]), 1.0)
    if scale < 1:
        pixels = np.asarray(cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    return pixels if pixels.ndim == 2 else np.asarray(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY))


def _print_of(copy: Grey) -> Grey:
    """Ink of a small copy as 0 and 1, blots and black edges taken out."""
    marks = (level(copy) < 190).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(marks)
    limit = 0.06 * max(marks.shape)
    big = (stats[:, cv2.CC_STAT_HEIGHT] > limit) | (stats[:, cv2.CC_STAT_WIDTH] > 5 * limit)
    big[0] = False
    if count > 1 and big.any():
        marks[big[labels]] = 0
    return np.asarray(marks)


def geometry(pixels: NDArray[np.uint8]) -> Geometry:
    """How to turn a page image so that its lines run level and its letters stand upright; no turn where unsure."""
    copy = small_copy(pixels)
    corners = sheet_corners(copy)
    marks = _print_of(seen_from_above(copy, corners) if corners else copy)
    if int(marks.sum()) < 0.002 * marks.size:
        return Geometry(corners=corners)
    some = points(marks[::2, ::2])
    quarters = int(_standing_out((-some[1], some[0])) > 1.6 * _standing_out(some))
    turned = np.ascontiguousarray(np.rot90(marks, -quarters))
    degrees = skew(points(turned))
    if upside_down((_rotate(turned * 255, degrees, 0) > 127).astype(np.uint8)):
        quarters += 2
    return Geometry(quarters % 4, degrees, corners)


Points = tuple[NDArray[np.float64], NDArray[np.float64]]


def points(marks: NDArray[Any]) -> Points:
    """(y, x) of the pixels that are ink."""
    rows, columns = np.nonzero(marks)
    return rows.astype(np.float64), columns.astype(np.float64)


def _standing_out(ink_at: Points) -> float:
    """How strongly rows of print stand out at the best of few angles."""
    return max(_sharpness(ink_at, float(degrees)) for degrees in np.arange(-MAX_SKEW, MAX_SKEW + 0.5, 1.0))


def skew(ink_at: Points) -> float:
    """Degrees counter-clockwise that level the lines. Postl's projection profile."""
    best, strength = 0.0, _sharpness(ink_at, 0.0)
    for step, reach in ((1.0, MAX_SKEW), (0.25, 0.75), (0.06, 0.18)):
        start = best
        for turn in np.arange(start - reach, start + reach + step / 2, step):
            value = _sharpness(ink_at, float(turn))
            if value > strength * 1.0001:
                best, strength = float(turn), value
    return round(best, 2) if abs(best) >= 0.08 else 0.0


def _sharpness(ink_at: Points, degrees: float) -> float:
    """How unlike each other neighbouring rows are once the page is turned; each point is shared between two rows."""
    angle = math.radians(degrees)
    rows = math.cos(angle) * ink_at[0] - math.sin(angle) * ink_at[1]
    rows -= rows.min()
    upper = rows.astype(np.int64)
    lower_share = rows - upper
    length = int(upper.max()) + 2
    profile = np.bincount(upper, 1 - lower_share, length) + np.bincount(upper + 1, lower_share, length)
    steps = np.diff(profile)
    return float((steps * steps).sum()) / max(len(rows), 1) ** 2


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


def upside_down(marks: Grey) -> bool:
    """Whether most print of a level page (ink as 1) stands on its head.

    In Vietnamese print far more ink rises above the body of small letters (ascenders, marks, capitals) than hangs below
    it. Each stretch of print on one line votes, by its width, with the ink on both sides of its densest rows; stretches
    and not rows of the page, for a sign-off, columns and cells have lines that are not level with each other.
    """
    joined = cv2.morphologyEx(marks, cv2.MORPH_CLOSE, np.ones((3, LETTER_GAP), np.uint8))
    above = below = 0
    for x, y, width, height, _ in cv2.connectedComponentsWithStats(joined)[2][1:].tolist():
        if LINE_HEIGHT[0] <= height <= LINE_HEIGHT[1] and width >= 3 * height:
            profile = marks[y : y + height, x : x + width].sum(axis=1, dtype=np.int64)
            dense = np.flatnonzero(profile > 0.55 * profile.max())
            high, low = int(profile[: dense[0]].sum()), int(profile[dense[-1] + 1 :].sum())
            above += width * (high > 1.15 * low)
            below += width * (low > 1.15 * high)
    return below > OVERTURNED * above and below > LEAST_WIDTH


def straighten(pixels: NDArray[np.uint8], turn: Geometry) -> NDArray[np.uint8]:
    """The image turned as `geometry` says; corners that come in are white."""
    if turn.corners:
        pixels = seen_from_above(pixels, turn.corners)
    turned = np.ascontiguousarray(np.rot90(pixels, -turn.quarters)) if turn.quarters else pixels
    return _rotate(turned, turn.degrees, 255)
