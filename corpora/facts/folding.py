"""Folding of Vietnamese letters, one character to one character, so that offsets stay."""

import unicodedata
from functools import cache


@cache
def _folding() -> dict[int, str]:
    table: dict[int, str] = {}
    for code in (*range(0x00C0, 0x0250), *range(0x1E00, 0x1F00)):
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base != chr(code) and base.isascii():
            table[code] = base.lower()
    table.update({ord(char): "d" for char in "đĐðÐɖƉ"})
    table.update({ord(char): "-" for char in "–—‑−‐"})
    table.update({0x00A0: " ", ord("“"): '"', ord("”"): '"', ord("’"): "'", ord("‘"): "'"})
    table.update({code: chr(code + 32) for code in range(ord("A"), ord("Z") + 1)})
    return table


def fold(text: str) -> str:
    """Lower case without marks, đ as d, dashes and quotes plain. `len(fold(text)) == len(text)` for every text."""
    return text.translate(_folding())
