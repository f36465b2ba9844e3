"""The legal-basis builder: proposals, order, preview, DOCX, saved drafts. What is proposed and how it is worded is decided
in `api.services.legal_basis` and `drafting`; the page hands chosen lines back and forth."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from sqlmodel import Session
from starlette.background import BackgroundTask

from api.dependencies import PageUserDep, SessionDep, StoreDep
from api.services import drafting, drafts, legal_basis, search
from api.services.legal_basis import bodies, ordering
from api.services.registry import registry_index
from api.store import Store
from api.web import labels
from api.web.common import frame, go, options, problem, today
from api.web.context import Avoid, BasisForm, BasisPage, Preview, Proposal, SavedDraft
from api.web.document_pages import download
from api.web.formats import parse_date, short_date
from api.web.render import environment, html, render
from models.errors import InputError

router = APIRouter(include_in_schema=False)

TYPES = (
    *("Kế hoạch", "Quyết định", "Chương trình", "Đề án", "Phương án", "Tờ trình", "Báo cáo", "Thông báo", "Hướng dẫn"),
    *("Quy chế", "Quy định", "Chỉ thị", "Nghị quyết", "Công văn"),
)
CHOSEN_FROM = 0.5  # score from which a proposal is put into the section without being asked
SUGGESTIONS = 8
CHOSEN_MOST = 15  # lines; sections of real plans are seldom longer
MOST = 24  # proposals asked for; the weaker ones wait under "Đề xuất khác"
BY_HAND = "Ghi tay, chưa đối chiếu"
LEAST_WORDS = 4  # of a line that staff write by hand
BASIS_WORDS = re.compile(r"(?:căn cứ|theo|xét|thực hiện)\b", re.IGNORECASE)
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FIRST_DAY = "1945-09-02"


def asked_form(title: str, issuer: str, place: str, date: str, doc_type: str) -> BasisForm:
    """What the drafter typed, tidied. Raises InputError("bad_date")."""
    return BasisForm(
        title=" ".join(title.split()),
        issuer=" ".join(issuer.split()),
        place=" ".join(place.split()),
        date=typed_day(date),
        doc_type=doc_type if doc_type in TYPES else TYPES[0],
    )


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
    nhap: int | None = None,
    them: str = "",
) -> Response:
    """The page. `nhap`: a saved draft; `them`: number of a document that must be among the chosen."""
    around = frame(request, session, user, "basis")
    saved = drafts.get_draft(session, nhap) if nhap is not None else None
    trouble = None
    try:
        form = asked_form(title, issuer, place, date, doc_type)
    except InputError as error:
        form, trouble = asked_form(title, issuer, place, "", doc_type), problem(error)
    kept: list[dict[str, str]] | None = None
    if saved is not None:
        content = saved.content
        form = asked_form(*(str(content.get(name, "")) for name in ("title", "issuer", "place", "date", "doc_type")))
        kept = list(content.get("chosen", []))
    page = BasisPage(
        around,
        form,
        types=options([(name, name) for name in TYPES], form.doc_type),
        drafts=tuple(_saved(one) for one in drafts.list_drafts(session, 20)),
        draft_id=str(nhap or ""),
        today=today().isoformat(),
        places=places(),
        add=them,
        problem=trouble,
    )
    if trouble or (not form.title and kept is None):
        response = render(page)
        response.background = BackgroundTask(warm, store)  # the first search in the registry takes seconds to prepare
        return response
    return render(_answered(session, page, kept))


def warm(store: Store) -> None:
    """Bring the registry into memory while the drafter types."""
    with store.session() as session:
        registry_index(session).titles.alike("chuyển đổi số", None, 1)


def places() -> tuple[str, ...]:
    """Names of today's provinces and cities, for the list under the box."""
    return tuple(sorted({province.new_name for province in bodies.provinces()}))


