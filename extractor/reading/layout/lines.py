"""Words to lines in reading order.

    words ─ rows (words level with each other) ─ side-by-side blocks (head, sign-off) ─ lines ─ furniture set aside

A head or sign-off shows as rows that share one empty corridor; it is read column by column. Elsewhere a wide gap only
splits a row into several lines. Measures are in em: the middle height of the words of a row.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import insort
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from statistics import median

from extractor.document import Line, Page, Word

LEVEL = 0.5  # share of the lower word's height that must overlap for two words to stand on one row
BLANK = 8.0  # em: a blank left for handwriting in running text is at most so wide
WIDE = 2.2  # em: a gap that splits a row
SEED = 3.0  # em: a gap that may start a side-by-side block; HEAD_SEED in the top fifth of a page
HEAD_SEED = 1.0
FOLLOW = 0.45  # em: least gap by which a further row joins a block
UNUSUAL = 1.6  # times the row's middle gap: justified prose has wide gaps, but all alike
HEAD_TOP, HEAD_ZONE = 0.22, 0.35  # of the page's height: where a head starts, where it may end
INTRUSION = 0.65  # share of the corridor that a row on one side must leave, or be in line with its column
TIGHT = 1.9  # em: rows further apart do not continue a column
EDGE = 12.0  # points: left edges of one column, indents of a list included
APART = 3.0  # em: left-hand rows this far below both columns are read after them
FAR = 9.0  # em: rows further apart are no block


@dataclass(frozen=True)
class Row:
    """Words level with each other, left to right."""

    words: tuple[Word, ...]
    top: float
    bottom: float

    @cached_property
    def em(self) -> float:
        return max(median(word.bbox[3] - word.bbox[1] for word in self.words), 1.0)

    @cached_property
    def gaps(self) -> list[tuple[float, float]]:
        """Empty stretches between neighbours, (left, right)."""
        found = []
        right = self.words[0].bbox[2]
        for word in self.words[1:]:
            found.append((right, word.bbox[0]))
            right = max(right, word.bbox[2])
        return found


Corridor = tuple[float, float]


def arrange(page: Page, words: Iterable[Word], running: Collection[str] = ()) -> Page:
    """The page with `words` (those outside its grids) as lines in reading order, furniture set aside.

    running: folded texts of heads and feet that repeat on other pages (see `fold`), page numbers at their ends cut off.
    """
    rows = rows_of(words)
    lines = [Line(tuple(part)) for part in order(rows, page.height)]
    body, aside = set_aside(lines, page, running)
    return replace(page, lines=tuple(body), furniture=(*page.furniture, *aside))


def rows_of(words: Iterable[Word]) -> list[Row]:
    """Words grouped into rows from top to bottom."""
    groups: list[_Group] = []
    for word in sorted(words, key=lambda word: (word.bbox[1] + word.bbox[3], word.bbox[0])):
        group = _level_with(word, groups[-8:])
        if group is None:
            group = _Group()
            groups.append(group)
        group.add(word)
    return sorted((group.row() for group in groups), key=lambda row: row.top + row.bottom)


class _Group:
    """Words of a row in the making, with the middle of their tops (`high`) and of their bottoms (`low`)."""

    def __init__(self) -> None:
        self.words: list[Word] = []
        self.tops: list[float] = []
        self.bottoms: list[float] = []
        self.high = self.low = 0.0

    def add(self, word: Word) -> None:
        _, top, _, bottom = word.bbox
        self.words.append(word)
        insort(self.tops, top)
        insort(self.bottoms, bottom)
        if top != self.high or bottom != self.low:
            self.high, self.low = _middle(self.tops), _middle(self.bottoms)

    def row(self) -> Row:
        return Row(tuple(sorted(self.words, key=lambda word: word.bbox[0])), self.tops[0], self.bottoms[-1])


def _middle(ordered: Sequence[float]) -> float:
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _level_with(word: Word, groups: Sequence[_Group]) -> _Group | None:
    """The row that the word overlaps most."""
    best, best_share = None, LEVEL
    top, bottom = word.bbox[1], word.bbox[3]
    for group in reversed(groups):
        high, low = group.high, group.low
        if high >= bottom or low <= top:
            continue
        share = (min(bottom, low) - max(top, high)) / max(min(bottom - top, low - high), 0.1)
        if share >= 1.0:  # wholly level; none can be more so
            return group
        if share > best_share:
            best, best_share = group, share
    return best


def order(rows: Sequence[Row], height: float) -> list[Sequence[Word]]:
    """Lines as word sequences, in reading order; side-by-side blocks column by column."""
    result: list[Sequence[Word]] = []
    start = 0
    for first, last, corridor in _blocks(rows, height):
        if first < start:
            continue
        result.extend(_singly(rows, start, first))
        result.extend(_columns(rows[first:last], corridor, height))
        start = last
    result.extend(_singly(rows, start, len(rows)))
    return result


def _singly(rows: Sequence[Row], start: int, end: int) -> list[Sequence[Word]]:
    """Rows outside blocks, cut at wide gaps unless a neighbour shows that the gap is a blank in running text."""
    result: list[Sequence[Word]] = []
    for place in range(start, end):
        near = [rows[n] for n in (place - 1, place + 1) if start <= n < end]
        result.extend(split(rows[place], [row for row in near if _is_close(row, rows[place])]))
    return result


def _is_close(row: Row, other: Row) -> bool:
    return max(row.top - other.bottom, other.top - row.bottom) < TIGHT * other.em


def split(row: Row, neighbours: Sequence[Row] = ()) -> list[Sequence[Word]]:
    """A row cut at its wide gaps. A gap up to BLANK em that print of a neighbouring row covers is no cut."""
    parts: list[list[Word]] = [[row.words[0]]]
    limit = max(WIDE * row.em, 3 * _usual_gap(row))
    for gap, word in zip(row.gaps, row.words[1:], strict=True):
        width = gap[1] - gap[0]
        if width > limit and (width > BLANK * row.em or not any(_covers(other, gap) for other in neighbours)):
            parts.append([])
        parts[-1].append(word)
    return list(parts)


def _covers(row: Row, gap: Corridor) -> bool:
    """Whether the row prints over most of the gap."""
    printed = sum(max(min(word.bbox[2], gap[1]) - max(word.bbox[0], gap[0]), 0.0) for word in row.words)
    return printed > 0.6 * (gap[1] - gap[0])


def _usual_gap(row: Row) -> float:
    """Middle width of the row's gaps, the widest left out; 0 where there are fewer than three."""
    widths = sorted(right - left for left, right in row.gaps)[:-1]
    return median(widths) if len(widths) >= 2 else 0.0


