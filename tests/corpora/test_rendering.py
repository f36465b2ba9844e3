"""Letters as files: readable back, in the official layout, with boxes on the words."""

import io

import docx
import numpy as np
import pdfplumber
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora.facts.charsets import charset
from corpora.letters import handwritten
from corpora.rendering import pdf, rendered
from corpora.rendering.legacy import codes, encode
from corpora.rendering.scan import Degrade, page_images, turn

LETTERS = {letter.name[:2]: letter for letter in handwritten()}


def pdf_text(data: bytes) -> str:
    with pypdfium2.PdfDocument(data) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def test_pdf_text_is_the_letters_text() -> None:
    text = pdf_text(rendered(LETTERS["03"], "pdf").data)
    for words in (
        "SỞ Y TẾ TỈNH ĐỒNG THÁP",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "QUYẾT ĐỊNH",
        "Nơi nhận:",
        "Lê Thị Mỹ Duyên",
    ):
        assert words in text


def test_boxes_lie_on_the_words() -> None:
    file = rendered(LETTERS["01"], "pdf")
    with pdfplumber.open(io.BytesIO(file.data)) as document:
        for mark, words in {
            "document_number": "2741/BYT-TTYQG",
            "place": "Hà Nội",
            "signer_name": "Trần Quốc Khải",
        }.items():
            places = file.boxes[mark]
            page = document.pages[places[0][0] - 1]
            box = (
                min(b[0] for _, b in places) - 1,
                min(b[1] for _, b in places) - 1,
                max(b[2] for _, b in places) + 1,
                max(b[3] for _, b in places) + 1,
            )
            assert words in " ".join(page.crop(box).extract_text().split())


def test_pages_are_numbered_from_the_second_on() -> None:
    with pdfplumber.open(io.BytesIO(rendered(LETTERS["02"], "pdf").data)) as document:
        heads = [page.crop((0, 0, page.width, 45)).extract_text().strip() for page in document.pages]
    assert heads == ["", "2", "3", "4", "5"]


def test_a_long_table_repeats_its_heading() -> None:
    with pdfplumber.open(io.BytesIO(rendered(LETTERS["02"], "pdf").data)) as document:
        tables = [table for page in document.pages for table in page.extract_tables()]
    assert len(tables) == 3
    assert tables[0][0] == tables[1][0]


def test_docx_has_head_table_and_page_setup() -> None:
    document = docx.Document(io.BytesIO(rendered(LETTERS["02"], "docx").data))
    head = document.tables[0]
    assert "TỈNH LÂM ĐỒNG" in head.cell(0, 0).text
    assert "Lâm Đồng, ngày 06 tháng 5 năm 2025" in head.cell(0, 1).text
    assert round(document.sections[0].left_margin.mm) == 30
    assert document.tables[2].cell(0, 1).text == "Nội dung nhiệm vụ"


def test_txt_has_pages_and_cells() -> None:
    text = rendered(LETTERS["02"], "txt").data.decode()
    assert "\f" in text
    assert "\tSở Tài chính\t" in text


def test_a_letter_is_the_same_each_time() -> None:
    assert rendered(LETTERS["03"], "pdf_signed", 4).data == rendered(LETTERS["03"], "pdf_signed", 4).data


@pytest.mark.parametrize("name", ["tcvn3", "vni", "viscii", "vps"])
def test_legacy_text_decodes_to_the_letter(name: str) -> None:
    table = charset(name)
    words = "Nghị định của Thủ tướng về phòng, chống dịch bệnh"
    encoded = encode(words, name)
    assert encoded != words
    for letter in sorted(table, key=len, reverse=True):
        assert codes(name).get(table[letter]) is not None
    assert _decode(encoded, table) == words


def _decode(text: str, table: dict[str, str]) -> str:
    result, index = [], 0
    while index < len(text):
        size = next((n for n in (2, 1) if text[index : index + n] in table), 0)
        result.append(table[text[index : index + size]] if size else text[index])
        index += size or 1
    return "".join(result)


def test_a_legacy_pdf_looks_right_and_reads_wrong() -> None:
    right, wrong = rendered(LETTERS["03"], "pdf"), rendered(LETTERS["03"], "tcvn3")
    assert "QuyÕt ®Þnh nµy" in pdf_text(wrong.data)
    images = [pypdfium2.PdfDocument(file.data)[0].render(scale=1).to_numpy().astype(float) for file in (right, wrong)]
    assert np.abs(images[0] - images[1]).mean() < 6  # of 255: the same black words in the same places


def test_legacy_bytes_are_one_byte_a_letter() -> None:
    data = rendered(LETTERS["03"], "tcvn3_txt").data
    assert data.decode("latin-1").count("\n") > 10
    assert b"Quy\xd5t" in data


def test_a_scan_is_images_only_and_turned() -> None:
    file = rendered(LETTERS["03"], "scan150", 5)
    assert pdf_text(file.data).strip() == ""
    with pypdfium2.PdfDocument(file.data) as document:
        assert document[0].get_size() == pytest.approx((595.3, 841.9), abs=1)
    straight = rendered(LETTERS["03"], "pdf_signed", 5)
    assert file.boxes["document_number"] != straight.boxes["document_number"]


def test_boxes_turn_with_the_page() -> None:
    data = rendered(LETTERS["03"], "pdf").data
    boxes = rendered(LETTERS["03"], "pdf").boxes
    image = np.asarray(page_images(data, Degrade(100, skew=2.0))[0].convert("L"))
    (page, box), *_ = turn(boxes, 2.0)["signer_name"]
    left, top, right, bottom = (int(side * 100 / 72) for side in box)
    assert page == 1
    assert image[top:bottom, left:right].min() < 90  # ink lies inside
    assert image[max(top - 14, 0) : top - 9, left:right].min() > 200  # and none right above


def test_unknown_formats_are_named() -> None:
    with pytest.raises(ValueError, match="pdf_signed"):
        rendered(LETTERS["03"], "gif")


@given(st.lists(st.tuples(st.floats(5, 300), st.floats(5, 300)), min_size=1, max_size=9))
def test_columns_are_as_wide_as_their_longest_words(columns: list[tuple[float, float]]) -> None:
    widths, needed = zip(*columns, strict=True)
    found = pdf.fitted(widths, needed)
    assert sum(found) == pytest.approx(sum(widths))
    if sum(needed) <= sum(widths):
        assert all(one >= need - 1e-6 for one, need in zip(found, needed, strict=True))
