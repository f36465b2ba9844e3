"""Fit how often values are right by their scores, from results of `cancu evaluate … --json`.

    python -m corpora.training.calibrate --reset                   an empty table: scores stay as the rules give them
    python -m corpora.training.calibrate RESULT.json …             fits the table from results that were made with the empty one

Isotonic regression (pool adjacent violators, Ayer et al. 1955) of right or wrong on the score, for each field and kind of text, and for each group
of fields. Made-up letters are easier than real ones: an outcome of a real letter counts REAL times. DOUBT outcomes, right as often as their score says,
are added everywhere, so that few examples make no certainty.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from corpora.evaluate import CaseResult, Result

TABLE = Path("corpora/facts/calibration.tsv")
HEADING = ("field", "kind", "score", "right")
REAL = 4.0
DOUBT = 6.0
FEWEST = 60  # outcomes that a field must have for a line of its own
STEP = 0.02  # scores are grouped in such steps
SCANNED = ("scan", "ocr", "restored")

Sample = tuple[float, bool, float]


def samples(results: Iterable[Result]) -> dict[tuple[str, str], list[Sample]]:
    """(score, right, weight) of each value found, by field and kind, and by group ("header.*") and kind."""
    found: dict[tuple[str, str], list[Sample]] = {}
    for result in results:
        weight = REAL if result.set_name == "gold" else 1.0
        for case in result.cases:
            for outcome in case.outcomes:
                if outcome.confidence is None or outcome.verdict == "missed":
                    continue
                sample = (round(round(outcome.confidence / STEP) * STEP, 2), outcome.verdict == "right", weight)
                name = outcome.field.removeprefix("prose_")
                for field in (name, f"{name.split('.')[0]}.*"):
                    found.setdefault((field, _kind(case)), []).append(sample)
    return found


def _kind(case: CaseResult) -> str:
    return "ocr" if case.format in SCANNED else "digital"


def isotonic(data: Sequence[Sample]) -> list[tuple[float, float]]:
    """Points (score, share right) of the best line that never falls: the ends of each level stretch."""
    blocks: list[list[float]] = []  # lowest score, highest score, weight, weight right
    for score, right, weight in _with_doubt(data):
        blocks.append([score, score, weight, weight * right])
        while len(blocks) > 1 and blocks[-2][3] / blocks[-2][2] >= blocks[-1][3] / blocks[-1][2]:
            _, high, more, rights = blocks.pop()
            blocks[-1][1:] = [high, blocks[-1][2] + more, blocks[-1][3] + rights]
    points = [(score, block[3] / block[2]) for block in blocks for score in dict.fromkeys(block[:2])]
    return [(score, round(share, 3)) for score, share in points]


def _with_doubt(data: Sequence[Sample]) -> list[tuple[float, float, float]]:
    """Samples by score, those of one score as one, each with DOUBT outcomes at the score itself."""
    grouped: dict[float, list[float]] = {}
    for score, right, weight in data:
        group = grouped.setdefault(score, [DOUBT, DOUBT * score])
        group[0] += weight
        group[1] += weight * right
    return [(score, rights / weight, weight) for score, (weight, rights) in sorted(grouped.items())]


def fitted(results: Iterable[Result]) -> list[tuple[str, str, float, float]]:
    """Rows of the table: fields with FEWEST outcomes, and the groups."""
    found = samples(results)
    kept = {key: data for key, data in found.items() if key[0].endswith("*") or len(data) >= FEWEST}
    alone = [
        key for key, data in kept.items() if key[0].endswith("*") and data in [kept[one] for one in kept if one != key]
    ]
    kept = {key: data for key, data in kept.items() if key not in alone}  # a group of one field
    return [(*key, *point) for key, data in sorted(kept.items()) for point in isotonic(data)]


def write(points: Iterable[tuple[str, str, float, float]], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE)
        writer.writerows((HEADING, *points))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("results", type=Path, nargs="*")
    parser.add_argument("--reset", action="store_true")
    parser.add_argument("--out", type=Path, default=TABLE)
    arguments = parser.parse_args()
    results = [] if arguments.reset else [Result.from_json(path.read_text("utf-8")) for path in arguments.results]
    write(fitted(results), arguments.out)


if __name__ == "__main__":
    main()
