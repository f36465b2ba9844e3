"""Place and date of a document: the line "Hà Nội, ngày … tháng … năm …" of its head."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from corpora.facts import tables
from extractor.document import Document, union
from extractor.understanding.confidence import is_damaged
from extractor.understanding.head.lines import HEAD_LINES, Head
from extractor.understanding.words.bodies import mend, proper
from extractor.understanding.words.dates import date_at, iso_date
from extractor.understanding.words.letters import fold, is_capitals, squeeze
from extractor.understanding.words.lines import TextLine
from extractor.understanding.words.numbers import find_numbers
from models.record import RecordWarning, Text

DATE_LINE = re.compile(
    r"""(?P<place>[a-z][a-z .,'-]{1,45}?)\s*[,.;]?\s*
        (?:ngay|ngdy|nagy)[\s._…]*(?:(?P<day>\d{1,2}|\d\s\d)(?![\w]))?(?P<junk>\S{0,5}?)[\s._…]*
        (?:th\wng[\s._…]*(?:(?P<month>\d{1,2}|\d\s\d)(?!\w))?(?P<junk2>\S{0,4}?)[\s._…]*n\wm[\s._…]*(?P<year>\d{4}|\d\s?\d\s?\d\s?\d)?
          |[/.-]\s*(?P<month2>\d{1,2})\s*[/.-]\s*(?P<year2>\d{4}))""",
    re.VERBOSE,
)
SPLIT_DATE = re.compile(
    r"(?P<place>[a-z][a-z .-]{1,30}),\s*ngay$"
)  # "tháng" and "năm" of a draft stand apart on the row
OLD_PARTY_DATE = re.compile(r"(?P<place>[a-z][a-z .-]{1,30}),\s*(?P<day>\d{1,2})-(?P<month>\d{1,2})-(?P<year>\d{4})$")
DATE_BEGUN = re.compile(r"^[a-z][a-z .,'-]{1,45},\s*ngay[\s\d._…]*(?:thang[\s\d._…]*)?$")
MEETING = re.compile(r"\W{0,3}(?:hom nay|vao hoi|vao luc|hoi \d|luc \d|thoi gian|[\w ]{0,20}ngay \d)")
DAY = re.compile(r"(?:\bngay\s+)?\b\d{1,2}\s*(?:thang\s|[/.-]\s?\d{1,2}\s?[/.-])")
LEADS_TO_DATE = re.compile(r"\b(?:ke tu|truoc|tu|den|so|sau|vao|trong|la|hoi|cua|ban hanh|theo|tinh den)$")


def whole_dates(document: Document, lines: Sequence[TextLine]) -> tuple[TextLine, ...]:
    """The lines; a place and date that a long place breaks over two lines is one."""
    whole: list[TextLine] = []
    for line in lines:
        before = whole[-1] if whole else None
        if before and DATE_BEGUN.search(before.folded) and re.match(r"(?:thang|nam)\b", line.folded):
            text = document.text[before.start : line.end].replace("\n", " ")
            bbox = union((before.bbox, line.bbox))
            whole[-1] = replace(before, text=text, folded=fold(text), end=line.end, bbox=bbox)
        else:
            whole.append(line)
    return tuple(whole)


def find_date(zone: tuple[TextLine, ...], limit: int) -> int | None:
    """The place and date: before the body in reading order, or above it on the page (a right column that is read later)."""
    bottom = zone[limit].bbox[1] if limit < len(zone) else 0.0
    for index, line in enumerate(zone):
        if (index < limit or line.bbox[1] < bottom - 2) and date_match(line) is not None:
            return index
    return None


def date_match(line: TextLine) -> re.Match[str] | None:
    """The place and date of a head; a sentence that merely begins with words and a date has more behind it."""
    numbers = list(find_numbers(line.text[:40]))
    start = numbers[0].end if numbers else len(line.folded) - len(line.folded.lstrip(" .*_-"))
    match = DATE_LINE.match(line.folded, start + len(line.folded[start:]) - len(line.folded[start:].lstrip()))
    if match:
        behind = line.folded[match.end() :].strip(" .*/")
        place = squeeze(match["place"])
        printed = line.text[match.start("place") : match.end("place")].strip()
        leads_on = LEADS_TO_DATE.search(place) and printed.split()[-1].islower()  # Đức Trọng is a place
        if len(behind) <= 3 and len(place.split()) <= 7 and printed[:1].isupper() and not leads_on:
            return match
    return OLD_PARTY_DATE.search(line.folded) or SPLIT_DATE.match(line.folded.strip())


def read_date(head: Head) -> tuple[Text | None, Text | None]:
    if head.date_at is None:
        return _meeting_date(head), None
    line = head.lines[head.date_at]
    match = date_match(line)
    assert match is not None
    parts = match.groupdict()
    start, end = line.start + match.start(), line.start + match.end()
    month, year = parts.get("month") or parts.get("month2"), parts.get("year") or parts.get("year2")
    clean = not (parts.get("junk") or parts.get("junk2"))
    iso = iso_date(parts["day"] or "", month, year) if clean and parts.get("day") and month and year else None
    date = None
    if iso:
        sure = head.document.word_confidence(line.start + match.end("place"), end)
        date = head.document.value(iso, line.start + match.end("place"), end, 0.97 * sure)
        date = date.model_copy(update={"raw": date.raw.lstrip(" ,.")})
    else:
        head.warnings.append(
            RecordWarning(
                code="missing_date",
                message="Ngày ban hành để trống hoặc không đọc được; hãy xem ảnh trang và bổ sung ngày.",
                page=line.page,
            )
        )
    return date, _place(head, line, start, match)


def _meeting_date(head: Head) -> Text | None:
    """Minutes are dated by their first sentence: "Hôm nay, hồi 8 giờ, ngày 17 tháng 6 năm 2019, tại …"."""
    if head.type_name != "Biên bản":
        return None
    for line in head.all_lines[:HEAD_LINES]:
        begun = MEETING.match(line.folded)
        block = head.document.blocks[line.block]
        words = fold(head.document.text[line.start : min(block.end, line.start + 200)])
        day = DAY.search(words) if begun else None
        found = date_at(words, day.start()) if day else None
        if found:
            return head.proof(found.iso, line.start + found.start, line.start + found.end, 0.85)
    return None


def _place(head: Head, line: TextLine, start: int, match: re.Match[str]) -> Text | None:
    text = line.text[match.start("place") : match.end("place")]
    text = _behind_number(text)
    text = re.sub(r"^.*(?:NAM|Nam\b.*phúc|Phúc)\s+", "", text) if len(text) > 25 else text
    text = squeeze(text).strip(" ,.;-")
    if not text:
        return None
    begin = line.text.rfind(text[:6], 0, match.end("place"))
    begin = line.start + max(begin, 0)
    value = proper(text) if is_capitals(text) else text
    value = mend(value) if is_damaged(head.document, line.page) else value
    known = next((row.name for row in tables.provinces() if fold(row.name) == fold(value)), None)
    return head.proof(known or value, begin, line.start + match.end("place"), 0.98 if known else 0.9)


def _behind_number(text: str) -> str:
    """The part behind a number that stands on the same line."""
    found = list(find_numbers(text))
    return text[found[-1].end :] if found else text
