"""The benchmark of search, small: what it makes is reproducible, and each engine answers."""

from pathlib import Path

import pytest

from api.measuring import search_speed
from corpora import made_registry

FEW = 400


def test_made_entries_are_reproducible_and_keys_are_unique() -> None:
    made = list(made_registry.entries(FEW))
    assert made == list(made_registry.entries(FEW))
    assert len({entry.key for entry in made}) == FEW
    assert all(entry.title and entry.number and entry.issuer for entry in made)


def test_engines_find_numbers() -> None:
    built, *timed = search_speed.run(FEW, 20, ["cancu"])
    assert isinstance(built, search_speed.Built) and (built.entries, built.letters) == (FEW, 20)
    by_kind = {one.kind: one for one in timed if isinstance(one, search_speed.Timed)}
    assert set(by_kind) == set(search_speed.KINDS)
    assert by_kind["number"].first == 1.0
    assert all(one.late == 0 and one.queries == search_speed.QUERIES for one in by_kind.values())


def test_queries_of_an_engine_end_in_bounded_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_speed, "LATE", 0.0)
    monkeypatch.setattr(search_speed, "BUDGET", 0.0)
    _, *timed = search_speed.run(FEW, 20, ["sqlite"])
    assert all(isinstance(one, search_speed.Timed) and one.queries == 2 for one in timed)


def test_baselines_answer(tmp_path: Path) -> None:
    subjects = list(search_speed.subjects(FEW, 20))
    asked = search_speed.queries(subjects[:FEW])
    for make in (search_speed.Sqlite, search_speed.Postgres):
        place = tmp_path / make.name
        place.mkdir()
        with make(place) as engine:
            engine.add(subjects)
            engine.finish()
            answers = [engine.first(one.text) for one in asked if one.kind == "words"]
            assert all(title for _, title in answers)
            assert engine.suggest(subjects[0].title[:9])
