"""Tables without upright rules: narrow columns, centred and merged cells, headings without a number column, what is no table."""

import random

import pytest

from extractor.document import Grid, Word
from extractor.reading.layout.unruled import find_unruled
from extractor.reading.layout.white_columns import unglued
from extractor.reading.layout.white_rows import baseline

LEFTS = (60.0, 100.0, 240.0, 330.0, 430.0)
PITCH = 13.0
HEAD = ("STT", "Nhiệm vụ", "Chủ trì", "Kết quả", "Thời hạn")


def set_line(text: str, left: float, top: float, size: float = 11.0) -> list[Word]:
    """Words of one printed line, 5 points a letter and 2.5 a blank."""
    words = []
    for part in text.split():
        words.append(Word(part, (left, top, left + 5.0 * len(part), top + size), size=size))
        left += 5.0 * len(part) + 2.5
    return words


def set_cell(lines: tuple[str, ...], left: float, top: float) -> list[Word]:
    return [word for place, text in enumerate(lines) for word in set_line(text, left, top + PITCH * place)]


def set_table(rows: list[tuple[tuple[str, ...], ...]], centred: bool = False, padding: float = 2.0) -> list[Word]:
    """Rows of cells, each a tuple of its lines, from the height 100 down."""
    words, top = list[Word](), 100.0
    for row in rows:
        most = max(len(cell) for cell in row)
        for left, cell in zip(LEFTS, row, strict=True):
            down = (most - len(cell)) / 2 * PITCH if centred else 0.0
            words += set_cell(cell, left, top + down)
        top += most * PITCH + 2 * padding
    return words


def texts(grid: Grid) -> list[list[str]]:
    return [[cell.text for cell in grid.cells if cell.row == row] for row in range(grid.rows)]


def single(*row: str) -> tuple[tuple[str, ...], ...]:
    return tuple((cell,) if cell else () for cell in row)


ROWS = [
    single(*HEAD),
    (("1",), ("Rà soát, số hóa hồ sơ lưu", "trữ của các phòng"), ("Văn phòng", "Sở"), ("Báo cáo",), ("Quý I",)),
    (("2",), ("Tập huấn kỹ năng",), ("Thanh tra Sở", "và Văn phòng", "Sở"), ("Hai lớp", "tập huấn"), ("Quý II",)),
    (("3",), ("Xây dựng kế hoạch năm",), ("Phòng Tổng hợp",), ("Kế hoạch",), ("Tháng 6",)),
]
READ = [[" ".join(cell) for cell in row] for row in ROWS]


@pytest.mark.parametrize("centred", [False, True])
def test_cells_of_several_lines(centred: bool) -> None:
    grids, rest = find_unruled(set_table(ROWS, centred), [])
    assert [texts(grid) for grid in grids] == [READ]
    assert rest == []


TIGHT = (("4",), ("Mở hệ tin học tại xã ba ấp tổ dọ",), ("Trung tâm Tin học",), ("Hệ thống",), ("Tháng 9",))


def test_columns_as_close_as_words() -> None:
    words = set_table([*ROWS, TIGHT])
    assert max(word.bbox[2] for word in words if word.bbox[0] < 240) == 237.5
    assert texts(find_unruled(words, [])[0][0]) == [*READ, [" ".join(cell) for cell in TIGHT]]


def test_headings_with_known_names_need_no_numbers() -> None:
    rows = [tuple(row[1:]) for row in ROWS]
    words = [
        word
        for place, row in enumerate(rows)
        for left, cell in zip(LEFTS[1:], row, strict=True)
        for word in set_cell(cell, left, 100.0 + 50 * place)
    ]
    assert [texts(grid) for grid in find_unruled(words, [])[0]] == [[row[1:] for row in READ]]


def test_a_centred_cell_between_two_rows_belongs_to_both() -> None:
    rows = [
        single(*HEAD),
        (("1",), ("Rà soát hồ sơ", "lưu trữ"), (), ("Báo cáo", "năm"), ("Quý I",)),
        (("2",), ("Tập huấn", "kỹ năng"), (), ("Hai lớp", "tập huấn"), ("Quý II",)),
        (("3",), ("Xây dựng", "kế hoạch"), ("Phòng", "Tổng hợp"), ("Kế hoạch",), ("Tháng 6",)),
    ]
    words = [*set_table(rows, centred=True), *set_line("Văn phòng", LEFTS[2], 100 + PITCH + 4 + 2 * PITCH - 4)]
    grids, _ = find_unruled(words, [])
    merged = [cell for cell in grids[0].cells if cell.text == "Văn phòng"]
    assert [(cell.row, cell.row_span) for cell in merged] == [(1, 2)]


def test_two_words_read_as_one_over_a_white_are_parted() -> None:
    whites = [[(30.0, 33.0)]]
    parts = list(unglued([Word("vụTỉnh", (10.0, 0.0, 70.0, 11.0)), Word("Cổng", (10.0, 20.0, 50.0, 31.0))], whites))
    assert [(word.text, word.bbox[0], word.bbox[2]) for word in parts] == [
        ("vụ", 10.0, 30.0),
        ("Tỉnh", 33.0, 70.0),
        ("Cổng", 10.0, 50.0),
    ]


def test_a_rule_that_leaves_a_column_out_joins_its_cells() -> None:
    rows = [*ROWS[:2], (("2",), ("Tập huấn kỹ năng",), (), ("Hai lớp", "tập huấn"), ("Quý II",)), ROWS[3]]
    heights = [98.0, 115.0, 145.0, 175.0, 192.0]
    rules = [(58.0, y, 500.0, y) for y in heights if y != 145.0] + [
        (58.0, 145.0, 236.0, 145.0),
        (326.0, 145.0, 500.0, 145.0),
    ]
    grids, _ = find_unruled(set_table(rows), rules)
    merged = [cell for cell in grids[0].cells if cell.text == "Văn phòng Sở"]
    assert [(cell.row, cell.row_span) for cell in merged] == [(1, 2)]


@pytest.mark.parametrize("seed", range(20))
def test_justified_numbered_prose_is_no_table(seed: int) -> None:
    rng = random.Random(seed)
    words = list[Word]()
    for line in range(14):
        parts = [rng.choice(("các", "đơn", "thực", "hiện", "nghiêm", "phòng", "trách")) for _ in range(16)]
        parts[0] = f"{line // 2 + 1}." if line % 2 == 0 else parts[0]
        room = (470 - 6.0 * sum(map(len, parts))) / (len(parts) - 1)
        left = 60.0
        for part in parts:
            words.append(Word(part, (left, 60 + 15.0 * line, left + 6.0 * len(part), 73 + 15.0 * line), size=13.0))
            left += 6.0 * len(part) + room
    assert find_unruled(words, [])[0] == []


def test_baselines_of_recognised_words() -> None:
    """Boxes of ink end with the lowest letter: a word with g reaches a fifth of the type size lower."""
    words = [Word("năm", (0, 10, 30, 20.0)), Word("trong", (40, 10, 70, 22.1)), Word("sở,", (80, 10, 99, 21.4))]
    assert baseline(words, 10.0) == pytest.approx(20.0)
    assert baseline(words, 0.0) == pytest.approx(21.4)
