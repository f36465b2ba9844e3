"""Issuing bodies as the drafter names them: level, field, place, and the body above."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from corpora.facts import tables
from corpora.facts.registry import fold_words, vietnamese_date
from corpora.facts.tables import Province

Level = Literal[
    "party_central", "party_province", "party_unit", "assembly", "government", "ministry", "council", "province",
    "department", "unit", "district", "commune", "other",
]  # fmt: skip

LEVELS: tuple[tuple[str, Level], ...] = (
    (r"^(?:ban chap hanh trung uong|bo chinh tri|ban bi thu|van phong trung uong|ban [\w, -]+ trung uong|trung uong)\b", "party_central"),
    (r"^(?:tinh uy|thanh uy|ban thuong vu (?:tinh|thanh) uy|ban chap hanh dang bo (?:tinh|thanh pho))\b", "party_province"),
    (r"^(?:dang uy|huyen uy|quan uy|thi uy|chi bo|dang bo|ban can su|dang doan)\b", "party_unit"),
    (r"^(?:quoc hoi|uy ban thuong vu quoc hoi)", "assembly"),
    (r"^(?:chinh phu|thu tuong chinh phu|van phong chinh phu)", "government"),
    (r"^(?:bo truong )?bo [a-z]|^ngan hang nha nuoc viet nam|^thanh tra chinh phu|^uy ban dan toc$", "ministry"),
    (r"^hoi dong nhan dan", "council"),
    (r"^(?:chu tich )?(?:uy ban nhan dan|ubnd) (?:xa|phuong|thi tran|dac khu)\b", "commune"),
    (r"^(?:chu tich )?(?:uy ban nhan dan|ubnd) (?:huyen|quan|thi xa)\b", "district"),
    (r"^(?:chu tich )?(?:uy ban nhan dan|ubnd)\b", "province"),
    (r"^(?:giam doc )?so [a-z]|^thanh tra tinh|^van phong (?:uy ban nhan dan|ubnd)", "department"),
    (r"^(?:benh vien|trung tam|truong|vien|chi cuc|phong|tram|hoc vien|dai hoc|cuc|vu|tong cuc|ban quan ly)\b", "unit"),
)  # fmt: skip
PLACE = re.compile(r"\b(?:tỉnh(?! ủy)|thành phố|TP\.?|(?:tỉnh|thành) (?:ủy|uỷ))\s+(.+?)\s*$", re.IGNORECASE)
FIELDS = re.compile(r"^(?:Bộ trưởng )?Bộ |^(?:Giám đốc )?Sở ", re.IGNORECASE)
NO_DISTRICTS = "2025-07-01"  # the constitution as amended by 203/2025/QH15
PARTY_LEVELS = ("party_central", "party_province", "party_unit")


@dataclass(frozen=True, slots=True)
class Body:
    """`field` is what a ministry or department looks after ("Y tế"); `place` a province's name without its kind."""

    name: str
    level: Level
    field: str | None = None
    place: str | None = None

    @property
    def is_party(self) -> bool:
        return self.level in PARTY_LEVELS


def body(name: str, place: str | None = None) -> Body:
    """Read a body's name. The place in the name wins over `place`."""
    clean = " ".join(name.split())
    folded = fold_words(clean)
    level: Level = next((level for pattern, level in LEVELS if re.search(pattern, folded)), "other")
    found = PLACE.search(clean)
    central = level in ("ministry", "government", "assembly", "party_central")  # their head prints Hà Nội
    where = None if central else province_name(found[1] if found else None) or province_name(place)
    return Body(clean, level, _field(clean, level, found.start() if found else len(clean)), where)


def _field(name: str, level: Level, end: int) -> str | None:
    if level in ("ministry", "department"):
        return FIELDS.sub("", name[:end]).strip() or None
    if level == "unit":
        folded = fold_words(name)
        health = re.search(r"benh vien|y te|kiem soat benh tat|tram y|phap y|mau|dieu duong", folded)
        return "Y tế" if health else "Giáo dục và Đào tạo" if re.search(r"truong|dai hoc|hoc vien", folded) else None
    return None


@cache
def _by_fold() -> dict[str, str]:
    names = {province.name for province in tables.provinces()} | {province.new_name for province in tables.provinces()}
    return {fold_words(name).replace(" ", ""): name for name in sorted(names)}


