"""Tables without upright rules: columns from the white between them, rows from level rules, row numbers and the lines' pitch.

    rows of words ─ where a table may begin ─ white between its headings ─ as far down as it stays open ─ rows ─ cells

A table begins at a row of headings (a word for "number", or names of several columns), at a level rule that other rules repeat,
or at the head of a page; it needs three columns and two rows below the heading. Prose has no such columns, heads and sign-offs
have two. Words of a text layer and recognised words are read the same way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from math import inf

from corpora.facts.table_words import column_headings, fold
from extractor.document import Cell, Grid, Line, Word, union
from extractor.reading.layout.lines import Row, rows_of
from extractor.reading.layout.white_columns import (
    MARK,
    Span,
    best_cut,
    between,
    chunks,
    corridors,
    crossing,
    heading_spans,
    narrowed,
    stretch,
    type_size,
    unglued,
)
from extractor.reading.layout.white_rows import find_rows
from models.record import BBox

NUMBER_HEAD = re.compile(r"^(?:STT|TT|Số TT|Số thứ tự)$", re.IGNORECASE)
TOTAL = re.compile(r"^(?:tổng|cộng)\b", re.IGNORECASE)
APART = 4.0  # of the type size: rows further apart are no table
LEAST_COLUMNS, LEAST_ROWS = 3, 3  # heading and two rows
LEAST_FULL, LEAST_HEADLESS = 1, 4  # rows with print in three columns; of a table without its heading
SURE_COLUMNS = 4  # so many show a table without a heading, rules or numbers
LEAST_NAMES = 2  # columns that a row of headings names with known words
FILLED = 0.3  # share of the rows that print in a column without a heading
MOST_GROUPS = 3  # rows of groups above one another
LINE = 1.4  # of the type size: lines of one heading stand closer
HEAD_ROWS = 5  # lines that a heading may have
FRAME = 12.0  # points from the print to the first and the last rule
EDGE = 3.0  # points: left edges of one column
LEVEL = 2.5  # points: strokes this near in height are one rule
SAME = 6.0  # points: ends of level rules of one table


@dataclass(frozen=True, slots=True)
class _Start:
    """Where a table may begin: the first row of its heading, the first below it, and whether level rules say so.

    anchor: the row of the heading that gave it away. foot: where the last of three or more like rules ends it, in points.
    """

    head: int
    body: int
    anchor: int = 0
    ruled: bool = False
    named: bool = False
    foot: float = inf


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Rows of a page, its level rules and its middle type size in points."""

    rows: list[Row]
    level: Sequence[BBox]
    size: float


def find_unruled(words: Sequence[Word], level: Sequence[BBox]) -> tuple[list[Grid], list[Word]]:
    """Tables among `words`, which lie outside all ruled tables, and the words outside them.

    level: level strokes (thin boxes, points) that belong to no ruled table.
    """
    rows = rows_of(words)
    sheet = _Sheet(list(rows), level, type_size(words))
    grids: list[Grid] = []
    taken: set[int] = set()
    done = 0
    for start in _starts(sheet):
        found = _table(sheet, start) if start.head >= done else None
        if found is not None:
            grid, done = found
            grids.append(grid)
            taken.update(id(word) for row in rows[start.head : done] for word in row.words)
    return grids, [word for word in words if id(word) not in taken]


def _starts(sheet: _Sheet) -> list[_Start]:
    """Places where a table may begin, from the top down; a page may begin in the middle of one."""
    rows = sheet.rows
    found = [_numbered_start(sheet, index) for index, row in enumerate(rows) if _is_number_head(row)]
    found += [_Start(index, index + 1, index, named=True) for index in range(len(rows)) if _names_columns(sheet, index)]
    found += _ruled_starts(sheet)
    first = 1 if rows and re.fullmatch(r"\W*\d{1,3}\W*", rows[0].words[0].text) and len(rows[0].words) == 1 else 0
    return [*sorted(found, key=lambda start: (start.head, not start.ruled, start.named)), _Start(first, first)]


