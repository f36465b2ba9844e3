"""The page that restores garbled text."""

from dataclasses import dataclass
from typing import ClassVar

from api.web.context.frame import Frame, Problem


@dataclass(frozen=True, slots=True)
class RestoredWord:
    text: str
    raw: str = ""
    doubtful: bool = False
    changed: bool = False


@dataclass(frozen=True, slots=True)
class RestorePage:
    template: ClassVar[str] = "restore.html"
    frame: Frame
    text: str = ""
    lines: tuple[tuple[RestoredWord, ...], ...] = ()
    done: bool = False
    charset: str = ""
    problem: Problem | None = None

    @property
    def doubtful(self) -> int:
        return sum(word.doubtful for line in self.lines for word in line)
