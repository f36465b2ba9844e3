"""spaCy component "citations"."""

from spacy.language import Language
from spacy.tokens import Doc


@Language.component("citations", assigns=["doc._.citations"], requires=["doc._.document"])
def citations_component(doc: Doc) -> Doc:
    return doc
