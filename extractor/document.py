"""The one type that travels through the stages: pages of words with boxes, then the text that everything else reads.

All are frozen: a stage returns a new Document (`dataclasses.replace`). Boxes are (x0, top, x1, bottom) in points from
the page's top left, y down, whatever the source; plain text and DOCX get a synthetic layout (see `reading/synthetic.py`).

    Document ─ pages ─ lines ─ words            what was read, in reading order
             └ text, spans                      recovered running text; span = (start, end, page, word)
             └ blocks                           paragraphs and table cells as offsets of `text`
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal, TypeVar

from models.record import BBox, RecordWarning, Signature, Source, Value

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it stands on the page. `raw` is the reading before recovery, `confidence` the engine's, 0 to 1."""

    text: str
    bbox: BBox
    raw: str = ""
    font: str | None = None
    size: float | None = None
    bold: bool = False
    italic: bool = False
    confidence: float = 1.0

    @property
    def printed(self) -> str:
        return self.raw or self.text


@dataclass(frozen=True)
class Line:
    """Words of one visual line of one column, left to right. The two halves of a head are two Lines."""

    words: tuple[Word, ...]

    @cached_property
    def bbox(self) -> BBox:
        return union(word.bbox for word in self.words)

    @cached_property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell: 0-based `row` and `column`, spans, and its lines."""

    row: int
    column: int
    lines: tuple[Line, ...]
    bbox: BBox
    row_span: int = 1
    column_span: int = 1

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as drawn on one page: cells by row and column, before anyone has said what it means."""

    bbox: BBox
    rows: int
    columns: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Geometry:
    """How a page image must be turned: quarter turns clockwise, then degrees counter-clockwise.

    corners: of the sheet in a photo (shares of width and height, clockwise from the top left), which is first drawn as seen
    from above.
    """

    quarters: int = 0
    degrees: float = 0.0
    corners: tuple[tuple[float, float], ...] | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page. `lines` are in reading order and leave out the words of `grids`; `rules` are drawn lines as thin boxes.

    `text_source`: text_layer | legacy:tcvn3 … | restored | ocr; `quality`: 0 to 1. `furniture` holds page numbers,
    running heads and electronic-signature stamps that are set aside from the running text. `geometry`: how its picture was
    turned to be read, None where none was; boxes belong to the turned one. `warnings`: what was wrong with this page.
    """

    number: int
    width: float
    height: float
    lines: tuple[Line, ...] = ()
    grids: tuple[Grid, ...] = ()
    rules: tuple[BBox, ...] = ()
    furniture: tuple[Line, ...] = ()
    text_source: str = "text_layer"
    quality: float = 1.0
    geometry: Geometry | None = None
    warnings: tuple[RecordWarning, ...] = ()

    @property
    def text(self) -> str:
        """Lines and table rows from top to bottom, as a person would copy them."""
        parts = [(line.bbox[1], line.text) for line in self.lines]
        for grid in self.grids:
            for row in range(grid.rows):
                cells = [cell for cell in grid.cells if cell.row == row]
                if cells:
                    parts.append((min(cell.bbox[1] for cell in cells), "\t".join(cell.text for cell in cells)))
        if not self.grids:
            return "\n".join(text for _, text in parts)
        return "\n".join(text for _, text in sorted(parts, key=lambda part: part[0]))


BlockKind = Literal["paragraph", "cell"]


@dataclass(frozen=True, slots=True)
class Span:
    """`Document.text[start:end]` is `word.text`; the word is carried for its box and its raw reading."""

    start: int
    end: int
    page: int
    word: Word


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or a table cell: offsets into `Document.text`, the lines it was made of, its place in a grid."""

    kind: BlockKind
    start: int
    end: int
    page: int
    lines: tuple[Line, ...]
    grid: int | None = None
    row: int | None = None
    column: int | None = None

    @property
    def bbox(self) -> BBox:
        return union(line.bbox for line in self.lines)


@dataclass(frozen=True, slots=True)
class Document:
    source: Source
    pages: tuple[Page, ...] = ()
    text: str = ""
    spans: tuple[Span, ...] = ()
    blocks: tuple[Block, ...] = ()
    signatures: tuple[Signature, ...] = ()
    warnings: tuple[RecordWarning, ...] = ()
    _starts: tuple[int, ...] = field(default=(), repr=False)

    def with_text(self, text: str, spans: tuple[Span, ...], blocks: tuple[Block, ...]) -> Document:
        return replace(self, text=text, spans=spans, blocks=blocks, _starts=tuple(span.start for span in spans))

    def warn(self, code: str, message: str, page: int | None = None) -> Document:
        return replace(self, warnings=(*self.warnings, RecordWarning(code=code, message=message, page=page)))

    def spans_of(self, start: int, end: int) -> tuple[Span, ...]:
        """Spans that share at least one character with text[start:end]."""
        first = max(bisect_right(self._starts, start) - 1, 0)
        last = bisect_left(self._starts, end)
        return tuple(span for span in self.spans[first:last] if span.end > start and span.start < end)

    def value(self, value: T, start: int, end: int, confidence: float) -> Value[T]:
        """A record value with the proof that text[start:end] gives: raw words, page, and the box of their first page."""
        raw, page, bbox = self.evidence(start, end)
        return Value(value=value, raw=raw, confidence=round(min(max(confidence, 0.0), 1.0), 3), page=page, bbox=bbox)

    def evidence(self, start: int, end: int) -> tuple[str, int | None, BBox | None]:
        """(raw, page, bbox) of text[start:end]; the box covers the words on the first page that the range touches."""
        spans = self.spans_of(start, end)
        if not spans:
            return self.text[start:end], None, None
        raw = " ".join(_clip_raw(span, start, end) for span in spans)
        page = spans[0].page
        return raw, page, union(_clip_box(span, start, end) for span in spans if span.page == page)

    def word_confidence(self, start: int, end: int) -> float:
        """The lowest engine confidence of the words in text[start:end]; 1.0 where there are none."""
        return min((span.word.confidence for span in self.spans_of(start, end)), default=1.0)


def _clip_raw(span: Span, start: int, end: int) -> str:
    word = span.word
    if word.raw and word.raw != word.text:
        return word.raw
    return word.text[max(start - span.start, 0) : len(word.text) - max(span.end - end, 0)]


def _clip_box(span: Span, start: int, end: int) -> BBox:
    """The part of a word's box that its characters in [start, end) fill, taking them as equally wide."""
    x0, top, x1, bottom = span.word.bbox
    step = (x1 - x0) / max(span.end - span.start, 1)
    left = x0 + step * max(start - span.start, 0)
    right = x1 - step * max(span.end - end, 0)
    return (left, top, right, bottom)


def union(boxes: Iterable[BBox]) -> BBox:
    """The smallest box around all boxes; (0, 0, 0, 0) for none."""
    items = list(boxes)
    if not items:
        return (0.0, 0.0, 0.0, 0.0)
    x0s, tops, x1s, bottoms = zip(*items, strict=True)
    return (round(min(x0s), 2), round(min(tops), 2), round(max(x1s), 2), round(max(bottoms), 2))
