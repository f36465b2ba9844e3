"""Words of one PDF page with fonts and boxes, as pdfplumber finds them, mended.

Mended: a word cut by a change of font ("Số" bold, ":" not) is one word; digits of a signature field that stand spaced
("1 1 8 7") are one number; raised footnote marks stay apart from the word before.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from extractor.document import Word, union
from extractor.reading.layout import rows_of

SUBSET = re.compile(r"^[A-Z]{6}\+")
BOLD = re.compile(r"bold|black|heavy|demi|,b", re.IGNORECASE)
ITALIC = re.compile(r"italic|oblique|,i", re.IGNORECASE)
TOUCH = 0.12  # em: words closer than this are one word
RAISED = 0.8  # a mark this much smaller than the word before is a footnote mark
DIGIT_GAP = 0.75  # em: spaced digits of one number are at most this far apart


def page_words(source: Any) -> tuple[list[Word], bool]:
    """(words upright on the page, whether most of its text stands sideways)."""
    found = source.extract_words(
        x_tolerance_ratio=0.18,
        y_tolerance=3,
        keep_blank_chars=False,
        use_text_flow=False,
        extra_attrs=["fontname", "size", "upright"],
        return_chars=False,
    )
    words = [_word(item) for item in found if item.get("upright", True) and item["text"].strip()]
    sideways = sum(len(item["text"]) for item in found if not item.get("upright", True))
    return mend(words), sideways > sum(len(word.text) for word in words)


def _word(item: dict[str, Any]) -> Word:
    font = SUBSET.sub("", str(item.get("fontname") or "")) or None
    box = tuple(round(float(item[key]), 2) for key in ("x0", "top", "x1", "bottom"))
    return Word(
        item["text"],
        (box[0], box[1], box[2], box[3]),
        "",
        font,
        round(float(item["size"]), 2),
        bool(BOLD.search(font or "")),
        bool(ITALIC.search(font or "")),
    )


def mend(words: list[Word]) -> list[Word]:
    """Pieces of one word put together, row by row."""
    result: list[Word] = []
    for row in rows_of(words):
        line: list[Word] = []
        for word in row.words:
            if line and (_touch(line[-1], word) or _spaced_digits(line[-1], word)):
                line[-1] = _join(line[-1], word)
            else:
                line.append(word)
        result.extend(line)
    return result


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
    return replace(main, text=left.text + right.text, bbox=union((left.bbox, right.bbox)))
