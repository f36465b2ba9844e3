"""A printed mention of a document, and what finding numbers and finding laws by name share."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from corpora.facts import tables
from extractor.understanding.words.letters import fold
from extractor.understanding.words.numbers import DocumentNumber
from models.record import CitationRole


@dataclass(frozen=True, slots=True)
class Found:
    """One mention: text[start:end]. `number` is None for a law by name, whose name is `name` and year `year`."""

    start: int
    end: int
    number: DocumentNumber | None
    doc_type: str | None
    typed: bool
    name: str | None = None
    year: str | None = None
    pinpoint: str | None = None
    left: int = 0  # where the mention begins, pinpoint included
    date: str | None = None
    issuer: str | None = None
    title: str | None = None
    title_at: tuple[int, int] = (0, 0)
    extent: int = 0  # end of the date, issuer, title and alias behind the number
    role: CitationRole = "mention"
    outer: int | None = None  # index of the mention in whose title this one stands
    target: int | None = None  # index of the mention that this one amends, replaces or repeals
    certainty: float = 0.95
    bare: bool = False  # only the serial is printed, in "số 100, 101/QĐ-UBND"


def lies_in(ranges: Sequence[tuple[int, int]], position: int) -> bool:
    """Whether a position lies in one of the ranges, which stand in order and do not overlap."""
    at = bisect_right(ranges, (position, len(ranges) and ranges[-1][1])) - 1
    return at >= 0 and ranges[at][0] <= position < ranges[at][1]


@cache
def type_names() -> dict[str, str]:
    """Folded names and abbreviations of types, to their names."""
    names = {fold(kind.name): kind.name for kind in tables.doc_types()}
    return names | {word: kind.name for kind in tables.doc_types() for word in kind.abbreviations.split(";") if word}
