"""Plain text of any kind into Unicode Vietnamese: charsets decoded on evidence, capitals, residue, NFC.

Clean text comes back byte for byte, save NFC and the Vietnamese Đ/đ for Icelandic Ð/ð inside Vietnamese words.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.recovery.capitals import capital_at_start, capitals_by_context, ends_sentence
from extractor.recovery.charsets import decode
from extractor.recovery.quality import MARKED
from extractor.recovery.residue import repair_residue
from extractor.recovery.verdict import UNICODE, main_charset, states_of, uniform_state

_TOKEN = re.compile(r"[^ \t\r\n\f]+")
_ETH = re.compile(r"[\u00d0\u00f0\u0189](?=[^\W\d_])")
_ETH_TO_DE = str.maketrans("\u00d0\u00f0\u0189", "ĐđĐ")
CHUNK = 60_000  # characters judged together


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text in Unicode and the charset that most of it was in; None for Unicode."""

    text: str
    charset: str | None


def recover_text(text: str, hint: str | None = None) -> Decoded:
    """Unicode Vietnamese of a text in one or several charsets. Lines stay lines; nothing raises."""
    if text.isascii() and not any(ord(letter) < 0x20 and letter not in "\t\n\r\f" for letter in set(text)):
        return Decoded(text, None)
    parts, votes = [], Counter[str]()
    for chunk in _chunks(text):
        decoded = _recover_chunk(chunk, hint)
        parts.append(decoded.text)
        if decoded.charset:
            votes[decoded.charset] += len(chunk)
            hint = decoded.charset
    charset = votes.most_common(1)[0][0] if votes else None
    return Decoded(finish("".join(parts)), charset)


def finish(text: str) -> str:
    """What is left to do on Unicode text: residue, Eth for Đ before a letter of a Vietnamese word, NFC."""
    if "\u00d0" in text or "\u00f0" in text or "\u0189" in text:
        text = _ETH.sub(lambda match: match[0].translate(_ETH_TO_DE), text) if _is_vietnamese(text) else text
    return repair_residue(unicodedata.normalize("NFC", text))


_SURE = re.compile("[ăđơưĂĐƠƯ\u1ea0-\u1ef9]")


def _is_vietnamese(text: str) -> bool:
    return len(_SURE.findall(text)) * 50 > len(text)


def _chunks(text: str) -> Iterator[str]:
    start = 0
    while start < len(text):
        end = start + CHUNK
        if end < len(text):
            cut = text.rfind("\n", start, end)
            end = cut + 1 if cut > start else end
        yield text[start:end]
        start = end


_PLAIN = frozenset(
    "".join(map(chr, range(0x20, 0x7F)))
    + "\t\n\r\f"
    + MARKED
    + MARKED.upper()
    + "\u2018\u2019\u201c\u201d\u2013\u2014\u2026\u00b0\u00a0\u2022"
)


def _recover_chunk(chunk: str, hint: str | None) -> Decoded:
    if set(chunk) <= _PLAIN and len(_SURE.findall(chunk)) * 20 > len(chunk):
        return Decoded(chunk, None)
    tokens = [token for token in _blanks(chunk).split(" ") if token]
    state = uniform_state(Counter(tokens))
    if state == UNICODE:
        return Decoded(chunk, None)
    if state == "tcvn3":
        return Decoded(decode_lines(chunk), state)
    if state is not None:
        return Decoded(decode(chunk, state), state)
    states = states_of(tokens, hint=hint)
    return Decoded(_decode_tokens(chunk, states), main_charset(states, tokens))


def _blanks(text: str) -> str:
    """Tabs and ends of lines as blanks; `replace` is many times faster than `translate` or a pattern."""
    return text.replace("\n", " ").replace("\t", " ").replace("\r", " ").replace("\f", " ")


def decode_lines(text: str) -> str:
    """TCVN3 text with its capitals restored line by line."""
    return "\n".join(_tcvn3_lines(text.split("\n"), decode(text, "tcvn3").split("\n")))


def _tcvn3_lines(raw: Sequence[str], decoded: Sequence[str]) -> Iterator[str]:
    at_start = True
    for line, text in zip(raw, decoded, strict=True):
        if text != line:
            text = capital_at_start(capitals_by_context(line, text), at_start)
        yield text
        at_start = ends_sentence(text)


def _decode_tokens(chunk: str, states: Sequence[str]) -> str:
    """Runs of equal state are decoded together, with the blanks between their words."""
    pieces: list[str] = []
    run_start, run_state, last = 0, UNICODE, 0
    for match, state in zip(_TOKEN.finditer(chunk), states, strict=True):
        if state != run_state:
            pieces.append(_decode_run(chunk[run_start : match.start()], run_state))
            run_start, run_state = match.start(), state
        last = match.end()
    pieces.append(_decode_run(chunk[run_start:last], run_state))
    pieces.append(chunk[last:])
    return "".join(pieces)


def _decode_run(run: str, state: str) -> str:
    if state == UNICODE:
        return run
    return decode_lines(run) if state == "tcvn3" else decode(run, state)
