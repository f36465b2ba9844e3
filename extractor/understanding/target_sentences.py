"""Quantified goals in running text."""

from collections.abc import Sequence

from extractor.document import Document
from models.record import Target


def sentence_targets(document: Document, spans: Sequence[tuple[int, int]]) -> list[Target]:
    return []
