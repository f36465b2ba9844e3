"""Entries of the registry: the shipped facts and what staff imported, in bulk and for one entry."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any, Protocol

from sqlalchemy import text
from sqlmodel import Session, col, select

from api.services import bulk, changes
from api.services.entries.decided import FACT_COLUMNS, corrected_fact, keep_decided
from api.services.entries.keys import YEAR_AT_END
from corpora.facts import registry
from models.tables import Audit, Entry, LegalDocument, utc_now

EFFECT_FIELDS = ("date", "effective_from", "effective_to", "status")
LINK_LOCK = 6_072_020  # advisory lock: entries are made and counted by one transaction at a time
BATCH = 2000  # rows of one query
SEEDED = "seed_registry"  # audit mark of the state of the shipped facts
NOT_RENEWED = frozenset({"key", "mention_count", "document_count"})


def note_legal_documents(session: Session, keys: Iterable[str]) -> None:
    """After an import into the registry table: make or renew the entries of these keys; registry facts win."""
    lock(session)
    wanted = list(dict.fromkeys(keys))
    touched: list[int] = []
    for start in range(0, len(wanted), BATCH):
        part = wanted[start : start + BATCH]
        rows = session.exec(select(LegalDocument).where(col(LegalDocument.key).in_(part))).all()
        touched += _write_entries(session, [_entry_values(row) for row in rows], renew=True)
    session.expire_all()
    changes.touch(session, "entry", touched)
    keep_decided(session)


def seed(session: Session) -> int:
    """Entries of the shipped registry, so that documents which no letter cites yet are found too. Once for each state of
    the facts; the number of new entries."""
    state = {"facts": _facts_digest()}
    if session.exec(select(Audit.id).where(Audit.action == SEEDED, col(Audit.detail) == state)).first() is not None:
        return 0
    lock(session)
    touched = _write_entries(session, [_shipped_values(fact) for fact in registry.load()], renew=False)
    touched += _name(session)
    changes.touch(session, "entry", touched)
    keep_decided(session)
    session.add(Audit(action=SEEDED, detail=state))
    return len(touched)


def fill_from_registry(session: Session, entry: Entry) -> None:
    """Facts of the imported registry, else of the shipped one, over what letters say."""
    row = session.get(LegalDocument, entry.key)
    if row is not None:
        for name, value in _entry_values(row).items():
            if name not in NOT_RENEWED | {"aliases"} and value not in (None, "", {}):
                setattr(entry, name, value)
        entry.aliases = list(dict.fromkeys([*row.aliases, *entry.aliases]))
        return
    fact = shipped_fact(entry.key)
    if fact is None:
        return
    entry.aliases = list(dict.fromkeys([*entry.aliases, *registry.aliases_by_key().get(entry.key, ())]))
    entry.date = fact.date or entry.date
    entry.issuer = fact.issuer or entry.issuer
    entry.title = fact.title if fact.title and not (fact.upper_title and entry.title) else entry.title
    entry.effective_from = fact.effective or entry.effective_from
    entry.effective_to = fact.ends or entry.effective_to


def is_registered(session: Session, key: str) -> bool:
    """Whether the imported or the shipped registry knows the document."""
    return session.get(LegalDocument, key) is not None or shipped_fact(key) is not None


def put_back(session: Session, key: str) -> None:
    """The registry's entry of a key, where it was taken away."""
    row = session.get(LegalDocument, key)
    fact = shipped_fact(key)
    values = _entry_values(row) if row is not None else _shipped_values(fact) if fact is not None else None
    if values is not None:
        changes.touch(session, "entry", _write_entries(session, [values], renew=False))


def shipped_fact(key: str) -> registry.LegalDocument | None:
    """The shipped registry's row of a key."""
    return _shipped().get(key)


def lock(session: Session) -> None:
    """Wait until no other transaction makes or counts entries, and keep others out until this one ends."""
    session.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": LINK_LOCK})


