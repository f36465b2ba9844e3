"""The noisy-channel restorer: for each word the syllables it may stand for, for each sentence the likeliest path."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import groupby

import numpy as np

from corpora.facts.restorer import NUMBER, POINT, UNKNOWN, fold_tone_place, strip_marks
from corpora.facts.syllables import counts
from extractor.recovery.channel import Channel, channel
from extractor.recovery.language_model import LanguageModel, language_model
from extractor.recovery.pieces import Piece, is_bare_syllable, pieces_of
from extractor.recovery.quality import MARKED
from extractor.recovery.search import best_paths, mend
from extractor.recovery.symbols import restore_symbol, twins_of

WIDTH = 16  # most candidates of a word
_SPAN = 9.0  # nats between the best and the last candidate of a word
LM_WEIGHT = 1.1
LONGEST = 150  # pieces of a sentence that are searched together
BATCH = 64
UNSURE = 0.35  # confidence under which the reading is kept
SURE_OF_DIGITS = 0.75  # confidence from which digits are taken for a word misread
_CAPITAL_AT_START = 0.75
_EDGE = "!?*’|\\^_»«°™©®]}[{"
_QUOTES = str.maketrans("'‘`´", "’’’’")
_TERM_SCORE = -1.0
ACRONYM = (-0.5, -0.5)
SPLIT = -6.0
DIGITS = -1.5


@dataclass(frozen=True, slots=True)
class Option:
    """A candidate of one piece: text as printed, its number in the language model, log score by itself."""

    text: str
    word: int
    score: float


@dataclass(frozen=True, slots=True)
class Choice:
    """What a piece became, and how sure."""

    piece: Piece
    text: str
    confidence: float


@dataclass(frozen=True, slots=True, eq=False)
class Restorer:
    model: LanguageModel
    channel: Channel
    number_of: dict[str, int]
    terms: dict[str, tuple[str, ...]]
    bare: frozenset[str]
    unmarked: dict[str, tuple[tuple[str, int, float], ...]]

    def options(self, text: str, opens: bool, capitals: float) -> list[Option]:
        """Candidates of a word, best first. `opens`: it may start a sentence; `capitals`: share of capitals in its line."""
        found = self._terms(text)
        if not found or text.lower() in self.number_of:
            found.append(self._as_it_is(text, capitals))
        for core, before, after, price in _cores(text.translate(_QUOTES).replace(" ", "")):
            possible = self.channel.candidates(core, WIDTH + 6)
            for form, word, score in zip(possible.texts, possible.words, possible.scores, strict=True):
                total = score + price + self._case(form, word, opens, capitals)
                found.append(Option(before + form + after, word, total))
        best: dict[str, Option] = {}
        for option in found:
            if option.text not in best or best[option.text].score < option.score:
                best[option.text] = option
        frequency = self.model.frequency
        priced = [(option.score + 0.8 * float(frequency[option.word]), option) for option in best.values()]
        least = max(price for price, _ in priced) - _SPAN
        ranked = sorted((row for row in priced if row[0] >= least), key=lambda row: -row[0])
        return [option for _, option in ranked[:WIDTH]]

    def unmarked_options(self, text: str) -> list[Option]:
        """Candidates of a word that lost its marks and nothing else: every syllable of these letters, in the same case."""
        terms = [
            Option(term, self.number_of.get(term.lower(), UNKNOWN), 0.0) for term in self.terms.get(_look(text), ())
        ]
        terms = [option for option in terms if strip_marks(option.text) == text]
        found = [
            Option(_in_case_of(text, syllable), word, score)
            for syllable, word, score in self.unmarked.get(text.lower(), ())
        ]
        known = terms + found if text.isalpha() else terms
        return known[:WIDTH] if found else [*terms, self._as_it_is(text, 0.0)]

    def digit_options(self, text: str) -> list[Option]:
        """The digits themselves, and the words that are misread so."""
        possible = self.channel.candidates(text, WIDTH - 1)
        found = zip(possible.texts, possible.words, possible.scores, strict=True)
        return [Option(text, NUMBER, DIGITS), *(Option(*row) for row in found if row[0].islower())]

    def _terms(self, text: str) -> list[Option]:
        """Terms and acronyms of the closed table that look like the reading."""
        if text.islower() and "/" not in text:
            return []
        return [
            Option(term, self.number_of.get(term.lower(), UNKNOWN), _TERM_SCORE)
            for term in self.terms.get(_look(text), ())
        ]

    def _as_it_is(self, text: str, capitals: float) -> Option:
        if " " in text:
            return Option(text, UNKNOWN, SPLIT)
        lower = text.lower()
        word = self.number_of.get(fold_tone_place(lower))
        acronym = text.isupper() and text.isalpha() and 2 <= len(text) <= 8
        if acronym and not _HAS_VOWEL.search(lower):
            return Option(text, UNKNOWN if word is None else word, ACRONYM[0] + ACRONYM[1] * len(text))
        if word is not None and (lower in counts() or lower not in self.bare):
            return Option(text, word, -0.7 if len(text) > 2 else -4.0)
        strange = sum(1 for letter in text if not (letter.isascii() and letter.isalnum()))
        if acronym and capitals < 0.6:
            return Option(text, UNKNOWN, -2.2 * len(text))
        return Option(text, UNKNOWN, -3.2 * len(text) - 5.0 * strange - 3.0)

    def _case(self, text: str, word: int, opens: bool, capitals: float) -> float:
        """log P(case of the text | word, place)."""
        if len(text) > 1 and text.isupper():
            return 0.0 if capitals > 0.7 else -7.0
        share = _CAPITAL_AT_START if opens else 0.02 + 0.96 * float(self.model.capital[word])
        own = math.log(share) if text[0].isupper() else math.log(1 - share + 1e-4)
        return own - (2.5 if capitals > 0.7 else 0.0)


@cache
def restorer() -> Restorer:
    model = language_model()
    number_of = {word: number for number, word in enumerate(model.words)}
    bare = frozenset(strip_marks(syllable) for syllable in counts())
    return Restorer(model, channel(model), number_of, _term_table(model.words), bare, _unmarked(model, number_of))


def _unmarked(model: LanguageModel, number_of: dict[str, int]) -> dict[str, tuple[tuple[str, int, float], ...]]:
    """Bare letters to (syllable, its number, log P(spelling | word)), the likeliest first."""
    totals: dict[str, int] = {}
    for syllable, count in counts().items():
        totals[fold_tone_place(syllable)] = totals.get(fold_tone_place(syllable), 0) + count
    table: dict[str, list[tuple[str, int, float]]] = {}
    for syllable, count in counts().items():
        folded = fold_tone_place(syllable)
        score = math.log(count / totals[folded])
        table.setdefault(strip_marks(syllable), []).append((syllable, number_of[folded], score))
    return {
        bare: tuple(sorted(rows, key=lambda row: -float(model.frequency[row[1]]) - row[2]))
        for bare, rows in table.items()
    }


def _in_case_of(text: str, syllable: str) -> str:
    if text.isupper() and len(text) > 1:
        return syllable.upper()
    return "".join(own.upper() if given.isupper() else own for own, given in zip(syllable, text, strict=True))


def _term_table(words: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Look to terms: the closed table, and words with marks that are no syllables ("hđnd"), which are acronyms."""
    rows = files("corpora.facts").joinpath("known_terms.tsv").read_text(encoding="utf-8").splitlines()[1:]
    acronyms = (word.upper() for word in words if not word.isascii() and len(word) <= 7 and not re.search(_VOWEL, word))
    table: dict[str, tuple[str, ...]] = {}
    for term in dict.fromkeys([*rows, *acronyms]):
        for look in {_look(term), _look(term.replace("Đ", "P")), _look(term.replace("Đ", "B"))}:
            table[look] = (*table.get(look, ()), term)
    return table


