"""Citations: what is cited, with which date, issuer and title, how often, and why."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractor.context import Context
from extractor.document import Document
from extractor.understanding import understand
from models.record import Citation, Record

Read = Callable[..., Record]


def only(record: Record) -> Citation:
    assert len(record.citations) == 1, [citation.key for citation in record.citations]
    return record.citations[0]


@pytest.mark.parametrize(
    ("sentence", "number", "date", "issuer", "title"),
    [
        ("Căn cứ Nghị định số 73/2019/NĐ-CP ngày 05 tháng 9 năm 2019 của Chính phủ quy định quản lý đầu tư;",
         "73/2019/NĐ-CP", "2019-09-05", "Chính phủ", "quy định quản lý đầu tư"),
        ("Căn cứ Nghị quyết số 57-NQ/TW, ngày 22/12/2024 của Bộ Chính trị về đột phá phát triển khoa học;",
         "57-NQ/TW", "2024-12-22", "Bộ Chính trị", "đột phá phát triển khoa học"),
        ("Căn cứ Thông tư 54/2017/TT-BYT ngày 29/12/2017 của Bộ trưởng Bộ Y tế Ban hành Bộ tiêu chí;",
         "54/2017/TT-BYT", "2017-12-29", "Bộ trưởng Bộ Y tế", "Ban hành Bộ tiêu chí"),
        ("Theo Công văn số 15155/QLD-VP ngày 26/9/2017 của Cục Quản lý Dược về việc kiểm tra thuốc.",
         "15155/QLD-VP", "2017-09-26", "Cục Quản lý Dược", "kiểm tra thuốc"),
        ("Căn cứ Kế hoạch số 435-KH/TU ngày 27/02/2025 của Ban Thường vụ Tỉnh ủy về triển khai nhiệm vụ;",
         "435-KH/TU", "2025-02-27", "Ban Thường vụ Tỉnh ủy", "triển khai nhiệm vụ"),
        ("Căn cứ Chương trình hành động số 01-CTr/BCĐ ngày 06/3/2025 của Ban Chỉ đạo về chuyển đổi số về triển khai nhiệm vụ năm 2025;",
         "01-CTr/BCĐ", "2025-03-06", "Ban Chỉ đạo về chuyển đổi số", "triển khai nhiệm vụ năm 2025"),
        ("Thực hiện QĐ 2637/QĐ-UBND (18/10/2023) của UBND tỉnh Gia Lai.",
         "2637/QĐ-UBND", "2023-10-18", "UBND tỉnh Gia Lai", None),
        ("Căn cứ Quyết định của Thủ tướng Chính phủ số 749/QĐ-TTg ngày 03/6/2020;",
         "749/QĐ-TTg", "2020-06-03", "Thủ tướng Chính phủ", None),
        ("Căn cứ Luật Đất đai số 31/2024/QH15 ngày 18 tháng 01 năm 2024;",
         "31/2024/QH15", "2024-01-18", None, "Đất đai"),
        ("Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;",
         None, "2015-06-19", None, "Tổ chức chính quyền địa phương"),
        ("Căn cứ Thông tư liên tịch số 55/2005/TTLT-BNV-VPCP ngày 06/5/2005 hướng dẫn về thể thức;",
         "55/2005/TTLT-BNV-VPCP", "2005-05-06", None, "hướng dẫn về thể thức"),
        ("Căn cứ Văn bản hợp nhất số 08/VBHN-BYT ngày 15/11/2019 của Bộ Y tế;",
         "08/VBHN-BYT", "2019-11-15", "Bộ Y tế", None),
        ("Căn cứ Quyết định số 30/QĐ-TTg ngày 02/01/2026 của Thủ tướng Chính phủ phê duyệt “Đề án A; Đề án B”;",
         "30/QĐ-TTg", "2026-01-02", "Thủ tướng Chính phủ", "phê duyệt “Đề án A; Đề án B”"),
        ("Căn cứ Quyết định số 84 QĐ/TWĐTN ngày 22/02/2013 của Ban Chấp hành Trung ương Đoàn;",
         "84-QĐ/TWĐTN", "2013-02-22", "Ban Chấp hành Trung ương Đoàn", None),
        ("Căn cứ Thông tư liên tịch Bộ Tài chính và Bộ Y tế số 07/2003/TTLT-BTC-BYT ngày 06/01/2003 hướng dẫn thu phí;",
         "07/2003/TTLT-BTC-BYT", "2003-01-06", "Bộ Tài chính và Bộ Y tế", "hướng dẫn thu phí"),
        ("Căn cứ Thông tư số 17/2012/TT-BGDĐT ngày 16 tháng năm 2012 của Bộ trưởng Bộ Giáo dục và Đào tạo ban hành Quy chế thi;",
         "17/2012/TT-BGDĐT", None, "Bộ trưởng Bộ Giáo dục và Đào tạo", "ban hành Quy chế thi"),
        ("Kết luận số 11-KL/TU ngày 14/8/2017 của Ban Thường vụ Tỉnh ủy về “Công tác tư tưởng”, công tác này được quan tâm.",
         "11-KL/TU", "2017-08-14", "Ban Thường vụ Tỉnh ủy", "Công tác tư tưởng"),
        ("Xét Tờ trình số 13/TTr-UBND ngày 08/8/2011 của Ủy ban nhân dân tỉnh về việc ban hành Nội quy; ý kiến thảo luận của đại biểu,",
         "13/TTr-UBND", "2011-08-08", "Ủy ban nhân dân tỉnh", "ban hành Nội quy"),
        ("Căn cứ Thông tư số 02/2017/TT-VPCP ngày 31/10/2017 của Bộ trưởng, Chủ nhiệm Văn phòng Chính phủ hướng dẫn nghiệp vụ kiểm soát;",
         "02/2017/TT-VPCP", "2017-10-31", "Bộ trưởng, Chủ nhiệm Văn phòng Chính phủ", "hướng dẫn nghiệp vụ kiểm soát"),
        ("Theo Kết luận số 26-KL/TW, ngày 14/02/2025 của Bộ Chính trị, Ban Bí thư về sắp xếp tổ chức bộ máy;",
         "26-KL/TW", "2025-02-14", "Bộ Chính trị, Ban Bí thư", "sắp xếp tổ chức bộ máy"),
        ("Căn cứ Nghị định s20/2008/NĐ-CP ngày 14/02/2008 của Chính phủ về tiếp nhận kiến nghị;",
         "20/2008/NĐ-CP", "2008-02-14", "Chính phủ", "tiếp nhận kiến nghị"),
        ("Tại khoản 1 Điều 30 Nghị định số 82/2018/NĐ-CP ngày 22/5/2018 của Chính phủ quy định doanh nghiệp được miễn kiểm tra.",
         "82/2018/NĐ-CP", "2018-05-22", "Chính phủ", None),
        ("Tại phiên họp, sau khi nghe báo cáo về tiến độ sắp xếp tổ chức bộ máy của tỉnh (Công văn số 8011-CV/BTCTW, ngày 27/02/2025), đại biểu nhất trí.",
         "8011-CV/BTCTW", "2025-02-27", None, None),
        ("Ngày 06/8/2010, Bộ Tài chính đã có Công văn số 1026/BTC-VP công bố danh sách cửa khẩu.",
         "1026/BTC-VP", "2010-08-06", "Bộ Tài chính", "công bố danh sách cửa khẩu"),
        ("Căn cứ Luật Tổ chức HĐND và UBND (sửa đổi) ngày 21 tháng 6 năm 1994;", None, "1994-06-21", None, "Tổ chức HĐND và UBND"),
        ("Căn cứ Pháp lệnh về nhiệm vụ của Hội đồng nhân dân ở mỗi cấp ngày 25 tháng 6 năm 1996;",
         None, "1996-06-25", None, "về nhiệm vụ của Hội đồng nhân dân ở mỗi cấp"),
        ("Thực hiện Nghị quyết số 17/NQ-CP ngày 07/3/2019 của Chính phủ về một số nhiệm vụ đến 2025 và để phát huy kết quả, tỉnh lập kế hoạch.",
         "17/NQ-CP", "2019-03-07", "Chính phủ", "một số nhiệm vụ đến 2025"),
        ("Căn cứ Luật Bảo hiểm y tế (BHYT) số 25/2008/QH12;", "25/2008/QH12", None, None, "Bảo hiểm y tế"),
        ("Căn cứ Luật Ban hành văn bản quy phạm pháp luật của Hội đồng nhân dân, Uỷ ban nhân dân ngày 03 tháng 12 năm 2004;",
         None, "2004-12-03", None, "Ban hành văn bản quy phạm pháp luật của Hội đồng nhân dân, Uỷ ban nhân dân"),
    ],
)  # fmt: skip
def test_one_citation(
    record_of: Read, sentence: str, number: str | None, date: str | None, issuer: str | None, title: str | None
) -> None:
    found = only(record_of(sentence))
    assert (found.number, found.date, found.issuer, found.title) == (number, date, issuer, title)
    assert found.mentions[0].page == 1 and found.mentions[0].bbox is not None


def numbers(record: Record) -> list[str | None]:
    return [citation.number for citation in record.citations]


def test_several_numbers_share_one_tail(record_of: Read) -> None:
    record = record_of("Bãi bỏ các Quyết định số 100, 101/QĐ-UBND ngày 05/5/2020 của UBND tỉnh Phú Thọ.")
    assert numbers(record) == ["100/QĐ-UBND", "101/QĐ-UBND"]
    assert {citation.date for citation in record.citations} == {"2020-05-05"}
    assert {citation.role for citation in record.citations} == {"repeals"}


def test_a_list_inherits_the_type_word(record_of: Read) -> None:
    record = record_of(
        "Thực hiện các Nghị quyết: số 12/NQ-CP ngày 01/02/2024, số 45/NQ-CP ngày 06/4/2024 của Chính phủ."
    )
    assert [(citation.doc_type, citation.number) for citation in record.citations] == [
        ("Nghị quyết", "12/NQ-CP"),
        ("Nghị quyết", "45/NQ-CP"),
    ]


def test_all_mentions_of_a_document_are_one_citation(record_of: Read) -> None:
    found = only(
        record_of(
            """Căn cứ Nghị định số 85/2016/NĐ-CP ngày 01/7/2016 của Chính phủ về bảo đảm an toàn hệ thống thông tin;
