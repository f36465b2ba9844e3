"""Words of titles: what two titles share, weighted by how rare it is."""

from __future__ import annotations

import heapq
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import log

from corpora.facts.registry import fold_words

FRAME = re.compile(
    r"\b(?:kế hoạch|triển khai|thực hiện|ban hành|về việc|v/v|phê duyệt|quy định|tổ chức|tăng cường|tiếp tục|đẩy mạnh"
    r"|một số|nội dung|công tác|trên địa bàn|giai đoạn|năm|tỉnh|thành phố|của|và|các|về|cho|trong|theo|tại|đến|được"
    r"|số \d[\w/-]*|ngày \d+|tháng \d+|\d[\w/-]*)(?!\w)"
)
FRAME_FOLDED = re.compile("".join(fold_words(char) or char for char in FRAME.pattern))
TONES = {"oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa", "uỷ": "ủy", "uý": "úy", "uỳ": "ùy", "uỵ": "ụy", "oẻ": "ỏe"}  # fmt: skip
OLD_TONE = re.compile(rf"(?<!q)(?:{'|'.join(TONES)})\b")
MARKED = re.compile(r"[^\x00-\x7f“”‘’…–—]")


def tokens(title: str) -> tuple[str, ...]:
    """Syllables and pairs of neighbouring syllables in small letters; words that every title has are left out.

    Diacritics stay ("chuyển đổi số" is not "chuyển đổi sở …"); a title without any is compared with folded titles by
    `TitleIndex`. "|" parts what are no neighbours."""
    frame = FRAME if has_diacritics(title) else FRAME_FOLDED
    found: list[str] = []
    for part in frame.sub("|", normal(title)).split("|"):
        syllables = part.split()
        found.extend(syllables)
        found.extend(f"{first} {second}" for first, second in zip(syllables, syllables[1:], strict=False))
    return tuple(dict.fromkeys(found))


def normal(title: str) -> str:
    """Small letters, NFC, the tone on the vowel where state texts put it (hòa, thủy), punctuation as spaces."""
    text = unicodedata.normalize("NFC", title).lower().replace("ð", "đ")
    return re.sub(r"[^\w/|-]+", " ", OLD_TONE.sub(lambda match: TONES[match[0]], text))


def has_diacritics(text: str) -> bool:
    return bool(MARKED.search(text))


@dataclass(frozen=True, slots=True)
class Weights:
    """How rare each token is over `total` titles; a pair counts more than its syllables."""

    counts: dict[str, int]
    total: int
    _known: dict[str, float] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, titles: Iterable[Sequence[str]]) -> Weights:
        counts: Counter[str] = Counter()
        total = 0
        for title in titles:
            counts.update(set(title))
            total += 1
        return cls(dict(counts), total)

    def of_token(self, token: str) -> float:
        weight = self._known.get(token)
        if weight is None:
            rarity = log(1 + (self.total + 1) / (self.counts.get(token, 0) + 1))
            weight = self._known[token] = rarity if " " in token else 0.35 * rarity
        return weight

    def sum(self, items: Iterable[str]) -> float:
        return sum(map(self.of_token, items))


def likeness(query: Sequence[str], other: Sequence[str], weights: Weights) -> float:
    """0 to 1: the weight that two titles share, over the query's weight (mostly) and over the other's."""
    if not query or not other:
        return 0.0
    return mix(weights.sum(set(query) & set(other)), weights.sum(query), weights.sum(other))


def mix(shared: float, query: float, other: float) -> float:
    """The shared weight over the query's, mostly, and over the other's."""
    return 0.65 * shared / query + 0.35 * shared / other if query and other else 0.0


class TitleIndex:
    """Titles by the pairs of words in them, for finding the like ones without looking at all."""

    def __init__(self, titles: Iterable[str], folded: bool = False) -> None:
        self.titles = tuple(fold_words(title) if folded else title for title in titles)
        self.tokens = tuple(tokens(title) for title in self.titles)
        self.weights = Weights.of(self.tokens)
        self._folded = folded
        self._sets = tuple(frozenset(title) for title in self.tokens)
        self._sums: dict[int, float] = {}
        self._postings: dict[str, list[int]] = defaultdict(list)
        for position, title in enumerate(self.tokens):
            for token in title:
                if " " in token:
                    self._postings[token].append(position)

    @cached_property
    def plain(self) -> TitleIndex:
        """The same titles without diacritics, for queries typed so."""
        return self if self._folded else TitleIndex(self.titles, folded=True)

    def alike(self, title: str, weights: Weights | None = None, limit: int = 60) -> list[tuple[int, float]]:
        """(position, likeness) of titles that share a pair of words, likest first."""
        if not self._folded and not has_diacritics(title):
            return self.plain.alike(title, None, limit)
        query, weights = tokens(title), weights or self.weights
        whole, sums = weights.sum(query), self._sums if weights is self.weights else {}
        shared: dict[int, float] = defaultdict(float)
        for token in query:
            weight = weights.of_token(token)
            for position in self._postings.get(token, ()):
                shared[position] += weight
        scored = []
        for position in heapq.nlargest(4 * limit, shared, key=lambda place: (shared[place], -place)):
            other = self.tokens[position]
            size = sums.get(position) or weights.sum(other)
            sums[position] = size
            common = weights.sum(token for token in query if token in self._sets[position])
            scored.append((position, mix(common, whole, size)))
        return sorted(scored, key=lambda pair: -pair[1])[:limit]
