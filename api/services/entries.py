"""Entries: one for each legal document that letters cite or the registry knows, with who cites it and in what words.

Two documents of one number (another year, another province) are never one entry. A citation that names no year goes to
the only known document of that number of a central body, else it waits under its bare key until the year is known.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from psycopg.types.json import Jsonb
from pydantic import BaseModel
from sqlalchemy import delete, func, text, update
from sqlmodel import Session, col, select

from api.errors import NotFound
from api.services import changes
from api.services.values import fold, words
from corpora.facts import registry, tables
from models.record import Citation, Record
from models.tables import Audit, Document, Entry, LegalDocument, Mention, Relation, utc_now

LINK_LOCK = 6_072_020  # advisory lock: entries are made and counted by one transaction at a time
LOCAL_SYMBOL = re.compile(r"(?:^|[/-])(?:UBND|HĐND|TU|ĐU|HU|QU|TTHĐND|S[A-ZĐ]{2,})(?=$|[-/,&])")
LOWER_LEVEL = re.compile(r"\b(?:huyện|quận|thị xã|thị trấn|phường|xã|đặc khu)\s+(?P<name>[^,;.]+)", re.IGNORECASE)
YEAR_AT_END = re.compile(r" (?P<year>(?:19|20)\d\d)$")
RELATION_ROLES = frozenset({"amends", "replaces", "repeals", "implements"})
BATCH = 2000  # rows of one query
SEEDED = "seed_registry"  # audit mark of the state of the shipped facts
NOT_RENEWED = frozenset({"key", "mention_count", "document_count"})


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
    """What this document does to others and others to it."""
    found: list[RelationView] = []
    for direction, here, there in (("out", "from_key", "to_key"), ("in", "to_key", "from_key")):
        for relation in session.exec(select(Relation).where(getattr(Relation, here) == key)):
            other_key = getattr(relation, there)
            other = session.exec(select(Entry).where(Entry.key == other_key)).first()
            found.append(
                RelationView(
                    direction=direction,
                    relation=relation.relation,
                    key=other_key,
                    entry_id=other.id if other else None,
                    number=other.number if other else None,
                    title=other.title if other else None,
                    date=other.date if other else None,
                    scope=relation.scope,
                    source=relation.source,
                )
            )
    return found


def find_entries(session: Session, number: str, year: int | None = None, place: str | None = None) -> list[Entry]:
    """Entries by a number as people type it ("57-nq/tw", "nq 57", "749 qd ttg", "nghị quyết 57"), most cited first."""
    asked = _asked(number)
    if asked is None:
        return _by_key(session, number)
    serial, letters = asked
    rows = session.exec(
        select(Entry)
        .where(col(Entry.folded_number).op("~")(f"^{serial}([^0-9a-z]|$)"))
        .order_by(col(Entry.document_count).desc())
    ).all()
    found = [entry for entry in rows if letters <= _letters(entry)]
    exact = [entry for entry in found if entry.folded_number == registry.fold_number(number)]
    found = exact or found
    if year is not None:
        found = [entry for entry in found if entry.year in (None, year)]
    if place is not None:
        found = [entry for entry in found if entry.place is None or fold(entry.place) == fold(place)]
    return found


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
    """`status` is today's, in the terms of the national law database, where the shipped registry knows the document."""
    seen = EntryView.model_validate(entry.model_dump(include=set(EntryView.model_fields)))
    fact = shipped_fact(entry.key) if entry.status == registry.UNKNOWN else None
    if fact is None:
        return seen
    return seen.model_copy(update={"status": registry.status_on(fact, datetime.now(UTC).date()).status})


# ---- resolution ----


def is_local(number: str | None) -> bool:
    """Whether several bodies number alike under this symbol (every province has its UBND), so that the place counts."""
    return bool(number and LOCAL_SYMBOL.search(number.upper()))


