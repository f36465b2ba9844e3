"""How right tables are read that other programs drew, on digital pages and on scans of them.

    run(readers, count=…, kinds=…, printer=…) -> {kind: {reader: Score}}        `report` prints it in Vietnamese

A reader gives the tables of a file as rows of cells, headings left out. A cell is right when it is exactly the printed text, blanks
collapsed, in a row with its neighbours; rows are paired by the cells that they share.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from corpora import generate
from corpora.rendering import html_tables, scan
from corpora.rendering.html_tables import Look
from corpora.rendering.sheet import Sheet, compose

SEEDS = {"dev": 5000, "test": 990_000}
DIGITAL = "digital"
Rows = list[list[str]]
Reader = Callable[[bytes, str], Rows]
KINDS: dict[str, Callable[[int], scan.Degrade]] = {
    "office": lambda seed: scan.Degrade.office(200, seed),
    "skewed": lambda seed: scan.Degrade(
        200, skew=2.0 if seed % 2 else -2.0, blur=0.5, noise=6, paper=242, jpeg=72, seed=seed
    ),
    "turned": lambda seed: scan.Degrade.office(200, seed),
    "fax": lambda seed: scan.Degrade.fax(150, seed),
    "clean": lambda seed: scan.Degrade.clean(300, seed),
}


@dataclass(frozen=True, slots=True)
class Case:
    """A file with its tables: `rows` of the cells that are filled, `headings` of all its tables."""

    name: str
    look: Look
    data: bytes
    rows: tuple[tuple[str, ...], ...]
    headings: frozenset[str]


@dataclass(slots=True)
class Score:
    """Cells: printed and read right, printed and not read, read and not printed; misses as (case, printed, read)."""

    right: int = 0
    missed: int = 0
    invented: int = 0
    misses: list[tuple[str, str, str]] = field(default_factory=list)
    looks: dict[str, Counter[str]] = field(default_factory=dict)

    @property
    def recall(self) -> float:
        return self.right / max(self.right + self.missed, 1)

    @property
    def precision(self) -> float:
        return self.right / max(self.right + self.invented, 1)


Result = dict[str, dict[str, Score]]


def sheets(count: int, split: str) -> Iterator[tuple[int, Sheet]]:
    """(number, sheet) of the first `count` generated letters that have tables."""
    found = 0
    for letter in generate.letters(SEEDS[split], 12 * count + 40, split):
        sheet = compose(letter)
        if sheet.tables and found < count:
            yield found, sheet
            found += 1


def cases(count: int, kind: str, split: str, printer: str) -> Iterator[Case]:
    for number, sheet in sheets(count, split):
        look = Look.of(number)
        data = html_tables.to_pdf(html_tables.page(sheet, look), printer)
        if kind != DIGITAL:
            data = scanned(data, KINDS[kind](number), turned=kind == "turned")
        rows = tuple(tuple(filled(row["cells"])) for table in sheet.tables for row in table["rows"])
        headings = frozenset(
            collapse(part)
            for table in sheet.tables
            for column in table["columns"]
            for part in column["name"].split(" / ")
        )
        yield Case(f"{number:03d}-{look.rules}", look, data, tuple(row for row in rows if row), headings)


def scanned(data: bytes, degrade: scan.Degrade, turned: bool = False) -> bytes:
    """The pages as pictures, half of them with a seal; `turned`: each page by a quarter, a half or three quarters."""
    rng = random.Random(degrade.seed)
    images = scan.page_images(data, degrade)
    if turned:
        images = [image.rotate(rng.choice((90, 180, 270)), expand=True) for image in images]
    return scan.images_to_pdf([image.convert("RGB") for image in images], degrade)


def filled(cells: Sequence[str | None]) -> list[str]:
    return [text for cell in cells if (text := collapse(cell or ""))]


def collapse(text: str) -> str:
    return " ".join(text.split())


def run(
    readers: Mapping[str, Reader],
    count: int = 20,
    kinds: Sequence[str] = (DIGITAL, "office"),
    split: str = "test",
    printer: str = "chromium",
    progress: Callable[[int, int, str], None] | None = None,
) -> Result:
    """Every file read by every reader. Raises KeyError for an unknown kind, SetupError where the printer is missing."""
    result: Result = {kind: {name: Score() for name in readers} for kind in kinds}
    for place, kind in enumerate(kinds):
        for number, case in enumerate(cases(count, kind, split, printer), 1):
            for name, read in readers.items():
                add(result[kind][name], case, read(case.data, f"{case.name}.pdf"))
            if progress:
                progress(place * count + number, len(kinds) * count, case.name)
    return result


def add(score: Score, case: Case, found: Rows) -> None:
    """Count one reading. Rows of headings are left out of it, wherever they stand."""
    left = [cells for row in found if (cells := filled(row)) and not set(cells) <= case.headings]
    counts = score.looks.setdefault(case.look.rules, Counter())
    for row in case.rows:
        best = max(left, key=lambda other: _shared(row, other), default=[])
        if _shared(row, best):
            left.remove(best)
        else:
            best = []
        right = _shared(row, best)
        lost, extra = list((Counter(row) - Counter(best)).elements()), list((Counter(best) - Counter(row)).elements())
        score.misses += [(case.name, cell, " | ".join(extra)) for cell in lost]
        _count(score, counts, right, len(lost), len(extra))
    rest = [cell for row in left for cell in row]
    score.misses += [(case.name, "", cell) for cell in rest]
    _count(score, counts, 0, 0, len(rest))


def _count(score: Score, counts: Counter[str], right: int, missed: int, invented: int) -> None:
    score.right += right
    score.missed += missed
    score.invented += invented
    counts.update(right=right, missed=missed, invented=invented)


def _shared(row: Sequence[str], other: Sequence[str]) -> int:
    return (Counter(row) & Counter(other)).total()


def record_rows(record: Mapping[str, Any]) -> Rows:
    """The rows of a record's tables (plain JSON)."""
    return [row["cells"] for table in record["tables"] for row in table["rows"]]


def report(result: Result, misses: int = 5) -> str:
    """Markdown in Vietnamese: cells by kind and reader, ours by look, the worst misses."""
    lines = ["| trang | cách đọc | ô đúng (P) | ô đúng (R) | số ô |", "| --- | --- | --- | --- | --- |"]
    for kind, scores in result.items():
        lines += [
            f"| {kind} | {name} | {score.precision:.3f} | {score.recall:.3f} | {score.right + score.missed} |"
            for name, score in scores.items()
        ]
    for kind, scores in result.items():
        name, score = next(iter(scores.items()))
        lines += ["", f"{name}, {kind}, theo kiểu kẻ (R):"]
        lines += [
            f"- {look}: {counts['right'] / max(counts['right'] + counts['missed'], 1):.3f}, thừa {counts['invented']}"
            for look, counts in sorted(score.looks.items())
        ]
        lines += [f"  - [{case}] đúng là “{cell}”; đọc ra “{read}”" for case, cell, read in score.misses[:misses]]
    return "\n".join(lines)
