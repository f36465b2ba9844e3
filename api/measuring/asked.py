"""What `cancu evaluate` is asked for."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Evaluation:
    """A set of `cancu evaluate` and its options; `count` letters of a made set, `misses` shown a field."""

    set_name: str
    count: int = 24
    formats: tuple[str, ...] = ()
    split: str = "dev"
    processes: int = 1
    folder: Path | None = None
    against: Path | None = None
    misses: int = 5
    baselines: bool = False
    truth: Path | None = None