def _is_number_head(row: Row) -> bool:
    first = [word for word in row.words if word.bbox[0] < row.words[0].bbox[2] + 2.5 * row.em]
    return any(NUMBER_HEAD.match(" ".join(word.text for word in first[:count])) for count in (1, 2, 3))


def _names_columns(sheet: _Sheet, index: int) -> bool:
    """Whether a row stands in columns of which at least two are named as tables name theirs."""
    parts = chunks(sheet.rows[index].words, sheet.size)
    names = (_role(fold(" ".join(word.text for word in part))) for part in parts)
    return len(parts) >= LEAST_COLUMNS and len({role for role in names if role}) >= LEAST_NAMES


@cache
def _known_headings() -> dict[str, str]:
    return {heading.heading: heading.role for heading in column_headings() if heading.match != "contains"}


def _role(name: str) -> str | None:
    """The role of a heading, or of its first line, that begins with the words of a known one."""
    words = name.split()
    return next(
        (role for end in range(len(words), 0, -1) if (role := _known_headings().get(" ".join(words[:end])))), None
    )


def _numbered_start(sheet: _Sheet, index: int) -> _Start:
    """The heading around its number column: lines above and below that leave this column empty or have no mark there."""
    rows = sheet.rows
    right = rows[index].words[0].bbox[2] + rows[index].em
    head, body = index, index + 1
    while body < len(rows) and body - index < HEAD_ROWS and _beside(sheet, rows[body], rows[body - 1], right):
        body += 1
    while (
        head
        and index - head < HEAD_ROWS
        and (_beside(sheet, rows[head - 1], rows[head], right) or _is_upper_half(rows[head - 1], rows[index]))
    ):
        if _is_title(sheet, rows[head - 1], rows[head:body]):
            break
        head -= 1
    return _Start(head, body, index)


def _beside(sheet: _Sheet, row: Row, near: Row, right: float) -> bool:
    """Whether a line next to the heading's lines stands only over columns right of the number, close by."""
    close = max(row.top - near.bottom, near.top - row.bottom) < 0.9 * row.em
    left = row.words[0].bbox[0]
    return close and left > right and (len(chunks(row.words, sheet.size)) > 1 or left > right + 3 * row.em)


def _is_upper_half(row: Row, number_head: Row) -> bool:
    """Whether "Số" begins the row and "TT" the other one, close below."""
    close = number_head.top - row.bottom < 0.9 * row.em
    return close and row.words[0].text.lower() == "số" and number_head.words[0].text.upper() == "TT"


def _is_title(sheet: _Sheet, row: Row, heads: Sequence[Row]) -> bool:
    """Whether one stretch of print stands over the second column and more, or apart from its heading: no heading of columns does."""
    left, right = stretch(row.words)
    under = [place for place, (low, high) in enumerate(heading_spans(heads, sheet.size)) if low < right and left < high]
    apart = len(under) > 1 or heads[0].bottom - row.bottom > LINE * sheet.size
    return len(chunks(row.words, sheet.size)) == 1 and apart and bool(under) and under[0] < 2


def _ruled_starts(sheet: _Sheet) -> Iterator[_Start]:
    """First rules of sets of at least two with the same ends; the heading stands between the first two."""
    rows = sheet.rows
    strokes = [(y, (min(spans)[0], max(high for _, high in spans))) for y, spans in _by_height(sheet.level)]
    seen: set[int] = set()
    for index, first in enumerate(strokes):
        alike = [place for place in range(index, len(strokes)) if _same_ends(first[1], strokes[place][1])]
        if index in seen or len(alike) < 2:
            continue
        seen.update(alike)
        top, under = first[0], next((strokes[place][0] for place in alike if strokes[place][0] > first[0] + 6), None)
        head = next((place for place, row in enumerate(rows) if row.top > top - 3), None)
        if head is None or under is None or MARK.match(rows[head].words[0].text):
            continue
        body = next((place for place, row in enumerate(rows) if row.top > under - 3), len(rows))
        if head < body <= head + HEAD_ROWS + 2:
            yield _Start(head, body, head, ruled=True, foot=strokes[alike[-1]][0] if len(alike) > 2 else inf)


