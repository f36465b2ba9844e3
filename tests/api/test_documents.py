"""Records with staff corrections, approval, the shelf, deletion."""

import pytest
from service_support import citation, letter, record, rows
from test_entries import keep

from api.errors import NotFound, NotReady
from api.services import documents, drafts, ingest, reading, system, users
from api.services.reading import save_record
from api.store import Store
from models.errors import CancuError, InputError
from models.record import Record
from models.tables import User

pytestmark = pytest.mark.store


@pytest.fixture
def kept(store: Store) -> int:
    cited = [citation("QĐ 749/QĐ-TTg 2020", "749/QĐ-TTg", raw="Quyết định số 749")]
    return keep(store, record("a.txt", cited, document_number="12/SYT", issue_date="2025-04-15"))


def correct(store: Store, document_id: int, field: str, value: object, user: User | None = None) -> Record:
    with store.session() as session:
        return documents.correct(session, document_id, field, value, user)


def test_corrections_win_and_keep_the_reading(store: Store, kept: int, admin: User) -> None:
    made = correct(store, kept, "header.document_number", "13/SYT", admin)
    field = made.header.document_number
    assert field is not None and (field.value, field.raw, field.confidence) == ("13/SYT", "12/SYT", 1.0)
    with store.session() as session:
        assert documents.get_document(session, kept).document_number == "13/SYT"
        machine = documents.record_of(session, kept, machine=True).header.document_number
        shown = documents.corrections_of(session, kept)
    assert machine is not None and machine.value == "12/SYT"
    assert [(item.value, item.machine_value, item.created_by) for item in shown] == [("13/SYT", "12/SYT", "quan-tri")]


def test_values_can_be_added_and_taken_away(store: Store, kept: int) -> None:
    assert correct(store, kept, "header.place", "Hòa An").header.place is not None
    assert correct(store, kept, "header.issue_date", None).header.issue_date is None
    made = correct(store, kept, "header.recipients", ["Sở Nội vụ", "Sở Tài chính"])
    assert [item.value for item in made.header.recipients] == ["Sở Nội vụ", "Sở Tài chính"]
    made = correct(store, kept, "tasks.0.lead", "Phòng Kế hoạch")
    assert (made.tasks[0].lead, made.tasks[0].raw) == ("Phòng Kế hoạch", "Lập kế hoạch")


def test_a_false_item_can_be_taken_out(store: Store, kept: int) -> None:
    assert correct(store, kept, "citations.0", None).citations == []
    assert rows(store, "select count(*) from mention") == [(0,)]
    with store.session() as session:
        assert len(documents.undo_correction(session, kept, "citations.0", None).citations) == 1
    assert rows(store, "select count(*) from mention") == [(1,)]


def test_corrected_citation_moves_to_its_entry(store: Store, kept: int) -> None:
    correct(store, kept, "citations.0.key", "QĐ 794/QĐ-TTg 2020")
    assert rows(store, "select key from entry") == [("QĐ 794/QĐ-TTg 2020",)]


def test_corrections_outlive_a_new_extraction(store: Store, kept: int) -> None:
    correct(store, kept, "header.document_number", "13/SYT")
    correct(store, kept, "tasks.0.lead", "Phòng Kế hoạch")
    again = record("a.txt", [], document_number="99/SYT", issue_date="2025-04-16")
    again.tasks.insert(0, again.tasks[0].model_copy(update={"raw": "Việc mới", "task": "Việc mới"}))
    with store.session() as session:
        save_record(session, kept, again, 0.1)
        made = documents.record_of(session, kept)
        assert documents.get_document(session, kept).document_number == "13/SYT"
    assert made.header.issue_date is not None and made.header.issue_date.value == "2025-04-16"
    assert [task.lead for task in made.tasks] == ["Văn phòng", "Phòng Kế hoạch"]


def test_a_correction_without_its_place_is_kept_and_said(store: Store, kept: int) -> None:
    correct(store, kept, "tasks.0.lead", "Phòng Kế hoạch")
    again = record("a.txt")
    again.tasks.clear()
    with store.session() as session:
        save_record(session, kept, again, 0.1)
        assert [item.applied for item in documents.corrections_of(session, kept)] == [False]


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("header.nothing", "x", "bad_field"),
        ("tasks.7.lead", "x", "bad_field"),
        ("tasks.0.raw", "x", "bad_field"),
        ("source.sha256", "x", "bad_field"),
        ("pages.0.text", "x", "bad_field"),
        ("tasks.0", {"task": "x"}, "bad_value"),
        ("header.recipients", 7, "bad_value"),
        ("header.recipients", [{"a": 1}], "bad_value"),
        ("header.subject", {"a": 1}, "bad_value"),
    ],
)
def test_wrong_corrections_are_refused(store: Store, kept: int, field: str, value: object, code: str) -> None:
    with pytest.raises(InputError) as caught:
        correct(store, kept, field, value)
    assert caught.value.code == code
    assert rows(store, "select count(*) from correction") == [(0,)]


