"""Many files at a time, for `cancu ingest`: what is taken, and waiting until it is read."""

import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import col, select

from api import console, jobs
from api import worker as workers
from api.errors import Problem
from api.services import documents, ingest
from api.services.documents import DocumentView
from api.services.ingest import IngestResult
from api.store import Store
from models.errors import CancuError, InputError
from models.tables import FAILED, READING, WAITING, Document

HIDDEN = (".", "~$")  # begin names of files that are no letters: hidden ones, locks of office programs


@dataclass(frozen=True)
class Outcome:
    results: list[IngestResult]

    @property
    def failed(self) -> bool:
        return any(result.error for result in self.results)


def files_of(paths: Iterable[Path]) -> list[Path]:
    """Files as given, and those in folders, sorted, hidden ones left out."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = (item for item in sorted(path.rglob("*")) if item.is_file())
            found += [
                item for item in inside if not any(part.startswith(HIDDEN) for part in item.relative_to(path).parts)
            ]
        else:
            found.append(path)
    return list(dict.fromkeys(found))


def read_file(path: Path, max_bytes: int) -> bytes:
    """Raises InputError where the file is missing, a folder, unreadable or too large."""
    try:
        if path.stat().st_size > max_bytes:
            raise ingest.too_large(max_bytes)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise InputError("file_missing", f"Không có tệp {path}.", "Hãy kiểm tra lại đường dẫn.") from error
    except IsADirectoryError as error:
        raise InputError(
            "not_a_file", f"{path} là thư mục.", "Hãy chọn tệp, hoặc dùng cancu ingest cho thư mục."
        ) from error
    except OSError as error:
        raise InputError("file_unreadable", f"Không đọc được tệp {path}.", "Hãy kiểm tra quyền đọc.") from error


def ingest_files(store: Store, files: list[Path], wait: bool) -> Outcome:
    """Take all files in; with `wait` until each is read, by the workers there are or by one of our own."""
    results: list[IngestResult] = []
    with console.file_progress("Nhận tệp", len(files)) as step:
        for path in files:
            results.append(_take(store, path))
            step(path.name)
    if wait:
        results = _wait(store, results)
    return Outcome(results)


def _take(store: Store, path: Path) -> IngestResult:
    try:
        data = read_file(path, store.settings.max_bytes)
    except CancuError as error:
        return IngestResult(file_name=str(path), error=Problem.of(error))
    result = ingest.ingest_one(store, data, path.name)
    return result.model_copy(update={"file_name": str(path)})


def _wait(store: Store, results: list[IngestResult]) -> list[IngestResult]:
    ids = [result.document.id for result in results if result.document is not None]
    open_ids = _unfinished(store, ids)
    if open_ids:
        with store.session() as session:
            own = not jobs.live_workers(session, store.settings.stalled_seconds)
        if own:
            threading.Thread(target=workers.run, args=(store, False, False), daemon=True).start()
        _watch(store, open_ids)
    return [_final(store, result) for result in results]


def _watch(store: Store, ids: set[int]) -> None:
    total = len(ids)
    with console.file_progress("Đọc văn bản", total) as step:
        while ids:
            time.sleep(0.3)
            still = _unfinished(store, ids)
            for _ in range(len(ids) - len(still)):
                step("")
            ids = still


def _unfinished(store: Store, ids: Iterable[int]) -> set[int]:
    with store.session() as session:
        rows = session.exec(
            select(Document.id).where(col(Document.id).in_(list(ids)), col(Document.status).in_([WAITING, READING]))
        )
        return {document_id for document_id in rows if document_id is not None}


def _final(store: Store, result: IngestResult) -> IngestResult:
    """The result after reading: a document that ended on the shelf or was refused becomes a problem."""
    if result.document is None:
        return result
    with store.session() as session:
        seen = documents.progress(session, result.document.id)
        if seen.status in (FAILED, documents.REFUSED):
            return IngestResult(file_name=result.file_name, error=seen.error)
        now: DocumentView = documents.get_document(session, result.document.id)
    return result.model_copy(update={"document": now.model_copy(update={"duplicate": result.document.duplicate})})
