"""A garbled line cut into pieces: words that may be restored, and all that must stay as it is.

Digits never change: numbers, dates, addresses and what looks like a measure are fixed; only a lone "6" or "14" before a word may be
a word misread ("digits"), where the context leaves no doubt. Document symbols ("1366/BYT-K2DT") are a piece of their own, for the
closed tables of `symbols`. Rules of tables read as signs at the edge of a word ("163]", "|Huyện") are pieces to be left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from corpora.facts.restorer import strip_marks
from corpora.facts.syllables import counts

Kind = Literal["word", "number", "digits", "point", "symbol", "authority", "rule", "nothing"]

_CHUNK = re.compile(r"(?<!\S)[BCDGHKLMNPQRSTVX] [a-zà-ỹ]\S*|\S+")  # "N ghi": a word that was read in two
_ALONE = re.compile(r"\S+")
_ADDRESS = re.compile(
    r"^\W*([\w.+-]+@[\w-]+\.[\w.-]+|https?://\S+|www\.\S+|[\w-]+(\.[\w-]+)*\.(vn|com|org|net|gov|edu)(/\S*)?)\W*$", re.I
)
_SYMBOL = re.compile(
    r"^[(“\"]*(?P<core>(?:\d{1,5}[A-Za-z]?)?(?:/\d{4})?[/-][^\W\d_][\w&§]*(?:[-/,.][^\W\d_][\w&§]*)*[-/]?"
    r"|\d{1,5}[A-Za-z]?-[A-Z]{2}[\w&]*(?:/[\w&]+)*|[A-Z][A-Z0-9&]+(?:-[A-Z0-9&]{2,})+|[A-Z]{2,}/[A-Z][\w-]+)"
)
_AUTHORITY = re.compile(r"^(KT|TM|TL|TUQ|Q)\.$|^[(]?([A-Za-zĐđ]/[A-Za-zĐđ])[;.,)]*$")
_WORD = re.compile(r"(?:[A-Z] )?[^\s/\-–—,.;:()“”\"…+=<>~*•]+")
_ROMAN = re.compile(r"^([IVX][IVXLlv|1]{0,4})[.)/-]+$")
_NUMBER = re.compile(r"^\W*\d[\d.,:/%x°-]*\W*$")
_MEASURE = re.compile(r"^\d{3,}[^\W\d_]+$|^\d+(kg|ha|m|m2|m3|km|mm|cm|h|g|ml|l|đ|d|tr|kV|kW|MW|GB|MB|[A-Z])$")
_LETTER = re.compile(r"[^\W\d_]")
_STAND_IN = re.compile(r"[§€¢&$¥@#]")
_STAND_IN_BY_DIGIT = re.compile(r"^([§€¢&@]\d|\d[§€¢&@])$")
_SIGN_FOR_LETTER = re.compile(r"^\$\d$")
_POINT = re.compile(r"[.,;:!?()…]")
_LIST_LETTER = re.compile(r"[^\W\d_][)]|[¢€&@][)]")  # "b)", "¢)": the letter of a list, no word
_DIGITS_FOR_WORD = frozenset(("6", "14", "1A", "16", "18"))  # "ở" and "ổ", "là", "lỗ"
_BEFORE_WORD = re.compile(r" +[a-zà-ỹ]")
_RULE = r"[|{}]|(?<!_)_(?!_)"
_RULES = {  # at the start, at the end of a chunk; of brackets only those without a partner
    True: re.compile(rf"^(?:{_RULE})+(?=[^\W_])|(?<=[^\W_]|[%)])(?:{_RULE})+$"),
    False: re.compile(rf"^(?:{_RULE}|[\[\]])+(?=[^\W_])|(?<=[^\W_]|[%)])(?:{_RULE}|[\[\]])+$"),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """line[start:end] of line number `line`. `opens`: it may start a sentence."""

    line: int
    start: int
    end: int
    kind: Kind
    text: str
    opens: bool = False


def pieces_of(line: str, number: int, opens: bool) -> Iterator[Piece]:
    """The pieces of one line from left to right; `opens`: the text before ends a sentence."""
    first = True
    paired = _is_paired(line)
    for match in _chunks(line):
        chunk, at = match[0], match.start()
        if first and (roman := _ROMAN.match(chunk)):
            yield Piece(number, at, at + roman.end(1), "symbol", roman[1])
            opens = first = False
            continue
        if first and _LIST_LETTER.fullmatch(chunk):
            yield Piece(number, at, match.end(), "point", chunk)
            opens, first = True, False
            continue
        if chunk in _DIGITS_FOR_WORD and _BEFORE_WORD.match(line, match.end()):
            yield Piece(number, at, match.end(), "digits", chunk)
            opens = first = False
            continue
        bullet = first and re.fullmatch(r"[-+•*~–—=.]|\(?\w{1,4}[.)/]|[IVXLl1]{1,4}[.]", chunk)
        for piece in _between_rules(chunk, _RULES[paired or _is_paired(chunk)], number, at, opens):
            yield piece
            if piece.kind in ("word", "symbol", "authority"):
                opens = False
        opens = bool(bullet) or bool(re.search(r"[.:;!?][”\"’)]*$", chunk)) or (opens and not _LETTER.search(chunk))
        first = False


def _chunks(line: str) -> Iterator[re.Match[str]]:
    """Runs without blanks; two of them where only together they can be a syllable."""
    at = 0
    while match := _CHUNK.search(line, at):
        if " " in match[0] and _letters(match[0]) not in _bare_syllables():
            match = _ALONE.match(line, match.start()) or match
        yield match
        at = match.end()


def _is_paired(text: str) -> bool:
    return text.count("[") == text.count("]")


def _letters(chunk: str) -> str:
    return strip_marks("".join(letter for letter in chunk.lower() if letter.isalpha()))


@cache
def _bare_syllables() -> frozenset[str]:
    return frozenset(strip_marks(syllable) for syllable in counts())


def _between_rules(chunk: str, rules: re.Pattern[str], line: int, at: int, opens: bool) -> Iterator[Piece]:
    last = 0
    for match in rules.finditer(chunk):
        if match.start() > last:
            yield from _of_chunk(chunk[last : match.start()], line, at + last, opens)
        yield Piece(line, at + match.start(), at + match.end(), "rule", match[0])
        last = match.end()
    if last < len(chunk):
        yield from _of_chunk(chunk[last:], line, at + last, opens)


def _of_chunk(chunk: str, line: int, at: int, opens: bool) -> Iterator[Piece]:
    end = at + len(chunk)
    if not _LETTER.search(chunk) and not _STAND_IN.search(chunk):
        kind: Kind = "number" if any(letter.isdigit() for letter in chunk) else "nothing"
        if _POINT.search(chunk) and kind == "nothing":
            kind = "point"
        yield Piece(line, at, end, kind, chunk)
    elif _ADDRESS.match(chunk):
        yield Piece(line, at, end, "number", chunk)
    elif _AUTHORITY.match(chunk):
        yield Piece(line, at, end, "authority", chunk)
    elif symbol := _SYMBOL.match(chunk):
        yield Piece(line, at + symbol.start("core"), at + symbol.end("core"), "symbol", symbol["core"])
        yield from _points(chunk, symbol.end(), len(chunk), line, at)
    else:
        yield from _words(chunk, line, at, opens)


def _words(chunk: str, line: int, at: int, opens: bool) -> Iterator[Piece]:
    last = 0
    for match in _WORD.finditer(chunk):
        yield from _points(chunk, last, match.start(), line, at)
        text, start, end = match[0], at + match.start(), at + match.end()
        if _is_number(text):
            yield Piece(line, start, end, "number", text)
        elif _LETTER.search(text) or _STAND_IN.search(text):
            yield Piece(line, start, end, "word", text, opens)
            opens = False
        last = match.end()
    yield from _points(chunk, last, len(chunk), line, at)


def _is_number(text: str) -> bool:
    misread = _STAND_IN_BY_DIGIT.match(text) or _SIGN_FOR_LETTER.match(text)
    return bool((_NUMBER.match(text) and not misread) or _MEASURE.match(text))


def _points(chunk: str, start: int, end: int, line: int, at: int) -> Iterator[Piece]:
    if _POINT.search(chunk[start:end]):
        yield Piece(line, at + start, at + end, "point", chunk[start:end])
