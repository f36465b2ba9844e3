"""The legal basis of a new plan: what is proposed, what is kept out, in which order and words."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.services.legal_basis import finish, is_italic, suggest_from
from api.services.legal_basis.bodies import body, dissolved, kind_of, parent_of, province_name, successor_of
from api.services.legal_basis.given import completed, from_json, letter_of, to_json
from api.services.legal_basis.model import Cited, Given, Knowledge, Letter, Proposal, Request, Suggestion
from api.services.legal_basis.ordering import order
from api.services.legal_basis.suggest import describe, period_end
from api.services.legal_basis.wording import mention, subject
from api.services.registry.index import RegistryIndex
from corpora.facts.registry import ENDED, IN_FORCE

TITLE = "Kế hoạch chuyển đổi số ngành Y tế năm 2027"
LATE = date(2026, 11, 22)


@pytest.fixture(scope="module")
def late(knowledge: Knowledge) -> Suggestion:
    return suggest_from(knowledge, Request(TITLE, "Sở Y tế", LATE, "Đắk Lắk"))


def numbers(proposals: tuple[Proposal, ...]) -> set[str | None]:
    return {item.number for item in proposals}


def test_a_clerk_finds_what_she_expects(late: Suggestion) -> None:
    assert {
        "57-NQ/TW", "72/2025/QH15", "150/2025/NĐ-CP", "148/2025/QH15", "749/QĐ-TTg", "03/NQ-CP", "777/KH-UBND",
    } <= numbers(late.proposals)  # fmt: skip


def test_what_has_ended_never_slips_in(late: Suggestion) -> None:
    assert not {"85/2016/NĐ-CP", "12/2022/TT-BTTTT", "65/2025/QH15", "77/2015/QH13", "67/2006/QH11"} & numbers(
        late.proposals
    )
    assert all(item.status != ENDED for item in late.proposals)
    ended = {item.number: item for item in late.avoid}
    assert ended["85/2016/NĐ-CP"].since == "2026-07-01"
    assert ended["85/2016/NĐ-CP"].successors[0].number == "331/2026/NĐ-CP"
    assert ended["12/2022/TT-BTTTT"].status == ENDED


def test_before_the_end_they_may_be_cited(knowledge: Knowledge) -> None:
    early = suggest_from(knowledge, Request(TITLE.replace("2027", "2026"), "Sở Y tế", date(2026, 6, 30), "Đắk Lắk"))
    assert "85/2016/NĐ-CP" in numbers(early.proposals)
    assert "148/2025/QH15" not in numbers(early.proposals)  # in effect from 1 July 2026


def test_the_organisation_law_goes_by_the_date(knowledge: Knowledge) -> None:
    for day, number in (
        (date(2024, 5, 1), "77/2015/QH13"),
        (date(2025, 4, 1), "65/2025/QH15"),
        (date(2025, 7, 1), "72/2025/QH15"),
    ):
        found = suggest_from(knowledge, Request(TITLE, "Sở Y tế", day, "Đắk Lắk"))
        laws = {item.number for item in found.proposals if item.doc_type == "Luật" and item.group == "authority"}
        assert laws == {number}


def test_papers_of_a_province_that_is_gone_are_to_be_avoided(late: Suggestion) -> None:
    gone = next(item for item in late.avoid if item.number == "435-KH/TU")
    assert "Đắk Lắk" in gone.status_reason
    assert "435-KH/TU" not in numbers(late.proposals)


def test_papers_of_another_province_are_left_out(knowledge: Knowledge) -> None:
    found = suggest_from(knowledge, Request(TITLE, "Sở Y tế", LATE, "Nghệ An"))
    assert "777/KH-UBND" not in numbers(found.proposals) | numbers(found.avoid)


def test_the_ministry_above_is_named(late: Suggestion) -> None:
    above = next(item for item in late.proposals if item.number == "1366/BYT-K2ĐT")
    assert any("cấp trên" in reason for reason in above.reasons)


def test_unrelated_letters_have_no_say(late: Suggestion) -> None:
    assert "55/2024/QH15" not in numbers(late.proposals)


def test_groups_rank_and_date(late: Suggestion) -> None:
    keys = [
        (("party", "authority", "content").index(item.group), item.rank, item.date or "9999") for item in late.proposals
    ]
    assert all(first <= second for first, second in pairwise(keys))
    assert order(reversed(late.proposals)) == late.proposals


def test_a_decision_opens_with_authority(knowledge: Knowledge) -> None:
    found = suggest_from(
        knowledge, Request("Thành lập Ban Chỉ đạo chuyển đổi số ngành Y tế", "Sở Y tế", LATE, "Đắk Lắk", "Quyết định")
    )
    assert found.proposals[0].group == "authority"


def test_lines_are_ready_to_paste(late: Suggestion) -> None:
    assert all(line.startswith("Căn cứ ") for line in late.lines)
    assert all(line.endswith(";") for line in late.lines[:-1])
    assert late.lines[-1].endswith(".")
    assert "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;" in late.lines
    decree = next(line for line in late.lines if "150/2025/NĐ-CP" in line)
    assert "(được sửa đổi, bổ sung bởi Nghị định số 370/2025/NĐ-CP)" in decree


def test_amendments_count_from_their_day(knowledge: Knowledge) -> None:
    found = suggest_from(knowledge, Request(TITLE, "Sở Y tế", date(2025, 8, 1), "Đắk Lắk"))
    decree = next(item for item in found.proposals if item.number == "150/2025/NĐ-CP")
    assert "370/2025" not in decree.line


def test_reasons_and_notes_are_given(late: Suggestion) -> None:
    assert all(item.reasons for item in late.proposals)
    assert any("chức năng, nhiệm vụ" in note for note in late.notes)
    assert late.to_json()["request"]["day"] == "2026-11-22"


def test_the_registry_alone_is_enough(registry: RegistryIndex) -> None:
    found = suggest_from(
        Knowledge((), registry), Request("Kế hoạch cải cách hành chính năm 2027", "Ủy ban nhân dân tỉnh Lâm Đồng", LATE)
    )
    assert {"72/2025/QH15", "76/NQ-CP", "118/2025/NĐ-CP"} <= numbers(found.proposals)
    assert "61/2018/NĐ-CP" not in numbers(found.proposals)


def test_a_party_body_writes_dashes_and_a_comma(knowledge: Knowledge) -> None:
    found = suggest_from(
        knowledge, Request("Kế hoạch thực hiện Nghị quyết số 57-NQ/TW về chuyển đổi số", "Tỉnh ủy Phú Thọ", LATE)
    )
    assert found.lines[0].startswith("- Căn cứ Nghị quyết số 57-NQ/TW")
    assert found.lines[-1].endswith(",")


def test_the_document_in_the_title_is_its_basis(knowledge: Knowledge) -> None:
    found = suggest_from(
        knowledge, Request("Kế hoạch triển khai Nghị định số 356/2025/NĐ-CP", "Sở Tư pháp", LATE, "Cà Mau")
    )
    assert any(item.number == "356/2025/NĐ-CP" and item.score > 0.9 for item in found.proposals)


def test_typed_numbers_are_described(knowledge: Knowledge) -> None:
    twice = describe(knowledge, "18-nq/tw", LATE)
    assert {item.date for item in twice} == {"2017-10-25", "2022-06-16"}
    assert describe(knowledge, "85/2016/ND-CP", LATE)[0].status == ENDED
    assert describe(knowledge, "99999/QĐ-TTg", LATE) == []


@settings(max_examples=25, deadline=None)
@given(title=st.text(max_size=80), issuer=st.text(max_size=40), day=st.dates(date(2000, 1, 1), date(2035, 1, 1)))
def test_any_request_is_answered(knowledge: Knowledge, title: str, issuer: str, day: date) -> None:
    found = suggest_from(knowledge, Request(title, issuer, day))
    assert len(found.proposals) <= 15
    assert all(item.status not in (ENDED, "Chưa có hiệu lực") for item in found.proposals)


@pytest.mark.parametrize(
    ("title", "last"),
    [
        ("Phê duyệt Đề án … giai đoạn 2021 - 2025, tầm nhìn đến năm 2030", 2030),
        ("Kế hoạch chuyển đổi số năm 2025", 2025),
        ("Thực hiện Nghị quyết số 57-NQ/TW ngày 22 tháng 12 năm 2024 của Bộ Chính trị", None),
        ("Sửa đổi Nghị định số 85/2016/NĐ-CP ngày 01/7/2016", None),
        ("Về công tác văn thư", None),
    ],
)
def test_period_of_a_title(title: str, last: int | None) -> None:
    assert period_end(title) == last


def test_wording_of_single_documents(registry: RegistryIndex) -> None:
    circular = registry.find("54/2017/TT-BYT")
    assert circular is not None
    assert mention(circular).startswith(
        "Thông tư số 54/2017/TT-BYT ngày 29 tháng 12 năm 2017 của Bộ trưởng Bộ Y tế ban hành Bộ tiêu chí"
    )
    law = registry.find("15/2023/QH15")
    assert law is not None
    assert mention(law) == "Luật Khám bệnh, chữa bệnh ngày 09 tháng 01 năm 2023"
    assert mention(law, with_law_number=True) == "Luật Khám bệnh, chữa bệnh số 15/2023/QH15"
    assert subject("Một số chính sách phát triển y tế") == "về một số chính sách phát triển y tế"
    assert subject("Phê duyệt Chương trình") == "phê duyệt Chương trình"


def test_end_marks() -> None:
    assert finish(["Căn cứ A;", "Căn cứ B"]) == ["Căn cứ A;", "Căn cứ B."]
    assert finish(["Căn cứ A."], "party") == ["- Căn cứ A,"]
    assert finish([]) == []
    assert is_italic("Quyết định")
    assert not is_italic("Kế hoạch")


@pytest.mark.parametrize(
    ("name", "place", "level", "field", "where"),
    [
        ("Sở Y tế", "Đắk Lắk", "department", "Y tế", "Đắk Lắk"),
        ("SỞ Y TẾ TỈNH PHÚ THỌ", None, "department", "Y TẾ", "Phú Thọ"),
        ("Ủy ban nhân dân tỉnh Sơn La", None, "province", None, "Sơn La"),
        ("UBND xã Ea Tul", "Đắk Lắk", "commune", None, "Đắk Lắk"),
        ("Tỉnh ủy Phú Thọ", None, "party_province", None, "Phú Thọ"),
        ("Bộ Giáo dục và Đào tạo", None, "ministry", "Giáo dục và Đào tạo", None),
        ("Bộ Chính trị", None, "party_central", None, None),
        ("Bệnh viện đa khoa tỉnh Đắk Lắk", None, "unit", "Y tế", "Đắk Lắk"),
        ("", None, "other", None, None),
    ],
)  # fmt: skip
def test_bodies_are_read(name: str, place: str | None, level: str, field: str | None, where: str | None) -> None:
    read = body(name, place)
    assert (read.level, read.field, read.place) == (level, field, where)


def test_provinces_over_time() -> None:
    merged = successor_of("Phú Yên", "2025-07-01")
    assert merged is not None
    assert merged.new_name == "Đắk Lắk"
    assert successor_of("Phú Yên", "2025-06-30") is None
    assert successor_of("Đắk Lắk", "2026-01-01") is None
    assert province_name("TP. Hồ Chí Minh") == "Hồ Chí Minh"
    assert (kind_of("Bắc Ninh", "2026-09-19"), kind_of("Bắc Ninh", "2026-09-20")) == ("tỉnh", "thành phố")
    assert parent_of(body("Sở Y tế", "Đắk Lắk"), "2026-11-22") == "Ủy ban nhân dân tỉnh Đắk Lắk"


def test_in_force_is_said_with_its_limits(late: Suggestion) -> None:
    kept = next(item for item in late.proposals if item.number == "72/2025/QH15")
    assert kept.status == IN_FORCE
    assert "31/8/2026" in kept.status_reason


def test_nicknames_are_understood(knowledge: Knowledge) -> None:
    found = suggest_from(knowledge, Request("Kế hoạch triển khai Đề án 06 năm 2027", "Sở Tư pháp", LATE, "Cà Mau"))
    assert "06/QĐ-TTg" in numbers(found.proposals)
    assert describe(knowledge, "đề án 06", LATE)[0].number == "06/QĐ-TTg"


PARENT = Letter(
    "", "Kế hoạch thực hiện Chương trình vườn thú số tỉnh Đắk Lắk năm 2027", "Ủy ban nhân dân tỉnh Đắk Lắk", "Đắk Lắk",
    "2026-10-05", "Kế hoạch", "312/KH-UBND",
    (
        Cited("69/2024/NĐ-CP", "Nghị định", "2024-06-25", "Chính phủ", role="legal_basis"),
        Cited("85/2016/NĐ-CP", "Nghị định", "2016-07-01", "Chính phủ", role="legal_basis"),
        Cited("42/2025/NĐ-CP", "Nghị định", "2025-02-27", "Chính phủ", "Quy định chức năng, nhiệm vụ của Bộ Y tế", "legal_basis"),
        Cited("13/2023/NĐ-CP", "Nghị định", "2023-04-17", "Chính phủ", role="mention"),
    ),
)  # fmt: skip


def test_the_parent_document_and_its_basis_are_proposed(knowledge: Knowledge) -> None:
    request = Request(
        "Kế hoạch vườn thú số năm 2027", "Sở Y tế", LATE, "Đắk Lắk", given=(Given("parent", PARENT, "a.pdf"),)
    )
    found = suggest_from(knowledge, request)
    proposed = {item.number: item for item in found.proposals}
    assert proposed["312/KH-UBND"].chosen
    assert "Văn bản cấp trên (312/KH-UBND) lấy làm căn cứ" in proposed["69/2024/NĐ-CP"].reasons
    assert "42/2025/NĐ-CP" not in proposed  # what the parent acts under is not what its department acts under
    assert "85/2016/NĐ-CP" in numbers(found.avoid) and "85/2016/NĐ-CP" not in proposed


def test_what_the_draft_names_is_proposed(knowledge: Knowledge) -> None:
    draft = Letter(
        "", "Kế hoạch vườn thú số năm 2027", "Sở Y tế", "Đắk Lắk", None, "Kế hoạch", None,
        (
            Cited("69/2024/NĐ-CP", "Nghị định", "2024-06-25", "Chính phủ", role="legal_basis"),
            Cited("12/2022/TT-BTTTT", "Thông tư", "2022-08-12", role="legal_basis"),
        ),
    )  # fmt: skip
    asked = completed(Request("", "", LATE, None, "", given=(Given("draft", draft, "du-thao.docx"),)))
    assert (asked.title, asked.issuer, asked.place, asked.doc_type) == (draft.title, "Sở Y tế", "Đắk Lắk", "Kế hoạch")
    found = suggest_from(knowledge, asked)
    kept = next(item for item in found.proposals if item.number == "69/2024/NĐ-CP")
    assert kept.chosen and "Đã có trong phần căn cứ của dự thảo" in kept.reasons
    assert "12/2022/TT-BTTTT" in numbers(found.avoid)


def test_what_is_handed_in_survives_the_page(knowledge: Knowledge) -> None:
    given = Given("parent", PARENT, "a.pdf")
    assert from_json(to_json(given)) == given
    with pytest.raises(KeyError):
        from_json({**to_json(given), "role": "thơ"})


def test_a_read_file_is_a_letter() -> None:
    from extractor.context import Context
    from extractor.pipeline import extract

    text = """ỦY BAN NHÂN DÂN TỈNH HÒA AN          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