def _name(session: Session) -> list[int]:
    """Give entries that were there before the names by which everybody knows them; ids of those that had not."""
    named = []
    for entry in session.exec(select(Entry).where(col(Entry.key).in_(registry.aliases_by_key()))):
        aliases = list(dict.fromkeys([*entry.aliases, *registry.aliases_by_key()[entry.key]]))
        if aliases != entry.aliases:
            entry.aliases = aliases
            session.add(entry)
            named.append(entry.id or 0)
    return named


def _write_entries(session: Session, values: list[dict[str, Any]], renew: bool) -> list[int]:
    """Insert entries in bulk; those that are there are renewed or left. Ids of what was written."""
    return bulk.upsert(session, "entry", values, NOT_RENEWED if renew else None, "id")


class Known(Protocol):
    """What an entry and its view have in common."""

    key: str
    number: str | None
    doc_type: str | None
    date: str | None
    effective_from: str | None
    effective_to: str | None
    status: str
    source: str
    facts: dict[str, Any]


def known_fact(entry: Known) -> registry.LegalDocument | None:
    """What registry, imports and staff say of an entry's effect, the later over the earlier; None where only letters
    speak of it."""
    base = shipped_fact(entry.key)
    if base is None and entry.source == "citation":
        return None
    base = base or registry.LegalDocument(entry.key, entry.number or "", entry.doc_type or "")
    imported: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in entry.facts.items()
        if name in registry.COLUMNS
    }
    base = replace(base, **imported) if imported else base
    news = {name: value for name in EFFECT_FIELDS if (value := _news(entry, base, name))}
    return corrected_fact(base, news) if news else base


def _news(entry: Known, fact: registry.LegalDocument, name: str) -> str | None:
    """What the entry says where the fact says something else."""
    value: str | None = getattr(entry, name)
    return value if value not in (registry.UNKNOWN, getattr(fact, FACT_COLUMNS.get(name, name))) else None


@cache
def _shipped() -> dict[str, registry.LegalDocument]:
    return {document.key: document for document in registry.load()}


def _facts_digest() -> str:
    """Names the state of the shipped facts without loading them, as every command asks."""
    folder = files("corpora.facts")
    parts = (
        (folder / name).read_bytes() for name in ("registry.tsv.gz", "registry_supplement.tsv", "aliases_known.tsv")
    )
    return hashlib.sha256(b"".join(parts)).hexdigest()


def _entry_values(row: LegalDocument) -> dict[str, Any]:
    """Columns of the entry of an imported fact."""
    shared = ("doc_type", "date", "place", "issuer", "title", "effective_from", "effective_to")
    values = _empty_values(row.key, row.number, row.date) | {name: getattr(row, name) for name in shared}
    return values | {"aliases": row.aliases, "facts": row.facts, "status": row.status or registry.UNKNOWN}


def _shipped_values(fact: registry.LegalDocument) -> dict[str, Any]:
    """Columns of the entry of a shipped fact."""
    shared = ("doc_type", "date", "place", "issuer", "title")
    values = _empty_values(fact.key, fact.number, fact.date) | {name: getattr(fact, name) for name in shared}
    aliases = list(registry.aliases_by_key().get(fact.key, ()))
    return values | {"effective_from": fact.effective, "effective_to": fact.ends, "aliases": aliases}


def _empty_values(key: str, number: str | None, day: str | None) -> dict[str, Any]:
    year = YEAR_AT_END.search(key.split(" @")[0])
    in_number = registry.year_in_number(number) if number else None
    found = year["year"] if year else in_number or (day or "")[:4]
    return {
        "key": key,
        "number": number or None,
        "folded_number": registry.fold_number(number or ""),
        "year": int(found) if found else None,
        "aliases": [],
        "facts": {},
        "status": registry.UNKNOWN,
        "source": "registry",
        "updated_at": utc_now(),
        "mention_count": 0,
        "document_count": 0,
    }
