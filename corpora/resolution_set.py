"""Letters that cite documents of the registry by damaged numbers, for measuring whether each mention finds its entry.

    letters(seed, count)             letters of made-up bodies, each with lines "Căn cứ Quyết định số 749/OĐ-TTg ngày …;"
    score(letters, links)            right, open and wrong links, by kind of damage, with the misses

Serial and year stay right; the letters and signs between them are misread, mistyped, folded, run together. Every third mention is a
trap: a number that several documents of the registry bear (other years, other provinces, other bodies). Where nothing printed tells
them apart, or a province's yearly number has neither date nor title, the mention has to stay open, that is linked to no other document.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from corpora.facts import registry
from corpora.facts.registry import LegalDocument

KINDS = ("clean", "folded", "misread", "typo", "signs", "spaced")
MISREAD = {"Đ": "DPB", "D": "OP", "Q": "O0G", "T": "I1l", "B": "8R", "S": "5", "N": "MH", "C": "GO", "U": "VY", "H": "NM", "P": "F", "G": "C6", "V": "Y", "X": "K"}  # fmt: skip
SIGNS = (("-", "–"), ("-", "—"), ("-", "/"), ("-", "."), ("-", ""), ("/", " /"))
A_LETTER = 12  # citations
OPENERS = ("về", "quy định", "ban hành", "hướng dẫn", "sửa đổi", "phê duyệt", "bãi bỏ", "công bố")
PLACES = ("Nghệ An", "Đắk Lắk", "Lâm Đồng", "Sơn La", "Quảng Ngãi", "Cà Mau", "Thanh Hóa", "Đồng Nai")


@dataclass(frozen=True, slots=True)
class Planted:
    """A citation as printed. `right`: key of its entry; `open`: nothing printed tells it from others of that number."""

    printed: str
    right: str
    kind: str
    open: bool
    line: str


@dataclass(frozen=True, slots=True)
class DamagedLetter:
    name: str
    text: str
    planted: tuple[Planted, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A mention that was found: as printed, its sentence, the key of the entry that it was linked to."""

    raw: str
    sentence: str
    key: str


@dataclass(frozen=True, slots=True)
class LinkScore:
    """`right` of `closed` mentions that name one document; `wrong` of `all` links go to another document of the registry.
    `kinds`: kind of damage → (right, closed)."""

    closed: int
    right: int
    all: int
    wrong: int
    kinds: dict[str, tuple[int, int]]
    missed: tuple[tuple[Planted, str], ...]


def letters(seed: int, count: int = 50) -> list[DamagedLetter]:
    chance = random.Random(seed)
    known = _Known()
    return [_letter(number, known, chance) for number in range(count)]


def score(made: Iterable[DamagedLetter], links: Callable[[DamagedLetter], Sequence[Link]]) -> LinkScore:
    """`links` reads a letter and gives its mentions with the entries that they were linked to."""
    registered = {document.key for document in registry.load()}
    closed: Counter[str] = Counter()
    right: Counter[str] = Counter()
    wrong, total, missed = 0, 0, []
    for letter in made:
        found = links(letter)
        for planted in letter.planted:
            key = _linked(planted, found)
            total += 1
            closed[planted.kind] += not planted.open
            right[planted.kind] += not planted.open and key == planted.right
            astray = key != planted.right and key in registered
            wrong += astray
            if astray or not planted.open and key != planted.right:
                missed.append((planted, key))
    kinds = {kind: (right[kind], closed[kind]) for kind in KINDS if closed[kind]}
    return LinkScore(closed.total(), right.total(), total, wrong, kinds, tuple(missed))


def _linked(planted: Planted, found: Sequence[Link]) -> str:
    """Key of the entry of the mention that stands for what was planted; empty where none was found."""
    near = [
        (fuzz.partial_ratio(_bare(planted.printed), _bare(link.raw)), link.key)
        for link in found
        if _bare(planted.printed) in _bare(link.sentence) or _bare(planted.printed) in _bare(link.raw)
    ]
    best = max(near, default=(0, ""))
    return best[1] if best[0] >= 70 else ""


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)


class _Known:
    """The documents that may be cited, and which of them share a number."""

    def __init__(self) -> None:
        usable = [item for item in registry.load() if _usable(item)]
        self.by_number: dict[str, list[LegalDocument]] = {}
        for item in registry.load():
            self.by_number.setdefault(registry.fold_number(item.number), []).append(item)
        self.central = [item for item in usable if not item.place]
        self.shared = [item for item in usable if len(self.by_number[registry.fold_number(item.number)]) > 1]
        self.local = [item for item in usable if item.place]

    def same(self, item: LegalDocument) -> list[LegalDocument]:
        return [other for other in self.by_number[registry.fold_number(item.number)] if other.key != item.key]


