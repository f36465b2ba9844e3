"""A page's drawing operators one by one, with what PDF keeps track of while it draws."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pikepdf
from pikepdf import Name

SHOWS = frozenset({"Tj", "TJ", "'", '"'})
INVISIBLE = frozenset({3, 7})  # text rendering modes
DEPTH = 8  # of forms within forms

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class State:
    """What `q` saves and `Q` brings back; `font` is its name in the resources."""

    matrix: Matrix = IDENTITY
    mode: int = 0
    font: str = ""


def resources_of(holder: Any) -> Any:
    """The resources of a page, which it may have from the nodes above it."""
    node, depth = holder, 0
    while node is not None and depth < 40:
        if "/Resources" in node:
            return node["/Resources"]
        node, depth = node.get("/Parent"), depth + 1
    return pikepdf.Dictionary()


def _instructions(source: Any) -> Sequence[Any]:
    try:
        return pikepdf.parse_content_stream(source)
    except pikepdf.PdfError:
        return ()


def walk(source: Any, start: State) -> Iterator[tuple[Any, str, State]]:
    """(instruction, operator, state) of a content stream, one by one."""
    state, saved = start, list[State]()
    for instruction in _instructions(source):
        name, operands = str(instruction.operator), instruction.operands
        if name == "q":
            saved.append(state)
        elif name == "Q" and saved:
            state = saved.pop()
        elif name == "cm" and len(operands) == 6:
            state = replace(state, matrix=_times(_matrix(operands), state.matrix))
        elif name == "Tr" and operands:
            state = replace(state, mode=int(operands[0]))
        elif name == "Tf" and operands:
            state = replace(state, font=str(operands[0]))
        yield instruction, name, state


def _matrix(values: Any) -> Matrix:
    a, b, c, d, e, f = (float(value) for value in values)
    return (a, b, c, d, e, f)


def _times(first: Matrix, then: Matrix) -> Matrix:
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def drawn_by(instruction: Any, resources: Any) -> Any:
    """The object that a `Do` draws; None where it is missing."""
    objects = resources.get("/XObject") if resources is not None else None
    return objects.get(str(instruction.operands[0])) if objects is not None and instruction.operands else None


def inside(drawn: Any, resources: Any, state: State) -> tuple[Any, State]:
    """(resources, state at the start) of a form."""
    matrix = _times(_matrix(drawn.get("/Matrix") or IDENTITY), state.matrix)
    return drawn.get("/Resources") or resources, replace(state, matrix=matrix)


def is_form(drawn: Any) -> bool:
    return bool(drawn.get("/Subtype") == Name.Form)


def is_image(drawn: Any) -> bool:
    return bool(drawn.get("/Subtype") == Name.Image)


def everything(source: Any, resources: Any, start: State, depth: int = 0) -> Iterator[tuple[str, State, Any, Any]]:
    """(operator, state, resources, object drawn or None) of a page or form and of the forms that it draws."""
    for instruction, name, state in walk(source, start):
        drawn = drawn_by(instruction, resources) if name == "Do" else None
        yield name, state, resources, drawn
        if drawn is not None and is_form(drawn) and depth < DEPTH:
            own, begin = inside(drawn, resources, state)
            yield from everything(drawn, own, begin, depth + 1)
