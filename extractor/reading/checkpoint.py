"""A page to JSON and back without loss, so that a finished page is stored and never read twice.

Words are written as short arrays: a page of OCR has some 500 of them.
"""

from dataclasses import asdict
from typing import Any

from extractor.document import Cell, Geometry, Grid, Line, Page, Word
from models.record import BBox, RecordWarning

VERSION = 1


def page_to_json(page: Page) -> dict[str, Any]:
    """Plain JSON types only; `page_from_json` gives an equal page back."""
    return {
        "version": VERSION,
        "number": page.number,
        "width": page.width,
        "height": page.height,
        "text_source": page.text_source,
        "quality": page.quality,
        "lines": [_line(line) for line in page.lines],
        "furniture": [_line(line) for line in page.furniture],
        "rules": [list(rule) for rule in page.rules],
        "grids": [_grid(grid) for grid in page.grids],
        "geometry": None if page.geometry is None else asdict(page.geometry),
        "warnings": [warning.model_dump() for warning in page.warnings],
    }


def page_from_json(data: dict[str, Any]) -> Page:
    """The page that `page_to_json` wrote. Raises ValueError for another version."""
    if data.get("version") != VERSION:
        raise ValueError(f"page checkpoint of version {data.get('version')}, expected {VERSION}")
    return Page(
        number=data["number"],
        width=data["width"],
        height=data["height"],
        text_source=data["text_source"],
        quality=data["quality"],
        lines=tuple(_to_line(line) for line in data["lines"]),
        furniture=tuple(_to_line(line) for line in data["furniture"]),
        rules=tuple(_to_box(rule) for rule in data["rules"]),
        grids=tuple(_to_grid(grid) for grid in data["grids"]),
        geometry=_to_geometry(data.get("geometry")),
        warnings=tuple(RecordWarning(**warning) for warning in data.get("warnings", ())),
    )


def _line(line: Line) -> list[list[Any]]:
    return [
        [word.text, list(word.bbox), word.raw, word.font, word.size, word.bold, word.italic, word.confidence]
        for word in line.words
    ]


def _grid(grid: Grid) -> dict[str, Any]:
    cells = [
        [cell.row, cell.column, cell.row_span, cell.column_span, list(cell.bbox), [_line(line) for line in cell.lines]]
        for cell in grid.cells
    ]
    return {"bbox": list(grid.bbox), "rows": grid.rows, "columns": grid.columns, "cells": cells}


def _to_geometry(data: dict[str, Any] | None) -> Geometry | None:
    if data is None:
        return None
    corners = data["corners"] and tuple((x, y) for x, y in data["corners"])
    return Geometry(data["quarters"], data["degrees"], corners)


def _to_box(values: list[float]) -> BBox:
    x0, top, x1, bottom = values
    return (x0, top, x1, bottom)


def _to_line(words: list[list[Any]]) -> Line:
    return Line(tuple(Word(word[0], _to_box(word[1]), *word[2:]) for word in words))


def _to_grid(data: dict[str, Any]) -> Grid:
    cells = tuple(
        Cell(row, column, tuple(_to_line(line) for line in lines), _to_box(box), row_span, column_span)
        for row, column, row_span, column_span, box, lines in data["cells"]
    )
    return Grid(_to_box(data["bbox"]), data["rows"], data["columns"], cells)
