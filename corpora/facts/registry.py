"""Facts on legal documents: what exists, when it took effect, what ended it. Status is a function of a date.

`registry.tsv.gz` is made by `corpora.build_registry` from public registers; `registry_supplement.tsv` holds facts checked
by hand that win over it. The national law database's terms for effect are used as they are.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from corpora.facts import tables

IN_FORCE = "Còn hiệu lực"
PARTLY_ENDED = "Hết hiệu lực một phần"
ENDED = "Hết hiệu lực toàn bộ"
NOT_YET = "Chưa có hiệu lực"
SUSPENDED = "Ngưng hiệu lực"
PARTLY_SUSPENDED = "Ngưng hiệu lực một phần"
OUTDATED = "Không còn phù hợp"
UNKNOWN = "Chưa xác định"  # our label where the facts are silent; not a term of the national database
STATUSES = (IN_FORCE, PARTLY_ENDED, ENDED, NOT_YET, SUSPENDED, PARTLY_SUSPENDED, OUTDATED)

# Least days from signing to effect: of a normative text of the centre by Luật 64/2025/QH15 art. 53; of a law the lower
# quartile of 276 in the registry.
USUAL_DELAY = timedelta(days=45)
LAW_DELAY = timedelta(days=196)
LAWS = ("Luật", "Bộ luật")
RECENT_YEARS = (
    2  # a normative text so young is in force where nothing is known against it; a law, which only a law ends, longer
)
RECENT_LAW_YEARS = 5
UNNUMBERED_TYPES = {"Luật", "Bộ luật", "Pháp lệnh", "Hiến pháp"}
PLACED_SYMBOLS = re.compile(r"(?:UBND|HĐND|TU|ĐU|BCĐ|S[A-ZĐ][\w&]*|BCSĐ|VP|VPTU)$")
LAW_KIND = re.compile(r"^(?:bo luat|luat|phap lenh)\s+")  # before a law's name in folded words
SERIAL = re.compile(r"^0+(?=\d)")
NUMBER_SIGNS = str.maketrans(
    {**dict.fromkeys("‐‑‒–—−", "-"), **dict.fromkeys("ĐÐđð", "d"), **dict.fromkeys("&\u200b\ufeff", "")}
)
YEAR_IN_NUMBER = re.compile(r"^[^/]+/((?:19|20)\d\d)/")
MULTIPLE = ("replaced_by", "repealed_by", "amended_by", "partly_ended_by")


@dataclass(frozen=True, slots=True)
class LegalDocument:
    """One legal document. Dates are ISO; `ends` is the first day without effect (`ends_exact` false: about that day).

    `upper_title`: the register prints the title in capitals, so the case of names in `title` is a guess.
    `status` is what a register said on `status_date`; `derived_from` names the base law whose end ended this text.
    """

    key: str
    number: str
    doc_type: str
    date: str | None = None
    issuer: str | None = None
    place: str | None = None
    title: str | None = None
    effective: str | None = None
    ends: str | None = None
    ends_exact: bool = True
    status: str | None = None
    status_date: str | None = None
    replaced_by: tuple[str, ...] = ()
    repealed_by: tuple[str, ...] = ()
    amended_by: tuple[str, ...] = ()
    partly_ended_by: tuple[str, ...] = ()
    derived_from: str | None = None
    codified: bool = False
    upper_title: bool = False
    note: str | None = None
    source: str = ""

    @property
    def successors(self) -> tuple[str, ...]:
        return self.replaced_by or self.repealed_by


COLUMNS = tuple(field.name for field in fields(LegalDocument))


@dataclass(frozen=True, slots=True)
class Effect:
    """Effect on a day: `status`, why (Vietnamese), since when (ISO), and the numbers of what took its place."""

    status: str
    reason: str
    since: str | None = None
    successors: tuple[str, ...] = ()

    @property
    def usable(self) -> bool:
        """Whether a draft of that day may still cite the document."""
        return self.status in (IN_FORCE, PARTLY_ENDED, UNKNOWN, PARTLY_SUSPENDED)


def fold_number(number: str) -> str:
    """A number for comparison: no spaces, one kind of dash, serial without leading zeros, Đ as D, & dropped, lower case.

    Raises nothing; `fold_number("  09/2021 /NÐ–CP")` is "9/2021/nd-cp"."""
    text = unicodedata.normalize("NFC", number).translate(NUMBER_SIGNS)
    text = SERIAL.sub("", "".join(text.split())).lower()
    return text.strip(".,;:")


def fold_words(text: str) -> str:
    """Lower case, no diacritics, đ as d, punctuation as spaces: for comparing words."""
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D").replace("ð", "d").replace("Ð", "D"))
    plain = "".join(char for char in plain if not unicodedata.combining(char)).lower()
    return re.sub(r"[^0-9a-z/]+", " ", plain).strip()


def folded_law_name(title: str) -> str:
    """A law's name in folded words, without its kind: "Luật Đất đai" and "Đất đai" are "dat dai"."""
    return LAW_KIND.sub("", fold_words(title))


