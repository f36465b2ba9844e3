"""Search, and the page of a legal document with its picture of relations."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from api.web.context.frame import Frame, Option, Pager, Problem
from api.web.labels import Tone

CLOSING = (".", ";", ":", "!", "?", "”", '"', ")")  # with which a whole sentence may end


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
    places: tuple[Option, ...] = ()
    statuses: tuple[Option, ...] = ()
    sorts: tuple[Option, ...] = ()
    asked: Mapping[str, str] = field(default_factory=dict)  # fields of the form that are filled in
    narrowed: bool = False  # by a filter
    citing: str = ""  # name of the document whose citations are searched
    pager: Pager | None = None
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class CitingPassage:
    """One place where a letter speaks of the entry; `address` opens the letter at that page."""

    address: str
    role_label: str
    sentence: str
    page: int | None
    pinpoint: str = ""

    @property
    def quoted(self) -> str:
        """The sentence with "…" where it was cut."""
        begin = "" if self.sentence[:1].isupper() or not self.sentence[:1].isalpha() else "… "
        return f"{begin}{self.sentence}{'' if self.sentence.endswith(CLOSING) else ' …'}"


@dataclass(frozen=True, slots=True)
class CitingLetter:
    address: str
    number: str
    title: str
    issuer: str
    date: str | None
    doc_type: str
    passages: tuple[CitingPassage, ...]
    id: str = ""


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
class Event:
    """A line of the timeline; `date` ISO, possibly partial."""

    date: str
    text: str
    address: str = ""
    name: str = ""


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
    events: tuple[Event, ...] = ()
    edit_address: str = ""
    decided: int = 0  # standing decisions of staff

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
class EditField:
    """A field of a legal document that staff may correct. `kind`: text | long | date | choice."""

    name: str
    label: str
    value: str
    kind: str = "text"
    options: tuple[Option, ...] = ()
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """What staff decided, in words; `undoable` while it stands."""

    id: int
    text: str
    by: str
    at: datetime
    undoable: bool
    undone: str = ""


@dataclass(frozen=True, slots=True)
class EditEntryPage:
    template: ClassVar[str] = "entry_edit.html"
    frame: Frame
    name: str
    title: str
    address: str
    fields: tuple[EditField, ...]
    letters: tuple[CitingLetter, ...] = ()
    candidates: tuple[Relation, ...] = ()  # other documents of the same number; `address` ends in their id
    types: tuple[Option, ...] = ()
    history: tuple[DecisionLine, ...] = ()
    problem: Problem | None = None
    other: str = ""  # what was typed as the document to merge with
