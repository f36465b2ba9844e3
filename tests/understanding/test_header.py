"""Heads and sign-offs of made-up letters from ministries, departments, councils, Party bodies, hospitals and communes."""

from collections.abc import Callable

import pytest

from extractor.understanding.words.bodies import proper
from models.record import Record

STATE = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "")
Read = Callable[..., Record]


def values(record: Record) -> dict[str, object]:
    header = record.header
    return {
        name: [item.value for item in value] if isinstance(value, list) else value.value if value else None
        for name in type(header).model_fields
        for value in (getattr(header, name),)
    }


def test_a_ministry_letter(record_of: Read) -> None:
    head = values(
        record_of(
            """                      Kính gửi:
                      - Sở Y tế các tỉnh, thành phố;
                      - Các bệnh viện trực thuộc Bộ.

Thực hiện Chỉ thị số 14/CT-TTg ngày 07/6/2019 của Thủ tướng Chính phủ, Bộ Y tế đề nghị.
Trân trọng./.

Nơi nhận:
- Như trên;
- Lưu: VT, KHTC.
                                                   KT. BỘ TRƯỞNG
                                                    THỨ TRƯỞNG

                                                  Trần Văn Quang""",
            left=("BỘ Y TẾ", "", "Số: 77/BYT-KHTC", "V/v tăng cường bảo đảm", "thuốc thiết yếu"),
            right=(*STATE, "Hà Nội, ngày 05 tháng 02 năm 2025"),
        )
    )
    assert head["document_number"] == "77/BYT-KHTC"
    assert head["symbol"] == "BYT-KHTC"
    assert head["issue_date"] == "2025-02-05"
    assert head["place"] == "Hà Nội"
    assert head["issuing_body"] == "Bộ Y tế"
    assert head["parent_body"] is None
    assert head["doc_type"] == "Công văn"
    assert head["subject"] == "tăng cường bảo đảm thuốc thiết yếu"
    assert head["recipients"] == ["Sở Y tế các tỉnh, thành phố", "Các bệnh viện trực thuộc Bộ"]
    assert (head["signer_name"], head["signer_title"], head["signing_authority"]) == (
        "Trần Văn Quang",
        "THỨ TRƯỞNG",
        "KT.",
    )
    assert head["distribution"] == ["Như trên", "Lưu: VT, KHTC"]


def test_a_department_names_its_parent(record_of: Read) -> None:
    head = values(
        record_of(
            """
                               KẾ HOẠCH
             Triển khai công tác dân số năm 2026

Căn cứ Quyết định số 12/QĐ-UBND ngày 03/01/2026 của UBND tỉnh Gia Lai;""",
            left=("UBND TỈNH GIA LAI", "SỞ Y TẾ", "", "Số: 08/KH-SYT"),
            right=(*STATE, "Gia Lai, ngày 12 tháng 01 năm 2026"),
        )
    )
    assert (head["parent_body"], head["issuing_body"]) == ("UBND tỉnh Gia Lai", "Sở Y tế")
    assert (head["doc_type"], head["subject"]) == ("Kế hoạch", "Triển khai công tác dân số năm 2026")
    assert head["document_number"] == "08/KH-SYT"


def test_a_party_document_has_no_colon_and_a_star(record_of: Read) -> None:
    head = values(
        record_of(
            """
                               NGHỊ QUYẾT
          về phát triển kinh tế biển giai đoạn 2026 - 2030

- Căn cứ Điều lệ Đảng;

Nơi nhận:
- Các huyện ủy,
- Lưu Văn phòng Tỉnh ủy.
                                                  T/M TỈNH ỦY
                                                    BÍ THƯ

                                                  Nguyễn Thị Mai""",
            left=("TỈNH ỦY CÀ MAU", "*", "Số 21-NQ/TU"),
            right=("ĐẢNG CỘNG SẢN VIỆT NAM", "", "Cà Mau, ngày 20 tháng 02 năm 2026"),
        )
    )
    assert (head["document_number"], head["symbol"]) == ("21-NQ/TU", "NQ/TU")
    assert (head["issuing_body"], head["place"], head["issue_date"]) == ("Tỉnh ủy Cà Mau", "Cà Mau", "2026-02-20")
    assert head["doc_type"] == "Nghị quyết"
    assert head["signing_authority"] == "TM."
    assert (head["signer_title"], head["signer_name"]) == ("BÍ THƯ", "Nguyễn Thị Mai")


