"""Legal basis and drafts. The rules are in `api.services.legal_basis`, `drafting` and `check_draft`."""

from datetime import date as Date
from typing import Annotated, Any, Literal
from urllib.parse import quote

from fastapi import APIRouter, File, Form, Query, Response, UploadFile
from pydantic import BaseModel

from api.dependencies import AdminDep, SessionDep, StoreDep, UserDep, bytes_of
from api.services import check_draft as checking
from api.services import drafting, drafts, entries, legal_basis, registry
from api.services.drafts import DraftView
from api.services.legal_basis import Request

Limit = Annotated[int, Query(ge=1, le=100)]
router = APIRouter(tags=["Căn cứ"])
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class BasisRequest(BaseModel):
    """A new document. `lines`: the basis as staff put it; empty for the proposed one. `parent`: number of the document
    that it implements."""

    title: str
    issuer: str = ""
    place: str | None = None
    date: Date | None = None
    doc_type: str = legal_basis.PLAN
    parent: str | None = None
    lines: list[str] = []


class DraftRequest(BaseModel):
    title: str
    content: dict[str, Any] = {}


class ImportResult(BaseModel):
    added: int
    changed: int
    unchanged: int
    errors: list[str]


@router.get("/legal-basis", summary="Gợi ý căn cứ pháp lý")
def suggest(
    session: SessionDep,
    user: UserDep,
    title: str,
    issuer: str = "",
    place: str | None = None,
    date: Date | None = None,
    doc_type: str = legal_basis.PLAN,
    parent: str | None = None,
    limit: Limit = 15,
) -> dict[str, Any]:
    """Danh sách xếp theo thứ tự viết, kèm lý do và hiệu lực vào ngày ban hành. `parent`: số của văn bản cấp trên."""
    request = Request(title, issuer, legal_basis.day_of(date), place or None, doc_type, parent or None)
    return legal_basis.suggest(session, request, limit).to_json()


@router.post("/legal-basis", summary="Gợi ý căn cứ pháp lý từ dự thảo hoặc văn bản cấp trên")
def suggest_from_files(
    store: StoreDep,
    session: SessionDep,
    user: UserDep,
    title: Annotated[str, Form()] = "",
    issuer: Annotated[str, Form()] = "",
    place: Annotated[str | None, Form()] = None,
    date: Annotated[Date | None, Form()] = None,
    doc_type: Annotated[str, Form()] = "",
    parent: Annotated[str | None, Form()] = None,
    parent_file: Annotated[UploadFile | None, File()] = None,
    draft_file: Annotated[UploadFile | None, File()] = None,
) -> dict[str, Any]:
    """Như trên; `parent_file`: tệp văn bản cấp trên; `draft_file`: dự thảo, cho biết cả những trường để trống."""
    files: tuple[tuple[Literal["parent", "draft"], UploadFile | None], ...] = (
        ("parent", parent_file),
        ("draft", draft_file),
    )
    given = tuple(
        legal_basis.read_given(bytes_of(file, store), file.filename or "", role, store.context())
        for role, file in files
        if file is not None
    )
    day = legal_basis.day_of(date)
    request = Request(title, issuer, day, place or None, doc_type, parent or None, given)
    return legal_basis.suggest(session, request).to_json()


@router.post("/drafts/docx", response_class=Response, responses={200: {"content": {DOCX: {}}}}, summary="Dự thảo DOCX")
def draft_docx(session: SessionDep, user: UserDep, asked: BasisRequest) -> Response:
    day = legal_basis.day_of(asked.date)
    request = Request(asked.title, asked.issuer, day, asked.place, asked.doc_type, asked.parent)
    lines = asked.lines or legal_basis.suggest(session, request).lines
    frame = drafting.skeleton(
        asked.title, asked.issuer, asked.place, asked.date, asked.doc_type, today=legal_basis.day_of(None)
    )
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote('du-thao.docx')}"}
    return Response(drafting.docx(frame, lines), media_type=DOCX, headers=headers)


@router.get("/drafts", summary="Bản thảo đã lưu")
def list_drafts(session: SessionDep, user: UserDep) -> list[DraftView]:
    return drafts.list_drafts(session)


@router.post("/drafts", status_code=201, summary="Lưu bản thảo")
def save_draft(session: SessionDep, user: UserDep, asked: DraftRequest) -> DraftView:
    return drafts.save_draft(session, asked.title, asked.content, user)


@router.get("/drafts/{draft_id}", summary="Một bản thảo")
def get_draft(session: SessionDep, user: UserDep, draft_id: int) -> DraftView:
    return drafts.get_draft(session, draft_id)


@router.put("/drafts/{draft_id}", summary="Sửa bản thảo")
def change_draft(session: SessionDep, user: UserDep, draft_id: int, asked: DraftRequest) -> DraftView:
    return drafts.save_draft(session, asked.title, asked.content, user, draft_id)


@router.delete("/drafts/{draft_id}", status_code=204, summary="Xóa bản thảo")
def delete_draft(session: SessionDep, user: UserDep, draft_id: int) -> None:
    drafts.delete_draft(session, draft_id)


@router.post("/check-draft", summary="Kiểm tra phần căn cứ của dự thảo")
def check_draft(
    store: StoreDep, session: SessionDep, user: UserDep, file: Annotated[UploadFile, File()]
) -> dict[str, Any]:
    return checking.check(session, bytes_of(file, store), file.filename or "", store.context()).to_json()


@router.post("/registry", status_code=201, summary="Nạp dữ kiện văn bản pháp luật")
def import_registry(
    store: StoreDep, session: SessionDep, admin: AdminDep, file: Annotated[UploadFile, File()]
) -> ImportResult:
    report = registry.import_file(session, bytes_of(file, store), file.filename or "")
    entries.note_legal_documents(session, report.keys)
    errors = [f"{error.line}: {error.message}" for error in report.errors]
    return ImportResult(added=report.added, changed=report.changed, unchanged=report.unchanged, errors=errors)
