"""Why a document is cited: basis, amended, replaced, repealed, carried out, or only named.

The words before a citation decide (role_phrases.tsv). A list shares the role of its first item; a citation inside the
title of another one is never a legal basis.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from corpora.facts import tables
from extractor.document import Block, Document
from extractor.understanding.citing.found import Found
from extractor.understanding.words.letters import fold
from models.record import CitationRole

MARKER = r"\W{0,3}(?:(?:[ivx]+|\d{1,2}|[a-z])[.)]\s*)?[-+•*]?\s*"
BASED = re.compile(rf"^{MARKER}can cu\b")
BASED_BEFORE = re.compile(r"\bcan cu(?:\s+(?:vao|theo|cac|noi dung|quy dinh(?: tai| cua)?|tai|van ban|va|so))*[\s:]*$")
PROPOSED = re.compile(r"(?:de nghi|\bxet\b|to trinh|y kien|phuc dap|tra loi|tiep theo)")
HEADING = re.compile(
    r"^\W{0,3}(?:(?:[ivx]+|\d{1,2}|[a-z])[.)]\s*)?(?:co so phap ly|(?:cac |nhung )?(?:van ban )?can cu)(?:\s+(?:lap|xay dung|phap ly|ban hanh|thuc hien|de|va|trien khai)\b.{0,60})?\W*$"
)
ROMAN = re.compile(r"\W{0,2}[ivx]+[.)]")
ANY_HEADING = re.compile(r"^\W{0,2}(?:(?:[ivx]+|\d{1,2})[.)]|phan\s+[ivx\d]+|chuong\s+[ivx\d]+)\s*\S")
ISSUED_WITH = re.compile(r"\bkem theo\s+$")  # "Quy chế …, ban hành kèm theo Thông tư" as an item of the basis
OPENING = re.compile(
    r"(?:^|[.;]\s*)"
    + MARKER
    + r"(?P<verb>thuc hien|trien khai thuc hien|trien khai|de thuc hien|can cu|tai|theo|tren co so|thi hanh|chap hanh)(?:\s+(?:noi dung|quy dinh tai|cac|chi dao tai|y kien chi dao tai))*\s*$"
)
SEPARATORS = re.compile(
    r"^(?:\d{1,2}(?=[,;]))?[\s,;:()\-+•*]*(?:(?:va|cung|cac|cung voi|dong thoi|so|tai|hoac|voi|theo)\b[\s,:(]*)*$"
)
FILLER = (
    r"(?:\s*(?:,|mot so dieu|mot so noi dung|mot so|dieu|khoan|diem|muc|phu luc|chuong|phan|cua|va|cac|cho|tai|noi dung|quy dinh|toan bo|mot phan|so|hieu luc|thi hanh"
    r"|ban hanh kem theo|kem theo|va bai bo|co hieu qua|nghiem|tot|day du|chi tiet|bien phap|huong dan|va huong dan|van ban|thoi gian|ten|cum tu|[ivx]+|\d+[a-z]?|[a-z])(?=[\s,]|$))*\s*$"
)
PASSIVE = re.compile(
    r"(?:da\s+)?(?:duoc|bi)\s+(?P<verb>sua doi,? bo sung|sua doi|bo sung|dieu chinh|thay the|bai bo|dinh chinh|huy bo)(?:\s+(?:mot so dieu|mot so noi dung|mot phan))?\s+(?:boi|theo|tai|bang)\s+(?:cac\s+)?$"
)
PASSIVE_ROLE: dict[str, CitationRole] = {"thay the": "replaces", "bai bo": "repeals", "huy bo": "repeals"}
LEGAL = (
    "Hiến pháp",
    "Bộ luật",
    "Luật",
    "Pháp lệnh",
    "Nghị định",
    "Nghị quyết",
    "Quyết định",
    "Thông tư",
    "Chỉ thị",
    "Thông tư liên tịch",
)


@dataclass(frozen=True, slots=True)
class _Opening:
    """Whether a citation stands in the opening paragraphs of a letter, and in the very first of them."""

    paragraph: bool
    first: bool


REPORTED = re.compile(
    r"\b(?:ket qua|tinh hinh|qua trinh)\s+$"
)  # what stands before "thực hiện …" that was carried out already
OBJECT_ROLES = ("amends", "replaces", "repeals")


def with_roles(document: Document, mentions: list[Found], is_letter: bool, body_starts: int) -> list[Found]:
    """Mentions with role, the index of the mention whose title holds them, and what they amend, replace or repeal.

    is_letter: the document is a công văn; body_starts: offset where its body begins (behind the addressees).
    """
    folded = fold(document.text)
    listed = _listed_blocks(document, folded)
    result: list[Found] = []
    blocks = _block_of(document, mentions)
    opening = _opening_blocks(document, body_starts)
    first = min(opening, default=-1)
    for index, mention in enumerate(mentions):
        block = blocks[index]
        outer = _outer(result, mention)
        if outer is not None:
            result = _nested(result, mention, outer, folded)
            continue
        previous = _previous_top(result, blocks, index)
        opens = _Opening(is_letter and block in opening, is_letter and block == first)
        role, target = _direct(folded, mention, block, previous, result, listed, opens)
        result.append(replace(mention, role=role, target=target))
    return result


def _block_of(document: Document, mentions: list[Found]) -> list[int]:
    found, number = [], 0
    for mention in mentions:
        while number + 1 < len(document.blocks) and document.blocks[number].end <= mention.start:
            number += 1
        found.append(number)
    return found


def _opening_blocks(document: Document, body_starts: int) -> frozenset[int]:
    """The first three paragraphs of the body."""
    numbers = [
        number
        for number, block in enumerate(document.blocks)
        if block.start >= body_starts and block.kind == "paragraph"
    ]
    return frozenset(numbers[:3])


def _listed_blocks(document: Document, folded: str) -> frozenset[int]:
    """Blocks of a list below a heading "CĂN CỨ …", up to the next heading."""
    listed, inside, roman = set(), False, False
    for number, block in enumerate(document.blocks):
        text = folded[block.start : block.end]
        if len(text) < 90 and HEADING.match(text) and not re.search(r"\d{2,}", text):
            inside, roman = True, ROMAN.match(text) is not None
        elif inside and roman and re.match(r"\W{0,2}\d{1,2}[.)]", text) and len(text) <= 1200:
            listed.add(number)  # below "I. CĂN CỨ", "1." numbers an item
        elif inside and (ANY_HEADING.match(text) and not _is_item(text) or len(text) > 1200):
            inside = False
        elif inside:
            listed.add(number)
    return frozenset(listed)


def _is_item(text: str) -> bool:
    return bool(
        re.match(
            rf"^{MARKER}(?:can cu|luat|bo luat|nghi|quyet dinh|thong tu|chi thi|cong van|ke hoach|van ban|ket luan|phap lenh|hien phap|chuong trinh)",
            text,
        )
    )


def _outer(done: list[Found], mention: Found) -> int | None:
    """The innermost earlier mention whose title covers this one."""
    for index in range(len(done) - 1, max(len(done) - 8, -1), -1):
        start, end = done[index].title_at
        if start <= mention.start < end:
            return index
    return None


def _nested(done: list[Found], mention: Found, outer: int, folded: str) -> list[Found]:
    """A citation inside a title: the words between tell whether the outer document amends, replaces, carries it out."""
    words = folded[done[outer].title_at[0] : mention.left or mention.start]
    role = _phrase_role(words)
    before = done[-1]
    if role == "mention" and before.outer == outer and SEPARATORS.match(folded[before.extent : mention.start]):
        role = before.role
    shared = done[outer].name is not None and mention.end >= done[outer].end
    date = None if shared else mention.date  # the date behind "Luật sửa đổi … của Luật X ngày …" is the outer law's
    inside = replace(mention, role=role, outer=outer, date=date)
    result = [*done, inside]
    if role in OBJECT_ROLES and done[outer].target is None:
        result[outer] = replace(done[outer], target=len(done))
    return result


def _previous_top(done: list[Found], blocks: list[int], index: int) -> int | None:
    for before in range(len(done) - 1, -1, -1):
        if blocks[before] != blocks[index]:
            return None
        if done[before].outer is None:
            return before
    return None


def _direct(
    folded: str,
    mention: Found,
    number: int,
    previous: int | None,
    done: list[Found],
    listed: frozenset[int],
    opening: _Opening,
) -> tuple[CitationRole, int | None]:
    begin = mention.left or mention.start
    block_start = _block_start(folded, begin)
    if previous is not None:
        between = folded[done[previous].extent : begin]
        passive = PASSIVE.search(folded[max(begin - 90, 0) : begin])
        if passive and len(between) < 90:
            return PASSIVE_ROLE.get(passive["verb"], "amends"), previous
        if between.lstrip().startswith(")"):  # what brackets say of one document is not said of the next
            previous = _before_brackets(done, previous)
        if SEPARATORS.match(between) and done[previous].role != "mention":
            shared = done[previous].role
            return shared, done[previous].target if shared in OBJECT_ROLES else None
    words = folded[max(block_start, begin - 1500) : begin]  # a basis line is never longer
    if number in listed and previous is None and (re.fullmatch(MARKER, words) or ISSUED_WITH.search(words)):
        return "legal_basis", None
    if _is_basis(words, previous, done, mention):
        return "legal_basis", None
    if _opens_letter(words, mention, opening):
        return "legal_basis", None
    role = _phrase_role(words[-110:])
    if role == "mention" and previous is None and re.fullmatch(MARKER, words):
        role = _lead_role(folded, block_start)
    return (role, None) if role != "mention" else (_after_role(folded, mention), None)


def _before_brackets(done: list[Found], inside: int) -> int:
    """The mention that a bracket with the mention `inside` speaks of: "Thông tư 09 (được thay thế bởi Thông tư 10)"."""
    target = done[inside].target
    return target if target is not None and target < inside else inside


def _opens_letter(words: str, mention: Found, opening: _Opening) -> bool:
    """Whether the citation is what a letter starts from; "Tại …" and "Theo …" only in the letter's first sentence."""
    opened = OPENING.search(words) if opening.paragraph else None
    if opened is None or len(words) >= 160:
        return False
    if opened["verb"] not in ("tai", "theo"):
        return True
    return opening.first and mention.doc_type in LEGAL and re.search(r"[.;]\s", words) is None


