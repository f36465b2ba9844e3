"""Consolidated texts (văn bản hợp nhất): their own number, date and issuer stand at the end, where the text is certified."""

from __future__ import annotations

import re

from extractor.document import Document
from extractor.understanding.head.header import read_header
from extractor.understanding.head.number import NUMBER_LINE
from extractor.understanding.words.letters import is_capitals
from extractor.understanding.words.lines import TextLine
from models.record import Header

CERTIFIED = re.compile(r"^\W*xac (?:thuc|nhan) van ban hop nhat\W*$")
LINES_ABOVE, LINES_BELOW = 6, 4  # of the certifying line: issuer and number, place and date
OWN = ("document_number", "symbol", "issue_date", "place", "issuing_body", "parent_body")


def with_certificate(document: Document, lines: tuple[TextLine, ...], header: Header) -> Header:
    """The header with the certified number, date and issuer of a consolidated text; any other header as it is."""
    at = next((index for index in range(len(lines) - 1, -1, -1) if CERTIFIED.match(lines[index].folded)), None)
    if at is None:
        return header
    end, _, _ = read_header(document, lines[_first_above(lines, at) : at + LINES_BELOW])
    if end.document_number is None and end.symbol is None:
        return header
    kind = document.value("Văn bản hợp nhất", lines[at].start, lines[at].end, 0.95)
    return header.model_copy(update={"doc_type": kind, **{name: getattr(end, name) for name in OWN}})


def _first_above(lines: tuple[TextLine, ...], at: int) -> int:
    """Index of the first of the lines in capitals, or with the number, right above line `at`."""
    first = at
    while first > max(at - LINES_ABOVE, 0):
        line = lines[first - 1]
        if line.page != lines[at].page or not (is_capitals(line.text) or NUMBER_LINE.match(line.folded)):
            break
        first -= 1
    return first
