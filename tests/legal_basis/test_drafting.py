"""The DOCX of a new document against the layout of Nghị định 30/2020/NĐ-CP, phụ lục I."""

import io
from datetime import date

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from api.services.drafting import Skeleton, docx, rich_text, skeleton, with_sections
from api.services.drafting.layout import balanced
from api.services.drafting.skeleton import place_line, symbol_of
from api.services.legal_basis.bodies import body

TODAY = date(2026, 11, 22)
LINES = [
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;",
    "Căn cứ Luật Chuyển đổi số ngày 11 tháng 12 năm 2025.",
]


def opened(frame: Skeleton, lines: list[str] = LINES):
    return Document(io.BytesIO(docx(frame, lines)))


def texts(document) -> list[str]:
    cells = [p.text for table in document.tables for cell in table.rows[0].cells for p in cell.paragraphs]
    return [text for text in [*cells, *(p.text for p in document.paragraphs)] if text]


@pytest.fixture(scope="module")
def plan():
    return opened(skeleton("Kế hoạch chuyển đổi số ngành Y tế năm 2027", "Sở Y tế", "Đắk Lắk", None, "Kế hoạch", TODAY))


def test_page(plan) -> None:
    section = plan.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert 20 <= round(section.top_margin.mm) <= 25
    assert 30 <= round(section.left_margin.mm) <= 35
    assert 15 <= round(section.right_margin.mm) <= 20
    assert section.different_first_page_header_footer
    assert "PAGE" in section.header.paragraphs[0]._p.xml
    assert section.header.paragraphs[0].alignment == WD_ALIGN_PARAGRAPH.CENTER
    assert not section.first_page_header.paragraphs[0].text


def test_head_and_sign_off(plan) -> None:
    found = texts(plan)
    assert {
        "ỦY BAN NHÂN DÂN",
        "TỈNH ĐẮK LẮK",
        "SỞ Y TẾ",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
    } <= set(found)
    assert any(text.startswith("Số:") and text.endswith("/KH-SYT") for text in found)
    assert "Đắk Lắk, ngày      tháng      năm 2026" in found
    assert {"KẾ HOẠCH", "Chuyển đổi số ngành Y tế năm 2027", "GIÁM ĐỐC", "Nơi nhận:"} <= set(found)
    assert any(text.startswith("- Lưu: VT") for text in found)
    assert {"I. MỤC ĐÍCH, YÊU CẦU", "V. TỔ CHỨC THỰC HIỆN"} <= set(found)


def test_font_sizes_and_slant(plan) -> None:
    basis = [p for p in plan.paragraphs if p.text.startswith("Căn cứ")]
    assert [p.text for p in basis] == LINES
    assert all(run.font.name == "Times New Roman" and run.font.size == Pt(14) for p in basis for run in p.runs)
    assert not any(run.italic for p in basis for run in p.runs)
    assert all(p.alignment == WD_ALIGN_PARAGRAPH.JUSTIFY for p in basis)


def test_decisions_print_the_basis_in_italics() -> None:
    document = opened(skeleton("Thành lập Ban Chỉ đạo", "Sở Y tế", "Hồ Chí Minh", None, "Quyết định", TODAY))
    basis = [p for p in document.paragraphs if p.text.startswith("Căn cứ")]
    assert all(run.italic for p in basis for run in p.runs)
    found = texts(document)
    assert {"GIÁM ĐỐC SỞ Y TẾ", "QUYẾT ĐỊNH:", "THÀNH PHỐ HỒ CHÍ MINH"} <= set(found)
    assert any(text.startswith("Thành phố Hồ Chí Minh, ngày") for text in found)
    assert any(text.startswith("Điều 1. ") for text in found)


def test_letters_print_their_subject_under_the_number() -> None:
    document = opened(skeleton("Bảo đảm an ninh mạng", "Sở Giáo dục và Đào tạo", "Bắc Ninh", None, "Công văn", TODAY))
    found = texts(document)
    assert "V/v bảo đảm an ninh mạng" in found
    assert any(text.startswith("Kính gửi:") for text in found)
    assert "CÔNG VĂN" not in found
    assert "THÀNH PHỐ BẮC NINH" in found  # a city since 20 September 2026


def test_party_documents() -> None:
    document = opened(
        skeleton("Kế hoạch thực hiện Nghị quyết", "Tỉnh ủy Phú Thọ", None, None, "Kế hoạch", TODAY), ["- Căn cứ A,"]
    )
    found = texts(document)
    assert {"ĐẢNG CỘNG SẢN VIỆT NAM", "*", "T/M BAN THƯỜNG VỤ", "BÍ THƯ"} <= set(found)
    assert any(text.startswith("Số ") and text.endswith("-KH/TU") for text in found)
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" not in found


