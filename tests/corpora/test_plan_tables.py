"""Tables of made-up plans: sums hold, numbers run, ticks and years mean what their headings say; both splits differ."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora.generate import letters
from corpora.letters.maker import bank
from corpora.letters.model import Letter
from corpora.letters.truth import iso_of, truth
from corpora.rendering.sheet import compose

SPLITS = st.sampled_from(["dev", "test"])


def tables(split: str, seed: int, kind: str) -> list[dict]:
    said = [truth(compose(letter)) for letter in letters(seed, 25, split)]
    return [table for item in said for table in item["tables"] if table["kind"] == kind]


@settings(max_examples=8, deadline=None)
@given(SPLITS, st.integers(0, 10**6))
def test_budgets_add_up(split: str, seed: int) -> None:
    for table in tables(split, seed, "budget"):
        *rows, total = table["rows"]
        assert total["kind"] == "total"
        for index, column in enumerate(table["columns"]):
            if column["role"] == "budget" and total["cells"][index]:
                amounts = [int(row["cells"][index].replace(".", "")) for row in rows]
                assert sum(amounts) == int(total["cells"][index].replace(".", ""))


@settings(max_examples=8, deadline=None)
@given(SPLITS, st.integers(0, 10**6))
def test_every_row_has_a_cell_for_each_column(split: str, seed: int) -> None:
    for table in tables(split, seed, "tasks"):
        for row in table["rows"]:
            if row["kind"] == "item":
                assert len(row["cells"]) == len(table["columns"])
                assert all(cell != "^" for cell in row["cells"])


@pytest.mark.parametrize("key", ["layouts", "target_layouts", "budget_layouts", "duties", "points", "statuses"])
def test_the_splits_share_no_layout_or_duty(key: str) -> None:
    assert not any(item in bank("dev")[key] for item in bank("test")[key])


def test_ticked_quarters_are_the_deadline() -> None:
    made = [letter for split in ("dev", "test") for letter in letters(11, 150, split)]
    ticked = [
        task
        for letter in made
        for task in _tasks(letter)
        if re.match(r"Quý I+V?(?:, Quý I+V?)?$", str(task["deadline"]))
    ]
    assert ticked
    for task in ticked:
        last = task["deadline"].split(" ")[-1]
        assert task["deadline_iso"].endswith({"I": "-Q1", "II": "-Q2", "III": "-Q3", "IV": "-Q4"}[last])


def _tasks(letter: Letter) -> list[dict]:
    return [task for task in truth(compose(letter))["tasks"] if not task.get("prose")]


@pytest.mark.parametrize(
    ("words", "iso"),
    [
        ("Quý I - II/2025", "2025-Q2"),
        ("6 tháng đầu năm 2025", "2025-06"),
        ("06 tháng cuối năm 2025", "2025-12"),
        ("Quý I, quý II/2025", "2025-Q2"),
        ("Thời gian thực hiện năm 2025 / Quý IV", "2025-Q4"),
    ],
)
def test_periods_take_their_end(words: str, iso: str) -> None:
    assert iso_of(words) == iso
