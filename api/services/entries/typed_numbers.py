"""Entries by a number as people type it."""

import re

from sqlmodel import Session, col, select

from api.services.values import fold, words
from corpora.facts import registry
from models.tables import Entry


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
