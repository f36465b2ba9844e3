"""Pages of lines to one running text: paragraphs rejoined over lines and pages, broken numbers made whole, cells apart.

Every offset in the program counts characters of the text made here. A paragraph goes on over a line break unless
something says that it ends: a list mark, an end of sentence, a short line, a change of column, case, weight or spacing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from extractor.document import Block, Document, Grid, Line, Page, Span
from models.record import BBox

LIST_MARK = re.compile(
    r"""(?:[-–—+*•●▪◦]|\d{1,2}(?:\.\d{1,2})*[.)]|[a-zđ]\)|[IVXLC]{1,6}[.)]|[A-ZĐ]\.)(?:\s|$)
      | (?:Điều|Chương|Mục|Phần|Phụ\ lục|PHỤ\ LỤC)\s+[IVXLC\d]+(?:[.:]|\s*$)
      | (?:Phụ\ lục|PHỤ\ LỤC)\s*$
      | (?:Căn\ cứ|Xét|Theo\ đề\ nghị|Kính\ gửi|Nơi\ nhận|Số\s*:|Luật\ số)\b""",
    re.VERBOSE,
)
SOFT_MARK = re.compile(
    r"(?:V/v|Điều|Chương|Mục|Phần|Phụ lục|PHỤ LỤC)\b"
)  # a mark unless the line above runs on into it
DASH = re.compile(r"[-–—]\s")
SENTENCE_END = re.compile(r"""[.;:!?…](?:["”’)\]]*)$""")
BROKEN_NUMBER = re.compile(r"(?:^|[\s(])(?:\d[\w.]*[/-]|[\w.]*\d[\w./]*/[\w&]*-|\d+/)[^\s]*$")
NUMBER_TAIL = re.compile(r"[-/]?\s?[0-9A-ZĐÐ&]")
ROMAN = re.compile(r"[IVX]+(?:[/,;.]|\s|$)")  # the numeral of a quarter or chapter, cut off from its word
WIDE_GAP = 1.7  # times the page's median line step: further apart than this is a new paragraph
FULL_LINE_GAP = 2.4  # the same below a line that runs to the edge: typed copies put an empty line between all lines


@dataclass(frozen=True, slots=True)
class _Measure:
    """How a page is set: right edge of full lines, usual step from line to line (points)."""

    left: float
    right: float
    step: float


@dataclass(frozen=True, slots=True)
class _Item:
    """One thing in reading order: a line of running text, or a table."""

    page: Page
    line: Line | None
    grid: Grid | None
    measure: _Measure


def flow(document: Document) -> Document:
    """The same document with `text`, `spans` and `blocks` made from its pages."""
    builder = _Builder()
    grid_number = 0
    previous: _Item | None = None
    for page in document.pages:
        for item in _items(page):
            if item.grid is not None:
                for cell in sorted(item.grid.cells, key=lambda cell: (cell.row, cell.column)):
                    if cell.lines:
                        builder.start("cell", page.number, grid_number, cell.row, cell.column)
                        for line in cell.lines:
                            builder.add(line, page.number)
                grid_number += 1
                previous = None
            elif item.line is not None:
                if previous is None or previous.line is None or not _continues(previous, item):
                    builder.start("paragraph", page.number)
                builder.add(item.line, page.number)
                previous = item
    return builder.finish(document)


def joint(before: str, after: str) -> str:
    """What stands between two lines of one paragraph: nothing inside a document number, else a space."""
    if BROKEN_NUMBER.search(before) and before.endswith(("-", "/")) and NUMBER_TAIL.match(after):
        return ""
    if re.search(r"\d/[\w&]+$", before) and re.match(r"-[A-ZĐÐ]", after):
        return ""
    return " "


def _items(page: Page) -> Iterator[_Item]:
    measure = _measure(page)
    pending = sorted(page.grids, key=lambda grid: grid.bbox[1])
    for line in page.lines:
        while pending and pending[0].bbox[1] < line.bbox[1]:
            yield _Item(page, None, pending.pop(0), measure)
        yield _Item(page, line, None, measure)
    for grid in pending:
        yield _Item(page, None, grid, measure)


def _measure(page: Page) -> _Measure:
    boxes = [line.bbox for line in page.lines]
    if not boxes:
        return _Measure(0.0, page.width, 14.0)
    rights = sorted(box[2] for box in boxes)
    lefts = sorted(box[0] for box in boxes)
    steps = [low[1] - high[1] for high, low in zip(boxes, boxes[1:], strict=False) if 2 < low[1] - high[1] < 60]
    return _Measure(
        lefts[len(lefts) // 10], rights[min(int(len(rights) * 0.9), len(rights) - 1)], median(steps) if steps else 14.0
    )


def _continues(before: _Item, after: _Item) -> bool:
    assert before.line is not None and after.line is not None
    upper, lower = before.line.text.strip(), after.line.text.strip()
    if not upper or not lower:
        return False
    high, low = before.line.bbox, after.line.bbox
    same_page = before.page.number == after.page.number
    if same_page and (_beside(high, low, before.measure) or low[1] < high[1] - 2):
        return False
    ended = bool(SENTENCE_END.search(upper)) and not _runs_on(before, after)
    if upper.endswith(("-", "/")) and BROKEN_NUMBER.search(upper) and NUMBER_TAIL.match(lower):
        return True
    full = _is_full(before, after)
    if LIST_MARK.match(lower) and not (DASH.match(lower) and not ended and full):
        return False
    if SOFT_MARK.match(lower) and (ended or not full):
        return False
    if lower[0].islower():
        return True
    if ended or (_is_capitals(upper) != _is_capitals(lower) and not (full and ROMAN.match(lower))):
        return False
    gap = FULL_LINE_GAP if full else WIDE_GAP
    if same_page and low[1] - high[1] > gap * max(before.measure.step, high[3] - high[1]):
        return False
    if _is_bold(before.line) != _is_bold(after.line):
        return False
    return full or _is_capitals(upper)


def _beside(high: BBox, low: BBox, measure: _Measure) -> bool:
    """Whether two lines have no column in common; a short last line may end left of where its indented first line began."""
    at_margin = low[0] < measure.left + 0.08 * (measure.right - measure.left)
    return low[0] >= high[2] or (low[2] <= high[0] and not at_margin)


def _runs_on(before: _Item, after: _Item) -> bool:
    """Whether a line that ends with a semicolon goes on: it is full, and the next one is not indented."""
    assert before.line is not None and after.line is not None
    at_margin = after.line.bbox[0] < after.measure.left + 4
    return before.line.text.rstrip().endswith(";") and at_margin and _is_full(before, after)


def _is_full(item: _Item, after: _Item) -> bool:
    """Whether the line runs to the right edge: the first word of the next one would hardly have fitted."""
    assert item.line is not None and after.line is not None
    width = max(item.measure.right - item.measure.left, 1.0)
    first = after.line.words[0].bbox
    reach = item.line.bbox[2] + min(first[2] - first[0], 0.12 * width)
    return reach > item.measure.right - 0.12 * width


def _is_capitals(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    return bool(letters) and sum(char.isupper() for char in letters) > 0.8 * len(letters)


def _is_bold(line: Line) -> bool:
    return all(word.bold for word in line.words)


class _Builder:
    """Collects text piece by piece; the only mutable thing here, and it does not leave `flow`."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.length = 0
        self.spans: list[Span] = []
        self.blocks: list[Block] = []
        self.open: tuple[str, int, int, int | None, int | None, int | None] | None = None
        self.lines: list[Line] = []

    def start(
        self, kind: str, page: int, grid: int | None = None, row: int | None = None, column: int | None = None
    ) -> None:
        self._close()
        if self.length:
            self._put("\n")
        self.open = (kind, self.length, page, grid, row, column)

    def add(self, line: Line, page: int) -> None:
        words = [word for word in line.words if word.text]
        for index, word in enumerate(words):
            if index:
                self._put(" ")
            elif self.lines:
                self._put(joint(self.lines[-1].text, line.text))
            self.spans.append(Span(self.length, self.length + len(word.text), page, word))
            self._put(word.text)
        if words:
            self.lines.append(line)

    def finish(self, document: Document) -> Document:
        self._close()
        return document.with_text("".join(self.pieces), tuple(self.spans), tuple(self.blocks))

    def _put(self, text: str) -> None:
        self.pieces.append(text)
        self.length += len(text)

    def _close(self) -> None:
        if self.open is not None and self.lines:
            kind, start, page, grid, row, column = self.open
            self.blocks.append(
                Block(kind, start, self.length, page, tuple(self.lines), grid, row, column)  # type: ignore[arg-type]
            )
        self.open = None
        self.lines = []
