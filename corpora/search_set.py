"""Queries with their right answers, for measuring search: ten styles, made from facts of the registry and letters of our own.

    letters(seed)                    made-up plans with number, title, text, the keys of what they cite
    queries(seed, count, split)      `count` queries of each style; split "dev" and "test" differ in seed and wording
    score(queries, search)           success@1 and @10 by style, with the misses

What is right is told by the facts, never by a search: every document of which the undamaged query is true. A query by number is
true of the documents with that serial and those letters (and that year, place, type where the query says them); a query by words
of those whose title has them all, a phrase of those whose title has it in one piece; a name of the document that bears it.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from corpora import plan_families
from corpora.facts import registry
from corpora.facts.registry import LegalDocument, fold_words

HARD = ("reordered",)  # asked for apart: words of a title in another order, with diacritics
STYLES = ("number", "spelling", "folded", "typos", "ocr", "alias", "words", "phrase", "issuer", "question")
BEST = 10
MOST_RIGHT = (5, 100)  # right answers of a query by words, by number: a query that hundreds answer asks nothing
QUESTIONS = {
    "dev": (
        "văn bản nào quy định về {}?",
        "{} được quy định ở đâu",
        "cho tôi văn bản về {}",
        "căn cứ pháp lý của {} là gì?",
    ),
    "test": (
        "hiện nay có văn bản gì hướng dẫn {} không?",
        "muốn biết {} thì xem văn bản nào",
        "quy định hiện hành liên quan đến {}?",
        "tìm giúp văn bản nói về {}",
    ),
}
NEIGHBOURS = dict(
    zip(
        "qwertyuiopasdfghjklzxcvbnm",
        ("wa", "qe", "wr", "et", "ry", "tu", "yi", "uo", "ip", "ol", "sq", "ad", "sf", "dg", "fh", "gj", "hk", "jl",
         "ko", "xa", "zc", "xv", "cb", "vn", "bm", "nj"),
        strict=True,
    )
)  # fmt: skip
OCR_WORDS = (("rn", "m"), ("cl", "d"), ("l", "1"), ("i", "l"), ("o", "0"), ("h", "b"), ("u", "ii"), ("e", "c"), ("m", "rn"), ("t", "f"))  # fmt: skip
OCR_SYMBOLS = (("Đ", "D"), ("Q", "O"), ("Q", "0"), ("T", "I"), ("Tg", "Ig"), ("B", "8"), ("S", "5"), ("N", "M"), ("H", "I-I"), ("C", "G"), ("-", "–"), ("-", " "))  # fmt: skip
PERSONAL = re.compile(r"(?:nhân sự|bổ nhiệm|kỷ luật)")


@dataclass(frozen=True, slots=True)
class MadeLetter:
    """A letter of our own: its number, what it says, and the keys of the documents that it cites."""

    key: str
    number: str
    doc_type: str
    title: str
    issuer: str
    place: str
    date: str
    text: str
    cites: tuple[LegalDocument, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """`right`: keys of the documents and letters of which the query, before any damage, is true."""

    style: str
    text: str
    right: frozenset[str]


@dataclass(frozen=True, slots=True)
class StyleScore:
    style: str
    count: int
    first: float
    best: float


@dataclass(frozen=True, slots=True)
class SearchScore:
    """Shares of queries with a right answer in the first place and among the first ten; `missed`: (query, keys found)."""

    styles: tuple[StyleScore, ...]
    first: float
    best: float
    missed: tuple[tuple[Query, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class _Item:
    """What the truth is told from: a legal document or a letter."""

    key: str
    number: str
    doc_type: str
    year: str
    issuer: str
    place: str
    title: str
    folded: str  # words of the title without diacritics, a blank before and after each
    folded_number: str
    parts: tuple[str, ...]  # of the number: serial without zeros, letters

    @classmethod
    def of(cls, key: str, number: str, doc_type: str, year: str, issuer: str, place: str, title: str) -> _Item:
        words = re.findall(r"[0-9a-z]+", fold_words(number))
        parts = (words[0].lstrip("0"), *words[1:]) if words else ()
        folded = f" {fold_words(title).replace('/', ' ')} "
        return cls(key, number, doc_type, year, issuer, place, title, folded, registry.fold_number(number), parts)


def letters(seed: int = 1) -> list[MadeLetter]:
    """Plans of departments, each with a number of its own; the same seed gives the same letters."""
    chance = random.Random(seed)
    made = []
    for plan in plan_families.plans(seed):
        number = f"{chance.randint(10, 999)}/KH-{'S' + _initials(plan.issuer)}"
        basis = "\n".join(f"Căn cứ {_named(item)};" for item in plan.basis)
        made.append(
            MadeLetter(
                f"letter {plan.name}",
                number,
                "Kế hoạch",
                plan.title,
                plan.issuer,
                plan.place,
                plan.day.isoformat(),
                f"{plan.issuer}\nSố: {number}\n{plan.title}\n{basis}\n{plan.issuer} ban hành kế hoạch như sau.",
                plan.basis,
            )  # fmt: skip
        )
    return made


def queries(seed: int, count: int = 30, split: str = "dev", styles: Sequence[str] = STYLES) -> list[Query]:
    """`count` queries of each style. Raises KeyError on an unknown split."""
    chance = random.Random(f"{split} {seed}")
    maker = _Maker(chance, _pool(), QUESTIONS[split])
    return [maker.query(style, number) for style in styles for number in range(count)]


def score(asked: Iterable[Query], search: Callable[[str], Sequence[str]]) -> SearchScore:
    """`search` gives keys, best first."""
    first: Counter[str] = Counter()
    best: Counter[str] = Counter()
    total: Counter[str] = Counter()
    missed = []
    for query in asked:
        found = tuple(search(query.text)[:BEST])
        total[query.style] += 1
        first[query.style] += bool(found) and found[0] in query.right
        best[query.style] += not query.right.isdisjoint(found)
        if not found or found[0] not in query.right:
            missed.append((query, found))
    rows = tuple(
        StyleScore(style, total[style], first[style] / total[style], best[style] / total[style]) for style in total
    )
    everything = max(total.total(), 1)
    return SearchScore(rows, first.total() / everything, best.total() / everything, tuple(missed))


class _Maker:
    """Draws queries of each style from one source of chance."""

    def __init__(self, chance: random.Random, pool: Sequence[_Item], questions: Sequence[str]) -> None:
        self.chance = chance
        self.pool = pool
        self.questions = questions
        self.titled = [item for item in pool if len(item.folded.split()) >= 7 and not PERSONAL.search(item.title)]
        self.numbered = [item for item in pool if "/" in item.number]

    def query(self, style: str, number: int) -> Query:
        """A query of the style; `number` walks through its variants. Drawn again where nothing can be told apart."""
        while True:
            made: tuple[str, Iterable[_Item]] = getattr(self, f"_{style}")(number)
            right = frozenset(item.key for item in made[1])
            if 0 < len(right) <= MOST_RIGHT[style in ("number", "spelling")]:
                return Query(style, made[0], right)

    def _number(self, number: int) -> tuple[str, Iterable[_Item]]:
        item = self.chance.choice(self.numbered)
        return item.number, self._numbered(item)

    def _spelling(self, number: int) -> tuple[str, Iterable[_Item]]:
        item = self.chance.choice(self.numbered)
        serial, letters = item.parts[0], item.parts[1:]
        code = registry.type_code(item.number, item.doc_type)
        forms: list[tuple[str, dict[str, Any]]] = [
            (f"{serial} {' '.join(letters)}", {"letters": letters}),
            (f"{serial}{''.join(letters)}", {"letters": letters}),
            (f"{fold_words(item.doc_type)} {serial} {' '.join(letters)}", {"letters": letters, "doc_type": True}),
            (f"{code}{serial} {item.year}", {"code": code, "year": True}),
            (f"{item.doc_type} số {serial} năm {item.year}", {"doc_type": True, "year": True}),
            (f"{fold_words(item.doc_type)} {serial}", {"doc_type": True}),
            (f"{code.lower()} {serial}", {"code": code}),
            (f"{fold_words(code)}{serial}", {"code": code}),
        ]
        text, asked = forms[number % len(forms)]
        return text, self._like(item, **asked)

    def _folded(self, number: int) -> tuple[str, Iterable[_Item]]:
        words = self._some_words(5, 7)
        return " ".join(words), self._having(words)

    def _words(self, number: int) -> tuple[str, Iterable[_Item]]:
        item = self.chance.choice(self.titled)
        words = re.findall(r"\w+", item.title.lower())
        kept = sorted(self.chance.sample(range(len(words)), min(len(words), self.chance.randint(4, 7))))
        text = " ".join(words[place] for place in kept)
        return text, self._having(fold_words(text).split())

    def _reordered(self, number: int) -> tuple[str, Iterable[_Item]]:
        """Two or three words of several syllables of a title, in any order; right are the titles that have each in one piece."""
        item = self.chance.choice(self.titled)
        found = sorted(set(_dictionary_words(item.title)))
        if len(found) < 2:
            return "", ()
        chosen = self.chance.sample(found, min(len(found), 2 + number % 2))
        wanted = [f" {fold_words(word)} " for word in chosen]
        having = self._having(fold_words(" ".join(chosen)).split())
        return " ".join(chosen), [other for other in having if all(word in other.folded for word in wanted)]

    def _typos(self, number: int) -> tuple[str, Iterable[_Item]]:
        words = self._some_words(5, 8)
        damaged = list(words)
        places = [place for place, word in enumerate(words) if len(word) > 3 and word.isalpha()]
        for place in self.chance.sample(places, min(len(places), 1 + number % 2)):
            damaged[place] = slip(words[place], self.chance)
        return " ".join(damaged), self._having(words)

    def _ocr(self, number: int) -> tuple[str, Iterable[_Item]]:
        if number % 2:
            item = self.chance.choice(self.numbered)
            serial, slash, letters = item.number.partition("/")
            if re.search(r"\d", letters.replace(item.year, "")) or "-" in serial:
                return "", ()
            return serial + slash + _misread(letters, OCR_SYMBOLS, self.chance), self._numbered(item)
        words = self._some_words(5, 8)
        damaged = list(words)
        for place in self.chance.sample(range(len(words)), 2):
            damaged[place] = _misread(words[place], OCR_WORDS, self.chance)
        text = " ".join(damaged)
        glued = self.chance.randrange(len(text))
        return (text if number % 4 else text[:glued] + text[glued:].replace(" ", "", 1)), self._having(words)

    def _alias(self, number: int) -> tuple[str, Iterable[_Item]]:
        if number % 2:
            law = self.chance.choice(
                [item for item in self.pool if item.doc_type in ("Luật", "Bộ luật") and item.title]
            )
            same = [item for item in self.pool if item.doc_type == law.doc_type and item.folded == law.folded]
            year = f" {law.year}" if number % 4 == 1 and law.year else ""
            name = law.title if fold_words(law.title).startswith(("luat", "bo luat")) else f"{law.doc_type} {law.title}"
            return name + year, [item for item in same if not year or item.year == law.year]
        alias, key = self.chance.choice(sorted(registry.known_aliases().items()))
        text = (alias, alias.upper(), f"{alias} của chính phủ" if alias.startswith("de an") else alias)[number // 2 % 3]
        return text, [item for item in self.pool if item.key == key]

    def _phrase(self, number: int) -> tuple[str, Iterable[_Item]]:
        item = self.chance.choice(self.titled)
        words = item.title.split()
        length = self.chance.randint(3, 5)
        start = self.chance.randrange(max(1, len(words) - length))
        phrase = " ".join(words[start : start + length]).strip(",.;:()“”\"'")
        wanted = f" {fold_words(phrase).replace('/', ' ')} "
        return f'"{phrase}"', [other for other in self._having(wanted.split()) if wanted in other.folded]

    def _issuer(self, number: int) -> tuple[str, Iterable[_Item]]:
        item = self.chance.choice([one for one in self.titled if one.issuer and one.year])
        words = item.folded.split()
        start = self.chance.randrange(len(words) - 2)
        said = words[start : start + 3]
        kind = item.doc_type if number % 2 else ""
        right = [
            other
            for other in self._having(said)
            if (other.issuer, other.year) == (item.issuer, item.year) and kind in ("", other.doc_type)
        ]
        return " ".join((kind, " ".join(said), item.issuer, item.year)).strip(), right

    def _question(self, number: int) -> tuple[str, Iterable[_Item]]:
        item = self.chance.choice(self.titled)
        words = re.findall(r"[\w,]+", item.title)
        start = self.chance.randrange(max(1, len(words) - 7))
        core = " ".join(words[start : start + 7]).strip(",")
        text = self.questions[number % len(self.questions)].format(core[:1].lower() + core[1:])
        return text, self._having(fold_words(core).split())

    def _some_words(self, least: int, most: int) -> list[str]:
        words = self.chance.choice(self.titled).folded.split()
        start = self.chance.randrange(max(1, len(words) - most))
        return words[start : start + self.chance.randint(least, most)]

    def _having(self, words: Sequence[str]) -> list[_Item]:
        found = set.intersection(*(_places().get(word, set()) for word in words))
        return [self.pool[place] for place in sorted(found)]

    def _numbered(self, item: _Item) -> list[_Item]:
        return [other for other in self.numbered if other.folded_number == item.folded_number]

    def _like(
        self, item: _Item, letters: Sequence[str] = (), code: str = "", doc_type: bool = False, year: bool = False
    ) -> list[_Item]:
        return [
            other
            for other in self.numbered
            if other.parts[0] == item.parts[0]
            and (not letters or other.parts[1:] == letters)
            and (not code or fold_words(registry.type_code(other.number, other.doc_type)) == fold_words(code))
            and (not doc_type or other.doc_type == item.doc_type)
            and (not year or other.year == item.year)
        ]


def _dictionary_words(title: str) -> Iterable[str]:
    """Words of two to four syllables, the longest first, from left to right."""
    typed = re.findall(r"\w+", title.lower())
    place = 0
    while place < len(typed) - 1:
        spots = (" ".join(typed[place : place + length]) for length in (4, 3, 2) if place + length <= len(typed))
        word = next((spot for spot in spots if spot in _dictionary()), "")
        if word:
            yield word
        place += len(word.split()) or 1


@cache
def _dictionary() -> frozenset[str]:
    """Words of several syllables of Hồ Ngọc Đức's word list, as underthesea ships it."""
    listed = files("underthesea.corpus").joinpath("data", "Viet74K.txt").read_text(encoding="utf-8")
    return frozenset(word for line in listed.lower().splitlines() if " " in (word := line.strip()))