@pytest.mark.parametrize(
    ("left", "right", "issuer", "parent", "number"),
    [
        (("QUỐC HỘI", "", "Luật số: 91/2025/QH15"), STATE[:2], "Quốc hội", None, "91/2025/QH15"),
        (("HỘI ĐỒNG NHÂN DÂN", "TỈNH LAI CHÂU", "", "Số: 17/2026/NQ-HĐND"), STATE, "Hội đồng nhân dân tỉnh Lai Châu", None, "17/2026/NQ-HĐND"),
        (("ỦY BAN NHÂN DÂN", "XÃ TÂN LẬP", "Số: 05/KH-UBND"), STATE, "Ủy ban nhân dân xã Tân Lập", None, "05/KH-UBND"),
        (("SỞ Y TẾ THÁI BÌNH", "BỆNH VIỆN NHI", "Số: 204/BC-BVN"), STATE, "Bệnh viện Nhi", "Sở Y tế Thái Bình", "204/BC-BVN"),
        (("BỘ NỘI VỤ - BỘ TÀI CHÍNH", "", "Số: 03/2026/TTLT-BNV-BTC"), STATE, "Bộ Nội vụ - Bộ Tài chính", None, "03/2026/TTLT-BNV-BTC"),
        (("UBND TỈNH HÀ TĨNH", "SỞ Y TẾ", "Số: 31/KH-SYT"), STATE, "Sở Y tế", "UBND tỉnh Hà Tĩnh", "31/KH-SYT"),
    ],
)  # fmt: skip
def test_issuers(
    record_of: Read, left: tuple[str, ...], right: tuple[str, ...], issuer: str, parent: str | None, number: str
) -> None:
    head = values(record_of("\nI. MỤC ĐÍCH\n1. Nâng cao chất lượng phục vụ.", left=left, right=right))
    assert (head["issuing_body"], head["parent_body"], head["document_number"]) == (issuer, parent, number)


def test_a_draft_keeps_its_symbol_and_warns(record_of: Read) -> None:
    record = record_of(
        "Kính gửi: Bộ Tài chính.",
        left=("BỘ XÂY DỰNG", "Số:      /BXD-KTXD", "V/v góp ý dự thảo Nghị định"),
        right=(*STATE[:2], "Hà Nội, ngày     tháng     năm 2026"),
    )
    head = values(record)
    assert (head["document_number"], head["symbol"], head["issue_date"]) == (None, "BXD-KTXD", None)
    assert {"missing_number", "missing_date"} <= {warning.code for warning in record.warnings}
    assert (head["place"], head["doc_type"], head["recipients"]) == ("Hà Nội", "Công văn", ["Bộ Tài chính"])


def test_a_lost_head_is_not_borrowed_from_the_body(record_of: Read) -> None:
    head = values(
        record_of(
            """I. TÌNH HÌNH
Thực hiện Kế hoạch số 15/KH-UBND ngày 06/01/2025 của UBND tỉnh Phú Thọ, các đơn vị đã triển khai theo
Số 33/HD-SYT ngày 12 tháng 02 năm 2025 và các văn bản khác của ngành."""
        )
    )
    for field in ("document_number", "symbol", "issue_date", "place", "issuing_body"):
        assert head[field] is None, field


def test_the_stamp_of_receipt_is_not_the_number(record_of: Read) -> None:
    head = values(
        record_of(
            "Kính gửi: Ủy ban nhân dân tỉnh.",
            left=("UBND TỈNH LÂM ĐỒNG", "SỞ TƯ PHÁP", "Số: 788/STP-HCTP", "V/v báo cáo kết quả", "CÔNG VĂN ĐẾN", "Số: 9639", "Ngày 19/5/2025"),
            right=(*STATE, "Lâm Đồng, ngày 16 tháng 5 năm 2025"),
        )
    )  # fmt: skip
    assert (head["document_number"], head["issue_date"]) == ("788/STP-HCTP", "2025-05-16")


