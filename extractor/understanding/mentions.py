"""Printed mentions of documents: a number with the words before it, or a law by its name.

A mention is the stretch from the type word to the end of the number ("Quyết định số 749/QĐ-TTg"); what follows it
(date, issuer, title) is read by `trailing`, why it is there by `roles`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from corpora.facts import tables
from extractor.document import Document
from extractor.understanding.letters import UPPER, fold, squeeze
from extractor.understanding.numbers import (
    DocumentNumber,
    FoundNumber,
    find_numbers,
    parse_number,
    type_code_of,
    with_hint,
)
from models.record import CitationRole

WINDOW = 120  # characters before a number in which its type word must stand
LAW_WINDOW = 500  # the same for the name of a law that amends several
LAW_STOP = re.compile(r"[;.:()\d\n\"]")
SO = r"(?:s[o60bd§e]{0,2}|so|sa)"
SO_BEFORE = re.compile(rf"(?:(?<=\s)|(?<=^)|(?<=\()){SO}\s*[:.;]?\s*$")
SERIALS = re.compile(r"(?P<list>(?:\d{1,5}[a-z]?\s*(?:,|;|va)\s*)+)$")
OTHER_PAPERS = re.compile(
    r"(?:\bmau|\bbieu(?: mau)?|\bphieu|giay phep|giay chung nhan|chung chi|\bgcn\w*|\bgp|ma so|tai khoan|\bstk|dien thoai|\bdt|\bfax|hoa don"
    r"|quy chuan|tieu chuan|qcvn|tcvn|\bhop dong|bien lai|ho so|the|\bdkkd|dang ky)(?:\s+\w+){0,5}\s*:?\s*$"
)
LAW_WORD = re.compile(r"(?<![\w])(?P<kind>bo luat|luat|phap lenh|hien phap)\s+(?=\w)")
LAW_SHORT = re.compile(rf"\s\([{UPPER}&]{{2,8}}\)$")  # "(BHYT)" behind the name it shortens
LAW_YEAR = re.compile(r"\s*,?\s*(?:nam\s+(?P<year>(?:19|20)\d\d)|\((?:nam\s+)?(?P<year2>(?:19|20)\d\d)\))")
REVISED = re.compile(r"\s*\((?:sua doi|moi)\)(?=\s*,?\s*(?:nam|ngay)\s)")
CLAUSE_WORD = re.compile(r"\s(?:được|có|phải|khi|tại|trước|sau|gửi|đã|thì|không|này|là|để|nêu|và các)\s")
LAW_TAIL = re.compile(r"\s*,?\s*(?:nam\s+(?:19|20)\d\d|ngay\s+\d|so\s+\d|duoc (?:sua|quoc)|da duoc)")
PINPOINT = re.compile(
    r"""(?:(?:tại|theo|của|và|quy\ định\ tại|,)\s+)*
    (?P<pin>(?:(?:các\s+|từ\s+)?(?:điểm|Điểm|khoản|Khoản|Điều|điều|Mục|mục|Phần|phần|Chương|chương|Phụ\ lục|phụ\ lục|tiết|đoạn)\s+
      (?:[IVXLC]+|\d+[a-zđ]?|[a-zđ](?:\d+)?)(?:\.\d+)*
      (?:\s*(?:,|và|đến|hoặc|;)\s*(?:[IVXLC]+|\d+[a-zđ]?|[a-zđ])(?=[\s,;]))*\s*(?:,|và|đến|thuộc|của)?\s*)+)
    (?:của\s+|tại\s+|ban\ hành\ kèm\ theo\s+|kèm\ theo\s+)?(?:các\s+)?$""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Found:
    """One mention: text[start:end]. `number` is None for a law by name, whose name is `name` and year `year`."""

    start: int
    end: int
    number: DocumentNumber | None
    doc_type: str | None
    typed: bool
    name: str | None = None
    year: str | None = None
    pinpoint: str | None = None
    left: int = 0  # where the mention begins, pinpoint included
    date: str | None = None
    issuer: str | None = None
    title: str | None = None
    title_at: tuple[int, int] = (0, 0)
    extent: int = 0  # end of the date, issuer, title and alias behind the number
    role: CitationRole = "mention"
    outer: int | None = None  # index of the mention in whose title this one stands
    target: int | None = None  # index of the mention that this one amends, replaces or repeals
    certainty: float = 0.95
    bare: bool = False  # only the serial is printed, in "số 100, 101/QĐ-UBND"


