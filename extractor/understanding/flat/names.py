"""Names of bodies in the words of a flattened row: a cell never begins inside one, and often where one begins.

head + field     Sở + Y tế, Vụ + Kế hoạch - Tài chính, Phòng + Tổ chức cán bộ
known name       of issuing_bodies.tsv
unit + owner     Văn phòng + Sở, Ủy ban Kiểm tra + Tỉnh ủy, Thanh tra + tỉnh
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import accumulate

from corpora.facts import tables
from corpora.facts.table_words import fold, lexicon


def name_words(words: Sequence[str]) -> tuple[frozenset[int], frozenset[int]]:
    """(indexes of words that go on in a name, indexes of words that begin a name right behind one that needs no owner)."""
    folded = [fold(word) for word in words]
    begins = {start: index for index, start in enumerate(accumulate((len(word) + 1 for word in folded), initial=0))}
    inside: set[int] = set()
    behind: set[int] = set()
    closed = -1  # where the last whole name ended
    for match in _names().finditer(" ".join(folded)):
        first = begins.get(match.start())
        if first is None or not words[first][:1].isupper():
            continue
        if match.start() == closed:
            behind.add(first)
        inside.update(index for start, index in begins.items() if match.start() < start < match.end())
        closed = match.end() + 1 if match["whole"] else -1
    return frozenset(inside), frozenset(behind)


@cache
def _names() -> re.Pattern[str]:
    known = {fold(body.name) for body in tables.bodies() if " / " not in body.name and " " in body.name}
    owner = rf"(?:{_any(lexicon('body_owner_words'))})(?: (?:{_any(lexicon('area'))}))?|{_any(lexicon('area'))}"
    whole = rf"(?:sở|bộ) (?:{_any(_fields())})|(?:{_any(lexicon('body_unit'))}) (?:{owner})|{_any(known)}"
    part = rf"(?:{_any(lexicon('body_head'))}) (?:{_any(_fields())})"
    return re.compile(rf"(?<!\w)(?:(?P<whole>{whole})|{part})(?!\w)")


@cache
def _fields() -> frozenset[str]:
    """What ministries and departments are in charge of, and usual fields of their units."""
    names = [body.name for body in tables.bodies()]
    fields = {fold(name.split(" ", 1)[1]) for name in names if name.startswith(("Bộ ", "Sở ", "Cục ", "Vụ "))}
    return frozenset({*fields, *lexicon("unit_field")})


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word).replace(r"\-", "[-–]") for word in sorted(words, key=lambda word: -len(word)))
