"""Facts from files: what is taken, what is said about each line that is not."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.services.registry.importing import parse_file, template_csv
from api.services.registry.index import RegistryIndex
from corpora.facts.registry import ENDED
from models.errors import InputError


def test_the_template_is_taken() -> None:
    parsed = parse_file(template_csv().encode(), "mau.csv")
    assert not parsed.errors
    (document,) = parsed.documents
    assert (document.key, document.date, document.status) == ("NĐ 85/2016/NĐ-CP", "2016-07-01", ENDED)
    assert document.replaced_by == ("331/2026/NĐ-CP",)


def test_each_bad_line_is_named() -> None:
    text = "Số hiệu;Ngày ban hành;Tình trạng\nabc;;\n01/2020/TT-BYT;31/02/2020;\n2/2020/TT-BYT;03/4/2020;\n05/2019/TT-BYT;2020-01-01;\n06/2020/TT-BYT;;lạ\n"
    parsed = parse_file(text.encode(), "a.csv")
    assert [error.line for error in parsed.errors] == [2, 3, 5, 6]
    assert "không có trong lịch" in parsed.errors[1].message
    assert "khác năm ban hành" in parsed.errors[2].message
    assert [item.number for item in parsed.documents] == ["02/2020/TT-BYT"]
    assert parsed.documents[0].doc_type == "Thông tư"


def test_json_lines() -> None:
    rows = [{"number": "57-NQ/TW", "doc_type": "Nghị quyết", "date": "2024-12-22", "replaced_by": ["1-NQ/TW"]}, ["x"]]
    data = "\n".join([*(json.dumps(row) for row in rows), "{"]).encode()
    parsed = parse_file(data, "a.jsonl")
    assert parsed.documents[0].key == "NQ 57-NQ/TW 2024"
    assert parsed.documents[0].replaced_by == ("1-NQ/TW",)
    assert [error.line for error in parsed.errors] == [2, 3]


@pytest.mark.parametrize(
    ("data", "code"), [(b"", "empty_file"), (b"\xff\x80\x81", "not_text"), (b"a,b\n1,2\n", "no_heading")]
)
def test_files_that_are_none(data: bytes, code: str) -> None:
    with pytest.raises(InputError) as error:
        parse_file(data, "a.csv")
    assert error.value.code == code
    assert error.value.remedy


def test_a_spreadsheet_in_utf16_is_read() -> None:
    parsed = parse_file("số ký hiệu\ttrích yếu\n85/2016/NĐ-CP\tX\n".encode("utf-16"), "a.csv")
    assert parsed.documents[0].title == "X"


@given(st.text())
def test_any_text_gives_rows_or_errors(text: str) -> None:
    try:
        parsed = parse_file(text.encode(), "a.csv")
    except InputError as error:
        assert error.remedy
    else:
        assert all(item.number or item.title for item in parsed.documents)


def test_lookups(registry: RegistryIndex) -> None:
    assert [item.key for item in registry.by_number("nđ 85/2016/NĐ-CP".removeprefix("nđ "))] == ["NĐ 85/2016/NĐ-CP"]
    assert registry.by_number("85/2016/ND–CP")[0].key == "NĐ 85/2016/NĐ-CP"
    assert registry.find("03/NQ-CP", "2025-01-09") is not None
    assert registry.find("18-NQ/TW") is None  # two documents: not guessed
    law = registry.law("Luật Tổ chức chính quyền địa phương", "2025-06-16")
    assert law is not None
    assert law.number == "72/2025/QH15"
    assert [item.number for item in registry.laws_named("Luật An ninh mạng")] == ["24/2018/QH14", "116/2025/QH15"]


def test_titles_are_found_with_and_without_diacritics(registry: RegistryIndex) -> None:
    for query in ("quản lý dữ liệu y tế", "quan ly du lieu y te"):
        best = [document.number for document, _ in registry.alike(query, limit=5)]
        assert "102/2025/NĐ-CP" in best
