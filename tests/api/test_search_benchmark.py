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
    built, *timed = search_speed.run(FEW, 20, baselines=False)
    assert isinstance(built, search_speed.Built) and (built.entries, built.letters) == (FEW, 20)
    by_kind = {one.kind: one for one in timed if isinstance(one, search_speed.Timed)}
    assert set(by_kind) == set(search_speed.KINDS)
    assert by_kind["number"].first == 1.0
