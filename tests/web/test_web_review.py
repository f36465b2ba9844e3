"""What the review page makes of a record: items, citations, goals, the CSV of tasks; and the drawn page and picture."""

import csv
import io
import xml.etree.ElementTree as ET
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.services.documents import CorrectionView
from api.web import common, document_pages, drawing, progress, review
from api.web.basis_pages import typed_day
from api.web.basis_parts import by_hand, finished_lines, preview, skeleton_of
from api.web.context import BasisForm, DocumentRow, Relation
from api.web.diagram import layout, wrapped
from api.web.text_pages import restored_words
from extractor.document import Line, Page, Word
from extractor.recovery import RestoredLine
from models.errors import InputError
from models.record import Citation, Header, Mention, Record, Source, Target, Task, Text

SOURCE = Source(file_name="a.pdf", sha256="0" * 64, media_type="application/pdf", pages=1, bytes=1)


def text(value: str, confidence: float = 0.9) -> Text:
    return Text(value=value, raw=value, confidence=confidence, page=1, bbox=(10, 20, 30, 40))


def correction(field: str, value: object, machine: object) -> CorrectionView:
    return CorrectionView(
        id=1,
        field=field,
        anchor="",
        value=value,
        machine_value=machine,
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
        created_by="Lan",
    )


def test_header_shows_every_field_and_marks_the_doubtful() -> None:
    header = Header(document_number=text("1/KH-SYT"), issue_date=text("2026-02-05", 0.5), symbol=text("KH-SYT"))
    items = {item.path: item for item in review.header_items(header, {})}
    assert items["header.issue_date"].shown == "05/02/2026"
    assert items["header.issue_date"].doubtful and not items["header.document_number"].doubtful
    assert "header.symbol" not in items  # the number holds it
    assert items["header.signer_name"].missing
    assert items["header.document_number"].bbox == (10, 20, 30, 40)


def test_symbol_is_shown_where_the_number_is_not_known() -> None:
    items = {item.path: item for item in review.header_items(Header(symbol=text("KH-SYT")), {})}
    assert items["header.symbol"].shown == "KH-SYT"


def test_list_fields_keep_a_place_for_each_entry() -> None:
    items = {
        item.path: item for item in review.header_items(Header(distribution=[text("Bộ Y tế"), text("Lưu: VT")]), {})
    }
    assert [part.path for part in items["header.distribution"].parts] == [
        "header.distribution.0",
        "header.distribution.1",
    ]
    assert items["header.distribution"].value == "Bộ Y tế\nLưu: VT"


def test_corrected_field_keeps_what_the_machine_read() -> None:
    corrections = {"header.issue_date": correction("header.issue_date", "2026-02-05", "2026-02-06")}
    items = {item.path: item for item in review.header_items(Header(issue_date=text("2026-02-05")), corrections)}
    assert (items["header.issue_date"].machine, items["header.issue_date"].corrected_by) == ("06/02/2026", "Lan")


def test_what_cited_documents_do_to_each_other_is_no_act_of_the_letter() -> None:
    outer = Citation(
        key="NĐ 137/2018/NĐ-CP", doc_type="Nghị định", number="137/2018/NĐ-CP", role="legal_basis",
        target_key="NĐ 123/2013/NĐ-CP", raw="", confidence=0.9,
    )  # fmt: skip
    inner = Citation(key="NĐ 123/2013/NĐ-CP", role="replaces", role_of=outer.key, raw="", confidence=0.9)
    groups = review.citation_groups(Record(source=SOURCE, citations=[outer, inner]), {})
    assert [(group.label, [one.acts for one in group.citations]) for group in groups] == [
        ("Căn cứ", ["Thay thế: NĐ 123/2013/NĐ-CP"]),
        ("Viện dẫn", ["Bị thay thế bởi: Nghị định số 137/2018/NĐ-CP"]),
    ]


def test_citations_stand_under_their_roles_bases_first() -> None:
    record = Record(
        source=SOURCE,
        citations=[
            Citation(key="QĐ 1/QĐ-TTg 2020", number="1/QĐ-TTg", doc_type="Quyết định", role="mention", confidence=0.9),
            Citation(
                key="NQ 57-NQ/TW 2024",
                number="57-NQ/TW",
                doc_type="Nghị quyết",
                date="2024-12-22",
                issuer="Bộ Chính trị",
                role="legal_basis",
                confidence=0.4,
                mentions=[Mention(raw="57-NQ/TW", page=2, sentence="Căn cứ …")],
            ),
        ],
    )
    first, second = review.citation_groups(record, {})
    assert (first.label, second.label) == ("Căn cứ", "Viện dẫn")
    assert first.citations[0].line == "Nghị quyết số 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị"
    assert first.citations[0].doubtful and first.citations[0].path == "citations.1"
    assert first.citations[0].address == "/phap-luat?khoa=NQ+57-NQ%2FTW+2024&so=57-NQ%2FTW"


