"""Recognition of one page: straightened, cleaned, tables found in the picture, read in one call, laid out.

upright picture ─ colour lifted ─ levelled ─ rules, seals taken out ─ canvas (page, then cells) ─ Tesseract, twice for doubtful numbers
                                          └ grids ◄── words by their boxes ◄──────────────────────────┘
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from extractor.document import Line, Page, Word
from extractor.reading.layout.grids import cell_boxes, find_grids
from extractor.reading.layout.lines import arrange
from extractor.reading.opened import OpenedFile
from extractor.reading.scan import images
from extractor.reading.scan.canvas import compose
from extractor.reading.scan.doubtful import Letters, decide
from extractor.reading.scan.forms import mend_forms
from extractor.reading.scan.glyphs import lost_ones, mend_short
from extractor.reading.scan.lone_signs import lone_signs
from extractor.reading.scan.number_columns import mend_columns
from extractor.reading.scan.references import mend_dates, mend_numbers
from extractor.reading.scan.reread import reread
from extractor.reading.scan.rulings import find_rules, without
from extractor.reading.scan.scans import ScannedFile
from extractor.reading.scan.seals import Seal, find_seals, without_seals
from extractor.reading.scan.strokes import Box, lost_signs, mend_numeral
from extractor.reading.scan.tesseract import Reading, RecognitionFailed, read
from extractor.recovery.pages import lines_of, page_quality, with_lines
from extractor.recovery.quality import quality
from models.record import BBox

POINTS = 72
USUAL_DPI = 200.0  # of pages that are not one picture
LEAST_DPI, MOST_DPI = 100.0, 200.0  # more costs a third more time and reads no better
BLANK = 0.0004  # share of ink under which a page is blank
BLACK = 0.5  # share of ink over which a page holds nothing to read
DRAWN = 0.002  # share of ink from which a page holds something
GRAIN = 0.2  # changes between ink and paper for each pixel of a row: print has 0.02 to 0.05
POOR = 0.5  # quality of a text under which the page may be upside down
SURE, FEW_LETTERS = 0.6, 12  # a page with fewer letters of sure words has no print
SURE_IN_SEAL = 0.75  # confidence from which a word in a seal is print under it
SPECK = 0.75  # confidence under which a letter alone on its line is none
TABLE_SLACK = 3.5  # points: rules of a scan are less straight than drawn ones


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a page could not be read, and what to do, for the person."""

    reason: str
    remedy: str = "Hãy quét lại trang này."


TOO_LARGE = Problem("ảnh có quá nhiều điểm ảnh", "Hãy quét lại trang này ở 300 dpi.")
ALL_BLACK = Problem("ảnh đen kín")
ALL_GRAIN = Problem("ảnh toàn hạt nhiễu")
GAVE_UP = Problem("không nhận dạng được chữ hoặc mất quá nhiều thời gian")
NO_PRINT = Problem(
    "không thấy chữ in, có thể là trang viết tay hoặc hình vẽ", "Hãy xem ảnh trang và nhập những gì cần."
)


def recognise(opened: OpenedFile, number: int) -> Page | None:
    """The page as Tesseract reads its picture in Vietnamese; None where the source has no picture of its own.

    A page that cannot be read is an empty page and a warning of `opened`.
    Raises SetupError: tesseract_missing, language_data_missing.
    """
    if not isinstance(opened, ScannedFile) or not opened.has_image(number):
        return None
    page, problem = _attempt(opened, number)
    if problem is NO_PRINT or (page.lines and quality(page.text) < POOR):
        opened.turn_over(number)  # the few lines of a short page may stand on their head
        other, _ = _attempt(opened, number)
        if _sure_letters(other) > max(2 * _sure_letters(page), FEW_LETTERS):
            return other
        opened.turn_over(number)
    if problem is not None:
        message = f"Trang {number}: không đọc được vì {problem.reason}. {problem.remedy}"
        opened.warn("page_unreadable", message, number)
    return page


def _attempt(opened: ScannedFile, number: int) -> tuple[Page, Problem | None]:
    """The page as read the way it is turned now, and why nothing could be read."""
    grey = opened.upright(number, _dpi(opened.native_dpi(number)), lift=True)
    width, height = opened.size(number)
    page = Page(
        number,
        width,
        height,
        furniture=opened.stamp(number).furniture,
        text_source="ocr",
        quality=0.0,
        geometry=opened.geometry(number),
    )
    if opened.too_large(number):
        return page, TOO_LARGE
    dpi = grey.shape[1] / width * POINTS
    levelled = images.level(grey)
    marks = images.ink(levelled)
    share = float(marks.mean())
    if share > BLACK:
        return page, ALL_BLACK
    if share < BLANK:
        return replace(page, quality=1.0), None
    if float((marks[:, 1:] != marks[:, :-1]).mean()) > GRAIN:
        return page, ALL_GRAIN
    try:
        seen = _read(page, levelled, marks, dpi)
    except RecognitionFailed:
        return page, GAVE_UP
    return seen, NO_PRINT if share > DRAWN and _sure_letters(seen) < FEW_LETTERS else None