def test_an_urgent_letter(record_of: Read) -> None:
    head = values(
        record_of(
            "Kính gửi: Các sở, ban, ngành.",
            left=("UBND TỈNH SƠN LA", "", "Số: 41/CĐ-UBND", "HỎA TỐC"),
            right=(*STATE, "Sơn La, ngày 02 tháng 9 năm 2026"),
        )
    )
    assert (head["urgency"], head["doc_type"]) == ("Hỏa tốc", "Công điện")


def test_chains_of_authority_end_with_who_signs(record_of: Read) -> None:
    head = values(
        record_of(
            """Trân trọng./.

Nơi nhận:
- Như trên;
- Lưu: VT.
                                             TM. ỦY BAN NHÂN DÂN
                                              KT. CHỦ TỊCH
                                              PHÓ CHỦ TỊCH

                                             Y Thanh Hà Niê Kđăm"""
        )
    )
    assert (head["signing_authority"], head["signer_title"]) == ("KT.", "PHÓ CHỦ TỊCH")
    assert head["signer_name"] == "Y Thanh Hà Niê Kđăm"


def test_the_attached_regulation_does_not_replace_the_first_head(record_of: Read) -> None:
    head = values(
        record_of(
            """
                               QUYẾT ĐỊNH
       Ban hành Quy chế làm việc của Hội đồng khoa học

                  GIÁM ĐỐC BỆNH VIỆN ĐA KHOA TỈNH
Căn cứ Luật Khám bệnh, chữa bệnh ngày 09 tháng 01 năm 2023;
                               QUYẾT ĐỊNH:
Điều 1. Ban hành kèm theo Quyết định này Quy chế làm việc.
                               QUY CHẾ
            Làm việc của Hội đồng khoa học
(Ban hành kèm theo Quyết định số 15/QĐ-BVĐK ngày 06/3/2026 của Giám đốc Bệnh viện)""",
            left=("SỞ Y TẾ", "BỆNH VIỆN ĐA KHOA TỈNH", "Số: 15/QĐ-BVĐK"),
            right=(*STATE, "Phú Thọ, ngày 06 tháng 3 năm 2026"),
        )
    )
    assert (head["doc_type"], head["subject"]) == ("Quyết định", "Ban hành Quy chế làm việc của Hội đồng khoa học")
    assert (head["issuing_body"], head["parent_body"]) == ("Bệnh viện Đa khoa tỉnh", "Sở Y tế")


def test_a_lone_digit_on_a_scan_is_doubted(record_of: Read) -> None:
    record = record_of(
        "Kính gửi: Sở Nội vụ.",
        left=("ỦY BAN NHÂN DÂN", "TỈNH ĐỒNG NAI", "Số: 2/UBND-TH"),
        right=(*STATE, "Đồng Nai, ngày 04 tháng 5 năm 2026"),
        text_source="ocr",
    )
    assert record.header.document_number is not None and record.header.document_number.confidence < 0.5
    assert "doubtful_number" in {warning.code for warning in record.warnings}


def test_values_lie_where_they_are_printed(record_of: Read) -> None:
    record = record_of(
        "Kính gửi: Sở Nội vụ.", left=("BỘ Y TẾ", "Số: 77/BYT-KHTC"), right=(*STATE, "Hà Nội, ngày 05 tháng 02 năm 2025")
    )
    number = record.header.document_number
    assert number is not None and number.page == 1 and number.raw == "77/BYT-KHTC"
    assert number.bbox is not None and 76 - 1 <= number.bbox[1] <= 76 + 1


@pytest.mark.parametrize(
    "text",
    [
        "Trung tâm nhận được Công văn\nsố 1234/BYT-KHTC\nngày 05/4/2024 của Bộ Y tế về việc khám bệnh.",
        "Các đơn vị làm theo Quyết định\nSố: 1234/QĐ-BYT\nngày 05/4/2024 của Bộ Y tế.",
        "Trung tâm đã làm đúng như Công văn\nsố 1234/BYT-KHTC\nvà sẽ báo cáo kết quả.",
    ],
)
def test_a_lost_head_borrows_no_number(record_of: Read, text: str) -> None:
    record = record_of(text)
    assert record.header.document_number is None and record.header.issuing_body is None
    assert len(record.citations) == 1


