"""Which entry a citation means."""

import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_, update
from sqlmodel import Session, col, select

from api.services import changes
from api.services.entries.decided import STAFF, survivor
from api.services.entries.keys import entry_key, is_local, province_in, year_of
from api.services.entries.matching import Cited, best, serial
from api.services.entries.named_laws import NamedLaw, law_meant
from api.services.entries.own import HEADER
from corpora.facts import registry
from models.record import Citation
from models.tables import Document, Entry, Mention


def resolve(session: Session, citation: Citation, where: str | None) -> Entry:
    """The entry of that key, else the one known document that the citation can mean, else a new one, which takes the
    mentions that waited for it. A law by name goes to the entry of its number where facts tell it. A key that staff corrected to another number means nothing but itself."""
    key = entry_key(citation.key, citation.number, citation.issuer, where)
    entry = session.exec(select(Entry).where(Entry.key == key)).first()
    law = law_meant(session, citation) if entry is None or entry.source != STAFF else None
    if law is not None:
        return _law_entry(session, law, citation)
    if entry is not None or not citation.number or not _bears(key, citation.number):
        return entry or _cited_entry(session, citation, key)
    others = numbered(session, citation.number)
    known = {one.key: one for one in (*_stored(session, citation.number), *map(as_cited, others))}
    meant = best(_cited(citation, key), known.values())
    if meant is not None:
        found = next((other for other in others if other.key == meant.key), None)
        return found or _cited_entry(session, citation, meant.key)
    entry = _cited_entry(session, citation, key)
    _adopt_waiting(session, entry, others)
    return entry


def _law_entry(session: Session, law: NamedLaw, citation: Citation) -> Entry:
    key = survivor(session, law.key)
    entry = session.exec(select(Entry).where(Entry.key == key)).first()
    said = {"doc_type": citation.doc_type, "date": law.date or citation.date, "title": citation.title}
    return entry or _new_entry(session, key, law.number, **said)


def adopt_for(session: Session, document: Document) -> Entry | None:
    """A new entry for a stored document where citations of its number have waited for their year; `refresh` drops it again
    if none of them means this one."""
    number, key = document.document_number, document.own_key
    others = numbered(session, number) if number and key else []
    if not key or not any(map(_waits, others)):
        return None
    entry = _new_entry(session, key, number, **{name: getattr(document, column) for name, column in HEADER.items()})
    _adopt_waiting(session, entry, others)
    return entry


def _stored(session: Session, number: str) -> list[Cited]:
    """Stored documents of a central body with this number, as what a citation may mean."""
    if is_local(number):
        return []
    query = select(Document).where(Document.document_number == number, col(Document.own_key).is_not(None))
    return [
        Cited(survivor(session, one.own_key or ""), number, one.issue_date, one.issuing_body, one.subject)
        for one in session.exec(query.order_by(col(Document.id)))
    ]


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
    dated = [other for other in (*others, entry) if year_of(other.key, other.number)]
    if not year_of(entry.key, entry.number):
        return
    for other in filter(_waits, others):
        meant = best(as_cited(other), map(as_cited, dated))
        if meant is not None and meant.key == entry.key:
            _take_over(session, entry, other)


def _waits(entry: Entry) -> bool:
    """Whether only citations without a year made the entry."""
    return entry.source == "citation" and not year_of(entry.key, entry.number)


def _take_over(session: Session, entry: Entry, other: Entry) -> None:
    session.execute(update(Mention).where(col(Mention.entry_id) == other.id).values(entry_id=entry.id))
    gone = other.id
    session.delete(other)
    session.flush()
    changes.touch(session, "entry", [gone] if gone is not None else [])


def _cited_entry(session: Session, citation: Citation, key: str) -> Entry:
    return _new_entry(session, key, citation.number, **citation.model_dump(include=set(HEADER)))


def _new_entry(session: Session, key: str, number: str | None, **said: str | None) -> Entry:
    """`said`: doc_type, date, issuer, title."""
    year = year_of(key, number)
    values: dict[str, Any] = {"year": int(year) if year else None, "place": key.partition(" @")[2] or None, **said}
    entry = Entry(key=key, number=number, folded_number=registry.fold_number(number or ""), **values)
    session.add(entry)
    session.flush()
    return entry
