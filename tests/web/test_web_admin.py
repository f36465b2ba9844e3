"""The administrator's pages: only for administrators; passwords are shown once; what is done stands in the log."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.migrations import upgrade
from api.services import users
from api.store import Store
from models.database import open_database
from models.settings import Settings
from models.tables import ADMIN

pytestmark = pytest.mark.store
CSV = "số ký hiệu,loại,ngày ban hành,cơ quan ban hành,trích yếu\n9991/QĐ-TTg,Quyết định,05/01/2026,Thủ tướng Chính phủ,Phê duyệt A\nabc,,,,\n"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A signed-in administrator in a browser."""
    settings = Settings(data=tmp_path_factory.mktemp("admin"), seed_registry=False)
    database = open_database(settings)
    upgrade(database.engine)
    store = Store(settings, database)
    with store.session() as session:
        _, password = users.create_user(session, "quan-tri", None, ADMIN)
    browser = TestClient(create_app(store), base_url="http://127.0.0.1:8000")
    browser.post("/dang-nhap", data={"name": "quan-tri", "password": password})
    yield browser
    database.close()


def send(client: TestClient, address: str, **data: str) -> str:
    answer = client.post(address, data=data, headers={"Origin": "http://127.0.0.1:8000"})
    assert answer.status_code < 500, answer.text
    return answer.text


def test_the_life_of_a_user(client: TestClient) -> None:
    page = send(client, "/quan-tri/nguoi-dung", name="lan", role="staff")
    password = re.search(r"<code>(.+?)</code>", page)
    assert password and password[1] not in client.get("/quan-tri/nguoi-dung").text
    assert "đã có" in send(client, "/quan-tri/nguoi-dung", name="lan", role="staff")
    assert "<code>" in send(client, "/quan-tri/nguoi-dung/mat-khau", name="lan")
    assert "Đã khóa người dùng" in send(client, "/quan-tri/nguoi-dung/khoa", name="lan", active="")
    assert "Đã mở khóa người dùng" in send(client, "/quan-tri/nguoi-dung/khoa", name="lan", active="1")
    assert "quản trị cuối cùng" in send(client, "/quan-tri/nguoi-dung/khoa", name="quan-tri", active="")
    log = client.get("/quan-tri/nhat-ky").text
    assert all(words in log for words in ("Tạo người dùng", "Đặt lại mật khẩu", "Khóa người dùng", "Đăng nhập"))


def test_facts_are_imported_and_bad_lines_named(client: TestClient) -> None:
    answer = client.post(
        "/quan-tri/danh-muc", files={"file": ("a.csv", CSV.encode())}, headers={"Origin": "http://127.0.0.1:8000"}
    )
    assert "1 văn bản mới" in answer.text and "Dòng 3:" in answer.text
    assert "a.csv" in client.get("/quan-tri/nhat-ky").text
    assert client.get("/quan-tri/danh-muc/mau.csv").content.startswith("\ufeff".encode())


def test_staff_are_kept_out(client: TestClient, tmp_path: Path) -> None:
    page = send(client, "/quan-tri/nguoi-dung", name="an", role="staff")
    password = re.search(r"<code>(.+?)</code>", page)
    assert password
    other = TestClient(client.app, base_url="http://127.0.0.1:8000")
    other.post("/dang-nhap", data={"name": "an", "password": password[1]})
    assert other.get("/").status_code == 200 and "Quản trị" not in other.get("/").text
    for address in ("/quan-tri/nguoi-dung", "/quan-tri/nhat-ky", "/quan-tri/danh-muc"):
        assert other.get(address).status_code == 403
