"""Residue of botched conversions in text that looks like Unicode: "cơng", "phịng", "cĩ", "HỊA", "HÕA".

A converter that takes right Unicode for VNI turns ô ò ó into ơ ị ĩ; another turns Ò into Õ. A word is repaired only where it is
no syllable as it stands and is one after the repair, and only in a text with several such words.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import product

from corpora.facts.syllables import counts

_BACK = {"ơ": "ô", "Ơ": "Ô", "ị": "ò", "Ị": "Ò", "ĩ": "ó", "Ĩ": "Ó", "Õ": "Ò", "õ": "ò", "ồ": "oà", "ố": "oá"}
_SUSPECT = re.compile(r"[^\W\d_]*[ơƠịỊĩĨÕõ][^\W\d_]*")
_LETTERS = frozenset("ơƠịỊĩĨÕõ")
_FEWEST = 3
_RARE = 200


@lru_cache(maxsize=20_000)
def repaired(word: str) -> str | None:
    """The right form of a word that is residue; None where it is not."""
    if word.lower() in counts() or not (word.islower() or word.isupper() or word.istitle()):
        return None
    choices = [(letter, _BACK[letter]) if letter in _BACK else (letter,) for letter in word]
    forms = {form for parts in product(*choices) if counts().get((form := "".join(parts)).lower(), 0) > _RARE}
    return forms.pop() if len(forms) == 1 else None


def repair_residue(text: str) -> str:
    """`text` with residue repaired; unchanged where fewer than 3 different words of it are residue."""
    strange = {token for token in set(text.split()) if token.lower() not in counts() and not _LETTERS.isdisjoint(token)}
    found = {word for token in strange for word in _SUSPECT.findall(token) if repaired(word)}
    if len(found) < _FEWEST:
        return text
    return _SUSPECT.sub(lambda match: repaired(match[0]) or match[0], text)
