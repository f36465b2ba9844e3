"""Restoring garbled text, and the check of a draft's legal basis: something pasted or sent in, findings out, nothing kept."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from api.dependencies import PageUserDep, SessionDep
from api.web import labels
from api.web.common import frame
from api.web.context import RestoredWord, RestorePage
from api.web.render import render
from extractor.recovery import RestoredLine, charset_of, restore_text

router = APIRouter(include_in_schema=False)


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
