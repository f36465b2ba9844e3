"""Sheets to plain text, as text extraction and copy-and-paste leave letters."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from corpora.letters.markup import Run
from corpora.rendering import flat
from corpora.rendering.flat import Dialect
from corpora.rendering.sheet import Break, Columns, GridItem, GridRow, Para, Sheet, Space

WIDTH = 88  # characters of a page's line at 14 pt


def write(sheet: Sheet, dialect: Dialect | None = None, wrap: bool = True) -> str:
    """The text: columns side by side, tables with tabs, or flattened in a dialect; form feeds between pages of annexes."""
    parts: list[str] = []
    for item in sheet.items:
        if isinstance(item, Para):
            text = "".join(run.text for run in item.runs).strip()
            placed = _placed(text, item.align, wrap)
            parts.extend(_doubled(placed) if dialect and dialect.empty_lines else placed)
        elif isinstance(item, Columns):
            parts.extend(_columns(item))
        elif isinstance(item, GridItem):
            parts.extend(_grid(item, dialect))
        elif isinstance(item, Break):
            parts.append("\f")
        else:
            parts.append("")
    notes = list(_notes(sheet))
    return "\n".join([*parts, *notes]).replace("\n\f\n", "\n\f") + "\n"


def _placed(text: str, align: str, wrap: bool) -> list[str]:
    if align == "center":
        return [line.center(WIDTH).rstrip() for line in textwrap.wrap(text, WIDTH - 16, break_on_hyphens=False)]
    lines = textwrap.wrap(text, WIDTH, break_on_hyphens=True) if wrap else [text]
    return lines or [""]


def _doubled(lines: Sequence[str]) -> list[str]:
    """Every line with an empty one behind it."""
    return [part for line in lines for part in (line, "")]


def _lines(paras: tuple[Para, ...], width: int) -> list[str]:
    lines: list[str] = []
    for para in paras:
        if isinstance(para, Space):
            lines.extend(["", ""])
            continue
        text = "".join(run.text for run in para.runs).strip()
        found = textwrap.wrap(text, width - 2, break_on_hyphens=False) or [""]
        lines.extend(line.center(width) if para.align == "center" else line for line in found)
    return lines


def _columns(item: Columns) -> list[str]:
    left_width = int(WIDTH * item.split)
    left, right = _lines(item.left, left_width), _lines(item.right, WIDTH - left_width)
    height = max(len(left), len(right))
    left += [""] * (height - len(left))
    right += [""] * (height - len(right))
    return [f"{a:<{left_width}}  {b}".rstrip() for a, b in zip(left, right, strict=True)]


def _text(runs: tuple[Run, ...]) -> str:
    return "".join(run.text for run in runs).strip()


def _grid(grid: GridItem, dialect: Dialect | None) -> list[str]:
    if dialect is not None:
        return flat.lines(grid, dialect)
    return ["\t".join(_spread(row)) for row in grid.rows]


def _spread(row: GridRow) -> list[str]:
    """The row's texts under its columns; a heading over several columns is followed by empty cells."""
    texts: list[str] = []
    for cell, span in zip(row.cells, row.spans, strict=True):
        texts += [_text(cell), *([""] * (span - 1) if row.kind == "head" else ())]
    return texts


def _notes(sheet: Sheet) -> list[str]:
    runs = [run for item in sheet.items if isinstance(item, Para) for run in item.runs if run.note]
    return [f"{run.text} {_text(run.note)}" for run in runs]
