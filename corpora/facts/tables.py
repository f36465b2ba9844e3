"""Closed tables of the language of official documents, each loaded once into typed rows.

doc_types.tsv           name, type letters, regime, rank in the ladder of Luật 64/2025/QH15 art. 4 (14 = outside it)
type_code_variants.tsv  other spellings of type letters met in print
issuing_bodies.tsv      symbol, name, level, validity (ISO date, year or empty), successor symbol
provinces.tsv           provinces and centrally run cities, before and after each change
laws.tsv                laws, codes and ordinances by name, with number and date
aliases_known.tsv       names by which everybody knows a document, with its key
old_symbols.tsv         bodies in numbers of the time before 1997: 60 TC/CĐKT
unit_symbols.tsv        usual letters of drafting units in the symbols of letters
title_openers.tsv       words with which the title of a cited document begins
role_phrases.tsv        words before (or after) a citation that tell why it is cited
authority.tsv           TM., KT., TL., TUQ., Q. and their Party spellings
positions.tsv           offices of signers
body_words.tsv          folded words with which names of bodies begin
surnames.tsv            family names, of the peoples of the highlands too
"""

import csv
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent


class DocType(NamedTuple):
    name: str
    code: str
    regime: str
    rank: str
    abbreviations: str


class Body(NamedTuple):
    symbol: str
    name: str
    level: str
    valid_from: str
    valid_to: str
    successor: str


class Province(NamedTuple):
    name: str
    kind: str
    new_name: str
    new_kind: str
    effective: str
    basis: str

    @property
    def new_full_name(self) -> str:
        """tỉnh Ninh Bình, thành phố Huế; only Thành phố Hồ Chí Minh has its kind in capitals (Nghị định 30/2020/NĐ-CP)."""
        return f"{self.new_kind if self.new_name == 'Hồ Chí Minh' else self.new_kind.lower()} {self.new_name}"


class Law(NamedTuple):
    kind: str
    name: str
    number: str
    date: str


class RolePhrase(NamedTuple):
    phrase: str
    role: str
    where: str


def rows(name: str) -> list[list[str]]:
    """All rows of a table below its heading. Raises ValueError on a row that is longer or shorter than the heading."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        heading, *body = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
    for number, row in enumerate(body, start=2):
        if len(row) != len(heading):
            raise ValueError(f"{name}, line {number}: {len(row)} fields, expected {len(heading)}")
    return body


@cache
def doc_types() -> tuple[DocType, ...]:
    return tuple(DocType(*row) for row in rows("doc_types.tsv"))


@cache
def type_codes() -> dict[str, str]:
    """Type letters as printed, variants included, to the official letters."""
    codes = {kind.code: kind.code for kind in doc_types() if kind.code}
    return codes | {row[0]: row[1] for row in rows("type_code_variants.tsv")}


@cache
def bodies() -> tuple[Body, ...]:
    return tuple(Body(*row) for row in rows("issuing_bodies.tsv"))


@cache
def body_names() -> dict[str, str]:
    """Symbol to name; of several bodies with one symbol the highest."""
    names: dict[str, str] = {}
    for body in bodies():
        if not body.level.startswith(("district", "commune")):
            names.setdefault(body.symbol, body.name)
    return names


@cache
def provinces() -> tuple[Province, ...]:
    return tuple(Province(*row) for row in rows("provinces.tsv"))


@cache
def laws() -> tuple[Law, ...]:
    return tuple(Law(*row) for row in rows("laws.tsv"))


@cache
def known_aliases() -> tuple[tuple[str, str], ...]:
    """Alias as printed and key of the document: ("Đề án 06", "QĐ 06/QĐ-TTg 2022")."""
    return tuple((row[0], row[1]) for row in rows("aliases_known.tsv"))


@cache
def old_symbols() -> dict[str, str]:
    return {row[0]: row[1] for row in rows("old_symbols.tsv")}


@cache
def unit_symbols() -> frozenset[str]:
    return frozenset(row[0] for row in rows("unit_symbols.tsv"))


@cache
def title_openers() -> tuple[str, ...]:
    return tuple(sorted((row[0] for row in rows("title_openers.tsv")), key=len, reverse=True))


@cache
def role_phrases() -> tuple[RolePhrase, ...]:
    """Longest phrase first, so that the first that fits is the best."""
    return tuple(sorted((RolePhrase(*row) for row in rows("role_phrases.tsv")), key=lambda row: -len(row.phrase)))


@cache
def authorities() -> dict[str, str]:
    return {row[0]: row[1] for row in rows("authority.tsv")}


@cache
def positions() -> tuple[str, ...]:
    return tuple(sorted((row[0] for row in rows("positions.tsv")), key=len, reverse=True))


@cache
def body_parts() -> tuple[str, ...]:
    """Usual parts of the names of bodies, in their usual spelling."""
    return tuple(row[0] for row in rows("body_parts.tsv"))


@cache
def surnames() -> tuple[str, ...]:
    return tuple(row[0] for row in rows("surnames.tsv"))


@cache
def starts_body() -> re.Pattern[str]:
    """Matches folded text that begins with a word that a body's name begins with."""
    words = sorted((row[0] for row in rows("body_words.tsv")), key=len, reverse=True)
    return re.compile(r"(?:" + "|".join(words) + r")(?!\w)")
