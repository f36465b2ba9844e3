"""Number and symbol of a document: the line "Số: …" of its head, filled, blank or unreadable."""

from __future__ import annotations

import re

from corpora.facts import tables
from extractor.understanding.confidence import is_damaged
from extractor.understanding.head.date import DATE_LINE
from extractor.understanding.head.lines import STAMP, Head
from extractor.understanding.words.letters import fold, is_capitals, squeeze
from extractor.understanding.words.lines import TextLine, same_row
from extractor.understanding.words.numbers import SYMBOL, DocumentNumber, find_numbers, parse_number, type_code_of
from models.record import RecordWarning, Text

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
LEADS_ON = re.compile(
    r"(?<=\w )(?:cong van|quyet dinh|nghi dinh|nghi quyet|thong tu|chi thi|ke hoach|to trinh|van ban|thong bao|theo|tai|can cu|thuc hien)$"
)


def find_number(zone: tuple[TextLine, ...]) -> int | None:
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


def read_number(head: Head) -> tuple[Text | None, Text | None, DocumentNumber | None]:
    if head.number_at is None:
        return None, None, None
    line = head.lines[head.number_at]
    match = NUMBER_LINE.match(line.folded)
    offset = match.end() if match else 0
    rest = line.text[offset:]
    found = next(iter(find_numbers(rest[:60])), None)
    hint = type_code_of(head.type_name) if head.type_name else None
    damaged = is_damaged(head.document, line.page)
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
