"""Which entry a citation means."""

import re

from sqlalchemy import update
from sqlmodel import Session, col, select

from api.services import changes
from api.services.entries.keys import YEAR_AT_END, entry_key, has_year, is_local
from corpora.facts import registry
from models.record import Citation
from models.tables import Entry, Mention


def resolve(session: Session, citation: Citation, where: str | None) -> Entry:
    number = citation.number
    key = entry_key(citation.key, number, citation.issuer, where)
    entry = session.exec(select(Entry).where(Entry.key == key)).first()
    if entry is not None:
        return entry
    if number and not has_year(key, number) and not is_local(number):
        twin = _only_dated(session, key)
        if twin is not None:
            return twin
    entry = _new_entry(session, citation, key)
    if number and has_year(key, number) and not is_local(number):
        _adopt_undated(session, entry)
    return entry


def _only_dated(session: Session, bare_key: str) -> Entry | None:
    """The one dated entry of a bare key, if it is the only one."""
    pattern = "^" + re.escape(bare_key) + " (19|20)[0-9]{2}$"
    rows = session.exec(select(Entry).where(col(Entry.key).op("~")(pattern)).limit(2)).all()
    return rows[0] if len(rows) == 1 else None


def _adopt_undated(session: Session, entry: Entry) -> None:
    """The first dated entry of a number takes the mentions that waited under its bare key."""
    bare = YEAR_AT_END.sub("", entry.key)
    waiting = session.exec(select(Entry).where(Entry.key == bare)).first() if bare != entry.key else None
    if waiting is None or waiting.id is None or waiting.source != "citation":
        return
    if _only_dated(session, bare) is None:
        return
    session.execute(update(Mention).where(col(Mention.entry_id) == waiting.id).values(entry_id=entry.id))
    waiting_id = waiting.id
    session.delete(waiting)
    session.flush()
    changes.touch(session, "entry", [waiting_id])


def _new_entry(session: Session, citation: Citation, key: str) -> Entry:
    plain, _, place = key.partition(" @")
    year = YEAR_AT_END.search(plain)
    in_number = registry.year_in_number(citation.number) if citation.number else None
    entry = Entry(
        key=key,
        number=citation.number,
        folded_number=registry.fold_number(citation.number or ""),
        doc_type=citation.doc_type,
        date=citation.date,
        year=int(year["year"]) if year else int(in_number) if in_number else None,
        place=place or None,
        issuer=citation.issuer,
        title=citation.title,
    )
    session.add(entry)
    session.flush()
    return entry
