"""What routes ask FastAPI for. The session is committed when the route's function ends well, before the answer leaves."""

from collections.abc import Iterator
from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, Request, UploadFile
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from api.errors import NotAllowed, NotSignedIn
from api.security import user_of_request
from api.services.ingest import too_large
from api.store import Store
from models.tables import ADMIN, User


class SignInFirst(NotSignedIn):
    """A page was asked for without a session: the answer is a redirect to the sign-in page."""


def store_of(request: Request) -> Store:
    store: Store = request.app.state.store
    return store


StoreDep = Annotated[Store, Depends(store_of)]


def session_of(store: StoreDep) -> Iterator[Session]:
    with store.session() as session:
        yield session


SessionDep = Annotated[Session, Depends(session_of, scope="function")]


def user_of(request: Request, session: SessionDep) -> User:
    user = user_of_request(request, session)
    if user is None:
        raise NotSignedIn
    request.state.user = user
    return user


def page_user_of(request: Request, session: SessionDep) -> User:
    user = user_of_request(request, session)
    if user is None:
        raise SignInFirst
    request.state.user = user
    return user


UserDep = Annotated[User, Depends(user_of, scope="function")]
PageUserDep = Annotated[User, Depends(page_user_of, scope="function")]


def admin_of(user: UserDep) -> User:
    if user.role != ADMIN:
        raise NotAllowed("Việc này chỉ dành cho người quản trị.")
    return user


AdminDep = Annotated[User, Depends(admin_of, scope="function")]


def bytes_of(file: UploadFile, store: Store) -> bytes:
    """An uploaded file. Raises InputError("file_too_large")."""
    if (file.size or 0) > store.settings.max_bytes:
        raise too_large(store.settings.max_bytes)
    return file.file.read()


def redirect_to_sign_in(request: Request) -> RedirectResponse:
    target = request.url.path if request.method == "GET" else "/"
    return RedirectResponse(f"/dang-nhap?next={quote(target)}", status_code=303)
