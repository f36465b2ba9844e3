"""spaCy component "aliases"."""

from spacy.language import Language
from spacy.tokens import Doc


@Language.component("aliases", assigns=["doc._.aliases"], requires=["doc._.citations"])
def aliases_component(doc: Doc) -> Doc:
    return doc
