"""Real letters, where the folder with them is there: what their annotations say, figures and names only."""

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from rapidfuzz import fuzz

from extractor.context import Context
from extractor.pipeline import extract
from extractor.understanding import number_key
from models.record import Record

CONTEXT = Context(today=date(2026, 1, 15))


@cache
def read(path: Path) -> Record:
    return extract(path.read_bytes(), path.name, CONTEXT)


def seed(shared: Path, number: str) -> Record:
    return read(next((shared / "seeds").glob(f"{number}_*.txt")))


def numbers(record: Record, role: str | None = None) -> dict[str, str | None]:
    return {number_key(one.number): one.date for one in record.citations if one.number and role in (None, one.role)}


def test_a_garbled_letter(shared: Path) -> None:
    record = seed(shared, "001")
    header = record.header
    assert header.document_number is not None and header.document_number.value == "1366/BYT-K2ĐT"
    assert header.issue_date is not None and header.issue_date.value == "2025-03-12"
    assert header.place is not None and header.place.value == "Hà Nội"
    assert header.issuing_body is not None and header.issuing_body.value == "Bộ Y tế"
    assert numbers(record, "legal_basis") == {
        "57-nq/tw": "2024-12-22",
        "193/2025/qh15": "2025-02-19",
        "3/nq-cp": "2025-01-09",
        "749/qđ-ttg": "2020-06-03",
        "6/qđ-ttg": "2022-01-06",
    }
    assert len(record.signatures) == 5


def test_a_draft_without_number(shared: Path) -> None:
    record = seed(shared, "002")
    gold = json.loads(next((shared / "gold").glob("002_*.json")).read_text(encoding="utf-8"))["header"]
    header = record.header
    assert header.document_number is None
    assert "missing_number" in {warning.code for warning in record.warnings}
    for name in ("symbol", "place", "issuing_body", "doc_type", "subject", "signer_name", "signer_title"):
        value = getattr(header, name)
        assert value is not None and value.value == gold[name], name
    assert [value.value for value in header.recipients] == gold["recipients"]
    assert [value.value for value in header.distribution] == gold["distribution"]
    assert list(numbers(record, "legal_basis")) == ["64/2007/nđ-cp"]


def gold_citations(shared: Path) -> list[dict[str, Any]]:
    gold = json.loads(next((shared / "gold").glob("003_*.json")).read_text(encoding="utf-8"))
    return [citation for citation in gold["citations"] if citation["number"]]


def test_the_citations_of_a_plan(shared: Path) -> None:
    record = seed(shared, "003")
    gold = gold_citations(shared)
    assert numbers(record) == {number_key(one["number"]): one["date"] for one in gold}
    assert len(numbers(record, "legal_basis")) == 14
    found = {number_key(one.number or ""): one for one in record.citations}
    for one in gold:
        mine = found[number_key(one["number"])]
        assert len(mine.mentions) == one["mentions"], one["number"]
        assert mine.issuer == one["issuer"], one["number"]


def test_the_titles_of_a_plan(shared: Path) -> None:
    record = seed(shared, "003")
    found = {number_key(one.number or ""): one.title or "" for one in record.citations}
    scores = [
        fuzz.ratio(found[number_key(one["number"])].casefold(), (one["title"] or "").casefold())
        for one in gold_citations(shared)
    ]
    assert sum(score >= 90 for score in scores) >= len(scores) - 1


def test_the_basis_of_a_plan_without_head(shared: Path) -> None:
    record = seed(shared, "004")
    assert list(numbers(record, "legal_basis")) == ["57-nq/tw", "3/nq-cp", "435-kh/tu", "2-kh/đu", "1-ctr/bcđ"]
    header = record.header
    assert header.issue_date is not None
    assert header.issue_date.value == "2025-04-04" and header.issue_date.confidence < 0.5
    assert "issuer_conflict" in {warning.code for warning in record.warnings}


@pytest.mark.parametrize("name", ["stp-bt-788-cv", "ubnd-qng-11-tb", "ubnd-qng-507-cv"])
def test_the_heads_of_digital_letters(shared: Path, name: str) -> None:
    folder = shared / "data" / "real"
    gold = json.loads((folder / f"{name}.gold.json").read_text(encoding="utf-8"))
    header = read(folder / f"{name}.pdf").header
    for field in ("document_number", "issue_date", "place", "issuing_body", "parent_body", "doc_type", "signer_name"):
        value = getattr(header, field)
        assert (value.value if value else None) == gold["header"][field], field
    found = numbers(read(folder / f"{name}.pdf"))
    for one in gold["citations"]:
        if one["number"]:
            assert found[number_key(one["number"])] == one["date"], one["number"]


def test_offsets_and_boxes_lie_on_the_page(shared: Path) -> None:
    for number in ("002", "003"):
        record = seed(shared, number)
        for one in record.citations:
            for mention in one.mentions:
                page = record.pages[(mention.page or 1) - 1]
                assert mention.bbox is not None
                x0, top, x1, bottom = mention.bbox
                assert 0 <= x0 < x1 <= page.width and 0 <= top < bottom <= page.height


def test_the_tasks_of_a_flattened_plan(shared: Path) -> None:
    gold = json.loads(next((shared / "gold").glob("003_*.json")).read_text(encoding="utf-8"))
    found = {task.task: task for task in seed(shared, "003").tasks}
    parts = [
        (getattr(found.get(str(true["task"])), part, None), true[part])
        for true in gold["tasks"]
        for part in ("lead", "output", "deadline")
        if true["task"] in found
    ]
    assert len(parts) >= 0.8 * 3 * len(gold["tasks"])
    assert sum(read == true for read, true in parts) >= 0.9 * len(parts)
