"""Drawn rules to table cells, the same way for PDF pages and for scans.

    rules ─ straight segments ─ groups that touch ─ raster of their positions ─ cells joined where no rule parts them

Boxes in points. A cell that spans several raster fields becomes one Cell with its spans.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from extractor.document import Cell, Grid, Line, Word, union
from extractor.reading.layout.lines import rows_of
from extractor.reading.layout.unruled import find_unruled
from models.record import BBox

THICK = 4.0  # points: a rule is thinner
SHORT = 8.0  # points: a shorter stroke is no rule of a table
LEAST_MARKS = 5  # dots or dashes of a rule
MARK_GAP = 4.0  # points between two of them
MARK_HEIGHT = 1.6  # points: dots and level dashes are flatter
COVER = 0.6  # share of a field's side that a rule must cover to part it from its neighbour


@dataclass(frozen=True, slots=True)
class Segment:
    """A straight stroke: `at` is y of a horizontal one or x of an upright one, from `start` to `end`."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Rules:
    """Strokes of one page or of one table."""

    level: tuple[Segment, ...]
    upright: tuple[Segment, ...]


def rules_from(boxes: Iterable[BBox], slack: float = 2.0) -> Rules:
    """Thin boxes as joined strokes; `slack` is how far apart two strokes on one line may be, points."""
    level, upright = [], []
    for x0, top, x1, bottom in boxes:
        if bottom - top <= THICK and x1 - x0 > bottom - top:
            level.append(Segment((top + bottom) / 2, x0, x1))
        elif x1 - x0 <= THICK and bottom - top > x1 - x0:
            upright.append(Segment((x0 + x1) / 2, top, bottom))
    return Rules(_joined(level, slack), _joined(upright, slack))


def from_marks(boxes: Iterable[BBox]) -> list[BBox]:
    """Dots and dashes that stand in line, as strokes: at least LEAST_MARKS of them, gaps up to MARK_GAP points."""
    marks = list(boxes)
    turned = [(top, x0, bottom, x1) for x0, top, x1, bottom in marks]
    return [*_lined_up(marks), *((top, x0, bottom, x1) for x0, top, x1, bottom in _lined_up(turned))]


def _lined_up(marks: Sequence[BBox]) -> Iterator[BBox]:
    """Level strokes made of marks: taller ones belong to upright strokes."""
    rows: dict[int, list[BBox]] = {}
    for box in marks:
        if box[3] - box[1] <= MARK_HEIGHT:
            rows.setdefault(round((box[1] + box[3]) / MARK_HEIGHT), []).append(box)
    for row in rows.values():
        row.sort()
        ends = [place for place in range(1, len(row)) if row[place][0] - row[place - 1][2] > MARK_GAP]
        for start, end in zip([0, *ends], [*ends, len(row)], strict=True):
            if end - start >= LEAST_MARKS:
                yield union(row[start:end])


def _joined(segments: Sequence[Segment], slack: float) -> tuple[Segment, ...]:
    """Strokes on one line that touch or overlap, as one; short ones dropped."""
    result: list[Segment] = []
    for segment in sorted(segments, key=lambda item: (item.at, item.start)):
        joined = _join_last(result, segment, slack)
        if not joined:
            result.append(segment)
    return tuple(sorted((s for s in result if s.end - s.start >= SHORT), key=lambda item: item.at))


def _join_last(result: list[Segment], segment: Segment, slack: float) -> bool:
    """Lengthen a stroke of `result` on the same line that touches `segment`; False where there is none."""
    for index in range(len(result) - 1, -1, -1):
        other = result[index]
        if segment.at - other.at > slack:
            return False
        if segment.start <= other.end + 2 * slack and segment.end >= other.start - 2 * slack:
            result[index] = Segment(other.at, min(other.start, segment.start), max(other.end, segment.end))
            return True
    return False


def find_grids(boxes: Iterable[BBox], words: Sequence[Word], slack: float = 2.0) -> tuple[list[Grid], list[Word]]:
    """Tables with their words, and the words outside every table.

    A frame with one column or with words in one cell only is no table: prose pages are full of those.
    """
    grids: list[Grid] = []
    rest = list(words)
    strokes = rules_from(boxes, slack)
    for rules in _groups(strokes, slack):
        raster = _raster(rules, slack)
        if raster is None:
            continue
        inside = [word for word in rest if _holds(raster.bbox, word)]
        filled = _fill(raster, inside)
        if filled is None:
            continue
        grid, placed = filled
        grids.append(grid)
        taken = set(map(id, placed))
        rest = [word for word in rest if id(word) not in taken]
    single = [(s.start, s.at, s.end, s.at) for s in strokes.level if not any(_lies_in(s, grid.bbox) for grid in grids)]
    unruled, rest = find_unruled(rest, single)
    return sorted([*grids, *unruled], key=lambda grid: grid.bbox[1]), rest


