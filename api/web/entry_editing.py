"""Staff put a legal document of the index right: its facts, two that are one, letters that mean another. With the history."""

import contextlib
import re
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response
from pydantic import BaseModel
from sqlmodel import Session

from api.dependencies import PageUserDep, SessionDep
from api.errors import NotFound
from api.services import decisions, entries
from api.services.decisions import DecisionView, OtherDocument
from api.services.entries import EntryView
from api.services.entries.decided import CORRECT, MERGE
from api.web import formats
from api.web.common import frame, go, options, problem, today
from api.web.context import DecisionLine, EditEntryPage, EditField, Option
from api.web.entry_pages import address_of, candidates_of, entry_name, letters_of
from api.web.render import render
from corpora.facts import registry, tables
from models.errors import InputError

router = APIRouter(include_in_schema=False)
FIELDS: tuple[tuple[str, str, str], ...] = (
    ("number", "Số, ký hiệu", "text"),
    ("doc_type", "Tên loại", "choice"),
    ("date", "Ngày ban hành", "date"),
    ("issuer", "Cơ quan ban hành", "text"),
    ("place", "Địa phương", "text"),
    ("title", "Trích yếu (tên gọi)", "long"),
    ("aliases", "Tên gọi tắt (cách nhau bằng dấu chấm phẩy)", "text"),
    ("effective_from", "Ngày có hiệu lực", "date"),
    ("effective_to", "Ngày hết hiệu lực", "date"),
    ("status", "Tình trạng hiệu lực", "choice"),
)
KINDS = {name: kind for name, _, kind in FIELDS}
NAMES = {name: label.split(" (")[0] for name, label, _ in FIELDS}
Text = Annotated[str, Form()]


class TypedFields(BaseModel):
    """The boxes of the page, by the names of FIELDS."""

    number: str = ""
    doc_type: str = ""
    date: str = ""
    issuer: str = ""
    place: str = ""
    title: str = ""
    aliases: str = ""
    effective_from: str = ""
    effective_to: str = ""
    status: str = ""


@router.get("/phap-luat/{entry_id}/sua")
def edit_page(request: Request, session: SessionDep, user: PageUserDep, entry_id: int) -> Response:
    return render(_page(request, session, user, entry_id))


@router.post("/phap-luat/{entry_id}/sua")
def correct(
    request: Request, session: SessionDep, user: PageUserDep, entry_id: int, typed: Annotated[TypedFields, Form()]
) -> Response:
    """Every field that was changed becomes a correction."""
    shown = {field.name: field.value for field in _fields(entries.get_entry(session, entry_id), set())}
    given = {name: " ".join(text.split()) for name, text in typed.model_dump().items()}
    changed = {name: text for name, text in given.items() if text != " ".join(shown[name].split())}
    try:
        for name, text in changed.items():
            decisions.correct(session, entry_id, name, _typed(name, text), user)
    except InputError as error:
        session.rollback()
        return render(_page(request, session, user, entry_id, error), error.status)
    return go(f"{address_of('entry', entry_id)}/sua", "da-sua-phap-luat" if changed else "")


@router.post("/phap-luat/{entry_id}/gop")
def merge(request: Request, session: SessionDep, user: PageUserDep, entry_id: int, other: Text = "") -> Response:
    """`other`: the id of an entry, or a number that only one other entry has."""
    try:
        into = _other(session, entry_id, other)
        decisions.merge(session, entry_id, into, user)
    except InputError as error:
        session.rollback()
        return render(_page(request, session, user, entry_id, error, other), error.status)
    return go(address_of("entry", into), "da-gop")


@router.post("/phap-luat/{entry_id}/tach")
def split(
    request: Request,
    session: SessionDep,
    user: PageUserDep,
    entry_id: int,
    letter: Annotated[list[int], Form()] = [],  # noqa: B006  FastAPI copies defaults
    number: Text = "",
    doc_type: Text = "",
    date: Text = "",
    issuer: Text = "",
    title: Text = "",
) -> Response:
    try:
        described = OtherDocument(number=number, doc_type=doc_type, date=_day(date), issuer=issuer, title=title)
        made = decisions.split(session, entry_id, letter, described, user)
    except InputError as error:
        session.rollback()
        return render(_page(request, session, user, entry_id, error), error.status)
    return go(address_of("entry", made.id), "da-tach")


