"""Measuring the legal basis: plans left out in turn, drafts with planted faults. `cancu evaluate basis | drafts`."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence

from api.measuring.asked import Evaluation
from api.services.check_draft import Paragraph, check_from
from api.services.legal_basis.model import Cited, Knowledge, Letter, Request
from api.services.legal_basis.suggest import suggest_from
from api.services.registry.index import RegistryIndex
from corpora import plan_families, planted_faults, planted_otherwise
from corpora.facts.registry import facts
from corpora.plan_families import BasisScore, FamilyPlan
from corpora.planted_faults import Alarm, PlantedDraft, PlantedScore
from models.record import Header, Record, Source, Value


def measure_basis(seed: int = 1, most: int = 60, limit: int = 15) -> BasisScore:
    """Recall and precision of the proposals for plans that the store has not seen. `most`: plans that are tried."""
    registry = _registry()
    made = plan_families.plans(seed)
    random.Random(seed).shuffle(made)

    def propose(plan: FamilyPlan, others: Sequence[FamilyPlan]) -> list[str]:
        known = Knowledge(tuple(letter_of(other) for other in others), registry)
        found = suggest_from(known, Request(plan.title, plan.issuer, plan.day, plan.place), limit)
        return [item.number for item in found.proposals if item.number]

    return plan_families.score(made, propose, most)


def letter_of(plan: FamilyPlan) -> Letter:
    cited = tuple(
        Cited(item.number, item.doc_type, item.date, item.issuer, item.title, "legal_basis") for item in plan.basis
    )
    return Letter(plan.name, plan.title, plan.issuer, plan.place, plan.day.isoformat(), "Kế hoạch", None, cited)


def measure_drafts(seed: int = 1, count: int = 60, family: str = "drafts") -> PlantedScore:
    """Planted faults found and false alarms of the draft check; `family`: drafts, or drafts-other in other wordings."""
    known = Knowledge((), _registry())
    make = planted_otherwise.drafts if family == "drafts-other" else planted_faults.drafts
    return planted_faults.score(make(seed, count), lambda draft: alarms(known, draft))


def alarms(known: Knowledge, draft: PlantedDraft) -> list[Alarm]:
    """What the check says of a planted draft; remarks ("info") are no alarms."""
    lines = [Paragraph(line, place) for place, line in enumerate(draft.lines)]
    report = check_from(known, _record(draft), lines, draft.day)
    return [Alarm(item.code, item.place.line) for item in report.findings if item.severity != "info"]


def report(asked: Evaluation, as_json: bool) -> str:
    """The measure of a set ("basis", "drafts", "drafts-other") as text with its worst misses, or as one JSON object."""
    if asked.set_name == "basis":
        proposed = measure_basis()
        lost = [f"{title}: {number}" for title, number in proposed.missed]
        figures: dict[str, float | int] = {
            "plans": proposed.plans, "recall": round(proposed.recall, 4), "precision": round(proposed.precision, 4),
        }  # fmt: skip
        table = proposed.table()
    else:
        checked = measure_drafts(family=asked.set_name)
        lost = [f"{fault.kind}: {line}" for _, fault, line in checked.missed]
        lost += [f"{alarm.code}?: {line}" for _, alarm, line in checked.false_alarms]
        figures = {
            "planted": sum(checked.planted.values()), "found": round(checked.recall, 4),
            "sound_lines": checked.sound_lines, "false_alarms": round(checked.false_rate, 4),
        }  # fmt: skip
        table = checked.table()
    if as_json:
        return json.dumps({"set": asked.set_name, **figures, "misses": lost}, ensure_ascii=False)
    return "\n".join([table, *lost[: asked.misses]])


def _record(draft: PlantedDraft) -> Record:
    header = Header(
        issuing_body=Value(value=draft.issuer, confidence=1.0),
        doc_type=Value(value=draft.doc_type, confidence=1.0),
        subject=Value(value=draft.title, confidence=1.0),
        place=Value(value=draft.place, confidence=1.0),
    )
    source = Source(file_name="draft", sha256="", media_type="text/plain", pages=1, bytes=0)
    return Record(source=source, header=header)


def _registry() -> RegistryIndex:
    shipped = facts()
    return RegistryIndex.of(shipped.documents, shipped.date)
