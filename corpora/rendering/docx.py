"""Sheets to DOCX in the official layout, with python-docx. The helpers `page_setup`, `add_para`, `add_columns` and `add_grid`
work on any document, so a drafting program can lay its own paragraphs out the same way.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import docx
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from corpora.letters.markup import Run
from corpora.rendering.sheet import Break, Columns, GridItem, GridRow, Item, Para, Sheet, Space

ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}
TEXT_WIDTH = Mm(210 - 30 - 16)
Fonts = tuple[str, str]  # of running text, and of runs that are drawn in capitals from lower-case codes
FONTS: Fonts = ("Times New Roman", "Times New Roman")


def write(sheet: Sheet, fonts: Fonts = FONTS) -> bytes:
    """The DOCX, in the given fonts."""
    document = docx.Document()
    page_setup(document, fonts)
    for item in sheet.items:
        add_item(document, item, fonts)
    add_footnotes(document, sheet, fonts)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def page_setup(document: Any, fonts: Fonts = FONTS) -> None:
    """A4, margins of NĐ 30/2020, base font 14, page number centred in the top margin from page 2."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(30), Mm(16)
    section.top_margin, section.bottom_margin = Mm(20), Mm(20)
    section.different_first_page_header_footer = True
    section.start_type = WD_SECTION.NEW_PAGE
    style = document.styles["Normal"]
    style.font.name, style.font.size = fonts[0], Pt(14)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), fonts[0])
    style.paragraph_format.space_after = Pt(0)
    number = section.header.paragraphs[0]
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _field(number.add_run(), "PAGE")


def add_item(document: Any, item: Item, fonts: Fonts = FONTS) -> None:
    if isinstance(item, Para):
        add_para(document.add_paragraph(), item, fonts)
    elif isinstance(item, Columns):
        add_columns(document, item, fonts)
    elif isinstance(item, GridItem):
        add_grid(document, item, fonts)
    elif isinstance(item, Break):
        document.add_page_break()
    elif isinstance(item, Space):
        blank = document.add_paragraph()
        blank.paragraph_format.line_spacing = Pt(max(item.height, 1))


def add_para(paragraph: Any, para: Para, fonts: Fonts = FONTS) -> None:
    """Set a Para into an empty paragraph of python-docx."""
    layout = paragraph.paragraph_format
    layout.alignment = ALIGN[para.align]
    layout.first_line_indent = Pt(para.first_indent) if para.first_indent else None
    layout.space_before, layout.space_after = Pt(para.before), Pt(para.after)
    for run in para.runs:
        add_run(paragraph, run, para.size, fonts)
    if para.rule:
        _rule(paragraph, para.rule)


def add_run(paragraph: Any, run: Run, size: float, fonts: Fonts = FONTS) -> None:
    drawn = paragraph.add_run(run.text)
    drawn.bold, drawn.italic = run.bold or None, run.italic or None
    drawn.font.size, drawn.font.name = Pt(size), fonts[run.capitals]
    drawn.font.superscript = True if run.note else None


def add_columns(document: Any, item: Columns, fonts: Fonts = FONTS) -> None:
    """Head or end: a table of two cells without borders."""
    table = document.add_table(rows=1, cols=2)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    extra = Mm(9) if item.kind == "head" else 0
    widths = (int(TEXT_WIDTH * item.split), int(TEXT_WIDTH * (1 - item.split)) + extra)
    _grid_widths(table, widths)
    for cell, width, paras in zip(table.rows[0].cells, widths, (item.left, item.right), strict=True):
        cell.width = width
        _fill(cell, paras, fonts)


def _fill(cell: Any, paras: Sequence[Any], fonts: Fonts) -> None:
    first = True
    for para in paras:
        if isinstance(para, Space):
            for _ in range(int(para.height // 18)):
                cell.add_paragraph().paragraph_format.keep_with_next = True
            continue
        paragraph = cell.paragraphs[0] if first else cell.add_paragraph()
        first = False
        add_para(paragraph, para, fonts)
        paragraph.paragraph_format.keep_with_next = True


def add_grid(document: Any, grid: GridItem, fonts: Fonts = FONTS) -> None:
    """A ruled table; its heading row repeats on each page where the grid says so."""
    table = document.add_table(rows=0, cols=len(grid.widths))
    table.style = "Table Grid"
    table.autofit = False
    _grid_widths(table, [int(TEXT_WIDTH * share) for share in grid.widths])
    for row, below in zip(grid.rows, [*grid.rows[1:], None], strict=True):
        drawn = table.add_row()
        if row.kind == "head" and grid.repeat_header:
            drawn._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        _grid_row(drawn, row, grid, fonts)
        _join_cells(drawn, row, below)


def _grid_row(drawn: Any, row: GridRow, grid: GridItem, fonts: Fonts) -> None:
    for cell, share in zip(drawn.cells, grid.widths, strict=True):
        cell.width = int(TEXT_WIDTH * share)
    column = 0
    for runs, span in zip(row.cells, row.spans, strict=True):
        cell = drawn.cells[column]
        if span > 1:
            cell = cell.merge(drawn.cells[column + span - 1])
        centred = row.kind == "head" or (span == 1 and grid.roles[column] in {"number", "quantity", "unit", "deadline"})
        add_para(cell.paragraphs[0], Para(runs, "center" if centred else "left", grid.size, 0, 0, 0), fonts)
        column += span


def _join_cells(drawn: Any, row: GridRow, below: GridRow | None) -> None:
    """Mark cells that are one with the cell above or below."""
    for index, column in enumerate(row.starts):
        onward = below is not None and below.joins(column)
        if row.joins(column) or onward:
            merge = OxmlElement("w:vMerge")
            if not row.joins(column):
                merge.set(qn("w:val"), "restart")
            drawn._tr.tc_lst[index].get_or_add_tcPr().append(merge)


def _grid_widths(table: Any, widths: Sequence[int]) -> None:
    """Widths of the table's own grid, which word processors trust above those of cells."""
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width


def add_footnotes(document: Any, sheet: Sheet, fonts: Fonts = FONTS) -> None:
    """Notes as paragraphs at the end: python-docx writes no footnote part."""
    runs = [run for item in sheet.items if isinstance(item, Para) for run in item.runs if run.note]
    for run in runs:
        add_para(document.add_paragraph(), Para((Run(run.text + " "), *run.note), "left", 11, 0), fonts)


def _field(run: Any, code: str) -> None:
    for kind, text in (("begin", None), (None, code), ("end", None)):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)


def _rule(paragraph: Any, share: float) -> None:
    """A rule below the paragraph: a thin paragraph with a border, drawn in from both sides."""
    line = OxmlElement("w:p")
    paragraph._p.addnext(line)
    drawn = Paragraph(line, paragraph._parent)
    borders = OxmlElement("w:pBdr")
    top = OxmlElement("w:top")
    for key, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{key}"), value)
    borders.append(top)
    drawn.paragraph_format.line_spacing = Pt(5)
    drawn._p.get_or_add_pPr().append(borders)
    cell = isinstance(paragraph._parent, _Cell)
    width = int(paragraph._parent.width or TEXT_WIDTH) if cell else TEXT_WIDTH
    inset = int(width * (1 - share) / 2)
    drawn.paragraph_format.left_indent = drawn.paragraph_format.right_indent = inset
