"""What a run is told from outside: the date, the limits, how many processors, whom to tell about progress."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

Progress = Callable[[int, int, str], None]


def no_progress(done: int, total: int, what: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What is refused. Bytes of a file, pages of a document, pixels of an image (bomb guard), least side of an image."""

    max_bytes: int = 100 * 1024 * 1024
    max_pages: int = 1000
    max_pixels: int = 200_000_000
    min_side_pixels: int = 100


@dataclass(frozen=True, slots=True)
class Context:
    """`progress(done, total, what)` is called after each page; `workers` is the number of pages read at a time."""

    today: date
    limits: Limits = field(default_factory=Limits)
    workers: int = 2
    progress: Progress = no_progress
