"""Documents: upload, record, pages, corrections, approval, retry, deletion."""

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, File, Query, Response, UploadFile
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from api.dependencies import SessionDep, StoreDep, UserDep
from api.errors import Problem
from api.services import documents, ingest
from api.services.documents import CorrectionView, DocumentList, DocumentView, PageView, Progress
from api.services.ingest import IngestResult
from api.services.searchable import searchable_pdf
from models.record import Record

router = APIRouter(tags=["Văn bản"])


class UploadResult(BaseModel):
    """What became of each file, in the order sent."""

    results: list[IngestResult]


class CorrectionRequest(BaseModel):
    """`value` null: the document has no such value."""

    field: str
    value: Any = None


@router.post("/documents", status_code=201, response_model=UploadResult, summary="Tải văn bản lên")
def upload(store: StoreDep, user: UserDep, files: Annotated[list[UploadFile], File()]) -> Any:
    """Mỗi tệp có kết quả riêng; tệp lỗi không làm dừng các tệp khác. 201 nếu có tệp được nhận, 422 nếu không."""
    results = [_take(store, user, file) for file in files]
    if any(result.document for result in results):
        return UploadResult(results=results)
    first = next(result.error for result in results if result.error)
    body = first.model_dump() | UploadResult(results=results).model_dump(mode="json")
    return JSONResponse(body, status_code=422)


@router.get("/documents", summary="Danh sách văn bản")
def list_documents(
    session: SessionDep,
    user: UserDep,
    status: str | None = None,
    q: str | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    offset: Annotated[int, Query(ge=0)] = 0,
) -> DocumentList:
    return documents.list_documents(session, status, q, limit, offset)


@router.get("/documents/{document_id}", summary="Một văn bản")
def get_document(session: SessionDep, user: UserDep, document_id: int) -> DocumentView:
    return documents.get_document(session, document_id)


@router.delete("/documents/{document_id}", status_code=204, summary="Xóa văn bản")
def delete_document(store: StoreDep, session: SessionDep, user: UserDep, document_id: int) -> None:
    documents.delete_document(store, session, document_id, user)


@router.get("/documents/{document_id}/status", summary="Tiến độ đọc")
def status(session: SessionDep, user: UserDep, document_id: int) -> Progress:
    return documents.progress(session, document_id)


@router.get("/documents/{document_id}/record", summary="Bản ghi trích xuất")
def record(session: SessionDep, user: UserDep, document_id: int, machine: bool = False) -> Record:
    """Bản ghi đã áp dụng các chỉnh sửa; `machine=true` cho bản ghi do máy đọc."""
    return documents.record_of(session, document_id, machine)


@router.get("/documents/{document_id}/pages", summary="Các trang")
def pages(session: SessionDep, user: UserDep, document_id: int) -> list[PageView]:
    return documents.pages_of(session, document_id)


@router.get(
    "/documents/{document_id}/pages/{number}/image",
    response_class=Response,
    responses={200: {"content": {"image/png": {}}}},
    summary="Ảnh trang (PNG)",
)
def page_image(store: StoreDep, session: SessionDep, user: UserDep, document_id: int, number: int) -> Response:
    data = documents.page_image(store, session, document_id, number)
    return Response(data, media_type="image/png", headers={"Cache-Control": "private, max-age=3600"})


@router.get(
    "/documents/{document_id}/original",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": {}}}},
    summary="Tệp gốc",
)
def original(store: StoreDep, session: SessionDep, user: UserDep, document_id: int) -> Response:
    return download(documents.original(store, session, document_id))


@router.get(
    "/documents/{document_id}/searchable",
    response_class=Response,
    responses={200: {"content": {"application/pdf": {}}}},
    summary="PDF tìm kiếm được",
)
def searchable(store: StoreDep, session: SessionDep, user: UserDep, document_id: int) -> Response:
    """Trang gốc kèm lớp chữ đã nhận dạng; không mang chữ ký số của bản gốc."""
    return download(searchable_pdf(store, session, document_id))


def download(file: documents.Original) -> Response:
    """As a file to save: never shown by the browser, whatever it holds."""
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.file_name)}"}
    return Response(file.data, media_type="application/octet-stream", headers=headers)


@router.get("/documents/{document_id}/corrections", summary="Các chỉnh sửa")
def corrections(session: SessionDep, user: UserDep, document_id: int) -> list[CorrectionView]:
    return documents.corrections_of(session, document_id)


@router.put("/documents/{document_id}/corrections", summary="Chỉnh sửa một trường")
def correct(session: SessionDep, user: UserDep, document_id: int, correction: CorrectionRequest) -> Record:
    return documents.correct(session, document_id, correction.field, correction.value, user)


@router.delete("/documents/{document_id}/corrections/{field}", summary="Bỏ một chỉnh sửa")
def undo_correction(session: SessionDep, user: UserDep, document_id: int, field: str) -> Record:
    return documents.undo_correction(session, document_id, field, user)


@router.post("/documents/{document_id}/approve", summary="Duyệt bản ghi")
def approve(session: SessionDep, user: UserDep, document_id: int) -> DocumentView:
    return documents.approve(session, document_id, user)


@router.post("/documents/{document_id}/unapprove", summary="Bỏ duyệt")
def unapprove(session: SessionDep, user: UserDep, document_id: int) -> DocumentView:
    return documents.unapprove(session, document_id, user)


@router.post("/documents/{document_id}/retry", summary="Đọc lại")
def retry(session: SessionDep, user: UserDep, document_id: int, again: bool = False) -> DocumentView:
    """Tiếp tục từ trang đã đọc; `again=true` đọc lại mọi trang."""
    return documents.retry(session, document_id, user, again)


def _take(store: StoreDep, user: UserDep, file: UploadFile) -> IngestResult:
    name = file.filename or ""
    if (file.size or 0) > store.settings.max_bytes:
        return IngestResult(file_name=name, error=Problem.of(ingest.too_large(store.settings.max_bytes)))
    return ingest.ingest_one(store, file.file.read(), name, user)
