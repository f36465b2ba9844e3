"""The legal-basis builder: what is asked, proposals, order, preview, DOCX, saved drafts. The page hands chosen lines back
and forth; nothing of a request is kept but what staff save."""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Annotated, Any, Literal
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Form, Request, Response, UploadFile
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse
from pydantic import BaseModel
from sqlmodel import Session
from starlette.background import BackgroundTask

from api.dependencies import PageUserDep, SessionDep, StoreDep, bytes_of
from api.services import drafting, drafts, legal_basis, search
from api.services.legal_basis import Given
from api.services.legal_basis.given import from_json, to_json
from api.services.registry import registry_index
from api.store import Store
from api.web.basis_parts import (
    BASIS_WORDS,
    avoid,
    by_hand,
    described,
    finished_lines,
    preview,
    proposal,
    skeleton_of,
)
from api.web.common import frame, go, options, problem, today
from api.web.context import BasisForm, BasisPage, GivenFile, Proposal, SavedDraft
from api.web.document_pages import download
from api.web.formats import parse_date, short_date
from api.web.render import environment, html, render
from corpora.facts import tables
from models.errors import InputError

router = APIRouter(include_in_schema=False)

TYPES = (
    *("Kế hoạch", "Quyết định", "Chương trình", "Đề án", "Phương án", "Tờ trình", "Báo cáo", "Thông báo", "Hướng dẫn"),
    *("Quy chế", "Quy định", "Chỉ thị", "Nghị quyết", "Công văn"),
)
SUGGESTIONS = 8
CHOSEN_MOST = 15  # lines; sections of real plans are seldom longer
MOST = 24  # proposals asked for; the weaker ones wait under "Đề xuất khác"
LEAST_WORDS = 4  # of a line that staff write by hand
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FIRST_DAY = "1945-09-02"
HEAD = ("title", "issuer", "place", "date", "doc_type")
SAVED = (*HEAD, "parent", "given")


class Typed(BaseModel):
    """What the builder's forms send: the head of the draft, what is handed in, the lines as staff put them.

    `given`: JSON list of documents read before; `drop`: a role of `given` to forget."""

    title: str = ""
    issuer: str = ""
    place: str = ""
    date: str = ""
    doc_type: str = ""
    parent: str = ""
    given: str = ""
    drop: str = ""
    parent_file: UploadFile | None = None
    draft_file: UploadFile | None = None
    draft_id: str = ""
    them: str = ""
    key: str = ""
    chosen: list[str] = []
    line: list[str] = []
    number: list[str] = []
    note: list[str] = []

    def form(self) -> BasisForm:
        """Tidied. Raises InputError("bad_date")."""
        words = {name: " ".join(getattr(self, name).split()) for name in ("title", "issuer", "place", "parent")}
        return BasisForm(
            **words, date=typed_day(self.date), doc_type=self.doc_type if self.doc_type in TYPES else TYPES[0],
            given=self.given,
        )  # fmt: skip


FormDep = Annotated[Typed, Form()]


def typed_day(text: str) -> str:
    """ISO date of a whole day as staff type it (25/11/2026); "" for nothing. Raises InputError("bad_date")."""
    if not text.strip():
        return ""
    day = parse_date(text)
    if day is None or len(day) != len("2026-11-25") or day < FIRST_DAY:
        raise InputError(
            "bad_date", f"“{text.strip()[:40]}” không phải là ngày.", "Hãy ghi ngày/tháng/năm, ví dụ 25/11/2026."
        )
    return day


@router.get("/lap-can-cu")
def builder(
    request: Request,
    session: SessionDep,
    store: StoreDep,
    user: PageUserDep,
    title: str = "",
    issuer: str = "",
    place: str = "",
    date: str = "",
    doc_type: str = TYPES[0],
    parent: str = "",
    nhap: int | None = None,
    them: str = "",
) -> Response:
    """The page. `nhap`: a saved draft; `them`: number of a document that must be among the chosen."""
    typed = Typed(title=title, issuer=issuer, place=place, date=date, doc_type=doc_type, parent=parent, them=them)
    kept: list[dict[str, str]] | None = None
    if nhap is not None:
        content = drafts.get_draft(session, nhap).content
        typed = Typed.model_validate({name: str(content.get(name, "")) for name in SAVED} | {"draft_id": str(nhap)})
        kept = list(content.get("chosen", []))
    return _builder(request, session, store, user, typed, kept)