def _sure_letters(page: Page) -> int:
    """Letters of words that were read with confidence."""
    words = (word for line in lines_of(page) for word in line.words)
    return sum(len(word.text) for word in words if word.confidence >= SURE and len(word.text) > 1)


def _dpi(native: float | None) -> float:
    return min(max(native or USUAL_DPI, LEAST_DPI), MOST_DPI)


def _read(page: Page, levelled: images.Grey, marks: images.Grey, dpi: float) -> Page:
    scale = POINTS / dpi
    picture = images.stretch(levelled)
    pixel_rules, mask = find_rules(picture, marks, dpi)
    rules = [_scaled(box, scale) for box in pixel_rules]
    cells = [_scaled(box, 1 / scale) for box in cell_boxes(rules, TABLE_SLACK)]
    free = np.asarray(cv2.subtract(marks, mask), np.uint8)
    seals = find_seals(free, dpi)
    canvas = compose(without_seals(without(picture, mask), levelled, free, seals), cells, dpi)
    readings = [reading for reading in read(canvas.picture, dpi) if _is_print(reading, dpi)]
    readings = reread(canvas.picture, dpi, readings)
    readings = [mend_numeral(canvas.picture, reading) for reading in readings]
    readings = mend_short(canvas.picture, readings)
    readings += lost_signs(canvas.picture, readings)
    readings += lost_ones(canvas.picture, canvas.pieces, readings)
    readings += lone_signs(canvas.picture[: canvas.page_rows], dpi, readings)
    letters: dict[int, Letters] = {}
    words = []
    for reading in readings:
        box = canvas.on_page(reading.box)
        if box is not None and not _is_ornament(reading, box, seals):
            words.append(_word(reading, box, scale))
            letters[id(words[-1])] = reading.letters
    kept = [word for word in words if not _under(word, page)]
    grids, rest = find_grids(rules, mend_dates(kept), TABLE_SLACK)
    laid = arrange(replace(page, rules=tuple(rules), grids=tuple(mend_columns(grids))), rest)
    laid = replace(laid, lines=tuple(line for line in laid.lines if not _is_speck(line)))
    laid = with_lines(laid, mend_numbers(mend_forms(decide(lines_of(laid), letters))))
    return replace(laid, quality=round(page_quality(laid), 3))


def _scaled(box: BBox, scale: float) -> BBox:
    return (round(box[0] * scale, 2), round(box[1] * scale, 2), round(box[2] * scale, 2), round(box[3] * scale, 2))


def _word(reading: Reading, box: tuple[int, int, int, int], scale: float) -> Word:
    return Word(reading.text, _scaled(box, scale), confidence=reading.sureness)


def _is_ornament(reading: Reading, box: Box, seals: Sequence[Seal]) -> bool:
    """Whether a reading is of the lettering or the emblem of a seal."""
    middle = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    return reading.confidence < SURE_IN_SEAL and any(seal.holds(*middle) for seal in seals)


def _is_speck(line: Line) -> bool:
    """Whether a line by itself is a stroke of a pen or an edge: no letter or digit, or a lone doubtful one."""
    signs = [char for char in line.text if char.isalnum()]
    doubtful = max(word.confidence for word in line.words) < SPECK
    return line.text != "*" if not signs else len(signs) == 1 and doubtful


JUNK = re.compile(r"^[_|~`^'‘’“”\"°·.,:;=*¬¦<>«»\\{}\[\]—–-]+$")
BULLET = re.compile(r"^[-–—+*•.]{1,2}$")


def _is_print(reading: Reading, dpi: float) -> bool:
    """Whether a reading is more than a speck, an edge or the rest of a rule."""
    x0, top, x1, bottom = reading.box
    if bottom - top > 1.2 * dpi or (bottom - top < 0.012 * dpi and x1 - x0 < 0.012 * dpi):
        return False
    if reading.confidence < 0.2 and len(reading.text) <= 2:
        return False
    return not JUNK.match(reading.text) or (bool(BULLET.match(reading.text)) and reading.confidence > 0.3)


def _under(word: Word, page: Page) -> bool:
    """Whether a word lies in an electronic stamp, which the text layer gives better."""
    x, y = (word.bbox[0] + word.bbox[2]) / 2, (word.bbox[1] + word.bbox[3]) / 2
    return any(
        line.bbox[0] - 1 <= x <= line.bbox[2] + 1 and line.bbox[1] - 1 <= y <= line.bbox[3] + 1
        for line in page.furniture
    )
