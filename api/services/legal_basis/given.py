"""Documents handed in with a request: the parent document that the plan carries out, the draft that is being written.

The parent's own basis is that of a plan under it as well, as far as it is no text on the parent's own functions; what the
draft names already belongs to its subject. Reasons say which of the two it was.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any, Literal

from api.services.legal_basis.bodies import Body, body
from api.services.legal_basis.model import Candidate, Cited, Given, Knowledge, Letter, Request
from api.services.legal_basis.ranking import candidate, foreign_field, resolve
from corpora.facts.registry import LegalDocument, registry_key
from models.record import Record

if TYPE_CHECKING:
    from extractor.context import Context

NAMES = {"parent": "Văn bản cấp trên", "draft": "Dự thảo"}
# How sure a citation of the handed-in document makes its own place in the basis, by role there; others count as mentions.
WEIGHTS = {
    "parent": {"legal_basis": 0.7, "implements": 0.75, "mention": 0.3},
    "draft": {"legal_basis": 0.95, "implements": 0.9, "mention": 0.45},
}
CITED = {
    "parent": {"legal_basis": "Văn bản cấp trên ({}) lấy làm căn cứ", "mention": "Văn bản cấp trên ({}) viện dẫn"},
    "draft": {"legal_basis": "Đã có trong phần căn cứ của dự thảo", "mention": "Được nhắc trong nội dung dự thảo"},
}
OWN_FUNCTIONS = re.compile(r"chức năng, nhiệm vụ|quy chế (?:làm việc|tổ chức và hoạt động)", re.IGNORECASE)


def read_given(data: bytes, file_name: str, role: Literal["parent", "draft"], context: Context) -> Given:
    """A file handed in with a request. Raises InputError and SetupError as the extractor does."""
    from extractor.pipeline import extract

    return Given(role, letter_of(extract(data, file_name, context)), file_name)


def letter_of(record: Record) -> Letter:
    """A read file as the letters of the store are: its head and what it cites."""
    header = record.header
    said = {
        name: field.value if (field := getattr(header, name)) is not None else None
        for name in ("subject", "issuing_body", "parent_body", "place", "issue_date", "doc_type", "document_number")
    }
    parent = body(said["parent_body"]).place if said["parent_body"] else None
    citations = tuple(
        Cited(one.number, one.doc_type, one.date, one.issuer, one.title, one.role) for one in record.citations
    )
    return Letter(
        "", said["subject"] or "", said["issuing_body"], parent or said["place"], said["issue_date"], said["doc_type"],
        said["document_number"], citations,
    )  # fmt: skip


def completed(request: Request) -> Request:
    """The request with what a draft's own head says where the drafter said nothing."""
    draft = next((one.letter for one in request.given if one.role == "draft"), None)
    if draft is None:
        return request
    issuer = request.issuer or draft.issuer or ""
    return replace(
        request, title=request.title or draft.title, issuer=issuer, place=request.place or draft.place,
        doc_type=request.doc_type or draft.doc_type or "",
    )  # fmt: skip


def from_given(found: dict[str, Candidate], knowledge: Knowledge, request: Request, issuer: Body) -> None:
    """Candidates that the handed-in documents give."""
    for one in request.given:
        citing = body(one.letter.issuer or "", one.letter.place)
        if one.role == "parent" and one.letter.number:
            entry = candidate(found, _as_document(knowledge, one.letter, citing))
            entry.letters.add(one.role)
            entry.add("parent", 0.97, "Kế hoạch triển khai thực hiện văn bản này")
        for cited in one.letter.citations:
            if cited.number or cited.title:
                _from_citation(found, knowledge, one, cited, citing, issuer)


def _from_citation(
    found: dict[str, Candidate], knowledge: Knowledge, one: Given, cited: Cited, citing: Body, issuer: Body
) -> None:
    document = resolve(knowledge, cited, citing)
    if one.role == "parent" and (OWN_FUNCTIONS.search(document.title or "") or foreign_field(document, issuer)):
        return
    entry = candidate(found, document)
    entry.letters.add(one.role)
    weights, words = WEIGHTS[one.role], CITED[one.role]
    reason = words["legal_basis" if cited.role in ("legal_basis", "implements") else "mention"]
    entry.add(one.role, weights.get(cited.role, weights["mention"]), reason.format(one.letter.number or "chưa có số"))


def _as_document(knowledge: Knowledge, letter: Letter, own: Body) -> LegalDocument:
    number, kind = letter.number or "", letter.doc_type or "Văn bản"
    known = knowledge.registry.find(number, letter.date, own.place)
    return known or LegalDocument(
        registry_key(number, kind, letter.date, own.place), number, kind, letter.date, letter.issuer, own.place,
        letter.title or None, source="letters",
    )  # fmt: skip


def to_json(given: Given) -> dict[str, Any]:
    """Plain values, for a page that hands it back; the reverse of `from_json`."""
    return asdict(given)


def from_json(data: Mapping[str, Any]) -> Given:
    """Raises KeyError, TypeError where the values are not those of `to_json`."""
    letter = dict(data["letter"])
    citations = tuple(Cited(**one) for one in letter.pop("citations"))
    if data["role"] not in NAMES:
        raise KeyError(data["role"])
    return Given(data["role"], Letter(**letter, citations=citations), str(data.get("name", "")))
