"""A garbled line cut into pieces: words that may be restored, and all that must stay as it is.

Digits never change: numbers, dates, addresses and what looks like a measure are fixed. Document symbols ("1366/BYT-K2DT") are a
piece of their own, for the closed tables of `symbols`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["word", "number", "point", "symbol", "nothing"]

_CHUNK = re.compile(r"\S+")
_ADDRESS = re.compile(
    r"^\W*([\w.+-]+@[\w-]+\.[\w.-]+|https?://\S+|www\.\S+|[\w-]+(\.[\w-]+)*\.(vn|com|org|net|gov|edu)(/\S*)?)\W*$", re.I
)
_SYMBOL = re.compile(
    r"^[(“\"]*(?P<core>(?:\d{1,5}[A-Za-z]?)?(?:/\d{4})?[/-][^\W\d_][\w&§]*(?:[-/,.][^\W\d_][\w&§]*)*[-/]?"
    r"|\d{1,5}[A-Za-z]?-[A-Z]{2}[\w&]*(?:/[\w&]+)*|[A-Z][A-Z0-9&]+(?:-[A-Z0-9&]{2,})+|[A-Z]{2,}/[A-Z][\w-]+)"
)
_AUTHORITY = re.compile(r"^(KT|TM|TL|TUQ|Q)\.$|^[(]?([A-Za-zĐđ]/[A-Za-zĐđ])[;.,)]*$")
_WORD = re.compile(r"[^\s/\-–—,.;:()“”\"…+=<>~*•]+")
_ROMAN = re.compile(r"^([IVX][IVXLlv|1]{0,4})[.)/-]+$")
_NUMBER = re.compile(r"^\W*\d[\d.,:/%x°-]*\W*$")
_MEASURE = re.compile(r"^\d{3,}[^\W\d_]+$|^\d+(kg|ha|m|m2|m3|km|mm|cm|h|g|ml|l|đ|d|tr|kV|kW|MW|GB|MB|[A-Z])$")
_LETTER = re.compile(r"[^\W\d_]")
_STAND_IN = re.compile(r"[§€¢&$¥@#]")
_STAND_IN_BY_DIGIT = re.compile(r"^([§€¢&@]\d|\d[§€¢&@])$")
_POINT = re.compile(r"[.,;:!?()…]")


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
    for match in _CHUNK.finditer(line):
        chunk = match[0]
        if first and (roman := _ROMAN.match(chunk)):
            yield Piece(number, match.start(), match.start() + roman.end(1), "symbol", roman[1])
            opens = first = False
            continue
        bullet = first and re.fullmatch(r"[-+•*~–—=.]|\(?\w{1,4}[.)/]|[IVXLl1]{1,4}[.]", chunk)
        for piece in _of_chunk(chunk, number, match.start(), opens):
            yield piece
            if piece.kind in ("word", "symbol"):
                opens = False
        opens = bool(bullet) or bool(re.search(r"[.:;!?][”\"’)]*$", chunk)) or (opens and not _LETTER.search(chunk))
        first = False


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
        yield Piece(line, at, end, "symbol", chunk)
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
        if (_NUMBER.match(text) and not _STAND_IN_BY_DIGIT.match(text)) or _MEASURE.match(text):
            yield Piece(line, start, end, "number", text)
        elif _LETTER.search(text) or _STAND_IN.search(text):
            yield Piece(line, start, end, "word", text, opens)
            opens = False
        last = match.end()
    yield from _points(chunk, last, len(chunk), line, at)


def _points(chunk: str, start: int, end: int, line: int, at: int) -> Iterator[Piece]:
    if _POINT.search(chunk[start:end]):
        yield Piece(line, at + start, at + end, "point", chunk[start:end])
