"""The head of a document: number, place and date, issuer, type, subject, addressees, urgency.

Layout and language together: the head is the part of the first page above the first sentence of the body; its left half
names the issuer, its right half the state and the date. What is cut away stays null and is never taken from the body.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache

from rapidfuzz import fuzz

from corpora.facts import tables
from extractor.document import Document, union
from extractor.understanding.bodies import (
    body_of_symbol,
    full_name,
    mend,
    mend_province_word,
    nearest,
    proper,
)
from extractor.understanding.confidence import reading_of
from extractor.understanding.dates import iso_date
from extractor.understanding.letters import fold, is_capitals, squeeze
from extractor.understanding.lines import TextLine, same_row
from extractor.understanding.numbers import SYMBOL, DocumentNumber, find_numbers, parse_number, type_code_of
from extractor.understanding.trailing import LINK
from models.record import Header, RecordWarning, Text

HEAD_LINES = 40  # no head is longer, a stamp of receipt and a long V/v included
STATE = re.compile(r"c\wng h\w\w x\w h\w+ ch\w ngh\w+ v\w+t nam|cong hoa xa hoi")
MOTTO = re.compile(r"[dp]\wc l\wp\s*-?\s*t\w+ do\s*-?\s*h\w+ p\w+c|doc lap - tu do")
PARTY = re.compile(r"dang cong san viet nam")
NUMBER_LINE = re.compile(
    r"^\W{0,2}(?:(?:luat|bo luat|phap lenh|nghi quyet|quyet dinh|nghi dinh|thong tu|lenh)\s+)?(?:s[oa6dbéey§])\s*(?P<colon>[:;.,])?\s*"
)
BLANK_NUMBER = re.compile(
    rf"^[\s._…‥·*]*(?:\d{{0,5}}[\s._…]+)?(?P<sep>/|-)\s?(?P<rest>(?:(?:19|20)\d\d\s?/\s?)?{SYMBOL}(?:\s?[-–—/]\s?{SYMBOL}){{0,5}})"
)
SCRAWL = re.compile(r"^\W{0,2}[sS5§][\wôốồổỗộá§é]{1,2}\s*[:.;,]")  # "Số:" whose number is handwritten or unreadable
UNREAD_TAIL = re.compile(rf"^.{{0,14}}?(?P<sep>[/.⁄])\s?(?P<rest>{SYMBOL}(?:\s?[-–—]\s?{SYMBOL}){{1,4}})\W*$")
UNREAD_NUMBER = re.compile(
    rf"^[^\s/]{{1,8}}\s?(?P<sep>/)\s?(?P<rest>(?:(?:19|20)\d\d\s?/\s?)?{SYMBOL}(?:\s?[-–—]\s?{SYMBOL}){{0,5}})"
)
DATE_LINE = re.compile(
    r"""(?P<place>[a-z][a-z .,'-]{1,45}?)\s*[,.;]?\s*
        (?:ngay|ngdy|nagy)[\s._…]*(?:(?P<day>\d{1,2}|\d\s\d)(?![\w]))?(?P<junk>\S{0,5}?)[\s._…]*
        (?:th\wng[\s._…]*(?:(?P<month>\d{1,2}|\d\s\d)(?!\w))?(?P<junk2>\S{0,4}?)[\s._…]*n\wm[\s._…]*(?P<year>\d{4}|\d\s?\d\s?\d\s?\d)?
          |[/.-]\s*(?P<month2>\d{1,2})\s*[/.-]\s*(?P<year2>\d{4}))""",
    re.VERBOSE,
)
SPLIT_DATE = re.compile(
    r"(?P<place>[a-z][a-z .-]{1,30}),\s*ngay$"
)  # "tháng" and "năm" of a draft stand apart on the row
OLD_PARTY_DATE = re.compile(r"(?P<place>[a-z][a-z .-]{1,30}),\s*(?P<day>\d{1,2})-(?P<month>\d{1,2})-(?P<year>\d{4})$")
DATE_BEGUN = re.compile(r"^[a-z][a-z .,'-]{1,45},\s*ngay[\s\d._…]*(?:thang[\s\d._…]*)?$")
LEADS_TO_DATE = re.compile(r"\b(?:ke tu|truoc|tu|den|so|sau|vao|trong|la|hoi|cua|ban hanh|theo|tinh den)$")
ABOUT = re.compile(r"^\W{0,2}(?:v\s?/\s?v|v\s?/v)\s*[:.]?\s*")
ABOUT_LOOSE = re.compile(r"^\W{0,2}(?:v\s?/\s?v\b|ve viec\b|ve\s)")
TO = re.compile(r"^\W{0,3}k[ií]n\S{0,2}\s+g\w{1,3}i\b\s*[:.;]?\s*")
BODY_START = re.compile(
    r"""^\W{0,3}(?:can\ cu\b|xet\b|theo\ de\ nghi|thuc\ hien\b|trien\ khai\ (?:thuc\ hien\ )?(?:nghi|quyet|ke|chi|cong|thong)|dieu\ 1\b|chuong\ i\b|phan\ (?:i|thu)\b|ngay\ \d|de\ (?:thuc\ hien|trien\ khai)
       |i[.)]\s|a[.)]\s|1[.)]\s|-\ can\ cu|kinh\ gui|nham\b|ngay\ \d|trong\ thoi\ gian|hoi\ dong\ nhan\ dan.*khoa|chuc\ nang)""",
    re.VERBOSE,
)
SUBJECT_END = re.compile(
    r"^\W{0,3}(?:can cu\b|xet (?:de nghi|to trinh)|theo de nghi|dieu 1\b|chuong i\b|phan (?:i|thu)\b|i[.)]\s|a[.)]\s|1[.)]\s|-\s|hoi dong nhan dan .*khoa)"
)
URGENCY = {"hoa toc hen gio": "Hỏa tốc hẹn giờ", "hoa toc": "Hỏa tốc", "thuong khan": "Thượng khẩn", "khan": "Khẩn"}
LEADS_ON = re.compile(
    r"(?<=\w )(?:cong van|quyet dinh|nghi dinh|nghi quyet|thong tu|chi thi|ke hoach|to trinh|van ban|thong bao|theo|tai|can cu|thuc hien)$"
)
STAMP = re.compile(
    r"^\W*(?:cong van den|den\b|so den|ngay den|chuyen\s*:|so:? *\d+ *$|ngay\s*:\s*\d{1,2}\W+\d{1,2}\W+\d{2,4}\W*$|ky boi|ky ngay|nguoi ky|co quan:|thoi gian ky|email:)"
)
SKIP = re.compile(r"^\W*(?:du thao|mau so|mau \d|phu luc|ban sao|sao y|cong bao|trang|page)\b")


@dataclass(frozen=True, slots=True)
class Head:
    """Lines of the head zone with the anchors found in it (indices into `lines`, None where missing)."""

    document: Document
    lines: tuple[TextLine, ...]
    all_lines: tuple[TextLine, ...]
    number_at: int | None = None
    date_at: int | None = None
    type_at: int | None = None
    type_name: str | None = None
    to_at: int | None = None
    about_at: int | None = None
    warnings: list[RecordWarning] = field(default_factory=list)

    def value(self, value: str, first: TextLine, last: TextLine, prior: float) -> Text:
        return self.proof(value, first.start, last.end, prior)

    def proof(self, value: str, start: int, end: int, prior: float) -> Text:
        """Confidence is the rule's prior times how well the words were read."""
        return self.document.value(value, start, end, prior * reading_of(self.document, start, end))