def test_approval_ends_with_a_correction(store: Store, kept: int, admin: User) -> None:
    with store.session() as session:
        assert documents.approve(session, kept, admin).approved_by == "quan-tri"
    correct(store, kept, "header.place", "Hòa An")
    with store.session() as session:
        assert documents.get_document(session, kept).approved_at is None


def test_unread_documents_have_no_record(store: Store) -> None:
    view = ingest.ingest(store, letter(), "thu.txt")
    with store.session() as session:
        with pytest.raises(NotReady):
            documents.record_of(session, view.id)
        with pytest.raises(NotReady):
            documents.approve(session, view.id, None)
        with pytest.raises(NotFound):
            documents.record_of(session, 999)


def test_delete_leaves_nothing_but_the_fact(store: Store, admin: User) -> None:
    view = ingest.ingest(store, letter(), "thu.txt", admin)
    reading.read_document(store, view.id)
    correct(store, view.id, "header.place", "Hòa An")
    with store.session() as session:
        documents.delete_document(store, session, view.id, admin)
    for table in ("document", "page", "record", "correction", "mention", "relation", "procrastinate_jobs"):
        assert rows(store, f"select count(*) from {table}") == [(0,)], table
    assert store.objects.paths() == []
    assert ("delete",) in rows(store, "select action from audit")
    assert ingest.ingest(store, letter(), "thu.txt").duplicate is False


def test_shelf_and_retry(store: Store, admin: User) -> None:
    view = ingest.ingest(store, letter(), "thu.txt")
    with store.session() as session:
        session.connection().exec_driver_sql("update procrastinate_jobs set status = 'failed'")
    reading.shelve(store, view.id, CancuError("reading_failed", "Không đọc được.", "Hãy thử lại."))
    with store.session() as session:
        assert [(item.id, item.error and item.error.code) for item in system.shelf(session)] == [
            (view.id, "reading_failed")
        ]
        again = documents.retry(session, view.id, admin)
    assert (again.status, again.error, again.pages_done) == ("waiting", None, 1)
    assert rows(store, "select count(*) from procrastinate_jobs where status = 'todo'") == [(1,)]
    assert reading.read_document(store, view.id) == "done"


def test_lists_filter_and_count(store: Store, kept: int) -> None:
    ingest.ingest(store, letter(), "100%.txt")
    with store.session() as session:
        assert documents.list_documents(session).counts == {"waiting": 1, "reading": 0, "done": 1, "failed": 0}
        assert [item.id for item in documents.list_documents(session, text="12/syt").items] == [kept]
        assert documents.list_documents(session, text="0%").total == 1
        assert documents.list_documents(session, text="%%").total == 0
        assert documents.list_documents(session, status="done").total == 1


def test_statistics(store: Store, kept: int) -> None:
    with store.session() as session:
        found = system.statistics(store, session)
    assert (found.documents["done"], found.entries, found.mentions) == (1, 1, 1)


def test_drafts(store: Store, admin: User) -> None:
    with store.session() as session:
        draft = drafts.save_draft(session, "Kế hoạch", {"lines": ["Căn cứ …"]}, admin)
        drafts.save_draft(session, "Kế hoạch 2026", {}, admin, draft.id)
        assert [(item.title, item.created_by) for item in drafts.list_drafts(session)] == [
            ("Kế hoạch 2026", "quan-tri")
        ]
        drafts.delete_draft(session, draft.id)
        with pytest.raises(NotFound):
            drafts.get_draft(session, draft.id)


def test_passwords_sessions_and_locks(store: Store, admin: User) -> None:
    with store.session() as session:
        _, password = users.create_user(session, "lan")
        _, secret = users.sign_in(session, "lan", password, store.settings)
        assert users.user_of_secret(session, secret) is not None
        assert password not in str(rows(store, "select * from users"))
        users.set_active(session, "lan", False)
        assert users.user_of_secret(session, secret) is None
        for name, given in (("lan", password), ("nobody", "x"), ("quan-tri", "wrong")):
            with pytest.raises(CancuError) as caught:
                users.sign_in(session, name, given, store.settings)
            assert caught.value.code == "not_signed_in"
        with pytest.raises(InputError, match="cuối cùng"):
            users.set_active(session, "quan-tri", False)
