"""Laws and resolutions of the National Assembly bear no date in the head: the last sentence says when they were passed."""

from __future__ import annotations

import re

from extractor.document import Document
from extractor.understanding.words.dates import date_at
from extractor.understanding.words.letters import fold
from models.record import Header

PASSED = re.compile(r"\bduoc (?:quoc hoi|uy ban thuong vu quoc hoi)\b[^.;]{0,160}?\bthong qua\s+(?=ngay\b)")


def with_adoption(document: Document, header: Header) -> Header:
    """The header dated by the day on which the assembly passed the document, where the head gives no date."""
    if header.issue_date is not None or not _of_assembly(header):
        return header
    folded = fold(document.text)
    passed = next(PASSED.finditer(folded), None)
    date = date_at(folded, passed.end()) if passed else None
    if passed is None or date is None or date.iso is None:
        return header
    return header.model_copy(update={"issue_date": document.value(date.iso, passed.end(), date.end, 0.93)})


def _of_assembly(header: Header) -> bool:
    return header.issuing_body is not None and "quoc hoi" in fold(header.issuing_body.value)
