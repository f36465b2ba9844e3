"""The legal basis of a draft as items: which paragraphs belong to it, what each says of its document."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from docx import Document
from docx.opc.exceptions import PackageNotFoundError

from api.services.check_draft.model import BasisItem, Paragraph
from api.services.legal_basis.wording import linkwords, plain_issuer
from corpora.facts.registry import TYPE_CODES, fold_words
from extractor.understanding.words.numbers import find_numbers
from models.record import Record

TYPES = sorted({*TYPE_CODES, "Thông tri", "Điều lệ", "Chiến lược"}, key=len, reverse=True)
TYPE = re.compile(rf"^(?:các\s+)?({'|'.join(re.escape(name) for name in TYPES)})(?!\w)", re.IGNORECASE)
BY_DOCUMENT = re.compile(r"^\s*(?:[-–+•]\s*)?Theo\s", re.IGNORECASE)
SHORT_WORD = re.compile(r"\b(?:TP|TX|TT|Q|P)\.$")  # an abbreviation, not a full stop
LONGEST_LINE = 500  # characters of a line of the basis
PINPOINT = re.compile(
    r"^(?:(?:điểm\s+\w{1,2}|khoản\s+\d+\w?|Điều\s+\d+\w?|mục\s+\w+|chương\s+\w+)\s*(?:,|và|của)?\s+)+", re.IGNORECASE
)
# "Căn cứ …", or "Theo …" before a document ("Theo đề nghị …" closes the basis)
OPENING = re.compile(
    rf"^\s*(?:[-–+•]\s*)?(?:Căn\s+cứ\s+(?:vào\s+)?|Theo\s+(?=(?:{'|'.join(re.escape(name) for name in TYPES)})\s))",
    re.IGNORECASE,
)
HEADING = re.compile(r"^\s*(?:[IVX\d]+[.)]\s*)?(?:CÁC\s+)?CĂN\s+CỨ(?:\s+(?:PHÁP\s+LÝ|LẬP\s+KẾ\s+HOẠCH|XÂY\s+DỰNG[\w\s]*|BAN\s+HÀNH[\w\s]*))?\s*:?\s*$", re.IGNORECASE)  # fmt: skip
CLOSING = re.compile(
    r"^\s*(?:[-–]\s*)?(?:Theo\s+đề\s+nghị|Xét\s+(?:đề\s+nghị|Tờ\s+trình)|Thực\s+hiện|Để\s+thực\s+hiện)\b", re.IGNORECASE
)
NO_DOCUMENT = re.compile(
    r"^(?:nhu cầu|tình hình|điều kiện|yêu cầu|hiện trạng|kết quả|chức năng|khung|nội dung|thực trạng)\b", re.IGNORECASE
)
DATE = re.compile(
    r",?\s*(?P<raw>ngày\s+(?P<d>\d{1,2})\s*(?:tháng\s+(?P<m>\d{1,2})\s+năm\s+(?P<y>\d{4})|[/.-]\s*(?P<m2>\d{1,2})\s*[/.-]\s*(?P<y2>\d{4})))",
    re.IGNORECASE,
)
ISSUER = re.compile(r"^\s*,?\s*(?:do\s+|của\s+)(?P<name>.+)$", re.IGNORECASE | re.DOTALL)
ISSUER_FIRST = re.compile(r"\s*,?\s*của\s+[^\d,;]{3,80}?(?=,?\s+ngày\s+\d)", re.IGNORECASE)
LAW = ("luật", "bộ luật", "pháp lệnh", "hiến pháp")
AMENDED = re.compile(
    r"\s*\((?:đã\s+)?(?:được\s+)?sửa\s+đổi.*?\)|,?\s*(?:đã\s+)?được\s+sửa\s+đổi,?\s+bổ\s+sung.*$",
    re.IGNORECASE | re.DOTALL,
)
MARKS = ";.,:"


def docx_paragraphs(data: bytes) -> list[Paragraph]:
    """Body paragraphs of a DOCX with their slant; empty where the file is none."""
    try:
        document = Document(io.BytesIO(data))
    except (PackageNotFoundError, KeyError, ValueError):
        return []
    return [Paragraph(clean(item.text), index, italic=_slant(item)) for index, item in enumerate(document.paragraphs)]


def _slant(paragraph: Any) -> bool | None:
    """Whether all letters are italic; None where runs differ."""
    runs = [run for run in paragraph.runs if run.text.strip()]
    if not runs:
        return None
    style = bool(paragraph.style is not None and paragraph.style.font.italic)
    slants = {bool(run.italic) if run.italic is not None else style for run in runs}
    return slants.pop() if len(slants) == 1 else None


def record_paragraphs(record: Record) -> list[Paragraph]:
    """Paragraphs rebuilt from the lines of the pages: one goes on until a new list mark, an end mark or an empty line."""
    found: list[Paragraph] = []
    for page in record.pages:
        lines: list[str] = []
        for line in [*page.text.splitlines(), ""]:
            text = clean(line)
            if lines and (not text or _begins(text) or _ends(lines, text)):
                found.append(Paragraph(" ".join(lines), len(found), page.number))
                lines = []
            if text:
                lines.append(text)
    return _joined_over_pages(found)


def _ends(lines: Sequence[str], following: str) -> bool:
    """Whether a paragraph ends before the following line; a line of the basis also at its full stop."""
    last = lines[-1]
    return last.endswith((";", ":")) or (
        bool(OPENING.match(lines[0])) and last.endswith(".") and following[:1].isupper() and not SHORT_WORD.search(last)
    )


def _begins(text: str) -> bool:
    return bool(
        OPENING.match(text)
        or CLOSING.match(text)
        or HEADING.match(text)
        or re.match(r"(?:[-–+•]|\d+[.)]|[IVX]+\.|[A-ZĐ]\.|Điều \d)\s", text)
    )


def _joined_over_pages(items: Sequence[Paragraph]) -> list[Paragraph]:
    """A basis line that a page break or an empty line cut is made whole: it goes on in small letters."""
    joined: list[Paragraph] = []
    for item in items:
        before = joined[-1] if joined else None
        open_line = (
            before is not None and OPENING.match(before.text) and not before.text.rstrip().endswith((";", ".", ":"))
        )
        if before is not None and open_line and not _begins(item.text) and not item.text.isupper():
            glue = "" if before.text.endswith("-") else " "
            joined[-1] = replace(before, text=f"{before.text}{glue}{item.text}")
        else:
            joined.append(replace(item, index=len(joined)))
    return joined


def clean(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()


def located(paragraphs: Iterable[Paragraph], record: Record) -> list[Paragraph]:
    """Paragraphs with page and box of the citation that the extractor found in them."""
    mentions = [mention for citation in record.citations for mention in citation.mentions if mention.page]
    placed = []
    for item in paragraphs:
        if OPENING.match(item.text):
            numbers = {found.number.value for found in find_numbers(item.text)}
            hit = next((one for one in mentions if _same(one.raw, item.text, numbers)), None)
            if hit is not None:
                item = replace(item, page=item.page or hit.page, bbox=hit.bbox)
        placed.append(item)
    return placed


def _same(raw: str, text: str, numbers: set[str]) -> bool:
    said = {found.number.value for found in find_numbers(raw)}
    return bool(said & numbers) if said else len(raw) > 8 and clean(raw) in text


def basis_items(paragraphs: Sequence[Paragraph]) -> list[BasisItem]:
    """Items of the legal basis in their order; a paragraph with several documents gives several."""
    items: list[BasisItem] = []
    for paragraph in basis_paragraphs(paragraphs):
        body = OPENING.sub("", re.sub(r"^\s*[-–+•]\s*", "", paragraph.text))
        if CLOSING.match(paragraph.text):
            text = paragraph.text
            items.append(_closing(paragraph, text))
            continue
        parts = _split(body)
        for number, part in enumerate(parts):
            mark = part[-1] if part[-1:] in MARKS else ";" if number < len(parts) - 1 else ""
            items.append(read_item(paragraph, part, mark))
    return [replace(item, line=number) for number, item in enumerate(items, 1)]


def _split(body: str) -> list[str]:
    """Documents of one paragraph: "Luật A …; Luật B …;" are two."""
    parts = re.split(rf"(?<=;)\s+(?=(?:Căn cứ\s+)?(?:{'|'.join(re.escape(name) for name in TYPES)})\b)", body)
    return [OPENING.sub("", part) for part in parts if part.strip()]


def _closing(paragraph: Paragraph, text: str) -> BasisItem:
    mark = text[-1] if text[-1:] in MARKS else ""
    return BasisItem(paragraph, text.rstrip(MARKS), mark, None, None, "", None, "", None, "", None, closing=True)


def basis_paragraphs(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """The first run of "Căn cứ …" paragraphs with the proposals that close it; or the list under a heading "CĂN CỨ"."""
    found: list[Paragraph] = []
    gap = 0
    for item in paragraphs:
        if OPENING.match(item.text) and BY_DOCUMENT.match(item.text) and (gap or len(item.text) > LONGEST_LINE):
            break  # "Theo Kế hoạch số …, Sở …" opens the body
        if OPENING.match(item.text) and not NO_DOCUMENT.match(OPENING.sub("", item.text)):
            if not found and not _names_document(item.text):
                continue
            found.append(item)
            gap = 0
        elif (
            found
            and CLOSING.match(item.text)
            and gap == 0
            and item.text.endswith((".", ";", ","))
            and len(item.text) < 400
        ):
            found.append(item)
        elif found and item.text:
            gap += 1
            if gap > 1:
                break
    if found:
        return _trimmed(found)
    return _listed(paragraphs)


def _trimmed(found: list[Paragraph]) -> list[Paragraph]:
    """ "Thực hiện …" that opens the body is no part of the basis."""
    while found and re.match(r"\s*(?:Để\s+)?[Tt]hực\s+hiện", found[-1].text):
        found.pop()
    return found


def _names_document(text: str) -> bool:
    body = PINPOINT.sub("", OPENING.sub("", text))
    return bool(TYPE.match(body) or next(find_numbers(body), None))


def _listed(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """Items under a heading such as "I. CĂN CỨ LẬP KẾ HOẠCH", as long as they name documents."""
    start = next((position for position, item in enumerate(paragraphs) if HEADING.match(item.text)), None)
    found: list[Paragraph] = []
    for item in paragraphs[start + 1 :] if start is not None else ():
        text = re.sub(r"^\s*[-–+•]\s*", "", item.text)
        if not text:
            continue
        if not TYPE.match(text):
            break
        found.append(item)
    return found


def read_item(paragraph: Paragraph, part: str, mark: str) -> BasisItem:
    """What one item says: type, number, date, issuer, title, and the raw words of each."""
    text = part.rstrip().rstrip(MARKS).strip()
    named = PINPOINT.sub("", text)
    kind = TYPE.match(named)
    doc_type = _type_name(kind[1]) if kind else None
    rest = named[kind.end() :] if kind else named
    if doc_type and doc_type.lower() in LAW:
        return _law(paragraph, text, mark, doc_type, rest)
    found = next(find_numbers(rest), None)
    number = found.number.value if found and found.start < 25 else None
    raw = found.number.printed if found and number else ""
    after = rest[found.end :] if found and number else rest
    when = DATE.match(after) or (DATE.search(after[:60]) if number is None else None)
    before = ISSUER_FIRST.match(after) if when is None else None
    when = when or (DATE.match(after, before.end()) if before else None)
    tail = after[when.end() :] if when else after
    issuer_raw, title = _issuer(f"{before[0]} {tail}" if before else tail)
    return BasisItem(
        paragraph, text, mark, doc_type, number, raw, _iso(when), when["raw"] if when else "",
        _issuer_name(issuer_raw), issuer_raw, title,
    )  # fmt: skip


def _law(paragraph: Paragraph, text: str, mark: str, doc_type: str, rest: str) -> BasisItem:
    """ "Luật Tổ chức chính quyền địa phương số 72/2025/QH15 ngày 16 tháng 6 năm 2025": name, number if printed, date."""
    bare = AMENDED.sub("", rest)
    found = next(find_numbers(bare), None)
    when = DATE.search(bare)
    ends = [
        position
        for position in (found.start if found else None, when.start() if when else None)
        if position is not None
    ]
    name = bare[: min(ends)] if ends else bare
    name = re.sub(r"\s+số:?\s*$" if found and found.start == min(ends) else r"\s*,\s*$", "", name.strip()).strip(" ,")
    year = re.search(r"\s+năm\s+(\d{4})$", name)
    name = name[: year.start()] if year else name
    said = year[1] if year and when is None else None
    return BasisItem(
        paragraph, text, mark, doc_type, found.number.value if found else None, found.number.printed if found else "",
        _iso(when) or said, when["raw"] if when else f"năm {said}" if said else "", None, "",
        f"{doc_type} {name}".strip() if name else None,
    )  # fmt: skip


def _type_name(text: str) -> str:
    plain = clean(text).lower()
    return next(name for name in TYPES if name.lower() == plain)


def _iso(match: re.Match[str] | None) -> str | None:
    if match is None:
        return None
    month, year = match["m"] or match["m2"], match["y"] or match["y2"]
    return f"{year}-{int(month):02d}-{int(match['d']):02d}"


def _issuer(tail: str) -> tuple[str, str | None]:
    """(issuer as written, title): the issuer ends where a word that opens a subject stands."""
    match = ISSUER.match(AMENDED.sub("", tail))
    text = match["name"].strip() if match else AMENDED.sub("", tail).strip(" ,")
    opener = re.search(
        rf"(?:^|[\s,])(?=(?:{'|'.join(re.escape(word) for word in linkwords())})(?!\w))", text, re.IGNORECASE
    )
    if match is None:
        return "", text or None
    if opener is None:
        return (text, None) if len(text) < 90 else ("", text)
    return text[: opener.start()].strip(" ,"), text[opener.end() :].strip(" ,") or None


def _issuer_name(raw: str) -> str | None:
    """The body behind its head: "Bộ trưởng Bộ Y tế" is the ministry's."""
    if not raw:
        return None
    return plain_issuer(re.sub(r"^Chủ tịch\s+(?=Ủy ban|UBND)", "", raw)) or None