def find_mentions(document: Document, own_number: str | None = None, own_line: tuple[int, int] = (0, 0)) -> list[Found]:
    """Mentions in order of the text. The document's own number (normalised, or where its line stands) is no citation."""
    return mentions_in(document.text, _damaged_ranges(document), own_number, own_line)


def mentions_in(
    text: str,
    damaged: Sequence[tuple[int, int]] = (),
    own_number: str | None = None,
    own_line: tuple[int, int] = (0, 0),
) -> list[Found]:
    """Mentions in a text; `damaged`: its stretches that were read from a page image or restored."""
    folded = fold(text)
    found: list[Found] = []
    for number in find_numbers(text):
        if own_line[0] <= number.start < own_line[1]:
            continue
        mentions = list(_numbered(text, folded, number, _in(damaged, number.start), found[-1] if found else None))
        found.extend(mention for mention in mentions if own_number is None or not _is(mention, own_number))
    found = _with_names(text, found, list(_named_laws(text, folded, found)))
    return sorted(
        (_with_pinpoint(text, mention) for mention in found), key=lambda mention: (mention.start, mention.end)
    )


def _with_names(text: str, numbered: list[Found], named: list[Found]) -> list[Found]:
    """All of them; a law's number in brackets behind its name carries the name: "Luật Thủ đô (Luật số 39/2024/QH15)"."""
    ends = {law.end: law.name for law in named}
    return named + [
        replace(one, name=ends.get(len(text[: one.start].rstrip(" (")))) if _is_bare_law(one) else one
        for one in numbered
    ]


def _is_bare_law(mention: Found) -> bool:
    return mention.number is not None and mention.number.kind == "law" and mention.name is None


def _is(mention: Found, own_number: str) -> bool:
    return mention.number is not None and mention.number.value == own_number


def _damaged_ranges(document: Document) -> list[tuple[int, int]]:
    pages = {page.number for page in document.pages if page.text_source in ("ocr", "restored")}
    return [(block.start, block.end) for block in document.blocks if block.page in pages]


def _in(ranges: Sequence[tuple[int, int]], position: int) -> bool:
    """Whether a position lies in one of the ranges, which stand in order and do not overlap."""
    at = bisect_right(ranges, (position, len(ranges) and ranges[-1][1])) - 1
    return at >= 0 and ranges[at][0] <= position < ranges[at][1]


@cache
def _types_before() -> re.Pattern[str]:
    names = sorted({fold(kind.name) for kind in tables.doc_types()}, key=len, reverse=True)
    return re.compile(
        r"(?<!\w)(?<!phap )(?<!ky )(?P<type>" + "|".join(name.replace(" ", r"\s+") for name in names) + r")\s*$"
    )


@cache
def _type_adjective() -> re.Pattern[str]:
    """A type, then the issuer, before "số": "Nghị định của Chính phủ số"."""
    return re.compile(
        r"(?<!\w)(?P<type>nghi dinh|quyet dinh|nghi quyet|thong tu(?: lien tich)?|chi thi|ke hoach|cong van|thong bao|van ban|to trinh|bao cao|huong dan|ket luan)"
        r"(?:\s+(?:lien tich|lien bo))?\s+(?:cua\s+(?P<issuer>[^;.:()\d\n,]{3,70}?)|(?P<joint>bo\s[^;.:()\d\n,]{3,70}?\sva\sbo\s[^;.:()\d\n,]{3,40}?))\s*\(?\s*$"
    )


