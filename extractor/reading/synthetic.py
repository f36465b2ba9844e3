"""A layout for sources that have none: 12 points from line to line, 6 points a character, a margin around.

Every later stage so sees lines with boxes, whatever the source. The drawn image uses the same measures, so that boxes
and picture agree.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from extractor.document import Cell, Grid, Line, Page, Word, union
from extractor.reading.opened import OpenedFile
from models.record import BBox

STEP = 12.0  # points from line to line
CHARACTER = 6.0  # points
MARGIN = 36.0  # points
WIDTH, HEIGHT = 595.0, 842.0  # A4, the least page
SIZE = 12.0  # points, of text whose size is not known
MAX_SIDE = 9000  # pixels of a drawn image
FONTS = (
    "/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    "/usr/share/fonts/truetype/liberation/LiberationSerif-Regular.ttf",  # Debian 12's lacks Vietnamese letters
    "DejaVuSans.ttf",
)


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one look, before it has a place."""

    text: str
    font: str | None = None
    size: float | None = None
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell of a source table: its place, spans, and its lines of runs."""

    row: int
    column: int
    lines: tuple[tuple[Run, ...], ...]
    row_span: int = 1
    column_span: int = 1


@dataclass(slots=True)
class Sheet:
    """A page under construction: puts lines and tables one below the other."""

    number: int
    top: float = MARGIN
    lines: list[Line] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    furniture: list[Line] = field(default_factory=list)
    right: float = WIDTH - MARGIN

    def put(self, runs: Sequence[Run], left: float = MARGIN, gap: float = 0.0) -> None:
        """One line below the last; `gap` is extra space above, points."""
        self.top += gap
        line = set_line(runs, left, self.top)
        if line is not None:
            self.lines.append(line)
            self.right = max(self.right, line.bbox[2])
        self.top += STEP

    def put_columns(self, columns: Sequence[Sequence[Sequence[Run]]]) -> None:
        """Columns side by side (a head, a sign-off): each read from top to bottom, the left one first."""
        left, top, deepest = MARGIN, self.top, self.top
        for column in columns:
            self.top = top
            for runs in column:
                self.put(runs, left)
            deepest = max(deepest, self.top)
            left += column_width(column) + 4 * CHARACTER
        self.top = deepest

    def put_table(self, cells: Iterable[TableCell], rows: int, columns: int) -> None:
        """A table with borders."""
        grid = set_table(tuple(cells), rows, columns, self.top)
        if grid is not None:
            self.grids.append(grid)
            self.right = max(self.right, grid.bbox[2])
            self.top = grid.bbox[3] + STEP / 2

    def page(self) -> Page:
        return Page(
            number=self.number,
            width=round(self.right + MARGIN, 2),
            height=round(max(HEIGHT, self.top + MARGIN), 2),
            lines=tuple(self.lines),
            grids=tuple(self.grids),
            furniture=tuple(self.furniture),
        )


def column_width(lines: Sequence[Sequence[Run]]) -> float:
    """Points that the longest of the lines takes."""
    return max((sum(len(run.text) for run in runs) for runs in lines), default=0) * CHARACTER


def set_line(runs: Sequence[Run], left: float, top: float) -> Line | None:
    """Words of one line with their boxes; None where there is no word. A word may go over several runs."""
    words: list[Word] = []
    position, open_word = left, False
    for run in runs:
        for piece, is_space in _pieces(run.text):
            width = len(piece) * CHARACTER
            if is_space:
                open_word = False
            elif open_word and words:
                last = words[-1]
                joined = (last.bbox[0], last.bbox[1], position + width, last.bbox[3])
                words[-1] = replace(last, text=last.text + piece, bbox=joined)
            else:
                box = (position, top, position + width, top + STEP - 2)
                words.append(Word(piece, box, "", run.font, run.size or SIZE, run.bold, run.italic))
                open_word = True
            position += width
    return Line(tuple(words)) if words else None


SPACES = frozenset(
    " \t\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\r\n\x0b\x0c"
)


def _pieces(text: str) -> Iterable[tuple[str, bool]]:
    """Runs of characters that are all blank or all not. str.split would eat VISCII letters such as U+001E."""
    start = 0
    for index in range(1, len(text) + 1):
        if index == len(text) or (text[index] in SPACES) != (text[start] in SPACES):
            yield text[start:index], text[start] in SPACES
            start = index


def set_table(cells: Sequence[TableCell], rows: int, columns: int, top: float) -> Grid | None:
    """Cells in columns as wide as their longest line (at most 40 characters) and rows as high as their deepest cell."""
    if not cells or rows < 1 or columns < 1:
        return None
    widths = [5.0 * CHARACTER] * columns
    for cell in cells:
        if cell.column_span == 1:
            widths[cell.column] = max(widths[cell.column], min(column_width(cell.lines), 40 * CHARACTER) + CHARACTER)
    lefts = [MARGIN]
    for width in widths:
        lefts.append(lefts[-1] + width)
    wrapped = [
        wrap(cell.lines, lefts[min(cell.column + cell.column_span, columns)] - lefts[cell.column] - CHARACTER)
        for cell in cells
    ]
    heights = [STEP + 2.0] * rows
    for cell, lines in zip(cells, wrapped, strict=True):
        if cell.row_span == 1:
            heights[cell.row] = max(heights[cell.row], len(lines) * STEP + 2.0)
    tops = [top]
    for height in heights:
        tops.append(tops[-1] + height)
    placed = tuple(_place(cell, lines, lefts, tops, rows, columns) for cell, lines in zip(cells, wrapped, strict=True))
    return Grid((lefts[0], top, lefts[-1], max(tops[-1], *(c.bbox[3] for c in placed))), rows, columns, placed)


def _place(
    cell: TableCell, lines: Sequence[Sequence[Run]], lefts: list[float], tops: list[float], rows: int, columns: int
) -> Cell:
    left, top = lefts[cell.column], tops[cell.row]
    right = lefts[min(cell.column + cell.column_span, columns)]
    bottom = tops[min(cell.row + cell.row_span, rows)]
    set_lines = (set_line(runs, left + 2, top + 1 + index * STEP) for index, runs in enumerate(lines))
    found = tuple(line for line in set_lines if line is not None)
    return Cell(cell.row, cell.column, found, (left, top, right, bottom), cell.row_span, cell.column_span)


def wrap(lines: Sequence[Sequence[Run]], width: float) -> list[tuple[Run, ...]]:
    """Lines broken at blanks so that each fits `width` points; a longer word stands alone."""
    room = max(int(width / CHARACTER), 1)
    result: list[tuple[Run, ...]] = []
    for runs in lines:
        current: list[Run] = []
        used = 0
        for run in runs:
            for piece, is_space in _pieces(run.text):
                if used and used + len(piece) > room and not is_space and _breakable(current):
                    result.append(tuple(current))
                    current, used = [], 0
                current.append(replace(run, text=piece))
                used += len(piece)
        result.append(tuple(current))
    return result


def _breakable(runs: Sequence[Run]) -> bool:
    return bool(runs) and runs[-1].text[-1] in SPACES


class SyntheticFile(OpenedFile):
    """A file whose pages were laid out here."""

    def __init__(self, source: object, pages: Sequence[Page]) -> None:
        super().__init__(source)  # type: ignore[arg-type]
        self._pages = tuple(pages)

    def page(self, number: int) -> Page:
        return self._pages[number - 1]

    def image(self, number: int, dpi: int = 200) -> Image.Image:
        return draw(self._pages[number - 1], dpi)


def draw(page: Page, dpi: int) -> Image.Image:
    """The page drawn so that its words fill their boxes. Over MAX_SIDE pixels the scale goes down."""
    scale = min(dpi / 72, MAX_SIDE / max(page.width, page.height))
    image = Image.new("RGB", (round(page.width * scale), round(page.height * scale)), "white")
    pen = ImageDraw.Draw(image)
    for grid in page.grids:
        for cell in grid.cells:
            pen.rectangle(_scaled(cell.bbox, scale), outline="#888888")
            for line in cell.lines:
                _draw_line(pen, line, scale)
    for line in (*page.lines, *page.furniture):
        _draw_line(pen, line, scale)
    return image


def _draw_line(pen: ImageDraw.ImageDraw, line: Line, scale: float) -> None:
    for word in line.words:
        x0, top, x1, bottom = _scaled(word.bbox, scale)
        size = max(int((bottom - top) * 0.95), 4)
        font = _font(size)
        width = font.getlength(word.text)
        if width > x1 - x0:
            font = _font(max(int(size * (x1 - x0) / width), 4))
        pen.text((x0, bottom), word.text, fill="black", font=font, anchor="ld")


@lru_cache(maxsize=64)
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    for name in FONTS:
        if not name.startswith("/") or Path(name).exists():
            try:
                return ImageFont.truetype(name, size)
            except OSError:
                continue
    return ImageFont.load_default(size)


def _scaled(box: BBox, scale: float) -> tuple[float, float, float, float]:
    return (box[0] * scale, box[1] * scale, box[2] * scale, box[3] * scale)


def line_box(lines: Iterable[Line]) -> BBox:
    return union(line.bbox for line in lines)
