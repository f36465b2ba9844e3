"""Words of one PDF page with fonts and boxes, as pdfplumber finds them, mended.

Mended: a word cut by a change of font ("Số" bold, ":" not) is one word; digits of a signature field that stand spaced
("1 1 8 7") are one number; raised footnote marks stay apart from the word before. Programs of the time of legacy fonts
measured letters by another font's widths: there a word ends at the blank that the file holds, not at a gap.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from pdfminer.encodingdb import EncodingDB

from extractor.document import Word
from extractor.reading.layout.lines import rows_of
from extractor.reading.pdf.content import GAP, TOUCH, ContentPage
from extractor.recovery.verdict import charset_of_font
from models.record import BBox

EncodingDB.win2unicode[0xAD] = "\u00ad"  # the hyphen (ISO 32000-1, D.2), ư in TCVN3; pdfminer takes it for a blank

SUBSET = re.compile(r"^[A-Z]{6}\+")
BOLD = re.compile(r"bold|black|heavy|demi|,b", re.IGNORECASE)
ITALIC = re.compile(r"italic|oblique|,i", re.IGNORECASE)
LEGACY_GAP = 1.2  # em: the same where blanks part the words
LETTERS_A_BLANK = 12
RAISED = 0.8  # a mark this much smaller than the word before is a footnote mark
DIGIT_GAP = 0.75  # em: spaced digits of one number are at most this far apart


def page_words(source: ContentPage, rules: Sequence[BBox] = ()) -> list[Word]:
    """Words upright on the page. rules: strokes that no word crosses."""
    chars: list[dict[str, Any]] = source.chars
    if not source.lettered:
        return mend([_word(char) for char in chars if not char["text"].isspace()])
    blanked = _has_legacy_blanks(chars)
    found = _found_between_blanks(source, rules) if blanked else _found(source, GAP, blanks=False)
    return mend([_word(item) for item in found if item["text"].strip()], blanked)


def _found(source: ContentPage, gap: float, blanks: bool) -> list[dict[str, Any]]:
    """pdfplumber's words, cut at gaps wider than `gap` em; where `blanks` are kept, in the order of the file."""
    found: list[dict[str, Any]] = source.extract_words(
        x_tolerance_ratio=gap,
        y_tolerance=3,
        keep_blank_chars=blanks,
        use_text_flow=blanks,
        extra_attrs=["fontname", "size", "upright"],
        return_chars=blanks,
    )
    return found


def _has_legacy_blanks(chars: Sequence[dict[str, Any]]) -> bool:
    """Whether a page is set in fonts of a legacy charset and holds a blank for every few letters."""
    legacy = [char for char in chars if charset_of_font(char["fontname"])]
    blanks = sum(char["text"].isspace() for char in legacy)
    letters = sum(len(char["text"]) for char in chars)
    return len(legacy) * 2 > letters and blanks * LETTERS_A_BLANK > len(legacy)


def _found_between_blanks(source: ContentPage, rules: Sequence[BBox]) -> list[dict[str, Any]]:
    for char in source.chars:  # two subsets of a font are one font, whose words end at blanks only
        char["fontname"] = SUBSET.sub("", char["fontname"])
    uprights = [rule for rule in rules if rule[2] - rule[0] < rule[3] - rule[1]]
    return [piece for run in _found(source, LEGACY_GAP, blanks=True) for piece in _pieces(run, uprights)]


def _pieces(run: dict[str, Any], uprights: Sequence[BBox]) -> Iterator[dict[str, Any]]:
    """The words of a run of letters and blanks."""
    letters: list[dict[str, Any]] = []
    for char in run["chars"]:
        if letters and (char["text"].isspace() or any(_between(letters[-1], rule, char) for rule in uprights)):
            yield _piece(run, letters)
            letters = []
        if not char["text"].isspace():
            letters.append(char)
    if letters:
        yield _piece(run, letters)


def _between(left: dict[str, Any], rule: BBox, right: dict[str, Any]) -> bool:
    middle = (left["top"] + left["bottom"]) / 2
    return left["x0"] < rule[0] and rule[2] < right["x1"] and rule[1] <= middle <= rule[3]


def _piece(run: dict[str, Any], letters: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {
        **run,
        "text": "".join(char["text"] for char in letters),
        "x0": min(char["x0"] for char in letters),
        "top": min(char["top"] for char in letters),
        "x1": max(char["x1"] for char in letters),
        "bottom": max(char["bottom"] for char in letters),
    }


def _word(item: dict[str, Any]) -> Word:
    box = (round(item["x0"], 2), round(item["top"], 2), round(item["x1"], 2), round(item["bottom"], 2))
    font, bold, italic = _look(item["fontname"])
    return Word(item["text"], box, "", font, round(item["size"], 2), bold, italic)


@lru_cache(maxsize=1000)
def _look(fontname: str) -> tuple[str | None, bool, bool]:
    """(name without the mark of a subset, bold, italic) of a font."""
    font = SUBSET.sub("", fontname)
    return font or None, bool(BOLD.search(font)), bool(ITALIC.search(font))


def mend(words: list[Word], blanked: bool = False) -> list[Word]:
    """Pieces of one word put together, row by row. `blanked`: words of one font are cut at blanks, and rightly so."""
    result: list[Word] = []
    for row in rows_of(words):
        line: list[Word] = []
        for word in row.words:
            if line and _is_one(line[-1], word, blanked):
                line[-1] = _join(line[-1], word)
            else:
                line.append(word)
        result.extend(line)
    return result


def _is_one(left: Word, right: Word, blanked: bool) -> bool:
    if right.bbox[0] - left.bbox[2] > DIGIT_GAP * (left.size or 1.0):
        return False
    one_font = (left.font, left.size) == (right.font, right.size)
    return _spaced_digits(left, right) or (_touch(left, right) and not (blanked and one_font))


def _touch(left: Word, right: Word) -> bool:
    gap = right.bbox[0] - left.bbox[2]
    sizes = (left.size or 1.0, right.size or 1.0)
    if not -0.5 * min(sizes) <= gap <= TOUCH * min(sizes) or _filled_in(left, right):
        return False
    return min(sizes) > RAISED * max(sizes) or abs(left.bbox[3] - right.bbox[3]) < 0.1 * max(sizes)


def _filled_in(left: Word, right: Word) -> bool:
    """Digits that a signing program put into a gap of the text ("ngày", "24", "tháng"): other font, no blank."""
    if (left.font, left.size) == (right.font, right.size):
        return False
    return (left.text[-1].isalpha() and right.text[0].isdigit()) or (
        left.text[-1].isdigit() and right.text[0].isalpha()
    )


def _spaced_digits(left: Word, right: Word) -> bool:
    """Single digits in one font, evenly spaced, drawn one by one by a signing program."""
    if not (left.text.isdigit() and right.text.isdigit() and len(right.text) == 1 and left.font == right.font):
        return False
    if left.size != right.size or left.size is None:
        return False
    width = (left.bbox[2] - left.bbox[0]) / len(left.text)
    gap = right.bbox[0] - left.bbox[2]
    return width < 1.2 * left.size and 0 <= gap <= DIGIT_GAP * left.size


def _join(left: Word, right: Word) -> Word:
    main = left if len(left.text) >= len(right.text) else right
    one, other = left.bbox, right.bbox
    box = (min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3]))
    return replace(main, text=left.text + right.text, bbox=box)
