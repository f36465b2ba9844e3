"""spaCy component "checks": contradictions inside one document that a person should look at."""

from spacy.language import Language
from spacy.tokens import Doc


@Language.component("checks", assigns=["doc._.warnings"], requires=["doc._.header", "doc._.citations"])
def checks_component(doc: Doc) -> Doc:
    return doc
