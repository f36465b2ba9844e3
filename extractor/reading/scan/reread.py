"""A second look at doubtful numbers: their words cut out of the page and read again by themselves, all in one call.

Without their neighbours the engine often sees what it missed ("202!", "13/7/2028", "07/2015/QĐ-TTEg"). The surer of the two
readings is kept; nothing is taken from a list, and no digit or slash is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from rapidfuzz.distance import Levenshtein

from extractor.reading.scan.images import Grey
from extractor.reading.scan.references import LOOKALIKES
from extractor.reading.scan.tesseract import Reading, RecognitionFailed, read

BLOCK = 6  # page mode "one block of text"
DOUBTFUL = 0.7  # sureness under which a word is read again
SURE = 0.7  # sureness from which the second reading may be the better one
FEWEST = 3  # letters and digits of a word worth it
MOST = 40  # words of a page: more doubt is a bad page, not a bad word
MARGIN, GAP = 5, 40  # pixels around a word, between two
MOST_CHANGED = 3  # signs
NUMBER = re.compile(r"[\W_]*(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d[\d.,/-]*(?:[A-ZĐ][\w&-]*(?:/[\w&-]*)*)?)[\W_]*")
HEAD = re.compile(r"^\W*[^\W_]{1,5}(?=/)")
SIGNS = "/-.,Đ"  # none of them may be lost
PAPER = 255

Rows = list[tuple[int, int]]


def reread(picture: Grey, dpi: float, readings: Sequence[Reading]) -> list[Reading]:
    """The readings of a page's picture, doubtful numbers among them as a second look shows them where that is surer.

    Raises SetupError as `read` does.
    """
    places = [place for place, reading in enumerate(readings) if _is_doubtful(reading)]
    result = list(readings)
    if not places or len(places) > MOST:
        return result
    sheet, rows = _sheet(picture, [readings[place].box for place in places])
    try:
        again = read(sheet, dpi, BLOCK)
    except RecognitionFailed:
        return result
    for place, found in zip(places, _by_row(again, rows), strict=True):
        if found is not None and _is_better(readings[place], found):
            result[place] = replace(found, box=readings[place].box)
    return result


def _is_doubtful(reading: Reading) -> bool:
    text = reading.text
    return any(map(str.isdigit, text)) and sum(map(str.isalnum, text)) >= FEWEST and reading.sureness < DOUBTFUL


def _sheet(picture: Grey, boxes: Sequence[tuple[int, int, int, int]]) -> tuple[Grey, Rows]:
    """The words one below the other, and the rows (first, after the last) of each."""
    crops = [picture[max(y0 - MARGIN, 0) : y1 + MARGIN, max(x0 - MARGIN, 0) : x1 + MARGIN] for x0, y0, x1, y1 in boxes]
    width, height = max(crop.shape[1] for crop in crops) + 2 * GAP, sum(crop.shape[0] + GAP for crop in crops) + GAP
    sheet, top, rows = np.full((height, width), PAPER, np.uint8), GAP, []
    for crop in crops:
        sheet[top : top + crop.shape[0], GAP : GAP + crop.shape[1]] = crop
        rows.append((top, top + crop.shape[0]))
        top += crop.shape[0] + GAP
    return sheet, rows


def _by_row(readings: Sequence[Reading], rows: Rows) -> Iterator[Reading | None]:
    """The reading of each row that holds just one."""
    for top, bottom in rows:
        within = [one for one in readings if top <= (one.box[1] + one.box[3]) / 2 < bottom]
        yield within[0] if len(within) == 1 else None


def _is_better(first: Reading, second: Reading) -> bool:
    """Whether a second reading is surer than the first, near it, and without loss."""
    if second.sureness < max(SURE, first.sureness) or Levenshtein.distance(first.text, second.text) > MOST_CHANGED:
        return False
    if any(second.text.count(sign) < first.text.count(sign) for sign in SIGNS):
        return False
    if not NUMBER.fullmatch(_with_digits(first.text)):
        return True
    return bool(NUMBER.fullmatch(second.text)) and _digits(second.text) >= _digits(_with_digits(first.text))


def _with_digits(text: str) -> str:
    """The word with digits for the letters that can only be digits at its head ("I8/2019")."""
    return HEAD.sub(lambda head: head[0].translate(LOOKALIKES) if any(map(str.isdigit, head[0])) else head[0], text)


def _digits(text: str) -> int:
    return sum(map(str.isdigit, text))