def test_items_left_keep_the_machines_numbers() -> None:
    """A correction names an item by its place in the machine's list, so what follows a removed item must not move up."""
    record = Record(source=SOURCE, tasks=[Task(task="thứ nhất", confidence=1), Task(task="thứ ba", confidence=1)])
    corrections = {"tasks.1": correction("tasks.1", None, {"task": "thứ hai", "number": "2"})}
    parts = review.record_parts(record, corrections)
    assert [task.path for task in parts["tasks"]] == ["tasks.0", "tasks.2"]
    assert [(one.path, one.panel, one.label) for one in parts["removed"]] == [("tasks.1", "nhiem-vu", "thứ hai")]


@pytest.mark.parametrize(
    ("target", "goal"),
    [
        (Target(text="t", comparator=">=", value=80, unit="%", confidence=1), "≥ 80%"),
        (
            Target(text="t", comparator="range", value=10, value_max=15.5, unit="giường", confidence=1),
            "từ 10 đến 15,5 giường",
        ),
        (Target(text="t", comparator="=", value=1200, unit="hồ sơ", confidence=1), "1.200 hồ sơ"),
        (Target(text="t", confidence=1), ""),
    ],
)
def test_goals(target: Target, goal: str) -> None:
    assert review.target_view(0, target).goal == goal


def test_signature_time() -> None:
    assert review.signature_time("2025-03-12T13:49:48+0700") == "13:49:48 ngày 12/3/2025"
    assert review.signature_time(None) == ""


def test_csv_of_tasks_opens_in_a_spreadsheet_and_runs_nothing() -> None:
    record = Record(
        source=SOURCE,
        tasks=[
            Task(
                number="1",
                task='Soát "dữ liệu", báo cáo',
                lead="=cmd|' /C calc'!A0",
                deadline="Quý II",
                confidence=1,
                page=3,
            ),
            Task(number="2", task="- Công tác khác", lead="-2+3", confidence=1),
        ],
    )
    out = review.tasks_csv(record)
    assert out.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(out.removeprefix("\ufeff"))))
    assert rows[0]["Nhiệm vụ"] == 'Soát "dữ liệu", báo cáo' and rows[0]["Trang"] == "3"
    assert rows[0]["Chủ trì"].startswith("'=") and rows[1]["Chủ trì"] == "'-2+3"
    assert rows[1]["Nhiệm vụ"] == "- Công tác khác"


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("header.issue_date", "5/2/2026", "2026-02-05"),
        ("citations.0.date", "22/12/2024", "2024-12-22"),
        ("header.distribution", "- Bộ Y tế;\n\nLưu: VT", ["Bộ Y tế", "Lưu: VT"]),
        ("header.subject", "  Chuyển đổi  số ", "Chuyển đổi số"),
        ("tasks.0.lead", "", None),
        ("tasks.0.deadline", "Quý II/2026", "Quý II/2026"),
    ],
)
def test_typed_values(field: str, typed: str, kept: object) -> None:
    assert document_pages.typed_value(field, typed) == kept


def test_a_wrong_date_is_refused_with_a_remedy() -> None:
    with pytest.raises(InputError) as caught:
        document_pages.typed_value("header.issue_date", "mai")
    assert caught.value.code == "bad_date" and "12/3/2025" in caught.value.remedy


@pytest.mark.parametrize(
    "address", ["//evil.example", "https://evil.example", "/\\evil", "javascript:alert(1)", "", "/a\nb"]
)
def test_redirects_stay_on_this_site(address: str) -> None:
    assert common.local(address) == "/"


def test_redirects_keep_local_addresses() -> None:
    assert common.local("/van-ban/5?trang=2") == "/van-ban/5?trang=2"


def test_pager_keeps_the_filters() -> None:
    pager = common.pager(2, 51, "/van-ban", {"q": "y tế", "tinh-trang": ""})
    assert (pager.pages, pager.url) == (3, "/van-ban?q=y+t%E1%BA%BF&")
    assert common.pager(1, 0, "/van-ban", {}).pages == 1


def test_states_for_the_stream_are_final_or_not() -> None:
    assert not progress.state_of_row(DocumentRow("1", "a", "reading", 2, 9))["final"]
    done = progress.state_of_row(DocumentRow("1", "a", "failed"))
    assert done["final"] and done["label"] == "Không đọc được"


# ---- the builder ----


def test_dates_of_the_builder() -> None:
    assert typed_day(" 25/11/2026 ") == "2026-11-25" and typed_day("") == ""
    for wrong in ("11/2026", "2026", "32/1/2026", "1/1/1900"):
        with pytest.raises(InputError):
            typed_day(wrong)


def test_a_line_by_hand_is_worded_as_a_basis() -> None:
    assert by_hand("Luật Nhà ở;").line == "Căn cứ Luật Nhà ở"
    assert by_hand("Theo đề nghị của Trưởng phòng.").line == "Theo đề nghị của Trưởng phòng"