def _block_start(folded: str, position: int) -> int:
    return folded.rfind("\n", 0, position) + 1


LEAD = re.compile(
    r"(?P<repeals>bai bo|huy bo|het hieu luc)|(?P<replaces>thay the)|(?P<amends>sua doi|dieu chinh)|(?P<legal_basis>^\W*can cu)|(?P<implements>^\W*(?:trien khai )?thuc hien)"
)


def _lead_role(folded: str, block_start: int) -> CitationRole:
    """Role that the paragraph above a list gives to its items: "Bãi bỏ các Quyết định sau:"."""
    position = block_start
    for _ in range(12):
        start = folded.rfind("\n", 0, max(position - 1, 0)) + 1
        text = folded[start : max(position - 1, 0)]
        if not text or start == position:
            return "mention"
        if not re.match(r"\s*[-+•*]|\s*[a-z0-9]{1,2}[.)]\s", text):
            led = LEAD.search(text[-260:])
            return led.lastgroup if led and len(text) < 600 and not re.search(r"[.;]\s*$", text) else "mention"  # type: ignore[return-value]
        position = start
    return "mention"


def _is_basis(words: str, previous: int | None, done: list[Found], mention: Found) -> bool:
    if BASED_BEFORE.search(words):
        return True
    if not BASED.match(words):
        return False
    if PROPOSED.search(words) and mention.doc_type in ("Tờ trình", "Công văn", "Báo cáo", "Văn bản", "Kết luận"):
        return False
    if previous is not None and done[previous].role != "legal_basis":
        return False
    clause = re.search(r"[.;:]\s", words) if previous is None else None
    return clause is None and (previous is None or ";" in words[-200:]) and len(words) < 900


