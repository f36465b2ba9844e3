"""A cited document that nobody has uploaded is an entry; it is filled in when the document arrives."""

import pytest
from fastapi.testclient import TestClient
from service_support import citation, keep, record, rows

from api.services import decisions, documents, entries
from api.services.ingest import ingest
from api.services.reading import read_document
from api.store import Store
from models.record import Record

HEAD = """ỦY BAN NHÂN DÂN TỈNH PHÚ YÊN          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
                                       Độc lập - Tự do - Hạnh phúc
Số: {number}                    Phú Yên, ngày {day} tháng {month} năm 2025

"""
FOOT = """

                                       CHỦ TỊCH


                                       Trần Văn Mẫu
"""
PLAN = (
    HEAD.format(number="415/KH-UBND", day="12", month="9")
    + """KẾ HOẠCH
Triển khai bệnh án điện tử tại các bệnh viện công lập

Thực hiện Quyết định số 704/QĐ-UBND của Ủy ban nhân dân tỉnh năm 2025, Ủy ban nhân dân tỉnh lập kế hoạch sau.
Căn cứ Quyết định số 704/QĐ-UBND ngày 01/4/2025 của Ủy ban nhân dân tỉnh;
1. Các bệnh viện lập tổ triển khai.
"""
    + FOOT
)
DECISION = (
    HEAD.format(number="704/QĐ-UBND", day="01", month="4")
    + """QUYẾT ĐỊNH
Về việc phê duyệt Đề án bệnh án điện tử của tỉnh

ỦY BAN NHÂN DÂN TỈNH

Căn cứ Nghị quyết số 57-NQ/TW ngày 22 tháng 12 năm 2024 của Bộ Chính trị;
Căn cứ Quyết định số 749/QĐ-TTg ngày 03 tháng 6 năm 2020 của Thủ tướng Chính phủ;
Theo đề nghị của Giám đốc Sở Y tế.

QUYẾT ĐỊNH:

Điều 1. Phê duyệt Đề án bệnh án điện tử của tỉnh kèm theo Quyết định này.
Điều 2. Quyết định này thay thế Quyết định số 88/QĐ-UBND ngày 15/01/2021 của Ủy ban nhân dân tỉnh.
"""
    + FOOT
)
KEY = "QĐ 704/QĐ-UBND 2025 @Phú Yên"


def take_in(store: Store, text: str, name: str) -> int:
    taken = ingest(store, text.encode(), name)
    assert read_document(store, taken.id) == "done"
    return taken.id


def entry_of(store: Store, key: str = KEY) -> entries.EntryView:
    ((entry_id,),) = rows(store, "select id from entry where key = :key", key=key)
    with store.session() as session:
        return entries.get_entry(session, entry_id)


def stored_as(store: Store, key: str = KEY) -> int | None:
    with store.session() as session:
        return entries.own_document_id(session, key)


def delete(store: Store, document_id: int) -> None:
    with store.session() as session:
        documents.delete_document(store, session, document_id, None)


@pytest.mark.store
def test_files_read_to_their_end(store: Store, client: TestClient) -> None:
    take_in(store, PLAN, "ke-hoach.txt")
    waiting = entry_of(store)
    assert stored_as(store) is None and (waiting.title, waiting.document_count) == (None, 1)
    arrived = take_in(store, DECISION, "quyet-dinh.txt")
    filled = entry_of(store)
    assert stored_as(store) == arrived and filled.id == waiting.id
    assert filled.date == "2025-04-01" and "bệnh án điện tử" in (filled.title or "")
    with store.session() as session:
        told = {(one.relation, one.number) for one in entries.relations_of(session, KEY) if one.direction == "out"}
    assert told >= {("legal_basis", "57-NQ/TW"), ("legal_basis", "749/QĐ-TTg"), ("replaces", "88/QĐ-UBND")}
    page = client.get(f"/phap-luat/{filled.id}").text
    assert f'href="/van-ban/{arrived}"' in page and "Căn cứ vào" in page and "Thay thế" in page
    assert "và chính văn bản này" in page
    delete(store, arrived)
    left = entry_of(store)
    assert stored_as(store) is None and (left.title, left.date, left.document_count) == (None, "2025-04-01", 1)
    with store.session() as session:
        assert [one.relation for one in entries.relations_of(session, KEY) if one.direction == "out"] == []


