"""The text folder that models are built from: `*.txt.gz`, one NFC paragraph a line, documents one after another.

The last 4 % of each file are held out: no model ever sees them. As documents stand together in the files, whole
documents are held out, save one at the cut. Paragraphs that also stand in the training part are left out of the test.
"""

from __future__ import annotations

import gzip
import json
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


def phrases() -> list[str]:
    """Our own phrases of letters and Party papers, which laws do not have."""
    return Path(__file__).with_name("phrases.txt").read_text(encoding="utf-8").splitlines()


def places(admin_units: Path) -> Iterator[str]:
    """Names of provinces, districts and communes, of before and after July 2025, as an address reads."""
    data = json.loads(admin_units.read_text(encoding="utf-8"))
    for province in data["before_2025_07_01"]["provinces"]:
        for district in province["districts"]:
            yield f"{district['full']}, {province['full']}"
            for _, ward in district["wards"]:
                yield f"{ward}, {district['full']}, {province['full']}"
    for province in data["current"]["provinces"]:
        yield from (f"{ward}, {province['full']}" for _, ward in province["wards"])
        yield f"Ủy ban nhân dân {province['full']}; {province['full']}, ngày"


PHRASES_COUNT_AS = 12
