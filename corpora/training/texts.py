"""The text folder that models are built from: `*.txt.gz`, one NFC paragraph a line, documents one after another.

The last 4 % of each file are held out: no model ever sees them. As documents stand together in the files, whole
documents are held out, save one at the cut. Paragraphs that also stand in the training part are left out of the test.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

HELD_OUT = 0.04


def paragraphs_of(path: Path) -> list[str]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [text for line in lines if (text := " ".join(line.split()))]


def training_paragraphs(folder: Path) -> Iterator[str]:
    for path in sorted(folder.glob("*.txt.gz")):
        paragraphs = paragraphs_of(path)
        yield from paragraphs[: round(len(paragraphs) * (1 - HELD_OUT))]


def test_paragraphs(folder: Path) -> Iterator[str]:
    """Held-out paragraphs of each file that are not, word for word, in the training part."""
    seen = {hash(text) for text in training_paragraphs(folder)}
    for path in sorted(folder.glob("*.txt.gz")):
        paragraphs = paragraphs_of(path)
        yield from (text for text in paragraphs[round(len(paragraphs) * (1 - HELD_OUT)) :] if hash(text) not in seen)
