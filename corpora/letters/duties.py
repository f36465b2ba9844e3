"""Duties that running text gives to bodies, as markup: single sentences, and lists of points under a body's name."""

from __future__ import annotations

import re

from corpora.letters.maker import Maker
from corpora.letters.model import Block

POINTS = ("a)", "b)", "c)", "d)", "đ)", "e)")


def prose_task(maker: Maker, number: int) -> str:
    """A numbered sentence that gives a task, with its parts marked."""
    lead, support = body_names(maker, 2)
    when, iso = deadline(maker)
    parts = {
        "lead": lead,
        "task": _lowered(maker.fresh("duties")),
        "help": maker.pick("help").replace("{support}", support) if maker.chance(0.6) else "",
        "iso": iso,
        "when": when,
    }
    return f"{number}. [[k|{_put(maker.pick('give'), parts)}]]."


def duty_list(maker: Maker, number: int) -> list[Block]:
    """A body's name as a heading and its dated duties as points below it."""
    (lead,) = body_names(maker, 1)
    dashes = maker.chance(0.5)
    points: list[Block] = []
    for index in range(maker.rng.randint(1, 3)):
        when, iso = deadline(maker)
        parts = {"task": maker.fresh("duties"), "iso": iso, "when": when}
        mark = "-" if dashes else POINTS[index]
        points.append(f'{mark} [[k lead="{lead}"|{_put(maker.pick("points"), parts)}]].')
    return [f"{number}. {lead}{maker.rng.choice((':', ''))}", *points]


def body_names(maker: Maker, count: int) -> list[str]:
    """Different bodies; the first is sometimes two at once."""
    names: list[str] = maker.rng.sample(maker.bank["leads"][maker.body.leads], count + 1)
    if maker.chance(0.1):
        names[0] = f"{names[0]}{maker.pick('joint')}{names[-1]}"
    return names[:count]


def deadline(maker: Maker) -> tuple[str, str]:
    """Words of a deadline and its ISO-like form."""
    rng, year = maker.rng, maker.words["year"]
    month, day = rng.randint(2, 12), rng.randint(1, 28)
    words, kind = maker.pick("when")
    iso = {"day": f"{year}-{month:02d}-{day:02d}", "month": f"{year}-{month:02d}", "year": year}.get(
        kind, f"{year}-{kind}"
    )
    return words.replace("{d}", f"{day:02d}").replace("{m}", str(month)).replace("{y}", year), iso


def _put(template: str, parts: dict[str, str]) -> str:
    return re.sub(r"\{(lead|task|help|iso|when)\}", lambda match: parts[match[1]], template)


def _lowered(text: str) -> str:
    return text[0].lower() + text[1:]
