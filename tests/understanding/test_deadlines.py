"""Deadlines and amounts as printed: examples with their answers, and round trips."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.understanding.words.amounts import cell_amount, find_amounts, heading_scale, parse_plain, printed
from extractor.understanding.words.deadlines import end_of, find_dates, mended_quarters, parse_deadline

EXAMPLES = [
    ("Hoàn thành dự thảo Kế hoạch số hóa năm 2026 trong tháng 5/2026; thực hiện hằng năm", "2026-05"),
    ("Dự thảo trong Quý II/2026, ban hành trong năm 2026", "2026"),
    ("Kế hoạch năm 2026", "2026"),
    ("Quý IV/2026", "2026-Q4"),
    ("Quý\nIV/2026", "2026-Q4"),
    ("quý 3 năm 2026", "2026-Q3"),
    ("Quý II, III năm 2026", "2026-Q3"),
    ("Quý I - IV/2026", "2026-Q4"),
    ("Tháng 6/2026", "2026-06"),
    ("Tháng 3 - 6/2026", "2026-06"),
    ("trong tháng 04/2026; thực hiện thường xuyên, hằng năm", "2026-04"),
    ("Trước ngày 30/9/2026", "2026-09-30"),
    ("xong trước 15.9.2026", "2026-09-15"),
    ("muộn nhất là ngày 15/6/2026", "2026-06-15"),
    ("trong quý III năm 2026", "2026-Q3"),
    ("ngày 05 tháng 11 năm 2026", "2026-11-05"),
    ("từ 01/3/2026 đến 30/6/2026", "2026-06-30"),
    ("2026-2028", "2028"),
    ("giai đoạn 2026 – 2030", "2030"),
    ("đến hết năm 2027", "2027"),
    ("6 tháng đầu năm 2026", "2026-06"),
    ("12/2026", "2026-12"),
    ("T12/2026", "2026-12"),
    ("Thường xuyên", None),
    ("Hằng năm", None),
    ("Trước ngày 31/01 năm liền kề", None),
    ("Trước ngày 15/12 hàng năm", None),
    ("Quyết định số 14/QĐ-UBND ngày 14/01/2021", None),
    ("31/02/2026", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "iso"), EXAMPLES)
def test_deadline_as_printed(text: str, iso: str | None) -> None:
    found = parse_deadline(text)
    assert (found.iso if found else None) == iso


MISREAD = [
    ("Quý H/2026", "Quý II/2026", "2026-Q2"),
    ("Quý 11/2026", "Quý II/2026", "2026-Q2"),
    ("Quý Il năm 2026", "Quý II năm 2026", "2026-Q2"),
    ("Quý IH/2026", "Quý III/2026", "2026-Q3"),
    ("Quý HI - 2026", "Quý III - 2026", "2026-Q3"),
    ("Quý 111/2026", "Quý III/2026", "2026-Q3"),
    ("Quý lV/2026", "Quý IV/2026", "2026-Q4"),
]


@pytest.mark.parametrize(("text", "mended", "iso"), MISREAD)
def test_misread_quarters_are_mended(text: str, mended: str, iso: str) -> None:
    found = parse_deadline(text)
    assert (mended_quarters(text), found.iso if found else None) == (mended, iso)


@pytest.mark.parametrize(
    "text", ["Quý 2/2026", "Quý III/2026", "quý ii năm 2026", "mỗi quý 1 lần", "Tháng 11/2026", "Quý I, 11 xã"]
)
def test_quarters_as_printed_are_left(text: str) -> None:
    assert mended_quarters(text) == text


def test_standing_deadlines_are_told_from_none() -> None:
    found = parse_deadline("Thực hiện thường xuyên")
    assert found is not None and found.standing
    assert parse_deadline("Báo cáo tổng kết") is None


def test_the_year_of_the_plan_completes_a_date() -> None:
    assert [parse_deadline(text, 2026).iso for text in ("Quý IV", "trước ngày 15/9", "tháng 6")] == [
        "2026-Q4",
        "2026-09-15",
        "2026-06",
    ]


@given(st.dates(min_value=date(1990, 1, 1)), st.sampled_from(["/", "-", "."]))
def test_a_printed_day_comes_back(day, separator: str) -> None:  # type: ignore[no-untyped-def]
    if day.year > 2099:
        day = day.replace(year=2000 + day.year % 100, day=min(day.day, 28))
    for text in (
        f"trước ngày {day.day:02d}{separator}{day.month}{separator}{day.year}",
        f"chậm nhất ngày {day.day} tháng {day.month:02d} năm {day.year}",
    ):
        found = parse_deadline(text)
        assert found is not None and found.iso == day.isoformat()
        assert end_of(found.iso) == (day.year, day.month, day.day)


@given(st.integers(1, 4), st.integers(2000, 2099))
def test_a_quarter_ends_with_its_last_day(quarter: int, year: int) -> None:
    found = parse_deadline(f"Quý {('I', 'II', 'III', 'IV')[quarter - 1]}/{year}")
    assert found is not None and found.iso == f"{year}-Q{quarter}"
    assert end_of(found.iso)[:2] == (year, 3 * quarter)


@given(st.text())
def test_any_text_is_survived(text: str) -> None:
    for found in find_dates(text, 2026):
        assert 0 <= found.start < found.end <= len(text)
    parse_deadline(text)
    for amount in find_amounts(text):
        assert 0 <= amount.start < amount.end <= len(text)
    cell_amount(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12.345.678.900", 12345678900),
        ("98,6", 98.6),
        ("3.000", 3000),
        ("3.5", 3.5),
        ("04", 4),
        ("1 234 567", 1234567),
        ("1,234,567", 1234567),
        ("abc", None),
        ("12/10", None),
    ],
)
def test_numbers_as_offices_print_them(text: str, value: float | None) -> None:
    assert parse_plain(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.250.000 đồng", 1250000),
        ("1,5 tỷ đồng", 1.5e9),
        ("250 triệu", 2.5e8),
        ("718.000.000 (gồm 2 năm)", 718000000),
        ("-", None),
        ("Số mắc năm 2022", None),
        ("12 lớp, 300 học viên", None),
    ],
)
def test_the_amount_of_a_cell(text: str, value: float | None) -> None:
    assert cell_amount(text) == value


def test_a_heading_says_what_its_numbers_count() -> None:
    assert heading_scale("Kinh phí (triệu đồng)") == 1e6
    assert heading_scale("Kinh phí (1.000 đồng)") == 1e3
    assert heading_scale("Kinh phí (đồng)") == 1


@given(st.integers(0, 10**15))
def test_a_printed_amount_comes_back(value: int) -> None:
    assert parse_plain(printed(value)) == value


@given(st.decimals(min_value=0, max_value=10**6, places=2))
def test_a_printed_decimal_comes_back(value) -> None:  # type: ignore[no-untyped-def]
    assert parse_plain(printed(float(value))) == pytest.approx(float(value))
