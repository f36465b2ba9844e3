"""Drawn tables: the grids of the pages joined to whole tables, with their header rows and titles.

A table goes on over a page break when the next page begins with a grid of the same columns. A repeated header is dropped,
a row that the break cut is made whole. Grids that only set the page (heads, sign-offs, frames) are no tables.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import Levenshtein

from corpora.facts.table_words import contains, fold, starts_with
from extractor.document import Block, Cell, Document, Grid, Line, Page, union
from extractor.flow import joint
from extractor.understanding.grids.column_roles import is_numeric, role_of
from extractor.understanding.grids.row_numbering import parse_mark
from extractor.understanding.grids.table_rows import RawRow, RawTable
from extractor.understanding.words.amounts import cell_amount
from models.record import Place

MISREAD = 0.1  # share of a repeated heading that recognition may have read otherwise
EDGE = 0.03  # of the page width: column edges this near are the same column
CLOSING = re.compile(r"[.;:!?]$")
LAYOUT_ROWS = 4
TITLE_LINES = 8
APPENDIX = re.compile(r"(?:PHỤ LỤC|Phụ lục|BIỂU|Biểu|PHỤ BIỂU|Phụ biểu|Bảng|BẢNG|Mẫu|MẪU)\b")
WITH = re.compile(r"\(?\s*(?:kèm theo|ban hành kèm|đính kèm)", re.IGNORECASE)
MEASURE = re.compile(r"\(?\s*(?:đơn vị tính|[đd][vưu]t|đơn vị)\s*:", re.IGNORECASE)
HEADING = re.compile(r"(?:\d{1,2}(?:\.\d+)*\.?|[IVX]+\.|[a-zđ]\)|[-+])\s+(?=\S)")
INDEX_ROW = re.compile(r"\(?\s*(?:\d{1,2}|[A-Z])(?:\s*=\s*[^)]*)?\s*\)?")


@dataclass(frozen=True, slots=True)
class _Part:
    """A grid with its place: page, position in the order of grids, whether running text stands before or behind it on the page."""

    page: Page
    grid: Grid
    above: tuple[Line, ...]
    below: bool
    number: int


def grid_tables(document: Document) -> list[RawTable]:
    """All drawn tables in reading order."""
    return [table for group in _groups(list(_parts(document))) if (table := _table(group, document)) is not None]


def _parts(document: Document) -> Iterable[_Part]:
    number = 0
    carried: tuple[Line, ...] = ()
    for page in document.pages:
        grids = sorted(page.grids, key=lambda grid: grid.bbox[1])
        for index, grid in enumerate(grids):
            start = grids[index - 1].bbox[3] if index else 0.0
            above = tuple(line for line in page.lines if start - 1 <= line.bbox[1] < grid.bbox[1] + 1)
            limit = grids[index + 1].bbox[1] if index + 1 < len(grids) else page.height
            below = index + 1 < len(grids) or any(grid.bbox[3] - 1 <= line.bbox[1] < limit for line in page.lines)
            yield _Part(page, grid, above or (carried if not index else ()), below, number)
            number += 1
        last = grids[-1].bbox[3] if grids else 0.0
        carried = tuple(line for line in page.lines if line.bbox[1] >= last - 1)[-TITLE_LINES:]


def _groups(parts: Sequence[_Part]) -> list[list[_Part]]:
    """Grids that are one table, page after page."""
    groups: list[list[_Part]] = []
    for part in parts:
        if is_layout(part.grid):
            continue
        before = groups[-1][-1] if groups else None
        if before is not None and _goes_on(before, part):
            groups[-1].append(part)
        else:
            groups.append([part])
    return groups


def is_layout(grid: Grid) -> bool:
    """Whether the grid only sets the page: a head, a sign-off, one column, a frame around one text."""
    if grid.columns < 2 or grid.rows < 1:
        return True
    if grid.rows > LAYOUT_ROWS or grid.columns > 3:
        return False
    text = fold(" ".join(cell.text for cell in grid.cells))
    return bool(contains("layout").search(text)) or sum(bool(cell.lines) for cell in grid.cells) < 2


def _goes_on(before: _Part, after: _Part) -> bool:
    if after.page.number != before.page.number + 1 or before.below:
        return False
    own_above = [line for line in after.above if line in after.page.lines]
    if any(not _is_page_number(line) for line in own_above):
        return False
    if before.grid.columns == after.grid.columns and (
        _same_header(before.grid, after.grid) or not _has_header(after.grid)
    ):
        return True
    return _edges_agree(before, after) and not (_has_header(after.grid) and not _same_header(before.grid, after.grid))


def _is_page_number(line: Line) -> bool:
    return bool(re.fullmatch(r"[-–\s]*\d{1,3}(?:/\d{1,3})?[-–\s]*", line.text.strip()))


def _edges(grid: Grid) -> list[float]:
    return sorted({round(cell.bbox[0], 0) for cell in grid.cells if cell.column_span == 1})


def _edges_agree(before: _Part, after: _Part) -> bool:
    left, right = _edges(before.grid), _edges(after.grid)
    if not left or not right:
        return False
    room = EDGE * before.page.width
    agreeing = sum(any(abs(edge - other) < room for other in left) for edge in right)
    return agreeing >= 0.8 * len(right) and len(right) >= 0.7 * len(left)


def _same_header(before: Grid, after: Grid) -> bool:
    first, again = _row_words(before, 0), _row_words(after, 0)
    return bool(first) and _is_reprint(first, again)


def _is_reprint(first: str, again: str) -> bool:
    """Whether two squeezed headings are one, a letter in ten read otherwise at most, but no digit."""
    if first == again:
        return True
    digits = re.sub(r"\D", "", first) == re.sub(r"\D", "", again)
    return digits and Levenshtein.distance(first, again) <= MISREAD * len(first)


def _row_words(grid: Grid, row: int) -> str:
    return re.sub(r"\W", "", fold(" ".join(cell.text for cell in grid.cells if cell.row == row)))


def _has_header(grid: Grid) -> bool:
    known = sum(role_of(cell_text(cell)) != "other" for cell in grid.cells if cell.row == 0 and len(cell.text) < 80)
    return known >= 2


def cell_text(cell: Cell) -> str:
    """Lines of a cell joined as running text: numbers broken over lines are made whole, NBSP alone is empty."""
    text = ""
    for line in cell.lines:
        words = line.text.replace("\u00a0", " ").strip()
        if words:
            text = f"{text}{joint(text, words)}{words}" if text else words
    return " ".join(text.split())


def _table(group: Sequence[_Part], document: Document) -> RawTable | None:
    first = group[0]
    rows, header_rows, lead = _grid_rows(first)
    if not rows and not header_rows:
        return None
    headings = _headings(header_rows, first.grid.columns)
    for part in group[1:]:
        more, again, _ = _grid_rows(part, header_of=header_rows)
        more = [_aligned(row, first.grid, part.grid) for row in more]
        if rows and more and _is_rest(rows[-1], more[0], headings):
            rows[-1] = _joined(rows[-1], more.pop(0))
        rows.extend(more)
    if len(headings) < 2 or not rows or (not header_rows and not _looks_tabular(rows)):
        return None
    return RawTable(
        headings=headings,
        rows=tuple(rows),
        title=lead or title_above([line.text for line in first.above]),
        page=first.page.number,
        bbox=first.grid.bbox,
        raw=" | ".join(heading for heading in headings if heading),
        confidence=_confidence(first.page, header_rows),
        spans=tuple(_offsets(document, {part.number for part in group})),
    )


def _confidence(page: Page, header_rows: Sequence[Sequence[str]]) -> float:
    base = 0.95 if header_rows else 0.7
    return round(base * min(page.quality, 1.0) if page.text_source == "ocr" else base, 3)


def _offsets(document: Document, numbers: set[int]) -> Iterable[tuple[int, int]]:
    blocks: list[Block] = [block for block in document.blocks if block.grid in numbers]
    return ((block.start, block.end) for block in blocks)


def _looks_tabular(rows: Sequence[RawRow]) -> bool:
    """A grid without header counts when its rows are numbered or hold numbers."""
    marks = sum(parse_mark(row.cells[0]) is not None for row in rows if row.cells)
    numbers = sum(any(is_numeric(cell) for cell in row.cells[1:]) for row in rows)
    return len(rows) >= 2 and (marks >= 0.5 * len(rows) or numbers >= 0.5 * len(rows))


def _grid_rows(
    part: _Part, header_of: Sequence[Sequence[str]] | None = None
) -> tuple[list[RawRow], list[list[str]], str | None]:
    """(rows, header rows, title inside the grid). On a later page only a repeated header is taken off."""
    grid = part.grid
    table = [_texts(grid, row) for row in range(grid.rows)]
    lead = None
    start = 0
    if header_of is None:
        while start < len(table) - 1 and _is_title_row(grid, start, table) and start < 2:
            lead = f"{lead} {_first(table[start])}" if lead else _first(table[start])
            start += 1
        count = _header_count(grid, table, start)
    else:
        count = _repeated(table, header_of)
    header = [list(cells) for cells in table[start : start + count]]
    body = start + count
    while body < len(table) and _is_index_row(table[body]):
        body += 1
    rows = [_row(part, row, table[row]) for row in range(body, grid.rows)]
    return [row for row in rows if any(row.cells)], header, lead


def _first(cells: Sequence[str]) -> str:
    return next((cell for cell in cells if cell), "")


def _texts(grid: Grid, row: int) -> list[str]:
    """One text for each column; a cell over several columns or rows stands in its first column, and in every row that
    it covers."""
    texts = [""] * grid.columns
    for cell in grid.cells:
        if cell.row <= row < cell.row + cell.row_span and cell.column < grid.columns:
            texts[cell.column] = cell_text(cell)
    return texts


def _is_title_row(grid: Grid, row: int, table: Sequence[Sequence[str]]) -> bool:
    filled = [cell for cell in table[row] if cell]
    span = max((cell.column_span for cell in grid.cells if cell.row == row), default=1)
    return (
        len(filled) == 1
        and span >= grid.columns - 1
        and parse_mark(filled[0]) is None
        and _header_count(grid, table, row + 1) > 0
    )


def _header_count(grid: Grid, table: Sequence[Sequence[str]], start: int) -> int:
    """How many rows from `start` are header rows: the first if it names columns, and those that its merged cells reach over."""
    if start >= len(table):
        return 0
    names = [cell for cell in table[start] if cell]
    known = sum(role_of(name) != "other" for name in names if len(name) < 120)
    if names and (known or len(names) == len(table[start])) and _first_number(table, start):
        known = max(known, 2)
    if not names or (known < 2 and not (known and len(names) <= 4)) or sum(is_numeric(name) for name in names) > 1:
        return 0
    deepest = max((cell.row + cell.row_span for cell in grid.cells if cell.row == start), default=start + 1)
    if (
        any(cell.column_span > 1 for cell in grid.cells if cell.row == start)
        and deepest == start + 1
        and start + 1 < len(table)
    ):
        below = [cell for cell in table[start + 1] if cell]
        if below and all(parse_mark(cell) is None and cell_amount(cell) is None for cell in below):
            deepest = start + 2
    return min(max(deepest - start, 1), 4, len(table) - start)


def _first_number(table: Sequence[Sequence[str]], start: int) -> bool:
    """Whether the row is not numbered and one of the next three begins the numbering."""
    if parse_mark(table[start][0]) is not None:
        return False
    below = [cells[0].strip(" .)") for cells in table[start + 1 : start + 4] if cells[0]]
    return any(text in ("1", "01", "I", "A", "l") for text in below)


def _repeated(table: Sequence[Sequence[str]], header: Sequence[Sequence[str]]) -> int:
    squeezed = [re.sub(r"\W", "", fold("".join(row))) for row in header]
    count = 0
    while (
        count < len(squeezed)
        and count < len(table)
        and _is_reprint(squeezed[count], re.sub(r"\W", "", fold("".join(table[count]))))
    ):
        count += 1
    return count


def _is_index_row(cells: Sequence[str]) -> bool:
    """A row of column numbers: (1) (2) (3) or A B 1 2."""
    filled = [cell for cell in cells if cell]
    if len(filled) < max(3, len(cells) - 1) or not all(INDEX_ROW.fullmatch(cell.strip()) for cell in filled):
        return False
    digits = [int(number) for cell in filled if (number := re.sub(r"=.*|\D", "", cell))]
    return len(digits) >= 2 and digits == list(range(digits[0], digits[0] + len(digits))) and digits[0] <= 3


def _headings(header: Sequence[Sequence[str]], width: int) -> tuple[str, ...]:
    """One name for each column; merged headings are joined with " / " from the top down."""
    names = []
    for column in range(width):
        parts: list[str] = []
        for cells in header:
            text = cells[column] or _from_left(cells, column, header, parts)
            if text and (not parts or parts[-1] != text):
                parts.append(text)
        names.append(" / ".join(parts))
    return tuple(names)


def _from_left(cells: Sequence[str], column: int, header: Sequence[Sequence[str]], parts: Sequence[str]) -> str:
    """The merged heading to the left that covers this column: only above a heading of its own in a lower row."""
    if parts or cells is header[-1] or not any(row[column] for row in header[1:]):
        return ""
    return next((cells[index] for index in range(column, -1, -1) if cells[index]), "")


def _row(part: _Part, row: int, texts: Sequence[str]) -> RawRow:
    own = [cell for cell in part.grid.cells if cell.row == row]
    shared = frozenset(
        cell.column
        for cell in part.grid.cells
        if cell.row < row < cell.row + cell.row_span and cell.column < part.grid.columns
    )
    filled = [cell for cell in own if cell.lines]
    widest = max((cell.column_span for cell in filled), default=1)
    spanning = bool(filled) and widest >= max(part.grid.columns - 2, 2) and len(filled) <= 2
    cells = list(texts)
    for column in shared:
        source = next(c for c in part.grid.cells if c.column == column and c.row < row < c.row + c.row_span)
        if is_numeric(cells[column]) and parse_mark(cells[column]) is None and source.row_span > 1:
            cells[column] = ""  # one sum for several rows belongs to the first
    bbox = union(cell.bbox for cell in own) if own else None
    return RawRow(tuple(cells), part.page.number, bbox, spanning, shared, _places(part, row, cells))


def _places(part: _Part, row: int, texts: Sequence[str]) -> tuple[Place | None, ...]:
    """Where the words of each cell stand."""
    places: list[Place | None] = [None] * len(texts)
    for cell in part.grid.cells:
        if cell.row <= row < cell.row + cell.row_span and cell.column < len(texts) and texts[cell.column]:
            places[cell.column] = Place(page=part.page.number, bbox=union(line.bbox for line in cell.lines))
    return tuple(places)


def _aligned(row: RawRow, first: Grid, grid: Grid) -> RawRow:
    """Cells of a later page's grid under the columns of the first, by their left edges where the counts differ."""
    if first.columns == grid.columns:
        return row
    lefts = _edges(first)
    own = _edges(grid)
    cells = [""] * first.columns
    places: list[Place | None] = [None] * first.columns
    for index, cell in enumerate(row.cells):
        if cell and index < len(own):
            nearest = min(range(len(lefts)), key=lambda position: abs(lefts[position] - own[index]))
            column = min(nearest, first.columns - 1)
            cells[column], places[column] = cell, row.places[index]
    return replace(row, cells=tuple(cells), places=tuple(places))


