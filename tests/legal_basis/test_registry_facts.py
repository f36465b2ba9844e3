"""The registry's facts prove themselves, and effect is a function of a date."""

import re
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora.build_registry import lasting_name, sentence_case
from corpora.facts.registry import (
    ENDED,
    IN_FORCE,
    NOT_YET,
    PARTLY_ENDED,
    STATUSES,
    UNKNOWN,
    LegalDocument,
    facts,
    fold_number,
    from_strings,
    known_aliases,
    load,
    registry_key,
    status_on,
    to_strings,
    vietnamese_date,
)

ISO = re.compile(r"\d{4}-\d\d-\d\d$")


def of(number: str, year: str = "") -> LegalDocument:
    return next(item for item in load() if item.number == number and (item.date or "").startswith(year))


def test_keys_are_unique_and_sorted() -> None:
    keys = [item.key for item in load()]
    assert all(first < second for first, second in pairwise(keys))
    assert len(keys) > 15_000


def test_every_date_is_one_and_in_order() -> None:
    for item in load():
        for day in (item.date, item.effective, item.ends):
            assert day is None or (ISO.match(day) and date.fromisoformat(day)), item.key
        if item.date and item.effective:
            assert item.date <= item.effective, item.key
        if item.date and item.ends:
            assert item.date <= item.ends, item.key


def test_status_words_are_those_of_the_national_database() -> None:
    assert {item.status for item in load() if item.status} <= set(STATUSES)


def test_no_document_ends_itself() -> None:
    assert not [item.key for item in load() if item.number in item.replaced_by or item.number in item.repealed_by]


def test_rows_come_back_as_written() -> None:
    for item in load()[::500]:
        assert from_strings(dict(zip(LegalDocument.__slots__, to_strings(item), strict=True))) == item


@pytest.mark.parametrize(
    ("number", "day", "status", "successor"),
    [
        ("85/2016/NĐ-CP", "2026-06-30", IN_FORCE, None),
        ("85/2016/NĐ-CP", "2026-07-01", ENDED, "331/2026/NĐ-CP"),
        ("12/2022/TT-BTTTT", "2026-11-22", ENDED, "331/2026/NĐ-CP"),
        ("86/2015/QH13", "2026-11-22", ENDED, "116/2025/QH15"),
        ("116/2025/QH15", "2026-01-15", NOT_YET, None),
        ("77/2015/QH13", "2025-02-28", IN_FORCE, None),
        ("65/2025/QH15", "2025-06-15", IN_FORCE, None),
        ("65/2025/QH15", "2025-06-16", ENDED, "72/2025/QH15"),
        ("13/2023/NĐ-CP", "2026-01-01", ENDED, "356/2025/NĐ-CP"),
        ("61/2018/NĐ-CP", "2025-08-01", ENDED, "118/2025/NĐ-CP"),
        ("58/2014/QH13", "2025-07-01", ENDED, "41/2024/QH15"),
        ("73/2019/NĐ-CP", "2026-06-01", ENDED, "45/2026/NĐ-CP"),
        ("99/2025/TT-BTC", "2025-10-01", NOT_YET, None),
    ],
)
def test_effect_on_a_day(number: str, day: str, status: str, successor: str | None) -> None:
    effect = status_on(of(number), date.fromisoformat(day))
    assert effect.status in (status, PARTLY_ENDED if status == IN_FORCE else status)
    assert successor is None or successor in effect.successors


def test_one_number_of_two_terms_is_two_documents() -> None:
    assert {item.date for item in load() if item.number == "18-NQ/TW"} == {"2017-10-25", "2022-06-16"}
    assert {item.key for item in load() if item.number == "03/NQ-CP"} == {"NQ 03/NQ-CP 2019", "NQ 03/NQ-CP 2025"}


def test_nothing_known_is_not_in_force() -> None:
    bare = LegalDocument("QĐ 1/QĐ-X 2010", "01/QĐ-X", "Quyết định", "2010-01-05")
    assert status_on(bare, date(2026, 1, 1)).status == UNKNOWN


@given(st.dates(date(1990, 1, 1), date(2040, 1, 1)), st.integers(0, 10_000))
def test_ended_stays_ended(day: date, place: int) -> None:
    """Once a text has ended it has ended on every later day; effect never fails."""
    items = load()
    item = items[place % len(items)]
    effect = status_on(item, day)
    assert effect.reason
    if effect.status == ENDED:
        assert status_on(item, date(2050, 1, 1)).status == ENDED


@given(st.text())
def test_fold_number_is_stable(text: str) -> None:
    folded = fold_number(text)
    assert not re.search(r"[&\s–—]", folded)


def test_fold_number_joins_spellings() -> None:
    assert fold_number("  09/2021 /NÐ–CP") == fold_number("9/2021/nđ-cp") == "9/2021/nd-cp"


def test_keys_hold_year_and_place_where_needed() -> None:
    assert registry_key("749/QĐ-TTg", "Quyết định", "2020-06-03", None) == "QĐ 749/QĐ-TTg 2020"
    assert registry_key("85/2016/NĐ-CP", "Nghị định", "2016-07-01", None) == "NĐ 85/2016/NĐ-CP"
    assert registry_key("704/QĐ-UBND", "Quyết định", "2020-05-05", "Phú Yên") == "QĐ 704/QĐ-UBND 2020 @Phú Yên"
    assert registry_key("193/2025/QH15", "Nghị quyết", "2025-02-19", None) == "NQ 193/2025/QH15"


def test_capital_titles_are_put_into_sentence_case() -> None:
    title = sentence_case("BAN HÀNH KẾ HOẠCH THỰC HIỆN NGHỊ ĐỊNH SỐ 982022NĐ-CP CỦA CHÍNH PHỦ TẠI TỈNH AN GIANG")
    assert title == "Ban hành kế hoạch thực hiện Nghị định số 98/2022/NĐ-CP của Chính phủ tại tỉnh An Giang"


def test_amendments_have_no_lasting_name() -> None:
    law = LegalDocument("", "1/2020/QH14", "Luật", "2020-01-01", "Quốc hội", None, "Luật sửa đổi Luật Giá")
    assert lasting_name(law) is None


def test_dates_are_written_as_the_rules_ask() -> None:
    assert vietnamese_date("2026-02-05") == "05/02/2026"
    assert vietnamese_date("2026-07-01") == "01/7/2026"


def test_facts_say_their_date() -> None:
    assert ISO.match(facts().date)


def test_known_aliases_name_documents_of_the_registry() -> None:
    keys = {item.key for item in load()}
    assert set(known_aliases().values()) <= keys
    assert known_aliases()["de an 06"] == "QĐ 06/QĐ-TTg 2022"