def _columns(rows: Sequence[Row], corridor: Corridor, height: float) -> list[Sequence[Word]]:
    """Both sides of a corridor, the left one first, each ordered by itself."""
    middle = (corridor[0] + corridor[1]) / 2
    left = [word for row in rows for word in row.words if (word.bbox[0] + word.bbox[2]) / 2 < middle]
    right = [word for row in rows for word in row.words if (word.bbox[0] + word.bbox[2]) / 2 >= middle]
    return [*order(rows_of(left), height), *order(rows_of(right), height)]


def _blocks(rows: Sequence[Row], height: float) -> list[tuple[int, int, Corridor]]:
    """Side-by-side blocks as (first row, row after the last, corridor), not overlapping."""
    found: list[tuple[int, int, Corridor]] = []
    index = 0
    while index < len(rows):
        block = _block_from(rows, index, height)
        if block is not None and (not found or block[0] >= found[-1][1]):
            found.append(block)
            index = block[1]
        else:
            index += 1
    return found


def _block_from(rows: Sequence[Row], index: int, height: float) -> tuple[int, int, Corridor] | None:
    """The block that the widest gap of rows[index] starts, if it is one."""
    row = rows[index]
    corridor = _seed(row, height) or _seed_beside(rows, index)
    if corridor is None:
        return None
    first, corridor = _grow(rows, index, corridor, -1)
    last, corridor = _grow(rows, index, corridor, 1)
    last = _cut_below(rows, first, last, corridor)
    while last > index and _loose_tail(rows[first : last + 1], corridor):
        last -= 1
    while first < index and _loose_head(rows[first : last + 1], corridor):
        first += 1
    block = rows[first : last + 1]
    if not _is_side_by_side(block, corridor, height):
        return None
    return first, last + 1, corridor


