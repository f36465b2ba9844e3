"""Plain text, DOCX, XLSX, HTML: characters, fonts, numbers, tables."""

import io
import shutil
from typing import Any

import docx
import openpyxl
import pytest
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement, parse_xml
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.styles import Border, Font, Side

from extractor.context import Context
from extractor.document import Page
from extractor.reading import open_file
from extractor.reading.office.docx import broken
from extractor.reading.office.docx_styles import letter, roman
from extractor.reading.synthetic import Run, draw
from extractor.reading.text import single_bytes, text_pages
from extractor.recovery.charsets import decode, encode

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def texts(page: Page) -> list[str]:
    return [line.text for line in page.lines]


def need_libreoffice() -> None:
    if not (shutil.which("soffice") or shutil.which("libreoffice")):
        pytest.skip("chưa cài LibreOffice")


def saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_text_in_any_encoding(context: Context, encoding: str) -> None:
    text = (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\r\nĐộc lập - Tự do - Hạnh phúc\r\n"
        + "Điều 1. Quy định chung về việc làm\r\n" * 5
    )
    with open_file(text.encode(encoding), "a.txt", context) as opened:
        assert opened.source.media_type == "text/plain"
        assert texts(opened.page(1))[:2] == ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]


@given(st.binary(min_size=1, max_size=60))
def test_legacy_bytes_are_kept_one_by_one(data: bytes) -> None:
    text = single_bytes(data)
    assert len(text) == len(data)
    assert bytes(ord(char) if ord(char) < 256 else char.encode("cp1252")[0] for char in text) == data


def test_tcvn3_bytes_reach_recovery_unchanged(context: Context) -> None:
    with open_file(b"C\xe9ng h\xdfa x\xb7 h\xe9i ch\xf1 ngh\xdca; n\xad\xedc", "a.txt", context) as opened:
        assert opened.page(1).text == "Céng hßa x· héi chñ nghÜa; n\u00adíc"


