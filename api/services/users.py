"""Users, sign-in, API tokens, and the audit trail."""

import hashlib
import secrets
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from pwdlib import PasswordHash
from pydantic import BaseModel
from sqlalchemy import delete
from sqlmodel import Session, col, select

from api.errors import NotFound, NotSignedIn
from models.errors import InputError
from models.settings import Settings
from models.tables import ADMIN, STAFF, Audit, FailedSignIn, Login, User, utc_now

MIN_PASSWORD = 10
ROLES = (ADMIN, STAFF)


class UserView(BaseModel):
    id: int
    name: str
    role: str
    active: bool
    created_at: datetime


class AuditView(BaseModel):
    at: datetime
    user: str | None
    action: str
    subject: str
    detail: dict[str, Any]


def create_user(session: Session, name: str, password: str | None = None, role: str = STAFF) -> tuple[User, str]:
    """A new user and their password, which is drawn at random where none is given. Raises InputError."""
    name = name.strip()
    if not name or len(name) > 100:
        raise InputError("bad_user_name", "Tên người dùng phải có từ 1 đến 100 ký tự.", "Hãy chọn tên khác.")
    if role not in ROLES:
        raise InputError("bad_role", f"Không có vai trò “{role}”.", f"Vai trò là một trong: {', '.join(ROLES)}.")
    if session.exec(select(User).where(User.name == name)).first() is not None:
        raise InputError("user_exists", f"Người dùng “{name}” đã có.", "Hãy chọn tên khác.")
    password = password or secrets.token_urlsafe(12)
    user = User(name=name, password_hash=_hash(password), role=role)
    session.add(user)
    session.flush()
    return user, password


def set_password(session: Session, name: str, password: str | None = None) -> str:
    """Give a user a new password (random where none is given), end their sessions, forget their failed sign-ins. Returns
    it."""
    user = find_user(session, name)
    password = password or secrets.token_urlsafe(12)
    user.password_hash = _hash(password)
    session.add(user)
    session.execute(delete(Login).where(col(Login.user_id) == user.id))
    session.execute(delete(FailedSignIn).where(col(FailedSignIn.name_sha256) == name_digest(user.name)))
    return password


def name_digest(name: str) -> str:
    """By which failed sign-ins of a typed name are counted."""
    return _digest(name.strip().casefold())


def set_active(session: Session, name: str, active: bool) -> UserView:
    """Lock or unlock a user; locking ends their sessions. The last active administrator stays."""
    user = find_user(session, name)
    if not active and user.role == ADMIN and _active_admins(session) <= 1:
        raise InputError("last_admin", "Không thể khóa người quản trị cuối cùng.", "Hãy tạo người quản trị khác trước.")
    user.active = active
    session.add(user)
    if not active:
        session.execute(delete(Login).where(col(Login.user_id) == user.id))
    return _view(user)


def list_users(session: Session) -> list[UserView]:
    return [_view(user) for user in session.exec(select(User).order_by(col(User.name)))]


def find_user(session: Session, name: str) -> User:
    user = session.exec(select(User).where(User.name == name)).first()
    if user is None:
        raise NotFound(f"người dùng “{name}”")
    return user


def has_users(session: Session) -> bool:
    return session.exec(select(User.id).limit(1)).first() is not None


def sign_in(session: Session, name: str, password: str, settings: Settings) -> tuple[User, str]:
    """The user and the secret of a new session. Raises NotSignedIn without saying which of the two was wrong."""
    user = check_password(session, name, password)
    secret = _new_login(session, user, "session", "", utc_now() + timedelta(hours=settings.session_hours))
    audit(session, user, "sign_in", f"user:{user.id}")
    return user, secret


def check_password(session: Session, name: str, password: str) -> User:
    """Raises NotSignedIn."""
    user = session.exec(select(User).where(User.name == name.strip())).first()
    known = user.password_hash if user is not None else _decoy()  # as slow for an unknown name
    if not _hasher().verify(password, known) or user is None or not user.active:
        raise NotSignedIn(
            "Tên đăng nhập hoặc mật khẩu không đúng.", "Hãy nhập lại, hoặc nhờ người quản trị đặt lại mật khẩu."
        )
    return user


def user_of_secret(session: Session, secret: str) -> User | None:
    """The active user of a session or token that has not run out; None otherwise."""
    if not secret:
        return None
    login = session.exec(select(Login).where(Login.secret_sha256 == _digest(secret))).first()
    if login is None or (login.expires_at is not None and login.expires_at < utc_now()):
        return None
    user = session.get(User, login.user_id)
    return user if user is not None and user.active else None


def sign_out(session: Session, secret: str) -> None:
    session.execute(delete(Login).where(col(Login.secret_sha256) == _digest(secret)))


def create_token(session: Session, user: User, label: str) -> str:
    """A token for programs; shown once. It does not run out."""
    return _new_login(session, user, "token", label, None)


def audit(session: Session, user: User | None, action: str, subject: str, detail: dict[str, Any] | None = None) -> None:
    """Note who did what. Never put text of a document into `detail`."""
    session.add(Audit(user_id=user.id if user else None, action=action, subject=subject, detail=detail or {}))


def audit_log(session: Session, limit: int = 200) -> list[AuditView]:
    names = user_names(session)
    rows = session.exec(select(Audit).order_by(col(Audit.id).desc()).limit(limit))
    return [
        AuditView(at=row.at, user=names.get(row.user_id), action=row.action, subject=row.subject, detail=row.detail)
        for row in rows
    ]


def user_names(session: Session) -> dict[int | None, str]:
    return dict(session.exec(select(User.id, User.name)).all())


def remove_expired(session: Session) -> None:
    session.execute(delete(Login).where(col(Login.expires_at) < utc_now()))


def _new_login(session: Session, user: User, kind: str, label: str, expires_at: datetime | None) -> str:
    secret = secrets.token_urlsafe(32)
    assert user.id is not None
    session.add(Login(user_id=user.id, kind=kind, secret_sha256=_digest(secret), label=label, expires_at=expires_at))
    return secret


def _active_admins(session: Session) -> int:
    return len(session.exec(select(User.id).where(User.role == ADMIN, col(User.active).is_(True))).all())


def _hash(password: str) -> str:
    if len(password) < MIN_PASSWORD:
        raise InputError(
            "weak_password",
            f"Mật khẩu cần ít nhất {MIN_PASSWORD} ký tự.",
            "Hãy chọn mật khẩu dài hơn, hoặc để trống để máy chọn.",
        )
    return _hasher().hash(password)


@cache
def _hasher() -> PasswordHash:
    return PasswordHash.recommended()


@cache
def _decoy() -> str:
    return _hasher().hash(secrets.token_urlsafe(12))


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _view(user: User) -> UserView:
    assert user.id is not None
    return UserView(id=user.id, name=user.name, role=user.role, active=user.active, created_at=user.created_at)
