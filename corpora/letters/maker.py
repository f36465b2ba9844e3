"""What one made-up letter is made of: its chance, its body, its date and topic, and the words it may use."""

from __future__ import annotations

import json
import random
import re
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from corpora.letters.model import Cited, Style


@cache
def bank(wording: str = "dev") -> dict[str, Any]:
    """Words that letters are made of. The test split has its own wherever `bank_test.json` gives them."""
    folder = files("corpora.letters")
    data: dict[str, Any] = json.loads(folder.joinpath("bank.json").read_text(encoding="utf-8"))
    if wording != "dev":
        data |= json.loads(folder.joinpath(f"bank_{wording}.json").read_text(encoding="utf-8"))
    return data


@dataclass(frozen=True, slots=True)
class Body:
    """An issuing body in one letter. `head`: title of its head; `acting`: lines above a deputy's title."""

    name: str
    lines: tuple[str, ...]
    symbol: str
    place: str
    head: str
    deputy: str
    acting: tuple[str, ...]
    leads: str
    own: tuple[str, ...] = ()
    parent: str | None = None
    parent_lines: tuple[str, ...] = ()
    units: tuple[str, ...] = ("VP", "TH")
    regime: str = "state"
    short: str = ""


@dataclass(slots=True)
class Maker:
    """What one letter is made of: its chance, body, date, topic, and the citations that its text names."""

    rng: random.Random
    kind: str
    body: Body
    day: date
    topic: dict[str, str]
    cites: dict[str, Cited]
    words: dict[str, str]
    style: Style
    bank: dict[str, Any]
    used: set[str] = field(default_factory=set)

    def fresh(self, name: str) -> str:
        """A text of the bank that the letter has not yet, while there are any."""
        left = [text for text in self.bank[name] if text not in self.used] or self.bank[name]
        text: str = self.rng.choice(left)
        self.used.add(text)
        return text

    def pick(self, name: str) -> Any:
        return self.rng.choice(self.bank[name])

    def chance(self, share: float) -> bool:
        return self.rng.random() < share


def fill(text: str, maker: Maker) -> str:
    """The text with the letter's words in its {names}; unknown names stay."""
    return re.sub(r"\{(\w+)\}", lambda match: maker.words.get(match[1], match[0]), text)
