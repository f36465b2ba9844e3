"""A page drawn from its words, for sources without pages of their own (text, DOCX, spreadsheets): sharp at any size, and
its boxes lie where the words are. Pure; the picture is SVG."""

import math
import re
from collections.abc import Iterator
from xml.sax.saxutils import escape

from extractor.document import Line, Page, Word
from models.record import BBox

NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, 2.2
SIZE = 12.0  # points, of words whose size is not known
DESCENT = 0.2  # part of the box height under the baseline
ROOM = 1.15  # font size as a multiple of the box height: a box holds letters, not the space between lines
CAPITAL, SMALL = 0.7, 0.46  # mean letter widths of Times as multiples of its size
LONGEST = 1700.0  # points; a longer page is drawn in slices
SLICE = 1000.0  # points
SCALE = 96 / 72  # CSS pixels a point


def slices(height: float) -> list[tuple[float, float]]:
    """(top, height) of the pictures that a page is drawn as: a long page is cut, so that a browser draws what is in sight."""
    if height <= LONGEST:
        return [(0.0, height)]
    return [(top, min(SLICE, height - top)) for top in (SLICE * index for index in range(math.ceil(height / SLICE)))]


def svg(page: Page, top: float = 0.0, height: float | None = None) -> str:
    """The page, or a slice of it, as an SVG document whose units are points: the words as printed, or decoded where
    their font made them."""
    legacy = page.text_source.startswith("legacy")
    height = page.height - top if height is None else height

    def inside(box: BBox) -> bool:
        return box[3] >= top and box[1] <= top + height

    words = (word for line in _lines(page) if inside(line.bbox) for word in line.words if word.text.strip())
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{page.width * SCALE:.0f}" height="{height * SCALE:.0f}" '
        f'viewBox="0 {top:g} {page.width:g} {height:g}">',
        f'<rect y="{top:g}" width="{page.width:g}" height="{height:g}" fill="#fff"/>',
        '<g stroke="#8592a0" stroke-width="0.5" fill="none">',
        *(_rule(rule) for rule in page.rules if inside(rule)),
        *(_frame(cell.bbox) for grid in page.grids for cell in grid.cells if inside(cell.bbox)),
        "</g>",
        "<g font-family=\"'Times New Roman','Liberation Serif','DejaVu Serif',serif\" fill=\"#111\">",
        *(_word(word, legacy) for word in words),
        "</g></svg>",
    ]
    return "".join(parts)


def _lines(page: Page) -> Iterator[Line]:
    yield from page.lines
    yield from page.furniture
    for grid in page.grids:
        for cell in grid.cells:
            yield from cell.lines


def _word(word: Word, decoded: bool) -> str:
    x0, top, x1, bottom = word.bbox
    size = min(word.size or SIZE, (bottom - top) * ROOM) or SIZE
    look = (' font-weight="bold"' if word.bold else "") + (' font-style="italic"' if word.italic else "")
    width = max(x1 - x0, 1)
    wide = sum(CAPITAL if char.isupper() else SMALL for char in word.text) * size > width
    fit = "spacingAndGlyphs" if wide else "spacing"  # squeeze letters only where they would run into one another
    baseline = bottom - (bottom - top) * DESCENT
    return (
        f'<text x="{x0:g}" y="{baseline:.2f}" font-size="{size:g}" textLength="{width:g}" '
        f'lengthAdjust="{fit}"{look}>{escape(NOT_XML.sub("", word.text if decoded else word.printed))}</text>'
    )


def _rule(box: BBox) -> str:
    x0, top, x1, bottom = box
    return f'<path d="M{x0:g} {top:g}L{x1:g} {bottom:g}"/>'


def _frame(box: BBox) -> str:
    x0, top, x1, bottom = box
    return f'<rect x="{x0:g}" y="{top:g}" width="{x1 - x0:g}" height="{bottom - top:g}"/>'
