"""Capitals that TCVN3 cannot write: drawn by an all-capitals font, or lost at the start of a sentence."""

from __future__ import annotations

import re

from extractor.recovery.quality import MARKED

_CAPITAL_FONT = re.compile(r"(?:^|\+)\.?[Vv][Nn][A-Za-z0-9 ]*H(?=$|[^A-Za-z]|Bold|Italic|BI?$|I$)")
# Letters whose capitals TCVN3 lacks; ă â đ ê ô ơ ư have capital codes.
_SMALL_MARKED = "[" + "".join(letter for letter in MARKED if letter not in "ăâđêôơư") + "]"
_ASCII_LETTER = re.compile(r"[A-Za-z]")
_START = re.compile(
    r"(?:^|(?<=[.!?] )|(?<=[.!?]))(\s*(?:(?:\d{1,2}(?:\.\d{1,2})*|[a-zđ]|[IVX]{1,4})[.)] ?|[-+•*–] ?|[“\"(])?)"
    rf"({_SMALL_MARKED})"
)
_NO_SMALL = re.compile(r"(?<![^\s/-])[^\sa-z/-]*[A-Z][^\sa-z/-]*(?![^\s/-])")
_SMALL = re.compile(r"[a-z]")
# Patterns start with what they look for, as a search for a set of characters is fast; the dot in a look behind is that character.
_MIXED = re.compile("[A-Z](?![a-z])(?:(?<=[\x80-\uffff].)|(?=[A-Z]+[\x80-\uffff]))")
_BEFORE_START = '[.!?“"(•–*+)-]'
_MAY_START = re.compile(f"{_SMALL_MARKED}(?:(?<=^.)|(?<={_BEFORE_START}.)|(?<={_BEFORE_START} .))")
_SENTENCE_END = (".", "!", "?", ";", ":")


def is_capital_font(font: str | None) -> bool:
    """Whether a TCVN3 font draws lower-case codes as capitals: ".VnTimeH", "ABCDEF+.VnArialH", "VnTimeHBold"."""
    return bool(font and _CAPITAL_FONT.search(font))


def capitals_by_context(raw: str, text: str) -> str:
    """A line in capitals where its ASCII letters (3 or more) all are; else only words such as "HßA" or "CéNG"."""
    if not _SMALL.search(raw) and len(_ASCII_LETTER.findall(raw)) >= 3:
        return text.upper()
    if text == raw or not _MIXED.search(raw):
        return text
    return _NO_SMALL.sub(_word_capitals, text)


def _word_capitals(match: re.Match[str]) -> str:
    """A word without plain small letters is in capitals where it has two plain capitals, or one after a marked letter."""
    word = match[0]
    plain = _ASCII_LETTER.findall(word)
    marked_first = any(letter > "\x7f" and letter.islower() for letter in word[: word.index(plain[-1])])
    return word.upper() if len(plain) >= 2 or marked_first else word


def capital_at_start(text: str, at_start: bool) -> str:
    """The line with capitals where a sentence starts with a marked letter that TCVN3 has in small form only."""
    if not _MAY_START.search(text):
        return text
    return _START.sub(lambda match: _raise(match, at_start), text)


def _raise(match: re.Match[str], at_start: bool) -> str:
    if match.start() == 0 and not at_start and not match[1].strip():
        return match[0]
    return match[1] + match[2].upper()


def ends_sentence(text: str) -> bool:
    stripped = text.rstrip(' \t”"»)')
    return not stripped or stripped.endswith(_SENTENCE_END)
