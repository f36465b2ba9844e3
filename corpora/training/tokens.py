"""Words as the language model sees them: lower-case syllables, one token for numbers, one for punctuation.

The same rules serve training and run time (`corpora.facts.restorer`): tone placement of oa oe uy is folded to one form
("hoà" to "hòa"), hyphens, slashes and quotes are not seen, a word with a digit is a number.
"""

from __future__ import annotations

import gzip
import json
import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from corpora.facts.restorer import BREAK, NUMBER, POINT, SPECIAL, UNKNOWN, fold_tone_place

_TOKEN = re.compile(r"[^\W_]+|[.,;:!?()\[\]…]+")
_HAS_DIGIT = re.compile(r"\d")
LEAST_COUNT = 6


def tokens(paragraph: str) -> Iterator[str]:
    for match in _TOKEN.finditer(paragraph.lower()):
        text = match[0]
        if text[0] in ".,;:!?()[]…":
            yield SPECIAL[POINT]
        elif _HAS_DIGIT.search(text):
            yield SPECIAL[NUMBER]
        else:
            yield fold_tone_place(text)


def vocabulary(paragraphs: Iterable[str], least: int = LEAST_COUNT) -> list[str]:
    """Special tokens, then words seen at least `least` times, most frequent first."""
    counts: Counter[str] = Counter()
    for paragraph in paragraphs:
        counts.update(tokens(paragraph))
    words = [word for word, count in counts.most_common() if count >= least and word not in SPECIAL]
    return [*SPECIAL, *words]


def encode(paragraphs: Iterable[str], vocabulary: list[str]) -> np.ndarray:
    """One uint16 array of all paragraphs, BREAK before each; punctuation and numbers in a row count once."""
    number_of = {word: number for number, word in enumerate(vocabulary)}
    ids = array("H")
    for paragraph in paragraphs:
        last = BREAK
        ids.append(BREAK)
        for token in tokens(paragraph):
            number = number_of.get(token, UNKNOWN)
            if number != last or number not in (POINT, NUMBER):
                ids.append(number)
            last = number
    return np.frombuffer(ids, dtype=np.uint16)


def titles(path: Path) -> Iterator[str]:
    """Titles of a registry of legal documents (JSON lines, gzip): names of bodies and matters that laws do not have."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            parts = [row.get("doc_type"), row.get("title"), row.get("issuer")]
            yield ". ".join(part for part in parts if isinstance(part, str) and part)