def _by_height(level: Sequence[BBox]) -> list[tuple[float, list[Span]]]:
    """Level strokes by their height, those of one rule together: it leaves out the columns of merged cells."""
    found: list[tuple[float, list[Span]]] = []
    for x0, y, x1, _ in sorted(level, key=lambda stroke: stroke[1]):
        if found and y - found[-1][0] < LEVEL:
            found[-1][1].append((x0, x1))
        else:
            found.append((y, [(x0, x1)]))
    return found


def _same_ends(one: Span, other: Span) -> bool:
    return abs(one[0] - other[0]) < SAME and abs(one[1] - other[1]) < SAME and one[1] - one[0] > 200


def _table(sheet: _Sheet, start: _Start) -> tuple[Grid, int] | None:
    """The table that begins there, and the row after its last; None where there is none."""
    heads = sheet.rows[start.head : start.body]
    end, cuts = _by_heading(sheet, start) if heads else _by_corridors(sheet, start.body)
    body = sheet.rows[start.body : end]
    if len(cuts) < LEAST_COLUMNS - 1 or end - start.head < LEAST_ROWS:
        return None
    sure = start.ruled or start.named or (not heads and len(cuts) >= SURE_COLUMNS - 1)
    if not sure and not _has_marks(body, cuts[0]):
        return None
    full = sum(len(_filled(row, cuts)) >= LEAST_COLUMNS for row in body)
    if full < (LEAST_FULL if heads else LEAST_HEADLESS):
        return None
    grid = _grid(sheet, start, end, cuts)
    return (grid, end) if grid.rows > 1 else None


def _by_heading(sheet: _Sheet, start: _Start) -> tuple[int, list[float]]:
    """(row after the last, cuts between the columns) below a heading: down to the foot or to print that closes a white
    between two headings.

    Rows of a group or a total, which run over columns, are taken along but do not end the table. Numbered prose is no
    group: its lines go on from the margin.
    """
    heads = sheet.rows[start.head : start.body]
    spans = heading_spans(heads, sheet.size)
    whites = between(spans)
    end, plain, groups = start.body, list[Row](), 0
    for index in range(start.body, len(sheet.rows)):
        row = sheet.rows[index]
        if row.top > start.foot or row.top - sheet.rows[index - 1].bottom > APART * sheet.size:
            break
        left = narrowed(whites, row.words)
        if sum(not white for white in left) == 1:  # perhaps by two words that stand too close
            row = sheet.rows[index] = replace(row, words=tuple(unglued(row.words, whites)))
            left = narrowed(whites, row.words)
        if _heads_group(sheet, row) or (not groups and not all(left) and _is_capitals(row)):
            groups += 1
            end = index + 1 if plain and TOTAL.match(row.words[0].text) else end
            continue
        if sum(not white for white in left) == 1 and len(chunks(row.words, sheet.size)) >= LEAST_COLUMNS:
            left = [white or before for white, before in zip(left, whites, strict=True)]  # a stamp over the print
        if not all(left) or groups > MOST_GROUPS or (groups and _at_margin(sheet, row, spans[0])):
            break
        whites = left
        plain.append(row)
        end, groups = index + 1, 0
    cuts = [best_cut(white, [*heads[-1:], *plain], sheet.size) for white in whites]
    if end < len(sheet.rows) and cuts and _is_group_row(sheet, sheet.rows[end], plain, cuts):
        end += 1
    return end, _completed(cuts, [*heads, *plain], sheet.size)