def test_a_signed_day_is_printed_by_the_rules() -> None:
    frame = skeleton("Kế hoạch A", "Bộ Y tế", None, date(2026, 2, 5), "Kế hoạch", TODAY)
    assert "Hà Nội, ngày 05 tháng 02 năm 2026" in texts(opened(frame))


@pytest.mark.parametrize(
    ("issuer", "doc_type", "symbol"),
    [
        ("Sở Y tế", "Kế hoạch", "KH-SYT"),
        ("Sở Giáo dục và Đào tạo", "Quyết định", "QĐ-SGDĐT"),
        ("Ủy ban nhân dân tỉnh Sơn La", "Chỉ thị", "CT-UBND"),
        ("Bộ Y tế", "Kế hoạch", "KH-BYT"),
        ("Tỉnh ủy Phú Thọ", "Kế hoạch", "KH/TU"),
        ("Bệnh viện Nhi", "Kế hoạch", "KH-BVN"),
        ("Sở Y tế", "Công văn", "SYT-…"),
    ],
)
def test_symbols(issuer: str, doc_type: str, symbol: str) -> None:
    assert symbol_of(body(issuer), doc_type) == symbol


def test_sections_can_be_chosen() -> None:
    frame = with_sections(
        skeleton("Kế hoạch A", "Sở Y tế", "Cà Mau", None, "Kế hoạch", TODAY), ["Mục tiêu", "Kinh phí"]
    )
    assert {"I. MỤC TIÊU", "II. KINH PHÍ"} <= set(texts(opened(frame)))


def test_rich_text_escapes_and_slants() -> None:
    text = rich_text(["Căn cứ A & <B>;"], "Quyết định")
    assert "A &amp; &lt;B&gt;;" in text
    assert "font-style:italic" in text
    assert "font-style:normal" in rich_text(["Căn cứ A."], "Kế hoạch")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("ỦY BAN NHÂN DÂN XÃ TÂN PHÚ", ["ỦY BAN NHÂN DÂN", "XÃ TÂN PHÚ"]),
        ("HỘI ĐỒNG NHÂN DÂN TỈNH NGHỆ AN", ["HỘI ĐỒNG NHÂN DÂN", "TỈNH NGHỆ AN"]),
        ("SỞ Y TẾ", ["SỞ Y TẾ"]),
    ],
)
def test_names_break_where_a_part_begins(text: str, lines: list[str]) -> None:
    assert balanced(text, 13, 170) == lines


def test_decisions_follow_a_proposal_and_resolutions_a_session() -> None:
    decision = texts(opened(skeleton("Thành lập Tổ công tác", "Sở Y tế", "Cà Mau", None, "Quyết định", TODAY)))
    assert {"Về việc thành lập Tổ công tác", "Điều 1. Thành lập Tổ công tác.", "- Như Điều …;"} <= set(decision)
    place = decision.index("Theo đề nghị của ….")
    assert decision[place - 1] == LINES[-1].replace("2025.", "2025;")
    council = "Hội đồng nhân dân tỉnh Nghệ An"
    found = texts(opened(skeleton("Quy định mức chi", council, None, None, "Nghị quyết", TODAY)))
    assert {council.upper(), "KHÓA …, KỲ HỌP THỨ …", "QUYẾT NGHỊ:"} <= set(found)
    assert any(line.startswith("Xét Tờ trình số") and line.endswith(".") for line in found)
    assert any("Nghị quyết này đã được Hội đồng nhân dân tỉnh Nghệ An khóa" in line for line in found)
    assert not any("Quyết định này" in line for line in found)


def test_a_letter_goes_first_to_whom_it_is_addressed() -> None:
    found = texts(opened(skeleton("Bảo đảm an ninh mạng", "Sở Y tế", "Cà Mau", None, "Công văn", TODAY)))
    lines = found[found.index("Nơi nhận:") :]
    assert lines[1] == "- Như trên;" and any(line.startswith("- Lưu: VT") for line in lines)


@pytest.mark.parametrize(
    ("issuer", "place"),
    [
        ("Ủy ban nhân dân xã Kim Liên", "Kim Liên"),
        ("Ủy ban nhân dân phường 1", "Phường 1"),
        ("Ủy ban nhân dân tỉnh Sơn La", "Sơn La"),
        ("Bộ Y tế", "Hà Nội"),
    ],
)
def test_place_before_the_date(issuer: str, place: str) -> None:
    assert place_line(body(issuer), "2026-11-22") == place


def test_the_signature_never_stands_alone(plan) -> None:
    assert all(paragraph.paragraph_format.keep_with_next for paragraph in plan.paragraphs[-3:])


def test_party_documents_end_with_a_full_stop() -> None:
    found = texts(opened(skeleton("Kế hoạch thực hiện Nghị quyết", "Tỉnh ủy Phú Thọ", None, None, "Kế hoạch", TODAY)))
    assert any(line.startswith("Ban Thường vụ Tỉnh ủy ban hành Kế hoạch") for line in found)
    assert not any(line.endswith("./.") for line in found)
