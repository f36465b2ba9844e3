"""A garbled line cut into pieces: words that may be restored, and all that must stay as it is.

Digits never change: numbers, dates, addresses and what looks like a measure are fixed; only a lone "6" or "14" before a word may be
a word misread ("digits"), where the context leaves no doubt. Document symbols ("1366/BYT-K2DT") are a piece of their own, for the
closed tables of `symbols`. Rules of tables read as signs at the edge of a word ("163]", "|Huyện") are pieces to be left out, and
dashes read as "~" become dashes again. What was read in one ("05thang", "s657-NQ/TW") is cut where only a blank can have been.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
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
_DASHES = frozenset(("~", "_", "~-", "-~"))
_LONE_NUMBER = re.compile(r"(\s*\d+)([)!°’':])\s*")  # a cell whose right border was read as a sign
_NUMBER_AND_WORD = re.compile(r"(\W*\d+?)(6?)([^\W\d_]{3,})\W*")
_SO_AND_NUMBER = re.compile(r"([sS]6)\d+[/-].+")  # "số 57-NQ/TW"
_RULE = r"[|{}]|(?<!_)_(?!_)"
_RULE_BETWEEN = r"(?:(?<=\d)_*|(?<=\w)_+)[|]+(?=[^\W\d_])"
_RULES = {  # between words, at the start, at the end of a chunk; of brackets only those without a partner
    True: re.compile(rf"{_RULE_BETWEEN}|^(?:{_RULE})+(?=[^\W_])|(?<=[^\W_]|[%)])(?:{_RULE})+$"),
    False: re.compile(rf"{_RULE_BETWEEN}|^(?:{_RULE}|[\[\]])+(?=[^\W_])|(?<=[^\W_]|[%)])(?:{_RULE}|[\[\]])+$"),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """line[start:end] of line number `line`. `opens`: it may start a sentence; `glued`: read in one with the piece before;
    `becomes`: what stands for a rule."""

    line: int
    start: int
    end: int
    kind: Kind
    text: str
    opens: bool = False
    glued: bool = False
    becomes: str = ""


def pieces_of(line: str, number: int, opens: bool) -> Iterator[Piece]:
    """The pieces of one line from left to right; `opens`: the text before ends a sentence."""
    if lone := _LONE_NUMBER.fullmatch(line):
        yield Piece(number, 0, lone.end(1), "number", lone[1])
        yield Piece(number, lone.start(2), lone.end(2), "rule", lone[2])
        return
    first = True
    paired = _is_paired(line)
    for match in _chunks(line):
        chunk, at = match[0], match.start()
        if whole := _whole(line, match, number, first):
            yield whole
            opens = first and whole.kind in ("point", "rule")
            first = False
            continue
        bullet = first and re.fullmatch(r"[-+•*~–—=.]|\(?\w{1,4}[.)/]|[IVXLl1]{1,4}[.]", chunk)
        for piece in _between_rules(chunk, _RULES[paired or _is_paired(chunk)], number, at, opens):
            yield piece
            if piece.kind in ("word", "symbol", "authority"):
                opens = False
        opens = bool(bullet) or bool(re.search(r"[.:;!?][”\"’)]*$", chunk)) or (opens and not _LETTER.search(chunk))
        first = False


def _whole(line: str, match: re.Match[str], number: int, first: bool) -> Piece | None:
    """A chunk that is one piece by its form and its place in the line."""
    chunk, at = match[0], match.start()
    if first and (roman := _ROMAN.match(chunk)):
        return Piece(number, at, at + roman.end(1), "symbol", roman[1])
    if first and _LIST_LETTER.fullmatch(chunk):
        return Piece(number, at, match.end(), "point", chunk)
    if chunk in _DASHES:
        return Piece(number, at, match.end(), "rule", chunk, becomes="-")
    if chunk in _DIGITS_FOR_WORD and _BEFORE_WORD.match(line, match.end()):
        return Piece(number, at, match.end(), "digits", chunk)
    return None


def _chunks(line: str) -> Iterator[re.Match[str]]:
    """Runs without blanks; two of them where only together they can be a syllable."""
    at = 0
    while match := _CHUNK.search(line, at):
        if " " in match[0] and not is_bare_syllable(match[0]):
            match = _ALONE.match(line, match.start()) or match
        yield match
        at = match.end()


def _is_paired(text: str) -> bool:
    return text.count("[") == text.count("]")


def is_bare_syllable(text: str) -> bool:
    """Whether the letters of a text are those of a syllable without its marks."""
    return strip_marks("".join(letter for letter in text.lower() if letter.isalpha())) in _bare_syllables()


@cache
def _bare_syllables() -> frozenset[str]:
    return frozenset(strip_marks(syllable) for syllable in counts())


def _between_rules(chunk: str, rules: re.Pattern[str], line: int, at: int, opens: bool) -> Iterator[Piece]:
    last = 0
    for match in rules.finditer(chunk):
        if match.start() > last:
            yield from _of_chunk(chunk[last : match.start()], line, at + last, opens)
        between = match.start() > 0 and match.end() < len(chunk)
        yield Piece(line, at + match.start(), at + match.end(), "rule", match[0], becomes=" " if between else "")
        last = match.end()
    if last < len(chunk):
        yield from _of_chunk(chunk[last:], line, at + last, opens)


def _of_chunk(chunk: str, line: int, at: int, opens: bool) -> Iterator[Piece]:
    start = 0
    for cut in [*_cuts(chunk), len(chunk)]:
        part = _of_part(chunk[start:cut], line, at + start, opens, start > 0)
        yield from (replace(piece, glued=start > 0 and piece.start == at + start) for piece in part)
        start = cut


def _cuts(chunk: str) -> list[int]:
    """Where a blank was lost: between a number, "6" (for "ổ") and a word, between "s6" (for "số") and a document's number."""
    if glued := _NUMBER_AND_WORD.fullmatch(chunk):
        return sorted({glued.end(1), glued.end(2)}) if is_bare_syllable(glued[3]) else []
    glued = _SO_AND_NUMBER.fullmatch(chunk)
    return [glued.end(1)] if glued else []


def _of_part(chunk: str, line: int, at: int, opens: bool, glued: bool) -> Iterator[Piece]:
    end = at + len(chunk)
    if glued and chunk in _DIGITS_FOR_WORD:
        yield Piece(line, at, end, "digits", chunk)
    elif not _LETTER.search(chunk) and not _STAND_IN.search(chunk):
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
