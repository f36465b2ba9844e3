"""A second family of drafts with planted faults: other wordings, other slips. Held out: no rule was made on it.

Lines name laws with their number, put the issuer before the number, quote articles, shorten types; faults are a wrong
year or month, letters of another body, an older law of the same name, a repetition in other words, a line moved to the top.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from corpora.facts.registry import Facts, LegalDocument, facts, status_on
from corpora.planted_faults import (
    ISSUERS,
    ORGANISATION_LAWS,
    Fault,
    Line,
    Planted,
    PlantedDraft,
    _date,
    _fit,
    _free,
    _order,
    _signed,
    _sound_lines,
    _spoil,
)

FAULTS = (
    "wrong_date", "wrong_number", "ended", "missing_basis", "wrong_order", "wrong_punctuation", "duplicate", "wrong_issuer",
)  # fmt: skip
TITLES = (
    "Nâng cao chất lượng phục vụ Nhân dân năm {year}",
    "về việc phân công nhiệm vụ sáu tháng cuối năm {year}",
    "Tổ chức kiểm tra công vụ trên địa bàn tỉnh năm {year}",
)


def drafts(seed: int, count: int, shipped: Facts | None = None) -> list[PlantedDraft]:
    """Drafts with one to three faults each, one in ten without any; the same seed gives the same drafts."""
    chance = random.Random(seed)
    known = shipped or facts()
    return [_draft(chance, known, number) for number in range(count)]


def _draft(chance: random.Random, known: Facts, number: int) -> PlantedDraft:
    issuer, place = chance.choice(ISSUERS)
    day = date(2026, chance.randint(1, 8), chance.randint(1, 28))
    lines = [replace(line, text=word(line.document, chance)) for line in _sound_lines(chance, known, issuer, day)]
    doc_type = chance.choice(["Kế hoạch", "Quyết định", "Chương trình", "Phương án"])
    faults: list[Fault] = []
    if number % 10:
        for kind in sorted(chance.sample(FAULTS, chance.randint(1, 3)), key=list(PLANTERS).index):
            lines, fault = PLANTERS[kind](chance, known, lines, day, _free(lines))
            faults += [fault] if fault and fault.line is None else []
    faults += [Fault(line.fault, place_) for place_, line in enumerate(lines, 1) if line.fault]
    title = chance.choice(TITLES).format(year=day.year)
    printed = tuple(f"{line.text}{line.mark}" for line in lines)
    return PlantedDraft(title, issuer, place, day, doc_type, printed, tuple(faults))


def word(item: LegalDocument, chance: random.Random) -> str:
    """One line without its mark, in a wording that offices use beside the usual one."""
    when = _date(item.date or "", chance.choice(("long", "slash", "padded")))
    if item.doc_type == "Luật":
        name = (item.title or "").removeprefix("Luật ").strip()
        name = f"Luật {name[:1].upper()}{name[1:]}"
        return chance.choice(
            (f"Căn cứ {name} ngày {when.removeprefix('ngày ')}", f"Căn cứ {name} năm {(item.date or '')[:4]}")
        )
    title = item.title or ""
    lowered = title[:1].lower() + title[1:]
    link = "" if re.match(r"(?:quy định|ban hành|hướng dẫn|phê duyệt|về|công bố)\b", lowered) else "về việc "
    pinpoint = chance.choice(("", "", "", "khoản 2 Điều 5 ", "Điều 7 "))
    return chance.choice(
        (
            f"Căn cứ {pinpoint}{item.doc_type} số {item.number} {when} của {_signed(item)} {link}{lowered}",
            f"Căn cứ {pinpoint}{item.doc_type} {item.number} {when} của {_signed(item)} {link}{lowered}",
            f"Căn cứ {item.doc_type} số {item.number} của {_signed(item)} {when} {link}{lowered}",
            f"Theo {item.doc_type} số {item.number} {when} của {_signed(item)} {link}{lowered}",
        )
    )


def _wrong_date(chance: random.Random, known: Facts, lines: list[Line], day: date, free: list[int]) -> Planted:
    """The month or the year of signing slips by one."""
    options = [place for place in free if lines[place].document.doc_type != "Luật"]
    if not options:
        return lines, None
    place = chance.choice(options)
    year, month, _ = (int(part) for part in (lines[place].document.date or "").split("-"))
    text = lines[place].text
    if chance.random() < 0.5:
        new = text.replace(f"năm {year}", f"năm {year - 1}", 1).replace(f"/{year}", f"/{year - 1}")
        new = new if "/QĐ-TTg" in text else new.replace(f"/{year - 1}/", f"/{year}/")
    else:
        other = month % 12 + 1
        new = re.sub(rf"(ngày \d\d(?: tháng |/))0?{month}(?= năm|/)", rf"\g<1>{other:02d}", text, count=1)
    return _spoil(lines, place, "wrong_date", text=new) if new != text else (lines, None)


def _wrong_number(chance: random.Random, known: Facts, lines: list[Line], day: date, free: list[int]) -> Planted:
    """The year in the number, or the letters of the issuer, are another's."""
    options = [place for place in free if re.search(r"/\d{4}/(?:NĐ-CP|TT-)", lines[place].text)]
    if not options:
        return lines, None
    place = chance.choice(options)
    number = lines[place].document.number
    serial, year, letters = number.split("/", 2)
    wrong = chance.choice((f"{serial}/{int(year) - 1}/{letters}", f"{serial}0/{year}/{letters}"))
    return _spoil(lines, place, "wrong_number", text=lines[place].text.replace(number, wrong, 1))