def read_header(document: Document, lines: tuple[TextLine, ...]) -> tuple[Header, list[RecordWarning], Head]:
    """The head fields of the record, warnings, and the head zone; sign-off fields are added by `signoff`."""
    head = find_head(document, lines)
    number, symbol, parsed = _number(head)
    date, place = _date(head)
    parent, issuer = _bodies(head, parsed, symbol)
    kind = _type(head, parsed, symbol)
    subject = _subject(head)
    if kind is None and subject is None and number is None and head.to_at is None:
        kind, subject = _from_closing(head)
    header = Header(
        document_number=number,
        symbol=symbol,
        issue_date=date,
        place=place,
        issuing_body=issuer,
        parent_body=parent,
        doc_type=kind,
        subject=subject,
        recipients=_recipients(head),
        urgency=_urgency(head),
    )
    return header, head.warnings, head


def find_head(document: Document, lines: tuple[TextLine, ...]) -> Head:
    """The head zone of the first page and its anchors."""
    lines = _whole_dates(document, lines)
    first_page = [line for line in lines if line.page == (lines[0].page if lines else 1)]
    zone = tuple(first_page[:HEAD_LINES])
    to_at = _first(zone, lambda line: bool(TO.match(line.folded)))
    type_at, type_name = _find_type(zone)
    limit = _body_limit(zone, to_at, type_at)
    number_at = _find_number(document, zone[:limit])
    date_at = _find_date(zone, limit)
    about_at = _find_about(zone, number_at, limit, type_at)
    return Head(document, zone, lines, number_at, date_at, type_at, type_name, to_at, about_at)


