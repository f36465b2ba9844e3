"""What the extractor is told of the settings; needs no database."""

from datetime import UTC, datetime, timedelta, timezone

from extractor.context import Context, Limits, Progress, no_progress
from models.settings import Settings

VIETNAM = timezone(timedelta(hours=7))  # no summer time since 1975


def reading_context(settings: Settings, progress: Progress = no_progress) -> Context:
    """What the extractor is told; the date is Vietnam's."""
    limits = Limits(max_bytes=settings.max_bytes, max_pages=settings.max_pages)
    today = datetime.now(UTC).astimezone(VIETNAM).date()
    return Context(today=today, limits=limits, workers=settings.page_workers, progress=progress)
