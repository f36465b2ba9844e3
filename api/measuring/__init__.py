"""`cancu evaluate` and `cancu benchmark`: the programs of `corpora` say what is right; here they are handed the extractor."""

from collections.abc import Callable

from api.measuring import basis, letters, recovery, scans, search, tables
from api.measuring.asked import Evaluation

__all__ = ["Evaluation", "evaluate"]

_SETS: dict[str, Callable[[Evaluation, bool], str]] = {
    **dict.fromkeys(("legacy", "garble", "stripped", "clean"), recovery.report),
    **dict.fromkeys(("search", "resolution"), search.report),
    **dict.fromkeys(("basis", "drafts", "drafts-other"), basis.report),
    "scans": scans.report,
    "tables": tables.report,
}


def evaluate(asked: Evaluation, as_json: bool) -> str:
    """The measure of a set as text in Vietnamese, or as JSON. Raises UnknownName on an unknown set, format or split."""
    return _SETS.get(asked.set_name, letters.report)(asked, as_json)
