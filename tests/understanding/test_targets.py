"""Goals with numbers: several in a sentence, deadlines that hold, comparators, and what is no goal."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from table_samples import page_of, read_pages, read_text

from corpora.facts import table_words
from extractor.understanding.goals.values import find_quantities
from extractor.understanding.words.amounts import printed

PLAN = "KẾ HOẠCH\nCải cách hành chính năm 2026\n\nII. MỤC TIÊU\n\n"

SENTENCES = [
    ("- 85% hồ sơ được nộp trực tuyến.", [("=", 85, "%", "2026")]),
    ("- Tối thiểu 90% người dân hài lòng.", [(">=", 90, "%", "2026")]),
    ("- Tỷ lệ hồ sơ trễ hạn không quá 2%.", [("<=", 2, "%", "2026")]),
    ("- Trên 70% xã có điểm truy cập công cộng.", [(">", 70, "%", "2026")]),
    ("- Tỷ lệ hộ nghèo giảm xuống dưới 3%.", [("<", 3, "%", "2026")]),
    ("- Tỷ lệ thanh toán điện tử đạt từ 40% trở lên.", [(">=", 40, "%", "2026")]),
    ("- Từ 95% học sinh trở lên được khám sức khỏe.", [(">=", 95, "%", "2026")]),
    (
        "- Phấn đấu đến hết năm 2027, 100% văn bản được ký số, 80% hồ sơ được số hóa; đến hết tháng 6 năm 2028, 95% kho lưu trữ được kiểm kê.",
        [("=", 100, "%", "2027"), ("=", 80, "%", "2027"), ("=", 95, "%", "2028-06")],
    ),
    ("- Hỗ trợ 200 doanh nghiệp dùng nền tảng số.", [("=", 200, "doanh nghiệp", "2026")]),
    ("- Thời gian khắc phục sự cố không quá 24 giờ.", [("<=", 24, "giờ", "2026")]),
    ("- Tổng dự toán kinh phí: 12.500.000.000 đồng.", [("=", 12500000000, "đồng", "2026")]),
    ("- 90% hồ sơ công việc được xử lý trên mạng (trừ hồ sơ mật; hồ sơ giấy).", [("=", 90, "%", "2026")]),
]


@pytest.mark.parametrize(("sentence", "answers"), SENTENCES)
def test_goals_of_a_plan(sentence: str, answers: list[tuple[str, float, str, str]]) -> None:
    found = read_text(PLAN + sentence)._.targets
    assert [(target.comparator, target.value, target.unit, target.deadline) for target in found] == answers
    assert all(target.page == 1 and target.bbox is not None for target in found)


def test_a_range_has_two_values() -> None:
    (target,) = read_text(PLAN + "- Năng suất lao động tăng từ 3,5% đến 5%.")._.targets
    assert (target.comparator, target.value, target.value_max) == ("range", 3.5, 5)


def test_the_heading_is_the_deadline_of_what_stands_under_it() -> None:
    text = "II. MỤC TIÊU\n\n1. Đến năm 2030\n\n- Kinh tế số đạt tối thiểu 35% GRDP.\n\n2. Tầm nhìn đến năm 2045\n\n- Kinh tế số đạt 50% GRDP.\n"
    assert [target.deadline for target in read_text(text)._.targets] == ["2030", "2045"]


@pytest.mark.parametrize(
    ("sentence", "metric"),
    [
        ("- Tổ chức ít nhất 02 lớp tập huấn kỹ năng số", "lớp tập huấn kỹ năng số"),
        ("- Phấn đấu cung cấp 100% dịch vụ công trực tuyến toàn trình", "tỷ lệ dịch vụ công trực tuyến toàn trình"),
        ("- Giảm 10% số vụ tai nạn giao thông", "Giảm số vụ tai nạn giao thông"),
    ],
)
def test_a_metric_is_no_bare_verb(sentence: str, metric: str) -> None:
    (target,) = read_text(f"{PLAN}{sentence}.")._.targets
    assert target.metric == metric


def test_metric_and_scope() -> None:
    (target,) = read_text(
        PLAN + "- 80% các bệnh viện công lập triển khai bệnh án điện tử (không bao gồm phòng khám)."
    )._.targets
    assert target.metric == "tỷ lệ bệnh viện công lập triển khai bệnh án điện tử"
    assert target.scope == "không bao gồm phòng khám"


def test_a_line_that_opens_a_list_makes_its_items_goals() -> None:
    text = "Từ nay đến năm 2027, phấn đấu hoàn thành các chỉ tiêu sau:\n\n- 85% cơ quan đạt chuẩn văn hóa.\n"
    (target,) = read_text(text)._.targets
    assert (target.value, target.deadline) == (85, "2027")


@pytest.mark.parametrize(
    "text",
    [
        "I. KẾT QUẢ THỰC HIỆN NĂM 2025\n\n- 100% xã đã có đường truyền.\n\n- Tỷ lệ máy tính trên cán bộ là 100%.",
        "II. MỤC TIÊU\n\n- Hiện nay 60% hồ sơ được nộp trực tuyến.",
        "Năm 2025, toàn tỉnh đã tiếp nhận 612.480 hồ sơ, trong đó 58,3% nộp trực tuyến.",
        "II. MỤC TIÊU\n\n- Nâng cấp dịch vụ công mức độ 3, 4 cho bệnh viện dưới 500 giường.",
        "Kiểm tra an toàn định kỳ 01 lần/02 năm đối với hệ thống cấp độ 2.",
        "II. MỤC TIÊU\n\n- Trong năm qua, tỷ lệ văn bản được ký số tại các phòng và đơn vị của toàn ngành chiếm 92%.",
        "II. MỤC TIÊU\n\n- Tỷ lệ văn bản được ký số đã đạt 92%.",
        "BÁO CÁO\n\nCông tác văn thư năm 2025\n\n- Tỷ lệ văn bản được ký số đạt tối thiểu 92% trong năm 2025.",
        "IV. NHIỆM VỤ VÀ KINH PHÍ\n\nTổng kinh phí dự kiến là 3.250.000.000 đồng.",
        "Tổng dự toán: 3.250.000.000 đồng.",
        "Căn cứ Nghị quyết số 57-NQ/TW ngày 22/12/2024;",
    ],
)
def test_what_is_no_goal(text: str) -> None:
    assert read_text(text)._.targets == []


def test_norms_of_a_circular_are_no_goals_but_its_aims_are() -> None:
    norms = "Điều 2. Điều kiện\n\nĐơn vị sử dụng từ 10% lao động nữ trở lên được giảm tối thiểu 50% mức đóng.\n\n"
    assert not read_text("THÔNG TƯ\nHướng dẫn mức đóng\n\n" + norms)._.targets
    aims = read_text(
        "THÔNG TƯ\nHướng dẫn mức đóng\n\n"
        + norms
        + "Điều 3. Mục tiêu\n\nĐến năm 2027, tối thiểu 60% lao động tham gia."
    )
    assert [target.value for target in aims._.targets] == [60]


def test_how_far_goals_were_reached_is_no_goal() -> None:
    text = "BÁO CÁO\nTình hình năm 2026\n\nI. ĐÁNH GIÁ KẾT QUẢ 4 NĂM THỰC HIỆN MỤC TIÊU CỦA KẾ HOẠCH\n\n- Giá trị sản xuất tăng bình quân 10,5%."
    assert not read_text(text)._.targets


def test_what_a_report_plans_for_next_year_is_a_goal() -> None:
    text = (
        "BÁO CÁO\n\nCông tác văn thư năm 2025\n\nI. KẾT QUẢ THỰC HIỆN\n\n- Tỷ lệ văn bản được ký số đạt 92%.\n\n"
        "II. MỤC TIÊU NĂM 2026\n\n- Phấn đấu 98% văn bản được ký số.\n\n- Phát huy kết quả đã đạt, phấn đấu 90% hồ sơ số hóa.\n"
    )
    assert [target.value for target in read_text(text)._.targets] == [98, 90]


def test_the_cost_of_a_plan_as_an_item_is_a_goal() -> None:
    (target,) = read_text("VI. KINH PHÍ THỰC HIỆN\n\n- Tổng dự toán kinh phí: 3.250.000.000 đồng.")._.targets
    assert (target.value, target.unit) == (3250000000, "đồng")


def test_rows_of_a_targets_table() -> None:
    rows = (
        ("STT", "Chỉ tiêu", "Đơn vị tính", "Thực hiện năm 2025", "Kế hoạch năm 2026"),
        ("I", "Chính quyền số"),
        ("1", "Tỷ lệ hồ sơ xử lý trên mạng", "%", "71,5", "85"),
        ("2", "Số dịch vụ dữ liệu được chia sẻ", "dịch vụ", "18", "≥ 30"),
        ("3", "Tỷ lệ xã có điểm phục vụ", "%", "40", "-"),
    )
    first, second = read_pages((page_of("CHỈ TIÊU NĂM 2026", rows),))._.targets
    assert (first.value, first.comparator, first.unit, first.deadline) == (85, "=", "%", "2026")
    assert first.metric == "Tỷ lệ hồ sơ xử lý trên mạng"
    assert first.values == {"Đơn vị tính": "%", "Thực hiện năm 2025": "71,5", "Kế hoạch năm 2026": "85"}
    assert (second.value, second.comparator, second.unit) == (30, ">=", "dịch vụ")


def test_goals_inside_tables_are_not_found_twice() -> None:
    rows = (
        ("TT", "Nhiệm vụ", "Chủ trì", "Thời hạn"),
        ("1", "Bảo đảm 100% văn bản ký số", "Văn phòng", "2026"),
        ("2", "Tập huấn", "Văn phòng", "2026"),
    )
    assert read_pages((page_of("II. MỤC TIÊU", rows),))._.targets == []


def test_each_comparator_word_is_read() -> None:
    for row in table_words.comparator_words():
        (found,) = find_quantities(row.example)
        assert found.comparator == row.comparator, row


@given(st.integers(1, 10**9), st.sampled_from(["%", "đồng", "doanh nghiệp", "lớp"]))
def test_a_printed_value_comes_back(value: int, unit: str) -> None:
    (found,) = find_quantities(f"đạt {printed(value)} {unit}")
    assert (found.value, found.unit) == (value, unit)


@settings(max_examples=60, deadline=None)
@given(st.text())
def test_any_text_is_survived(text: str) -> None:
    for target in read_text(PLAN + text)._.targets:
        assert target.text and target.value is not None


@pytest.mark.parametrize(
    ("line", "comparator", "value", "unit"),
    [
        ("- Tỷ suất tử vong mẹ dưới mức 3 ca.", "<", 3, "ca"),
        ("- Số ngày chờ khám nhiều nhất là 8 ngày.", "<=", 8, "ngày"),
        ("- Giám sát 247 cơ sở tại địa bàn trọng điểm.", "=", 247, "cơ sở"),
    ],
)
def test_counts_and_limits(line: str, comparator: str, value: float, unit: str) -> None:
    (target,) = read_text(f"I. CHỈ TIÊU NĂM 2026\n{line}")._.targets
    assert (target.comparator, target.value, target.unit, target.deadline) == (comparator, value, unit, "2026")
