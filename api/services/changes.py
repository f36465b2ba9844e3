"""Change numbers: every change of a document or entry gets the next one, and the search index follows them."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import text
from sqlmodel import Session, col, select

from models.tables import Change, ChangeCounter


@dataclass(frozen=True, slots=True)
class Position:
    """How far a follower has come, and in which store."""

    store_id: str
    number: int


def touch(session: Session, kind: str, ids: Iterable[int]) -> None:
    """Note a change of these subjects. Holds the counter's row until the transaction ends, so numbers appear in order;
    call it last."""
    subjects = sorted(set(ids))
    if not subjects:
        return
    number = session.execute(
        text("update change_counter set number = number + 1 where id = 1 returning number")
    ).scalar_one()
    session.execute(
        text(
            "insert into change (kind, subject_id, number) select :kind, unnest(cast(:ids as bigint[])), :number"
            " on conflict (kind, subject_id) do update set number = excluded.number"
        ),
        {"kind": kind, "ids": subjects, "number": number},
    )


def position(session: Session) -> Position:
    counter = session.exec(select(ChangeCounter)).one()
    return Position(counter.store_id, counter.number)


def changes_after(session: Session, number: int) -> list[tuple[str, int]]:
    """(kind, id) of everything that changed after a change number."""
    rows = session.exec(
        select(Change.kind, Change.subject_id).where(col(Change.number) > number).order_by(col(Change.number))
    )
    return [(kind, subject) for kind, subject in rows]


def renew_store_id(session: Session) -> None:
    """After a backup was put back: every index has to start over."""
    session.execute(text("update change_counter set store_id = :id where id = 1"), {"id": uuid.uuid4().hex})
