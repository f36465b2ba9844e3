"""The lines of a head zone, the anchors found in it, and what several of its readers look for."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from extractor.document import Document
from extractor.understanding.confidence import reading_of
from extractor.understanding.words.letters import is_capitals
from extractor.understanding.words.lines import TextLine
from models.record import RecordWarning, Text

HEAD_LINES = 40  # no head is longer, a stamp of receipt and a long V/v included
STATE = re.compile(r"c\wng h\w\w x\w h\w+ ch\w ngh\w+ v\w+t nam|cong hoa xa hoi")
MOTTO = re.compile(r"[dp]\wc l\wp\s*-?\s*t\w+ do\s*-?\s*h\w+ p\w+c|doc lap - tu do")
PARTY = re.compile(r"dang cong san viet nam")
ABOUT = re.compile(r"^\W{0,2}(?:(?:v\s?/\s?v|v\s?/v)\s*[:.]?|ve\s?:)\s*")
TO = re.compile(r"^\W{0,3}k[ií]n\S{0,2}\s+g\w{1,3}i\b\s*[:.;]?\s*")
BODY_START = re.compile(
    r"""^\W{0,3}(?:can\ cu\b|xet\b|theo\ de\ nghi|thuc\ hien\b|trien\ khai\ (?:thuc\ hien\ )?(?:nghi|quyet|ke|chi|cong|thong)|dieu\ 1\b|chuong\ i\b|phan\ (?:i|thu)\b|ngay\ \d|de\ (?:thuc\ hien|trien\ khai)
       |i[.)]\s|a[.)]\s|1[.)]\s|-\ can\ cu|kinh\ gui|nham\b|(?:trong\ )?thoi\ gian\ (?:vua\ )?qua|(?:trong\ )?nhung\ nam\ qua|trong\ thoi\ gian|hoi\ dong\ nhan\ dan.*khoa|chuc\ nang)""",
    re.VERBOSE,
)
STAMP = re.compile(
    r"^\W*(?:cong van den|den\b|so den|ngay den|chuyen\s*:|so:? *\d+ *$|ngay\s*:\s*\d{1,2}\W+\d{1,2}\W+\d{2,4}\W*$|ky boi|ky ngay|nguoi ky|co quan:|thoi gian ky|email:)"
)
SKIP = re.compile(r"^\W*(?:du thao|mau so|mau \d|phu luc|ban sao|sao y|cong bao|trang|page)\b")
URGENCY = {"hoa toc hen gio": "Hỏa tốc hẹn giờ", "hoa toc": "Hỏa tốc", "thuong khan": "Thượng khẩn", "khan": "Khẩn"}


@dataclass(frozen=True, slots=True)
class Head:
    """Lines of the head zone with the anchors found in it (indices into `lines`, None where missing)."""

    document: Document
    lines: tuple[TextLine, ...]
    all_lines: tuple[TextLine, ...]
    number_at: int | None = None
    date_at: int | None = None
    type_at: int | None = None
    type_name: str | None = None
    to_at: int | None = None
    about_at: int | None = None
    warnings: list[RecordWarning] = field(default_factory=list)

    def value(self, value: str, first: TextLine, last: TextLine, prior: float) -> Text:
        return self.proof(value, first.start, last.end, prior)

    def proof(self, value: str, start: int, end: int, prior: float) -> Text:
        """Confidence is the rule's prior times how well the words were read."""
        return self.document.value(value, start, end, prior * reading_of(self.document, start, end))


def urgency_of(line: TextLine) -> str | None:
    """HỎA TỐC, THƯỢNG KHẨN or KHẨN as a line of its own."""
    return URGENCY.get(re.sub(r"[^a-z ]", "", line.folded).strip()) if is_capitals(line.text) else None
