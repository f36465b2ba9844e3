"""When to restore, and what: garbled lines of a page or of a plain text, clean ones left alone.

restore_text(text: str) -> list[RestoredLine]     for `cancu restore`: one item for each line of `text`
RestoredLine.text         the line; blanks, punctuation, digits and case kept
RestoredLine.confidence   0 to 1, of its least sure word; 1.0 where nothing had to be done
RestoredLine.flags        words kept as read because no restoration was sure enough
RestoredLine.confidences  of each blank-separated word of `text`
RestoredLine.sources      of each of these the numbers, first and last, of the words as read: ("N ghi" → "Nghi": two of one)
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, groupby, pairwise
from typing import Literal

from corpora.facts.restorer import strip_marks
from extractor.document import Line, Page, Word, union
from extractor.recovery.pages import lines_of, page_quality, with_lines
from extractor.recovery.pieces import is_bare_syllable
from extractor.recovery.quality import MARKED, count_letters
from extractor.recovery.restorer import UNSURE, Choice, restore_lines, segments
from extractor.recovery.text import recover_text
from models.record import BBox

LineClass = Literal["clean", "garbled", "foreign", "open"]

_SURE_MARK = re.compile("[" + "".join(set(MARKED + MARKED.upper()) - set("éÉ")) + "]")
_WORD = re.compile(r"[^\W\d_]{2,}")
_RUN = re.compile(r"\S+")
_ENOUGH_WORDS = 25  # words of a paragraph that tell its language by themselves; fewer are weighed with the document
_ADDRESS = re.compile(r"\S*(@|://|www\.)\S*")
_CLEAN_SHARE = 0.07  # marked letters other than é among all letters of a clean line
_SHORT = 14  # letters under which a line follows its neighbours
_LONGEST_SYLLABLE = 7  # letters of "nghiêng"
_VIETNAMESE = 0.42  # share of words that are bare Vietnamese syllables in a garbled paragraph


@dataclass(frozen=True, slots=True)
class RestoredLine:
    """A line after restoration: see the module's text for the fields."""

    text: str
    confidence: float = 1.0
    flags: tuple[str, ...] = ()
    confidences: tuple[float, ...] = ()
    sources: tuple[tuple[int, int], ...] = ()


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
    sure = [choice for choice in choices if choice.confidence >= UNSURE]
    flags = tuple(choice.piece.text for choice in choices if choice.confidence < UNSURE)
    text, origins = _traced(line, sure)
    spans = [(origins[match.start()][0], origins[match.end() - 1][1]) for match in _RUN.finditer(text)]
    starts = [match.start() for match in _RUN.finditer(line)]
    sources = tuple((bisect(starts, start) - 1, bisect(starts, end - 1) - 1) for start, end in spans)
    words = tuple(
        round(
            min((own.confidence for own in choices if own.piece.start < end and start < own.piece.end), default=1.0), 3
        )
        for start, end in spans
    )
    return RestoredLine(text, min(words, default=1.0), flags, words, sources)


def _traced(line: str, choices: Sequence[Choice]) -> tuple[str, list[tuple[int, int]]]:
    """The restored line, and of each of its characters the start and end in `line` of what it stands for."""
    text, origins = "", []
    for part, start, end in segments(line, choices):
        kept = part == line[start:end]
        origins += [(start + at, start + at + 1) if kept else (start, end) for at in range(len(part))]
        text += part
    return text, origins


def restore(page: Page) -> Page:
    """The page with its garbled lines restored; `text_source` is "restored" where any word changed."""
    lines = lines_of(page)
    found = restored([line.text for line in lines])
    changed = [_reworded(line, done) if done.sources else line for line, done in zip(lines, found, strict=True)]
    if changed == lines:
        return page
    page = replace(with_lines(page, changed), text_source="restored")
    return replace(page, quality=page_quality(page))


def _reworded(line: Line, done: RestoredLine) -> Line:
    """The line with its words as restored: put together, cut, or with another text, each with its confidence."""
    rows = list(zip(done.text.split(), done.sources, done.confidences, strict=True))
    words: list[Word] = []
    for (first, last), group in groupby(rows, key=lambda row: row[1]):
        read = line.words[first : last + 1]
        whole = replace(read[0], text=" ".join(word.text for word in read), bbox=union(word.bbox for word in read))
        texts, _, sure = zip(*group, strict=True)
        for text, bbox, confidence in zip(texts, _cut(whole.bbox, texts), sure, strict=True):
            raw = whole.raw if text == whole.text else whole.raw or whole.text
            words.append(replace(whole, text=text, raw=raw, bbox=bbox, confidence=min(whole.confidence, confidence)))
    return Line(tuple(words))


def _cut(box: BBox, texts: Sequence[str]) -> Iterator[BBox]:
    """The box from left to right in as many parts, as wide as the texts are long."""
    left, top, right, bottom = box
    ends = list(accumulate(map(len, texts), initial=0))
    places = [left + (right - left) * end / ends[-1] for end in ends]
    return ((start, top, end, bottom) for start, end in pairwise(places))


def classify(lines: Sequence[str]) -> list[LineClass]:
    """clean: right Vietnamese; garbled: Vietnamese without right marks; foreign: another language; open: no letters."""
    classes = _by_neighbours([_by_itself(line) for line in lines])
    if not any(count_letters(line) for line in lines):
        return ["open"] * len(lines)
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
    if not line.strip():
        return "open"
    letters = count_letters(line)
    if letters and len(_SURE_MARK.findall(line)) >= _CLEAN_SHARE * letters:
        return "clean"
    return "garbled" if letters >= _SHORT else None


def _by_neighbours(classes: Sequence[LineClass | None]) -> list[LineClass]:
    """The classes, for a line that does not tell that of the nearest one which does, the one before first."""
    told = [number for number, own in enumerate(classes) if own in ("clean", "garbled")]
    found: list[LineClass] = []
    for number, own in enumerate(classes):
        place = bisect(told, number)
        near = sorted(told[max(place - 1, 0) : place + 1], key=lambda other: (abs(other - number), other))
        found.append(own or (classes[near[0]] if near else None) or "garbled")
    return found


def _vietnamese_share(lines: Sequence[str]) -> tuple[int, float]:
    """(number of words of 2 letters and more, share of them that are bare Vietnamese syllables; 1.0 for no words).

    A word longer than any syllable speaks for another language as much as three others.
    """
    words = [strip_marks(word.lower()) for line in lines for word in _WORD.findall(_ADDRESS.sub(" ", line))]
    weight = len(words) + 2 * sum(1 for word in words if len(word) > _LONGEST_SYLLABLE)
    return len(words), sum(1 for word in words if is_bare_syllable(word)) / weight if words else 1.0
