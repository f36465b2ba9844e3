"""Search with suggestions."""

import time
from dataclasses import replace
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict
from sqlmodel import Session

from api.dependencies import PageUserDep, SessionDep, StoreDep
from api.services import entries, search
from api.services.indexed import STATUSES
from api.web import formats, labels
from api.web.common import PER_PAGE, frame, options, pager
from api.web.context import Hit, SearchPage
from api.web.entry_pages import address_of
from api.web.render import render
from corpora.facts import tables
from models.tables import Document

router = APIRouter(include_in_schema=False)
KINDS = [("", "Tất cả"), ("entry", "Văn bản pháp luật"), ("document", "Văn bản đã tiếp nhận")]
ORDERS: dict[str, tuple[search.Order, str]] = {
    "": ("relevance", "Phù hợp nhất"),
    "ngay": ("date", "Mới nhất"),
    "vien-dan": ("cited", "Được viện dẫn nhiều nhất"),
}
SUGGESTIONS = 8


class Asked(BaseModel):
    """The search form, as its fields are named in the address ("tu-nam"). `vien_dan`: id of a citing document."""

    model_config = ConfigDict(alias_generator=lambda name: name.replace("_", "-"), frozen=True)

    q: str = ""
    loai: str = ""
    ten_loai: str = ""
    co_quan: str = ""
    noi: str = ""
    tu_nam: str = ""
    den_nam: str = ""
    tinh_trang: str = ""
    ngay: str = ""
    vien_dan: str = ""
    sap_xep: str = ""
    trang: str = "1"

    @property
    def filters(self) -> search.Filters:
        """Fields that say nothing sensible are left out."""
        status = self.tinh_trang if self.tinh_trang in STATUSES else None
        return search.Filters(
            self.ten_loai or None, " ".join(self.co_quan.split()) or None, self.noi or None, _number(self.tu_nam),
            _number(self.den_nam), status, _day(self.ngay), _number(self.vien_dan),
        )  # fmt: skip

    @property
    def given(self) -> dict[str, str]:
        """What was filled in, for links that keep it."""
        return {name: value for name, value in self.model_dump(by_alias=True).items() if value and name != "trang"}


@router.get("/tim-kiem")
def search_page(
    request: Request,
    session: SessionDep,
    store: StoreDep,
    user: PageUserDep,
    asked: Annotated[Asked, Query()],
) -> Response:
    query = " ".join(asked.q.split())
    around = frame(request, session, user, "search")
    kind = asked.loai if asked.loai in dict(KINDS) else ""
    narrowed = asked.filters != search.NO_FILTERS
    empty = SearchPage(around, query=query, kinds=options(KINDS, kind), **_form(session, asked), narrowed=narrowed)
    if not query and not narrowed:
        return render(empty)
    page = max(1, _number(asked.trang) or 1)
    order, _ = ORDERS.get(asked.sap_xep, ORDERS[""])
    started = time.perf_counter()
    found = search.search(store, query, kind or "all", PER_PAGE, (page - 1) * PER_PAGE, asked.filters, order)
    seconds = time.perf_counter() - started
    return render(
        replace(
            empty,
            hits=tuple(_hit(session, hit, query) for hit in found.hits),
            kinds=options(KINDS, kind, {kind: found.total}),
            pager=pager(page, found.total, "/tim-kiem", asked.given),
            seconds=seconds,
        )
    )


def _form(session: Session, asked: Asked) -> dict[str, Any]:
    """What the form's fields offer and hold."""
    types = [("", "Mọi loại"), *((kind.name, kind.name) for kind in tables.doc_types())]
    places = sorted({row.new_name or row.name for row in tables.provinces()} | {row.name for row in tables.provinces()})
    citing = session.get(Document, _number(asked.vien_dan) or 0)
    return {
        "asked": asked.given,
        "types": options(types, asked.ten_loai),
        "places": options([("", "Mọi nơi"), *((place, place) for place in places)], asked.noi),
        "statuses": options([("", "Mọi tình trạng"), *((status, status) for status in STATUSES)], asked.tinh_trang),
        "sorts": options([(name, label) for name, (_, label) in ORDERS.items()], asked.sap_xep),
        "citing": (citing.document_number or citing.file_name) if citing is not None else "",
    }


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@router.get("/goi-y")
def suggestions(store: StoreDep, user: PageUserDep, q: str = "", loai: str = "") -> Response:
    """Suggestions while typing: [{text, note, number, address}]."""
    found = search.suggest(store, q, SUGGESTIONS, loai if loai in dict(KINDS) and loai else "all")
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
        ]
    )


def _hit(session: Session, hit: search.Hit, query: str) -> Hit:
    status = entries.get_entry(session, hit.id).status if hit.kind == "entry" else ""
    snippet = formats.pieces_of_html(hit.snippet)
    said = "".join(piece.text for piece in snippet)
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
        snippet=snippet if _says_more(said, f"{title} · {hit.issuer}") else (),
    )


def _says_more(snippet: str, shown: str) -> bool:
    """Whether a part of a snippet is not yet in what is shown: a title, an issuer are not said twice."""
    return any(part.strip("… ").casefold() not in shown.casefold() for part in snippet.split(" · "))


def _suggested(one: search.Suggestion) -> str:
    return one.text if not one.number or one.number in one.text else f"{one.number} {one.text}"
