"""Signs that stand alone in a column and that no reading covers are read by themselves; other ink is left alone."""

from collections.abc import Sequence

import cv2
import numpy as np
import pytest

from extractor.reading.scan import lone_signs as module
from extractor.reading.scan.images import Grey
from extractor.reading.scan.lone_signs import lone_signs
from extractor.reading.scan.tesseract import Reading


def page_with(signs: Sequence[tuple[int, int]]) -> tuple[Grey, list[Reading]]:
    """A page with a sign at each place and a line of print right of them, and the readings of the lines."""
    page = np.full((600, 800), 255, np.uint8)
    for x, y in signs:
        cv2.putText(page, "7", (x, y), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 2)
    lines = [Reading("Văn", (200, 60 + 60 * row, 300, 80 + 60 * row), 0.9) for row in range(5)]
    return page, lines


@pytest.fixture
def strips(monkeypatch: pytest.MonkeyPatch) -> list[Grey]:
    """The pictures handed to the engine, which sees a seven over each piece of ink."""
    seen: list[Grey] = []

    def read(picture: Grey, dpi: float) -> list[Reading]:
        seen.append(picture)
        _, _, stats, _ = cv2.connectedComponentsWithStats((picture < 150).astype(np.uint8))
        return [Reading("7", (int(x), int(y), int(x + w), int(y + h)), 0.9) for x, y, w, h, _ in stats[1:]]

    monkeypatch.setattr(module, "read", read)
    return seen


def test_a_column_of_numbers_is_read_and_placed_on_the_page(strips: list[Grey]) -> None:
    places = [(60, 80), (60, 140), (60, 200)]
    page, lines = page_with(places)
    found = lone_signs(page, 200, lines)
    assert len(strips) == 1
    assert [reading.text for reading in found] == ["7"] * 3
    boxes = sorted(reading.box[:2] for reading in found)
    assert [
        (abs(x - left) < 4, abs(y + 17 - foot) < 6) for (x, y), (left, foot) in zip(boxes, places, strict=True)
    ] == [(True, True)] * 3


@pytest.mark.parametrize(
    "places",
    [[], [(60, 80), (60, 140)], [(60, 80), (140, 140), (700, 200)], [(305, 80), (305, 140), (305, 200)]],
    ids=["no ink", "two", "not in a column", "beside readings"],
)
def test_no_call_for_pages_without_a_column_of_signs(strips: list[Grey], places: list[tuple[int, int]]) -> None:
    page, lines = page_with(places)
    assert lone_signs(page, 200, lines) == []
    assert strips == []


def test_a_blank_page(strips: list[Grey]) -> None:
    assert lone_signs(np.full((50, 50), 255, np.uint8), 200, []) == []
