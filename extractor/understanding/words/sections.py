"""Where in a document a paragraph stands: its headings, whether they report results or set goals, the deadline they give."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from corpora.facts.table_words import contains, fold
from extractor.document import Block, Document
from extractor.understanding.words.deadlines import find_dates

Zone = Literal["targets", "goals", "results"]

PART = re.compile(r"(?:PHẦN|Phần)\s+(?:[IVX]+|\d+|thứ\s+\w+)\b")
APPENDIX = re.compile(r"(?:PHỤ LỤC|Phụ lục)\b(?:\s+(?:[IVX]+|\d+))?\s*$")
TAIL = re.compile(r"(?:Nơi nhận|NƠI NHẬN)\s*:")
CHAPTER = re.compile(r"(?:CHƯƠNG|Chương|MỤC|Mục)\s+(?:[IVX]+|\d+)\b")
ARTICLE = re.compile(r"Điều\s+\d+[a-zđ]?[.:]\s+[^.;:]{2,60}$")  # a longer one is what the article says
ROMAN = re.compile(r"[IVX]{1,6}(?:[.)/]|\s?[-–])\s")
LETTER = re.compile(r"[A-ZĐ][.)]\s")
ARABIC = re.compile(r"\d{1,2}[.)]\s")
DECIMAL = re.compile(r"\d{1,2}(?:\.\d{1,2})+\.?\s")
POINT = re.compile(r"[a-zđ][.)]\s")
RANKS = (
    (PART, 0),
    (APPENDIX, 0),
    (TAIL, 0),
    (CHAPTER, 1),
    (ARTICLE, 2),
    (LETTER, 2),
    (ROMAN, 2),
    (DECIMAL, 4),
    (ARABIC, 3),
    (POINT, 5),
)
MOST_HEADING = 220  # characters
REPORTS = re.compile(r"(?:kết quả|đánh giá|tình hình|sơ kết|tổng kết)\b.{0,40}?\bthực hiện\b.{0,60}?\b(?:mục|chỉ) tiêu")
LIST_ITEM = re.compile(r"\s*(?:[-–+•*]\s|\(?\d{1,2}[.)]\s|[a-zđ]\)\s)")
INTRO = 6  # rank of a line such as "Phấn đấu đạt các chỉ tiêu sau:", which heads the list below it
SHORT = 12  # words: a numbered line that long and closed by a stop is an item, not a heading
SENTENCE_END = re.compile(r"[.;]$")
CLOSING = re.compile(r"Trên đây là[^.]{0,300}?\b(?:Kế hoạch|Chương trình|Đề án)\b[^.]{0,300}?năm\s+(20\d\d)")
YEAR_IN_TITLE = re.compile(r"(?:năm\s+(20\d\d)(?:\s*[-–]\s*(20\d\d))?|(20\d\d)\s*[-–]\s*(20\d\d))", re.IGNORECASE)
SIGNED = re.compile(r"ngày\s+\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+20\d\d", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Heading:
    rank: int
    text: str
    zone: Zone | None
    deadline: str | None


@dataclass(frozen=True, slots=True)
class Placed:
    """A paragraph with what its headings say. `is_heading`: it is itself one."""

    block: Block
    text: str
    zone: Zone | None
    deadline: str | None
    is_heading: bool


def placed_paragraphs(document: Document, spans: Sequence[tuple[int, int]]) -> Iterable[Placed]:
    """Paragraphs outside tables, in order, each with the zone and deadline of the nearest heading that names one."""
    stack: list[Heading] = []
    inside = _Inside(spans)
    for block in document.blocks:
        if block.kind != "paragraph" or inside(block.start, block.end):
            continue
        text = document.text[block.start : block.end]
        heading = heading_of(text)
        if heading is not None:
            while stack and stack[-1].rank >= heading.rank:
                stack.pop()
            stack.append(heading)
        elif _is_capitals(text) and stack and stack[-1].rank == 0:
            part = stack.pop()
            joined = f"{part.text} {text}"
            stack.append(Heading(part.rank, joined, zone_of(joined), heading_deadline(joined)))
        elif not LIST_ITEM.match(text):
            while stack and stack[-1].rank >= INTRO:
                stack.pop()
            if text.rstrip().endswith(":") and len(text) <= MOST_HEADING and _opens_list(text):
                stack.append(Heading(INTRO, text, zone_of(text), heading_deadline(text)))
        zone = next((item.zone for item in reversed(stack) if item.zone), None)
        deadline = next((item.deadline for item in reversed(stack) if item.deadline), None)
        yield Placed(block, text, zone, deadline, heading is not None)


class _Inside:
    """Whether a range touches one of the sorted spans; ranges are asked for in rising order or not, spans are few."""

    def __init__(self, spans: Sequence[tuple[int, int]]) -> None:
        self.marked = [(start, end) for start, end in sorted(spans) if end > start]

    def __call__(self, start: int, end: int) -> bool:
        index = bisect_left(self.marked, (end, end))
        return any(s < end and start < e for s, e in self.marked[max(index - 3, 0) : index])


def heading_of(text: str) -> Heading | None:
    """The heading that the paragraph is or begins with: numbered, short, without the end of a sentence."""
    rank = next((rank for pattern, rank in RANKS if pattern.match(text)), None)
    if rank is None:
        return None
    head = text.strip()
    if rank >= 3 and (len(head) > MOST_HEADING or "%" in head or (SENTENCE_END.search(head) and _is_item(head))):
        return None
    head = head[:MOST_HEADING]
    return Heading(rank, head, zone_of(head), heading_deadline(head))


def _opens_list(text: str) -> bool:
    return bool(re.search(r"(?:chỉ tiêu|mục tiêu|nhiệm vụ|phấn đấu|nội dung|kết quả)", fold(text)))


def _is_item(text: str) -> bool:
    """A numbered line closed by a stop: an item if it is long or counts something."""
    return len(text.split()) > SHORT or bool(re.search(r"\s\d{1,3}(?:[.,]\d+)*\s+[^\W\d_]", text))


def zone_of(heading: str) -> Zone | None:
    """Results if the heading reports, targets if it names them, goals if it plans; None where it says neither."""
    words = fold(heading)
    if REPORTS.search(words):
        return "results"
    if _is_capitals(heading) and re.search(
        r"\b(?:chi tieu phan dau|muc tieu|cac chi tieu|chi tieu cu the)\b", plain(words)
    ):
        return "targets"
    if re.search(r"(?:mục tiêu|chỉ tiêu)", words) and not re.search(
        r"kết quả|đánh giá|thực hiện (?:các )?(?:mục|chỉ) tiêu", words
    ):
        return "targets"
    if contains("target_heading").search(words) and not re.search(r"kết quả|đánh giá|tình hình thực hiện", words):
        return "goals"
    if contains("results_heading").search(words):
        return "results"
    return None


def heading_deadline(heading: str) -> str | None:
    """The date that a heading such as "1. Đến năm 2030" sets for all under it."""
    dates = [date.iso for date in find_dates(heading) if date.iso]
    return dates[-1] if dates else None


def plan_year(document: Document) -> str | None:
    """The year that the title of a plan names ("Kế hoạch … năm 2025"), else its closing sentence; None for other documents."""
    title: list[str] = []
    for block in document.blocks[:40]:
        text = document.text[block.start : block.end]
        if title and (len(title) > 5 or re.match(r"(?:Căn cứ|Thực hiện|[IVX]+\.|1\.|Kính gửi)", text)):
            break
        if title or re.match(r"(?:KẾ HOẠCH|CHƯƠNG TRÌNH|ĐỀ ÁN|CHỈ THỊ)\b", text.strip()):
            title.append(text)
    years = list(YEAR_IN_TITLE.finditer(SIGNED.sub(" ", " ".join(title))))
    if years:
        return next(group for group in reversed(years[-1].groups()) if group)
    closing = CLOSING.search(document.text)
    return closing[1] if closing else None


def plain(text: str) -> str:
    """Without diacritics, which capitals of scanned headings lose."""
    marks = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(char for char in marks if not unicodedata.combining(char))


def _is_capitals(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    return len(letters) > 3 and sum(char.isupper() for char in letters) > 0.8 * len(letters)