def _whole_dates(document: Document, lines: Sequence[TextLine]) -> tuple[TextLine, ...]:
    """The lines; a place and date that a long place breaks over two lines is one."""
    whole: list[TextLine] = []
    for line in lines:
        before = whole[-1] if whole else None
        if before and DATE_BEGUN.search(before.folded) and re.match(r"(?:thang|nam)\b", line.folded):
            text = document.text[before.start : line.end].replace("\n", " ")
            bbox = union((before.bbox, line.bbox))
            whole[-1] = replace(before, text=text, folded=fold(text), end=line.end, bbox=bbox)
        else:
            whole.append(line)
    return tuple(whole)


def _first(lines: tuple[TextLine, ...], test: object) -> int | None:
    return next((index for index, line in enumerate(lines) if test(line)), None)  # type: ignore[operator]


def _find_date(zone: tuple[TextLine, ...], limit: int) -> int | None:
    """The place and date: before the body in reading order, or above it on the page (a right column that is read later)."""
    bottom = zone[limit].bbox[1] if limit < len(zone) else 0.0
    for index, line in enumerate(zone):
        if (index < limit or line.bbox[1] < bottom - 2) and _date_match(line) is not None:
            return index
    return None


def _body_limit(zone: tuple[TextLine, ...], to_at: int | None, type_at: int | None) -> int:
    """Index of the first line that surely belongs to the body."""
    for index, line in enumerate(zone):
        if to_at is not None and index >= to_at:
            return to_at
        if BODY_START.match(line.folded) and not _date_match(line) and not ABOUT.match(line.folded):
            return index
        if type_at is not None and index > type_at + 12:
            return index
    return len(zone)


@cache
def _type_names() -> tuple[tuple[str, str], ...]:
    """(folded, name), longest first; a plain "Văn bản" or "Công văn" is no heading of its own."""
    names = [(fold(kind.name), kind.name) for kind in tables.doc_types() if kind.name not in ("Văn bản", "Lệnh")]
    return tuple(sorted(names, key=lambda pair: -len(pair[0])))


def _find_type(zone: tuple[TextLine, ...]) -> tuple[int | None, str | None]:
    """The type's line and name. What a gazette prints above the state's name is its own heading."""
    state = next((line for line in zone if STATE.search(line.folded)), None)
    for index, line in enumerate(zone):
        if state is not None and line.page == state.page and line.bbox[1] < state.bbox[1]:
            continue
        if BODY_START.match(line.folded) and not is_capitals(line.text) and not TO.match(line.folded):
            break
        name = _type_of_line(line)
        if name is not None:
            return index, name
    return None, None


def _type_of_line(line: TextLine) -> str | None:
    words = re.sub(r"[^\w ,]", " ", line.folded)
    words = squeeze(words)
    if not is_capitals(line.text) or line.text.rstrip().endswith(":"):
        return None
    tight = words.replace(" ", "")
    for folded, name in _type_names():
        if words == folded or tight == folded.replace(" ", "") or words.startswith(folded + " cua "):
            return name
    if line.in_left_half and len(words) < 60 and line.bbox[2] < 0.55 * line.width and line.width > 400:
        return None
    for folded, name in _type_names():
        if words.startswith(folded + " ") and folded not in ("luat", "danh muc", "du an", "hop dong", "hien phap"):
            return name
    for folded, name in _type_names():
        if len(folded) > 6 and abs(len(words) - len(folded)) <= 2 and fuzz.ratio(words, folded) >= 86:
            return name
    return None


def _find_number(document: Document, zone: tuple[TextLine, ...]) -> int | None:
    for index, line in enumerate(zone):
        match = NUMBER_LINE.match(line.folded)
        if match is None and _split_blank(zone, index):
            return index
        if match is None or STAMP.match(line.folded) or _in_sentence(zone, index):
            continue
        rest = line.text[match.end() :]
        number = next(iter(find_numbers(rest[:60])), None)
        if number is not None and number.start <= 2 and _ends_head_line(rest[number.end :]):
            return index
        blank = BLANK_NUMBER.match(rest) or UNREAD_NUMBER.match(rest)
        if blank is None and SCRAWL.match(line.text) and UNREAD_TAIL.match(rest.strip()):
            return index
        if blank and (match["colon"] or line.text.lstrip()[:1] == "S") and _ends_head_line(rest[blank.end() :]):
            return index
    return None


def _in_sentence(zone: tuple[TextLine, ...], index: int) -> bool:
    """Whether the number on this line is cited: the line above leads to it, or "ngày … của" goes on below it."""
    before = zone[index - 1] if index else None
    if index + 1 < len(zone) and re.match(r"\W{0,2}ngay\b.{4,32}\bcua\b", zone[index + 1].folded):
        return True
    if before is None or is_capitals(before.text) or same_row(before, zone[index]):
        return False
    return LEADS_ON.search(before.folded.rstrip()) is not None


