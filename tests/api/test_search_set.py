"""The queries that search is measured with: reproducible, answered by facts, different in the two splits."""

import pytest

from api.measuring import search
from api.services import asking, spelling
from corpora import search_set
from corpora.facts.registry import fold_words, load

FEW = 3


@pytest.fixture(scope="module")
def asked() -> list[search_set.Query]:
    return search_set.queries(1, FEW, "dev")


def test_queries_are_reproducible_and_answered_by_facts(asked: list[search_set.Query]) -> None:
    assert asked == search_set.queries(1, FEW, "dev")
    assert [query.style for query in asked] == [style for style in search_set.STYLES for _ in range(FEW)]
    titles = {document.key: fold_words(document.title or "") for document in load()}
    for query in asked:
        assert query.right and query.text.strip()
        if query.style == "folded":
            assert all(
                set(query.text.split()) <= set(titles[key].replace("/", " ").split())
                for key in query.right
                if key in titles
            )


def test_the_splits_differ(asked: list[search_set.Query]) -> None:
    other = search_set.queries(1, FEW, "test")
    assert not {query.text for query in asked if query.style != "alias"} & {query.text for query in other}


def test_score_counts_first_and_best() -> None:
    asked = [search_set.Query("words", text, frozenset({"a"})) for text in ("1", "2", "3")]
    answers = {"1": ["a"], "2": ["b", "a"], "3": []}
    score = search_set.score(asked, lambda text: answers[text])
    assert (round(score.first, 2), round(score.best, 2)) == (0.33, 0.67)
    assert [query.text for query, _ in score.missed] == ["2", "3"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("nghihc", "nghich"), ("t0", "to"), ("nuoc1", "nuoc"), ("bcl", "bct")],
)
def test_a_slip_is_among_the_candidates(typed: str, meant: str) -> None:
    assert meant in spelling.candidates(typed)


def test_words_run_together_are_parted() -> None:
    assert spelling.split("nganhang") == ["ngan", "hang"]
    assert spelling.split("chuyendoiso") == ["chuyen", "doi", "so"]
    assert spelling.split("xyzw") == []


def test_search_answers_a_few_of_each_style(asked: list[search_set.Query]) -> None:
    measured = search.measure("dev", count=FEW)
    assert measured.styles.best > 0.9 and measured.styles.first > 0.85
    assert measured.segmented.best > 0.9


def test_syllables_of_one_word_belong_together() -> None:
    asked = asking.read("an toàn thực phẩm mầm non 2026")
    assert asked.groups == (("an", "toan"), ("thuc", "pham"), ("mam", "non"), ("2026",))
    assert [pair[:2] for pair in asking.together(asked.groups)][:3] == [(0, 2), (2, 4), (4, 6)]
    plain = asking.read("an toan thuc pham")
    assert plain.groups == (("an",), ("toan",), ("thuc",), ("pham",))
    assert [pair[:2] for pair in asking.together(plain.groups)] == [(0, 2), (1, 3), (2, 4)]


def test_reordered_words_stand_in_every_right_title() -> None:
    for query in search_set.queries(3, 6, "dev", search_set.HARD):
        assert query.right and query.style == "reordered"
