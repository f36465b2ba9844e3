"""Pieces of flattened rows: the lines, cut again where another cell may begin inside a line, and what their words tell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from corpora.facts.table_words import fold, lexicon, starts_with, units
from extractor.document import Word
from extractor.flow import joint
from extractor.understanding.flat.names import name_words
from extractor.understanding.flat.rows import FlatRow
from extractor.understanding.grids.column_roles import TICK

NUMERIC = re.compile(r"[<>≤≥=~]?\d[\d.,]*%?(?:-\d[\d.,]*%?)?[;,]?|[-–—]")
DASHES = ("-", "–", "—")
UNIT_WORDS = frozenset(fold(unit.words) for unit in units())
DATED = re.compile(r".{0,40}(?:quý|tháng|năm|trước|\d/)", re.DOTALL)
DATE_IN_DIGITS = re.compile(r"0?[369] tháng(?!\w)|\d{1,2}/\d{1,2}/20\d\d(?:\s|$)")
DATE_PARTS = {  # what goes on behind a word of a date
    "năm": re.compile(r"\d{4}"),
    "tháng": re.compile(r"\d{1,2}(?!\d)"),
    "ngày": re.compile(r"\d{1,2}(?!\d)"),
    "quý": re.compile(r"\d|[IVX]+(?:\W|$)"),
    "trước": re.compile(r"\d|ngày|tháng|năm|quý"),
    "hết": re.compile(r"\d|ngày|tháng|năm|quý"),
}
YEAR_END = re.compile(r"20\d\d[;,]?$")
TAIL = 24  # characters of a text that decide whether it is open


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one line that goes to one column. `cut`: begins inside a line, with `gap` blanks before it."""

    words: tuple[Word, ...]
    cut: bool
    gap: int
    page_break: bool
    text: str
    folded: str
    blank: int = 0  # empty lines above
    in_name: bool = False  # begins inside the name of a body
    behind_name: bool = False  # begins a name right behind another

    @property
    def glued(self) -> bool:
        """Only one blank parts it from the words before on its line."""
        return self.cut and self.gap < 2

    @property
    def numeric(self) -> bool:
        return bool(NUMERIC.fullmatch(self.text))

    @property
    def dash(self) -> bool:
        return self.text in DASHES

    @property
    def numberlike(self) -> bool:
        return self.numeric or self.folded in UNIT_WORDS


@dataclass(frozen=True, slots=True)
class Cutting:
    """Which columns the table has decides where lines may be cut. `typed`: some hold numbers only."""

    typed: bool
    values: bool
    unit: bool
    ticks: bool


def join_pieces(pieces: Sequence[Piece]) -> str:
    text = ""
    for piece in pieces:
        text = f"{text}{joint(text, piece.text)}{piece.text}" if text else piece.text
    return text


def pieces_of(row: FlatRow, cutting: Cutting) -> list[Piece]:
    """The row's lines cut at the places where another column may begin, never inside the name of a body."""
    inside, behind = _names(row)
    pieces: list[Piece] = []
    first = 0  # of the line's words among the row's
    for position, (line, skip) in enumerate(row.lines):
        words, gaps = line.words[skip:], line.gaps[skip:]
        places = [index for index in range(1, len(words)) if first + index not in inside or gaps[index] > 1]
        cuts = [index for index in places if first + index in behind or _may_cut(words, gaps, index, cutting)]
        for start, end in zip((0, *cuts), (*cuts, len(words)), strict=True):
            text = " ".join(word.text for word in words[start:end])
            pieces.append(
                Piece(
                    words[start:end],
                    cut=start > 0,
                    gap=gaps[start],
                    page_break=start == 0 and position in row.breaks,
                    text=text,
                    folded=fold(text),
                    blank=0 if start else line.blank_before,
                    in_name=first + start in inside,
                    behind_name=first + start in behind,
                )
            )
        first += len(words)
    return pieces


def _names(row: FlatRow) -> tuple[set[int], set[int]]:
    """`name_words` of the row, page by page: (inside, behind), indexes among all its words."""
    found: tuple[set[int], set[int]] = set(), set()
    words: list[str] = []
    first = 0
    for position, (line, skip) in enumerate(row.lines):
        if position in row.breaks:
            first, words = first + len(words), []
        words += [word.text for word in line.words[skip:]]
        if position + 1 == len(row.lines) or position + 1 in row.breaks:
            for known, new in zip(found, name_words(words), strict=True):
                known.update(first + index for index in new)
    return found


