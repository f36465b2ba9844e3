"""Restoring garbled text, and the check of a draft's legal basis: something pasted or sent in, findings out, nothing kept."""

from typing import Annotated

from fastapi import APIRouter, File, Form, Request, Response, UploadFile
from sqlmodel import Session

from api.dependencies import PageUserDep, SessionDep, StoreDep, bytes_of
from api.services import check_draft
from api.store import Store
from api.web import labels
from api.web.basis_pages import DOCX, typed_day
from api.web.common import frame, problem, today
from api.web.context import CheckPage, Finding, RestoredWord, RestorePage
from api.web.document_pages import download
from api.web.labels import Tone
from api.web.render import render
from extractor.recovery import RestoredLine, charset_of, restore_text
from models.errors import CancuError

router = APIRouter(include_in_schema=False)
TONES: dict[str, Tone] = {"error": "bad", "warning": "warn", "info": "plain"}


@router.get("/khoi-phuc-chu")
def restore_form(request: Request, session: SessionDep, user: PageUserDep) -> Response:
    return render(RestorePage(frame(request, session, user, "restore")))


@router.post("/khoi-phuc-chu")
def restore(request: Request, session: SessionDep, user: PageUserDep, text: Annotated[str, Form()] = "") -> Response:
    text = text.replace("\r\n", "\n")
    around = frame(request, session, user, "restore")
    if not text.strip():
        return render(RestorePage(around))
    charset = charset_of(text, ())
    return render(
        RestorePage(
            around,
            text,
            tuple(restored_words(line) for line in restore_text(text)),
            done=True,
            charset=labels.text_source(f"legacy:{charset}") if charset else "",
        )
    )


def restored_words(line: RestoredLine) -> tuple[RestoredWord, ...]:
    """The words of a restored line, those marked that the machine kept as it read them."""
    flags = set(line.flags)
    return tuple(
        RestoredWord(word, word, doubtful=word in flags or word.strip(".,;:()“”") in flags)
        for word in line.text.split()
    )


@router.get("/kiem-tra-can-cu")
def check_form(request: Request, session: SessionDep, user: PageUserDep) -> Response:
    return render(CheckPage(frame(request, session, user, "check"), day=today().isoformat()))


@router.post("/kiem-tra-can-cu")
def check(
    request: Request,
    session: SessionDep,
    store: StoreDep,
    user: PageUserDep,
    file: Annotated[UploadFile, File()],
    day: Annotated[str, Form()] = "",
) -> Response:
    around = frame(request, session, user, "check")
    name = file.filename or "du-thao"
    try:
        data, report = _report(store, session, file, typed_day(day))
    except CancuError as error:
        return render(CheckPage(around, name, day=day, problem=problem(error)), error.status)
    return render(
        CheckPage(
            around,
            name,
            checked=True,
            findings=tuple(finding(one) for one in report.findings),
            lines=tuple(f"{item.text}{item.mark}" for item in report.basis),
            day=report.day,
            correctable=check_draft.is_docx(data) and bool(report.findings),
        )
    )


@router.post("/kiem-tra-can-cu/ban-sua")
def corrected(
    session: SessionDep,
    store: StoreDep,
    user: PageUserDep,
    file: Annotated[UploadFile, File()],
    day: Annotated[str, Form()] = "",
) -> Response:
    """The draft with sure corrections written in, each finding as a comment."""
    data, report = _report(store, session, file, typed_day(day))
    name = (file.filename or "du-thao.docx").rsplit(".", 1)[0]
    return download(check_draft.corrected_docx(data, report), f"{name} (đã soát căn cứ).docx", DOCX)


def _report(store: Store, session: Session, file: UploadFile, day: str) -> tuple[bytes, check_draft.DraftReport]:
    data = bytes_of(file, store)
    return data, check_draft.check(session, data, file.filename or "", store.context(), day or None)


def finding(one: check_draft.Finding) -> Finding:
    """A finding of the service as the page shows it."""
    place = f"căn cứ thứ {one.place.line}" if one.place.line else ""
    page = f"trang {one.place.page}" if one.place.page else ""
    return Finding(
        tone=TONES[one.severity],
        label=check_draft.CODES.get(one.code, one.code),
        place=", ".join(part for part in (place, page) if part),
        printed=one.place.raw,
        message=one.message,
        remedy="" if one.code == "wrong_punctuation" else one.proposal or "",  # the message names the mark
        address=labels.entry_address(one.key) if one.key else "",
    )
