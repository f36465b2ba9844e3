"""Tables flattened in plain text, one line for each line of a cell: rebuilt from headings, numbering and vocabulary."""

from extractor.document import Document
from extractor.understanding.table_rows import RawTable


def flat_tables(document: Document) -> list[RawTable]:
    return []
