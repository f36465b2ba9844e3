"""Context dataclass in, HTML response out: the only place that touches Jinja2."""

from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.web import formats, labels

FOLDER = Path(__file__).parent
STATIC = FOLDER / "static"

HEADERS = {"Cache-Control": "no-store"}  # pages hold office documents: nothing stays behind on a shared machine


@cache
def environment() -> Environment:
    env = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters.update(
        date=formats.short_date,
        long_date=formats.long_date,
        moment=formats.moment,
        number=formats.decimal,
        percent=formats.percent,
        size=formats.size,
        marked=formats.marked,
        role=labels.role,
    )
    return env


def html(context: Any) -> str:
    """The page (or part of a page) of a context dataclass; its template sees the fields by name, and `view` for the rest."""
    values = {field.name: getattr(context, field.name) for field in fields(context)}
    return environment().get_template(context.template).render(view=context, **values)


def render(context: Any, status: int = 200) -> HTMLResponse:
    return HTMLResponse(html(context), status_code=status, headers=HEADERS)
