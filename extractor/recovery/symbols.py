"""Symbols of documents after an English engine: Đ read as D, P or B ("06/QP-TTg"), by the closed table of known parts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from corpora.facts.restorer import strip_marks

_PART = re.compile(r"[^\W_][\w&§]*")
_SURE = 20.0  # times that the repaired part must be more frequent than the part as read


@cache
def part_counts() -> dict[str, int]:
    lines = files("corpora.facts").joinpath("symbol_parts.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return {row[0]: int(row[1]) for row in (line.split("\t") for line in lines if line)}


@cache
def _by_reading() -> dict[str, str]:
    """How a part with Đ, Ư, Ô … may be read, to the most frequent such part."""
    table: dict[str, str] = {}
    for part in part_counts():
        for read in _readings(part):
            if read != part:
                table.setdefault(read, part)
    return table


def _readings(part: str) -> set[str]:
    reads = {""}
    for letter in part:
        options = "DPB" if letter == "Đ" else strip_marks(letter)
        reads = {read + option for read in reads for option in options}
    return reads


def restore_symbol(symbol: str, twins: frozenset[str] = frozenset()) -> str:
    """The symbol with its letter parts as the closed table has them; parts with digits and numbers stay.

    `twins`: parts that this document shows both with D and with P in one place, which only Đ explains.
    """
    for short, right in _SHORT_FORMS.items():
        if short in symbol:
            return symbol.replace(short, right)
    if _ROMAN.fullmatch(symbol):
        return _roman(symbol)
    return _PART.sub(lambda match: _part(match[0], twins), symbol)


_LARGE = str.maketrans("cosvwxz", "COSVWXZ")  # letters whose two cases look alike
_SHORT_FORMS = {"d/c": "đ/c", "D/c": "Đ/c", "d/v": "đ/v", "D/C": "Đ/C"}
_ROMAN = re.compile(r"[IVX][IVXLlv|1]+")
_RIGHT_ROMAN = re.compile(r"X{0,3}(IX|IV|V?I{0,3})")


def _roman(text: str) -> str:
    """ "Il", "VIL", "Iv" as the numerals that they are; other text as it is."""
    repaired = re.sub(r"[Ll|1]", "I", text).replace("v", "V")
    return repaired if _RIGHT_ROMAN.fullmatch(repaired) else text


def _part(part: str, twins: frozenset[str]) -> str:
    if part.isdigit():
        return part
    if part in twins:
        return _with_de(part, twins)
    known = part_counts()
    large = part.translate(_LARGE) if len(part) > 1 and part[0].isupper() else part
    better = _by_reading().get(part) or (large if large in known else None)
    if better and known[better] > _SURE * known.get(part, 0):
        return better
    return part


def twins_of(symbols: Iterable[str]) -> frozenset[str]:
    """Parts that occur in two forms which differ only in D against P."""
    parts = {part for symbol in symbols for part in _PART.findall(symbol) if not part.isdigit()}
    found: set[str] = set()
    for part in parts:
        for place, letter in enumerate(part):
            other = part[:place] + "P" + part[place + 1 :]
            if letter == "D" and other in parts and not {part, other} <= part_counts().keys():
                found.update((part, other))
    return frozenset(found)


def _with_de(part: str, twins: frozenset[str]) -> str:
    letters = list(part)
    for place, letter in enumerate(part):
        for one, two in (("D", "P"), ("P", "D")):
            if letter == one and part[:place] + two + part[place + 1 :] in twins:
                letters[place] = "Đ"
    return "".join(letters)