def decision(name: str = "x.txt", **more: str) -> Record:
    header = {
        "document_number": "88888/QĐ-BYT",
        "doc_type": "Quyết định",
        "issue_date": "2025-04-01",
        "issuing_body": "Bộ Y tế",
        "subject": "Ban hành quy chế mẫu",
    }
    return record(name, [citation("NQ 57-NQ/TW 2024", "57-NQ/TW", role="implements")], **header | more)


DATED = {"key": "QĐ 88888/QĐ-BYT 2025", "number": "88888/QĐ-BYT", "date": "2025-04-01"}
BARE = {"key": "QĐ 88888/QĐ-BYT", "number": "88888/QĐ-BYT"}


@pytest.mark.store
class TestArriving:
    def test_in_either_order(self, store: Store) -> None:
        arrived = keep(store, decision())
        assert rows(store, "select key from entry") == [("NQ 57-NQ/TW 2024",)]
        keep(store, record("a.txt", [citation(**DATED)]))
        entry = entry_of(store, DATED["key"])
        assert stored_as(store, entry.key) == arrived
        assert (entry.issuer, entry.title) == ("Bộ Y tế", "Ban hành quy chế mẫu")

    @pytest.mark.parametrize("first", ["letter", "document"])
    def test_of_a_citation_without_year(self, store: Store, first: str) -> None:
        steps = [record("a.txt", [citation(**BARE)]), decision()]
        for made in steps if first == "letter" else reversed(steps):
            keep(store, made)
        entry = entry_of(store, DATED["key"])
        assert (entry.date, entry.year, entry.document_count) == ("2025-04-01", 2025, 1)
        assert rows(store, "select count(*) from entry where number = '88888/QĐ-BYT'") == [(1,)]

    def test_another_year_or_province_is_another_document(self, store: Store) -> None:
        keep(store, record("a.txt", [citation(**DATED)]))
        keep(store, decision(issue_date="2024-04-01"))
        assert stored_as(store, DATED["key"]) is None
        local = citation("QĐ 704/QĐ-UBND 2025", "704/QĐ-UBND", issuer="Ủy ban nhân dân tỉnh Lâm Đồng")
        keep(store, record("b.txt", [local]))
        body = {"document_number": "704/QĐ-UBND", "issuing_body": "Ủy ban nhân dân tỉnh Phú Yên"}
        keep(store, decision("y.txt", **body))
        assert stored_as(store, "QĐ 704/QĐ-UBND 2025 @Lâm Đồng") is None

    def test_what_letters_say_stays(self, store: Store) -> None:
        keep(store, record("a.txt", [citation(**DATED, title="Ban hành Quy chế mẫu về hồ sơ")]))
        keep(store, decision())
        assert entry_of(store, DATED["key"]).title == "Ban hành Quy chế mẫu về hồ sơ"

    def test_what_staff_said_stays(self, store: Store) -> None:
        keep(store, record("a.txt", [citation(**DATED)]))
        with store.session() as session:
            wrong = decisions.correct(session, entry_of(store, DATED["key"]).id, "title", "Tên của cán bộ", None)
        arrived = keep(store, decision())
        entry = entry_of(store, DATED["key"])
        assert (entry.title, entry.issuer, entry.source) == ("Tên của cán bộ", "Bộ Y tế", "staff")
        with store.session() as session:
            (made,) = decisions.history(session, wrong.key)
            decisions.undo(session, made.id, None)
        assert entry_of(store, DATED["key"]).title == "Ban hành quy chế mẫu"
        delete(store, arrived)
        assert (entry_of(store, DATED["key"]).title, entry_of(store, DATED["key"]).issuer) == (None, None)

    def test_a_corrected_header_moves_the_document(self, store: Store) -> None:
        keep(store, record("a.txt", [citation(**DATED)]))
        arrived = keep(store, decision(issue_date="2024-04-01"))
        with store.session() as session:
            documents.correct(session, arrived, "header.issue_date", "2025-04-01", None)
        assert stored_as(store, DATED["key"]) == arrived

    def test_a_merged_entry_takes_its_document_along(self, store: Store) -> None:
        misread = citation("QĐ 38888/QĐ-BYT 2025", "38888/QĐ-BYT")
        keep(store, record("a.txt", [citation(**DATED)]))
        keep(store, record("b.txt", [misread]))
        arrived = keep(store, decision(document_number="38888/QĐ-BYT"))
        kept = entry_of(store, DATED["key"])
        with store.session() as session:
            decisions.merge(session, entry_of(store, misread.key).id, kept.id, None)
        assert stored_as(store, kept.key) == arrived
        with store.session() as session:
            assert ("implements", "out") in {
                (one.relation, one.direction) for one in entries.relations_of(session, kept.key)
            }
