"""Staff merge, split and correct entries: kept, undone, and stronger than machines and registry."""

from datetime import date

import pytest
from fastapi.testclient import TestClient
from service_support import citation, keep, record, rows

from api.services import decisions, entries, registry
from api.services.decisions import OtherDocument
from api.services.reading import save_record
from api.store import Store
from corpora.facts.registry import ENDED
from models.errors import InputError
from models.record import Citation
from models.tables import Decision, LegalDocument, User

pytestmark = pytest.mark.store

RIGHT = {"key": "QĐ 794/QĐ-TTg 2020", "number": "794/QĐ-TTg", "date": "2020-06-03", "title": "Tên đúng"}
WRONG = {"key": "QĐ 749/QĐ-TTg 2030", "number": "749/QĐ-TTg", "date": "2030-06-03", "title": "Tên in sai"}


def counted(store: Store) -> dict[str, int]:
    """Key to number of citing letters."""
    return dict(rows(store, "select key, document_count from entry"))


def identity(store: Store, key: str) -> int:
    ((found,),) = rows(store, "select id from entry where key = :key", key=key)
    return int(found)


def reread(store: Store, document_id: int, *citations: Citation) -> None:
    with store.session() as session:
        save_record(session, document_id, record("b.txt", list(citations)), 0.1)


def last(store: Store, kind: str) -> int:
    ((found,),) = rows(store, "select max(id) from decision where kind = :kind", kind=kind)
    return int(found)


def undo_last(store: Store, kind: str, admin: User | None = None) -> None:
    number = last(store, kind)
    with store.session() as session:
        decisions.undo(session, number, admin)


@pytest.fixture
def two(store: Store) -> tuple[int, int]:
    """Letters a and b; b prints the number wrongly."""
    return keep(store, record("a.txt", [citation(**RIGHT)])), keep(store, record("b.txt", [citation(**WRONG)]))


class TestMerge:
    def test_its_letters_go_to_the_other(self, store: Store, two: tuple[int, int], admin: User) -> None:
        wrong, right = identity(store, WRONG["key"]), identity(store, RIGHT["key"])
        with store.session() as session:
            kept = decisions.merge(session, wrong, right, admin)
        assert (kept.id, kept.document_count) == (right, 2)
        assert counted(store) == {RIGHT["key"]: 2}
        assert rows(store, "select action, subject from audit where action = 'entry_merge'") == [
            ("entry_merge", f"entry:{WRONG['key']}")
        ]

    def test_it_outlives_a_new_reading_and_meets_new_letters(self, store: Store, two: tuple[int, int]) -> None:
        with store.session() as session:
            decisions.merge(session, identity(store, WRONG["key"]), identity(store, RIGHT["key"]), None)
        reread(store, two[1], citation(**WRONG))
        keep(store, record("c.txt", [citation(**WRONG)]))
        assert counted(store) == {RIGHT["key"]: 3}

    def test_undone_it_is_as_before(self, store: Store, two: tuple[int, int]) -> None:
        before = counted(store)
        with store.session() as session:
            decisions.merge(session, identity(store, WRONG["key"]), identity(store, RIGHT["key"]), None)
        undo_last(store, "merge")
        assert counted(store) == before
        with store.session() as session:
            (told,) = decisions.history(session, RIGHT["key"])
        assert told.kind == "merge" and told.undone_at is not None

    def test_merges_follow_each_other(self, store: Store, two: tuple[int, int]) -> None:
        third = {"key": "QĐ 7940/QĐ-TTg 2020", "number": "7940/QĐ-TTg", "date": "2020-06-03"}
        keep(store, record("c.txt", [citation(**third)]))
        with store.session() as session:
            decisions.merge(session, identity(store, WRONG["key"]), identity(store, third["key"]), None)
        with store.session() as session:
            decisions.merge(session, identity(store, third["key"]), identity(store, RIGHT["key"]), None)
        assert counted(store) == {RIGHT["key"]: 3}
        undo_last(store, "merge")
        assert counted(store) == {RIGHT["key"]: 1, third["key"]: 2}

    def test_an_entry_of_the_registry_stays_away_and_comes_back(self, store: Store, two: tuple[int, int]) -> None:
        with store.session() as session:
            session.add(LegalDocument(key="QĐ 79/QĐ-TTg 2020", number="79/QĐ-TTg", title="Nạp nhầm", source="import"))
            session.flush()
            entries.note_legal_documents(session, ["QĐ 79/QĐ-TTg 2020"])
        with store.session() as session:
            decisions.merge(session, identity(store, "QĐ 79/QĐ-TTg 2020"), identity(store, RIGHT["key"]), None)
        with store.session() as session:
            entries.note_legal_documents(session, ["QĐ 79/QĐ-TTg 2020"])
        assert "QĐ 79/QĐ-TTg 2020" not in counted(store)
        undo_last(store, "merge")
        assert "QĐ 79/QĐ-TTg 2020" in counted(store)

    def test_letters_that_a_split_led_there_come_back_too(self, store: Store, two: tuple[int, int]) -> None:
        other = OtherDocument(number="4321/QĐ-TTg", date="2024-06-05", doc_type="Quyết định")
        with store.session() as session:
            made = decisions.split(session, identity(store, WRONG["key"]), [two[1]], other, None)
        with store.session() as session:
            decisions.merge(session, made.id, identity(store, RIGHT["key"]), None)
        assert counted(store) == {RIGHT["key"]: 2}
        undo_last(store, "merge")
        assert counted(store) == {RIGHT["key"]: 1, made.key: 1}

    def test_not_with_itself(self, store: Store, two: tuple[int, int]) -> None:
        with store.session() as session, pytest.raises(InputError) as error:
            decisions.merge(session, identity(store, RIGHT["key"]), identity(store, RIGHT["key"]), None)
        assert error.value.code == "same_entry"


