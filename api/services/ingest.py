"""Files in: checked, then a document row and its job in one transaction. Refused files leave nothing behind.

The first page is read before anything is stored, because a secrecy mark stands there; the reading is kept as the first
checkpoint, so it is not done twice.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath, PureWindowsPath
from typing import Any

from pydantic import BaseModel
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, select

from api import jobs
from api.errors import Problem
from api.services import changes, documents, users
from api.services.documents import DocumentView
from api.services.pages import language_check, secret_check, store_page
from api.services.values import storable
from api.store import Store
from extractor.document import Page
from extractor.pipeline import read_page
from extractor.reading import open_file
from models.errors import CancuError, ConfidentialDocument, InputError
from models.record import Source
from models.tables import Document, User

DATA_FILES = frozenset({".json", ".jsonl", ".ndjson", ".xml", ".yaml", ".yml", ".sql", ".py", ".js", ".css", ".log"})


class IngestResult(BaseModel):
    """What became of one file of a batch: a document or a problem."""

    file_name: str
    document: DocumentView | None = None
    error: Problem | None = None


@dataclass(frozen=True)
class _Checked:
    """What is known of a file that may be stored: its source, its first page, that page's image (PNG, if any)."""

    source: Source
    page: Page
    image: bytes | None


def ingest(store: Store, data: bytes, file_name: str, user: User | None = None) -> DocumentView:
    """Take a file in. The same bytes twice are one document. Raises InputError, ConfidentialDocument, SetupError."""
    name = clean_name(file_name)
    if len(data) > store.settings.max_bytes:
        raise too_large(store.settings.max_bytes)
    if PurePath(name).suffix.lower() in DATA_FILES:
        raise InputError(
            "data_file",
            f"Tệp “{name}” là tệp dữ liệu hoặc chương trình, không phải văn bản.",
            "Hãy tiếp nhận tệp văn bản (PDF, DOCX, ảnh quét …); danh mục văn bản pháp luật thì nạp ở trang Quản trị.",
        )
    known = _known(store, hashlib.sha256(data).hexdigest())
    if known is not None:
        return known
    try:
        checked = _check(store, data, name)
    except ConfidentialDocument:
        with store.session() as session:
            users.audit(session, user, "refuse", "upload", {"code": "confidential"})
        raise
    return _keep(store, data, name, checked, user)


def ingest_many(store: Store, files: Iterable[tuple[str, bytes]], user: User | None = None) -> list[IngestResult]:
    """Files one after another; a bad one gets its problem and does not stop the rest."""
    return [ingest_one(store, data, name, user) for name, data in files]


def ingest_one(store: Store, data: bytes, file_name: str, user: User | None = None) -> IngestResult:
    try:
        return IngestResult(file_name=file_name, document=ingest(store, data, file_name, user))
    except CancuError as error:
        return IngestResult(file_name=file_name, error=Problem.of(error))


def clean_name(file_name: str) -> str:
    """The bare name of an uploaded file, without folders of whichever system it comes from."""
    name = PureWindowsPath(PurePath(file_name).name).name
    return str(storable(name)).strip()[-200:] or "van-ban"


def too_large(limit: int) -> InputError:
    return InputError(
        "file_too_large",
        f"Tệp vượt quá dung lượng cho phép ({limit / 1024 / 1024:.0f} MB).",
        "Hãy chia nhỏ tệp hoặc nhờ người quản trị tăng giới hạn (CANCU_MAX_BYTES).",
    )


def _known(store: Store, sha256: str) -> DocumentView | None:
    with store.session() as session:
        document = session.exec(select(Document).where(Document.sha256 == sha256)).first()
        return documents.view(session, document, duplicate=True) if document is not None else None


def _check(store: Store, data: bytes, name: str) -> _Checked:
    with open_file(data, name, store.context()) as opened:
        page = read_page(opened, 1)
        secret_check(opened, page)
        language_check(opened, page)
        return _Checked(opened.source, page, page_png(store, opened, 1))


def page_png(store: Store, opened: Any, number: int) -> bytes | None:
    """The page as an image for the screen; None where it cannot be drawn."""
    from io import BytesIO

    try:
        image = opened.image(number, dpi=store.settings.image_dpi)
    except CancuError:
        return None
    buffer = BytesIO()
    image.save(buffer, "PNG", compress_level=4)
    return buffer.getvalue()


def _keep(store: Store, data: bytes, name: str, checked: _Checked, user: User | None) -> DocumentView:
    """Row, original, first page, job and audit in one transaction; another upload of the same bytes waits at the insert."""
    source = checked.source
    with store.session() as session:
        document_id = _insert(session, source, name, user)
        if document_id is None:
            document = session.exec(select(Document).where(Document.sha256 == source.sha256)).one()
            return documents.view(session, document, duplicate=True)
        store.objects.put_original(source.sha256, data)
        store_page(store, session, document_id, source.sha256, checked.page, checked.image)
        document = session.get_one(Document, document_id)
        document.job_id = jobs.defer_reading(session, document_id)
        session.add(document)
        users.audit(session, user, "ingest", f"document:{document_id}")
        changes.touch(session, "document", [document_id])
        return documents.view(session, document)


def _insert(session: Session, source: Source, name: str, user: User | None) -> int | None:
    """The new row's id; None where the bytes are already there."""
    document = Document(
        sha256=source.sha256,
        file_name=name,
        media_type=source.media_type,
        bytes=source.bytes,
        page_count=source.pages,
        created_by=user.id if user else None,
    )
    values = document.model_dump(exclude={"id"})
    statement = insert(Document).values(values).on_conflict_do_nothing(index_elements=["sha256"])
    return session.execute(statement.returning(Document.__table__.c.id)).scalar_one_or_none()  # type: ignore[attr-defined]
