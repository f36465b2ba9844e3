"""Where the printed title of a cited document ends: a logistic hazard over words, learned from titles that a register knows.

`title_bounds.tsv.gz` is made by `corpora.training.build_title_bounds`; MODELS.md says from what, and how it scores. After each word
the model asks "does the title end here?"; the end is where the product of the answers is highest.
"""

from __future__ import annotations

import csv
import gzip
import math
import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from corpora.facts.folding import fold
from corpora.facts.tables import starts_body

LONGEST = 220  # words; no printed title is longer
LOOK_AHEAD = 100  # characters behind the limit in which a sign may stand
LONGEST_ASIDE = 260  # characters in brackets or quotation marks
HOPELESS = -16.0  # log of the share of titles that would go on so far
TOKEN = re.compile(r"[^\W_]+(?:[-/&][^\W_]+|\.\d+)*|\n|[^\w\s]")
VERBS = (
    r"ban hanh|de nghi|yeu cau|quyet dinh|huong dan|thong bao|bao cao|xay dung|trien khai|to chuc|nhan duoc|kinh|co y kien|giao|cong bo|co trach nhiem"
    r"|phoi hop|da|tiep tuc|chi dao|lap|trinh|trao doi|gui|xin|moi|bo sung|phe duyet|kien nghi|dieu chinh|tham gia|thong nhat"
)
SIGNALS = {  # by name, over folded text right behind a word: signs that the sentence goes on without the title
    "clause": re.compile(
        r",\s*(?:nham|de nghi|yeu cau|trong do|theo do|tai|de|dong thoi|cu the|kem theo|ke tu|co hieu luc|thay the|het hieu|nhieu|(?:trong )?thoi gian|va can cu"
        r"|va (?:cac )?(?:nghi|quyet|thong tu|chi thi|cong van|luat|ke hoach|van ban (?:so|huong)|huong dan cua)|cac (?:van ban|don vi|co quan|so)|ngay \d|duoc sua|da duoc"
        r"|can cu|xet|theo de nghi|gom|bao gom|giao|toi|chung toi|qua do|sau khi|tren co so|den nay|viec|hien nay|toan)\b"
    ),
    "duty": re.compile(
        r"[,;] (?:cac )?(?:co quan|don vi|to chuc|ca nhan|nguoi \w+|chu \w+|ben \w+|viec)[^;,.]{0,60}\b(?:phai|co trach nhiem|duoc|khong|thuc hien|con|chua)\b"
    ),
    "purpose": re.compile(
        r" (?:de|nham|va cac huong dan|theo gui|lam (?:co so|can cu)|thi|phai|da|dang|se|chua|con|khong|duoc|la|bang)\s| (?:trong )?thoi gian (?:vua )?qua\b| o (?:mot so|nhieu) noi\b"
    ),
    "reach": re.compile(
        r" (?:cho|tai|trong|voi|vao|do|den|toi|tren|theo|gui)\s(?:cac|toan|doi ngu|can bo|nhan vien|nguoi|tung|moi|dia ban|don vi)?"
    ),
    "amended": re.compile(r",? (?:da )?duoc (?:sua doi|bo sung|thay the|dieu chinh)[^;.]{0,40}? (?:boi|theo|tai) "),
    "cited": re.compile(
        r",? (?:va )?(?:cac )?(?:nghi quyet|nghi dinh|quyet dinh|thong tu|chi thi|cong van|ke hoach)\s+s\w{0,2}[:.]?\s*\d"
    ),
    "task": re.compile(
        r"[;,] (?:tang cuong|day manh|tiep tuc|to chuc|ra soat|chi dao|phoi hop|bo tri|xay dung|chu dong|uu tien|kip thoi|nghiem tuc|khan truong|trien khai|bao dam|dam bao|thuong xuyen)\b"
    ),
    "force": re.compile(r",? \(?(?:ke tu ngay|co hieu luc|het hieu luc)"),
    "bracket": re.compile(
        r" \((?:sau day|goi|viet tat|kem|gui|ban|co|da|duoc|theo|thay|de an \d|nghi|quyet|thong tu|chi thi|ke hoach|luat|cong van)"
    ),
}
ACTS = re.compile(rf"[^;.]{{2,90}}?\b(?:{VERBS})\b")


class Boundary(NamedTuple):
    """A place behind a word where a title could end: its offset, and what the model sees there."""

    offset: int
    features: tuple[str, ...]


class Bound(NamedTuple):
    """The most likely end and how likely it is, 0 to 1."""

    end: int
    probability: float


def boundaries(text: str, begin: int, limit: int, lead: str = "") -> Iterator[Boundary]:
    """Every place in text[begin:limit] where the title could end. `lead`: what stands before the citation in its paragraph."""
    tokens = list(TOKEN.finditer(text, begin, limit))[: 2 * LONGEST]
    words = [index for index, match in enumerate(tokens) if match[0][0].isalnum()][:LONGEST]
    forms = [_form(tokens[index][0]) for index in words]
    kind = _lead(lead)
    opened = forms[0] if forms else ""
    ahead = text[begin : limit + LOOK_AHEAD]
    folded = fold(ahead)
    for number, index in enumerate(words):
        following = words[number + 1] if number + 1 < len(words) else len(tokens)
        gap = "".join(match[0] for match in tokens[index + 1 : following])
        shape = _shape(tokens[following][0]) if following < len(tokens) else "end"
        end = _behind_closing(text, begin, tokens[index].end())
        depth = _depth(text[begin:end])
        if depth and _closes(text, end, limit, depth):
            continue
        signals = _signals(ahead, folded, end - begin)
        seen = _features(forms, number, gap, shape, (opened, kind, depth, signals))
        yield Boundary(end, seen)


