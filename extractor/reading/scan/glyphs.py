"""Short cells whose letters the engine cannot tell apart and the picture can: quarters in Roman numerals, ticks, signs, stops.

"Quý I" comes back as "Quý 1", "≥ 75" as ">75", a tick "x" as "X", "1.1" as "11". Digits are never changed into other digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.reading.scan.canvas import Piece
from extractor.reading.scan.images import Grey
from extractor.reading.scan.tesseract import Reading

DARK = 150  # grey of a cleaned picture below which a pixel is ink
QUARTER = re.compile(r"^quý$", re.IGNORECASE)
ONES = re.compile(r"^1{1,3}(?=$|[/,;.\-–]|20\d\d$)")
SIGN = re.compile(r"^([<>])=?(?=\d|$)")
WHOLE = re.compile(r"^\d{2,12}$")
TICK = 0.68  # of the usual height of words: a lower "X" is a small letter
BAR = 0.75  # share of a sign's width that the bar under it fills
SPACE = 0.28  # of the height of digits: a wider gap behind a sign is a blank
STOP = 0.35  # of the height of digits: a full stop is smaller
STEM_WIDTH = 0.7  # of its height: a wider piece of ink is no lone one
STEM_HEIGHT = (0.5, 1.3)  # of the usual height of words
STEM_FULL = 0.8  # share of ink from which a column of pixels belongs to a stem
STEM_DIRT = 0.02  # share of ink beside a stem
STEM_CONFIDENCE = 0.6
LINE = 0.5  # words of one line overlap by this share of the lower one

Box = tuple[int, int, int, int]
Ink = NDArray[np.bool_]


def mend_short(picture: Grey, readings: Sequence[Reading]) -> list[Reading]:
    """The readings with their letters as the picture shows them."""
    usual = median([reading.box[3] - reading.box[1] for reading in readings if len(reading.text) > 2] or [0])
    mended = []
    for before, reading in pairwise([None, *readings]):
        assert reading is not None
        text = reading.text
        if text == "X" and _height(picture, reading.box) < TICK * usual:
            text = "x"
        elif ONES.match(text) and before is not None and QUARTER.match(before.text) and _follows(before, reading):
            text = _with_stems(picture, reading)
        elif SIGN.match(text):
            text = _with_bar(picture, reading)
        if WHOLE.match(text):
            text = _with_stops(picture, reading)
        mended.append(reading if text == reading.text else replace(reading, text=text, letters=()))
    return mended


def lost_ones(picture: Grey, cells: Sequence[Piece], readings: Sequence[Reading]) -> list[Reading]:
    """A one, or a Roman numeral of ones, that is all a cell holds: the engine often overlooks it."""
    middles = [((box[0] + box[2]) // 2, (box[1] + box[3]) // 2) for box in (reading.box for reading in readings)]
    usual = median([reading.box[3] - reading.box[1] for reading in readings] or [0])
    found = []
    for left, top, right, bottom in (cell.box for cell in cells):
        if any(left <= x < right and top <= y < bottom for x, y in middles):
            continue
        ink = picture[top:bottom, left:right] < DARK
        stems = _pieces(ink)
        text = _ones(ink, stems, usual)
        if text:
            box = (left + stems[0][0], top + min(stem[1] for stem in stems), left + stems[-1][2], top + stems[0][3])
            found.append(Reading(text, box, STEM_CONFIDENCE))
    return found


def _ones(ink: Ink, stems: Sequence[Box], usual: float) -> str:
    """ "1", "11", "I", "II" or "III" as the picture shows, nothing where any piece of ink is something else."""
    sizes = [(x1 - x0, y1 - y0) for x0, y0, x1, y1 in stems]
    low, high = (share * usual for share in STEM_HEIGHT)
    if not 1 <= len(stems) <= 3 or any(
        width > STEM_WIDTH * height or not low <= height <= high for width, height in sizes
    ):
        return ""
    glyphs = [ink[y0:y1, x0:x1] for x0, y0, x1, y1 in stems]
    if not all(_is_stem(glyph) for glyph in glyphs):
        return ""
    if all(_is_even(glyph) for glyph in glyphs):
        return "I" * len(glyphs)
    return "1" * len(glyphs) if all(_has_flag(glyph) for glyph in glyphs) else ""


def _is_stem(glyph: Ink) -> bool:
    """Whether the middle of a piece of ink is one upright stroke and nothing beside it, and its foot is alike on both sides."""
    height = glyph.shape[0]
    band = glyph[round(0.36 * height) : round(0.8 * height)]
    full = np.flatnonzero(band.mean(axis=0) >= STEM_FULL) if len(band) else np.array([])
    if not len(full) or full[-1] - full[0] >= len(full):
        return False
    beside = np.delete(band, range(max(full[0] - 1, 0), min(full[-1] + 2, band.shape[1])), axis=1)
    return int(beside.sum()) <= STEM_DIRT * band.size and _is_even(glyph[::-1])


def _has_flag(glyph: Ink) -> bool:
    """Whether a stem has ink on the left of its top and none on the right."""
    reach = _reach(glyph, max(glyph.shape[0] // 3, 2))
    return reach is not None and reach[0] >= 1 and reach[1] <= 1


def _reach(glyph: Ink, rows: int) -> tuple[int, int] | None:
    """How far the upper rows of a glyph stand out to the left and to the right of its stem; None where it has none."""
    height = glyph.shape[0]
    stem = np.flatnonzero(glyph[height // 4 : 3 * height // 4].mean(axis=0) > STEM_FULL)
    top = np.flatnonzero(glyph[:rows].any(axis=0))
    return (int(stem[0] - top[0]), int(top[-1] - stem[-1])) if len(stem) and len(top) else None


def _follows(before: Reading, reading: Reading) -> bool:
    """Whether a reading stands behind another one on its line, or begins the line below."""
    height = before.box[3] - before.box[1]
    level = min(before.box[3], reading.box[3]) - max(before.box[1], reading.box[1]) > LINE * height
    below = 0 < reading.box[1] - before.box[1] < 2.5 * height and reading.box[0] < before.box[2]
    return (level and 0 <= reading.box[0] - before.box[2] < 2 * height) or below


def _ink(picture: Grey, box: Box) -> Ink:
    x0, top, x1, bottom = box
    return np.asarray(picture[max(top - 1, 0) : bottom + 1, max(x0 - 1, 0) : x1 + 1] < DARK)


def _pieces(ink: Ink) -> list[Box]:
    """Boxes of the connected pieces of ink, from left to right."""
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8))
    boxes = [(int(x), int(y), int(x + w), int(y + h)) for x, y, w, h, area in stats[1:] if area >= 3]
    return sorted(boxes)


def _height(picture: Grey, box: Box) -> int:
    rows = np.flatnonzero(_ink(picture, box).any(axis=1))
    return int(rows[-1] - rows[0] + 1) if len(rows) else 0


def _with_stems(picture: Grey, reading: Reading) -> str:
    """Ones that are alike on both sides at their top are Roman numerals: a one has its flag on the left.

    The picture says how many there are, and whether a stroke parts them from the year ("Quý I/2025" read as "12025").
    """
    rest = ONES.sub("", reading.text)
    rest = f"/{rest}" if rest[:1].isdigit() else rest
    ink = _ink(picture, reading.box)
    tall = [box for box in _pieces(ink) if box[3] - box[1] > 0.6 * ink.shape[0]]
    stems = tall[: len(tall) - sum(char.isalnum() or char == "/" for char in rest)]
    if not 1 <= len(stems) <= 3 or not all(_is_even(ink[y0:y1, x0:x1]) for x0, y0, x1, y1 in stems):
        return reading.text
    return "I" * len(stems) + rest


def _is_even(glyph: Ink) -> bool:
    """Whether the top of a stem reaches as far to its right as to its left."""
    height, width = glyph.shape
    if width > 0.75 * height:
        return False
    reach = _reach(glyph, max(height // 5, 2))
    return reach is not None and abs(reach[0] - reach[1]) <= max(0.06 * height, 1)


def _with_bar(picture: Grey, reading: Reading) -> str:
    """A sign with the bar under it, and the blank behind it, that the picture shows."""
    ink = _ink(picture, reading.box)
    pieces = _pieces(ink)
    if not pieces:
        return reading.text
    left, right = pieces[0][0], pieces[0][2]
    sign = [box for box in pieces if box[0] < right - 1]
    digits = [box for box in pieces if box[0] >= right - 1]
    glyph = ink[min(box[1] for box in sign) : max(box[3] for box in sign), left:right]
    foot = glyph[-max(glyph.shape[0] // 4, 2) :].mean(axis=1)
    mark = {"<": "≤", ">": "≥"}[reading.text[0]] if float(foot.max()) >= BAR else reading.text[0]
    rest = SIGN.sub("", reading.text)
    blank = bool(digits) and digits[0][0] - right > SPACE * (digits[0][3] - digits[0][1])
    return f"{mark} {rest}" if rest and blank else f"{mark}{rest}"


def _with_stops(picture: Grey, reading: Reading) -> str:
    """A number with the full stops at its foot that the engine dropped."""
    ink = _ink(picture, reading.box)
    pieces = _pieces(ink)
    tall = [box for box in pieces if box[3] - box[1] > 0.6 * ink.shape[0]]
    if len(tall) != len(reading.text):
        return reading.text
    stops = set(_stops(pieces, tall))
    return "".join(digit + ("." if place in stops else "") for place, digit in enumerate(reading.text))


def _stops(pieces: Sequence[Box], tall: Sequence[Box]) -> Iterator[int]:
    """Places of the digits behind which a small piece of ink stands on their line."""
    height = median(box[3] - box[1] for box in tall)
    for x0, y0, x1, y1 in pieces:
        small = max(x1 - x0, y1 - y0) <= STOP * height and y0 > tall[0][1] + 0.6 * height
        before = [place for place, box in enumerate(tall[:-1]) if box[2] <= x0 + 1 and x1 - 1 <= tall[place + 1][0]]
        if small and before:
            yield before[-1]