def _split_blank(zone: tuple[TextLine, ...], index: int) -> bool:
    """A blank number set as two pieces on one row: "Số:" and "/KH-SYT"; `index` is that of the second."""
    line = zone[index]
    blank = BLANK_NUMBER.match(line.text)
    if blank is None or line.text[blank.end() :].strip():
        return False
    return any(
        same_row(line, other) and re.fullmatch(r"\W*so\W*", other.folded) for other in zone[max(index - 3, 0) : index]
    )


def _ends_head_line(rest: str) -> bool:
    """Nothing behind the number, or the place and date of the right half."""
    folded = fold(rest).strip(" .*_-–")
    return not folded or DATE_LINE.match(folded) is not None or len(folded) < 4


def _find_about(zone: tuple[TextLine, ...], number_at: int | None, limit: int, type_at: int | None) -> int | None:
    for index, line in enumerate(zone[:limit]):
        if ABOUT.match(line.folded):
            return index
        near = number_at is not None and number_at < index <= number_at + 4
        party = (
            near and re.match(r"\W{0,2}(?:ve viec|v/v)\b", line.folded) and line.block - zone[number_at or 0].block <= 1
        )
        if party and type_at is None:
            return index
        if near and type_at is None and ABOUT_LOOSE.match(line.folded) and line.text.lstrip(" (")[:1].isupper():
            return index
    return None


def _number(head: Head) -> tuple[Text | None, Text | None, DocumentNumber | None]:
    if head.number_at is None:
        return None, None, None
    line = head.lines[head.number_at]
    match = NUMBER_LINE.match(line.folded)
    offset = match.end() if match else 0
    rest = line.text[offset:]
    found = next(iter(find_numbers(rest[:60])), None)
    hint = type_code_of(head.type_name) if head.type_name else None
    damaged = _damaged(head.document, line.page)
    if found is None or found.start > 2:
        return _blank_number(head, line, offset, hint, damaged)
    number = parse_number(found.number.printed, hint, damaged) or found.number
    start, end = line.start + offset + found.start, line.start + offset + found.end
    sure = head.document.word_confidence(start, end)
    prior = 0.97 if not number.slips else 0.9
    if damaged and not _known_letters(number):
        prior = min(prior, 0.8)
    if damaged and len(number.serial) == 1:
        sure = min(sure, 0.25)  # clerks write 05: a lone digit on a scan is what is readable of a handwritten number
    if sure < 0.5:
        head.warnings.append(_doubtful_number(line.page, number.value))
        prior = min(prior, 0.45)
    symbol_start = start + len(number.serial)
    return (
        head.document.value(number.value, start, end, prior * min(sure + 0.15, 1.0) if sure < 0.9 else prior),
        head.proof(number.symbol, min(symbol_start, end - 1), end, prior),
        number,
    )


def _known_letters(number: DocumentNumber) -> bool:
    """Whether type and issuer letters stand in the closed tables, as misread ones rarely do."""
    return number.issuer_symbol in tables.body_names() and "." not in number.symbol


def _blank_number(
    head: Head, line: TextLine, offset: int, hint: str | None, damaged: bool
) -> tuple[None, Text | None, DocumentNumber | None]:
    """A draft's blank number, or one that could not be read: the symbol alone, and a warning."""
    rest = line.text[offset:]
    match = BLANK_NUMBER.match(rest) or UNREAD_NUMBER.match(rest) or UNREAD_TAIL.match(rest)
    if match is None:
        return None, None, None
    parsed = parse_number(f"1{match['sep'] if match['sep'] == '-' else '/'}{squeeze(match['rest'])}", hint, damaged)
    head.warnings.append(
        RecordWarning(
            code="missing_number",
            message="Văn bản chưa ghi số hoặc số không đọc được; hãy xem ảnh trang và bổ sung số.",
            page=line.page,
        )
    )
    if parsed is None:
        return None, None, None
    start = line.start + offset + match.start("rest")
    return None, head.proof(parsed.symbol, start, line.start + offset + match.end("rest"), 0.95), parsed


def _doubtful_number(page: int, value: str) -> RecordWarning:
    return RecordWarning(
        code="doubtful_number",
        message=f"Số văn bản “{value}” đọc không chắc (có thể viết tay hoặc bị mờ); hãy đối chiếu với ảnh trang.",
        page=page,
    )


def _damaged(document: Document, page: int) -> bool:
    return any(one.text_source in ("ocr", "restored") for one in document.pages if one.number == page)


