"""Dates as official documents print them, to ISO 8601."""

import re
from dataclasses import dataclass
from datetime import date

from extractor.understanding.words.letters import fold

DATE = re.compile(
    r"""
    (?:(?P<word>ngay)\s*)?
    (?:
        (?P<d1>\d{1,2}|\d\s\d)\s*(?:thang\s*(?P<m1>\d{1,2}|\d\s\d)\s*,?\s*nam\s*(?P<y1>\d{4}|\d[\d\s]{3,6}\d(?!\d)))
      | (?P<d2>\d{1,2})\s?[/.-]\s?(?P<m2>\d{1,2})\s?[/.-]\s?(?P<y2>(?:19|20)\d{2})(?![\d/])
    )
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class FoundDate:
    """text[start:end] is the printed date, `iso` its value YYYY-MM-DD."""

    start: int
    end: int
    iso: str


def iso_date(day: str, month: str, year: str) -> str | None:
    """ISO form of printed digits, None if there is no such day. Years from 1930 to 2100."""
    try:
        value = date(*(int(re.sub(r"\s", "", part)) for part in (year, month, day)))
    except ValueError:
        return None
    return value.isoformat() if 1930 <= value.year <= 2100 else None


def date_at(folded: str, position: int) -> FoundDate | None:
    """The date that begins at this place of a folded text."""
    match = DATE.match(folded, position)
    return _found(match) if match else None


def parse_date(text: str) -> str | None:
    """ISO form of the first date in a text, None if it has none."""
    for match in DATE.finditer(fold(text)):
        found = _found(match)
        if found:
            return found.iso
    return None


def _found(match: re.Match[str]) -> FoundDate | None:
    part = match.groupdict()
    iso = iso_date(part["d1"] or part["d2"], part["m1"] or part["m2"], part["y1"] or part["y2"])
    return FoundDate(match.start(), match.end(), iso) if iso else None
