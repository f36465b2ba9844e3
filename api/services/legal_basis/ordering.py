"""Order of a legal basis: the Party document that the plan carries out, then authority, then content; by rank, then date."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from api.services.legal_basis.model import Group, Proposal
from corpora.facts.registry import LegalDocument

GROUP_ORDER: tuple[Group, ...] = ("party", "authority", "content")
PARTY_NUMBER = re.compile(r"^\d+[a-zđ]?-[A-ZĐ][\wĐđ]*/")
AUTHORITY = re.compile(
    r"chức năng, nhiệm vụ, quyền hạn|tổ chức chính quyền địa phương|tổ chức chính phủ|tổ chức các cơ quan chuyên môn"
    r"|quy chế làm việc của|thành lập (?:sở|ban chỉ đạo|ủy ban)|điều lệ đảng",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Rank:
    system: str
    doc_type: str
    issuer: str
    rank: float


@cache
def ranks() -> tuple[Rank, ...]:
    rows = csv.DictReader((files("corpora.facts") / "legal_ranks.tsv").read_text("utf-8").splitlines(), delimiter="\t")
    return tuple(Rank(row["system"], row["doc_type"] or "", row["issuer"] or "", float(row["rank"])) for row in rows)


def is_party(document: LegalDocument) -> bool:
    return bool(PARTY_NUMBER.match(document.number or ""))


def is_central_party(document: LegalDocument) -> bool:
    """A document of the Party's centre (57-NQ/TW): outside the ladder of state documents, so it opens the basis of a plan."""
    return is_party(document) and bool(re.search(r"/\w*TW$", document.number or ""))


def rank_of(document: LegalDocument) -> float:
    """Rank by type and issuer, lower is higher (Luật 64/2025/QH15 art. 4; table legal_ranks.tsv)."""
    system = "party" if is_party(document) else "state"
    issuer = document.issuer or ""
    for row in ranks():
        if row.system != system or (row.doc_type and row.doc_type != document.doc_type):
            continue
        if not row.issuer or issuer.startswith(row.issuer) or f" {row.issuer}" in f" {issuer}"[:30]:
            return row.rank
    return 9.9 if system == "party" else 12.8


def group_of(document: LegalDocument) -> Group:
    """The group of a document by what it is; an organisation law or a decree on functions is authority."""
    if is_central_party(document):
        return "party"
    return "authority" if AUTHORITY.search(document.title or "") else "content"


def order(proposals: Iterable[Proposal], doc_type: str = "Kế hoạch") -> tuple[Proposal, ...]:
    """Proposals as they are written: group, rank, date, number."""
    groups = groups_of(doc_type)
    return tuple(
        sorted(
            proposals, key=lambda item: (groups.index(item.group), item.rank, item.date or "9999", item.number or "")
        )
    )


def groups_of(doc_type: str) -> tuple[Group, ...]:
    """A decision or resolution opens with the authority of who decides; a plan with the Party document it carries out."""
    return ("authority", "party", "content") if doc_type in ("Quyết định", "Nghị quyết") else GROUP_ORDER
