"""A wrong text layer taken out of a page: text that is invisible, or that lies under the picture that fills the page.

Text that can be seen stays, whatever it says; `make.py` looks at what is left.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Name, Operator

from extractor.searchable.content import (
    DEPTH,
    INVISIBLE,
    SHOWS,
    Matrix,
    State,
    drawn_by,
    everything,
    inside,
    is_form,
    is_image,
    resources_of,
    walk,
)

COVER = 0.5  # share of the page that a picture must fill to hide the text under it


@dataclass(slots=True)
class _Pass:
    """One walk over a page: how many covering pictures are still to come, so that text before the last one is hidden."""

    pdf: pikepdf.Pdf
    area: float
    covers: int = 0
    changed: bool = False
    forms: int = 0


def strip_hidden_text(pdf: pikepdf.Pdf, page: pikepdf.Page) -> bool:
    """Take invisible and covered text out of a page; whether there was any."""
    box = [float(value) for value in page.mediabox]
    area = max(abs((box[2] - box[0]) * (box[3] - box[1])), 1.0)
    resources = resources_of(page.obj)
    drawn = [(item, state.matrix) for _, state, _, item in everything(page, resources, State()) if item is not None]
    run = _Pass(pdf, area, sum(_covers(item, matrix, area) for item, matrix in drawn))
    kept = _strip(run, page, resources, State(), 0)
    if run.changed:
        page.contents_coalesce()
        page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(kept))
    return run.changed


def _covers(drawn: Any, matrix: Matrix, area: float) -> bool:
    """Whether it is an opaque picture that fills most of the page."""
    a, b, c, d, _, _ = matrix
    opaque = not any(key in drawn for key in ("/SMask", "/Mask")) and not drawn.get("/ImageMask", False)
    return is_image(drawn) and opaque and abs(a * d - b * c) >= COVER * area


def _strip(run: _Pass, source: Any, resources: Any, start: State, depth: int) -> list[Any]:
    """The instructions that stay; forms are replaced by stripped copies of themselves."""
    kept: list[Any] = []
    for instruction, name, state in walk(source, start):
        if name in SHOWS and (state.mode in INVISIBLE or run.covers):
            run.changed = True
            kept.extend(_without_text(instruction, name))
            continue
        drawn = drawn_by(instruction, resources) if name == "Do" else None
        if drawn is not None and is_form(drawn) and depth < DEPTH:
            instruction = _strip_form(run, instruction, drawn, resources, state, depth)
        elif drawn is not None:
            run.covers -= _covers(drawn, state.matrix, run.area)
        kept.append(instruction)
    return kept


def _strip_form(run: _Pass, instruction: Any, drawn: Any, resources: Any, state: State, depth: int) -> Any:
    """The `Do` of a form, or that of a stripped copy where text was taken out of it."""
    before, run.changed = run.changed, False
    own, start = inside(drawn, resources, state)
    kept = _strip(run, drawn, own, start, depth + 1)
    changed, run.changed = run.changed, run.changed or before
    if not changed:
        return instruction
    form = run.pdf.make_stream(pikepdf.unparse_content_stream(kept))
    for key, value in drawn.items():
        if key not in ("/Length", "/Filter", "/DecodeParms"):
            form[key] = value
    run.forms += 1
    name = Name(f"/Stripped{run.forms}")
    resources["/XObject"][name] = form
    return pikepdf.ContentStreamInstruction([name], Operator("Do"))


def _without_text(instruction: Any, name: str) -> list[Any]:
    """What a text-showing operator does besides showing: ' and " go to the next line, " sets spacing."""
    if name == "'":
        return [pikepdf.ContentStreamInstruction([], Operator("T*"))]
    if name == '"' and len(instruction.operands) == 3:
        word, letter, _ = instruction.operands
        return [
            pikepdf.ContentStreamInstruction([word], Operator("Tw")),
            pikepdf.ContentStreamInstruction([letter], Operator("Tc")),
            pikepdf.ContentStreamInstruction([], Operator("T*")),
        ]
    return []
