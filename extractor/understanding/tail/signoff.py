"""The end of a document: who signed, in whose name, and to whom it goes."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from extractor.document import Document
from extractor.understanding.confidence import reading_of
from extractor.understanding.tail.offices import AUTHORITY, approves, damaged_office, is_position, mark_of, read_office
from extractor.understanding.words.bodies import mend, province_in
from extractor.understanding.words.letters import fold, is_capitals, squeeze
from extractor.understanding.words.lines import TextLine, same_row
from extractor.understanding.words.names import NAME, is_person, mended_name, person_name
from models.record import Text

TO_WHOM = re.compile(r"^\W{0,3}(?:n[oơ]i\s+nh\w{1,3}n\W*|\w{0,2}[nw]oi\s+nh\w{1,3}\W*$)")
BULLET = re.compile(r"^\s*[-–+•*]")
ITEM_END = re.compile(r"[;,.:]\s*$")
INDENT = 20.0  # points between the left edges of two items of one list
BLOCK_LINES = 30  # a seal's strokes included, a name stands within so many lines of its office
ROW_GAP = 25.0  # points between two pieces of one name that a stroke of the signature parted


@dataclass(frozen=True, slots=True)
class Name:
    """A person's name as it should stand, where it is printed, and how sure the reading is."""

    value: str
    line: TextLine
    end: int
    prior: float


@dataclass(frozen=True, slots=True)
class Block:
    """One signature: its lines of authority and title from the top, the line of the last authority, and the name."""

    titles: tuple[TextLine, ...]
    mark: TextLine | None
    name: Name | None

    @property
    def first(self) -> TextLine:
        return self.titles[0]


@dataclass(frozen=True, slots=True)
class SignOff:
    """Values of the sign-off block, each with its proof, None where not printed; `others` sign beside the signer."""

    name: Text | None = None
    title: Text | None = None
    authority: Text | None = None
    others: tuple[Text, ...] = ()
    distribution: tuple[Text, ...] = ()


def read_signoff(document: Document, lines: tuple[TextLine, ...]) -> SignOff:
    """The first complete sign-off of the document; side by side, the right-hand one."""
    places = [index for index, line in enumerate(lines) if TO_WHOM.match(line.folded)]
    found = ((at, _blocks(document, lines, at)) for at in (*places, None))
    to_at, blocks = next(((at, row) for at, row in found if row and row[0].name), (places[0] if places else None, ()))
    distribution = _distribution(document, lines, to_at if to_at is not None else places[0] if places else None)
    block, *others = blocks or _blocks(document, lines, to_at) or (None,)
    lone = _lone_names(document, lines, to_at) if block is None or block.name is None else []
    names = [name for name in (block.name if block else None, *(one.name for one in others if one)) if name] or lone
    values = [_proof(document, name.value, name.line.start, name.end, name.prior) for name in names]
    signed = SignOff(values[0] if values else None, others=tuple(values[1:]), distribution=distribution)
    return replace(signed, title=_title(document, block), authority=_authority(document, block)) if block else signed


def _authority(document: Document, block: Block) -> Text | None:
    """The last mark of the chain (TM. then KT. gives KT.); its proof covers the chain."""
    if block.mark is None:
        office = read_office(document, block.titles[-1])
        last = block.titles[-1]
        return _proof(document, office.mark, last.start, last.end, office.prior) if office and office.mark else None
    value = mark_of(block.mark)
    first = next(title for title in (*block.titles, block.mark) if AUTHORITY.match(title.text))
    return _proof(document, value, first.start, block.mark.end, 0.96) if value else None


def _title(document: Document, block: Block) -> Text | None:
    """The office: the last line of capitals. "KT. GIÁM ĐỐC" alone is signed by a deputy, whose line was not read."""
    last = block.titles[-1]
    office = read_office(document, last)
    return _proof(document, office.title, last.start, last.end, office.prior) if office and office.title else None


def _proof(document: Document, value: str, start: int, end: int, prior: float) -> Text:
    return document.value(value, start, end, prior * reading_of(document, start, end))


