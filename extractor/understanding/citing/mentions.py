"""Printed mentions of documents: a number with the words before it, or a law by its name.

A mention is the stretch from the type word to the end of the number ("Quyết định số 749/QĐ-TTg"); what follows it
(date, issuer, title) is read by `trailing`, why it is there by `roles`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from corpora.facts import tables
from extractor.document import Document
from extractor.understanding.citing.found import Found, lies_in, type_names
from extractor.understanding.citing.law_mentions import law_before, law_names, named_laws, with_names
from extractor.understanding.words.letters import fold, squeeze
from extractor.understanding.words.numbers import (
    DocumentNumber,
    FoundNumber,
    find_numbers,
    parse_number,
    type_code_of,
    with_hint,
)

WINDOW = 120  # characters before a number in which its type word must stand
SO = r"(?:s[o60bd§e]{0,2}|so|sa)"
SO_BEFORE = re.compile(rf"(?:(?<=\s)|(?<=^)|(?<=\()){SO}\s*[:.;]?\s*$")
SERIALS = re.compile(r"(?P<list>(?:\d{1,5}[a-z]?\s*(?:,|;|va)\s*)+)$")
OTHER_PAPERS = re.compile(
    r"(?:\bmau|\bbieu(?: mau)?|\bphieu|giay phep|giay chung nhan|chung chi|\bgcn\w*|\bgp|ma so|tai khoan|\bstk|dien thoai|\bdt|\bfax|hoa don"
    r"|quy chuan|tieu chuan|qcvn|tcvn|\bhop dong|bien lai|ho so|the|\bdkkd|dang ky)(?:\s+\w+){0,5}\s*:?\s*$"
)
PINPOINT = re.compile(
    r"""(?:(?:tại|theo|của|và|quy\ định\ tại|,)\s+)*
    (?P<pin>(?:(?:các\s+|từ\s+)?(?:điểm|Điểm|khoản|Khoản|Điều|điều|Mục|mục|Phần|phần|Chương|chương|Phụ\ lục|phụ\ lục|tiết|đoạn)\s+
      (?:[IVXLC]+|\d+[a-zđ]?|[a-zđ](?:\d+)?)(?:\.\d+)*
      (?:\s*(?:,|và|đến|hoặc|;)\s*(?:[IVXLC]+|\d+[a-zđ]?|[a-zđ])(?=[\s,;]))*\s*(?:,|và|đến|thuộc|của)?\s*)+)
    (?:của\s+|tại\s+|ban\ hành\ kèm\ theo\s+|kèm\ theo\s+)?(?:các\s+)?$""",
    re.VERBOSE,
)


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
        mentions = list(_numbered(text, folded, number, lies_in(damaged, number.start), found[-1] if found else None))
        found.extend(mention for mention in mentions if own_number is None or not _is(mention, own_number))
    found = with_names(text, found, list(named_laws(text, folded, found)))
    return sorted(
        (_with_pinpoint(text, mention) for mention in found), key=lambda mention: (mention.start, mention.end)
    )


def _is(mention: Found, own_number: str) -> bool:
    return mention.number is not None and mention.number.value == own_number


def _damaged_ranges(document: Document) -> list[tuple[int, int]]:
    pages = {page.number for page in document.pages if page.text_source in ("ocr", "restored")}
    return [(block.start, block.end) for block in document.blocks if block.page in pages]


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


@cache
def _abbreviation() -> re.Pattern[str]:
    words = [word for kind in tables.doc_types() for word in kind.abbreviations.split(";") if word]
    return re.compile(r"(?<![\w/-])(?P<type>" + "|".join(sorted(words, key=len, reverse=True)) + r")\s*$")


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
    law = law_before(text, folded, begin) if so else None
    match = _types_before().search(head)
    if match and not (law and law_names().fullmatch(fold(law[2]))):  # "hợp đồng" ends the name of a law
        return type_names()[squeeze(match["type"])], low + match.start(), None, so is not None
    short = _abbreviation().search(text[low : low + len(head)])
    if short:
        return type_names()[short["type"]], low + short.start(), None, so is not None
    if law:
        return *law, True
    far = _type_adjective().search(head) if so else None
    if far:
        return type_names()[squeeze(far["type"])], low + far.start(), None, True
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


def _with_pinpoint(text: str, mention: Found) -> Found:
    """The articles named before the mention, smallest first: "điểm a khoản 2 Điều 5"."""
    match = PINPOINT.search(text, max(mention.start - 110, 0), mention.start)
    if match is None:
        return replace(mention, left=mention.start)
    pin = squeeze(match["pin"]).strip(" ,;")
    pin = re.sub(r"\s+(?:của|thuộc|và|đến)$", "", pin)
    return replace(mention, pinpoint=pin, left=match.start("pin"))