SỞ Y TẾ                                Độc lập - Tự do - Hạnh phúc
Số: 15/KH-SYT                          Hòa An, ngày 15 tháng 4 năm 2025

KẾ HOẠCH
Triển khai bệnh án điện tử năm 2025

Căn cứ Quyết định số 749/QĐ-TTg ngày 03 tháng 6 năm 2020 của Thủ tướng Chính phủ;
Sở Y tế xây dựng Kế hoạch như sau:
"""
    read = letter_of(extract(text.encode(), "a.txt", Context(today=LATE)))
    assert (read.number, read.doc_type, read.issuer) == ("15/KH-SYT", "Kế hoạch", "Sở Y tế")
    assert [(one.number, one.role) for one in read.citations] == [("749/QĐ-TTg", "legal_basis")]


def test_what_a_title_suspends_is_offered_but_never_chosen(registry: RegistryIndex) -> None:
    found = suggest_from(
        Knowledge((), registry), Request("Bảo đảm an toàn thực phẩm năm 2027", "Sở Y tế", LATE, "Gia Lai")
    )
    suspended = next(item for item in found.proposals if item.number == "46/2026/NĐ-CP")
    assert not suspended.chosen
    assert any("15/2026/NQ-CP" in warning for warning in suspended.warnings)
    articles_only = registry.by_number("26/2019/NĐ-CP")
    assert not any(registry.suspended_by(document, LATE) for document in articles_only)


@pytest.mark.parametrize(
    ("name", "place", "told"),
    [
        ("Sở Thông tin và Truyền thông", "Bình Dương", ["sáp nhập vào Thành phố Hồ Chí Minh", "Sở Khoa học và Công nghệ"]),
        ("Ủy ban nhân dân huyện Củ Chi", "Hồ Chí Minh", ["Cấp huyện"]),
        ("Sở Y tế", "Gia Lai", []),
    ],
)  # fmt: skip
def test_a_body_that_is_no_more_is_told(name: str, place: str, told: list[str]) -> None:
    found = dissolved(body(name, place), LATE.isoformat())
    assert len(found) == len(told)
    assert all(part in note for part, note in zip(told, found, strict=True))
    assert not dissolved(body(name, place), "2024-05-01")


def test_the_body_above_bears_the_name_of_the_day() -> None:
    assert parent_of(body("Sở Y tế", "Bình Dương"), "2026-11-22") == "Ủy ban nhân dân thành phố Hồ Chí Minh"
    assert parent_of(body("Ủy ban nhân dân xã Tân Phú", "Gia Lai"), "2026-11-22") == "Ủy ban nhân dân tỉnh Gia Lai"
