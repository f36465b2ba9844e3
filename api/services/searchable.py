"""The searchable PDF of a document in the store: its original with the words as read."""

from pathlib import PurePath

from sqlmodel import Session

from api.errors import NotReady
from api.services import documents
from api.services.documents import Original
from api.services.pages import stored_pages
from api.store import Store
from api.store_context import reading_context
from extractor.reading import open_file
from extractor.searchable import make_searchable
from models.tables import DONE


def searchable_pdf(store: Store, session: Session, document_id: int) -> Original:
    """Raises NotFound, NotReady while the document is read, InputError no_page_image for text and office files."""
    view = documents.get_document(session, document_id)
    if view.status != DONE:
        raise NotReady
    found = documents.original(store, session, document_id)
    pages = stored_pages(session, document_id)
    with open_file(found.data, found.file_name, reading_context(store.settings)) as opened:
        made = make_searchable(opened, found.data, [pages[number] for number in sorted(pages)])
    return Original(made.data, f"{PurePath(found.file_name).stem}.tim-kiem.pdf", "application/pdf")