def year_in_number(number: str) -> str | None:
    """The year that stands in a normative number, "85/2016/NĐ-CP" → "2016"; None where it has none."""
    match = YEAR_IN_NUMBER.match(number)
    return match[1] if match else None


def registry_key(number: str, doc_type: str, day: str | None, place: str | None) -> str:
    """Key of a document: type code, number, the year where the number has none, the place where the symbol is shared.

    A serial of one digit is printed with its zero, as the rules ask."""
    code = type_code(number, doc_type)
    number = re.sub(r"^(\d)(?=\D)", r"0\1", number)
    year = "" if year_in_number(number) or not day else f" {day[:4]}"
    where = f" @{place}" if place else ""
    return f"{code} {number}{year}{where}".strip()


def type_code(number: str, doc_type: str) -> str:
    """The letters of the type: out of the number where it carries them, else the type's name (Luật) or CV."""
    if re.search(r"/QH\d+$", number):
        return "NQ" if doc_type == "Nghị quyết" else "Bộ luật" if doc_type == "Bộ luật" else "Luật"
    if re.search(r"UBTVQH\d+$", number):
        return "NQ" if doc_type == "Nghị quyết" else "PL"
    if match := re.match(r"^\w+-([^/]+)/", number):
        return match[1]
    groups = [part for part in number.split("/")[1:] if not re.fullmatch(r"(?:19|20)\d\d", part)]
    letters = groups[0].split("-")[0] if groups else ""
    return letters if letters in TYPE_LETTERS else TYPE_CODES.get(doc_type, "CV")


TYPE_CODES = {
    "Nghị quyết": "NQ", "Nghị định": "NĐ", "Quyết định": "QĐ", "Thông tư": "TT", "Thông tư liên tịch": "TTLT",
    "Chỉ thị": "CT", "Kế hoạch": "KH", "Chương trình": "CTr", "Chương trình hành động": "CTr", "Kết luận": "KL",
    "Quy định": "QĐ", "Quy chế": "QC", "Hướng dẫn": "HD", "Thông báo": "TB", "Báo cáo": "BC", "Tờ trình": "TTr",
    "Công điện": "CĐ", "Đề án": "ĐA", "Dự án": "DA", "Văn bản hợp nhất": "VBHN", "Nghị quyết liên tịch": "NQLT",
    "Lệnh": "L", "Công văn": "CV", "Luật": "Luật", "Bộ luật": "Bộ luật", "Pháp lệnh": "PL", "Hiến pháp": "Hiến pháp",
}  # fmt: skip
TYPE_LETTERS = {*TYPE_CODES.values(), "QyĐ", "QC", "TC", "PA", "BB", "HĐ", "CTR", "Ctr"} - {"CV", "Luật", "Bộ luật"}


def status_on(document: LegalDocument, day: date, facts_date: str | None = None) -> Effect:
    """Effect of a document on a day, as far as the facts go. Never claims force where nothing is known."""
    iso = day.isoformat()
    if document.date and iso < document.date:
        return Effect(NOT_YET, f"Ban hành ngày {vietnamese_date(document.date)}, sau ngày đang xét.", document.date)
    ended = _ended(document, day)
    if ended is not None:
        return ended
    if document.effective and iso < document.effective:
        reason = f"Có hiệu lực từ ngày {vietnamese_date(document.effective)}."
        return Effect(NOT_YET, reason, document.effective)
    if _new_law(document) and day < date.fromisoformat(document.date or "") + LAW_DELAY:
        reason = f"Ban hành ngày {vietnamese_date(document.date or '')}, chưa rõ ngày có hiệu lực; cần đối chiếu."
        return Effect(NOT_YET, reason)
    if document.status in (SUSPENDED, PARTLY_SUSPENDED, OUTDATED) and iso >= (document.status_date or ""):
        return Effect(
            document.status, f"Theo cơ sở dữ liệu văn bản pháp luật ngày {vietnamese_date(document.status_date or '')}."
        )
    partly = [number for number in document.partly_ended_by if (year_in_number(number) or "0") <= iso[:4]]
    if partly or (document.status == PARTLY_ENDED and iso >= (document.status_date or "")):
        by = f" bởi {', '.join(partly)}" if partly else ""
        return Effect(PARTLY_ENDED, f"Một phần bị bãi bỏ hoặc thay thế{by}.")
    return _in_force(document, facts_date or facts().date)


