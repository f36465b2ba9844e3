"""Letters of which the engine was not sure, decided by the language: ế or ê, ợ or ơ, chi or chỉ.

Each word gets the spellings that the engine's own letters allow, each with what they cost there; the five-gram model of syllables
then picks the best path through the line. Digits, symbols and capitals inside numbers are never touched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import product

import numpy as np

from corpora.facts.restorer import NUMBER, POINT, UNKNOWN, fold_tone_place, strip_marks
from extractor.document import Line, Word
from extractor.reading.scan.tesseract import Choice
from extractor.recovery.language_model import language_model
from extractor.recovery.quality import MARKED
from extractor.recovery.search import best_paths

Letters = tuple[tuple[Choice, ...], ...]

MOST_COST = 8.0  # nats: a letter that the engine thinks less likely is not considered
MOST_DOUBTS = 3  # letters of a word that may change together
MARK_COST = (1.0, 6.0)  # nats: another mark on one letter that the engine did not think of, at its confidence 0 and 1
NAME_COST = 2.0  # nats more for a word with a capital
WIDTH = 8  # spellings of a word
BEAM = 4
WEIGHT = 1.0  # of the language model's logarithms against the engine's
GAIN = 1.0  # nats by which another spelling must win
LONGEST = 50  # words searched together
CONFIDENCE = 0.85  # at most, of a word so decided
CORE = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Spelling:
    text: str
    word: int
    score: float


@cache
def _numbers() -> dict[str, int]:
    return {word: number for number, word in enumerate(language_model().words)}


def decide(lines: Sequence[Line], letters: dict[int, Letters]) -> list[Line]:
    """The lines with doubtful words respelt. `letters`: by id of the word, the letters that the engine considered."""
    words = [word for line in lines for word in line.words]
    texts = ["", *(word.text for word in words), ""]
    spellings = [
        _spellings(word, letters.get(id(word), ()), not _may_be_name(*texts[place : place + 3]))
        for place, word in enumerate(words)
    ]
    if all(len(options) == 1 for options in spellings):
        return list(lines)
    chosen = iter(_best(spellings))
    result = []
    for line in lines:
        result.append(Line(tuple(_respelt(word, text) for word, text in zip(line.words, chosen, strict=False))))
    return result


def _respelt(word: Word, text: str) -> Word:
    if text == word.text:
        return word
    return replace(word, text=text, raw=word.raw or word.text, confidence=min(word.confidence, CONFIDENCE))


def _may_be_name(before: str, text: str, after: str) -> bool:
    """Whether a word with a capital stands beside another, or before no small word: part of a name, perhaps."""
    core = CORE.search(text)
    if core is None or not core[0].istitle():
        return False
    return before[:1].isupper() or not after[:1].islower()


def _spellings(word: Word, letters: Letters, free: bool) -> list[Spelling]:
    """What a word may be, as read first; one spelling where nothing is in doubt. `free`: any mark may be wrong."""
    text = word.text
    core = CORE.search(text)
    if core is None:
        return [Spelling(text, NUMBER if any(map(str.isdigit, text)) else POINT, 0.0)]
    start, end = core.span()
    own = Spelling(text, _number(core[0]), 0.0)
    if CORE.search(text, end) or any(map(str.isdigit, text)):
        return [own]
    costs = _other_marks(core[0], word.confidence) if free else {}
    if len(letters) == len(text):
        for spelt, cost in _engine_spellings(letters[start:end]):
            costs[spelt] = min(cost, costs.get(spelt, cost))
    costs.pop(core[0], None)
    others = [
        Spelling(text[:start] + spelt + text[end:], number, -cost)
        for spelt, cost in costs.items()
        if (number := _number(spelt)) != UNKNOWN
    ]
    return [own, *sorted(others, key=_likely, reverse=True)[: WIDTH - 1]]


def _likely(spelling: Spelling) -> float:
    return spelling.score + float(language_model().unigrams[spelling.word])


def _engine_spellings(letters: Letters) -> Iterable[tuple[str, float]]:
    """Spellings that the engine's letters allow, with their costs."""
    options = [_considered(group) for group in letters]
    if sum(len(group) > 1 for group in options) <= MOST_DOUBTS:
        for picked in product(*options):
            cost = sum(price for _, price in picked)
            if cost <= MOST_COST:
                yield "".join(letter for letter, _ in picked), cost


def _other_marks(text: str, confidence: float) -> dict[str, float]:
    """Spellings with another mark on one letter, with their cost, more for a word with a capital."""
    cost = MARK_COST[0] + (MARK_COST[1] - MARK_COST[0]) * confidence + NAME_COST * text.istitle()
    return dict.fromkeys(_marked_otherwise(text), cost)


@lru_cache(8192)  # the same few thousand words make up all pages
def _marked_otherwise(text: str) -> tuple[str, ...]:
    """Known words with another mark on one letter of a word of two letters or more."""
    if not (text.islower() or text.isupper() or text.istitle()) or len(text) < 2:
        return ()
    others = (
        text[:place] + other + text[place + 1 :]
        for place, letter in enumerate(text)
        for other in _kin().get(letter, ())
    )
    return tuple(other for other in others if _number(other) != UNKNOWN)


@cache
def _kin() -> dict[str, tuple[str, ...]]:
    """Letter → the letters that differ from it in their marks alone."""
    families: dict[str, list[str]] = {}
    for letter in f"aeiouyd{MARKED}":
        families.setdefault(strip_marks(letter), []).append(letter)
    table = {one: tuple(other for other in family if other != one) for family in families.values() for one in family}
    return table | {one.upper(): tuple(other.upper() for other in others) for one, others in table.items()}


def _considered(group: Sequence[Choice]) -> list[Choice]:
    """The letters that may stand in one place: as read, and others of the same case that are likely enough."""
    best = group[0][0]
    return [group[0]] + [
        (letter, cost)
        for letter, cost in group[1:]
        if cost <= MOST_COST and letter.isalpha() and letter.isupper() == best.isupper()
    ]


def _number(text: str) -> int:
    return _numbers().get(fold_tone_place(text.lower()), UNKNOWN)


def _best(spellings: Sequence[list[Spelling]]) -> list[str]:
    """The chosen text of each word; stretches of LONGEST words are searched side by side."""
    rows = -(-len(spellings) // LONGEST)
    numbers = np.zeros((rows, LONGEST, WIDTH), dtype=np.int64)
    scores = np.full((rows, LONGEST, WIDTH), -1e9, dtype=np.float32)
    scores[:, :, 0] = 0.0  # places after the last word
    for place, options in enumerate(spellings):
        row, column = divmod(place, LONGEST)
        numbers[row, column, : len(options)] = [option.word for option in options]
        scores[row, column, : len(options)] = [option.score - GAIN * bool(rank) for rank, option in enumerate(options)]
    path = best_paths(language_model(), numbers, scores, WEIGHT, BEAM).ravel()
    return [options[choice].text for options, choice in zip(spellings, path, strict=False)]
