"""Confidences: the table's lines rise, the fit is a share of right values, and doubtful readings stay below sure ones."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora.evaluate import CaseResult, Result
from corpora.facts.calibration import HIGHEST, LOWEST, calibrated, lines, on_line, rises
from corpora.scoring import Outcome
from corpora.training.calibrate import fitted, isotonic
from models.record import Record


def test_every_line_rises_and_stays_between_zero_and_one() -> None:
    assert lines()
    for key, points in lines().items():
        assert rises(points), key
        assert all(0 <= right <= 1 and 0 <= score <= 1 for score, right in points), key


def test_a_line_that_falls_is_found_out() -> None:
    assert not rises(((0.2, 0.9), (0.5, 0.4)))


@pytest.mark.parametrize(("score", "right"), [(0.0, 0.0), (0.2, 0.1), (0.4, 0.2), (0.6, 0.6), (0.8, 1.0), (1.0, 1.0)])
def test_between_two_points_a_line_runs_straight(score: float, right: float) -> None:
    assert on_line(((0.4, 0.2), (0.8, 1.0)), score) == pytest.approx(right)


def test_fields_without_a_line_keep_their_score() -> None:
    assert calibrated("nothing.known", "digital", 0.42) == 0.42


@given(st.sampled_from(sorted(lines())), st.floats(0, 1), st.floats(0, 1))
def test_a_better_score_is_never_less_likely_right(key: tuple[str, str], one: float, other: float) -> None:
    low, high = sorted((one, other))
    field, kind = key
    assert LOWEST <= calibrated(field, kind, low) <= calibrated(field, kind, high) <= HIGHEST  # type: ignore[arg-type]


def test_the_fit_is_the_share_of_right_values() -> None:
    data = [(0.5, number < 200, 1.0) for number in range(400)] + [(0.9, number < 380, 1.0) for number in range(400)]
    shares = dict(isotonic(data))
    assert shares[0.5] == pytest.approx(0.5, abs=0.01)
    assert shares[0.9] == pytest.approx(0.95, abs=0.01)


def test_scans_and_digital_text_have_lines_of_their_own() -> None:
    outcomes = [Outcome("aliases", "right", "a", "a", 0.9)] * 70
    cases = [CaseResult("a", kind, "Kế hoạch", outcomes=outcomes) for kind in ("pdf", "scan")]
    kinds = {kind for _, kind, _, _ in fitted([Result("generated", "dev", cases)])}
    assert kinds == {"digital", "ocr"}


def test_a_badly_read_number_is_less_sure_than_a_clear_one(record_of: Callable[..., Record]) -> None:
    text = "Căn cứ Quyết định số 749/QĐ-TTg ngày 03/6/2020 của Thủ tướng Chính phủ phê duyệt Chương trình;"
    clear = record_of(text).citations[0].confidence
    poor = record_of(text, text_source="ocr", confidence=0.5).citations[0].confidence
    assert poor < clear - 0.1
