"""What a process of the service holds open: settings, database, object store, search index."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlmodel import Session

from api.migrations import upgrade
from api.objects import Objects
from api.services import entries
from api.services.index import SearchIndex
from api.store_context import VIETNAM, reading_context
from extractor.context import Context, Progress, no_progress
from models.database import Database, open_database
from models.settings import Settings

__all__ = ["VIETNAM", "Store", "open_store", "opened_store"]


class Store:
    def __init__(self, settings: Settings, database: Database) -> None:
        self.settings = settings
        self.database = database
        self.objects = Objects(settings.objects_url)
        self.index = SearchIndex(settings.index_folder)

    @contextmanager
    def session(self) -> Iterator[Session]:
        with self.database.session() as session:
            yield session

    def context(self, progress: Progress = no_progress) -> Context:
        return reading_context(self.settings, progress)

    def close(self) -> None:
        self.database.close()


def open_store(settings: Settings) -> Store:
    """Start or join the database, bring its schema up to date, open the object store and the index."""
    database = open_database(settings)
    try:
        upgrade(database.engine)
        if settings.seed_registry:
            with database.session() as session:
                entries.seed(session)
        return Store(settings, database)
    except BaseException:
        database.close()
        raise


@contextmanager
def opened_store(settings: Settings) -> Iterator[Store]:
    """A store for the length of a command."""
    store = open_store(settings)
    try:
        yield store
    finally:
        store.close()
