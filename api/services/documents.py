"""Documents: lists, records with staff corrections, pages, approval, retry, deletion."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import BaseModel, ValidationError
from sqlalchemy import ColumnElement, delete, func, or_
from sqlmodel import Session, col, select

from api import jobs
from api.errors import NotFound, NotReady, Problem
from api.services import changes, entries, users
from api.services.values import storable
from api.store import Store
from models.errors import InputError
from models.record import Record
from models.tables import DONE, FAILED, READING, WAITING, Audit, Correction, Document, Page, RecordRow, User, utc_now

STATUSES = (WAITING, READING, DONE, FAILED)
REFUSED = "refused"  # of a document that is gone: it turned out to be confidential
SCALARS = frozenset(
    {
        *("document_number", "symbol", "issue_date", "place", "issuing_body", "parent_body", "doc_type", "subject"),
        *("signer_name", "signer_title", "signing_authority", "urgency", "confidentiality"),
    }
)
TEXT_LISTS = frozenset({"recipients", "distribution", "co_signers"})
ITEM_LISTS = frozenset({"signatures", "citations", "aliases", "targets", "tasks"})
KEPT_PARTS = frozenset({"raw", "confidence", "page", "bbox", "mentions"})  # what the machine saw stays as it is
FIELD = re.compile(r"header\.(?P<name>\w+)|(?P<list>\w+)\.(?P<index>\d{1,5})(?:\.(?P<part>\w+))?")
REFUSAL = Problem(
    code="confidential",
    message="Văn bản có dấu độ mật nên không được tiếp nhận; hệ thống không lưu lại nội dung nào.",
    remedy="Hãy xử lý văn bản này theo quy định về bảo vệ bí mật nhà nước.",
)


class DocumentView(BaseModel):
    """A document in a list. `duplicate`: these bytes were in the store before this upload."""

    id: int
    sha256: str
    file_name: str
    media_type: str
    bytes: int
    page_count: int
    pages_done: int
    status: str
    error: Problem | None = None
    document_number: str | None = None
    doc_type: str | None = None
    issue_date: str | None = None
    issuing_body: str | None = None
    place: str | None = None
    subject: str | None = None
    warning_count: int = 0
    attempts: int = 0
    created_at: datetime
    created_by: str | None = None
    finished_at: datetime | None = None
    approved_at: datetime | None = None
    approved_by: str | None = None
    duplicate: bool = False


class DocumentList(BaseModel):
    """`total` that match; `counts` of all documents by status."""

    total: int
    items: list[DocumentView]
    counts: dict[str, int]


class CorrectionView(BaseModel):
    """A staff value. `applied`: the place it belongs to is still in the record."""

    id: int
    field: str
    anchor: str
    value: Any
    machine_value: Any
    created_at: datetime
    created_by: str | None
    applied: bool = True


class PageView(BaseModel):
    number: int
    width: float
    height: float
    text_source: str
    quality: float
    text: str
    has_image: bool


class Progress(BaseModel):
    """How far the reading is. `status` may also be "refused": the document turned out to be confidential and is gone."""

    id: int
    status: str
    pages_done: int = 0
    page_count: int = 0
    text_source: str = ""
    error: Problem | None = None


@dataclass(frozen=True)
class Original:
    data: bytes
    file_name: str
    media_type: str


def list_documents(
    session: Session, status: str | None = None, text: str | None = None, limit: int = 50, offset: int = 0
) -> DocumentList:
    """Documents, newest first. `text`: part of a file name, number, subject or issuing body, case ignored."""
    conditions: list[ColumnElement[bool]] = []
    if status:
        conditions.append(col(Document.status) == status)
    if text:
        pattern = "%" + re.sub(r"([\\%_])", r"\\\1", text.strip()) + "%"
        columns = (Document.file_name, Document.document_number, Document.subject, Document.issuing_body)
        conditions.append(or_(*(col(column).ilike(pattern) for column in columns)))
    total = session.exec(select(func.count()).select_from(Document).where(*conditions)).one()
    found = session.exec(
        select(Document).where(*conditions).order_by(col(Document.id).desc()).limit(limit).offset(offset)
    ).all()
    return DocumentList(total=total, items=views(session, found), counts=count_by_status(session))


def count_by_status(session: Session) -> dict[str, int]:
    rows = session.exec(select(Document.status, func.count()).group_by(col(Document.status)))
    return dict.fromkeys(STATUSES, 0) | dict(rows.all())


def get_document(session: Session, document_id: int) -> DocumentView:
    return view(session, _find(session, document_id))


def view(session: Session, document: Document, duplicate: bool = False) -> DocumentView:
    return views(session, [document])[0].model_copy(update={"duplicate": duplicate})


def views(session: Session, documents: Any) -> list[DocumentView]:
    ids = [document.id for document in documents]
    counted = session.exec(
        select(Page.document_id, func.count()).where(col(Page.document_id).in_(ids)).group_by(col(Page.document_id))
    )
    pages: dict[int, int] = dict(counted.all())
    names = users.user_names(session) if documents else {}
    return [_view(document, pages.get(document.id, 0), names) for document in documents]


def record_of(session: Session, document_id: int, machine: bool = False) -> Record:
    """The Record with staff corrections laid over it, or the machine's own. Raises NotFound, NotReady."""
    record = _machine_record(session, document_id)
    if machine:
        return record
    return _corrected(record, _latest_corrections(session, document_id))[0]