def _cut_below(rows: Sequence[Row], first: int, last: int, corridor: Corridor) -> int:
    """The last row of the block without rows of the left that stand far below it or open the list of receivers."""
    right = max((n for n in range(first, last + 1) if _sides(rows[n], corridor)[1]), default=last)
    for place in range(right + 1, last + 1):
        far = rows[place].top - rows[place - 1].bottom > APART * rows[place].em
        if far or fold(" ".join(word.text for word in rows[place].words[:2])).startswith("noi nhan"):
            return place - 1
    return last


def _seed(row: Row, height: float) -> Corridor | None:
    gaps = row.gaps
    if not gaps:
        return None
    left, right = max(gaps, key=lambda gap: gap[1] - gap[0])
    least = (HEAD_SEED if row.top < HEAD_TOP * height else SEED) * row.em
    if right - left < max(least, 2.5 * _usual_gap(row)):
        return None
    return left, right


def _seed_beside(rows: Sequence[Row], index: int) -> Corridor | None:
    """The corridor between a row on the right and the row below it on the left (a title above "Nơi nhận:")."""
    if index + 1 >= len(rows):
        return None
    left = max(word.bbox[2] for word in rows[index + 1].words)
    right = rows[index].words[0].bbox[0]
    near = rows[index + 1].top - rows[index].bottom < TIGHT * rows[index].em
    return (left, right) if near and right - left >= SEED * rows[index].em else None


def _grow(rows: Sequence[Row], index: int, corridor: Corridor, step: int) -> tuple[int, Corridor]:
    """The furthest row up (step -1) or down (1) that leaves the corridor open, and the corridor as narrowed by it."""
    edge = index
    place = index + step
    while 0 <= place < len(rows):
        near, row = rows[place - step], rows[place]
        if max(row.top - near.bottom, near.top - row.bottom) > FAR * row.em:
            break
        narrowed = _through(row, corridor)
        if narrowed is None or _intrudes(row, near, corridor, narrowed):
            break
        edge, corridor = place, narrowed
        place += step
    return edge, corridor


def _intrudes(row: Row, near: Row, corridor: Corridor, narrowed: Corridor) -> bool:
    """Whether a one-sided row takes much of the corridor without belonging to the column (a centred title below)."""
    left, right = _sides(row, narrowed)
    if (left and right) or narrowed[1] - narrowed[0] > INTRUSION * (corridor[1] - corridor[0]):
        return False
    beside = _sides(near, narrowed)[0 if left else 1]
    return not beside or not _same_column(left or right, beside, corridor)


def _through(row: Row, corridor: Corridor) -> Corridor | None:
    """What the row leaves of the corridor; None where it closes it."""
    left, right = row.words[0].bbox[0], max(word.bbox[2] for word in row.words)
    if right <= corridor[1] and (right <= corridor[0] or corridor[1] - right >= FOLLOW * row.em):
        return max(corridor[0], right), corridor[1]
    if left >= corridor[0] and (left >= corridor[1] or left - corridor[0] >= FOLLOW * row.em):
        return corridor[0], min(corridor[1], left)
    best: Corridor | None = None
    least = max(FOLLOW * row.em, UNUSUAL * _usual_gap(row))
    for gap in row.gaps:
        narrowed = (max(gap[0], corridor[0]), min(gap[1], corridor[1]))
        wide = gap[1] - gap[0] >= least and narrowed[1] - narrowed[0] >= FOLLOW * row.em
        if wide and (best is None or narrowed[1] - narrowed[0] > best[1] - best[0]):
            best = narrowed
    return best


