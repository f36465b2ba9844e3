"""Names of issuing bodies: from the capitals of a head to their usual spelling, from symbols, from running text."""

import re
from functools import cache

from rapidfuzz import fuzz, process

from corpora.facts import tables
from extractor.understanding.words.letters import UPPER, fold, squeeze

AREA = r"tinh|thanh pho|tp\.?|huyen|quan|thi xa|tx\.?|xa|phuong|thi tran|dac khu"
AREA_WORD = re.compile(r"tinh|thanh|huyen|quan|thi|xa|phuong|dac|tp\.?|tx\.?")
NAMED_AFTER = re.compile(r"(?:da khoa|khu vuc|tieu hoc|trung hoc co so|trung hoc pho thong|mam non|mau giao)\s*$")
KEPT = {
    "ubnd": "UBND",
    "hdnd": "HĐND",
    "tp.": "TP.",
    "tp": "TP",
    "mtv": "MTV",
    "tnhh": "TNHH",
    "cdc": "CDC",
    "qlda": "QLDA",
}


@cache
def _known() -> dict[str, str]:
    """Folded name to usual spelling, of every body of the table, its field (Bộ Tư pháp: Tư pháp) and the parts of names."""
    bodies = [body.name for body in tables.bodies() if not body.level.startswith(("district", "commune"))]
    fields = [name.split(" ", 1)[1] for name in bodies if name.startswith(("Bộ ", "Sở "))]
    return {fold(name): name for name in (*fields, *tables.body_parts(), *bodies)}


@cache
def _provinces() -> dict[str, str]:
    names = {province.name for province in tables.provinces()} | {province.new_name for province in tables.provinces()}
    return {fold(name): name for name in names} | {fold(name).replace(" - ", "-"): name for name in names}


@cache
def _parts_pattern() -> re.Pattern[str]:
    words = sorted({*_known(), *_provinces()}, key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(re.escape(word) for word in words) + r")(?!\w)")


def proper(text: str) -> str:
    """Usual spelling of a body or place printed in capitals; text in small letters comes back as it is.

    >>> proper("ỦY BAN NHÂN DÂN TỈNH QUẢNG NGÃI")
    'Ủy ban nhân dân tỉnh Quảng Ngãi'
    """
    text = squeeze(text)
    if any(char.islower() for word in text.split() if len(word) > 3 for char in word):
        return text
    folded, lower = fold(text), text.lower().replace("ð", "đ")
    result, position = [], 0
    for match in _parts_pattern().finditer(folded):
        named = bool(NAMED_AFTER.search(folded[:position]))
        result.append(_open_words(lower[position : match.start()], text[position : match.start()], named))
        result.append(_spelling(match.group(0), lower[match.start() : match.end()], folded[: match.start()]))
        position = match.end()
    named = bool(NAMED_AFTER.search(folded[:position]))
    result.append(_open_words(lower[position:], text[position:], named))
    name = "".join(result)
    return name[:1].upper() + name[1:]


def _spelling(folded: str, lower: str, before: str) -> str:
    """The table's capitals over the printed letters, so that uỷ / ủy stays as printed."""
    after_area = re.search(rf"(?:{AREA})\s$", before)
    known = _provinces().get(folded) if after_area or folded not in _known() else _known()[folded]
    known = known or _known().get(folded) or lower
    if len(lower) < 5 and known.lower() != lower and lower != folded:
        return lower
    if len(known) != len(lower):
        return known
    return "".join(small.upper() if big.isupper() else small for big, small in zip(known, lower, strict=True))


def _open_words(lower: str, printed: str, name: bool) -> str:
    """Words between known parts: small, but capitalised behind tỉnh, huyện, xã … and where they are a `name`.

    Letters without a vowel stay.
    """
    words = lower.split(" ")
    name = name and not AREA_WORD.fullmatch(fold(lower.strip().split(" ")[0]))
    for index, (word, capitals) in enumerate(zip(words, printed.split(" "), strict=True)):
        folded = fold(word)
        if folded in KEPT:
            words[index] = KEPT[folded]
        elif len(folded) > 1 and folded.isalpha() and not re.search(r"[aeiouy]", folded):
            words[index] = capitals
        elif AREA_WORD.fullmatch(folded) and not name or folded in ("pho", "tran", "khu", "xa") and index:
            name = True
        elif name and word not in ("và", "các"):
            words[index] = capitals if re.fullmatch("[ivx]+", word) else word[:1].upper() + word[1:]
    return " ".join(words)


def mend(text: str) -> str:
    """Names of bodies and provinces in their usual spelling where a damaged reading has the same bare letters.

    >>> mend("Bộ Giao dục và Đao tạo")
    'Bộ Giáo dục và Đào tạo'
    """
    result, position = [], 0
    for match in _parts_pattern().finditer(fold(text)):
        printed = text[match.start() : match.end()]
        known = _known().get(match.group(0)) or _provinces()[match.group(0)]
        area = re.search(rf"(?:{AREA})\s$", fold(text[: match.start()]))
        if area and match.group(0) in _provinces():
            known = _provinces()[match.group(0)]
        good = len(known) != len(printed) or len(printed) < 5 and fold(printed) != printed.lower()
        result.append(text[position : match.start()] + (printed if good or not printed[:1].isupper() else known))
        position = match.end()
    return "".join((*result, text[position:]))


PROVINCE_WORD = re.compile(
    rf"((?i:[uủ][yỷ] ban nhân dân|hội đồng nhân dân|UBND|HĐND)\s+)(?i:t[iìĩ]nh)(?=\s+[{UPPER}]|\W*$)"
)


def mend_province_word(text: str) -> str:
    """ "tỉnh" behind a people's committee or council whose mark was misread; the end of the name or a name follows.

    >>> mend_province_word("Ủy ban nhân dân tĩnh Gia Lai")
    'Ủy ban nhân dân tỉnh Gia Lai'
    """
    return PROVINCE_WORD.sub(r"\1tỉnh", text)


def nearest(text: str) -> str:
    """The known body that a damaged name most likely is (RapidFuzz ratio of the bare letters of at least 88), else the text."""
    found = process.extractOne(fold(text), _known().keys(), scorer=fuzz.ratio, score_cutoff=88)
    return _known()[found[0]] if found and len(text) > 8 else text


def full_name(text: str) -> str:
    """UBND and HĐND written out at the start of a name."""
    text = re.sub(r"^UBND\b", "Ủy ban nhân dân", text)
    return re.sub(r"^HĐND\b", "Hội đồng nhân dân", text)


def body_of_symbol(symbol: str | None) -> str | None:
    """Name of the body with these letters, None if unknown or shared by many (UBND, TU, BCĐ)."""
    if symbol is None:
        return None
    found = {body.name for body in tables.bodies() if body.symbol == symbol and body.level != "any"}
    shared = symbol in ("UBND", "HĐND", "TU", "ĐU", "BCĐ", "TW", "HU", "QU", "ThU", "CT", "TTT", "BV", "VP")
    return found.pop() if len(found) == 1 and not shared else None


def province_in(text: str) -> str | None:
    """The one province that a text names after "tỉnh" or "thành phố" (or "TP."); None if none or several."""
    names = province_names(text)
    return names[0] if len(set(names)) == 1 else None


@cache
def _province_pattern() -> re.Pattern[str]:
    names = "|".join(re.escape(name) for name in sorted(_provinces(), key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:tinh|thanh pho|tp\.?|tinh uy|thanh uy)\s+({names})(?!\w)")


def province_names(text: str) -> list[str]:
    """Every province named after its kind, in order."""
    return [_provinces()[match.group(1)] for match in _province_pattern().finditer(fold(text))]
