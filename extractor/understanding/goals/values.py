"""A value with its comparator and unit, as a goal prints it: "tối thiểu 90%", "từ 5% đến 7%", "40% trở lên", "Cấp tỉnh: 95%"."""

import re
from dataclasses import dataclass
from functools import cache

from corpora.facts.table_words import comparator_words, units
from extractor.understanding.words.amounts import GROUPED, SCALES, parse_plain
from models.record import Comparator

NUMBER = rf"(?:{GROUPED.pattern}|\d+(?:[.,]\d+)?)"
BEFORE = {row.words: row.comparator for row in comparator_words() if row.place == "before"}
AFTER = {row.words: row.comparator for row in comparator_words() if row.place == "after"}
BEFORE_WORDS = "|".join(re.escape(words) for words in sorted(BEFORE, key=len, reverse=True))
AFTER_WORDS = "|".join(re.escape(words) for words in sorted(AFTER, key=len, reverse=True))


@dataclass(frozen=True, slots=True)
class Quantity:
    """[start, end) covers comparator, number and unit; `number_start` is where the digits begin."""

    start: int
    end: int
    number_start: int
    value: float
    value_max: float | None
    comparator: Comparator
    unit: str | None
    kind: str | None
    worded: bool = False  # the comparator was printed


@cache
def quantity_pattern() -> re.Pattern[str]:
    words = "|".join(re.escape(row.words) for row in sorted(units(), key=lambda row: -len(row.words)))
    unit = rf"(?P<unit>%|(?:(?:{words})(?![\w/]))(?:/\w+)?)"
    scale = "|".join(re.escape(word) for word in sorted(SCALES, key=len, reverse=True))
    return re.compile(
        rf"(?P<words>(?<!\w)(?:(?:từ|tỷ lệ|khoảng)\s+)?(?:(?:{BEFORE_WORDS})\s*)*(?:(?:từ|mức)\s+)?)?"
        rf"(?<![\w.,/-])(?P<low>{NUMBER})"
        rf"(?:\s?%?\s*(?:-|–|—|đến|tới)\s*(?P<high>{NUMBER})(?=\s*(?:%|[^\W\d_])))?"
        rf"\s*(?:{unit}|(?P<scale>{scale})(?:\s+đồng)?)(?!\w)(?P<after>\s*(?:{AFTER_WORDS}))?",
        re.IGNORECASE,
    )


UNITS = {row.words.lower(): row for row in units()}


LEAST_OF = re.compile(
    r"(?<!\w)(?P<words>tối thiểu|ít nhất|không dưới|tối đa|không quá)\s+(?P<low>\d{1,4})(?:\s*[-–]\s*(?P<high>\d{1,4}))?\s+"
    r"(?P<unit>[^\W\d_A-ZĐ]{2,12}\s[^\W\d_A-ZĐ]{2,12})(?!\w)",
    re.IGNORECASE,
)


def find_quantities(text: str) -> list[Quantity]:
    """Every number of the text that has a unit of the table, or that "ít nhất" and the like put before other things."""
    found = [quantity for match in quantity_pattern().finditer(text) if (quantity := _quantity(match)) is not None]
    taken = {quantity.number_start for quantity in found}
    for match in LEAST_OF.finditer(text):
        if match.start("low") not in taken:
            found.append(_counted(match))
    return sorted(found, key=lambda quantity: quantity.start)


def _counted(match: re.Match[str]) -> Quantity:
    low, high = float(match["low"]), float(match["high"]) if match["high"] else None
    comparator: Comparator = "range" if high and high > low else BEFORE[match["words"].lower()]
    return Quantity(match.start(), match.end(), match.start("low"), low, high, comparator, match["unit"], "count", True)


def _quantity(match: re.Match[str]) -> Quantity | None:
    low = parse_plain(match["low"])
    if low is None:
        return None
    high = parse_plain(match["high"]) if match["high"] else None
    printed = (match["unit"] or match["scale"] or "").strip()
    base, _, per = printed.partition("/")
    row = UNITS.get(base.lower())
    unit = (row.unit if row else printed) + (f"/{per}" if per else "")
    comparator, worded = _comparator((match["words"] or "").lower(), (match["after"] or "").strip().lower())
    is_range = high is not None and high > low
    return Quantity(
        match.start(),
        match.end(),
        match.start("low"),
        low,
        high if is_range else None,
        "range" if is_range else comparator,
        unit,
        row.kind if row else None,
        worded,
    )


def _comparator(before: str, after: str) -> tuple[Comparator, bool]:
    if after:
        return AFTER[after], True
    found = [words for words in BEFORE if re.search(rf"(?<!\w){re.escape(words)}(?!\w)", before)]
    if not found:
        return "=", False
    # "tối thiểu hơn 90%": the word next to the number counts; "không vượt quá": the longer one.
    nearest = max(found, key=lambda words: (before.rstrip().endswith(words), len(words)))
    strong = [words for words in found if BEFORE[words] != "="]
    if BEFORE[nearest] == "=" and strong:
        nearest = strong[0]
    return BEFORE[nearest], True