_VOWEL = "[" + "".join(letter for letter in MARKED if letter != "đ") + "aeiouy]"
_HAS_VOWEL = re.compile("[aeiouyAEIOUY]")
_ALIKE = str.maketrans("l1|!0", "iiiio")


def _look(text: str) -> str:
    """What a term looks like to an engine that takes I, l and 1 for one another and drops marks."""
    return strip_marks(text.lower().translate(_ALIKE))


_LEVELS = (0.0, 0.65, 1.0)  # of the share of capitals: running text, in between, a heading


@lru_cache(maxsize=100_000)
def _word_options(text: str, opens: bool, level: int) -> list[Option]:
    return restorer().options(text, opens, _LEVELS[level])


@lru_cache(maxsize=100_000)
def _unmarked_options(text: str) -> list[Option]:
    return restorer().unmarked_options(text)


def options_of(piece: Piece, capitals: float, unmarked: bool) -> list[Option]:
    """Candidates of any piece; what is no word has itself only. `capitals`: share of capitals among the letters around it."""
    if piece.kind in ("number", "symbol"):
        return [Option(piece.text, NUMBER, 0.0)]
    if piece.kind == "digits":
        return restorer().digit_options(piece.text)
    if piece.kind in ("point", "authority"):
        return [Option(piece.text, restorer().number_of.get(_abbreviated(piece.text), POINT), 0.0)]
    if unmarked and " " not in piece.text:
        return _unmarked_options(piece.text)
    return _word_options(piece.text, piece.opens, 2 if capitals > 0.7 else 1 if capitals >= 0.6 else 0)


