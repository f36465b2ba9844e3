"""Sheets to PDF with reportlab: own line breaking, so that every word's box is known where it is drawn.

Boxes are (x0, top, x1, bottom) in points from the page's top left, one list of (page, box) for each mark.
"""

from __future__ import annotations

import io
import math
import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from corpora.letters.markup import Run
from corpora.rendering.fonts import CUTS, font_file
from corpora.rendering.sheet import Break, Columns, GridItem, GridRow, Para, Sheet, Space
from models.record import BBox

PAGE = (float(A4[0]), float(A4[1]))
LEFT, RIGHT, TOP, BOTTOM = 85.0, 45.0, 60.0, 57.0  # margins: 30, 16, 21, 20 mm (NĐ 30/2020, phụ lục I)
LEADING = 1.22  # line step over font size, single spacing of Times New Roman with a little air
ASCENT, DESCENT = 0.891, 0.216  # of Liberation Serif
PAD = 3.5  # cell padding
SEAL_RED = (0.82, 0.08, 0.12)
INK = (0.1, 0.15, 0.6)

Boxes = dict[str, list[tuple[int, BBox]]]
FontNames = dict[tuple[bool, bool], str]


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a word in one look. `joint`: a line may break behind it without a blank."""

    text: str
    run: Run
    size: float
    width: float
    raised: bool = False


@dataclass(frozen=True, slots=True)
class Token:
    """What a line may not break inside: pieces, and whether a blank precedes."""

    pieces: tuple[Piece, ...]
    spaced: bool

    @property
    def width(self) -> float:
        return sum(piece.width for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class SetLine:
    tokens: tuple[Token, ...]
    size: float
    last: bool

    @property
    def text(self) -> str:
        parts = ((" " if token.spaced else "") + "".join(piece.text for piece in token.pieces) for token in self.tokens)
        return "".join(parts).strip()


@dataclass(frozen=True, slots=True)
class PdfStyle:
    """Looks that vary from letter to letter. `capitals`: fonts of runs that are drawn in capitals from lower-case codes."""

    fonts: FontNames
    signed: bool = False
    seed: int = 0
    capitals: FontNames = field(default_factory=dict)
    hyphen_breaks: bool = True

    def font(self, run: Run) -> str:
        return (self.capitals if run.capitals else self.fonts)[run.bold, run.italic]


@dataclass(frozen=True, slots=True)
class Printed:
    """A line as it was drawn. `block`: paragraph, part of a column or cell that it belongs to; 0 for page numbers."""

    page: int
    block: int
    text: str


def register_fonts(family: str | None = None) -> FontNames:
    """Names of a font family (see `fonts.families`) in its four cuts, known to reportlab; the letters' own for None."""
    names = {}
    for cut in CUTS:
        path = font_file(*cut, family=family)
        if path.stem not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(path.stem, str(path)))
        names[cut] = path.stem
    return names


def draw(sheet: Sheet, style: PdfStyle | None = None) -> tuple[bytes, Boxes]:
    """The PDF and the boxes of its marks."""
    setter = _drawn(sheet, style)
    return setter.buffer.getvalue(), setter.boxes


def draw_with_lines(sheet: Sheet, style: PdfStyle | None = None) -> tuple[bytes, list[Printed]]:
    """The PDF and its lines in the order in which a person reads them."""
    setter = _drawn(sheet, style)
    return setter.buffer.getvalue(), setter.printed


def _drawn(sheet: Sheet, style: PdfStyle | None) -> Setter:
    setter = Setter(style or PdfStyle(register_fonts()), sheet.letter.name)
    for item in sheet.items:
        setter.put(item)
    setter.finish()
    return setter


