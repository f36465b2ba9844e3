"""The generator: many letters, each its own, each true to its text."""

from hypothesis import given, settings
from hypothesis import strategies as st

from corpora.generate import MERGER, bank, letter, letters, other_kinds, provinces
from corpora.letters.truth import truth
from corpora.rendering import rendered
from corpora.rendering.sheet import compose


def test_the_same_seed_gives_the_same_letters() -> None:
    assert letters(5, 4) == letters(5, 9)[:4]
    assert letters(5, 4) != letters(6, 4)


def test_three_hundred_letters_differ() -> None:
    made = letters(1, 300)
    assert len({str(item) for item in made}) == 300
    assert len({item.doc_type for item in made}) >= 7
    assert len({item.issuer for item in made}) >= 60


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(["dev", "test"]))
def test_any_letter_can_be_set_and_is_consistent(seed: int, wording: str) -> None:
    item = letter(seed, 0, wording)
    sheet = compose(item)
    said = truth(sheet)
    text = rendered(item, "txt").data.decode()
    words = " ".join(text.split())
    for citation in said["citations"]:
        assert (
            citation["date"] is None
            or item.date is None
            or citation["date"] < max(item.date, "2016")[:10].ljust(10, "z")
        )
    for target in said["targets"]:
        assert target["value"] >= 0
    assert said["header"]["signer_name"] in words
    assert not any(mark in text for mark in ("[[", "]]", "{", "}"))


def test_the_test_split_has_its_own_words() -> None:
    for key in ("subjects", "targets", "rates", "give", "columns", "cell_deadlines"):
        assert bank("test")[key] != bank("dev")[key]
    assert not {task for task, _ in bank("test")["tasks"]} & {task for task, _ in bank("dev")["tasks"]}


def test_provinces_follow_the_merger() -> None:
    assert len(provinces(True)) < len(provinces(False))
    late = [item for item in letters(3, 120) if item.date and item.date >= MERGER.isoformat()]
    assert late
    assert not any("huyện" in item.issuer for item in late)


def test_other_kinds_have_no_truth() -> None:
    for item in other_kinds(1, 20):
        said = truth(compose(item))
        assert said["citations"] == []
        assert said["targets"] == []
