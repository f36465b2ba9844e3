"""From a misread word to the syllables that it may stand for: P(reading | syllable) from tables of onsets and rimes.

Readings of an onset or a rime that training never saw are scored letter by letter, each letter read as 0 to 3 characters.
"""

from __future__ import annotations

import gzip
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from corpora.facts.restorer import ALONE, fold_tone_place, named_parts, strip_marks
from corpora.facts.syllables import counts
from extractor.recovery.language_model import Floats, LanguageModel

LONGEST = 3
LEAST_ONSET = -9.5  # log-probability under which a reading is none of an onset
FLOOR = -18.0  # log-probability under which a reading is not considered
_PRIOR = 3.0  # weight of the letter model against the counts of a part
_LEAST_UNSEEN = 0.2
_NONE = np.float32(-60.0)


@dataclass(frozen=True, slots=True)
class Candidates:
    """What a reading may stand for, best first: text as printed, its number in the language model, log P(reading | text)
    plus log P(this spelling of the word)."""

    texts: tuple[str, ...]
    words: tuple[int, ...]
    scores: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Parts:
    """All onsets (or rimes) in their three cases. `seen`: reading to (part, share of the part's readings, discounted);
    `unseen`: what is left for readings spelled letter by letter."""

    names: tuple[str, ...]
    seen: dict[str, list[tuple[int, float]]]
    unseen: Floats
    letters: NDArray[np.int64]
    lengths: NDArray[np.int64]


class Channel:
    """`candidates(reading)` is pure; the caches only save time."""

    def __init__(self, model: LanguageModel, tables: dict[str, dict[str, dict[str, float]]]) -> None:
        self._letter_index, self._letter_log = _letter_model(tables["letter"])
        syllables = _cased_syllables(model)
        self._onsets = self._parts(sorted({named_parts(text)[0] for text, _, _ in syllables}), tables["onset"])
        self._rimes = self._parts(sorted({named_parts(text)[1] for text, _, _ in syllables}), tables["rime"])
        onset_of = {name: number for number, name in enumerate(self._onsets.names)}
        rime_of = {name: number for number, name in enumerate(self._rimes.names)}
        rows = sorted(
            (onset_of[named_parts(text)[0]], rime_of[named_parts(text)[1]], text, word, prior)
            for text, word, prior in syllables
        )
        self._onset = np.array([row[0] for row in rows])
        self._rime = np.array([row[1] for row in rows])
        self._texts = [row[2] for row in rows]
        self._words = np.array([row[3] for row in rows])
        self._prior = np.array([row[4] for row in rows], dtype=np.float32)
        self._frequency = model.frequency[self._words] * np.float32(0.8)
        self._by_onset = lru_cache(maxsize=4096)(lambda read: self._log_chances(self._onsets, read))
        self._by_rime = lru_cache(maxsize=4096)(lambda read: self._log_chances(self._rimes, read))
        self.candidates = lru_cache(maxsize=50_000)(self._candidates)

    def _parts(self, names: list[str], table: dict[str, dict[str, float]]) -> _Parts:
        number = {name: place for place, name in enumerate(names)}
        seen: dict[str, list[tuple[int, float]]] = defaultdict(list)
        unseen = np.ones(len(names), dtype=np.float32)
        for name, reads in table.items():
            if name in number:
                total = sum(reads.values())
                left = max(_PRIOR / (total + _PRIOR), _LEAST_UNSEEN)
                unseen[number[name]] = left
                for read, count in reads.items():
                    seen[read].append((number[name], (1 - left) * count / total))
        spelled = [name.removeprefix(ALONE) for name in names]
        lengths = np.array(list(map(len, spelled)))
        letters = np.zeros((len(names), lengths.max()), dtype=np.int64)
        for place, name in enumerate(spelled):
            letters[place, : len(name)] = [self._letter_index.get(letter, 0) for letter in name]
        return _Parts(tuple(names), dict(seen), unseen, letters, lengths)

    def _log_chances(self, parts: _Parts, read: str) -> Floats:
        """log P(read | part) of every part."""
        chances = parts.unseen * np.exp(self._spelled(parts, read))
        for place, share in parts.seen.get(read, ()):
            chances[place] += share
        return np.log(np.maximum(chances, np.float32(1e-26)))

    def _spelled(self, parts: _Parts, read: str) -> Floats:
        """log of the best way to read each part letter by letter as `read`."""
        size, longest = parts.letters.shape
        length = len(read)
        logs = {
            (start, end): self._letter_log(read[start:end])
            for start in range(length + 1)
            for end in range(start, min(start + LONGEST, length) + 1)
        }
        state = [np.full(size, _NONE) for _ in range(length + 1)]
        state[0] = np.zeros(size, dtype=np.float32)
        result = np.where(parts.lengths == 0, state[length], _NONE)
        for row in range(longest):
            letter = parts.letters[:, row]
            fresh = []
            for end in range(length + 1):
                options = [state[start] + logs[start, end][letter] for start in range(max(end - LONGEST, 0), end + 1)]
                fresh.append(np.maximum.reduce(options))
            state = fresh
            result = np.where(parts.lengths == row + 1, state[length], result)
        return result.astype(np.float32)

    def _candidates(self, read: str, most: int) -> Candidates:
        scores = np.full(len(self._texts), _NONE, dtype=np.float32)
        for cut in range(min(len(read), 5) + 1):
            onset, rime = self._by_onset(read[:cut]), self._by_rime(read[cut:])
            likely = np.where(onset > LEAST_ONSET, onset, _NONE)
            np.maximum(scores, likely[self._onset] + rime[self._rime], out=scores)
        scores += self._prior
        good = np.flatnonzero(scores > max(FLOOR, float(scores.max()) - 12.0))
        ranked = good[np.argsort(-(scores[good] + self._frequency[good]))][:most]
        return Candidates(
            tuple(self._texts[place] for place in ranked),
            tuple(int(self._words[place]) for place in ranked),
            tuple(float(scores[place]) for place in ranked),
        )


