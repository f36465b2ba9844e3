"""A page goes to JSON and back without loss."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.document import Cell, Geometry, Grid, Line, Page, Word
from extractor.reading import page_from_json, page_to_json
from models.record import RecordWarning

NUMBERS = st.floats(-1e6, 1e6, allow_nan=False)
TEXTS = st.text(st.characters(exclude_categories=("Cs",)), max_size=8)
BOXES = st.tuples(NUMBERS, NUMBERS, NUMBERS, NUMBERS)
WORDS = st.builds(
    Word,
    TEXTS,
    BOXES,
    TEXTS,
    st.none() | TEXTS,
    st.none() | NUMBERS,
    st.booleans(),
    st.booleans(),
    st.floats(0, 1),
)
LINES = st.builds(Line, st.lists(WORDS, max_size=3).map(tuple))
CELLS = st.builds(
    Cell,
    st.integers(0, 9),
    st.integers(0, 9),
    st.lists(LINES, max_size=2).map(tuple),
    BOXES,
    st.integers(1, 3),
    st.integers(1, 3),
)
GRIDS = st.builds(Grid, BOXES, st.integers(1, 9), st.integers(1, 9), st.lists(CELLS, max_size=3).map(tuple))
GEOMETRIES = st.builds(
    Geometry,
    st.integers(0, 3),
    NUMBERS,
    st.none() | st.lists(st.tuples(NUMBERS, NUMBERS), min_size=4, max_size=4).map(tuple),
)
PAGES = st.builds(
    Page,
    st.integers(1, 999),
    NUMBERS,
    NUMBERS,
    st.lists(LINES, max_size=3).map(tuple),
    st.lists(GRIDS, max_size=2).map(tuple),
    st.lists(BOXES, max_size=2).map(tuple),
    st.lists(LINES, max_size=2).map(tuple),
    TEXTS,
    st.floats(0, 1),
    st.none() | GEOMETRIES,
    st.lists(st.builds(RecordWarning, code=TEXTS, message=TEXTS, page=st.none() | st.integers(1, 9)), max_size=2).map(
        tuple
    ),
)


@given(PAGES)
def test_a_page_comes_back(page: Page) -> None:
    assert page_from_json(json.loads(json.dumps(page_to_json(page)))) == page


def test_another_version_is_refused() -> None:
    with pytest.raises(ValueError, match="version"):
        page_from_json({"version": 99})