def _completed(cuts: list[float], rows: Sequence[Row], size: float) -> list[float]:
    """The cuts between headings, and corridors between columns that no heading parts."""
    done = list(cuts)
    for cut in corridors(rows, size):
        nearest = min(done, key=lambda other: abs(other - cut), default=inf)
        low, high = sorted((cut, nearest))
        held = sum(any(low < (word.bbox[0] + word.bbox[2]) / 2 < high for word in row.words) for row in rows)
        if held >= max(2, FILLED * len(rows)):
            done.append(cut)
    return sorted(done)


def _by_corridors(sheet: _Sheet, body: int) -> tuple[int, list[float]]:
    """The same where the page shows no heading: as far down as LEAST_COLUMNS corridors stay open."""
    end, plain, cuts, groups = body, list[Row](), list[float](), 0
    for index in range(body, len(sheet.rows)):
        row = sheet.rows[index]
        if groups > MOST_GROUPS or (index > body and row.top - sheet.rows[index - 1].bottom > APART * sheet.size):
            break
        if _heads_group(sheet, row):
            groups += 1
            continue
        found = corridors([*plain, row], sheet.size)
        if len(plain) >= LEAST_HEADLESS and len(found) < max(len(cuts) - 1, LEAST_COLUMNS):
            break
        plain.append(row)
        if len(found) >= LEAST_COLUMNS:
            end, cuts, groups = index + 1, found, 0
    return end, cuts


def _heads_group(sheet: _Sheet, row: Row) -> bool:
    """Whether the row is a mark and one stretch of print, or begins with a word for "total"."""
    marked = bool(MARK.match(row.words[0].text)) and len(row.words) > 1
    return (marked and len(chunks(row.words, sheet.size)) <= 2) or bool(TOTAL.match(row.words[0].text))


def _is_group_row(sheet: _Sheet, row: Row, plain: Sequence[Row], cuts: Sequence[float]) -> bool:
    """Whether a mark stands in the first column and the print beside it begins where the second column does."""
    parts = chunks(row.words, sheet.size)
    if len(parts) != 2 or parts[0][-1].bbox[2] > cuts[0] or not MARK.match(parts[0][0].text):
        return False
    lefts = [word.bbox[0] for one in plain for word in one.words if word.bbox[0] > cuts[0]]
    return bool(lefts) and abs(parts[1][0].bbox[0] - min(lefts)) < EDGE


def _is_capitals(row: Row) -> bool:
    letters = "".join(word.text for word in row.words if word.text.isalpha())
    return len(letters) > 4 and letters.isupper()


def _at_margin(sheet: _Sheet, row: Row, first: Span) -> bool:
    """Whether the row is one stretch of print that begins in the first column."""
    parts = chunks(row.words, sheet.size)
    return len(parts) == 1 and stretch(parts[0])[0] < first[1]


def _filled(row: Row, cuts: Sequence[float]) -> set[int]:
    """Columns in which the row prints."""
    return {sum(cut < (word.bbox[0] + word.bbox[2]) / 2 for cut in cuts) for word in row.words}


def _has_marks(rows: Sequence[Row], first_cut: float) -> bool:
    """Whether the first column holds row numbers."""
    first = [[word.text for word in row.words if word.bbox[2] < first_cut + 1] for row in rows]
    filled = [texts for texts in first if texts]
    marks = sum(len(texts) == 1 and bool(MARK.match(texts[0])) for texts in filled)
    return marks >= 2 and marks >= 0.6 * len(filled)


