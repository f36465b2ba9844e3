"""Issuer and parent body: the left column of the head above the number."""

from __future__ import annotations

import re

from corpora.facts import tables
from extractor.understanding.confidence import is_damaged
from extractor.understanding.head.lines import MOTTO, PARTY, SKIP, STAMP, STATE, URGENCY, Head
from extractor.understanding.head.number import SCRAWL
from extractor.understanding.words.bodies import body_of_symbol, full_name, mend, mend_province_word, nearest, proper
from extractor.understanding.words.letters import fold, is_capitals, squeeze
from extractor.understanding.words.lines import TextLine
from extractor.understanding.words.numbers import DocumentNumber
from models.record import Text


def read_bodies(head: Head, number: DocumentNumber | None, symbol: Text | None) -> tuple[Text | None, Text | None]:
    """(parent, issuer). Lines of the left column above the number; a body begins with a word that bodies begin with."""
    groups = _body_groups(head)
    if not groups:
        return None, _body_from_symbol(head, number, symbol)
    joined = _joint(groups, number)
    if joined:
        return None, _joined_value(head, groups)
    values = [_body_value(head, group) for group in groups]
    issuer = values[-1]
    parent = values[-2] if len(values) > 1 else None
    issuer = issuer.model_copy(update={"value": full_name(issuer.value)})
    return parent, issuer


def _body_groups(head: Head) -> list[list[tuple[TextLine, str]]]:
    anchors = [at for at in (head.number_at, head.type_at, head.to_at, head.about_at) if at is not None]
    limit = min(anchors) if anchors else (head.date_at or 0)
    if head.number_at is None and head.date_at is not None:
        limit = min(limit, head.date_at)
    groups: list[list[tuple[TextLine, str]]] = []
    for line in head.lines[:limit]:
        text = _left_text(line)
        if not _is_body_text(line, text):
            continue
        new = tables.starts_body().match(fold(text)) and not _continues_body(groups, text)
        if new or not groups:
            groups.append([(line, text)])
        else:
            groups[-1].append((line, text))
    named = [group for group in groups if tables.starts_body().match(fold(group[0][1]))]
    printed = [squeeze(" ".join(text for _, text in group)).casefold() for group in named]
    return [group for index, group in enumerate(named) if printed[index] not in printed[index + 1 :]]


def _left_text(line: TextLine) -> str:
    """The line without state name and motto, which some text layers put on the same line."""
    for pattern in (STATE, MOTTO, PARTY):
        match = pattern.search(line.folded)
        if match:
            return line.text[: match.start()].strip()
    return re.sub(r"[*_–-]{2,}|^[*\s]+|[*\s]+$", " ", line.text).strip()


def _is_body_text(line: TextLine, text: str) -> bool:
    if len(text) < 2 or not is_capitals(text) or fold(text).strip() in URGENCY:
        return False
    if STAMP.match(fold(text)) or SKIP.match(fold(text)) or SCRAWL.match(text) or re.search(r"\d{3}|/", text):
        return False
    return line.in_left_half or line.bbox[0] < 0.4 * line.width or line.width < 400


def _continues_body(groups: list[list[tuple[TextLine, str]]], text: str) -> bool:
    """Whether a line that begins like a body goes on with the one above: "... VÀ", "- SỞ", "TRƯỜNG TIỂU HỌC / ..."."""
    if not groups:
        return False
    before = fold(groups[-1][-1][1])
    here = fold(text)
    if re.search(r"(?:\bVÀ|,|\bCỦA|\bTHUỘC|\bTỈNH|\bXÃ|\bHUYỆN|\bPHỐ|\bBỘ|\bCHỈ ĐẠO|\bQUẢN LÝ)$", groups[-1][-1][1]):
        return True
    if re.match(
        r"hoi (?!dong|nong|lien|cuu|chu|luat)|doan (?!luat|thanh|dai)|bao (?!hiem|tang)|bo (?=may)|quan (?!uy)|phong,|dai (?!hoc|phat|truyen)|quy(?! )|khoa ",
        here,
    ):
        return True
    return bool(
        re.match(r"(?:quoc hoi|chinh phu)$", here)
        and re.search(r"thuong vu|van phong|thanh tra|dai bieu|thu tuong", before)
    )


def _body_value(head: Head, group: list[tuple[TextLine, str]]) -> Text:
    text = squeeze(" ".join(text for _, text in group))
    apart = re.search(r"\s[-–]|[-–](?:\s|BỘ |SỞ |BAN |ỦY |HỘI )", text)
    text = re.sub(r"\s*([-–])\s*", r" \1 ", text) if apart else text
    value = proper(text.strip(" .,:;'\"|"))
    if is_damaged(head.document, group[0][0].page):
        value = nearest(mend(value))
    known = 0.95 if tables.starts_body().match(fold(value)) else 0.6
    mended = mend_province_word(value)
    known, value = (known, value) if mended == value else (known - 0.1, mended)
    first, last = group[0][0], group[-1][0]
    start = first.start + max(first.text.find(group[0][1]), 0)
    end = last.start + max(last.text.find(group[-1][1]), 0) + len(group[-1][1])
    return head.proof(value, start, end, known)


def _joint(groups: list[list[tuple[TextLine, str]]], number: DocumentNumber | None) -> bool:
    if len(groups) < 2:
        return False
    heads = {fold(group[0][1]).split()[0] for group in groups}
    dashed = any(group[-1][1].rstrip().endswith(("-", "–")) or group[0][1].startswith(("-", "–")) for group in groups)
    coded = number is not None and number.type_code in ("TTLT", "NQLT", "CTPH", "KHLT", "KHPH", "QCPH")
    ministries = heads == {"bo"} and len(groups) > 1
    return dashed or coded or ministries


def _joined_value(head: Head, groups: list[list[tuple[TextLine, str]]]) -> Text:
    """Several issuers in one value, joined by " - "."""
    values = [_body_value(head, group) for group in groups]
    name = " - ".join(value.value.strip(" -–") for value in values)
    first, last = groups[0][0][0], groups[-1][-1][0]
    return head.value(name, first, last, 0.85)


def _body_from_symbol(head: Head, number: DocumentNumber | None, symbol: Text | None) -> Text | None:
    """Issuer of a document whose head lacks the name but has letters that only one body uses."""
    if number is None or symbol is None:
        return None
    name = body_of_symbol(number.issuer_symbol)
    return symbol.model_copy(update={"value": name, "confidence": 0.75}) if name else None
