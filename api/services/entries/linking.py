"""The mentions and relations of a document, made from its record, and the entries counted anew."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, select

from api.services import changes
from api.services.entries.decided import decided_entry, fill_from_staff, forget_staff, splits_of, survivor
from api.services.entries.keys import citing_place, dated_own_key, entry_key, own_key
from api.services.entries.own import fill_from_document, own_entry
from api.services.entries.registered import fill_from_registry, is_registered, lock
from api.services.entries.resolution import adopt_for, resolve
from models.record import Citation, Record
from models.tables import Document, Entry, Mention, Relation, utc_now

RELATION_ROLES = frozenset({"amends", "replaces", "repeals", "implements"})


def link(session: Session, document: Document, record: Record) -> None:
    """Make the mentions and relations of a document anew from its record. Call `changes.touch` of the document after it."""
    refresh(session, link_mentions(session, document, record))


def link_mentions(session: Session, document: Document, record: Record) -> set[int]:
    """`link` without the counting: ids of the entries for `refresh`. What staff decided goes before the machine's word."""
    assert document.id is not None
    lock(session)
    touched = unlink(session, document.id)
    where = citing_place(record)
    document.own_key = dated_own_key(record, where)
    session.add(document)
    keys = [entry_key(citation.key, citation.number, citation.issuer, where) for citation in record.citations]
    splits = splits_of(session, document.id, set(keys))
    resolved: dict[str, Entry] = {}
    position = 0
    for key, citation in zip(keys, record.citations, strict=True):
        entry = decided_entry(session, splits, key, citation) or resolve(session, citation, where)
        resolved[citation.key] = entry
        for row in _mention_rows(document.id, entry, citation, key):
            row.position = position
            position += 1
            session.add(row)
        assert entry.id is not None
        touched.add(entry.id)
    _add_aliases(record, resolved)
    _relate(session, document.id, record, resolved, where)
    session.flush()
    return touched | _own_ids(own_entry(session, document) or adopt_for(session, document))


def unlink(session: Session, document_id: int) -> set[int]:
    """Take a document's mentions and relations away; ids of the entries they were of and of its own, for `refresh`."""
    lock(session)
    ids = set(session.exec(select(Mention.entry_id).where(Mention.document_id == document_id)))
    session.execute(delete(Mention).where(col(Mention.document_id) == document_id))
    session.execute(delete(Relation).where(col(Relation.document_id) == document_id))
    return ids | _own_ids(own_entry(session, session.get_one(Document, document_id)))


def _own_ids(entry: Entry | None) -> set[int]:
    return {entry.id} if entry is not None and entry.id is not None else set()


def refresh(session: Session, ids: Iterable[int]) -> None:
    """Count entries anew, give them the best that is known, drop those that nobody cites any more."""
    touched = sorted(set(ids))
    for entry_id in touched:
        entry = session.get(Entry, entry_id)
        if entry is None:
            continue
        mentions = session.exec(select(Mention).where(Mention.entry_id == entry_id)).all()
        registered = is_registered(session, entry.key)
        forget_staff(entry, registered)
        if not mentions and entry.source == "citation":
            session.delete(entry)
            continue
        entry.mention_count = len(mentions)
        entry.document_count = len({mention.document_id for mention in mentions})
        if registered or entry.source == "citation":
            entry.date = entry.issuer = entry.title = None
        _fill_from_mentions(entry, mentions)
        fill_from_registry(session, entry)
        fill_from_document(session, entry)
        fill_from_staff(session, entry)
        entry.updated_at = utc_now()
        session.add(entry)
    session.flush()
    changes.touch(session, "entry", touched)


def _mention_rows(document_id: int, entry: Entry, citation: Citation, key: str) -> list[Mention]:
    shared: dict[str, Any] = {
        "document_id": document_id,
        "entry_id": entry.id,
        "confidence": citation.confidence,
        "cited_key": key,
        "cited_number": citation.number,
        "cited_date": citation.date,
        "cited_issuer": citation.issuer,
        "cited_title": citation.title,
    }
    if not citation.mentions:
        whole: dict[str, Any] = {
            "raw": citation.raw,
            "page": citation.page,
            "bbox": _box(citation.bbox),
            "sentence": citation.raw,
        }
        return [Mention(**shared, **whole, role=citation.role, pinpoint=citation.pinpoint)]
    return [
        Mention(
            **shared,
            raw=mention.raw,
            page=mention.page,
            bbox=_box(mention.bbox),
            role=mention.role,
            pinpoint=mention.pinpoint,
            sentence=mention.sentence,
        )
        for mention in citation.mentions
    ]


def _box(bbox: tuple[float, float, float, float] | None) -> list[float] | None:
    return list(bbox) if bbox is not None else None


def _add_aliases(record: Record, resolved: dict[str, Entry]) -> None:
    for alias in record.aliases:
        entry = resolved.get(alias.refers_to)
        if entry is not None and alias.alias not in entry.aliases:
            entry.aliases = [*entry.aliases, alias.alias]


def _relate(session: Session, document_id: int, record: Record, resolved: dict[str, Entry], where: str | None) -> None:
    """Relations that the document itself states: a cited text that amends another, or what this document does."""
    own = own_key(record, where)
    own = survivor(session, own) if own is not None else None
    for from_key, relation, to_key in sorted(_stated(record, {key: entry.key for key, entry in resolved.items()}, own)):
        session.add(
            Relation(from_key=from_key, relation=relation, to_key=to_key, source="document", document_id=document_id)
        )


def _stated(record: Record, entries: dict[str, str], own: str | None) -> set[tuple[str, str, str]]:
    """(from, relation, to) as keys of entries. `entries`: key of a citation to that of its entry; own: the letter's."""
    told = set()
    for citation in record.citations:
        acting = citation.role_of or own
        acted_on = citation.target_key if citation.role_of == citation.key else citation.key
        if citation.role in RELATION_ROLES and acting is not None and acted_on is not None:
            told.add((entries.get(acting, acting), citation.role, entries.get(acted_on, acted_on)))
    paired = {(one, other) for one, _, other in told}
    for citation in record.citations:
        pair = entries[citation.key], entries.get(citation.target_key or "", "")
        if pair[1] and pair not in paired:
            told.add((pair[0], "amends", pair[1]))
    return {(one, relation, other) for one, relation, other in told if one != other}


def _fill_from_mentions(entry: Entry, mentions: Iterable[Mention]) -> None:
    """What most letters say, each letter counted once; a person's or the registry's word stays."""
    if entry.source != "citation":
        return
    by_document = {mention.document_id: mention for mention in mentions}.values()
    for name in ("date", "issuer", "title"):
        said = Counter(value for mention in by_document if (value := getattr(mention, f"cited_{name}")))
        if said:
            setattr(entry, name, max(said.items(), key=lambda item: (item[1], len(item[0]), item[0]))[0])