def test_a_misread_province_word_in_a_head_is_mended(record_of: Read) -> None:
    head = record_of(
        "Điều 1. Giao chỉ tiêu.",
        left=("UBND TĨNH GIA LAI", "SỞ Y TẾ", "", "Số: 108/KH-SYT"),
        text_source="ocr",
        confidence=0.95,
    ).header
    assert head.parent_body is not None and head.parent_body.value == "UBND tỉnh Gia Lai"
    assert head.issuing_body is not None and head.parent_body.confidence < head.issuing_body.confidence
    assert "TĨNH" in head.parent_body.raw


def test_a_consolidated_text_is_numbered_where_it_is_certified(record_of: Read) -> None:
    head = values(
        record_of(
            """                  THÔNG TƯ
      Hướng dẫn quản lý trang thiết bị

Thông tư số 12/2022/TT-BYT ngày 30 tháng 6 năm 2022 của Bộ trưởng Bộ Y tế hướng dẫn quản lý trang thiết bị được sửa đổi, bổ sung bởi:
Thông tư số 02/2024/TT-BYT ngày 14 tháng 11 năm 2024 của Bộ trưởng Bộ Y tế sửa đổi Thông tư số 12/2022/TT-BYT.
Điều 1. Phạm vi điều chỉnh
BỘ Y TẾ
Số: 46/VBHN-BYT
XÁC THỰC VĂN BẢN HỢP NHẤT
                                      Hà Nội, ngày 10 tháng 02 năm 2025
                                             KT. BỘ TRƯỞNG
                                              THỨ TRƯỞNG

                                            Trần Văn Quang""",
            right=STATE,
        )
    )
    assert (head["document_number"], head["issue_date"]) == ("46/VBHN-BYT", "2025-02-10")
    assert (head["doc_type"], head["issuing_body"]) == ("Văn bản hợp nhất", "Bộ Y tế")
    assert head["subject"] == "Hướng dẫn quản lý trang thiết bị"


def test_a_subject_goes_on_behind_a_number_at_the_end_of_its_line(record_of: Read) -> None:
    head = values(
        record_of(
            """                         THÔNG TƯ
      Sửa đổi, bổ sung một số điều của Thông tư số 26/2016/TT-BYT
   ngày 01 tháng 9 năm 2016 của Bộ trưởng Bộ Y tế hướng dẫn quản lý thuốc

Căn cứ Nghị định số 12/2022/NĐ-CP ngày 03/01/2022 của Chính phủ;""",
            left=("BỘ Y TẾ", "", "Số: 06/2024/TT-BYT"),
            right=(*STATE, "Hà Nội, ngày 12 tháng 01 năm 2024"),
        )
    )
    assert str(head["subject"]).endswith("hướng dẫn quản lý thuốc")


@pytest.mark.parametrize("place", ["Đức Trọng", "Tân Hội", "Phú Tân", "Cư Jút", "Bà Rịa - Vũng Tàu"])
def test_places_that_end_like_words_before_a_date(record_of: Read, place: str) -> None:
    head = values(
        record_of(
            "Kính gửi: Ủy ban nhân dân các xã\nĐề nghị báo cáo.",
            left=("UBND HUYỆN AN PHÚ", "PHÒNG TƯ PHÁP", "Số: 45/TP"),
            right=(*STATE, f"{place}, ngày 12 tháng 5 năm 2024"),
        )
    )
    assert (head["place"], head["issue_date"]) == (place, "2024-05-12")


@pytest.mark.parametrize(
    ("capitals", "usual"),
    [
        ("PHÒNG TƯ PHÁP", "Phòng Tư pháp"),
        ("BAN QUẢN LÝ DỰ ÁN ĐẦU TƯ XÂY DỰNG HUYỆN AN PHÚ", "Ban Quản lý dự án đầu tư xây dựng huyện An Phú"),
        ("TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG TỈNH NINH BÌNH", "Trung tâm Phục vụ hành chính công tỉnh Ninh Bình"),
    ],
)
def test_bodies_in_capitals_get_their_usual_spelling(capitals: str, usual: str) -> None:
    assert proper(capitals) == usual