def _date_match(line: TextLine) -> re.Match[str] | None:
    """The place and date of a head; a sentence that merely begins with words and a date has more behind it."""
    numbers = list(find_numbers(line.text[:40]))
    start = numbers[0].end if numbers else len(line.folded) - len(line.folded.lstrip(" .*_-"))
    match = DATE_LINE.match(line.folded, start + len(line.folded[start:]) - len(line.folded[start:].lstrip()))
    if match:
        behind = line.folded[match.end() :].strip(" .*/")
        place = squeeze(match["place"])
        printed = line.text[match.start("place") : match.end("place")].strip()
        leads_on = LEADS_TO_DATE.search(place) and printed.split()[-1].islower()  # Đức Trọng is a place
        if len(behind) <= 3 and len(place.split()) <= 7 and printed[:1].isupper() and not leads_on:
            return match
    return OLD_PARTY_DATE.search(line.folded) or SPLIT_DATE.match(line.folded.strip())


def _date(head: Head) -> tuple[Text | None, Text | None]:
    if head.date_at is None:
        return None, None
    line = head.lines[head.date_at]
    match = _date_match(line)
    assert match is not None
    parts = match.groupdict()
    start, end = line.start + match.start(), line.start + match.end()
    month, year = parts.get("month") or parts.get("month2"), parts.get("year") or parts.get("year2")
    clean = not (parts.get("junk") or parts.get("junk2"))
    iso = iso_date(parts["day"] or "", month, year) if clean and parts.get("day") and month and year else None
    date = None
    if iso:
        sure = head.document.word_confidence(line.start + match.end("place"), end)
        date = head.document.value(iso, line.start + match.end("place"), end, 0.97 * sure)
        date = date.model_copy(update={"raw": date.raw.lstrip(" ,.")})
    else:
        head.warnings.append(
            RecordWarning(
                code="missing_date",
                message="Ngày ban hành để trống hoặc không đọc được; hãy xem ảnh trang và bổ sung ngày.",
                page=line.page,
            )
        )
    return date, _place(head, line, start, match)


def _place(head: Head, line: TextLine, start: int, match: re.Match[str]) -> Text | None:
    text = line.text[match.start("place") : match.end("place")]
    text = _behind_number(text)
    text = re.sub(r"^.*(?:NAM|Nam\b.*phúc|Phúc)\s+", "", text) if len(text) > 25 else text
    text = squeeze(text).strip(" ,.;-")
    if not text:
        return None
    begin = line.text.rfind(text[:6], 0, match.end("place"))
    begin = line.start + max(begin, 0)
    value = proper(text) if is_capitals(text) else text
    value = mend(value) if _damaged(head.document, line.page) else value
    known = next((row.name for row in tables.provinces() if fold(row.name) == fold(value)), None)
    return head.proof(known or value, begin, line.start + match.end("place"), 0.98 if known else 0.9)


def _behind_number(text: str) -> str:
    """The part behind a number that stands on the same line."""
    found = list(find_numbers(text))
    return text[found[-1].end :] if found else text


def _bodies(head: Head, number: DocumentNumber | None, symbol: Text | None) -> tuple[Text | None, Text | None]:
    """(parent, issuer). Lines of the left column above the number; a body begins with a word that bodies begin with."""
    groups = _body_groups(head)
    if not groups:
        return None, _body_from_symbol(head, number, symbol)
    joined = _joint(groups, number)
    if joined:
        return None, joined_value(head, groups)
    values = [_body_value(head, group) for group in groups]
    issuer = values[-1]
    parent = values[-2] if len(values) > 1 else None
    issuer = issuer.model_copy(update={"value": full_name(issuer.value)})
    return parent, issuer


def _body_groups(head: Head) -> list[list[tuple[TextLine, str]]]:
    anchors = [at for at in (head.number_at, head.type_at, head.to_at, head.about_at) if at is not None]
    limit = min(anchors) if anchors else (head.date_at or 0)
    if head.number_at is None and head.date_at is not None:
        limit = min(limit, head.date_at)
    groups: list[list[tuple[TextLine, str]]] = []
    for line in head.lines[:limit]:
        text = _left_text(line)
        if not _is_body_text(line, text):
            continue
        new = tables.starts_body().match(fold(text)) and not _continues_body(groups, text)
        if new or not groups:
            groups.append([(line, text)])
        else:
            groups[-1].append((line, text))
    named = [group for group in groups if tables.starts_body().match(fold(group[0][1]))]
    printed = [squeeze(" ".join(text for _, text in group)).casefold() for group in named]
    return [group for index, group in enumerate(named) if printed[index] not in printed[index + 1 :]]


