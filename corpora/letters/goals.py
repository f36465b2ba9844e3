"""Quantified goals in running text, as markup: shares, rates, counts, limits, ranges; deadlines in the sentence or above it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from corpora.letters.maker import Maker
from corpora.letters.model import Block


def target_line(maker: Maker, deadline: str, said: str = "") -> str:
    """One marked-up target. `said`: words of the deadline that stand before it, if any."""
    rng = maker.rng
    form = rng.choices(("share", "rate", "count", "limit", "range"), (4, 5, 2, 1.5, 1))[0]
    if form in {"count", "limit"}:
        item = rng.choice(maker.bank["counted_targets" if form == "count" else "limits"])
    else:
        item = rng.choice(maker.bank["targets"])
    value = rng.randint(item["lo"], item["hi"])
    text, comparator, upper = TARGET_FORMS[form](item, maker)
    unit = item.get("u", "%")
    tail = f" w={min(value + rng.randint(2, 10), 100)}" if upper else ""
    if said:
        text = f"{said}, {text[0].lower() + text[1:] if text[0].isalpha() else text}"
    shown = value if not maker.chance(0.1) or form != "rate" else value + 0.5
    return f'[[t v={shown:g}{tail} c="{comparator}" u="{unit}" d={deadline}|{text}]]'


Form = tuple[str, str, bool]  # text with {v} and {w}, comparator, whether it has an upper value


def _share(item: dict[str, Any], maker: Maker) -> Form:
    text, comparator = maker.pick("shares")
    return text.replace("{o}", item["o"]), comparator, False


def _rate(item: dict[str, Any], maker: Maker) -> Form:
    text, comparator = maker.pick("rates")
    return text.replace("{o}", item["o"]), comparator, False


def _range(item: dict[str, Any], maker: Maker) -> Form:
    return maker.pick("ranges").replace("{o}", item["o"]), "range", True


def _count(item: dict[str, Any], maker: Maker) -> Form:
    words, comparator = maker.pick("at_least_counts")
    return item["o"].replace("{v}", words).replace("{u}", item["u"]), comparator, False


def _limit(item: dict[str, Any], maker: Maker) -> Form:
    words, comparator = maker.pick("limit_words")
    return item["o"].replace("{c}", words).replace("{u}", item["u"]), comparator, False


TARGET_FORMS: dict[str, Callable[[dict[str, Any], Maker], Form]] = {
    "share": _share, "rate": _rate, "range": _range, "count": _count, "limit": _limit,
}  # fmt: skip


def target_section(maker: Maker, number: str) -> list[Block]:
    """Targets under headings that carry the year, or with their deadline in the sentence; some sentences hold two."""
    year, end = maker.words["year"], maker.words["end"]
    form = maker.rng.choice(("year", "years", "said"))
    count = maker.rng.randint(2, 5)
    mark = maker.rng.choice(("- ", "- ", "+ "))
    if form == "years":
        return [
            f"# {number}. MỤC TIÊU",
            f"## 1. Đến năm {year}", *(f"{mark}{target_line(maker, year)}." for _ in range(count)),
            f"## 2. Đến năm {end}", *(f"{mark}{target_line(maker, end)}." for _ in range(maker.rng.randint(1, 3))),
        ]  # fmt: skip
    if form == "said":
        words, deadline = said_deadline(maker)
        two = f"{target_line(maker, deadline, words)}; {lowered(target_line(maker, deadline))}."
        more = (target_line(maker, year, maker.pick("said").replace("{y}", year)) for _ in range(count - 1))
        return [f"# {number}. CHỈ TIÊU", f"{mark}{two}", *(f"{mark}{line}." for line in more)]
    heading = maker.pick("target_headings").replace("{y}", year)
    return [f"# {number}. {heading}", *(f"{mark}{target_line(maker, year)}." for _ in range(count))]


def said_deadline(maker: Maker) -> tuple[str, str]:
    """Words of a deadline before a target, and its ISO-like form."""
    year, month = maker.words["year"], maker.rng.randint(3, 11)
    if maker.chance(0.35):
        words = maker.pick("said_month").replace("{m}", str(month)).replace("{y}", year)
        return words, f"{year}-{month:02d}"
    return maker.pick("said").replace("{y}", year), year


def lowered(marked: str) -> str:
    head, bar, text = marked.partition("|")
    return head + bar + (text[0].lower() + text[1:])
