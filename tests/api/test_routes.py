"""The JSON API: one error shape everywhere, nobody without signing in, the same record as the other ways in."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from PIL import Image
from service_support import SECRET, letter

from api import cli
from api.app import create_app
from api.security import COOKIE
from api.services import documents, ingest, reading, users
from api.store import Store
from models.tables import STAFF, User

pytestmark = pytest.mark.store
OPEN = {("GET", "/api/v1/health"), ("POST", "/api/v1/session"), ("DELETE", "/api/v1/session")}
SHAPE = {"code", "message", "remedy"}


def api_routes(client: TestClient) -> Iterator[tuple[str, str]]:
    """(method, path) of the documented API; path parameters stand for something that does not exist."""
    for path, methods in client.get("/api/openapi.json").json()["paths"].items():
        for method in methods:
            yield method.upper(), path.replace("{field}", "header.x").replace("{", "").replace("}", "")


def test_every_route_asks_who_is_there(anonymous: TestClient) -> None:
    found = list(api_routes(anonymous))
    assert len(found) > 25
    for method, path in found:
        if (method, path) in OPEN:
            continue
        for part in ("document_id", "entry_id", "draft_id", "decision_id", "number"):
            path = path.replace(f"/{part}", "/999")
        answer = anonymous.request(method, path)
        assert answer.status_code == 401, (method, path)
        assert set(answer.json()) == SHAPE and answer.json()["code"] == "not_signed_in"


def test_every_error_has_the_shape(client: TestClient) -> None:
    for method, path in api_routes(client):
        if (method, path) in OPEN:
            continue
        nowhere = path
        for part in ("document_id", "entry_id", "draft_id", "decision_id", "number"):
            nowhere = nowhere.replace(f"/{part}", "/999")
        answer = client.request(method, nowhere)
        if answer.status_code < 400:
            continue
        assert answer.status_code in (404, 422), (method, nowhere, answer.text)
        told = answer.json()
        assert set(told) == SHAPE and all(isinstance(told[name], str) and told[name] for name in SHAPE), told
    for method, path in (("GET", "/api/v1/nowhere"), ("PATCH", "/api/v1/documents"), ("GET", "/api/v1/documents/abc")):
        answer = client.request(method, path)
        assert answer.status_code in (404, 405, 422) and set(answer.json()) == SHAPE


def test_unexpected_failures_say_nothing_of_the_inside(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(documents, "list_documents", broken)
    answer = client.get("/api/v1/documents")
    assert answer.status_code == 500 and answer.json()["code"] == "internal" and "secret" not in answer.text


def test_upload_of_many_files(client: TestClient) -> None:
    files = [("files", ("thu.txt", letter())), ("files", ("rong.txt", b"")), ("files", ("mat.txt", SECRET.encode()))]
    answer = client.post("/api/v1/documents", files=files)
    assert answer.status_code == 201
    results = answer.json()["results"]
    assert [result["file_name"] for result in results] == ["thu.txt", "rong.txt", "mat.txt"]
    assert [bool(result["document"]) for result in results] == [True, False, False]
    assert results[2]["error"]["code"] == "confidential"
    assert set(results[1]["error"]) == SHAPE


def test_upload_of_only_bad_files_is_422(client: TestClient) -> None:
    answer = client.post("/api/v1/documents", files=[("files", ("rong.txt", b""))])
    assert answer.status_code == 422 and answer.json()["code"] == "empty_file"
    assert client.get("/api/v1/documents").json()["total"] == 0


def test_too_large_upload(store: Store, client: TestClient) -> None:
    store.settings = store.settings.model_copy(update={"max_bytes": 50})
    answer = client.post("/api/v1/documents", files=[("files", ("thu.txt", letter()))])
    assert answer.status_code == 422 and answer.json()["code"] == "file_too_large"


def test_the_life_of_a_document(store: Store, client: TestClient) -> None:
    view = client.post("/api/v1/documents", files=[("files", ("Công văn 12.txt", letter()))]).json()["results"][0][
        "document"
    ]
    base = f"/api/v1/documents/{view['id']}"
    assert client.get(f"{base}/status").json()["status"] == "waiting"
    assert client.get(f"{base}/record").status_code == 409
    reading.read_document(store, view["id"])
    assert client.get(f"{base}/record").json()["header"]["document_number"]["value"] == "12/SYT-VP"
    assert client.get(f"{base}/pages").json()[0]["number"] == 1
    image = client.get(f"{base}/pages/1/image")
    assert image.headers["content-type"] == "image/png" and Image.open(io.BytesIO(image.content)).width > 300
    original = client.get(f"{base}/original")
    assert original.content == letter() and original.headers["content-disposition"].startswith("attachment;")
    changed = client.put(f"{base}/corrections", json={"field": "header.place", "value": "Hòa Bình"})
    assert changed.json()["header"]["place"]["value"] == "Hòa Bình"
    assert client.get(f"{base}/corrections").json()[0]["field"] == "header.place"
    assert client.delete(f"{base}/corrections/header.place").status_code == 200
    assert client.post(f"{base}/approve").json()["approved_by"] == "quan-tri"
    found = client.get("/api/v1/search", params={"q": "nghi quyet 57"}).json()["hits"]
    assert found[0]["number"] == "57-NQ/TW"
    entry = f"/api/v1/entries/{found[0]['id']}"
    assert client.get(entry).json()["number"] == "57-NQ/TW"
    assert client.get(f"{entry}/mentions").json()[0]["document"]["id"] == view["id"]
    assert client.get("/api/v1/cited-by", params={"number": "57-nq/tw"}).json()["mentions"][0]["sentence"]
    assert client.delete(base).status_code == 204
    assert client.get(base).status_code == 404


def test_every_way_in_gives_the_same_record(
    store: Store, client: TestClient, anonymous: TestClient, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "thu.txt"
    path.write_bytes(letter(77))
    assert cli.run(["extract", str(path), "--json"]) == 0
    by_command: dict[str, Any] = json.loads(capsys.readouterr().out)
    view = ingest.ingest(store, letter(77), "thu.txt")
    reading.read_document(store, view.id)
    with store.session() as session:
        by_service = documents.record_of(session, view.id).model_dump(mode="json")
        documents.delete_document(store, session, view.id, None)
    sent = client.post("/api/v1/documents", files=[("files", ("thu.txt", letter(77)))]).json()["results"][0]["document"]
    reading.read_document(store, sent["id"])
    by_api = client.get(f"/api/v1/documents/{sent['id']}/record").json()
    client.delete(f"/api/v1/documents/{sent['id']}")
    anonymous.post("/dang-nhap", data={"name": "quan-tri", "password": "mat-khau-thu-nghiem"})
    taken = anonymous.post("/tai-len", files={"file": ("thu.txt", letter(77))})
    assert taken.status_code == 201
    reading.read_document(store, int(taken.json()["id"]))
    by_page = anonymous.get(f"/van-ban/{taken.json()['id']}/ban-ghi.json").json()
    assert by_command == by_service == by_api == by_page
    assert by_api["header"]["document_number"]["value"] == "77/SYT-VP"


def test_sign_in_and_out_by_cookie(anonymous: TestClient, admin: User) -> None:
    wrong = anonymous.post("/api/v1/session", json={"name": "quan-tri", "password": "sai"})
    assert wrong.status_code == 401 and COOKIE not in anonymous.cookies
    assert (
        anonymous.post("/api/v1/session", json={"name": "quan-tri", "password": "mat-khau-thu-nghiem"}).status_code
        == 204
    )
    assert anonymous.get("/api/v1/me").json() == {"name": "quan-tri", "role": "admin"}
    cookie = anonymous.cookies.jar.__iter__().__next__()
    assert cookie.has_nonstandard_attr("HttpOnly") and cookie.get_nonstandard_attr("SameSite") == "strict"
    assert anonymous.delete("/api/v1/session").status_code == 204
    assert anonymous.get("/api/v1/me").status_code == 401


def test_forms_of_other_sites_are_refused(anonymous: TestClient, admin: User) -> None:
    anonymous.post("/api/v1/session", json={"name": "quan-tri", "password": "mat-khau-thu-nghiem"})
    body = {"title": "Kế hoạch"}
    refused = anonymous.post("/api/v1/drafts", json=body, headers={"Origin": "http://evil.example"})
    assert refused.status_code == 403 and refused.json()["code"] == "bad_origin"
    assert anonymous.post("/api/v1/drafts", json=body, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert anonymous.post("/api/v1/drafts", json=body, headers={"Origin": "http://127.0.0.1:8000"}).status_code == 201


def test_basic_and_roles(store: Store, anonymous: TestClient) -> None:
    with store.session() as session:
        _, password = users.create_user(session, "lan", None, STAFF)
    assert anonymous.get("/api/v1/me", auth=("lan", password)).json()["role"] == STAFF
    assert anonymous.get("/api/v1/me", auth=("lan", "sai")).status_code == 401
    refused = anonymous.get("/api/v1/users", auth=("lan", password))
    assert refused.status_code == 403 and refused.json()["code"] == "not_allowed"


def test_users_and_audit(client: TestClient) -> None:
    made = client.post("/api/v1/users", json={"name": "minh"})
    assert made.status_code == 201 and len(made.json()["password"]) >= 12
    assert client.post("/api/v1/users", json={"name": "minh"}).json()["code"] == "user_exists"
    assert [user["name"] for user in client.get("/api/v1/users").json()] == ["minh", "quan-tri"]
    assert client.get("/api/v1/audit").json()[0]["action"] == "create_user"


def test_health_headers_and_restore(client: TestClient) -> None:
    health = client.get("/api/v1/health")
    assert health.json()["ok"] is True and health.headers["x-content-type-options"] == "nosniff"
    assert "default-src" in health.headers["content-security-policy"]
    restored = client.post("/api/v1/restore", json={"text": "Căn cứ\nQuyết định"}).json()
    assert [line["text"] for line in restored] == ["Căn cứ", "Quyết định"]


def test_drafts_and_legal_basis(store: Store, client: TestClient) -> None:
    asked = {"title": "Kế hoạch chuyển đổi số ngành Y tế năm 2026", "issuer": "Sở Y tế tỉnh Hòa An"}
    found = client.get("/api/v1/legal-basis", params=asked).json()
    assert found["proposals"] and found["proposals"][0]["line"].startswith("Căn cứ")
    docx = client.post("/api/v1/drafts/docx", json=asked)
    assert docx.status_code == 200 and docx.content.startswith(b"PK")
    saved = client.post("/api/v1/drafts", json={"title": "A", "content": {"lines": []}}).json()
    assert client.put(f"/api/v1/drafts/{saved['id']}", json={"title": "B"}).json()["title"] == "B"
    assert client.delete(f"/api/v1/drafts/{saved['id']}").status_code == 204


def test_every_route_has_a_vietnamese_summary(store: Store) -> None:
    routes = [route for route in create_app(store).routes if isinstance(route, APIRoute) and route.include_in_schema]
    assert all(route.summary for route in routes)
