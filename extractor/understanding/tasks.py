"""spaCy component "tasks": rows of task tables, flat, and tasks that running text gives to a body.

Reads `doc._.tables`, `doc._.table_spans` and the running text; sets `doc._.tasks`.
"""

import re
from collections.abc import Iterable, Sequence

from spacy.language import Language
from spacy.tokens import Doc

from extractor.document import Document
from extractor.understanding.grids.column_roles import TICK
from extractor.understanding.prose_tasks import prose_tasks
from extractor.understanding.tables import extend
from extractor.understanding.words.deadlines import mended_quarters, parse_deadline
from models.record import Place, Row, Table, Task

extend()

FORMULA = re.compile(r"\s*:?\s*\((?:[IVXLA-H\d]+\s*[+…]\s*)*[IVXLA-H\d.…+\s]+\)\s*$")
YEAR = re.compile(r"\b(20\d\d)\b")
MENDED = 0.85  # of the confidence is left where a numeral was misread


@Language.component("tasks", assigns=["doc._.tasks"], requires=["doc._.document", "doc._.tables"])
def find_tasks(doc: Doc) -> Doc:
    document: Document | None = doc._.document
    if document is None:
        return doc
    rows = [task for table in doc._.tables for task in table_tasks(table)]
    doc._.tasks = [*rows, *prose_tasks(document, doc._.table_spans)]
    return doc


def table_tasks(table: Table) -> list[Task]:
    """The item rows of a task or budget table, each with the titles of its groups and its cells by role."""
    roles = [column.role for column in table.columns]
    if table.kind not in ("tasks", "budget") or "task" not in roles or not {"lead", "deadline"} & set(roles):
        return []
    year = _only_year(" ".join([table.title or "", *(column.name for column in table.columns)]))
    titles: dict[tuple[str, ...], str] = {}
    loose = ""
    tasks = []
    for row in table.rows:
        text = _cell(row, roles, "task") or ""
        if row.kind == "group":
            title = _group_title(row, text)
            if row.number:
                titles[tuple(row.path)] = title
                loose = ""
            else:
                loose = title
        elif row.kind == "item" and text:
            group = " / ".join([*_titles(titles, row.path), *([loose] if loose else [])])
            tasks.append(_row_task(table, row, roles, text, group or None, year))
    return tasks


def _row_task(table: Table, row: Row, roles: Sequence[str], text: str, group: str | None, year: int | None) -> Task:
    printed, year = _deadline(table, row, roles, year)
    deadline = mended_quarters(printed) if printed else None
    parsed = parse_deadline(deadline, year) if deadline else None
    return Task(
        number=row.number,
        group=group,
        task=text,
        lead=_cell(row, roles, "lead"),
        support=_cell(row, roles, "support"),
        output=_cell(row, roles, "output"),
        deadline=deadline,
        deadline_iso=parsed.iso if parsed else None,
        status=_cell(row, roles, "status"),
        note=_cell(row, roles, "note"),
        budget=_cell(row, roles, "budget"),
        places=_places(row, roles),
        raw=" | ".join(cell for cell in row.cells if cell),
        confidence=table.confidence if deadline == printed else round(table.confidence * MENDED, 3),
        page=row.page,
        bbox=row.bbox,
    )


def _deadline(table: Table, row: Row, roles: Sequence[str], year: int | None) -> tuple[str | None, int | None]:
    """The printed deadline and the year that completes it; of columns that are periods, the headings of the ticked ones."""
    ticked = [
        column.name
        for column, role, cell in zip(table.columns, roles, row.cells, strict=True)
        if role == "deadline" and TICK.fullmatch(cell.strip())
    ]
    if not ticked:
        return _cell(row, roles, "deadline"), year
    return ", ".join(name.rpartition(" / ")[2] for name in ticked), _only_year(ticked[-1]) or year


def _cell(row: Row, roles: Sequence[str], role: str) -> str | None:
    """Cells of all columns of the role, in order; None where they are empty or dashes."""
    texts = [row.cells[index].strip() for index, known in enumerate(roles) if known == role]
    kept = [text for text in texts if text and text not in ("-", "–")]
    if role in ("budget", "number"):
        kept = kept[:1]
    return "; ".join(dict.fromkeys(kept)) or None


PARTS = ("task", "lead", "support", "output", "deadline", "status", "note", "budget")


def _places(row: Row, roles: Sequence[str]) -> dict[str, Place]:
    """Where each part stands: the first filled column of its role."""
    found: dict[str, Place] = {}
    for role, place in zip(roles, row.places, strict=False):
        if place is not None and role in PARTS:
            found.setdefault(role, place)
    return found


def _group_title(row: Row, text: str) -> str:
    words = FORMULA.sub("", text or " ".join(cell for cell in row.cells if cell and cell != row.number)).strip()
    return f"{row.number} {words}".strip() if row.number else words


def _titles(titles: dict[tuple[str, ...], str], path: Sequence[str]) -> Iterable[str]:
    for length in range(1, len(path)):
        title = titles.get(tuple(path[:length]))
        if title:
            yield title


def _only_year(text: str) -> int | None:
    years = {int(year) for year in YEAR.findall(text)}
    return years.pop() if len(years) == 1 else None