def _signals(text: str, folded: str, position: int) -> str:
    """Names of the signs behind a word that the sentence goes on; "acts" for a body that does something behind a comma."""
    names = [name for name, sign in SIGNALS.items() if sign.match(folded, position)]
    if text.startswith((", ", "; "), position) and text[position + 2 : position + 3].isupper():
        body = starts_body().match(folded, position + 2)
        names += ["acts"] if body and ACTS.match(folded, position + 2) else ["body"] if body else []
    return " ".join(names)


def _features(
    forms: Sequence[str], number: int, gap: str, shape: str, around: tuple[str, str, str, str]
) -> tuple[str, ...]:
    last, before = forms[number], forms[number - 1] if number else "^"
    one, two, three = (*forms[number + 1 : number + 4], "$", "$", "$")[:3]
    opened, kind, depth, signals = around
    return (
        f"g {gap}", f"s {shape}", f"gs {gap} {shape}", f"gk {gap} {kind}", f"gd {gap} {depth}", f"1 {one}", f"g1 {gap} {one}", f"2 {one} {two}",
        f"g2 {gap} {one} {two}", f"3 {one} {two} {three}", f"p {last}", f"pg {last} {gap}", f"pp {before} {last}", f"p1 {last} {gap} {one}", f"s1 {shape} {one}",
        f"o {opened} {gap}", f"o1 {opened} {one}", f"k1 {kind} {one}", f"n {min(number, 12)}", f"ps {last} {shape}", f"ks {kind} {gap} {shape}", f"r {signals}", f"rg {signals} {gap}", f"rk {signals} {kind}", f"rp {signals} {last}", f"ro {signals} {opened}",
    )  # fmt: skip


def _form(word: str) -> str:
    """What the model sees of a word: bare letters, numbers by their kind."""
    if not word[0].isdigit():
        return fold(word)
    return "#year" if re.fullmatch(r"(?:19|20)\d\d", word) else "#number" if "/" in word else "#"


def _shape(word: str) -> str:
    if word[0].isdigit():
        return "digit"
    return "capitals" if word.isupper() and len(word) > 1 else "capital" if word[0].isupper() else "small"


def _lead(lead: str) -> str:
    """Whether the citation opens a Căn cứ line, a list item, or stands in a sentence."""
    words = re.findall(r"[a-z]{2,}", fold(lead))
    if words[:2] == ["can", "cu"]:
        return "basis" if len(words) < 8 else "basis list"
    return "sentence" if len(words) > 1 else "item"


def _depth(inside: str) -> str:
    """What is open: a bracket, a quotation, both or nothing."""
    bracket = inside.count("(") > inside.count(")")
    quotation = inside.count("“") > inside.count("”") or inside.count('"') % 2 == 1
    return f"{'(' if bracket else ''}{'“' if quotation else ''}"


def _behind_closing(text: str, begin: int, end: int) -> int:
    """Offset behind the marks that close what the title opened; `end` where none does."""
    closed = re.compile(r"[)”\"]*").match(text, end)
    behind = closed.end() if closed else end
    return behind if behind > end and _depth(text[begin:end]) and not _depth(text[begin:behind]) else end


def _closes(text: str, start: int, limit: int, depth: str) -> bool:
    """Whether what is open is closed soon: no title ends inside its own brackets or quotation."""
    marks = ")" if depth == "(" else '”"' if depth == "“" else ')”"'
    return any(mark in text[start : min(limit, start + LONGEST_ASIDE)] for mark in marks)


@cache
def _weights() -> dict[str, float]:
    """Feature to weight; the weight of "" is the constant. Empty before the model is built."""
    path = files("corpora.facts") / "title_bounds.tsv.gz"
    with gzip.open(str(path), "rt", encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {feature: int(weight) / 100 for feature, weight in rows}


def title_bound(text: str, begin: int, limit: int, lead: str = "") -> Bound:
    """The end of the title that begins at `begin`; `limit` where the paragraph ends before it does."""
    return most_likely(boundaries(text, begin, limit, lead), _weights(), limit)


def most_likely(places: Iterator[Boundary], weights: dict[str, float], limit: int) -> Bound:
    """The place where P(ends here) · P(did not end before) is highest."""
    best, going_on = (-math.inf, limit), 0.0
    constant = weights.get("", 0.0)
    for offset, features in places:
        score = constant + sum(weights.get(feature, 0.0) for feature in features)
        ends = -math.log1p(math.exp(-score)) if score > -30 else score
        best = max(best, (going_on + ends, offset))
        going_on += -math.log1p(math.exp(score)) if score < 30 else -score
        if going_on < max(best[0], HOPELESS):
            break
    return Bound(best[1], math.exp(best[0]) if best[0] > -math.inf else 0.0)
