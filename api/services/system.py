"""The state of the house: health, counts, the shelf of failed documents, and what `cancu doctor` looks at."""

import re
import shutil
import subprocess
import sys
from typing import Any

from pydantic import BaseModel
from sqlalchemy import func, text
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, select

from api import jobs
from api.services import documents
from api.services.documents import DocumentView
from api.store import Store
from models.settings import Settings
from models.tables import FAILED, Document, Entry, Mention, Page

LOW_DISK = 1024**3  # bytes


class Health(BaseModel):
    """`ok`: database and object store answer. `workers`: with a sign of life within the stalled time."""

    ok: bool
    database: bool
    objects: bool
    workers: int
    waiting: int
    index_behind: int


class Statistics(BaseModel):
    """`entries`: legal documents that at least one letter cites."""

    documents: dict[str, int]
    pages: int
    entries: int
    mentions: int
    jobs: dict[str, int]
    workers: int


class Finding(BaseModel):
    """One line of the doctor: what was looked at, whether it is well, what was found, what to do."""

    name: str
    ok: bool
    found: str
    remedy: str = ""


def health(store: Store) -> Health:
    try:
        with store.session() as session:
            workers = jobs.live_workers(session, store.settings.stalled_seconds)
            waiting = jobs.queue_counts(session).get("todo", 0)
            behind = store.index.behind(session)
            database = True
    except SQLAlchemyError:
        database, workers, waiting, behind = False, 0, 0, 0
    objects = _objects_answer(store)
    return Health(
        ok=database and objects,
        database=database,
        objects=objects,
        workers=workers,
        waiting=waiting,
        index_behind=behind,
    )


def statistics(store: Store, session: Session) -> Statistics:
    def count(table: Any) -> int:
        return session.exec(select(func.count()).select_from(table)).one()

    return Statistics(
        documents=documents.count_by_status(session),
        pages=count(Page),
        entries=session.exec(select(func.count()).select_from(Entry).where(col(Entry.document_count) > 0)).one(),
        mentions=count(Mention),
        jobs=jobs.queue_counts(session),
        workers=jobs.live_workers(session, store.settings.stalled_seconds),
    )


def shelf(session: Session, limit: int = 200) -> list[DocumentView]:
    """Documents that could not be read, the latest first; `documents.retry` takes one off."""
    rows = session.exec(
        select(Document).where(Document.status == FAILED).order_by(col(Document.finished_at).desc()).limit(limit)
    ).all()
    return documents.views(session, rows)


def programs(settings: Settings) -> list[Finding]:
    """Python, Tesseract with Vietnamese, LibreOffice, disk."""
    return [_python(), _tesseract(), _libreoffice(), _disk(settings)]


def store_findings(store: Store) -> list[Finding]:
    """Database, object store, workers, index."""
    with store.session() as session:
        server = str(session.execute(text("show server_version")).scalar_one())
        counts = documents.count_by_status(session)
        behind = store.index.behind(session)
        workers = jobs.live_workers(session, store.settings.stalled_seconds)
    kind = "nhúng" if store.database.embedded else "máy chủ"
    failed = counts.get(FAILED, 0)
    return [
        Finding(name="PostgreSQL", ok=True, found=f"{server} ({kind})"),
        Finding(
            name="Kho tệp gốc", ok=_objects_answer(store), found=store.objects.url, remedy="Kiểm tra CANCU_OBJECTS."
        ),
        Finding(name="Chỉ mục", ok=True, found=f"còn {behind} thay đổi chờ cập nhật" if behind else "đã cập nhật"),
        Finding(name="Tiến trình đọc", ok=True, found=f"{workers} đang chạy"),
        Finding(
            name="Văn bản lỗi",
            ok=not failed,
            found=str(failed),
            remedy="Xem danh sách lỗi trên trang web rồi bấm “Thử lại”.",
        ),
    ]


def _objects_answer(store: Store) -> bool:
    try:
        store.objects.paths("health/")
    except Exception:  # whatever the object store's driver raises means that it does not answer
        return False
    return True


def _python() -> Finding:
    found = ".".join(map(str, sys.version_info[:3]))
    return Finding(name="Python", ok=sys.version_info >= (3, 11), found=found, remedy="Cài Python 3.11 trở lên.")


def _tesseract() -> Finding:
    remedy = "Cài: sudo apt-get install tesseract-ocr tesseract-ocr-vie"
    path = shutil.which("tesseract")
    if path is None:
        return Finding(name="Tesseract", ok=False, found="chưa cài", remedy=remedy)
    version = _output([path, "--version"]).splitlines()[:1]
    languages = set(_output([path, "--list-langs"]).split())
    if "vie" not in languages:
        return Finding(name="Tesseract", ok=False, found="thiếu dữ liệu tiếng Việt (vie)", remedy=remedy)
    number = re.search(r"\d+(?:\.\d+)+", " ".join(version))
    return Finding(name="Tesseract", ok=True, found=f"{number[0] if number else '?'}, có dữ liệu vie")


def _libreoffice() -> Finding:
    path = shutil.which("soffice") or shutil.which("libreoffice")
    return Finding(
        name="LibreOffice",
        ok=path is not None,
        found=path or "chưa cài (không đọc được DOC, XLS, RTF, ODT)",
        remedy="" if path else "Cài: sudo apt-get install libreoffice-writer libreoffice-calc",
    )


def _disk(settings: Settings) -> Finding:
    folder = settings.data
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    return Finding(
        name="Đĩa",
        ok=free > LOW_DISK,
        found=f"còn {free / 1024**3:.1f} GB tại {settings.data}",
        remedy="Dọn bớt đĩa hoặc đặt CANCU_DATA sang ổ khác.",
    )


def _output(command: list[str]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout + done.stderr
