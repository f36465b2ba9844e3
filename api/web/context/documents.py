"""Lists of documents, the upload page, and the page where a record is reviewed."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from api.web.context.frame import Frame, Option, Pager, Problem
from api.web.labels import STATES, Tone
from models.record import BBox


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One document in a list. `warnings`: things a person should look at; `attempts`: readings tried."""

    id: str
    file_name: str
    state: str
    pages_done: int = 0
    pages_total: int = 0
    number: str | None = None
    issue_date: str | None = None
    issuer: str | None = None
    doc_type: str | None = None
    subject: str | None = None
    created_at: datetime | None = None
    warnings: int = 0
    problem: Problem | None = None
    attempts: int = 0

    @property
    def state_label(self) -> str:
        return STATES.get(self.state, (self.state, "plain", "doc"))[0]

    @property
    def tone(self) -> Tone:
        return STATES.get(self.state, (self.state, "plain", "doc"))[1]

    @property
    def icon(self) -> str:
        return STATES.get(self.state, (self.state, "plain", "doc"))[2]

    @property
    def busy(self) -> bool:
        return self.state in {"waiting", "reading"}

    @property
    def title(self) -> str:
        return self.subject or self.file_name


@dataclass(frozen=True, slots=True)
class Upload:
    """What became of one file that was sent without JavaScript."""

    file_name: str
    address: str = ""
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class HomePage:
    template: ClassVar[str] = "home.html"
    frame: Frame
    recent: tuple[DocumentRow, ...] = ()
    accept: str = ".pdf,.docx,.doc,.png,.jpg,.jpeg,.tif,.tiff,.txt,.rtf,.odt,.xls,.xlsx"
    max_megabytes: int = 50
    totals: tuple[tuple[str, int, str], ...] = ()  # (label, count, address)
    uploads: tuple[Upload, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentsPage:
    template: ClassVar[str] = "documents.html"
    frame: Frame
    rows: tuple[DocumentRow, ...]
    pager: Pager
    query: str = ""
    states: tuple[Option, ...] = ()

    @property
    def filtered(self) -> bool:
        return bool(self.query) or any(option.selected and option.value for option in self.states)


@dataclass(frozen=True, slots=True)
class Item:
    """One value beside the page image. `path` names it in the record ("header.symbol", "tasks.3.lead"), `shown` is what
    staff read, `value` what the editing box holds, `machine` the machine's reading where staff have corrected it."""

    path: str
    label: str
    shown: str
    value: str = ""
    raw: str = ""
    confidence: float = 1.0
    doubtful: bool = False
    page: int | None = None
    bbox: BBox | None = None
    machine: str | None = None
    corrected_by: str = ""
    editable: bool = True
    kind: str = "text"  # text | date | long
    parts: "tuple[Item, ...]" = ()  # of a list field: its entries, each with its own place; edited together

    @property
    def missing(self) -> bool:
        return not self.shown


@dataclass(frozen=True, slots=True)
class MentionView:
    page: int | None
    bbox: BBox | None
    sentence: str
    raw: str
    pinpoint: str | None = None


@dataclass(frozen=True, slots=True)
class CitationView:
    """A cited document: `line` is how it would be printed in full; `address` leads to its entry.

    `acts`: what another cited document does to it, or it to another; "" for nothing.
    """

    path: str
    line: str
    title: str
    role: str
    role_label: str
    address: str
    mentions: tuple[MentionView, ...]
    confidence: float
    doubtful: bool
    page: int | None
    bbox: BBox | None
    acts: str = ""
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class CitationGroup:
    label: str
    citations: tuple[CitationView, ...]


@dataclass(frozen=True, slots=True)
class TargetView:
    path: str
    text: str
    goal: str
    metric: str
    deadline: str
    scope: str
    values: tuple[tuple[str, str], ...]
    confidence: float
    doubtful: bool
    page: int | None
    bbox: BBox | None


@dataclass(frozen=True, slots=True)
class TaskView:
    path: str
    number: str
    group: str
    items: tuple[Item, ...]
    confidence: float
    doubtful: bool
    page: int | None
    bbox: BBox | None


@dataclass(frozen=True, slots=True)
class TableRow:
    kind: str
    cells: tuple[str, ...]
    page: int | None
    bbox: BBox | None


@dataclass(frozen=True, slots=True)
class TableView:
    path: str
    title: str
    kind_label: str
    columns: tuple[tuple[str, str], ...]  # (name, role in words or "")
    rows: tuple[TableRow, ...]
    page: int | None
    bbox: BBox | None


@dataclass(frozen=True, slots=True)
class SignatureView:
    path: str
    signer: str
    organisation: str
    time: str
    page: int | None
    bbox: BBox | None


@dataclass(frozen=True, slots=True)
class WarningView:
    message: str
    page: int | None
    code: str


@dataclass(frozen=True, slots=True)
class AliasView:
    alias: str
    refers_to: str
    page: int | None
    bbox: BBox | None
    path: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of the viewer: size in points, so that boxes drawn in the same unit lie where they belong. A long page has
    several `images`, one below the other; each is an address and a height in points."""

    number: int
    width: float
    height: float
    images: tuple[tuple[str, float], ...]
    source_label: str
    quality: float


@dataclass(frozen=True, slots=True)
class Removed:
    """A list item that staff took out of the record; `panel` is where it would stand."""

    path: str
    panel: str
    label: str


@dataclass(frozen=True, slots=True)
class ReviewPage:
    template: ClassVar[str] = "review.html"
    frame: Frame
    document: DocumentRow
    sheets: tuple[Sheet, ...] = ()
    current: int = 1
    text: str = ""
    header: tuple[Item, ...] = ()
    citations: tuple[CitationGroup, ...] = ()
    aliases: tuple[AliasView, ...] = ()
    targets: tuple[TargetView, ...] = ()
    tasks: tuple[TaskView, ...] = ()
    tables: tuple[TableView, ...] = ()
    signatures: tuple[SignatureView, ...] = ()
    warnings: tuple[WarningView, ...] = ()
    removed: tuple[Removed, ...] = ()
    approved_by: str = ""
    approved_at: datetime | None = None
    can_edit: bool = True
    searchable: bool = False  # whether it has pages that a text layer can be laid over

    @property
    def sheet(self) -> Sheet | None:
        return next((sheet for sheet in self.sheets if sheet.number == self.current), None)

    @property
    def citation_count(self) -> int:
        return sum(len(group.citations) for group in self.citations)


@dataclass(frozen=True, slots=True)
class PageText:
    """The running text of one page, as the "Toàn văn" tab shows it."""

    template: ClassVar[str] = "parts/page_text.html"
    number: int
    source_label: str
    quality: float
    text: str


@dataclass(frozen=True, slots=True)
class ShelfPage:
    template: ClassVar[str] = "shelf.html"
    frame: Frame
    rows: tuple[DocumentRow, ...] = ()