@router.post("/lap-can-cu")
def ask(request: Request, session: SessionDep, store: StoreDep, user: PageUserDep, typed: FormDep) -> Response:
    """The questions of the page. Without files they become an address that can be kept; files are read here."""
    try:
        given = json.dumps([to_json(one) for one in _handed_in(store, typed)], ensure_ascii=False)
    except InputError as error:
        return _builder(request, session, store, user, typed, None, error)
    if given == "[]" and not typed.title.strip():
        return _builder(request, session, store, user, typed, None, legal_basis.no_title())
    if given == "[]":
        asked = {name: getattr(typed, name) for name in (*HEAD, "parent", "them")}
        return RedirectResponse(f"/lap-can-cu?{urlencode({k: v for k, v in asked.items() if v})}", status_code=303)
    return _builder(request, session, store, user, typed.model_copy(update={"given": given}), None)


def _handed_in(store: Store, typed: Typed) -> list[Given]:
    """Files sent now, and those that were read before and are still wanted. Raises InputError as the extractor does."""
    files: tuple[tuple[Literal["parent", "draft"], UploadFile | None], ...] = (
        ("parent", typed.parent_file),
        ("draft", typed.draft_file),
    )
    fresh = [
        legal_basis.read_given(bytes_of(file, store), file.filename, role, store.context())
        for role, file in files
        if file is not None and file.filename
    ]
    replaced = {one.role for one in fresh} | {typed.drop}
    return [*fresh, *(one for one in _given(typed.given) if one.role not in replaced)]


def _given(text: str) -> tuple[Given, ...]:
    """Documents read before. What is no such list counts as none: only the page itself writes it."""
    try:
        return tuple(from_json(one) for one in json.loads(text or "[]"))
    except (ValueError, KeyError, TypeError):
        return ()


def _builder(
    request: Request,
    session: Session,
    store: Store,
    user: Any,
    typed: Typed,
    kept: list[dict[str, str]] | None,
    error: InputError | None = None,
) -> Response:
    try:
        form = typed.form()
    except InputError as bad:
        form, error = typed.model_copy(update={"date": ""}).form(), bad
    given = _given(form.given)
    page = BasisPage(
        frame(request, session, user, "basis"),
        form,
        types=options([(name, name) for name in TYPES], form.doc_type),
        drafts=tuple(_saved(one) for one in drafts.list_drafts(session, 20)),
        draft_id=typed.draft_id,
        today=today().isoformat(),
        places=places(),
        given=tuple(GivenFile(one.role, one.name, len(one.letter.citations)) for one in given),
        add=typed.them,
        problem=problem(error),
    )
    if error or (not form.title and not given and kept is None):
        response = render(page, error.status if error else 200)
        response.background = BackgroundTask(warm, store)  # the first search in the registry takes seconds to prepare
        return response
    try:
        return render(_answered(session, page, given, kept))
    except InputError as nothing:
        return render(replace(page, problem=problem(nothing)), nothing.status)


def warm(store: Store) -> None:
    """Bring the registry into memory while the drafter types."""
    with store.session() as session:
        registry_index(session).titles.alike("chuyển đổi số", None, 1)


def places() -> tuple[str, ...]:
    """Names of today's provinces and cities, for the list under the box."""
    return tuple(sorted({province.new_name for province in tables.provinces()}))


def _answered(
    session: Session, page: BasisPage, given: tuple[Given, ...], kept: list[dict[str, str]] | None
) -> BasisPage:
    typed = page.form
    day = legal_basis.day_of(typed.date or page.today)
    asked = legal_basis.Request(
        typed.title, typed.issuer, day, typed.place or None, typed.doc_type, typed.parent or None, given
    )
    found = legal_basis.suggest(session, asked, MOST)
    form = replace(typed, title=found.request.title, issuer=found.request.issuer, place=found.request.place or "")
    proposals = [proposal(one, form.doc_type) for one in found.proposals]
    if kept is None:
        best = sorted((one for one in found.proposals if one.chosen), key=lambda one: -one.score)[:CHOSEN_MOST]
        keys = {one.key for one in best}
        chosen = [one for one in proposals if one.key in keys]
        chosen += _added(session, page.add, form, proposals, keys)
    else:
        chosen = [_kept(session, item, form, proposals) for item in kept]
    keys = {one.key for one in chosen}
    others = sorted((one for one in proposals if one.key not in keys), key=lambda one: -(one.score or 0))
    return replace(
        page,
        form=form,
        asked=True,
        chosen=tuple(chosen),
        others=tuple(others),
        avoid=tuple(avoid(one) for one in found.avoid),
        preview=preview(form, [one.line for one in chosen], found.notes),
    )