def _law_before(text: str, folded: str, end: int) -> tuple[str, int, str] | None:
    """(kind, where it begins, name) of the law whose name stands before the number: "Luật Đất đai (số"."""
    end = len(folded[:end].rstrip(" ("))
    short = LAW_SHORT.search(text, max(end - 14, 0), end)
    end = short.start() if short else end
    low = max(end - LAW_WINDOW, 0)
    low += max((stop.end() for stop in LAW_STOP.finditer(folded[low:end])), default=0)
    laws = [match for match in LAW_WORD.finditer(folded, low, end) if not _no_law(folded, match.start())]
    if not laws or end - laws[-1].end() < 2:
        return None
    amending = (match for match in laws if folded.startswith("sua doi", match.end()))
    known = (match for match in laws if _law_names().fullmatch(folded, match.end(), end))
    law = next(amending, None) or next(known, laws[-1])
    return _type_names()[law["kind"]], law.start(), squeeze(text[law.end() : end]).strip(" ,")


def _no_law(folded: str, start: int) -> bool:
    """ "pháp luật", "kỷ luật" and "bộ luật" seen from its second word."""
    return re.search(r"(?:\bphap|\bky|\bdao|\bbo)\s$", folded[max(start - 5, 0) : start]) is not None


@cache
def _abbreviation() -> re.Pattern[str]:
    words = [word for kind in tables.doc_types() for word in kind.abbreviations.split(";") if word]
    return re.compile(r"(?<![\w/-])(?P<type>" + "|".join(sorted(words, key=len, reverse=True)) + r")\s*$")


@cache
def _type_names() -> dict[str, str]:
    names = {fold(kind.name): kind.name for kind in tables.doc_types()}
    return names | {word: kind.name for kind in tables.doc_types() for word in kind.abbreviations.split(";") if word}


def _numbered(text: str, folded: str, found: FoundNumber, damaged: bool, previous: Found | None) -> Iterator[Found]:
    start = found.start
    serials: list[tuple[int, int, str]] = []
    listed = SERIALS.search(folded, max(start - 60, 0), start)
    if listed and not re.search(
        r"(?:ngay|dieu|khoan|diem|nam|thang|trang)\s*$", folded[max(listed.start() - 12, 0) : listed.start()]
    ):
        serials = [
            (listed.start() + m.start(), listed.start() + m.end(), m.group(0))
            for m in re.finditer(r"\d+[a-z]?", listed.group("list"))
        ]
    at = serials[0][0] if serials else start
    kind, begin, name, has_so = _type_before(text, folded, at)
    issuer = _issuer_between(text, folded, begin, start)
    if serials and not (has_so or kind):
        serials, (kind, begin, name, has_so) = [], _type_before(text, folded, start)
    if kind is None:
        kind, inherited = _inherited(folded, found, previous, begin), True
    else:
        inherited = False
    number = with_hint(found.number, type_code_of(kind), damaged) if kind else with_hint(found.number, None, damaged)
    if not _believable(folded, begin, number, kind, has_so):
        return
    doc_type = kind or _type_of(number)
    sure = 0.96 if kind and not inherited else 0.9 if has_so else 0.85
    typed = kind is not None and not inherited
    base = Found(begin, found.end, number, doc_type, typed, name, issuer=issuer, certainty=sure)
    for index, (first, last, serial) in enumerate(serials):
        twin = parse_number(serial + number.printed[len(number.serial) :], type_code_of(kind), damaged)
        if twin is not None:
            yield replace(base, start=begin if index == 0 else first, end=last, number=twin, certainty=0.85, bare=True)
    yield replace(base, start=start) if serials else base


def _issuer_between(text: str, folded: str, begin: int, end: int) -> str | None:
    """The issuer between type and number: "Thông tư liên tịch Bộ Tài chính và Bộ Y tế số"."""
    so = SO_BEFORE.search(folded, begin, end)
    match = _type_adjective().match(folded, begin, so.start()) if so else None
    span = match.span("issuer" if match["issuer"] else "joint") if match else (0, 0)
    return squeeze(text[slice(*span)]) or None


