"""Health, statistics, the shelf, sign-in for programs, users, restored text."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from api.dependencies import AdminDep, SessionDep, StoreDep, UserDep
from api.security import COOKIE, clear_session_cookie, guarded, set_session_cookie
from api.services import system, users
from api.services.documents import DocumentView
from api.services.system import Health, Statistics
from api.services.users import AuditView, UserView
from models.tables import STAFF

router = APIRouter()
MAX_TEXT = 2_000_000  # characters of one restore request


class SignIn(BaseModel):
    name: str
    password: str


class NewUser(BaseModel):
    name: str
    password: str | None = Field(default=None, description="Để trống thì máy chọn ngẫu nhiên.")
    role: str = STAFF


class NewUserResult(BaseModel):
    name: str
    role: str
    password: str


class TokenRequest(BaseModel):
    label: str = ""


class Token(BaseModel):
    token: str


class RestoreRequest(BaseModel):
    text: str = Field(max_length=MAX_TEXT)


class RestoredLineView(BaseModel):
    """One line out for one line in. `confidence` of its least sure syllable; `flags`: words kept as read, unsure."""

    text: str
    confidence: float
    flags: list[str] = []


class WhoAmI(BaseModel):
    name: str
    role: str


@router.get("/health", tags=["Hệ thống"], summary="Tình trạng dịch vụ", response_model=Health)
def health(store: StoreDep) -> Response:
    found = system.health(store)
    return JSONResponse(found.model_dump(), status_code=200 if found.ok else 503)


@router.get("/statistics", tags=["Hệ thống"], summary="Số liệu")
def statistics(store: StoreDep, session: SessionDep, user: UserDep) -> Statistics:
    return system.statistics(store, session)


@router.get("/shelf", tags=["Hệ thống"], summary="Văn bản không đọc được")
def shelf(session: SessionDep, user: UserDep) -> list[DocumentView]:
    return system.shelf(session)


@router.post("/session", tags=["Người dùng"], status_code=204, summary="Đăng nhập")
def sign_in(request: Request, store: StoreDep, session: SessionDep, given: SignIn, response: Response) -> None:
    _, secret = guarded(request, given.name, lambda: users.sign_in(session, given.name, given.password, store.settings))
    set_session_cookie(response, secret, store.settings)


@router.delete("/session", tags=["Người dùng"], status_code=204, summary="Đăng xuất")
def sign_out(session: SessionDep, request: Request, response: Response) -> None:
    users.sign_out(session, request.cookies.get(COOKIE, ""))
    clear_session_cookie(response)


@router.get("/me", tags=["Người dùng"], summary="Tôi là ai")
def me(user: UserDep) -> WhoAmI:
    return WhoAmI(name=user.name, role=user.role)


@router.post("/tokens", tags=["Người dùng"], status_code=201, summary="Tạo mã truy cập cho chương trình")
def create_token(session: SessionDep, user: UserDep, asked: TokenRequest) -> Token:
    return Token(token=users.create_token(session, user, asked.label))


@router.get("/users", tags=["Người dùng"], summary="Danh sách người dùng")
def list_users(session: SessionDep, admin: AdminDep) -> list[UserView]:
    return users.list_users(session)


@router.post("/users", tags=["Người dùng"], status_code=201, summary="Tạo người dùng")
def create_user(session: SessionDep, admin: AdminDep, asked: NewUser) -> NewUserResult:
    user, password = users.create_user(session, asked.name, asked.password, asked.role)
    users.audit(session, admin, "create_user", f"user:{user.id}", {"role": user.role})
    return NewUserResult(name=user.name, role=user.role, password=password)


@router.get("/audit", tags=["Người dùng"], summary="Nhật ký thao tác")
def audit_log(
    session: SessionDep, admin: AdminDep, limit: Annotated[int, Query(ge=1, le=1000)] = 200
) -> list[AuditView]:
    return users.audit_log(session, limit)


@router.post("/restore", tags=["Phục hồi"], summary="Phục hồi chữ tiếng Việt bị hỏng")
def restore(user: UserDep, asked: RestoreRequest) -> list[RestoredLineView]:
    from extractor.recovery import restore_text

    return [
        RestoredLineView(text=line.text, confidence=line.confidence, flags=list(line.flags))
        for line in restore_text(asked.text)
    ]
