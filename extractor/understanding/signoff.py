"""The end of a document: who signed, in whose name, and to whom it goes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz

from corpora.facts import tables
from extractor.document import Document
from extractor.understanding.bodies import mend, province_in
from extractor.understanding.confidence import reading_of
from extractor.understanding.letters import UPPER, fold, is_capitals, squeeze
from extractor.understanding.lines import TextLine, same_row
from extractor.understanding.names import is_person
from models.record import Text

AUTHORITY = re.compile(
    r"^\W*(?P<mark>TM|KT|TL|TUQ|Q|T\s?/\s?M|K\s?/\s?T|T\s?/\s?L|T\s?/\s?UQ)(?:\s?[./,]\s*|(?<!Q)\s+)(?=[A-ZĐƯÂÔÊÁÀẢÃẠỦỤ])"
)
TO_WHOM = re.compile(r"^\W{0,3}n[oơ]i\s+nh\w{1,3}n\W*")
SURNAMES = frozenset(
    [
        "nguyen",
        "tran",
        "le",
        "pham",
        "hoang",
        "huynh",
        "phan",
        "vu",
        "vo",
        "dang",
        "bui",
        "do",
        "ho",
        "ngo",
        "duong",
        "ly",
        "doan",
        "truong",
        "dinh",
        "lam",
        "mai",
        "trinh",
        "dao",
        "ha",
        "luong",
        "ta",
        "to",
        "luu",
        "cao",
        "chau",
        "thai",
        "phung",
        "quach",
        "tang",
        "kieu",
        "la",
        "vuong",
        "nghiem",
        "vi",
        "nong",
        "be",
        "hua",
        "giang",
        "chu",
        "trieu",
        "ma",
        "lo",
        "thach",
        "kim",
        "son",
        "danh",
        "diep",
        "luc",
        "vi",
        "tong",
        "uong",
        "ninh",
        "khuat",
        "doi",
        "mac",
        "phi",
        "thieu",
        "ung",
        "quan",
        "van",
        "cu",
        "lieu",
        "ong",
        "khong",
        "hang",
        "thi",
        "quang",
        "giap",
        "tu",
        "bien",
        "sam",
        "cam",
        "ngan",
        "che",
        "bach",
        "au",
        "lu",
        "mua",
        "vang",
        "giang",
        "sung",
        "y",
        "dieu",
        "rah",
        "ro",
        "siu",
        "ksor",
        "nay",
        "thao",
        "h'",
        "k'",
        "ksor",
        "doanh",
        "viet",
        "dam",
        "duong",
        "phuong",
        "au",
        "hau",
        "hong",
        "cung",
        "tien",
        "nhu",
        "thanh",
    ]
)
NAME = re.compile(rf"(?:[{UPPER}][^\W\d_]*'?(?:\s+|$)){{2,6}}")
ACADEMIC = re.compile(
    r"^(?:(?:GS|PGS|TS|ThS|Th\.S|BS|BSCKII|BSCKI|CKII|CKI|CK2|CK1|DS|KS|CN|LS|Dr|Ths|BsCKII|Đại tá|Thượng tá|Trung tá|Thiếu tướng|Trung tướng)[.\s]*)+",
    re.IGNORECASE,
)


Block = tuple[list[TextLine], TextLine | None, TextLine | None]


@dataclass(frozen=True, slots=True)
class SignOff:
    """Values of the sign-off block, each with its proof, None where not printed."""

    name: Text | None = None
    title: Text | None = None
    authority: Text | None = None
    distribution: tuple[Text, ...] = ()


def read_signoff(document: Document, lines: tuple[TextLine, ...]) -> SignOff:
    """The first complete sign-off of the document; side by side, the right-hand one."""
    places = [index for index, line in enumerate(lines) if TO_WHOM.match(line.folded)]
    named = ((at, block) for at in (*places, None) if (block := _block(lines, at)) and block[1] is not None)
    to_at, block = next(named, (places[0] if places else None, None))
    distribution = _distribution(document, lines, to_at if to_at is not None else places[0] if places else None)
    block = block or _block(lines, to_at)
    if block is None:
        return SignOff(_lone_name(document, lines, to_at), distribution=distribution)
    title_lines, name_line, mark_line = block
    name = _name_value(document, name_line) or _lone_name(document, lines, to_at)
    return SignOff(name, _title(document, title_lines), _authority(document, title_lines, mark_line), distribution)


def _authority(document: Document, titles: list[TextLine], line: TextLine | None) -> Text | None:
    """The last mark of the chain (TM. then KT. gives KT.); its proof covers the chain."""
    match = AUTHORITY.match(line.text) if line is not None else None
    if match is None or line is None:
        return None
    mark = re.sub(r"\s", "", match["mark"])
    value = tables.authorities().get(mark if "/" in mark else mark + ".")
    first = next(title for title in (*titles, line) if AUTHORITY.match(title.text))
    return _proof(document, value, first.start, line.end, 0.96) if value else None


def _title(document: Document, lines: list[TextLine]) -> Text | None:
    """The office: the last line of capitals. "KT. GIÁM ĐỐC" alone is signed by a deputy, whose line was not read."""
    last = lines[-1]
    title = re.sub(r"^\W+|[\s*.]+$", "", AUTHORITY.sub("", last.text)).strip(" .'\"")
    deputy = AUTHORITY.match(last.text)
    if deputy and re.sub(r"\W", "", deputy["mark"]) == "KT":
        guess = _deputy(title)
        return _proof(document, guess, last.start, last.end, 0.6) if guess else None
    mended = _mended_position(title) if document.word_confidence(last.start, last.end) < 0.97 else title
    prior = 0.94 if mended == title else 0.85
    return _proof(document, squeeze(mended), last.start, last.end, prior) if mended else None


def _deputy(title: str) -> str | None:
    """Who signs for a head: THỨ TRƯỞNG for a BỘ TRƯỞNG, else PHÓ and the same office."""
    head = _mended_position(title)
    if fold(head).startswith("bo truong"):
        return "THỨ TRƯỞNG"
    known = [position for position in tables.positions() if position == f"PHÓ {head}"]
    return known[0] if known else None


def _mended_position(title: str) -> str:
    """The known office with the same bare letters or nearly so (damaged print), else the title as it stands."""
    folded = squeeze(re.sub(r"[^a-z ]", " ", fold(title)))
    best = max(tables.positions(), key=lambda position: fuzz.ratio(folded, fold(position)))
    return best if fuzz.ratio(folded, fold(best)) >= 88 else title


def _lone_name(document: Document, lines: tuple[TextLine, ...], to_at: int | None) -> Text | None:
    """A name right of the distribution list whose office could not be read under the seal."""
    if to_at is None:
        return None
    at = lines[to_at]
    for line in lines[max(to_at - 12, 0) : to_at + 60]:
        beside = line.page == at.page and line.bbox[0] > at.bbox[0] + 0.3 * at.width and line.bbox[1] > at.bbox[1] - 20
        name = person_name(line.text) if beside and line.width > 400 else None
        if name:
            return _proof(document, name, line.start, line.end, 0.75)
    return None


def _proof(document: Document, value: str, start: int, end: int, prior: float) -> Text:
    return document.value(value, start, end, prior * reading_of(document, start, end))


@cache
def _positions() -> tuple[str, ...]:
    return tuple(fold(position) for position in tables.positions())


def is_position(line: TextLine) -> bool:
    """A line of capitals that names an office: KT. GIÁM ĐỐC, PHÓ CHỦ TỊCH, TM. ỦY BAN NHÂN DÂN."""
    text = AUTHORITY.sub("", line.text)
    if AUTHORITY.match(line.text) and is_capitals(line.text) and len(line.text) < 70:
        return True
    folded = re.sub(r"[^a-z ,]", " ", fold(text)).strip()
    if not is_capitals(text) or len(folded) > 70:
        return False
    named = any(
        folded == position or folded.startswith(position + " ") or folded.endswith(" " + position)
        for position in _positions()
    )
    return named or len(folded) < 30 and any(fuzz.ratio(folded, position) >= 88 for position in _positions())


def _block(lines: tuple[TextLine, ...], to_at: int | None) -> Block | None:
    """(title lines top down, name line, line of the last authority) of the sign-off."""
    blocks = [block for start in _starts(lines, to_at) if (block := _read_block(lines, start))]
    named = [block for block in blocks if block[1] is not None]
    if not named:
        return blocks[0] if blocks and (to_at is not None or blocks[0][2] is not None) else None
    first = named[0]
    beside = [block for block in named if _beside(first, block)]
    return max((first, *beside), key=lambda block: block[0][0].bbox[0])


def _beside(one: Block, other: Block) -> bool:
    """Whether two sign-offs stand side by side: one row in common, no column in common."""
    apart = one[0][0].bbox[2] <= other[0][0].bbox[0] or other[0][0].bbox[2] <= one[0][0].bbox[0]
    rows = same_row(one[0][0], other[0][0]) or (one[1] and other[1] and same_row(one[1], other[1]))
    return apart and bool(rows) and one[1] is not other[1]


def _starts(lines: tuple[TextLine, ...], to_at: int | None) -> list[int]:
    """Indices of lines that may open a sign-off: near "Nơi nhận" first, else from the second line of the text on."""
    if to_at is not None:
        page = lines[to_at].page
        near = range(max(to_at - 14, 0), min(to_at + 45, len(lines)))
        found = [index for index in near if is_position(lines[index]) and lines[index].page in (page, page + 1)]
        if found:
            return found
    return [index for index in range(3, len(lines)) if is_position(lines[index]) and not lines[index].in_cell][-12:]


def _read_block(lines: tuple[TextLine, ...], start: int) -> Block | None:
    first = lines[start]
    titles, mark = [first], first if AUTHORITY.match(first.text) else None
    unknown: TextLine | None = None
    for line in lines[start + 1 : start + 30]:
        if not _same_column(first, line):
            continue
        if is_position(line):
            titles.append(line)
            mark = line if AUTHORITY.match(line.text) else mark
        elif person_name(line.text):
            return _with_title(titles), line, mark
        elif is_capitals(line.text) and line.bbox[1] - titles[-1].bbox[3] < 14 and len(line.text) > 3:
            titles.append(line)
        elif TO_WHOM.match(line.folded) or len(line.text) > 60:
            break
        elif unknown is None and _may_be_name(line.text):
            unknown = line
    named = unknown if unknown is not None and is_person(squeeze(unknown.text)) else None
    return (_with_title(titles), named, mark) if mark is not None or named is not None else None


def _may_be_name(text: str) -> bool:
    """Two to six capitalised words that are no place: worth asking the tagger."""
    plain = squeeze(text).strip(" .,")
    return (
        bool(NAME.fullmatch(plain))
        and not is_capitals(plain)
        and mend(plain) == plain
        and not province_in(f"tỉnh {plain}")
    )


def _with_title(titles: list[TextLine]) -> list[TextLine]:
    """Up to the last line that names an office; a wrapped body name below "TM." is no office."""
    while len(titles) > 1 and not is_position(titles[-1]):
        titles = titles[:-1]
    return titles


def _same_column(one: TextLine, other: TextLine) -> bool:
    if other.page != one.page:
        return other.page == one.page + 1 and not TO_WHOM.match(other.folded)
    if one.width < 400 or one.bbox[0] < 80 and other.bbox[0] < 80:
        return True
    return min(one.bbox[2], other.bbox[2]) > max(one.bbox[0], other.bbox[0]) - 10


def person_name(text: str) -> str | None:
    """The name that a line is, None if it is none: 2 to 5 capitalised words, the first a Vietnamese family name."""
    text = re.sub(r"[*_]+", " ", text)
    text = ACADEMIC.sub("", squeeze(text)).strip(" .,:;")
    if not NAME.fullmatch(text) or re.search(r"\d", text):
        return None
    words = fold(text).split()
    if is_capitals(text):
        return proper_name(text) if words[0] in SURNAMES and len(words) >= 3 and not _is_office(text) else None
    return text if words[0].strip("'") in SURNAMES else None


def _is_office(text: str) -> bool:
    folded = fold(text)
    return any(folded.startswith(position) for position in _positions()) or folded.startswith(
        ("van phong", "uy ban", "hoi dong")
    )


def proper_name(text: str) -> str:
    """NGUYỄN VĂN AN as Nguyễn Văn An."""
    return " ".join(word[:1] + word[1:].lower() for word in text.split())


def _name_value(document: Document, line: TextLine | None) -> Text | None:
    if line is None:
        return None
    name = person_name(line.text)
    if name is None:
        return _proof(document, squeeze(line.text).strip(" .,"), line.start, line.end, 0.85)
    return _proof(document, name, line.start, line.end, 0.95)


def _distribution(document: Document, lines: tuple[TextLine, ...], to_at: int | None) -> tuple[Text, ...]:
    """Items of "Nơi nhận" up to and with "Lưu", each without its dash and final mark."""
    if to_at is None:
        return ()
    first = lines[to_at]
    items: list[list[TextLine]] = []
    for line in lines[to_at + 1 : to_at + 60]:
        if _leaves_distribution(first, items, line):
            if is_position(line) or not _same_column(first, line):
                continue
            break
        if re.match(r"^\s*[-–+•*]", line.text) or not items:
            items.append([line])
        else:
            items[-1].append(line)
    return tuple(_item(document, item) for item in items)


def _leaves_distribution(first: TextLine, items: list[list[TextLine]], line: TextLine) -> bool:
    if line.page > first.page + 1 or is_position(line):
        return True
    beside = first.width > 400 and line.page == first.page and line.bbox[0] > first.bbox[0] + 0.33 * first.width
    if beside:
        return True
    marked = bool(re.match(r"^\s*[-–+•*]", line.text))
    if (
        items
        and fold(items[-1][0].text).strip(" -–+•*").startswith("luu")
        and (not marked or items[-1][-1].text.rstrip().endswith("."))
    ):
        return items[-1][-1].text.rstrip().endswith(".") or line.block != items[-1][-1].block or len(items[-1]) > 1
    if not marked and items and (person_name(line.text) or is_capitals(line.text) or line.block != items[-1][-1].block):
        return not (
            line.block != items[-1][-1].block
            and not items[-1][-1].text.rstrip().endswith((";", "."))
            and (line.text[:1].islower() or line.text[:1] == "(")
        )
    return not marked and not items


def _item(document: Document, lines: list[TextLine]) -> Text:
    text = squeeze(" ".join(line.text for line in lines)).strip(" -–+•*;.,")
    return _proof(document, text, lines[0].start, lines[-1].end, 0.92)
