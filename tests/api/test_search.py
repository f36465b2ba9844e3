"""Search with and without diacritics, numbers in any spelling, an index that follows the store."""

import time
from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient
from service_support import citation, letter, record, rows
from sqlmodel import select
from test_entries import keep

from api.services import changes, documents, ingest, search
from api.services.indexed import number_spellings
from api.store import Store
from models.tables import Entry

FOUND_WITHIN = 2.0  # seconds, from the end of the reading
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


@pytest.fixture
def varied(store: Store) -> Store:
    """Two decrees and a circular that one letter cites, a decree that another one cites."""
    ended = citation(
        "NĐ 73/2019/NĐ-CP",
        "73/2019/NĐ-CP",
        doc_type="Nghị định",
        issuer="Chính phủ",
        title="Quản lý đầu tư công nghệ thông tin",
    )
    young = citation(
        "NĐ 331/2026/NĐ-CP",
        "331/2026/NĐ-CP",
        doc_type="Nghị định",
        issuer="Chính phủ",
        title="An toàn công nghệ thông tin",
    )
    local = citation(
        "QĐ 70499/QĐ-UBND 2025",
        "70499/QĐ-UBND",
        doc_type="Quyết định",
        date="2025-04-01",
        issuer="Ủy ban nhân dân tỉnh Phú Yên",
    )
    keep(
        store,
        record("a.txt", [ended, young, local], document_number="33/KH-SYT", subject="Kế hoạch công nghệ thông tin"),
    )
    keep(store, record("b.txt", [young], document_number="34/KH-SYT", subject="Kế hoạch khác"))
    with store.session() as session:
        for key, first, last in (
            ("NĐ 73/2019/NĐ-CP", "2020-01-01", "2024-08-01"),
            ("NĐ 331/2026/NĐ-CP", "2026-07-01", None),
        ):
            entry = session.exec(select(Entry).where(Entry.key == key)).one()
            entry.effective_from, entry.effective_to, entry.source = first, last, "registry"
            session.add(entry)
            changes.touch(session, "entry", [entry.id or 0])
    return store


def numbers(store: Store, query: str = "", order: search.Order = "relevance", **filters: Any) -> list[str | None]:
    found = search.search(store, query, "entry", filters=search.Filters(**filters), order=order)
    assert found.total == len(found.hits)
    return [hit.number for hit in found.hits]


@pytest.mark.store
def test_filters(varied: Store) -> None:
    assert numbers(varied, doc_type="quyet dinh") == ["70499/QĐ-UBND"]
    assert numbers(varied, place="Phú Yên") == ["70499/QĐ-UBND"]
    assert set(numbers(varied, issuer="Chính phủ")) == {"73/2019/NĐ-CP", "331/2026/NĐ-CP"}
    assert numbers(varied, issuer="CP") == numbers(varied, issuer="chinh phu")
    assert numbers(varied, year_from=2020, year_to=2025) == ["70499/QĐ-UBND"]
    assert numbers(varied, "cong nghe thong tin", year_to=2019) == ["73/2019/NĐ-CP"]
    assert numbers(varied, "cong nghe thong tin", place="Phú Yên") == []


@pytest.mark.store
def test_status_on_a_day(varied: Store) -> None:
    ended = "Hết hiệu lực toàn bộ"
    assert numbers(varied, status=ended, on=date(2024, 8, 1)) == ["73/2019/NĐ-CP"]
    assert numbers(varied, status=ended, on=date(2024, 7, 31)) == []
    assert numbers(varied, status="Chưa có hiệu lực", on=date(2026, 6, 30)) == ["331/2026/NĐ-CP"]
    assert numbers(varied, status="Còn hiệu lực", on=date(2026, 7, 1)) == ["331/2026/NĐ-CP"]


@pytest.mark.store
def test_citing_letter_and_orders(varied: Store) -> None:
    (second,) = rows(varied, "select id from document where document_number = '34/KH-SYT'")[0]
    assert numbers(varied, citing=second) == ["331/2026/NĐ-CP"]
    assert numbers(varied, "cong nghe thong tin", "cited") == ["331/2026/NĐ-CP", "73/2019/NĐ-CP"]
    assert numbers(varied, issuer="Chính phủ", order="date")[0] == "331/2026/NĐ-CP"


@pytest.mark.store
def test_phrases_in_quotes(varied: Store) -> None:
    assert numbers(varied, '"đầu tư công nghệ"') == ["73/2019/NĐ-CP"]
    assert numbers(varied, "“công nghệ đầu tư”") == []


@pytest.mark.store
def test_filters_in_the_api_and_on_the_page(varied: Store, client: TestClient) -> None:
    asked = {"q": "cong nghe thong tin", "kind": "entry", "status": "Hết hiệu lực toàn bộ", "on": "2025-01-01"}
    assert [hit["number"] for hit in client.get("/api/v1/search", params=asked).json()["hits"]] == ["73/2019/NĐ-CP"]
    assert client.get("/api/v1/search", params={"status": "?"}).status_code == 422
    page = client.get("/tim-kiem", params={"ten-loai": "Quyết định", "tu-nam": "2025", "loai": "entry"})
    assert page.status_code == 200 and "70499/QĐ-UBND" in page.text and "73/2019" not in page.text
    for name in ("tu-nam", "ngay", "vien-dan", "trang", "sap-xep", "tinh-trang"):
        assert client.get("/tim-kiem", params={"q": "x", name: "\u00b2x-99"}).status_code == 200


@pytest.mark.store
def test_a_new_letter_is_found_at_once(store: Store) -> None:
    search.search(store, "tiem chung")
    started = time.perf_counter()
    keep(store, record("moi.txt", document_number="78/KH-SYT", subject="Tiêm chủng mở rộng"))
    assert first(store, "tiem chung", "document") == "78/KH-SYT"
    assert time.perf_counter() - started < FOUND_WITHIN


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
