"""How dates, numbers, sizes and snippets are written."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from api.web import formats


@pytest.mark.parametrize(
    ("iso", "shown"),
    [
        ("2025-03-12", "12/3/2025"),
        ("2025-02-05", "05/02/2025"),
        ("2025-10-01", "01/10/2025"),
        ("2025-06", "6/2025"),
        ("2025-01", "01/2025"),
        ("2025-Q4", "quý IV/2025"),
        ("2025", "2025"),
        ("2025-??-12", "12/…/2025"),
        (None, ""),
        ("", ""),
    ],
)
def test_short_date_pads_as_the_decree_says(iso: str | None, shown: str) -> None:
    assert formats.short_date(iso) == shown


def test_long_date() -> None:
    assert formats.long_date("2025-02-05") == "ngày 05 tháng 02 năm 2025"
    assert formats.long_date("2025-06") == "6/2025"


@given(st.dates(min_value=date(1945, 1, 1), max_value=date(2100, 12, 31)))
def test_a_date_written_and_read_is_the_same(day: date) -> None:
    assert formats.parse_date(formats.short_date(day.isoformat())) == day.isoformat()


@pytest.mark.parametrize("text", ["31/2/2025", "13/2025", "hôm nay", "1/1/25", "2025-13-01", ""])
def test_what_is_no_date_is_none(text: str) -> None:
    assert formats.parse_date(text) is None


@pytest.mark.parametrize(("text", "iso"), [(" 5-1-2026 ", "2026-01-05"), ("3/2025", "2025-03"), ("2025", "2025")])
def test_looser_dates(text: str, iso: str) -> None:
    assert formats.parse_date(text) == iso


@pytest.mark.parametrize(
    ("value", "shown"), [(1234.5, "1.234,5"), (80.0, "80"), (0.25, "0,25"), (1000000.0, "1.000.000")]
)
def test_numbers_are_vietnamese(value: float, shown: str) -> None:
    assert formats.decimal(value) == shown


def test_sizes() -> None:
    assert [formats.size(count) for count in (12, 2048, 1258291)] == ["12 B", "2 KB", "1,2 MB"]


@given(st.text())
def test_snippet_of_html_gives_the_text_back(text: str) -> None:
    escaped = str(Markup.escape(text))
    assert "".join(piece.text for piece in formats.pieces_of_html(escaped)) == text


def test_snippet_hits_and_escapes() -> None:
    found = formats.pieces_of_html("a &lt; <b>Nghị</b> quyết")
    assert [(piece.text, piece.hit) for piece in found] == [("a < ", False), ("Nghị", True), (" quyết", False)]
    assert formats.marked(found) == "a &lt; <mark>Nghị</mark> quyết"


@given(st.text(), st.text())
def test_highlighting_keeps_the_title(title: str, query: str) -> None:
    assert "".join(piece.text for piece in formats.highlighted(title, query)) == title


def test_highlighting_looks_past_diacritics() -> None:
    found = formats.highlighted("Về Chuyển đổi số", "chuyen doi")
    assert [piece.text for piece in found if piece.hit] == ["Chuyển", "đổi"]
