"""Search with and without diacritics, numbers in any spelling, an index that follows the store."""

import pytest
from service_support import citation, letter, record
from test_entries import keep

from api.services import documents, ingest, search
from api.services.indexed import number_spellings
from api.store import Store

ROADMAP = "Phê duyệt Chương trình Chuyển đổi số quốc gia"


@pytest.fixture
def filled(store: Store) -> Store:
    cited = [
        citation("QĐ 749/QĐ-TTg 2020", "749/QĐ-TTg", doc_type="Quyết định", title=ROADMAP),
        citation("NQ 57-NQ/TW 2024", "57-NQ/TW", doc_type="Nghị quyết", title="Về đột phá phát triển khoa học"),
        citation("NĐ 85/2016/NĐ-CP", "85/2016/NĐ-CP", doc_type="Nghị định", title="Về bảo đảm an toàn hệ thống"),
    ]
    keep(store, record("ke-hoach.txt", cited, document_number="33/KH-SYT", subject="Kế hoạch chuyển đổi số năm 2025"))
    return store


def first(store: Store, query: str, kind: str = "entry") -> str | None:
    hits = search.search(store, query, kind).hits
    return hits[0].number if hits else None


@pytest.mark.store
@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("chuyển đổi số", "749/QĐ-TTg"),
        ("chuyen doi so", "749/QĐ-TTg"),
        ("CHUYEN DOI SO quoc gia", "749/QĐ-TTg"),
        ("nghị quyết 57", "57-NQ/TW"),
        ("nghi quyet 57", "57-NQ/TW"),
        ("57 nq tw", "57-NQ/TW"),
        ("57-NQ/TW", "57-NQ/TW"),
        ("qd749", "749/QĐ-TTg"),
        ("749/QĐ-TTg", "749/QĐ-TTg"),
        ("quyết định 749", "749/QĐ-TTg"),
        ("nghị định 85/2016", "85/2016/NĐ-CP"),
    ],
)
def test_finds(filled: Store, query: str, number: str) -> None:
    assert first(filled, query) == number


@pytest.mark.store
def test_kinds_and_empty_queries(filled: Store) -> None:
    assert {hit.kind for hit in search.search(filled, "chuyen doi so").hits} == {"entry", "document"}
    assert first(filled, "chuyen doi so", "document") == "33/KH-SYT"
    assert search.search(filled, " ,; ").hits == []
    assert search.search(filled, "khongcotunaynhuvay").hits == []


@pytest.mark.store
@pytest.mark.parametrize("query", ['"', "a AND (b", "*", "57:", "\\", "đ" * 500, "a " * 500, "\x00", "’"])
def test_any_query_is_survived(filled: Store, query: str) -> None:
    search.search(filled, query)
    search.suggest(filled, query)


@pytest.mark.store
def test_suggestions(filled: Store) -> None:
    assert [item.number for item in search.suggest(filled, "nghi q 57")][:1] in ([], ["57-NQ/TW"])
    assert search.suggest(filled, "57-n")[0].number == "57-NQ/TW"
    assert search.suggest(filled, "chuyen d")[0].number == "749/QĐ-TTg"


@pytest.mark.store
def test_the_index_follows_deletion_and_correction(store: Store) -> None:
    view = ingest.ingest(store, letter(), "thu.txt")
    assert (
        first(store, "bệnh án điện tử", "document") is None
        or search.search(store, "benh an dien tu", "document").total == 1
    )
    kept = keep(store, record("b.txt", document_number="77/KH-SYT", subject="Tiêm chủng mở rộng"))
    assert first(store, "tiem chung", "document") == "77/KH-SYT"
    with store.session() as session:
        documents.correct(session, kept, "header.subject", "Phòng chống dịch", None)
    assert first(store, "phong chong dich", "document") == "77/KH-SYT"
    with store.session() as session:
        documents.delete_document(store, session, kept, None)
        documents.delete_document(store, session, view.id, None)
    assert search.search(store, "phong chong dich").hits == []


@pytest.mark.store
def test_a_lost_index_is_made_anew(filled: Store) -> None:
    import shutil

    from api.services.index import SearchIndex

    assert first(filled, "qd749") == "749/QĐ-TTg"
    shutil.rmtree(filled.index.folder)
    filled.index = SearchIndex(filled.index.folder)
    assert first(filled, "qd749") == "749/QĐ-TTg"
    with filled.session() as session:
        assert filled.index.rebuild(session) == 4
    assert first(filled, "qd749") == "749/QĐ-TTg"


def test_number_spellings() -> None:
    assert {"57", "nq", "tw", "57nqtw", "nq57", "57nq"} <= set(number_spellings("57-NQ/TW"))
    assert {"qd749", "749qdttg"} <= set(number_spellings("749/QĐ-TTg"))
    assert {"9", "09"} <= set(number_spellings("09/CT-TTg"))


@pytest.mark.store
def test_snippet_is_escaped_and_marks_words(store: Store) -> None:
    view = ingest.ingest(store, letter(), "thu.txt")
    keep(store, record("x.txt", subject="<script>x</script> Căn cứ Chương trình Chuyển đổi số quốc gia"))
    made = search.search(store, "chuyen doi", "document").hits
    assert view.id and all("<script>" not in hit.snippet for hit in made)