def test_preview_has_end_marks_and_leaves_the_day_blank() -> None:
    form = BasisForm("Chuyển đổi số năm 2026", "Sở Y tế", "Đắk Lắk", "2026-11-25", "Kế hoạch")
    shown = preview(form, ["Căn cứ A", "Căn cứ B;"], ["Chú ý"])
    assert shown.lines == ("Căn cứ A;", "Căn cứ B.")
    assert shown.place_date == "Đắk Lắk, ngày      tháng      năm 2026"
    assert shown.number_line.endswith("/KH-SYT") and not shown.italic
    assert "&lt;" not in shown.rich and shown.warnings == ("Chú ý",)


@given(st.lists(st.text(alphabet="abc ;.,", max_size=12), max_size=6))
def test_only_the_last_line_ends_with_a_stop(lines: list[str]) -> None:
    form = BasisForm("Kế hoạch", "Sở Y tế", "Đắk Lắk", "", "Kế hoạch")
    finished = finished_lines(skeleton_of(form), lines)
    assert all(line.endswith(";") for line in finished[:-1])
    assert not finished or finished[-1].endswith(".")


# ---- drawings ----


def relation(side: str, number: int, label: str = "Thay thế") -> Relation:
    return Relation(label, f"/phap-luat/{number}", f"{number}/2020/NĐ-CP", "Tên", "2020-01-01", side)


@given(st.lists(st.sampled_from(["left", "right", "top", "bottom"]), max_size=30))
def test_boxes_of_the_picture_lie_inside_it_and_apart(sides: list[str]) -> None:
    picture = layout("1/2020/NĐ-CP", [relation(side, number) for number, side in enumerate(sides)])
    if not sides:
        assert picture is None
        return
    assert picture is not None
    for node in picture.nodes:
        assert node.x >= 0 and node.x + picture.node_width <= picture.width
        assert node.y >= 0 and node.y + picture.node_height <= picture.height
    for index, one in enumerate(picture.nodes):
        for other in picture.nodes[index + 1 :]:
            apart_x = abs(one.x - other.x) >= picture.node_width
            apart_y = abs(one.y - other.y) >= picture.node_height
            assert apart_x or apart_y
    assert len(picture.edges) == len(picture.nodes) - 1


def test_more_relations_than_boxes_are_counted() -> None:
    picture = layout("1/2020/NĐ-CP", [relation("right", number) for number in range(9)])
    assert picture is not None
    assert picture.nodes[-1].lines == ("và 4 văn bản khác",)


@given(st.text(max_size=200))
def test_labels_have_at_most_two_lines(label: str) -> None:
    assert len(wrapped(label)) <= 2


def word(shown: str, x: float, top: float, raw: str = "") -> Word:
    return Word(shown, (x, top, x + 30, top + 10), raw=raw)


def test_drawn_page_puts_words_where_their_boxes_are() -> None:
    page = Page(1, 595, 842, lines=(Line((word("Số: <1>", 36, 48), word("đẹp", 80, 48, raw="®Ñp"))),))
    drawn = ET.fromstring(drawing.svg(page))
    words = list(drawn.iter("{http://www.w3.org/2000/svg}text"))
    assert [one.text for one in words] == ["Số: <1>", "®Ñp"]  # as printed
    assert words[0].get("x") == "36" and words[0].get("textLength") == "30"
    assert 48 < float(words[0].get("y", 0)) <= 58


@given(st.text(min_size=1, max_size=12))
def test_any_word_makes_a_valid_picture(shown: str) -> None:
    ET.fromstring(drawing.svg(Page(1, 595, 842, lines=(Line((word(shown, 36, 48),)),))))


def test_decoded_fonts_are_drawn_as_people_saw_them() -> None:
    page = Page(1, 595, 842, lines=(Line((word("đẹp", 80, 48, raw="®Ñp"),)),), text_source="legacy:tcvn3")
    assert "đẹp" in drawing.svg(page)


def test_slices_of_a_long_page_hold_all_its_words() -> None:
    lines = tuple(Line((word(f"dòng{number}", 36, 12.0 * number),)) for number in range(300))
    page = Page(1, 595, 3600, lines=lines)
    cut = drawing.slices(page.height)
    assert sum(height for _, height in cut) == page.height and len(cut) == 4
    seen = "".join(drawing.svg(page, top, height) for top, height in cut)
    assert all(f">dòng{number}<" in seen for number in range(300))
    assert drawing.slices(842.0) == [(0.0, 842.0)]


def test_flags_of_a_restored_line_are_marked() -> None:
    words = restored_words(RestoredLine("Chuyển đối, số", 0.6, ("đối",)))
    assert [(one.text, one.doubtful) for one in words] == [("Chuyển", False), ("đối,", True), ("số", False)]
