"""The administrator's pages: users, the audit log, facts on legal documents."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from api.web.context.frame import Frame, Option, Problem


@dataclass(frozen=True, slots=True)
class UserRow:
    name: str
    role_label: str
    active: bool
    created_at: datetime


@dataclass(frozen=True, slots=True)
class UsersPage:
    """`fresh`: (name, password) of a user that has just been given one; shown this once."""

    template: ClassVar[str] = "users.html"
    frame: Frame
    rows: tuple[UserRow, ...]
    roles: tuple[Option, ...]
    fresh: tuple[str, str] | None = None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class AuditLine:
    at: datetime
    user: str
    action: str
    subject: str
    address: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class AuditPage:
    template: ClassVar[str] = "audit.html"
    frame: Frame
    lines: tuple[AuditLine, ...]
    limit: int


@dataclass(frozen=True, slots=True)
class RegistryPage:
    """`told`: what became of an imported file; `errors`: (line, what is wrong)."""

    template: ClassVar[str] = "registry.html"
    frame: Frame
    facts_date: str
    count: int
    told: str = ""
    errors: tuple[tuple[int, str], ...] = ()
    problem: Problem | None = None
