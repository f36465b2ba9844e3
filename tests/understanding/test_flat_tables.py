"""Tables flattened in plain text: one line for each line of a cell, pages cut in the middle of rows."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from table_samples import SOURCE, read_text

from extractor.document import Document
from extractor.flow import flow
from extractor.reading.text import text_pages
from extractor.understanding.flat.header import split_headings
from extractor.understanding.flat.names import name_words
from extractor.understanding.language import understand_text

TASKS = """
Phụ lục I

DANH MỤC NHIỆM VỤ CẢI CÁCH HÀNH CHÍNH NĂM 2026

(Kèm theo Kế hoạch số 15/KH-SNV ngày 05/01/2026)

TT Nội dung nhiệm vụ

Đơn vị chủ

trì

Đơn vị phối

hợp
Sản phẩm

Thời gian

hoàn thành

I Cải cách thể chế
1
Rà soát các văn bản do Sở tham mưu ban hành, lập danh

mục văn bản hết hiệu lực

Phòng Pháp chế

Các phòng

chuyên môn; Thanh

tra Sở
Báo cáo

Quý

II/2026

2
Xây dựng quy chế phối hợp giữa các phòng trong giải quyết

công việc

Văn phòng Sở

Các phòng

chuyên môn; Thanh

tra Sở
Quyết định

Tháng 3/2026

II Cải cách thủ tục
3 Niêm yết thủ tục tại bộ phận một cửa

Văn phòng Sở

Các phòng

chuyên môn; Thanh

tra Sở
Văn bản
Thường xuyên,

hằng năm

4
Số hóa hồ sơ đã giải quyết từ năm 2015 đến nay, đưa vào kho dữ

Phòng Lưu trữ

Các phòng

chuyên môn; Thanh
12

TT Nội dung nhiệm vụ

Đơn vị chủ

trì

Đơn vị phối

hợp
Sản phẩm

Thời gian

hoàn thành

liệu dùng chung của tỉnh