def _sides(row: Row, corridor: Corridor) -> tuple[list[Word], list[Word]]:
    middle = (corridor[0] + corridor[1]) / 2
    left = [word for word in row.words if (word.bbox[0] + word.bbox[2]) / 2 < middle]
    return left, [word for word in row.words if word not in left]


def _loose_tail(block: Sequence[Row], corridor: Corridor) -> bool:
    """Whether the last row belongs to what follows: it continues neither column ("Kính gửi:" with its addressee)."""
    left, right = _sides(block[-1], corridor)
    if right and not left:
        return False
    fits = [
        _continues(side, [_sides(row, corridor)[place] for row in block[:-1]], corridor, block[-1].em, not right)
        for place, side in enumerate((left, right))
        if side
    ]
    return not any(fits)


def _continues(
    side: Sequence[Word], above: Sequence[Sequence[Word]], corridor: Corridor, em: float, alone: bool
) -> bool:
    """Whether a stretch goes on the column of the nearest stretch above; one without a partner must follow closely."""
    filled = [part for part in above if part]
    if not filled:
        return not alone
    near = min(word.bbox[1] for word in side) - max(word.bbox[3] for word in filled[-1]) <= (TIGHT - 1) * em
    return (near or not alone) and _same_column(side, filled[-1], corridor)


def _loose_head(block: Sequence[Row], corridor: Corridor) -> bool:
    """Whether the first row stands on one side alone, apart from the rows below."""
    left, right = _sides(block[0], corridor)
    if left and right:
        return False
    if left:
        return True
    return block[1].top - block[0].bottom > (TIGHT - 1) * block[0].em


def _same_column(upper: Sequence[Word], lower: Sequence[Word], corridor: Corridor) -> bool:
    """Whether two stretches share their left edge (within EDGE) or their centre (within an eighth of the column)."""
    first = (upper[0].bbox[0], max(word.bbox[2] for word in upper))
    second = (lower[0].bbox[0], max(word.bbox[2] for word in lower))
    reach = 0.12 * max(corridor[0], 100.0)
    return abs(first[0] - second[0]) < EDGE or abs(sum(first) - sum(second)) / 2 < reach


def _is_side_by_side(block: Sequence[Row], corridor: Corridor, height: float) -> bool:
    """Whether rows belong to two columns read one after the other, not to a list of pairs."""
    sides = [_sides(row, corridor) for row in block]
    both = sum(1 for left, right in sides if left and right)
    if len(block) < 2 or any(_leaders(row) for row in block):
        return False
    if both == 0:
        return _interleaved(block, sides)
    if block[0].top < HEAD_ZONE * height or both < 0.7 * len(block):
        return True
    return _is_centred([right for _, right in sides if right])


def _interleaved(block: Sequence[Row], sides: Sequence[tuple[list[Word], list[Word]]]) -> bool:
    """Whether rows of the left stand between rows of the right, or level with them, without sharing a row."""
    places = [place for place, (_, right) in enumerate(sides) if right]
    if not places or len(places) == len(block):
        return False
    rights = [sides[place][1] for place in places]
    if len(places) >= 2 and not _is_centred(rights):
        return False
    if any(not right for _, right in sides[places[0] : places[-1]]):
        return True
    return any(
        upper.bottom > lower.top + 1 and bool(one[1]) != bool(other[1])
        for upper, lower, one, other in zip(block, block[1:], sides, sides[1:], strict=False)
    )


def _leaders(row: Row) -> bool:
    """A dotted line of a table of contents or a form."""
    return any(re.search(r"[.…_]{6,}", word.text) for word in row.words)


def _is_centred(parts: Sequence[Sequence[Word]]) -> bool:
    """Whether lines agree in their centres more than in their left edges."""
    if len(parts) < 2:
        return False
    lefts = [part[0].bbox[0] for part in parts]
    centres = [(part[0].bbox[0] + part[-1].bbox[2]) / 2 for part in parts]
    return _spread(centres) < 0.5 * _spread(lefts)