Các đơn vị thực hiện Nghị định 85/2016/ND-CP. Theo khoản 2 Điều 9 Nghị định số 85/2016/NĐ-CP thì phải lập hồ sơ."""
        )
    )
    assert len(found.mentions) == 3 and found.role == "legal_basis"
    assert found.mentions[2].pinpoint == "khoản 2 Điều 9"
    assert "phải lập hồ sơ" in found.mentions[2].sentence


def test_one_number_in_two_years_is_two_documents(record_of: Read) -> None:
    record = record_of(
        "Thực hiện Nghị quyết số 18-NQ/TW ngày 25/10/2017 của Ban Chấp hành Trung ương.\n"
        "Thực hiện Nghị quyết số 18-NQ/TW ngày 16/6/2022 của Ban Chấp hành Trung ương."
    )
    assert [citation.key for citation in record.citations] == ["NQ 18-NQ/TW 2017", "NQ 18-NQ/TW 2022"]


def test_with_and_without_year_are_different(record_of: Read) -> None:
    assert len(record_of("Theo Nghị quyết số 03/NQ-CP và Nghị quyết số 03/2025/NQ-CP.").citations) == 2


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("Căn cứ Quyết định số 4/QĐ-TTg ngày 03/01/2024 của Thủ tướng Chính phủ;", {"04/QĐ-TTg": "legal_basis"}),
        ("Theo đề nghị của Giám đốc Sở Y tế tại Tờ trình số 95/TTr-SYT ngày 04/4/2024.", {"95/TTr-SYT": "mention"}),
        ("Quyết định này thay thế Quyết định số 12/QĐ-SYT ngày 03/3/2021.", {"12/QĐ-SYT": "replaces"}),
        ("Quyết định số 12/QĐ-SYT ngày 03/3/2021 hết hiệu lực kể từ ngày ký.", {"12/QĐ-SYT": "repeals"}),
        ("Điều 1. Sửa đổi, bổ sung một số điều của Thông tư số 22/2020/TT-BYT.", {"22/2020/TT-BYT": "amends"}),
        ("Bãi bỏ các văn bản sau:\n- Quyết định số 7/QĐ-SYT ngày 02/02/2020;\n- Quyết định số 9/QĐ-SYT ngày 03/03/2020.",
         {"07/QĐ-SYT": "repeals", "09/QĐ-SYT": "repeals"}),
        ("I. CĂN CỨ LẬP KẾ HOẠCH\n- Chỉ thị số 12/CT-BYT ngày 02/10/2019;\n- Kế hoạch 50/KH-UBND ngày 28/02/2020.\nII. MỤC TIÊU\n- Theo Chỉ thị số 14/CT-TTg.",
         {"12/CT-BYT": "legal_basis", "50/KH-UBND": "legal_basis", "14/CT-TTg": "mention"}),
        ("Theo quy định tại Thông tư số 31/2023/TT-BYT thì phải lập hồ sơ.", {"31/2023/TT-BYT": "mention"}),
        ("Công bố hết hiệu lực toàn bộ Quyết định số 35/QĐ-SYT ngày 02/02/2010.", {"35/QĐ-SYT": "repeals"}),
        ("Thông tư số 33/2010/TT-BYT được công bố hết hiệu lực.", {"33/2010/TT-BYT": "repeals"}),
        ("Các đơn vị tiếp tục thực hiện Nghị quyết số 29-NQ/TW.", {"29-NQ/TW": "implements"}),
    ],
)  # fmt: skip
def test_roles(record_of: Read, text: str, roles: dict[str, str]) -> None:
    found = {citation.number: citation.role for citation in record_of(text).citations}
    assert {(number or "").lstrip("0"): role for number, role in found.items()} == {
        number.lstrip("0"): role for number, role in roles.items()
    }


def test_a_citation_inside_a_title_is_no_basis_and_shows_the_direction(record_of: Read) -> None:
    record = record_of(
        "Căn cứ Nghị định số 137/2018/NĐ-CP ngày 08/10/2018 của Chính phủ sửa đổi, bổ sung một số điều của Nghị định số 123/2013/NĐ-CP ngày 14/10/2013;"
    )
    outer, inner = record.citations
    assert (outer.role, outer.target_key) == ("legal_basis", "NĐ 123/2013/NĐ-CP")
    assert (inner.role, inner.role_of, inner.date) == ("amends", outer.key, "2013-10-14")
    assert outer.title is not None and outer.title.endswith("ngày 14/10/2013")


def test_a_document_followed_on_its_own_is_not_said_to_be_amended_by_the_letter(record_of: Read) -> None:
    record = record_of(
        "Các đơn vị tiếp tục triển khai thực hiện Nghị định số 73/2019/NĐ-CP ngày 05/9/2019 của Chính phủ; "
        "Nghị định số 82/2024/NĐ-CP sửa đổi, bổ sung một số điều của Nghị định số 73/2019/NĐ-CP."
    )
    base, amending = record.citations
    assert (base.role, len(base.mentions)) == ("implements", 2)
    assert (base.role_of, amending.target_key) == (None, base.key)


@pytest.mark.parametrize(("opening", "role"), [("Thời hạn bảo quản theo", "mention"), ("Căn cứ", "legal_basis")])
def test_what_brackets_say_of_one_document_is_not_said_of_the_next(record_of: Read, opening: str, role: str) -> None:
    record = record_of(
        f"{opening} Thông tư số 09/2011/TT-BNV ngày 03/6/2011 (nay được thay thế bởi Thông tư số 10/2022/TT-BNV) "
        "và Quyết định số 31/QĐ-VTLTNN ngày 27/4/2015."
    )
    assert [one.role for one in record.citations] == [role, "replaces", role]


def test_the_amending_text_named_behind_the_base(record_of: Read) -> None:
    record = record_of(
        "Căn cứ Nghị định số 73/2019/NĐ-CP ngày 05/9/2019 của Chính phủ, được sửa đổi, bổ sung bởi Nghị định số 82/2024/NĐ-CP;"
    )
    base, amending = record.citations
    assert base.role == "legal_basis"
    assert (amending.role, amending.role_of, amending.target_key) == ("amends", amending.key, "NĐ 73/2019/NĐ-CP")


def test_a_letters_opening_is_its_basis(record_of: Read) -> None:
    record = record_of(
        """Kính gửi: Các đơn vị trực thuộc.

      Thực hiện Nghị quyết số 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị về đột phá phát triển khoa học;