def _answered(session: Session, page: BasisPage, kept: list[dict[str, str]] | None) -> BasisPage:
    form = page.form
    day = form.date or page.today
    found = legal_basis.suggest(session, form.title, form.issuer, form.place or None, day, form.doc_type, None, MOST)
    proposals = [proposal(one, form.doc_type) for one in found.proposals]
    if kept is None:
        best = sorted(proposals, key=lambda one: -(one.score or 0))[:CHOSEN_MOST]
        chosen = [one for one in proposals if one in best and (one.score or 0) >= CHOSEN_FROM]
        chosen += _added(session, page.add, form, proposals)
    else:
        chosen = [_kept(session, item, form, proposals) for item in kept]
    keys = {one.key for one in chosen}
    others = sorted((one for one in proposals if one.key not in keys), key=lambda one: -(one.score or 0))
    return replace(
        page,
        asked=True,
        chosen=tuple(chosen),
        others=tuple(others),
        avoid=tuple(_avoid(one) for one in found.avoid),
        preview=preview(form, [one.line for one in chosen], found.notes),
    )


def _added(session: Session, number: str, form: BasisForm, proposals: Sequence[Proposal]) -> list[Proposal]:
    """The document that another page asked for, unless it is chosen anyway."""
    if not number:
        return []
    known = [one for one in proposals if one.number == number]
    found = known or described(session, number, form)[:1]
    return [one for one in found if (one.score or 0) < CHOSEN_FROM or one not in proposals]


def _kept(session: Session, item: dict[str, str], form: BasisForm, proposals: Sequence[Proposal]) -> Proposal:
    """A saved choice with today's status and reasons; its own line stays as it was saved."""
    key, line, number = item.get("key", ""), item.get("line", ""), item.get("number", "")
    known = next((one for one in proposals if one.key == key), None)
    if known is None and number:
        known = next((one for one in described(session, number, form) if one.key == key), None)
    return replace(known, line=line or known.line) if known is not None else by_hand(line or key)


def described(session: Session, number: str, form: BasisForm) -> list[Proposal]:
    found = legal_basis.describe_entry(session, number, form.date or today(), form.issuer, form.place or None)
    return [proposal(one, form.doc_type) for one in found]


def proposal(one: legal_basis.Proposal, doc_type: str) -> Proposal:
    """A proposal of the service as the page shows it."""
    groups = ordering.groups_of(doc_type)
    return Proposal(
        key=one.key,
        line=one.line,
        status=one.status,
        status_tone=labels.status_tone(one.status),
        reasons=one.reasons,
        warnings=one.warnings,
        number=one.number or "",
        address=labels.entry_address(one.key, one.number or ""),
        order=f"{groups.index(one.group)} {one.rank:08.3f} {one.date or '9999'} {one.number or ''}",
        score=one.score,
    )


def by_hand(text: str) -> Proposal:
    """A line that staff wrote themselves."""
    bare = text.strip().rstrip(";.,").strip()
    line = bare if BASIS_WORDS.match(bare) else f"Căn cứ {bare}"
    return Proposal(f"tay:{bare}", line, BY_HAND, "warn", ("Do cán bộ ghi",), order=f"9 {bare}")


def _avoid(one: legal_basis.Proposal) -> Avoid:
    successor = one.successors[0] if one.successors else None
    return Avoid(
        line=re.sub(r"^Căn cứ ", "", one.line),
        reason=one.status_reason or one.status,
        address=labels.entry_address(one.key, one.number or ""),
        successor=(successor.line or successor.number) if successor else "",
        successor_key=successor.number if successor else "",
    )


def preview(form: BasisForm, lines: Sequence[str], notes: Sequence[str] = ()) -> Preview:
    """The head of the draft with its basis. Day and month stay blank until it is signed."""
    skeleton = skeleton_of(form)
    finished = finished_lines(skeleton, lines)
    number = f"Số        -{skeleton.symbol}" if skeleton.party else f"Số:        /{skeleton.symbol}"
    return Preview(
        parent_body=skeleton.parent or "",
        issuer=skeleton.issuer,
        number_line=number,
        place_date=f"{skeleton.place}, ngày      tháng      năm {skeleton.year}",
        doc_type=skeleton.doc_type,
        title=skeleton.title,
        lines=tuple(finished),
        italic=legal_basis.is_italic(skeleton.doc_type) and not skeleton.party,
        closing=skeleton.opening,
        warnings=tuple(notes),
        party=skeleton.party,
        rich=drafting.rich_text(finished, skeleton.doc_type),
    )


