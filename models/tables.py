"""The tables (PostgreSQL). The Record stays JSON as the extractor made it; what is searched or joined has columns.

    document 1─n page          what was read, page by page: the checkpoint of an interrupted job
             1─1 record        the machine's Record; never edited
             1─n correction    staff values that win over the record's and outlive a new extraction
             1─n mention n─1 entry          who cites which legal document, where, in what words
    entry    one legal document, cited or in the registry; `key` tells two documents of one number apart
    decision                   what staff said of entries: two are one, a letter means another, a field is wrong
    legal_document, relation   the registry as imported, and who amends, replaces, repeals, implements whom
    change                     what the search index has to follow: the latest change number of each subject

All times are UTC with zone. `bbox` is [x0, top, x1, bottom] in points.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, Column, DateTime, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

# Where a document stands.
WAITING, READING, DONE, FAILED = "waiting", "reading", "done", "failed"
# Roles of users.
ADMIN, STAFF = "admin", "staff"


def utc_now() -> datetime:
    return datetime.now(UTC)


def _time(nullable: bool = False) -> Any:
    column: Column[Any] = Column(DateTime(timezone=True), nullable=nullable)
    return Field(default=None, sa_column=column) if nullable else Field(default_factory=utc_now, sa_column=column)


def _json(factory: Any, nullable: bool = False) -> Any:
    column: Column[Any] = Column(JSONB, nullable=nullable)
    return Field(default=None, sa_column=column) if nullable else Field(default_factory=factory, sa_column=column)


def _document(primary_key: bool = False) -> Any:
    """The document that a row belongs to and goes with."""
    column: Column[Any] = Column(
        BigInteger,
        ForeignKey("document.id", ondelete="CASCADE"),
        primary_key=primary_key,
        nullable=False,
        index=not primary_key,
    )
    return Field(sa_column=column)


def _id() -> Any:
    return Field(default=None, sa_column=Column(BigInteger, primary_key=True, autoincrement=True))


def _user() -> Any:
    """The user who did it; null where the program did, or the user is gone."""
    return Field(default=None, sa_column=Column(BigInteger, ForeignKey("users.id", ondelete="SET NULL"), nullable=True))


class User(SQLModel, table=True):
    """`role`: admin | staff. `password_hash`: Argon2id."""

    __tablename__ = "users"

    id: int | None = _id()
    name: str = Field(unique=True, max_length=100)
    password_hash: str
    role: str = STAFF
    active: bool = True
    created_at: datetime = _time()


class Login(SQLModel, table=True):
    """A signed-in browser session or an API token. Only the SHA-256 of the secret is kept; `kind`: session | token."""

    id: int | None = _id()
    user_id: int = Field(sa_column=Column(BigInteger, ForeignKey("users.id", ondelete="CASCADE"), nullable=False))
    kind: str = "session"
    secret_sha256: str = Field(unique=True)
    label: str = ""
    created_at: datetime = _time()
    expires_at: datetime | None = _time(nullable=True)


class FailedSignIn(SQLModel, table=True):
    """A wrong password, kept for a quarter of an hour. Of the typed name only the SHA-256, as it may be a password typed
    in the wrong field."""

    __tablename__ = "failed_sign_in"
    __table_args__ = (Index("ix_failed_sign_in_address", "address"),)

    id: int | None = _id()
    address: str
    name_sha256: str
    at: datetime = _time()


class Document(SQLModel, table=True):
    """An uploaded file. `sha256` of its bytes names it and its original. The header columns repeat the record with
    corrections, for lists; `own_key` is the key of the entry that it is, null where its number or year is not known.
    `status`: waiting | reading | done | failed."""

    id: int | None = _id()
    sha256: str = Field(unique=True, max_length=64)
    file_name: str
    media_type: str = ""
    bytes: int = 0
    page_count: int = 0
    status: str = Field(default=WAITING, index=True)
    job_id: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    attempts: int = 0
    error_code: str | None = None
    error_message: str | None = None
    error_remedy: str | None = None
    document_number: str | None = Field(default=None, index=True)
    doc_type: str | None = None
    issue_date: str | None = Field(default=None, index=True)
    issuing_body: str | None = None
    place: str | None = None
    subject: str | None = None
    own_key: str | None = Field(default=None, index=True)
    warning_count: int = 0
    created_at: datetime = _time()
    created_by: int | None = _user()
    finished_at: datetime | None = _time(nullable=True)
    approved_at: datetime | None = _time(nullable=True)
    approved_by: int | None = _user()


class Page(SQLModel, table=True):
    """A finished page: `content` is the extractor's Page as JSON, so that it is never read twice; `text` what a person
    would copy from it."""

    document_id: int = _document(primary_key=True)
    number: int = Field(primary_key=True)
    content: dict[str, Any] = _json(dict)
    text: str = Field(default="", sa_column=Column(Text, nullable=False))
    text_source: str = ""
    quality: float = 0.0
    width: float = 0.0
    height: float = 0.0
    has_image: bool = False
    read_at: datetime = _time()


class RecordRow(SQLModel, table=True):
    """The machine's Record of a document (models.record.Record as JSON)."""

    __tablename__ = "record"

    document_id: int = _document(primary_key=True)
    content: dict[str, Any] = _json(dict)
    version: str = ""
    seconds: float = 0.0
    made_at: datetime = _time()


class Correction(SQLModel, table=True):
    """A value that staff put in place of the machine's. The latest for a field wins.

    `field`: "header.issue_date", or "tasks.3.deadline" for the list item whose raw text is `anchor`.
    """

    id: int | None = _id()
    document_id: int = _document()
    field: str
    anchor: str = ""
    value: Any = _json(dict, nullable=True)
    machine_value: Any = _json(dict, nullable=True)
    created_at: datetime = _time()
    created_by: int | None = _user()