Quyết định số 6/QĐ-TTg ngày 06/01/2022 của Thủ tướng Chính phủ phê duyệt Đề án phát triển ứng dụng dữ liệu
(Đề án 06); Sở Y tế đề nghị các đơn vị thực hiện.""",
        left=("UBND TỈNH GIA LAI", "SỞ Y TẾ", "Số: 900/SYT-VP", "V/v chuyển đổi số"),
    )
    assert {citation.role for citation in record.citations} == {"legal_basis"}
    assert [(alias.alias, alias.refers_to) for alias in record.aliases] == [("Đề án 06", "QĐ 06/QĐ-TTg 2022")]


def test_only_a_letters_first_sentence_makes_a_basis_of_tai_and_theo(record_of: Read) -> None:
    record = record_of(
        """Kính gửi: Các đơn vị trực thuộc.

      Tại Nghị định số 85/2016/NĐ-CP ngày 01/7/2016 của Chính phủ có yêu cầu về an toàn thông tin.
      Theo quy định tại Thông tư số 31/2023/TT-BYT ngày 01/7/2023 của Bộ Y tế thì các đơn vị lập hồ sơ.
      Tại Quyết định số 26/QĐ-TTg ngày 06/01/2022 của Thủ tướng Chính phủ giao Sở Y tế chủ trì.""",
        left=("UBND TỈNH GIA LAI", "SỞ Y TẾ", "Số: 900/SYT-VP", "V/v an toàn thông tin"),
    )
    assert [citation.role for citation in record.citations] == ["legal_basis", "mention", "mention"]


@pytest.mark.parametrize("tail", [", thời gian qua đã có nơi làm tốt", " thời gian qua còn chậm", ", nhiều nội dung chưa làm",
                                  " ở một số nơi còn chậm", " để nâng cao chất lượng", " và các hướng dẫn liên quan"])  # fmt: skip
def test_a_title_ends_where_the_sentence_goes_on(record_of: Read, tail: str) -> None:
    found = only(record_of(f"Việc làm theo Kế hoạch số 52/KH-SYT ngày 03/3/2024 của Sở Y tế về chuyển đổi số{tail}."))
    assert found.title == "chuyển đổi số"


@pytest.mark.parametrize(
    "text",
    [
        "Nghị quyết này có hiệu lực từ ngày ký; Luật này quy định về đất đai.",
        "Thực hiện Đề án 06/CP của Chính phủ, tỷ lệ 58/62 hồ sơ, 3/4 đơn vị.",
        "Mẫu số 02/TNDN, biểu mẫu số 05/BC-TH kèm theo; Giấy phép số 1818/GP-TTĐT.",
        "Điện thoại: 024.3826.1234; tài khoản số 0451/VCB-HN; www.moh.gov.vn/12/QĐ-BYT",
        "Quyết định số        /QĐ-SYT ngày     /11/2022 của Giám đốc Sở Y tế.",
        "Luật sư Nguyễn Văn An; kỷ luật lao động; pháp luật về đất đai.",
        "TCVN 14423:2026 và QCVN 102:2016/BTTTT về kết nối.",
        "The committee approved Resolution 12/34 on 5 May 2020 (see section 3.2).",
    ],
)
def test_what_cites_nothing(record_of: Read, text: str) -> None:
    assert record_of(text).citations == []


def test_a_broken_number_is_one_token_and_one_citation(record_of: Read) -> None:
    found = only(
        record_of("Các đơn vị báo cáo tình hình thực hiện theo hướng dẫn tại Công văn số 1317/SYT-\nVP ngày 27/5/2021.")
    )
    assert (found.number, found.date) == ("1317/SYT-VP", "2021-05-27")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Căn cứ Thông tư số 49/2017/T-BYT ngày 28/12/2017;", "number_slip"),
        ("Căn cứ Thông tư số 46/2018/TT-BYT ngày 28/12/2017;", "year_conflict"),
        (
            "Theo Thông tư số 46/2018/TT-BYT ngày 28/12/2018.\nTheo Thông tư số 46/2018/TT-BYT ngày 28/12/2017.",
            "date_conflict",
        ),
        ("Căn cứ Kế hoạch số 435-KH/TU của Đảng ủy Ủy ban nhân dân tỉnh;", "issuer_conflict"),
        ("Căn cứ Quyết định số 15/KH-SYT ngày 03/3/2024;", "type_conflict"),
        ("Căn cứ Nghị định số 81/2021/NĐ-CP của Thủ tướng Chính phủ quy định học phí;", "issuer_conflict"),
    ],
)
def test_slips_are_warned_of(record_of: Read, text: str, code: str) -> None:
    record = record_of(text)
    assert code in {warning.code for warning in record.warnings}


def test_a_slip_is_corrected_in_the_value_and_kept_raw(record_of: Read) -> None:
    found = only(record_of("Căn cứ Thông tư số 49/2017/T-BYT ngày 28/12/2017 của Bộ trưởng Bộ Y tế;"))
    assert found.number == "49/2017/TT-BYT" and "49/2017/T-BYT" in found.raw


@pytest.mark.parametrize(
    "issuer", ["Ủy ban nhân dân tĩnh Gia Lai", "UBND tinh Gia Lai", "Hội đồng nhân dân tình", "HĐND tĩnh"]
)
def test_a_misread_province_word_is_mended(record_of: Read, issuer: str) -> None:
    text = f"Căn cứ Quyết định số 412/QĐ-UBND ngày 03/3/2024 của {issuer} về việc giao chỉ tiêu;"
    found = only(record_of(text, text_source="ocr", confidence=0.95))
    clean = only(record_of(text.replace(issuer, "UBND tỉnh Gia Lai"), text_source="ocr", confidence=0.95))
    assert found.issuer == re.sub("t[iĩì]nh", "tỉnh", issuer)
    assert issuer in found.mentions[0].sentence and found.confidence < clean.confidence


def test_symbols_shared_by_provinces_carry_the_place(record_of: Read) -> None:
    found = only(record_of("Căn cứ Quyết định số 704/QĐ-UBND ngày 05/5/2020 của UBND tỉnh Phú Yên;"))
    assert found.key == "QĐ 704/QĐ-UBND 2020 @Phú Yên"


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(text=st.text(alphabet=st.sampled_from('ĐđộcQuyếtịnhsố 0123456789/-–.,;:()\n"“”NĐCPTTgKH§é'), max_size=220))
def test_any_text_is_survived(document_of: Callable[..., Document], text: str) -> None:
    record = understand(document_of(text), Context(today=date(2026, 1, 15)))
    for citation in record.citations:
        for mention in citation.mentions:
            assert mention.raw


def test_a_citation_behind_tren_co_so_is_kept(record_of: Read) -> None:
    record = record_of(
        "- Trên cơ sở Kế hoạch số 63/KH-UBND ngày 18/3/2024 của Ủy ban nhân dân tỉnh, các đơn vị thực hiện."
    )
    assert [one.number for one in record.citations] == ["63/KH-UBND"]


def test_what_the_item_above_amends_is_not_what_the_next_one_amends(record_of: Read) -> None:
    record = record_of(
        """Căn cứ Kế hoạch số 50/KH-UBND ngày 28/02/2020 của UBND tỉnh điều chỉnh, bổ sung Kế hoạch số 96/KH-UBND ngày 25/4/2019 của UBND tỉnh; Quyết định số 704/QĐ-UBND ngày 05/5/2020 của UBND tỉnh phê duyệt Đề án;"""
    )
    targets = {one.number: one.target_key for one in record.citations}
    assert targets["50/KH-UBND"] and targets["704/QĐ-UBND"] is None


def test_the_prime_minister_s_letters_misread_are_mended(record_of: Read) -> None:
    record = record_of("Căn cứ Quyết định số 33/2016/QĐ-TTE ngày 14/4/2017;", text_source="ocr", confidence=0.9)
    assert record.citations[0].number == "33/2016/QĐ-TTg"


def test_a_small_letter_that_ocr_put_among_capitals_is_dropped(record_of: Read) -> None:
    record = record_of(
        "Căn cứ Công văn số 1935/BYfT-BMTE ngày 14/4/2017 của Bộ Y tế;", text_source="ocr", confidence=0.9
    )
    assert record.citations[0].number == "1935/BYT-BMTE"


def test_a_lone_word_that_opens_titles_is_no_title(record_of: Read) -> None:
    assert record_of("Triển khai Quyết định số 950/QĐ-TTg phê duyệt").citations[0].title is None


def test_the_issuer_may_stand_before_the_citation(record_of: Read) -> None:
    record = record_of(
        "Theo đề nghị của Bộ Thông tin và Truyền thông tại Công văn số 202/BTTTT-KHTC ngày 21/01/2025 về việc góp ý;"
    )
    assert record.citations[0].issuer == "Bộ Thông tin và Truyền thông"


def test_the_number_of_a_law_may_stand_in_brackets(record_of: Read) -> None:
    law = only(record_of("Căn cứ Luật Thuế thu nhập doanh nghiệp (số 03/1997/QH9 ngày 10 tháng 5 năm 1997);"))
    assert (law.doc_type, law.number, law.date) == ("Luật", "03/1997/QH9", "1997-05-10")
    assert (law.title, law.role) == ("Thuế thu nhập doanh nghiệp", "legal_basis")


def test_what_a_law_is_applied_to_is_not_its_name(record_of: Read) -> None:
    record = record_of(
        "Căn cứ Nghị định số 115/2015/NĐ-CP quy định một số điều của Luật Bảo hiểm xã hội về bảo hiểm bắt buộc;"
    )
    assert [citation.title for citation in record.citations if citation.doc_type == "Luật"] == ["Bảo hiểm xã hội"]


def test_two_laws_in_the_name_of_an_amending_law_are_two(record_of: Read) -> None:
    text = "Căn cứ Luật sửa đổi, bổ sung một số điều của Luật Cán bộ, công chức và Luật Viên chức ngày 25 tháng 11 năm 2019;"
    titles = {citation.title for citation in record_of(text).citations if citation.role != "legal_basis"}
    assert titles == {"Cán bộ, công chức", "Viên chức"}


def test_a_sentence_before_brackets_is_no_title(record_of: Read) -> None:
    text = "Ngay sau hội nghị, Sở Y tế đã chỉ đạo xây dựng chương trình hành động của ngành (Quyết định số 51/QĐ-SYT)."
    assert only(record_of(text)).title is None


def test_a_law_whose_name_ends_like_a_type_is_a_law(record_of: Read) -> None:
    name = "Người lao động Việt Nam đi làm việc ở nước ngoài theo hợp đồng"
    law = only(record_of(f"Căn cứ Luật {name} số 69/2020/QH14 ngày 13 tháng 11 năm 2020;"))
    assert (law.doc_type, law.number, law.title, law.role) == ("Luật", "69/2020/QH14", name, "legal_basis")


def test_a_law_that_amends_many_keeps_its_whole_name_and_date(record_of: Read) -> None:
    name = "sửa đổi, bổ sung một số điều của Luật Quy hoạch, Luật Đầu tư, Luật Đầu tư công, Luật Đầu tư theo phương thức đối tác công tư và Luật Đấu thầu"
    record = record_of(f"Căn cứ Luật {name} số 57/2024/QH15 ngày 29 tháng 11 năm 2024;")
    (basis,) = (citation for citation in record.citations if citation.role == "legal_basis")
    assert (basis.number, basis.date, basis.title) == ("57/2024/QH15", "2024-11-29", name)
    others = [citation for citation in record.citations if citation is not basis]
    assert [(citation.number, citation.role) for citation in others] == [(None, "amends")] * 5


def test_a_number_belongs_to_the_law_before_it(record_of: Read) -> None:
    record = record_of("Căn cứ Luật Đất đai, Luật Nhà ở số 27/2023/QH15;")
    assert {citation.title: citation.number for citation in record.citations} == {
        "Đất đai": None,
        "Nhà ở": "27/2023/QH15",
    }


def test_an_issuer_in_capitals_of_a_title_is_spelt_as_usual(record_of: Read) -> None:
    found = only(record_of("KẾ HOẠCH THỰC HIỆN CHỈ THỊ SỐ 19/CT-TTg NGÀY 16/7/2021 CỦA THỦ TƯỚNG CHÍNH PHỦ"))
    assert found.issuer == "Thủ tướng Chính phủ"


def test_a_law_named_by_its_first_letters_is_the_law(record_of: Read) -> None:
    text = "Căn cứ Luật Bảo hiểm y tế số 25/2008/QH12; Luật sửa đổi, bổ sung một số điều của Luật BHYT số 46/2014/QH13;"
    assert {citation.key for citation in record_of(text).citations} == {"Luật 25/2008/QH12", "Luật 46/2014/QH13"}


def test_a_ministry_named_by_its_letters_contradicts_no_number(record_of: Read) -> None:
    record = record_of("Căn cứ Thông tư số 11/2014/TT-BGDĐT ngày 18/4/2014 của Bộ trưởng Bộ GD&ĐT;")
    assert record.citations[0].issuer == "Bộ trưởng Bộ GD&ĐT"
    assert "issuer_conflict" not in {warning.code for warning in record.warnings}


def test_what_a_text_of_the_basis_is_issued_with_is_basis_too(record_of: Read) -> None:
    text = """I. CĂN CỨ
