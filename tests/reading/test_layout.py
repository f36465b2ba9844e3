"""Reading order, furniture, tables: words with boxes in, lines and grids out."""

import time
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from extractor.context import Context
from extractor.document import Line, Page, Word
from extractor.reading import open_file
from extractor.reading.layout.grids import find_grids
from extractor.reading.layout.lines import arrange, rows_of


def word(text: str, x0: float, top: float, width: float | None = None, height: float = 13) -> Word:
    return Word(text, (x0, top, x0 + (width or 6.5 * len(text)), top + height))


def texts(page: Page) -> list[str]:
    return [line.text for line in page.lines]


def test_head_and_sign_off_are_read_column_by_column(
    context: Context, draw_pdf: Callable[..., bytes], head: Callable[..., None]
) -> None:
    with open_file(draw_pdf(head), "a.pdf", context) as opened:
        lines = texts(opened.page(1))
    assert lines[:3] == ["ỦY BAN NHÂN DÂN", "TỈNH AN BÌNH", "Số: 123/UBND-VX"]
    assert lines[3] == "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
    assert lines[5:7] == ["An Bình, ngày 05 tháng 3 năm 2025", "Kính gửi: Sở Y tế."]
    assert lines[-5:] == ["Nơi nhận:", "- Như trên;", "- Lưu: VT.", "CHỦ TỊCH", "Nguyễn Văn An"]


