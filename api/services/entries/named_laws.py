"""Laws that letters cite by name and day or year only: "Luật Đất đai năm 2024". Facts of the registry tell their numbers.

Where the facts leave none or several, the law stays under its name.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from sqlmodel import Session, col, select

from corpora.facts import registry, tables
from models.record import Citation
from models.tables import LegalDocument

KINDS = ("Luật", "Bộ luật", "Pháp lệnh")
YEAR_BEHIND = re.compile(r" (?P<year>(?:19|20)\d\d)$")


class NamedLaw(NamedTuple):
    key: str
    number: str
    date: str  # ISO; "" where not known


def law_meant(session: Session, citation: Citation) -> NamedLaw | None:
    """The one law of the cited name and day, or year where no day is given."""
    if citation.number or citation.doc_type not in KINDS or not citation.title:
        return None
    year = YEAR_BEHIND.search(citation.key)
    when = citation.date or (year["year"] if year else "")
    named = (citation.doc_type, registry.folded_law_name(citation.title))
    known = {law.key: law for law in (*_shipped().get(named, ()), *_imported(session, named))}
    fits = [law for law in known.values() if when and _is_of(law, when)]
    return fits[0] if len(fits) == 1 else None


def _is_of(law: NamedLaw, when: str) -> bool:
    """Whether a law is of that day; of that year where only the year is asked or known."""
    return when in (law.date, law.date[:4] or registry.year_in_number(law.number))


@cache
def _shipped() -> dict[tuple[str, str], tuple[NamedLaw, ...]]:
    """(kind, folded name) to the laws of that name, in the registry and in the table of laws."""
    found: dict[tuple[str, str], dict[str, NamedLaw]] = defaultdict(dict)
    for kind, name, law in (*_of_table(), *_of_registry(registry.load())):
        found[kind, registry.folded_law_name(name)][law.key] = law
    return {named: tuple(laws.values()) for named, laws in found.items()}


def _of_table() -> Iterator[tuple[str, str, NamedLaw]]:
    for law in tables.laws():
        if law.number:
            key = registry.registry_key(law.number, law.kind, None, None)
            yield law.kind, law.name, NamedLaw(key, law.number, law.date)


def _of_registry(facts: Iterable[registry.LegalDocument]) -> Iterator[tuple[str, str, NamedLaw]]:
    for fact in facts:
        if fact.doc_type in KINDS and fact.number and fact.title:
            yield fact.doc_type, fact.title, NamedLaw(fact.key, fact.number, fact.date or "")


def _imported(session: Session, named: tuple[str, str]) -> list[NamedLaw]:
    rows = session.exec(
        select(LegalDocument).where(LegalDocument.doc_type == named[0], col(LegalDocument.number) != "")
    )
    return [
        NamedLaw(row.key, row.number or "", row.date or "")
        for row in rows
        if registry.folded_law_name(row.title or "") == named[1]
    ]
