"""Capitals that TCVN3 cannot write: drawn by an all-capitals font, or lost at the start of a sentence."""

from __future__ import annotations

import re

_CAPITAL_FONT = re.compile(r"(?:^|\+)\.?[Vv][Nn][A-Za-z0-9 ]*H(?=$|[^A-Za-z]|Bold|Italic|BI?$|I$)")
_ASCII_LETTER = re.compile(r"[A-Za-z]")
_START = re.compile(
    r"(?:^|(?<=[.!?] )|(?<=[.!?]))(\s*(?:(?:\d{1,2}(?:\.\d{1,2})*|[a-zđ]|[IVX]{1,4})[.)] ?|[-+•*–] ?|[“\"(])?)([^\W\d_A-Za-z])"
)
_SENTENCE_END = (".", "!", "?", ";", ":")


def is_capital_font(font: str | None) -> bool:
    """Whether a TCVN3 font draws lower-case codes as capitals: ".VnTimeH", "ABCDEF+.VnArialH", "VnTimeHBold"."""
    return bool(font and _CAPITAL_FONT.search(font))


def capitals_by_context(raw: str, text: str) -> str:
    """A line in capitals where its ASCII letters (3 or more) all are; else only words such as "HßA" or "CéNG"."""
    letters = _ASCII_LETTER.findall(raw)
    if len(letters) >= 3 and all(letter.isupper() for letter in letters):
        return text.upper()
    if text == raw:
        return text
    return " ".join(_word_capitals(word) for word in text.split(" "))


def _word_capitals(word: str) -> str:
    """A word is in capitals where it has no plain small letter and two plain capitals, or one after a marked letter."""
    plain = _ASCII_LETTER.findall(word)
    if not plain or any(letter.islower() for letter in plain) or word.isupper():
        return word
    marked_first = any(letter > "\x7f" and letter.islower() for letter in word[: word.index(plain[-1])])
    return word.upper() if len(plain) >= 2 or marked_first else word


def capital_at_start(text: str, at_start: bool) -> str:
    """The line with capitals where a sentence starts with a marked letter that TCVN3 has in small form only."""
    if not text:
        return text
    return _START.sub(lambda match: _raise(match, at_start), text)


def _raise(match: re.Match[str], at_start: bool) -> str:
    if match.start() == 0 and not at_start and not match[1].strip():
        return match[0]
    return match[1] + match[2].upper()


def ends_sentence(text: str) -> bool:
    stripped = text.rstrip(' \t”"»)')
    return not stripped or stripped.endswith(_SENTENCE_END)
