"""The web application: JSON API, pages, static files, and one place where errors become answers."""

import importlib.util
import logging
from collections.abc import Awaitable, Callable
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles
from sqlalchemy.exc import InterfaceError, OperationalError
from starlette.exceptions import HTTPException

from api import routes
from api.attempts import Attempts
from api.dependencies import SignInFirst, redirect_to_sign_in
from api.errors import Problem
from api.security import HEADERS, check_origin
from api.store import Store
from models.errors import CancuError, SetupError

log = logging.getLogger("cancu.web")

WEB = Path(__file__).parent / "web"
DOCS = frozenset({"/api/docs", "/api/redoc"})
HTTP_PROBLEMS = {
    404: Problem(code="not_found", message="Không tìm thấy trang này.", remedy="Hãy kiểm tra lại đường dẫn."),
    405: Problem(code="method_not_allowed", message="Đường dẫn này không nhận thao tác đó.", remedy="Xem /api/docs."),
}
BAD_REQUEST = Problem(
    code="bad_request",
    message="Yêu cầu thiếu hoặc sai tham số.",
    remedy="Hãy xem tài liệu giao diện lập trình tại /api/docs.",
)
INTERNAL = CancuError(
    "internal", "Hệ thống gặp lỗi ngoài dự kiến.", "Hãy thử lại; nếu vẫn lỗi, báo người quản trị xem nhật ký."
)
UNREACHABLE = SetupError("store_unreachable", "Cơ sở dữ liệu không trả lời.", "Hãy đợi một lát rồi thử lại.")


def create_app(store: Store) -> FastAPI:
    """The application over an open store. The caller closes the store."""
    app = FastAPI(
        title="Căn Cứ",
        description="Đọc văn bản hành chính tiếng Việt, lập bản ghi và chỉ mục căn cứ pháp lý.",
        version="1",
        docs_url="/api/docs",
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    app.state.store = store
    app.state.attempts = Attempts(store.database)
    app.include_router(routes.router())
    _add_pages(app)
    _add_errors(app)
    app.middleware("http")(guard)
    return app


async def guard(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    """Refuse forms of other sites; add the security headers."""
    try:
        check_origin(request)
    except CancuError as error:
        return answer(request, error)
    response = await call_next(request)
    if request.url.path not in DOCS:  # whose page loads its own scripts
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
    return response


def answer(request: Request, error: CancuError) -> Response:
    """JSON for programs, a page for people."""
    if isinstance(error, SignInFirst):
        return redirect_to_sign_in(request)
    if not is_api(request) and importlib.util.find_spec("api.web.pages"):
        from api.web.pages import render_error

        page: Response = render_error(request, error)
        return page
    headers = {"WWW-Authenticate": "Bearer"} if error.status == 401 else None
    return JSONResponse(Problem.of(error).model_dump(), status_code=error.status, headers=headers)


def is_api(request: Request) -> bool:
    return request.url.path.startswith("/api/")


def _add_pages(app: FastAPI) -> None:
    if (WEB / "static").is_dir():
        app.mount("/static", StaticFiles(directory=WEB / "static"), name="static")
    if importlib.util.find_spec("api.web.pages"):
        from api.web.pages import router

        app.include_router(router, include_in_schema=False)


def _add_errors(app: FastAPI) -> None:
    @app.exception_handler(CancuError)
    def known(request: Request, error: CancuError) -> Response:
        if error.status >= 500:
            log.error("%s %s: %s", request.method, request.url.path, error.code)
        return answer(request, error)

    @app.exception_handler(RequestValidationError)
    def bad_request(request: Request, error: RequestValidationError) -> Response:
        places = [".".join(str(part) for part in item["loc"]) for item in error.errors()]
        problem = CancuError(BAD_REQUEST.code, f"{BAD_REQUEST.message} ({', '.join(places)})", BAD_REQUEST.remedy)
        problem.status = 422
        return answer(request, problem)

    @app.exception_handler(HTTPException)
    def http(request: Request, error: HTTPException) -> Response:
        told = HTTP_PROBLEMS.get(error.status_code, BAD_REQUEST)
        problem = CancuError(told.code, told.message, told.remedy)
        problem.status = error.status_code
        return answer(request, problem)

    @app.exception_handler(OperationalError)
    @app.exception_handler(InterfaceError)
    def unreachable(request: Request, error: Exception) -> Response:
        log.error("%s %s: database does not answer (%s)", request.method, request.url.path, type(error).__name__)
        return answer(request, UNREACHABLE)

    @app.exception_handler(Exception)
    def unknown(request: Request, error: Exception) -> Response:
        return answer(request, INTERNAL)  # Starlette logs the traceback