def test_form_feed_parts_pages_and_blanks_part_columns() -> None:
    pages = text_pages("BỘ Y TẾ          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n\ftrang hai\f")
    assert len(pages) == 2
    assert texts(pages[0]) == ["BỘ Y TẾ", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"]


@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Z")) | st.sampled_from(" \n\f\t"), max_size=300))
def test_no_character_of_a_text_is_lost(text: str) -> None:
    kept = "".join(
        word.text
        for page in text_pages(text)
        for lines in (page.lines, page.furniture, *([cell.lines for grid in page.grids for cell in grid.cells]))
        for line in lines
        for word in line.words
    )
    assert sorted(kept) == sorted("".join(text.split()))


def test_docx_head_table_becomes_two_columns(context: Context) -> None:
    document = docx.Document()
    table = document.add_table(2, 2)
    table.cell(0, 0).text = "ỦY BAN NHÂN DÂN\nTỈNH AN BÌNH"
    table.cell(0, 1).text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
    table.cell(1, 0).text = "Số: 12/QĐ-UBND"
    table.cell(1, 1).text = "An Bình, ngày 05 tháng 3 năm 2025"
    with open_file(saved(document), "a.docx", context) as opened:
        page = opened.page(1)
    assert not page.grids
    assert texts(page)[:3] == ["ỦY BAN NHÂN DÂN", "TỈNH AN BÌNH", "Số: 12/QĐ-UBND"]
    assert texts(page)[3:] == [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "An Bình, ngày 05 tháng 3 năm 2025",
    ]


def test_docx_table_with_merged_cells(context: Context) -> None:
    document = docx.Document()
    table = document.add_table(3, 3, style="Table Grid")
    for row in range(3):
        for column in range(3):
            table.cell(row, column).text = f"{row}{column}"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "gộp ngang"
    table.cell(1, 0).merge(table.cell(2, 0)).text = "gộp dọc"
    with open_file(saved(document), "a.docx", context) as opened:
        (grid,) = opened.page(1).grids
    spans = {cell.text: (cell.row, cell.column, cell.row_span, cell.column_span) for cell in grid.cells}
    assert (grid.rows, grid.columns) == (3, 3)
    assert spans["gộp ngang"] == (0, 1, 1, 2)
    assert spans["gộp dọc"] == (1, 0, 2, 1)
    assert spans["22"] == (2, 2, 1, 1)


def test_docx_keeps_soft_hyphens_fonts_and_no_break_hyphens(context: Context) -> None:
    document = docx.Document()
    run = document.add_paragraph().add_run("n")
    run.font.name = ".VnTime"
    run._r.append(OxmlElement("w:softHyphen"))
    tail = OxmlElement("w:t")
    tail.text = "íc sè 15"
    run._r.append(tail)
    run._r.append(OxmlElement("w:noBreakHyphen"))
    end = OxmlElement("w:t")
    end.text = "CP"
    run._r.append(end)
    with open_file(saved(document), "a.docx", context) as opened:
        (line,) = opened.page(1).lines
    assert line.text == "n\u00adíc sè 15-CP"
    assert {word.font for word in line.words} == {".VnTime"}


def test_docx_font_of_style_and_defaults(context: Context) -> None:
    document = docx.Document()
    document.styles["Normal"].font.name = ".VnTimeH"
    document.add_paragraph("quyÕt ®Þnh")
    with open_file(saved(document), "a.docx", context) as opened:
        assert {word.font for word in opened.page(1).lines[0].words} == {".VnTimeH"}


def test_docx_automatic_numbers(context: Context) -> None:
    document = docx.Document()
    numbering = document.part.numbering_part.element
    numbering.insert(
        0,
        parse_xml(
            f'<w:abstractNum {W} w:abstractNumId="90">'
            '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl>'
            '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl>'
            "</w:abstractNum>"
        ),
    )
    numbering.append(parse_xml(f'<w:num {W} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    for level, text in ((0, "Mục tiêu"), (1, "chung"), (1, "cụ thể"), (0, "Nhiệm vụ"), (1, "thứ nhất")):
        properties = document.add_paragraph(text)._p.get_or_add_pPr()
        properties.append(parse_xml(f'<w:numPr {W}><w:ilvl w:val="{level}"/><w:numId w:val="90"/></w:numPr>'))
    with open_file(saved(document), "a.docx", context) as opened:
        lines = texts(opened.page(1))
    assert lines == ["I. Mục tiêu", "I.1 chung", "I.2 cụ thể", "II. Nhiệm vụ", "II.1 thứ nhất"]


def test_docx_page_breaks_and_deleted_text(context: Context) -> None:
    document = docx.Document()
    document.add_paragraph("trang một").add_run().add_break(WD_BREAK.PAGE)
    paragraph = document.add_paragraph("trang hai")
    paragraph._p.append(parse_xml(f"<w:del {W}><w:r><w:delText>đã xóa</w:delText></w:r></w:del>"))
    paragraph._p.append(parse_xml(f"<w:ins {W}><w:r><w:t xml:space='preserve'> đã thêm</w:t></w:r></w:ins>"))
    with open_file(saved(document), "a.docx", context) as opened:
        assert opened.page_count == 2
        assert texts(opened.page(2)) == ["trang hai đã thêm"]


def test_docx_head_and_foot_of_the_first_page(context: Context) -> None:
    document = docx.Document()
    section = document.sections[0]
    section.header.paragraphs[0].text = "Mẫu số 05"
    section.footer.paragraphs[0].text = "Trang 1/2"
    section.footer.add_paragraph("Biểu của Sở Y tế")
    document.add_paragraph("ĐƠN ĐĂNG KÝ")
    document.add_paragraph("trang hai").runs[0].add_break(WD_BREAK.PAGE)
    document.add_paragraph("hết")
    with open_file(saved(document), "a.docx", context) as opened:
        pages = [texts(opened.page(number)) for number in range(1, opened.page_count + 1)]
    assert pages[0][:2] == ["Mẫu số 05", "ĐƠN ĐĂNG KÝ"]
    assert pages[-1] == ["hết", "Biểu của Sở Y tế"]
    assert not any("Trang 1" in line for page in pages for line in page)


def test_docx_text_box_is_read_once(context: Context) -> None:
    document = docx.Document()
    box = f"<w:txbxContent {W}><w:p><w:r><w:t>HỎA TỐC</w:t></w:r></w:p></w:txbxContent>"
    compat = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    document.add_paragraph("Kính gửi").add_run()._r.append(
        parse_xml(
            f"<mc:AlternateContent {compat}><mc:Choice Requires='wps'>{box}</mc:Choice>"
            f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
        )
    )
    with open_file(saved(document), "a.docx", context) as opened:
        assert texts(opened.page(1)) == ["Kính gửi", "HỎA TỐC"]


@given(st.lists(st.sampled_from(["Điều", "5", "của", "Luật", "số", "-", "a)", "nghị", "định;", "TTg"]), max_size=80))
def test_broken_paragraphs_keep_their_words(words: list[str]) -> None:
    lines = broken([Run(" ".join(words))], 30)
    assert "".join(run.text for line in lines for run in line).split() == words


def test_xlsx_sheet_is_a_page_with_head_and_table(context: Context) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"] = "SỞ Y TẾ"
    sheet["A1"].font = Font(name=".VnTime", bold=True)
    side = Side(style="thin")
    for row, values in enumerate((("TT", "Nội dung", "Số tiền"), (1, "Mua sắm", 1500000.0), (2, "Tỷ lệ", 0.25)), 3):
        for column, value in enumerate(values, 1):
            cell = sheet.cell(row, column, value)
            cell.border = Border(left=side, right=side, top=side, bottom=side)
    sheet["C5"].number_format = "0%"
    book.create_sheet("Trống")
    with open_file(saved(book), "a.xlsx", context) as opened:
        assert opened.page_count == 1
        page = opened.page(1)
    assert texts(page) == ["SỞ Y TẾ"]
    assert page.lines[0].words[0].font == ".VnTime" and page.lines[0].words[0].bold
    assert [cell.text for cell in page.grids[0].cells] == [
        *("TT", "Nội dung", "Số tiền"),
        *("1", "Mua sắm", "1500000"),
        *("2", "Tỷ lệ", "25%"),
    ]


def test_html_paragraphs_and_tables(context: Context) -> None:
    page = (
        "<html><head><title>x</title><style>p{}</style></head><body><p><b>Điều 1.</b> Phạm vi&nbsp;áp dụng</p>"
        "<table><tr><td>a</td><td rowspan=2>b</td></tr><tr><td>c</td></tr></table><script>bỏ()</script></body></html>"
    )
    with open_file(page.encode(), "a.html", context) as opened:
        found = opened.page(1)
    assert texts(found) == ["Điều 1. Phạm vi áp dụng"]
    assert [(cell.text, cell.row, cell.column, cell.row_span) for cell in found.grids[0].cells] == [
        ("a", 0, 0, 1),
        ("b", 0, 1, 2),
        ("c", 1, 0, 1),
    ]


def test_drawn_page_fits_its_boxes(context: Context) -> None:
    with open_file("Quyết định số 5\n".encode() * 3, "a.txt", context) as opened:
        page, image = opened.page(1), opened.image(1, 72)
        assert not opened.has_image(1)
    assert image.size == (round(page.width), round(page.height))
    x0, top, x1, bottom = (round(value) for value in page.lines[0].bbox)
    assert min(image.convert("L").crop((x0, top - 1, x1, bottom + 2)).getdata()) < 128
    assert min(image.convert("L").crop((0, 0, x0 - 1, image.height)).getdata()) == 255


def test_huge_page_is_drawn_small() -> None:
    page = Page(1, 600, 60_000)
    assert max(draw(page, 200).size) <= 9000


@given(st.integers(1, 3999))
def test_roman_numbers_grow_in_value(number: int) -> None:
    values = {"M": 1000, "D": 500, "C": 100, "L": 50, "X": 10, "V": 5, "I": 1}
    digits = [values[char] for char in roman(number)]
    signed = [-a if a < b else a for a, b in zip(digits, [*digits[1:], 0], strict=True)]
    assert sum(signed) == number


def test_letters_after_z() -> None:
    assert [letter(n) for n in (1, 26, 27, 28)] == ["a", "z", "aa", "bb"]


@pytest.mark.libreoffice
def test_rtf_through_libreoffice(context: Context) -> None:
    need_libreoffice()
    data = rb"{\rtf1\ansi{\fonttbl{\f0 Times New Roman;}}\f0 Quy\u7871 ?t \u273 ?\u7883 ?nh s\u7889 ? 12\par}"
    with open_file(data, "a.rtf", context) as opened:
        assert opened.source.media_type == "application/rtf"
        assert texts(opened.page(1)) == ["Quyết định số 12"]


@pytest.mark.libreoffice
def test_letters_of_vps_in_the_control_range_come_through_rtf(context: Context) -> None:
    need_libreoffice()
    letters = encode("CỘNG HÒA XÃ HỘI; quyết định", "vps")
    codes = "".join(letter if " " <= letter <= "~" else f"\\'{ord(letter):02x}" for letter in letters)
    data = rf"{{\rtf1\ansi\ansicpg1252{{\fonttbl{{\f0 VPS Times;}}}}\f0 {codes}}}".encode("latin-1")
    with open_file(data, "a.rtf", context) as opened:
        assert decode(opened.page(1).text, "vps") == "CỘNG HÒA XÃ HỘI; quyết định"


@pytest.mark.parametrize("blank", [" ", "\u2006"])
def test_a_second_column_pushed_right_by_blanks_stays_beside_the_first(context: Context, blank: str) -> None:
    document = docx.Document()
    document.add_paragraph("BỘ TÀI CHÍNH" + 70 * blank + "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    with open_file(saved(document), "a.docx", context) as opened:
        page = opened.page(1)
    assert texts(page) == ["BỘ TÀI CHÍNH CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"]
    left, right = page.lines[0].words[2], page.lines[0].words[3]
    assert right.bbox[0] - left.bbox[2] > 100
