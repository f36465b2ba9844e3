"""Warnings where the mentions of a document disagree, or its number with its date, type or issuer."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from corpora.facts import tables
from extractor.document import Document
from extractor.understanding.citing.found import Found
from extractor.understanding.confidence import is_damaged
from extractor.understanding.words.bodies import mend
from extractor.understanding.words.letters import fold, squeeze
from models.record import RecordWarning


@dataclass(frozen=True, slots=True)
class Group:
    """Mentions of one document, as indices, with what they agree on."""

    members: tuple[int, ...]
    date: str | None
    issuer: str | None
    title: str | None


def mended_issuer(issuer: str, one: Found) -> str:
    """The issuer of a damaged page in its usual spelling: by bare letters, else by the letters of the number."""
    symbol = one.number.issuer_symbol if one.number else None
    name = tables.body_names().get(symbol or "")
    for known in (name, f"Bộ trưởng {name}") if name else ():
        longer = fold(issuer).startswith(fold(known) + " ")  # "Ủy ban nhân dân tỉnh" is no misread "Ủy ban nhân dân"
        if not longer and fuzz.ratio(fold(issuer), fold(known)) >= 85:
            return known
    return mend(issuer)


def conflicts_of(document: Document, mentions: list[Found], group: Group) -> list[RecordWarning]:
    found: list[RecordWarning] = []
    for index in group.members:
        one = mentions[index]
        if one.number is None:
            continue
        page = document.evidence(one.start, one.end)[1]
        issuer = mended_issuer(one.issuer, one) if one.issuer and is_damaged(document, page) else one.issuer
        slips = _slips(replace(one, issuer=issuer), group)
        found.extend(RecordWarning(code=code, message=message, page=page) for code, message in slips)
    unique = {(warning.code, warning.message): warning for warning in found}
    return list(unique.values())


def _slips(one: Found, group: Group) -> list[tuple[str, str]]:
    number = one.number
    assert number is not None
    found = []
    printed = squeeze(number.printed)
    if number.slips and re.sub(r"\s", "", printed) != number.value:
        found.append(("number_slip", f"Số hiệu in là “{printed}”, có thể phải là “{number.value}”; hãy kiểm tra lại."))
    if one.date and group.date and one.date != group.date:
        found.append(
            (
                "date_conflict",
                f"{number.value}: có chỗ ghi ngày {_local(one.date)}, chỗ khác ghi {_local(group.date)}; hãy kiểm tra lại.",
            )
        )
    elif one.date and number.year and one.date[:4] != number.year:
        found.append(
            (
                "year_conflict",
                f"{number.value}: năm trong số hiệu không khớp với ngày {_local(one.date)}; hãy kiểm tra lại.",
            )
        )
    wrong_type = _type_conflict(one)
    if wrong_type:
        found.append(("type_conflict", f"“{one.doc_type}” không khớp với ký hiệu “{number.value}”; hãy kiểm tra lại."))
    if _issuer_conflict(one):
        found.append(
            ("issuer_conflict", f"Cơ quan “{one.issuer}” không khớp với ký hiệu “{number.value}”; hãy kiểm tra lại.")
        )
    return found


def _local(iso: str) -> str:
    return "/".join(reversed(iso.split("-")))


def _type_conflict(one: Found) -> bool:
    number = one.number
    if number is None or not number.type_code or not one.typed or one.doc_type in ("Văn bản", None):
        return False
    codes = {kind.code for kind in tables.doc_types() if kind.name == one.doc_type}
    party_twins = number.kind == "party" and number.type_code in ("QĐ", "TT")
    return number.type_code not in codes and not party_twins


def _issuer_conflict(one: Found) -> bool:
    """Issuer in words against the letters of the number, where the letters belong to one known body."""
    if not one.issuer or one.number is None or re.search(r"[^\w\s,&()./-]", one.issuer):
        return False
    issuer, symbol = fold(one.issuer).replace("&", "va"), one.number.issuer_symbol or ""
    if symbol == "TW":
        return not re.search(r"bo chinh tri|ban bi thu|trung uong|ban chap hanh", issuer)
    if symbol == "TU":
        return not re.search(r"tinh uy|thanh uy|ban thuong vu|ban chap hanh", issuer)
    if symbol in ("CP", "TTg"):
        return (symbol == "CP") == ("thu tuong" in issuer)
    names = [body for body in tables.bodies() if body.symbol == symbol]
    if (
        not names
        or not symbol.startswith("B")
        or names[0].level != "central_state"
        or not issuer.startswith(("bo ", "bo truong"))
    ):
        return False
    if re.search(r"\b[A-ZĐ&]{3,}$", one.issuer):  # "Bộ GD&ĐT"
        return False
    return all(fold(body.name).replace(",", "") not in issuer.replace(",", "") for body in names) and len(issuer) > 8
