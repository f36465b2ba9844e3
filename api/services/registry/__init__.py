"""The registry of legal documents in the store: shipped facts, imports, lookups held in memory.

The shipped facts come with the program (`corpora.facts.registry`); the table `legal_document` holds what staff import.
An imported fact wins over a shipped one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from api.services import bulk
from api.services.entries.decided import STAFF, all_corrections, corrected_fact
from api.services.registry.importing import HEADINGS, ImportReport, LineError, ParsedImport, parse_file, template_csv
from api.services.registry.index import RegistryIndex
from corpora.facts.registry import (
    MULTIPLE,
    Effect,
    LegalDocument,
    facts,
    fold_number,
    merge_checked,
)
from models.tables import Decision, utc_now
from models.tables import LegalDocument as Row

IMPORTED = "import: "  # how the source of an imported row begins
BATCH = 2000
FACT_NAMES = ("ends_exact", "status_date", "derived_from", "codified", "upper_title", "note", *MULTIPLE)

_cache: dict[str, RegistryIndex] = {}  # the newest version only; a lookup table, made anew whenever the version changes


def registry_index(session: Session) -> RegistryIndex:
    """Lookups over shipped and imported facts; made once for each version of the registry."""
    version = registry_version(session)
    if version not in _cache:
        shipped = facts()
        imported = [from_row(row) for row in session.exec(select(Row).where(col(Row.source).startswith(IMPORTED)))]
        merged = merge_checked({item.key: item for item in shipped.documents}, imported)
        _cache.clear()
        _cache[version] = RegistryIndex.of(_as_corrected(session, merged), shipped.date, version)
    return _cache[version]


def registry_version(session: Session) -> str:
    """Changes whenever an import or a staff correction changes the registry, or the program ships other facts."""
    imported = col(Row.source).startswith(IMPORTED)
    count, latest = session.exec(select(func.count(), func.max(Row.imported_at)).where(imported)).one()
    shipped = facts()
    said = session.exec(select(func.count(col(Decision.id)), func.max(Decision.undone_at))).one()
    return f"{shipped.date} {len(shipped.documents)} {count} {latest} {said}"


def _as_corrected(session: Session, documents: Iterable[LegalDocument]) -> Iterator[LegalDocument]:
    """The facts with what staff said of their entries; documents that only staff know stand at the end."""
    said = all_corrections(session)
    for document in documents:
        values = said.pop(document.key, None)
        yield corrected_fact(document, values) if values else document
    for key, values in said.items():
        if values.get("number"):
            yield corrected_fact(LegalDocument(key, "", "", source=STAFF), values)


def import_file(session: Session, data: bytes, file_name: str) -> ImportReport:
    """Facts from CSV or JSON lines into the registry. Lines with errors are named, the others are taken."""
    parsed = parse_file(data, file_name)
    wanted = {item.key: item for item in parsed.documents}
    known = {row.key: from_row(row) for row in _rows(session, wanted)}
    source = f"{IMPORTED}{file_name}"
    changed = [item for key, item in wanted.items() if key in known and not _says_nothing_new(known[key], item)]
    added = [item for key, item in wanted.items() if key not in known]
    unchanged = len(wanted) - len(changed) - len(added)
    merged = [replace(_over(known[item.key], item), source=source) for item in changed]
    rows = [{**to_row(item), "source": source} for item in [*merged, *added]]
    bulk.upsert(session, "legal_document", rows, frozenset(), "key")
    return ImportReport(len(added), len(changed), unchanged, tuple(parsed.errors), tuple(row["key"] for row in rows))


def status_of(session: Session, number: str, day: date, issued: str | None = None) -> Effect | None:
    """Effect of a document on a day by its number; None where the registry does not know it or knows several."""
    index = registry_index(session)
    document = index.find(number, issued)
    return index.status(document, day) if document is not None else None


def to_row(document: LegalDocument) -> dict[str, Any]:
    """Columns of the table for a document; what has no column of its own is under `facts`."""
    known = {name: getattr(document, name) for name in FACT_NAMES}
    return {
        "key": document.key,
        "number": document.number or None,
        "doc_type": document.doc_type,
        "date": document.date,
        "issuer": document.issuer,
        "place": document.place,
        "title": document.title,
        "aliases": [],
        "status": document.status or "",
        "effective_from": document.effective,
        "effective_to": document.ends,
        "sectors": [],
        "source": document.source,
        "facts": {name: list(value) if isinstance(value, tuple) else value for name, value in known.items() if value},
        "imported_at": utc_now(),
    }


def from_row(row: Row) -> LegalDocument:
    """The document that a row of the table describes."""
    more = dict(row.facts or {})
    named: dict[str, Any] = {
        name: tuple(more.get(name, ())) if name in MULTIPLE else more.get(name) for name in FACT_NAMES
    }
    named |= {"codified": bool(more.get("codified")), "upper_title": bool(more.get("upper_title"))}
    named["ends_exact"] = bool(more.get("ends_exact", row.effective_to is None))
    return LegalDocument(
        key=row.key, number=row.number or "", doc_type=row.doc_type or "", date=row.date, issuer=row.issuer,
        place=row.place, title=row.title, effective=row.effective_from, ends=row.effective_to,
        status=row.status or None, source=row.source, **named,
    )  # fmt: skip


def _rows(session: Session, keys: Iterable[str]) -> list[Row]:
    wanted = list(keys)
    found: list[Row] = []
    for start in range(0, len(wanted), BATCH):
        found.extend(session.exec(select(Row).where(col(Row.key).in_(wanted[start : start + BATCH]))))
    return found


def _says_nothing_new(old: LegalDocument, new: LegalDocument) -> bool:
    return all(
        getattr(new, name) in (None, (), "", getattr(old, name))
        for name in ("date", "issuer", "title", "effective", "ends", "status", *MULTIPLE)
    )


def _over(old: LegalDocument, new: LegalDocument) -> LegalDocument:
    return next(iter(merge_checked({old.key: old}, [new])))


__all__ = [
    "HEADINGS", "ImportReport", "LineError", "ParsedImport", "RegistryIndex", "fold_number", "from_row",
    "import_file", "parse_file", "registry_index", "registry_version", "status_of", "template_csv", "to_row",
]  # fmt: skip
