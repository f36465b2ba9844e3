"""Problems in the legal basis of a draft, each with its place and what to write instead.

`check` takes a file; `check_from` is the same on plain data; `corrected_docx` writes sure corrections into the DOCX and
marks each with a comment.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from datetime import date as Date

from docx import Document
from docx.text.paragraph import Paragraph as DocxParagraph
from sqlmodel import Session

from api.services.check_draft import checks
from api.services.check_draft.model import CODES, BasisItem, DraftReport, Finding, Paragraph, Place
from api.services.check_draft.reading import basis_items, docx_paragraphs, located, record_paragraphs
from api.services.check_draft.recognising import Draft, Match, match
from api.services.legal_basis import knowledge
from api.services.legal_basis.bodies import body
from api.services.legal_basis.model import Knowledge
from extractor.context import Context
from extractor.pipeline import extract
from models.errors import InputError
from models.record import Record

AUTHOR, INITIALS = "Căn Cứ", "CC"
LOCAL = re.compile(r"[/-](?:UBND|HĐND|TU|ĐU|BCĐ|BCSĐ|HU|S[A-ZĐ][\w&]*)\b")
SEVERITY_NAMES = {"error": "Sai", "warning": "Cần xem lại", "info": "Lưu ý"}


def check(
    session: Session,
    data: bytes,
    file_name: str,
    context: Context,
    date: Date | str | None = None,
    record: Record | None = None,
) -> DraftReport:
    """Problems of a draft's legal basis. `date`: the day for which effect is looked at, else the draft's own or today.

    `record`: what the extractor read, where that is known. Raises InputError and SetupError as the extractor does."""
    read = record or extract(data, file_name, context)
    subject = read.header.subject.value if read.header.subject else ""
    paragraphs = docx_paragraphs(data) if is_docx(data) else []
    day = draft_day(read, date, context.today)
    return check_from(knowledge(session, subject), read, paragraphs or record_paragraphs(read), day)


def check_from(known: Knowledge, record: Record, paragraphs: Sequence[Paragraph], day: Date) -> DraftReport:
    """Problems of a draft on plain data; the same input gives the same report."""
    draft = draft_of(record, day)
    items = basis_items(located(paragraphs, record))
    findings = sorted(_findings(known, items, draft), key=lambda item: (item.place.line or 999, _weight(item)))
    return DraftReport(
        tuple(items), tuple(findings), day.isoformat(), draft.doc_type, draft.issuer.name or None,
        known.registry.facts_date,
    )  # fmt: skip


def _findings(known: Knowledge, items: list[BasisItem], draft: Draft) -> Iterator[Finding]:
    if not items:
        needed = draft.doc_type in ("Quyết định", "Nghị quyết")
        yield Finding(
            "no_basis", "warning" if needed else "info", "Không tìm thấy phần căn cứ (các dòng bắt đầu bằng “Căn cứ …”).",
            Place(1, None, "", None, None),
        )  # fmt: skip
        return
    matches = [Match(item, None) if item.closing else match(known, item, draft) for item in items]
    for found in matches:
        if found.item.closing:
            continue
        yield from checks.wrong_fields(found, known)
        yield from checks.effect(found, known, draft)
        if found.document is None:
            yield from checks.unknown_type(found.item)
            yield from _unknown(found)
    yield from checks.duplicates(matches)
    yield from checks.wrong_order(matches, draft)
    yield from checks.wrong_punctuation(items, draft)
    documents = [found for found in matches if not found.item.closing]
    yield from checks.wording(documents, draft)
    yield from checks.missing(documents, known, draft)


def _unknown(found: Match) -> Iterator[Finding]:
    item = found.item
    if (item.number is None and item.doc_type is None) or LOCAL.search(item.number or ""):
        return  # the registry holds central documents: that a local one is not there says nothing
    message = f"Chưa có dữ liệu về {item.doc_type or 'văn bản'} {item.number or item.title or ''}".strip()
    yield checks.finding("unknown_document", "info", item, f"{message}; cần đối chiếu số, ngày và hiệu lực.")


def _weight(item: Finding) -> int:
    return ("error", "warning", "info").index(item.severity)


def draft_of(record: Record, day: Date) -> Draft:
    """The draft's head as the checks need it."""
    header = record.header
    issuer = header.issuing_body.value if header.issuing_body else ""
    parent = header.parent_body.value if header.parent_body else None
    place = body(issuer).place or (body(parent).place if parent else None)
    place = place or (header.place.value if header.place else None)
    return Draft(
        header.subject.value if header.subject else "", body(issuer, place),
        header.doc_type.value if header.doc_type else "Kế hoạch", day,
    )  # fmt: skip


def draft_day(record: Record, date: Date | str | None, today: Date) -> Date:
    """The day asked for, else the one printed in the draft, else today."""
    if date:
        return Date.fromisoformat(date) if isinstance(date, str) else date
    printed = record.header.issue_date.value if record.header.issue_date else ""
    return Date.fromisoformat(printed) if re.fullmatch(r"\d{4}-\d\d-\d\d", printed) else today


def is_docx(data: bytes) -> bool:
    return data[:2] == b"PK" and b"word/document.xml" in data


def corrected_docx(data: bytes, report: DraftReport) -> bytes:
    """The DOCX with sure corrections written in and a comment at each finding. Raises InputError for other files."""
    if not is_docx(data):
        raise InputError(
            "not_docx",
            "Chỉ tệp DOCX mới ghi được bản sửa kèm nhận xét.",
            "Hãy lưu dự thảo ở dạng DOCX rồi kiểm tra lại.",
        )
    document = Document(io.BytesIO(data))
    for item in report.findings:
        index = item.place.paragraph
        if index is None or index >= len(document.paragraphs):
            continue
        paragraph = document.paragraphs[index]
        changed = bool(item.old and item.new) and replace_text(paragraph, item.old, item.new)
        runs = [run for run in paragraph.runs if run.text] or paragraph.runs
        if runs:
            document.add_comment(runs, comment_text(item, changed), AUTHOR, INITIALS)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def comment_text(item: Finding, changed: bool) -> str:
    """What the comment says: kind, message, and what was changed or is proposed."""
    parts = [f"{SEVERITY_NAMES[item.severity]} – {CODES[item.code]}: {item.message}"]
    if changed:
        parts.append(f"Đã sửa “{item.old}” thành “{item.new}”.")
    elif item.proposal:
        parts.append(f"Đề xuất: {item.proposal}")
    return " ".join(parts)


def replace_text(paragraph: DocxParagraph, old: str, new: str) -> bool:
    """Replace the last occurrence of a text that may run over several runs; the first run's format is kept."""
    runs = paragraph.runs
    whole = "".join(run.text for run in runs)
    start = whole.rfind(old)
    if start < 0:
        return False
    end, position, done = start + len(old), 0, False
    for run in runs:
        text, first, last = run.text, position, position + len(run.text)
        position = last
        if last <= start or first >= end:
            continue
        kept_before, kept_after = text[: max(start - first, 0)], text[max(end - first, 0) :] if last > end else ""
        run.text = kept_before + ("" if done else new) + kept_after
        done = True
    return done


__all__ = [
    "CODES", "BasisItem", "DraftReport", "Finding", "Paragraph", "Place", "check", "check_from", "corrected_docx",
    "draft_day", "draft_of", "is_docx",
]  # fmt: skip
