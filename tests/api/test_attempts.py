"""Passwords cannot be tried without end."""

import pytest
from fastapi.testclient import TestClient

from api.attempts import MOST, MOST_OF_ADDRESS, WINDOW, Attempts, TooManyAttempts
from api.errors import NotSignedIn
from models.tables import User

PASSWORD = "mat-khau-thu-nghiem"  # of the fixture


def wrong() -> str:
    raise NotSignedIn


def test_after_many_failures_even_the_right_password_waits() -> None:
    now = [0.0]
    attempts = Attempts(lambda: now[0])
    for _ in range(MOST):
        with pytest.raises(NotSignedIn):
            attempts.guarded("Lan ", "10.0.0.1", wrong)
    with pytest.raises(TooManyAttempts):
        attempts.guarded("lan", "10.0.0.1", lambda: "in")
    assert attempts.guarded("lan", "10.0.0.2", lambda: "in") == "in"
    assert attempts.guarded("an", "10.0.0.1", lambda: "in") == "in"
    now[0] = WINDOW + 1
    assert attempts.guarded("lan", "10.0.0.1", lambda: "in") == "in"


def test_success_forgets_the_failures_of_that_name() -> None:
    attempts = Attempts()
    for _ in range(3 * MOST):
        with pytest.raises(NotSignedIn):
            attempts.guarded("lan", "10.0.0.1", wrong)
        attempts.guarded("lan", "10.0.0.1", lambda: "in")


def test_one_address_cannot_try_many_names() -> None:
    attempts = Attempts()
    for number in range(MOST_OF_ADDRESS):
        with pytest.raises(NotSignedIn):
            attempts.guarded(f"người {number}", "10.0.0.1", wrong)
    with pytest.raises(TooManyAttempts):
        attempts.guarded("lan", "10.0.0.1", lambda: "in")


@pytest.mark.store
def test_pages_and_programs_are_told(anonymous: TestClient, admin: User) -> None:
    for _ in range(MOST):
        assert anonymous.post("/dang-nhap", data={"name": admin.name, "password": "sai"}).status_code == 401
    page = anonymous.post("/dang-nhap", data={"name": admin.name, "password": PASSWORD})
    assert page.status_code == 429 and "Đăng nhập sai quá nhiều lần" in page.text
    told = anonymous.post("/api/v1/session", json={"name": admin.name, "password": PASSWORD})
    assert told.status_code == 429 and told.json()["code"] == "too_many_attempts"
    assert anonymous.get("/api/v1/me", auth=(admin.name, PASSWORD)).status_code == 429
