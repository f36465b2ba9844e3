"""Subject of a document (trích yếu): the lines under the name of its type, or behind "V/v"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.document import union
from extractor.understanding.citing.title import LINK
from extractor.understanding.head.date import date_match
from extractor.understanding.head.lines import ABOUT, BODY_START, MOTTO, STAMP, STATE, TO, Head, urgency_of
from extractor.understanding.words.letters import fold, is_capitals, squeeze
from extractor.understanding.words.lines import TextLine, same_row
from extractor.understanding.words.numbers import find_numbers
from models.record import Text

ABOUT_LOOSE = re.compile(r"^\W{0,2}(?:v\s?/\s?v\b|ve viec\b|ve\s)")
SUBJECT_END = re.compile(
    r"^\W{0,3}(?:can cu\b|xet (?:de nghi|to trinh)|theo de nghi|dieu 1\b|chuong i\b|phan (?:i|thu)\b|i[.)]\s|a[.)]\s|1[.)]\s|-\s|hoi dong nhan dan .*khoa)"
)


ISSUES = re.compile(
    r"(?:chu tich|bo truong|thu truong|giam doc|hieu truong|tong cuc truong|cuc truong|chanh an|vien truong|thong doc|chu nhiem|tong thanh tra"
    r"|truong ban|ban bi thu|ban thuong vu|ban chap hanh|thu tuong chinh phu$|chinh phu$|quoc hoi$|uy ban thuong vu quoc hoi$"
    r"|(?:uy ban|hoi dong) nhan dan(?: (?:tinh|thanh pho|huyen|quan|thi xa|xa|phuong|thi tran)\b.*)?$)"
)  # what stands alone above the basis: the issuer, or the office that signs
LEADS_TO_BODY = re.compile(
    r"(?:[,;-]|\b(?:của|và|với|thuộc|do|cho|tại|bởi|giữa|trình|các|là|đến|từ|cấp|được|viên|trụ sở|văn phòng|lãnh đạo|phó|trưởng|nguyên|đội ngũ|bầu|bổ nhiệm|chức danh|chức vụ))$",
    re.IGNORECASE,
)


def find_about(zone: tuple[TextLine, ...], number_at: int | None, limit: int, type_at: int | None) -> int | None:
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


def read_subject(head: Head) -> Text | None:
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
    text = re.sub(r"(/[A-ZĐ]{1,5}-) (?=[A-ZĐ])", r"\1", text)  # a number that the line's end broke
    text = re.sub(r"^\W{0,2}(?:[Vv]\s?/\s?[Vv]\s*[:.]?|Về\s?:)\s*", "", text)
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
        if date_match(line) or STAMP.match(line.folded) or re.fullmatch(r"[\W_]*", line.text):
            continue
        lines.append(line)
        if line.text.rstrip().endswith((".", ";")):
            break
    return _without_issuer(lines)


def _without_issuer(lines: list[TextLine]) -> list[TextLine]:
    """The lines without the issuer's name or office that decisions print between subject and basis.

    It begins on a line of its own in capitals, behind words that do not lead on to it ("… CỦA / ỦY BAN NHÂN DÂN").
    """
    for index in range(max(len(lines) - 2, 1), len(lines)):
        here, above = lines[index], lines[index - 1]
        if ISSUES.match(here.folded) and is_capitals(here.text) and not LEADS_TO_BODY.search(above.text.rstrip()):
            return lines[:index]
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
    if _in_small_letters(line) and all(len(one.text) > 12 and is_capitals(one.text) for one in lines):
        return True
    if lines[0].bold and not line.bold:
        return True
    gap = line.bbox[1] - lines[-1].bbox[3]
    height = max(line.bbox[3] - line.bbox[1], 8)
    return (
        line.block != lines[-1].block and gap > 1.2 * height and not line.text[:1].islower() and line.text[:1].isupper()
    )


def _in_small_letters(line: TextLine) -> bool:
    """A line that begins a sentence: a capital, then small letters, three such words in all."""
    begins = re.match(r"\s*[^\W\d_][a-zà-ỹđ]", line.text) is not None and line.text.lstrip()[:1].isupper()
    return begins and len(re.findall(r"(?<!\w)[a-zà-ỹđ]{2,}(?!\w)", line.text)) > 2


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
        if date_match(line) or STATE.search(line.folded) or MOTTO.search(line.folded) or STAMP.match(line.folded):
            continue
        if first.in_left_half and not line.in_left_half:
            continue
        gap = line.bbox[1] - lines[-1].bbox[3]
        height = max(first.bbox[3] - first.bbox[1], 8)
        if gap > 1.1 * height or BODY_START.match(line.folded) or same_row(first, line) or urgency_of(line):
            break
        lines.append(line)
    return lines
