"""When to restore, and what: garbled lines of a page or of a plain text, clean ones left alone.

restore_text(text: str) -> list[RestoredLine]     for `cancu restore`: one item for each line of `text`
RestoredLine.text         the line; blanks, punctuation, digits and case kept
RestoredLine.confidence   0 to 1, of its least sure word; 1.0 where nothing had to be done
RestoredLine.flags        words kept as read because no restoration was sure enough
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from corpora.facts.restorer import strip_marks
from corpora.facts.syllables import counts
from extractor.document import Line, Page
from extractor.recovery.pages import lines_of, page_quality, reread, with_lines
from extractor.recovery.quality import MARKED, count_letters
from extractor.recovery.restorer import UNSURE, Choice, apply, restore_lines
from extractor.recovery.text import recover_text

LineClass = Literal["clean", "garbled", "foreign", "open"]

_SURE_MARK = re.compile("[" + "".join(set(MARKED + MARKED.upper()) - set("éÉ")) + "]")
_WORD = re.compile(r"[^\W\d_]{2,}")
_ENOUGH_WORDS = 25  # words of a paragraph that tell its language by themselves; fewer are weighed with the document
_ADDRESS = re.compile(r"\S*(@|://|www\.)\S*")
_CLEAN_SHARE = 0.07  # marked letters other than é among all letters of a clean line
_SHORT = 14  # letters under which a line follows its neighbours
_VIETNAMESE = 0.42  # share of words that are bare Vietnamese syllables in a garbled paragraph


@dataclass(frozen=True, slots=True)
class RestoredLine:
    """A line after restoration: see the module's text for the fields."""

    text: str
    confidence: float = 1.0
    flags: tuple[str, ...] = ()
    confidences: tuple[float, ...] = ()


def restore_text(text: str) -> list[RestoredLine]:
    """One RestoredLine for each line: legacy charsets decoded, garble and lost marks restored, clean text kept as it is."""
    return restored(recover_text(text).text.split("\n"))


def restored(lines: Sequence[str]) -> list[RestoredLine]:
    """The lines of one document, garbled ones restored in the light of their neighbours."""
    classes = classify(lines)
    garbled = [line if kind == "garbled" else "" for line, kind in zip(lines, classes, strict=True)]
    if not any(garbled):
        return [RestoredLine(line) for line in lines]
    return [
        _line(line, choices) if kind == "garbled" else RestoredLine(line)
        for line, kind, choices in zip(lines, classes, restore_lines(garbled), strict=True)
    ]


def _line(line: str, choices: Sequence[Choice]) -> RestoredLine:
    text = apply(line, [choice for choice in choices if choice.confidence >= UNSURE])
    flags = tuple(choice.piece.text for choice in choices if choice.confidence < UNSURE)
    words = tuple(_word_confidences(line, choices))
    return RestoredLine(text, min(words, default=1.0), flags, words)


def _word_confidences(line: str, choices: Sequence[Choice]) -> Iterator[float]:
    """The least confidence of the pieces in each blank-separated word."""
    for match in re.finditer(r"\S+", line):
        inside = [choice.confidence for choice in choices if match.start() <= choice.piece.start < match.end()]
        yield round(min(inside, default=1.0), 3)


def restore(page: Page) -> Page:
    """The page with its garbled lines restored; `text_source` is "restored" where any word changed."""
    lines = lines_of(page)
    found = restored([line.text for line in lines])
    changed = []
    for line, done in zip(lines, found, strict=True):
        texts = done.text.split(" ")
        changed.append(_doubted(reread(line, texts), done.confidences) if len(texts) == len(line.words) else line)
    if all(new is old or new == old for new, old in zip(changed, lines, strict=True)):
        return page
    page = replace(with_lines(page, changed), text_source="restored")
    return replace(page, quality=page_quality(page))


def _doubted(line: Line, confidences: Sequence[float]) -> Line:
    """The line with the confidence of each word lowered to that of its restoration."""
    if len(confidences) != len(line.words):
        return line
    pairs = zip(line.words, confidences, strict=True)
    return Line(tuple(replace(word, confidence=min(word.confidence, sure)) for word, sure in pairs))


def classify(lines: Sequence[str]) -> list[LineClass]:
    """clean: right Vietnamese; garbled: Vietnamese without right marks; foreign: another language; open: no letters."""
    first = [_by_itself(line) for line in lines]
    classes = [_by_neighbours(first, number) for number in range(len(first))]
    document = _vietnamese_share([line for line, kind in zip(lines, classes, strict=True) if kind == "garbled"])
    block: list[int] = []
    for number, line in enumerate([*lines, ""]):
        if line.strip():
            block.append(number)
            continue
        garbled = [place for place in block if classes[place] == "garbled"]
        words, share = _vietnamese_share([lines[place] for place in garbled])
        weight = min(words / _ENOUGH_WORDS, 1.0)
        if garbled and weight * share + (1 - weight) * document[1] < _VIETNAMESE:
            for place in garbled:
                classes[place] = "foreign"
        block = []
    return classes


def _by_itself(line: str) -> LineClass | None:
    """None where the line is too short to tell."""
    letters = count_letters(line)
    if letters == 0:
        return "open"
    if len(_SURE_MARK.findall(line)) >= _CLEAN_SHARE * letters:
        return "clean"
    return "garbled" if letters >= _SHORT else None


def _by_neighbours(classes: Sequence[LineClass | None], number: int) -> LineClass:
    """The class of a line, for a short one that of the nearest line which tells, those before it first."""
    own = classes[number]
    if own is not None:
        return own
    for distance in range(1, len(classes)):
        for place in (number - distance, number + distance):
            if 0 <= place < len(classes) and classes[place] in ("clean", "garbled"):
                return classes[place] or "garbled"
    return "garbled"


def _bare_syllables() -> frozenset[str]:
    return frozenset(strip_marks(syllable) for syllable in counts())


_BARE: frozenset[str] = _bare_syllables()


def _vietnamese_share(lines: Sequence[str]) -> tuple[int, float]:
    """(number of words of 2 letters and more, share of them that are bare Vietnamese syllables; 1.0 for no words)."""
    words = [strip_marks(word.lower()) for line in lines for word in _WORD.findall(_ADDRESS.sub(" ", line))]
    return len(words), sum(1 for word in words if word in _BARE) / len(words) if words else 1.0
