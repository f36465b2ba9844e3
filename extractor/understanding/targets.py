"""spaCy component "targets": quantified goals in running text and in targets tables; sets `doc._.targets`."""

from spacy.language import Language
from spacy.tokens import Doc

from extractor.document import Document
from extractor.understanding.goals.sentences import sentence_targets
from extractor.understanding.goals.tables import table_targets
from extractor.understanding.tables import extend

extend()


@Language.component("targets", assigns=["doc._.targets"], requires=["doc._.document", "doc._.tables"])
def find_targets(doc: Doc) -> Doc:
    document: Document | None = doc._.document
    if document is None:
        return doc
    rows = [target for table in doc._.tables for target in table_targets(table)]
    doc._.targets = [*sentence_targets(document, doc._.table_spans), *rows]
    return doc