def place_of(issuer: str | None, fallback: str | None) -> str | None:
    """The place that tells a local body's documents apart: lower unit or province in its name, else the citing body's."""
    if issuer:
        lower = LOWER_LEVEL.search(issuer)
        if lower:
            return lower[0].strip()
        province = province_in(issuer)
        if province:
            return province
    return fallback


def province_in(text: str) -> str | None:
    """The province or centrally run city that a text names; the longest name where several do."""
    match = _province_pattern().search(fold(text))
    return _province_names()[match[0]] if match else None


def entry_key(key: str, number: str | None, issuer: str | None = None, citing_place: str | None = None) -> str:
    """Key of the entry that a citation with this key means; "QĐ 704/QĐ-UBND 2025 @Phú Yên" for a local body."""
    if " @" in key or not is_local(number):
        return key
    place = place_of(issuer, citing_place)
    return f"{key} @{place}" if place else key


def citing_place(record: Record) -> str | None:
    """The province of a local body's letter; None for central bodies, whose citations of local ones name the place."""
    header = record.header
    bodies = [field.value for field in (header.issuing_body, header.parent_body) if field is not None]
    for body in bodies:
        if place := place_of(body, None):
            return place
    if header.place is not None and is_local(header.document_number.value if header.document_number else None):
        return province_in(header.place.value)
    return None


def link(session: Session, document: Document, record: Record) -> None:
    """Make the mentions and relations of a document anew from its record. Call `changes.touch` of the document after it."""
    assert document.id is not None
    _lock(session)
    touched = unlink(session, document.id)
    where = citing_place(record)
    resolved: dict[str, Entry] = {}
    position = 0
    for citation in record.citations:
        entry = _resolve(session, citation, where)
        resolved[citation.key] = entry
        for row in _mention_rows(document.id, entry, citation):
            row.position = position
            position += 1
            session.add(row)
        assert entry.id is not None
        touched.add(entry.id)
    _add_aliases(record, resolved)
    _relate(session, document.id, record, resolved, where)
    session.flush()
    refresh(session, touched)


def unlink(session: Session, document_id: int) -> set[int]:
    """Take a document's mentions and relations away; ids of the entries they were of, for `refresh`."""
    _lock(session)
    ids = set(session.exec(select(Mention.entry_id).where(Mention.document_id == document_id)))
    session.execute(delete(Mention).where(col(Mention.document_id) == document_id))
    session.execute(delete(Relation).where(col(Relation.document_id) == document_id))
    return ids


def refresh(session: Session, ids: Iterable[int]) -> None:
    """Count entries anew, give them the best that is known, drop those that nobody cites any more."""
    touched = sorted(set(ids))
    for entry_id in touched:
        entry = session.get(Entry, entry_id)
        if entry is None:
            continue
        mentions = session.exec(select(Mention).where(Mention.entry_id == entry_id)).all()
        if not mentions and entry.source == "citation":
            session.delete(entry)
            continue
        entry.mention_count = len(mentions)
        entry.document_count = len({mention.document_id for mention in mentions})
        _fill_from_mentions(entry, mentions)
        _fill_from_registry(session, entry)
        entry.updated_at = utc_now()
        session.add(entry)
    session.flush()
    changes.touch(session, "entry", touched)


def note_legal_documents(session: Session, keys: Iterable[str]) -> None:
    """After an import into the registry table: make or renew the entries of these keys; registry facts win."""
    _lock(session)
    wanted = list(dict.fromkeys(keys))
    touched: list[int] = []
    for start in range(0, len(wanted), BATCH):
        part = wanted[start : start + BATCH]
        rows = session.exec(select(LegalDocument).where(col(LegalDocument.key).in_(part))).all()
        touched += _write_entries(session, [_entry_values(row) for row in rows], renew=True)
    session.expire_all()
    changes.touch(session, "entry", touched)