class TestSplit:
    BARE = {"key": "QĐ 794/QĐ-TTg", "number": "794/QĐ-TTg"}

    def test_a_letter_means_a_document_described_anew(self, store: Store) -> None:
        keep(store, record("a.txt", [citation(**RIGHT)]))
        other = keep(store, record("b.txt", [citation(**self.BARE)]))
        assert counted(store) == {RIGHT["key"]: 2}
        described = OtherDocument(
            number="794/QĐ-TTg", doc_type="Quyết định", date="2022-07-01", title="Quyết định khác"
        )
        with store.session() as session:
            made = decisions.split(session, identity(store, RIGHT["key"]), [other], described, None)
        assert (made.key, made.title, made.date, made.source) == (
            "QĐ 794/QĐ-TTg 2022",
            "Quyết định khác",
            "2022-07-01",
            "staff",
        )
        assert counted(store) == {RIGHT["key"]: 1, "QĐ 794/QĐ-TTg 2022": 1}
        reread(store, other, citation(**self.BARE))
        assert counted(store) == {RIGHT["key"]: 1, "QĐ 794/QĐ-TTg 2022": 1}
        undo_last(store, "split")
        assert counted(store) == {RIGHT["key"]: 2}

    def test_what_is_printed_decides_where_a_new_reading_gives_another_key(
        self, store: Store, two: tuple[int, int]
    ) -> None:
        with store.session() as session:
            decisions.split(session, identity(store, WRONG["key"]), [two[1]], identity(store, RIGHT["key"]), None)
        assert counted(store) == {RIGHT["key"]: 2}
        printed = WRONG | {"key": "QĐ 749/QĐ-TTg 2031", "date": "2031-06-03", "raw": "số 749/QĐ-TTg"}
        reread(store, two[1], citation(**printed))
        assert counted(store) == {RIGHT["key"]: 2}

    def test_only_that_letter(self, store: Store, two: tuple[int, int]) -> None:
        keep(store, record("c.txt", [citation(**WRONG)]))
        with store.session() as session:
            decisions.split(session, identity(store, WRONG["key"]), [two[1]], identity(store, RIGHT["key"]), None)
        assert counted(store) == {RIGHT["key"]: 2, WRONG["key"]: 1}

    def test_at_least_one_letter_and_another_document(self, store: Store, two: tuple[int, int]) -> None:
        right = identity(store, RIGHT["key"])
        for letters, other, code in (
            ([], OtherDocument(number="1/QĐ-TTg"), "no_letters"),
            ([two[0]], right, "same_entry"),
            ([two[0]], OtherDocument(), "bad_value"),
        ):
            with store.session() as session, pytest.raises(InputError) as error:
                decisions.split(session, right, letters, other, None)
            assert error.value.code == code


