"""What the search index holds of each subject, and in which fields. Pure: no database.

head    words of type, number, title, aliases, place, without diacritics     marked  the same with diacritics
text    the words of a letter, or an entry's issuer and what letters say of it, kept for snippets; as a second value those of head,
        issuer and date, kept for ranking likely subjects: a word stands here wherever it stands
number  spellings of the number: its parts, and glued together ("57nqtw", "nq57", "qd749"); "#57" is the serial
type, issuer, place, year, date, cited, from_<status>, to_<status>           filters and orders; days as 20250131
weight  makes the score's factor: what letters cite comes first, central bodies before local ones
"""

import math
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import cast

import tantivy
from pydantic_core import to_json

from api.services.values import fold, words
from corpora.facts import registry

VERSION = 8  # of the fields: an index of another version is made anew
ENTRY, DOCUMENT = "entry", "document"
CITED = "cited"  # a second kind of entries that letters cite
STATUSES = (*registry.STATUSES, registry.UNKNOWN)
PHASE_FIELDS = {status: (f"from_{place}", f"to_{place}") for place, status in enumerate(STATUSES)}
WRITER_BYTES, WRITER_THREADS = 256_000_000, 2  # where everything is taken in anew
LONGEST_WORD = 40
SERIAL = re.compile(r"(\D*)([^\W_]*)(.*)", re.DOTALL)  # of a number: what stands before it and behind it
NO_PHASES = (("0001-01-01", registry.UNKNOWN),)
FAR = 99991231


@dataclass(frozen=True, slots=True)
class Subject:
    """An entry or a document, as it is searched. `text`: what snippets are taken from. `phases`: (first day, status)."""

    kind: str
    id: int
    title: str
    number: str | None = None
    doc_type: str | None = None
    type_code: str = ""
    date: str | None = None
    year: int | None = None
    place: str | None = None
    issuer: str | None = None
    aliases: tuple[str, ...] = ()
    text: str = ""
    cited: int = 0
    phases: tuple[tuple[str, str], ...] = NO_PHASES


def schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("uid", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_bytes_field("shown", stored=True)
    for name in ("kind", "type", "issuer", "place"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("head", tokenizer_name="folded", index_option="position")
    builder.add_text_field("marked", tokenizer_name="lowered", index_option="basic")
    builder.add_text_field("text", stored=True, tokenizer_name="folded", index_option="position")
    builder.add_text_field("number", tokenizer_name="whitespace", index_option="basic")
    for name in ("ordinal", "year"):
        builder.add_integer_field(name, indexed=True, fast=True)
    for name in ("date", "cited", *(name for pair in PHASE_FIELDS.values() for name in pair)):
        builder.add_integer_field(name, fast=True)
    builder.add_float_field("weight", fast=True)
    return builder.build()


def opened(folder: str) -> tantivy.Index:
    """The index in a folder. Raises ValueError where it is damaged or has other fields."""
    index = tantivy.Index(schema(), path=folder)
    short, lower = tantivy.Filter.remove_long(LONGEST_WORD), tantivy.Filter.lowercase()
    for name, filters in (("lowered", (short, lower)), ("folded", (short, lower, tantivy.Filter.ascii_fold()))):
        analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        for one in filters:
            analyzer = analyzer.filter(one)
        index.register_tokenizer(name, analyzer.build())
    return index


def document(subject: Subject) -> tantivy.Document:
    named = (subject.doc_type, subject.number, subject.title, *subject.aliases, subject.place)
    head = unicodedata.normalize("NFC", " ".join(part for part in named if part))
    made = tantivy.Document()
    made.add_text("uid", f"{subject.kind}:{subject.id}")
    made.add_text("kind", subject.kind)
    if subject.kind == ENTRY and subject.cited:
        made.add_text("kind", CITED)
    made.add_integer("ordinal", 2 * subject.id + (subject.kind == DOCUMENT))
    made.add_text("head", head)
    made.add_text("marked", head)
    made.add_text("text", unicodedata.normalize("NFC", subject.text))
    made.add_text("text", f"{head} {subject.issuer or ''} {subject.date or ''}")
    made.add_text("number", " ".join(number_spellings(subject.number, subject.doc_type or "", subject.type_code)))
    for name, value in (("type", subject.doc_type), ("place", subject.place)):
        if value:
            made.add_text(name, _folded(value))
    for body in (subject.issuer or "").split(";"):
        made.add_text("issuer", _folded(body.strip()))
    if subject.year:
        made.add_integer("year", subject.year)
    made.add_integer("date", day_number(subject.date) or (subject.year or 0) * 10_000)
    made.add_integer("cited", subject.cited)
    for name, day in _phase_days(subject.phases):
        made.add_integer(name, day)
    made.add_float("weight", 2.0 ** _factor(subject) - 2.0)  # the engine multiplies the score by log2(2 + weight)
    made.add_bytes("shown", to_json(_shown(subject)))
    return made


def number_spellings(number: str | None, type_name: str = "", type_code: str = "") -> list[str]:
    """Words under which a number is found: "57-NQ/TW" gives 57 nq tw 57nqtw nqtw57 nq57 57nq #57 …"""
    if not number:
        return []
    before, serial, after = cast(re.Match[str], SERIAL.match(number)).groups()
    serial = _glued(serial)
    front, back, codes, names = _around_serial(before, after, type_name, type_code)
    if not serial:
        return [*names, *front, "".join(front)]
    bare = serial.lstrip("0") or "0"
    spellings = {
        *names,
        *front,
        *back,
        f"#{bare}",
        bare + "".join(back),
        "".join((*front, serial, *back)),
        serial,
        bare,
    }
    for code in codes:
        spellings |= {code + serial, serial + code, code + bare, bare + code}
    return list(spellings)


@lru_cache(maxsize=50_000)
def _around_serial(before: str, after: str, type_name: str, type_code: str) -> tuple[tuple[str, ...], ...]:
    """Words before and behind a serial, letters that stand for the document, words of its type: met again with other serials."""
    front, back, names = _words(before), _words(after), _words(type_name)
    letters = [part for part in (*front, *back) if not part[0].isdigit()]
    return front, back, tuple({*letters[:1], "".join(letters), *_words(type_code)}), names


@lru_cache(maxsize=10_000)
def _folded(name: str) -> str:
    """Types, bodies and places: few names, met again and again."""
    return fold(name)


@lru_cache(maxsize=10_000)
def _words(name: str) -> tuple[str, ...]:
    return tuple(words(name))


def _glued(text: str) -> str:
    return text.lower() if text.isascii() else "".join(words(text))


@lru_cache(maxsize=50_000)
def day_number(iso: str | None) -> int:
    """A day as a number that sorts: "2025-01-31" is 20250131; 0 where there is none."""
    digits = (iso or "").replace("-", "")
    return int(digits.ljust(8, "0")) if digits.isdigit() else 0


def _factor(subject: Subject) -> float:
    known = 0.25 if subject.cited or subject.kind == DOCUMENT else 0.0
    return (1.0 + 0.15 * math.log1p(subject.cited) + known) * (0.8 if subject.kind == ENTRY and subject.place else 1.0)


@lru_cache(maxsize=50_000)
def _phase_days(phases: tuple[tuple[str, str], ...]) -> tuple[tuple[str, int], ...]:
    """Field and day of the first day of each status and of the first day after it."""
    days: list[tuple[str, int]] = []
    ends = [*(day_number(first) for first, _ in phases[1:]), FAR]
    for (first, status), end in zip(phases, ends, strict=True):
        begins, ended = PHASE_FIELDS[status]
        days += [(begins, day_number(first)), (ended, end)]
    return tuple(days)


def status_query(fields: tantivy.Schema, status: str, day: date) -> tantivy.Query:
    """Subjects of that status on that day. Raises KeyError on an unknown status."""
    (begins, ended), number = PHASE_FIELDS[status], day_number(day.isoformat())
    integer = tantivy.FieldType.Integer
    begun = tantivy.Query.range_query(fields, begins, integer, None, number)
    ends = tantivy.Query.range_query(fields, ended, integer, number + 1, None)
    return tantivy.Query.boolean_query([(tantivy.Occur.Must, begun), (tantivy.Occur.Must, ends)])


def _shown(subject: Subject) -> dict[str, object]:
    return {
        "title": subject.title,
        "number": subject.number,
        "doc_type": subject.doc_type,
        "date": subject.date,
        "issuer": subject.issuer,
        "aliases": subject.aliases if subject.kind == ENTRY else (),
        "document_count": subject.cited,
    }