def _added(
    session: Session, number: str, form: BasisForm, proposals: Sequence[Proposal], chosen: set[str]
) -> list[Proposal]:
    """The document that another page asked for, unless it is chosen anyway."""
    if not number:
        return []
    known = [one for one in proposals if one.number == number]
    return [one for one in known or described(session, number, form)[:1] if one.key not in chosen]


def _kept(session: Session, item: dict[str, str], form: BasisForm, proposals: Sequence[Proposal]) -> Proposal:
    """A saved choice with today's status and reasons; its own line stays as it was saved."""
    key, line, number = item.get("key", ""), item.get("line", ""), item.get("number", "")
    known = next((one for one in proposals if one.key == key), None)
    if known is None and number:
        known = next((one for one in described(session, number, form) if one.key == key), None)
    return replace(known, line=line or known.line) if known is not None else by_hand(line or key)


@router.get("/lap-can-cu/goi-y")
def suggestions(session: SessionDep, store: StoreDep, user: PageUserDep, q: str = "") -> Response:
    """Documents for the basis while typing: that number, cited documents, then titles of the registry."""
    known = registry_index(session)
    named = [known.documents[place] for place, _ in known.titles.alike(q, None, SUGGESTIONS)] if q.strip() else []
    found = [(fact.number, fact.doc_type, fact.title or "", fact.date) for fact in known.by_number(q)]
    found += [
        (one.number or "", "", one.text, None) for one in search.suggest(store, q, SUGGESTIONS) if one.kind == "entry"
    ]
    found += [(fact.number, fact.doc_type, fact.title or "", fact.date) for fact in named]
    seen: dict[str, dict[str, str]] = {}
    for number, doc_type, title, day in found:
        if number and number not in seen:
            text = " ".join(part for part in (doc_type, number if number not in title else "", title) if part)
            seen[number] = {"text": text, "number": number, "note": short_date(day)}
    return JSONResponse(list(seen.values())[:SUGGESTIONS])


@router.post("/lap-can-cu/xem-truoc")
def preview_part(user: PageUserDep, typed: FormDep) -> Response:
    return HTMLResponse(html(preview(typed.form(), typed.line, typed.note)))


@router.post("/lap-can-cu/them")
def add(session: SessionDep, user: PageUserDep, typed: FormDep) -> Response:
    """List items for what was typed: the documents of that number, else a whole line "Căn cứ …" as it is; 404 for neither."""
    found = described(session, typed.key, typed.form())
    if not found and BASIS_WORDS.match(typed.key.strip()) and len(typed.key.split()) >= LEAST_WORDS:
        found = [by_hand(typed.key)]
    macros: Any = environment().get_template("parts/proposal.html").module
    items = "".join(str(macros.proposal(one, len(found) == 1)) for one in found)
    return HTMLResponse(items, status_code=200 if found else 404)


@router.post("/lap-can-cu/docx")
def docx(user: PageUserDep, typed: FormDep) -> Response:
    form = typed.form()
    skeleton = skeleton_of(form)
    data = drafting.docx(skeleton, finished_lines(skeleton, typed.line))
    name = re.sub(r'[\\/:*?"<>|]+', " ", f"{form.doc_type} {form.title}")[:120].strip() or "du-thao"
    return download(data, f"{name}.docx", DOCX)


@router.post("/lap-can-cu/luu")
def save(session: SessionDep, user: PageUserDep, typed: FormDep) -> Response:
    form = asdict(typed.form())
    chosen = zip(typed.chosen, typed.line, typed.number, strict=False)
    items = [{"key": key, "line": line, "number": number} for key, line, number in chosen]
    content = {name: form[name] for name in SAVED} | {"chosen": items}
    known = int(typed.draft_id) if typed.draft_id.isdigit() else None
    saved = drafts.save_draft(session, f"{form['doc_type']} {form['title']}", content, user, known)
    return go(f"/lap-can-cu?nhap={saved.id}", "da-luu")


@router.post("/lap-can-cu/xoa-nhap")
def delete_draft(session: SessionDep, user: PageUserDep, draft_id: Annotated[int, Form()]) -> Response:
    drafts.delete_draft(session, draft_id)
    return go("/lap-can-cu", "da-xoa-nhap")


def _saved(one: drafts.DraftView) -> SavedDraft:
    return SavedDraft(str(one.id), one.title, one.updated_at, f"/lap-can-cu?nhap={quote(str(one.id))}")
