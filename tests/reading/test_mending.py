"""Readings mended by the picture, by the language, and by set forms."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

from extractor.document import Cell, Grid, Line, Word
from extractor.reading.scan.canvas import Piece
from extractor.reading.scan.doubtful import decide
from extractor.reading.scan.forms import mend_forms
from extractor.reading.scan.glyphs import lost_ones
from extractor.reading.scan.images import Grey
from extractor.reading.scan.number_columns import mend_columns
from extractor.reading.scan.strokes import count_stems, lost_signs, mend_numeral
from extractor.reading.scan.tesseract import Reading


def printed(text: str, font: str, size: int = 40) -> tuple[Grey, tuple[int, int, int, int]]:
    """A picture with one text, and the box of its ink."""
    image = Image.new("L", (600, 90), 255)
    ImageDraw.Draw(image).text((40, 20), text, fill=0, font=ImageFont.truetype(font, size))
    pixels = np.array(image)
    rows, columns = np.nonzero(pixels < 128)
    return pixels, (int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1)


@pytest.mark.parametrize(
    ("shown", "read", "mended"),
    [
        ("III.", "II.", "III."),
        ("II/2025", "H/2025", "II/2025"),
        ("III", "IH", "III"),
        ("I.", "I.", "I."),
        ("H.", "H.", "H."),
        ("VII", "VH", "VII"),
        ("IV.", "IV.", "IV."),
        ("Huế", "Huế", "Huế"),
        ("11", "11", "11"),
    ],
)
def test_stems_of_roman_numerals_are_counted(font: str, shown: str, read: str, mended: str) -> None:
    pixels, box = printed(shown, font)
    assert mend_numeral(pixels, Reading(read, box, 0.8)).text == mended


def test_a_bar_between_stems_is_no_numeral(font: str) -> None:
    def crop(text: str) -> Grey:
        pixels, (x0, top, x1, bottom) = printed(text, font)
        return pixels[top:bottom, x0:x1]

    assert [count_stems(crop(text)) for text in ("I", "II", "III", "H", "V")] == [1, 2, 3, 0, 0]
    assert count_stems(np.full((9, 9), 255, np.uint8)) == 0


def test_a_dash_before_a_word_is_found(font: str) -> None:
    pixels, box = printed("- Như trên;", font)
    _, dash = printed("-", font)
    word = Reading("Như", (dash[2] + 9, box[1], dash[2] + 80, box[3]), 0.9)
    later = Reading("trên;", (dash[2] + 90, box[1], box[2], box[3]), 0.9)
    (found,) = lost_signs(pixels, [word, later])
    assert found.text == "-" and found.box == dash
    assert lost_signs(pixels, [word, later, Reading("-", dash, 0.9)]) == []
    assert lost_signs(pixels, []) == []


def test_a_stop_behind_a_word_is_found(font: str) -> None:
    pixels, (x0, top, x1, bottom) = printed("được giao.", font)
    _, (_, _, end, _) = printed("được giao", font)
    (found,) = lost_signs(pixels, [Reading("được giao", (x0, top, end, bottom), 0.9)])
    assert found.text == "." and found.box[0] >= end - 1
    assert lost_signs(pixels, [Reading("được giao.", (x0, top, x1, bottom), 0.9)]) == []


def line(text: str, confidence: float = 0.9) -> Line:
    return Line(
        tuple(Word(word, (10.0 * n, 5, 10.0 * n + 9, 15), confidence=confidence) for n, word in enumerate(text.split()))
    )


@pytest.mark.parametrize(
    ("read", "right"),
    [
        ("có thấm quyền xem xét", "có thẩm quyền xem xét"),
        ("kết quá thực hiện nhiệm vụ", "kết quả thực hiện nhiệm vụ"),
        ("ĐẲNG CỘNG SẢN VIỆT NAM", "ĐẢNG CỘNG SẢN VIỆT NAM"),
        ("cơ sở đữ liệu quốc gia", "cơ sở dữ liệu quốc gia"),
        ("Bộ Giáo dục và Dào tạo", "Bộ Giáo dục và Đào tạo"),
        ("Nguyễn Văn Đỉnh", "Nguyễn Văn Đỉnh"),
        ("bà Đỉnh Thị Hóa ký", "bà Đỉnh Thị Hóa ký"),
        ("số 749/QĐ-TTg ngày 03 tháng 6", "số 749/QĐ-TTg ngày 03 tháng 6"),
    ],
)
def test_marks_are_decided_by_the_language(read: str, right: str) -> None:
    (mended,) = decide([line(read)], {})
    assert mended.text == right
    for word, old in zip(mended.words, line(read).words, strict=True):
        assert word == old or (word.raw == old.text and word.confidence <= 0.85)


def test_letters_of_the_engine_are_taken_by_the_language() -> None:
    words = line("phụ trách fĩnh vực được giao")
    letters = {id(words.words[2]): ((("f", 0.0), ("l", 1.5)), *(((letter, 0.0),) for letter in "ĩnh"))}
    assert decide([words], letters)[0].text == "phụ trách lĩnh vực được giao"


@settings(deadline=None)  # the first example loads the language model
@given(st.lists(st.text("aăâđeêioôơuưyấệọtnhg0123456789/-.,;() ", min_size=1, max_size=9), max_size=9))
def test_length_bases_and_digits_stay(texts: list[str]) -> None:
    given_line = line(" ".join(texts))
    if not given_line.words:
        return
    (mended,) = decide([given_line], {})
    for word, old in zip(mended.words, given_line.words, strict=True):
        assert len(word.text) == len(old.text) and word.bbox == old.bbox
        assert [char for char in word.text if not char.isalpha()] == [char for char in old.text if not char.isalpha()]


@pytest.mark.parametrize(
    ("read", "right"),
    [
        ("TIM BAN THƯỜNG VỤ", "T/M BAN THƯỜNG VỤ"),
        ("V/V tăng cường", "V/v tăng cường"),
        ("VW tăng cường", "V/v tăng cường"),
        ("liên quan (V/h);", "liên quan (t/h);"),
        ("- Đơn vị liên quan (th);", "- Đơn vị liên quan (t/h);"),
        ("- Lãnh đạo (để bíc);", "- Lãnh đạo (để b/c);"),
        ("- Bộ trưởng (đê be);", "- Bộ trưởng (để b/c);"),
        ("của Bộ tưởng Bộ Y tế", "của Bộ trưởng Bộ Y tế"),
        ("Thủ tướng và tư tưởng", "Thủ tướng và tư tưởng"),
        ("Văn phòng Tỉnh Ủy", "Văn phòng Tỉnh ủy"),
        ("Ủy ban nhân dân tỉnh", "Ủy ban nhân dân tỉnh"),
        ("số 89/QĐÐ-TTg", "số 89/QĐ-TTg"),
        ("giai đoạn 2025- 2027", "giai đoạn 2025 - 2027"),
        ("giai đoạn 2025-2027", "giai đoạn 2025-2027"),
        ("Ông Tim Ban", "Ông Tim Ban"),
        ("Thường xuyền;", "Thường xuyên;"),
    ],
)
def test_set_forms(read: str, right: str) -> None:
    assert " ".join(found.text for found in mend_forms([line(read)])) == right


def test_set_forms_run_over_lines() -> None:
    assert [found.text for found in mend_forms([line("Văn phòng Tỉnh"), line("Ủy, 2024-"), line("2026")])] == [
        "Văn phòng Tỉnh", "ủy, 2024 -", "2026",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["1", "11", "I", "II", "III"])
def test_a_lone_one_that_the_engine_overlooked_is_read(font: str, text: str) -> None:
    picture, box = printed(text, font)
    cell = Piece((0, 0, 600, 90), 0, 0)
    usual = Reading("Đơn", (700, 0, 760, 30), 0.9)
    assert [reading.text for reading in lost_ones(picture, [cell], [usual])] == [text]
    assert not lost_ones(picture, [cell], [usual, Reading(text, box, 0.9)])


@pytest.mark.parametrize("text", [*"023456789xLĐJtf-", "l.", "21", "19"])
def test_other_print_is_no_lone_one(font: str, text: str) -> None:
    for size in (28, 36, 48):
        picture, (x0, top, x1, bottom) = printed(text, font, size)
        usual = Reading("Đơn", (700, 0, 760, size * 3 // 4), 0.9)
        blurred = cv2.GaussianBlur(picture, (0, 0), 0.8)
        assert not lost_ones(picture, [Piece((0, 0, 600, 90), 0, 0)], [usual])
        assert not lost_ones(blurred, [Piece((0, 0, 600, 90), 0, 0)], [usual])


def column(texts: list[str], number: int = 1) -> Grid:
    boxes = [(0.0, 20.0 * row, 50.0, 20.0 * row + 20) for row in range(len(texts))]
    cells = [
        Cell(row, number, (Line((Word(text, boxes[row]),)),), boxes[row]) for row, text in enumerate(texts) if text
    ]
    return Grid((0.0, 0.0, 50.0, 20.0 * len(texts)), len(texts), number + 1, tuple(cells))


@pytest.mark.parametrize(
    ("texts", "number", "mended"),
    [
        (["Số", "§", "3", "II", "10"], 1, ["Số", "8", "3", "11", "10"]),
        (["TT", "I", "1", "2", "l"], 0, ["TT", "I", "1", "2", "1"]),
        (["Số", "II", "một", "ba", "1"], 1, ["Số", "II", "một", "ba", "1"]),
        (["I", "1", "2", "3"], 1, ["I", "1", "2", "3"]),
        (["Số", "B", "1", "2", "3"], 1, ["Số", "B", "1", "2", "3"]),
    ],
)
def test_look_alikes_in_a_column_of_numbers(texts: list[str], number: int, mended: list[str]) -> None:
    (grid,) = mend_columns([column(texts, number)])
    assert [cell.text for cell in grid.cells] == mended