def corrections_of(session: Session, document_id: int) -> list[CorrectionView]:
    """The latest correction of each field."""
    latest = _latest_corrections(session, document_id)
    row = session.get(RecordRow, document_id)
    unplaced: set[str] = set()
    if row is not None:
        unplaced = _corrected(Record.model_validate(row.content), latest)[1]
    names = users.user_names(session)
    return [
        CorrectionView(
            id=item.id or 0,
            field=item.field,
            anchor=item.anchor,
            value=item.value,
            machine_value=item.machine_value,
            created_at=item.created_at,
            created_by=names.get(item.created_by),
            applied=item.field not in unplaced,
        )
        for item in latest
    ]


def correct(session: Session, document_id: int, field: str, value: Any, user: User | None) -> Record:
    """Put a staff value in place of the machine's; None says that the document has no such value.

    `field`: "header.issue_date", "header.recipients" (a list of strings), "tasks.3.deadline", "citations.2.number"; or
    "tasks.3" with None to take a false item out. Raises InputError("bad_field", "bad_value"), NotFound, NotReady.
    """
    document = _find(session, document_id, lock=True)
    machine = _machine_record(session, document_id)
    content = machine.model_dump(mode="json")
    place = _place(content, field)
    correction = Correction(
        document_id=document_id,
        field=field,
        anchor=place.anchor,
        value=storable(value),
        machine_value=place.value,
        created_by=user.id if user else None,
    )
    _check_applicable(machine, correction)
    session.add(correction)
    session.flush()
    users.audit(session, user, "correct", f"document:{document_id}", {"field": field})
    return _after_corrections(session, document, machine)


def undo_correction(session: Session, document_id: int, field: str, user: User | None) -> Record:
    """Take the staff value of a field back; the machine's counts again."""
    document = _find(session, document_id, lock=True)
    machine = _machine_record(session, document_id)
    session.execute(
        delete(Correction).where(col(Correction.document_id) == document_id, col(Correction.field) == field)
    )
    users.audit(session, user, "undo_correction", f"document:{document_id}", {"field": field})
    return _after_corrections(session, document, machine)


def approve(session: Session, document_id: int, user: User | None) -> DocumentView:
    """Say that a person has checked the record. Raises NotReady before it is read."""
    document = _find(session, document_id)
    if document.status != DONE:
        raise NotReady
    document.approved_at = utc_now()
    document.approved_by = user.id if user else None
    session.add(document)
    users.audit(session, user, "approve", f"document:{document_id}")
    return view(session, document)


def unapprove(session: Session, document_id: int, user: User | None) -> DocumentView:
    document = _find(session, document_id)
    document.approved_at = document.approved_by = None
    session.add(document)
    users.audit(session, user, "unapprove", f"document:{document_id}")
    return view(session, document)


def retry(session: Session, document_id: int, user: User | None, again: bool = False) -> DocumentView:
    """Read a document from the shelf once more, going on from the pages that are done; `again` reads all pages anew."""
    document = _find(session, document_id, lock=True)
    if document.status in (WAITING, READING):
        return view(session, document)
    if again:
        session.execute(delete(Page).where(col(Page.document_id) == document_id))
    document.status = WAITING
    document.attempts = 0
    document.error_code = document.error_message = document.error_remedy = None
    document.job_id = jobs.defer_reading(session, document_id)
    session.add(document)
    users.audit(session, user, "retry", f"document:{document_id}")
    return view(session, document)