def _lies_in(stroke: Segment, box: BBox) -> bool:
    return box[1] - SHORT <= stroke.at <= box[3] + SHORT and stroke.start < box[2] and stroke.end > box[0]


MOST_CELLS = 1500  # of one page; more are a drawing or graph paper


def cell_boxes(boxes: Iterable[BBox], slack: float = 2.0) -> list[BBox]:
    """Cells of all groups of rules that may be tables, before any word is known."""
    found: list[BBox] = []
    for rules in _groups(rules_from(boxes, slack), slack):
        raster = _raster(rules, slack)
        if raster is not None and len(raster.cells) >= 2:
            found.extend(raster.box(cell) for cell in raster.cells)
    return found if len(found) <= MOST_CELLS else []


def _groups(rules: Rules, slack: float) -> list[Rules]:
    """Strokes that touch each other, directly or through others."""
    strokes = [("level", s) for s in rules.level] + [("upright", s) for s in rules.upright]
    parent = list(range(len(strokes)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    count = len(rules.level)
    for i, level in enumerate(rules.level):
        for j, upright in enumerate(rules.upright):
            if _touch(level, upright, slack):
                parent[root(i)] = root(count + j)
    groups: dict[int, tuple[list[Segment], list[Segment]]] = {}
    for index, (kind, stroke) in enumerate(strokes):
        groups.setdefault(root(index), ([], []))[0 if kind == "level" else 1].append(stroke)
    return [Rules(tuple(level), tuple(upright)) for level, upright in groups.values()]


def _touch(level: Segment, upright: Segment, slack: float) -> bool:
    return (
        level.start - 2 * slack <= upright.at <= level.end + 2 * slack
        and upright.start - 2 * slack <= level.at <= upright.end + 2 * slack
    )


@dataclass(frozen=True, slots=True)
class _Raster:
    """Positions of a table's strokes and its cells as (row, column, rows, columns)."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[tuple[int, int, int, int], ...]

    @property
    def bbox(self) -> BBox:
        return (self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])

    def box(self, cell: tuple[int, int, int, int]) -> BBox:
        row, column, rows, columns = cell
        return (self.xs[column], self.ys[row], self.xs[column + columns], self.ys[row + rows])


def _raster(rules: Rules, slack: float) -> _Raster | None:
    """The raster of one group of strokes; None where it cannot be a table."""
    if len(rules.level) < 2 or not rules.upright:
        return None
    xs = _positions([s.at for s in rules.upright] + _ends(rules.level, rules.upright, slack), slack)
    ys = _positions([s.at for s in rules.level] + _ends(rules.upright, rules.level, slack), slack)
    if len(xs) < 3 or len(ys) < 2:
        return None
    rows, columns = len(ys) - 1, len(xs) - 1
    parent = list(range(rows * columns))

    def root(index: int) -> int:
        while parent[index] != index:
            index = parent[index]
        return index

    for row in range(rows):
        for column in range(columns):
            here = row * columns + column
            if column + 1 < columns and not _parted(rules.upright, xs[column + 1], ys[row], ys[row + 1], slack):
                parent[root(here + 1)] = root(here)
            if row + 1 < rows and not _parted(rules.level, ys[row + 1], xs[column], xs[column + 1], slack):
                parent[root(here + columns)] = root(here)
    regions: dict[int, list[tuple[int, int]]] = {}
    for index in range(rows * columns):
        regions.setdefault(root(index), []).append(divmod(index, columns))
    cells = [cell for fields in regions.values() for cell in _rectangles(fields)]
    return _compact(xs, ys, sorted(cells))


def _positions(values: Iterable[float], slack: float) -> list[float]:
    """Values closer than 1.5 slack as one, their mean."""
    groups: list[list[float]] = []
    for value in sorted(values):
        if groups and value - groups[-1][-1] <= 1.5 * slack:
            groups[-1].append(value)
        else:
            groups.append([value])
    return [sum(group) / len(group) for group in groups]


def _ends(strokes: Sequence[Segment], crossing: Sequence[Segment], slack: float) -> list[float]:
    """Outer ends of strokes where a table is open at the side (a row cut by the end of the page): at half of their
    positions, two at least, strokes reach beyond the outermost crossing."""
    least = max(len(_positions([s.at for s in strokes], slack)) / 2, 2)
    first, last = crossing[0].at, crossing[-1].at
    low = [s for s in strokes if s.start < first - SHORT - slack]
    high = [s for s in strokes if s.end > last + SHORT + slack]
    found = []
    if len(_positions([s.at for s in low], slack)) >= least:
        found.append(min(s.start for s in low))
    if len(_positions([s.at for s in high], slack)) >= least:
        found.append(max(s.end for s in high))
    return found


def _parted(strokes: Sequence[Segment], at: float, start: float, end: float, slack: float) -> bool:
    covered = 0.0
    for stroke in strokes:
        if abs(stroke.at - at) <= 1.5 * slack + 0.5:
            covered += max(min(stroke.end, end) - max(stroke.start, start), 0.0)
    return covered >= COVER * (end - start)


def _rectangles(fields: Sequence[tuple[int, int]]) -> list[tuple[int, int, int, int]]:
    """A set of raster fields as few rectangles (row, column, rows, columns); one if it is a rectangle."""
    left = set(fields)
    result = []
    while left:
        row, column = min(left)
        columns = 1
        while (row, column + columns) in left:
            columns += 1
        rows = 1
        while all((row + rows, column + c) in left for c in range(columns)):
            rows += 1
        left -= {(row + r, column + c) for r in range(rows) for c in range(columns)}
        result.append((row, column, rows, columns))
    return result


def _compact(xs: Sequence[float], ys: Sequence[float], cells: Sequence[tuple[int, int, int, int]]) -> _Raster:
    """The raster without positions at which no cell begins or ends."""
    used_rows = sorted({0, len(ys) - 1} | {c[0] for c in cells} | {c[0] + c[2] for c in cells})
    used_columns = sorted({0, len(xs) - 1} | {c[1] for c in cells} | {c[1] + c[3] for c in cells})
    row_of = {old: new for new, old in enumerate(used_rows)}
    column_of = {old: new for new, old in enumerate(used_columns)}
    moved = tuple(
        (row_of[r], column_of[c], row_of[r + rs] - row_of[r], column_of[c + cs] - column_of[c])
        for r, c, rs, cs in cells
    )
    return _Raster(tuple(xs[i] for i in used_columns), tuple(ys[i] for i in used_rows), moved)


def _holds(box: BBox, word: Word) -> bool:
    x, y = (word.bbox[0] + word.bbox[2]) / 2, (word.bbox[1] + word.bbox[3]) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _fill(raster: _Raster, words: Sequence[Word]) -> tuple[Grid, list[Word]] | None:
    """The grid with its words; None where fewer than two columns or two cells hold words."""
    columns = len(raster.xs) - 1
    if columns < 2 or len(raster.cells) < 2:
        return None
    cells, placed = [], []
    rest = list(words)
    for field in raster.cells:
        box = raster.box(field)
        inside = [word for word in rest if _holds(box, word)]
        taken = set(map(id, inside))
        rest = [word for word in rest if id(word) not in taken]
        placed.extend(inside)
        cells.append(Cell(field[0], field[1], cell_lines(inside), _rounded(box), field[2], field[3]))
    filled = [cell for cell in cells if cell.lines]
    if len(filled) < 2 or len({cell.column for cell in filled}) < 2:
        return None
    return Grid(_rounded(raster.bbox), len(raster.ys) - 1, columns, tuple(cells)), placed


def cell_lines(words: Sequence[Word]) -> tuple[Line, ...]:
    """Words of one cell as its lines; no columns inside a cell."""
    return tuple(Line(row.words) for row in rows_of(words))


def _rounded(box: BBox) -> BBox:
    return (round(box[0], 2), round(box[1], 2), round(box[2], 2), round(box[3], 2))


def move(grid: Grid, down: float) -> Grid:
    """The grid lower on the page by `down` points, its words left as they are."""
    x0, top, x1, bottom = grid.bbox
    return replace(grid, bbox=(x0, top + down, x1, bottom + down))
