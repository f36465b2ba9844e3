"""Clean texts that recovery must leave byte for byte: other languages, source code, lines of addresses and numbers.

    clean_texts(size) -> (name, text) pairs, each of about `size` characters; the same on every machine with the same packages

The words and example sentences of the languages are those that spaCy ships, put together at random; the source code is Python's own
library. Sentences made at random have the letters and words of their language, not its grammar, which nothing measured here looks at.
"""

from __future__ import annotations

import importlib
import random
import sysconfig
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path

LANGUAGES = ("en", "fr", "es", "de", "pt", "it", "pl", "sv", "cs", "ro", "tr", "hu")
_WORDS_OF_A_LINE = (6, 16)


def clean_texts(size: int, seed: int = 1) -> Iterator[tuple[str, str]]:
    for language in LANGUAGES:
        yield language, _filled(size, _sentences(language, random.Random(f"{language}{seed}")))
    yield "source code", _filled(size, _source_lines())
    yield "addresses, numbers", _filled(size, _records(random.Random(seed)))


def _filled(size: int, lines: Iterator[str]) -> str:
    taken: list[str] = []
    while size > 0:
        taken.append(next(lines))
        size -= len(taken[-1]) + 1
    return "\n".join(taken)


def _sentences(language: str, rng: random.Random) -> Iterator[str]:
    examples: list[str] = importlib.import_module(f"spacy.lang.{language}.examples").sentences
    words = sorted(importlib.import_module(f"spacy.lang.{language}.stop_words").STOP_WORDS)
    words += sorted({word for sentence in examples for word in sentence.split()})
    while True:
        yield " ".join(rng.choices(words, k=rng.randint(*_WORDS_OF_A_LINE))).capitalize() + rng.choice(".,;:?")
        yield rng.choice(examples)
        if rng.random() < 0.1:
            yield rng.choice(("", rng.choice(examples).upper(), rng.choice(words)))


def _source_lines() -> Iterator[str]:
    files = sorted(Path(sysconfig.get_path("stdlib")).glob("*.py"))
    for file in cycle(files):
        yield from file.read_text(encoding="utf-8").split("\n")


def _records(rng: random.Random) -> Iterator[str]:
    """Lines of e-mail and web addresses, telephone numbers, dates, sums, document numbers, versions and paths."""
    names = ("vanthu", "ubnd.tinh", "so-yte", "info", "bo.phan_mot.cua", "nguyenvana")
    hosts = ("moh.gov.vn", "hanoi.gov.vn", "example.com", "mic.gov.vn", "congbao.chinhphu.vn")

    def number(digits: int) -> str:
        return str(rng.randrange(10 ** (digits - 1), 10**digits))

    kinds: tuple[Callable[[], str], ...] = (
        lambda: f"{rng.choice(names)}@{rng.choice(hosts)}",
        lambda: f"https://{rng.choice(hosts)}/{number(4)}/tai-lieu?id={number(6)}&lang=vi#p{number(2)}",
        lambda: f"0{number(2)} {number(3)} {number(4)}",
        lambda: f"{rng.randint(1, 28):02}/{rng.randint(1, 12):02}/{rng.randint(1990, 2030)}",
        lambda: f"{rng.randint(1, 999)}.{number(3)}.{number(3)}",
        lambda: f"{number(4)}/QĐ-UBND",
        lambda: f"{rng.randint(1, 300)}/{rng.randint(2004, 2026)}/NĐ-CP",
        lambda: f"v{rng.randint(0, 9)}.{rng.randint(0, 20)}.{rng.randint(0, 99)}",
        lambda: f"C:\\{rng.choice(names)}\\{number(3)}.docx",
        lambda: (
            f"{rng.randint(0, 99)},{rng.randint(0, 9)}% ± {rng.randint(1, 9)} °C | {number(3)}] [{number(1)}] {{x}} 6 _"
        ),
    )
    while True:
        yield rng.choice((" ", "; ", "\t", " - ")).join(rng.choice(kinds)() for _ in range(rng.randint(1, 7)))
