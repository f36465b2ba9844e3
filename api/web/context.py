"""What each page is given. One frozen dataclass a template; a test renders every one of them.

Templates see only these: a route fills one in and `render` does the rest. `template` names the file under templates/.
Ids are opaque strings. Dates are ISO strings (possibly partial) or `datetime`; the filters of `render` print them.
"""

import datetime as dt
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from api.web.labels import STATES, Tone
from models.record import BBox


@dataclass(frozen=True, slots=True)
class Problem:
    """One line that says what is wrong, and one that says what to do."""

    message: str
    remedy: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds every page. `section` marks the current menu item; `shelf` counts documents that failed."""

    section: str = ""
    user: str | None = None
    role: str = ""
    shelf: int = 0
    notice: str = ""
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Pager:
    """`url` is the address of the list with everything but the page number, ending in "?" or "&"."""

    page: int
    pages: int
    total: int
    url: str


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    selected: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class LoginPage:
    template: ClassVar[str] = "login.html"
    frame: Frame
    name: str = ""
    next: str = "/"
    problem: Problem | None = None


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
    """A cited document: `line` is how it would be printed in full; `address` leads to its entry."""

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
    target: str = ""
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
class Piece:
    """A run of a snippet; `hit` runs are set off."""

    text: str
    hit: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    kind: str  # entry | document
    address: str
    number: str
    title: tuple[Piece, ...]
    doc_type: str = ""
    issuer: str = ""
    date: str | None = None
    status: str = ""
    status_tone: Tone = "plain"
    cited: int | None = None
    snippet: tuple[Piece, ...] = ()
    page: int | None = None


@dataclass(frozen=True, slots=True)
class SearchPage:
    template: ClassVar[str] = "search.html"
    frame: Frame
    query: str = ""
    hits: tuple[Hit, ...] = ()
    kinds: tuple[Option, ...] = ()
    types: tuple[Option, ...] = ()
    sorts: tuple[Option, ...] = ()
    pager: Pager | None = None
    seconds: float | None = None
    meant: str = ""  # a nearer spelling, where nothing was found


@dataclass(frozen=True, slots=True)
class CitingPassage:
    """One place where a letter speaks of the entry; `address` opens the letter at that page."""

    address: str
    role_label: str
    sentence: str
    page: int | None
    pinpoint: str = ""


@dataclass(frozen=True, slots=True)
class CitingLetter:
    address: str
    number: str
    title: str
    issuer: str
    date: str | None
    doc_type: str
    passages: tuple[CitingPassage, ...]


@dataclass(frozen=True, slots=True)
class Relation:
    label: str
    address: str
    name: str
    title: str = ""
    date: str | None = None
    side: str = (
        "right"  # left: what this one rests on; right: what rests on it; top: what came after it; bottom: before
    )
    note: str = ""


@dataclass(frozen=True, slots=True)
class EntryPage:
    template: ClassVar[str] = "entry.html"
    frame: Frame
    name: str
    number: str
    doc_type: str
    issuer: str
    date: str | None
    title: str
    status: str
    status_tone: Tone
    status_day: dt.date
    status_detail: str = ""
    effective_from: str | None = None
    effective_to: str | None = None
    aliases: tuple[str, ...] = ()
    letters: tuple[CitingLetter, ...] = ()
    relations: tuple[Relation, ...] = ()
    related: tuple[Relation, ...] = ()  # often cited together
    diagram: "Diagram | None" = None
    facts_from: str = ""  # where the facts come from and on which day they were true
    document: str | None = None  # address of its own uploaded file
    candidates: tuple[Relation, ...] = ()  # other documents of the same number

    @property
    def passage_count(self) -> int:
        return sum(len(letter.passages) for letter in self.letters)


@dataclass(frozen=True, slots=True)
class DiagramNode:
    """A box of the relations picture: position of its top left corner in the picture's units."""

    x: float
    y: float
    lines: tuple[str, ...]
    address: str
    caption: str = ""
    centre: bool = False


@dataclass(frozen=True, slots=True)
class DiagramEdge:
    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True)