class Entry(SQLModel, table=True):
    """A legal document, with the best that is known of it: registry facts first, else what letters say.

    `key`: type code, number, year where the number has none, and for local bodies "@place", so that no two
    documents share it. `status`: a term of the national law database, or "Chưa xác định". `source`: registry | citation | staff.
    `folded_number`: corpora.facts.registry.fold_number of the number, for lookups.
    """

    id: int | None = _id()
    key: str = Field(unique=True)
    number: str | None = Field(default=None, index=True)
    folded_number: str = Field(default="", index=True)
    doc_type: str | None = None
    date: str | None = None
    year: int | None = None
    place: str | None = None
    issuer: str | None = None
    title: str | None = None
    aliases: list[str] = _json(list)
    status: str = "Chưa xác định"
    effective_from: str | None = None
    effective_to: str | None = None
    facts: dict[str, Any] = _json(dict)
    source: str = "citation"
    mention_count: int = 0
    document_count: int = 0
    updated_at: datetime = _time()


class Mention(SQLModel, table=True):
    """One printed mention of an entry. `cited_…` is what this document says of it, right or wrong; `cited_key` the entry
    key that follows from it before any decision."""

    id: int | None = _id()
    document_id: int = _document()
    entry_id: int = Field(
        sa_column=Column(BigInteger, ForeignKey("entry.id", ondelete="CASCADE"), nullable=False, index=True)
    )
    role: str = "mention"
    pinpoint: str | None = None
    sentence: str = Field(default="", sa_column=Column(Text, nullable=False))
    raw: str = ""
    page: int | None = None
    bbox: list[float] | None = _json(list, nullable=True)
    confidence: float = 0.0
    cited_key: str = ""
    cited_number: str | None = None
    cited_date: str | None = None
    cited_issuer: str | None = None
    cited_title: str | None = None
    position: int = 0


class Decision(SQLModel, table=True):
    """What staff said of an entry; it wins over machines and registry, and outlives every new reading of a letter.

    merge    the document of `key` is the one of `target_key`
    split    where `document_id` cites `key` (or prints `anchor`), it means `target_key`
    correct  `field` of the entry `key` is `value`, not `machine_value`

    One that is undone counts no more; it stays for the history.
    """

    __table_args__ = (Index("ix_decision_document", "document_id"),)

    id: int | None = _id()
    kind: str
    key: str = Field(index=True)
    target_key: str | None = Field(default=None, index=True)
    document_id: int | None = Field(
        default=None, sa_column=Column(BigInteger, ForeignKey("document.id", ondelete="CASCADE"), nullable=True)
    )
    anchor: str = ""
    field: str | None = None
    value: Any = _json(dict, nullable=True)
    machine_value: Any = _json(dict, nullable=True)
    created_at: datetime = _time()
    created_by: int | None = _user()
    undone_at: datetime | None = _time(nullable=True)
    undone_by: int | None = _user()


class LegalDocument(SQLModel, table=True):
    """A fact row of the registry of legal documents, as imported. `key` as in Entry; dates ISO; `source`: who says so."""

    __tablename__ = "legal_document"

    key: str = Field(primary_key=True)
    number: str | None = Field(default=None, index=True)
    doc_type: str | None = None
    date: str | None = None
    issuer: str | None = None
    place: str | None = None
    title: str | None = None
    aliases: list[str] = _json(list)
    status: str = "Chưa xác định"
    effective_from: str | None = None
    effective_to: str | None = None
    sectors: list[str] = _json(list)
    source: str = ""
    checked_on: str | None = None
    facts: dict[str, Any] = _json(dict)
    imported_at: datetime = _time()


class Relation(SQLModel, table=True):
    """`from_key` amends | replaces | repeals | implements | guides | corrects `to_key`. `document_id`: the letter that says so."""

    __table_args__ = (
        UniqueConstraint("from_key", "relation", "to_key", "document_id", postgresql_nulls_not_distinct=True),
    )

    id: int | None = _id()
    from_key: str = Field(index=True)
    relation: str
    to_key: str = Field(index=True)
    scope: str | None = None
    effective_from: str | None = None
    source: str = ""
    document_id: int | None = Field(
        default=None, sa_column=Column(BigInteger, ForeignKey("document.id", ondelete="CASCADE"), nullable=True)
    )


class Draft(SQLModel, table=True):
    """A legal-basis section that someone is working on; `content` belongs to the drafting service."""

    id: int | None = _id()
    title: str
    content: dict[str, Any] = _json(dict)
    created_at: datetime = _time()
    updated_at: datetime = _time()
    created_by: int | None = _user()


class Audit(SQLModel, table=True):
    """Who did what to which subject ("document:12"). `detail` never holds text of a document."""

    id: int | None = _id()
    at: datetime = _time()
    user_id: int | None = _user()
    action: str = Field(index=True)
    subject: str = Field(default="", index=True)
    detail: dict[str, Any] = _json(dict)


class ChangeCounter(SQLModel, table=True):
    """One row. Its lock makes change numbers appear in their order; `store_id` changes when a backup is put back."""

    __tablename__ = "change_counter"

    id: int = Field(default=1, primary_key=True)
    number: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))
    store_id: str = ""


class Change(SQLModel, table=True):
    """The latest change of each subject. `kind`: document | entry. The subject may be gone: then it leaves the index."""

    __table_args__ = (Index("ix_change_number", "number"),)

    kind: str = Field(primary_key=True)
    subject_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    number: int = Field(sa_column=Column(BigInteger, nullable=False))
