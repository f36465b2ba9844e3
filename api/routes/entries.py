"""The index: search, suggestions, entries and who cites them."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query

from api.dependencies import SessionDep, StoreDep, UserDep
from api.services import entries, search
from api.services.entries import CitedBy, CoCited, EntryView, MentionView, RelationView
from api.services.search import SearchResult, Suggestion

router = APIRouter(tags=["Tra cứu"])
Limit = Annotated[int, Query(ge=1, le=200)]


@router.get("/search", summary="Tìm văn bản căn cứ và văn bản")
def search_all(
    store: StoreDep,
    user: UserDep,
    q: str,
    kind: Literal["all", "entry", "document"] = "all",
    limit: Limit = 20,
    offset: Annotated[int, Query(ge=0)] = 0,
) -> SearchResult:
    return search.search(store, q, kind, limit, offset)


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
