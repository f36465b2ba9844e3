"""The migrated schema is what the tables say."""

import json
from collections.abc import Iterator

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlmodel import SQLModel

from api.migrations import configuration, is_current, is_ours, upgrade
from models import tables
from models.database import Database, open_database
from models.settings import Settings

pytestmark = pytest.mark.store


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    opened = open_database(Settings(data=tmp_path_factory.mktemp("schema")))
    yield opened
    opened.close()


def test_migrations_make_the_tables(database: Database) -> None:
    upgrade(database.engine)
    upgrade(database.engine)

    def include(item: object, name: str | None, kind: str, reflected: bool, other: object) -> bool:
        return kind != "table" or is_ours(name)

    with database.engine.connect() as connection:
        assert is_current(connection)
        context = MigrationContext.configure(connection, opts={"include_object": include, "compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []
        assert connection.execute(text("select number, length(store_id) from change_counter")).all() == [(0, 32)]
        assert connection.execute(text("select count(*) from procrastinate_jobs")).scalar_one() == 0


def test_documents_read_before_learn_which_entry_they_are(tmp_path_factory: pytest.TempPathFactory) -> None:
    opened = open_database(Settings(data=tmp_path_factory.mktemp("older")))
    header = {
        name: {"raw": value, "value": value, "confidence": 0.9}
        for name, value in {
            "document_number": "12/QĐ-BYT",
            "doc_type": "Quyết định",
            "issue_date": "2025-04-01",
        }.items()
    }
    source = {"file_name": "a.txt", "sha256": "0", "media_type": "text/plain", "pages": 1, "bytes": 1}
    with opened.engine.begin() as connection:
        command.upgrade(configuration(connection), "0002")
        connection.execute(
            text(
                "insert into document (id, sha256, file_name, media_type, bytes, page_count, status, attempts,"
                " warning_count, created_at) values (1, '0', 'a.txt', '', 1, 1, 'done', 0, 0, now())"
            )
        )
        content = json.dumps({"source": source, "header": header})
        connection.execute(
            text("insert into record values (1, cast(:content as jsonb), '', 0, now())"), {"content": content}
        )
    upgrade(opened.engine)
    with opened.engine.connect() as connection:
        assert connection.execute(text("select own_key from document")).scalar_one() == "QĐ 12/QĐ-BYT 2025"
    opened.close()


def test_a_failed_block_leaves_nothing(database: Database) -> None:
    upgrade(database.engine)
    with pytest.raises(RuntimeError), database.session() as session:
        session.add(tables.User(name="lan", password_hash="x"))
        session.flush()
        raise RuntimeError
    with database.engine.connect() as connection:
        assert connection.execute(text("select count(*) from users")).scalar_one() == 0


def test_data_survive_a_restart(tmp_path_factory: pytest.TempPathFactory) -> None:
    settings = Settings(data=tmp_path_factory.mktemp("restart"))
    for expected in (0, 1):
        database = open_database(settings)
        upgrade(database.engine)
        with database.session() as session:
            assert session.connection().execute(text("select count(*) from users")).scalar_one() == expected
            session.add(tables.User(name=f"u{expected}", password_hash="x"))
        database.close()


def test_a_server_named_by_its_address(database: Database) -> None:
    named = open_database(Settings(database_url=database.dsn))
    assert not named.embedded and (named.binaries / "pg_dump").exists()
    upgrade(named.engine)
    with named.engine.connect() as connection:
        assert is_current(connection)
    named.close()