def _may_cut(words: Sequence[Word], gaps: Sequence[int], index: int, cutting: Cutting) -> bool:
    if gaps[index] >= 2 or (cutting.ticks and TICK.fullmatch(words[index].text)):
        return True
    texts = [word.text for word in words]
    for judge in (_cut_at_date, _cut_at_count, _cut_at_number, _cut_at_value):
        cut = judge(texts, index, cutting)
        if cut is not None:
            return cut
    return _cut_at_capital(texts, index)


def _cut_at_date(words: Sequence[str], index: int, cutting: Cutting) -> bool | None:
    """Before "6 tháng đầu năm", "12/5/2025", unless a word such as "ngày" leads to it."""
    if DATE_IN_DIGITS.match(" ".join(words[index : index + 2])) and fold(words[index - 1]) not in _set(
        "cell_date_link"
    ):
        return True
    return None


def _cut_at_count(words: Sequence[str], index: int, cutting: Cutting) -> bool | None:
    """Before "12 lớp" behind a word."""
    if words[index].isdigit() and index + 1 < len(words) and fold(words[index + 1]) in UNIT_WORDS:
        return not is_open(fold(words[index - 1]), words[index]) if words[index - 1][-1:].isalpha() else None
    return None


def _cut_at_number(words: Sequence[str], index: int, cutting: Cutting) -> bool | None:
    """Before and behind numbers, where some columns hold numbers only."""
    if not cutting.typed:
        return None
    word, before = words[index], words[index - 1]
    if NUMERIC.fullmatch(word) and (word in DASHES or fold(before) not in _set("cell_comparing")):
        return True
    if before in DASHES and index == 1 and word[:1].isalpha():
        return False
    return True if NUMERIC.fullmatch(before) and (word[:1].isupper() or word[:1] in "(-") else None


def _cut_at_value(words: Sequence[str], index: int, cutting: Cutting) -> bool | None:
    """Before a unit, before words that lead to a goal."""
    word = words[index]
    if cutting.unit and fold(word) in UNIT_WORDS and (word[:1].isupper() or word == "%"):
        return True
    if cutting.values and not word[:1].islower() and fold(word) in _set("cell_value_head"):
        return True
    return None


def _cut_at_capital(words: Sequence[str], index: int) -> bool:
    word, before = words[index], words[index - 1]
    last_two = " ".join(words[max(index - 2, 0) : index])
    if not word[:1].isupper() or is_open(fold(last_two), word):
        return False
    if YEAR_END.search(before) and DATED.match(fold(" ".join(words[:index]))):
        return True
    heads = _set("cell_unit_head") | _set("cell_date_head")
    if index + 1 == len(words):
        return fold(word) in heads
    if ends_with("body_bare").search(last_two) and not (is_owner(before) and index > 1 and fold(word) in heads):
        return False
    return not (word.isupper() and len(word) > 1) or starts_with("body").match(fold(word)) is not None


def is_owner(text: str) -> bool:
    """Whether it is a word such as "Sở", which ends names ("Thanh tra Sở") and begins others."""
    return text[:1].isupper() and fold(text) in _set("body_owner")


def is_open(folded: str, following: str) -> bool:
    """Whether the text ends so that more must follow: with a dash, a comma, "và", "của", with "quý" before a number."""
    tail = folded[-TAIL:]
    last = tail.rpartition(" ")[2]
    return bool(_open_end().search(tail)) or bool(last in DATE_PARTS and DATE_PARTS[last].match(following))


@cache
def _set(kind: str) -> frozenset[str]:
    return frozenset(lexicon(kind))


@cache
def _open_end() -> re.Pattern[str]:
    return re.compile(rf"(?:[-–(,/:;<>≤≥=+]|(?<!\w)(?<!cấp )(?:{any_of('cell_open_end')}))$")


@cache
def ends_with(kind: str) -> re.Pattern[str]:
    """Finds names of the kind at the end of a printed text, with their capitals."""
    return re.compile(rf"(?<!\w)(?:{capitalised(kind)})$")


def any_of(kind: str) -> str:
    return "|".join(map(re.escape, lexicon(kind)))


def capitalised(kind: str) -> str:
    """A pattern of the words of a kind as names print them: Sở, SỞ, UBND."""
    spellings: Iterable[str] = (
        form for words in lexicon(kind) for form in (words[:1].upper() + words[1:], words.upper())
    )
    return "|".join(map(re.escape, spellings))