tra Sở
Hồ sơ số
Trước 30/11/2026
"""


@pytest.fixture(scope="module")
def tasks_doc():  # type: ignore[no-untyped-def]
    return read_text(TASKS)


def test_headings_rows_and_groups_are_rebuilt(tasks_doc) -> None:  # type: ignore[no-untyped-def]
    (table,) = tasks_doc._.tables
    assert [column.name for column in table.columns] == [
        "TT",
        "Nội dung nhiệm vụ",
        "Đơn vị chủ trì",
        "Đơn vị phối hợp",
        "Sản phẩm",
        "Thời gian hoàn thành",
    ]
    assert table.title == "Phụ lục I DANH MỤC NHIỆM VỤ CẢI CÁCH HÀNH CHÍNH NĂM 2026"
    assert [(row.kind, row.number) for row in table.rows] == [
        ("group", "I"),
        ("item", "1"),
        ("item", "2"),
        ("group", "II"),
        ("item", "3"),
        ("item", "4"),
    ]


def test_lines_go_to_their_columns(tasks_doc) -> None:  # type: ignore[no-untyped-def]
    first, second, third, fourth = tasks_doc._.tasks
    support = "Các phòng chuyên môn; Thanh tra Sở"
    assert first.task == "Rà soát các văn bản do Sở tham mưu ban hành, lập danh mục văn bản hết hiệu lực"
    assert (first.lead, first.support, first.output) == ("Phòng Pháp chế", support, "Báo cáo")
    assert (first.deadline, first.deadline_iso) == ("Quý II/2026", "2026-Q2")
    assert (second.lead, second.output, second.deadline_iso) == ("Văn phòng Sở", "Quyết định", "2026-03")
    assert (third.task, third.group) == ("Niêm yết thủ tục tại bộ phận một cửa", "II Cải cách thủ tục")
    assert (third.deadline, third.deadline_iso) == ("Thường xuyên, hằng năm", None)
    assert fourth.number == "4"


def test_a_row_cut_by_a_repeated_header_is_made_whole(tasks_doc) -> None:  # type: ignore[no-untyped-def]
    row = tasks_doc._.tasks[3]
    assert row.task == "Số hóa hồ sơ đã giải quyết từ năm 2015 đến nay, đưa vào kho dữ liệu dùng chung của tỉnh"
    assert row.support == "Các phòng chuyên môn; Thanh tra Sở"
    assert (row.lead, row.output, row.deadline_iso) == ("Phòng Lưu trữ", "Hồ sơ số", "2026-11-30")


def test_the_words_of_a_table_are_taken_from_the_running_text(tasks_doc) -> None:  # type: ignore[no-untyped-def]
    text = tasks_doc._.document.text
    taken = " ".join(text[start:end] for start, end in tasks_doc._.table_spans)
    assert "Niêm yết thủ tục" in taken and "DANH MỤC NHIỆM VỤ" not in taken


def test_numbers_glued_to_the_quantity_find_their_columns() -> None:
    doc = read_text(
        "DỰ TOÁN KINH PHÍ NĂM 2026\n\nStt Tên nhiệm vụ, dự án\nĐơn vị\nchủ trì\nThời gian\nthực hiện\nĐVT\nSố\nlượng\n"
        "Tổng mức đầu tư (đồng)\nKinh phí năm 2026 (đồng)\n"
        "A Hạ tầng (1+2)          700.000.000 500.000.000\n"
        "1\nMáy chủ cho trung tâm dữ liệu của\ntỉnh\nSở Nội vụ\n2026 Bộ 2 500.000.000 500.000.000\n"
        "2\nĐường truyền số liệu chuyên dùng\nSở Nội vụ\n2027 Gói 1 200.000.000\n"
        "B Đào tạo          50.000.000 50.000.000\n"
        "1 Tập huấn\nVăn phòng Sở\n2026-\n2027\nLớp 5 50.000.000 50.000.000\n"
        "Tổng cộng (A+B)          750.000.000 550.000.000\n"
    )
    (table,) = doc._.tables
    assert table.kind == "budget"
    assert [row.cells[4:] for row in table.rows if row.kind == "item"] == [
        ["Bộ", "2", "500.000.000", "500.000.000"],
        ["Gói", "1", "200.000.000", ""],
        ["Lớp", "5", "50.000.000", "50.000.000"],
    ]
    assert [row.path for row in table.rows] == [["A"], ["A", "1"], ["A", "2"], ["B"], ["B", "1"], ["Tổng cộng (A+B)"]]
    assert doc._.tasks[2].deadline == "2026-2027"
    assert doc._.warnings == []


def test_counted_columns_under_one_heading() -> None:
    doc = read_text(
        "2. Trang bị tại các trường theo kiểm kê\n\nT\nT\nTiêu chí\nSố trường đã trang bị\nTiểu\nhọc\nTrung\nhọc\n"
        "1 Phòng máy tính 5 7\n2 Máy chiếu, màn hình và\nâm thanh 4 6\n3 Thư viện số 0 2\n3. Nhân lực\n"
    )
    (table,) = doc._.tables
    assert [column.name for column in table.columns][2:] == [
        "Số trường đã trang bị / Tiểu học",
        "Số trường đã trang bị / Trung học",
    ]
    assert [row.cells[1:] for row in table.rows] == [
        ["Phòng máy tính", "5", "7"],
        ["Máy chiếu, màn hình và âm thanh", "4", "6"],
        ["Thư viện số", "0", "2"],
    ]


def test_values_of_several_sources_keep_their_columns() -> None:
    doc = read_text(
        "CHỈ TIÊU NĂM 2026\nTT Nội dung\nĐơn vị chủ\ntrì\nChỉ tiêu\ncủa Bộ\nnăm\n2026\nChỉ tiêu\ncủa tỉnh\nnăm\n2026\n"
        "Kết quả đạt\nđược đến hết\nngày\n31/3/2026\nGhi chú\nI Chính quyền số\n"
        "1\nTỷ lệ hồ sơ nộp trực tuyến\nVăn phòng Sở\n- 80% 75% Đang tăng\n"
        "2\nTỷ lệ văn bản ký số của các cơ\nquan\nVăn phòng Sở\n90% Trên 95% 97% Đã hoàn thành\n"
    )
    (table,) = doc._.tables
    assert table.kind == "targets"
    assert [row.cells[3:] for row in table.rows if row.kind == "item"] == [
        ["-", "80%", "75%", "Đang tăng"],
        ["90%", "Trên 95%", "97%", "Đã hoàn thành"],
    ]
    first, second = doc._.targets
    assert (first.value, first.comparator, first.deadline, first.source) == (80, "=", "2026", "tỉnh")
    assert (second.value, second.comparator) == (95, ">")
    assert second.values["Chỉ tiêu của Bộ năm 2026"] == "90%"


def test_headings_are_cut_by_vocabulary_and_line_starts() -> None:
    words = ["TT", "Nội", "dung", "Cơ", "quan", "chủ", "trì", "Sản", "phẩm", "Thời", "hạn", "Ghi", "chú"]
    assert split_headings(words, [False] * len(words)) == [
        "TT",
        "Nội dung",
        "Cơ quan chủ trì",
        "Sản phẩm",
        "Thời hạn",
        "Ghi chú",
    ]


def test_running_text_is_no_table() -> None:
    doc = read_text(
        "1. Mục đích\n\n- Nâng cao nhận thức.\n\n2. Yêu cầu\n\n- TT: Trung tâm; VP: Văn phòng.\n\n3. Thời gian\n"
    )
    assert doc._.tables == []


LINE = st.sampled_from(
    [
        "TT Nội dung",
        "Đơn vị chủ trì",
        "Thời hạn",
        "I Nhóm",
        "1",
        "2 Việc hai",
        "Văn phòng Sở",
        "Quý I/2026",
        "",
        "- 5 7",
        "12",
        "chung của tỉnh",
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(LINE, st.text(max_size=30)), max_size=40))
def test_any_lines_are_survived(lines: list[str]) -> None:
    doc = read_text("\n".join(lines))
    for table in doc._.tables:
        assert all(len(row.cells) == len(table.columns) for row in table.rows)


SHARED = """
KẾ HOẠCH

