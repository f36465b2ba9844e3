"""Who is asking: session cookie for pages, Bearer token or Basic for programs; and whether a form came from our own pages."""

import base64
import binascii
from collections.abc import Callable
from typing import TypeVar
from urllib.parse import urlsplit

from fastapi import Request, Response
from sqlmodel import Session

from api.attempts import Attempts
from api.errors import NotAllowed
from api.services import users
from models.settings import Settings
from models.tables import User

Result = TypeVar("Result")
COOKIE = "cancu_session"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; script-src 'self'; frame-ancestors 'none';"
        " form-action 'self'; base-uri 'none'; object-src 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
}


def set_session_cookie(response: Response, secret: str, settings: Settings) -> None:
    response.set_cookie(
        COOKIE,
        secret,
        max_age=settings.session_hours * 3600,
        httponly=True,
        samesite="strict",
        secure=settings.secure_cookie,
        path="/",
    )


def clear_session_cookie(response: Response) -> None:
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")


def user_of_request(request: Request, session: Session) -> User | None:
    """The signed-in user. Raises NotSignedIn where a name and password are given and wrong."""
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return users.user_of_secret(session, given.strip())
    if scheme.lower() == "basic":
        name, password = _basic(given)
        return guarded(request, name, lambda: users.check_password(session, name, password))
    return users.user_of_secret(session, request.cookies.get(COOKIE, ""))


def guarded(request: Request, name: str, check: Callable[[], Result]) -> Result:
    """A check of a password, refused after too many failures. Raises TooManyAttempts, NotSignedIn."""
    attempts: Attempts = request.app.state.attempts
    return attempts.guarded(name, request.client.host if request.client else "", check)


def check_origin(request: Request) -> None:
    """Refuse a change that carries the session cookie but was sent by another site's page. Raises NotAllowed."""
    if request.method in SAFE_METHODS or COOKIE not in request.cookies:
        return
    sent_by = request.headers.get("origin") or request.headers.get("referer")
    if sent_by is None and request.headers.get("sec-fetch-site") in (None, "same-origin"):
        return  # not a browser, or its own word that the page is ours
    if sent_by is None or urlsplit(sent_by).netloc != request.headers.get("host"):
        raise NotAllowed(
            "Yêu cầu không xuất phát từ trang của hệ thống.", "Hãy mở lại trang rồi thử lại.", "bad_origin"
        )


def _basic(given: str) -> tuple[str, str]:
    try:
        name, _, password = base64.b64decode(given, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return name, password
