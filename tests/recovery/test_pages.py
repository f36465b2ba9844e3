"""Recovery of pages: fonts, raw readings, quality, what has to be recognised."""

import pytest

from extractor.document import Cell, Grid, Line, Page, Word
from extractor.recovery import needs_recognition, page_quality, quality, recover
from extractor.recovery.capitals import is_capital_font
from extractor.recovery.charsets import encode
from extractor.recovery.verdict import charset_of_font


def line(text: str, font: str | None = None, top: float = 0) -> Line:
    return Line(
        tuple(Word(word, (60.0 * n, top, 60.0 * n + 50, top + 12), font=font) for n, word in enumerate(text.split(" ")))
    )


BODY = "Thực hiện Nghị quyết của Chính phủ, Bộ trưởng yêu cầu các đơn vị khẩn trương triển khai nhiệm vụ được giao"


def page(*lines: Line, grids: tuple[Grid, ...] = ()) -> Page:
    return Page(1, 595, 842, lines=lines, grids=grids)


def test_words_keep_their_reading_and_take_the_capitals_of_their_font() -> None:
    found = recover(page(line("Bé Y tÕ", ".VnTimeH"), line(encode(BODY, "tcvn3"), ".VnTime")))
    assert found.lines[0].text == "BỘ Y TẾ"
    assert found.lines[1].text == BODY
    assert found.lines[0].words[0].raw == "Bé"
    assert found.text_source == "legacy:tcvn3"
    assert recover(found).lines == found.lines


def test_a_short_cell_follows_the_rest_of_the_sheet() -> None:
    cell = Cell(0, 0, (line("Bé"),), (0, 0, 50, 12))
    grid = Grid((0, 0, 50, 12), 1, 1, (cell,))
    found = recover(page(line(encode(BODY, "tcvn3")), grids=(grid,)))
    assert found.grids[0].cells[0].text == "Bộ"


def test_vni_text_under_a_tcvn3_font_is_vni() -> None:
    assert recover(page(line(encode(BODY, "vni"), ".VnTime"))).text == BODY


def test_unicode_under_a_legacy_font_stays() -> None:
    original = page(line(BODY, ".VnTime"))
    assert recover(original).lines == original.lines


@pytest.mark.parametrize(
    ("font", "capital", "charset"),
    [
        (".VnTimeH", True, "tcvn3"),
        ("ABCDEF+.VnArialH", True, "tcvn3"),
        ("VnTimeHBold", True, "tcvn3"),
        (".VnTime", False, "tcvn3"),
        (".Vn3DH", True, "tcvn3"),
        ("VNI-Helve", False, "vni"),
        ("Times New Roman", False, None),
        (None, False, None),
    ],
)
def test_font_names(font: str | None, capital: bool, charset: str | None) -> None:
    assert is_capital_font(font) is capital
    assert charset_of_font(font) == charset


def test_quality_tells_clean_text_from_garble() -> None:
    assert quality(BODY) > 0.9
    assert quality("Thuc hién Nghi quyét cta Chinh phu, Bd trudng yéu cAu cac don vi khdn truong trién khai") < 0.5
    assert quality("") == 0.0


def test_what_has_to_be_recognised() -> None:
    full = page(*(line(BODY, top=14.0 * n) for n in range(8)))
    assert not needs_recognition(recover(full))
    stamp = page(line("Ký bởi: BỘ Y TẾ Thời gian ký: 12.03.2025"))
    assert needs_recognition(recover(stamp))
    assert needs_recognition(recover(page()))
    assert page_quality(full) > page_quality(stamp)
