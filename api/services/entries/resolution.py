"""Which entry a citation means."""

import re
from collections.abc import Sequence

from sqlalchemy import or_, update
from sqlmodel import Session, col, select

from api.services import changes
from api.services.entries.keys import entry_key, province_in, year_of
from api.services.entries.matching import Cited, best, serial
from corpora.facts import registry
from models.record import Citation
from models.tables import Entry, Mention


def resolve(session: Session, citation: Citation, where: str | None) -> Entry:
    """The entry of that key, else the one known document that the citation can mean, else a new one, which takes the
    mentions that waited for it. A key that staff corrected to another number means nothing but itself."""
    key = entry_key(citation.key, citation.number, citation.issuer, where)
    entry = session.exec(select(Entry).where(Entry.key == key)).first()
    if entry is not None or not citation.number or not _bears(key, citation.number):
        return entry or _new_entry(session, citation, key)
    cited = _cited(citation, key)
    others = numbered(session, citation.number)
    meant = best(cited, map(as_cited, others))
    if meant is not None:
        return next(other for other in others if other.key == meant.key)
    entry = _new_entry(session, citation, key)
    _adopt_waiting(session, entry, others)
    return entry


def _bears(key: str, number: str) -> bool:
    return re.search(rf"(?<!\d)0*{serial(number)}(?!\d)", key, re.IGNORECASE) is not None


def numbered(session: Session, number: str) -> list[Entry]:
    """Entries whose number has the same serial."""
    first = serial(number)
    if not first:
        return []
    starts = or_(col(Entry.folded_number).like(f"{first}/%"), col(Entry.folded_number).like(f"{first}-%"))
    return list(session.exec(select(Entry).where(starts).order_by(col(Entry.key))))


def as_cited(entry: Entry) -> Cited:
    """An entry as something that a citation may mean."""
    return Cited(entry.key, entry.number or "", entry.date, entry.issuer, entry.title, entry.place)


def _cited(citation: Citation, key: str) -> Cited:
    place = key.partition(" @")[2] or province_in(citation.issuer or "")
    return Cited(key, citation.number or "", citation.date, citation.issuer, citation.title, place)


def _adopt_waiting(session: Session, entry: Entry, others: Sequence[Entry]) -> None:
    """The first dated entry of a number takes the mentions of those undated ones that can mean no other document."""
    waiting = [other for other in others if other.source == "citation" and not year_of(other.key, other.number)]
    dated = [other for other in (*others, entry) if year_of(other.key, other.number)]
    if not year_of(entry.key, entry.number):
        return
    for other in waiting:
        meant = best(as_cited(other), map(as_cited, dated))
        if meant is not None and meant.key == entry.key:
            _take_over(session, entry, other)


def _take_over(session: Session, entry: Entry, other: Entry) -> None:
    session.execute(update(Mention).where(col(Mention.entry_id) == other.id).values(entry_id=entry.id))
    gone = other.id
    session.delete(other)
    session.flush()
    changes.touch(session, "entry", [gone] if gone is not None else [])


def _new_entry(session: Session, citation: Citation, key: str) -> Entry:
    year = year_of(key, citation.number)
    entry = Entry(
        key=key,
        number=citation.number,
        folded_number=registry.fold_number(citation.number or ""),
        doc_type=citation.doc_type,
        date=citation.date,
        year=int(year) if year else None,
        place=key.partition(" @")[2] or None,
        issuer=citation.issuer,
        title=citation.title,
    )
    session.add(entry)
    session.flush()
    return entry
