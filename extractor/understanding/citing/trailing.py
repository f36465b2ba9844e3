"""What stands behind the number of a cited document: date, issuer, title, each up to its right bound."""

from __future__ import annotations

import re
from dataclasses import replace

from extractor.understanding.citing.found import Found
from extractor.understanding.citing.issuer import OFFICE, bare_issuer_end, issuer_before, issuer_end, known_bodies
from extractor.understanding.citing.title import (
    clean_title,
    lead_of,
    openers,
    title_before,
    title_end,
    title_start,
)
from extractor.understanding.words.dates import date_at
from extractor.understanding.words.letters import fold, squeeze

OF = re.compile(r"\s*,?\s*(?:(?:do|cua|giua|c[uti]{1,2}a|cia|cha)\s+|(?:duoc\s+)?(?:ban hanh )?boi\s+)")
BEFORE_DATE = re.compile(
    r"\s*[,;]?\s*(?:\(|(?:duoc\s+)?(?:ban hanh|ky|thong qua)\s+)?\s*(?=ngay|ng\wy|\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4}|\d{1,2}\s+thang)"
)
BLANK_DATE = re.compile(r"ngay[\s\d._…/]*thang[\s\d._…]*nam\s+\d{4}(?!\d)")  # a day or month that was left out
TELLS = re.compile(r"(?:^|[.;:\n]\s*)(?:[-+•*]\s*)?Tại\s+$")
ASSEMBLY = re.compile(r"(?:uy ban thuong vu )?quoc hoi")  # laws are nobody else's


def with_trail(text: str, folded: str, mention: Found, limit: int, starts: dict[int, Found]) -> Found:
    """The mention with date, issuer, title and extent. limit: end of its paragraph; starts: mentions by their start."""
    position, date, issuer = _date_and_issuer(text, folded, mention, limit)
    bare = date is None and issuer is None
    title, span = (mention.name, (mention.start + 1, mention.end)) if mention.name else (None, (position, position))
    begin = None if title or _tells(text, mention) else title_start(text, folded, position, limit, bare)
    if begin is not None:
        end = title_end(text, folded, begin, limit, starts, lead_of(text, mention))
        title = clean_title(text[begin:end])
        title = "" if openers().fullmatch(fold(title)) else title  # "phê duyệt" alone: the rest stands elsewhere
        span, position = (begin, end), end if title else position
    title = title or title_before(text, folded, mention, position)
    issuer = issuer or mention.issuer or issuer_before(text, mention)
    if date is None and issuer is None:
        date, issuer = _dated_before(text, folded, mention)
    extent = _behind_alias(text, folded, position, limit)
    return replace(mention, date=date, issuer=issuer, title=title or None, title_at=span, extent=extent)


def _date_and_issuer(text: str, folded: str, mention: Found, limit: int) -> tuple[int, str | None, str | None]:
    """(where they end, date, issuer): the date stands before the issuer or behind it."""
    position, date = _date(folded, mention.end, limit)
    end = position
    of = OF.match(folded, position)
    if of and of.end() < limit and not (mention.name and not ASSEMBLY.match(folded, of.end())):
        end = max(issuer_end(text, folded, of.end(), limit), of.end())
        issuer = squeeze(text[of.end() : end]).strip(" ,")
    elif date is not None:
        end = bare_issuer_end(text, folded, position, limit)
        issuer = squeeze(text[position:end])
    else:
        issuer = ""
    position = end if issuer else position
    if date is None:
        position, date = _date(folded, position, limit)
    return position, date, issuer or None


def _tells(text: str, mention: Found) -> bool:
    """Whether the words behind say what an article rules: "Tại khoản 1 Điều 30 Nghị định … quy định …"."""
    return mention.pinpoint is not None and TELLS.search(text, 0, mention.left) is not None


DATED_BEFORE = re.compile(
    r"(?:^|[.;:(\n]\s*|[-+•*]\s+)ngay\s+(?P<date>\d[^,a-z]{5,9}|\d{1,2} thang \d{1,2} nam \d{4})\s*,?\s+(?P<issuer>[^;.:\n\d]{4,90}?)"
    r"\s+(?:da |tiep tuc |cung )*(?:co(?: tiep)?|ban hanh|ky(?: ban hanh)?|gui)\s+$"
)


def _dated_before(text: str, folded: str, mention: Found) -> tuple[str | None, str | None]:
    """Date and issuer that a sentence gives first: "Ngày 06/8/2010, Bộ Tài chính có Công văn số …"."""
    match = DATED_BEFORE.search(folded, max(mention.start - 160, 0), mention.start)
    found = date_at(folded, match.start("date")) if match else None
    if match is None or found is None:
        return None, None
    issuer = re.sub(r"\s*\([^()]*\)", "", squeeze(text[slice(*match.span("issuer"))])).strip(" ,")
    named = issuer[:1].isupper() and (known_bodies().match(fold(issuer)) or OFFICE.match(fold(issuer) + " "))
    return found.iso, issuer if named else None


def _date(folded: str, position: int, limit: int) -> tuple[int, str | None]:
    lead = BEFORE_DATE.match(folded, position)
    if lead is None or lead.end() > limit:
        return position, None
    found = date_at(folded, lead.end())
    if found is None:
        blank = BLANK_DATE.match(folded, lead.end())
        return blank.end() if blank else position, None
    end = found.end
    closing = re.compile(r"\s*\)").match(folded, end)
    if "(" in folded[position : lead.end()] and closing:
        end = closing.end()
    return end, found.iso


def _behind_alias(text: str, folded: str, position: int, limit: int) -> int:
    match = re.compile(r"\s*\([^()]{1,160}\)").match(folded, position)
    return match.end() if match and match.end() <= limit else position
