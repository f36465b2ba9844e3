"""The administrator's pages: users, who did what, facts on legal documents."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, Request, Response, UploadFile
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from api.dependencies import PageUserDep, SessionDep, StoreDep, bytes_of
from api.errors import NotAllowed
from api.services import entries, registry, users
from api.services.users import AuditView
from api.web import formats
from api.web.common import frame, go, options, problem
from api.web.context import AuditLine, AuditPage, RegistryPage, UserRow, UsersPage
from api.web.document_pages import download
from api.web.render import render
from models.errors import InputError
from models.tables import ADMIN, STAFF, User

router = APIRouter(include_in_schema=False)
ROLES = {STAFF: "Cán bộ", ADMIN: "Quản trị"}
LATEST = 300  # lines of the audit log
ACTIONS = {
    "sign_in": "Đăng nhập",
    "ingest": "Tiếp nhận tệp",
    "refuse": "Từ chối tiếp nhận",
    "correct": "Sửa bản ghi",
    "undo_correction": "Bỏ chỗ sửa bản ghi",
    "approve": "Duyệt văn bản",
    "unapprove": "Bỏ duyệt văn bản",
    "retry": "Đọc lại văn bản",
    "delete": "Xóa văn bản",
    "entry_merge": "Gộp văn bản pháp luật",
    "entry_split": "Tách văn bản viện dẫn",
    "entry_correct": "Sửa văn bản pháp luật",
    "undo_entry_merge": "Bỏ gộp văn bản pháp luật",
    "undo_entry_split": "Bỏ tách văn bản viện dẫn",
    "undo_entry_correct": "Bỏ chỗ sửa văn bản pháp luật",
    "create_user": "Tạo người dùng",
    "set_password": "Đặt lại mật khẩu",
    "lock_user": "Khóa người dùng",
    "unlock_user": "Mở khóa người dùng",
    "import_registry": "Nạp danh mục văn bản",
    "seed_registry": "Nạp danh mục kèm theo hệ thống",
}
SUBJECTS = {"document": "văn bản số", "user": "người dùng số", "entry": "", "upload": "tệp gửi lên"}
DETAILS = {"field": "trường", "role": "vai trò", "target": "sang", "file": "tệp", "document": "văn bản số"}


def admin_of(user: PageUserDep) -> User:
    if user.role != ADMIN:
        raise NotAllowed("Trang này chỉ dành cho người quản trị.")
    return user


AdminPageDep = Annotated[User, Depends(admin_of, scope="function")]
Text = Annotated[str, Form()]


@router.get("/quan-tri")
def admin(user: AdminPageDep) -> Response:
    return RedirectResponse("/quan-tri/nguoi-dung", status_code=303)


@router.get("/quan-tri/nguoi-dung")
def user_list(request: Request, session: SessionDep, user: AdminPageDep) -> Response:
    return render(_users(request, session, user))


@router.post("/quan-tri/nguoi-dung")
def create_user(
    request: Request, session: SessionDep, user: AdminPageDep, name: Text = "", role: Text = STAFF
) -> Response:
    """A new user; the password is drawn by the machine and shown once."""
    try:
        made, password = users.create_user(session, name, None, role)
    except InputError as error:
        return render(_users(request, session, user, error=error), error.status)
    users.audit(session, user, "create_user", f"user:{made.id}", {"role": made.role})
    return render(_users(request, session, user, (made.name, password)))


@router.post("/quan-tri/nguoi-dung/mat-khau")
def set_password(request: Request, session: SessionDep, user: AdminPageDep, name: Text) -> Response:
    password = users.set_password(session, name)
    users.audit(session, user, "set_password", f"user:{users.find_user(session, name).id}")
    return render(_users(request, session, user, (name, password)))


@router.post("/quan-tri/nguoi-dung/khoa")
def set_active(request: Request, session: SessionDep, user: AdminPageDep, name: Text, active: Text = "") -> Response:
    try:
        changed = users.set_active(session, name, bool(active))
    except InputError as error:
        return render(_users(request, session, user, error=error), error.status)
    users.audit(session, user, "unlock_user" if changed.active else "lock_user", f"user:{changed.id}")
    return go("/quan-tri/nguoi-dung", "da-mo-khoa" if changed.active else "da-khoa")


@router.get("/quan-tri/nhat-ky")
def audit_log(request: Request, session: SessionDep, user: AdminPageDep) -> Response:
    lines = tuple(_line(one) for one in users.audit_log(session, LATEST))
    return render(AuditPage(frame(request, session, user, "admin"), lines, LATEST))


@router.get("/quan-tri/danh-muc")
def registry_page(request: Request, session: SessionDep, user: AdminPageDep) -> Response:
    return render(_registry(request, session, user))


@router.post("/quan-tri/danh-muc")
def import_registry(
    request: Request, session: SessionDep, store: StoreDep, user: AdminPageDep, file: Annotated[UploadFile, File()]
) -> Response:
    """Facts of a file; lines with errors are named, the others are taken."""
    try:
        report = registry.import_file(session, bytes_of(file, store), file.filename or "")
    except InputError as error:
        return render(_registry(request, session, user, error=error), error.status)
    entries.note_legal_documents(session, report.keys)
    counts = {"added": report.added, "changed": report.changed}
    users.audit(session, user, "import_registry", "registry", {"file": file.filename or "", **counts})
    told = f"{report.added} văn bản mới, {report.changed} thay đổi, {report.unchanged} giữ nguyên."
    errors = tuple((one.line, one.message) for one in report.errors)
    return render(_registry(request, session, user, told, errors))


@router.get("/quan-tri/danh-muc/mau.csv")
def registry_template(user: AdminPageDep) -> Response:
    return download(registry.template_csv().encode("utf-8-sig"), "mau-danh-muc.csv", "text/csv; charset=utf-8")


def _users(
    request: Request,
    session: Session,
    user: User,
    fresh: tuple[str, str] | None = None,
    error: InputError | None = None,
) -> UsersPage:
    rows = tuple(
        UserRow(one.name, ROLES.get(one.role, one.role), one.active, one.created_at)
        for one in users.list_users(session)
    )
    roles = options(list(ROLES.items()), STAFF)
    return UsersPage(frame(request, session, user, "admin"), rows, roles, fresh, problem(error))


def _registry(
    request: Request,
    session: Session,
    user: User,
    told: str = "",
    errors: tuple[tuple[int, str], ...] = (),
    error: InputError | None = None,
) -> RegistryPage:
    index = registry.registry_index(session)
    around = frame(request, session, user, "admin")
    day = formats.short_date(index.facts_date)
    return RegistryPage(around, day, len(index.documents), told, errors, problem(error))


def _line(one: AuditView) -> AuditLine:
    kind, _, name = one.subject.partition(":")
    subject = " ".join(part for part in (SUBJECTS.get(kind, kind if kind != "registry" else ""), name) if part)
    address = f"/van-ban/{name}" if kind == "document" and name.isdigit() and one.action != "delete" else ""
    return AuditLine(
        one.at, one.user or "hệ thống", ACTIONS.get(one.action, one.action), subject, address, _detail(one)
    )


def _detail(one: AuditView) -> str:
    parts: list[Any] = [f"{words} {one.detail[name]}" for name, words in DETAILS.items() if one.detail.get(name)]
    return ", ".join(parts)
