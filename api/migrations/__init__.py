"""Schema migrations, run when the store is opened. `upgrade` is safe to call from several processes at once."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

LOCK = 6_072_019  # advisory lock: one process migrates at a time


def configuration(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
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
            command.upgrade(configuration(connection), "head")
        connection.commit()


def is_current(connection: Connection) -> bool:
    newest = ScriptDirectory.from_config(configuration()).get_current_head()
    return MigrationContext.configure(connection).get_current_revision() == newest


def is_ours(name: str | None) -> bool:
    """Whether a table is described by our metadata; the queue's tables come with its own schema."""
    return not (name or "").startswith(("procrastinate_", "alembic_"))
