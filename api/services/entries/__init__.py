"""Entries: one for each legal document that letters cite or the registry knows, with who cites it and in what words.

Two documents of one number (another year, another province) are never one entry. A citation that names no year goes to
the only known document of that number of a central body, else it waits under its bare key until the year is known.
An entry that nobody has uploaded is filled in, with what it cites, when its document arrives.

    keys           pure: what tells two documents of one number apart
    resolution     which entry a citation means                 linking   mentions and relations of a document
    named_laws     the numbers of laws that are cited by name only
    own            the stored document that an entry is
    registered     entries of the shipped and imported registry
    typed_numbers  entries by a number as people type it        views     what pages and programs are shown
"""

from api.services.entries.keys import citing_place, entry_key, is_local, place_of, province_in
from api.services.entries.linking import link, refresh, unlink
from api.services.entries.registered import note_legal_documents, seed, shipped_fact
from api.services.entries.typed_numbers import find_entries
from api.services.entries.views import (
    CitedBy,
    CitingDocument,
    CoCited,
    EntryView,
    MentionView,
    RelationView,
    cited_by,
    co_cited,
    effect_on,
    get_entry,
    mentions_of,
    own_document_id,
    relations_of,
    view,
)

__all__ = [
    "CitedBy", "CitingDocument", "CoCited", "EntryView", "MentionView", "RelationView", "cited_by", "citing_place",
    "co_cited", "effect_on", "entry_key", "find_entries", "get_entry", "is_local", "link", "mentions_of", "note_legal_documents",
    "own_document_id", "place_of", "province_in", "refresh", "relations_of", "seed", "shipped_fact", "unlink", "view",
]  # fmt: skip