def _spread(values: Sequence[float]) -> float:
    middle = median(values)
    return sum(abs(value - middle) for value in values) / len(values)


PAGE_NUMBER = re.compile(r"^(?:trang\s*)?[-–—]?\s*\d{1,4}\s*(?:/\s*\d{1,4}\s*)?[-–—]?$", re.IGNORECASE)
TOP_ZONE, BOTTOM_ZONE = 0.1, 0.92  # of the page's height: page numbers and running heads stand outside
STAMP_KEY = re.compile(
    r"^(?:nguoi ky|ky boi|ky so boi|duoc ky boi|thoi gian ky|ngay ky|gio ky|signed by|signature valid|digitally signed)"
    r"|^\S+@\S+\.\w+$|#[./-]#[./-]#,? #:#:#"
)
STAMP_LINE = re.compile(r"^(?:co quan|to chuc|don vi|email|chuc vu|ly do|date|time|thoi gian|noi ky|[+-]?#:#)")
STAMP_TYPE = 0.85  # of the page's usual type size: a stamp is set smaller


def fold(text: str) -> str:
    """Lower case, marks removed, đ as d, blanks collapsed, digits as #."""
    plain = unicodedata.normalize("NFD", text.lower()).replace("đ", "d").replace("ð", "d")
    kept = "".join(char for char in plain if not unicodedata.combining(char))
    return re.sub(r"\d+", "#", " ".join(kept.split()))


def set_aside(lines: Sequence[Line], page: Page, running: Collection[str]) -> tuple[list[Line], list[Line]]:
    """(body, furniture): page numbers, running heads and feet, electronic-signature stamps."""
    aside = set(_margins(lines, page, running)) | set(_stamps(lines))
    body = [line for index, line in enumerate(lines) if index not in aside]
    return body, [lines[index] for index in sorted(aside)]


def _margins(lines: Sequence[Line], page: Page, running: Collection[str]) -> Iterable[int]:
    if not lines:
        return
    tops = [line.bbox[1] for line in lines]
    highest, lowest = min(tops), max(tops)
    for index, line in enumerate(lines):
        box = line.bbox
        in_margin = box[3] < TOP_ZONE * page.height or box[1] > BOTTOM_ZONE * page.height
        if not in_margin:
            continue
        at_edge = box[1] < highest + 4 or box[1] > lowest - 4
        if (at_edge and PAGE_NUMBER.match(line.text.strip())) or fold(line.text).strip("# ") in running:
            yield index


def _stamps(lines: Sequence[Line]) -> Iterable[int]:
    """Lines around "Ký bởi", "Thời gian ký", a time to the second, set in small type one under the other."""
    keys = [index for index, line in enumerate(lines) if STAMP_KEY.search(fold(line.text))]
    if not keys:
        return
    usual = median(_type_size(line) for line in lines)
    for key in keys:
        small = _type_size(lines[key]) < STAMP_TYPE * usual
        if not small and not any(
            STAMP_KEY.search(fold(lines[n].text)) for n in (key - 1, key + 1) if 0 <= n < len(lines)
        ):
            continue
        yield key
        for step in (-1, 1):
            place = key + step
            while 0 <= place < len(lines) and _same_stamp(lines[place], lines[place - step], small):
                yield place
                place += step


def _same_stamp(line: Line, neighbour: Line, small: bool) -> bool:
    box, near = line.bbox, neighbour.bbox
    if max(box[1] - near[3], near[1] - box[3]) > 1.0 * (near[3] - near[1]) or abs(box[0] - near[0]) > 30:
        return False
    folded = fold(line.text)
    alike = abs(_type_size(line) - _type_size(neighbour)) < 1.0 and len(folded) < 60
    return bool(STAMP_KEY.search(folded) or STAMP_LINE.match(folded)) or (small and alike)


def _type_size(line: Line) -> float:
    return median(word.size or word.bbox[3] - word.bbox[1] for word in line.words)
