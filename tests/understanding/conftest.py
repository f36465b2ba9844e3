"""Documents from plain lines, with a layout: full lines, or a head in two columns."""

from collections.abc import Callable, Sequence
from datetime import date

import pytest

from extractor.context import Context
from extractor.document import Document, Line, Page, Word
from extractor.flow import flow
from extractor.understanding import understand
from models.record import Record, Source

WIDTH, STEP, LETTER = 595.0, 16.0, 6.0
CONTEXT = Context(today=date(2026, 1, 15))


def line_at(text: str, top: float, left: float, bold: bool = False, confidence: float = 1.0) -> Line:
    words, x = [], left
    for part in text.split():
        box = (x, top, x + LETTER * len(part), top + 12)
        words.append(Word(part, box, bold=bold, confidence=confidence))
        x += LETTER * (len(part) + 1)
    return Line(tuple(words))


def centred(text: str, top: float, middle: float, bold: bool = False) -> Line:
    return line_at(text, top, max(middle - LETTER * len(text) / 2, 20.0), bold)


def document(pages: Sequence[Page]) -> Document:
    source = Source(file_name="van-ban.txt", sha256="0" * 64, media_type="text/plain", pages=len(pages), bytes=1)
    return flow(Document(source, tuple(pages)))


@pytest.fixture
def document_of() -> Callable[..., Document]:
    """document_of(text, left=(), right=(), text_source=…): a head in two columns above the lines of the text."""

    def build(
        text: str,
        left: Sequence[str] = (),
        right: Sequence[str] = (),
        text_source: str = "text_layer",
        confidence: float = 1.0,
    ) -> Document:
        lines = [centred(part, 60 + STEP * row, 160) for row, part in enumerate(left) if part]
        lines += [centred(part, 60 + STEP * row, 430) for row, part in enumerate(right) if part]
        top = 90 + STEP * max(len(left), len(right))
        for row, part in enumerate(text.strip("\n").split("\n")):
            if part.strip():
                indent = len(part) - len(part.lstrip())
                lines.append(line_at(part, top + STEP * row, 72 + LETTER * indent, confidence=confidence))
        return document([Page(1, 700, 842 + STEP * len(lines), lines=tuple(lines), text_source=text_source)])

    return build


@pytest.fixture
def record_of(document_of: Callable[..., Document]) -> Callable[..., Record]:
    """The record of the same document."""

    def read(text: str, **layout: object) -> Record:
        return understand(document_of(text, **layout), CONTEXT)

    return read
