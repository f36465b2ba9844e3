"""Hand-annotated documents, in one shape of truth whatever their source.

In this folder: texts that we wrote ourselves, as hard to read as copied text gets (`text` in `NAME.gold.json`). From a folder outside, where given: its
`gold/` (annotations of files in `seeds/`) and `data/real/` (PDF files with `*.gold.json`). `problems` checks annotations.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, get_args

from models.record import CitationRole, Comparator

HERE = files("corpora.gold")
PARTS = {"header", "citations", "aliases", "targets", "tables", "tasks"}
REAL_PAGES = 3  # the real letters' citations are annotated on their first pages only


@dataclass(frozen=True, slots=True)
class GoldItem:
    name: str
    data: bytes
    truth: dict[str, Any]


def items(folder: Path | None = None) -> list[GoldItem]:
    return [*own_items(), *(outside_items(folder) if folder else ())]


def own_items() -> Iterator[GoldItem]:
    for path in sorted(HERE.iterdir(), key=lambda path: path.name):
        if path.name.endswith(".gold.json"):
            truth = json.loads(path.read_text(encoding="utf-8"))
            text = "\n".join(truth.pop("text"))
            yield GoldItem(path.name.replace(".gold.json", ".txt"), text.encode(), truth)


def outside_items(folder: Path) -> Iterator[GoldItem]:
    for path in sorted((folder / "gold").glob("*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        yield GoldItem(data["source"], (folder / "seeds" / data["source"]).read_bytes(), seed_truth(data))
    for path in sorted((folder / "data" / "real").glob("*.gold.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        file = path.with_name(path.name.replace(".gold.json", ".pdf"))
        yield GoldItem(file.name, file.read_bytes(), real_truth(data))


def seed_truth(data: dict[str, Any]) -> dict[str, Any]:
    """Truth of an annotation that is complete: every citation, target, table and task."""
    header = {**data["header"]}
    header.pop("digital_signatures", None)
    basis = set(data["legal_basis"])
    citations = [
        {**item, "id": item["key"], "role": "legal_basis" if item["key"] in basis else None}
        for item in data["citations"]
    ]
    targets = [item for item in data["targets"] if item.get("value") is not None]
    return {
        "name": data["source"],
        "header": _lists(header),
        "citations": citations,
        "targets": targets,
        "tasks": [{**task, "output": task.get("output") or task.get("objective")} for task in data["tasks"]],
        "optional": ["header.issuing_body", "header.symbol", "header.parent_body"],
        "laws_optional": True,
    }


def real_truth(data: dict[str, Any]) -> dict[str, Any]:
    """Truth of a real letter: head, sign-off and the citations of its first pages; laws named without number may be found."""
    citations = [
        {**item, "id": str(item.get("number")), "optional": not item.get("number")} for item in data["citations"]
    ]
    return {
        "name": data["slug"],
        "header": data["header"],
        "citations": citations,
        "citations_to_page": REAL_PAGES,
        "laws_optional": True,
        "optional": [],
    }


def _lists(header: dict[str, Any]) -> dict[str, Any]:
    return {**header, "recipients": header.get("recipients") or [], "distribution": header.get("distribution") or []}


def problems(item: GoldItem) -> list[str]:
    """What is wrong with an annotation: unknown words, values that the text does not have, duplicates. Empty when sound."""
    truth, found = item.truth, []
    keys = [citation.get("id") or citation.get("number") for citation in truth.get("citations", ())]
    found += [f"citation twice: {key}" for key in sorted({key for key in keys if keys.count(key) > 1}, key=str)]
    for citation in truth.get("citations", ()):
        if citation.get("role") not in {None, *get_args(CitationRole)}:
            found.append(f"unknown role {citation['role']}")
    for target in truth.get("targets", ()):
        if target.get("comparator") not in {None, *get_args(Comparator)}:
            found.append(f"unknown comparator {target['comparator']}")
    if item.name.endswith(".txt"):
        words = " ".join(item.data.decode().split())
        found += [f"not in the text: {value}" for value in _printed(truth) if " ".join(value.split()) not in words]
    return found


def _printed(truth: dict[str, Any]) -> Iterator[str]:
    """Values that must stand in the text word for word."""
    for citation in truth.get("citations", ()):
        if citation.get("number") and not citation.get("slip"):
            yield citation["number"]
    for target in truth.get("targets", ()):
        yield target["text"]
