"""Which column each piece of a flattened row belongs to.

A row is a run of pieces (lines, cut again where numbers, units or names of bodies stand inside a line). Columns follow each
other from left to right, so the best assignment is found by dynamic programming over (piece, column); only a page break lets
it go back. Scores: what a cell of the column looks like, whether a piece goes on from the one before, how often the column is
empty. A second pass knows the cells that several rows have in common and how full the columns are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate

from extractor.flow import joint
from extractor.understanding.flat.layout import Layout
from extractor.understanding.flat.pieces import Piece, join_pieces
from extractor.understanding.flat.scores import NUMBERS, goes_on, goes_on_over_page, may_end, starts

NONE = float("-inf")
MOST_PIECES = 14  # of a cell that several rows have in common


def assign(pieces: Sequence[Piece], layout: Layout, group: bool = False) -> tuple[float, list[list[Piece]]]:
    """(score, pieces of each column). A group row keeps its words in the task column and gives up numbers only.

    What follows a page break is fitted to the cells that the break left open.
    """
    cells: list[list[Piece]] = [[] for _ in layout.roles]
    total = 0.0
    start = 0
    while start < len(pieces):
        end = next((index for index in range(start + 1, len(pieces)) if pieces[index].page_break), len(pieces))
        score, found = _best(pieces[start:end], layout, group, cells if start else None, end < len(pieces))
        cells = [[*old, *new] for old, new in zip(cells, found, strict=True)]
        total += score
        start = end
    return total, cells


def _best(
    pieces: Sequence[Piece], layout: Layout, group: bool, before: list[list[Piece]] | None, cut: bool
) -> tuple[float, list[list[Piece]]]:
    """The best assignment of the pieces of one page. `before`: cells of the pages before; `cut`: the row goes on behind."""
    width = len(layout.roles)
    count = len(pieces)
    first = layout.roles.index("task") if "task" in layout.roles else 1
    score = [[NONE] * width for _ in range(count + 1)]
    back: list[list[tuple[int, int]]] = [[(0, 0)] * width for _ in range(count + 1)]
    skipped = [0.0, *accumulate(layout.empty)] if before is None else [0.0] * (width + 1)
    jumps = {} if group else _jumps(pieces, layout, before, cut)
    for target, cost in _openings(pieces, layout, group, before, first):
        score[1][target] = cost
    for end, target, bonus in jumps.get(0, ()):
        if before is not None and bonus > score[end][target]:
            score[end][target], back[end][target] = bonus, (0, 0)
    for position in range(1, count):
        piece, previous = pieces[position], pieces[position - 1]
        openings = [
            starts(pieces, position, target, layout) if _allowed(piece, target, layout, group) else NONE
            for target in range(width)
        ]
        left = may_end(previous, piece, layout)
        for column in range(width):
            so_far = score[position][column]
            if so_far == NONE:
                continue
            stay = so_far + goes_on(previous, piece, column, layout) - (3.0 if group and piece.numberlike else 0.0)
            if stay > score[position + 1][column]:
                score[position + 1][column], back[position + 1][column] = stay, (position, column)
            for target in range(column + 1, width):
                moved = so_far + openings[target] + left - (skipped[target] - skipped[column + 1]) - 0.01 * target
                if moved > score[position + 1][target]:
                    score[position + 1][target], back[position + 1][target] = moved, (position, column)
            for end, target, bonus in jumps.get(position, ()):
                jumped = so_far + bonus - (skipped[target] - skipped[column + 1]) if target > column else NONE
                if jumped > score[end][target]:
                    score[end][target], back[end][target] = jumped, (position, column)
    best, column = max(
        (score[count][column] - (skipped[width] - skipped[column + 1]), -column) for column in range(width)
    )
    return best, _trace(pieces, back, -column, width)


def _trace(pieces: Sequence[Piece], back: list[list[tuple[int, int]]], column: int, width: int) -> list[list[Piece]]:
    cells: list[list[Piece]] = [[] for _ in range(width)]
    position = len(pieces)
    while position > 0:
        before, came = back[position][column]
        cells[column] = [*pieces[before:position], *cells[column]]
        position, column = before, came
    return cells


def _openings(
    pieces: Sequence[Piece], layout: Layout, group: bool, before: list[list[Piece]] | None, first: int
) -> Iterable[tuple[int, float]]:
    """Where the first piece of a page can go: up to the task, or behind a page break to any cell that it goes on with."""
    if before is None:
        start = min(1, first)
        for target in range(first if group else start, first):  # columns that stand before the task's
            yield target, starts(pieces, 0, target, layout) - sum(layout.empty[start:target])
        yield first, 0.0 - sum(layout.empty[start:first])
        return
    for target in range(first, len(layout.roles)):
        if target == first or _allowed(pieces[0], target, layout, group):
            goes_on = goes_on_over_page(before[target], pieces[0], target, layout)
            yield target, max(starts(pieces, 0, target, layout) if not before[target] else NONE, goes_on)


def _allowed(piece: Piece, target: int, layout: Layout, group: bool) -> bool:
    return not group or (piece.numberlike and _takes_numbers(layout, target))


def _takes_numbers(layout: Layout, column: int) -> bool:
    return layout.values[column] or layout.roles[column] in NUMBERS


def _jumps(
    pieces: Sequence[Piece], layout: Layout, before: list[list[Piece]] | None, cut: bool
) -> dict[int, list[tuple[int, int, float]]]:
    """Runs of pieces that are a cell known from other rows: start → (end, column, bonus).

    Behind a page break they may be the rest of a known cell, before one its beginning.
    """
    found: dict[int, list[tuple[int, int, float]]] = {}
    if not layout.cells:
        return found
    rests = [join_pieces(cell) for cell in before] if before is not None else []
    for start in range(0 if before is not None else 1, len(pieces)):
        text = ""
        for end in range(start, min(start + MOST_PIECES, len(pieces))):
            item = pieces[end]
            text = f"{text}{joint(text, item.text)}{item.text}" if text else item.text
            size = 1.6 * (end - start + 1) + 1.5
            targets = {column: size for column in layout.cells.get(text, ()) if not rests or not rests[column]}
            for column, rest in enumerate(rests):
                if rest and column in layout.cells.get(f"{rest}{joint(rest, text)}{text}", ()):
                    targets[column] = size + 0.5
            if cut:
                for column in layout.heads.get(text, ()):
                    targets.setdefault(column, size - 0.6 if end + 1 == len(pieces) else size - 1.6)
            for column, bonus in targets.items():
                found.setdefault(start, []).append((end + 1, column, bonus))
    return found
