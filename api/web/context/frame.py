"""What surrounds every page, and the pages with little else: sign-in, help, errors."""

from dataclasses import dataclass, field
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Problem:
    """One line that says what is wrong, and one that says what to do."""

    message: str
    remedy: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds every page. `section` marks the current menu item; `shelf` counts documents that failed."""

    section: str = ""
    user: str | None = None
    role: str = ""
    shelf: int = 0
    notice: str = ""
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Pager:
    """`url` is the address of the list with everything but the page number, ending in "?" or "&"."""

    page: int
    pages: int
    total: int
    url: str


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    selected: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class LoginPage:
    template: ClassVar[str] = "login.html"
    frame: Frame
    name: str = ""
    next: str = "/"
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class HelpPage:
    template: ClassVar[str] = "help.html"
    frame: Frame
    formats: str = "PDF, DOCX, DOC, RTF, ODT, XLS, XLSX, TXT, PNG, JPEG, TIFF"
    max_megabytes: int = 50


@dataclass(frozen=True, slots=True)
class ErrorPage:
    template: ClassVar[str] = "error.html"
    frame: Frame
    status: int
    heading: str
    message: str
    remedy: str = ""
    actions: tuple[tuple[str, str], ...] = field(default=(("Về trang chủ", "/"),))
