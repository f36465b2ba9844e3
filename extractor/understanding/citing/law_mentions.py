"""Laws named without or before their number: known names of a table, open names up to their year, date or number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from corpora.facts import tables
from extractor.understanding.citing.found import Found, lies_in, type_names
from extractor.understanding.words.letters import UPPER, fold, squeeze

LAW_WINDOW = 500  # characters before a number in which the name of a law that amends several begins
LAW_STOP = re.compile(r"[;.:()\d\n\"]")
LAW_WORD = re.compile(r"(?<![\w])(?P<kind>bo luat|luat|phap lenh|hien phap)\s+(?=\w)")
LAW_SHORT = re.compile(rf"\s\([{UPPER}&]{{2,8}}\)$")  # "(BHYT)" behind the name it shortens
LAW_YEAR = re.compile(r"\s*,?\s*(?:nam\s+(?P<year>(?:19|20)\d\d)|\((?:nam\s+)?(?P<year2>(?:19|20)\d\d)\))")
REVISED = re.compile(r"\s*\((?:sua doi|moi)\)(?=\s*,?\s*(?:nam|ngay)\s)")
CLAUSE_WORD = re.compile(r"\s(?:được|có|phải|khi|tại|trước|sau|gửi|đã|thì|không|này|là|để|nêu|và các)\s")
LAW_TAIL = re.compile(r"\s*,?\s*(?:nam\s+(?:19|20)\d\d|ngay\s+\d|so\s+\d|duoc (?:sua|quoc)|da duoc)")


def with_names(text: str, numbered: list[Found], named: list[Found]) -> list[Found]:
    """All of them; a law's number in brackets behind its name carries the name: "Luật Thủ đô (Luật số 39/2024/QH15)"."""
    ends = {law.end: law.name for law in named}
    return named + [
        replace(one, name=ends.get(len(text[: one.start].rstrip(" (")))) if _is_bare_law(one) else one
        for one in numbered
    ]


def _is_bare_law(mention: Found) -> bool:
    return mention.number is not None and mention.number.kind == "law" and mention.name is None


def law_before(text: str, folded: str, end: int) -> tuple[str, int, str] | None:
    """(kind, where it begins, name) of the law whose name stands before the number: "Luật Đất đai (số"."""
    end = len(folded[:end].rstrip(" ("))
    short = LAW_SHORT.search(text, max(end - 14, 0), end)
    end = short.start() if short else end
    low = max(end - LAW_WINDOW, 0)
    low += max((stop.end() for stop in LAW_STOP.finditer(folded[low:end])), default=0)
    laws = [match for match in LAW_WORD.finditer(folded, low, end) if not _no_law(folded, match.start())]
    if not laws or end - laws[-1].end() < 2:
        return None
    amending = (match for match in laws if folded.startswith("sua doi", match.end()))
    known = (match for match in laws if law_names().fullmatch(folded, match.end(), end))
    law = next(amending, None) or next(known, laws[-1])
    return type_names()[law["kind"]], law.start(), squeeze(text[law.end() : end]).strip(" ,")


def _no_law(folded: str, start: int) -> bool:
    """ "pháp luật", "kỷ luật" and "bộ luật" seen from its second word."""
    return re.search(r"(?:\bphap|\bky|\bdao|\bbo)\s$", folded[max(start - 5, 0) : start]) is not None


@cache
def law_names() -> re.Pattern[str]:
    names = sorted({other for law in tables.laws() for other in _spellings(fold(law.name))}, key=len, reverse=True)
    return re.compile("(?:" + "|".join(re.escape(name) for name in names) + r")(?!\w)")


def _spellings(name: str) -> set[str]:
    """A law's folded name, without commas, with the usual short forms, with a comma for "và"."""
    short = name.replace("hoi dong nhan dan", "hdnd").replace("uy ban nhan dan", "ubnd")
    listed, joined = name.replace("dan va uy ban", "dan, uy ban"), name.replace("dan, uy ban", "dan va uy ban")
    return {name, name.replace(",", ""), name.replace("kham benh, chua benh", "kham chua benh"), short, listed, joined}


def named_laws(text: str, folded: str, numbered: list[Found]) -> Iterator[Found]:
    starts = {one.start for one in numbered}
    printed = sorted((one.end - len(one.number.printed), one.end) for one in numbered if one.number and not one.bare)
    for match in LAW_WORD.finditer(folded):
        if match.start() in starts or lies_in(printed, match.start()):
            continue
        if text[match.start()].islower() and not _named_in_small_letters(folded, match):
            continue
        if _no_law(folded, match.start()):
            continue
        law = _constitution(text, folded, match) if match["kind"] == "hien phap" else _law(text, folded, match)
        if law is not None:
            yield law


def _named_in_small_letters(folded: str, match: re.Match[str]) -> bool:
    """ "thi hành luật luật sư": a known name of two words or more behind a word that takes a law."""
    known = law_names().match(folded, match.end())
    before = re.search(
        r"\b(?:thi hanh|so dieu(?: cua)?|huong dan|theo|can cu)\s$", folded[max(match.start() - 20, 0) : match.start()]
    )
    return known is not None and before is not None and " " in known.group(0)


def _constitution(text: str, folded: str, match: re.Match[str]) -> Found | None:
    rest = re.compile(r"(?:nuoc )?(?:cong hoa xa hoi chu nghia viet nam)?").match(folded, match.end())
    end = rest.end() if rest and rest.group(0) else match.end() - 1
    year = LAW_YEAR.match(folded, end)
    if end <= match.end() and year is None:
        return None
    stop = year.end() if year else end
    return Found(match.start(), stop, None, "Hiến pháp", True, None, _year(year), certainty=0.9)


def _law(text: str, folded: str, match: re.Match[str]) -> Found | None:
    kind = type_names()[match["kind"]]
    known = law_names().match(folded, match.end())
    end = known.end() if known else _open_name_end(text, folded, match.end(), match.start())
    if end is None:
        return None
    name = squeeze(text[match.end() : end]).strip(" ,")
    revised = REVISED.match(folded, end)
    end = revised.end() if revised else end
    year = LAW_YEAR.match(folded, end)
    certainty = 0.93 if known else 0.8
    return Found(match.start(), year.end() if year else end, None, kind, True, name, _year(year), certainty=certainty)


def _year(match: re.Match[str] | None) -> str | None:
    return (match["year"] or match["year2"]) if match else None


def _open_name_end(text: str, folded: str, start: int, begin: int) -> int | None:
    """End of the name of a law that the table does not know: up to its year, date or number, or the end of a Căn cứ item."""
    ordinance = folded.startswith("phap lenh ve ", begin)
    if not (text[start].isupper() or folded.startswith("sua doi", start) or ordinance):
        return None
    stop = re.compile(r"[;.()\n]|\s*$").search(folded, start)
    limit = min(stop.start() if stop else len(text), start + (180 if folded.startswith("sua doi", start) else 110))
    clause = CLAUSE_WORD.search(text, start, limit)
    if clause and not folded.startswith("sua doi", start):
        limit = clause.start()
    for place in range(start + 2, limit):
        if folded[place] in " ," and LAW_TAIL.match(folded, place):
            return place
    based = re.search(r"can cu\s*$", folded[max(begin - 10, 0) : begin])
    if based and stop and text[stop.start() : stop.start() + 1] == ";" and limit == stop.start():
        return limit
    return None
