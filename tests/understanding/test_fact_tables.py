"""The closed tables prove themselves."""

import pytest

from corpora.facts import tables
from extractor.understanding.words.letters import fold


def test_every_table_loads_with_its_columns() -> None:
    loaders = (tables.doc_types, tables.bodies, tables.provinces, tables.laws, tables.role_phrases)
    for load in loaders:
        assert len(load()) > 10, load.__name__


def test_a_broken_row_fails(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    from pathlib import Path

    folder = Path(str(tmp_path))
    (folder / "x.tsv").write_text("a\tb\n1\n", encoding="utf-8")
    monkeypatch.setattr(tables, "FOLDER", folder)
    with pytest.raises(ValueError, match="line 2"):
        tables.rows("x.tsv")


def test_no_row_stands_twice() -> None:
    for load in (tables.doc_types, tables.bodies, tables.laws, tables.role_phrases):
        assert len(load()) == len(set(load())), load.__name__
    assert len({kind.name for kind in tables.doc_types()}) == len(tables.doc_types())


def test_variants_lead_to_official_letters() -> None:
    codes = {kind.code for kind in tables.doc_types()}
    for variant, code in tables.type_codes().items():
        assert code in codes or variant == code, variant


def test_validity_runs_forwards_and_successors_exist() -> None:
    symbols = {body.symbol for body in tables.bodies()}
    for body in tables.bodies():
        assert not (body.valid_from and body.valid_to) or body.valid_from <= body.valid_to, body
        first = body.successor.split(" ")[0].strip(";,()")
        assert not first or first in symbols or first in ("Ban", "Bộ", "level"), body


def test_provinces_of_today_number_34() -> None:
    today = {(row.new_name) for row in tables.provinces()}
    assert len(today) == 34


def test_laws_carry_number_and_date_that_agree() -> None:
    for law in tables.laws():
        assert law.kind in ("Luật", "Bộ luật", "Pháp lệnh")
        if law.date and law.number:
            assert abs(int(law.date[:4]) - int(law.number.split("/")[1])) <= 1, law


def test_titles_open_with_small_words() -> None:
    assert all(word == word.lower() and fold(word) for word in tables.title_openers())
