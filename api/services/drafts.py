"""Saved legal-basis drafts. Their content belongs to the drafting service and the pages."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel
from sqlmodel import Session, col, select

from api.errors import NotFound
from api.services import users
from api.services.values import storable
from models.tables import Draft, User, utc_now


class DraftView(BaseModel):
    id: int
    title: str
    content: dict[str, Any]
    created_at: datetime
    updated_at: datetime
    created_by: str | None


def save_draft(
    session: Session, title: str, content: dict[str, Any], user: User | None, draft_id: int | None = None
) -> DraftView:
    """Keep a new draft, or the new state of one. Raises NotFound."""
    draft = Draft(title="", created_by=user.id if user else None) if draft_id is None else _find(session, draft_id)
    draft.title = storable(title)
    draft.content = storable(content)
    draft.updated_at = utc_now()
    session.add(draft)
    session.flush()
    return _view(draft, users.user_names(session))


def list_drafts(session: Session, limit: int = 200) -> list[DraftView]:
    names = users.user_names(session)
    return [
        _view(draft, names) for draft in session.exec(select(Draft).order_by(col(Draft.updated_at).desc()).limit(limit))
    ]


def get_draft(session: Session, draft_id: int) -> DraftView:
    return _view(_find(session, draft_id), users.user_names(session))


def delete_draft(session: Session, draft_id: int) -> None:
    session.delete(_find(session, draft_id))
    session.flush()


def _find(session: Session, draft_id: int) -> Draft:
    draft = session.get(Draft, draft_id)
    if draft is None:
        raise NotFound(f"bản thảo số {draft_id}")
    return draft


def _view(draft: Draft, names: dict[int | None, str]) -> DraftView:
    assert draft.id is not None
    return DraftView(
        id=draft.id,
        title=draft.title,
        content=draft.content,
        created_at=draft.created_at,
        updated_at=draft.updated_at,
        created_by=names.get(draft.created_by),
    )
