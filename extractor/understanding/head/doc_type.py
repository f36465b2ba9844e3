"""Type of a document: the name in capitals above its subject, else what V/v, number or closing sentence say."""

from __future__ import annotations

import re
from functools import cache

from rapidfuzz import fuzz

from corpora.facts import tables
from extractor.understanding.head.lines import BODY_START, STATE, TO, Head
from extractor.understanding.words.letters import fold, is_capitals, squeeze
from extractor.understanding.words.lines import TextLine
from extractor.understanding.words.numbers import DocumentNumber
from models.record import Text

CLOSING = re.compile(
    r"Trên đây là\s+(?P<subject>(?P<type>Kế hoạch|Báo cáo|Chương trình(?: hành động)?|Hướng dẫn|Phương án|Đề án|Thông báo|Quy chế)\s[^;.\n]{5,220}?)(?=,\s+(?:đề nghị|yêu cầu|kính|Sở|UBND|Ủy ban|Bộ|các|giao|trong)|[;.])"
)


def find_type(zone: tuple[TextLine, ...]) -> tuple[int | None, str | None]:
    """The type's line and name. What a gazette prints above the state's name is its own heading."""
    state = next((line for line in zone if STATE.search(line.folded) and is_capitals(line.text)), None)
    columns = state is None or not state.in_left_half
    for index, line in enumerate(zone):
        if state is not None and line.page == state.page and line.bbox[1] < state.bbox[1]:
            continue
        if BODY_START.match(line.folded) and not is_capitals(line.text) and not TO.match(line.folded):
            break
        name = _type_of_line(line, columns)
        if name is not None:
            return index, name
    return None, None


@cache
def _type_names() -> tuple[tuple[str, str], ...]:
    """(folded, name), longest first; a plain "Văn bản" or "Công văn" is no heading of its own."""
    names = [(fold(kind.name), kind.name) for kind in tables.doc_types() if kind.name not in ("Văn bản", "Lệnh")]
    return tuple(sorted(names, key=lambda pair: -len(pair[0])))


def _type_of_line(line: TextLine, columns: bool) -> str | None:
    """The type that a line in capitals names; in a head of two columns, one of the left column names the issuer."""
    words = squeeze(re.sub(r"\([^()]*\)|[^\w ,]", " ", line.folded))
    if not is_capitals(line.text) or line.text.rstrip().endswith(":"):
        return None
    tight = words.replace(" ", "")
    for folded, name in _type_names():
        if words == folded or tight == folded.replace(" ", "") or words.startswith(folded + " cua "):
            return name
    if columns and line.in_left_half and len(words) < 60 and line.bbox[2] < 0.55 * line.width and line.width > 400:
        return None
    for folded, name in _type_names():
        if words.startswith(folded + " ") and folded not in ("luat", "danh muc", "du an", "hop dong", "hien phap"):
            return name
    for folded, name in _type_names():
        if len(folded) > 6 and abs(len(words) - len(folded)) <= 2 and fuzz.ratio(words, folded) >= 86:
            return name
    return None


def read_type(head: Head, number: DocumentNumber | None, symbol: Text | None) -> Text | None:
    if head.type_at is not None and head.type_name:
        line = head.lines[head.type_at]
        return head.value(head.type_name, line, line, 0.97)
    if number is None and head.about_at is None and head.to_at is not None and head.date_at is not None:
        line = head.lines[head.to_at]
        return head.proof("Công văn", line.start, line.start + 1, 0.7)
    if head.about_at is not None and (number is None or number.kind in ("letter", "old") or number.type_code == "CV"):
        line = head.lines[head.about_at]
        return head.proof("Công văn", line.start, line.start + 3, 0.95)
    if number is None or symbol is None:
        return None
    if number.kind == "letter" or number.type_code == "CV":
        return symbol.model_copy(update={"value": "Công văn", "confidence": min(symbol.confidence, 0.93)})
    name = next((kind.name for kind in tables.doc_types() if kind.code == number.type_code), None)
    return symbol.model_copy(update={"value": name, "confidence": min(symbol.confidence, 0.85)}) if name else None


def from_closing(head: Head) -> tuple[Text | None, Text | None]:
    """Type and subject of a document without head, from "Trên đây là Kế hoạch …"; doubtful, since not the head's words."""
    match = CLOSING.search(head.document.text)
    if match is None:
        return None, None
    kind = head.proof(match["type"], match.start("type"), match.end("type"), 0.7)
    return kind, head.proof(squeeze(match["subject"]), match.start("subject"), match.end("subject"), 0.6)
