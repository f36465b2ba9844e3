"""spaCy components "header" and "signatures": `doc._.header`, `doc._.signatures` and the warnings about them."""

from spacy.language import Language
from spacy.tokens import Doc

from extractor.document import Document
from extractor.understanding.head.adoption import with_adoption
from extractor.understanding.head.consolidated import with_certificate
from extractor.understanding.head.header import read_header
from extractor.understanding.head.lines import Head
from extractor.understanding.tail.signatures import read_signatures
from extractor.understanding.tail.signoff import read_signoff
from extractor.understanding.words.lines import text_lines
from models.record import Header, RecordWarning, Signature


@Language.component(
    "header", assigns=["doc._.header", "doc._.lines", "doc._.own_number", "doc._.warnings"], requires=["doc._.document"]
)
def header_component(doc: Doc) -> Doc:
    """Head and sign-off together make the Header."""
    doc._.lines = text_lines(doc._.document)
    header, warnings, head = read_header(doc._.document, doc._.lines)
    doc._.own_number = _number_line(head)
    signed = read_signoff(doc._.document, doc._.lines)
    header = with_certificate(doc._.document, doc._.lines, header)
    header = with_adoption(doc._.document, header)
    doc._.header = header.model_copy(
        update={
            "signer_name": signed.name,
            "signer_title": signed.title,
            "signing_authority": signed.authority,
            "co_signers": list(signed.others),
            "distribution": list(signed.distribution),
        }
    )
    doc._.warnings = [*doc._.warnings, *warnings]
    return doc


def _number_line(head: Head) -> tuple[int, int]:
    """Offsets of the line with the document's own number; (0, 0) where there is none."""
    if head.number_at is None:
        return (0, 0)
    line = head.lines[head.number_at]
    return (line.start, line.end)


@Language.component("signatures", assigns=["doc._.signatures", "doc._.header"], requires=["doc._.header"])
def signatures_component(doc: Doc) -> Doc:
    """Digital signatures; the time of the first one stands in for an issue date that the head does not give."""
    doc._.signatures = read_signatures(doc._.document)
    header: Header = doc._.header
    if header.issue_date is None and doc._.signatures:
        doc._.header, warning = _dated_by_signature(doc._.document, header, doc._.signatures)
        doc._.warnings = [*doc._.warnings, *warning]
    return doc


def _dated_by_signature(
    document: Document, header: Header, signatures: list[Signature]
) -> tuple[Header, list[RecordWarning]]:
    timed = [signature for signature in signatures if signature.time]
    if not timed:
        return header, []
    first = min(timed, key=lambda signature: signature.time or "")
    at = document.text.find(first.time or "-")
    start = at if at >= 0 else 0
    value = document.value((first.time or "")[:10], start, start, 0.4)
    value = value.model_copy(update={"raw": first.raw or first.time or "", "page": first.page, "bbox": first.bbox})
    warning = RecordWarning(
        code="date_from_signature",
        message="Ngày ban hành được lấy theo thời điểm ký số vì văn bản không ghi hoặc không đọc được; hãy kiểm tra lại.",
        page=first.page,
    )
    return header.model_copy(update={"issue_date": value}), [warning]
