"""Understanding: the running text and its layout in, one Record out.

Files here are the components of the spaCy pipeline of `language.py`, folders what they are made of: words/ (numbers, dates, bodies),
head/, tail/, citing/, grids/ and flat/ (tables), goals/. `understand` runs the pipeline; `refuse_confidential` and `refuse_other_languages` come before it. `parse_number`, `number_key`
and `citation_key` read and compare numbers of documents for search and for the index of legal bases.
"""

from extractor.context import Context
from extractor.document import Document
from extractor.understanding.confidential import refuse_confidential
from extractor.understanding.foreign import refuse_other_languages
from extractor.understanding.language import understand_text
from extractor.understanding.words.numbers import citation_key, number_key, parse_number
from models.record import PageRecord, Record

__all__ = ["citation_key", "number_key", "parse_number", "refuse_confidential", "refuse_other_languages", "understand"]


def understand(document: Document, context: Context) -> Record:
    """The record of a document whose running text is made. Pure: the same document gives the same record."""
    doc = understand_text(document)
    return Record(
        source=document.source,
        header=doc._.header,
        signatures=doc._.signatures,
        citations=doc._.citations,
        aliases=doc._.aliases,
        targets=doc._.targets,
        tables=doc._.tables,
        tasks=doc._.tasks,
        pages=[
            PageRecord(
                number=page.number,
                width=page.width,
                height=page.height,
                text_source=page.text_source,
                quality=round(min(max(page.quality, 0.0), 1.0), 3),
                text=page.text,
            )
            for page in document.pages
        ],
        warnings=[*document.warnings, *doc._.warnings],
    )