WHOLE_NAMES = {"chinh phu", "quoc hoi"}  # parts of other bodies' names: Thủ tướng Chính phủ, Ủy ban Thường vụ Quốc hội


def same_body(first: str | None, second: str | None) -> bool:
    """Whether two names may mean one body; unknown or partial names agree with anything that they are part of."""
    if not first or not second:
        return True
    one, two = _plain_body(first), _plain_body(second)
    if {one, two} & WHOLE_NAMES:
        return one == two
    return one == two or one in two or two in one


def _plain_body(name: str) -> str:
    text = fold_words(name)
    for short, full in (
        ("ubnd", "uy ban nhan dan"),
        ("hdnd", "hoi dong nhan dan"),
        ("tttt", "thong tin va truyen thong"),
    ):
        text = re.sub(rf"\b{short}\b", full, text)
    text = re.sub(r"^(?:bo truong|thong doc|chu tich|giam doc|tong thanh tra)\s+(?=bo|ngan|uy|so|thanh tra)", "", text)
    text = re.sub(r"\b(?:dang|khoa [ivxlc\d]+|\(khoa [ivxlc\d]+\))$", "", text).strip()
    return re.sub(r"\b(?:bch|ban chap hanh) (?:tw|trung uong)(?: dang)?.*", "ban chap hanh trung uong", text)
