"""Keys of entries: what tells two documents of one number apart. Pure."""

import re
from functools import cache

from api.services.values import fold
from corpora.facts import registry, tables
from models.record import Record

LOCAL_SYMBOL = re.compile(r"(?:^|[/-])(?:UBND|HĐND|TU|ĐU|HU|QU|TTHĐND|S[A-ZĐ]{2,})(?=$|[-/,&])")
LOWER_LEVEL = re.compile(r"\b(?:huyện|quận|thị xã|thị trấn|phường|xã|đặc khu)\s+(?P<name>[^,;.]+)", re.IGNORECASE)
YEAR_AT_END = re.compile(r" (?P<year>(?:19|20)\d\d)$")


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


def own_key(record: Record, where: str | None) -> str | None:
    """Key of the entry that a document itself is, by its header; `where`: its `citing_place`."""
    header = record.header
    if header.document_number is None:
        return None
    number = header.document_number.value
    doc_type = header.doc_type.value if header.doc_type else ""
    day = header.issue_date.value if header.issue_date else None
    issuer = header.issuing_body.value if header.issuing_body else None
    return entry_key(registry.registry_key(number, doc_type, day, None), number, issuer, where)


def dated_own_key(record: Record, where: str | None) -> str | None:
    """`own_key` of a document whose year is known; else nobody can tell which of its number it is."""
    key = own_key(record, where)
    number = record.header.document_number
    return key if key and number and year_of(key, number.value) else None


def year_of(key: str, number: str | None) -> str | None:
    """The year that stands in a number, or at the end of its key; None where the document is undated."""
    at_end = YEAR_AT_END.search(key.split(" @")[0])
    return (registry.year_in_number(number) if number else None) or (at_end["year"] if at_end else None)


@cache
def _province_names() -> dict[str, str]:
    """Folded name to name, of provinces before and after each change."""
    return {fold(name): name for province in tables.provinces() for name in (province.name, province.new_name) if name}


@cache
def _province_pattern() -> re.Pattern[str]:
    names = sorted(_province_names(), key=len, reverse=True)
    return re.compile(r"\b(?:" + "|".join(re.escape(name) for name in names) + r")\b")