def _type_before(text: str, folded: str, position: int) -> tuple[str | None, int, str | None, bool]:
    """(type name, where the mention begins, name of a law, whether "số" stands before the number)."""
    low = max(position - WINDOW, 0)
    window = folded[low:position]
    so = SO_BEFORE.search(window)
    head = window[: so.start()] if so else window
    begin = low + so.start() if so else position
    law = _law_before(text, folded, begin) if so else None
    match = _types_before().search(head)
    if match and not (law and _law_names().fullmatch(fold(law[2]))):  # "hợp đồng" ends the name of a law
        return _type_names()[squeeze(match["type"])], low + match.start(), None, so is not None
    short = _abbreviation().search(text[low : low + len(head)])
    if short:
        return _type_names()[short["type"]], low + short.start(), None, so is not None
    if law:
        return *law, True
    far = _type_adjective().search(head) if so else None
    if far:
        return _type_names()[squeeze(far["type"])], low + far.start(), None, True
    return None, begin, None, so is not None


def _inherited(folded: str, found: FoundNumber, previous: Found | None, begin: int) -> str | None:
    """The type of the mention before, in "Quyết định số 1/QĐ-TTg ngày …, số 2/QĐ-TTg" and "các Quyết định: …"."""
    if previous is None or begin - previous.end > 220 or previous.number is None:
        return None
    same = found.number.type_code == previous.number.type_code and found.number.kind == previous.number.kind
    gap = folded[previous.end : begin]
    return previous.doc_type if same and "." not in gap.replace("tp.", "") and "\n" not in gap else None


def _type_of(number: DocumentNumber) -> str | None:
    if number.kind == "letter":
        return "Công văn"
    if number.kind == "law":
        return None
    regimes = ("party", "any") if number.kind == "party" else ("legal", "any", "state", "copy", "party")
    names = [
        kind.name
        for regime in regimes
        for kind in tables.doc_types()
        if kind.code == number.type_code and kind.regime == regime
    ]
    return names[0] if names else None


def _believable(folded: str, begin: int, number: DocumentNumber, kind: str | None, has_so: bool) -> bool:
    """Whether the words around make a number-like string the number of a document."""
    before = folded[max(begin - 60, 0) : begin]
    known = number.issuer_symbol in tables.body_names()
    if kind in ("Đề án", "Dự án", "Chương trình", "Chiến lược") and number.kind == "old":
        return False
    if kind in ("Hợp đồng", "Danh mục", "Dự án") and number.type_code is None:
        return False
    if kind is None and OTHER_PAPERS.search(before):
        return False
    if kind is not None:
        return not re.search(r"\b(?:mau|bieu|(?<!co )so|danh muc)\s*$", before) or number.kind in (
            "qppl",
            "law",
            "joint",
        )
    if re.search(r"[\w@]\.$|www|http|[/@]$", before.rstrip(" ")[-12:]) and not before.endswith(" "):
        return False
    if number.kind in ("law", "joint", "vbhn"):
        return True
    if number.kind == "qppl":
        return number.type_code is not None or known
    if number.kind in ("admin", "party"):
        return known or has_so
    return (known and len(number.groups) > 1) or (has_so and len(number.groups) > 1)


@cache
def _law_names() -> re.Pattern[str]:
    names = sorted({other for law in tables.laws() for other in _spellings(fold(law.name))}, key=len, reverse=True)
    return re.compile("(?:" + "|".join(re.escape(name) for name in names) + r")(?!\w)")


def _spellings(name: str) -> set[str]:
    """A law's folded name, without commas, with the usual short forms, with a comma for "và"."""
    short = name.replace("hoi dong nhan dan", "hdnd").replace("uy ban nhan dan", "ubnd")
    listed, joined = name.replace("dan va uy ban", "dan, uy ban"), name.replace("dan, uy ban", "dan va uy ban")
    return {name, name.replace(",", ""), name.replace("kham benh, chua benh", "kham chua benh"), short, listed, joined}


