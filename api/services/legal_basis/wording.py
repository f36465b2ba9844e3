"""How a document is written in a legal basis: NĐ 30/2020 for state documents, the Party's rules for Party documents.

State plan or letter: a law by name and date without number, other texts with number, date, issuer and subject, each line
ends with ";", the last with ".". Party: each line begins with a dash, the last ends with ",".
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

from api.services.registry.index import RegistryIndex
from corpora.facts.registry import UNNUMBERED_TYPES, LegalDocument, fold_words, year_in_number

Regime = Literal["state", "party"]
ITALIC_TYPES = ("Quyết định", "Nghị quyết")  # NĐ 30/2020, mẫu 1.1 to 1.3; the other types print the basis upright
HEAD_TITLES = (
    (r"^Bộ (?!Chính trị)", "Bộ trưởng "),
    (r"^Ngân hàng Nhà nước", "Thống đốc "),
    (r"^Thanh tra Chính phủ", "Tổng Thanh tra Chính phủ"),
    (r"^Ủy ban Dân tộc", "Bộ trưởng, Chủ nhiệm "),
)
SIGNED_BY_HEAD = ("Thông tư", "Quyết định", "Chỉ thị")
NAMES = re.compile(r"^(?:Luật|Nghị định|Chính phủ|Quốc hội|Đảng|Việt Nam|Hà Nội|Bộ|Ủy ban|Hiến pháp|[“\"A-ZĐ]{2,})")


@cache
def linkwords() -> tuple[str, ...]:
    """Words with which a subject may follow the number: "quy định", "phê duyệt", "về", …"""
    rows = csv.DictReader(
        (files("corpora.facts") / "title_linkwords.tsv").read_text("utf-8").splitlines(), delimiter="\t"
    )
    return tuple(row["word"] for row in rows)


def long_date(iso: str) -> str:
    """ "2025-06-12" → "ngày 12 tháng 6 năm 2025"; days under 10 and months 1 and 2 get a zero."""
    year, month, day = (int(part) for part in iso.split("-"))
    return f"ngày {day:02d} tháng {month:02d} năm {year}" if month < 3 else f"ngày {day:02d} tháng {month} năm {year}"


def basis_line(
    document: LegalDocument, day: date, registry: RegistryIndex | None = None, with_law_number: bool = False
) -> str:
    """ "Căn cứ …" without its end mark. Amendments in effect on `day` follow in brackets."""
    amended = _amended(document, day, registry)
    return f"Căn cứ {mention(document, with_law_number)}{amended}"


def mention(document: LegalDocument, with_law_number: bool = False) -> str:
    """The document as cited: type, number, date, issuer, subject. What is unknown is left out."""
    if document.doc_type in UNNUMBERED_TYPES and document.title:
        return _law(document, with_law_number)
    parts = [f"{document.doc_type} số {document.number}" if document.number else document.doc_type]
    if document.date:
        parts.append(long_date(document.date))
    if document.issuer:
        parts.append(f"của {signatory(document.issuer, document.doc_type)}")
    if document.title:
        parts.append(subject(document.title))
    return " ".join(parts)


def _law(document: LegalDocument, with_number: bool) -> str:
    name = re.sub(r"^(?:Bộ luật|Luật|Pháp lệnh) ?", "", document.title or "").strip()
    kind = document.doc_type
    text = f"{kind} {name[:1].upper() + name[1:]}" if name else kind
    if with_number or not document.date:
        return f"{text} số {document.number}"
    return f"{text} {long_date(document.date)}"


def plain_issuer(issuer: str) -> str:
    """The body behind its head: "Bộ trưởng Bộ Y tế" is Bộ Y tế; the full name for UBND, HĐND."""
    heads = r"^(?:Bộ trưởng(?:, Chủ nhiệm)?|Thống đốc|Tổng Thanh tra|Giám đốc)\s+(?=Bộ|Ngân hàng|Thanh tra|Ủy ban|Sở)"
    name = re.sub(heads, "", issuer.strip(), flags=re.IGNORECASE)
    return re.sub(r"^HĐND\b", "Hội đồng nhân dân", re.sub(r"^UBND\b", "Ủy ban nhân dân", name))


def signatory(issuer: str, doc_type: str) -> str:
    """Who signs: a ministry's circular or decision is its minister's ("của Bộ trưởng Bộ Y tế")."""
    issuer = plain_issuer(issuer)
    if doc_type in SIGNED_BY_HEAD:
        for pattern, title in HEAD_TITLES:
            if re.match(pattern, issuer):
                return title if title.endswith("Chính phủ") else title + issuer
    return issuer


def subject(title: str) -> str:
    """The subject as it follows the number: in small letters, with "về" where no such word opens it."""
    text = title.strip(" .;,")
    lowered = text[:1].lower() + text[1:]
    if any(fold_words(lowered).startswith(fold_words(word) + " ") for word in linkwords()):
        return lowered
    return f"về {text if NAMES.match(text) else lowered}"


def _amended(document: LegalDocument, day: date, registry: RegistryIndex | None) -> str:
    found = registry.amendments(document, day)[-4:] if registry is not None else []
    if not found:
        return ""
    names = [
        f"{item.doc_type} số {item.number}"
        + (f" {long_date(item.date)}" if item.date and not year_in_number(item.number) else "")
        for item in found
    ]
    joined = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} và {names[-1]}"
    return f" (được sửa đổi, bổ sung bởi {joined})"


def finish(lines: Sequence[str], regime: Regime = "state") -> list[str]:
    """The lines with their end marks: ";" and a last "." (state) or "," (Party, each line after a dash)."""
    bare = [line.strip().rstrip(";.,").strip() for line in lines if line.strip()]
    last = "," if regime == "party" else "."
    dash = "- " if regime == "party" else ""
    return [f"{dash}{line}{last if number == len(bare) else ';'}" for number, line in enumerate(bare, 1)]


def is_italic(doc_type: str) -> bool:
    """Whether the basis is printed in italics: decisions and resolutions only."""
    return doc_type in ITALIC_TYPES
