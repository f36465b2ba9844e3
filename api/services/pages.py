"""Finished pages in the store, and the look for secrecy marks that each page gets before it is kept."""

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, select

from api.services.values import storable
from api.store import Store
from extractor.document import Document as ReadDocument
from extractor.document import Page as ReadPage
from extractor.reading import OpenedFile
from extractor.reading.checkpoint import page_from_json, page_to_json
from extractor.understanding import refuse_confidential, refuse_other_languages
from models.tables import Page, utc_now


def secret_check(opened: OpenedFile, page: ReadPage) -> None:
    """Raises ConfidentialDocument where the page bears a secrecy mark."""
    refuse_confidential(ReadDocument(opened.source, (page,)))


def language_check(opened: OpenedFile, page: ReadPage) -> None:
    """Raises InputError not_vietnamese where the page is the whole document and is in another language."""
    if opened.page_count == 1:
        refuse_other_languages(ReadDocument(opened.source, (page,)))


def store_page(
    store: Store, session: Session, document_id: int, sha256: str, page: ReadPage, image: bytes | None
) -> None:
    """Keep a finished page and its image; a page that is already there stays as it is."""
    if image is not None:
        store.objects.put_page(sha256, page.number, image)
    row = Page(
        document_id=document_id,
        number=page.number,
        content=storable(page_to_json(page)),
        text=storable(page.text),
        text_source=page.text_source,
        quality=page.quality,
        width=page.width,
        height=page.height,
        has_image=image is not None,
        read_at=utc_now(),
    )
    session.execute(insert(Page).values(row.model_dump()).on_conflict_do_nothing())


def stored_pages(session: Session, document_id: int) -> dict[int, ReadPage]:
    """Pages read by an earlier run, by number. A checkpoint of another version counts as not read."""
    rows = session.exec(select(Page).where(Page.document_id == document_id))
    pages: dict[int, ReadPage] = {}
    for row in rows:
        try:
            pages[row.number] = page_from_json(row.content)
        except ValueError:
            session.delete(row)
    return pages
