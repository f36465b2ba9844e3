"""Names of persons: by their family name, mended where print is damaged; underthesea's tagger for names of other peoples.

The tagger's model takes some 3 seconds to load, so it is loaded only when a sign-off has an office but no name by rule.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from rapidfuzz.distance import Levenshtein

from corpora.facts import tables
from extractor.understanding.words.letters import UPPER, fold, is_capitals, squeeze

NAME = re.compile(rf"(?:[{UPPER}][^\W\d_]*'?(?:\s+|$)){{2,6}}")
ACADEMIC = re.compile(
    r"^(?:(?:GS|PGS|TS|ThS|Th\.S|BS|BSCKII|BSCKI|CKII|CKI|CK2|CK1|DS|KS|CN|LS|Dr|Ths|BsCKII|Đại tá|Thượng tá|Trung tá|Thiếu tướng|Trung tướng)[.\s]*)+",
    re.IGNORECASE,
)
DEGREE_LEFT = re.compile(r"^\W*[A-Z]{1,4}\.\s*(?=\w)")  # of PGS.TS. under a seal
SPECKS = re.compile(r"^(?:[\W\d_]+\s)?\W*")  # before a name: dots of a seal's ring, read as signs or digits
MIDDLE = {"thi": "Thị", "van": "Văn"}  # middle names whose marks are sure


@cache
def _surnames() -> dict[str, tuple[str, ...]]:
    """Folded family name to its spellings."""
    names: dict[str, tuple[str, ...]] = {}
    for name in tables.surnames():
        names[fold(name)] = (*names.get(fold(name), ()), name)
    return names


def person_name(text: str) -> str | None:
    """The name that a line is, None if it is none: 2 to 6 capitalised words, the first a family name of the table."""
    text = ACADEMIC.sub("", squeeze(re.sub(r"[*_]+", " ", text))).strip(" .,:;")
    if not NAME.fullmatch(text) or _has_strokes(text):
        return None
    words = fold(text).split()
    if words[0].strip("'") not in _surnames() and words[0] not in _surnames():
        return None
    if _is_office(words):
        return None
    if is_capitals(text):
        return proper_name(text) if len(words) >= 3 else None
    return text


def _has_strokes(text: str) -> bool:
    """Whether capitals stand inside words of a line that is not all capitals, as where a pen was read: "XHCy", "Giang ĐỌC"."""
    tails = (word.split("'")[-1][1:] for word in text.split()[1:])
    return not is_capitals(text) and any(tail != tail.lower() for tail in tails)


def _is_office(words: list[str]) -> bool:
    text = " ".join(words)
    return text.startswith(("van phong", "uy ban", "hoi dong", *(fold(position) for position in tables.positions())))


def proper_name(text: str) -> str:
    """NGUYỄN VĂN AN as Nguyễn Văn An."""
    return " ".join(word[:1] + word[1:].lower() for word in text.split())


def mended_name(text: str) -> str | None:
    """The name that a damaged line most likely prints: family name and Thị, Văn with their marks; None if it is none.

    >>> mended_name("Nguyên Thi Hoa"), mended_name("Ngr-yên Văn Phúc")
    ('Nguyễn Thị Hoa', 'Nguyễn Văn Phúc')
    """
    words = DEGREE_LEFT.sub("", ACADEMIC.sub("", SPECKS.sub("", squeeze(text)))).strip(" .,:;*_'\"").split()
    if _has_strokes(" ".join(words)) or not 2 <= len(words) <= 6:
        return None
    surname = _mended_surname(words[0])
    name = " ".join((surname or words[0], *(MIDDLE.get(fold(word), word) for word in words[1:-1]), words[-1]))
    return person_name(name) if surname else None


def _mended_surname(word: str) -> str | None:
    """The family name with the same bare letters, or the only one that long damage or a lost beginning still points to."""
    folded = re.sub(r"[^a-z']", "", fold(word).replace("1", "l"))
    if word[:1].islower():
        return None if folded in _surnames() else _surname_ending(word.lower()) or _surname_ending(folded)
    spellings = _surnames().get(folded)
    if spellings:
        return word if word.capitalize() in spellings or len(spellings) > 1 else spellings[0]
    near = [name for name in _surnames() if len(name) > 4 and Levenshtein.distance(name, folded) <= 1]
    return _surnames()[near[0]][0] if len(near) == 1 and word[:1].isupper() else None


def _surname_ending(letters: str) -> str | None:
    """The only family name that ends with these letters, marks counted where they have any."""
    names = [name for name in tables.surnames() if name.lower().endswith(letters) or fold(name).endswith(letters)]
    return names[0] if len(names) == 1 and 1 < len(letters) < len(names[0]) else None


@cache
def _tagger() -> Callable[[str], list[tuple[str, ...]]]:
    from underthesea import ner

    return ner


def is_person(text: str) -> bool:
    """Whether all words of a short text are one person's name."""
    tags = [entry[-1] for entry in _tagger()(text)]
    return bool(tags) and tags[0] == "B-PER" and all(tag == "I-PER" for tag in tags[1:])
