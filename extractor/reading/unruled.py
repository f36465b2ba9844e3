"""Tables without upright rules: columns from the white between them, rows from level rules, row numbers and gaps.

    rows of words ─ where a table may begin ─ white corridors ─ as far down as they stay open ─ bands ─ cells

A table begins at a heading row that starts with a word for "number", or at a level rule that other rules repeat; it needs
three columns and two rows below the heading. Prose has no such corridors, heads and sign-offs have but one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from statistics import median

from extractor.document import Cell, Grid, Line, Word, union
from extractor.reading.layout import Row, rows_of
from models.record import BBox

NUMBER_HEAD = re.compile(r"^(?:STT|TT|Stt|Số TT|Số thứ tự)$", re.IGNORECASE)
MARK = re.compile(r"^(?:\d{1,3}(?:\.\d{1,3}){0,3}|[IVXL]{1,6}|[A-ZĐa-zđ])[.)]?$")
TOTAL = re.compile(r"^(?:tổng|cộng)\b", re.IGNORECASE)
BLANK = 0.35  # em: a wider gap may part two columns
CORRIDOR = 2.0  # points: least width of a corridor
APART = 3.5  # em: rows further apart are no table
LEAST_COLUMNS, LEAST_ROWS = 3, 3  # heading and two rows
LEAST_FULL, LEAST_HEADLESS = 1, 4  # rows with print in three columns; of a table without its heading
MOST_GROUPS = 3  # rows of groups above one another
HEAD_ROWS = 5  # lines that a heading may have
FRAME = 12.0  # points from the print to the first and the last rule
SAME = 6.0  # points: ends of level rules of one table


@dataclass(frozen=True, slots=True)
class _Start:
    """Where a table may begin: the first row of its heading, the first below it, and whether level rules say so.

    foot: where the last of three or more like rules ends it, in points.
    """

    head: int
    body: int
    ruled: bool
    foot: float = inf


def find_unruled(words: Sequence[Word], level: Sequence[BBox]) -> tuple[list[Grid], list[Word]]:
    """Tables among `words`, which lie outside all ruled tables, and the words outside them.

    level: level strokes (thin boxes, points) that belong to no ruled table.
    """
    rows = rows_of(words)
    grids: list[Grid] = []
    taken: set[int] = set()
    done = 0
    for start in _starts(rows, level):
        found = _table(rows, start, level) if start.head >= done else None
        if found is not None:
            grid, done = found
            grids.append(grid)
            taken.update(id(word) for row in rows[start.head : done] for word in row.words)
    return grids, [word for word in words if id(word) not in taken]


def _starts(rows: Sequence[Row], level: Sequence[BBox]) -> Iterator[_Start]:
    """Places where a table may begin, from the top down; a page may begin in the middle of one."""
    found = [_numbered_start(rows, index) for index in range(len(rows)) if _is_number_head(rows[index])]
    found += _ruled_starts(rows, level)
    found.sort(key=lambda start: (start.head, not start.ruled))
    first = 1 if rows and re.fullmatch(r"\W*\d{1,3}\W*", rows[0].words[0].text) and len(rows[0].words) == 1 else 0
    yield from (*found, _Start(first, first, False))


def _is_number_head(row: Row) -> bool:
    first = [word for word in row.words if word.bbox[0] < row.words[0].bbox[2] + 2.5 * row.em]
    return any(NUMBER_HEAD.match(" ".join(word.text for word in first[:count])) for count in (1, 2, 3))


def _numbered_start(rows: Sequence[Row], index: int) -> _Start:
    """The heading around its number column: lines above and below that leave this column empty or have no mark there."""
    right = rows[index].words[0].bbox[2] + rows[index].em
    head, body = index, index + 1
    while head and index - head < HEAD_ROWS and _beside(rows[head - 1], rows[head], right):
        head -= 1
    while body < len(rows) and body - index < HEAD_ROWS and _beside(rows[body], rows[body - 1], right):
        body += 1
    return _Start(head, body, False)


def _beside(row: Row, near: Row, right: float) -> bool:
    """Whether a line next to the heading's lines stands only over columns right of the number, close by."""
    close = max(row.top - near.bottom, near.top - row.bottom) < 0.9 * row.em
    return (
        close and row.words[0].bbox[0] > right and (len(_chunks(row)) > 1 or row.words[0].bbox[0] > right + 3 * row.em)
    )