def _is_rest(last: RawRow, row: RawRow, headings: Sequence[str]) -> bool:
    """Whether the first row of a page is the rest of the last row of the page before."""
    if row.spanning or last.spanning or row.cells[0].strip() or _is_total(row):
        return False
    numbered = role_of(headings[0]) == "number" and last.cells[0].strip()
    filled = [(before, cell) for before, cell in zip(last.cells, row.cells, strict=False) if cell.strip()]
    if not filled:
        return False
    going_on = [before and not CLOSING.search(before) or cell[:1].islower() for before, cell in filled]
    return any(going_on) if numbered else all(going_on)


def _is_total(row: RawRow) -> bool:
    text = fold(next((cell for cell in row.cells if cell.strip()), ""))
    return bool(starts_with("total").match(text)) and any(cell_amount(cell) is not None for cell in row.cells)


def _joined(last: RawRow, rest: RawRow) -> RawRow:
    cells = [
        f"{before}{joint(before, cell)}{cell}" if before and cell else before or cell
        for before, cell in zip(last.cells, rest.cells, strict=False)
    ]
    places = tuple(before or rest_place for before, rest_place in zip(last.places, rest.places, strict=False))
    return replace(last, cells=tuple(cells), places=places)


def title_above(lines: Sequence[str]) -> str | None:
    """The title in the lines above a table: capitals after "Phụ lục", or the heading that the table stands under."""
    texts = [line.strip() for line in lines if line.strip()]
    while texts and (
        WITH.match(texts[-1])
        or MEASURE.match(texts[-1])
        or re.fullmatch(r"[-–_*. ]+|\d{1,3}", texts[-1])
        or _tail_of_with(texts)
    ):
        texts.pop()
    if not texts:
        return None
    title: list[str] = []
    while texts and _is_capitals(texts[-1]) and not APPENDIX.match(texts[-1]) and len(title) < TITLE_LINES:
        title.insert(0, texts.pop())
    label = texts[-1] if texts and APPENDIX.match(texts[-1]) and len(texts[-1]) < 60 else None
    if title or label:
        return " ".join(part for part in [label, *title] if part)
    return _heading_above(texts)


def _tail_of_with(texts: Sequence[str]) -> bool:
    """The last line of a reference line that takes two."""
    return len(texts) > 1 and texts[-1].endswith(")") and "(" not in texts[-1] and bool(WITH.match(texts[-2]))


def _heading_above(texts: Sequence[str]) -> str | None:
    """The numbered heading right above, which may take up to three lines; else the last line, if it is no sentence."""
    last = texts[-1]
    for count in range(1, min(4, len(texts) + 1)):
        if HEADING.match(texts[-count]):
            last = " ".join(texts[-count:])
            break
        if CLOSING.search(texts[-count]) and count > 1:
            break
    if len(last) > 250 or (CLOSING.search(last) and not last.endswith(":")):
        return None
    return HEADING.sub("", last).rstrip(": ") or None


def _is_capitals(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    return bool(letters) and sum(char.isupper() for char in letters) > 0.8 * len(letters)