def _lone_names(document: Document, lines: tuple[TextLine, ...], to_at: int | None) -> list[Name]:
    """Names near the distribution list whose offices could not be read under the seal: the right-most, then its row."""
    if to_at is None:
        return []
    at = lines[to_at]
    names = [
        replace(name, prior=0.8 * name.prior)
        for line in lines[max(to_at - 20, 0) : to_at + 60]
        if line.page == at.page and line.width > 400 and not line.in_cell and at.bbox[1] - line.bbox[1] < 130
        if line.bbox[0] > at.bbox[0] + 0.3 * at.width and (name := _name(document, lines, line))
    ]
    return names[:1]


def _blocks(document: Document, lines: tuple[TextLine, ...], to_at: int | None) -> tuple[Block, ...]:
    """The signatures of one sign-off: the signer's first, then those beside it; approvers are left out."""
    starts = [index for index in _starts(document, lines, to_at) if not approves(lines, index)]
    blocks = [block for start in starts if (block := _read_block(document, lines, start))]
    named = _distinct([block for block in blocks if block.name])
    if not named:
        shown = (block for block in blocks if block.mark or to_at is not None and _right_of(block.first, lines[to_at]))
        return tuple(shown)[:1]
    row = [named[0], *(block for block in named if _beside(named[0], block))]
    return tuple(sorted(row, key=lambda block: -block.first.bbox[0]))


def _distinct(blocks: list[Block]) -> list[Block]:
    """Blocks of different names; of those with one name the first, which begins highest and holds the whole chain."""
    return list({block.name.line.start: block for block in reversed(blocks) if block.name}.values())[::-1]


def _right_of(line: TextLine, at: TextLine) -> bool:
    """Whether an office stands at the height of the distribution list, right of it."""
    return line.page == at.page and line.bbox[0] > at.bbox[0] + 0.25 * at.width and abs(line.bbox[1] - at.bbox[1]) < 60


def _beside(one: Block, other: Block) -> bool:
    """Whether two sign-offs stand side by side: one row in common, no column in common."""
    if one.name is None or other.name is None or one.name.line is other.name.line:
        return False
    apart = one.first.bbox[2] <= other.first.bbox[0] or other.first.bbox[2] <= one.first.bbox[0]
    return apart and (same_row(one.first, other.first) or same_row(one.name.line, other.name.line))


def _starts(document: Document, lines: tuple[TextLine, ...], to_at: int | None) -> list[int]:
    """Indices of lines that may open a sign-off: near "Nơi nhận" first, else in the last lines of the text."""
    if to_at is not None:
        page = lines[to_at].page
        near = [
            index
            for index in range(max(to_at - 20, 0), min(to_at + 45, len(lines)))
            if lines[index].page in (page, page + 1)
        ]
        found = [index for index in near if is_position(lines[index]) and (index >= to_at - 14)]
        found = found or [index for index in near if damaged_office(document, lines[index])]
        if found:
            return found
    return [index for index in range(3, len(lines)) if is_position(lines[index]) and not lines[index].in_cell][-12:]


def _read_block(document: Document, lines: tuple[TextLine, ...], start: int) -> Block | None:
    first = lines[start]
    titles, mark = [first], first if AUTHORITY.match(first.text) else None
    unknown: TextLine | None = None
    for line in lines[start + 1 : start + BLOCK_LINES]:
        if not _same_column(first, line):
            continue
        if is_position(line):
            titles.append(line)
            mark = line if AUTHORITY.match(line.text) else mark
        elif name := _name(document, lines, line):
            return Block(_with_title(titles), mark, name)
        elif is_capitals(line.text) and line.bbox[1] - titles[-1].bbox[3] < 14 and len(line.text) > 3:
            titles.append(line)
        elif TO_WHOM.match(line.folded) or len(line.text) > 60:
            break
        elif unknown is None and _may_be_name(line.text):
            unknown = line
    told = unknown is not None and is_person(squeeze(unknown.text))
    name = Name(squeeze(unknown.text).strip(" .,"), unknown, unknown.end, 0.85) if told and unknown else None
    return Block(_with_title(titles), mark, name)


