"""The speed of digital PDFs, small: what is measured, and what is left out."""

from datetime import date

import pytest

from api.measuring import extraction_speed
from corpora.letters import handwritten
from corpora.rendering import render
from extractor.context import Context

TODAY = Context(today=date(2026, 11, 22))


def test_reading_understanding_and_the_baseline_are_timed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extraction_speed, "ROUNDS", 1)
    file = (render(handwritten()[0], "pdf"), "a.pdf")
    whole, understanding, plain, *memory = extraction_speed.speeds([file, (b"no PDF", "b.txt")], TODAY)
    assert 0 < whole.figure < understanding.figure and plain.figure > 0
    assert whole.name.startswith("PDF số (1 tệp") and "pdfplumber" in plain.name
    assert all(speed.unit == "MiB" and 50 < speed.figure < 900 for speed in memory)


def test_files_that_must_be_recognised_are_left_out() -> None:
    scan = (render(handwritten()[0], "scan"), "scan.pdf")
    assert list(extraction_speed.speeds([scan], TODAY)) == []
