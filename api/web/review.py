"""The record as the review page shows it: values grouped and worded, each with its place on the page. Pure functions."""

import itertools
import re
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

from api.services.documents import CorrectionView
from api.web import formats, labels
from api.web.context import (
    AliasView,
    CitationGroup,
    CitationView,
    Item,
    MentionView,
    Removed,
    SignatureView,
    TableRow,
    TableView,
    TargetView,
    TaskView,
    WarningView,
)
from models.record import Alias, Citation, Header, Record, Signature, Table, Target, Task, Text

DOUBTFUL_BELOW = 0.8  # confidence; under it a value is marked "cần xem lại"
ROLE_ORDER = ("legal_basis", "implements", "amends", "replaces", "repeals", "mention")
CITATION_PARTS = (
    ("doc_type", "Tên loại"),
    ("number", "Số, ký hiệu"),
    ("date", "Ngày ban hành"),
    ("issuer", "Cơ quan"),
    ("title", "Trích yếu"),
)
WHOLE_ITEM = re.compile(r"(?P<list>[a-z]+)\.(?P<index>\d+)")
PANELS = {"citations": "can-cu", "targets": "chi-tieu", "tasks": "nhiem-vu"}
LONG_FIELDS = frozenset({"subject", "task", "output", "support", "note", "title"})

Corrections = Mapping[str, CorrectionView]


def header_items(header: Header, corrections: Corrections) -> tuple[Item, ...]:
    """One item for each field of the head and the sign-off, in the order of a printed document."""
    items = []
    for name, label in labels.HEADER_FIELDS:
        path = f"header.{name}"
        field = getattr(header, name)
        if name == "symbol" and header.document_number is not None and path not in corrections:
            continue  # the number holds it
        items.append(
            _list_item(path, label, field, corrections)
            if name in labels.LIST_FIELDS
            else _scalar_item(path, label, field, corrections)
        )
    return tuple(items)


def _scalar_item(path: str, label: str, field: Text | None, corrections: Corrections) -> Item:
    kind = _kind(path)
    machine, by = _machine(path, corrections)
    if field is None:
        return Item(path, label, "", kind=kind, machine=machine, corrected_by=by)
    return Item(
        path,
        label,
        _shown(kind, field.value),
        value=_shown(kind, field.value),
        raw=field.raw,
        confidence=field.confidence,
        doubtful=field.confidence < DOUBTFUL_BELOW,
        page=field.page,
        bbox=field.bbox,
        machine=machine,
        corrected_by=by,
        kind=kind,
    )


def _list_item(path: str, label: str, fields: Sequence[Text], corrections: Corrections) -> Item:
    machine, by = _machine(path, corrections)
    parts = tuple(_scalar_item(f"{path}.{index}", "", field, {}) for index, field in enumerate(fields))
    lines = "\n".join(field.value for field in fields)
    return Item(path, label, lines, value=lines, machine=machine, corrected_by=by, kind="long", parts=parts)


def is_date(path: str) -> bool:
    """Whether a field of the record holds an ISO date."""
    return path in ("header.issue_date",) or (path.startswith("citations.") and path.endswith(".date"))


def _kind(path: str) -> str:
    name = path.rsplit(".", 1)[-1]
    if is_date(path):
        return "date"
    return "long" if name in LONG_FIELDS else "text"


def _shown(kind: str, value: Any) -> str:
    if value is None:
        return ""
    return formats.short_date(str(value)) if kind == "date" else str(value)


def _machine(path: str, corrections: Corrections) -> tuple[str | None, str]:
    """The machine's reading of a corrected field, and who corrected it; (None, "") for a field as the machine read it."""
    correction = corrections.get(path)
    if correction is None or not correction.applied:
        return None, ""
    value = correction.machine_value
    if isinstance(value, list):
        return "; ".join(str(part) for part in value), correction.created_by or ""
    return _shown(_kind(path), value), correction.created_by or ""


def part_items(
    path: str, thing: Citation | Task, parts: Sequence[tuple[str, str]], corrections: Corrections, all_parts: bool
) -> tuple[Item, ...]:
    """Editable parts of a list item; they share its place on the page. Empty parts only with `all_parts`."""
    items = []
    for name, label in parts:
        value = getattr(thing, name)
        field = f"{path}.{name}"
        if value is None and not all_parts and field not in corrections:
            continue
        machine, by = _machine(field, corrections)
        shown = _shown(_kind(field), value)
        items.append(Item(field, label, shown, value=shown, machine=machine, corrected_by=by, kind=_kind(field)))
    return tuple(items)


