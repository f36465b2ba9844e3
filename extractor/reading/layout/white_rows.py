"""Rows of a table that nothing rules: lines of one cell follow each other at the type's pitch, rows stand further apart.

    words by column ─ lines with their baselines ─ blocks of lines at the pitch ─ blocks level with each other are one row

A row number begins a row of its own, however close the next one stands.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from extractor.document import Word
from extractor.reading.layout.lines import rows_of
from extractor.reading.layout.white_columns import MARK, type_size

BULLETS = "-–+•"
DESCENTS = (
    (frozenset("gpqy()[]"), 0.21),
    (frozenset("\u0323"), 0.2),
    (frozenset(",;"), 0.14),
)  # of the type size, under the line
RISE = 0.55  # of the type size: from the line to the height that level cells share
SAME = 0.05  # share by which distances of lines of one pitch differ
LOOSE, LOOSER = 1.08, 1.11  # of the pitch: lines further apart stand in two cells; the same for boxes of ink
OFTEN, OFTEN_SEEN = 0.05, 0.25  # of the most usual distance's count: how often a smaller one must come to be the pitch
CLOSEST, WIDEST = 1.0, 2.2  # of the type size: distances between two lines that may be a pitch
USUAL = 1.2  # of the type size: the pitch where nothing shows it
OFF = 0.35  # of the type size: a cell further from its row number's height is not centred on it
LEVEL = 0.2  # of the type size: lines nearer than this in height are level
FEW = 0.15  # share of the rows that may look otherwise
MOST_REACHING = 0.25  # share of the cells that may reach over several rows where the others are centred
SINGLE = 1.26  # of the type size: lines of one cell usually stand closer
ALIKE = 0.8  # share of equal distances from which every line is a row


@dataclass(slots=True, eq=False)
class _Block:
    """Lines of one cell: from the height of its first line to its last baseline."""

    column: int
    top: float
    bottom: float
    words: list[Word]
    mark: bool

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Rows:
    """Heights between the rows of a table, and the words of each cell that reaches over several of them."""

    cuts: list[float]
    reaching: list[list[Word]]


def find_rows(words: Sequence[Word], cuts: Sequence[float]) -> Rows:
    """The rows of a table with columns parted at `cuts`."""
    size = type_size(words)
    blocks = _blocks(words, cuts, size)
    reaching = _reaching(blocks, size)
    groups = [part for group in _level_groups([b for b in blocks if b not in reaching]) for part in _parted(group)]
    groups.sort(key=lambda group: min(block.top for block in group))
    merged: list[list[_Block]] = []
    for group in groups:
        if merged and _goes_on(merged[-1], group):
            merged[-1].extend(group)
        else:
            merged.append(list(group))
    heights = [_height_between(upper, lower) for upper, lower in pairwise(merged)]
    return Rows(heights, [block.words for block in reaching])


def _height_between(upper: Sequence[_Block], lower: Sequence[_Block]) -> float:
    """Where one row ends and the next begins: half way, or in the widest white between their numbers where cells run together."""
    high, low = max(block.bottom for block in upper), min(block.top for block in lower)
    numbers = [block.middle for block in (*upper, *lower) if block.mark]
    if high <= low or len(numbers) < 2:
        return (high + low) / 2
    boxes = sorted((word.bbox[1], word.bbox[3]) for block in (*upper, *lower) for word in block.words)
    gaps, reach = [(0.0, (numbers[0] + numbers[-1]) / 2)], boxes[0][1]
    for top, bottom in boxes:
        if numbers[0] < (top + reach) / 2 < numbers[-1]:
            gaps.append((top - reach, (top + reach) / 2))
        reach = max(reach, bottom)
    return max(gaps)[1]


def _reaching(blocks: Sequence[_Block], size: float) -> list[_Block]:
    """Cells over several rows: level with no row number where all other cells are centred on theirs."""
    marks = [block for block in blocks if block.mark]
    others = [block for block in blocks if block.column and _is_between(block, marks)]
    centred = [block for block in others if min(abs(block.middle - mark.middle) for mark in marks) <= OFF * size]
    tall = [block for block in centred if block.bottom - block.top > size]
    off = [
        block for block in others if block not in centred and not any(_starts_with(block, mark, size) for mark in marks)
    ]
    return off if len(off) <= len(tall) and len(off) <= MOST_REACHING * len(others) else []


def _starts_with(block: _Block, mark: _Block, size: float) -> bool:
    return abs(block.top - mark.top) <= OFF * size


def _is_between(block: _Block, marks: Sequence[_Block]) -> bool:
    return len(marks) > 1 and marks[0].top < block.middle < marks[-1].bottom


def baseline(words: Sequence[Word], size: float) -> float:
    """Middle height on which the words stand; size: 0 where their boxes are of their font, else boxes end with their ink."""
    return median(word.bbox[3] - _descent(word.text) * size for word in words)


def _descent(text: str) -> float:
    return max((depth for letters, depth in DESCENTS if letters & set(unicodedata.normalize("NFD", text))), default=0.0)


def _blocks(words: Sequence[Word], cuts: Sequence[float], size: float) -> list[_Block]:
    columns: list[list[Word]] = [[] for _ in range(len(cuts) + 1)]
    for word in words:
        columns[bisect(cuts, (word.bbox[0] + word.bbox[2]) / 2)].append(word)
    of_ink = len({round(word.bbox[3] - word.bbox[1]) for word in words}) > 1 and not any(word.size for word in words)
    lines = [_lines(column, number, size, of_ink) for number, column in enumerate(columns)]
    pitch = _pitch(lines, size, OFTEN_SEEN if of_ink else OFTEN)
    most = pitch * (LOOSER if of_ink else LOOSE)
    heads = _heads(lines, most, size)
    return [block for column in lines for block in _chained(column, most, heads, size)]


def _heads(columns: Sequence[Sequence[_Block]], most: float, size: float) -> list[float]:
    """Baselines of the row numbers where cells begin level with them; none where cells are centred on them."""
    marks = [line.bottom for line in columns[0] if line.mark]
    others = [line.bottom for column in columns[1:] for line in column]
    offs = [min((abs(line - mark) for mark in marks), default=0.0) for line in others]
    between = sum(OFF * size < off < most - OFF * size for off in offs)
    above = sum(any(OFF * size < mark - line < most for line in others) for mark in marks)
    return marks if between <= FEW * len(marks) and above <= 2 * FEW * len(marks) else []


def _lines(words: Sequence[Word], column: int, size: float, of_ink: bool) -> list[_Block]:
    """The lines of a column, each a block of its own."""
    found = []
    for row in rows_of(words):
        foot = baseline(row.words, size if of_ink else 0.0)
        mark = not column and len(row.words) == 1 and bool(MARK.match(row.words[0].text))
        found.append(_Block(column, foot - RISE * size, foot, list(row.words), mark))
    return found


def _pitch(columns: Sequence[Sequence[_Block]], size: float, often: float) -> float:
    """The usual distance of two lines of one cell; 0 where every line is a row."""
    steps = sorted(
        step
        for lines in columns
        for upper, lower in pairwise(lines)
        if CLOSEST * size <= (step := lower.bottom - upper.bottom) <= WIDEST * size and not (upper.mark and lower.mark)
    )
    most = max((_near(step, steps) for step in steps), default=0)
    first = next((step for step in steps if _near(step, steps) >= max(2, often * most)), None)
    pitch = median(step for step in steps if abs(step - first) <= SAME * first) if first else USUAL * size
    marked = [lower.bottom - upper.bottom for upper, lower in pairwise(columns[0]) if upper.mark and lower.mark]
    if marked and _near(pitch, marked) >= max(len(marked) / 2, 1):
        return 0.0
    return 0.0 if not marked and pitch > SINGLE * size and _near(pitch, steps) >= ALIKE * len(steps) else pitch


def _near(value: float, others: Iterable[float]) -> int:
    return sum(abs(other - value) <= SAME * value for other in others)


def _chained(lines: Sequence[_Block], most: float, heads: Sequence[float], size: float) -> list[_Block]:
    blocks: list[_Block] = []
    for line in lines:
        last = blocks[-1] if blocks else None
        begins = line.mark or any(abs(line.bottom - head) < LEVEL * size for head in heads)
        if last is None or begins or last.mark or line.bottom - last.bottom > most:
            blocks.append(line)
        else:
            last.bottom = line.bottom
            last.words.extend(line.words)
    return blocks


def _level_groups(blocks: Sequence[_Block]) -> list[list[_Block]]:
    """Blocks that overlap from top to bottom, directly or through others."""
    groups: list[list[_Block]] = []
    reach = float("-inf")
    for block in sorted(blocks, key=lambda block: block.top):
        if block.top < reach:
            groups[-1].append(block)
        else:
            groups.append([block])
        reach = max(reach, block.bottom)
    return groups


def _parted(group: list[_Block]) -> list[list[_Block]]:
    """The rows of a group with several row numbers: every block goes with the number nearest to it."""
    marks = sorted((block for block in group if block.mark), key=lambda block: block.top)
    if len(marks) < 2:
        return [group]
    rows: list[list[_Block]] = [[mark] for mark in marks]
    for block in group:
        if not block.mark:
            rows[min(range(len(marks)), key=lambda place: _distance(block, marks[place]))].append(block)
    return rows


def _distance(block: _Block, mark: _Block) -> float:
    """How far the middle or the first line of a block is from a mark, whichever is nearer."""
    return min(abs(block.middle - mark.middle), abs(block.top - mark.top))


def _goes_on(above: Sequence[_Block], group: Sequence[_Block]) -> bool:
    """Whether a row without a number is a further paragraph of a numbered one."""
    if not any(block.mark for block in above) or any(block.mark or not block.column for block in group):
        return False
    first = min((word for block in group for word in block.words), key=lambda word: (word.bbox[1], word.bbox[0]))
    return len({block.column for block in group}) == 1 and (first.text[0].islower() or first.text[0] in BULLETS)
