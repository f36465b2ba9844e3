"""spaCy component "citations": one Citation for each distinct document that the text cites, all its mentions with proof."""

from __future__ import annotations

import re
from dataclasses import replace

from spacy.language import Language
from spacy.tokens import Doc

from extractor.document import Document
from extractor.understanding.citing.found import Found
from extractor.understanding.citing.mentions import find_mentions
from extractor.understanding.citing.merging import document_province, merge
from extractor.understanding.citing.roles import with_roles
from extractor.understanding.citing.trailing import with_trail
from extractor.understanding.head.lines import TO
from extractor.understanding.words.letters import fold
from extractor.understanding.words.lines import TextLine
from models.record import Header


@Language.component(
    "citations", assigns=["doc._.citations", "doc._.mentions"], requires=["doc._.document", "doc._.header"]
)
def citations_component(doc: Doc) -> Doc:
    """Sets `doc._.citations` and, for later components, `doc._.mentions` (Found objects in order of the text)."""
    document: Document = doc._.document
    header: Header = doc._.header
    own = header.document_number.value if header.document_number else None
    mentions = _with_trails(document, find_mentions(document, own, doc._.own_number))
    letter = header.doc_type is not None and header.doc_type.value == "Công văn"
    doc._.mentions = with_roles(document, mentions, letter, _body_start(doc._.lines))
    doc._.citations, warnings = merge(document, doc._.mentions, document_province(document, _head_words(header)))
    doc._.warnings = [*doc._.warnings, *warnings]
    return doc


def _with_trails(document: Document, mentions: list[Found]) -> list[Found]:
    folded = fold(document.text)
    starts = {mention.start: mention for mention in mentions}
    ends = [block.end for block in document.blocks]
    result, number = [], 0
    for mention in mentions:
        while number < len(ends) and ends[number] < mention.end:
            number += 1
        limit = ends[number] if number < len(ends) else len(document.text)
        result.append(with_trail(document.text, folded, mention, limit, starts))
    return _shared_trails(document.text, result)


LISTED = re.compile(r"\s*(?:[,;&]|và)\s*(?:số\s+)?")


def _shared_trails(text: str, mentions: list[Found]) -> list[Found]:
    """What is printed behind the last number of a list holds for the numbers before it.

    "các Quyết định số 100, 101/QĐ-UBND ngày …" date and issuer; "Quyết định 68/QĐ-BYT, 38/QĐ-BYT của … về …" issuer and title.
    """
    result = list(mentions)
    for index in range(len(result) - 2, -1, -1):
        one, after = result[index], result[index + 1]
        if one.bare:
            result[index] = replace(one, date=after.date, issuer=after.issuer, extent=one.end)
        elif _of_one_list(text, one, after):
            result[index] = replace(one, issuer=after.issuer)
            if text[after.start : after.start + 1].isdigit():  # "68/QĐ-BYT, 38/QĐ-BYT của … về …"
                result[index] = replace(result[index], title=after.title, title_at=after.title_at)
    return result


def _of_one_list(text: str, one: Found, after: Found) -> bool:
    """Whether two numbers of one type and one issuer follow each other, the first without words of its own."""
    if one.number is None or after.number is None or one.date or one.issuer or one.title:
        return False
    listed = LISTED.fullmatch(text, one.end, after.start) is not None
    return listed and one.number.symbol == after.number.symbol


def _body_start(all_lines: tuple[TextLine, ...]) -> int:
    """Offset of the first paragraph behind "Kính gửi" and its list of addressees, 0 without addressees."""
    lines = all_lines[:80]
    at = next((index for index, line in enumerate(lines) if TO.match(line.folded)), None)
    if at is None:
        return 0
    for line in lines[at + 1 :]:
        if line.block != lines[at].block and not re.match(r"\s*[-+•*]", line.folded) and len(line.text) > 30:
            return line.start
    return lines[at].start


def _head_words(header: Header) -> str:
    values = (header.parent_body, header.issuing_body)
    place = f" tỉnh {header.place.value}" if header.place else ""
    return " ; ".join(value.value for value in values if value is not None) + ("" if any(values) else place) + place
