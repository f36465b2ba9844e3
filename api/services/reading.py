"""The work of a worker: a stored file becomes finished pages, then a record, then mentions of legal documents.

Each finished page is committed at once, so a job that is taken over goes on where the last one stopped.
"""

import time
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, closing
from importlib.metadata import PackageNotFoundError, version
from typing import cast

from sqlalchemy import delete
from sqlmodel import Session, col

from api.services import changes, documents, entries, users
from api.services.ingest import page_png
from api.services.pages import secret_check, store_page, stored_pages
from api.services.values import storable
from api.store import Store
from extractor.context import Context
from extractor.document import Page
from extractor.pipeline import describe, read_pages
from extractor.reading import OpenedFile, open_file
from models.errors import CancuError, ConfidentialDocument
from models.record import Record
from models.tables import DONE, FAILED, READING, WAITING, Document, RecordRow, utc_now


class Stopped(Exception):
    """The worker is asked to end; what is done is kept."""


def never() -> bool:
    return False


def read_document(store: Store, document_id: int, should_stop: Callable[[], bool] = never) -> str:
    """Read one document to its end; returns its status, or "gone" where it was deleted meanwhile.

    A file that cannot be taken ends on the shelf with its reason; a confidential one is purged. Raises Stopped, and
    whatever else went wrong (the queue then tries again).
    """
    with store.session() as session:
        document = session.get(Document, document_id)
        if document is None or document.status == DONE:
            return "gone" if document is None else DONE
        document.status = READING
        session.add(document)
    try:
        started = time.monotonic()
        record = _read(store, document, should_stop)
        with store.session() as session:
            return save_record(session, document_id, record, time.monotonic() - started)
    except ConfidentialDocument:
        purge(store, document_id)
        return documents.REFUSED
    except CancuError as error:
        if error.status >= 500:  # something is missing here, not in the file: another attempt may do
            raise
        return shelve(store, document_id, error)


def save_record(session: Session, document_id: int, record: Record, seconds: float) -> str:
    """Record, list columns, mentions, relations, index change: all or nothing. Corrections keep winning."""
    document = session.get(Document, document_id, with_for_update=True)
    if document is None:
        return "gone"
    session.execute(delete(RecordRow).where(col(RecordRow.document_id) == document_id))
    content = storable(record.model_dump(mode="json"))
    session.add(RecordRow(document_id=document_id, content=content, version=program_version(), seconds=seconds))
    session.flush()
    corrected = documents.record_of(session, document_id)
    documents.set_header_columns(document, corrected)
    document.page_count = record.source.pages
    document.status = DONE
    document.finished_at = utc_now()
    document.error_code = document.error_message = document.error_remedy = None
    session.add(document)
    entries.link(session, document, corrected)
    changes.touch(session, "document", [document_id])
    return DONE


def purge(store: Store, document_id: int) -> None:
    """Remove a document that turned out to be confidential; only the fact of the refusal stays."""
    with store.session() as session:
        if session.get(Document, document_id) is None:
            return
        documents.remove(store, session, document_id)
        users.audit(session, None, "refuse", f"document:{document_id}", {"code": "confidential"})


def shelve(store: Store, document_id: int, error: CancuError) -> str:
    """Put a document on the shelf of those that cannot be read, with the reason."""
    with store.session() as session:
        document = session.get(Document, document_id, with_for_update=True)
        if document is None:
            return "gone"
        document.status = FAILED
        document.error_code, document.error_message, document.error_remedy = error.code, error.message, error.remedy
        document.finished_at = utc_now()
        session.add(document)
        changes.touch(session, "document", [document_id])
    return FAILED


def note_attempt(store: Store, document_id: int, attempts: int) -> None:
    """After a failed attempt: the document waits for the next one."""
    with store.session() as session:
        document = session.get(Document, document_id, with_for_update=True)
        if document is not None:
            document.attempts = attempts
            document.status = WAITING
            session.add(document)


def program_version() -> str:
    try:
        return version("cancu")
    except PackageNotFoundError:
        return "0"


def _read(store: Store, document: Document, should_stop: Callable[[], bool]) -> Record:
    assert document.id is not None
    data = store.objects.original(document.sha256)
    context = store.context()
    with store.session() as session:
        done = stored_pages(session, document.id)
    with open_file(data, document.file_name, context) as opened, _pages(opened, context, done) as reading:
        pages: list[Page] = []
        for page in reading:
            if page.number not in done:
                _keep_page(store, document, opened, page)
            pages.append(page)
            if should_stop():
                raise Stopped
        return describe(opened, tuple(pages), context)


def _pages(
    opened: OpenedFile, context: Context, done: dict[int, Page]
) -> AbstractContextManager[Generator[Page, None, None]]:
    """The pages as they are read; leaving the block ends the reading ahead before the file is closed."""
    return closing(cast(Generator[Page, None, None], read_pages(opened, context, done)))


def _keep_page(store: Store, document: Document, opened: OpenedFile, page: Page) -> None:
    assert document.id is not None
    secret_check(opened, page)
    image = page_png(store, opened, page.number)
    with store.session() as session:
        if session.get(Document, document.id) is None:
            raise Stopped  # deleted while it was read
        store_page(store, session, document.id, document.sha256, page, image)
