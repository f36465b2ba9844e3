"""Passwords cannot be tried without end."""

from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient
from service_support import rows

from api.attempts import MOST, MOST_OF_ADDRESS, WINDOW, Attempts, TooManyAttempts
from api.errors import NotSignedIn
from api.services import users
from api.store import Store
from models.tables import User

PASSWORD = "mat-khau-thu-nghiem"  # of the fixture


def wrong() -> str:
    raise NotSignedIn


@pytest.mark.store
def test_after_many_failures_even_the_right_password_waits(store: Store) -> None:
    now = [datetime(2026, 1, 31, 8, tzinfo=UTC)]
    attempts = Attempts(store.database, lambda: now[0])
    for _ in range(MOST):
        with pytest.raises(NotSignedIn):
            attempts.guarded("Lan ", "10.0.0.1", wrong)
    with pytest.raises(TooManyAttempts):
        attempts.guarded("lan", "10.0.0.1", lambda: "in")
    assert attempts.guarded("lan", "10.0.0.2", lambda: "in") == "in"
    assert attempts.guarded("an", "10.0.0.1", lambda: "in") == "in"
    now[0] += WINDOW + timedelta(seconds=1)
    assert attempts.guarded("lan", "10.0.0.1", lambda: "in") == "in"
    assert rows(store, "select count(*) from failed_sign_in") == [(0,)]


@pytest.mark.store
def test_success_forgets_the_failures_of_that_name(store: Store) -> None:
    attempts = Attempts(store.database)
    for _ in range(3 * MOST):
        with pytest.raises(NotSignedIn):
            attempts.guarded("lan", "10.0.0.1", wrong)
        attempts.guarded("lan", "10.0.0.1", lambda: "in")


@pytest.mark.store
def test_one_address_cannot_try_many_names(store: Store) -> None:
    attempts = Attempts(store.database)
    for number in range(MOST_OF_ADDRESS):
        with pytest.raises(NotSignedIn):
            attempts.guarded(f"người {number}", "10.0.0.1", wrong)
    with pytest.raises(TooManyAttempts):
        attempts.guarded("lan", "10.0.0.1", lambda: "in")


@pytest.mark.store
def test_several_processes_count_together(store: Store) -> None:
    """Each has its own object over the one database; a restart makes a new one."""
    for _ in range(MOST):
        with pytest.raises(NotSignedIn):
            Attempts(store.database).guarded("lan", "10.0.0.1", wrong)
    with pytest.raises(TooManyAttempts):
        Attempts(store.database).guarded("lan", "10.0.0.1", lambda: "in")
    kept = rows(store, "select distinct address, length(name_sha256) from failed_sign_in")
    assert kept == [("10.0.0.1", 64)]


@pytest.mark.store
def test_pages_and_programs_are_told(anonymous: TestClient, admin: User) -> None:
    for _ in range(MOST):
        assert anonymous.post("/dang-nhap", data={"name": admin.name, "password": "sai"}).status_code == 401
    page = anonymous.post("/dang-nhap", data={"name": admin.name, "password": PASSWORD})
    assert page.status_code == 429 and "Đăng nhập sai quá nhiều lần" in page.text
    told = anonymous.post("/api/v1/session", json={"name": admin.name, "password": PASSWORD})
    assert told.status_code == 429 and told.json()["code"] == "too_many_attempts"
    assert anonymous.get("/api/v1/me", auth=(admin.name, PASSWORD)).status_code == 429


@pytest.mark.store
def test_a_new_password_lets_the_user_in_at_once(store: Store, admin: User) -> None:
    attempts = Attempts(store.database)
    for _ in range(MOST):
        with pytest.raises(NotSignedIn):
            attempts.guarded(admin.name.upper(), "10.0.0.1", wrong)
    with store.session() as session:
        users.set_password(session, admin.name, PASSWORD)
    assert attempts.guarded(admin.name, "10.0.0.1", lambda: "in") == "in"
