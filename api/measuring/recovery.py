"""Measuring recovered text on a folder of files with their right text. `cancu evaluate legacy | garble | stripped | clean`."""

from dataclasses import asdict
from typing import Any

from api import console
from api.measuring.asked import Evaluation
from api.measuring.letters import record_reader
from corpora import recovery_evaluation
from extractor.recovery import recover_text, restore_text
from models.errors import UnknownName


def report(asked: Evaluation, as_json: bool) -> str:
    """A row a measure, as text or one JSON object each. Raises UnknownName without a folder."""
    if asked.folder is None:
        raise UnknownName(f"{asked.set_name}: --folder")
    rows = recovery_evaluation.run(asked.set_name, asked.folder, **_given(asked))
    if as_json:
        return "\n".join(console.as_json_line(asdict(row)) for row in rows)
    return recovery_evaluation.table(rows)


def _given(asked: Evaluation) -> dict[str, Any]:
    """What is measured, and for garble the folder of right texts."""
    read = record_reader()

    def read_text(data: bytes, file_name: str) -> str:
        return "\n".join(page.text for page in read(data, file_name).pages)

    given: dict[str, dict[str, Any]] = {
        "legacy": {"read": read_text},
        "garble": {"restore": _restored, "truth": asked.truth},
        "stripped": {"restore": _restored},
        "clean": {"recover": lambda text: recover_text(text).text, "restore": _restored},
    }
    return given[asked.set_name]


def _restored(text: str) -> list[str]:
    return [line.text for line in restore_text(text)]
