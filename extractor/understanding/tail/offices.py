"""Offices above a signature: authority (TM. KT. TL. TUQ. Q.) and title, as printed or as a damaged scan still shows them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz

from corpora.facts import tables
from extractor.document import Document
from extractor.understanding.words.letters import fold, is_capitals, squeeze
from extractor.understanding.words.lines import TextLine

AUTHORITY = re.compile(
    r"^\W*(?P<mark>TM|KT|TL|TUQ|Q|T\s?/\s?M|K\s?/\s?T|T\s?/\s?L|T\s?/\s?UQ)(?:\s?[./,]\s*|(?<!Q)\s+)(?=[A-ZĐƯÂÔÊÁÀẢÃẠỦỤ])"
)
APPROVAL = re.compile(r"^\W*(?:phe duyet|duyet|phe chuan|xac nhan|y kien|chung nhan|kiem tra)\b")
LONGEST = 70  # characters of a printed line with an office
ALIKE = 88  # RapidFuzz ratio of bare letters at which a damaged office is a known one
READ_WELL = 0.97  # engine confidence of words that need no mending
TRUNCATED = 0.7  # share of an office's letters that must be left where a seal hides its end


@dataclass(frozen=True, slots=True)
class Office:
    """Authority mark as of authority.tsv and title as printed or mended; `prior` is how sure the reading is."""

    mark: str | None
    title: str | None
    prior: float


def is_position(line: TextLine) -> bool:
    """A line of capitals that names an office: KT. GIÁM ĐỐC, PHÓ CHỦ TỊCH, TM. ỦY BAN NHÂN DÂN."""
    text = AUTHORITY.sub("", line.text)
    if AUTHORITY.match(line.text) and is_capitals(line.text) and len(line.text) < LONGEST:
        return True
    folded = re.sub(r"[^a-z ,]", " ", fold(text)).strip()
    if not is_capitals(text) or len(folded) > LONGEST:
        return False
    return _names_position(folded) or len(folded) < 30 and any(_alike(folded, known) for known in _positions())


def _names_position(folded: str) -> bool:
    return any(
        folded == known or folded.startswith(known + " ") or folded.endswith(" " + known) for known in _positions()
    )


def _alike(folded: str, known: str) -> bool:
    return fuzz.ratio(folded, known) >= ALIKE


@cache
def _positions() -> dict[str, str]:
    """Folded office to its spelling, longest first."""
    return {fold(position): position for position in tables.positions()}


def mark_of(line: TextLine) -> str | None:
    """The authority that a line begins with, as of authority.tsv."""
    match = AUTHORITY.match(line.text)
    if match is None:
        return None
    mark = re.sub(r"\s", "", match["mark"])
    return tables.authorities().get(mark if "/" in mark else mark + ".")


def read_office(document: Document, line: TextLine) -> Office | None:
    """The office that a line names, read loosely where the line is damaged; None where it names none."""
    if not is_position(line):
        return damaged_office(document, line)
    mark = mark_of(line)
    title = re.sub(r"^\W+|[\s*.]+$", "", AUTHORITY.sub("", line.text)).strip(" .'\"")
    if mark == "KT.":
        deputy = _deputy(_mended(title))
        return Office(mark, deputy, 0.6)
    mended = _mended(title) if document.word_confidence(line.start, line.end) < READ_WELL else title
    return Office(mark, squeeze(mended) or None, 0.94 if mended == title else 0.85)


def _deputy(head: str) -> str | None:
    """Who signs for a head: THỨ TRƯỞNG for a BỘ TRƯỞNG, else PHÓ and the same office."""
    if fold(head).startswith("bo truong"):
        return "THỨ TRƯỞNG"
    return next((position for position in tables.positions() if position == f"PHÓ {head}"), None)


def _mended(title: str) -> str:
    """The known office with the same bare letters or nearly so (damaged print), else the title as it stands."""
    folded = squeeze(re.sub(r"[^a-z ]", " ", fold(title)))
    best = max(_positions(), key=lambda position: fuzz.ratio(folded, position))
    return _positions()[best] if _alike(folded, best) else title


def damaged_office(document: Document, line: TextLine) -> Office | None:
    """An office among misread strokes or cut short by a seal; None for well-read lines, long ones and small letters.

    "„zEHánH THANH TRA" is CHÁNH THANH TRA, "t^t. GIÁM Đ" is signed for a GIÁM ĐỐC.
    """
    if len(line.text) > LONGEST or document.word_confidence(line.start, line.end) >= READ_WELL:
        return None
    if sum(char.isupper() for char in line.text) < 0.45 * sum(char.isalpha() for char in line.text):
        return None
    folded = squeeze(re.sub(r"[^a-z ]", " ", line.folded))
    best = max(_positions(), key=lambda known: (_likeness(known, folded), len(known)))
    if _likeness(best, folded) < ALIKE:
        return None
    mark = _damaged_mark(line.folded, best)
    title = _deputy(_positions()[best]) if mark == "KT." else _positions()[best]
    return Office(mark, title, 0.6 if mark else 0.75)


def _likeness(known: str, folded: str) -> float:
    """0 to 100: how much of a known office stands in a line; its beginning at the line's end counts as cut off."""
    kept = next((size for size in range(len(known) - 1, 5, -1) if folded.endswith(known[:size])), 0)
    if kept >= TRUNCATED * len(known):
        return 90.0
    return fuzz.partial_ratio(known, folded) if len(folded) >= len(known) else fuzz.ratio(known, folded)


def _damaged_mark(folded: str, office: str) -> str | None:
    """KT. where a short piece before the office ends like it; the other authorities begin with T and are left open."""
    lead = re.match(r"\W*(\S{1,4})[.,]\s", folded)
    letters = re.sub(r"[^a-z]", "", lead[1]) if lead else ""
    return "KT." if len(letters) == 2 and letters.endswith("t") and not office.startswith("pho ") else None


def approves(lines: tuple[TextLine, ...], index: int) -> bool:
    """Whether an office approves what another one signs: PHÊ DUYỆT stands before it, on its line or right above it."""
    line = lines[index]
    if APPROVAL.match(line.folded):
        return True
    above = [one for one in lines[max(index - 4, 0) : index] if one.page == line.page]
    return any(
        APPROVAL.match(one.folded)
        and len(one.text) < 40
        and 0 < line.bbox[1] - one.bbox[1] < 40
        and min(one.bbox[2], line.bbox[2]) > max(one.bbox[0], line.bbox[0])
        for one in above
    )