def citation_line(citation: Citation) -> str:
    """A cited document in full: "Nghị quyết số 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị"."""
    parts = [citation.doc_type or ""]
    if citation.number:
        parts.append(f"số {citation.number}" if citation.doc_type else citation.number)
    if citation.date:
        parts.append(f"ngày {formats.short_date(citation.date)}" if citation.date.count("-") == 2 else citation.date)
    if citation.issuer:
        parts.append(f"của {citation.issuer}")
    return " ".join(part for part in parts if part) or citation.raw or citation.key


def citation_groups(record: Record, corrections: Corrections) -> tuple[CitationGroup, ...]:
    """Cited documents under their roles, legal bases first, in the order in which they appear.

    What only another cited document amends, replaces … is a mention of this letter.
    """
    groups = []
    by_key = {citation.key: citation for citation in record.citations}
    places = machine_indexes("citations", len(record.citations), corrections)
    for role in ROLE_ORDER:
        views = [
            _citation(index, citation, by_key, corrections)
            for index, citation in zip(places, record.citations, strict=True)
            if ("mention" if citation.role_of else citation.role) == role
        ]
        if views:
            groups.append(CitationGroup(labels.role(role), tuple(views)))
    return tuple(groups)


def _acts(citation: Citation, by_key: Mapping[str, Citation]) -> str:
    """What one cited document does to another: "Được sửa đổi, bổ sung bởi Nghị định số 137/2018/NĐ-CP"; "" for nothing."""
    if citation.role_of not in (None, citation.key):
        relation, other = labels.RELATIONS[citation.role, "in"], citation.role_of
    elif citation.target_key:
        acted_on = by_key.get(citation.target_key)
        told = acted_on if acted_on and acted_on.role_of == citation.key else citation if citation.role_of else None
        relation, other = labels.RELATIONS[told.role if told else "amends", "out"], citation.target_key
    else:
        return ""
    named = by_key.get(other or "")
    numbered = named is not None and named.doc_type and named.number
    return f"{relation}: {named.doc_type} số {named.number}" if named and numbered else f"{relation}: {other}"


def _citation(index: int, citation: Citation, by_key: Mapping[str, Citation], corrections: Corrections) -> CitationView:
    path = f"citations.{index}"
    return CitationView(
        path=path,
        line=citation_line(citation),
        title=citation.title or "",
        role=citation.role,
        role_label=labels.role(citation.role),
        address=labels.entry_address(citation.key, citation.number or ""),
        mentions=tuple(
            MentionView(mention.page, mention.bbox, mention.sentence, mention.raw, mention.pinpoint)
            for mention in citation.mentions
        ),
        confidence=citation.confidence,
        doubtful=citation.confidence < DOUBTFUL_BELOW,
        page=citation.page,
        bbox=citation.bbox,
        acts=_acts(citation, by_key),
        items=part_items(path, citation, CITATION_PARTS, corrections, all_parts=True),
    )


def target_view(index: int, target: Target) -> TargetView:
    return TargetView(
        path=f"targets.{index}",
        text=target.text,
        goal=_goal(target),
        metric=target.metric or "",
        deadline=target.deadline or "",
        scope=target.scope or "",
        values=tuple((name, value) for name, value in target.values.items() if value.strip()),
        confidence=target.confidence,
        doubtful=target.confidence < DOUBTFUL_BELOW,
        page=target.page,
        bbox=target.bbox,
    )


def _goal(target: Target) -> str:
    """The figure with its comparator and unit: "≥ 80%", "từ 10 đến 15 giường"."""
    if target.value is None:
        return ""
    unit = target.unit or ""
    gap = "" if unit.startswith("%") else " "
    number = formats.decimal(target.value)
    if target.comparator == "range" and target.value_max is not None:
        return f"từ {number} đến {formats.decimal(target.value_max)}{gap}{unit}".strip()
    sign = labels.COMPARATORS.get(target.comparator or "", "")
    return f"{sign if sign not in ('=', 'từ') else ''} {number}{gap}{unit}".strip()


def task_view(index: int, task: Task, corrections: Corrections) -> TaskView:
    path = f"tasks.{index}"
    return TaskView(
        path=path,
        number=task.number or str(index + 1),
        group=task.group or "",
        items=part_items(path, task, labels.TASK_FIELDS, corrections, all_parts=False),
        confidence=task.confidence,
        doubtful=task.confidence < DOUBTFUL_BELOW,
        page=task.page,
        bbox=task.bbox,
    )


