"""Schema migrations, run when the store is opened. `upgrade` is safe to call from several processes at once."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, text

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER = Path(__file__).parent
LOCK = 6_072_019  # advisory lock: one process migrates at a time


def configuration(connection: Connection | None = None) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def upgrade(engine: Engine) -> None:
    """Bring the schema to the newest revision; does nothing where it is already."""
    with engine.connect() as connection:
        if is_current(connection):
            return
        connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        if not is_current(connection):
            from alembic import command

            command.upgrade(configuration(connection), "head")
        connection.commit()


def is_current(connection: Connection) -> bool:
    """Whether the schema is at the newest revision; asks without loading Alembic, as every command does so."""
    if connection.execute(text("select to_regclass('alembic_version')")).scalar_one() is None:
        return False
    return newest() in connection.execute(text("select version_num from alembic_version")).scalars().all()


def newest() -> str:
    """The newest revision: the highest number that a file of `versions` begins with."""
    return max(path.name.split("_")[0] for path in (FOLDER / "versions").glob("[0-9]*.py"))


def is_ours(name: str | None) -> bool:
    """Whether a table is described by our metadata; the queue's tables come with its own schema."""
    return not (name or "").startswith(("procrastinate_", "alembic_"))