def seed(session: Session) -> int:
    """Entries of the shipped registry, so that documents which no letter cites yet are found too. Once for each state of
    the facts; the number of new entries."""
    state = {"facts": _facts_digest()}
    if session.exec(select(Audit.id).where(Audit.action == SEEDED, col(Audit.detail) == state)).first() is not None:
        return 0
    _lock(session)
    touched = _write_entries(session, [_shipped_values(fact) for fact in registry.load()], renew=False)
    changes.touch(session, "entry", touched)
    session.add(Audit(action=SEEDED, detail=state))
    return len(touched)


def _write_entries(session: Session, values: list[dict[str, Any]], renew: bool) -> list[int]:
    """Insert entries in bulk; those that are there are renewed or left. Ids of what was written."""
    if not values:
        return []
    connection = session.connection().connection.driver_connection
    assert connection is not None
    names = list(values[0])
    columns = ", ".join(f'"{name}"' for name in names)
    won = ", ".join(f'"{name}" = excluded."{name}"' for name in names if name not in NOT_RENEWED)
    with connection.cursor() as cursor:
        cursor.execute("create temporary table fresh (like entry including defaults) on commit drop")
        cursor.execute("alter table fresh drop column id")
        with cursor.copy(f"copy fresh ({columns}) from stdin") as copy:
            for row in values:
                copy.write_row([Jsonb(row[name]) if name in ("aliases", "facts") else row[name] for name in names])
        conflict = f"update set {won}" if renew else "nothing"
        cursor.execute(
            f"insert into entry ({columns}) select {columns} from fresh on conflict (key) do {conflict} returning id"
        )
        ids = [row[0] for row in cursor.fetchall()]
        cursor.execute("drop table fresh")
    return ids


def _resolve(session: Session, citation: Citation, where: str | None) -> Entry:
    number = citation.number
    key = entry_key(citation.key, number, citation.issuer, where)
    entry = session.exec(select(Entry).where(Entry.key == key)).first()
    if entry is not None:
        return entry
    if number and not _has_year(key, number) and not is_local(number):
        twin = _only_dated(session, key)
        if twin is not None:
            return twin
    entry = _new_entry(session, citation, key)
    if number and _has_year(key, number) and not is_local(number):
        _adopt_undated(session, entry)
    return entry


def _has_year(key: str, number: str) -> bool:
    return registry.year_in_number(number) is not None or YEAR_AT_END.search(key.split(" @")[0]) is not None


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