def table_view(index: int, table: Table) -> TableView:
    return TableView(
        path=f"tables.{index}",
        title=table.title or "",
        kind_label=labels.TABLE_KINDS.get(table.kind, table.kind),
        columns=tuple((column.name, labels.COLUMN_ROLES.get(column.role, "")) for column in table.columns),
        rows=tuple(TableRow(row.kind, tuple(row.cells), row.page, row.bbox) for row in table.rows),
        page=table.page,
        bbox=table.bbox,
    )


def signature_view(index: int, signature: Signature) -> SignatureView:
    return SignatureView(
        path=f"signatures.{index}",
        signer=signature.signer or "",
        organisation=signature.organisation or "",
        time=signature_time(signature.time),
        page=signature.page,
        bbox=signature.bbox,
    )


def signature_time(value: str | None) -> str:
    """ISO 8601 with zone as staff read it: "13:49:48 ngày 12/3/2025"."""
    if not value or "T" not in value:
        return value or ""
    day, clock = value.split("T", 1)
    return f"{clock[:8]} ngày {formats.short_date(day)}"


def alias_view(index: int, alias: Alias) -> AliasView:
    return AliasView(alias.alias, alias.refers_to, alias.page, alias.bbox, f"aliases.{index}")


def removed_items(corrections: Corrections) -> tuple[Removed, ...]:
    """List items that staff took out, in the order of the machine's record."""
    found = []
    for field, correction in corrections.items():
        match = WHOLE_ITEM.fullmatch(field)
        if match and correction.applied and correction.value is None and match["list"] in PANELS:
            machine = correction.machine_value if isinstance(correction.machine_value, dict) else {}
            label = next(
                (str(machine[name]) for name in ("number", "task", "text", "title", "raw") if machine.get(name)), field
            )
            if match["list"] == "tasks":
                label = str(machine.get("task") or label)
            found.append((int(match["index"]), Removed(field, PANELS[match["list"]], label)))
    return tuple(removed for _, removed in sorted(found, key=lambda pair: (pair[1].panel, pair[0])))


def machine_indexes(name: str, count: int, corrections: Corrections) -> list[int]:
    """Where the `count` items that are left stand in the machine's list: corrections name items by that place."""
    gone = {
        int(match["index"])
        for field, correction in corrections.items()
        if (match := WHOLE_ITEM.fullmatch(field))
        and match["list"] == name
        and correction.applied
        and correction.value is None
    }
    return list(islice((index for index in itertools.count() if index not in gone), count))


def record_parts(record: Record, corrections: Corrections) -> dict[str, Any]:
    """Everything on the record side of `ReviewPage`, by field name."""

    def numbered(name: str) -> list[tuple[int, Any]]:
        items = getattr(record, name)
        return list(zip(machine_indexes(name, len(items), corrections), items, strict=True))

    return {
        "header": header_items(record.header, corrections),
        "citations": citation_groups(record, corrections),
        "aliases": tuple(alias_view(index, alias) for index, alias in numbered("aliases")),
        "targets": tuple(target_view(index, target) for index, target in numbered("targets")),
        "tasks": tuple(task_view(index, task, corrections) for index, task in numbered("tasks")),
        "tables": tuple(table_view(index, table) for index, table in enumerate(record.tables)),
        "signatures": tuple(signature_view(index, one) for index, one in numbered("signatures")),
        "warnings": tuple(WarningView(one.message, one.page, one.code) for one in record.warnings),
        "removed": removed_items(corrections),
    }


def tasks_csv(record: Record) -> str:
    """The tasks as CSV that Excel opens as it should: byte-order mark, one row a task, quoted where needed."""
    columns = (("number", "STT"), ("group", "Nhóm"), *labels.TASK_FIELDS, ("page", "Trang"))
    lines = [",".join(_cell(label) for _, label in columns)]
    for task in record.tasks:
        lines.append(",".join(_cell(str(getattr(task, name) or "")) for name, _ in columns))
    return "\ufeff" + "\r\n".join(lines) + "\r\n"


def _cell(text: str) -> str:
    """A CSV cell; text that a spreadsheet would run as a formula is kept text by an apostrophe."""
    if text[:1] in ("=", "+", "@", "\t") or (text[:1] == "-" and not text[1:2].isspace() and text[1:2] != ""):
        text = "'" + text
    return '"' + text.replace('"', '""') + '"' if any(char in text for char in ',"\n\r') else text