1. Điều lệ trường học, ban hành kèm theo Thông tư số 32/2020/TT-BGDĐT, ngày 15/9/2020 của Bộ trưởng Bộ Giáo dục và Đào tạo;
2. Quy chế tuyển sinh ban hành kèm theo Thông tư số 11/2014/TT-BGDĐT, ngày 18/4/2014 của Bộ trưởng Bộ Giáo dục và Đào tạo;
II. MỤC ĐÍCH
1. Thực hiện Quyết định số 12/QĐ-UBND ngày 03/4/2024 của Ủy ban nhân dân tỉnh."""
    assert [citation.role for citation in record_of(text).citations] == ["legal_basis", "legal_basis", "implements"]


def test_a_law_s_number_in_brackets_behind_its_name(record_of: Read) -> None:
    text = "KẾ HOẠCH THI HÀNH LUẬT THỦ ĐÔ\n\nNgày 28 tháng 6 năm 2024, Quốc hội đã thông qua Luật Thủ đô (Luật số 39/2024/QH15)."
    found = only(record_of(text))
    assert (found.key, found.title, len(found.mentions)) == ("Luật 39/2024/QH15", "Thủ đô", 3)


def test_repealing_some_articles_among_changes_is_amending(record_of: Read) -> None:
    text = "Điều 1. Sửa đổi, bổ sung, bãi bỏ một số điều của Nghị định số 63/2010/NĐ-CP ngày 08/6/2010 của Chính phủ."
    assert only(record_of(text)).role == "amends"


def test_two_numbers_of_one_type_joined_by_and_share_the_issuer(record_of: Read) -> None:
    text = "Căn cứ Quyết định số 17-QĐ/TW và Quyết định số 18-QĐ/TW ngày 12/12/2013 của Bộ Chính trị về giám sát;"
    assert [(one.date, one.issuer) for one in record_of(text).citations] == [
        (None, "Bộ Chính trị"),
        ("2013-12-12", "Bộ Chính trị"),
    ]