def _usable(item: LegalDocument) -> bool:
    """Documents with the facts that a citation prints; titles that cite others would print a second number."""
    said = item.number and item.date and item.issuer and item.title
    return bool(said and "/" in item.number and not re.search(r"\d/|\bnăm\b", item.title or ""))


def _letter(number: int, known: _Known, chance: random.Random) -> DamagedLetter:
    place = PLACES[number % len(PLACES)]
    planted: list[Planted] = []
    while len(planted) < A_LETTER:
        turn = chance.random()
        pool = known.shared if turn < 0.33 else known.local if turn < 0.45 else known.central
        made = _planted(chance.choice(pool), known, chance)
        if made.printed not in {other.printed for other in planted} and made.right not in {
            one.right for one in planted
        }:
            planted.append(made)
    head = (
        f"ỦY BAN NHÂN DÂN TỈNH {place.upper()}          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        f"                                             Độc lập - Tự do - Hạnh phúc\n"
        f"Số: {number + 100}/KH-UBND                    {place}, ngày 15 tháng 10 năm 2026\n\n"
        f"KẾ HOẠCH\nTriển khai nhiệm vụ trọng tâm của tỉnh\n\n"
    )
    body = "\n".join(one.line for one in planted)
    text = f"{head}{body}\n\nỦy ban nhân dân tỉnh ban hành Kế hoạch với các nội dung sau.\n"
    return DamagedLetter(f"thu-{number}.txt", text, tuple(planted))


def _planted(item: LegalDocument, known: _Known, chance: random.Random) -> Planted:
    kind = chance.choice(KINDS)
    printed = _damaged(item.number, kind, chance)
    dated, titled = chance.random() < 0.8, chance.random() < 0.7
    issued = bool(item.place) or chance.random() < 0.8
    parts = [f"Căn cứ {item.doc_type} số {printed}"]
    if dated:
        year, month, day = (item.date or "").split("-")
        parts.append(f"ngày {day} tháng {month} năm {year}")
    if issued:
        parts.append(f"của {item.issuer}")
    if titled:
        parts.append(_as_cited(item.title or ""))
    alike = [other for other in known.same(item) if not _told_apart(item, other, dated, issued)]
    yearly = bool(item.place) and not dated and not registry.year_in_number(item.number)
    return Planted(printed, item.key, kind, (bool(alike) or yearly) and not titled, " ".join(parts) + ";")


def _as_cited(title: str) -> str:
    """A title as it stands behind the issuer: "về …", "quy định …"."""
    lowered = title[:1].lower() + title[1:]
    return lowered if lowered.startswith(OPENERS) else f"về {lowered}"


def _told_apart(item: LegalDocument, other: LegalDocument, dated: bool, issued: bool) -> bool:
    """Whether a citation of the one, as printed, cannot mean the other."""
    if dated and other.date and other.date[:4] != (item.date or "")[:4]:
        return True
    return issued and (item.place or item.issuer) != (other.place or other.issuer)


def _damaged(number: str, kind: str, chance: random.Random) -> str:
    """The number with its digits, and other letters or signs."""
    start = re.match(r"\d+[A-Za-z]?(?:/(?:19|20)\d\d)?", number)
    kept = start.end() if start else 0
    head, symbol = number[:kept], number[kept:]
    if kind == "folded":
        return number.replace("Đ", "D") if chance.random() < 0.6 else number.lower()
    if kind == "misread":
        places = [place for place, letter in enumerate(symbol) if letter in MISREAD]
        place = chance.choice(places) if places else None
        return (
            number
            if place is None
            else head + symbol[:place] + chance.choice(MISREAD[symbol[place]]) + symbol[place + 1 :]
        )
    if kind == "typo":
        return head + _typo(symbol, chance)
    if kind == "signs":
        fitting = [(true, read) for true, read in SIGNS if true in symbol]
        true, read = chance.choice(fitting)
        return head + symbol.replace(true, read, 1)
    return head + re.sub(r"([-/])", r" \1 ", symbol) if kind == "spaced" else number


def _typo(symbol: str, chance: random.Random) -> str:
    """A letter of the last group doubled, dropped or swapped with its neighbour; groups of two letters are only doubled."""
    letters = [place for place, letter in enumerate(symbol) if letter.isalpha()]
    place = letters[-1] if len(letters) < 4 else chance.choice(letters[2:])
    kind = chance.randrange(3) if len(letters) > 5 else 0
    if kind == 0:
        return symbol[: place + 1] + symbol[place:]
    if kind == 1:
        return symbol[:place] + symbol[place + 1 :]
    if place + 1 < len(symbol) and symbol[place + 1].isalpha():
        return symbol[:place] + symbol[place + 1] + symbol[place] + symbol[place + 2 :]
    return symbol[: place + 1] + symbol[place:]
