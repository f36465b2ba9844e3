"""Small things that several services need."""

import re
import unicodedata
from typing import Any

UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # what PostgreSQL cannot keep in text or JSONB


def storable(value: Any) -> Any:
    """JSON-like data without the characters that PostgreSQL refuses (NUL, lone surrogates)."""
    if isinstance(value, str):
        return UNSTORABLE.sub("", value)
    if isinstance(value, dict):
        return {storable(key): storable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [storable(item) for item in value]
    return value


class _Folding(dict[int, str]):
    """Each character without its marks, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        plain = "d" if char in "đĐðÐ" else unicodedata.normalize("NFD", char)[0].lower()
        self[code] = plain if len(plain) == 1 else char
        return self[code]


_FOLDING = _Folding()


def fold(text: str) -> str:
    """Lower case without diacritics, đ as d; as long as the NFC text, character by character, so offsets agree."""
    return unicodedata.normalize("NFC", text).translate(_FOLDING)


# Over UTF-8 of decomposed text: what follows a lead byte, and combining marks with their own, go; all but letters and digits parts words.
_REST = bytes(range(0x80, 0xC0)) + b"\xcc\xcd"
_PLAIN = bytes(
    byte if chr(byte) in "0123456789abcdefghijklmnopqrstuvwxyz" else 0x20 for byte in bytes(range(256)).lower()
)


def words(text: str) -> list[str]:
    """Folded words and numbers of a text: "57-NQ/TW" gives 57, nq, tw."""
    if not text.isascii():
        for char, plain in (("đ", "d"), ("Đ", "D"), ("ð", "d"), ("Ð", "D")):
            text = text.replace(char, plain)
        text = unicodedata.normalize("NFD", text)
    return text.encode(errors="replace").translate(_PLAIN, _REST).decode("ascii").split()