def _ruled_starts(rows: Sequence[Row], level: Sequence[BBox]) -> Iterator[_Start]:
    """First rules of sets of at least two with the same ends; the heading stands between the first two."""
    strokes = sorted(level, key=lambda box: box[1])
    seen: set[int] = set()
    for index, first in enumerate(strokes):
        alike = [place for place in range(index, len(strokes)) if _same_ends(first, strokes[place])]
        if index in seen or len(alike) < 2:
            continue
        seen.update(alike)
        top, under = first[1], next((strokes[place][1] for place in alike if strokes[place][1] > first[1] + 6), None)
        head = next((place for place, row in enumerate(rows) if row.top > top - 3), None)
        if head is None or under is None:
            continue
        body = next((place for place, row in enumerate(rows) if row.top > under - 3), len(rows))
        if head < body <= head + HEAD_ROWS + 2:
            yield _Start(head, body, True, strokes[alike[-1]][1] if len(alike) > 2 else inf)


def _same_ends(one: BBox, other: BBox) -> bool:
    return abs(one[0] - other[0]) < SAME and abs(one[2] - other[2]) < SAME and one[2] - one[0] > 200


def _chunks(row: Row) -> list[tuple[float, float]]:
    """Stretches of print of a row, (left, right), parted by gaps wider than BLANK em."""
    parts: list[tuple[float, float]] = []
    for word in row.words:
        if parts and word.bbox[0] - parts[-1][1] <= BLANK * row.em:
            parts[-1] = (parts[-1][0], max(parts[-1][1], word.bbox[2]))
        else:
            parts.append((word.bbox[0], word.bbox[2]))
    return parts


def _spans(rows: Sequence[Row]) -> list[tuple[float, float]]:
    """Stretches from left to right that any of the rows prints on."""
    spans: list[tuple[float, float]] = []
    for left, right in sorted(chunk for row in rows for chunk in _chunks(row)):
        if spans and left - spans[-1][1] < CORRIDOR:
            spans[-1] = (spans[-1][0], max(spans[-1][1], right))
        else:
            spans.append((left, right))
    return spans


def _corridors(rows: Sequence[Row]) -> list[float]:
    """Middles of the white stretches that part the columns of all rows."""
    return [(before[1] + after[0]) / 2 for before, after in pairwise(_spans(rows))]


def _crosses(row: Row, cuts: Sequence[float]) -> bool:
    return any(left + 1 < cut < right - 1 for left, right in _chunks(row) for cut in cuts)


def _table(rows: Sequence[Row], start: _Start, level: Sequence[BBox]) -> tuple[Grid, int] | None:
    """The table that begins there, and the row after its last; None where there is none."""
    heads = rows[start.head : start.body]
    end, plain = _by_heading(rows, start, _spans(heads)) if heads else _by_corridors(rows, start.body)
    cuts = max(_corridors(plain), _corridors([*heads, *plain]), key=len)
    if len(cuts) < LEAST_COLUMNS - 1:
        return None
    if end - start.head < LEAST_ROWS:
        return None
    if not start.ruled and not _has_marks(rows[start.body : end], cuts[0]):
        return None
    full = sum(len(_chunks(row)) >= LEAST_COLUMNS for row in rows[start.body : end])
    if full < (LEAST_FULL if heads else LEAST_HEADLESS):
        return None
    return _grid(rows[start.head : end], start.body - start.head, cuts, level), end


def _by_heading(rows: Sequence[Row], start: _Start, columns: Sequence[tuple[float, float]]) -> tuple[int, list[Row]]:
    """(row after the last, rows that show the columns) below a heading: down to the foot or a stretch of print under two
    headings.

    Rows of a group or a total, which run over corridors, are taken along but do not end the table. Numbered prose is no
    group: its lines go on from the margin.
    """
    end, plain, groups = start.body, list[Row](), 0
    for index in range(start.body, len(rows)):
        row = rows[index]
        if row.top > start.foot or row.top - rows[index - 1].bottom > APART * row.em:
            break
        if _heads_group(row):
            groups += 1
            end = index + 1 if plain and TOTAL.match(row.words[0].text) else end
            continue
        chunks = _chunks(row)
        under = [sum(left < high - 1 and right > low + 1 for low, high in columns) for left, right in chunks]
        if max(under) > 1 or groups > MOST_GROUPS or (groups and len(chunks) == 1 and chunks[0][0] < columns[0][1]):
            break
        plain.append(row)
        end, groups = index + 1, 0
    return end, plain


def _by_corridors(rows: Sequence[Row], body: int) -> tuple[int, list[Row]]:
    """The same where the page shows no heading: as far down as LEAST_COLUMNS corridors stay open."""
    end, plain, kept = body, list[Row](), list[Row]()
    for index in range(body, len(rows)):
        row = rows[index]
        if index > body and row.top - rows[index - 1].bottom > APART * row.em:
            break
        if _heads_group(row):
            continue
        plain.append(row)
        if len(_corridors(plain)) >= LEAST_COLUMNS:
            end, kept = index + 1, list(plain)
        elif len(plain) > LEAST_HEADLESS:
            break
    return end, kept


