"""Page routes: sign-in, home with upload, help, errors; the other pages come from the modules included at the end."""

from typing import Annotated

from fastapi import APIRouter, File, Form, Request, Response, UploadFile
from fastapi.responses import JSONResponse, RedirectResponse
from sqlalchemy.orm.exc import DetachedInstanceError

from api.attempts import TooManyAttempts
from api.dependencies import PageUserDep, SessionDep, StoreDep
from api.errors import NotSignedIn
from api.security import COOKIE, clear_session_cookie, guarded, set_session_cookie
from api.services import documents, system, users
from api.services.ingest import IngestResult, ingest, ingest_many
from api.web import (
    admin_pages,
    basis_pages,
    document_pages,
    entry_editing,
    entry_pages,
    progress,
    search_pages,
    text_pages,
)
from api.web.common import frame, go, local, problem, row
from api.web.context import ErrorPage, Frame, HelpPage, HomePage, LoginPage, Upload
from api.web.render import render
from models.errors import CancuError

router = APIRouter(include_in_schema=False)
RECENT = 12
MEGABYTE = 1024 * 1024


@router.get("/dang-nhap")
def sign_in_form(request: Request, session: SessionDep, next: str = "/") -> Response:
    return render(LoginPage(frame(request, session, None), next=local(next)))


@router.post("/dang-nhap")
def sign_in(
    request: Request,
    session: SessionDep,
    store: StoreDep,
    name: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",
) -> Response:
    try:
        _, secret = guarded(request, name, lambda: users.sign_in(session, name, password, store.settings))
    except (NotSignedIn, TooManyAttempts) as error:
        page = LoginPage(frame(request, session, None), name=name, next=local(next), problem=problem(error))
        return render(page, error.status)
    response = RedirectResponse(local(next), status_code=303)
    set_session_cookie(response, secret, store.settings)
    return response


@router.post("/dang-xuat")
def sign_out(request: Request, session: SessionDep) -> Response:
    users.sign_out(session, request.cookies.get(COOKIE, ""))
    response = go("/dang-nhap", "da-dang-xuat")
    clear_session_cookie(response)
    return response


@router.get("/")
def home(request: Request, session: SessionDep, store: StoreDep, user: PageUserDep) -> Response:
    return render(_home(request, session, store, user))


@router.post("/")
def upload_without_script(
    request: Request,
    session: SessionDep,
    store: StoreDep,
    user: PageUserDep,
    files: Annotated[list[UploadFile], File()],
) -> Response:
    results = ingest_many(store, ((file.filename or "", file.file.read()) for file in files), user)
    return render(_home(request, session, store, user, tuple(_upload(result) for result in results)))


@router.post("/tai-len")
def upload(store: StoreDep, user: PageUserDep, file: Annotated[UploadFile, File()]) -> Response:
    """One file of the upload page; answers its state, or the problem, as JSON."""
    try:
        view = ingest(store, file.file.read(), file.filename or "", user)
    except CancuError as error:
        return JSONResponse({"code": error.code, "message": error.message, "remedy": error.remedy}, error.status)
    return JSONResponse(progress.state_of_row(row(view)) | {"duplicate": view.duplicate}, 201)


@router.get("/tro-giup")
def help_page(request: Request, session: SessionDep, store: StoreDep, user: PageUserDep) -> Response:
    limit = store.settings.max_bytes // MEGABYTE
    return render(HelpPage(frame(request, session, user, "help"), max_megabytes=limit))


def _home(
    request: Request, session: SessionDep, store: StoreDep, user: PageUserDep, uploads: tuple[Upload, ...] = ()
) -> HomePage:
    found = documents.list_documents(session, limit=RECENT)
    counts = system.statistics(store, session)
    busy = counts.documents["waiting"] + counts.documents["reading"]
    totals = (
        ("văn bản", sum(counts.documents.values()), "/van-ban"),
        ("đang đọc", busy, "/van-ban?tinh-trang=reading"),
        ("văn bản pháp luật được viện dẫn", counts.entries, "/tim-kiem"),
    )
    return HomePage(
        frame(request, session, user, "home"),
        recent=tuple(row(view) for view in found.items),
        max_megabytes=store.settings.max_bytes // MEGABYTE,
        totals=totals if found.total else (),
        uploads=uploads,
    )


def _upload(result: IngestResult) -> Upload:
    address = f"/van-ban/{result.document.id}" if result.document else ""
    return Upload(result.file_name, address, problem(result.error))


ERRORS = {
    403: ("Không được phép", "Tài khoản này không được làm việc đó."),
    404: ("Không tìm thấy trang", "Địa chỉ này không có, hoặc văn bản đã bị xóa."),
    405: ("Không làm được việc này", "Trang này không nhận yêu cầu kiểu đó."),
    413: ("Tệp quá lớn", "Tệp gửi lên vượt quá dung lượng cho phép."),
    422: ("Chưa làm được", "Thông tin gửi lên chưa đúng."),
    503: ("Hệ thống chưa sẵn sàng", "Một phần của hệ thống chưa chạy hoặc chưa được cài đặt."),
    500: ("Hệ thống gặp lỗi", "Có lỗi ngoài dự kiến. Lỗi đã được ghi vào nhật ký."),
}


def render_error(request: Request, error: CancuError | None = None, status: int = 500) -> Response:
    """An error as a page, in words that say what to do. Without `error` the words go by the status."""
    status = error.status if error is not None else status
    heading, message = ERRORS.get(status, ERRORS[500] if status >= 500 else ERRORS[422])
    remedy = "Hãy thử lại sau ít phút; nếu vẫn gặp, báo cho quản trị hệ thống." if status >= 500 else ""
    if error is not None:
        message, remedy = error.message, error.remedy
    user = getattr(request.state, "user", None)
    try:
        name = user.name if user is not None else None
    except DetachedInstanceError:  # the session that loaded the user is closed; the page does without the name
        name = None
    return render(ErrorPage(Frame(user=name), status, heading, message, remedy), status)


for module in (
    admin_pages,
    document_pages,
    search_pages,
    entry_pages,
    entry_editing,
    basis_pages,
    text_pages,
    progress,
):
    router.include_router(module.router)
