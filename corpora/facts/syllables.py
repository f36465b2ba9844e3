"""Vietnamese syllables: `syllables.tsv`, valid forms in lower case with their counts in 32 million syllables of legal text."""

import math
from functools import cache
from importlib.resources import files


@cache
def counts() -> dict[str, int]:
    """Syllable to count, most frequent first."""
    lines = files("corpora.facts").joinpath("syllables.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return {row[0]: int(row[1]) for row in (line.split("\t") for line in lines if line)}


@cache
def log_probabilities() -> dict[str, float]:
    """Syllable to the natural logarithm of its share of running legal text."""
    total = math.log(sum(counts().values()))
    return {syllable: math.log(count) - total for syllable, count in counts().items()}


def is_syllable(word: str) -> bool:
    """Whether `word`, in any case, is a Vietnamese syllable that legal text uses."""
    return word.lower() in counts()
