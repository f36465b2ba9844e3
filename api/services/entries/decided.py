"""What staff decided about entries, as linking and counting have to follow it. Made and undone in `api.services.decisions`."""

from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col, select

from api.services import changes
from api.services.entries.keys import YEAR_AT_END
from corpora.facts import registry
from models.record import Citation
from models.tables import Decision, Entry

MERGE, SPLIT, CORRECT = "merge", "split", "correct"
STAFF = "staff"  # source of an entry of which staff said something
FACT_COLUMNS = {"effective_from": "effective", "effective_to": "ends"}  # entry's name to the registry's
MOST_STEPS = 20  # of merges that follow each other


@dataclass(frozen=True)
class Splits:
    """Where one letter's citations go by decision of staff: by their key, else by what is printed."""

    by_key: dict[str, str] = field(default_factory=dict)
    by_print: dict[str, str] = field(default_factory=dict)

    def target(self, key: str, citation: Citation) -> str | None:
        printed = (citation.raw, *(mention.raw for mention in citation.mentions))
        return self.by_key.get(key) or next((self.by_print[raw] for raw in printed if raw in self.by_print), None)


def splits_of(session: Session, document_id: int, keys: set[str]) -> Splits:
    """`keys`: of the letter's citations. What is printed decides only where a new reading gave another key."""
    rows = session.exec(_standing(SPLIT).where(Decision.document_id == document_id).order_by(col(Decision.id)))
    splits = Splits()
    for row in rows:
        assert row.target_key is not None
        if row.key in keys:
            splits.by_key[row.key] = row.target_key
        else:
            splits.by_print[row.anchor] = row.target_key
    return splits


def survivor(session: Session, key: str) -> str:
    """The key of the entry that this one was merged into, or itself."""
    for _ in range(MOST_STEPS):
        row = session.exec(_standing(MERGE).where(Decision.key == key)).first()
        if row is None or row.target_key is None:
            break
        key = row.target_key
    return key


def merged_into(session: Session, key: str) -> set[str]:
    """The keys whose letters go to `key`: its own, and of all that were merged into it."""
    found, waiting = {key}, [key]
    while waiting:
        merges = _standing(MERGE).where(Decision.target_key == waiting.pop())
        fresh = {row.key for row in session.exec(merges)} - found
        found |= fresh
        waiting += fresh
    return found


def decided_entry(session: Session, splits: Splits, key: str, citation: Citation) -> Entry | None:
    """The entry that staff say a citation with this key means; None where they said nothing."""
    chosen = splits.target(key, citation)
    target = survivor(session, chosen or key)
    return entry_of_key(session, target) if chosen or target != key else None


def entry_of_key(session: Session, key: str) -> Entry:
    """The entry of a key, made where nobody cites it yet: what staff said of it fills it."""
    entry = session.exec(select(Entry).where(Entry.key == key)).first()
    if entry is None:
        plain, _, place = key.partition(" @")
        year = YEAR_AT_END.search(plain)
        entry = Entry(key=key, year=int(year["year"]) if year else None, place=place or None)
        fill_from_staff(session, entry)
        session.add(entry)
        session.flush()
    return entry


def forget_staff(entry: Entry, registered: bool) -> None:
    """Before an entry is filled anew: its source without what staff said."""
    if entry.source == STAFF:
        entry.source = "registry" if registered else "citation"


def fill_from_staff(session: Session, entry: Entry) -> None:
    """What staff said of the entry, over everything else."""
    values = corrections_of(session, entry.key)
    for name, value in values.items():
        setattr(entry, name, value)
    if values:
        entry.source = STAFF
    if number := values.get("number"):
        entry.folded_number = registry.fold_number(number)


def corrections_of(session: Session, key: str) -> dict[str, Any]:
    """Field to value, the latest standing correction of each."""
    rows = session.exec(_standing(CORRECT).where(Decision.key == key).order_by(col(Decision.id)))
    return {row.field: row.value for row in rows if row.field}


def all_corrections(session: Session) -> dict[str, dict[str, Any]]:
    """`corrections_of` for every entry that staff corrected, by key."""
    found: dict[str, dict[str, Any]] = {}
    for row in session.exec(_standing(CORRECT).order_by(col(Decision.id))):
        found.setdefault(row.key, {})[row.field] = row.value
    return found


def corrected_fact(document: registry.LegalDocument, values: dict[str, Any]) -> registry.LegalDocument:
    """A fact of the registry with what staff said of its entry."""
    said: dict[str, Any] = {FACT_COLUMNS.get(name, name): value for name, value in values.items() if name != "aliases"}
    said |= {name: said[name] or "" for name in ("number", "doc_type") if name in said}
    if said.get("title"):
        said["upper_title"] = False
    if said.get("ends"):
        said["ends_exact"] = True
    if "status" in said:
        said |= {"status": None if said["status"] == registry.UNKNOWN else said["status"], "status_date": None}
    if said.get("status") in (registry.IN_FORCE, registry.PARTLY_ENDED):
        said = {"ends": None} | said
    return replace(document, **said)


def keep_decided(session: Session) -> None:
    """After registry facts were written over entries: corrections win again, merged entries go again."""
    merged = _standing(MERGE).with_only_columns(col(Decision.key))
    gone = session.execute(delete(Entry).where(col(Entry.key).in_(merged)).returning(col(Entry.id))).scalars().all()
    corrected = _standing(CORRECT).with_only_columns(col(Decision.key))
    for entry in session.exec(select(Entry).where(col(Entry.key).in_(corrected))):
        fill_from_staff(session, entry)
        session.add(entry)
    session.flush()
    changes.touch(session, "entry", gone)


def _standing(kind: str) -> Any:
    return select(Decision).where(Decision.kind == kind, col(Decision.undone_at).is_(None))