def phases(document: LegalDocument) -> tuple[tuple[str, str], ...]:
    """(first day, status) of each stretch of time with one status, in order; `status_on` looked at on the days it turns on."""
    days = [document.date, document.effective, document.ends, document.status_date]
    if document.ends and not document.ends_exact:
        days.append((date.fromisoformat(document.ends) + USUAL_DELAY).isoformat())
    days += [f"{year_in_number(number) or '0001'}-01-01" for number in document.partly_ended_by]
    if not any(days):
        return (("0001-01-01", status_on(document, date.min).status),)
    found: list[tuple[str, str]] = []
    for day in sorted({"0001-01-01", *(day for day in days if day)}):
        status = status_on(document, date.fromisoformat(day)).status
        if not found or found[-1][1] != status:
            found.append((day, status))
    return tuple(found)


def _new_law(document: LegalDocument) -> bool:
    """A law of which only the day of signing is known."""
    dated = document.doc_type in LAWS and len(document.date or "") == len("2026-01-31")
    return dated and not (document.effective or document.codified)


def usual_delay(document: LegalDocument) -> timedelta:
    """How long after its signing a text of this type, or its like successor, takes effect at the earliest."""
    return LAW_DELAY if document.doc_type in LAWS else USUAL_DELAY


def _ended(document: LegalDocument, day: date) -> Effect | None:
    iso = day.isoformat()
    if document.ends:
        last = date.fromisoformat(document.ends)
        if day < (last if document.ends_exact else last + usual_delay(document)):
            return None
        about = "" if document.ends_exact else "khoảng "
        reason = f"Hết hiệu lực từ {about}ngày {vietnamese_date(document.ends)}{_by(document)}."
        return Effect(ENDED, reason, document.ends, document.successors)
    if document.status == ENDED and iso >= (document.status_date or ""):
        reason = f"Hết hiệu lực theo cơ sở dữ liệu văn bản pháp luật{_by(document)}."
        return Effect(ENDED, reason, None, document.successors)
    return None


def _by(document: LegalDocument) -> str:
    if document.replaced_by:
        return f", được thay thế bởi {', '.join(document.replaced_by)}"
    if document.repealed_by:
        return f", bị bãi bỏ bởi {', '.join(document.repealed_by)}"
    if document.derived_from:
        return f", cùng với văn bản được quy định chi tiết ({document.derived_from})"
    return ""


def _in_force(document: LegalDocument, facts_date: str) -> Effect:
    known = vietnamese_date(facts_date)
    if document.status == IN_FORCE:
        when = document.status_date or facts_date
        return Effect(
            IN_FORCE,
            f"Còn hiệu lực theo cơ sở dữ liệu văn bản pháp luật ngày {vietnamese_date(when)}.",
            document.effective,
        )
    if document.effective or document.codified or _is_recent(document, facts_date):
        reason = f"Chưa thấy văn bản thay thế hoặc bãi bỏ trong dữ liệu đến ngày {known}."
        return Effect(IN_FORCE, reason, document.effective)
    return Effect(UNKNOWN, f"Chưa có thông tin hết hiệu lực trong dữ liệu đến ngày {known}; cần đối chiếu.")


def _is_recent(document: LegalDocument, facts_date: str) -> bool:
    """A normative text issued in the years before the facts were gathered: too young to be missing by age."""
    years = RECENT_LAW_YEARS if document.doc_type in LAWS else RECENT_YEARS
    oldest = f"{int(facts_date[:4]) - years}{facts_date[4:]}"
    return bool(document.date and document.date >= oldest and year_in_number(document.number))


def vietnamese_date(iso: str) -> str:
    """ "2026-07-01" → "01/7/2026": months 1 and 2 and days under 10 get a zero (NĐ 30/2020, phụ lục I)."""
    parts = iso.split("-")
    if len(parts) != 3:
        return iso
    year, month, day = int(parts[0]), int(parts[1]), int(parts[2])
    return f"{day:02d}/{month:02d}/{year}" if month < 3 else f"{day:02d}/{month}/{year}"


