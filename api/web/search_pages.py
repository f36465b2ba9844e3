"""Search with suggestions."""

import time

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from sqlmodel import Session

from api.dependencies import PageUserDep, SessionDep, StoreDep
from api.services import entries, search
from api.web import formats, labels
from api.web.common import PER_PAGE, frame, options, pager
from api.web.context import Hit, SearchPage
from api.web.entry_pages import address_of
from api.web.render import render

router = APIRouter(include_in_schema=False)
KINDS = [("", "Tất cả"), ("entry", "Văn bản pháp luật"), ("document", "Văn bản đã tiếp nhận")]


SUGGESTIONS = 8


@router.get("/tim-kiem")
def search_page(
    request: Request,
    session: SessionDep,
    store: StoreDep,
    user: PageUserDep,
    q: str = "",
    loai: str = "",
    trang: int = 1,
) -> Response:
    query = " ".join(q.split())
    around = frame(request, session, user, "search")
    kind = loai if loai in dict(KINDS) else ""
    if not query:
        return render(SearchPage(around, kinds=options(KINDS, kind)))
    page = max(1, trang)
    started = time.perf_counter()
    found = search.search(store, query, kind or "all", PER_PAGE, (page - 1) * PER_PAGE)
    seconds = time.perf_counter() - started
    return render(
        SearchPage(
            around,
            query=query,
            hits=tuple(_hit(session, hit, query) for hit in found.hits),
            kinds=options(KINDS, kind, {kind: found.total}),
            pager=pager(page, found.total, "/tim-kiem", {"q": query, "loai": kind}),
            seconds=seconds,
        )
    )


@router.get("/goi-y")
def suggestions(store: StoreDep, user: PageUserDep, q: str = "", loai: str = "") -> Response:
    """Suggestions while typing: [{text, note, number, address}]."""
    found = search.suggest(store, q, SUGGESTIONS * (2 if loai else 1))
    return JSONResponse(
        [
            {
                "text": _suggested(one),
                "note": "văn bản pháp luật" if one.kind == "entry" else "đã tiếp nhận",
                "number": one.number or "",
                "address": address_of(one.kind, one.id),
                "id": one.id,
            }
            for one in found
            if not loai or one.kind == loai
        ][:SUGGESTIONS]
    )


def _hit(session: Session, hit: search.Hit, query: str) -> Hit:
    status = entries.get_entry(session, hit.id).status if hit.kind == "entry" else ""
    snippet = formats.pieces_of_html(hit.snippet)
    said = "".join(piece.text for piece in snippet).strip("… ").casefold()
    title = "" if hit.title == hit.number else hit.title
    return Hit(
        kind=hit.kind,
        address=address_of(hit.kind, hit.id),
        number=hit.number or "",
        title=formats.highlighted(title, query),
        doc_type=hit.doc_type or "",
        issuer=hit.issuer or "",
        date=hit.date,
        status=status,
        status_tone=labels.status_tone(status),
        cited=hit.document_count if hit.kind == "entry" else None,
        snippet=() if said in title.casefold() else snippet,  # a title is not said twice
    )


def _suggested(one: search.Suggestion) -> str:
    return one.text if not one.number or one.number in one.text else f"{one.number} {one.text}"
