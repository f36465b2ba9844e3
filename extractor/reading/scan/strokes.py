"""What the engine's words miss or misread and the picture shows plainly: dashes, full stops, the stems of Roman numerals.

Sparse page mode drops dashes before list items, and "III" in bold comes back as "II", "H" or "IH".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from extractor.reading.scan.images import Grey
from extractor.reading.scan.tesseract import Reading

Box = tuple[int, int, int, int]
Boxes = NDArray[np.int64]

DARK = 140  # grey of a cleaned picture below which a pixel is ink
DASH_WIDTH = (0.18, 0.75)  # of the height of the word behind it
DASH_HEIGHT = 0.22
DASH_PLACE = (0.35, 0.85)  # share of that word's height at which it lies
DASH_GAP = (0.1, 1.1)  # of that height: distance to the word
STOP_SIDE = (0.07, 0.2)  # of the height of the word before it
STOP_GAP = 0.3
STOP_PLACE = (0.62, 1.1)  # share of that word's height at which its foot stands
LONGEST = 200  # pixels: a longer stroke is no sign
SIGN_FULL = 0.6  # least share of ink in the box of a dash or stop
SIGN_CONFIDENCE = 0.6
STEM_BAND = (0.2, 0.8)  # of a numeral's height: no serifs reach here
STEM = 0.85  # share of the band that a stem fills from top to bottom
BAR = 0.12  # share of ink between two stems from which they are an H
STEMS_ONLY = re.compile(r"\(?([IHl1|!]*[IH][IHl1|!]*)(?=$|[./),;:-])")
WITH_SLANTS = re.compile(r"\(?[VX]{1,2}(I?H|HI)(?=$|[./),;:-])")


def lost_signs(picture: Grey, readings: Sequence[Reading]) -> list[Reading]:
    """Dashes that stand before a word, and full stops behind one, that are in no reading."""
    if not readings:
        return []
    dark = cv2.threshold(picture, DARK - 1, 1, cv2.THRESH_BINARY_INV)[1]
    words = np.array([reading.box for reading in readings])
    found = []
    for box in _strokes(dark, words):
        width, height = box[2] - box[0], box[3] - box[1]
        if cv2.countNonZero(dark[box[1] : box[3], box[0] : box[2]]) < SIGN_FULL * width * height:
            continue
        if width >= 1.6 * height:
            sign = "-" if _is_dash(box, words) else ""
        else:
            sign = "." if _is_stop(box, words, readings) else ""
        if sign:
            found.append(Reading(sign, box, SIGN_CONFIDENCE))
    return found


def _strokes(dark: NDArray[Any], words: Boxes) -> Iterator[Box]:
    """Boxes of the small pieces of ink whose middle no word covers."""
    covered = np.zeros_like(dark)
    for x0, top, x1, bottom in words.tolist():
        covered[max(top - 2, 0) : bottom + 3, max(x0 - 1, 0) : x1 + 2] = 1
    for outline in cv2.findContours(dark, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)[0]:
        x, y, width, height = cv2.boundingRect(outline)
        small = 2 <= width < LONGEST and 2 <= height < LONGEST
        if small and not covered[y + height // 2, x + width // 2]:
            yield x, y, x + width, y + height


def _is_dash(box: Box, words: Boxes) -> bool:
    """Whether a flat stroke lies free, close before a word, at the height of its small letters."""
    level = _level(box, words)
    gaps = words[:, 0] - box[2]
    near = np.flatnonzero(level & (gaps > 0))
    if not len(near):
        return False
    word = words[near[gaps[near].argmin()]]
    tall = float(word[3] - word[1])
    return (
        _within((box[2] - box[0]) / tall, DASH_WIDTH)
        and box[3] - box[1] <= DASH_HEIGHT * tall
        and _within(float(word[0] - box[2]) / tall, DASH_GAP)
        and _within(((box[1] + box[3]) / 2 - float(word[1])) / tall, DASH_PLACE)
    )


def _is_stop(box: Box, words: Boxes, readings: Sequence[Reading]) -> bool:
    """Whether a dot stands on the base line, close behind a word that has no sign at its end."""
    level = _level(box, words)
    gaps = box[0] - words[:, 2]
    near = np.flatnonzero(level & (gaps >= -1))
    if not len(near):
        return False
    place = int(near[gaps[near].argmin()])
    word, text = words[place], readings[place].text
    tall = float(word[3] - word[1])
    return (
        (text[-1].isalnum() or text[-1] in "%)")
        and _within((box[2] - box[0]) / tall, STOP_SIDE)
        and _within((box[3] - box[1]) / tall, STOP_SIDE)
        and gaps[place] <= STOP_GAP * tall
        and _within((box[3] - float(word[1])) / tall, STOP_PLACE)
    )


def _level(box: Box, words: Boxes) -> NDArray[np.bool_]:
    middle = (box[1] + box[3]) / 2
    return np.asarray((words[:, 1] - 2 <= middle) & (middle <= words[:, 3] + 2))


def _within(value: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= value <= bounds[1]


def mend_numeral(picture: Grey, reading: Reading) -> Reading:
    """A Roman numeral with as many stems as the picture shows; any other reading as it is."""
    if match := WITH_SLANTS.match(reading.text):
        return _with_numeral(reading, match, match[1].replace("H", "II"))
    match = STEMS_ONLY.match(reading.text)
    if match is None or len(match[1]) > 4:
        return reading
    left, top, right, bottom = reading.box
    share = min((match.end() + 1) / len(reading.text), 1.0)
    stems = count_stems(picture[top:bottom, left : left + round((right - left) * share)])
    return _with_numeral(reading, match, "I" * stems) if stems in {1, 2, 3} else reading


def _with_numeral(reading: Reading, match: re.Match[str], numeral: str) -> Reading:
    if match[1] == numeral:
        return reading
    text = reading.text[: match.start(1)] + numeral + reading.text[match.end(1) :]
    return replace(reading, text=text, letters=())


def count_stems(crop: Grey) -> int:
    """Upright strokes side by side in a picture of capitals; 0 where a bar joins two of them."""
    ink = crop < DARK
    rows = np.flatnonzero(ink.any(axis=1))
    if not len(rows):
        return 0
    tall = int(rows[-1] - rows[0]) + 1
    band = ink[rows[0] + round(STEM_BAND[0] * tall) : rows[0] + max(round(STEM_BAND[1] * tall), 1)]
    if not band.size:
        return 0
    share = band.mean(axis=0)
    full = np.concatenate(([0], (share >= STEM).astype(np.int8), [0]))
    starts, ends = np.flatnonzero(np.diff(full) == 1), np.flatnonzero(np.diff(full) == -1)
    for end, start in zip(ends[:-1], starts[1:], strict=True):
        between = share[end + 1 : start - 1] if start - end > 3 else share[end:start]
        if float(between.mean()) > BAR:
            return 0
    return len(starts)
