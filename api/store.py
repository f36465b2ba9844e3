"""What a process of the service holds open: settings, database, object store, search index."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from api.migrations import upgrade
from api.objects import Objects
from api.services.index import SearchIndex
from extractor.context import Context, Limits, Progress, no_progress
from models.database import Database, open_database
from models.settings import Settings

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


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
        return Store(settings, database)
    except BaseException:
        database.close()
        raise


def reading_context(settings: Settings, progress: Progress = no_progress) -> Context:
    """What the extractor is told; the date is Vietnam's."""
    limits = Limits(max_bytes=settings.max_bytes, max_pages=settings.max_pages)
    today = datetime.now(UTC).astimezone(VIETNAM).date()
    return Context(today=today, limits=limits, workers=settings.page_workers, progress=progress)