def _heads_group(row: Row) -> bool:
    """Whether the row is a mark and one stretch of print, or begins with a word for "total"."""
    marked = bool(MARK.match(row.words[0].text)) and len(row.words) > 1
    return (marked and len(_chunks(row)) <= 2) or bool(TOTAL.match(row.words[0].text))


def _has_marks(rows: Sequence[Row], first_cut: float) -> bool:
    """Whether the first column holds row numbers."""
    first = [[word.text for word in row.words if word.bbox[2] < first_cut + 1] for row in rows]
    filled = [texts for texts in first if texts]
    marks = sum(len(texts) == 1 and bool(MARK.match(texts[0])) for texts in filled)
    return marks >= 2 and marks >= 0.6 * len(filled)


def _grid(rows: Sequence[Row], heads: int, cuts: Sequence[float], level: Sequence[BBox]) -> Grid:
    words = [word for row in rows for word in row.words]
    x0, top, x1, bottom = union(word.bbox for word in words)
    xs = [x0 - 2, *cuts, x1 + 2]
    head = [(max(row.bottom for row in rows[:heads]) + min(row.top for row in rows[heads:])) / 2] if heads else []
    under = head[0] if head else top
    wide = [box for box in level if box[0] < x0 + 40 and box[2] > x1 - 40]
    rules = sorted(box[1] for box in wide if top - FRAME < box[1] < bottom + FRAME)
    body = [word for row in rows[heads:] for word in row.words]
    ruled = [y for y in rules if under + 4 < y < bottom - 4]
    ys = ruled if len(rules) > 3 else _row_cuts(body, cuts[0])
    ys = [top - 2, *_head_cuts(rows[:heads], cuts), *head, *ys, bottom + 2]
    cells = [cell for number, band in enumerate(pairwise(ys)) for cell in _band(words, number, band, xs)]
    return Grid((x0 - 2, top - 2, x1 + 2, bottom + 2), len(ys) - 1, len(xs) - 1, tuple(cells))


def _head_cuts(rows: Sequence[Row], cuts: Sequence[float]) -> list[float]:
    """Where a heading over several columns ends: below a line that crosses a corridor while the next line does not."""
    return [
        (upper.bottom + lower.top) / 2
        for upper, lower in pairwise(rows)
        if _crosses(upper, cuts) and not _crosses(lower, cuts) and lower.top > upper.bottom - 2
    ]


def _row_cuts(words: Sequence[Word], first_cut: float) -> list[float]:
    """Boundaries of rows without rules: between two row numbers the widest white gap, elsewhere gaps as wide as those."""
    gaps = _white(words)
    marks = sorted(
        (word.bbox[1] + word.bbox[3]) / 2 for word in words if word.bbox[2] < first_cut + 1 and MARK.match(word.text)
    )
    chosen = []
    for upper, lower in pairwise(marks):
        between = [gap for gap in gaps if upper < (gap[0] + gap[1]) / 2 < lower]
        if between:
            chosen.append(max(between, key=lambda gap: gap[1] - gap[0]))
    least = (
        median(low - high for high, low in chosen)
        if chosen
        else 0.6 * max((low - high for high, low in gaps), default=0)
    )
    chosen += [gap for gap in gaps if gap not in chosen and gap[1] - gap[0] >= max(0.95 * least, 1.0)]
    return sorted((high + low) / 2 for high, low in chosen)


def _white(words: Sequence[Word]) -> list[tuple[float, float]]:
    """Level stretches without print between the first and the last word, (top, bottom)."""
    gaps, reach = [], None
    for word in sorted(words, key=lambda word: word.bbox[1]):
        if reach is not None and word.bbox[1] > reach:
            gaps.append((reach, word.bbox[1]))
        reach = max(reach or 0.0, word.bbox[3])
    return gaps


def _band(words: Sequence[Word], number: int, band: tuple[float, float], xs: Sequence[float]) -> Iterator[Cell]:
    """Cells of one row; columns that a stretch of print runs over are one cell."""
    inside = [word for word in words if band[0] < (word.bbox[1] + word.bbox[3]) / 2 <= band[1]]
    lines = rows_of(inside)
    column = 0
    while column < len(xs) - 1:
        last = column
        while last + 1 < len(xs) - 1 and any(_crosses(line, [xs[last + 1]]) for line in lines):
            last += 1
        held = [word for word in inside if xs[column] < (word.bbox[0] + word.bbox[2]) / 2 <= xs[last + 1]]
        box = (round(xs[column], 2), round(band[0], 2), round(xs[last + 1], 2), round(band[1], 2))
        yield Cell(number, column, tuple(Line(row.words) for row in rows_of(held)), box, 1, last + 1 - column)
        column = last + 1