def province_name(text: str | None) -> str | None:
    """The table's spelling of a province, with or without its kind before it; None where it is none."""
    if not text:
        return None
    plain = re.sub(r"^(?:tinh|thanh pho|tp)\s+", "", fold_words(text)).replace(" ", "")
    return _by_fold().get(plain) or _by_fold().get({"hochiminh": "hochiminh", "tphcm": "hochiminh"}.get(plain, ""))


def successor_of(place: str | None, day: str) -> Province | None:
    """The row of a province that had been merged into another by `day` (ISO); None where it still is itself."""
    for province in tables.provinces():
        if province.name == place and province.new_name != place and day >= province.effective:
            return province
    return None


def enlarged(place: str | None, day: str) -> Province | None:
    """The row of a province that others had been merged into by `day` (ISO): it kept its name, not its bodies."""
    for province in tables.provinces():
        if province.new_name == place != province.name and day >= province.effective:
            return province
    return None


def same_province(first: str | None, second: str | None, day: str) -> bool:
    """Whether two place names mean one province on a day."""
    return bool(first and second) and _now(first, day) == _now(second, day)


def _now(place: str | None, day: str) -> str | None:
    row = successor_of(place, day)
    return row.new_name if row else place


def kind_of(place: str, day: str) -> str:
    """ "tỉnh" or "thành phố" on a day."""
    for province in tables.provinces():
        if place == province.new_name and day >= province.effective:
            return (
                CITY_SINCE.get(place, (province.new_kind, ""))[0] if _is_city(place, day) else province.new_kind.lower()
            )
        if place == province.name and day < province.effective:
            return province.kind.lower()
    return "tỉnh"


CITY_SINCE = {"Đồng Nai": ("thành phố", "2026-04-30"), "Quảng Ninh": ("thành phố", "2026-09-01"), "Bắc Ninh": ("thành phố", "2026-09-20")}  # fmt: skip


def _is_city(place: str, day: str) -> bool:
    return place in CITY_SINCE and day >= CITY_SINCE[place][1]


def parent_of(issuer: Body, day: str) -> str | None:
    """The body above, as a head prints it on that day: the People's Committee of a department or commune, the department of a
    hospital."""
    place = _now(issuer.place, day)
    where = f"{kind_of(place, day)} {place}" if place else ""
    if issuer.level in ("department", "commune"):
        return f"Ủy ban nhân dân {where or 'tỉnh …'}"
    if issuer.level == "unit" and issuer.field:
        return f"Sở {issuer.field} {where}".strip()
    return None


def dissolved(issuer: Body, day: str) -> list[str]:
    """What is over on that day of the body that is to sign: its province, its level, itself."""
    found = []
    merged = successor_of(issuer.place, day)
    if merged is not None:
        found.append(
            f"{merged.kind} {issuer.place} đã sáp nhập vào {merged.new_full_name} từ ngày {vietnamese_date(merged.effective)}; "
            "kiểm tra tên cơ quan ban hành và địa danh."
        )
    if issuer.level == "district" and day >= NO_DISTRICTS:
        found.append(
            f"Cấp huyện kết thúc hoạt động từ ngày {vietnamese_date(NO_DISTRICTS)}; kiểm tra tên cơ quan ban hành."
        )
    over = _ended_body(issuer, day)
    if over is not None:
        names = [tables.body_names().get(symbol, "") for symbol in re.findall(r"[^\s;()]+", over.successor)[:1]]
        heir = f", nhiệm vụ chuyển về {names[0]} và cơ quan khác theo lĩnh vực" if names and names[0] else ""
        last = vietnamese_date(over.valid_to)
        found.append(f"{over.name} hoạt động đến hết ngày {last}{heir}; kiểm tra tên cơ quan ban hành.")
    return found


def _ended_body(issuer: Body, day: str) -> tables.Body | None:
    """The row of a ministry or department that was no more on that day."""
    kind = {"department": "Sở", "ministry": "Bộ"}.get(issuer.level)
    name = fold_words(f"{kind} {issuer.field}")
    rows = [row for row in tables.bodies() if kind and fold_words(row.name) == name]
    return rows[0] if rows and all(row.valid_to and row.valid_to < day for row in rows) else None