def _cased_syllables(model: LanguageModel) -> list[tuple[str, int, float]]:
    """(text, word number, log P(spelling | word)) of every syllable in small letters, with a capital, in capitals."""
    number_of = {word: number for number, word in enumerate(model.words)}
    totals: dict[str, int] = defaultdict(int)
    for syllable, count in counts().items():
        totals[fold_tone_place(syllable)] += count
    found: list[tuple[str, int, float]] = []
    for syllable, count in counts().items():
        folded = fold_tone_place(syllable)
        number = number_of.get(folded)
        if number is not None:
            prior = float(np.log(count / totals[folded]))
            forms = dict.fromkeys((syllable, syllable.capitalize(), syllable.upper()))
            found.extend((form, number, prior) for form in forms)
    return found


_LETTERS = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵabcdefghijklmnopqrstuvwxyz"
_STRANGE = {0: 0.02, 1: 0.012, 2: 0.0004, 3: 0.00001}  # P(some reading of this length) where nothing is known
_SHARES = (0.81, 0.08, 0.08, 0.03)  # own counts, counts of the letter's kin, the bare letter, anything


def _letter_model(table: dict[str, dict[str, float]]) -> tuple[dict[str, int], Callable[[str], Floats]]:
    """(letter numbers, function from a reading to log P(reading | letter) of all letters)."""
    letters = ["?", *_LETTERS, *_LETTERS.upper()]
    bare = np.array([strip_marks(letter) for letter in letters])
    own = {letter: _normal(table.get(letter, {})) for letter in letters}
    kin: dict[str, dict[str, float]] = {}
    for family in set(bare):
        pooled: dict[str, float] = defaultdict(float)
        for letter in np.array(letters)[bare == family]:
            for read, count in table.get(str(letter), {}).items():
                pooled[read] += count
        kin[str(family)] = _normal(pooled)

    @lru_cache(maxsize=20_000)
    def log_chances(read: str) -> Floats:
        result = np.full(len(letters), _SHARES[3] * _STRANGE[len(read)])
        result[bare == read] += _SHARES[2]
        result += [
            _SHARES[0] * own[letter].get(read, 0.0) + _SHARES[1] * kin[family].get(read, 0.0)
            for letter, family in zip(letters, bare.tolist(), strict=True)
        ]
        return np.log(result).astype(np.float32)

    return {letter: place for place, letter in enumerate(letters)}, log_chances


def _normal(reads: dict[str, float]) -> dict[str, float]:
    total = sum(reads.values())
    return {read: count / total for read, count in reads.items()} if total else {}


def read_tables() -> dict[str, dict[str, dict[str, float]]]:
    """onset, rime, letter -> truth -> reading -> expected count."""
    tables: dict[str, dict[str, dict[str, float]]] = {"onset": {}, "rime": {}, "letter": {}}
    data = files("corpora.facts").joinpath("restorer_channel.tsv.gz").read_bytes()
    for line in gzip.decompress(data).decode("utf-8").splitlines():
        name, truth, read, count = line.split("\t")
        tables[name].setdefault(truth, {})[read] = float(count)
    return tables


@cache
def channel(model: LanguageModel) -> Channel:
    return Channel(model, read_tables())
