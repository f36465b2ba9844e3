"""What the legal-basis service proposes, in the words and dataclasses of the builder's page. The service decides and words it."""

import re
from collections.abc import Sequence
from datetime import date

from sqlmodel import Session

from api.services import drafting, legal_basis
from api.services.legal_basis import ordering
from api.web import labels
from api.web.common import today
from api.web.context import Avoid, BasisForm, Preview, Proposal

BY_HAND = "Ghi tay, chưa đối chiếu"
BASIS_WORDS = re.compile(r"(?:căn cứ|theo|xét|thực hiện)\b", re.IGNORECASE)


def described(session: Session, number: str, form: BasisForm) -> list[Proposal]:
    found = legal_basis.describe_entry(session, number, form.date or today(), form.issuer, form.place or None)
    return [proposal(one, form.doc_type) for one in found]


def proposal(one: legal_basis.Proposal, doc_type: str) -> Proposal:
    """A proposal of the service as the page shows it."""
    groups = ordering.groups_of(doc_type)
    return Proposal(
        key=one.key,
        line=one.line,
        status=one.status,
        status_tone=labels.status_tone(one.status),
        reasons=one.reasons,
        warnings=one.warnings,
        number=one.number or "",
        address=labels.entry_address(one.key, one.number or ""),
        order=f"{groups.index(one.group)} {one.rank:08.3f} {one.date or '9999'} {one.number or ''}",
        score=one.score,
    )


def by_hand(text: str) -> Proposal:
    """A line that staff wrote themselves."""
    bare = text.strip().rstrip(";.,").strip()
    line = bare if BASIS_WORDS.match(bare) else f"Căn cứ {bare}"
    return Proposal(f"tay:{bare}", line, BY_HAND, "warn", ("Do cán bộ ghi",), order=f"9 {bare}")


def avoid(one: legal_basis.Proposal) -> Avoid:
    successor = one.successors[0] if one.successors else None
    return Avoid(
        line=re.sub(r"^Căn cứ ", "", one.line),
        reason=one.status_reason or one.status,
        address=labels.entry_address(one.key, one.number or ""),
        successor=(successor.line or successor.number) if successor else "",
        successor_key=successor.number if successor else "",
    )


def preview(form: BasisForm, lines: Sequence[str], notes: Sequence[str] = ()) -> Preview:
    """The head of the draft with its basis. Day and month stay blank until it is signed."""
    skeleton = skeleton_of(form)
    finished = finished_lines(skeleton, lines)
    number = f"Số        -{skeleton.symbol}" if skeleton.party else f"Số:        /{skeleton.symbol}"
    return Preview(
        parent_body=skeleton.parent or "",
        issuer=skeleton.issuer,
        number_line=number,
        place_date=f"{skeleton.place}, ngày      tháng      năm {skeleton.year}",
        doc_type=skeleton.doc_type,
        title=skeleton.title,
        lines=tuple(finished),
        italic=legal_basis.is_italic(skeleton.doc_type) and not skeleton.party,
        closing=skeleton.opening,
        warnings=tuple(notes),
        party=skeleton.party,
        rich=drafting.rich_text(finished, skeleton.doc_type),
    )


def skeleton_of(form: BasisForm) -> drafting.Skeleton:
    day = date.fromisoformat(form.date) if form.date else today()
    return drafting.skeleton(form.title, form.issuer, form.place or None, None, form.doc_type, day)


def finished_lines(skeleton: drafting.Skeleton, lines: Sequence[str]) -> list[str]:
    return legal_basis.finish(lines, "party" if skeleton.party else "state")
