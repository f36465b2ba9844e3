"""The legal-basis builder, the check of a draft's basis, and the restoring of garbled text."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.dependencies import PageUserDep, SessionDep
from api.web.common import frame
from api.web.context import BasisForm, BasisPage, RestoredWord, RestorePage
from api.web.render import render
from api.web.search_pages import today
from extractor.recovery import RestoredLine, charset_of, restore_text

router = APIRouter(include_in_schema=False)

CHARSETS = {
    "tcvn3": "Bảng mã TCVN3 (ABC)",
    "vni": "Bảng mã VNI",
    "viscii": "Bảng mã VISCII",
    "vps": "Bảng mã VPS",
    "cp1258": "Bảng mã Windows-1258",
}


@router.get("/lap-can-cu")
def builder(request: Request, session: SessionDep, user: PageUserDep) -> Response:
    return render(BasisPage(frame(request, session, user, "basis"), BasisForm(), today=today().isoformat()))


@router.get("/khoi-phuc-chu")
def restore_form(request: Request, session: SessionDep, user: PageUserDep) -> Response:
    return render(RestorePage(frame(request, session, user, "restore")))


@router.post("/khoi-phuc-chu")
def restore(request: Request, session: SessionDep, user: PageUserDep, text: Annotated[str, Form()] = "") -> Response:
    text = text.replace("\r\n", "\n")
    around = frame(request, session, user, "restore")
    if not text.strip():
        return render(RestorePage(around))
    return render(
        RestorePage(
            around,
            text,
            tuple(restored_words(line) for line in restore_text(text)),
            done=True,
            charset=CHARSETS.get(charset_of(text, ()) or "", ""),
        )
    )


def restored_words(line: RestoredLine) -> tuple[RestoredWord, ...]:
    """The words of a restored line, those marked that the machine kept as it read them."""
    flags = set(line.flags)
    return tuple(
        RestoredWord(word, word, doubtful=word in flags or word.strip(".,;:()“”") in flags)
        for word in line.text.split()
    )
