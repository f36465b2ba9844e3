"""Drafts with planted faults: legal bases made from the registry, right in every line, then spoilt in known places.

They measure a checker that is handed over as a function: share of planted faults found, share of sound lines blamed.
The wording here is its own, so that a checker is not measured against its own writing.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from corpora.facts.registry import (
    ENDED,
    IN_FORCE,
    Facts,
    LegalDocument,
    facts,
    status_on,
    year_in_number,
)

FAULTS = (
    "wrong_date", "wrong_number", "ended", "missing_basis", "wrong_order", "wrong_punctuation", "duplicate",
    "wrong_issuer", "type_mismatch", "not_yet_in_force",
)  # fmt: skip
ORGANISATION_LAWS = ("77/2015/QH13", "65/2025/QH15", "72/2025/QH15")
DEPARTMENT_DECREES = ("24/2014/NĐ-CP", "45/2025/NĐ-CP", "150/2025/NĐ-CP")
ISSUERS = (
    ("Sở Y tế", "Phú Thọ"), ("Sở Giáo dục và Đào tạo", "Nghệ An"), ("Sở Nội vụ", "Cà Mau"),
    ("Sở Khoa học và Công nghệ", "Lâm Đồng"), ("Ủy ban nhân dân tỉnh Sơn La", "Sơn La"),
    ("Ủy ban nhân dân thành phố Đà Nẵng", "Đà Nẵng"),
)  # fmt: skip
RANK = {"Luật": 2, "Nghị định": 5, "Quyết định": 6, "Thông tư": 8}
OTHER_ISSUERS = ("Bộ Quốc phòng", "Bộ Ngoại giao", "Thủ tướng Chính phủ", "Chính phủ", "Bộ Tư pháp")


@dataclass(frozen=True, slots=True)
class Fault:
    """A planted fault: its kind and the line of the basis (from 1; None where a line was taken out)."""

    kind: str
    line: int | None


@dataclass(frozen=True, slots=True)
class Line:
    document: LegalDocument
    text: str
    mark: str = ";"
    fault: str = ""


@dataclass(frozen=True, slots=True)
class PlantedDraft:
    """A draft's head and basis lines as printed, with the faults in them."""

    title: str
    issuer: str
    place: str
    day: date
    doc_type: str
    lines: tuple[str, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Alarm:
    """What a checker says: code and line of the basis (None: of no line)."""

    code: str
    line: int | None


# What counts as having found a fault of a kind.
FOUND_BY: dict[str, frozenset[str]] = {
    "ended": frozenset({"expired", "replaced"}),
    "wrong_number": frozenset({"wrong_number", "wrong_date", "type_mismatch", "wrong_issuer"}),
    "wrong_date": frozenset({"wrong_date"}),
    **{kind: frozenset({kind}) for kind in FAULTS if kind not in ("ended", "wrong_number", "wrong_date")},
}


@dataclass(frozen=True, slots=True)
class PlantedScore:
    """`found` of `planted` faults by kind; `false_alarms` on `sound_lines` lines with nothing wrong."""

    planted: Counter[str]
    found: Counter[str]
    sound_lines: int
    false_alarms: tuple[tuple[int, Alarm, str], ...]
    missed: tuple[tuple[int, Fault, str], ...]

    @property
    def recall(self) -> float:
        return sum(self.found.values()) / max(sum(self.planted.values()), 1)

    @property
    def false_rate(self) -> float:
        return len(self.false_alarms) / max(self.sound_lines, 1)

    def table(self) -> str:
        rows = [f"{kind:18s} {self.found[kind]:4d} / {count}" for kind, count in sorted(self.planted.items())]
        rows.append(
            f"found {self.recall:.3f}, false alarms {len(self.false_alarms)} / {self.sound_lines} lines = {self.false_rate:.3%}"
        )
        return "\n".join(rows)


def score(drafts: Sequence[PlantedDraft], check: Callable[[PlantedDraft], Iterable[Alarm]]) -> PlantedScore:
    """Run a checker over drafts. Remarks of no line that are not asked for are not counted as false alarms on lines."""
    planted: Counter[str] = Counter()
    found: Counter[str] = Counter()
    missed: list[tuple[int, Fault, str]] = []
    false: list[tuple[int, Alarm, str]] = []
    sound = 0
    for number, draft in enumerate(drafts):
        alarms = list(check(draft))
        touched = {fault.line for fault in draft.faults}
        for fault in draft.faults:
            planted[fault.kind] += 1
            if _is_found(fault, alarms, draft):
                found[fault.kind] += 1
            else:
                missed.append((number, fault, draft.lines[fault.line - 1] if fault.line else ""))
        swapped = {line for fault in draft.faults if fault.kind == "wrong_order" for line in _around(fault, draft)}
        sound += sum(1 for line in range(1, len(draft.lines) + 1) if line not in touched | swapped)
        false += [
            (number, alarm, draft.lines[alarm.line - 1])
            for alarm in alarms
            if alarm.line is not None and alarm.line not in touched | swapped
        ]
    return PlantedScore(planted, found, sound, tuple(false), tuple(missed))


def _is_found(fault: Fault, alarms: list[Alarm], draft: PlantedDraft) -> bool:
    codes = FOUND_BY[fault.kind]
    if fault.line is None:
        return any(alarm.code in codes for alarm in alarms)
    lines = set(_around(fault, draft)) if fault.kind in ("wrong_order", "duplicate") else {fault.line}
    return any(alarm.code in codes and alarm.line in lines for alarm in alarms)


def _around(fault: Fault, draft: PlantedDraft) -> list[int]:
    """A swap or a repetition may be told at either line."""
    return list(range(1, len(draft.lines) + 1)) if fault.line else []


# ---- making drafts ----


def drafts(seed: int, count: int, shipped: Facts | None = None) -> list[PlantedDraft]:
    """Drafts with one to three faults each, one in ten without any; the same seed gives the same drafts."""
    chance = random.Random(seed)
    known = shipped or facts()
    return [_draft(chance, known, number) for number in range(count)]


def _draft(chance: random.Random, known: Facts, number: int) -> PlantedDraft:
    issuer, place = chance.choice(ISSUERS)
    day = date(2026, chance.randint(3, 8), chance.randint(1, 28))
    lines = _sound_lines(chance, known, issuer, day)
    doc_type = chance.choice(["Kế hoạch", "Kế hoạch", "Quyết định"])
    faults: list[Fault] = []
    if number % 10:
        wanted = chance.sample(FAULTS, chance.randint(1, 3))
        for kind in sorted(wanted, key=_turn):
            lines, fault = PLANTERS[kind](chance, known, lines, day, _free(lines))
            faults += [fault] if fault and fault.line is None else []
    faults += [Fault(line.fault, place) for place, line in enumerate(lines, 1) if line.fault]
    printed = tuple(_with_mark(line) for line in lines)
    title = f"triển khai nhiệm vụ công tác năm {day.year}"
    return PlantedDraft(title, issuer, place, day, doc_type, printed, tuple(faults))


def _turn(kind: str) -> int:
    """Faults that move lines come first, so that the line numbers of the others hold."""
    return ("missing_basis", "ended", "not_yet_in_force", "wrong_order", "duplicate").index(kind) if kind in (
        "missing_basis", "ended", "not_yet_in_force", "wrong_order", "duplicate",
    ) else 9  # fmt: skip


def _sound_lines(chance: random.Random, known: Facts, issuer: str, day: date) -> list[Line]:
    numbers = ORGANISATION_LAWS if issuer.startswith("Ủy ban") else (*ORGANISATION_LAWS, *DEPARTMENT_DECREES)
    authority = [item for item in known.documents if item.number in numbers and status_on(item, day, known.date).usable]
    pool = [item for item in _fit(known.documents) if status_on(item, day, known.date).status == IN_FORCE]
    content = chance.sample(pool, chance.randint(4, 8))
    content = list({item.number: item for item in content}.values())
    ordered = sorted(authority, key=_order) + sorted(content, key=_order)
    style = chance.choice(("long", "slash", "padded"))
    lines = [Line(item, write(item, style, chance)) for item in ordered]
    return [*lines[:-1], replace(lines[-1], mark=".")]


@lru_cache(maxsize=2)
def _fit(documents: tuple[LegalDocument, ...]) -> tuple[LegalDocument, ...]:
    return tuple(item for item in documents if _is_fit(item))


def _is_fit(item: LegalDocument) -> bool:
    """Documents whose every field is known and printed, of the usual types, that nothing has touched."""
    title = item.title or ""
    if item.doc_type not in RANK or not (item.date and item.issuer and title) or item.upper_title or item.place:
        return False
    if item.partly_ended_by or item.amended_by or item.status == "Hết hiệu lực một phần" or item.note:
        return False
    if re.search(r"\d{4}|sửa đổi|bãi bỏ|tổ chức|chức năng", title) or not 25 <= len(title) <= 220:
        return item.doc_type == "Luật" and not re.search(r"\d|sửa đổi|[Tt]ổ chức", title) and len(title) > 8
    return bool(year_in_number(item.number)) and item.date >= "2012"


def _order(item: LegalDocument) -> tuple[int, str]:
    return RANK[item.doc_type], item.date or ""


def write(item: LegalDocument, style: str, chance: random.Random) -> str:
    """One line without its mark, in one of the ways that offices print it."""
    when = _date(item.date or "", style)
    if item.doc_type == "Luật":
        name = (item.title or "").removeprefix("Luật ").strip()
        return f"Căn cứ Luật {name[:1].upper()}{name[1:]} {when}"
    title = item.title or ""
    lowered = title[:1].lower() + title[1:]
    link = "" if re.match(r"(?:quy định|ban hành|hướng dẫn|phê duyệt|về|công bố)\b", lowered) else "về "
    if link and chance.random() < 0.3:
        link = "về việc "
    return f"Căn cứ {item.doc_type} số {item.number} {when} của {_signed(item)} {link}{lowered}"


def _signed(item: LegalDocument) -> str:
    issuer = item.issuer or ""
    return f"Bộ trưởng {issuer}" if issuer.startswith("Bộ ") and item.doc_type in ("Thông tư", "Quyết định") else issuer


def _date(iso: str, style: str) -> str:
    year, month, day = (int(part) for part in iso.split("-"))
    if style == "long":
        return (
            f"ngày {day:02d} tháng {month:02d} năm {year}" if month < 3 else f"ngày {day:02d} tháng {month} năm {year}"
        )
    return f"ngày {day:02d}/{month:02d}/{year}" if style == "padded" or month < 3 else f"ngày {day:02d}/{month}/{year}"


def _with_mark(line: Line) -> str:
    return f"{line.text}{line.mark}"


# ---- planting ----


def _free(lines: list[Line]) -> list[int]:
    """Places of lines that nothing has spoilt yet."""
    return [place for place, line in enumerate(lines) if not line.fault]


Planted = tuple[list[Line], Fault | None]


def _spoil(lines: list[Line], place: int, kind: str, text: str | None = None, mark: str | None = None) -> Planted:
    old = lines[place]
    new = replace(old, text=old.text if text is None else text, mark=old.mark if mark is None else mark, fault=kind)
    return [*lines[:place], new, *lines[place + 1 :]], Fault(kind, place + 1)


def _wrong_date(chance: random.Random, known: Facts, lines: list[Line], day: date, free: list[int]) -> Planted:
    options = [place for place in free if re.search(r"ngày \d", lines[place].text)]
    place = chance.choice(options)
    old = re.search(r"ngày (\d{2})", lines[place].text)
    assert old is not None
    new = f"{(int(old[1]) + chance.randint(1, 20)) % 28 + 1:02d}"
    if new == old[1]:
        new = "28" if old[1] != "28" else "27"
    text = lines[place].text.replace(f"ngày {old[1]}", f"ngày {new}", 1)
    return _spoil(lines, place, "wrong_date", text=text)


def _wrong_number(chance: random.Random, known: Facts, lines: list[Line], day: date, free: list[int]) -> Planted:
    """Another serial, as a slip of one digit gives."""
    options = [place for place in free if lines[place].document.doc_type != "Luật"]
    if not options:
        return lines, None
    place = chance.choice(options)
    number = lines[place].document.number
    serial = re.match(r"\d+", number)
    assert serial is not None
    digits = list(serial[0])
    spot = chance.randrange(len(digits))
    digits[spot] = chance.choice([digit for digit in "123456789" if digit != digits[spot]])
    text = lines[place].text.replace(number, "".join(digits) + number[serial.end() :], 1)
    return _spoil(lines, place, "wrong_number", text=text)


def _ended(chance: random.Random, known: Facts, lines: list[Line], day: date, free: list[int]) -> Planted:
    pool = [
        item for item in _fit(known.documents)
        if item.ends_exact and (item.replaced_by or item.repealed_by)
        and status_on(item, day, known.date).status == ENDED
    ]  # fmt: skip
    return _insert(chance, lines, chance.choice(pool), "ended")


def _not_yet(chance: random.Random, known: Facts, lines: list[Line], day: date, free: list[int]) -> Planted:
    iso = day.isoformat()
    pool = [
        item for item in known.documents
        if item.doc_type in RANK and item.effective and item.effective > iso and item.date and item.date <= iso
        and item.title and item.issuer and not item.place and not item.upper_title and "sửa đổi" not in item.title
    ]  # fmt: skip
    return _insert(chance, lines, chance.choice(pool), "not_yet_in_force") if pool else (lines, None)


def _insert(chance: random.Random, lines: list[Line], item: LegalDocument, kind: str) -> Planted:
    if any(line.document.number == item.number for line in lines):
        return lines, None
    authority = sum(1 for line in lines if re.search(r"[Tt]ổ chức", line.document.title or ""))
    place = authority
    while place < len(lines) and _order(lines[place].document) <= _order(item):
        place += 1
    new = Line(item, write(item, "long", chance), ";", kind)
    result = [*lines[:place], new, *lines[place:]]
    if place == len(lines):
        result[-2], result[-1] = replace(result[-2], mark=";"), replace(new, mark=".")
    return result, Fault(kind, place + 1)


def _missing(chance: random.Random, known: Facts, lines: list[Line], day: date, free: list[int]) -> Planted:
    kept = [line for line in lines if line.document.number not in ORGANISATION_LAWS]
    return kept, Fault("missing_basis", None)


def _wrong_order(chance: random.Random, known: Facts, lines: list[Line], day: date, free: list[int]) -> Planted:
    """Two lines of different rank change places; the marks stay where they are."""
    pairs = [
        (one, two) for one in free for two in free
        if one < two and _order(lines[one].document)[0] < _order(lines[two].document)[0]
    ]  # fmt: skip
    if not pairs:
        return lines, None
    one, two = chance.choice(pairs)
    result = list(lines)
    result[one] = replace(lines[two], mark=lines[one].mark)
    result[two] = replace(lines[one], mark=lines[two].mark, fault="wrong_order")
    return result, Fault("wrong_order", two + 1)


def _wrong_punctuation(chance: random.Random, known: Facts, lines: list[Line], day: date, free: list[int]) -> Planted:
    place = chance.choice(free)
    mark = chance.choice([mark for mark in (";", ".", ",", "") if mark != lines[place].mark])
    return _spoil(lines, place, "wrong_punctuation", mark=mark)


def _duplicate(chance: random.Random, known: Facts, lines: list[Line], day: date, free: list[int]) -> Planted:
    place = chance.choice(free)
    again = replace(lines[place], mark=";", fault="duplicate")
    after = [*lines[: place + 1], again, *lines[place + 1 :]]
    if place == len(lines) - 1:
        after[-2:] = [replace(lines[-1], mark=";"), replace(again, mark=lines[-1].mark)]
    return after, Fault("duplicate", place + 2)


def _wrong_issuer(chance: random.Random, known: Facts, lines: list[Line], day: date, free: list[int]) -> Planted:
    options = [place for place in free if lines[place].document.doc_type != "Luật"]
    if not options:
        return lines, None
    place = chance.choice(options)
    document = lines[place].document
    right = _signed(document)
    wrong = chance.choice([name for name in OTHER_ISSUERS if name != document.issuer])
    wrong = f"Bộ trưởng {wrong}" if wrong.startswith("Bộ ") and document.doc_type == "Thông tư" else wrong
    text = lines[place].text.replace(f"của {right} ", f"của {wrong} ", 1)
    return _spoil(lines, place, "wrong_issuer", text=text)


def _type_mismatch(chance: random.Random, known: Facts, lines: list[Line], day: date, free: list[int]) -> Planted:
    options = [place for place in free if lines[place].document.doc_type != "Luật"]
    if not options:
        return lines, None
    place = chance.choice(options)
    right = lines[place].document.doc_type
    wrong = chance.choice([name for name in ("Nghị định", "Thông tư", "Quyết định") if name != right])
    text = lines[place].text.replace(f"Căn cứ {right} số", f"Căn cứ {wrong} số", 1)
    return _spoil(lines, place, "type_mismatch", text=text)


PLANTERS: dict[str, Callable[[random.Random, Facts, list[Line], date, list[int]], Planted]] = {
    "wrong_date": _wrong_date, "wrong_number": _wrong_number, "ended": _ended, "missing_basis": _missing,
    "wrong_order": _wrong_order, "wrong_punctuation": _wrong_punctuation, "duplicate": _duplicate,
    "wrong_issuer": _wrong_issuer, "type_mismatch": _type_mismatch, "not_yet_in_force": _not_yet,
}  # fmt: skip