def _grid(sheet: _Sheet, start: _Start, end: int, cuts: Sequence[float]) -> Grid:
    words = [word for row in sheet.rows[start.head : end] for word in row.words]
    x0, top, x1, bottom = union(word.bbox for word in words)
    xs = [x0 - 2, *cuts, x1 + 2]
    rules = _rules(sheet.level, (x0, top - FRAME, x1, bottom + FRAME))
    shown = find_rows(words, cuts)
    inner = [y for y in rules if top + 4 < y < bottom - 4]
    below = _below_heading(sheet, start, inner, shown.cuts, cuts[0]) if start.body > start.head else top - 2
    rows = [y for y in inner if y > below + 4]
    ruled = bool(rows) and not _holds_several(words, [below, *rows, bottom], cuts[0])
    heights = [below, *rows, *(y for y in shown.cuts if y > below + 4 and not ruled and not _near(y, rows))]
    ys = sorted({top - 2, *_head_cuts(sheet, start, below, cuts), *heights, bottom + 2})
    apart = [] if ruled else shown.reaching
    held = {id(word) for cell in apart for word in cell}
    left = [word for word in words if id(word) not in held]
    cells = [cell for number, band in enumerate(pairwise(ys)) for cell in _band(left, number, band, xs, sheet.size)]
    cells = _reaching_down(cells, ys, rules) if ruled else _over_rows(cells, apart)
    return Grid((x0 - 2, top - 2, x1 + 2, bottom + 2), len(ys) - 1, len(xs) - 1, tuple(cells))


def _holds_several(words: Sequence[Word], heights: Sequence[float], first_cut: float) -> bool:
    """Whether two row numbers stand between two neighbouring heights."""
    marks = [word for word in words if word.bbox[2] < first_cut + 1 and MARK.match(word.text)]
    middles = [(word.bbox[1] + word.bbox[3]) / 2 for word in marks]
    return any(sum(low < middle < high for middle in middles) > 1 for low, high in pairwise(heights))


def _near(height: float, others: Sequence[float]) -> bool:
    return any(abs(height - other) < FRAME / 2 for other in others)


def _below_heading(
    sheet: _Sheet, start: _Start, rules: Sequence[float], shown: Sequence[float], first_cut: float
) -> float:
    """Height at which the heading ends: a rule there, else what parts it from the first row, by its number where it has one."""
    heads, body = sheet.rows[start.head : start.body], sheet.rows[start.body :]
    foot, next_top = max(row.bottom for row in heads), min((row.top for row in body), default=inf)
    ruled = [y for y in rules if foot - 4 < y < next_top + 4]
    if ruled:
        return ruled[0]
    number = next(
        (
            word
            for row in sheet.rows[start.anchor + 1 :]
            if (word := row.words[0]).bbox[2] < first_cut + 1 and MARK.match(word.text)
        ),
        None,
    )
    least = sheet.rows[start.anchor].bottom - 4
    if number is not None:
        above = [y for y in shown if least < y < (number.bbox[1] + number.bbox[3]) / 2]
        return next((y for y in above if y > foot - 4), above[-1]) if above else (foot + next_top) / 2
    return next((y for y in shown if y > foot - 4), (foot + next_top) / 2)


def _over_rows(cells: Sequence[Cell], reaching: Sequence[Sequence[Word]]) -> list[Cell]:
    """The cells, those made one that words reach over from top to bottom."""
    done = list(cells)
    for words in reaching:
        x0, top, x1, bottom = union(word.bbox for word in words)
        across, down = (x0 + x1) / 2, (top + bottom) / 2
        column = [cell for cell in done if cell.bbox[0] <= across <= cell.bbox[2] and cell.column_span == 1]
        column = [cell for cell in column if not cell.lines and (cell.bbox[3] > top and cell.bbox[1] < bottom)]
        lines = tuple(Line(row.words) for row in rows_of(words))
        if not column:
            near = min(
                done,
                key=lambda cell: (
                    not cell.bbox[0] <= across <= cell.bbox[2],
                    abs(cell.bbox[1] + cell.bbox[3] - 2 * down),
                ),
            )
            done[done.index(near)] = replace(
                near, lines=tuple(sorted((*near.lines, *lines), key=lambda line: line.bbox[1]))
            )
            continue
        box = union(cell.bbox for cell in column)
        done = [cell for cell in done if cell not in column]
        done.append(replace(column[0], lines=lines, bbox=box, row_span=column[-1].row - column[0].row + 1))
    return sorted(done, key=lambda cell: (cell.row, cell.column))


