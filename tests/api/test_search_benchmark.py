"""The benchmark of search, small: what it makes is reproducible, and each engine answers."""

from api.measuring import search_speed
from corpora import made_registry

FEW = 400


def test_made_entries_are_reproducible_and_keys_are_unique() -> None:
    made = list(made_registry.entries(FEW))
    assert made == list(made_registry.entries(FEW))
    assert len({entry.key for entry in made}) == FEW
    assert all(entry.title and entry.number and entry.issuer for entry in made)


def test_engines_find_numbers() -> None:
    result = search_speed.run(FEW, 20, baselines=False, told=lambda _: None)
    by_kind = {one.kind: one for one in result.timed}
    assert set(by_kind) == set(search_speed.KINDS)
    assert by_kind["number"].first == 1.0
    assert result.built[0].subjects == FEW + 20
