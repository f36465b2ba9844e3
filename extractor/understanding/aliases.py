"""spaCy component "aliases": short names that a document gives to cited documents, bodies and terms.

(sau đây gọi tắt là X) · (gọi chung là X) · (viết tắt là X)      for the citation or the words before
Quyết định số 6/QĐ-TTg … (Đề án 06) · (Nghị quyết số 57-NQ/TW)    a bracket right behind a citation
công nghệ thông tin (CNTT)                                        letters that begin the words before
Đề án 06/CP                                                       a nickname that everybody knows
"""

from __future__ import annotations

import re
from functools import cache

from spacy.language import Language
from spacy.tokens import Doc

from corpora.facts import tables
from extractor.document import Document
from extractor.understanding.citing.found import Found
from extractor.understanding.words.letters import UPPER, fold, squeeze
from models.record import Alias, Citation

CALLED = re.compile(
    r"\(\s*(?:sau đây|dưới đây|từ đây)?\s*(?:được\s+)?(?:gọi\s+(?:tắt|chung)?|viết\s+tắt|gọi)\s*(?:chung\s+)?là:?\s*(?P<alias>[^()]{1,120}?)\s*\)",
    re.IGNORECASE,
)
CALLED_OPEN = re.compile(
    r",\s*(?:sau đây|dưới đây)\s+(?:được\s+)?gọi\s+(?:tắt|chung)\s+là\s+(?P<alias>[^;.,()]{2,80})", re.IGNORECASE
)
BRACKET = re.compile(
    rf"\(\s*(?P<alias>(?:Đề án|Nghị quyết|Quyết định|Chương trình|Kế hoạch|Luật|Nghị định|Thông tư|Chỉ thị|Dự án|Chiến lược|Kết luận|Công văn|Quy chế|Quy định)\b[^()]{{0,110}}?|[{UPPER}][{UPPER}\d&-]{{1,9}})\s*\)"
)
LONGEST = 200  # characters of what an alias stands for, where nothing tells its beginning
LETTERS = re.compile(rf"\((?P<alias>[{UPPER}][{UPPER}&]{{1,6}}[{UPPER}])\)")


@Language.component("aliases", assigns=["doc._.aliases"], requires=["doc._.citations", "doc._.mentions"])
def aliases_component(doc: Doc) -> Doc:
    """Sets `doc._.aliases`; `refers_to` is the key of a citation, or the words that are named."""
    document: Document = doc._.document
    keys = _keys(doc._.mentions, doc._.citations, document)
    found: dict[tuple[str, str], tuple[int, Alias]] = {}
    for start, end, alias, refers_to, sure in _all(document.text, doc._.mentions, keys):
        raw, page, bbox = document.evidence(start, end)
        confidence = round(sure * document.word_confidence(start, end), 3)
        value = Alias(alias=alias, refers_to=refers_to, raw=raw, confidence=confidence, page=page, bbox=bbox)
        found.setdefault((alias, refers_to), (start, value))
    doc._.aliases = [alias for _, alias in sorted(found.values(), key=lambda pair: pair[0])]
    return doc


def _keys(mentions: list[Found], citations: list[Citation], document: Document) -> dict[int, str]:
    """Start of each mention to the key of its citation."""
    by_place = {
        (mention.page, mention.bbox, mention.raw): citation.key
        for citation in citations
        for mention in citation.mentions
    }
    keys = {}
    for mention in mentions:
        raw, page, bbox = document.evidence(mention.start, mention.end)
        key = by_place.get((page, bbox, raw))
        if key is not None:
            keys[mention.start] = key
    return keys


def _all(text: str, mentions: list[Found], keys: dict[int, str]) -> list[tuple[int, int, str, str, float]]:
    found = []
    for pattern in (CALLED, CALLED_OPEN):
        for match in pattern.finditer(text):
            alias = _clean(match["alias"])
            refers_to = _named_by(text, match, mentions, keys)
            if alias and refers_to:
                found.append((*match.span("alias"), alias, refers_to, 0.93))
    terms = _letters(text)
    spans = {(start, end) for start, end, *_ in terms}
    found.extend(alias for alias in _brackets(text, mentions, keys) if alias[:2] not in spans)
    found.extend(terms)
    named = {refers_to for _, _, _, refers_to, _ in found}
    return found + [nickname for nickname in _nicknames(text, mentions) if nickname[3] not in named]


def _clean(alias: str) -> str:
    return squeeze(alias).strip(" “”\"'.,;:")


def _named_by(text: str, called: re.Match[str], mentions: list[Found], keys: dict[int, str]) -> str | None:
    """The citation that ends right before the bracket, else the words of the sentence before it."""
    position = called.start()
    numbered = _by_serial(text, called, mentions, keys)
    if numbered:
        return numbered
    for mention in reversed(mentions):
        if mention.start < position and mention.outer is None:
            near = position <= mention.extent + 3 or mention.end <= position <= mention.extent
            if near and mention.start in keys:
                return keys[mention.start]
            break
    start = _sentence_start(text, position)
    words = squeeze(text[start:position])
    if not words:
        words = _list_above(text, start)
    own = _from_own_word(words, _clean(called["alias"]), "chung" in called[0])
    if own is None and len(words) > LONGEST:
        words = words[words.index(" ", len(words) - LONGEST) + 1 :]
    return (own or words).strip(" ,;-") or None


def _by_serial(text: str, called: re.Match[str], mentions: list[Found], keys: dict[int, str]) -> str | None:
    """The citation of the paragraph whose number the alias repeats: "(gọi chung là Quy chế 11)" of 11/2014/TT-BGDĐT."""
    serial = re.search(r"\s(\d{1,5}[a-z]?)$", _clean(called["alias"]))
    begin = text.rfind("\n", 0, called.start()) + 1
    same = [
        keys[one.start]
        for one in mentions
        if serial and one.number and begin <= one.start < called.start() and one.start in keys
        if one.number.serial.lstrip("0") == serial[1].lstrip("0")
    ]
    return same[0] if len(set(same)) == 1 else None


