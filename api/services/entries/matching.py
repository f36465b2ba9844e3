"""Which of the known documents with the same serial a damaged or incomplete citation means. Pure.

Serial, year and place have to agree where both sides say them. The letters may be misread or mistyped; the less they agree, the more
the date, the title and the issuing body have to. Two that fit alike are none: the citation stays open.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from api.services.entries.keys import is_local, year_of
from corpora.facts import registry, tables
from corpora.facts.registry import fold_words

ALIKE_LETTERS = ("doq0p", "itlj1f", "b8re", "s5", "cg6", "uvy", "nhmxk")  # folded letters that print and OCR confuse
CONFUSED = {ord(letter): letters[0] for letters in ALIKE_LETTERS for letter in letters}
SAME, ALIKE, NEAR = 3, 2, 1  # how well the letters of two numbers agree
TITLE_SAME, TITLE_AGREES = 97.0, 85.0
TITLE_DIFFERS = 0.5  # share of common words
ISSUER_AGREES = 88.0
JOINT = re.compile("ttlt|nqlt")
OFTEN = 30  # times that letters stand in numbers of the register, so that they are no misprint


@dataclass(frozen=True, slots=True)
class Cited:
    """What is said of a document: by a citation, or known of an entry. `issuer` as named, None where nothing is said."""

    key: str
    number: str
    date: str | None = None
    issuer: str | None = None
    title: str | None = None
    place: str | None = None


def best(cited: Cited, known: Iterable[Cited]) -> Cited | None:
    """The one document that the citation means; None where none fits, or several alike. One that is known twice, with and
    without a hyphen, is one."""
    scored = [(value, one) for one in known if (value := fit(cited, one)) > 0]
    most = max((value for value, _ in scored), default=0.0)
    alike = sorted((one for value, one in scored if value == most), key=lambda one: (-len(one.number), one.key))
    documents = {(_symbol(one.number), one.date, one.place) for one in alike}
    return alike[0] if len(documents) == 1 else None


def fit(cited: Cited, known: Cited) -> float:
    """How well a known document fits a citation; 0 where it cannot be meant or too little speaks for it."""
    letters = agreement(cited.number, known.number)
    if not letters or _contradict(cited, known):
        return 0.0
    same_day = bool(cited.date and cited.date == known.date)
    title = _title_agreement(cited.title, known.title)
    issuer = _agrees(cited.issuer, known.issuer)
    years = year_of(cited.key, cited.number), year_of(known.key, known.number)
    if letters == SAME:  # an undated citation means the only known one; an undated entry only what bears its title
        fits = all(years) or title >= TITLE_AGREES or bool(years[1]) and not is_local(known.number)
    elif _is_usual(cited.number) and not _begins(
        _symbol(cited.number), _symbol(known.number)
    ):  # the letters are no slip: only another body's number printed by mistake
        fits = title >= TITLE_AGREES and (same_day or issuer and title >= TITLE_SAME)
    else:
        fits = title >= TITLE_AGREES or all(years) and (letters == ALIKE or same_day or issuer)
    return letters + 2.0 * same_day + 2.0 * (title >= TITLE_AGREES) + title / 100 + issuer if fits else 0.0


def agreement(one: str, other: str) -> int:
    """SAME letters but for marks and signs, ALIKE where print and OCR confuse them, NEAR with a slip or two, else 0."""
    first, second = _symbol(one), _symbol(other)
    if first == second:
        return SAME
    if _as_read(first) == _as_read(second):
        return ALIKE
    if _begins(first, second):
        return NEAR
    allowed = 1 if len(second) < 8 else 2
    if len(second) < 3 or not first:
        return 0
    slips = OSA.distance(first, second, score_cutoff=allowed)
    return NEAR if slips <= allowed else 0


def _as_read(symbol: str) -> str:
    """Letters with one for all that print and OCR confuse."""
    return symbol.replace("vv", "w").translate(CONFUSED)


def _begins(symbol: str, joint: str) -> bool:
    """Whether letters are those of a joint document without its last bodies: ttltbtc of ttltbtcbkhcn."""
    return bool(JOINT.match(joint)) and len(symbol) > 5 and joint.startswith(symbol)


def serial(number: str) -> str:
    """The serial of a number without zeros, as `registry.fold_number` prints it: 749, 12a."""
    match = re.match(r"\d+[a-z]?(?![a-z])", registry.fold_number(number))
    return match[0] if match else ""


def _contradict(cited: Cited, known: Cited) -> bool:
    year, other = year_of(cited.key, cited.number), year_of(known.key, known.number)
    if serial(cited.number) != serial(known.number) or year and other and year != other:
        return True
    if cited.place and known.place and cited.place != known.place:
        return True
    if cited.issuer and known.issuer and not _agrees(cited.issuer, known.issuer) and cited.date != known.date:
        return True
    return bool(cited.title and known.title) and _shared_words(cited.title or "", known.title or "") < TITLE_DIFFERS


def _symbol(number: str) -> str:
    """Letters of a number, folded, without serial, year and signs: "57-NQ/TW" gives nqtw."""
    folded = registry.fold_number(number)
    folded = re.sub(r"^\d+(?:[a-z](?![a-z]))?(?:/(?:19|20)\d\d(?=\D))?", "", folded)
    return re.sub(r"[^0-9a-z]", "", fold_words(folded))


def _is_usual(number: str) -> bool:
    """Whether all letter groups of a number are known ones, so that they are hardly misread."""
    symbol = re.sub(r"^\d+[A-Za-z]?(?![^\W\d_])(?:/(?:19|20)\d\d)?[-/]", "", number)
    return all(re.sub(r"\d+$", "", group) in _usual_groups() for group in re.split(r"[-/]", symbol))


@cache
def _usual_groups() -> frozenset[str]:
    often = {part for part, count in tables.rows("symbol_parts.tsv") if int(count) >= OFTEN}
    return frozenset({*tables.type_codes(), *tables.body_names(), *often})


def _title_agreement(one: str | None, other: str | None) -> float:
    """0 to 100; the shorter may be a beginning or a part of the longer."""
    if not one or not other:
        return 0.0
    first, second = fold_words(one), fold_words(other)
    return max(fuzz.ratio(first, second), fuzz.partial_ratio(first, second) if min(len(first), len(second)) > 20 else 0)


def _shared_words(one: str, other: str) -> float:
    """Share of the words of the shorter title that the longer one has."""
    first, second = set(fold_words(one).split()), set(fold_words(other).split())
    return len(first & second) / max(min(len(first), len(second)), 1)


def _agrees(one: str | None, other: str | None) -> bool:
    if not one or not other:
        return False
    return fuzz.token_set_ratio(fold_words(one), fold_words(other)) >= ISSUER_AGREES
