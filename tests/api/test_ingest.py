"""Files in: one document for the same bytes, job and row together, nothing left of what is refused."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from service_support import SECRET, SECRET_WORD, letter, letter_of_pages, rows
from sqlalchemy import text

from api import jobs
from api.services import documents, ingest, reading, users
from api.store import Store
from models.errors import ConfidentialDocument, InputError
from models.tables import DONE

pytestmark = pytest.mark.store


def test_row_job_and_first_page_are_there_at_once(store: Store) -> None:
    view = ingest.ingest(store, letter(), "thu.txt")
    assert (view.status, view.page_count, view.pages_done, view.duplicate) == ("waiting", 1, 1, False)
    assert rows(store, "select task_name, args->>'document_id' from procrastinate_jobs") == [(jobs.READ, str(view.id))]
    assert store.objects.original(view.sha256) == letter()


def test_no_row_without_job(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(session: object, document_id: int) -> int:
        raise RuntimeError("queue out of order")

    monkeypatch.setattr(jobs, "defer_reading", broken)
    with pytest.raises(RuntimeError):
        ingest.ingest(store, letter(), "thu.txt")
    assert rows(store, "select id from document") == []


def test_same_bytes_are_one_document(store: Store) -> None:
    first = ingest.ingest(store, letter(), "thu.txt")
    second = ingest.ingest(store, letter(), "ban-sao.txt")
    assert second.id == first.id and second.duplicate and second.file_name == "thu.txt"
    assert len(rows(store, "select id from procrastinate_jobs")) == 1


def test_uploads_at_the_same_time_are_one_document(store: Store) -> None:
    with ThreadPoolExecutor(4) as pool:
        views = list(pool.map(lambda number: ingest.ingest(store, letter(), f"{number}.txt"), range(4)))
    assert len({view.id for view in views}) == 1
    assert sum(not view.duplicate for view in views) == 1
    assert len(rows(store, "select id from procrastinate_jobs")) == 1


def test_bad_files_do_not_stop_a_batch(store: Store) -> None:
    files = [
        ("rong.txt", b""),
        ("thu.txt", letter()),
        ("gia.pdf", b"%PDF-1.7 broken"),
        ("may.exe", bytes(range(256)) * 8),
    ]
    results = {result.file_name: result for result in ingest.ingest_many(store, files)}
    assert results["thu.txt"].document is not None
    for name in ("rong.txt", "gia.pdf", "may.exe"):
        error = results[name].error
        assert error is not None and error.code and error.message.endswith(".") and error.remedy.endswith(".")
    assert len(rows(store, "select id from document")) == 1


def test_too_large(store: Store) -> None:
    store.settings = store.settings.model_copy(update={"max_bytes": 100})
    with pytest.raises(InputError) as caught:
        ingest.ingest(store, letter(), "thu.txt")
    assert caught.value.code == "file_too_large"


@pytest.mark.parametrize("name", ["../../etc/thu.txt", "C:\\thư mục\\thu.txt", "thu.txt"])
def test_names_lose_their_folders(name: str) -> None:
    assert ingest.clean_name(name) == "thu.txt"


def test_confidential_upload_leaves_no_trace(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(ConfidentialDocument):
        ingest.ingest(store, SECRET.encode(), "phuong-an.txt")
    assert_no_trace(store, caplog.text, "phuong-an")
    with store.session() as session:
        assert [(row.action, row.detail) for row in users.audit_log(session)] == [("refuse", {"code": "confidential"})]


def test_confidential_annex_is_purged_by_the_worker(store: Store, caplog: pytest.LogCaptureFixture) -> None:
    data = letter() + b"\f" + SECRET.encode()
    view = ingest.ingest(store, data, "phuong-an.txt")
    assert reading.read_document(store, view.id) == documents.REFUSED
    assert_no_trace(store, caplog.text, "phuong-an")
    with store.session() as session:
        progress = documents.progress(session, view.id)
    assert progress.status == "refused" and progress.error is not None and progress.error.code == "confidential"


def assert_no_trace(store: Store, log: str, name: str) -> None:
    """Neither words nor name of the document are in any row, object, index file or log line."""
    assert store.objects.paths() == []
    with store.session() as session:
        names = session.execute(text("select table_name from information_schema.tables where table_schema = 'public'"))
        dump = "".join(str(session.execute(text(f'select * from "{table}"')).all()) for (table,) in names.all())
    for word in (SECRET_WORD, name):
        assert word not in dump and word not in log
        assert not any(word.encode() in path.read_bytes() for path in files_below(store.settings.data))


def files_below(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_reading_makes_record_header_columns_and_entries(store: Store) -> None:
    view = ingest.ingest(store, letter(), "thu.txt")
    assert reading.read_document(store, view.id) == DONE
    with store.session() as session:
        done = documents.get_document(session, view.id)
        record = documents.record_of(session, view.id)
        pages = documents.pages_of(session, view.id)
    assert (done.status, done.document_number, done.issue_date) == ("done", "12/SYT-VP", "2025-04-15")
    assert record.source.file_name == "thu.txt" and len(pages) == 1
    assert {"QĐ 749/QĐ-TTg 2020", "NQ 57-NQ/TW 2024"} <= {key for (key,) in rows(store, "select key from entry")}


def test_long_documents_count_their_pages(store: Store) -> None:
    view = ingest.ingest(store, letter_of_pages(5), "dai.txt")
    reading.read_document(store, view.id)
    with store.session() as session:
        progress = documents.progress(session, view.id)
    assert (progress.pages_done, progress.page_count) == (5, 5)


@pytest.mark.parametrize("name", ["ban-ghi.json", "DANH-MUC.JSONL", "cau-hinh.yaml"])
def test_data_files_are_no_documents(store: Store, name: str) -> None:
    with pytest.raises(InputError) as error:
        ingest.ingest(store, letter(), name)
    assert error.value.code == "data_file" and error.value.remedy