def delete_document(store: Store, session: Session, document_id: int, user: User | None) -> None:
    """Remove a document with all that was made from it: rows, mentions, index entry, original, page images."""
    remove(store, session, document_id)
    users.audit(session, user, "delete", f"document:{document_id}")


def remove(store: Store, session: Session, document_id: int) -> None:
    """Objects go before the commit, while the row's lock keeps an upload of the same bytes waiting."""
    document = _find(session, document_id, lock=True)
    jobs.cancel_reading(session, document_id)
    cited = entries.unlink(session, document_id)
    session.execute(delete(Document).where(col(Document.id) == document_id))
    store.objects.delete(document.sha256)
    entries.refresh(session, cited)
    changes.touch(session, "document", [document_id])


def pages_of(session: Session, document_id: int) -> list[PageView]:
    _find(session, document_id)
    rows = session.exec(select(Page).where(Page.document_id == document_id).order_by(col(Page.number)))
    return [
        PageView(
            number=row.number,
            width=row.width,
            height=row.height,
            text_source=row.text_source,
            quality=row.quality,
            text=row.text,
            has_image=row.has_image,
        )
        for row in rows
    ]


def page_image(store: Store, session: Session, document_id: int, number: int) -> bytes:
    """PNG of a page as it was read. Raises NotFound."""
    document = _find(session, document_id)
    page = session.get(Page, (document_id, number))
    if page is None or not page.has_image:
        raise NotFound(f"ảnh trang {number}")
    return store.objects.page(document.sha256, number)


def original(store: Store, session: Session, document_id: int) -> Original:
    document = _find(session, document_id)
    return Original(store.objects.original(document.sha256), document.file_name, document.media_type)


def progress(session: Session, document_id: int) -> Progress:
    """Cheap enough to ask twice a second."""
    document = session.get(Document, document_id, populate_existing=True)
    if document is None:
        if _was_refused(session, document_id):
            return Progress(id=document_id, status=REFUSED, error=REFUSAL)
        raise NotFound(f"văn bản số {document_id}")
    last = session.exec(
        select(Page.text_source).where(Page.document_id == document_id).order_by(col(Page.number).desc()).limit(1)
    ).first()
    done = session.exec(select(func.count()).select_from(Page).where(Page.document_id == document_id)).one()
    return Progress(
        id=document_id,
        status=document.status,
        pages_done=done,
        page_count=document.page_count,
        text_source=last or "",
        error=_problem(document),
    )


def set_header_columns(document: Document, record: Record) -> None:
    """Repeat the record's header in the document's row, for lists."""
    header = record.header
    for name in ("document_number", "doc_type", "issue_date", "issuing_body", "place", "subject"):
        field = getattr(header, name)
        setattr(document, name, field.value if field is not None else None)
    document.warning_count = len(record.warnings)


@dataclass(frozen=True)
class _Place:
    """What a field path points at: the raw text that names a list item, and the machine's value."""

    anchor: str
    value: Any


def _place(content: dict[str, Any], field: str) -> _Place:
    match = FIELD.fullmatch(field)
    if match is None:
        raise _bad_field(field)
    if name := match["name"]:
        if name in SCALARS:
            machine = content["header"].get(name)
            return _Place("", machine["value"] if machine else None)
        if name in TEXT_LISTS:
            return _Place("", [item["value"] for item in content["header"][name]])
        raise _bad_field(field)
    items = content.get(match["list"], []) if match["list"] in ITEM_LISTS else []
    index, part = int(match["index"]), match["part"]
    if index >= len(items) or part in KEPT_PARTS or (part and part not in items[index]):
        raise _bad_field(field)
    return _Place(items[index]["raw"], items[index][part] if part else items[index])


def _bad_field(field: str) -> InputError:
    return InputError("bad_field", f"Bản ghi không có trường “{field[:80]}”.", "Hãy tải lại trang rồi sửa lại.")


