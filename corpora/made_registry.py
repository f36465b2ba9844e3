"""Legal documents and letters in any number, made up from the words of the registry, for measuring search at size.

Titles are pieces of real titles put together anew, so that words are as frequent as they are; numbers, years, bodies and provinces are
drawn. Everything is made as a stream: a million entries need no more memory than one.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from functools import cache

from corpora.facts import registry, tables
from corpora.facts.registry import LegalDocument
from corpora.search_set import MadeLetter

YEARS = range(1992, 2027)
SERIALS = 4000  # of a body in a year
CITED = 6  # documents that a letter names
TYPES = (("Thông tư", "TT", 0.3), ("Quyết định", "QĐ", 0.45), ("Nghị quyết", "NQ", 0.1), ("Kế hoạch", "KH", 0.1), ("Chỉ thị", "CT", 0.05))  # fmt: skip


def entries(count: int, seed: int = 1) -> Iterator[LegalDocument]:
    """Documents of central and local bodies; keys are unique, as their serials count on."""
    chance = random.Random(seed)
    bodies, provinces = _bodies(), _provinces()
    kinds, shares = [kind[:2] for kind in TYPES], [kind[2] for kind in TYPES]
    for number in range(count):
        name, code = chance.choices(kinds, shares)[0]
        year = chance.choice(YEARS)
        serial = 1 + number % SERIALS
        local = chance.random() < 0.5 or name == "Kế hoạch"
        place = chance.choice(provinces) if local else None
        symbol, issuer = ("UBND", f"Ủy ban nhân dân tỉnh {place}") if local else chance.choice(bodies)
        printed = f"{serial:02d}/{year}/{code}-{symbol}" if name == "Thông tư" else f"{serial:02d}/{code}-{symbol}"
        day = f"{year}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"
        key = f"{registry.registry_key(printed, name, day, place)} #{number}"
        yield LegalDocument(key, printed, name, day, issuer, place, title(chance), effective=day, source="made")


def letters(count: int, seed: int = 1, words: int = 250) -> Iterator[MadeLetter]:
    """Plans of about that many words, each naming some documents."""
    chance = random.Random(-seed)
    provinces = _provinces()
    for number in range(count):
        place = chance.choice(provinces)
        printed = f"{number % SERIALS + 1}/KH-SYT"
        day = f"{chance.choice(YEARS)}-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}"
        basis = tuple(entries(CITED, chance.randrange(1 << 30)))
        lines = [f"Căn cứ {item.doc_type} số {item.number} của {item.issuer} {item.title};" for item in basis]
        while sum(map(len, lines)) < words * 5:
            lines.append(title(chance))
        text = "\n".join(lines)
        yield MadeLetter(
            f"made {number}", printed, "Kế hoạch", title(chance), f"Sở Y tế tỉnh {place}", place, day, text, basis
        )


def title(chance: random.Random) -> str:
    """The beginning of one title and the end of another."""
    beginnings, ends = _pieces()
    return f"{chance.choice(beginnings)} {chance.choice(ends)}"


@cache
def _pieces() -> tuple[tuple[str, ...], tuple[str, ...]]:
    titles = [item.title.split() for item in registry.load() if item.title and not re.search(r"\d/", item.title)]
    halves = [(words[: len(words) // 2], words[len(words) // 2 :]) for words in titles if len(words) > 7]
    return tuple(" ".join(first[:14]) for first, _ in halves), tuple(" ".join(last[:14]) for _, last in halves)


@cache
def _provinces() -> tuple[str, ...]:
    return tuple(sorted({row.name for row in tables.provinces()}))


@cache
def _bodies() -> tuple[tuple[str, str], ...]:
    return tuple((body.symbol, body.name) for body in tables.bodies() if body.level.startswith("central_state"))