def _abbreviated(text: str) -> str:
    """ "b" of "b/c", as the language model knows "(để b/c)"; nothing of "KT."."""
    return text.lstrip("(")[0].lower() if "/" in text else ""


def _cores(text: str) -> list[tuple[str, str, str, float]]:
    """(core, before, after, price): the word with and without signs at its edges, which may be letters misread."""
    found = [(text, "", "", 0.0)]
    core = text.strip(_EDGE)
    if core and core != text:
        start = text.index(core)
        before, after = text[:start].rstrip("|"), text[start + len(core) :].lstrip("|")
        found.append((core, before, after, -4.0 * len(before + after)))
    return found


def restore_lines(lines: Sequence[str]) -> list[list[Choice]]:
    """The choices for the pieces of each line; lines are read on as running text, an empty line ends a paragraph."""
    engine = restorer()
    pieces = _all_pieces(lines)
    twins = twins_of(piece.text for row in pieces for piece in row if piece.kind == "symbol" or piece.text.isupper())
    capitals = {(piece.line, piece.start): share for row in pieces for piece, share in _capitals(row)}
    sentences = _sentences(lines, pieces)
    sentences.sort(key=len)
    unmarked = lost_marks_only(lines)
    chosen: dict[tuple[int, int], Choice] = {}
    for start in range(0, len(sentences), BATCH):
        batch = sentences[start : start + BATCH]
        options = [
            [options_of(piece, capitals[piece.line, piece.start], unmarked) for piece in sentence] for sentence in batch
        ]
        for sentence, choices in zip(batch, _decide(engine.model, options), strict=True):
            for piece, (text, confidence) in zip(sentence, choices, strict=True):
                chosen[piece.line, piece.start] = Choice(piece, text, confidence)
    return [[_final(chosen.get((piece.line, piece.start)), piece, twins) for piece in row] for row in pieces]


_GARBLE_SIGN = re.compile(r"[^\W\d_a-zA-Z]|\b[sS]6|[¢§€¥£]|(?<=[a-z])[0-9&](?=[a-z])")
_CLEAN_READING = 0.004  # signs of OCR for each letter under which a text has lost its marks and nothing else


def lost_marks_only(lines: Sequence[str]) -> bool:
    """Whether the lines are right but for their marks: no é for half of the vowels, no digits inside words."""
    text = "\n".join(lines)
    letters = sum(letter.isalpha() for letter in text)
    return len(_GARBLE_SIGN.findall(text)) <= _CLEAN_READING * letters


