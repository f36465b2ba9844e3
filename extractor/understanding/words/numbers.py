"""Numbers of documents: finding, reading, mending and comparing them.

Grammar (after the habits of Nghị định 30/2020/NĐ-CP, Hướng dẫn 36-HD/VPTW and the law on legal documents):

    law     serial/year/QHterm                57-NQ/TW: party   serial-TYPE/ORGAN
    qppl    serial/year/TYPE-ISSUER           letter  serial/ISSUER-UNIT
    admin   serial/TYPE-ISSUER[-UNIT]         vbhn    serial/VBHN-ISSUER       old  serial-ISSUER, serial/ISSUER, serial ISSUER/UNIT

Letter groups are mended from the closed tables where they differ only by what print and OCR confuse (Đ D P, O 0 Q,
I l 1, B 8, S 5). What is no number by this grammar, but type and issuer in signs or letters that went astray (153/QĐ/TTg,
42/2009/tt-8qp, 57-NQlTW), is spelt by the tables and read again. Digits are never changed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from corpora.facts import tables
from extractor.understanding.words.letters import fold, squeeze
from extractor.understanding.words.symbols import (
    CAPITAL,
    LEGAL_CODES,
    is_slip,
    issuer_group,
    meant,
    misread,
    near,
    official,
    type_group,
    unglued,
    unit,
)

NumberKind = Literal["law", "qppl", "joint", "admin", "vbhn", "letter", "party", "old"]

SYMBOL = rf"[{CAPITAL}](?:[{CAPITAL}0-9a-zđ]|&(?=[{CAPITAL}])|[.,](?=[{CAPITAL}]{{1,9}}(?![a-zà-ỹđ])))*"
DASH = "[-–—‑−‐]"
BEGINNING = re.compile(r"(?:(?<![\w&§/])(?<![\d][.,:–-])(?<!\w-)|(?<=\s[Ss]ố)|(?<=\s[Ss]))\d")
OLD_ISSUER = "|".join(sorted(tables.old_symbols(), key=len, reverse=True))
TYPE_CODE = "|".join(sorted(tables.type_codes(), key=len, reverse=True))
END = r"(?:(?![a-zà-ỹđ0-9])|(?=ngày|của|về))"
NUMBER = re.compile(
    rf"""
    (?P<serial>\d{{1,5}}(?:\.\d{{1,3}})?(?:\s?[A-Za-zđĐ](?=\s?[/–-]))?)
    (?:
        \s?(?P<yearsep>/)\s?(?P<year>(?:19|20)\d{{2}}|\d{{5}})(?:\s?//?\s?|{DASH}|\s?(?=TT|QĐ|NĐ|NQ|UBTVQH|QH))(?P<dated>{SYMBOL}(?:\s?[-–—‑−‐/]\s?{SYMBOL}){{0,5}}){END}
      | \s?/\s?(?P<slashed>{SYMBOL}(?:\s?[-–—‑−‐/]\s?{SYMBOL}){{0,5}}){END}
      | \s?{DASH}?\s?(?P<aged>(?:{OLD_ISSUER})(?:/[{CAPITAL}]{{1,10}}){{1,3}}){END}
      | \s?{DASH}\s?(?P<dashed>{SYMBOL}\s?/\s?{SYMBOL}(?:\s?{DASH}\s?{SYMBOL}){{0,3}}){END}
      | \s(?P<undashed>{SYMBOL}/(?:TW|TƯ|TU|VPTW)){END}
      | \s(?P<spaced>(?:{TYPE_CODE})[/-]{SYMBOL}(?:-{SYMBOL}){{0,3}}){END}
      | {DASH}(?P<old>CP|TTg|HĐBT|NQ|CT|QĐ|BYT|TTLB){END}
      | (?P<glued>VBHN-{SYMBOL}){END}
    )
    """,
    re.VERBOSE,
)
STROKE = r"(?:\s?[/|]\s?|[Il](?=[\dA-ZĐÐ]))"  # a slash, or what it was read as
PIECE = r"[\w&]{1,12}"
JOIN = rf"(?:\s?{DASH}\s?|\s?[/|]\s?|\.)"
HARMED = re.compile(
    rf"(?P<serial>\d{{1,5}}[A-Za-zđĐ]?)(?:(?:{STROKE}|{JOIN})(?P<year>(?:19|20)\d\d))?"
    rf"(?P<sep>{STROKE}|{JOIN})(?P<tail>{PIECE}(?:{JOIN}{PIECE}){{0,5}})"
)
PIECES = re.compile(rf"(?P<join>{JOIN})?(?P<piece>{PIECE})")
SPLIT = re.compile(r"(\s?[-–—‑−‐/]\s?)")
JOINT = ("TTLT", "NQLT", "TTLB")  # types of several bodies
PARTY_ORGANS = re.compile(r"(?:TW|TƯ|T\.Ư|[A-ZĐ]*TW|TWĐ\w*|[A-ZĐ]*TU|ĐU\w*|HU|QU|ThU|BCĐ\w*|BCSĐ\w*|ĐĐ|CB|ĐUK)$")
ASSEMBLY = re.compile(r"(UBTVQH|QH)([0-9IlO|SB]{1,3})$")


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """A number as read. `value` is mended and without spaces, `printed` as it stands; `type_code` None for letters.

    `slips` name what was mended or doubtful: letters, separator, type, year.
    """

    printed: str
    value: str
    kind: NumberKind
    serial: str
    year: str | None
    groups: tuple[str, ...]
    type_code: str | None
    slips: tuple[str, ...] = ()

    @property
    def symbol(self) -> str:
        """The number without serial and year: BYT-K2ĐT, KH-SYT, NQ/TW, QH15."""
        return ("/" if self.kind == "party" else "-").join((self.groups[0], "-".join(self.groups[1:]))).rstrip("-/")

    @property
    def issuer_symbol(self) -> str | None:
        """The letters that name the issuer: BYT of 12/CT-BYT, CP of 85/2016/NĐ-CP, TW of 57-NQ/TW."""
        if self.type_code is None or len(self.groups) == 1:
            return self.groups[0]
        return self.groups[1]


@dataclass(frozen=True, slots=True)
class FoundNumber:
    start: int
    end: int
    number: DocumentNumber


def parse_number(text: str, type_hint: str | None = None, damaged: bool = False) -> DocumentNumber | None:
    """The document number that `text` is, or None. Spaces, dashes and confused letters are mended, digits never.

    type_hint: type letters that the word before suggests (QĐ after "Quyết định"). damaged: the text comes from OCR,
    so drafting units too are compared with the table of usual ones.
    """
    text = text.strip()
    number = _number_at(text, 0, type_hint, damaged)
    return number if number is not None and len(number.printed) >= len(text) - 1 else None


def find_numbers(text: str) -> Iterator[FoundNumber]:
    """Every stretch of text that is built like a document number, in order, never overlapping."""
    done = 0
    for match in BEGINNING.finditer(text):
        number = _number_at(text, match.start(), None, False) if match.start() >= done else None
        if number is not None:
            done = match.start() + len(number.printed)
            yield FoundNumber(match.start(), done, number)


def with_hint(number: DocumentNumber, type_hint: str | None, damaged: bool) -> DocumentNumber:
    """The same number read again, now that the word before it and the state of the text are known."""
    return parse_number(number.printed, type_hint, damaged) or number


def number_key(value: str) -> str:
    """What two spellings of one number share: no spaces, case, &, leading zeros of the serial; marks are kept."""
    folded = re.sub(r"[\s&]", "", value).replace("Ð", "Đ").casefold()
    folded = re.sub(r"[–—‑−‐]", "-", folded)
    return re.sub(r"^0+(?=\d)", "", folded)


def citation_key(
    doc_type: str | None,
    number: str | None,
    date: str | None = None,
    title: str | None = None,
    place: str | None = None,
) -> str:
    """Key of a document: type letters, number, the year of issue where the number has none, @place where it is needed.

    doc_type: name as in doc_types.tsv ("Quyết định"); date: ISO. A law without number is named: "Luật Đất đai 2024".
    >>> citation_key("Quyết định", "749/QĐ-TTg", "2020-06-03")
    'QĐ 749/QĐ-TTg 2020'
    """
    year = (date or "")[:4]
    if number is None:
        return squeeze(f"{doc_type or ''} {title or ''} {year}")
    parsed = parse_number(number)
    code = _code(doc_type, parsed)
    value = parsed.value if parsed else squeeze(number).replace(" ", "")
    value = re.sub(r"^0*(\d)(?=\D|$)", r"0\1", value)
    if parsed is not None and parsed.year:
        year = ""
    return squeeze(f"{code} {value} {year} {'@' + place if place else ''}")


def type_code_of(doc_type: str | None) -> str | None:
    """Type letters of a type name, None where it has none or is not in the table."""
    folded = fold(doc_type or "")
    return next((kind.code or None for kind in tables.doc_types() if fold(kind.name) == folded), None)


def _code(doc_type: str | None, number: DocumentNumber | None) -> str:
    if number is not None and number.kind == "law":
        return {"Nghị quyết": "NQ", "Pháp lệnh": "PL"}.get(doc_type or "", doc_type or "Luật")
    if number is not None and number.type_code:
        return number.type_code
    if number is not None and number.kind == "letter":
        code = type_code_of(doc_type)
        return code if code else "CV"
    return type_code_of(doc_type) or doc_type or "VB"


def _number_at(text: str, start: int, hint: str | None, damaged: bool) -> DocumentNumber | None:
    """The number that begins there: as printed, or as the closed tables mend it where that makes more of it."""
    match = NUMBER.match(text, start)
    plain = _read(match, hint, damaged) if match else None
    if (
        plain is not None
        and plain.type_code
        and len(plain.groups) > 1
        and not _goes_on(text, start + len(plain.printed))
    ):
        return plain
    mended = _mended(text, start, hint, damaged)
    if plain is None or mended is None:
        return plain or mended
    more = len(mended.printed) > len(plain.printed) or mended.type_code and not plain.type_code
    return mended if more else plain


def _goes_on(text: str, end: int) -> bool:
    return text[end : end + 1] in ("-", ".", "/", "|") and text[end + 1 : end + 2].isalnum()


def _mended(text: str, start: int, hint: str | None, damaged: bool) -> DocumentNumber | None:
    """A number whose signs or letters were mistyped or misread so far that only the closed tables tell what they are."""
    match = HARMED.match(text, start)
    if match is None:
        return None
    symbol, used = _mended_symbol(match, hint)
    again = (
        NUMBER.fullmatch("/".join(part for part in (match["serial"], match["year"], symbol) if part))
        if symbol
        else None
    )
    number = _read(again, hint, damaged) if again else None
    if number is None:
        return None
    return replace(number, printed=text[start : match.start("tail") + used], slips=("letters",))


def _mended_symbol(match: re.Match[str], hint: str | None) -> tuple[str, int]:
    """Letters as they should stand, and how much of the tail they take; nothing where a group is in no table."""
    pieces = list(PIECES.finditer(match["tail"]))
    first = pieces[0]["piece"]
    term = meant(first, "term") if match["year"] else None
    if term:
        return term, pieces[0].end()
    glued = unglued(first)
    code = hint if hint and misread(first, hint) else meant(first, "type")
    if glued:
        groups, taken = list(glued), 1
    elif code and len(pieces) > 1 and (issuer := meant(pieces[1]["piece"], "issuer")):
        groups, taken = [code, issuer], 2
    elif not match["year"] and "/" in match["sep"] and (issuer := meant(first, "issuer", sure=first[0].isalpha())):
        groups, taken = [issuer], 1
    else:
        return "", 0
    for piece in pieces[taken:]:
        group = _further(piece)
        if group is None:
            break
        groups, taken = [*groups, group], taken + 1
    return ("-".join(groups), pieces[taken - 1].end()) if len(groups) > 1 else ("", 0)


def _further(piece: re.Match[str]) -> str | None:
    """A group behind type and issuer: another body, a drafting unit, any letters in capitals."""
    group, join = piece["piece"], piece["join"]
    if join is None or any(char.isspace() for char in join):
        return None
    known = meant(group, "unit", sure=True) or meant(group, "issuer", sure=True)
    return known or (group if re.fullmatch(SYMBOL, group) and join in "-–—" else None)


def _read(match: re.Match[str], hint: str | None, damaged: bool) -> DocumentNumber | None:
    parts = match.groupdict()
    serial = re.sub(r"\s", "", parts["serial"])
    if parts["old"]:
        return _old(match, f"{serial}-{parts['old']}", serial, (parts["old"],))
    if parts["aged"]:
        return _old(match, f"{serial} {parts['aged']}", serial, tuple(parts["aged"].split("/")))
    if parts["spaced"]:
        return _spaced(match, serial, hint)
    dashed = parts["dashed"] or parts["undashed"]
    tail = parts["dated"] or parts["slashed"] or dashed or parts["glued"]
    groups, seps, cut = _split(tail, bool(dashed))
    if groups is None:
        return None
    printed = match.group(0)[: len(match.group(0)) - cut]
    number = DocumentNumber(printed, "", "letter", serial, parts["year"], groups, None)
    return _classify(number, seps, hint, damaged, "dashed" if dashed else "glued" if parts["glued"] else "")


def _spaced(match: re.Match[str], serial: str, hint: str | None) -> DocumentNumber | None:
    """A blank for the first sign: "574 QĐ/BTC" of a state body, else "84 QĐ/TWĐTN" as the Party and its youth write."""
    groups = tuple(re.split("[/-]", match["spaced"]))
    state = groups[1] in tables.body_names() and not PARTY_ORGANS.match(groups[1])
    if not state and "/" not in match["spaced"]:
        return None
    number = DocumentNumber(match.group(0), "", "letter", serial, None, groups, None)
    return _undated(number, groups, hint, False, "glued") if state else _party(number, groups, hint, "dashed")


def _split(tail: str, dashed: bool) -> tuple[tuple[str, ...] | None, tuple[str, ...], int]:
    """Groups, separators, and how many characters at the end do not belong to the number."""
    pieces = SPLIT.split(tail)
    groups, seps = [pieces[0]], []
    used = len(pieces[0])
    for sep, group in zip(pieces[1::2], pieces[2::2], strict=True):
        first = len(groups) == 1 and (groups[0] in tables.type_codes() or dashed)
        joint = groups[0] in JOINT and group in tables.body_names()
        if sep[0].isspace() and sep[-1].isspace() and not (first or joint):
            break
        if "/" in sep and not (first and len(groups) == 1):
            break
        groups.append(group)
        seps.append(sep.strip())
        used += len(sep) + len(group)
    return tuple(groups), tuple(seps), len(tail) - used


def _old(match: re.Match[str], value: str, serial: str, groups: tuple[str, ...]) -> DocumentNumber:
    return DocumentNumber(match.group(0), value, "old", serial, None, groups, None)


def _classify(
    number: DocumentNumber, seps: tuple[str, ...], hint: str | None, damaged: bool, form: str
) -> DocumentNumber | None:
    groups = tuple(re.sub(r"\s", "", group).replace("Ð", "Đ") for group in number.groups)
    if form == "dashed" or (form == "" and number.year is None and "/" in seps):
        return _party(number, groups, hint, form)
    if "/" in seps:
        return None
    if number.year is not None:
        return _dated(number, groups, hint, damaged)
    return _undated(number, groups, hint, damaged, form)


def _party(number: DocumentNumber, groups: tuple[str, ...], hint: str | None, form: str) -> DocumentNumber | None:
    """serial-TYPE/ORGAN, and the misprint serial/TYPE/ORGAN."""
    code, mended = type_group(groups[0], hint, None)
    if code is None:
        return None
    organ = issuer_group(groups[1])
    slips = ("letters",) if mended or organ != groups[1] else ()
    if form != "dashed":
        if not PARTY_ORGANS.match(organ):
            return None
        slips = (*slips, "separator")
    groups = (code, organ, *groups[2:])
    value = f"{number.serial}-{code}/{'-'.join(groups[1:])}"
    return replace(number, value=value, kind="party", groups=groups, type_code=official(code), slips=slips)


def _dated(number: DocumentNumber, groups: tuple[str, ...], hint: str | None, damaged: bool) -> DocumentNumber | None:
    slips = () if len(number.year or "") == 4 else ("year",)
    term = ASSEMBLY.match(groups[0])
    if term:
        digits = _term(term.group(2))
        slips = slips if digits == term.group(2) else (*slips, "letters")
        groups = (term.group(1) + digits,)
        value = f"{number.serial}/{number.year}/{groups[0]}"
        return replace(number, value=value, kind="law", groups=groups, slips=slips)
    code, mended = type_group(groups[0], hint, LEGAL_CODES)
    if code is not None:
        slips = (*slips, "letters") if mended else slips
        rest = tuple(issuer_group(group, damaged) for group in groups[1:])
        slips = (*slips, "letters") if rest != groups[1:] and not mended else slips
        groups = (code, *rest)
    elif hint and len(groups) > 1 and near(groups[0], hint):
        slips, code = (*slips, "type"), hint
        groups = (hint, *(issuer_group(group) for group in groups[1:]))
    if code is not None and len(groups) == 1 and code not in ("VBHN",):
        return None
    kind: NumberKind = "joint" if code in JOINT else "qppl"
    value = f"{number.serial}/{number.year}/{'-'.join(groups)}"
    return replace(
        number, value=value, kind=kind, groups=groups, type_code=official(code) if code else None, slips=slips
    )


def _term(printed: str) -> str:
    """Number of a term of the National Assembly; strokes that OCR adds to two good digits go, lone look-alikes become digits."""
    digits = re.sub(r"\D", "", printed)
    return digits if len(digits) == 2 else printed.translate(str.maketrans("IlO|SB", "110158"))


def _undated(
    number: DocumentNumber, groups: tuple[str, ...], hint: str | None, damaged: bool, form: str
) -> DocumentNumber | None:
    code, mended = type_group(groups[0], hint, None)
    if hint and len(groups) > 1 and hint != "CV" and is_slip(groups[0], hint, code, damaged):
        code, mended = hint, True
    slips: tuple[str, ...] = ("letters",) if mended else ()
    slips = (*slips, "separator") if form == "glued" else slips
    if code is not None and _is_admin(code, groups, hint):
        rest = tuple(
            issuer_group(group, damaged) if index == 0 else unit(group, damaged)
            for index, group in enumerate(groups[1:])
        )
        slips = (*slips, "letters") if rest != groups[1:] and not mended else slips
        if len(rest) == 1 and PARTY_ORGANS.match(rest[0]) and rest[0] in ("TW", "TƯ", "TU", "VPTW", "BTCTW"):
            value, slips = f"{number.serial}-{code}/{rest[0]}", (*slips, "separator")
            admin: NumberKind = "party"
        else:
            value = f"{number.serial}/{'-'.join((code, *rest))}"
            admin = "vbhn" if code == "VBHN" else "admin"
        return replace(number, value=value, kind=admin, groups=(code, *rest), type_code=official(code), slips=slips)
    issuer = issuer_group(groups[0], damaged)
    units = tuple(unit(group, damaged) for group in groups[1:])
    slips = ("letters",) if (issuer, *units) != groups else ()
    value = f"{number.serial}/{'-'.join((issuer, *units))}"
    kind: NumberKind = "old" if len(groups) == 1 and issuer in ("CP", "TTg", "HĐBT") else "letter"
    return replace(number, value=value, kind=kind, groups=(issuer, *units), slips=slips)


def _is_admin(code: str, groups: tuple[str, ...], hint: str | None) -> bool:
    """A type group, not an issuer or unit that happens to have the same letters (565/CT-CS is a letter of Cục Thuế)."""
    if hint == "CV" and len(groups) > 1 and groups[1] not in tables.body_names():
        return False
    if hint and official(code) == hint:
        return True
    return len(groups) > 1
