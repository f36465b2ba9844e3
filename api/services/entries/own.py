"""The stored document that an entry is: what letters only cite is filled in when it arrives."""

from sqlmodel import Session, col, select

from api.services.entries.decided import merged_into, survivor
from models.tables import Document, Entry, Mention

HEADER = {"doc_type": "doc_type", "date": "issue_date", "issuer": "issuing_body", "title": "subject"}  # entry's to ours
CITING_ROLES = ("legal_basis", "mention")  # the stronger first; the others are relations of their own


def own_document(session: Session, key: str) -> Document | None:
    """The stored document of an entry's key: one that a person approved before others, else the first that came."""
    query = select(Document).where(col(Document.own_key).in_(merged_into(session, key)))
    return session.exec(query.order_by(col(Document.approved_at).is_(None), col(Document.id))).first()


def own_entry(session: Session, document: Document) -> Entry | None:
    """The entry that a stored document is; None where no letter cites it and no register has it."""
    if document.own_key is None:
        return None
    return session.exec(select(Entry).where(Entry.key == survivor(session, document.own_key))).first()


def fill_from_document(session: Session, entry: Entry) -> None:
    """From the header of the stored document, what neither letters nor registry say."""
    document = own_document(session, entry.key)
    for name, column in HEADER.items() if document is not None else ():
        setattr(entry, name, getattr(entry, name) or getattr(document, column))


def cited_entries(session: Session, document: Document) -> list[tuple[str, Entry]]:
    """(role, entry) of what a document cites, each once, in its order."""
    rows = session.exec(
        select(Mention.role, Entry)
        .join(Entry, col(Entry.id) == col(Mention.entry_id))
        .where(Mention.document_id == document.id, col(Mention.role).in_(CITING_ROLES))
        .order_by(col(Mention.position))
    ).all()
    roles: dict[str, str] = {}
    for role, entry in rows:
        roles[entry.key] = min(role, roles.get(entry.key, role), key=CITING_ROLES.index)
    found = {entry.key: entry for _, entry in rows}
    return [(roles[key], entry) for key, entry in found.items()]
