"""The Record: what `cancu extract` prints and what the store keeps for one document.

Staff, scripts and evaluation sets rely on these names and meanings. Keys may be added; none may change meaning.
This module loads no database driver.

Shared conventions
    value       normalised: NFC, dates ISO 8601, numbers as numbers
    raw         as printed, before any repair
    confidence  0 to 1, calibrated: of the values at 0.9, nine in ten are right
    page        from 1
    bbox        [x0, top, x1, bottom] in points (1/72 inch) from the page's top left corner, y down
A value that the document does not have is null.
"""

from typing import Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

BBox = tuple[float, float, float, float]
T = TypeVar("T")

CitationRole = Literal["legal_basis", "amends", "replaces", "repeals", "implements", "mention"]
Comparator = Literal[">=", ">", "=", "<=", "<", "range"]
TableKind = Literal["tasks", "targets", "budget", "inventory", "other"]
RowKind = Literal["group", "item", "total"]
ColumnRole = Literal[
    "number", "task", "lead", "support", "output", "deadline", "status", "budget", "quantity", "unit", "note", "other"
]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Provenance(_Model):
    """Where a value was read and how sure the reading is."""

    raw: str = ""
    confidence: float = Field(ge=0, le=1)
    page: int | None = Field(default=None, ge=1)
    bbox: BBox | None = None


class Value(Provenance, Generic[T]):
    """A scalar field: the normalised value with its proof."""

    value: T


Text = Value[str]


class Source(_Model):
    """The file. `pages` counts its pages, `bytes` its size, `sha256` names it."""

    file_name: str
    sha256: str
    media_type: str
    pages: int
    bytes: int


class Header(_Model):
    """Head and sign-off. `symbol` is the number without its serial; `signing_authority` is KT., TM., TL., TUQ. or Q."""

    document_number: Text | None = None
    symbol: Text | None = None
    issue_date: Text | None = None
    place: Text | None = None
    issuing_body: Text | None = None
    parent_body: Text | None = None
    doc_type: Text | None = None
    subject: Text | None = None
    recipients: list[Text] = []
    signer_name: Text | None = None
    signer_title: Text | None = None
    signing_authority: Text | None = None
    co_signers: list[Text] = []  # names of those who sign a joint document beside the signer
    distribution: list[Text] = []
    urgency: Text | None = None
    confidentiality: Text | None = None


class Signature(Provenance):
    """A claimed digital signature, from the PDF or its text block. `time` is ISO 8601 with its zone."""

    signer: str | None = None
    organisation: str | None = None
    time: str | None = None


class Mention(_Model):
    """One printed mention of a cited document; `role`: what the letter itself does; `sentence`: the words around it."""

    raw: str
    page: int | None = None
    bbox: BBox | None = None
    role: CitationRole = "mention"
    pinpoint: str | None = None
    sentence: str = ""


class Citation(Provenance):
    """A distinct cited document. `key`: type code, number, and the year of issue where the number has none."""

    key: str
    doc_type: str | None = None
    number: str | None = None
    date: str | None = None
    issuer: str | None = None
    title: str | None = None
    role: CitationRole = "mention"
    pinpoint: str | None = None
    role_of: str | None = None  # key of the cited document that plays the role; None where the letter itself does
    target_key: str | None = None  # of a document that this one amends, replaces or repeals
    mentions: list[Mention] = []


class Alias(Provenance):
    """A short name that the document gives to a cited document (`refers_to` is its key) or to a group of bodies."""

    alias: str
    refers_to: str


class Target(Provenance):
    """A quantified goal (chỉ tiêu). `deadline`: 2025 | 2025-Q4 | 2025-06 | 2025-09-30. `source`: who sets it, if said.

    For a row of a targets table, `values` holds each column heading with the cell as printed."""

    text: str
    metric: str | None = None
    comparator: Comparator | None = None
    value: float | None = None
    value_max: float | None = None
    unit: str | None = None
    deadline: str | None = None
    scope: str | None = None
    source: str | None = None
    values: dict[str, str] = {}


class Place(_Model):
    """The page, from 1, and the box of words on it."""

    page: int = Field(ge=1)
    bbox: BBox


class Column(_Model):
    name: str
    role: ColumnRole = "other"


class Row(_Model):
    """A row: `path` is the numbering from the outermost group to the row, `cells` run parallel to the columns.

    `places`: where the words of each cell stand (on the first of its pages), None for empty cells; [] where not known.
    """

    kind: RowKind = "item"
    number: str | None = None
    path: list[str] = []
    cells: list[str] = []
    places: list[Place | None] = []
    page: int | None = None
    bbox: BBox | None = None


class Table(Provenance):
    title: str | None = None
    kind: TableKind = "other"
    columns: list[Column] = []
    rows: list[Row] = []


class Task(Provenance):
    """A row of a task table, or a task given in running text. `deadline` is as printed, `deadline_iso` ISO-like.

    `places`: where each of its parts stands, by the part's name: task, lead, support, output, deadline, status, note, budget.
    """

    number: str | None = None
    group: str | None = None
    task: str
    lead: str | None = None
    support: str | None = None
    output: str | None = None
    deadline: str | None = None
    deadline_iso: str | None = None
    status: str | None = None
    note: str | None = None
    budget: str | None = None
    places: dict[str, Place] = {}


class PageRecord(_Model):
    """A page as read. `quality` 0 to 1. `text_source`: text_layer | legacy:tcvn3 (vni, viscii, vps, cp1258) | restored | ocr."""

    number: int
    width: float
    height: float
    text_source: str
    quality: float
    text: str


class RecordWarning(_Model):
    """Something a person should look at. `code` is stable; `message` is Vietnamese and says what to do."""

    code: str
    message: str
    page: int | None = None


class Record(_Model):
    source: Source
    header: Header = Header()
    signatures: list[Signature] = []
    citations: list[Citation] = []
    aliases: list[Alias] = []
    targets: list[Target] = []
    tables: list[Table] = []
    tasks: list[Task] = []
    pages: list[PageRecord] = []
    warnings: list[RecordWarning] = []