def test_columns_that_nearly_touch() -> None:
    rows = [
        ("BỘ LAO ĐỘNG - THƯƠNG BINH", 60, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA", 60),
        ("VÀ XÃ HỘI", 76, "Độc lập - Tự do - Hạnh phúc", 76),
    ]
    words = []
    for (left, top, right, _), (x_left, x_right) in zip(rows, ((60, 240), (110, 250)), strict=True):
        for start, text in ((x_left, left), (x_right, right)):
            x = float(start)
            for piece in text.split():
                words.append(word(piece, x, top))
                x += 6.5 * len(piece) + 3
    assert texts(arrange(Page(1, 595, 842), words)) == [
        "BỘ LAO ĐỘNG - THƯƠNG BINH",
        "VÀ XÃ HỘI",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA",
        "Độc lập - Tự do - Hạnh phúc",
    ]


def test_justified_prose_stays_whole() -> None:
    words = [word("chữ", 80 + 45 * column, 300 + 18 * row, 20) for row in range(6) for column in range(9)]
    lines = arrange(Page(2, 595, 842), words).lines
    assert len(lines) == 6 and all(len(line.words) == 9 for line in lines)


def test_page_number_and_stamp_are_set_aside() -> None:
    words = [word("2", 295, 40), word("Nội", 100, 120), word("dung", 125, 120), word("văn", 160, 120)]
    stamp = ["Ký", "bởi:", "Văn", "phòng"], ["Thời", "gian", "ký:", "05/01/2021", "08:15:24"]
    for row, line in enumerate(stamp):
        words += [word(text, 400 + 32 * index, 60 + 7 * row, 20, 6) for index, text in enumerate(line)]
    page = arrange(Page(2, 595, 842), words)
    assert texts(page) == ["Nội dung văn"]
    assert sorted(line.text for line in page.furniture) == [
        "2",
        "Ký bởi: Văn phòng",
        "Thời gian ký: 05/01/2021 08:15:24",
    ]


def test_running_heads_are_set_aside(context: Context, draw_pdf: Callable[..., bytes]) -> None:
    def paint(number: int, text: str) -> Callable[..., None]:
        def on(canvas: object) -> None:
            canvas.drawString(200, 800, f"CÔNG BÁO/Số 1{number}")  # type: ignore[attr-defined]
            canvas.drawString(85, 700, text)  # type: ignore[attr-defined]

        return on

    with open_file(draw_pdf(paint(1, "Điều khoản"), paint(2, "Thi hành")), "a.pdf", context) as opened:
        pages = [opened.page(1), opened.page(2)]
    assert [texts(page) for page in pages] == [["Điều khoản"], ["Thi hành"]]
    assert [line.text for line in pages[1].furniture] == ["CÔNG BÁO/Số 12"]


def test_table_with_spans(context: Context, draw_pdf: Callable[..., bytes]) -> None:
    def paint(canvas: object) -> None:
        for y in (700, 670, 610):
            canvas.line(80, y, 500, y)  # type: ignore[attr-defined]
        canvas.line(160, 640, 500, 640)  # type: ignore[attr-defined]
        for x in (80, 160, 500):
            canvas.line(x, 700, x, 610)  # type: ignore[attr-defined]
        canvas.line(330, 670, 330, 610)  # type: ignore[attr-defined]
        for x, y, text in (
            (90, 680, "TT"),
            (170, 680, "Nhiệm vụ"),
            (90, 650, "1"),
            (170, 650, "a"),
            (340, 650, "b"),
            (170, 620, "c"),
        ):
            canvas.drawString(x, y, text)  # type: ignore[attr-defined]
        canvas.drawString(80, 740, "Phụ lục")  # type: ignore[attr-defined]

    with open_file(draw_pdf(paint), "a.pdf", context) as opened:
        page = opened.page(1)
    (grid,) = page.grids
    found = {cell.text: (cell.row, cell.column, cell.row_span, cell.column_span) for cell in grid.cells if cell.text}
    assert found == {
        "TT": (0, 0, 1, 1),
        "Nhiệm vụ": (0, 1, 1, 2),
        "1": (1, 0, 2, 1),
        "a": (1, 1, 1, 1),
        "b": (1, 2, 1, 1),
        "c": (2, 1, 1, 1),
    }
    assert texts(page) == ["Phụ lục"]


def test_a_frame_around_prose_is_no_table() -> None:
    frame = [
        (50.0, 50.0, 545.0, 51.0),
        (50.0, 790.0, 545.0, 791.0),
        (50.0, 50.0, 51.0, 790.0),
        (545.0, 50.0, 546.0, 790.0),
    ]
    grids, rest = find_grids(frame, [word("Nội", 100, 100), word("dung", 130, 100)])
    assert grids == [] and len(rest) == 2


COORDINATES = st.floats(0, 600, allow_nan=False)
WORDS = st.lists(
    st.builds(
        lambda text, x, y, width, height: Word(text, (x, y, x + width, y + height)),
        st.text(st.characters(categories=("L", "N")), min_size=1, max_size=5),
        COORDINATES,
        COORDINATES,
        st.floats(1, 90),
        st.floats(3, 30),
    ),
    max_size=40,
)


def count(lines: tuple[Line, ...]) -> list[str]:
    return sorted(word.text for line in lines for word in line.words)


@given(WORDS)
def test_no_word_is_lost_or_doubled(words: list[Word]) -> None:
    page = arrange(Page(1, 600, 800), words)
    assert count((*page.lines, *page.furniture)) == sorted(word.text for word in words)


@given(WORDS, st.lists(st.tuples(COORDINATES, COORDINATES, st.floats(10, 300), st.booleans()), max_size=15))
def test_grids_keep_every_word(words: list[Word], strokes: list[tuple[float, float, float, bool]]) -> None:
    boxes = [(x, y, x + n, y + 1.0) if level else (x, y, x + 1.0, y + n) for x, y, n, level in strokes]
    grids, rest = find_grids(boxes, words)
    inside = [word.text for grid in grids for cell in grid.cells for line in cell.lines for word in line.words]
    assert sorted([*inside, *(word.text for word in rest)]) == sorted(word.text for word in words)
    for grid in grids:
        fields = [
            (cell.row + r, cell.column + c)
            for cell in grid.cells
            for r in range(cell.row_span)
            for c in range(cell.column_span)
        ]
        assert len(fields) == len(set(fields)) <= grid.rows * grid.columns


def test_a_line_of_thousands_of_words_is_one_row_at_once() -> None:
    """A chain of citations on one line of a text file; each word more must not cost as much as all before it."""
    words = [Word("số", (12.0 * place, 100.0, 12.0 * place + 10, 112.0)) for place in range(20_000)]
    started = time.process_time()
    assert len(rows_of(words)) == 1
    assert time.process_time() - started < 2
