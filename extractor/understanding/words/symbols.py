"""Letter groups of document numbers (NĐ, CP, BYT, KSTTHC), mended from the closed tables. Digits are no affair of this module."""

import re
from collections.abc import Collection, Mapping
from functools import cache, lru_cache
from typing import Literal

from rapidfuzz.distance import Levenshtein

from corpora.facts import tables
from extractor.understanding.words.letters import fold

CAPITAL = "A-ZĐÐÂĂÊÔƠƯ"
CONFUSED = str.maketrans(
    {"Đ": "D", "Ð": "D", "P": "D", "0": "O", "Q": "O", "l": "I", "1": "I", "|": "I", "8": "B", "5": "S"}
)
# Letters that OCR takes for one another.
MISREAD = ("ITLJE1Fl", "DĐOQ0P", "DĐB8", "CGEOQ0", "NHMX", "B8ER", "UVY", "SG5", "PF", "XK")
LEGAL_CODES = ("NĐ", "QĐ", "TT", "NQ", "TTLT", "CT", "NQLT", "PL", "L", "VBHN")
Table = Literal["type", "issuer", "unit", "term"]


def official(code: str) -> str:
    return tables.type_codes().get(code, code)


def type_group(group: str, hint: str | None, only: tuple[str, ...] | None) -> tuple[str | None, bool]:
    """(type letters as they should stand, whether they were mended); (None, False) if the group is no type."""
    known = tables.type_codes()
    codes = [code for code in known if only is None or code in only]
    if hint and hint in codes and group != hint and _confused(group) == _confused(hint):
        return hint, True
    if group in codes:
        return group, False
    alike = [code for code in codes if _confused(code) == _confused(group)]
    alike.sort(key=lambda code: (code not in LEGAL_CODES, code))
    return (alike[0], True) if alike else (None, False)


def issuer_group(group: str, damaged: bool = False) -> str:
    """Issuer letters mended from the closed table, else as they stand."""
    names = tables.body_names()
    if group in names or group in ("TƯ", "T.Ư"):
        return "TW" if group in ("TƯ", "T.Ư") else group
    alike = [symbol for symbol in names if len(symbol) > 1 and _confused(symbol) == _confused(group)]
    if not alike and damaged and len(group) >= 3:
        alike = [symbol for symbol in names if _one_misread(group, symbol)]
    return alike[0] if len(alike) == 1 else group


def _one_misread(group: str, symbol: str) -> bool:
    """Whether OCR made `group` of `symbol`: one wrong letter of the kind it confuses, the last read twice, a small one among capitals."""
    if group == symbol + symbol[-1]:
        return True
    if re.sub(rf"(?<=[{CAPITAL}])[a-z](?=[{CAPITAL}])", "", group) == symbol:
        return True
    if symbol == "TTg":
        return (group.endswith("g") or len(group) == 3) and Levenshtein.distance(group, symbol) == 1
    return len(group) >= 4 and misread(group, symbol)


def misread(group: str, symbol: str) -> bool:
    """Whether one letter differs, and is one of those that OCR takes for the other."""
    pairs = [(one, other) for one, other in zip(group, symbol, strict=False) if one != other]
    alike = len(group) == len(symbol) > 1 and len(pairs) == 1
    return alike and any(set(pairs[0]) <= set(letters) for letters in MISREAD)


def unit(group: str, damaged: bool) -> str:
    if not damaged or group in tables.unit_symbols():
        return group
    alike = [unit for unit in tables.unit_symbols() if _confused(unit) == _confused(group)]
    return alike[0] if len(alike) == 1 else group


def _confused(group: str) -> str:
    return group.translate(CONFUSED).casefold()


def is_slip(group: str, hint: str, code: str | None, damaged: bool) -> bool:
    """Whether unknown type letters are a slip for those that the word before suggests."""
    if code is not None:
        return False
    return near(group, hint) or damaged and len(hint) > 2 and Levenshtein.distance(group, hint) == 1


def near(group: str, hint: str) -> bool:
    """T for TT, QĐĐ for QĐ: one letter missing or doubled."""
    if abs(len(group) - len(hint)) > 1 or not set(group) <= set(hint):
        return False
    short, long = sorted((group, hint), key=len)
    return len(short) < len(long) and any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


@lru_cache(maxsize=10_000)
def meant(group: str, table: Table, sure: bool = False) -> str | None:
    """The one symbol of a table that a group stands for, in small letters, without marks or misread; None where none or
    several fit. sure: no letter may be misread.

    >>> meant("qđ", "type"), meant("8TC", "issuer"), meant("MQ", "type"), meant("qh11", "term")
    ('QĐ', 'BTC', 'NQ', 'QH11')
    """
    symbols = _symbols()[table]
    if group in symbols:
        return symbols[group]
    plain = group.replace("&", "")
    for alike in (str.casefold, fold) if sure else (str.casefold, fold, _confused):
        if found := {value for symbol, value in symbols.items() if alike(symbol) == alike(plain)}:
            return _only(found)
    if sure or table in ("unit", "term"):
        return None
    fits = misread if table == "type" else _one_misread
    return _only({value for symbol, value in symbols.items() if fits(group, symbol)})


@lru_cache(maxsize=10_000)
def unglued(group: str) -> tuple[str, str] | None:
    """Type and issuer that were printed as one, with or without a stroke between them: QĐTTg, nđcp, NQlTW."""
    if any(meant(group, table, sure=True) for table in ("type", "issuer", "unit")):
        return None
    found = set()
    for cut in range(1, len(group) - 1):
        code = meant(group[:cut], "type", sure=True)
        issuers = {meant(rest, "issuer", sure=True) for rest in (group[cut:], re.sub(r"^[Il|]", "", group[cut:]))}
        found |= {(code, issuer) for issuer in issuers if code and issuer and len(issuer) > 1}
    return found.pop() if len(found) == 1 else None


@cache
def _symbols() -> Mapping[Table, Mapping[str, str]]:
    """Symbol as printed to symbol as meant, by table."""
    terms = {name for name in tables.body_names() if re.match(r"(?:UBTVQH|QH)\d", name)}
    return {
        "type": tables.type_codes(),
        "issuer": {name: name for name in tables.body_names() if name not in terms},
        "unit": {name: name for name in tables.unit_symbols()},
        "term": {name: name for name in terms},
    }


def _only(found: Collection[str]) -> str | None:
    """The only one, or the only one of a legal document."""
    legal = [code for code in found if code in LEGAL_CODES]
    return next(iter(legal if len(found) > 1 else found)) if 1 in (len(found), len(legal)) else None
