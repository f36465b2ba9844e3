"""The JSON API under /api/v1. Routes parse, call a service and answer; every error has the shape of `api.errors.Problem`."""

from typing import Any

from fastapi import APIRouter

from api.errors import Problem

ERRORS: dict[int | str, dict[str, Any]] = {
    401: {"model": Problem, "description": "Chưa đăng nhập"},
    404: {"model": Problem, "description": "Không tìm thấy"},
    422: {"model": Problem, "description": "Dữ liệu đầu vào không hợp lệ"},
}


def router() -> APIRouter:
    from api.routes.documents import router as documents
    from api.routes.drafting import router as drafting
    from api.routes.entries import router as entries
    from api.routes.system import router as system

    api = APIRouter(prefix="/api/v1", responses=ERRORS)
    for part in (system, documents, entries, drafting):
        api.include_router(part)
    return api
