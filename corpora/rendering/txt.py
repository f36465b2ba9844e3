"""Sheets to plain text, as text extraction and copy-and-paste leave letters."""

from __future__ import annotations

import textwrap
from typing import Literal

from corpora.letters.markup import Run
from corpora.rendering.sheet import Break, Columns, GridItem, Para, Sheet, Space

Tables = Literal["tabs", "lines"]
WIDTH = 88  # characters of a page's line at 14 pt


def write(sheet: Sheet, tables: Tables = "tabs", wrap: bool = True) -> str:
    """The text: columns side by side, tables with tabs or one cell line a line; form feeds between pages of annexes."""
    parts: list[str] = []
    for item in sheet.items:
        if isinstance(item, Para):
            text = "".join(run.text for run in item.runs).strip()
            parts.extend(_placed(text, item.align, wrap))
        elif isinstance(item, Columns):
            parts.extend(_columns(item))
        elif isinstance(item, GridItem):
            parts.extend(_grid(item, tables))
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


def _grid(grid: GridItem, tables: Tables) -> list[str]:
    if tables == "tabs":
        return ["\t".join(_text(cell) for cell in row.cells) for row in grid.rows]
    lines: list[str] = []
    for row in grid.rows:
        for cell in row.cells:
            lines.extend(textwrap.wrap(_text(cell), 32, break_on_hyphens=False) or [""])
            lines.append("")
    return lines


def _notes(sheet: Sheet) -> list[str]:
    runs = [run for item in sheet.items if isinstance(item, Para) for run in item.runs if run.note]
    return [f"{run.text} {_text(run.note)}" for run in runs]