class TestCorrect:
    def test_staff_win_over_letters_and_registry(self, store: Store, two: tuple[int, int], admin: User) -> None:
        right = identity(store, RIGHT["key"])
        with store.session() as session:
            view = decisions.correct(session, right, "title", "  Tên do cán bộ\nghi ", admin)
        assert (view.title, view.source) == ("Tên do cán bộ ghi", "staff")
        keep(store, record("c.txt", [citation(**RIGHT)]))
        with store.session() as session:
            session.add(LegalDocument(key=RIGHT["key"], number=RIGHT["number"], title="Tên nạp vào", source="import"))
            session.flush()
            entries.note_legal_documents(session, [RIGHT["key"]])
        assert rows(store, "select title, source, document_count from entry where id = :id", id=right) == [
            ("Tên do cán bộ ghi", "staff", 2)
        ]
        undo_last(store, "correct")
        assert rows(store, "select title, source from entry where id = :id", id=right) == [("Tên nạp vào", "registry")]

    def test_two_corrections_undone_give_the_first_value(self, store: Store, two: tuple[int, int]) -> None:
        right = identity(store, RIGHT["key"])
        for number in ("795/QĐ-TTg", "796/QĐ-TTg"):
            with store.session() as session:
                decisions.correct(session, right, "number", number, None)
        assert rows(store, "select folded_number from entry where id = :id", id=right) == [("796/qd-ttg",)]
        undo_last(store, "correct")
        undone = rows(store, "select min(id) from decision where kind = 'correct'")[0][0]
        assert rows(store, "select number from entry where id = :id", id=right) == [("795/QĐ-TTg",)]
        with store.session() as session:
            decisions.undo(session, undone, None)
        assert rows(store, "select number, source from entry where id = :id", id=right) == [("794/QĐ-TTg", "citation")]

    @pytest.mark.parametrize(
        ("field", "value", "code"),
        [
            ("key", "x", "bad_field"),
            ("date", "3/6/2020", "bad_value"),
            ("status", "Còn", "bad_value"),
            ("doc_type", "Thơ", "bad_value"),
        ],
    )
    def test_bad_values_are_refused(
        self, store: Store, two: tuple[int, int], field: str, value: str, code: str
    ) -> None:
        with store.session() as session, pytest.raises(InputError) as error:
            decisions.correct(session, identity(store, RIGHT["key"]), field, value, None)
        assert error.value.code == code

    def test_an_entry_that_nobody_cites_any_more_goes_and_comes_back_corrected(
        self, store: Store, two: tuple[int, int]
    ) -> None:
        with store.session() as session:
            decisions.correct(session, identity(store, WRONG["key"]), "aliases", "Đề án thử; Đề án mẫu", None)
        reread(store, two[1])
        assert WRONG["key"] not in counted(store)
        reread(store, two[1], citation(**WRONG))
        assert rows(store, "select aliases from entry where key = :key", key=WRONG["key"]) == [
            (["Đề án thử", "Đề án mẫu"],)
        ]


def test_decisions_of_a_deleted_letter_go_with_it(store: Store, two: tuple[int, int]) -> None:
    from api.services import documents

    with store.session() as session:
        decisions.split(session, identity(store, WRONG["key"]), [two[1]], identity(store, RIGHT["key"]), None)
    with store.session() as session:
        documents.remove(store, session, two[1])
    with store.session() as session:
        assert session.get(Decision, last(store, "split") if rows(store, "select 1 from decision") else 0) is None


def test_the_legal_basis_follows_what_staff_say_of_the_effect(store: Store) -> None:
    keep(store, record("a.txt", [citation("NĐ 69/2024/NĐ-CP", "69/2024/NĐ-CP", doc_type="Nghị định")]))
    day = date(2026, 1, 5)
    with store.session() as session:
        before = registry.status_of(session, "69/2024/NĐ-CP", day)
        decisions.correct(session, identity(store, "NĐ 69/2024/NĐ-CP"), "effective_to", "2025-12-01", None)
    with store.session() as session:
        after = registry.status_of(session, "69/2024/NĐ-CP", day)
        shown = entries.get_entry(session, identity(store, "NĐ 69/2024/NĐ-CP"))
    assert before is not None and before.usable
    assert after is not None and after.status == ENDED and after.since == "2025-12-01"
    assert shown.status == ENDED
    undo_last(store, "correct")
    with store.session() as session:
        assert registry.status_of(session, "69/2024/NĐ-CP", day) == before


def test_by_json(store: Store, two: tuple[int, int], client: TestClient) -> None:
    wrong, right = identity(store, WRONG["key"]), identity(store, RIGHT["key"])
    assert client.post(f"/api/v1/entries/{wrong}/merge", json={"into": right}).json()["document_count"] == 2
    told = client.get(f"/api/v1/entries/{right}/decisions").json()
    assert [(one["kind"], one["created_by"]) for one in told] == [("merge", "quan-tri")]
    assert client.delete(f"/api/v1/decisions/{told[0]['id']}").json()["key"] == WRONG["key"]
    assert client.delete(f"/api/v1/decisions/{told[0]['id']}").status_code == 404
    split = {
        "document_ids": [two[0]],
        "other": {"number": "794/QĐ-TTg", "date": "2022-01-05", "doc_type": "Quyết định"},
    }
    assert client.post(f"/api/v1/entries/{right}/split", json=split).json()["key"] == "QĐ 794/QĐ-TTg 2022"
    wrong = identity(store, WRONG["key"])
    assert client.put(f"/api/v1/entries/{wrong}/fields/title", json={"value": "Mới"}).json()["title"] == "Mới"
    assert client.put(f"/api/v1/entries/{wrong}/fields/khác", json={"value": "Mới"}).status_code == 422
    assert client.get("/api/v1/search", params={"q": "Mới"}).json()["hits"][0]["id"] == wrong
