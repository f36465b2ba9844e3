"""Deadlines as printed → ISO-like: 2025 | 2025-Q4 | 2025-06 | 2025-09-30.

A period takes its end ("2021-2025" → 2025), of several dates the last counts, standing ones ("thường xuyên") have none.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass

from corpora.facts.table_words import fold, standing

ROMAN_QUARTER = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
YEAR = r"((?:19|20)\d\d)"
OF_YEAR = rf"(?:\s*(?:/|-|\.|,|năm|của năm)\s*(?:năm\s*)?{YEAR}(?!\d))"
MISREAD = r"[il1]v|[il1]{1,3}|h[il1]?|[il1]h"  # Roman numerals as recognition reads them: II as H or 11, III as IH
Q_TAIL = r"(iv|iii|ii|i|[1-4])(?![\w])"
Q = rf"(iv|iii|ii|i|[2-4]|{MISREAD})(?![\w])(?!\s+(?:lần|cuộc|buổi)\b)"
SEPARATOR = r"\s*(?:,|-|–|—|và|đến|hoặc|\+)\s*"

DAY_WORDS = re.compile(rf"(\d{{1,2}})\s*tháng\s*(\d{{1,2}})(?:\s*năm\s*{YEAR})?")
DAY = re.compile(rf"(?<![\d/.-])(\d{{1,2}})\s?([/.-])\s?(\d{{1,2}})\s?\2\s?{YEAR}(?!\d)")
DAY_MONTH = re.compile(
    r"(?:ngày|trước|hết|đến)\s+(?:ngày\s+)?(\d{1,2})\s?[/-]\s?(\d{1,2})(?![\d/-])"
    r"(?!\s*(?:của\s+)?(?:hàng|hằng|mỗi|các)\s+năm|\s+(?:của\s+)?năm\s+(?:liền|sau|kế|tiếp))"
)
QUARTERS = re.compile(
    rf"(?:quý\s*{Q}|q\.?\s*{Q_TAIL})((?:{SEPARATOR}(?:quý\s*{Q}|{Q_TAIL}))*){OF_YEAR}?", re.IGNORECASE
)
QUARTER_TAIL = re.compile(rf"{SEPARATOR}(?:quý\s*{Q}|{Q_TAIL})")
QUARTER_NAME = re.compile(rf"(?<=quý)\s*{Q}", re.IGNORECASE)
MONTHS = re.compile(
    rf"(?:tháng|t)\s?(\d{{1,2}})(?!\d)((?:{SEPARATOR}(?:tháng\s*)?\d{{1,2}}(?![\d%]))*){OF_YEAR}?", re.IGNORECASE
)
MONTH_TAIL = re.compile(rf"{SEPARATOR}(?:tháng\s*)?(\d{{1,2}})")
MONTH_YEAR = re.compile(rf"(?<![\d/.])(\d{{1,2}})\s?/\s?{YEAR}(?!\d)")
HALF = re.compile(rf"(?:(?:6|06|sáu)\s*tháng\s*(đầu|cuối)|nửa\s*(đầu|cuối)|giữa)\s*năm(?:\s*{YEAR})?")
YEARS = re.compile(rf"(?<![\d/.-]){YEAR}(?:\s*(?:-|–|—|đến|và|,)\s*(?:năm\s*)?{YEAR})?(?![\d./]\d|\d)")
YEAR_AS_LIMIT = re.compile(
    r"(?:^|[;.,:(+–-]|\b(?:trong|đến|hết|cuối|đầu|trước|sau|từ|vào|và|giai đoạn|hoàn thành))\s*(?:năm\s*)?$"
)
LEGAL_DATE = re.compile(
    r"(?:/[A-ZĐ][\w&-]*|-[A-ZĐ]{2,}[\w/]*|số\s+\d[\w/.&-]*)\s*,?\s*"
    r"ngày\s+\d{1,2}(?:\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4}|\s+tháng\s+\d{1,2}\s+năm\s+\d{4})"
)


@dataclass(frozen=True, slots=True)
class Deadline:
    """`iso` is None for standing ones and for dates without a year; [start, end) is what was read of the text."""

    iso: str | None
    start: int
    end: int
    standing: bool = False
    guessed_year: bool = False


def parse_deadline(text: str, year: int | None = None) -> Deadline | None:
    """The deadline that a cell or phrase names; `year` completes "Quý IV", "trước ngày 15/9". None where it names none."""
    dated = [deadline for deadline in find_dates(text, year) if deadline.iso]
    dated = [deadline for deadline in dated if not _names_a_year(deadline, text)] or dated
    if dated:
        return max(dated, key=lambda deadline: end_of(deadline.iso or ""))
    words = fold(text)
    for phrase in standing():
        position = words.find(phrase)
        if position >= 0:
            return Deadline(None, position, position + len(phrase), standing=True)
    undated = list(find_dates(text, year))
    return undated[-1] if undated else None


def _names_a_year(deadline: Deadline, text: str) -> bool:
    """Whether the year belongs to a name ("Kế hoạch năm 2025 … trong tháng 4/2025") and limits nothing."""
    return len(deadline.iso or "") == 4 and not YEAR_AS_LIMIT.search(text[: deadline.start].lower())


def mended_quarters(text: str) -> str:
    """The text with quarters that recognition misread as printed: "Quý H/2026" → "Quý II/2026"; "Quý 2" stays."""
    return QUARTER_NAME.sub(_mended_quarter, text)


def _mended_quarter(match: re.Match[str]) -> str:
    name = match[1].lower()
    if name in ROMAN_QUARTER or name in "1234":
        return match[0]
    return match[0][: -len(match[1])] + ("I", "II", "III", "IV")[_quarter(name) - 1]


def find_dates(text: str, year: int | None = None) -> Iterator[Deadline]:
    """Every date or period of the text, longest reading first at each place; dates of cited documents are left out."""
    lowered = text.lower()
    if len(lowered) != len(text):  # a letter whose lower case is longer, such as İ
        lowered = text
    taken = [match.span() for match in LEGAL_DATE.finditer(text)]
    for pattern, read in _READERS:
        for match in pattern.finditer(lowered):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            iso, guessed = read(match, year)
            if iso is None and not guessed:
                continue
            taken.append(match.span())
            yield Deadline(iso, match.start(), match.end(), guessed_year=guessed)


def end_of(iso: str) -> tuple[int, int, int]:
    """(year, month, day) of the last day that the ISO-like deadline covers."""
    year = int(iso[:4])
    rest = iso[5:]
    if not rest:
        return (year, 12, 31)
    if rest.startswith("Q"):
        month = int(rest[1]) * 3
    elif len(rest) == 2:
        month = int(rest)
    else:
        return (year, int(rest[:2]), int(rest[3:]))
    return (year, month, monthrange(year, month)[1])


def iso_day(year: int, month: int, day: int) -> str | None:
    if not 1 <= month <= 12 or not 1 <= day <= monthrange(year, month)[1]:
        return None
    return f"{year:04d}-{month:02d}-{day:02d}"


_Read = tuple[str | None, bool]  # the ISO-like date, and whether its year was not printed


def _complete(printed: str | None, year: int | None) -> tuple[int | None, bool]:
    return (int(printed), False) if printed else (year, True)


def _day(match: re.Match[str], year: int | None) -> _Read:
    return iso_day(int(match[4]), int(match[3]), int(match[1])), False


def _day_words(match: re.Match[str], year: int | None) -> _Read:
    known, guessed = _complete(match[3], year)
    return (iso_day(known, int(match[2]), int(match[1])) if known else None), guessed


def _day_month(match: re.Match[str], year: int | None) -> _Read:
    return (iso_day(year, int(match[2]), int(match[1])) if year else None), True


def _quarters(match: re.Match[str], year: int | None) -> _Read:
    known, guessed = _complete(match[match.re.groups], year)
    names = [match[1] or match[2], *(tail[1] or tail[2] for tail in QUARTER_TAIL.finditer(match[3] or ""))]
    last = max(_quarter(name) for name in names)
    return (f"{known}-Q{last}" if known else None), guessed


def _quarter(name: str) -> int:
    """1-4, of a misread numeral by its strokes: 11 and H are two, IH three."""
    if name in "234":
        return int(name)
    return ROMAN_QUARTER.get(name) or (4 if name.endswith("v") else len(name.replace("h", "ii")))


def _months(match: re.Match[str], year: int | None) -> _Read:
    known, guessed = _complete(match[match.re.groups], year)
    months = [int(match[1]), *(int(tail[1]) for tail in MONTH_TAIL.finditer(match[2] or ""))]
    if not all(1 <= month <= 12 for month in months):
        return None, False
    return (f"{known}-{months[-1]:02d}" if known else None), guessed


def _month_year(match: re.Match[str], year: int | None) -> _Read:
    month = int(match[1])
    return (f"{match[2]}-{month:02d}" if 1 <= month <= 12 else None), False


def _half(match: re.Match[str], year: int | None) -> _Read:
    known, guessed = _complete(match[3], year)
    last_half = "cuối" in (match[1], match[2])
    return (f"{known}-{'12' if last_half else '06'}" if known else None), guessed


def _years(match: re.Match[str], year: int | None) -> _Read:
    return match[2] or match[1], False


_READERS = (
    (DAY_WORDS, _day_words),
    (DAY, _day),
    (HALF, _half),
    (QUARTERS, _quarters),
    (MONTHS, _months),
    (DAY_MONTH, _day_month),
    (MONTH_YEAR, _month_year),
    (YEARS, _years),
)
