"""Pieces of an official DOCX page: paragraphs, rules, the two columns, lines of about equal length."""

import re
from itertools import combinations
from typing import Any

from docx.document import Document as DocxDocument
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

FONT = "Times New Roman"
EM = 0.58  # mean width of a bold capital of Times New Roman in its size, measured on heads
EM_SMALL = 0.45  # the same for bold small letters
LEFT_WIDTH, RIGHT_WIDTH = Cm(6.4), Cm(10.1)
CENTER, JUSTIFY, LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY, WD_ALIGN_PARAGRAPH.LEFT
# Words before which a title or a body's name is broken with good sense.
OPENERS = re.compile(
    r"(?:về|của|và|cho|để|trong|trên|thực hiện|triển khai|thuộc|giai đoạn|năm|theo|tại|tỉnh|thành phố|xã|phường|đặc khu)\b",
    re.IGNORECASE,
)
POOR_BREAK = 0.12  # what a break elsewhere costs, beside lines of unequal length
MOST_LINES = 4


def set_page(document: DocxDocument) -> None:
    """A4; margins 20, 20, 30, 15 mm; page number in Arabic, size 13, centred in the top margin, none on the first."""
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True
    paragraph = section.header.paragraphs[0]
    paragraph.alignment = CENTER
    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("", " PAGE "), ("end", "")):
        mark = OxmlElement("w:fldChar" if kind else "w:instrText")
        mark.set(qn("w:fldCharType" if kind else "xml:space"), kind or "preserve")
        mark.text = text or None
        run._r.append(mark)
    set_font(run, 13)


def set_style(document: DocxDocument) -> None:
    """Times New Roman 14, Vietnamese, no space between paragraphs."""
    style = document.styles["Normal"]
    style.font.name = FONT
    style.font.size = Pt(14)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(name), FONT)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    style.element.get_or_add_rPr().append(language)
    style.paragraph_format.space_after = style.paragraph_format.space_before = Pt(0)


def set_font(run: Any, size: float, bold: bool = False, italic: bool = False, underline: bool = False) -> None:
    run.font.name, run.font.size = FONT, Pt(size)
    run.bold, run.italic, run.underline = bold, italic, underline


def write(
    where: DocxDocument | _Cell, text: str, size: float, bold: bool = False, italic: bool = False, align: Any = CENTER
) -> Paragraph:
    """A paragraph; in a cell that is still empty, its first."""
    empty = isinstance(where, _Cell) and len(where.paragraphs) == 1 and not where.paragraphs[0].runs
    paragraph = where.paragraphs[0] if empty else where.add_paragraph()
    paragraph.alignment = align
    set_font(paragraph.add_run(text), size, bold, italic)
    return paragraph


def write_body(
    document: DocxDocument, text: str, bold: bool = False, italic: bool = False, align: Any = JUSTIFY
) -> Paragraph:
    """A paragraph of the body: 14, justified, first line 1.27 cm, 6 pt apart, line spacing 1.15."""
    paragraph = write(document, text, 14, bold, italic, align)
    paragraph.paragraph_format.first_line_indent = Cm(1.27)
    paragraph.paragraph_format.space_after = Pt(6)
    paragraph.paragraph_format.line_spacing = 1.15
    return paragraph


def rule(where: DocxDocument | _Cell, length: float, width: float) -> None:
    """A drawn line of `length` points in the middle of a column of `width` points: a low paragraph with a border."""
    paragraph = where.add_paragraph()
    side = max((width - length) / 2, 0)
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(side)
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    paragraph.paragraph_format.line_spacing = Pt(3)
    borders = OxmlElement("w:pBdr")
    line = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "0"), ("color", "000000")):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    paragraph._p.get_or_add_pPr().append(borders)
    set_font(paragraph.add_run(""), 2)


def two_columns(document: DocxDocument, left: Any = LEFT_WIDTH, right: Any = RIGHT_WIDTH) -> tuple[_Cell, _Cell]:
    """A row of two cells without borders or margins, not split over pages."""
    table = document.add_table(rows=1, cols=2)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for cell, column, width in zip(table.rows[0].cells, table.columns, (left, right), strict=True):
        cell.width = column.width = width
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        mark = OxmlElement(f"w:{side}")
        mark.set(qn("w:w"), "0")
        mark.set(qn("w:type"), "dxa")
        margins.append(mark)
    table._tbl.tblPr.append(margins)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    return table.rows[0].cells[0], table.rows[0].cells[1]


def length_of(text: str, size: float, em: float = EM) -> float:
    """Points that a text takes, about."""
    return len(text) * size * em


def balanced(text: str, size: float, width: float, em: float = EM) -> list[str]:
    """Lines that fit a column of `width` points: as few and as equal as can be, broken where a part of the name begins."""
    words = text.split()
    for count in range(1, min(len(words), MOST_LINES) + 1):
        ways = [_lines(words, breaks) for breaks in combinations(range(1, len(words)), count - 1)]
        fitting = [lines for lines in ways if all(length_of(line, size, em) <= width for line in lines)]
        if fitting:
            return min(fitting, key=_unevenness)
    return [text]


def _lines(words: list[str], breaks: tuple[int, ...]) -> list[str]:
    edges = (0, *breaks, len(words))
    return [" ".join(words[start:end]) for start, end in zip(edges, edges[1:], strict=False)]


def _unevenness(lines: list[str]) -> float:
    mean = sum(map(len, lines)) / len(lines)
    uneven = sum(((len(line) - mean) / mean) ** 2 for line in lines)
    poor = sum(
        not (OPENERS.match(after) or before.endswith((",", ";")))
        for before, after in zip(lines, lines[1:], strict=False)
    )
    return uneven + POOR_BREAK * poor
