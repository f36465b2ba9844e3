"""What a check of a draft reads and says: plain data."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from models.record import BBox

Severity = Literal["error", "warning", "info"]

# Stable codes, with what a page or a report calls them.
CODES = {
    "wrong_date": "Sai ngày ban hành",
    "wrong_number": "Sai số, ký hiệu",
    "wrong_issuer": "Sai cơ quan ban hành",
    "type_mismatch": "Loại văn bản không khớp ký hiệu",
    "expired": "Văn bản hết hiệu lực",
    "replaced": "Văn bản đã bị thay thế",
    "not_yet_in_force": "Văn bản chưa có hiệu lực",
    "partly_ended": "Văn bản hết hiệu lực một phần",
    "suspended": "Hiệu lực cần đối chiếu",
    "period_over": "Hết giai đoạn thực hiện",
    "place_gone": "Địa phương đã sắp xếp lại",
    "missing_basis": "Thiếu căn cứ thường dùng",
    "wrong_order": "Sai thứ tự",
    "wrong_punctuation": "Sai dấu câu",
    "duplicate": "Trùng căn cứ",
    "law_with_number": "Cách viết tên luật",
    "wrong_slant": "Kiểu chữ",
    "unknown_document": "Chưa có dữ liệu",
    "no_basis": "Không có phần căn cứ",
}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the draft. `index`: its place in the DOCX; `italic` None where the source does not tell."""

    text: str
    index: int
    page: int | None = None
    bbox: BBox | None = None
    italic: bool | None = None


@dataclass(frozen=True, slots=True)
class BasisItem:
    """One document of the legal basis as written. `date_raw` and `number_raw` as they stand, to be replaced."""

    paragraph: Paragraph
    text: str
    mark: str
    doc_type: str | None
    number: str | None
    number_raw: str
    date: str | None
    date_raw: str
    issuer: str | None
    issuer_raw: str
    title: str | None
    closing: bool = False  # "Theo đề nghị của …", "Xét …": no document of its own
    line: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    page: int | None
    bbox: BBox | None
    raw: str
    paragraph: int | None
    line: int | None  # of the basis, from 1


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem: what, where, what to write instead. `old` → `new` is the replacement in the paragraph, if it is sure."""

    code: str
    severity: Severity
    message: str
    place: Place
    proposal: str | None = None
    key: str | None = None
    old: str = ""
    new: str = ""


@dataclass(frozen=True, slots=True)
class DraftReport:
    """All findings of a draft in the order of its lines."""

    basis: tuple[BasisItem, ...]
    findings: tuple[Finding, ...]
    day: str
    doc_type: str | None
    issuer: str | None
    facts_date: str = ""

    def to_json(self) -> dict[str, Any]:
        return asdict(self)
