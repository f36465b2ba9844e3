"""What an entry is, who cites it in what words, what it does to others, and what is cited with it."""

from datetime import UTC, date, datetime
from typing import Any

from pydantic import BaseModel
from sqlalchemy import func
from sqlmodel import Session, col, select

from api.errors import NotFound
from api.services.entries.decided import merged_into, survivor
from api.services.entries.own import cited_entries, own_document
from api.services.entries.registered import known_fact
from api.services.entries.typed_numbers import find_entries
from corpora.facts import registry
from models.tables import Document, Entry, Mention, Relation


class EntryView(BaseModel):
    """A legal document as the index knows it. `source`: registry | citation | staff."""

    id: int
    key: str
    number: str | None
    doc_type: str | None
    date: str | None
    year: int | None
    place: str | None
    issuer: str | None
    title: str | None
    aliases: list[str]
    status: str
    effective_from: str | None
    effective_to: str | None
    facts: dict[str, Any]
    source: str
    mention_count: int
    document_count: int


class CitingDocument(BaseModel):
    id: int
    file_name: str
    document_number: str | None
    doc_type: str | None
    issue_date: str | None
    issuing_body: str | None
    subject: str | None


class MentionView(BaseModel):
    """Who cites an entry, where, in what words; `cited_…` is what that document says of it."""

    document: CitingDocument
    entry_id: int
    role: str
    pinpoint: str | None
    sentence: str
    raw: str
    page: int | None
    bbox: list[float] | None
    confidence: float
    cited_number: str | None
    cited_date: str | None
    cited_issuer: str | None
    cited_title: str | None


class RelationView(BaseModel):
    """`direction`: out (this document does it to the other) | in (the other does it to this one)."""

    direction: str
    relation: str
    key: str
    entry_id: int | None
    number: str | None
    title: str | None
    date: str | None
    scope: str | None
    source: str


class CitedBy(BaseModel):
    entries: list[EntryView]
    mentions: list[MentionView]


class CoCited(BaseModel):
    """An entry that letters cite together with another; `count` of those letters."""

    entry: EntryView
    count: int


def get_entry(session: Session, entry_id: int) -> EntryView:
    entry = session.get(Entry, entry_id)
    if entry is None:
        raise NotFound(f"văn bản căn cứ số {entry_id}")
    return view(entry)


def mentions_of(session: Session, entry_id: int, limit: int = 500) -> list[MentionView]:
    """Mentions of an entry, the newest letters first."""
    return _mentions(session, [entry_id], limit)


def relations_of(session: Session, key: str) -> list[RelationView]:
    """What this document does to others and others to it; where it is stored itself, what it cites too."""
    keys = merged_into(session, key)
    found: list[RelationView] = []
    for direction, here, there in (("out", "from_key", "to_key"), ("in", "to_key", "from_key")):
        rows = session.exec(select(Relation).where(col(getattr(Relation, here)).in_(keys)).order_by(col(Relation.id)))
        for row in rows:
            other_key = survivor(session, getattr(row, there))
            other = session.exec(select(Entry).where(Entry.key == other_key)).first()
            found.append(_relation_view(direction, row.relation, other_key, other, row.source, row.scope))
    document = own_document(session, key)
    told = {key, *(one.key for one in found if one.direction == "out")}
    cited = cited_entries(session, document) if document is not None else []
    return found + [
        _relation_view("out", role, entry.key, entry, "document") for role, entry in cited if entry.key not in told
    ]


def own_document_id(session: Session, key: str) -> int | None:
    """Id of the stored document that the entry of a key is; None where nobody has uploaded it."""
    document = own_document(session, key)
    return document.id if document is not None else None


def _relation_view(
    direction: str, relation: str, key: str, other: Entry | None, source: str, scope: str | None = None
) -> RelationView:
    return RelationView(
        direction=direction,
        relation=relation,
        key=key,
        entry_id=other.id if other else None,
        number=other.number if other else None,
        title=other.title if other else None,
        date=other.date if other else None,
        scope=scope,
        source=source,
    )


def cited_by(session: Session, number: str) -> CitedBy:
    """Every letter that cites the document of that number, with the words around."""
    found = find_entries(session, number)
    ids = [entry.id for entry in found if entry.id is not None]
    return CitedBy(entries=[view(entry) for entry in found], mentions=_mentions(session, ids, 1000))


def co_cited(session: Session, entry_id: int, limit: int = 20) -> list[CoCited]:
    """Entries that appear in the same letters, most often first."""
    citing = select(Mention.document_id).where(Mention.entry_id == entry_id)
    shared = func.count(func.distinct(Mention.document_id))
    rows = session.exec(
        select(Mention.entry_id, shared)
        .where(col(Mention.document_id).in_(citing), Mention.entry_id != entry_id)
        .group_by(col(Mention.entry_id))
        .order_by(shared.desc(), col(Mention.entry_id))
        .limit(limit)
    ).all()
    return [CoCited(entry=view(session.get_one(Entry, other)), count=count) for other, count in rows]


def view(entry: Entry) -> EntryView:
    """`status` is today's, in the terms of the national law database."""
    seen = EntryView.model_validate(entry.model_dump(include=set(EntryView.model_fields)))
    effect = effect_on(seen, datetime.now(UTC).date())
    return seen if effect is None else seen.model_copy(update={"status": effect.status})


def effect_on(entry: EntryView, day: date) -> registry.Effect | None:
    """Effect on a day, where the registry or staff know of it."""
    fact = known_fact(entry)
    return registry.status_on(fact, day) if fact is not None else None


def _mentions(session: Session, ids: list[int], limit: int) -> list[MentionView]:
    rows = session.exec(
        select(Mention, Document)
        .join(Document, col(Document.id) == col(Mention.document_id))
        .where(col(Mention.entry_id).in_(ids))
        .order_by(col(Document.issue_date).desc().nulls_last(), col(Document.id).desc(), col(Mention.position))
        .limit(limit)
    ).all()
    return [_mention_view(mention, document) for mention, document in rows]


def _mention_view(mention: Mention, document: Document) -> MentionView:
    citing = CitingDocument.model_validate(document.model_dump(include=set(CitingDocument.model_fields)))
    return MentionView(document=citing, **mention.model_dump(include=set(MentionView.model_fields) - {"document"}))