TT
Nội dung nhiệm vụ
Phân công thực hiện
Thời hạn
Chủ trì
Phối hợp
1 Rà soát quy chế làm việc Văn phòng Sở Phòng Nghiệp vụ Quý II/2026
2 Tổ chức hội nghị sơ kết Phòng Nghiệp vụ Thanh tra Sở 6 tháng đầu năm 2026
3 Cập nhật dữ liệu Thanh tra Sở Văn phòng Sở 20/11/2026
"""


def test_headings_below_a_shared_one_go_to_its_place() -> None:
    (table,) = read_text(SHARED)._.tables
    assert [column.name for column in table.columns] == [
        "TT",
        "Nội dung nhiệm vụ",
        "Phân công thực hiện / Chủ trì",
        "Phân công thực hiện / Phối hợp",
        "Thời hạn",
    ]
    assert [row.cells[2:] for row in table.rows] == [
        ["Văn phòng Sở", "Phòng Nghiệp vụ", "Quý II/2026"],
        ["Phòng Nghiệp vụ", "Thanh tra Sở", "6 tháng đầu năm 2026"],
        ["Thanh tra Sở", "Văn phòng Sở", "20/11/2026"],
    ]


YEARS = """
PHỤ LỤC

STT
Nội dung chi
Kinh phí thực hiện (đồng)
Ghi chú
Tổng số
Năm 2026
Năm 2027
1 Mua máy chủ 10.200.000 5.100.000 5.100.000
2 Tập huấn cán bộ 12.650.000 6.325.000 6.325.000
3 Thuê đường truyền 8.000.000 4.000.000 4.000.000
"""


def test_amounts_of_years_below_a_shared_heading() -> None:
    (table,) = read_text(YEARS)._.tables
    assert [column.role for column in table.columns] == ["number", "task", "budget", "budget", "budget", "note"]
    assert table.rows[1].cells == ["2", "Tập huấn cán bộ", "12.650.000", "6.325.000", "6.325.000", ""]


TICKS = """
PHỤ LỤC