def _named_laws(text: str, folded: str, numbered: list[Found]) -> Iterator[Found]:
    starts = {one.start for one in numbered}
    printed = sorted((one.end - len(one.number.printed), one.end) for one in numbered if one.number and not one.bare)
    for match in LAW_WORD.finditer(folded):
        if match.start() in starts or _in(printed, match.start()):
            continue
        if text[match.start()].islower() and not _named_in_small_letters(folded, match):
            continue
        if _no_law(folded, match.start()):
            continue
        law = _constitution(text, folded, match) if match["kind"] == "hien phap" else _law(text, folded, match)
        if law is not None:
            yield law


def _named_in_small_letters(folded: str, match: re.Match[str]) -> bool:
    """ "thi hành luật luật sư": a known name of two words or more behind a word that takes a law."""
    known = _law_names().match(folded, match.end())
    before = re.search(
        r"\b(?:thi hanh|so dieu(?: cua)?|huong dan|theo|can cu)\s$", folded[max(match.start() - 20, 0) : match.start()]
    )
    return known is not None and before is not None and " " in known.group(0)


def _constitution(text: str, folded: str, match: re.Match[str]) -> Found | None:
    rest = re.compile(r"(?:nuoc )?(?:cong hoa xa hoi chu nghia viet nam)?").match(folded, match.end())
    end = rest.end() if rest and rest.group(0) else match.end() - 1
    year = LAW_YEAR.match(folded, end)
    if end <= match.end() and year is None:
        return None
    stop = year.end() if year else end
    return Found(match.start(), stop, None, "Hiến pháp", True, None, _year(year), certainty=0.9)


def _law(text: str, folded: str, match: re.Match[str]) -> Found | None:
    kind = _type_names()[match["kind"]]
    known = _law_names().match(folded, match.end())
    end = known.end() if known else _open_name_end(text, folded, match.end(), match.start())
    if end is None:
        return None
    name = squeeze(text[match.end() : end]).strip(" ,")
    revised = REVISED.match(folded, end)
    end = revised.end() if revised else end
    year = LAW_YEAR.match(folded, end)
    certainty = 0.93 if known else 0.8
    return Found(match.start(), year.end() if year else end, None, kind, True, name, _year(year), certainty=certainty)


def _year(match: re.Match[str] | None) -> str | None:
    return (match["year"] or match["year2"]) if match else None


def _open_name_end(text: str, folded: str, start: int, begin: int) -> int | None:
    """End of the name of a law that the table does not know: up to its year, date or number, or the end of a Căn cứ item."""
    ordinance = folded.startswith("phap lenh ve ", begin)
    if not (text[start].isupper() or folded.startswith("sua doi", start) or ordinance):
        return None
    stop = re.compile(r"[;.()\n]|\s*$").search(folded, start)
    limit = min(stop.start() if stop else len(text), start + (180 if folded.startswith("sua doi", start) else 110))
    clause = CLAUSE_WORD.search(text, start, limit)
    if clause and not folded.startswith("sua doi", start):
        limit = clause.start()
    for place in range(start + 2, limit):
        if folded[place] in " ," and LAW_TAIL.match(folded, place):
            return place
    based = re.search(r"can cu\s*$", folded[max(begin - 10, 0) : begin])
    if based and stop and text[stop.start() : stop.start() + 1] == ";" and limit == stop.start():
        return limit
    return None


def _with_pinpoint(text: str, mention: Found) -> Found:
    """The articles named before the mention, smallest first: "điểm a khoản 2 Điều 5"."""
    match = PINPOINT.search(text, max(mention.start - 110, 0), mention.start)
    if match is None:
        return replace(mention, left=mention.start)
    pin = squeeze(match["pin"]).strip(" ,;")
    pin = re.sub(r"\s+(?:của|thuộc|và|đến)$", "", pin)
    return replace(mention, pinpoint=pin, left=match.start("pin"))