def _ended(chance: random.Random, known: Facts, lines: list[Line], day: date, free: list[int]) -> Planted:
    """A text that a newer one of another number has replaced, worded like the others."""
    pool = [
        item for item in _fit(known.documents)
        if item.replaced_by and item.ends_exact and (item.date or "") > "2010"
        and not status_on(item, day, known.date).usable
    ]  # fmt: skip
    item = chance.choice(pool)
    if any(line.document.number == item.number for line in lines):
        return lines, None
    spot = next((place for place, line in enumerate(lines) if _order(line.document) > _order(item)), len(lines) - 1)
    spot = max(spot, sum(1 for line in lines if re.search(r"[Tt]ổ chức", line.document.title or "")))
    spot = min(spot, len(lines) - 1)
    return [*lines[:spot], Line(item, word(item, chance), ";", "ended"), *lines[spot:]], Fault("ended", spot + 1)


def _missing(chance: random.Random, known: Facts, lines: list[Line], day: date, free: list[int]) -> Planted:
    kept = [line for line in lines if line.document.number not in ORGANISATION_LAWS]
    return kept, Fault("missing_basis", None)


def _wrong_order(chance: random.Random, known: Facts, lines: list[Line], day: date, free: list[int]) -> Planted:
    """The last line, of a lower rank than the first, is moved to the top."""
    last = len(lines) - 1
    if last not in free or _order(lines[last].document)[0] <= _order(lines[0].document)[0]:
        return lines, None
    moved = replace(lines[last], mark=";", fault="wrong_order")
    rest = [*lines[: last - 1], replace(lines[last - 1], mark=".")]
    return [moved, *rest], Fault("wrong_order", 1)


def _wrong_punctuation(chance: random.Random, known: Facts, lines: list[Line], day: date, free: list[int]) -> Planted:
    place = chance.choice(free)
    marks = (";", "", ",") if place == len(lines) - 1 else (",", "", ".", ":")
    return _spoil(lines, place, "wrong_punctuation", mark=chance.choice(marks))


def _duplicate(chance: random.Random, known: Facts, lines: list[Line], day: date, free: list[int]) -> Planted:
    """A document stands again two lines on, in other words."""
    options = [place for place in free if place < len(lines) - 1 and lines[place].document.doc_type != "Luật"]
    if not options:
        return lines, None
    place = chance.choice(options)
    again = Line(lines[place].document, word(lines[place].document, chance), ";", "duplicate")
    return [*lines[: place + 1], again, *lines[place + 1 :]], Fault("duplicate", place + 2)


def _wrong_issuer(chance: random.Random, known: Facts, lines: list[Line], day: date, free: list[int]) -> Planted:
    """The Government's is called the Prime Minister's; a ministry's another ministry's."""
    options = [place for place in free if f"của {_signed(lines[place].document)} " in lines[place].text]
    if not options:
        return lines, None
    place = chance.choice(options)
    right = _signed(lines[place].document)
    names = ("Thủ tướng Chính phủ", "Quốc hội") if right == "Chính phủ" else ("Bộ trưởng Bộ Công an", "Chính phủ")
    wrong = chance.choice([name for name in names if name != right])
    return _spoil(lines, place, "wrong_issuer", text=lines[place].text.replace(f"của {right} ", f"của {wrong} ", 1))


# In the order of planting: what moves lines comes first, so that the numbers of the others hold.
PLANTERS: dict[str, Callable[[random.Random, Facts, list[Line], date, list[int]], Planted]] = {
    "missing_basis": _missing, "ended": _ended, "wrong_order": _wrong_order, "duplicate": _duplicate,
    "wrong_date": _wrong_date, "wrong_number": _wrong_number, "wrong_punctuation": _wrong_punctuation,
    "wrong_issuer": _wrong_issuer,
}  # fmt: skip
