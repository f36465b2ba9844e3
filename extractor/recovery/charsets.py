"""Decoding of legacy charsets, longest match first. Each decoder is total: characters that it does not know stay.

    decode("Céng hßa", "tcvn3") == "Cộng hòa"

A decoder trusts its caller: whether a text is in that charset is the business of `verdict`.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache

from corpora.facts.charsets import NAMES, charset
from corpora.facts.syllables import counts, is_syllable

CHARSETS = (*NAMES, "utf8")

_LETTER = r"[^\W\d_]"
# Patterns start with what they look for, as a search for a set of characters is fast; the dot in a look behind is that character.
_STRAY_DASH = re.compile(r"[\u00ad\u2212](?:(?<![\d\W].)(?!\d)|(?<!\d.)(?![\d\W]))", re.S)
_STRAY_DOT = re.compile(r"[\u2219\u2022](?:(?<=[^\W\d_].)(?!\d)|(?<!\w.)(?=[^\W\d_]))", re.S)
_BEFORE_HYPHEN = re.compile(rf"(?<![\w/.@])({_LETTER}+)\Z")
_AFTER_HYPHEN = re.compile(rf"({_LETTER}+|(?=[\s,.;:)]))(?![\w/@])")
_ONSET = re.compile("ngh|[cgknpt]h|ng|tr|[bcdđghklmnprstvx]", re.I)
_WITHOUT_U = re.compile(rf"(?<![^\W\d_])([bcdđghklmnprstvx]{{1,3}})([ơờớởỡợ]{_LETTER}{{1,2}})(?!{_LETTER})", re.I)
_OFTEN, _SELDOM = 200, 5  # occurrences in 32 million syllables
_NOT_BYTES = re.compile("([^\x00-\xff]+)")
_LONGEST_SYLLABLE = 7


@cache
def _table(name: str) -> dict[int, str]:
    return {ord(source): target for source, target in charset(name).items() if len(source) == 1}


@cache
def _pattern(name: str) -> tuple[re.Pattern[str], dict[str, str]]:
    """Pairs and single characters of a two-byte charset; the second byte of a pair may have either case."""
    letters = dict(charset(name))
    for source, target in charset(name).items():
        if len(source) == 2:
            for second in (source[1].lower(), source[1].upper()):
                letters.setdefault(source[0] + second, target)
    keys = sorted(letters, key=lambda key: (-len(key), key))
    pairs: dict[str, str] = {}
    for key in keys:
        if len(key) == 2:
            pairs[key[0]] = pairs.get(key[0], "") + key[1]
    parts = [f"{re.escape(first)}[{re.escape(seconds)}]" for first, seconds in pairs.items()]
    singles = "".join(re.escape(key) for key in keys if len(key) == 1)
    return re.compile("|".join([*parts, f"[{singles}]"])), letters


def _decode_tcvn3(text: str) -> str:
    """ư is the soft hyphen, U+2212 in PDF, a plain hyphen, or lost; ã may be U+2219 or a bullet; each only beside a letter."""
    text = _tcvn3_letters()(text)
    if "\u00ad" in text or "\u2212" in text:
        text = _STRAY_DASH.sub("ư", text)
    if "\u2219" in text or "\u2022" in text:
        text = _STRAY_DOT.sub("ã", text).replace("\u2219", "\u00b7")
    if "-" in text:
        text = _join_hyphened(text)
    return text if "ư" in text else _WITHOUT_U.sub(_insert_u, text)


def _translator(letters: dict[int, str]) -> Callable[[str], str]:
    """text.translate(letters), where text is mostly characters of one byte: bytes decode ten times as fast."""
    of_bytes = "".join(letters.get(byte, chr(byte)) for byte in range(256))

    def translate(text: str) -> str:
        parts = _NOT_BYTES.split(text)
        for place in range(0, len(parts), 2):
            parts[place] = codecs.charmap_decode(parts[place].encode("latin-1"), "strict", of_bytes)[0]
        for place in range(1, len(parts), 2):
            parts[place] = parts[place].translate(letters)
        return "".join(parts)

    return translate


@cache
def _tcvn3_letters() -> Callable[[str], str]:
    """The table of TCVN3, its soft hyphen and middle dot left to their rules."""
    return _translator(_table("tcvn3") | {0xAD: "\u00ad", 0xB7: "\u2219", 0x3BC: "à"})


def _join_hyphened(text: str) -> str:
    """ "n-ớc" is "nước" where the whole is frequent and neither side is; never in a chain of hyphens."""
    parts = text.split("-")
    joined = [parts[0]]
    for number, after in enumerate(parts[1:], start=1):
        before = parts[number - 1]
        in_chain = (number > 1 and before.isalpha()) or (number < len(parts) - 1 and after.isalpha())
        joined += ["ư" if not in_chain and _lost_u(before, after) else "-", after]
    return "".join(joined)


def _lost_u(before: str, after: str) -> bool:
    left, right = _BEFORE_HYPHEN.search(before[-_LONGEST_SYLLABLE - 1 :]), _AFTER_HYPHEN.match(after)
    if not left or not (right or len(left[1]) > 1) or not _is_frequent(f"{left[1]}ư{right[1] if right else ''}"):
        return False
    return bool(_ONSET.fullmatch(left[1])) or bool(right and _is_rare(left[1]) and _is_rare(right[1]))


def _insert_u(match: re.Match[str]) -> str:
    """ "chơng" is "chương": the word is none as it stands."""
    word = f"{match[1]}{'Ư' if match[2].isupper() else 'ư'}{match[2]}"
    return word if _is_frequent(word) and _is_rare(match[0]) else match[0]


def _is_frequent(word: str) -> bool:
    return counts().get(word.lower(), 0) > _OFTEN


def _is_rare(word: str) -> bool:
    return counts().get(word.lower(), 0) <= _SELDOM


def _decode_pairs(name: str) -> Callable[[str], str]:
    pattern, letters = _pattern(name)
    return lambda text: pattern.sub(lambda match: letters[match[0]], text)


_CP1252 = {byte: bytes([byte]).decode("cp1252", "replace") for byte in range(0x80, 0xA0)}
_BYTE_OF = {chr(code): code for code in range(0x80, 0x100)} | {
    text: byte for byte, text in _CP1252.items() if text != "\ufffd"
}
_CONTINUATION = "".join(re.escape(text) for text, byte in _BYTE_OF.items() if 0x80 <= byte < 0xC0)
_MOJIBAKE = re.compile(
    f"[\u00c2-\u00df][{_CONTINUATION}]|[\u00e0-\u00ef][{_CONTINUATION}]{{2}}|\u00c3(?= )(?<=[^\\W\\d_A-Z]\u00c3) "
)


@lru_cache(maxsize=10_000)
def _misread(shown: str) -> str:
    try:
        return bytes(_BYTE_OF.get(character, 0xA0) for character in shown).decode("utf-8")
    except UnicodeDecodeError:
        return shown


def _decode_utf8(text: str) -> str:
    return _MOJIBAKE.sub(lambda match: _misread(match[0]), text)


_SIGNS = "\u00a0\u2013\u2014\u2018\u2019\u201a\u201c\u201d\u201e\u2020\u2021\u2022\u2026\u2030\u2039\u203a\u20ac\u2122\u02c6\u02dc"
_SIGN_IN_WORD = re.compile(f"(?<![^\\W\\d_])[^\\W\\d_]*[{_SIGNS}](?:[^\\W\\d_]|[{_SIGNS}])*")


def _decode_bytes(name: str) -> Callable[[str], str]:
    """VISCII and VPS. Quotes, dashes and the like are letters only where they make a syllable of their word."""
    table = _table(name)
    signs = {code: letter for code, letter in table.items() if chr(code) in _SIGNS}
    translate = _translator({code: letter for code, letter in table.items() if code not in signs})

    def sign(match: re.Match[str]) -> str:
        word = match[0].translate(signs)
        inside = match[0][0] not in _SIGNS and word in (word.lower(), word.title())
        return word if len(word) > 1 and is_syllable(word) and (word.isupper() or inside) else match[0]

    return lambda text: _SIGN_IN_WORD.sub(sign, translate(text))


@cache
def decoder(name: str) -> Callable[[str], str]:
    """The decoder of one charset of CHARSETS. KeyError for an unknown name."""
    if name == "tcvn3":
        return _decode_tcvn3
    if name == "utf8":
        return _decode_utf8
    if name in ("vni", "cp1258"):
        return _decode_pairs(name)
    return _decode_bytes(name)


def decode(text: str, name: str) -> str:
    """`text`, all of it in the charset `name`, as Unicode in NFC."""
    return unicodedata.normalize("NFC", decoder(name)(text))


@cache
def _encoding_table(name: str) -> dict[int, str]:
    table: dict[int, str] = {}
    for source, target in charset(name).items():
        table.setdefault(ord(target), source)
    return table


def encode(text: str, name: str) -> str:
    """The legacy form of `text`: what a program that knows nothing of the charset shows. For tests and samples.

    Letters that the charset cannot write (TCVN3 capitals with tone) are written as their lower-case code.
    """
    text = unicodedata.normalize("NFC", text)
    if name == "utf8":
        return "".join(_CP1252_SHOWN[byte] for byte in text.encode())
    table = _encoding_table(name)
    if name == "tcvn3":
        table = table | {
            ord(c.upper()): s for c, s in ((chr(k), v) for k, v in table.items()) if ord(c.upper()) not in table
        }
    return text.translate(table)


_CP1252_SHOWN = [_CP1252[b] if b in _CP1252 and _CP1252[b] != "\ufffd" else chr(b) for b in range(256)]