def _rules(level: Sequence[BBox], box: BBox) -> dict[float, list[Span]]:
    """Heights of rules over at least half of the box's width, with the stretches that are drawn."""
    half = (box[2] - box[0]) / 2
    return {
        y: spans for y, spans in _by_height(level) if box[1] < y < box[3] and _drawn(spans, (box[0], box[2])) > half
    }


def _drawn(spans: Sequence[Span], within: Span) -> float:
    return sum(max(min(high, within[1]) - max(low, within[0]), 0.0) for low, high in spans)


def _reaching_down(cells: Sequence[Cell], ys: Sequence[float], rules: Mapping[float, Sequence[Span]]) -> list[Cell]:
    """The cells, made one over rows where the rule between them leaves their column out."""
    done: dict[tuple[int, int], Cell] = {}
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    for cell in sorted(cells, key=lambda cell: (cell.row, cell.column)):
        here = (cell.row, cell.column)
        above = owner.get((cell.row - 1, cell.column))
        spans = rules.get(ys[cell.row])
        width = cell.bbox[2] - cell.bbox[0]
        open_above = spans is not None and _drawn(spans, (cell.bbox[0], cell.bbox[2])) < 0.5 * width
        if above is not None and open_above and done[above].column_span == cell.column_span:
            upper = done[above]
            box = (upper.bbox[0], upper.bbox[1], upper.bbox[2], cell.bbox[3])
            done[above] = replace(upper, lines=(*upper.lines, *cell.lines), bbox=box, row_span=upper.row_span + 1)
            owner[here] = above
        else:
            done[here] = cell
            owner[here] = here
    return list(done.values())


def _head_cuts(sheet: _Sheet, start: _Start, below: float, cuts: Sequence[float]) -> list[float]:
    """Where a heading over several columns ends: below a line that runs over a cut while the next line does not."""
    return [
        (upper.bottom + lower.top) / 2
        for upper, lower in pairwise(sheet.rows[start.head : start.body])
        if _runs_over(sheet, upper, cuts)
        and not _runs_over(sheet, lower, cuts)
        and upper.bottom - 2 < lower.top < below
    ]


def _runs_over(sheet: _Sheet, row: Row, cuts: Sequence[float]) -> bool:
    return any(low < cut < high for low, high in map(stretch, chunks(row.words, sheet.size)) for cut in cuts)


def _band(
    words: Sequence[Word], number: int, band: tuple[float, float], xs: Sequence[float], size: float
) -> Iterator[Cell]:
    """Cells of one row; columns that a word, or the only stretch of print beside a mark, runs over are one cell."""
    inside = [word for word in words if band[0] < (word.bbox[1] + word.bbox[3]) / 2 <= band[1]]
    over = _over(inside, xs, size)
    column = 0
    while column < len(xs) - 1:
        last = column
        while last + 1 < len(xs) - 1 and (over[0] < xs[last + 1] < over[1] or crossing(inside, [xs[last + 1]])):
            last += 1
        held = [word for word in inside if xs[column] < (word.bbox[0] + word.bbox[2]) / 2 <= xs[last + 1]]
        box = (round(xs[column], 2), round(band[0], 2), round(xs[last + 1], 2), round(band[1], 2))
        yield Cell(number, column, tuple(Line(row.words) for row in rows_of(held)), box, 1, last + 1 - column)
        column = last + 1


def _over(words: Sequence[Word], xs: Sequence[float], size: float) -> Span:
    """The stretch of a row that is one piece of print, or a mark and one piece; empty for all other rows."""
    parts = [chunks(row.words, size) for row in rows_of(words)]
    if len(parts) != 1 or len(parts[0]) > 2:
        return (inf, -inf)
    first = parts[0][0]
    if len(parts[0]) == 2 and not (len(first) == 1 and MARK.match(first[0].text)):
        return (inf, -inf)
    return stretch(parts[0][-1])