def _name(document: Document, lines: tuple[TextLine, ...], line: TextLine) -> Name | None:
    """The name on a line, its damage mended, pieces of its row joined."""
    damaged = document.word_confidence(line.start, line.end) < 0.97
    name = person_name(line.text)
    if not damaged:
        return Name(name, line, line.end, 0.95) if name else None
    if mended := mended_name(line.text):
        return Name(mended, line, line.end, 0.95 if mended == name else 0.8)
    rest = _next_on_row(lines, line) if len(line.text.split()) == 1 else None
    joined = mended_name(f"{line.text} {rest.text}") if rest else None
    return Name(joined, line, rest.end, 0.7) if joined and rest and rest.start > line.start else None


def _next_on_row(lines: tuple[TextLine, ...], line: TextLine) -> TextLine | None:
    """The piece right behind a line on its row."""
    return next((one for one in lines if same_row(one, line) and -2 < one.bbox[0] - line.bbox[2] < ROW_GAP), None)


def _may_be_name(text: str) -> bool:
    """Two to six capitalised words that are no place: worth asking the tagger."""
    plain = squeeze(text).strip(" .,")
    return (
        bool(NAME.fullmatch(plain))
        and not is_capitals(plain)
        and mend(plain) == plain
        and not province_in(f"tỉnh {plain}")
    )


def _with_title(titles: list[TextLine]) -> tuple[TextLine, ...]:
    """Up to the last line that names an office; a wrapped body name below "TM." is no office."""
    while len(titles) > 1 and not is_position(titles[-1]):
        titles = titles[:-1]
    return tuple(titles)


def _same_column(one: TextLine, other: TextLine) -> bool:
    if other.page != one.page:
        return other.page == one.page + 1 and not TO_WHOM.match(other.folded)
    if one.width < 400 or one.bbox[0] < 80 and other.bbox[0] < 80:
        return True
    return min(one.bbox[2], other.bbox[2]) > max(one.bbox[0], other.bbox[0]) - 10


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
        if not items or BULLET.match(line.text) or _lost_its_bullet(items[-1][-1], line):
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
    marked = bool(BULLET.match(line.text)) or bool(items) and _lost_its_bullet(items[-1][-1], line)
    if (
        items
        and fold(items[-1][0].text).strip(" -–+•*").startswith("luu")
        and (not marked or items[-1][-1].text.rstrip().endswith("."))
    ):
        return items[-1][-1].text.rstrip().endswith(".") or line.block != items[-1][-1].block or len(items[-1]) > 1
    if not marked and items and (person_name(line.text) or is_capitals(line.text) or line.block != items[-1][-1].block):
        return not _goes_on(items[-1][-1], line)
    return not marked and not items


def _goes_on(last: TextLine, line: TextLine) -> bool:
    """Whether an item of the list that ended without its mark goes on in another block: right below, up to the mark."""
    if line.block == last.block or last.text.rstrip().endswith((";", ".")):
        return False
    close = line.bbox[1] - last.bbox[3] < 0.5 * (last.bbox[3] - last.bbox[1])
    return line.text[:1].islower() or line.text[:1] == "(" or close and line.text.rstrip().endswith((";", "."))


def _lost_its_bullet(before: TextLine, line: TextLine) -> bool:
    """Whether a line is the next item although its dash was not read: the one before it is over, or it names the archive."""
    beside = line.page == before.page and abs(line.bbox[0] - before.bbox[0]) < INDENT
    archive = line.folded.startswith("luu") and ":" in line.text
    over = before.text.rstrip().endswith(";") and bool(ITEM_END.search(line.text))
    return beside and (archive or over) and line.text[:1].isupper()


def _item(document: Document, lines: list[TextLine]) -> Text:
    text = squeeze(" ".join(line.text for line in lines)).strip(" -–+•*;.,:")
    return _proof(document, text, lines[0].start, lines[-1].end, 0.92)
