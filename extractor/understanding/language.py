"""The spaCy pipeline: one Doc over the running text, and small components that each add one kind of finding.

    tokenizer ► header ► signatures ► citations ► aliases ► tables ► cell_citations ► tasks ► targets ► checks ► confidence

Findings stand in Doc extensions of the same names (lists of models.record objects, `header` one Header); the layout
is at `doc._.document`. `doc.text == document.text`, so offsets are the same everywhere.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from extractor.document import Document
from extractor.understanding import (  # noqa: F401
    aliases,
    cell_citations,
    checks,
    citations,
    confidence,
    head_and_tail,
    tables,
    targets,
    tasks,
)
from extractor.understanding.words.dates import DATE
from extractor.understanding.words.letters import fold
from extractor.understanding.words.numbers import find_numbers

COMPONENTS = (
    "header",
    "signatures",
    "citations",
    "aliases",
    "tables",
    "cell_citations",
    "tasks",
    "targets",
    "checks",
    "confidence",
)
EXTENSIONS: dict[str, Any] = {
    "document": None,
    "header": None,
    "signatures": [],
    "citations": [],
    "aliases": [],
    "tables": [],
    "tasks": [],
    "targets": [],
    "warnings": [],
    "mentions": [],
    "lines": (),
    "own_number": (0, 0),
}
AMOUNT = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?(?!\d)|\d+,\d+(?!\d)")
PIECE = re.compile(r"\s+|\w+|[^\w\s]")


def understand_text(document: Document) -> Doc:
    """The finished Doc of a document: all components have run."""
    nlp = build_language()
    doc = nlp.make_doc(document.text)
    doc._.document = document
    for _, component in nlp.pipeline:
        doc = component(doc)
    return doc


@cache
def build_language() -> Language:
    """The pipeline, built once; it holds no state of documents."""
    nlp = spacy.blank("vi", config={"nlp": {"tokenizer": {"use_pyvi": False}}})
    nlp.tokenizer = DocumentTokenizer(nlp.vocab)
    nlp.max_length = 100_000_000
    for name, default in EXTENSIONS.items():
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=default)
    for name in COMPONENTS:
        nlp.add_pipe(name)
    return nlp


class DocumentTokenizer:
    """Document numbers, dates and amounts are one token each, broken over a line or not; words and marks otherwise."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        words: list[str] = []
        spaces: list[bool] = []
        for piece in _pieces(text):
            if piece == " " and words and not spaces[-1] and not words[-1].isspace():
                spaces[-1] = True
            else:
                words.append(piece)
                spaces.append(False)
        return Doc(self.vocab, words=words, spaces=spaces)


def token_spans(text: str) -> list[tuple[int, int]]:
    """Ranges that are one token each: document numbers first, then dates, then amounts; none overlap."""
    spans = [(found.start, found.end) for found in find_numbers(text)]
    taken = bytearray(len(text))
    for start, end in spans:
        taken[start:end] = b"\1" * (end - start)
    folded = fold(text)
    for pattern, source in ((DATE, folded), (AMOUNT, text)):
        for match in pattern.finditer(source):
            if not any(taken[match.start() : match.end()]):
                spans.append(match.span())
                taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
    return sorted(spans)


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    position = 0
    for start, end in token_spans(text):
        pieces.extend(_split_plain(text[position:start]))
        pieces.append(text[start:end])
        position = end
    pieces.extend(_split_plain(text[position:]))
    return pieces


def _split_plain(text: str) -> list[str]:
    pieces: list[str] = []
    for piece in PIECE.findall(text):
        if piece[0] == " " and len(piece) > 1:
            pieces.extend((" ", piece[1:]))
        else:
            pieces.append(piece)
    return pieces