TT
Nội dung
Chủ trì
Tiến độ năm 2026
Quý I
Quý II
Quý III
Quý IV
1 Rà soát quy chế làm việc Văn phòng Sở x
2 Tổ chức hội nghị sơ kết Phòng Nghiệp vụ x x
3 Cập nhật dữ liệu Thanh tra Sở x
"""


def test_a_tick_whose_column_is_lost_gives_no_deadline() -> None:
    tasks = read_text(TICKS)._.tasks
    assert [(task.lead, task.deadline) for task in tasks] == [
        ("Văn phòng Sở", None),
        ("Phòng Nghiệp vụ", None),
        ("Thanh tra Sở", None),
    ]


ROADMAP = """
PHỤ LỤC

Số
thứ
tự
Nội dung chỉ tiêu
ĐVT
Lộ trình thực hiện
2026
2027
1 Tỷ lệ hồ sơ trực tuyến % ≥82 ≥85
2 Tỷ lệ người dân hài lòng % 90 93
3 Tỷ lệ văn bản được ký số % - 100
"""


def test_years_below_a_roadmap_hold_goals() -> None:
    doc = read_text(ROADMAP)
    (table,) = doc._.tables
    assert [column.name for column in table.columns][3:] == ["Lộ trình thực hiện / 2026", "Lộ trình thực hiện / 2027"]
    assert table.kind == "targets"
    assert [(target.value, target.deadline) for target in doc._.targets] == [(85, "2027"), (93, "2027"), (100, "2027")]


def test_no_cut_inside_the_name_of_a_body() -> None:
    words = ["Văn", "phòng", "UBND", "tỉnh", "Sở", "Văn", "hóa,", "Thể", "thao", "và", "Du", "lịch"]
    inside, behind = name_words(words)
    assert inside == {1, 2, 3, 5, 6, 7, 8, 9, 10, 11}
    assert behind == {4}


def test_a_unit_may_have_its_parent_behind_it() -> None:
    inside, behind = name_words(["Phòng", "Tổ", "chức", "cán", "bộ", "Sở", "Y", "tế"])
    assert 5 not in inside and not behind


def test_a_citation_in_a_cell_has_the_words_of_its_cell() -> None:
    rows = "\n".join(
        f"{number}\nTriển khai Quyết định số {number}7/QĐ-UBND ngày\n14/01/2021 của Ủy ban nhân dân tỉnh về ban hành\nKế hoạch số hóa\n"
        f"Văn phòng\nSở Tư\npháp\nQuý II/2026"
        for number in (1, 2, 3)
    )
    text = f"TT\nNội dung nhiệm vụ\nĐơn vị chủ trì\nĐơn vị phối hợp\nThời gian hoàn thành\n{rows}\n"
    doc = understand_text(flow(Document(SOURCE, tuple(text_pages(text)))))
    cells = [cell for table in doc._.tables for row in table.rows for cell in row.cells]
    assert (
        "Triển khai Quyết định số 17/QĐ-UBND ngày 14/01/2021 của Ủy ban nhân dân tỉnh về ban hành Kế hoạch số hóa"
        in cells
    )
    assert [(one.issuer, one.title) for one in doc._.citations] == [
        ("Ủy ban nhân dân tỉnh", "ban hành Kế hoạch số hóa")
    ] * 3


def test_the_lead_may_stand_before_the_task() -> None:
    rows = "\n".join(
        f"{number} Phòng Nghiệp vụ\n{work}\nBáo cáo\nQuý II/2026"
        for number, work in enumerate(("Rà soát quy trình", "Tổ chức tập huấn", "Xây dựng quy chế"), 1)
    )
    doc = read_text(f"TT Cơ quan chủ trì\nNội dung nhiệm vụ\nSản phẩm\nThời gian hoàn thành\n{rows}\n")
    assert [(task.lead, task.task) for task in doc._.tasks] == [
        ("Phòng Nghiệp vụ", "Rà soát quy trình"),
        ("Phòng Nghiệp vụ", "Tổ chức tập huấn"),
        ("Phòng Nghiệp vụ", "Xây dựng quy chế"),
    ]
