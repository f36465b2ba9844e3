"""The syllable language model at run time: batches of contexts and next words, scored with NumPy."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpora.facts.restorer import BREAK, MULTIPLIER, STEP, HashTable, fold_tone_place, log_p_at, look_up
from corpora.facts.syllables import log_probabilities

Floats = NDArray[np.float32]
Keys = NDArray[np.uint64]
ORDER = 5
_MODEL_SHARE, _WORD_SHARE = np.log(np.array([0.95, 0.05], dtype=np.float32))


@dataclass(frozen=True, slots=True)
class Contexts:
    """The last 1 to 4 words of each of many histories. `keys` [..., 4]: their hashes, 0 where the model has no such
    context; `back_off` [..., 4]: log back-off weights, 0 where unknown."""

    keys: Keys
    back_off: Floats

    def take(self, *index: Any) -> Contexts:
        return Contexts(self.keys[index], self.back_off[index])


@dataclass(frozen=True, slots=True, eq=False)
class LanguageModel:
    """Kneser-Ney n-grams: `unigrams` and `unigram_back_off` by word number, `tables` of orders 2 to 5.

    `capital`: P(the first letter is a capital) of each word inside a sentence. `frequency`: log share of each word in running
    text, whatever its context: the unigrams count distinct contexts, and "dõi" has only "theo".
    """

    words: tuple[str, ...]
    unigrams: Floats
    unigram_back_off: Floats
    capital: Floats
    frequency: Floats
    tables: tuple[HashTable, ...]

    def start(self, shape: tuple[int, ...]) -> Contexts:
        """Contexts at the start of a paragraph."""
        keys = np.zeros((*shape, ORDER - 1), dtype=np.uint64)
        back_off = np.zeros((*shape, ORDER - 1), dtype=np.float32)
        keys[..., 0] = BREAK + 1
        back_off[..., 0] = self.unigram_back_off[BREAK]
        return Contexts(keys, back_off)

    def score(self, contexts: Contexts, words: NDArray[np.int64]) -> Floats:
        """log p(word | context), elementwise over equal shapes; contexts have one axis more.

        A little of the plain share of words is mixed in: after "Tỉnh ủy", rare in law, anything may come.
        """
        shape = words.shape
        words = words.ravel()
        keys = contexts.keys.reshape(-1, ORDER - 1)
        back_off = contexts.back_off.reshape(-1, ORDER - 1)
        result = np.zeros(len(words), dtype=np.float32)
        todo = np.arange(len(words))
        for order in range(ORDER, 1, -1):
            asked = np.flatnonzero(keys[todo, order - 2])
            rows = todo[asked]
            table = self.tables[order - 2]
            found, place = look_up(table, keys[rows, order - 2] * MULTIPLIER + (words[rows] + 1).astype(np.uint64))
            result[rows[found]] += log_p_at(table, place[found])
            left = np.ones(len(todo), dtype=bool)
            left[asked[found]] = False
            todo = todo[left]
            result[todo] += back_off[todo, order - 2]
        result[todo] += self.unigrams[words[todo]]
        mixed: Floats = np.logaddexp(result + _MODEL_SHARE, self.frequency[words] + _WORD_SHARE)
        return mixed.reshape(shape)

    def extend(self, contexts: Contexts, words: NDArray[np.int64]) -> Contexts:
        """The contexts after one more word each."""
        keys = np.zeros((*words.shape, ORDER - 1), dtype=np.uint64)
        back_off = np.zeros((*words.shape, ORDER - 1), dtype=np.float32)
        own = (words + 1).astype(np.uint64)
        keys[..., 0] = own
        back_off[..., 0] = self.unigram_back_off[words]
        for length in range(2, ORDER):
            before = contexts.keys[..., length - 2]
            longer = before * MULTIPLIER + own
            found, place = look_up(self.tables[length - 2], longer.ravel())
            found, place = found.reshape(words.shape) & (before != 0), place.reshape(words.shape)
            weights = self.tables[length - 2].back_off
            assert weights is not None
            keys[..., length - 1] = np.where(found, longer, 0)
            back_off[..., length - 1] = np.where(found, weights.ravel().take(place) * -STEP, 0.0)
        return Contexts(keys, back_off)


@cache
def language_model() -> LanguageModel:
    """The model that the package ships, read once."""
    with files("corpora.facts").joinpath("restorer_lm.npz").open("rb") as file:
        data = dict(np.load(file))
    return from_arrays(data)


def from_arrays(data: dict[str, Any]) -> LanguageModel:
    tables = tuple(HashTable(data[f"cells{order}"], data.get(f"back_off{order}")) for order in range(2, ORDER + 1))
    words = tuple(bytes(data["words"]).decode("utf-8").split("\n"))
    frequency = _frequency(words, data["unigrams"])
    return LanguageModel(words, data["unigrams"], data["unigram_back_off"], data["capital"], frequency, tables)


def _frequency(words: tuple[str, ...], unigrams: Floats) -> Floats:
    frequency = unigrams.copy()
    number_of = {word: number for number, word in enumerate(words)}
    for syllable, log_p in log_probabilities().items():
        number = number_of.get(fold_tone_place(syllable))
        if number is not None:
            frequency[number] = max(frequency[number], log_p)
    return frequency