def _left_text(line: TextLine) -> str:
    """The line without state name and motto, which some text layers put on the same line."""
    for pattern in (STATE, MOTTO, PARTY):
        match = pattern.search(line.folded)
        if match:
            return line.text[: match.start()].strip()
    return re.sub(r"[*_–-]{2,}|^[*\s]+|[*\s]+$", " ", line.text).strip()


def _is_body_text(line: TextLine, text: str) -> bool:
    if len(text) < 2 or not is_capitals(text) or fold(text).strip() in URGENCY:
        return False
    if STAMP.match(fold(text)) or SKIP.match(fold(text)) or SCRAWL.match(text) or re.search(r"\d{3}|/", text):
        return False
    return line.in_left_half or line.bbox[0] < 0.4 * line.width or line.width < 400


def _continues_body(groups: list[list[tuple[TextLine, str]]], text: str) -> bool:
    """Whether a line that begins like a body goes on with the one above: "... VÀ", "- SỞ", "TRƯỜNG TIỂU HỌC / ..."."""
    if not groups:
        return False
    before = fold(groups[-1][-1][1])
    here = fold(text)
    if re.search(r"(?:\bVÀ|,|\bCỦA|\bTHUỘC|\bTỈNH|\bXÃ|\bHUYỆN|\bPHỐ|\bBỘ|\bCHỈ ĐẠO|\bQUẢN LÝ)$", groups[-1][-1][1]):
        return True
    if re.match(
        r"hoi (?!dong|nong|lien|cuu|chu|luat)|doan (?!luat|thanh|dai)|bao (?!hiem|tang)|bo (?=may)|quan (?!uy)|phong,|dai (?!hoc|phat|truyen)|quy(?! )|khoa ",
        here,
    ):
        return True
    return bool(
        re.match(r"(?:quoc hoi|chinh phu)$", here)
        and re.search(r"thuong vu|van phong|thanh tra|dai bieu|thu tuong", before)
    )


def _body_value(head: Head, group: list[tuple[TextLine, str]]) -> Text:
    text = squeeze(" ".join(text for _, text in group))
    text = re.sub(r"\s*([-–])\s*", r" \1 ", text) if re.search(r"\s[-–]|[-–]\s", text) else text
    value = proper(text.strip(" .,:;'\"|"))
    if _damaged(head.document, group[0][0].page):
        value = nearest(mend(value))
    known = 0.95 if tables.starts_body().match(fold(value)) else 0.6
    mended = mend_province_word(value)
    known, value = (known, value) if mended == value else (known - 0.1, mended)
    first, last = group[0][0], group[-1][0]
    start = first.start + max(first.text.find(group[0][1]), 0)
    end = last.start + max(last.text.find(group[-1][1]), 0) + len(group[-1][1])
    return head.proof(value, start, end, known)


def _joint(groups: list[list[tuple[TextLine, str]]], number: DocumentNumber | None) -> bool:
    if len(groups) < 2:
        return False
    heads = {fold(group[0][1]).split()[0] for group in groups}
    dashed = any(group[-1][1].rstrip().endswith(("-", "–")) or group[0][1].startswith(("-", "–")) for group in groups)
    coded = number is not None and number.type_code in ("TTLT", "NQLT", "CTPH", "KHLT", "KHPH", "QCPH")
    ministries = heads == {"bo"} and len(groups) > 1
    return dashed or coded or ministries


def joined_value(head: Head, groups: list[list[tuple[TextLine, str]]]) -> Text:
    """Several issuers in one value, joined by " - "."""
    values = [_body_value(head, group) for group in groups]
    name = " - ".join(value.value.strip(" -–") for value in values)
    first, last = groups[0][0][0], groups[-1][-1][0]
    return head.value(name, first, last, 0.85)


def _body_from_symbol(head: Head, number: DocumentNumber | None, symbol: Text | None) -> Text | None:
    """Issuer of a document whose head lacks the name but has letters that only one body uses."""
    if number is None or symbol is None:
        return None
    name = body_of_symbol(number.issuer_symbol)
    return symbol.model_copy(update={"value": name, "confidence": 0.75}) if name else None


def _type(head: Head, number: DocumentNumber | None, symbol: Text | None) -> Text | None:
    if head.type_at is not None and head.type_name:
        line = head.lines[head.type_at]
        return head.value(head.type_name, line, line, 0.97)
    if number is None and head.about_at is None and head.to_at is not None and head.date_at is not None:
        line = head.lines[head.to_at]
        return head.proof("Công văn", line.start, line.start + 1, 0.7)
    if head.about_at is not None and (number is None or number.kind in ("letter", "old") or number.type_code == "CV"):
        line = head.lines[head.about_at]
        return head.proof("Công văn", line.start, line.start + 3, 0.95)
    if number is None or symbol is None:
        return None
    if number.kind == "letter" or number.type_code == "CV":
        return symbol.model_copy(update={"value": "Công văn", "confidence": min(symbol.confidence, 0.93)})
    name = next((kind.name for kind in tables.doc_types() if kind.code == number.type_code), None)
    return symbol.model_copy(update={"value": name, "confidence": min(symbol.confidence, 0.85)}) if name else None


