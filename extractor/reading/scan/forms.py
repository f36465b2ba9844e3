"""Set forms of official print that recognition is known to spoil: "T/M", "V/v", "(b/c)", "Tỉnh ủy", years from - to.

The forms stand in corpora/facts/print_forms.tsv: what is read, between which neighbours (empty: any), and what is right.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from extractor.document import Line, Word

CONFIDENCE = 0.9  # at most, of a word so mended
SIGN = 0.14  # share of "2025-" that its dash takes
YEARS = re.compile(r"(\d{4})([-–])")
YEAR = re.compile(r"\d{4}\b")


@dataclass(frozen=True, slots=True)
class Form:
    before: re.Pattern[str]
    read: re.Pattern[str]
    after: re.Pattern[str]
    right: str


@cache
def _forms() -> tuple[Form, ...]:
    rows = files("corpora.facts").joinpath("print_forms.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return tuple(
        Form(re.compile(before), re.compile(read), re.compile(after), right)
        for before, read, after, right in (row.split("\t") for row in rows)
    )


def mend_forms(lines: Sequence[Line]) -> list[Line]:
    """The lines, one after the other in reading order, with set forms as they are printed; first readings are kept as `raw`."""
    texts = ["", *(word.text for line in lines for word in line.words), ""]
    result, place = [], 0
    for line in lines:
        words: list[Word] = []
        for word in line.words:
            words += _parted(_mended(word, *texts[place : place + 3]), texts[place + 2])
            place += 1
        result.append(Line(tuple(words)))
    return result


def _mended(word: Word, before: str, text: str, after: str) -> Word:
    for form in _forms():
        if form.before.search(before) and form.after.search(after):
            text = form.read.sub(form.right, text)
    if text == word.text:
        return word
    return replace(word, text=text, raw=word.raw or word.text, confidence=min(word.confidence, CONFIDENCE))


def _parted(word: Word, after: str) -> list[Word]:
    """ "2025-" before "2027" as "2025" and "-": the sign stands apart on both sides or on none."""
    match = YEARS.fullmatch(word.text)
    if match is None or not YEAR.match(after):
        return [word]
    x0, top, x1, bottom = word.bbox
    cut = round(x1 - SIGN * (x1 - x0), 2)
    return [
        replace(word, text=match[1], bbox=(x0, top, cut, bottom)),
        replace(word, text=match[2], bbox=(cut, top, x1, bottom), raw=""),
    ]
