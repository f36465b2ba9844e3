"""Drawn tables: header rows, groups, totals, tables over several pages, kinds and roles; what is no table."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from table_samples import HEADINGS, page_of, read_pages

from corpora.facts import table_words
from extractor.understanding.grids.column_roles import assign_roles, role_of
from extractor.understanding.grids.grid_tables import title_above
from extractor.understanding.grids.row_numbering import Numbering, parse_mark, roman_value

TASKS = (
    HEADINGS,
    ("I", "Hoàn thiện thể chế"),
    ("1", "Ban hành quy chế khai thác kho dữ liệu", "Sở Nội vụ", "Sở Tư pháp", "Quyết định", "Quý II/2026"),
    ("2", "Rà soát định mức chi", "Sở Tài chính", "UBND các xã", "Báo cáo", "Tháng 9/2026"),
    ("II", "Phát triển hạ tầng"),
    ("3", "Kiểm tra an toàn hệ thống", "Công an tỉnh", "", "Biên bản", "Thường xuyên"),
)


def test_a_task_table_with_groups() -> None:
    doc = read_pages((page_of("Phụ lục I", "DANH MỤC NHIỆM VỤ NĂM 2026", "(Kèm theo Kế hoạch số 12/KH-UBND)", TASKS),))
    (table,) = doc._.tables
    assert table.kind == "tasks"
    assert table.title == "Phụ lục I DANH MỤC NHIỆM VỤ NĂM 2026"
    assert [column.role for column in table.columns] == ["number", "task", "lead", "support", "output", "deadline"]
    assert [(row.kind, row.path) for row in table.rows] == [
        ("group", ["I"]),
        ("item", ["I", "1"]),
        ("item", ["I", "2"]),
        ("group", ["II"]),
        ("item", ["II", "3"]),
    ]
    assert table.rows[0].cells[1] == "Hoàn thiện thể chế"
    assert all(len(row.cells) == len(table.columns) for row in table.rows)
    assert table.page == 1 and table.bbox is not None


def test_a_table_goes_on_over_pages_without_its_repeated_header() -> None:
    first = page_of("DANH MỤC NHIỆM VỤ", TASKS[:4], number=1)
    rest = (HEADINGS, *TASKS[4:])
    (table,) = read_pages((first, page_of(rest, number=2)))._.tables
    assert [row.number for row in table.rows] == ["I", "1", "2", "II", "3"]
    assert [row.page for row in table.rows] == [1, 1, 1, 2, 2]


def test_a_repeated_header_may_be_misread() -> None:
    misread = (*HEADINGS[:2], HEADINGS[2].replace("tr", "t"), *HEADINGS[3:])
    assert misread != HEADINGS
    (table,) = read_pages((page_of(TASKS[:4]), page_of((misread, *TASKS[4:]), number=2)))._.tables
    assert [row.number for row in table.rows] == ["I", "1", "2", "II", "3"]


def test_a_table_goes_on_where_no_header_is_repeated() -> None:
    (table,) = read_pages((page_of(TASKS[:4]), page_of(TASKS[4:], number=2)))._.tables
    assert [row.number for row in table.rows] == ["I", "1", "2", "II", "3"]


def test_a_row_cut_by_the_page_is_made_whole() -> None:
    cut = (
        "2",
        "Rà soát, sửa đổi định mức chi theo Quyết định số 41/QĐ-",
        "Sở Tài",
        "UBND các xã",
        "Báo cáo",
        "Tháng 9/2026",
    )
    rest = ("", "UBND của tỉnh", "chính", "", "", "")
    pages = (page_of((*TASKS[:3], cut)), page_of((HEADINGS, rest, *TASKS[4:]), number=2))
    (table,) = read_pages(pages)._.tables
    row = table.rows[2]
    assert row.cells[1] == "Rà soát, sửa đổi định mức chi theo Quyết định số 41/QĐ-UBND của tỉnh"
    assert row.cells[2] == "Sở Tài chính"
    assert [other.number for other in table.rows] == ["I", "1", "2", "II", "3"]


def test_text_between_parts_two_tables() -> None:
    pages = (page_of(TASKS[:4]), page_of("2. Các nhiệm vụ khác", (HEADINGS, *TASKS[4:]), number=2))
    assert len(read_pages(pages)._.tables) == 2


def test_merged_headings_are_joined() -> None:
    rows = (
        ("TT", "Nội dung", "Kinh phí (triệu đồng)"),
        (None, None, "Năm 2026", "Năm 2027"),
        ("1", "Thuê đường truyền", "120", "130"),
        ("2", "Mua bản quyền", "80", "90"),
    )
    (table,) = read_pages((page_of("KINH PHÍ THỰC HIỆN", rows),))._.tables
    assert [column.name for column in table.columns] == [
        "TT",
        "Nội dung",
        "Kinh phí (triệu đồng) / Năm 2026",
        "Kinh phí (triệu đồng) / Năm 2027",
    ]
    assert table.kind == "budget"


def test_merged_and_repeated_cells_reach_down() -> None:
    rows = (
        HEADINGS,
        ("1", "Tập huấn", "Sở Nội vụ", "Sở Tài chính", "Báo cáo", "Quý I/2026"),
        ("2", "Kiểm tra", None, "nt", "Biên bản", "Quý II/2026"),
    )
    (table,) = read_pages((page_of(rows),))._.tables
    assert table.rows[1].cells[2:4] == ["Sở Nội vụ", "Sở Tài chính"]


BUDGET = (
    ("STT", "Nội dung", "ĐVT", "Số lượng", "Kinh phí (đồng)"),
    ("A", "Thiết bị", "", "", "300.000.000"),
    ("1", "Máy chủ", "bộ", "2", "200.000.000"),
    ("2", "Tường lửa", "cái", "1", "100.000.000"),
    ("B", "Đào tạo", "", "", "50.000.000"),
    ("1", "Tập huấn", "lớp", "2", "50.000.000"),
    ("", "Tổng cộng (A+B)", "", "", "350.000.000"),
)


def test_a_budget_with_sums_that_hold() -> None:
    doc = read_pages((page_of("DỰ TOÁN KINH PHÍ", BUDGET),))
    (table,) = doc._.tables
    assert table.kind == "budget"
    assert [row.kind for row in table.rows] == ["group", "item", "item", "group", "item", "total"]
    assert table.rows[4].path == ["B", "1"]
    assert doc._.warnings == []


def test_a_sum_that_does_not_add_up_is_a_warning() -> None:
    wrong = [list(row) for row in BUDGET]
    wrong[-1][-1] = "360.000.000"
    doc = read_pages((page_of("DỰ TOÁN KINH PHÍ", wrong),))
    (warning,) = doc._.warnings
    assert warning.code == "sum_mismatch"
    assert "360.000.000" in warning.message and "350.000.000" in warning.message


def test_an_inventory_is_told_from_tasks() -> None:
    rows = (("TT", "Thiết bị", "Số lượng", "Ghi chú"), ("1", "Máy in", "4", ""), ("2", "Máy quét", "2", ""))
    (table,) = read_pages((page_of("DANH MỤC TRANG THIẾT BỊ", rows),))._.tables
    assert table.kind == "inventory"


@pytest.mark.parametrize(
    "rows",
    [
        (("UBND TỈNH X", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), ("SỞ NỘI VỤ", "Độc lập - Tự do - Hạnh phúc")),
        (("Nơi nhận:", "KT. GIÁM ĐỐC"), ("- Như trên;", "PHÓ GIÁM ĐỐC")),
        (("Một khung chữ",), ("một cột",)),
    ],
)
def test_grids_that_only_set_the_page_are_no_tables(rows: tuple[tuple[str, ...], ...]) -> None:
    assert read_pages((page_of(rows),))._.tables == []


def test_column_numbers_below_the_header_are_dropped() -> None:
    rows = (HEADINGS, ("(1)", "(2)", "(3)", "(4)", "(5)", "(6)"), *TASKS[2:4])
    (table,) = read_pages((page_of(rows),))._.tables
    assert [row.number for row in table.rows] == ["1", "2"]


def test_a_bare_unit_heading_is_decided_by_its_cells() -> None:
    headings = ("TT", "Nội dung", "Đơn vị")
    assert assign_roles(headings, (("1", "2"), ("Mua máy", "Thuê xe"), ("bộ", "cái")))[2] == "unit"
    assert assign_roles(headings, (("1", "2"), ("Mua máy", "Thuê xe"), ("Sở Y tế", "Văn phòng")))[2] == "lead"


UNKNOWN = [
    ("Dự tính", ("Quý II/2026", "Trước 15/9/2026"), "deadline"),
    ("Năm đưa vào sử dụng", ("2019", "2021"), "other"),
    ("Ngày ban hành", ("14/01/2021", "20/5/2022"), "other"),
    ("Bên làm", ("Sở Y tế", "Văn phòng Sở"), "lead"),
    ("Đơn vị thụ hưởng", ("Trung tâm Y tế A", "Bệnh viện B"), "other"),
    ("Khoản chi", ("120.000.000", "80.500.000 đồng"), "budget"),
    ("Dân số", ("1.200.000", "2.350.000"), "other"),
    ("Hoàn thành", ("Tháng 6/2026", "Tháng 9/2026"), "deadline"),
    ("Hoàn thành", ("80%", "100%"), "status"),
    ("Diễn giải", ("Theo thỏa thuận", "Quý II/2026"), "other"),
]


@pytest.mark.parametrize(("heading", "cells", "role"), UNKNOWN)
def test_an_unknown_heading_is_decided_by_its_cells(heading: str, cells: tuple[str, ...], role: str) -> None:
    headings = ("TT", "Nhiệm vụ", heading)
    assert assign_roles(headings, (("1", "2"), ("Mua máy chủ", "Thuê xe"), cells))[2] == role


def test_a_table_with_rare_headings_gives_tasks() -> None:
    rows = (
        ("TT", "Việc cần làm", "Phụ trách", "Mốc thời gian"),
        ("1", "Rà soát danh sách", "Phòng Tổ chức", "Tháng 3/2026"),
        ("2", "Lập báo cáo", "Văn phòng", "Tháng 4/2026"),
    )
    doc = read_pages((page_of("PHÂN CÔNG", rows),))
    assert [column.role for column in doc._.tables[0].columns] == ["number", "task", "lead", "deadline"]
    assert [task.deadline_iso for task in doc._.tasks] == ["2026-03", "2026-04"]


def test_each_known_heading_has_its_role() -> None:
    wrong = [
        (row.example, role_of(row.example), row.role)
        for row in table_words.column_headings()
        if role_of(row.example) != row.role
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("T T", "number"),
        ("Kết quả", "output"),
        ("Kết quả thực hiện đến ngày 30/6/2026", "status"),
        ("Kết quả đạt được đến hết quý I", "status"),
        ("Chỉ tiêu của tỉnh năm 2026", "other"),
        ("Đơn vị chủ trì, phối hợp", "lead"),
        ("Kinh phí / Năm 2026", "budget"),
        ("Đơn  vị\nphối hợp", "support"),
    ],
)
def test_headings_with_more_words(heading: str, role: str) -> None:
    assert role_of(heading) == role


def test_fact_tables_reject_what_does_not_fit(tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(table_words, "FOLDER", tmp_path)
    (tmp_path / "a.tsv").write_text("x\ty\n1\n", encoding="utf-8")
    with pytest.raises(ValueError, match="fields"):
        table_words.rows("a.tsv", ("x", "y"))
    (tmp_path / "a.tsv").write_text("x\ty\n1\t2\n1\t2\n", encoding="utf-8")
    with pytest.raises(ValueError, match="twice"):
        table_words.rows("a.tsv", ("x", "y"))
    with pytest.raises(ValueError, match="columns"):
        table_words.rows("a.tsv", ("x", "z"))


@given(st.integers(1, 89))
def test_roman_numerals_are_read(value: int) -> None:
    tens = ("", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX")[value // 10]
    ones = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[value % 10]
    assert roman_value(tens + ones) == value


def test_paths_follow_the_numbering() -> None:
    numbering = Numbering()
    marks = ["A", "I.", "1", "2", "II.", "1", "1.1", "1.2", "2", "B.", "1", "C.", "1"]
    paths = [numbering.path(numbering.read(mark)) for mark in marks]
    assert paths[3] == ["A", "I", "2"]
    assert paths[7] == ["A", "II", "1", "1.2"]
    assert paths[8] == ["A", "II", "2"]
    assert paths[-1] == ["C", "1"]


@given(st.text(max_size=12))
def test_any_mark_is_survived(text: str) -> None:
    mark = parse_mark(text)
    assert mark is None or mark.value >= 0


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.text(max_size=20), min_size=1, max_size=5), min_size=1, max_size=6))
def test_any_grid_is_survived(rows: list[list[str]]) -> None:
    doc = read_pages((page_of("MỘT BẢNG", rows), page_of(rows, number=2)))
    for table in doc._.tables:
        assert all(len(row.cells) == len(table.columns) for row in table.rows)


def test_goals_of_years_below_a_roadmap_are_no_deadlines() -> None:
    headings = ("TT", "Nội dung", "ĐVT", "Lộ trình / 2026", "Lộ trình / 2027")
    cells = (("1", "2"), ("Tỷ lệ hồ sơ số", "Tỷ lệ hài lòng"), ("%", "%"), ("≥ 70", "≥ 85"), ("≥ 80", "≥ 90"))
    assert assign_roles(headings, cells) == ["number", "task", "unit", "other", "other"]


@pytest.mark.parametrize("unit", ["ĐVT: đồng", "ĐƯT: đồng", "(Đơn vị tính: triệu đồng)"])
def test_the_unit_above_a_table_is_no_part_of_its_title(unit: str) -> None:
    assert title_above(["BẢNG PHÂN BỔ KINH PHÍ", unit]) == "BẢNG PHÂN BỔ KINH PHÍ"