@dataclass(slots=True)
class Setter:
    style: PdfStyle
    title: str
    buffer: io.BytesIO = field(default_factory=io.BytesIO)
    boxes: Boxes = field(default_factory=dict)
    grids: int = 0  # tables drawn so far
    page: int = 1
    y: float = TOP
    notes: list[list[SetLine]] = field(default_factory=list)
    printed: list[Printed] = field(default_factory=list)
    block: int = 0
    canvas: Any = None
    random: random.Random = field(default_factory=random.Random)

    def __post_init__(self) -> None:
        self.canvas = Canvas(self.buffer, pagesize=A4, invariant=1)
        self.canvas.setTitle(self.title)
        self.random = random.Random(self.style.seed)

    @property
    def width(self) -> float:
        return PAGE[0] - LEFT - RIGHT

    @property
    def limit(self) -> float:
        return PAGE[1] - BOTTOM - sum(len(note) * 11 * LEADING for note in self.notes)

    def put(self, item: Any) -> None:
        if isinstance(item, Para):
            self.paragraph(item)
        elif isinstance(item, Columns):
            self.columns(item)
        elif isinstance(item, GridItem):
            self.grid(item)
        elif isinstance(item, Space):
            self.y += item.height
        elif isinstance(item, Break):
            self.new_page()

    def finish(self) -> None:
        self.end_page()
        self.canvas.save()

    # pages

    def new_page(self) -> None:
        self.end_page()
        self.page += 1
        self.y = TOP
        size = 13
        name = self.style.fonts[False, False]
        self.canvas.setFont(name, size)
        self.canvas.drawCentredString(PAGE[0] / 2, PAGE[1] - 40, str(self.page))
        self.printed.append(Printed(self.page, 0, str(self.page)))

    def end_page(self) -> None:
        if self.notes:
            self.footnotes()
        self.canvas.showPage()

    def footnotes(self) -> None:
        y = self.limit + 4
        self.canvas.line(LEFT, PAGE[1] - y, LEFT + 140, PAGE[1] - y)
        for note in self.notes:
            self.block += 1
            for line in note:
                self.line(line, LEFT, y, self.width, "left")
                y += 11 * LEADING
        self.notes = []

    def room(self, height: float) -> None:
        if self.y + height > self.limit:
            self.new_page()

    # text

    def paragraph(self, para: Para) -> None:
        self.y += para.before
        self.block += 1
        lines = break_lines(tokens(para.runs, para.size, self.style), self.width, para.first_indent)
        for index, line in enumerate(lines):
            fresh = self.footnotes_of(line)
            step = para.size * LEADING
            self.room(step + sum(len(note) * 11 * LEADING for note in fresh))
            self.notes.extend(fresh)
            indent = para.first_indent if index == 0 else 0
            self.line(line, LEFT + indent, self.y, self.width - indent, para.align)
            self.y += step
        self.rule(para, LEFT, self.width)
        self.y += para.after

    def rule(self, para: Para, x: float, width: float) -> None:
        if para.rule:
            self.y += 2
            length = width * para.rule
            start, y = x + (width - length) / 2, PAGE[1] - self.y
            self.canvas.setLineWidth(0.7)
            self.canvas.line(start, y, start + length, y)
            self.y += 2

    def footnotes_of(self, line: SetLine) -> list[list[SetLine]]:
        found = []
        for token in line.tokens:
            for piece in token.pieces:
                if piece.raised and piece.run.note:
                    number = Run(piece.text + " ")
                    found.append(break_lines(tokens((number, *piece.run.note), 11, self.style), self.width, 0))
        return found

    def line(self, line: SetLine, x: float, top: float, width: float, align: str) -> None:
        self.printed.append(Printed(self.page, self.block, line.text))
        gaps = sum(token.spaced for token in line.tokens[1:])
        blank = blank_width(line.size, self.style)
        natural = sum(token.width for token in line.tokens) + gaps * blank
        if align == "justify" and not line.last and gaps and natural > 0.6 * width:
            blank += (width - natural) / gaps
        elif align == "center":
            x += (width - natural) / 2
        elif align == "right":
            x += width - natural
        for index, token in enumerate(line.tokens):
            if index and token.spaced:
                x += blank
            following = index + 1 < len(line.tokens) and line.tokens[index + 1].spaced
            x = self.token(token, x, top, following)

    def token(self, token: Token, x: float, top: float, blank_after: bool) -> float:
        for index, piece in enumerate(token.pieces):
            size = piece.size * 0.65 if piece.raised else piece.size
            baseline = top + piece.size * ASCENT - (piece.size * 0.3 if piece.raised else 0)
            text = piece.text + (" " if blank_after and index == len(token.pieces) - 1 else "")
            self.canvas.setFont(self.style.font(piece.run), size)
            self.canvas.drawString(x, PAGE[1] - baseline, text)
            box = (x, baseline - size * ASCENT, x + piece.width, baseline + size * DESCENT)
            for mark in piece.run.marks:
                self.boxes.setdefault(mark, []).append((self.page, box))
            x += piece.width
        return x

    # columns

    def columns(self, item: Columns) -> None:
        split = self.width * item.split
        extra = 30 if item.kind == "head" else 0  # the head reaches into the left margin, as offices set it
        places = ((LEFT - extra, split + extra - 6, item.left), (LEFT + split, self.width - split + 12, item.right))
        heights = [self.height(paras, width) for _, width, paras in places]
        if item.kind == "end":
            self.y += 8
            self.room(max(heights))
        start = self.y
        ends = []
        for x, width, paras in places:
            self.y = start
            self.column(paras, x, width)
            ends.append(self.y)
        self.y = max(ends)

    def height(self, paras: Iterable[Any], width: float) -> float:
        total = 0.0
        for para in paras:
            if isinstance(para, Space):
                total += para.height
            else:
                lines = break_lines(tokens(para.runs, para.size, self.style), width, para.first_indent)
                total += para.before + para.after + max(len(lines), 1) * para.size * LEADING + (4 if para.rule else 0)
        return total

    def column(self, paras: Iterable[Any], x: float, width: float) -> None:
        for para in paras:
            if isinstance(para, Space):
                if para.seal and self.style.signed:
                    self.seal(x + width / 2, self.y + para.height / 2)
                self.y += para.height
                continue
            self.y += para.before
            lines = break_lines(tokens(para.runs, para.size, self.style), width, para.first_indent)
            if para.framed and lines:
                half = sum(token.width for token in lines[0].tokens) / 2 + 10
                self.canvas.rect(
                    x + width / 2 - half, PAGE[1] - self.y - para.size * LEADING - 3, 2 * half, para.size * LEADING + 4
                )
            self.block += 1
            for line in lines:
                self.line(line, x, self.y, width, para.align)
                self.y += para.size * LEADING
            if not lines:
                self.y += para.size * LEADING
            self.rule(para, x, width)
            self.y += para.after

    def seal(self, x: float, y: float) -> None:
        """A red round seal over the first third of a blue signature."""
        canvas, height = self.canvas, PAGE[1]
        canvas.saveState()
        canvas.setStrokeColorRGB(*INK)
        canvas.setLineWidth(1.6)
        path = canvas.beginPath()
        path.moveTo(x - 40, height - y - self.random.uniform(-8, 8))
        for step in range(4):
            base = x - 40 + step * 25
            path.curveTo(
                *(value for dx in (8, 16, 25) for value in (base + dx, height - y + self.random.uniform(-22, 22)))
            )
        canvas.drawPath(path)
        self._ring(x - 45 + self.random.uniform(-8, 8), height - y + self.random.uniform(-9, 9))
        canvas.restoreState()

    def _ring(self, x: float, y: float) -> None:
        canvas = self.canvas
        canvas.setStrokeColorRGB(*SEAL_RED)
        canvas.setFillColorRGB(*SEAL_RED)
        canvas.setLineWidth(2)
        canvas.circle(x, y, 42)
        canvas.setLineWidth(0.8)
        canvas.circle(x, y, 28)
        path = canvas.beginPath()
        for step in range(10):
            radius = 14 if step % 2 == 0 else 5.5
            angle = math.pi / 2 + step * math.pi / 5
            point = (x + radius * math.cos(angle), y + radius * math.sin(angle))
            (path.moveTo if step == 0 else path.lineTo)(*point)
        path.close()
        canvas.drawPath(path, fill=1, stroke=0)
        for step in range(22):  # strokes in place of the ring's lettering, so that no word is added to the text layer
            angle = step * math.tau / 22
            canvas.line(*(value for r in (32, 38) for value in (x + r * math.cos(angle), y + r * math.sin(angle))))

    # tables

    def grid(self, grid: GridItem) -> None:
        widths = fitted([share * self.width for share in grid.widths], self.narrowest(grid))
        self.room(4 * grid.size * LEADING)
        self.heads(grid, widths)
        body = [_marked(row, f"cell:{self.grids}:{index}") for index, row in enumerate(grid.body)]
        self.grids += 1
        for row, below in zip(body, [*body[1:], None], strict=True):
            self.row(row, widths, grid, grid.repeat_header, below)

    def narrowest(self, grid: GridItem) -> list[float]:
        """The width that each column needs for its longest unbreakable word."""
        needed = [0.0] * len(grid.widths)
        for row in grid.rows:
            for runs, start, span in zip(row.cells, row.starts, row.spans, strict=True):
                if span == 1:
                    words = (token.width for token in tokens(runs, grid.size, self.style))
                    needed[start] = max(needed[start], max(words, default=0.0) + 2 * PAD)
        return needed

    def heads(self, grid: GridItem, widths: Sequence[float]) -> None:
        for row, below in zip(grid.heads, [*grid.heads[1:], None], strict=True):
            self.row(row, widths, grid, False, below)

    def row(
        self, row: GridRow, widths: Sequence[float], grid: GridItem, repeat: bool, below: GridRow | None = None
    ) -> None:
        cells = self.cells(row, widths, grid)
        step = grid.size * LEADING
        opened = [row.joins(column) for column in row.starts]
        onward = [below is not None and below.joins(column) for column in row.starts]
        while True:
            count = max((len(lines) for _, _, lines, _ in cells), default=0) or 1
            fit = int((self.limit - self.y - 2 * PAD) / step)
            if fit >= min(count, 2) or self.y <= TOP + 1:
                shown = min(count, max(fit, 1))
                last = count <= shown
                self.part(cells, shown, step, opened, onward if last else [False] * len(cells))
                cells = [(x, width, lines[shown:], align) for x, width, lines, align in cells]
                if last:
                    return
            else:
                self.close(cells, opened)
            self.new_page()
            opened = [False] * len(cells)
            if repeat:
                self.heads(grid, widths)

    def close(self, cells: list[tuple[float, float, list[SetLine], str]], opened: list[bool]) -> None:
        """Rule off the cells that would have gone on below the end of the page."""
        for (x, width, _, _), is_open in zip(cells, opened, strict=True):
            if is_open:
                self.canvas.line(x, PAGE[1] - self.y, x + width, PAGE[1] - self.y)

    def cells(
        self, row: GridRow, widths: Sequence[float], grid: GridItem
    ) -> list[tuple[float, float, list[SetLine], str]]:
        cells, x, column = [], LEFT, 0
        for runs, span in zip(row.cells, row.spans, strict=True):
            width = sum(widths[column : column + span])
            lines = break_lines(tokens(runs, grid.size, self.style), width - 2 * PAD, 0)
            narrow = grid.roles[column] in {"number", "quantity", "unit", "deadline"} and span == 1
            align = (
                "center" if row.kind == "head" or narrow else ("right" if grid.roles[column] == "budget" else "left")
            )
            cells.append((x, width, lines, align))
            x += width
            column += span
        return cells

    def part(
        self,
        cells: list[tuple[float, float, list[SetLine], str]],
        shown: int,
        step: float,
        opened: list[bool],
        onward: list[bool],
    ) -> None:
        """Draw the first `shown` lines of a row's cells with their ruling; no rule where a cell is one with its neighbour."""
        height = shown * step + 2 * PAD
        self.canvas.setLineWidth(0.6)
        top, bottom = PAGE[1] - self.y, PAGE[1] - self.y - height
        for (x, width, lines, align), is_open, goes_on in zip(cells, opened, onward, strict=True):
            if is_open or goes_on:
                self.canvas.line(x, top, x, bottom)
                self.canvas.line(x + width, top, x + width, bottom)
                for y, there in ((top, not is_open), (bottom, not goes_on)):
                    if there:
                        self.canvas.line(x, y, x + width, y)
            else:
                self.canvas.rect(x, bottom, width, height)
            self.block += 1
            for index, line in enumerate(lines[:shown]):
                self.line(line, x + PAD, self.y + PAD + index * step, width - 2 * PAD, align)
        self.y += height