@cache
def _phrases() -> tuple[tuple[re.Pattern[str], CitationRole], ...]:
    before = [row for row in tables.role_phrases() if row.where == "before" and row.role != "legal_basis"]
    before.sort(key=lambda row: -len(row.phrase))
    return tuple(
        (re.compile(rf"(?<!\w)(?P<phrase>{re.escape(fold(row.phrase))}){FILLER}"), row.role)  # type: ignore[misc]
        for row in before
    )


def _phrase_role(words: str) -> CitationRole:
    """Role by the phrase that ends the words, articles and "của" between; the one that begins last wins."""
    best: tuple[int, CitationRole] = (-1, "mention")
    tail = words[-140:]
    covered = -1  # "bãi bỏ" inside "sửa đổi, bổ sung, bãi bỏ" says nothing of its own
    for pattern, role in _phrases():
        match = pattern.search(tail)
        if match and match.start() > max(best[0], covered):
            best, covered = (match.start(), role), max(covered, match.end("phrase") - 1)
    if best[1] == "implements" and REPORTED.search(tail[: best[0]]):
        return "mention"
    return best[1]


def _after_role(folded: str, mention: Found) -> CitationRole:
    """ "… hết hiệu lực", "… bị bãi bỏ" behind the citation."""
    words = folded[mention.extent : mention.extent + 60]
    for row in tables.role_phrases():
        if row.where == "after" and re.match(rf"\s*,?\s*(?:deu\s+|se\s+)?{re.escape(fold(row.phrase))}", words):
            return row.role  # type: ignore[return-value]
    return "mention"


def block_end(blocks: tuple[Block, ...], number: int, text: str) -> int:
    """Offset behind the paragraph of a mention."""
    return blocks[number].end if number < len(blocks) else len(text)
