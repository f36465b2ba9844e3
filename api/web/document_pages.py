"""Pages about uploaded documents: the list, the review page and what is done there, the shelf of failures."""

import json
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse
from sqlmodel import Session

from api.dependencies import PageUserDep, SessionDep, StoreDep
from api.errors import NotFound, NotReady
from api.services import documents, system
from api.services.documents import DocumentView, PageView
from api.services.pages import stored_pages
from api.services.searchable import searchable_pdf
from api.web import formats, labels, review
from api.web.common import PER_PAGE, frame, go, local, options, pager, row
from api.web.context import DocumentsPage, Frame, PageText, ReviewPage, Sheet, ShelfPage
from api.web.drawing import slices, svg
from api.web.render import environment, html, render
from models.errors import InputError

router = APIRouter(include_in_schema=False)
STATES = [
    ("", "Tất cả"),
    ("waiting", "Chờ đọc"),
    ("reading", "Đang đọc"),
    ("done", "Đã đọc xong"),
    ("failed", "Không đọc được"),
]


@router.get("/van-ban")
def document_list(request: Request, session: SessionDep, user: PageUserDep, q: str = "", trang: int = 1) -> Response:
    state = request.query_params.get("tinh-trang", "")
    state = state if state in dict(STATES) else ""
    page = max(1, trang)
    found = documents.list_documents(session, state or None, q or None, PER_PAGE, (page - 1) * PER_PAGE)
    return render(
        DocumentsPage(
            frame(request, session, user, "documents"),
            rows=tuple(row(view) for view in found.items),
            pager=pager(page, found.total, "/van-ban", {"q": q, "tinh-trang": state}),
            query=q,
            states=options(STATES, state, found.counts | {"": sum(found.counts.values())}),
        )
    )


@router.get("/van-ban/{document_id}")
def review_page(request: Request, session: SessionDep, user: PageUserDep, document_id: int, trang: int = 1) -> Response:
    view = documents.get_document(session, document_id)
    return render(_review(session, frame(request, session, user, "documents"), view, trang))


@router.get("/van-ban/{document_id}/dong")
def document_row(session: SessionDep, user: PageUserDep, document_id: int) -> Response:
    """One row of a list, for a list that is already on the screen."""
    macros: Any = environment().get_template("parts/macros.html").module
    return HTMLResponse(str(macros.documents([row(documents.get_document(session, document_id))])))


@router.get("/van-ban/{document_id}/toan-van")
def page_text(session: SessionDep, user: PageUserDep, document_id: int, trang: int = 1) -> Response:
    pages = documents.pages_of(session, document_id)
    page = next((page for page in pages if page.number == trang), None)
    return HTMLResponse(html(_page_text(page)) if page else "", status_code=200 if page else 404)


@router.get("/van-ban/{document_id}/trang/{number}.png")
def page_image(store: StoreDep, session: SessionDep, user: PageUserDep, document_id: int, number: int) -> Response:
    data = documents.page_image(store, session, document_id, number)
    return Response(data, media_type="image/png", headers={"Cache-Control": "private, max-age=3600"})


@router.get("/van-ban/{document_id}/trang/{number}.svg")
def page_drawing(
    session: SessionDep, user: PageUserDep, document_id: int, number: int, tu: float = 0.0, cao: float | None = None
) -> Response:
    """A page drawn from its words; `tu` and `cao`: top and height of a slice, in points."""
    page = stored_pages(session, document_id).get(number)
    if page is None:
        raise NotFound(f"trang {number}")
    return Response(svg(page, tu, cao), media_type="image/svg+xml", headers={"Cache-Control": "no-store"})


@router.get("/van-ban/{document_id}/tep-goc")
def original(store: StoreDep, session: SessionDep, user: PageUserDep, document_id: int) -> Response:
    found = documents.original(store, session, document_id)
    return download(found.data, found.file_name, "application/octet-stream")


@router.get("/van-ban/{document_id}/tim-kiem.pdf")
def searchable(store: StoreDep, session: SessionDep, user: PageUserDep, document_id: int) -> Response:
    found = searchable_pdf(store, session, document_id)
    return download(found.data, found.file_name, found.media_type)


@router.get("/van-ban/{document_id}/ban-ghi.json")
def record_json(session: SessionDep, user: PageUserDep, document_id: int) -> Response:
    record = documents.record_of(session, document_id)
    text = json.dumps(record.model_dump(mode="json"), ensure_ascii=False, indent=2)
    return download(text.encode(), f"ban-ghi-{document_id}.json", "application/json")


@router.get("/van-ban/{document_id}/nhiem-vu.csv")
def tasks_csv(session: SessionDep, user: PageUserDep, document_id: int) -> Response:
    text = review.tasks_csv(documents.record_of(session, document_id))
    return download(text.encode(), f"nhiem-vu-{document_id}.csv", "text/csv; charset=utf-8")


@router.post("/van-ban/{document_id}/sua")
def correct(
    session: SessionDep,
    user: PageUserDep,
    document_id: int,
    field: Annotated[str, Form()],
    value: Annotated[str, Form()] = "",
    none: Annotated[str, Form()] = "",
) -> Response:
    documents.correct(session, document_id, field, None if none else typed_value(field, value), user)
    return _back(document_id, field, "da-sua")


