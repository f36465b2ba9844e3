"""Tables as pages show them: pale, dotted and double rules, rows open at the foot of a page, columns without rules, short cells."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

from extractor.document import Grid, Word
from extractor.reading.layout.grids import find_grids, from_marks
from extractor.reading.layout.unruled import find_unruled
from extractor.reading.scan import images
from extractor.reading.scan.canvas import compose
from extractor.reading.scan.glyphs import mend_short
from extractor.reading.scan.images import Grey
from extractor.reading.scan.rulings import find_rules
from extractor.reading.scan.tesseract import Reading
from models.record import BBox

TABLE = [
    ("STT", "Nhiệm vụ", "Chủ trì", "Thời hạn"),
    ("1", "Rà soát hồ sơ", "Văn phòng", "Quý I/2026"),
    ("2", "Số hóa tài liệu lưu trữ", "Phòng Tổng hợp", "Tháng 6"),
    ("3", "Báo cáo kết quả", "Thanh tra Sở", "Năm 2026"),
]
LEFTS = (60.0, 100.0, 300.0, 420.0)


def texts(grid: Grid) -> list[tuple[str, ...]]:
    return [tuple(cell.text for cell in grid.cells if cell.row == row) for row in range(grid.rows)]


def words_of(text: str, left: float, top: float) -> list[Word]:
    """Words of one line, 6 points a letter and 3 a blank."""
    words = []
    for part in text.split():
        words.append(Word(part, (left, top, left + 6.0 * len(part), top + 11)))
        left += 6.0 * len(part) + 3
    return words


def set_rows(rows: list[tuple[str, ...]], top: float = 100.0, step: float = 18.0) -> list[Word]:
    return [
        word
        for number, row in enumerate(rows)
        for left, text in zip(LEFTS, row, strict=True)
        for word in words_of(text, left, top + step * number)
    ]


def level(y: float) -> BBox:
    return (56.0, y, 520.0, y)


PROSE = [
    word
    for line in range(6)
    for word in words_of(
        "Các cơ quan, đơn vị theo chức năng, nhiệm vụ tổ chức thực hiện đúng kế hoạch", 60, 300.0 + 16 * line
    )
]


def test_columns_without_rules_are_found_from_their_heading() -> None:
    grids, rest = find_unruled([*set_rows(TABLE), *PROSE], [])
    assert [texts(grid) for grid in grids] == [TABLE]
    assert len(rest) == len(PROSE)


def test_rows_between_level_rules() -> None:
    rows = [*TABLE[:2], ("", "và tài liệu cũ", "", ""), *TABLE[2:]]
    rules = [level(y) for y in (97, 115, 151, 169, 188)]
    grids, _ = find_grids(rules, set_rows(rows))
    assert texts(grids[0])[1] == ("1", "Rà soát hồ sơ và tài liệu cũ", "Văn phòng", "Quý I/2026")
    assert grids[0].rows == 4


def test_a_row_of_a_group_runs_over_the_columns() -> None:
    rows = [*TABLE[:2], ("II", "Nhiệm vụ của các phòng chuyên môn thuộc Sở", "", ""), *TABLE[2:]]
    grids, _ = find_unruled(set_rows(rows), [])
    group = [cell for cell in grids[0].cells if cell.row == 2]
    assert [cell.text for cell in group if cell.lines] == ["II", "Nhiệm vụ của các phòng chuyên môn thuộc Sở"]
    assert max(cell.column_span for cell in group) >= 2


@pytest.mark.parametrize("words", [PROSE, set_rows(TABLE[:2])])
def test_prose_and_a_heading_alone_are_no_table(words: list[Word]) -> None:
    grids, rest = find_unruled(words, [])
    assert grids == [] and len(rest) == len(words)


@given(st.lists(st.tuples(st.integers(0, 560), st.integers(0, 800), st.integers(1, 12)), max_size=60))
def test_no_word_is_lost_or_doubled(places: list[tuple[int, int, int]]) -> None:
    words = [Word("x" * length, (x, y, x + 6.0 * length, y + 11.0)) for x, y, length in places]
    grids, rest = find_unruled(words, [level(100), level(300)])
    held = [word for grid in grids for cell in grid.cells for line in cell.lines for word in line.words]
    assert sorted(map(id, [*held, *rest])) == sorted(map(id, words))


def test_dots_and_dashes_in_line_are_a_rule() -> None:
    dots = [(x, 50.0, x + 0.7, 50.7) for x in range(100, 200, 2)]
    dashes = [(80.0, float(y), 80.7, y + 2.2) for y in range(60, 120, 4)]
    rules = from_marks([*dots, *dashes, (300.0, 300.0, 300.7, 300.7)])
    assert rules == [(100, 50, 198.7, 50.7), (80, 60, 80.7, 118.2)]


def test_a_row_cut_by_the_end_of_the_page_is_open_below() -> None:
    uprights = [(x, 100.0, x, 160.0) for x in (50.0, 200.0)] + [(x, 100.0, x, 120.0) for x in (100.0, 150.0)]
    uprights += [(x, 140.0, x, 160.0) for x in (100.0, 150.0)]
    rules = [*uprights, *((50.0, y, 200.0, y) for y in (100.0, 120.0, 140.0))]
    words = [
        Word("a", (60.0, 104.0, 66.0, 114.0)),
        Word("b", (110.0, 104.0, 116.0, 114.0)),
        Word("c", (110.0, 145.0, 116.0, 156.0)),
    ]
    grids, _ = find_grids(rules, words)
    assert (grids[0].rows, grids[0].bbox[3]) == (3, 160.0)


def page_with_rule(width: int, darkness: int, dots: bool = False) -> Grey:
    page = np.full((400, 800), 255, np.uint8)
    page[200 : 200 + width, 100:700] = 255 - darkness
    if dots:
        page[200 : 200 + width, [x for x in range(100, 700) if x % 4 > 1]] = 255
    noise = np.random.default_rng(1).normal(0, 4, page.shape)
    return np.clip(page + noise, 0, 255).astype(np.uint8)


@pytest.mark.parametrize(
    "page",
    [page_with_rule(1, 80), page_with_rule(9, 255), page_with_rule(2, 255, dots=True)],
    ids=["hairline", "double", "dots"],
)
def test_pale_thick_and_dotted_rules(page: Grey) -> None:
    rules, mask = find_rules(page, images.ink(page), 200)
    assert len(rules) == 1
    assert (rules[0][0], rules[0][2]) == pytest.approx((100, 700), abs=4)
    assert mask[200, 400]


def test_short_cells_stand_side_by_side() -> None:
    page = np.full((600, 900), 255, np.uint8)
    cells: list[BBox] = [(100.0, 100.0 + 50 * row, 160.0, 145.0 + 50 * row) for row in range(4)]
    for _, top, _, _ in cells:
        page[int(top) + 12 : int(top) + 30, 120:130] = 0
    canvas = compose(page, cells, 200)
    assert len({piece.box[1] for piece in canvas.pieces}) == 1
    for piece, (_, top, _, _) in zip(canvas.pieces, cells, strict=True):
        x0, y0, x1, y1 = piece.box
        assert canvas.on_page((x0 + 6, y0 + 6, x0 + 16, y0 + 24)) == (120, top + 12, 130, top + 30)


# letters --------------------------------------------------------------------------------------------------------------


def printed(font: str, *parts: str) -> tuple[Grey, list[Reading]]:
    """One line of print, 200 dpi and 12 points, and a reading of each part with its box."""
    image = Image.new("L", (900, 80), 255)
    pen, face, left = ImageDraw.Draw(image), ImageFont.truetype(font, 34), 20
    readings = []
    for part in parts:
        box = pen.textbbox((left, 20), part, font=face)
        pen.text((left, 20), part, font=face, fill=0)
        readings.append(Reading(part, (int(box[0]), int(box[1]), int(box[2]), int(box[3])), 0.9))
        left = int(box[2]) + 12
    return np.asarray(image), readings


@pytest.mark.parametrize(
    ("shown", "read", "mended"),
    [
        ("I/2025", "1/2025", "I/2025"),
        ("II/2025", "11/2025", "II/2025"),
        ("1/2025", "1/2025", "1/2025"),
        ("I/2025", "12025", "I/2025"),
        ("II/2021", "1/2021", "II/2021"),
        ("12025", "12025", "12025"),
        ("≥ 75", ">75", "≥ 75"),
        ("≥75", ">75", "≥75"),
        ("> 75", ">75", "> 75"),
        ("<5", "<5", "<5"),
        ("x", "X", "x"),
        ("X", "X", "X"),
        ("1.1", "11", "1.1"),
        ("12", "12", "12"),
        ("1.234.567", "1234567", "1.234.567"),
    ],
)
def test_the_picture_decides(font: str, shown: str, read: str, mended: str) -> None:
    picture, readings = printed(font, "Thời", "hạn", "Quý", shown)
    given = [*readings[:3], Reading(read, readings[3].box, 0.9)]
    assert [reading.text for reading in mend_short(picture, given)] == ["Thời", "hạn", "Quý", mended]
