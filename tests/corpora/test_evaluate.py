"""Runs over sets: a perfect reader scores 1, a blind one 0, errors are told."""

from typing import Any

import pytest

from corpora import evaluate
from corpora.evaluate import Result, cases, report, run
from corpora.rendering import FORMATS, rendered
from corpora.samples import SAMPLES, sample_files
from models.errors import InputError
from models.record import Record


def value(content: Any) -> dict[str, Any] | None:
    return None if content in (None, "") else {"value": content, "raw": str(content), "confidence": 0.9}


def perfect(truths: dict[str, dict[str, Any]]) -> evaluate.Extract:
    """An extractor that knows the truth by file name."""

    def extract(data: bytes, name: str) -> Record:
        said = truths[name]
        header = {key: [value(item) for item in part] if isinstance(part, list) else value(part) for key, part in said["header"].items() if key != "signing_authority_chain"}  # fmt: skip
        citations = [
            {"key": item["id"], "confidence": 0.9, **{key: item[key] for key in ("doc_type", "number", "date", "issuer", "title", "pinpoint")}, "role": item["role"] or "mention"}
            for item in said["citations"]
        ]  # fmt: skip
        source = {"file_name": name, "sha256": "", "media_type": "", "pages": 1, "bytes": len(data)}
        targets = [{**item, "confidence": 0.9} for item in said["targets"]]
        tasks = [
            {"confidence": 0.9, **{key: part for key, part in item.items() if key != "prose"}} for item in said["tasks"]
        ]
        tables = [{"confidence": 0.9, **table} for table in said["tables"]]
        aliases = [{"confidence": 0.9, **item} for item in said["aliases"]]
        return Record.model_validate({"source": source, "header": header, "citations": citations, "targets": targets, "tasks": tasks, "tables": tables, "aliases": aliases})  # fmt: skip

    return extract


@pytest.fixture(scope="module")
def truths() -> dict[str, dict[str, Any]]:
    found = {}
    for case in cases("generated", 6, ["txt"], "dev"):
        assert case.letter is not None
        file = rendered(case.letter, "txt")
        found[file.file_name] = file.truth
    return found


def test_a_perfect_reader_has_no_misses(truths: dict[str, dict[str, Any]]) -> None:
    result = run("generated", perfect(truths), count=6, formats=["txt"])
    assert [item for item in result.outcomes() if item.verdict != "right"] == []


def test_results_survive_json_and_compare(truths: dict[str, dict[str, Any]]) -> None:
    good = run("handwritten", perfect(truths), formats=["txt"])
    bad = run("handwritten", refuse, formats=["txt"])
    again = Result.from_json(good.to_json())
    assert again.by_document() == good.by_document()
    text = report(bad, against=again)
    assert "Không mở được" in text
    assert "mất" in text
    assert "| số văn bản | – | 0.000 |" in text


def refuse(data: bytes, name: str) -> Record:
    raise InputError("not_a_document", "Không mở được tệp.")


def test_json_of_something_else_is_refused() -> None:
    with pytest.raises(ValueError, match="not an evaluation"):
        Result.from_json("[]")


def test_sets_and_splits_are_checked() -> None:
    with pytest.raises(ValueError, match="unknown set"):
        cases("nothing", 1, ["txt"], "dev")
    with pytest.raises(ValueError, match="unknown formats: gif"):
        cases("generated", 1, ["txt", "gif"], "dev")
    seeds = {split: {case.name for case in cases("generated", 5, ["txt"], split)} for split in evaluate.SEEDS}
    assert not {name for name in seeds["dev"] & seeds["test"] if name.startswith("thu-")}


def test_workers_give_the_same_result(truths: dict[str, dict[str, Any]]) -> None:
    one = run("handwritten", perfect(truths), formats=["txt"])
    two = run("handwritten", perfect(truths), formats=["txt"], processes=2)
    assert one.by_document() == two.by_document()


def test_samples_are_a_dozen_files_of_several_forms() -> None:
    files = sample_files()
    assert len(files) == len(SAMPLES) >= 12
    assert {name.rsplit(".", 1)[1] for name, _ in files} == {"pdf", "docx"}
    assert set(SAMPLES.values()) <= set(FORMATS)
    assert all(len(data) > 5000 for _, data in files)
