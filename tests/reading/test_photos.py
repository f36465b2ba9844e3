"""Pages photographed on a desk."""

import cv2
import numpy as np
import pytest
from PIL import Image

from corpora.rendering.scan import black_edges, photograph, punch_holes
from extractor.reading.scan import images
from extractor.reading.scan.photos import seen_from_above, sheet_corners


def page() -> Image.Image:
    """Lines of bars as print would make them."""
    pixels = np.full((877, 620), 250, np.uint8)
    for row in range(30):
        for column in range(9):
            pixels[
                120 + 22 * row : 128 + 22 * row, 80 + 52 * column : 80 + 52 * column + 30 + 2 * ((row + column) % 6)
            ] = 30
    return Image.fromarray(pixels).convert("RGB")


@pytest.mark.parametrize("seed", range(6))
def test_the_sheet_is_found_and_drawn_from_above(seed: int) -> None:
    photo = np.asarray(photograph(page(), np.random.default_rng(seed)).convert("L"))
    corners = sheet_corners(photo)
    assert corners is not None
    flat = seen_from_above(photo, corners)
    edge = np.concatenate([flat[8], flat[-8], flat[:, 8], flat[:, -8]])
    assert flat.shape == photo.shape and float((edge < 90).mean()) < 0.2  # the desk is gone
    rows = np.flatnonzero((images.level(flat) < 120).any(axis=1))
    assert abs(int(rows[0]) - 120) < 30 and abs(int(rows[-1]) - 766) < 40


def test_a_scan_has_no_sheet_to_find() -> None:
    scan = page()
    random = np.random.default_rng(1)
    for spoilt in (scan, black_edges(scan.copy(), 75, random), punch_holes(scan.copy(), 75, random)):
        assert sheet_corners(np.asarray(spoilt.convert("L"))) is None
    assert sheet_corners(np.zeros((300, 200), np.uint8)) is None
    assert sheet_corners(np.full((300, 200), 255, np.uint8)) is None


def test_a_level_sheet_on_a_desk_is_left_as_it_is() -> None:
    picture = np.full((900, 700), 60, np.uint8)
    cv2.rectangle(picture, (40, 50), (660, 850), 240, -1)
    assert sheet_corners(picture) is None


@pytest.mark.parametrize("quarters", [0, 2])
def test_a_photo_is_set_upright(quarters: int) -> None:
    photo = np.rot90(np.asarray(photograph(page(), np.random.default_rng(2)).convert("L")), quarters)
    found = images.geometry(np.ascontiguousarray(photo))
    assert found.corners is not None and found.quarters % 2 == 0
    assert images.straighten(np.ascontiguousarray(photo), found).shape == photo.shape