@cache
def _pool() -> tuple[_Item, ...]:
    """All documents of the registry and letters of our own."""
    return (*map(_item, registry.load()), *map(_letter_item, letters()))


@cache
def _places() -> dict[str, set[int]]:
    """Word of a title to the places in the pool of the items that have it."""
    places: dict[str, set[int]] = {}
    for place, item in enumerate(_pool()):
        for word in item.folded.split():
            places.setdefault(word, set()).add(place)
    return places


def _item(document: LegalDocument) -> _Item:
    year = registry.year_in_number(document.number) or (document.date or "")[:4]
    return _Item.of(
        document.key, document.number, document.doc_type, year, document.issuer or "", document.place or "",
        document.title or "",
    )  # fmt: skip


def _letter_item(letter: MadeLetter) -> _Item:
    return _Item.of(
        letter.key, letter.number, letter.doc_type, letter.date[:4], letter.issuer, letter.place, letter.title
    )


def _named(document: LegalDocument) -> str:
    day = f" ngày {registry.vietnamese_date(document.date)}" if document.date else ""
    return f"{document.doc_type} số {document.number}{day} của {document.issuer} {document.title or ''}".strip()


def _initials(issuer: str) -> str:
    return "".join(word[0] for word in issuer.split()[1:3]).upper()


def slip(word: str, chance: random.Random) -> str:
    """Two letters swapped, one dropped, doubled, or a neighbour on the keyboard."""
    place = chance.randrange(len(word) - 1)
    kind = chance.randrange(4)
    if kind == 0 and word[place] != word[place + 1]:
        return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    if kind == 1:
        return word[:place] + word[place + 1 :]
    if kind == 2:
        return word[: place + 1] + word[place:]
    return word[:place] + chance.choice(NEIGHBOURS.get(word[place], word[place])) + word[place + 1 :]


def _misread(text: str, slips: Sequence[tuple[str, str]], chance: random.Random) -> str:
    """The text with one of the slips that fit; digits stay."""
    fitting = [(true, read) for true, read in slips if true in text]
    if not fitting:
        return text
    true, read = chance.choice(fitting)
    return text.replace(true, read, 1)
