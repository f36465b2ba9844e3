"""One embedded PostgreSQL for all tests that need a store; its tables are emptied before each."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text
from sqlmodel import SQLModel

from api.app import create_app
from api.migrations import upgrade
from api.services import users
from api.services.index import SearchIndex
from api.store import Store
from models import tables
from models.database import Database, open_database
from models.settings import Settings

PASSWORD = "mat-khau-thu-nghiem"


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    opened = open_database(Settings(data=tmp_path_factory.mktemp("pg"), _env_file=None))
    upgrade(opened.engine)
    yield opened
    opened.close()


@pytest.fixture
def settings(tmp_path: Path, database: Database) -> Settings:
    return Settings(data=tmp_path, workers=1, page_workers=1, stalled_seconds=2.0)


@pytest.fixture
def store(settings: Settings, database: Database) -> Store:
    """An empty store. It shares the session's database, so a test must not close it."""
    with database.engine.begin() as connection:
        names = [f'"{table.name}"' for table in SQLModel.metadata.sorted_tables if table.name != "change_counter"]
        queue = ["procrastinate_jobs", "procrastinate_workers", "procrastinate_events", "procrastinate_periodic_defers"]
        connection.execute(text(f"truncate {', '.join(names + queue)} restart identity cascade"))
        connection.execute(text("update change_counter set number = 0"))
    opened = Store(settings, database)
    opened.index = SearchIndex(settings.data / "index")
    return opened


@pytest.fixture
def admin(store: Store) -> tables.User:
    with store.session() as session:
        user, _ = users.create_user(session, "quan-tri", PASSWORD, tables.ADMIN)
    return user


@pytest.fixture
def anonymous(store: Store) -> TestClient:
    return TestClient(create_app(store), base_url="http://127.0.0.1:8000", raise_server_exceptions=False)


@pytest.fixture
def client(store: Store, admin: tables.User, anonymous: TestClient) -> TestClient:
    """A program that signed in with a token of the administrator."""
    with store.session() as session:
        token = users.create_token(session, admin, "test")
    anonymous.headers["Authorization"] = f"Bearer {token}"
    return anonymous
