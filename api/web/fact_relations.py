"""Relations of a legal document that the shipped registry's facts tell: who amended, replaced, repealed it, and whom it did."""

from collections import defaultdict
from collections.abc import Mapping
from functools import cache

from api.web import labels
from api.web.context import Relation
from corpora.facts.registry import LegalDocument, fold_number, load

FACTS = (
    ("amended_by", "amends"),
    ("partly_ended_by", "amends"),
    ("replaced_by", "replaces"),
    ("repealed_by", "repeals"),
)


def relations_of_fact(fact: LegalDocument) -> tuple[Relation, ...]:
    """Each other document once, later ones (above in the picture) before earlier ones (below)."""
    found: dict[str, Relation] = {}
    for field, relation in FACTS:
        for number in getattr(fact, field):
            other = _by_number().get(fold_number(number))
            found.setdefault(fold_number(number), _relation(relation, "in", number, other))
    for relation, other in _changed_by().get(fold_number(fact.number), ()):
        found.setdefault(fold_number(other.number), _relation(relation, "out", other.number, other))
    return tuple(found.values())


def _relation(relation: str, direction: str, number: str, other: LegalDocument | None) -> Relation:
    label = labels.RELATIONS[(relation, direction)]
    side = "top" if direction == "in" else "bottom"
    if other is None:
        return Relation(label, "", number, side=side)
    return Relation(label, labels.entry_address(other.key, number), number, other.title or "", other.date, side)


@cache
def _by_number() -> Mapping[str, LegalDocument]:
    """Documents whose number no other has, by folded number: a number that several have names none of them."""
    found: dict[str, list[LegalDocument]] = defaultdict(list)
    for document in load():
        if document.number:
            found[fold_number(document.number)].append(document)
    return {number: documents[0] for number, documents in found.items() if len(documents) == 1}


@cache
def _changed_by() -> Mapping[str, tuple[tuple[str, LegalDocument], ...]]:
    """What each document did to others: folded number -> (relation, other)."""
    found: dict[str, list[tuple[str, LegalDocument]]] = defaultdict(list)
    for document in load():
        for field, relation in FACTS:
            for number in getattr(document, field):
                if fold_number(number) in _by_number():
                    found[fold_number(number)].append((relation, document))
    return {number: tuple(others) for number, others in found.items()}
