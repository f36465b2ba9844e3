"""The running text: paragraphs rejoined, broken numbers whole, and every character traceable to a word on a page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.document import Cell, Document, Grid, Line, Page, Word
from extractor.flow import flow, joint
from models.record import Source

SOURCE = Source(file_name="thu.txt", sha256="0" * 64, media_type="text/plain", pages=1, bytes=1)


def line(text: str, top: float, left: float = 72.0) -> Line:
    words, x = [], left
    for part in text.split():
        words.append(Word(part, (x, top, x + 6.0 * len(part), top + 12)))
        x += 6.0 * (len(part) + 1)
    return Line(tuple(words))


def page(*texts: str, number: int = 1, grids: tuple[Grid, ...] = ()) -> Page:
    lines = tuple(line(text, 72 + 15.0 * index) for index, text in enumerate(texts) if text.strip())
    return Page(number, 595, 842, lines=lines, grids=grids)


def paragraphs(*pages: Page) -> list[str]:
    return flow(Document(SOURCE, pages)).text.split("\n")


def test_a_sentence_goes_on_over_the_line_end() -> None:
    assert paragraphs(page("Ủy ban nhân dân tỉnh giao Sở Nội vụ chủ trì rà soát danh", "mục vị trí việc làm.")) == [
        "Ủy ban nhân dân tỉnh giao Sở Nội vụ chủ trì rà soát danh mục vị trí việc làm."
    ]


def test_a_number_broken_after_its_hyphen_is_whole_again() -> None:
    text = paragraphs(page("Thực hiện các nội dung tại Công văn số 512/SNV-", "VP ngày 03/4/2024 của Sở Nội vụ."))
    assert text == ["Thực hiện các nội dung tại Công văn số 512/SNV-VP ngày 03/4/2024 của Sở Nội vụ."]


def test_a_paragraph_goes_on_over_the_page_end() -> None:
    text = paragraphs(page("Giám đốc Sở Tài chính hướng dẫn các đơn vị lập"), page("dự toán năm sau.", number=2))
    assert text == ["Giám đốc Sở Tài chính hướng dẫn các đơn vị lập dự toán năm sau."]


def test_each_list_item_stands_alone() -> None:
    assert len(paragraphs(page("Các đơn vị thực hiện:", "- Rà soát hồ sơ;", "- Báo cáo kết quả."))) == 3


@pytest.mark.parametrize(
    ("before", "after", "between"),
    [
        ("Quyết định số 15/QĐ-", "UBND", ""),
        ("Kế hoạch số 4-", "KH/TU", ""),
        ("Thông tư số 20/2020/TT-", "BYT", ""),
        ("số 1317/SYT", "-VP", ""),
        ("Phòng Kế hoạch -", "Tài chính", " "),
        ("giai đoạn 2021 -", "2025", " "),
        ("phát triển kinh tế", "xã hội", " "),
    ],
)
def test_joint(before: str, after: str, between: str) -> None:
    assert joint(before, after) == between


def test_cells_are_apart_and_know_their_place() -> None:
    cells = tuple(
        Cell(row, column, (line(text, 300 + 20 * row, 72 + 200 * column),), (0, 0, 1, 1))
        for row, texts in enumerate((("STT", "Nội dung"), ("1", "Tập huấn")))
        for column, text in enumerate(texts)
    )
    document = flow(Document(SOURCE, (page("Phụ lục", grids=(Grid((72, 300, 500, 340), 2, 2, cells),)),)))
    found = [(block.row, block.column, document.text[block.start : block.end]) for block in document.blocks[1:]]
    assert found == [(0, 0, "STT"), (0, 1, "Nội dung"), (1, 0, "1"), (1, 1, "Tập huấn")]


@given(st.lists(st.lists(st.text(max_size=30), max_size=12), max_size=3))
def test_every_span_holds_its_word_and_offsets_only_rise(texts: list[list[str]]) -> None:
    pages = tuple(page(*lines, number=number) for number, lines in enumerate(texts, 1))
    document = flow(Document(SOURCE, pages))
    assert all(document.text[span.start : span.end] == span.word.text for span in document.spans)
    assert all(a.end <= b.start for a, b in zip(document.spans, document.spans[1:], strict=False))
    assert [span.word for span in document.spans] == [w for p in pages for ln in p.lines for w in ln.words]


def test_evidence_gives_the_words_as_printed_and_their_box() -> None:
    document = flow(Document(SOURCE, (page("Hà Nội, ngày 05 tháng 3 năm 2024"),)))
    start = document.text.index("ngày")
    value = document.value("2024-03-05", start, len(document.text), 0.9)
    assert (value.raw, value.page) == ("ngày 05 tháng 3 năm 2024", 1)
    assert value.bbox == (72 + 8 * 6.0, 72, 72 + 32 * 6.0, 84)