CLOSING = re.compile(
    r"Trên đây là\s+(?P<subject>(?P<type>Kế hoạch|Báo cáo|Chương trình(?: hành động)?|Hướng dẫn|Phương án|Đề án|Thông báo|Quy chế)\s[^;.\n]{5,220}?)(?=,\s+(?:đề nghị|yêu cầu|kính|Sở|UBND|Ủy ban|Bộ|các|giao|trong)|[;.])"
)


def _from_closing(head: Head) -> tuple[Text | None, Text | None]:
    """Type and subject of a document without head, from "Trên đây là Kế hoạch …"; doubtful, since not the head's words."""
    match = CLOSING.search(head.document.text)
    if match is None:
        return None, None
    kind = head.proof(match["type"], match.start("type"), match.end("type"), 0.7)
    return kind, head.proof(squeeze(match["subject"]), match.start("subject"), match.end("subject"), 0.6)


def _subject(head: Head) -> Text | None:
    if head.type_at is not None:
        type_line = head.lines[head.type_at]
        lines = _under_type(head, head.type_at)
        beside = _beside_type(head, type_line.text)
        if beside and (not lines or LINK.match(fold(beside))):
            return _subject_value(head, [type_line, *lines], 0.9, beside)
        if lines:
            return _subject_value(head, lines, 0.95)
    if head.about_at is not None:
        return _subject_value(head, _under_about(head, head.about_at), 0.93)
    return None


def _beside_type(head: Head, text: str) -> str:
    """What stands behind the type's name on its line, unless that is the issuer: "BÁO CÁO VỀ TÌNH HÌNH …"."""
    name = re.match(r"\W*" + r"\s+".join(fold(head.type_name or "").split()) + r"(?!\w)", fold(text))
    rest = text[name.end() :].strip(" .:*_-–") if name else ""
    return "" if re.match(r"(?:cua|so|lien tich)\b", fold(rest)) else rest


def _subject_value(head: Head, lines: list[TextLine], prior: float, first: str | None = None) -> Text | None:
    """The words of the lines, of the first one only `first` where that is given."""
    text = squeeze(" ".join([lines[0].text if first is None else first, *(line.text for line in lines[1:])]))
    text = re.sub(r"^\W{0,2}[Vv]\s?/\s?[Vv]\s*[:.]?\s*", "", text)
    text = re.sub(r"[\s\-_*–]{3,}$", "", text).strip(" *_")
    text = re.sub(r"[.;:]$", "", text).strip()
    return _over_lines(head, head.value(text, lines[0], lines[-1], prior), lines) if text else None


def _over_lines(head: Head, value: Text, lines: Sequence[TextLine]) -> Text:
    """The value with the words and the box of its lines alone: the right column of the head may be read between them."""
    found = [head.document.evidence(line.start, line.end) for line in lines]
    boxes = [bbox for _, page, bbox in found if page == value.page and bbox]
    return value.model_copy(
        update={"raw": " ".join(raw for raw, _, _ in found), "bbox": union(boxes) if boxes else None}
    )


def _under_type(head: Head, at: int) -> list[TextLine]:
    """The centred lines below the type name, up to the basis, the issuer in capitals, or the first paragraph."""
    lines: list[TextLine] = []
    for line in head.all_lines[at + 1 : at + 14]:
        if line.page != head.lines[at].page or _ends_subject(head, lines, line):
            break
        if _date_match(line) or STAMP.match(line.folded) or re.fullmatch(r"[\W_]*", line.text):
            continue
        lines.append(line)
        if line.text.rstrip().endswith((".", ";")):
            break
    return lines


