"""The title of a cited document: where it begins behind number, date and issuer, and where it ends."""

from __future__ import annotations

import re
from functools import cache

from corpora.facts import tables
from corpora.facts.title_bounds import title_bound
from extractor.understanding.citing.found import Found
from extractor.understanding.words.letters import fold, squeeze

LINK = re.compile(r"(?:ve\s+viec|v\s?/\s?v|vv|ve)[\s:]+")
STRONG = (
    "ban hành",
    "quy định",
    "qui định",
    "phê duyệt",
    "hướng dẫn",
    "sửa đổi",
    "bổ sung",
    "bãi bỏ",
    "công bố",
    "thông qua",
    "điều chỉnh",
    "phê chuẩn",
)
QUOTES = {"“": "”", '"': '"'}
GOES_ON_QUOTED = re.compile(r"\s+(?!(?:va|theo|trong khi|de|nham|la|da|duoc|thi)\b)[a-z]")
AMENDING = re.compile(r"(?:sua doi|bai bo|thay the|bo sung|dinh chinh|cong bo)")
# the next item of a list that lost its line breaks; words that are quoted; what a council heard besides; what else is aimed at
LISTED = re.compile(
    r";\s*[-–+•*]\s|:\s*[“\"]|(?:[;,]|\s+và)\s+(?:[Bb]áo cáo thẩm tra|ý kiến (?:thẩm tra|thảo luận))\b|\s+và\s+để\s"
)
LONGEST_TITLE = 900  # characters; no printed title is longer, and damaged text must not run away
ALIAS_OPEN = re.compile(
    r"""\(\s*(?:sau\ day|duoc\s+goi|goi\s+(?:tat|chung)|viet\s+tat|de\ an\s+\d|(?:nghi|quyet\ dinh|thong\ tu|chi\ thi|ke\ hoach|luat|cong\ van|chuong\ trinh)[^()]{0,60}\)|duoc\ sua|da\ duoc|duoc\ gui|gui|co\ van\ ban|sao\ gui|dinh\ kem|kem|ban\ chup|ban\ sao|xin|bo\ sung|goi|tat|hop\ nhat|co\ hieu|kem\ theo|ban\ hanh|gui\ kem|file|theo\ )""",
    re.VERBOSE,
)
BEFORE_BRACKET = re.compile(
    r"(?:^|[;:.]\s+|\n\s*(?:[-+•*]\s*)?|(?:theo|tại|thực hiện|triển khai|cơ sở|căn cứ)\s+)(?P<title>[A-ZĐÀ-Ỹ][^;:.()\n]{25,260})\s\($"
)
FINITE = re.compile(r"\b(?:đã|sẽ|đang|được|phải)\b")  # a sentence, not a title
NO_TITLE = re.compile(r"(?:Tại|Sau|Ngày|Trong|Để|Qua|Khi|Trước|Từ|Theo|Trên)\s")  # begins a sentence


def title_before(text: str, folded: str, mention: Found, position: int) -> str | None:
    """The title of a citation in brackets behind it: "Tăng cường … tại các đơn vị (Công văn số 14/SYT-VP ngày …)"."""
    begin = mention.left or mention.start
    if text[begin - 1 : begin] != "(" or not re.match(r"\s*\)", text[position : position + 3]) or mention.issuer:
        return None
    match = BEFORE_BRACKET.search(text, max(begin - 300, 0), begin)
    if match is None:
        return None
    title = squeeze(match["title"])
    if FINITE.search(title) or NO_TITLE.match(title):
        return None
    if mention.doc_type and fold(title).startswith(fold(mention.doc_type) + " "):
        title = title[len(mention.doc_type) + 1 :]
    return title


@cache
def openers() -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(re.escape(fold(word)) for word in tables.title_openers()) + r")(?!\w)")


def opens_title(folded: str, position: int) -> bool:
    return openers().match(folded, position) is not None


@cache
def _strong_openers() -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(re.escape(fold(word)) for word in STRONG) + r")(?!\w)")


def opens_title_surely(folded: str, position: int) -> bool:
    return _strong_openers().match(folded, position) is not None


def lead_of(text: str, mention: Found) -> str:
    """What stands before a citation in its paragraph."""
    return text[text.rfind("\n", 0, mention.start) + 1 : mention.left or mention.start]


def title_start(text: str, folded: str, position: int, limit: int, bare: bool) -> int | None:
    """Where the title begins, behind "về việc", "V/v", "về"; None if no title follows."""
    skip = re.compile(r"[\s,:]*(?:;\s+(?=[BQPHV]))?").match(
        folded if ";" not in text[position : position + 3] else text, position
    )
    start = skip.end() if skip else position
    if ";" in text[position:start] and not opens_title_surely(folded, start):
        return None
    if start >= limit or "\n" in text[position:start]:
        return None
    quoted = text[start] in "“\"'‘"
    link = LINK.match(folded, start)
    if link and link.end() < limit:
        return link.end()
    if "," in text[position:start] and text[start].islower() and not opens_title_surely(folded, start):
        return None
    opens = opens_title_surely(folded, start) if bare else opens_title(folded, start)
    return start if opens or quoted and not bare else None


def title_end(text: str, folded: str, start: int, limit: int, starts: dict[int, Found], lead: str) -> int:
    """Right bound of a title: what surely ends it by rule, before that the end that the learned model finds likeliest."""
    sure = _sure_end(text, folded, start, limit, starts)
    closing = text.find(QUOTES.get(text[start], "\n"), start + 1, sure) + 1
    if closing and not GOES_ON_QUOTED.match(folded, closing):
        return closing
    return title_bound(text, start, sure, lead).end


def _sure_end(text: str, folded: str, start: int, limit: int, starts: dict[int, Found]) -> int:
    """A line's end, a bracket that closes or names an alias, or the next citation of a list; at most LONGEST_TITLE on."""
    depth, limit = 0, min(limit, start + LONGEST_TITLE)
    amending = AMENDING.match(folded, start) is not None
    for position in range(start, limit):
        char = text[position]
        if char == "\n" or (char == "(" and ALIAS_OPEN.match(folded, position)) or LISTED.match(text, position):
            return position
        depth += (char == "(") - (char == ")")
        if depth < 0:
            return position
        if position in starts and position > start and depth == 0 and _is_next(folded, start, position, amending):
            return _before_and(text, folded, start, position)
    return limit


def _is_next(folded: str, start: int, position: int, amending: bool) -> bool:
    """Whether the citation at `position` is the next one of the list and not part of the title."""
    before = folded[start:position].rstrip()
    return (
        bool(re.search(r"(?:,|;|\bva|\bcung|\bva cac|\bhoac|\bcung voi|\bva tai|\bva theo)$", before)) and not amending
    )


def _before_and(text: str, folded: str, start: int, position: int) -> int:
    match = re.search(r"[\s,;]*(?:\b(?:va|cung|hoac|cac|voi|tai|theo)\b[\s,]*)*$", folded[start:position])
    return start + match.start() if match else position


def clean_title(title: str) -> str:
    title = squeeze(title).strip(" ,:")
    for opening, closing in (("“", "”"), ('"', '"')):
        if (
            title.startswith(opening)
            and title.endswith(closing)
            and title.count(opening) == (1 if opening != closing else 2)
        ):
            title = title[1:-1]
            link = LINK.match(fold(title))
            title = title[link.end() :] if link else title
    return title.strip(" ,:")
