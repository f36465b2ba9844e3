"""How often a value with a given score is right: one monotone line for each field and kind of text.

`calibration.tsv` holds points (score, share right) of each line, made by `corpora.training.calibrate`; between two points it runs straight.
A field without a line of its own takes that of its group ("header.*"), else the score stays as it is.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import cache
from itertools import pairwise
from typing import Literal

from corpora.facts.tables import rows

Kind = Literal["digital", "ocr"]
Point = tuple[float, float]
LOWEST, HIGHEST = 0.01, 0.995  # nothing that a machine read is impossible or certain


@cache
def lines() -> dict[tuple[str, str], tuple[Point, ...]]:
    """Field and kind to the points of its line, by rising score."""
    found: dict[tuple[str, str], list[Point]] = {}
    for field, kind, score, right in rows("calibration.tsv"):
        found.setdefault((field, kind), []).append((float(score), float(right)))
    return {key: tuple(sorted(points)) for key, points in found.items()}


def calibrated(field: str, kind: Kind, score: float) -> float:
    """The share of values of this field, read this way and scored so, that are right; 0 to 1, three decimals."""
    points = lines().get((field, kind)) or lines().get((f"{field.split('.')[0]}.*", kind))
    return round(min(max(on_line(points, score), LOWEST), HIGHEST), 3) if points else score


def on_line(points: tuple[Point, ...], score: float) -> float:
    """The line at a score: from nothing up to its first point, level behind its last."""
    points = ((0.0, 0.0), *points) if points[0][0] > 0 else points
    at = bisect_right([point[0] for point in points], score)
    if at == len(points):
        return points[-1][1]
    (low, before), (high, after) = points[at - 1], points[at]
    return before + (after - before) * (score - low) / (high - low)


def rises(points: tuple[Point, ...]) -> bool:
    """Whether a line never falls: a better score is never less likely right."""
    return all(one[0] < other[0] and one[1] <= other[1] for one, other in pairwise(points))
