"""The legal-basis builder and the check of a draft."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from api.web.context.frame import Frame, Option, Problem
from api.web.labels import Tone


@dataclass(frozen=True, slots=True)
class BasisForm:
    title: str = ""
    issuer: str = ""
    place: str = ""
    date: str = ""
    doc_type: str = "Kế hoạch"
    parent: str = ""
    given: str = ""  # JSON of the documents handed in


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
class GivenFile:
    """A document that was handed in, `role`: parent | draft, with how many documents it cites."""

    role: str
    name: str
    cited: int


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
    given: tuple[GivenFile, ...] = ()
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
