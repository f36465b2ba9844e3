"""Task rows of tables, flat, and tasks of running text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc
from table_samples import HEADINGS, page_of, read_pages, read_text

from models.record import Place


def test_rows_of_a_task_table_are_flat() -> None:
    rows = (
        HEADINGS,
        ("A", "Thể chế (I+II)"),
        ("I", "Quy chế"),
        ("1", "Ban hành quy chế", "Sở Nội vụ", "Sở Tư pháp", "Quyết định", "Trước 30/9/2026"),
        ("B", "Tuyên truyền"),
        ("1", "Viết bài", "Văn phòng", "-", "Tin, bài", "Hằng quý"),
    )
    first, second = read_pages((page_of("NHIỆM VỤ NĂM 2026", rows),))._.tasks
    assert (first.number, first.group) == ("1", "A Thể chế / I Quy chế")
    assert (first.lead, first.support, first.output) == ("Sở Nội vụ", "Sở Tư pháp", "Quyết định")
    assert (first.deadline, first.deadline_iso) == ("Trước 30/9/2026", "2026-09-30")
    assert (second.group, second.support, second.deadline_iso) == ("B Tuyên truyền", None, None)
    assert first.page == 1 and first.bbox is not None and "Ban hành quy chế" in first.raw


def test_the_year_of_the_heading_completes_the_deadline() -> None:
    rows = (
        ("TT", "Nhiệm vụ", "Chủ trì", "Thời hạn (năm 2026)"),
        ("1", "Sơ kết", "Văn phòng", "Quý II"),
        ("2", "Tổng kết", "Văn phòng", "Tháng 12"),
    )
    tasks = read_pages((page_of("NHIỆM VỤ", rows),))._.tasks
    assert [task.deadline_iso for task in tasks] == ["2026-Q2", "2026-12"]


def test_a_misread_quarter_is_mended_and_less_certain() -> None:
    rows = (
        ("TT", "Nhiệm vụ", "Chủ trì", "Thời hạn"),
        ("1", "Sơ kết", "Văn phòng", "Quý H/2026"),
        ("2", "Tổng kết", "Văn phòng", "Quý IV/2026"),
    )
    first, second = read_pages((page_of("NHIỆM VỤ", rows),))._.tasks
    assert (first.deadline, first.deadline_iso, second.deadline_iso) == ("Quý II/2026", "2026-Q2", "2026-Q4")
    assert "Quý H/2026" in first.raw and first.confidence < second.confidence


PROSE = [
    (
        "3. Giao Ban Quản lý dự án đầu tư xây dựng tỉnh lập phương án di dời, xong trước ngày 10/7/2026.",
        ("Ban Quản lý dự án đầu tư xây dựng tỉnh", None, "lập phương án di dời", "trước ngày 10/7/2026", "2026-07-10"),
    ),
    (
        "- Phòng Kế hoạch có trách nhiệm tổng hợp nhu cầu mua sắm của các khoa.",
        ("Phòng Kế hoạch", None, "tổng hợp nhu cầu mua sắm của các khoa", None, None),
    ),
    (
        "2. Sở Nội vụ cùng Sở Tài chính rà soát biên chế của các trường, xong trước ngày 20/5/2026.",
        ("Sở Nội vụ", "Sở Tài chính", "rà soát biên chế của các trường", "trước ngày 20/5/2026", "2026-05-20"),
    ),
    (
        "- Sở Tư pháp phối hợp với Công an tỉnh kiểm tra việc lưu trữ hồ sơ.",
        ("Sở Tư pháp", "Công an tỉnh", "kiểm tra việc lưu trữ hồ sơ", None, None),
    ),
    (
        "1. Sở Y tế chủ trì xây dựng kế hoạch tập huấn, muộn nhất là ngày 15/6/2026.",
        ("Sở Y tế", None, "xây dựng kế hoạch tập huấn", "muộn nhất là ngày 15/6/2026", "2026-06-15"),
    ),
    (
        "1. Giao Sở Nội vụ chủ trì, phối hợp với Sở Tài chính xây dựng phương án sắp xếp, hoàn thành trước ngày 15/3/2026.",
        ("Sở Nội vụ", "Sở Tài chính", "xây dựng phương án sắp xếp", "trước ngày 15/3/2026", "2026-03-15"),
    ),
    (
        "- Giao Ban Quản lý khu công nghiệp rà soát quỹ đất, báo cáo Ủy ban nhân dân tỉnh trong Quý II/2026.",
        ("Ban Quản lý khu công nghiệp", None, "rà soát quỹ đất", "trong Quý II/2026", "2026-Q2"),
    ),
    (
        "2. Sở Y tế chủ trì tổ chức tập huấn cho trạm y tế các xã, hoàn thành trong tháng 5/2026.",
        ("Sở Y tế", None, "tổ chức tập huấn cho trạm y tế các xã", "trong tháng 5/2026", "2026-05"),
    ),
    (
        "3. Trên cơ sở báo cáo của các xã, giao Sở Tài chính chủ trì, phối hợp với các sở liên quan tham mưu bố trí kinh phí. "
        "Hoàn thành và báo cáo trước ngày 20/02/2026.",
        ("Sở Tài chính", "các sở liên quan", "tham mưu bố trí kinh phí", "trước ngày 20/02/2026", "2026-02-20"),
    ),
    (
        "4. Giao Thanh tra tỉnh tiếp thu ý kiến, chủ trì, phối hợp với Công an tỉnh kiểm tra việc chấp hành.",
        ("Thanh tra tỉnh", "Công an tỉnh", "kiểm tra việc chấp hành", None, None),
    ),
]


@pytest.mark.parametrize(("sentence", "answer"), PROSE)
def test_tasks_of_running_text(sentence: str, answer: tuple[str | None, ...]) -> None:
    (task,) = read_text(sentence)._.tasks
    assert (task.lead, task.support, task.task, task.deadline, task.deadline_iso) == answer
    assert task.confidence < 0.9


@pytest.mark.parametrize(
    "sentence",
    [
        "- Chủ trì, phối hợp với các phòng liên quan theo dõi việc thực hiện.",
        "Sở Y tế là cơ quan chuyên môn thuộc Ủy ban nhân dân tỉnh.",
        "Điều 2. Giao Ủy ban nhân dân tỉnh tổ chức thực hiện Nghị quyết này.",
        "Đồng chí Phó Chủ tịch chủ trì cuộc họp ngày 03/01/2026.",
        "Nhiệm vụ được giao trong năm đã hoàn thành.",
        "Các cơ quan, đơn vị có trách nhiệm thực hiện Quy chế này.",
        "Điều 3. Chánh Văn phòng, Giám đốc Sở Y tế có trách nhiệm thi hành Quyết định này.",
        "Thủ trưởng các đơn vị và ông, bà có tên tại Điều 1 chịu trách nhiệm thi hành quyết định này.",
        "Sở Y tế chịu trách nhiệm tổ chức thực hiện Kế hoạch này.",
        "- Sở Tư pháp đã phối hợp với Công an tỉnh kiểm tra việc lưu trữ hồ sơ.",
        "Giám đốc Quỹ có trách nhiệm thực hiện nhiệm vụ quy định tại Điều 5 của Quy chế.",
        "Hôm qua Sở Tư pháp phối hợp với Công an tỉnh tổ chức hội nghị.",
    ],
)
def test_what_is_no_task(sentence: str) -> None:
    assert read_text(sentence)._.tasks == []


@settings(max_examples=60, deadline=None)
@given(st.text())
def test_any_text_is_survived(text: str) -> None:
    for task in read_text("Giao Sở Nội vụ chủ trì " + text)._.tasks:
        assert task.task and task.lead


POINTS = [
    ("1. Sở Y tế:\n- Rà soát hồ sơ còn thiếu trong quý IV/2026.", "Rà soát hồ sơ còn thiếu", "trong quý IV/2026"),
    ("2. Thanh tra Sở\na) Chủ trì tổ chức kiểm tra hồ sơ; thời hạn: trước ngày 5/6/2026.", "tổ chức kiểm tra hồ sơ", "trước ngày 5/6/2026"),
    ("3. Phòng Kế hoạch tổng hợp:\n- Ban hành kế hoạch nhập dữ liệu. Hoàn thành trong tháng 5/2026.", "Ban hành kế hoạch nhập dữ liệu", "trong tháng 5/2026"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words", "deadline"), POINTS)
def test_points_belong_to_the_body_that_their_heading_names(text: str, words: str, deadline: str) -> None:
    (task,) = read_text(text)._.tasks
    heading = text.split("\n", maxsplit=1)[0][3:].rstrip(":")
    assert (task.lead, task.task, task.deadline) == (heading, words, deadline)


@pytest.mark.parametrize(
    "text",
    [
        "1. Sở Y tế:\n- Theo dõi, đôn đốc việc thực hiện Kế hoạch.",
        "1. Sở Y tế:\n- Theo dõi việc thực hiện Đề án “Y tế số đến năm 2025 và tầm nhìn đến năm 2030”.",
        "1. Mục tiêu chung:\n- Rà soát hồ sơ còn thiếu trong quý IV/2026.",
        "1. Sở Y tế xây dựng kế hoạch;\n2. Yêu cầu:\n- Rà soát hồ sơ còn thiếu trong quý IV/2026.",
    ],
)
def test_points_without_a_date_or_an_owner_are_no_tasks(text: str) -> None:
    assert read_text(text)._.tasks == []


BODIES = st.sampled_from(
    ["Sở Y tế", "Thanh tra tỉnh", "Phòng Kế hoạch tổng hợp", "Ban Quản lý dự án đầu tư xây dựng tỉnh", "Đảng uỷ xã"]
)
WORK = st.sampled_from(["rà soát hồ sơ còn thiếu", "lập danh sách các cơ sở", "thông báo kết quả đến từng đơn vị"])


@settings(max_examples=60, deadline=None)
@given(BODIES, BODIES, WORK, st.integers(1, 28), st.integers(1, 12))
def test_a_task_is_read_back_from_its_sentence(lead: str, support: str, work: str, day: int, month: int) -> None:
    text = f"1. Giao {lead} chủ trì, phối hợp với {support} {work}, hoàn thành trước ngày {day}/{month}/2026."
    (task,) = read_text(text)._.tasks
    assert (task.lead, task.support, task.task) == (lead, support, work)
    assert task.deadline_iso == f"2026-{month:02d}-{day:02d}"


def test_ticked_periods_are_the_deadline() -> None:
    rows = (
        ("TT", "Nhiệm vụ", "Chủ trì", "Quý I", "Quý II", "Quý III", "Quý IV"),
        ("1", "Rà soát quy chế", "Văn phòng", "x", "", "", ""),
        ("2", "Tập huấn", "Phòng Nghiệp vụ", "", "x", "x", ""),
        ("3", "Sơ kết", "Văn phòng", "", "", "", "x"),
    )
    tasks = read_pages((page_of("NHIỆM VỤ NĂM 2026", rows),))._.tasks
    assert [(task.deadline, task.deadline_iso) for task in tasks] == [
        ("Quý I", "2026-Q1"),
        ("Quý II, Quý III", "2026-Q3"),
        ("Quý IV", "2026-Q4"),
    ]


def words_at(doc: Doc, place: Place) -> str:
    """The words whose middle lies in the box."""
    page = next(page for page in doc._.document.pages if page.number == place.page)
    lines = [*page.lines, *(line for grid in page.grids for cell in grid.cells for line in cell.lines)]
    left, top, right, bottom = place.bbox
    inside = [
        word.text
        for line in lines
        for word in line.words
        if left <= (word.bbox[0] + word.bbox[2]) / 2 <= right and top <= (word.bbox[1] + word.bbox[3]) / 2 <= bottom
    ]
    return " ".join(inside)


def test_each_part_of_a_row_knows_its_place() -> None:
    rows = (HEADINGS, ("1", "Ban hành quy chế", "Sở Nội vụ", "Sở Tư pháp", "Quyết định", "Trước 30/9/2026"))
    doc = read_pages((page_of("NHIỆM VỤ NĂM 2026", rows),))
    (task,) = doc._.tasks
    assert set(task.places) == {"task", "lead", "support", "output", "deadline"}
    assert all(words_at(doc, place) == getattr(task, part) for part, place in task.places.items())
    assert [place is None for place in doc._.tables[0].rows[0].places] == [False] * 6


def test_each_part_of_a_sentence_knows_its_place() -> None:
    doc = read_text(
        "Giao Sở Nội vụ chủ trì, phối hợp với Sở Tài chính xây dựng quy chế, hoàn thành trước ngày 30/9/2026."
    )
    (task,) = doc._.tasks
    assert words_at(doc, task.places["lead"]) == "Sở Nội vụ"
    assert words_at(doc, task.places["support"]) == "Sở Tài chính"
    assert words_at(doc, task.places["task"]).strip(",") == "xây dựng quy chế"
    assert words_at(doc, task.places["deadline"]).strip(".") == "trước ngày 30/9/2026"
