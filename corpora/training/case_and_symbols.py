"""Two small tables counted from the text: how often a word has a capital, and the parts of document symbols."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from corpora.facts.restorer import fold_tone_place

_WORD = re.compile(r"[^\W\d_]+")
_STARTS = re.compile(r"(?:^|[.!?:;”\"(] ?|[-+–] |\b(?:\d+|[a-zđ])[.)] )$")
_SYMBOL = re.compile(r"(?<![\w/-])\d{1,5}[A-Za-z]?(?:/\d{4})?[/-]([A-ZĐƯÂÊÔ][\w&]*(?:[-/,][A-ZĐƯÂÊÔ][\w&]*)*)")
LEAST_SYMBOL = 2
KNOWN_PARTS = {  # of Party papers, and type letters that look like others: registries have few of them
    **dict.fromkeys(("BCSĐ", "BCĐ", "ĐU", "HU", "TU", "ThU", "QĐi", "HĐTV", "ĐĐBQH", "LĐLĐ", "TLĐ", "CĐS", "TĐKT"), 20),
    **dict.fromkeys(("CĐ", "ĐA", "SGDĐT", "SKHĐT", "SLĐTBXH", "GDĐT", "KHĐT", "PGDĐT", "BCĐTW", "BTCTW", "VPTW"), 20),
    **dict.fromkeys(("HD", "DA", "BD", "TTr", "CTr", "BC", "KH", "BB", "GM", "GP", "PC", "TTg"), 60),
}


def capital_share(paragraphs: Iterable[str], words: list[str]) -> np.ndarray:
    """P(first letter is a capital) of each word inside a sentence, float32, smoothed towards 0.06; words all in capitals do not count."""
    small: Counter[str] = Counter()
    large: Counter[str] = Counter()
    for paragraph in paragraphs:
        for match in _WORD.finditer(paragraph):
            word = match[0]
            if len(word) > 1 and word.isupper():
                continue
            if word.islower():
                small[fold_tone_place(word)] += 1
            elif not _STARTS.search(paragraph[max(match.start() - 5, 0) : match.start()]):
                large[fold_tone_place(word.lower())] += 1
    shares = [(large[word] + 0.12) / (large[word] + small[word] + 2.0) for word in words]
    return np.array(shares, dtype=np.float32)


def symbol_parts(paragraphs: Iterable[str], registry: Path | None) -> Counter[str]:
    """Parts of document symbols ("QĐ", "TTg", "UBTVQH14") with counts in running text and in registry numbers."""
    found: Counter[str] = Counter()
    for paragraph in paragraphs:
        for match in _SYMBOL.finditer(paragraph):
            found.update(re.split(r"[-/,]", match[1]))
    if registry:
        with gzip.open(registry, "rt", encoding="utf-8") as lines:
            for line in lines:
                number = json.loads(line).get("number") or ""
                found.update(part for part in re.split(r"[-/,]", number) if part and not part[0].isdigit())
    found.update(KNOWN_PARTS)
    return Counter({part: count for part, count in found.items() if count >= LEAST_SYMBOL and not part.islower()})
