"""The registry and the legal basis over a real store: imports win, versions change, letters are heard."""

from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from service_support import citation, keep, record

from api import basis_command
from api.services import legal_basis, registry
from api.services.legal_basis import Request
from api.store import Store
from corpora.facts.registry import ENDED
from models.tables import DONE, Document, Entry, Mention

pytestmark = pytest.mark.store
NEW = "số ký hiệu,loại,ngày ban hành,cơ quan ban hành,trích yếu,ngày hết hiệu lực\n"
LINE = "9991/QĐ-TTg,Quyết định,05/01/2026,Thủ tướng Chính phủ,Phê duyệt Chương trình phát triển vườn thú số,{ends}\n"


def test_an_import_is_known_at_once_and_can_be_repeated(store: Store) -> None:
    with store.session() as session:
        before = registry.registry_version(session)
        report = registry.import_file(session, (NEW + LINE.format(ends="") + "abc,,,,,\n").encode(), "a.csv")
        assert (report.added, report.changed, [error.line for error in report.errors]) == (1, 0, [3])
        assert registry.registry_version(session) != before
        again = registry.import_file(session, (NEW + LINE.format(ends="")).encode(), "a.csv")
        assert (again.added, again.changed, again.unchanged) == (0, 0, 1)
        changed = registry.import_file(session, (NEW + LINE.format(ends="01/6/2026")).encode(), "b.csv")
        assert changed.changed == 1
        effect = registry.status_of(session, "9991/QĐ-TTg", date(2026, 7, 1), "2026-01-05")
        assert effect is not None
        assert effect.status == ENDED


def test_an_import_wins_over_the_shipped_facts(store: Store) -> None:
    text = "số ký hiệu,ngày hết hiệu lực\n30/2020/NĐ-CP,01/9/2026\n"
    with store.session() as session:
        registry.import_file(session, text.encode(), "a.csv")
        document = registry.registry_index(session).find("30/2020/NĐ-CP")
        assert document is not None
        assert (document.ends, document.issuer) == ("2026-09-01", "Chính phủ")


def test_letters_of_the_store_are_heard(store: Store) -> None:
    with store.session() as session:
        for number in range(3):
            letter = Document(
                sha256=str(number), file_name=f"{number}.pdf", status=DONE, subject="Kế hoạch phát triển vườn thú số năm 2026",
                issuing_body="Sở Du lịch", place="Nghệ An", doc_type="Kế hoạch", issue_date="2025-12-01",
            )  # fmt: skip
            session.add(letter)
            session.flush()
            if not number:
                entry = Entry(
                    key="QĐ 77/QĐ-TTg 2024", number="77/QĐ-TTg", folded_number="77/qd-ttg", doc_type="Quyết định",
                    date="2024-05-06", issuer="Thủ tướng Chính phủ", title="phê duyệt Đề án vườn thú số đến năm 2030",
                )  # fmt: skip
                session.add(entry)
                session.flush()
            session.add(Mention(document_id=letter.id, entry_id=entry.id, role="legal_basis", raw="77/QĐ-TTg"))
        session.flush()
        asked = Request("Kế hoạch phát triển vườn thú số năm 2027", "Sở Du lịch", date(2026, 11, 22), "Nghệ An")
        found = legal_basis.suggest(session, asked)
        proposal = next(item for item in found.proposals if item.number == "77/QĐ-TTg")
        assert proposal.cited_by == 3
        assert "3 trong 3" in proposal.reasons[0]
        assert legal_basis.describe_entry(session, "77/qđ-ttg", "2026-11-22")[0].cited_by == 3


DRAFT = """SỞ Y TẾ

KẾ HOẠCH
Triển khai bệnh án điện tử năm 2026

Căn cứ Nghị định số 102/2025/NĐ-CP ngày 13 tháng 5 năm 2025 của Chính phủ quy định quản lý dữ liệu y tế;
Sở Y tế xây dựng Kế hoạch như sau:
""".encode()


def test_a_draft_says_what_is_asked_for(store: Store, client: TestClient, tmp_path: Path) -> None:
    files = {"draft_file": ("du-thao.txt", DRAFT)}
    found = client.post("/api/v1/legal-basis", files=files, data={"date": "2026-01-05", "place": "Lâm Đồng"}).json()
    assert found["request"]["title"] == "Triển khai bệnh án điện tử năm 2026"
    assert found["request"]["given"] == [{"role": "draft", "name": "du-thao.txt"}]
    kept = next(one for one in found["proposals"] if one["number"] == "102/2025/NĐ-CP")
    assert kept["chosen"] and "Đã có trong phần căn cứ của dự thảo" in kept["reasons"]
    assert client.post("/api/v1/legal-basis", data={"place": "Lâm Đồng"}).json()["code"] == "no_title"
    path = tmp_path / "cap-tren.txt"
    path.write_bytes(DRAFT)
    asked = basis_command.Asked("", "", None, "2026-01-05", None, str(path), path)
    request = basis_command.request_of(store, asked, date(2026, 1, 5))
    assert [(one.role, one.name) for one in request.given] == [("draft", "cap-tren.txt"), ("parent", "cap-tren.txt")]
    assert request.parent is None


def test_a_stored_parent_is_found_by_its_number(store: Store) -> None:
    parent = record(
        "a.txt", [citation("NĐ 102/2025/NĐ-CP", "102/2025/NĐ-CP", role="legal_basis")], document_number="121/KH-UBND",
        subject="Nuôi cá cảnh năm 2026", issuing_body="Ủy ban nhân dân tỉnh Lâm Đồng", doc_type="Kế hoạch",
    )  # fmt: skip
    keep(store, parent)
    with store.session() as session:
        asked = Request("Nuôi cá cảnh", "Sở Y tế", date(2026, 3, 5), "Lâm Đồng", "Kế hoạch", "121/kh-ubnd")
        proposals = {one.number: one for one in legal_basis.suggest(session, asked).proposals}
    assert "Kế hoạch triển khai thực hiện văn bản này" in proposals["121/KH-UBND"].reasons
    assert "Văn bản cấp trên (121/KH-UBND) lấy làm căn cứ" in proposals["102/2025/NĐ-CP"].reasons