def fitted(widths: Sequence[float], needed: Sequence[float]) -> list[float]:
    """Widths of the same sum in which no column is narrower than needed, as far as the others can give; in points."""
    short = sum(max(need - width, 0.0) for width, need in zip(widths, needed, strict=True))
    spare = sum(max(width - need, 0.0) for width, need in zip(widths, needed, strict=True))
    given = min(short, spare)
    return [
        width + (need - width) * given / (short if need > width else spare) if need != width and given else width
        for width, need in zip(widths, needed, strict=True)
    ]


def _marked(row: GridRow, name: str) -> GridRow:
    """The row, each cell's text marked by its row's name and its column."""
    cells = (
        tuple(replace(run, marks=(*run.marks, f"{name}:{column}")) for run in runs)
        for runs, column in zip(row.cells, row.starts, strict=True)
    )
    return replace(row, cells=tuple(cells))


# line breaking --------------------------------------------------------------------------------------------------------


def text_width(text: str, run: Run, size: float, style: PdfStyle) -> float:
    return float(pdfmetrics.stringWidth(text, style.font(run), size))


def blank_width(size: float, style: PdfStyle) -> float:
    return float(pdfmetrics.stringWidth(" ", style.fonts[False, False], size))


def tokens(runs: Iterable[Run], size: float, style: PdfStyle) -> list[Token]:
    """Unbreakable tokens. A word may break behind a hyphen inside it, as word processors do."""
    result: list[Token] = []
    pieces: list[Piece] = []
    spaced = False

    def close(next_spaced: bool) -> None:
        nonlocal pieces, spaced
        if pieces:
            result.append(Token(tuple(pieces), spaced))
            pieces = []
            spaced = next_spaced
        else:
            spaced = spaced or next_spaced

    for run in runs:
        raised = bool(run.note)
        for part in re.findall(r"\s+|[^\s-]*-(?=[^\s-])|[^\s-]*-+|[^\s-]+", run.text):
            if part.isspace():
                close(True)
                if len(part) > 3:  # blanks left for a pen
                    pieces.append(_piece(part[1:].replace(" ", "\u00a0"), run, size, style, False))
                    close(False)
                continue
            pieces.append(_piece(part, run, size, style, raised))
            if part.endswith("-") and style.hyphen_breaks and len(part) > 1:
                close(False)
    close(False)
    return result


def _piece(text: str, run: Run, size: float, style: PdfStyle, raised: bool) -> Piece:
    return Piece(text, run, size, text_width(text, run, size * (0.65 if raised else 1), style), raised)


def break_lines(items: list[Token], width: float, first_indent: float) -> list[SetLine]:
    """Greedy lines of at most `width` points, the first one shorter by its indent."""
    lines: list[SetLine] = []
    current: list[Token] = []
    used, room = 0.0, width - first_indent
    for token in items:
        size = token.pieces[0].size
        blank = size * 0.25 if current and token.spaced else 0.0
        if current and used + blank + token.width > room:
            lines.append(SetLine(tuple(current), current[0].pieces[0].size, False))
            current, used, room, blank = [], 0.0, width, 0.0
        current.append(token)
        used += blank + token.width
    if current:
        lines.append(SetLine(tuple(current), current[0].pieces[0].size, True))
    return lines