def _from_own_word(words: str, alias: str, several: bool) -> str | None:
    """From where the alias's first word stands, "các" before it included: its last place, its first where it names several.

    "… hướng dẫn các bộ, cơ quan ngang bộ, Ủy ban nhân dân các tỉnh (gọi tắt là bộ/tỉnh)"
    """
    first = re.match(r"(?!(?:các|những)\b)\w+", alias, re.IGNORECASE)
    places = [*re.finditer(rf"(?<!\w)(?:các )?{re.escape(first[0])}(?!\w)", words)] if first else []
    listed = several or bool(re.search(r"[/,]", alias))
    return words[places[0 if listed else -1].start() :] if places else None


def _sentence_start(text: str, position: int) -> int:
    stops = [text.rfind(mark, 0, position) for mark in (". ", "; ", ": ", "\n")]
    last = max(stops)
    return last + 1 if last >= 0 else 0


def _list_above(text: str, start: int) -> str:
    """The items of the list that ends right above offset `start`."""
    items: list[str] = []
    for line in reversed(text[:start].rstrip("\n").split("\n")[-12:]):
        items.append(squeeze(line).strip(" -+•*;.,"))
        if not re.match(r"\s*[-+•*]", line):
            return items[0] if len(items) == 1 else "; ".join(reversed(items[:-1]))
    return "; ".join(reversed(items))


def _brackets(text: str, mentions: list[Found], keys: dict[int, str]) -> list[tuple[int, int, str, str, float]]:
    found = []
    for mention in mentions:
        if mention.start not in keys or mention.outer is not None:
            continue
        for begin in {mention.end, mention.title_at[1], mention.extent}:
            match = BRACKET.match(text, begin + len(text[begin : begin + 3]) - len(text[begin : begin + 3].lstrip()))
            if match and _is_name(match["alias"]):
                found.append((*match.span("alias"), _clean(match["alias"]), keys[mention.start], 0.93))
    found = _inside_titles(text, mentions, keys, found)
    return [
        (start, end, alias, _own_key(start, end, mentions, keys) or key, sure) for start, end, alias, key, sure in found
    ]


def _own_key(start: int, end: int, mentions: list[Found], keys: dict[int, str]) -> str | None:
    """Key of the document whose number the bracket itself prints."""
    return next((keys[one.start] for one in mentions if start <= one.start < end and one.start in keys), None)


def _inside_titles(
    text: str, mentions: list[Found], keys: dict[int, str], found: list[tuple[int, int, str, str, float]]
) -> list[tuple[int, int, str, str, float]]:
    """A bracket at the end of what belongs to a citation: its extent ends with it."""
    for mention in mentions:
        if mention.start in keys and mention.outer is None and text[mention.extent - 1 : mention.extent] == ")":
            opening = text.rfind("(", mention.end, mention.extent)
            match = BRACKET.match(text, opening) if opening >= 0 else None
            if match and match.end() == mention.extent and _is_name(match["alias"]):
                found.append((*match.span("alias"), _clean(match["alias"]), keys[mention.start], 0.93))
    return found


def _is_name(alias: str) -> bool:
    """A name and no remark: "(Kế hoạch kèm theo)", "(Công văn gửi kèm)" name nothing."""
    return not re.search(r"kem theo|gui kem|dinh kem|da ban hanh|thay the|sua doi|ngay \d", fold(alias))


def _letters(text: str) -> list[tuple[int, int, str, str, float]]:
    """Letters in brackets that begin the words before: công nghệ thông tin (CNTT), khám bệnh, chữa bệnh (KCB)."""
    found = []
    for match in LETTERS.finditer(text):
        start = _spelt_from(text, match.start(), fold(match["alias"]).replace("&", ""))
        if start is not None:
            found.append((*match.span("alias"), match["alias"], squeeze(text[start : match.start()]), 0.9))
    return found


def _spelt_from(text: str, end: int, letters: str) -> int | None:
    """Where the words begin whose first letters are these, one word in three left out; None if there are none."""
    low = max(text.rfind(stop, 0, end) for stop in ".;:()\n") + 1
    left, spare = list(letters), len(letters) // 3
    for word in reversed(list(re.finditer(r"[^\W\d_]+", text[max(low, end - 120) : end]))):
        if fold(word[0])[:1] == left[-1]:
            left.pop()
        else:
            spare -= 1
        if spare < 0:
            return None
        if not left:
            return max(low, end - 120) + word.start()
    return None


def _nicknames(text: str, mentions: list[Found]) -> list[tuple[int, int, str, str, float]]:
    """Numbered names that everybody knows, first place of each, where they are no part of a citation."""
    keys, pattern = _numbered_names()
    found: dict[str, tuple[int, int, str, str, float]] = {}
    for match in pattern.finditer(text):
        cited = any(mention.start < match.end() and match.start() < mention.extent for mention in mentions)
        if not cited:
            found.setdefault(match[0].lower(), (*match.span(), match[0], keys[match[0].lower()], 0.85))
    return list(found.values())


@cache
def _numbered_names() -> tuple[dict[str, str], re.Pattern[str]]:
    """Key by name in small letters, and the pattern that finds the names; unnumbered ones stand in titles as well."""
    keys = {alias.lower(): key for alias, key in tables.known_aliases() if any(letter.isdigit() for letter in alias)}
    names = "|".join(map(re.escape, sorted(keys, key=len, reverse=True)))
    return keys, re.compile(rf"(?<!\w)(?:{names})(?![\w/-])", re.IGNORECASE)
