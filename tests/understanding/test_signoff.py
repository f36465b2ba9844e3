"""Sign-offs: joint documents, approvals, and what seals and bad scans leave of titles and names."""

from collections.abc import Callable

import pytest

from extractor.document import Document
from extractor.understanding.words.names import mended_name, person_name
from models.record import Record

Read = Callable[..., Record]

BODY = "\n".join(f"Các đơn vị nghiêm túc triển khai thực hiện nội dung thứ {n} của văn bản này." for n in range(1, 6))


def test_the_second_signer_of_a_joint_document_is_kept(record_of: Read) -> None:
    header = record_of(
        BODY,
        left=("SỞ NỘI VỤ - SỞ Y TẾ", "", "Số: 05/KHLN", "", "SỞ NỘI VỤ", "GIÁM ĐỐC", "", "Lê Thị Hoa"),
        right=("", "", "", "", "SỞ Y TẾ", "GIÁM ĐỐC", "", "Trần Văn Quang"),
    ).header
    assert header.signer_name and header.signer_name.value == "Trần Văn Quang"
    assert [other.value for other in header.co_signers] == ["Lê Thị Hoa"]
    assert header.signer_title and header.signer_title.value == "GIÁM ĐỐC"


def test_who_approves_is_not_the_signer(record_of: Read) -> None:
    header = record_of(
        f"""{BODY}

Nơi nhận:
- Như trên;
- Lưu: VT.
                                                   CHÁNH THANH TRA

                                                   Lê Thị Hoa

                            PHÊ DUYỆT
                         GIÁM ĐỐC SỞ Y TẾ

                          Trần Văn Quang
"""
    ).header
    assert header.signer_name and header.signer_name.value == "Lê Thị Hoa"
    assert header.signer_title and header.signer_title.value == "CHÁNH THANH TRA"


@pytest.mark.parametrize(
    ("printed", "title", "mark"),
    [
        ("HIỆU TRƯỞNG tujÈ", "HIỆU TRƯỞNG", None),
        ("„zEHánH THANH TRA", "CHÁNH THANH TRA", None),
        ("t^t. GIÁM Ð", "PHÓ GIÁM ĐỐC", "KT."),
    ],
)
def test_offices_under_seals_are_read_with_less_confidence(
    record_of: Read, printed: str, title: str, mark: str | None
) -> None:
    header = record_of(
        f"""{BODY}

Nơi nhận:
                                                   {printed}
- Như trên;
- Lưu: VT.

                                                   Trân Văn Quang
""",
        text_source="ocr",
        confidence=0.6,
    ).header
    found = header.signing_authority.value if header.signing_authority else None
    assert header.signer_title and (header.signer_title.value, found) == (title, mark)
    assert header.signer_title.confidence < 0.6
    assert header.signer_name and header.signer_name.value == "Trần Văn Quang"


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("Nguyên Thi Hoa", "Nguyễn Thị Hoa"),
        ("Ngr-yên Văn Phúc", "Nguyễn Văn Phúc"),
        ("Lê Thiên Phú", "Lê Thiên Phú"),
        ("Tổng số trang", None),
        ("Sở Y tế", None),
    ],
)
def test_damaged_names_are_mended_by_the_table(printed: str, name: str | None) -> None:
    assert mended_name(printed) == name


@pytest.mark.parametrize(
    "text", ["Thành viên Tổ công tác", "12 Nguyễn Huệ", "nguyễn văn an", "VĂN PHÒNG SỞ", "Chu TỊCH"]
)
def test_what_is_no_name(text: str) -> None:
    assert person_name(text) is None


def test_documents_survive_without_any_line(document_of: Callable[..., Document]) -> None:
    assert document_of("").text == ""


def test_a_name_that_lost_its_beginning_is_mended_where_one_family_name_fits() -> None:
    assert mended_name("hạm Thị Lan") == "Phạm Thị Lan"
    assert mended_name("ïu Quốc Khánh") == "Siu Quốc Khánh"
    assert mended_name("ương Đức Khánh") is None  # Dương, Lương, Trương, Vương
    assert mended_name("S. Phạm Công Huệ") == "Phạm Công Huệ"
    assert mended_name("- Ngr-yên Văn Phúc") == "Nguyễn Văn Phúc"
    assert mended_name("5 Ngryễn Văn Phúc") == "Nguyễn Văn Phúc"
    assert mended_name("1ê Thiên Phú") == "Lê Thiên Phú"
    assert mended_name("Tô XHCy") is None  # strokes of a seal


@pytest.mark.parametrize("line", ["Giang ĐỌC", "Lê XHCy An"])
def test_capitals_inside_words_are_strokes_and_no_name(line: str) -> None:
    assert person_name(line) is None and mended_name(line) is None


@pytest.mark.parametrize("line", ["NGUYỄN VĂN AN", "Giàng A Sử"])
def test_capitals_where_names_have_them(line: str) -> None:
    assert person_name(line) in (line, "Nguyễn Văn An")


def test_an_item_of_the_distribution_goes_on_right_below(record_of: Callable[..., Record]) -> None:
    lines = [
        "Các đơn vị thực hiện kế hoạch này./.",
        "",
        "Nơi nhận:",
        "- Như trên;",
        "- Thành viên Ban Chỉ đạo kỷ niệm Thăng",
        "Long;",
        "- Lưu: VT.",
    ]
    record = record_of("\n".join(lines))
    assert [item.value for item in record.header.distribution] == [
        "Như trên",
        "Thành viên Ban Chỉ đạo kỷ niệm Thăng Long",
        "Lưu: VT",
    ]


def test_items_of_the_distribution_whose_dash_was_not_read(record_of: Callable[..., Record]) -> None:
    lines = [
        "Các đơn vị thực hiện kế hoạch này./.",
        "",
        "Nơi nhận:",
        "- Như trên;",
        "Cổng thông tin điện tử:",
        "- Ban Giám đốc (b/c),",
        "Lưu: VT, TCKT.",
        "Phụ lục kèm theo.",
    ]
    record = record_of("\n".join(lines))
    assert [item.value for item in record.header.distribution] == [
        "Như trên",
        "Cổng thông tin điện tử",
        "Ban Giám đốc (b/c)",
        "Lưu: VT, TCKT",
    ]