@router.post("/van-ban/{document_id}/bo-sua")
def undo(session: SessionDep, user: PageUserDep, document_id: int, field: Annotated[str, Form()]) -> Response:
    documents.undo_correction(session, document_id, field, user)
    return _back(document_id, field, "da-bo-sua")


@router.post("/van-ban/{document_id}/duyet")
def approve(session: SessionDep, user: PageUserDep, document_id: int) -> Response:
    documents.approve(session, document_id, user)
    return go(f"/van-ban/{document_id}", "da-duyet")


@router.post("/van-ban/{document_id}/bo-duyet")
def unapprove(session: SessionDep, user: PageUserDep, document_id: int) -> Response:
    documents.unapprove(session, document_id, user)
    return go(f"/van-ban/{document_id}", "da-bo-duyet")


@router.post("/van-ban/{document_id}/doc-lai")
def retry(session: SessionDep, user: PageUserDep, document_id: int, next: Annotated[str, Form()] = "") -> Response:
    failed = documents.get_document(session, document_id).status == "failed"
    documents.retry(session, document_id, user, again=not failed)
    return go(local(next, f"/van-ban/{document_id}"), "doc-lai")


@router.post("/van-ban/{document_id}/xoa")
def delete(
    store: StoreDep, session: SessionDep, user: PageUserDep, document_id: int, next: Annotated[str, Form()] = ""
) -> Response:
    documents.delete_document(store, session, document_id, user)
    return go(local(next, "/van-ban"), "da-xoa")


@router.get("/hang-doi-loi")
def shelf(request: Request, session: SessionDep, user: PageUserDep) -> Response:
    return render(ShelfPage(frame(request, session, user, "shelf"), tuple(row(view) for view in system.shelf(session))))


@router.post("/hang-doi-loi/doc-lai")
def retry_all(session: SessionDep, user: PageUserDep) -> Response:
    for view in system.shelf(session):
        documents.retry(session, view.id, user)
    return go("/hang-doi-loi", "doc-lai")


def download(data: bytes, file_name: str, media_type: str) -> Response:
    """A file to keep; its name survives Vietnamese letters (RFC 6266)."""
    disposition = f"attachment; filename*=UTF-8''{quote(file_name)}"
    return Response(
        data, media_type=media_type, headers={"Content-Disposition": disposition, "Cache-Control": "no-store"}
    )


def typed_value(field: str, text: str) -> Any:
    """What staff typed, as the record holds it: dates ISO, lists by line, empty as none. Raises InputError("bad_date")."""
    name = field.rsplit(".", 1)[-1]
    if field.startswith("header.") and name in labels.LIST_FIELDS:
        return [line.strip(" -;") for line in text.splitlines() if line.strip(" -;")]
    text = " ".join(text.split())
    if not text:
        return None
    if review.is_date(field):
        day = formats.parse_date(text)
        if day is None:
            raise InputError(
                "bad_date", f"“{text[:40]}” không phải là ngày.", "Hãy ghi ngày/tháng/năm, ví dụ 12/3/2025."
            )
        return day
    return text


def _back(document_id: int, field: str, notice: str) -> Response:
    """Back to the panel where the field stands."""
    panel = {"citations": "can-cu", "tasks": "nhiem-vu", "targets": "chi-tieu"}.get(field.split(".")[0], "the-thuc")
    return go(f"/van-ban/{document_id}?o={quote(field)}", notice, panel)


def _review(session: Session, around: Frame, view: DocumentView, wanted: int) -> ReviewPage:
    pages = documents.pages_of(session, view.id)
    kind = "png" if has_own_pages(view.media_type) else "svg"
    sheets = tuple(_sheet(view.id, page, kind) for page in pages if page.has_image or kind == "svg")
    page = next((page for page in pages if page.number == wanted), pages[0] if pages else None)
    try:
        record = documents.record_of(session, view.id)
        corrections = {item.field: item for item in documents.corrections_of(session, view.id)}
        parts = review.record_parts(record, corrections)
    except NotReady:
        parts = {}
    return ReviewPage(
        around,
        document=row(view),
        sheets=sheets,
        current=page.number if page else 1,
        text=page.text if page else "",
        approved_by=view.approved_by or "",
        approved_at=view.approved_at,
        searchable=has_own_pages(view.media_type),
        **parts,
    )


def has_own_pages(media_type: str) -> bool:
    """Whether the file shows pages itself (PDF, pictures); the pages of others are drawn from their words."""
    return media_type == "application/pdf" or media_type.startswith("image/")


def _sheet(document_id: int, page: PageView, kind: str) -> Sheet:
    address = f"/van-ban/{document_id}/trang/{page.number}.{kind}"
    cut = slices(page.height) if kind == "svg" else []
    images = ((f"{address}?tu={top:g}&cao={height:g}", height) for top, height in cut)
    return Sheet(
        page.number,
        page.width,
        page.height,
        tuple(images) if len(cut) > 1 else ((address, page.height),),
        labels.text_source(page.text_source),
        page.quality,
    )


def _page_text(page: PageView) -> PageText:
    return PageText(page.number, labels.text_source(page.text_source), page.quality, page.text)
