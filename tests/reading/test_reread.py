"""Doubtful numbers read a second time."""

import numpy as np
import pytest

from extractor.reading.scan import reread as module
from extractor.reading.scan.reread import reread
from extractor.reading.scan.tesseract import Reading, RecognitionFailed

PAGE = np.full((400, 600), 255, np.uint8)


def second_look(monkeypatch: pytest.MonkeyPatch, first: Reading, text: str, confidence: float) -> Reading:
    """What is made of `first` where the second look shows `text`."""
    monkeypatch.setattr(module, "read", lambda sheet, *_: [Reading(text, (40, 44, 160, 60), confidence)])
    (result,) = reread(PAGE, 200, [first])
    assert result.box == first.box
    return result


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [
        ("202!", "2021", "2021"),
        ("13/7/2028.", "13/7/2025.", "13/7/2025."),
        ("07/2015/QĐ-TTEg", "07/2015/QĐ-TTg", "07/2015/QĐ-TTg"),
        ("VT,QUT1M.", "VT,QLTM.", "VT,QLTM."),
        ("I8/2019/TT-BYT);", "8/2019/TT-BYT);", "I8/2019/TT-BYT);"),  # a digit lost
        ("08/2014/ND-CP", "08/2014ND-CP", "08/2014/ND-CP"),  # a slash lost
        ("1766/QĐ-BGDĐT", "1766/QD-BGDDT", "1766/QĐ-BGDĐT"),  # bars lost
        ("13/2023/NĐ-CP);", "3⁄2023/NĐ-CP);", "13/2023/NĐ-CP);"),  # no number any more
        ("2030”;", "1234567”;", "2030”;"),  # something else
    ],
)
def test_the_surer_reading_is_kept_where_nothing_is_lost(
    monkeypatch: pytest.MonkeyPatch, first: str, second: str, kept: str
) -> None:
    doubtful = Reading(first, (100, 100, 220, 116), 0.5)
    assert second_look(monkeypatch, doubtful, second, 0.9).text == kept
    assert second_look(monkeypatch, doubtful, second, 0.6) == doubtful  # not sure enough


def test_sure_words_and_words_without_digits_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "read", lambda *_: pytest.fail("read again"))
    readings = [Reading("12/QĐ-TTg", (9, 9, 99, 25), 0.9), Reading("nghiệp", (9, 40, 99, 56), 0.2)]
    assert reread(PAGE, 200, readings) == readings


def test_a_second_look_that_fails_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> list[Reading]:
        raise RecognitionFailed("time is up")

    monkeypatch.setattr(module, "read", fail)
    doubtful = Reading("202!", (100, 100, 140, 116), 0.1)
    assert reread(PAGE, 200, [doubtful]) == [doubtful]


def test_sureness_counts_the_digits_that_were_considered() -> None:
    letters = ((("2", 0.0),), (("8", 0.0), ("5", 0.1), ("B", 0.05)))
    assert Reading("28", (0, 0, 9, 9), 0.96, letters).sureness == pytest.approx(0.525, abs=0.001)
    assert Reading("Số", (0, 0, 9, 9), 0.96).sureness == 0.96