@router.post("/phap-luat/{entry_id}/bo-sua")
def undo(session: SessionDep, user: PageUserDep, entry_id: int, decision: Annotated[int, Form()]) -> Response:
    """Back to the same page, or where it is gone to that of the entry that the decision spoke of."""
    left = decisions.undo(session, decision, user)
    with contextlib.suppress(NotFound):
        left = entries.get_entry(session, entry_id)
    return go(f"{address_of('entry', left.id)}/sua" if left else "/tim-kiem", "da-bo-sua-phap-luat")


def _page(
    request: Request, session: Session, user: Any, entry_id: int, error: InputError | None = None, other: str = ""
) -> EditEntryPage:
    entry = entries.get_entry(session, entry_id)
    told = decisions.history(session, entry.key)
    standing = {one.field for one in told if one.kind == CORRECT and one.undone_at is None and one.key == entry.key}
    return EditEntryPage(
        frame(request, session, user, "search"),
        name=entry_name(entry),
        title=entry.title or "",
        address=address_of("entry", entry_id),
        fields=_fields(entry, standing),
        letters=letters_of(entries.mentions_of(session, entry_id)),
        candidates=candidates_of(session, entry),
        types=_types(entry.doc_type or ""),
        history=tuple(_line(one, entry) for one in told),
        problem=problem(error),
        other=other,
    )


def _fields(entry: EntryView, corrected: set[str | None]) -> tuple[EditField, ...]:
    return tuple(
        EditField(name, label, _shown(entry, name, kind), kind, _choices(entry, name), name in corrected)
        for name, label, kind in FIELDS
    )


def _shown(entry: EntryView, name: str, kind: str) -> str:
    value = getattr(entry, name)
    if name == "aliases":
        return "; ".join(value)
    return formats.short_date(value) if kind == "date" else value or ""


def _choices(entry: EntryView, name: str) -> tuple[Option, ...]:
    if name == "doc_type":
        return _types(entry.doc_type or "")
    if name == "status":
        return options([(term, term) for term in (registry.UNKNOWN, *registry.STATUSES)], entry.status)
    return ()


def _types(chosen: str) -> tuple[Option, ...]:
    return options([("", "chưa rõ"), *((kind.name, kind.name) for kind in tables.doc_types())], chosen)


def _typed(name: str, text: str) -> str | None:
    return _day(text) if KINDS[name] == "date" else text or None


def _day(text: str) -> str | None:
    """ISO date of a whole day; None for nothing. Raises InputError("bad_date")."""
    day = formats.parse_date(text) if text.strip() else None
    if text.strip() and (day is None or len(day) != len(today().isoformat())):
        raise InputError(
            "bad_date", f"“{text.strip()[:40]}” không phải là ngày.", "Hãy ghi ngày/tháng/năm, ví dụ 12/3/2025."
        )
    return day


def _other(session: Session, entry_id: int, typed: str) -> int:
    """Raises InputError where the typed number names no other entry, or several."""
    if re.fullmatch(r"\d{1,18}", typed.strip()):
        return int(typed)
    found = [one for one in entries.find_entries(session, typed) if one.id != entry_id] if typed.strip() else []
    if len(found) == 1 and found[0].id is not None:
        return found[0].id
    if found:
        message, remedy = (
            f"Có {len(found)} văn bản cùng số “{typed.strip()[:60]}”.",
            "Hãy chọn từ danh sách gợi ý khi gõ.",
        )
    else:
        message, remedy = (
            f"Không thấy văn bản “{typed.strip()[:60]}”.",
            "Hãy gõ số, ký hiệu và chọn từ danh sách gợi ý.",
        )
    raise InputError("other_entry", message, remedy)


def _line(one: DecisionView, entry: EntryView) -> DecisionLine:
    undone = f"{one.undone_by or 'hệ thống'}, {formats.moment(one.undone_at)}" if one.undone_at else ""
    return DecisionLine(one.id, _words(one, entry), one.created_by or "hệ thống", one.created_at, not undone, undone)


def _words(one: DecisionView, entry: EntryView) -> str:
    """A decision as a sentence, seen from the page of `entry`."""
    if one.kind == CORRECT:
        before, after = _said(one.field, one.machine_value), _said(one.field, one.value)
        return f"Sửa {NAMES.get(one.field or '', one.field or '').lower()}: “{before}” thành “{after}”"
    if one.kind == MERGE:
        return f"Gộp {one.key} vào {one.target_key}"
    return (
        f"Tách văn bản viện dẫn {one.document_name or '(đã xóa)'}: chuyển từ {one.machine_value} sang {one.target_key}"
    )


def _said(field: str | None, value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(value)
    return (formats.short_date(value) if KINDS.get(field or "") == "date" else value) or "không có"
