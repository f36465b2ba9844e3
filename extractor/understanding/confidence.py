"""How sure a value is: how well its words were read, and, once all is found, how often values like it are right.

Rules give scores (what the rule is worth, times how well the words were read). The last component turns every score into a confidence, by the
table that `corpora.training.calibrate` fits: here and nowhere else.
"""

from __future__ import annotations

from typing import TypeVar

from spacy.language import Language
from spacy.tokens import Doc

from corpora.facts.calibration import Kind, calibrated
from extractor.document import Document
from models.record import Header, Provenance

P = TypeVar("P", bound=Provenance)
LISTS = {"citations": "citations.number", "aliases": "aliases", "targets": "targets.value", "tasks": "tasks.rows"}


def reading_of(document: Document, start: int, end: int) -> float:
    """0 to 1. Short values are as good as their worst word; in a long text one bad word spoils only a part.

    text[start:end] of a text layer gives 1.0; of OCR, the engine's confidences of its words.
    """
    scores = [span.word.confidence for span in document.spans_of(start, end)]
    if not scores:
        return 1.0
    worst, mean = min(scores), sum(scores) / len(scores)
    return worst if len(scores) <= 3 else 0.35 * worst + 0.65 * mean


def is_damaged(document: Document, number: int | None) -> bool:
    """Whether the words of a page were read from its image or restored."""
    return any(page.number == number and page.text_source in ("ocr", "restored") for page in document.pages)


@Language.component("confidence", assigns=["doc._.header"], requires=["doc._.header", "doc._.citations"])
def confidence_component(doc: Doc) -> Doc:
    """Confidences of the header's values and of the listed findings; no value changes."""
    read = {page.number for page in doc._.document.pages if page.text_source in ("ocr", "restored")}
    doc._.header = _header(doc._.header, read)
    for name, field in LISTS.items():
        setattr(doc._, name, [_calibrated(value, field, read) for value in getattr(doc._, name)])
    return doc


def _header(header: Header, read: set[int]) -> Header:
    update: dict[str, object] = {}
    for name in Header.model_fields:
        value = getattr(header, name)
        if isinstance(value, list):
            update[name] = [_calibrated(item, f"header.{name}", read) for item in value]
        elif value is not None:
            update[name] = _calibrated(value, f"header.{name}", read)
    return header.model_copy(update=update)


def _calibrated(value: P, field: str, read: set[int]) -> P:
    kind: Kind = "ocr" if value.page in read else "digital"
    return value.model_copy(update={"confidence": calibrated(field, kind, value.confidence)})