@dataclass(frozen=True, slots=True)
class Facts:
    """The shipped registry: its documents and the date of the facts (ISO)."""

    documents: tuple[LegalDocument, ...]
    date: str


@cache
def facts() -> Facts:
    """The shipped registry, read once. Facts checked by hand replace or complete those of the registers."""
    folder = files(__package__)
    meta = json.loads((folder / "registry_meta.json").read_text(encoding="utf-8"))
    data = gzip.decompress((folder / "registry.tsv.gz").read_bytes()).decode()
    by_key = {document.key: document for document in read_tsv(data)}
    supplement = read_tsv((folder / "registry_supplement.tsv").read_text(encoding="utf-8"))
    return Facts(tuple(sorted(merge_checked(by_key, supplement), key=lambda item: item.key)), meta["facts_date"])


@cache
def known_aliases() -> dict[str, str]:
    """Names by which everybody knows a document, folded, with its key: "de an 06" → "QĐ 06/QĐ-TTg 2022"."""
    return {fold_words(alias): key for alias, key in tables.known_aliases()}


@cache
def aliases_by_key() -> dict[str, tuple[str, ...]]:
    """Key to the names by which everybody knows the document, as printed."""
    keys = dict.fromkeys(key for _, key in tables.known_aliases())
    return {key: tuple(alias for alias, named in tables.known_aliases() if named == key) for key in keys}


def load() -> tuple[LegalDocument, ...]:
    """All shipped documents, sorted by key."""
    return facts().documents


def merge_checked(by_key: dict[str, LegalDocument], checked: Iterable[LegalDocument]) -> Iterator[LegalDocument]:
    """Documents with the checked facts laid over them: what a checked row states wins, what it leaves empty stays."""
    result = dict(by_key)
    for row in checked:
        old = result.pop(row.key, None) or result.pop(_undated_twin(row, result), None)
        result[row.key] = row if old is None else _overlay(old, row)
    yield from result.values()


def _undated_twin(row: LegalDocument, by_key: dict[str, LegalDocument]) -> str:
    """Key of the same document listed without its date, if any."""
    bare = registry_key(row.number, row.doc_type, None, row.place)
    other = by_key.get(bare)
    return bare if other is not None and other.date is None else ""


def _overlay(old: LegalDocument, new: LegalDocument) -> LegalDocument:
    stated = {name: getattr(new, name) for name in COLUMNS if getattr(new, name) not in (None, (), "")}
    if new.title:
        stated["upper_title"] = new.upper_title
    return replace(old, **stated)


def read_tsv(text: str) -> Iterator[LegalDocument]:
    """Rows of a registry table. Raises ValueError on an unknown column."""
    rows = csv.reader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE)
    header = next(rows)
    unknown = set(header) - set(COLUMNS)
    if unknown:
        raise ValueError(f"unknown columns: {sorted(unknown)}")
    for row in rows:
        yield from_strings(dict(zip(header, row, strict=True)))


def from_strings(values: dict[str, str]) -> LegalDocument:
    """A document from cells of a table: lists are joined by "; ", flags are "1", empty means unknown."""
    named: dict[str, object] = {}
    for name, text in values.items():
        cell = text.strip()
        if name in MULTIPLE:
            named[name] = tuple(part for part in cell.split("; ") if part)
        elif name in ("codified", "upper_title"):
            named[name] = cell == "1"
        elif name == "ends_exact":
            named[name] = cell != "0"
        else:
            named[name] = cell or ("" if name in ("key", "number", "doc_type", "source") else None)
    if not named.get("key"):
        day, place = values.get("date", "").strip() or None, values.get("place", "").strip() or None
        named["key"] = registry_key(values["number"].strip(), values["doc_type"].strip(), day, place)
    return LegalDocument(**named)  # type: ignore[arg-type]


def to_strings(document: LegalDocument, columns: Sequence[str] = COLUMNS) -> list[str]:
    """Cells of a table row; the reverse of `from_strings`."""
    cells = []
    for name in columns:
        value = getattr(document, name)
        if isinstance(value, tuple):
            cells.append("; ".join(value))
        elif isinstance(value, bool):
            cells.append("1" if value else "0")
        else:
            cells.append(value or "")
    return cells
