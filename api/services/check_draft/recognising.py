"""Which document of the registry an item of the basis means, one wrong field allowed for. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from api.services.check_draft.model import BasisItem
from api.services.legal_basis.bodies import Body
from api.services.legal_basis.model import Knowledge
from api.services.registry.words import likeness, tokens
from corpora.facts.registry import (
    UNNUMBERED_TYPES,
    LegalDocument,
    fold_number,
    fold_words,
    year_in_number,
)

SAME_TITLE = 0.6  # likeness from which two subjects are one
SURE_TITLE = 0.8
NEARER = 0.2  # how much nearer another subject has to be before the number is called wrong


@dataclass(frozen=True, slots=True)
class Draft:
    """What the checks know of the draft: its head and the day on which effect is looked at."""

    title: str
    issuer: Body
    doc_type: str
    day: date
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """An item with the registry's document, if it is known, and how it was recognised: number | name | title."""

    item: BasisItem
    document: LegalDocument | None
    by: str = ""


def match(knowledge: Knowledge, item: BasisItem, draft: Draft) -> Match:
    """The document that an item means, allowing for one wrong field."""
    if item.doc_type in UNNUMBERED_TYPES and item.number is None:
        return _match_law(knowledge, item, draft)
    if item.number is None:
        return Match(item, None)
    options = _of_place(known_documents(knowledge, item.number), item, draft)
    if item.doc_type in ("Luật", "Bộ luật", "Nghị quyết") and len(options) > 1:
        options = [option for option in options if option.doc_type == item.doc_type] or options
    chosen = _best(knowledge, item, options)
    other = by_title(knowledge, item)
    if other is not None and chosen is not None and other.number != chosen.number:
        nearer = title_likeness(knowledge, item, other) - title_likeness(knowledge, item, chosen)
        chosen = chosen if nearer < NEARER and _agrees(item, chosen, knowledge) else None
    if chosen is not None and _agrees(item, chosen, knowledge):
        return Match(item, chosen, "number")
    if other is not None:
        return Match(item, other, "title")
    if chosen is not None and year_in_number(item.number):
        return Match(item, chosen, "number")
    return Match(item, None)


def known_documents(knowledge: Knowledge, number: str) -> list[LegalDocument]:
    """Documents of a number: the registry's, else those that at least two letters describe alike."""
    found = knowledge.registry.by_number(number)
    if found:
        return found
    said: dict[str, list[LegalDocument]] = {}
    for letter in knowledge.letters:
        for cited in letter.citations:
            if cited.number and cited.date and fold_number(cited.number) == fold_number(number):
                document = LegalDocument(
                    f"{cited.number} {cited.date[:4]}", cited.number, cited.doc_type or "Văn bản", cited.date,
                    cited.issuer, None, cited.title, source="letters",
                )  # fmt: skip
                said.setdefault(cited.date, []).append(document)
    return [items[0] for items in said.values() if len(items) >= 2]


def _of_place(options: list[LegalDocument], item: BasisItem, draft: Draft) -> list[LegalDocument]:
    """Documents of other provinces are no reading of the draft's "UBND tỉnh"."""
    wanted = draft.issuer.place
    kept = []
    for option in options:
        named = option.place and fold_words(option.place) in fold_words(f"{item.issuer or ''} {item.title or ''}")
        if option.place is None or named or (wanted and option.place == wanted):
            kept.append(option)
    return kept


def _match_law(knowledge: Knowledge, item: BasisItem, draft: Draft) -> Match:
    """The law of that name and day; for a day that none has, the one in force on the draft's day, else the nearest."""
    laws = knowledge.registry.laws_named(item.title or "")
    exact = [law for law in laws if law.date and law.date == item.date]
    if exact or not laws:
        return Match(item, exact[0] if exact else None, "name")
    usable = [law for law in laws if knowledge.registry.status(law, draft.day).usable]
    same_year = [law for law in laws if item.date and (law.date or "")[:4] == item.date[:4]]
    both = [law for law in same_year if law in usable]
    return Match(item, (both or same_year or usable or laws)[-1], "name")


def _best(knowledge: Knowledge, item: BasisItem, options: list[LegalDocument]) -> LegalDocument | None:
    def fit(option: LegalDocument) -> float:
        same_day = 2.0 if option.date and option.date == item.date else 0.0
        return same_day + title_likeness(knowledge, item, option)

    return max(options, key=fit, default=None)


def _agrees(item: BasisItem, option: LegalDocument, knowledge: Knowledge) -> bool:
    """Same day, or a subject that is the same where the day differs or is missing."""
    if option.date and item.date == option.date:
        return True
    if not item.title or not option.title:
        return bool(year_in_number(item.number or "")) or option.date is None
    return title_likeness(knowledge, item, option) >= (0.45 if year_in_number(item.number or "") else SAME_TITLE)


def title_likeness(knowledge: Knowledge, item: BasisItem, option: LegalDocument) -> float:
    """0 to 1; a subject that goes on or stops early is the same subject, so the shorter one counts."""
    if not item.title or not option.title:
        return 0.0
    one, two = tokens(item.title), tokens(option.title)
    weights = knowledge.registry.titles.weights
    return max(likeness(one, two, weights), 0.95 * min(likeness(one, two, weights), 1) if len(one) > 40 else 0.0)


def by_title(knowledge: Knowledge, item: BasisItem) -> LegalDocument | None:
    """The one document of this type with the item's subject and day."""
    found = all_by_title(knowledge, item)
    return found[0] if len(found) == 1 else None


def all_by_title(knowledge: Knowledge, item: BasisItem) -> list[LegalDocument]:
    """Documents of this type with the item's subject and day."""
    if not item.title or not item.date or len(tokens(item.title)) < 3:
        return []
    return [
        document
        for document, value in knowledge.registry.alike(item.title, limit=20)
        if value >= SURE_TITLE and document.date == item.date and document.doc_type == item.doc_type
    ]
