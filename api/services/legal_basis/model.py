"""What the legal basis is made from and what comes out: plain data, no database."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Literal

from api.services.registry.index import RegistryIndex
from api.services.registry.words import TitleIndex, Weights
from corpora.facts.registry import LegalDocument, fold_number, year_in_number

Group = Literal["party", "authority", "content"]


@dataclass(frozen=True, slots=True)
class Cited:
    """A document that a letter cites, in what role. `date` ISO."""

    number: str | None
    doc_type: str | None = None
    date: str | None = None
    issuer: str | None = None
    title: str | None = None
    role: str = "mention"
    place: str | None = None

    @property
    def identity(self) -> str:
        return identity(self.number, self.date, self.doc_type, self.title)


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter of the store: its head and what it cites."""

    id: str
    title: str
    issuer: str | None = None
    place: str | None = None
    date: str | None = None
    doc_type: str | None = None
    number: str | None = None
    citations: tuple[Cited, ...] = ()


def identity(number: str | None, day: str | None, doc_type: str | None, title: str | None) -> str:
    """What tells two cited documents apart: the folded number, with the year of issue where the number has none."""
    if not number:
        return f"{(doc_type or '').lower()} {(title or '').lower()} {(day or '')[:4]}".strip()
    year = "" if year_in_number(number) else (day or "")[:4]
    return f"{fold_number(number)} {year}".strip()


@dataclass(frozen=True)
class Knowledge:
    """Letters of the store and the registry, with the word weights over both."""

    letters: tuple[Letter, ...]
    registry: RegistryIndex

    @cached_property
    def titles(self) -> TitleIndex:
        return TitleIndex(letter.title for letter in self.letters)

    def alike(self, title: str, limit: int = 60) -> list[tuple[int, float]]:
        """(position, likeness 0 to 1) of letters with like titles."""
        return self.titles.alike(title, self.weights, limit)

    @property
    def weights(self) -> Weights:
        """How rare words are, over the registry's titles: the letters at hand are too few to tell."""
        return self.registry.titles.weights


@dataclass(frozen=True, slots=True)
class Given:
    """A document handed in with a request: the parent document that the plan implements, or the draft so far. `name`: of
    its file, or its number."""

    role: Literal["parent", "draft"]
    letter: Letter
    name: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """What the drafter asks for. `parent`: number of a document that the plan implements; `given`: documents at hand."""

    title: str
    issuer: str
    day: date
    place: str | None = None
    doc_type: str = "Kế hoạch"
    parent: str | None = None
    given: tuple[Given, ...] = ()


@dataclass(frozen=True, slots=True)
class Successor:
    number: str
    doc_type: str | None = None
    title: str | None = None
    date: str | None = None
    line: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A document for the basis, or one to avoid. `line` is the wording without end mark; `score` 0 to 1."""

    key: str
    doc_type: str
    number: str | None
    date: str | None
    issuer: str | None
    title: str | None
    group: Group
    rank: float
    score: float
    status: str
    status_reason: str
    since: str | None = None
    reasons: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    successors: tuple[Successor, ...] = ()
    line: str = ""
    cited_by: int = 0
    source: str = "registry"
    chosen: bool = True  # in the section unless staff take it out; weaker ones are offered below


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Proposals in the order in which they are written, what to avoid, notes for the drafter; `lines` ready to paste."""

    request: Request
    proposals: tuple[Proposal, ...]
    avoid: tuple[Proposal, ...] = ()
    notes: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    facts_date: str = ""

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values; the date as ISO."""
        data = asdict(self)
        data["request"]["day"] = self.request.day.isoformat()
        data["request"]["given"] = [{"role": one.role, "name": one.name} for one in self.request.given]
        return data


@dataclass(slots=True)
class Candidate:
    """A document on its way to a proposal: evidence 0 to 1 by kind, reasons, letters that cite it."""

    document: LegalDocument
    evidence: dict[str, float] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)
    letters: set[str] = field(default_factory=set)
    group: Group | None = None
    warnings: list[str] = field(default_factory=list)

    def add(self, kind: str, weight: float, reason: str) -> None:
        if weight > self.evidence.get(kind, 0.0):
            self.evidence[kind] = weight
        if reason and reason not in self.reasons:
            self.reasons.append(reason)

    @property
    def score(self) -> float:
        """Chance that at least one kind of evidence is right, taking them as independent."""
        miss = 1.0
        for weight in self.evidence.values():
            miss *= 1 - min(max(weight, 0.0), 0.97)
        return round(1 - miss, 4)