def _ends_subject(head: Head, lines: list[TextLine], line: TextLine) -> bool:
    if SUBJECT_END.match(line.folded) or TO.match(line.folded):
        return True
    if lines and BODY_START.match(line.folded) and not _dates_number(lines[-1], line):
        wider = line.bbox[2] > max(one.bbox[2] for one in lines) + 8
        if line.block != lines[-1].block or wider or next(find_numbers(line.text), None) is not None:
            return True
    if re.match(r"^\W{0,2}\((?:kem theo|ban hanh kem|du thao|trinh)", line.folded) or re.match(
        r"^\s*[-+•*]\s", line.text
    ):
        return True
    if re.match(r"^(?:[ivx]+|\d{1,2})[.)]\s", line.folded) or re.fullmatch(r"[-_*–\s]{3,}", line.text):
        return bool(lines)
    if not lines:
        return False
    if is_capitals(line.text) and not is_capitals(lines[-1].text) and not re.search(r"\d", line.text):
        return True
    if lines[0].bold and not line.bold:
        return True
    gap = line.bbox[1] - lines[-1].bbox[3]
    height = max(line.bbox[3] - line.bbox[1], 8)
    return (
        line.block != lines[-1].block and gap > 1.2 * height and not line.text[:1].islower() and line.text[:1].isupper()
    )


def _dates_number(above: TextLine, line: TextLine) -> bool:
    """Whether a line that begins with a date goes on with the number that the line above ends with."""
    numbers = list(find_numbers(above.text))
    return line.folded.startswith("ngay ") and bool(numbers) and numbers[-1].end >= len(above.text.rstrip(" ,"))


def _under_about(head: Head, at: int) -> list[TextLine]:
    """The V/v lines: they stay in the left column and end at the addressee, a gap or the type name."""
    first = head.lines[at]
    lines = [first]
    stop = head.to_at if head.to_at is not None and head.to_at > at else len(head.lines)
    for line in head.lines[at + 1 : min(stop, at + 12)]:
        if _date_match(line) or STATE.search(line.folded) or MOTTO.search(line.folded) or STAMP.match(line.folded):
            continue
        if first.in_left_half and not line.in_left_half:
            continue
        gap = line.bbox[1] - lines[-1].bbox[3]
        height = max(first.bbox[3] - first.bbox[1], 8)
        if gap > 1.1 * height or BODY_START.match(line.folded) or same_row(first, line) or _urgency_of(line):
            break
        lines.append(line)
    return lines


def _urgency(head: Head) -> Text | None:
    for line in head.lines:
        value = _urgency_of(line)
        if value:
            return head.value(value, line, line, 0.9)
    return None


def _urgency_of(line: TextLine) -> str | None:
    """HỎA TỐC, THƯỢNG KHẨN or KHẨN as a line of its own."""
    return URGENCY.get(re.sub(r"[^a-z ]", "", line.folded).strip()) if is_capitals(line.text) else None


def _recipients(head: Head) -> list[Text]:
    """Addressees behind "Kính gửi": the rest of the line, or the list below it."""
    if head.to_at is None:
        return []
    start = head.lines[head.to_at]
    match = TO.match(start.folded)
    items: list[list[tuple[int, int]]] = []
    if match and start.text[match.end() :].strip(" :"):
        items.append([(start.start + match.end(), start.end)])
    previous = start
    index = head.all_lines.index(start)
    for line in head.all_lines[index + 1 : index + 40]:
        if line.page == start.page and line.bbox[1] < start.bbox[1] - 2:
            continue  # the right column of the head, read later
        if STAMP.match(line.folded):
            continue
        if _ends_recipients(head, items, previous, line):
            break
        marked = re.match(r"^\s*[-–+•*]\s*", line.text)
        ended = bool(items) and head.document.text[items[-1][-1][0] : items[-1][-1][1]].rstrip().endswith((";", "."))
        if marked or not items or (ended and line.text[:1].isupper()):
            items.append([(line.start + (marked.end() if marked else 0), line.end)])
        else:
            items[-1].append((line.start, line.end))
        previous = line
    return [value for item in items for value in _recipient_values(head, item)]


def _ends_recipients(head: Head, items: list[list[tuple[int, int]]], previous: TextLine, line: TextLine) -> bool:
    if BODY_START.match(line.folded) and not re.match(r"^\s*-", line.text) or line.text.lstrip().startswith("("):
        return True
    if not items:
        return line.page != previous.page
    text = head.document.text[items[-1][0][0] : items[-1][-1][1]].rstrip()
    marked = bool(re.match(r"^\s*[-–+•*]\s*\S", line.text))
    if text.endswith("."):
        return True
    if marked or text.endswith(";"):
        return False
    return line.block != previous.block and not line.text[:1].islower()


def _recipient_values(head: Head, pieces: list[tuple[int, int]]) -> list[Text]:
    text = squeeze(" ".join(head.document.text[start:end] for start, end in pieces))
    start, end = pieces[0][0], pieces[-1][1]
    parts = [part.strip(" -–+•*") for part in re.split(r";\s+(?=[A-ZĐ-])", text)]
    return [head.proof(part.strip(" ;.,:"), start, end, 0.93) for part in parts if part.strip(" ;.,:")]