class Diagram:
    width: float
    height: float
    node_width: float
    node_height: float
    nodes: tuple[DiagramNode, ...]
    edges: tuple[DiagramEdge, ...]
    captions: tuple[tuple[float, float, str], ...] = ()


@dataclass(frozen=True, slots=True)
class BasisForm:
    title: str = ""
    issuer: str = ""
    parent_body: str = ""
    place: str = ""
    date: str = ""
    doc_type: str = "Kế hoạch"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A document that may stand in the basis. `key` names it, `line` is its printed wording without end mark, `order`
    sorts by group, rank and date."""

    key: str
    line: str
    status: str
    status_tone: Tone
    reasons: tuple[str, ...] = ()
    address: str = ""
    warnings: tuple[str, ...] = ()
    number: str = ""
    order: str = ""
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Avoid:
    line: str
    reason: str
    address: str = ""
    successor: str = ""
    successor_key: str = ""


@dataclass(frozen=True, slots=True)
class SavedDraft:
    id: str
    title: str
    saved_at: datetime | None
    address: str


@dataclass(frozen=True, slots=True)
class Preview:
    """The head of the plan with its basis, as NĐ 30/2020 lays it out. `italic`: whether the type sets the basis in italics."""

    template: ClassVar[str] = "parts/preview.html"
    parent_body: str
    issuer: str
    number_line: str
    place_date: str
    doc_type: str
    title: str
    lines: tuple[str, ...]
    italic: bool = False
    closing: str = ""
    warnings: tuple[str, ...] = ()
    party: bool = False
    rich: str = ""  # the basis as HTML for the clipboard


@dataclass(frozen=True, slots=True)
class BasisPage:
    template: ClassVar[str] = "basis.html"
    frame: Frame
    form: BasisForm
    types: tuple[Option, ...] = ()
    asked: bool = False
    chosen: tuple[Proposal, ...] = ()
    others: tuple[Proposal, ...] = ()
    avoid: tuple[Avoid, ...] = ()
    preview: Preview | None = None
    drafts: tuple[SavedDraft, ...] = ()
    draft_id: str = ""
    today: str = ""
    places: tuple[str, ...] = ()
    add: str = ""
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault in a draft's basis. `tone`: bad must be mended, warn should be looked at, plain is a hint."""

    tone: Tone
    label: str
    place: str
    printed: str
    message: str
    remedy: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class CheckPage:
    template: ClassVar[str] = "check.html"
    frame: Frame
    file_name: str = ""
    checked: bool = False
    findings: tuple[Finding, ...] = ()
    lines: tuple[str, ...] = ()
    day: str = ""
    problem: Problem | None = None
    correctable: bool = False  # a DOCX whose findings can be written into it


@dataclass(frozen=True, slots=True)
class RestoredWord:
    text: str
    raw: str = ""
    doubtful: bool = False
    changed: bool = False


@dataclass(frozen=True, slots=True)
class RestorePage:
    template: ClassVar[str] = "restore.html"
    frame: Frame
    text: str = ""
    lines: tuple[tuple[RestoredWord, ...], ...] = ()
    done: bool = False
    charset: str = ""
    problem: Problem | None = None

    @property
    def doubtful(self) -> int:
        return sum(word.doubtful for line in self.lines for word in line)


@dataclass(frozen=True, slots=True)
class ShelfPage:
    template: ClassVar[str] = "shelf.html"
    frame: Frame
    rows: tuple[DocumentRow, ...] = ()


@dataclass(frozen=True, slots=True)
class HelpPage:
    template: ClassVar[str] = "help.html"
    frame: Frame
    formats: str = "PDF, DOCX, DOC, RTF, ODT, XLS, XLSX, TXT, PNG, JPEG, TIFF"
    max_megabytes: int = 50


@dataclass(frozen=True, slots=True)
class ErrorPage:
    template: ClassVar[str] = "error.html"
    frame: Frame
    status: int
    heading: str
    message: str
    remedy: str = ""
    actions: tuple[tuple[str, str], ...] = field(default=(("Về trang chủ", "/"),))