def _check_applicable(machine: Record, correction: Correction) -> None:
    match = FIELD.fullmatch(correction.field)
    whole_item = match is not None and match["list"] and not match["part"]
    if whole_item and correction.value is not None:
        raise InputError("bad_value", "Chỉ có thể bỏ cả mục, không thay cả mục.", "Hãy sửa từng ô của mục.")
    try:
        _corrected(machine, [correction])
    except (ValidationError, TypeError, AttributeError) as error:
        raise InputError(
            "bad_value", f"Giá trị không hợp với trường “{correction.field}”.", "Hãy nhập lại đúng dạng của trường."
        ) from error


def _corrected(record: Record, corrections: list[Correction]) -> tuple[Record, set[str]]:
    """The record with corrections, and the fields of those whose place is gone. Staff values have confidence 1."""
    if not corrections:
        return record, set()
    content = record.model_dump(mode="json")
    taken_out: list[tuple[str, int]] = []
    unplaced: set[str] = set()
    for correction in corrections:
        match = FIELD.fullmatch(correction.field)
        if match is None:
            unplaced.add(correction.field)
        elif match["name"]:
            _correct_header(content["header"], match["name"], correction.value)
        else:
            index = _item_index(content[match["list"]], int(match["index"]), correction.anchor)
            if index is None:
                unplaced.add(correction.field)
            elif match["part"]:
                content[match["list"]][index] |= {match["part"]: correction.value, "confidence": 1.0}
            else:
                taken_out.append((match["list"], index))
    for name, index in sorted(taken_out, reverse=True):
        del content[name][index]
    return Record.model_validate(content), unplaced


def _correct_header(header: dict[str, Any], name: str, value: Any) -> None:
    if name in TEXT_LISTS:
        known = {item["value"]: item for item in header[name]}
        header[name] = [known.get(text, _staff_value({}, text)) for text in value]
    else:
        header[name] = None if value is None else _staff_value(header.get(name) or {}, value)


def _staff_value(machine: dict[str, Any], value: Any) -> dict[str, Any]:
    return {"raw": "", "page": None, "bbox": None} | machine | {"value": value, "confidence": 1.0}


def _item_index(items: list[dict[str, Any]], index: int, anchor: str) -> int | None:
    """Where the item with that raw text is now: at its old place, else the first with the text."""
    if index < len(items) and items[index]["raw"] == anchor:
        return index
    return next((number for number, item in enumerate(items) if item["raw"] == anchor), None)


def _after_corrections(session: Session, document: Document, machine: Record) -> Record:
    assert document.id is not None
    record = _corrected(machine, _latest_corrections(session, document.id))[0]
    set_header_columns(document, record)
    document.approved_at = document.approved_by = None
    session.add(document)
    entries.link(session, document, record)
    changes.touch(session, "document", [document.id])
    return record


def _latest_corrections(session: Session, document_id: int) -> list[Correction]:
    rows = session.exec(select(Correction).where(Correction.document_id == document_id).order_by(col(Correction.id)))
    return list({row.field: row for row in rows}.values())


def _machine_record(session: Session, document_id: int) -> Record:
    row = session.get(RecordRow, document_id)
    if row is None:
        _find(session, document_id)
        raise NotReady
    return Record.model_validate(row.content)


def _find(session: Session, document_id: int, lock: bool = False) -> Document:
    query = select(Document).where(Document.id == document_id)
    document = session.exec(query.with_for_update() if lock else query).first()
    if document is None:
        raise NotFound(f"văn bản số {document_id}")
    return document


def _was_refused(session: Session, document_id: int) -> bool:
    query = select(Audit.id).where(Audit.subject == f"document:{document_id}", Audit.action == "refuse")
    return session.exec(query).first() is not None


def _problem(document: Document) -> Problem | None:
    if document.error_code is None:
        return None
    return Problem(code=document.error_code, message=document.error_message or "", remedy=document.error_remedy or "")


def _view(document: Document, pages_done: int, names: dict[int | None, str]) -> DocumentView:
    shared = set(DocumentView.model_fields) & set(Document.model_fields) - {"created_by", "approved_by"}
    return DocumentView(
        **{name: getattr(document, name) for name in shared},
        pages_done=pages_done,
        error=_problem(document),
        created_by=names.get(document.created_by),
        approved_by=names.get(document.approved_by),
    )
