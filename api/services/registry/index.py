"""Lookups in the registry held in memory: by number, by name of a law, by words of the title."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from api.services.registry.words import TitleIndex, Weights, normal
from corpora.facts.registry import (
    ENDED,
    UNNUMBERED_TYPES,
    Effect,
    LegalDocument,
    fold_number,
    fold_words,
    folded_law_name,
    known_aliases,
    status_on,
    year_in_number,
)

BARE = re.compile(r"^(?:bộ luật|luật)\s+")
# A title that suspends documents as a whole, not articles of them: "Tạm ngưng hiệu lực Nghị định số 46/2026/NĐ-CP ngày … và …".
SUSPENDS = re.compile(
    r"(?:(?:quy định|về|về việc)\s+)?(?:tạm\s+)?ngưng hiệu lực(?: thi hành)?(?: của)? "
    r"((?:(?:nghị định|nghị quyết|quyết định|thông tư|chỉ thị) số \S+(?: ngày \d+ tháng \d+ năm \d+)?(?:,| và)? ?)+)",
    re.IGNORECASE,
)
NUMBERED = re.compile(r" số (\S+?),?(?= |$)", re.IGNORECASE)


@dataclass(frozen=True)
class RegistryIndex:
    """The documents of one version of the registry; `facts_date` (ISO) is the day of its facts."""

    documents: tuple[LegalDocument, ...]
    facts_date: str
    version: str = ""
    _numbers: dict[str, list[LegalDocument]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, documents: Iterable[LegalDocument], facts_date: str, version: str = "") -> RegistryIndex:
        items = tuple(documents)
        numbers: dict[str, list[LegalDocument]] = defaultdict(list)
        for item in items:
            numbers[fold_number(item.number)].append(item)
        return cls(items, facts_date, version, dict(numbers))

    @cached_property
    def by_key(self) -> dict[str, LegalDocument]:
        return {item.key: item for item in self.documents}

    def aliases_in(self, text: str) -> list[tuple[str, LegalDocument]]:
        """(alias as in the table, document) of the well-known names in a text, "Đề án 06" among them."""
        words = f" {fold_words(text)} "
        found = [(alias, self.by_key.get(key)) for alias, key in known_aliases().items() if f" {alias} " in words]
        return [(alias, document) for alias, document in found if document is not None]

    def by_number(self, number: str) -> list[LegalDocument]:
        """All documents of a number, however it is spelled."""
        return list(self._numbers.get(fold_number(number), []))

    def find(
        self, number: str | None, day: str | None = None, place: str | None = None, title: str | None = None,
        doc_type: str | None = None,
    ) -> LegalDocument | None:  # fmt: skip
        """The one document meant; None where none or several fit. A number without year needs the date to agree."""
        if not number:
            return self.law(title, day) if doc_type in UNNUMBERED_TYPES or doc_type is None else None
        found = [item for item in self.by_number(number) if _place_fits(item, place)]
        if doc_type in ("Nghị quyết", "Luật", "Bộ luật") and len(found) > 1:
            found = [item for item in found if item.doc_type == doc_type] or found
        if day:
            same_day = [item for item in found if item.date == day]
            if same_day:
                return same_day[0]
            if not year_in_number(number):
                found = [item for item in found if not item.date or item.date[:4] == day[:4]]
        elif not year_in_number(number) and len(found) == 1 and found[0].date is None:
            return found[0]
        return found[0] if len(found) == 1 else None

    def law(self, name: str | None, day: str | None = None) -> LegalDocument | None:
        """A law by its name and date; without a date the newest of that name."""
        plain = folded_law_name(name or "")
        found = self._laws.get(plain, [])
        if day:
            exact = [item for item in found if item.date == day]
            return exact[0] if exact else next((item for item in found if (item.date or "")[:4] == day[:4]), None)
        return max(found, key=lambda item: item.date or "", default=None)

    def laws_named(self, name: str) -> list[LegalDocument]:
        """All laws of a name, oldest first."""
        plain = folded_law_name(name)
        return sorted(self._laws.get(plain, []), key=lambda item: item.date or "")

    def suspended_by(self, document: LegalDocument, day: date) -> list[LegalDocument]:
        """What of that day or before says in its title that it suspends the whole of a document; for how long it does not say there."""
        found = self._suspending.get(fold_number(document.number), [])
        return [item for item in found if (item.date or "") <= day.isoformat()]

    @cached_property
    def _suspending(self) -> dict[str, list[LegalDocument]]:
        found: dict[str, list[LegalDocument]] = defaultdict(list)
        for item in self.documents:
            told = SUSPENDS.match(item.title or "")
            for match in NUMBERED.finditer(told[1]) if told else ():
                found[fold_number(match[1])].append(item)
        return dict(found)

    @cached_property
    def _laws(self) -> dict[str, list[LegalDocument]]:
        laws: dict[str, list[LegalDocument]] = defaultdict(list)
        for item in self.documents:
            if item.doc_type in UNNUMBERED_TYPES and item.title:
                laws[folded_law_name(item.title)].append(item)
        return dict(laws)

    def status(self, document: LegalDocument, day: date) -> Effect:
        return status_on(document, day, self.facts_date)

    @cached_property
    def titles(self) -> TitleIndex:
        return TitleIndex(item.title or "" for item in self.documents)

    @cached_property
    def law_names(self) -> dict[str, list[LegalDocument]]:
        """Laws by their bare name in small letters ("bảo hiểm y tế"); names of one syllable say too little."""
        names: dict[str, list[LegalDocument]] = defaultdict(list)
        for item in self.documents:
            if item.doc_type in ("Luật", "Bộ luật") and item.title and "sửa đổi" not in item.title:
                name = bare_law_name(item.title)
                if " " in name:
                    names[name].append(item)
        return dict(names)

    def laws_in(self, title: str) -> list[LegalDocument]:
        """Laws whose name stands in a title; a name inside a longer one that stands there too is left out."""
        words = f" {normal(title).strip()} "
        found = [name for name in self.law_names if f" {name} " in words]
        longest = [name for name in found if not any(name != other and f" {name} " in f" {other} " for other in found)]
        return [law for name in longest for law in self.law_names[name]]

    def details_of(self, law: LegalDocument) -> list[LegalDocument]:
        """Decrees that detail a law, by the law's name in their title."""
        name = f" luật {bare_law_name(law.title or '')} "
        return [item for item in self._detailing if name in f" {normal(item.title or '')} "]

    @cached_property
    def _detailing(self) -> tuple[LegalDocument, ...]:
        return tuple(
            item
            for item in self.documents
            if item.doc_type == "Nghị định" and re.match(r"(?:Về (?:việc )?)?[Qq]uy định chi tiết", item.title or "")
        )

    @cached_property
    def functions(self) -> tuple[LegalDocument, ...]:
        """Texts on the functions of a body ("chức năng, nhiệm vụ, quyền hạn …")."""
        return tuple(item for item in self.documents if "chức năng, nhiệm vụ, quyền hạn" in (item.title or "").lower())

    def alike(
        self, title: str, weights: Weights | None = None, limit: int = 60
    ) -> Iterator[tuple[LegalDocument, float]]:
        """Documents whose titles share a pair of words with `title`, likest first."""
        for position, value in self.titles.alike(title, weights, limit):
            yield self.documents[position], value

    def in_place_of(self, document: LegalDocument, day: date) -> list[LegalDocument | str]:
        """What may be cited on the day in place of an ended document: its successors, or theirs where they ended too.

        A successor that the registry does not have is given by its number."""
        found: list[LegalDocument | str] = []
        seen, waiting = {document.number}, list(self.status(document, day).successors)
        while waiting:
            number = waiting.pop(0)
            if number in seen:
                continue
            seen.add(number)
            successor = next(iter(self.by_number(number)), None)
            effect = self.status(successor, day) if successor is not None else None
            if effect is not None and effect.status == ENDED and effect.successors:
                waiting.extend(effect.successors)
            else:
                found.append(successor or number)
        return found

    def amendments(self, document: LegalDocument, day: date) -> list[LegalDocument]:
        """The texts that amend a document and are in effect on the day, oldest first."""
        found = []
        for number in document.amended_by:
            options = [
                item for item in self.by_number(number) if not document.date or (item.date or "9") > document.date
            ]
            text = min(options, key=lambda item: item.date or "9", default=None)
            if text is not None and text.number != document.number and self.status(text, day).usable:
                found.append(text)
        return sorted(found, key=lambda item: item.date or item.number)


def bare_law_name(title: str) -> str:
    """ "Luật Phòng, chống tham nhũng" → "phòng chống tham nhũng"."""
    return re.sub(r"\s+", " ", BARE.sub("", normal(title).strip())).strip()


def _place_fits(document: LegalDocument, place: str | None) -> bool:
    return not document.place or not place or fold_words(document.place) == fold_words(place)
