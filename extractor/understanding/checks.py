"""spaCy component "checks": contradictions inside one document that a person should look at."""

from __future__ import annotations

from datetime import date

from spacy.language import Language
from spacy.tokens import Doc

from corpora.facts import tables
from extractor.understanding.words.numbers import parse_number
from models.record import Citation, Header, RecordWarning, Signature

SIGNING_DAYS = 45  # a digital signature is set within days of the printed date; more is a doubt


@Language.component("checks", assigns=["doc._.warnings"], requires=["doc._.header", "doc._.citations"])
def checks_component(doc: Doc) -> Doc:
    """Adds warnings; changes no value."""
    header: Header = doc._.header
    found = [*number_checks(header), *basis_checks(header, doc._.citations), *signing_checks(header, doc._.signatures)]
    doc._.warnings = [*doc._.warnings, *found]
    return doc


def number_checks(header: Header) -> list[RecordWarning]:
    """The number against the date and the type of its own head."""
    number = parse_number(header.document_number.value) if header.document_number else None
    if number is None or header.document_number is None:
        return []
    page, found = header.document_number.page, []
    if number.year and header.issue_date and header.issue_date.value[:4] != number.year:
        message = (
            f"Năm trong số “{number.value}” không khớp với ngày ban hành {header.issue_date.value}; hãy kiểm tra lại."
        )
        found.append(RecordWarning(code="year_conflict", message=message, page=page))
    codes = {kind.code for kind in tables.doc_types() if header.doc_type and kind.name == header.doc_type.value}
    twins = number.kind == "party" and number.type_code in ("QĐ", "TT")
    if number.type_code and codes - {"", "CV"} and number.type_code not in codes and not twins:
        message = f"Tên loại “{header.doc_type.value if header.doc_type else ''}” không khớp với số “{number.value}”; hãy kiểm tra lại."
        found.append(RecordWarning(code="type_conflict", message=message, page=page))
    return found


def basis_checks(header: Header, citations: list[Citation]) -> list[RecordWarning]:
    """A legal basis that is dated after the document itself."""
    if header.issue_date is None or header.issue_date.confidence <= 0.5:
        return []
    late = [one for one in citations if one.role == "legal_basis" and one.date and one.date > header.issue_date.value]
    return [
        RecordWarning(
            code="basis_after_date",
            message=f"Căn cứ {one.number or one.title} ghi ngày {one.date}, sau ngày ban hành văn bản; hãy kiểm tra lại.",
            page=one.page,
        )
        for one in late
    ]


def signing_checks(header: Header, signatures: list[Signature]) -> list[RecordWarning]:
    """The printed date against the time of the first digital signature."""
    times = sorted(signature.time for signature in signatures if signature.time)
    if not times or header.issue_date is None or header.issue_date.confidence <= 0.5:
        return []
    gap = date.fromisoformat(times[0][:10]) - date.fromisoformat(header.issue_date.value)
    if abs(gap.days) <= SIGNING_DAYS:
        return []
    message = f"Ngày ban hành {header.issue_date.value} cách xa thời điểm ký số {times[0][:10]}; hãy kiểm tra lại."
    return [RecordWarning(code="signing_date", message=message, page=header.issue_date.page)]
