"""Numbers and dates of documents whose signs recognition took for others: letters where only digits can stand, lost slashes.

A digit is never made another digit; a word so mended keeps its first reading as `raw`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extractor.document import Line, Word, union

CONFIDENCE = 0.8  # at most, of a word so mended

LOOKALIKES = str.maketrans(
    {
        **dict.fromkeys("IlLÌÍÏỊĨìíïịĩ|!]i", "1"),
        **dict.fromkeys("OoQ", "0"),
        "T": "1",
        "Š": "5",
        "S": "5",
        "Z": "2",
        "B": "8",
        "§": "8",
    }
)
DATE = re.compile(r"^[\dIlLÌÍOo|]{1,2}/[\dIlLÌÍOo|]{1,2}/\d{4}\b")
DATE_WORDS = {"ngày": 31, "tháng": 12}


def mend_dates(words: Sequence[Word]) -> list[Word]:
    """Look-alikes in a day or month ("ngày lÌ tháng I2"): letters that can only be digits there, at lower confidence."""
    result = [_mended_date(word) for word in words]
    for index, word in enumerate(result[1:], 1):
        most = DATE_WORDS.get(result[index - 1].text.lower())
        if most is None or word.text.isdigit() or len(word.text) > 2 or not _beside(result[index - 1], word):
            continue
        digits = word.text.translate(LOOKALIKES)
        if digits.isdigit() and 1 <= int(digits) <= most:
            result[index] = replace(word, text=digits, raw=word.text, confidence=min(word.confidence, CONFIDENCE))
    return result


def _mended_date(word: Word) -> Word:
    """ "L0/0l/2024" as "10/01/2024"."""
    match = DATE.match(word.text)
    if match is None or (mended := match[0].translate(LOOKALIKES)) == match[0]:
        return word
    text = mended + word.text[match.end() :]
    return replace(word, text=text, raw=word.text, confidence=min(word.confidence, CONFIDENCE))


def _beside(left: Word, right: Word) -> bool:
    return abs(left.bbox[3] - right.bbox[3]) < 6 and 0 <= right.bbox[0] - left.bbox[2] < 20


CODE = r"(?:NĐ|QĐ|TT|TTLT|NQ|QH|CT|UBND|HĐND)"
NUMBER = re.compile(r"^([^\w|§]*)(?=[IlOo|§]*\d)([\dIlOo|§]{2,5})(?=/(?:(?:19|20)\d\d/)?[A-ZĐ]{2})")
LOST_SLASH = re.compile(rf"(?<=\d/)((?:19|20)\d\d)[71lI|](?={CODE}(?:-|\d|$))")
HALF_CODE = re.compile(r"(?<=/)[1IT]$")  # "/1" before "T-BYT": the halves of "TT-BYT"
HALVES = (  # of a date, of a symbol that was read in two pieces
    (re.compile(r"(?<![\d/])\d{1,2}/\d$"), re.compile(r"^\d/(?:19|20)\d\d\b")),
    (re.compile(r"\d/(?:(?:19|20)\d\d/)?[A-ZĐ]{2,4}$"), re.compile(r"^[A-ZĐ]-[A-ZĐ]{2}")),
)
APART = 0.6  # of the height of a number: a digit farther away is no part of it


def mend_numbers(lines: Sequence[Line]) -> list[Line]:
    """The lines with "I710/QĐ-BYT", "73/20177NĐ-CP", "49/2017/1 T-BYT", "số 1 11/2017/NĐ-CP", "4/1 1/2013" as they are printed."""
    return [_numbers_mended(line) if "/" in line.text else line for line in lines]


def _numbers_mended(line: Line) -> Line:
    words: list[Word] = []
    for word in line.words:
        text = NUMBER.sub(lambda match: match[1] + match[2].translate(LOOKALIKES), word.text)
        text = LOST_SLASH.sub(r"\1/", text)
        if words and word.text.startswith("T-") and HALF_CODE.search(words[-1].text):
            words[-1] = _joined(words[-1], word, HALF_CODE.sub("T", words[-1].text) + text)
        elif _lost_its_first(words, word) or words and _are_halves(words[-1], word):
            words[-1] = _joined(words[-1], word, words[-1].text + text)
        else:
            words.append(word if text == word.text else _reread(word, text))
    return Line(tuple(words))


def _lost_its_first(before: Sequence[Word], word: Word) -> bool:
    """Whether the digits behind "số" are the first of the number that stands next to them."""
    if len(before) < 2 or not before[-1].text.isdigit() or before[-2].text.lower() not in {"số", "số:"}:
        return False
    number = NUMBER.match(word.text) or re.match(r"\d/(?:19|20)\d\d/[A-ZĐ]{2}", word.text)
    return bool(number) and _close(before[-1], word) and len(before[-1].text) <= 2


def _are_halves(left: Word, right: Word) -> bool:
    """Whether two words are one date or number ("4/1 1/2013", "5395/BY T-KCB")."""
    return _close(left, right) and any(end.search(left.text) and start.match(right.text) for end, start in HALVES)


def _close(left: Word, right: Word) -> bool:
    return right.bbox[0] - left.bbox[2] < APART * (right.bbox[3] - right.bbox[1])


def _joined(left: Word, right: Word, text: str) -> Word:
    return replace(_reread(left, text), bbox=union((left.bbox, right.bbox)), raw=f"{left.printed} {right.printed}")


def _reread(word: Word, text: str) -> Word:
    return replace(word, text=text, raw=word.printed, confidence=min(word.confidence, CONFIDENCE))