def _mention_rows(document_id: int, entry: Entry, citation: Citation) -> list[Mention]:
    shared: dict[str, Any] = {
        "document_id": document_id,
        "entry_id": entry.id,
        "confidence": citation.confidence,
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
    pairs = {
        (resolved[citation.key].key, "amends", resolved[citation.target_key].key)
        for citation in record.citations
        if citation.target_key and citation.target_key in resolved
    }
    own = _own_key(record, where)
    if own is not None:
        pairs |= {
            (own, citation.role, resolved[citation.key].key)
            for citation in record.citations
            if citation.role in RELATION_ROLES
        }
    for from_key, relation, to_key in sorted(pairs):
        if from_key != to_key:
            session.add(
                Relation(
                    from_key=from_key, relation=relation, to_key=to_key, source="document", document_id=document_id
                )
            )


def _own_key(record: Record, where: str | None) -> str | None:
    header = record.header
    if header.document_number is None:
        return None
    number = header.document_number.value
    doc_type = header.doc_type.value if header.doc_type else ""
    day = header.issue_date.value if header.issue_date else None
    issuer = header.issuing_body.value if header.issuing_body else None
    return entry_key(registry.registry_key(number, doc_type, day, None), number, issuer, where)


def _fill_from_mentions(entry: Entry, mentions: Iterable[Mention]) -> None:
    """What most letters say, each letter counted once; a person's or the registry's word stays."""
    if entry.source != "citation":
        return
    by_document = {mention.document_id: mention for mention in mentions}.values()
    for name in ("date", "issuer", "title"):
        said = Counter(value for mention in by_document if (value := getattr(mention, f"cited_{name}")))
        if said:
            setattr(entry, name, max(said.items(), key=lambda item: (item[1], len(item[0]), item[0]))[0])


def _fill_from_registry(session: Session, entry: Entry) -> None:
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
    entry.date = fact.date or entry.date
    entry.issuer = fact.issuer or entry.issuer
    entry.title = fact.title if fact.title and not (fact.upper_title and entry.title) else entry.title
    entry.effective_from = fact.effective or entry.effective_from
    entry.effective_to = fact.ends or entry.effective_to


def shipped_fact(key: str) -> registry.LegalDocument | None:
    """The shipped registry's row of a key."""
    return _shipped().get(key)


@cache
def _shipped() -> dict[str, registry.LegalDocument]:
    return {document.key: document for document in registry.load()}


def _facts_digest() -> str:
    """Names the state of the shipped facts without loading them, as every command asks."""
    folder = files("corpora.facts")
    parts = ((folder / name).read_bytes() for name in ("registry.tsv.gz", "registry_supplement.tsv"))
    return hashlib.sha256(b"".join(parts)).hexdigest()


@cache
def _province_names() -> dict[str, str]:
    """Folded name to name, of provinces before and after each change."""
    return {fold(name): name for province in tables.provinces() for name in (province.name, province.new_name) if name}


@cache
def _province_pattern() -> re.Pattern[str]:
    names = sorted(_province_names(), key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(re.escape(name) for name in names) + r")\b")


def _entry_values(row: LegalDocument) -> dict[str, Any]:
    """Columns of the entry of an imported fact."""
    shared = ("doc_type", "date", "place", "issuer", "title", "effective_from", "effective_to")
    values = _empty_values(row.key, row.number, row.date) | {name: getattr(row, name) for name in shared}
    return values | {"aliases": row.aliases, "facts": row.facts, "status": row.status or registry.UNKNOWN}


def _shipped_values(fact: registry.LegalDocument) -> dict[str, Any]:
    """Columns of the entry of a shipped fact."""
    shared = ("doc_type", "date", "place", "issuer", "title")
    values = _empty_values(fact.key, fact.number, fact.date) | {name: getattr(fact, name) for name in shared}
    return values | {"effective_from": fact.effective, "effective_to": fact.ends}


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


def _asked(number: str) -> tuple[str, set[str]] | None:
    """Serial and letter groups that a typed number asks for: "nghị quyết 57-nq/tw" gives ("57", {"nq", "tw"})."""
    typed = fold(number)
    for name, code in _type_names():
        typed = re.sub(rf"\b{name}\b", f" {code} ", typed)
    typed = re.sub(r"\b(?:so|luat so)\b", " ", typed)
    glued = re.sub(r"(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z]{2})", " ", typed)
    parts = words(glued)
    serials = [part for part in parts if part[0].isdigit()]
    if not serials:
        return None
    serial = serials[0].lstrip("0") or "0"
    return re.escape(serial), {part for part in parts if part not in (serials[0],)}


def _letters(entry: Entry) -> set[str]:
    """All words that may stand in a typed number of this entry."""
    number = entry.number or ""
    glued = re.sub(r"(?<=[a-z])(?=\d)", " ", fold(number))
    year = {str(entry.year)} if entry.year else set()
    return {*words(number), *words(glued), *words(entry.key.split(" @")[0]), *words(entry.place or ""), *year}


def _type_names() -> list[tuple[str, str]]:
    names = ((fold(name), fold(code)) for name, code in registry.TYPE_CODES.items())
    return sorted(names, key=lambda pair: -len(pair[0]))


def _by_key(session: Session, typed: str) -> list[Entry]:
    """Entries without a serial, by key or title ("Hiến pháp")."""
    wanted = fold(typed).strip()
    if not wanted:
        return []
    rows = session.exec(
        select(Entry).where(Entry.folded_number == "").order_by(col(Entry.document_count).desc()).limit(500)
    )
    return [entry for entry in rows if wanted in fold(f"{entry.key} {entry.title or ''}")]


def _lock(session: Session) -> None:
    session.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": LINK_LOCK})