@pytest.mark.parametrize("body", ["BQL KHU KINH TẾ NAM AN", "BHXH TỈNH NAM AN", "BẢO TÀNG TỔNG HỢP"])
def test_a_short_form_begins_a_body_under_its_parent(record_of: Read, body: str) -> None:
    head = values(
        record_of(
            "Kính gửi: Ủy ban nhân dân các xã\nĐề nghị báo cáo.",
            left=("UBND TỈNH NAM AN", body, "Số: 45/BC-VP"),
            right=(*STATE, "Nam An, ngày 12 tháng 5 năm 2024"),
        )
    )
    assert head["parent_body"] == "UBND tỉnh Nam An"
    assert str(head["issuing_body"]).split()[0] == proper(body).split()[0]


def test_the_subject_may_begin_beside_the_type(record_of: Read) -> None:
    text = "              BÁO CÁO VỀ TÌNH HÌNH SẢN XUẤT CỦA NGÀNH CÔNG\n                NGHIỆP THÁNG 02 NĂM 2007\n\n1. Tình hình chung:\n\nSản xuất ổn định.\n"
    head = values(record_of(text))
    assert head["doc_type"] == "Báo cáo"
    assert head["subject"] == "VỀ TÌNH HÌNH SẢN XUẤT CỦA NGÀNH CÔNG NGHIỆP THÁNG 02 NĂM 2007"


def test_the_type_line_may_name_the_issuer(record_of: Read) -> None:
    head = values(
        record_of(
            "NGHỊ ĐỊNH CỦA CHÍNH PHỦ\nSửa đổi, bổ sung quy định về phí\n\nCHÍNH PHỦ\n\nCăn cứ Luật Tổ chức Chính phủ;\n",
            left=("CHÍNH PHỦ", "", "Số: 26/2001/NĐ-CP ---------"),
            right=(*STATE, "Hà Nội, ngày 04 tháng 6 năm 2001"),
        )
    )
    assert (head["doc_type"], head["subject"]) == ("Nghị định", "Sửa đổi, bổ sung quy định về phí")
    assert head["document_number"] == "26/2001/NĐ-CP"


def test_a_date_that_a_long_place_breaks_over_two_lines(record_of: Read) -> None:
    head = values(
        record_of(
            """                              THÔNG BÁO
                    Kết quả kiểm tra an toàn thực phẩm

Ngày 11/12/2024, Ủy ban nhân dân Thành phố tổ chức cuộc họp.""",
            left=("ỦY BAN NHÂN DÂN", "THÀNH PHỐ HỒ CHÍ MINH", "Số: 5476/TB-UBND"),
            right=(*STATE, "Thành phố Hồ Chí Minh, ngày 14 tháng 12", "năm 2024"),
        )
    )
    assert (head["place"], head["issue_date"]) == ("Thành phố Hồ Chí Minh", "2024-12-14")
    assert head["subject"] == "Kết quả kiểm tra an toàn thực phẩm"


def test_the_subject_in_the_left_column_is_boxed_without_the_right_one(record_of: Read) -> None:
    subject = record_of(
        "Thực hiện Chỉ thị số 14/CT-TTg, Bộ Y tế đề nghị.",
        left=("BỘ Y TẾ", "", "Số: 77/BYT-KHTC", "V/v tăng cường bảo đảm", "thuốc thiết yếu"),
        right=(
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "Độc lập - Tự do - Hạnh phúc",
            "",
            "",
            "Hà Nội, ngày 05 tháng 02 năm 2025",
        ),
    ).header.subject
    assert subject is not None and subject.value == "tăng cường bảo đảm thuốc thiết yếu"
    assert subject.raw == "V/v tăng cường bảo đảm thuốc thiết yếu"
    assert subject.bbox is not None and subject.bbox[2] < 350


