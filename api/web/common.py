"""What all page routes share: the frame, rows of documents, notices after a form was sent."""

from collections.abc import Mapping
from datetime import date, datetime
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from api.errors import Problem as StoredProblem
from api.services import documents
from api.services.documents import DocumentView
from api.store_context import VIETNAM
from api.web.context import DocumentRow, Frame, Option, Pager, Problem
from models.errors import CancuError
from models.tables import FAILED, User

PER_PAGE = 25

# Said once after a form was sent; the address carries the code, never the words.
NOTICES = {
    "da-sua": "Đã lưu chỗ sửa. Bản máy đọc vẫn được giữ.",
    "da-bo-sua": "Đã lấy lại bản máy đọc.",
    "da-duyet": "Đã duyệt văn bản.",
    "da-bo-duyet": "Đã bỏ duyệt văn bản.",
    "doc-lai": "Đã đưa văn bản vào hàng đợi đọc lại.",
    "da-xoa": "Đã xóa văn bản.",
    "da-sua-phap-luat": "Đã lưu chỗ sửa. Chỗ sửa được giữ khi đọc lại văn bản hoặc nạp lại danh mục.",
    "da-bo-sua-phap-luat": "Đã bỏ chỗ sửa.",
    "da-gop": "Đã gộp hai văn bản.",
    "da-tach": "Đã tách các văn bản viện dẫn đã đánh dấu.",
    "da-luu": "Đã lưu bản nháp.",
    "da-xoa-nhap": "Đã xóa bản nháp.",
    "da-khoa": "Đã khóa người dùng và kết thúc các phiên đăng nhập.",
    "da-mo-khoa": "Đã mở khóa người dùng.",
    "da-dang-xuat": "Đã đăng xuất.",
}


def frame(
    request: Request, session: Session, user: User | None, section: str = "", error: CancuError | None = None
) -> Frame:
    counts = documents.count_by_status(session) if user else {}
    return Frame(
        section=section,
        user=user.name if user else None,
        role=user.role if user else "",
        shelf=counts.get(FAILED, 0),
        notice=NOTICES.get(request.query_params.get("thong-bao", ""), ""),
        problem=problem(error),
    )


def today() -> date:
    return datetime.now(VIETNAM).date()


def problem(error: CancuError | StoredProblem | None) -> Problem | None:
    return Problem(error.message, error.remedy, error.code) if error is not None else None


def go(address: str, notice: str = "", fragment: str = "") -> RedirectResponse:
    """Redirect after a form (303), with a notice for the next page."""
    if notice:
        address += ("&" if "?" in address else "?") + urlencode({"thong-bao": notice})
    return RedirectResponse(address + (f"#{fragment}" if fragment else ""), status_code=303)


def local(address: str, fallback: str = "/") -> str:
    """An address of this site only: never one that a link from elsewhere could smuggle in."""
    plain = (
        address.startswith("/") and not address.startswith(("//", "/\\")) and not any(c in address for c in "\r\n\\")
    )
    return address if plain else fallback


def row(view: DocumentView) -> DocumentRow:
    return DocumentRow(
        id=str(view.id),
        file_name=view.file_name,
        state="approved" if view.approved_at and view.status == "done" else view.status,
        pages_done=view.pages_done,
        pages_total=view.page_count,
        number=view.document_number,
        issue_date=view.issue_date,
        issuer=view.issuing_body,
        doc_type=view.doc_type,
        subject=view.subject,
        created_at=view.created_at,
        warnings=view.warning_count,
        problem=problem(view.error),
        attempts=view.attempts,
    )


def pager(page: int, total: int, address: str, query: Mapping[str, str], per_page: int = PER_PAGE) -> Pager:
    kept = urlencode({name: value for name, value in query.items() if value})
    return Pager(page, max(1, -(-total // per_page)), total, f"{address}?{kept}&" if kept else f"{address}?")


def options(pairs: list[tuple[str, str]], chosen: str, counts: Mapping[str, int] | None = None) -> tuple[Option, ...]:
    return tuple(
        Option(value, label, value == chosen, counts.get(value) if counts is not None else None)
        for value, label in pairs
    )
