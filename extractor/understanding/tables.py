"""spaCy component "tables": drawn and flattened tables of the document, and sums that do not add up.

Reads `doc._.document`; sets `doc._.tables` and `doc._.table_spans`, the parts of `doc.text` that tables take up (later
components leave these out of the running text); adds to `doc._.warnings`.
"""

from spacy.language import Language
from spacy.tokens import Doc

from extractor.document import Document
from extractor.understanding.flat.tables import flat_tables
from extractor.understanding.grids.grid_tables import grid_tables
from extractor.understanding.grids.table_rows import to_table
from extractor.understanding.grids.totals import check_totals


def extend() -> None:
    """Registers the Doc extensions that these components read and write, where nobody has done so."""
    for name in ("document", "header"):
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=None)
    for name in ("tables", "tasks", "targets", "warnings", "table_spans"):
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=[])


extend()


@Language.component("tables", assigns=["doc._.tables", "doc._.table_spans"], requires=["doc._.document"])
def find_tables(doc: Doc) -> Doc:
    document: Document | None = doc._.document
    if document is None:
        return doc
    raw = [*grid_tables(document), *flat_tables(document)]
    raw.sort(key=lambda table: (table.page or 0, min((start for start, _ in table.spans), default=0)))
    tables = [to_table(table) for table in raw]
    doc._.tables = tables
    doc._.table_spans = sorted(span for table in raw for span in table.spans)
    doc._.warnings = [*doc._.warnings, *(warning for table in tables for warning in check_totals(table))]
    return doc
