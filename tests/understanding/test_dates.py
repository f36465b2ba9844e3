"""Printed dates to ISO."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.understanding.words.dates import date_at, parse_date
from extractor.understanding.words.letters import fold


@pytest.mark.parametrize(
    ("printed", "iso"),
    [
        ("ngày 22 tháng 12 năm 2024", "2024-12-22"),
        ("ngày 02/10/2019", "2019-10-02"),
        ("ngày 2/10/2019", "2019-10-02"),
        ("ngày 5-4-2025", "2025-04-05"),
        ("NGÀY 22/12/2024", "2024-12-22"),
        ("ngày 1 2 tháng 3 năm 2025", "2025-03-12"),
        ("ngày 31/02/2025", None),
        ("ngày     /11/2022", None),
        ("tháng 11 năm 2022", None),
    ],
)
def test_a_date(printed: str, iso: str | None) -> None:
    assert parse_date(printed) == iso


@given(st.dates(date(1945, 9, 2), date(2099, 12, 31)), st.booleans())
def test_a_date_written_and_read_is_the_same(day: date, words: bool) -> None:
    printed = f"ngày {day.day:02} tháng {day.month} năm {day.year}" if words else f"ngày {day:%d/%m/%Y}"
    assert parse_date(printed) == day.isoformat()


@given(st.text(max_size=100))
def test_any_text_is_survived(text: str) -> None:
    assert len(fold(text)) == len(text)
    parse_date(text)
    date_at(fold(text), 0)
