"""What a misspelt word of a query may mean: syllables of legal text and letters of document numbers near to it. Pure."""

from collections.abc import Iterable
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from api.services.values import fold
from corpora.facts import syllables, tables

MOST = 12  # candidates of a word
LONGEST = 7  # letters of a syllable
LEAST_COUNT = 20  # occurrences in legal text of a syllable that is worth proposing
DIGITS_AS_LETTERS = str.maketrans({"0": "o", "1": "l", "5": "s", "8": "b", "6": "b"})
# What print and OCR make of letters: as read, as meant.
MISREAD = (("rn", "m"), ("cl", "d"), ("ii", "u"), ("li", "h"), ("lt", "h"), ("vv", "w"), ("iii", "m"), ("ri", "n"), ("1", "l"), ("1", "i"), ("0", "o"), ("8", "b"), ("5", "s"), ("iio", "uo"), ("1", "t"))  # fmt: skip


def candidates(word: str) -> list[str]:
    """Known words that a folded word may mean, the likeliest first; itself is none of them."""
    known = _known()
    found = dict.fromkeys(read for read in _reread(word) if read in known)
    if not word.isdigit() and len(word) > 1:
        near = process.extract(
            word, _words(), scorer=OSA.distance, score_cutoff=2 if len(word) > 6 else 1, limit=None, processor=None
        )
        found |= dict.fromkeys(name for name, *_ in sorted(near, key=lambda item: (item[1], -known[item[0]])))
    found.pop(word, None)
    return list(found)[:MOST]


def split(word: str) -> list[str]:
    """The syllables that were run together: of "nganhang" ngan, hang. Empty where it is not so."""
    word, known = word.translate(DIGITS_AS_LETTERS), _syllables()
    best: list[list[str] | None] = [[]] + [None] * len(word)
    for end in range(2, len(word) + 1):
        options = [
            [*before, word[start:end]]
            for start in range(max(0, end - LONGEST), end - 1)
            if (before := best[start]) is not None and word[start:end] in known
        ]
        best[end] = min(options, key=lambda parts: (len(parts), -min(known[part] for part in parts)), default=None)
    return best[-1] or []


def _reread(word: str) -> Iterable[str]:
    if not word.isalpha():
        yield word.translate(DIGITS_AS_LETTERS)
    for read, meant in MISREAD:
        if read in word:
            yield word.replace(read, meant, 1)


@cache
def _syllables() -> dict[str, int]:
    """Folded syllables to how often legal text has them."""
    counts: dict[str, int] = {}
    for syllable, count in syllables.counts().items():
        plain = fold(syllable)
        counts[plain] = counts.get(plain, 0) + count
    return {word: count for word, count in counts.items() if count >= LEAST_COUNT}


@cache
def _known() -> dict[str, int]:
    """Syllables and letters of document numbers, with their counts."""
    return {fold(part): int(said) for part, said in tables.rows("symbol_parts.tsv")} | _syllables()


@cache
def _words() -> tuple[str, ...]:
    return tuple(_known())