@pytest.mark.parametrize(
    ("subject", "issuer"),
    [
        ("VỀ VIỆC CÔNG BỐ DANH MỤC THỦ TỤC", "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH PHÚ YÊN"),
        ("VỀ CHƯƠNG TRÌNH GIÁM SÁT NĂM 2021", "QUỐC HỘI\nNƯỚC CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("BAN HÀNH QUY CHẾ LÀM VIỆC CỦA\nỦY BAN NHÂN DÂN TỈNH PHÚ YÊN", ""),
    ],
)
def test_the_issuer_above_the_basis_is_no_part_of_the_subject(record_of: Read, subject: str, issuer: str) -> None:
    body = f"QUYẾT ĐỊNH\n{subject}\n{issuer}\nCăn cứ Luật Tổ chức chính quyền địa phương ngày 19/6/2015;"
    head = record_of(body, left=("ỦY BAN NHÂN DÂN", "TỈNH PHÚ YÊN", "Số: 12/QĐ-UBND"), right=STATE).header
    assert head.subject is not None and head.subject.value == subject.replace("\n", " ")


def test_a_head_copied_line_under_line(record_of: Read) -> None:
    text = "UBND TỈNH PHÚ YÊN\nSỞ Y TẾ\n\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n\nSố: 43/HDLN-SYT-BHXH\n\nPhú Yên, ngày 30 tháng 3 năm 2016\n\nHƯỚNG DẪN LIÊN NGÀNH\n\nĐĂNG KÝ KHÁM BỆNH\n\nCăn cứ Luật Bảo hiểm y tế năm 2008;"
    head = values(record_of(text))
    assert (head["doc_type"], head["subject"]) == ("Hướng dẫn", "ĐĂNG KÝ KHÁM BỆNH")


def test_minutes_are_dated_by_their_first_sentence(record_of: Read) -> None:
    text = "BIÊN BẢN\nHọp tổ kiểm kê tài sản\n\nHôm nay, hồi 8 giờ 30 phút, ngày 17 tháng 6 năm 2019, tại kho số 1, chúng tôi gồm:"
    assert values(record_of(text, right=STATE))["issue_date"] == "2019-06-17"


def test_a_bracket_behind_the_type_and_the_state_s_name_in_the_basis(record_of: Read) -> None:
    body = (
        "QUY ĐỊNH (BỔ SUNG)\nVỀ QUAN HỆ CÔNG TÁC\n- Căn cứ Hiến pháp nước Cộng hoà xã hội chủ nghĩa Việt Nam năm 1992;"
    )
    head = values(record_of(body, left=("BỘ CHÍNH TRỊ", "Số 16-QĐ/TW"), right=("ĐẢNG CỘNG SẢN VIỆT NAM",)))
    assert (head["doc_type"], head["subject"]) == ("Quy định", "VỀ QUAN HỆ CÔNG TÁC")


def test_a_subject_in_capitals_ends_where_the_first_sentence_begins(record_of: Read) -> None:
    for sentence in (
        "Tại phiên họp ngày 28/2/2025, Ban Thường vụ có ý kiến như sau:",
        "Năm 2017, tình hình diễn biến phức tạp.",
    ):
        body = f"KẾT LUẬN\nVỀ SẮP XẾP TỔ CHỨC BỘ MÁY\n{sentence}"
        assert values(record_of(body, right=STATE))["subject"] == "VỀ SẮP XẾP TỔ CHỨC BỘ MÁY"


def test_the_subject_of_a_letter_may_begin_with_about(record_of: Read) -> None:
    left = ("SỞ Y TẾ", "", "Số: 65/SYT-VP", "Về: góp ý dự thảo Quy chế thi.")
    assert (
        values(record_of("Kính gửi: Các phòng.\n\nTheo kế hoạch năm.", left=left, right=STATE))["subject"]
        == "góp ý dự thảo Quy chế thi"
    )


def test_joint_issuers_whose_dash_has_no_blanks(record_of: Read) -> None:
    head = values(
        record_of(
            "THÔNG TƯ LIÊN TỊCH\nHướng dẫn chức năng",
            left=("BỘ Y TẾ-BỘ NỘI VỤ", "Số: 11/2005/TTLT-BYT-BNV"),
            right=STATE,
        )
    )
    assert head["issuing_body"] == "Bộ Y tế - Bộ Nội vụ"
