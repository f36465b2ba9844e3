"""Annotated documents: their annotations are sound, and unsound ones are told."""

from pathlib import Path

import pytest

from corpora.gold import GoldItem, items, outside_items, own_items, problems


@pytest.mark.parametrize("item", own_items(), ids=lambda item: item.name)
def test_own_annotations_are_sound(item: GoldItem) -> None:
    assert problems(item) == []


def test_outside_annotations_are_sound(shared: Path) -> None:
    found = list(outside_items(shared))
    assert len(found) >= 2
    for item in found:
        assert [problem for problem in problems(item) if not problem.startswith("not in the text")] == []
    assert len(items(shared)) == len(found) + len(list(own_items()))


def test_unsound_annotations_are_told() -> None:
    citation = {"id": "x", "number": "1/QĐ-A", "role": "friend"}
    target = {"text": "90% xã", "comparator": "~"}
    broken = GoldItem("a.txt", b"nothing", {"citations": [citation, citation], "targets": [target]})
    assert problems(broken) == [
        "citation twice: x", "unknown role friend", "unknown role friend", "unknown comparator ~",
        "not in the text: 1/QĐ-A", "not in the text: 1/QĐ-A", "not in the text: 90% xã",
    ]  # fmt: skip