def skeleton_of(form: BasisForm) -> drafting.Skeleton:
    day = date.fromisoformat(form.date) if form.date else today()
    return drafting.skeleton(form.title, form.issuer, form.place or None, None, form.doc_type, day)


def finished_lines(skeleton: drafting.Skeleton, lines: Sequence[str]) -> list[str]:
    return legal_basis.finish(lines, "party" if skeleton.party else "state")


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


Text = Annotated[str, Form()]
Texts = Annotated[list[str], Form()]


@router.post("/lap-can-cu/xem-truoc")
def preview_part(
    user: PageUserDep,
    title: Text = "",
    issuer: Text = "",
    place: Text = "",
    date: Text = "",
    doc_type: Text = "",
    line: Texts = [],  # noqa: B006  FastAPI copies defaults
    note: Texts = [],  # noqa: B006
) -> Response:
    return HTMLResponse(html(preview(asked_form(title, issuer, place, date, doc_type), line, note)))


@router.post("/lap-can-cu/them")
def add(
    session: SessionDep,
    user: PageUserDep,
    key: Text,
    title: Text = "",
    issuer: Text = "",
    place: Text = "",
    date: Text = "",
    doc_type: Text = "",
) -> Response:
    """List items for what was typed: the documents of that number, else a whole line "Căn cứ …" as it is; 404 for neither."""
    form = asked_form(title, issuer, place, date, doc_type)
    found = described(session, key, form)
    if not found and BASIS_WORDS.match(key.strip()) and len(key.split()) >= LEAST_WORDS:
        found = [by_hand(key)]
    macros: Any = environment().get_template("parts/proposal.html").module
    items = "".join(str(macros.proposal(one, len(found) == 1)) for one in found)
    return HTMLResponse(items, status_code=200 if found else 404)


@router.post("/lap-can-cu/docx")
def docx(
    user: PageUserDep,
    title: Text = "",
    issuer: Text = "",
    place: Text = "",
    date: Text = "",
    doc_type: Text = "",
    line: Texts = [],  # noqa: B006
) -> Response:
    form = asked_form(title, issuer, place, date, doc_type)
    skeleton = skeleton_of(form)
    data = drafting.docx(skeleton, finished_lines(skeleton, line))
    name = re.sub(r'[\\/:*?"<>|]+', " ", f"{form.doc_type} {form.title}")[:120].strip() or "du-thao"
    return download(data, f"{name}.docx", DOCX)


@router.post("/lap-can-cu/luu")
def save(
    session: SessionDep,
    user: PageUserDep,
    title: Text = "",
    issuer: Text = "",
    place: Text = "",
    date: Text = "",
    doc_type: Text = "",
    draft_id: Text = "",
    chosen: Texts = [],  # noqa: B006
    line: Texts = [],  # noqa: B006
    number: Texts = [],  # noqa: B006
) -> Response:
    form = asked_form(title, issuer, place, date, doc_type)
    items = [{"key": key, "line": text, "number": so} for key, text, so in zip(chosen, line, number, strict=False)]
    content = {name: getattr(form, name) for name in ("title", "issuer", "place", "date", "doc_type")} | {
        "chosen": items
    }
    known = int(draft_id) if draft_id.isdigit() else None
    saved = drafts.save_draft(session, f"{form.doc_type} {form.title}", content, user, known)
    return go(f"/lap-can-cu?nhap={saved.id}", "da-luu")


@router.post("/lap-can-cu/xoa-nhap")
def delete_draft(session: SessionDep, user: PageUserDep, draft_id: Annotated[int, Form()]) -> Response:
    drafts.delete_draft(session, draft_id)
    return go("/lap-can-cu", "da-xoa-nhap")


def _saved(one: drafts.DraftView) -> SavedDraft:
    return SavedDraft(str(one.id), one.title, one.updated_at, f"/lap-can-cu?nhap={quote(str(one.id))}")
