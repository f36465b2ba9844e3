"""Legal basis and drafts. The rules are in `api.services.legal_basis`, `drafting` and `check_draft`."""

from datetime import date as Date
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, File, Query, Response, UploadFile
from pydantic import BaseModel

from api.dependencies import AdminDep, SessionDep, StoreDep, UserDep
from api.services import check_draft as checking
from api.services import drafting, drafts, entries, ingest, legal_basis, registry
from api.services.drafts import DraftView

router = APIRouter(tags=["Căn cứ"])
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class BasisRequest(BaseModel):
    """A new document. `lines`: the basis as staff put it; empty for the proposed one."""

    title: str
    issuer: str = ""
    place: str | None = None
    date: Date | None = None
    doc_type: str = "Kế hoạch"
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
    doc_type: str = "Kế hoạch",
    parent: str | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 15,
) -> dict[str, Any]:
    """Danh sách xếp theo thứ tự viết, kèm lý do và hiệu lực vào ngày ban hành."""
    return legal_basis.suggest(session, title, issuer, place, date, doc_type, parent, limit).to_json()


@router.post("/drafts/docx", response_class=Response, responses={200: {"content": {DOCX: {}}}}, summary="Dự thảo DOCX")
def draft_docx(session: SessionDep, user: UserDep, asked: BasisRequest) -> Response:
    lines = (
        asked.lines
        or legal_basis.suggest(session, asked.title, asked.issuer, asked.place, asked.date, asked.doc_type).lines
    )
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
    if (file.size or 0) > store.settings.max_bytes:
        raise ingest.too_large(store.settings.max_bytes)
    return checking.check(session, file.file.read(), file.filename or "", store.context()).to_json()


@router.post("/registry", status_code=201, summary="Nạp dữ kiện văn bản pháp luật")
def import_registry(
    store: StoreDep, session: SessionDep, admin: AdminDep, file: Annotated[UploadFile, File()]
) -> ImportResult:
    if (file.size or 0) > store.settings.max_bytes:
        raise ingest.too_large(store.settings.max_bytes)
    report = registry.import_file(session, file.file.read(), file.filename or "")
    entries.note_legal_documents(session, report.keys)
    errors = [f"{error.line}: {error.message}" for error in report.errors]
    return ImportResult(added=report.added, changed=report.changed, unchanged=report.unchanged, errors=errors)
