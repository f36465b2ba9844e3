"""Words of tables, targets and deadlines, as typed rows: the only place that reads these tables.

column_roles.tsv        heading → role (part 7 of the field's notes; match: exact, prefix or contains; folded case)
comparators.tsv         word before or after a number → comparator
units.tsv               printed unit → unit; kind: percent, money, count, measure, time
standing_deadlines.tsv  words of a deadline that names no date
table_lexicon.tsv       words by what they tell: body, output, status, achieved, aim, headings and captions
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

from models.record import ColumnRole, Comparator

FOLDER = Path(__file__).parent

OLD_TONE = {"òa": "oà", "óa": "oá", "ỏa": "oả", "õa": "oã", "ọa": "oạ", "òe": "oè", "óe": "oé", "ỏe": "oẻ", "ùy": "uỳ",
            "úy": "uý", "ủy": "uỷ", "ũy": "uỹ", "ụy": "uỵ"}  # fmt: skip
TONE = re.compile(rf"(?<!q)(?:{'|'.join(OLD_TONE)})(?!\w)")

Match = Literal["exact", "prefix", "contains"]
Place = Literal["before", "after"]
UnitKind = Literal["percent", "money", "count", "measure", "time"]


@dataclass(frozen=True, slots=True)
class ColumnHeading:
    role: ColumnRole
    match: Match
    heading: str
    example: str


@dataclass(frozen=True, slots=True)
class ComparatorWord:
    comparator: Comparator
    place: Place
    words: str
    example: str


@dataclass(frozen=True, slots=True)
class Unit:
    unit: str
    words: str
    kind: UnitKind


def fold(text: str) -> str:
    """NFC, lower case, one space between words; diacritics kept."""
    return " ".join(unicodedata.normalize("NFC", text).lower().split())


@cache
def column_headings() -> tuple[ColumnHeading, ...]:
    """All headings; of two that match the longer wins."""
    return tuple(
        ColumnHeading(_one(role, ColumnRole), _one(match, Match), heading, example)
        for role, match, heading, example in rows("column_roles.tsv", ("role", "match", "heading", "example"))
    )


@cache
def comparator_words() -> tuple[ComparatorWord, ...]:
    return tuple(
        ComparatorWord(_one(comparator, Comparator), _one(place, Place), words, example)
        for comparator, place, words, example in rows("comparators.tsv", ("comparator", "place", "words", "example"))
    )


@cache
def units() -> tuple[Unit, ...]:
    return tuple(
        Unit(unit, words, _one(kind, UnitKind)) for unit, words, kind in rows("units.tsv", ("unit", "words", "kind"))
    )


@cache
def standing() -> tuple[str, ...]:
    return tuple(words for words, _ in rows("standing_deadlines.tsv", ("words", "example")))


@cache
def lexicon(kind: str) -> tuple[str, ...]:
    """Words of one kind, longest first. Raises ValueError for a kind that the table does not have."""
    found = tuple(words for row_kind, words in rows("table_lexicon.tsv", ("kind", "words")) if row_kind == kind)
    if not found:
        raise ValueError(f"no such kind of words: {kind}")
    return tuple(sorted(found, key=lambda words: (-len(words), words)))


@cache
def starts_with(kind: str) -> re.Pattern[str]:
    """Matches a folded text that begins with a word of the kind."""
    return re.compile(rf"(?:{'|'.join(_spellings(kind))})(?!\w)")


@cache
def contains(kind: str) -> re.Pattern[str]:
    """Finds a word of the kind in a folded text."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(_spellings(kind))})(?!\w)")


def _spellings(kind: str) -> list[str]:
    """Patterns of the words of a kind, with the tone mark in the new place or the old: ủy and uỷ, hóa and hoá."""
    return [TONE.sub(lambda match: f"(?:{match[0]}|{OLD_TONE[match[0]]})", re.escape(words)) for words in lexicon(kind)]


def rows(name: str, columns: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Rows of a table beside this module. Raises ValueError for another heading, a wrong width or a row that stands twice."""
    head, *lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    if tuple(head.split("\t")) != columns:
        raise ValueError(f"{name}: columns {head!r}, expected {columns}")
    found = [tuple(line.split("\t")) for line in lines]
    for row in found:
        if len(row) != len(columns):
            raise ValueError(f"{name}: {len(row)} fields in {row}")
    if len(set(found)) != len(found):
        raise ValueError(f"{name}: a row stands twice")
    return found


def _one(value: str, vocabulary: object) -> Any:
    if value not in get_args(vocabulary):
        raise ValueError(f"{value!r} is none of {get_args(vocabulary)}")
    return value
