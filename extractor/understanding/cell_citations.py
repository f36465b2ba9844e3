"""spaCy component "cell_citations": what the cells of tables print behind the numbers that they cite.

The running text of a flattened table goes line by line through its columns; in the rebuilt cells the words stand together.
"""

from collections.abc import Iterable, Iterator

from spacy.language import Language
from spacy.tokens import Doc

from extractor.understanding.citing.found import Found
from extractor.understanding.citing.mentions import mentions_in
from extractor.understanding.citing.trailing import with_trail
from extractor.understanding.words.letters import fold
from extractor.understanding.words.numbers import number_key
from models.record import Citation, Table

FILLED = ("issuer", "title")


@Language.component("cell_citations", assigns=["doc._.citations"], requires=["doc._.citations", "doc._.tables"])
def complete_citations(doc: Doc) -> Doc:
    """Fills issuer and title of citations whose running text has none."""
    if not any(_lacks(citation) for citation in doc._.citations):
        return doc
    printed = {number_key(found.number.value): found for found in _in_cells(doc._.tables) if found.number}
    doc._.citations = [
        _completed(citation, printed.get(number_key(citation.number or ""))) for citation in doc._.citations
    ]
    return doc


def _lacks(citation: Citation) -> bool:
    return citation.number is not None and any(getattr(citation, name) is None for name in FILLED)


def _completed(citation: Citation, found: Found | None) -> Citation:
    if found is None or not _lacks(citation) or (found.date and citation.date and found.date != citation.date):
        return citation
    return citation.model_copy(update={name: getattr(citation, name) or getattr(found, name) for name in FILLED})


def _in_cells(tables: Iterable[Table]) -> Iterator[Found]:
    """Mentions in cells, fullest last."""
    found = [one for table in tables for row in table.rows for cell in row.cells for one in _in_cell(cell)]
    yield from sorted(found, key=lambda one: bool(one.issuer) + bool(one.title))


def _in_cell(text: str) -> Iterator[Found]:
    if "/" not in text and "-" not in text:
        return
    mentions = mentions_in(text)
    starts = {mention.start: mention for mention in mentions}
    for mention in mentions:
        yield with_trail(text, fold(text), mention, len(text), starts)
