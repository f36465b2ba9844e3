"""A made-up letter as data. Its printed text and its truth both derive from it, so the truth is right by construction.

    Letter ─ head     parent, issuer, number, symbol, place, date, type, subject, recipients, urgency
           ├ body     a list of blocks: strings in the markup of `markup.py`, or objects (table, annex)
           ├ cites    id → Cited: legal documents that the body names by `[[c id]]`
           └ signers, distribution, style

Block strings begin with a mark: `# ` heading of a part, `## ` numbered heading, `> ` line of the legal basis,
`= ` centred bold line, `~ ` centred italic line; anything else is a paragraph. Blocks that are objects:
    {"table": {title, kind, repeat_header, columns: [[name, role, width], …], rows: [[cell, …] | {"group": [number, title]} | {"total": […]}]}}
    {"annex": "Phụ lục I", "title": "…", "ref": "(Kèm theo …)"}      begins on a new page
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

Block = str | dict[str, Any]


@dataclass(frozen=True, slots=True)
class Cited:
    """A cited document. `date` ISO; `title` without "về" (its link word stands in `link`) and may hold markup."""

    doc_type: str
    number: str | None = None
    date: str | None = None
    issuer: str | None = None
    title: str | None = None
    link: str = ""


@dataclass(frozen=True, slots=True)
class Style:
    """How this letter words things.

    date: words "ngày 03 tháng 6 năm 2020" | slash "ngày 03/6/2020" | short "ngày 3/6/2020"; comma: ", ngày";
    number_word: "số" before a number; old_tone: oà, uý for òa, úy; dash: mark of list items;
    abbreviate: UBND, HĐND for the full names in running text.
    """

    date: str = "words"
    comma: bool = False
    number_word: bool = True
    old_tone: bool = False
    abbreviate: bool = False
    basis_italic: bool = False
    two_line_quoc_hieu: bool = True


@dataclass(frozen=True, slots=True)
class Signer:
    """One block of the sign-off: `authority` lines (TM., KT., …) from the top, then the title that counts."""

    title: str
    name: str
    authority: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Letter:
    name: str
    doc_type: str
    issuer: str
    symbol: str
    place: str
    subject: str
    body: tuple[Block, ...]
    signers: tuple[Signer, ...]
    number: str | None = None
    date: str | None = None
    parent: str | None = None
    regime: str = "state"
    issuer_lines: tuple[str, ...] = ()
    parent_lines: tuple[str, ...] = ()
    head_line: str | None = None
    recipients: tuple[str, ...] = ()
    distribution: tuple[str, ...] = ()
    urgency: str | None = None
    lost_head: bool = False
    cites: dict[str, Cited] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)
    style: Style = field(default_factory=Style)

    @property
    def is_letter(self) -> bool:
        """A công văn: no type line, the subject stands under the number."""
        return self.doc_type == "Công văn"

    def with_style(self, **changes: Any) -> Letter:
        return replace(self, style=replace(self.style, **changes))


def from_json(data: dict[str, Any], pool: dict[str, Cited]) -> Letter:
    """A Letter from its JSON object. Its text may cite any document of the pool by id, beside its own `cites`."""
    cites = {**pool, **{key: Cited(**value) for key, value in data.get("cites", {}).items()}}
    lists: dict[str, Any] = {
        key: tuple(data.get(key, ())) for key in ("body", "issuer_lines", "parent_lines", "recipients", "distribution")
    }
    signers = tuple(
        Signer(title=item["title"], name=item["name"], authority=tuple(item.get("authority", ())))
        for item in data["signers"]
    )
    plain = {key: value for key, value in data.items() if key not in {*lists, "cites", "signers", "style"}}
    return Letter(**plain, **lists, signers=signers, cites=cites, style=Style(**data.get("style", {})))
