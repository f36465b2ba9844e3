"""The index: search, suggestions, entries and who cites them."""

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel

from api.dependencies import SessionDep, StoreDep, UserDep
from api.services import decisions, entries, search
from api.services.decisions import DecisionView, OtherDocument
from api.services.entries import CitedBy, CoCited, EntryView, MentionView, RelationView
from api.services.search import SearchResult, Suggestion

router = APIRouter(tags=["Tra cứu"])
Year = Annotated[int | None, Query(ge=1900, le=2100)]
Status = Literal[
    "Còn hiệu lực",
    "Hết hiệu lực một phần",
    "Hết hiệu lực toàn bộ",
    "Chưa có hiệu lực",
    "Ngưng hiệu lực",
    "Ngưng hiệu lực một phần",
    "Không còn phù hợp",
    "Chưa xác định",
]
Limit = Annotated[int, Query(ge=1, le=200)]


class MergeRequest(BaseModel):
    """`into`: id of the entry that stays."""

    into: int


class SplitRequest(BaseModel):
    """`document_ids`: letters that mean another document: the entry `into`, or the one that `other` describes."""

    document_ids: list[int]
    into: int | None = None
    other: OtherDocument = OtherDocument()


class Correction(BaseModel):
    value: Any = None


@router.get("/search", summary="Tìm văn bản căn cứ và văn bản")
def search_all(
    store: StoreDep,
    user: UserDep,
    q: str = "",
    kind: Literal["all", "entry", "document"] = "all",
    limit: Limit = 20,
    offset: Annotated[int, Query(ge=0)] = 0,
    doc_type: str | None = None,
    issuer: Annotated[str | None, Query(description="Tên hoặc chữ viết tắt của cơ quan ban hành.")] = None,
    place: str | None = None,
    year_from: Year = None,
    year_to: Year = None,
    status: Annotated[Status | None, Query(description="Tình trạng hiệu lực vào ngày `on`.")] = None,
    on: Annotated[date | None, Query(description="Ngày xét hiệu lực; bỏ trống thì lấy hôm nay.")] = None,
    citing: Annotated[int | None, Query(description="Chỉ văn bản mà văn bản này viện dẫn.")] = None,
    order: search.Order = "relevance",
) -> SearchResult:
    filters = search.Filters(doc_type, issuer, place, year_from, year_to, status, on, citing)
    return search.search(store, q, kind, limit, offset, filters, order)


@router.get("/suggest", summary="Gợi ý khi gõ")
def suggest(store: StoreDep, user: UserDep, q: str, limit: Limit = 10) -> list[Suggestion]:
    return search.suggest(store, q, limit)


@router.get("/cited-by", summary="Văn bản nào viện dẫn")
def cited_by(session: SessionDep, user: UserDep, number: str) -> CitedBy:
    return entries.cited_by(session, number)


@router.get("/entries/{entry_id}", summary="Một văn bản căn cứ")
def entry(session: SessionDep, user: UserDep, entry_id: int) -> EntryView:
    return entries.get_entry(session, entry_id)


@router.get("/entries/{entry_id}/mentions", summary="Các lần được viện dẫn")
def mentions(session: SessionDep, user: UserDep, entry_id: int, limit: Limit = 200) -> list[MentionView]:
    entries.get_entry(session, entry_id)
    return entries.mentions_of(session, entry_id, limit)


@router.get("/entries/{entry_id}/relations", summary="Quan hệ với văn bản khác")
def relations(session: SessionDep, user: UserDep, entry_id: int) -> list[RelationView]:
    return entries.relations_of(session, entries.get_entry(session, entry_id).key)


@router.get("/entries/{entry_id}/co-cited", summary="Thường được viện dẫn cùng")
def co_cited(session: SessionDep, user: UserDep, entry_id: int, limit: Limit = 20) -> list[CoCited]:
    entries.get_entry(session, entry_id)
    return entries.co_cited(session, entry_id, limit)


@router.get("/entries/{entry_id}/decisions", summary="Những gì cán bộ đã sửa")
def history(session: SessionDep, user: UserDep, entry_id: int) -> list[DecisionView]:
    return decisions.history(session, entries.get_entry(session, entry_id).key)


@router.put("/entries/{entry_id}/fields/{field}", summary="Sửa một trường")
def correct(session: SessionDep, user: UserDep, entry_id: int, field: str, asked: Correction) -> EntryView:
    return decisions.correct(session, entry_id, field, asked.value, user)


@router.post("/entries/{entry_id}/merge", summary="Gộp vào văn bản khác")
def merge(session: SessionDep, user: UserDep, entry_id: int, asked: MergeRequest) -> EntryView:
    return decisions.merge(session, entry_id, asked.into, user)


@router.post("/entries/{entry_id}/split", summary="Tách một số văn bản viện dẫn")
def split(session: SessionDep, user: UserDep, entry_id: int, asked: SplitRequest) -> EntryView:
    return decisions.split(session, entry_id, asked.document_ids, asked.into or asked.other, user)


@router.delete("/decisions/{decision_id}", summary="Bỏ một lần sửa")
def undo(session: SessionDep, user: UserDep, decision_id: int) -> EntryView | None:
    return decisions.undo(session, decision_id, user)
