"""Lines of plain text as printed, top to bottom, for the reader of flattened tables.

Plain text has a made-up layout of fixed steps; its blanks tell where cells begin: runs of them stand for empty cells, one
at the start of a line for the top of a page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extractor.document import Document, Line, Page, Word, union
from models.record import BBox

CHARACTER = 6.0  # points of a character in the made-up layout
STEP = 12.0  # points from line to line


@dataclass(frozen=True, slots=True)
class FlatLine:
    """One printed line. `gaps[i]` blanks stand before word i; `blank_before`: empty lines above it."""

    words: tuple[Word, ...]
    gaps: tuple[int, ...]
    page: int
    top: float
    blank_before: int
    text: str

    @property
    def indent(self) -> int:
        return self.gaps[0]

    @property
    def bbox(self) -> BBox:
        return union(word.bbox for word in self.words)


def flat_lines(document: Document) -> list[FlatLine]:
    """All lines outside drawn tables of pages that have the made-up layout; none for other sources."""
    lines: list[FlatLine] = []
    for page in document.pages:
        if is_synthetic(page):
            lines.extend(_page_lines(page))
    return lines


def is_synthetic(page: Page) -> bool:
    """Whether every word is as wide as its raw or recovered characters at the fixed step."""
    words = [word for line in page.lines[:60] for word in line.words]
    fixed = sum(abs(word.bbox[2] - word.bbox[0] - CHARACTER * len(word.printed)) < 0.6 for word in words)
    same = sum(abs(word.bbox[2] - word.bbox[0] - CHARACTER * len(word.text)) < 0.6 for word in words)
    return bool(words) and max(fixed, same) > 0.9 * len(words)


def _page_lines(page: Page) -> Iterable[FlatLine]:
    rows: dict[int, list[Line]] = {}
    for line in (*page.lines, *page.furniture):
        if line.words:
            rows.setdefault(round(line.bbox[1]), []).append(line)
    left = min((line.bbox[0] for parts in rows.values() for line in parts), default=0.0)
    before: float | None = None
    for top in sorted(rows):
        words = tuple(word for line in sorted(rows[top], key=lambda line: line.bbox[0]) for word in line.words)
        blank = 0 if before is None else max(round((top - before) / STEP) - 1, 0)
        text = " ".join(word.text for word in words)
        yield FlatLine(words, _gaps(words, left), page.number, float(top), blank, text)
        before = float(top)


def _gaps(words: Sequence[Word], left: float) -> tuple[int, ...]:
    gaps = []
    right = left
    for word in words:
        gaps.append(max(round((word.bbox[0] - right) / CHARACTER), 0))
        right = word.bbox[2]
    return tuple(gaps)
