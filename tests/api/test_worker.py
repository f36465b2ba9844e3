"""What happens when things go wrong while a document is read."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from service_support import letter, letter_of_pages, rows

from api import worker
from api.services import documents, ingest, reading
from api.store import Store
from extractor import pipeline
from models.errors import InputError, SetupError

pytestmark = pytest.mark.store


def status(store: Store, document_id: int) -> documents.Progress:
    with store.session() as session:
        return documents.progress(session, document_id)


def test_a_worker_reads_what_is_waiting(store: Store) -> None:
    views = [ingest.ingest(store, letter(number), f"{number}.txt") for number in (1, 2)]
    worker.run(store, wait=False, install_signal_handlers=False)
    assert [status(store, view.id).status for view in views] == ["done", "done"]


def test_finished_pages_are_not_read_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    view = ingest.ingest(store, letter_of_pages(4), "dai.txt")
    read: list[int] = []
    original = pipeline.read_page

    def counting(opened: object, number: int) -> object:
        read.append(number)
        return original(opened, number)  # type: ignore[arg-type]

    monkeypatch.setattr(pipeline, "read_page", counting)
    stops = iter([False, True])
    with pytest.raises(reading.Stopped):
        reading.read_document(store, view.id, lambda: next(stops))
    stored = {number for (number,) in rows(store, "select number from page")}
    assert len(stored) >= 2
    read.clear()
    assert reading.read_document(store, view.id) == "done"
    assert sorted(read) == sorted({1, 2, 3, 4} - stored)


def test_a_bad_file_goes_on_the_shelf_at_once(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    view = ingest.ingest(store, letter(), "thu.txt")

    def refuse(*_: object) -> object:
        raise InputError("truncated_file", "Tệp bị cắt cụt.", "Hãy gửi lại tệp.")

    monkeypatch.setattr(reading, "describe", refuse)
    worker.run(store, wait=False, install_signal_handlers=False)
    found = status(store, view.id)
    assert found.status == "failed" and found.error is not None and found.error.code == "truncated_file"


@pytest.mark.parametrize(
    ("error", "code"),
    [(ValueError("x"), "reading_failed"), (SetupError("tesseract_missing", "Thiếu.", "Cài."), "tesseract_missing")],
)
def test_other_failures_are_tried_again_then_shelved(
    store: Store, monkeypatch: pytest.MonkeyPatch, error: Exception, code: str
) -> None:
    view = ingest.ingest(store, letter(), "thu.txt")
    tries: list[int] = []

    def fail(*_: object) -> object:
        tries.append(1)
        raise error

    monkeypatch.setattr(reading, "describe", fail)
    monkeypatch.setattr(worker, "PAUSE", 0)
    for _ in range(store.settings.max_attempts + 1):
        worker.run(store, wait=False, install_signal_handlers=False)
    found = status(store, view.id)
    assert len(tries) == store.settings.max_attempts
    assert found.status == "failed" and found.error is not None and found.error.code == code
    with store.session() as session:
        assert documents.get_document(session, view.id).attempts == store.settings.max_attempts


SLOW_WORKER = """
import sys, time
from pathlib import Path
from api import worker
from api.services import reading
from api.store import Store
from models.database import Database
from models.settings import Settings

def hang(*arguments):
    Path(sys.argv[3]).touch()
    time.sleep(600)

reading.describe = hang
worker.run(Store(Settings(data=Path(sys.argv[2]), stalled_seconds=2, workers=1), Database(sys.argv[1])))
"""


def test_the_job_of_a_killed_worker_is_taken_over(store: Store, tmp_path: Path, root: Path) -> None:
    view = ingest.ingest(store, letter_of_pages(3), "dai.txt")
    mark = tmp_path / "hangs"
    arguments = [sys.executable, "-c", SLOW_WORKER, store.database.dsn, str(store.settings.data), str(mark)]
    process = subprocess.Popen(arguments, cwd=root)
    try:
        wait_for(mark.exists)
        assert status(store, view.id).status == "reading"
    finally:
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    time.sleep(store.settings.stalled_seconds + 0.5)
    worker.run(store, wait=False, install_signal_handlers=False)
    assert status(store, view.id).status == "done"
    assert rows(store, "select count(*) from page") == [(3,)]


def test_a_job_that_kills_its_workers_ends_on_the_shelf(store: Store) -> None:
    view = ingest.ingest(store, letter(), "thu.txt")
    with store.session() as session:
        dead = f"update procrastinate_jobs set status = 'doing', attempts = {store.settings.max_attempts - 1}"
        session.connection().exec_driver_sql(dead)
    worker.run(store, wait=False, install_signal_handlers=False)
    found = status(store, view.id)
    assert found.status == "failed" and found.error is not None and found.error.code == "reading_failed"


def test_deleted_while_waiting(store: Store) -> None:
    view = ingest.ingest(store, letter(), "thu.txt")
    with store.session() as session:
        documents.delete_document(store, session, view.id, None)
    assert reading.read_document(store, view.id) == "gone"


def wait_for(condition: Callable[[], bool], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "timed out"
        time.sleep(0.1)
