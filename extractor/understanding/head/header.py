"""The head of a document: number, place and date, issuer, type, subject, addressees, urgency.

Layout and language together: the head is the part of the first page above the first sentence of the body; its left half
names the issuer, its right half the state and the date. What is cut away stays null and is never taken from the body.
"""

from __future__ import annotations

from extractor.document import Document
from extractor.understanding.head.date import date_match, find_date, read_date, whole_dates
from extractor.understanding.head.doc_type import find_type, from_closing, read_type
from extractor.understanding.head.issuers import read_bodies
from extractor.understanding.head.lines import ABOUT, BODY_START, HEAD_LINES, TO, Head, urgency_of
from extractor.understanding.head.number import find_number, read_number
from extractor.understanding.head.recipients import read_recipients
from extractor.understanding.head.subject import find_about, read_subject
from extractor.understanding.words.lines import TextLine
from models.record import Header, RecordWarning, Text


def read_header(document: Document, lines: tuple[TextLine, ...]) -> tuple[Header, list[RecordWarning], Head]:
    """The head fields of the record, warnings, and the head zone; sign-off fields are added by `signoff`."""
    head = find_head(document, lines)
    number, symbol, parsed = read_number(head)
    date, place = read_date(head)
    parent, issuer = read_bodies(head, parsed, symbol)
    kind = read_type(head, parsed, symbol)
    subject = read_subject(head)
    if kind is None and subject is None and number is None and head.to_at is None:
        kind, subject = from_closing(head)
    header = Header(
        document_number=number,
        symbol=symbol,
        issue_date=date,
        place=place,
        issuing_body=issuer,
        parent_body=parent,
        doc_type=kind,
        subject=subject,
        recipients=read_recipients(head),
        urgency=_urgency(head),
    )
    return header, head.warnings, head


def find_head(document: Document, lines: tuple[TextLine, ...]) -> Head:
    """The head zone of the first page and its anchors."""
    lines = whole_dates(document, lines)
    first_page = [line for line in lines if line.page == (lines[0].page if lines else 1)]
    zone = tuple(first_page[:HEAD_LINES])
    to_at = next((index for index, line in enumerate(zone) if TO.match(line.folded)), None)
    type_at, type_name = find_type(zone)
    limit = _body_limit(zone, to_at, type_at)
    number_at = find_number(zone[:limit])
    date_at = find_date(zone, limit)
    about_at = find_about(zone, number_at, limit, type_at)
    return Head(document, zone, lines, number_at, date_at, type_at, type_name, to_at, about_at)


def _body_limit(zone: tuple[TextLine, ...], to_at: int | None, type_at: int | None) -> int:
    """Index of the first line that surely belongs to the body."""
    for index, line in enumerate(zone):
        if to_at is not None and index >= to_at:
            return to_at
        if BODY_START.match(line.folded) and not date_match(line) and not ABOUT.match(line.folded):
            return index
        if type_at is not None and index > type_at + 12:
            return index
    return len(zone)


def _urgency(head: Head) -> Text | None:
    for line in head.lines:
        value = urgency_of(line)
        if value:
            return head.value(value, line, line, 0.9)
    return None