def _final(choice: Choice | None, piece: Piece, twins: frozenset[str]) -> Choice:
    if piece.kind == "rule":
        return Choice(piece, piece.becomes, 1.0)
    if piece.kind == "digits" and choice and choice.confidence < SURE_OF_DIGITS:
        return Choice(piece, piece.text, 1.0)
    if piece.kind in ("symbol", "authority") or piece.text in twins:
        return Choice(piece, restore_symbol(piece.text, twins), 1.0)
    return choice or Choice(piece, piece.text, 1.0)


def _all_pieces(lines: Sequence[str]) -> list[list[Piece]]:
    rows = []
    opens = True
    for number, line in enumerate(lines):
        row = list(pieces_of(line, number, opens))
        rows.append(row)
        opens = not line.strip() or line.rstrip().endswith((".", ":", ";", "!", "?"))
    return rows


def _capitals(row: Sequence[Piece]) -> Iterator[tuple[Piece, float]]:
    """Each piece with the share of capitals around it: 1 in a run of syllables in capitals ("- Như trên;  THỨ TRƯỞNG"), else
    that of the line's other words."""
    words = [piece for piece in row if piece.kind == "word"]
    heading: set[Piece] = set()
    for is_large, run in groupby(words, key=lambda piece: piece.text.isupper()):
        large = list(run)
        if is_large and sum(len(piece.text) > 1 and is_bare_syllable(piece.text) for piece in large) > 1:
            heading.update(large)
    share = _capital_share([piece.text for piece in words if piece not in heading])
    return ((piece, 1.0 if piece in heading else share) for piece in row)


def _capital_share(words: Sequence[str]) -> float:
    """Share of capitals among the letters of the words of 2 letters and more; a half where there are too few."""
    long = [word for word in words if len(word) > 1]
    letters = [letter for word in long for letter in word if letter.isalpha()]
    return sum(letter.isupper() for letter in letters) / len(letters) if len(long) > 1 or len(letters) > 4 else 0.5


def _sentences(lines: Sequence[str], pieces: list[list[Piece]]) -> list[list[Piece]]:
    """Runs of pieces without "nothing", cut at empty lines and, when long, after a full stop or semicolon."""
    found: list[list[Piece]] = []
    current: list[Piece] = []
    for line, row in zip(lines, pieces, strict=True):
        if not line.strip() and current:
            found.append(current)
            current = []
        for piece in row:
            if piece.kind in ("nothing", "rule"):
                continue
            current.append(piece)
            ends = piece.kind == "point" and piece.text[0] in ".;:"
            if (ends and len(current) > LONGEST // 3) or len(current) >= LONGEST:
                found.append(current)
                current = []
    return [*found, current] if current else found


def _decide(model: LanguageModel, options: list[list[list[Option]]]) -> list[list[tuple[str, float]]]:
    """(text, confidence) for each piece of each sentence."""
    longest = max(map(len, options))
    words = np.zeros((len(options), longest, WIDTH), dtype=np.int64)
    scores = np.full((len(options), longest, WIDTH), -1e9, dtype=np.float32)
    scores[:, :, 0] = 0.0
    for row, sentence in enumerate(options):
        for column, choices in enumerate(sentence):
            words[row, column, : len(choices)] = [option.word for option in choices]
            scores[row, column, : len(choices)] = [option.score for option in choices]
    paths = best_paths(model, words, scores, LM_WEIGHT)
    paths, confidences = mend(model, words, scores, paths, LM_WEIGHT)
    return [
        [(choices[paths[row, column]].text, float(confidences[row, column])) for column, choices in enumerate(sentence)]
        for row, sentence in enumerate(options)
    ]


def segments(line: str, choices: Sequence[Choice]) -> Iterator[tuple[str, int, int]]:
    """The restored line from left to right: each text with the start and end in `line` of what it stands for."""
    last = 0
    for choice in choices:
        piece = choice.piece
        yield line[last : piece.start], last, piece.start
        if piece.glued and not (piece.kind == "digits" and choice.text == piece.text):
            yield " ", piece.start, piece.start
        yield choice.text, piece.start, piece.end
        last = piece.end
    yield line[last:], last, len(line)
