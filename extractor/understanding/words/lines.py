"""Printed lines of a document with their offsets in the running text: what layout rules look at."""

from __future__ import annotations

from dataclasses import dataclass

from extractor.document import Document, Span
from extractor.understanding.words.letters import fold
from models.record import BBox


@dataclass(frozen=True, slots=True)
class TextLine:
    """A printed line: document.text[start:end] is its text; `block` is the index of its paragraph or cell."""

    text: str
    folded: str
    start: int
    end: int
    page: int
    bbox: BBox
    width: float
    block: int
    in_cell: bool
    bold: bool

    @property
    def centre(self) -> float:
        return (self.bbox[0] + self.bbox[2]) / 2

    @property
    def in_left_half(self) -> bool:
        """Set in the left column of a two-column head: its middle lies left of 48 % of the page."""
        return self.centre < 0.48 * self.width


def text_lines(document: Document) -> tuple[TextLine, ...]:
    """All lines of all blocks, in the order of the text."""
    widths = {page.number: page.width for page in document.pages}
    lines: list[TextLine] = []
    position = 0
    for number, block in enumerate(document.blocks):
        for line in block.lines:
            count = sum(1 for word in line.words if word.text)
            spans = document.spans[position : position + count]
            position += count
            if spans:
                lines.append(_text_line(document, spans, number, block.kind == "cell", line.bbox, widths))
    return tuple(lines)


def _text_line(
    document: Document, spans: tuple[Span, ...], block: int, in_cell: bool, bbox: BBox, widths: dict[int, float]
) -> TextLine:
    start, end = spans[0].start, spans[-1].end
    text = document.text[start:end]
    bold = all(span.word.bold for span in spans)
    page = spans[0].page
    return TextLine(text, fold(text), start, end, page, bbox, widths.get(page, 595.0), block, in_cell, bold)


def same_row(one: TextLine, other: TextLine) -> bool:
    """Whether two lines stand side by side: same page, and half of the lower one's height in common."""
    if one.page != other.page:
        return False
    common = min(one.bbox[3], other.bbox[3]) - max(one.bbox[1], other.bbox[1])
    return common > 0.5 * min(one.bbox[3] - one.bbox[1], other.bbox[3] - other.bbox[1])
