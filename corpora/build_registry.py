"""Turn public registers (JSON lines) into the shipped table of facts on legal documents.

    python -m corpora.build_registry FOLDER

FOLDER holds `registry.jsonl.gz` (number, doc_type, date, issuer, title, status, effective, …) and `relations.jsonl.gz`
(from, relation, to, effective, quote). Facts only: numbers, dates, names, titles, relations. What does not agree with
itself is left out and counted: see `report`.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from corpora.facts.registry import (
    COLUMNS,
    TYPE_LETTERS,
    LegalDocument,
    fold_number,
    fold_words,
    merge_checked,
    read_tsv,
    registry_key,
    to_strings,
    year_in_number,
)

FACTS = Path(__file__).parent / "facts"
FACTS_DATE = "2026-08-31"  # the newest register in the data: a provincial gazette of August 2026
CODIFICATION_DATE = "2026-02-28"
NUMBER = re.compile(
    r"^\d+[\w.]*(?:/(?:19|20)\d\d)?/[A-ZĐa-zđ&,.\d]+(?:[-/][\wĐđ&,.]+)*$|^\d+\w?-[A-ZĐa-z]+/[\wĐđ]+$|^\d+-(?:CP|LCT)$"
)
PARTIAL = re.compile(r"khoản|điểm|Điều \d|Phụ lục|phụ lục|biểu mẫu|Mẫu số|cụm từ|nội dung quy định|quy định (?:về|tại)")
AMENDS = re.compile(r"(?:về việc |về )?(?:sửa đổi|bổ sung)", re.IGNORECASE)
TAKES_EFFECT = re.compile(r"hiệu lực (?:thi hành )?(?:kể )?từ ngày (\d{1,2}) tháng (\d{1,2}) năm (\d{4})")
DETAILS = re.compile(
    r"quy định chi tiết(?: thi hành| và hướng dẫn thi hành| và biện pháp thi hành)?"
    r"(?: một số (?:điều|nội dung)(?: và biện pháp (?:để tổ chức, hướng dẫn )?thi hành)?)?(?: của)? ((?:Bộ l|L)uật [^,;()]+)",
    re.IGNORECASE,
)
NO_TITLE = re.compile(
    r"(?:On|Law|The|Amend\w*|Regulat\w*|Prescrib\w*|Provid\w*|Detail\w*|Guid\w*) [a-z]|Những quy định chung$|Quy định chung$",
    re.I,
)  # English pages, first chapters
TYPE_NAMES = {
    "nghi-quyet": "Nghị quyết",
    "nghi-dinh": "Nghị định",
    "QD-TTg": "Quyết định",
    "Luật (sửa đổi)": "Luật",
    "Nghị định sửa đổi": "Nghị định",
}
NAME_BY_LETTERS = {
    "NĐ": "Nghị định", "QĐ": "Quyết định", "TT": "Thông tư", "TTLT": "Thông tư liên tịch", "NQ": "Nghị quyết",
    "CT": "Chỉ thị", "KH": "Kế hoạch", "VBHN": "Văn bản hợp nhất", "NQLT": "Nghị quyết liên tịch", "CĐ": "Công điện",
    "TTr": "Tờ trình", "TB": "Thông báo",
}  # fmt: skip
CENTRAL_ISSUERS = {"CP": "Chính phủ", "TTg": "Thủ tướng Chính phủ", "CTN": "Chủ tịch nước", "HĐTP": "Hội đồng Thẩm phán Tòa án nhân dân tối cao"}  # fmt: skip
OLD_TONES = {"oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa", "uỷ": "ủy", "uý": "úy", "uỳ": "ùy", "uỵ": "ụy", "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẹ": "ọe"}  # fmt: skip
SOURCE_NAMES = {
    "phapdien_2026": "codification 2026", "phapdien_2026_ref": "codification 2026, cited", "phapdien_2023": "codification 2023",
    "mined": "cited in legal texts", "vilegalbert": "title list", "vbpl_page": "national database 2026",
    "vbpl_page_en": "national database, English", "congbao_sonla": "Sơn La gazette 2026", "congbao_pdf": "official gazette",
    "tvpl_doc": "document head", "dx_frontmatter": "document head",
}  # fmt: skip
RANKS = ["QH", "UBTVQH", "CTN", "CP", "TTg"]


def main(folder: Path) -> dict[str, int]:
    """Write `registry.tsv.gz` and `registry_meta.json` into the facts; returns what was kept, mended and dropped."""
    report: Counter[str] = Counter()
    rows = read_lines(folder / "registry.jsonl.gz")
    documents = merge(clean(row, report) for row in rows if usable(row, report))
    linked = link(documents, read_lines(folder / "relations.jsonl.gz"), report)
    checked = read_tsv((FACTS / "registry_supplement.tsv").read_text(encoding="utf-8"))
    succeeded = succeed(list(merge_checked({item.key: item for item in linked}, checked)), report)
    final = sorted(derive_ends(succeeded, report), key=lambda document: document.key)
    report["documents"] = len(final)
    write(final, report)
    return dict(report)


def read_lines(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def usable(row: dict[str, Any], report: Counter[str]) -> bool:
    """Whether the number is one; a number cut after its dash is mended from the title's first word by `clean`."""
    number = str(row["number"])
    cut = number.endswith("-") and bool(re.match(r"[A-ZĐ]{2,}(?:-[A-ZĐ]+)*\b", row.get("title") or ""))
    if cut or (NUMBER.match(number) and not re.search(r"[a-z]{3,}$", number)):
        return True
    report["dropped: not a number"] += 1
    return False


def clean(row: dict[str, Any], report: Counter[str]) -> LegalDocument:
    """One register row as a document, with what contradicts itself emptied."""
    number, title = mend_number(nfc(row["number"]) or "", nfc(row.get("title")))
    sources = str(row["source"]).split("+")
    doc_type = type_name(row.get("doc_type"), number)
    issuer = issuer_name(nfc(row.get("issuer")), number)
    day = row.get("date")
    if day and year_in_number(number) not in (None, day[:4]):
        report["dropped: year of date and number differ"] += 1
        day = None
    effective = row.get("effective")
    if day and effective and effective < day:
        report["dropped: in effect before it was issued"] += 1
        effective = None
    upper = bool(title) and is_upper(title or "")
    title = tidy_title(title, doc_type, upper, sources == ["mined"])
    status, status_date = stated_status(row)
    place = place_of(issuer)
    return LegalDocument(
        key=registry_key(number, doc_type, day, place), number=number, doc_type=doc_type, date=day, issuer=issuer,
        place=place, title=title, effective=effective, status=status, status_date=status_date,
        replaced_by=tuple(row.get("replaced_by") or ()), amended_by=tuple(row.get("amended_by") or ()),
        codified=bool(row.get("codified_2026_02")), upper_title=upper,
        source=", ".join(sorted({SOURCE_NAMES.get(source, source) for source in sources})),
    )  # fmt: skip


def nfc(text: str | None) -> str | None:
    """NFC with single spaces, Cyrillic look-alikes of scans as Latin; None stays None."""
    if text is None:
        return None
    latin = text.translate(str.maketrans("АВСЕНКМОРТХасеорх", "ABCEHKMOPTXaceopx"))
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", latin)).strip() or None


def mend_number(number: str, title: str | None) -> tuple[str, str | None]:
    """Join a number that was cut after its dash with the first word of the title: "04/2016/TT-" + "BVHTTDL Thông tư …"."""
    number = re.sub(r"((?:QH|UBTVQH)\d+)-\w+$", r"\1", re.sub(r"^(\d)(?=\D)", r"0\1", number))
    if number.endswith("-") and title:
        tail, _, rest = title.partition(" ")
        return (number + tail).rstrip("-"), re.sub(r"^(?:Thông tư(?: liên tịch)?|Quyết định)\s+", "", rest) or None
    return number, title


def type_name(doc_type: str | None, number: str) -> str:
    """The type by its letters in the number where they say it, else as the register has it."""
    groups = [part for part in number.split("/")[1:] if not re.fullmatch(r"(?:19|20)\d\d", part)]
    letters = groups[0].split("-")[0] if groups else ""
    known = TYPE_NAMES.get(doc_type or "", doc_type or "")
    if letters in NAME_BY_LETTERS and letters in TYPE_LETTERS:
        return NAME_BY_LETTERS[letters]
    if re.search(r"/QH\d+$", number) and known not in ("Luật", "Bộ luật", "Nghị quyết"):
        return known or "Luật"
    return known or ("Pháp lệnh" if "UBTVQH" in number else "Văn bản")


def issuer_name(issuer: str | None, number: str) -> str | None:
    """The issuer in one spelling; from the number's symbol where the register has none."""
    if issuer:
        for old, new in OLD_TONES.items():
            issuer = re.sub(rf"(?<![qQ]){old}\b", new, issuer)
        return issuer
    if re.search(r"/QH\d+$", number):
        return "Quốc hội"
    if re.search(r"/(?:PL-)?UBTVQH\d+$", number):
        return "Ủy ban Thường vụ Quốc hội"
    return CENTRAL_ISSUERS.get(number.rsplit("-", 1)[-1])


def place_of(issuer: str | None) -> str | None:
    """The province of a local body, "Ủy ban nhân dân tỉnh Sơn La" → "Sơn La"."""
    match = re.search(r"(?:Ủy ban nhân dân|Hội đồng nhân dân) (?:tỉnh|thành phố) (.+)$", issuer or "")
    return match[1].strip() if match else None


def is_upper(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    return bool(letters) and sum(char.isupper() for char in letters) > 0.8 * len(letters)


def stated_status(row: dict[str, Any]) -> tuple[str | None, str | None]:
    """(status, when it was said). The English pages of the national database are often stale: left out."""
    basis = row.get("status_basis") or ""
    if not row.get("status") or "English" in basis:
        return None, None
    return row["status"], "2026-08-31" if "Aug 2026" in basis else "2026-04-30"


def tidy_title(title: str | None, doc_type: str, upper: bool, mined: bool) -> str | None:
    """Title without its type in front, in sentence case; one mined from running text is cut where the sentence goes on."""
    if not title or NO_TITLE.match(title):
        return None
    title = sentence_case(title) if upper else title
    title = re.sub(
        rf"^{doc_type} (?:số [\w/.-]+ )?(?=về |quy định |sửa đổi|ban hành |hướng dẫn )", "", title, flags=re.I
    )
    title = re.sub(r",? số:? \d+/\d{4}/QH\d+$", "", title, flags=re.I) if doc_type in ("Luật", "Bộ luật") else title
    if mined:
        title = re.split(r" thì (?=\w)| theo quy định tại | có hiệu lực ", title)[0]
    title = title.strip(' .,;:“”"')
    return title[:1].upper() + title[1:] if title else None


def sentence_case(title: str) -> str:
    """Lower case with capitals where names are known; the numbers that lost their slashes get them back."""
    text = re.sub(r"\b(\d{1,4})((?:19|20)\d\d)(NĐ-CP|TT-[A-ZĐ]+|QĐ-TTG|QH\d+|NQ-CP|NQ-HĐND)\b", r"\1/\2/\3", title)
    text = re.sub(r"\b(\d{1,4})(QĐ-TTG|QĐ-UBND|CT-TTG|NQ-CP|NQ-HĐND|NQ-TW|CT-TW|KL-TW)\b", r"\1/\2", text)
    words = [word if re.search(r"\d", word) else word.lower() for word in text.split(" ")]
    lowered = " ".join(words).replace("TTG", "TTg")
    for name in proper_names():
        lowered = re.sub(rf"(?<!\w){re.escape(name.lower())}(?!\w)", name, lowered)
    return lowered[:1].upper() + lowered[1:]


_NAMES: list[str] = []


def proper_names() -> list[str]:
    """Names that keep their capitals, longest last so that they win over their parts."""
    if not _NAMES:
        bodies = [line.split("\t")[1] for line in (FACTS / "issuing_bodies.tsv").read_text("utf-8").splitlines()[1:]]
        provinces = [
            re.sub(r"^(?:Tỉnh|Thành phố) ", "", line.split("\t")[0])
            for line in (FACTS / "provinces.tsv").read_text("utf-8").splitlines()[1:]
        ]
        common = [
            "Việt Nam",
            "Chính phủ",
            "Thủ tướng",
            "Quốc hội",
            "Nhà nước",
            "Đảng",
            "Trung ương",
            "Luật",
            "Nghị định",
        ]
        names = {re.sub(r"\s*\(.*\)$", "", name) for name in bodies if " " in name or name == "Chính phủ"}
        _NAMES.extend(sorted({*names, *provinces, *common}, key=len))
    return _NAMES


def merge(rows: Iterable[LegalDocument]) -> list[LegalDocument]:
    """One document for each number (and place, and year where the number has none); the fuller row leads."""
    groups: dict[tuple[str, str], list[LegalDocument]] = defaultdict(list)
    for row in rows:
        groups[fold_number(row.number), row.place or shared_issuer(row)].append(row)
    merged: list[LegalDocument] = []
    for group in groups.values():
        dates = {row.date for row in group if row.date}
        if len(dates) > 1:
            merged.extend(combine([row for row in group if row.date == day]) for day in sorted(dates))
        else:
            merged.append(combine(group))
    return merged


def shared_issuer(row: LegalDocument) -> str:
    """What tells apart documents of one number: the issuer, for symbols that many bodies share."""
    return (row.issuer or "") if re.search(r"(?:UBND|HĐND|TU|ĐU)$", row.number) else ""


def combine(group: list[LegalDocument]) -> LegalDocument:
    """Fields of the first row that has them, rows with dates and printed titles first."""
    ordered = sorted(group, key=lambda row: (row.upper_title, row.date is None, row.title is None))
    values: dict[str, Any] = {}
    for name in COLUMNS:
        found = next((getattr(row, name) for row in ordered if getattr(row, name)), getattr(ordered[0], name))
        values[name] = found
    titled = next((row for row in ordered if row.title), None)
    values["upper_title"] = titled.upper_title if titled else False
    values["key"] = registry_key(values["number"], values["doc_type"], values["date"], values["place"])
    return LegalDocument(**values)


def rank(number: str) -> int:
    """Rank of the issuer of a number, 0 highest: a text cannot end one of a higher rank."""
    tail = re.split(r"[-/]", number)[-1]
    for position, symbol in enumerate(RANKS):
        if tail == symbol or re.fullmatch(rf"{symbol}\d+", tail):
            return position
    return 6 if tail in ("UBND", "HĐND") else 5


def link(documents: list[LegalDocument], relations: list[dict[str, Any]], report: Counter[str]) -> list[LegalDocument]:
    """Documents with what amended, partly ended, replaced or repealed them, and the day of their end."""
    by_number: dict[str, list[LegalDocument]] = defaultdict(list)
    for document in documents:
        by_number[fold_number(document.number)].append(document)
    events: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for relation in relations:
        if possible(relation, report):
            events[fold_number(relation["to"])].append(relation)
    return [ended(document, events.get(fold_number(document.number), []), by_number, report) for document in documents]


def possible(relation: dict[str, Any], report: Counter[str]) -> bool:
    """A later text of equal or higher rank; local numbers are shared by provinces, so their relations are left out."""
    new, old = relation["from"], relation["to"]
    years = year_in_number(new), year_in_number(old)
    wrong = fold_number(new) == fold_number(old) or (years[0] and years[1] and years[0] < years[1])
    wrong = wrong or (rank(new) > rank(old) and relation["relation"] != "corrects") or rank(old) == 6
    if wrong:
        report["dropped: impossible relation"] += 1
    return not wrong


def ended(
    document: LegalDocument,
    events: list[dict[str, Any]],
    by_number: dict[str, list[LegalDocument]],
    report: Counter[str],
) -> LegalDocument:
    """The document with its events. A whole end that a later register contradicts counts as partial."""
    found: dict[str, list[str]] = defaultdict(list)
    days: list[tuple[str, bool]] = []
    for event in events:
        kind = event["relation"]
        newer = by_number.get(fold_number(event["from"]), [None])[0]
        if kind in ("replaces", "repeals"):
            day, exact = day_of_end(event, newer)
            if amends_by_name(newer, document) or doubtful(document, event, day):
                report["taken as partial: whole end is contradicted"] += 1
                kind = "repeals_part"
            elif day:
                days.append((day, exact))
        found[kind].append(event["from"])
    first = min(days, default=(None, True))
    return replace(
        document,
        replaced_by=tuple(dict.fromkeys(found["replaces"])),
        repealed_by=tuple(dict.fromkeys(found["repeals"])),
        partly_ended_by=tuple(dict.fromkeys(found["repeals_part"] + found["replaces_part"])),
        amended_by=tuple(dict.fromkeys([*document.amended_by, *found["amends"]])),
        ends=first[0],
        ends_exact=first[1],
    )


def day_of_end(event: dict[str, Any], newer: LegalDocument | None) -> tuple[str | None, bool]:
    """(day, exact): the day the newer text took effect, as printed or registered, else about the day it was issued."""
    if event.get("effective"):
        return event["effective"], True
    if match := TAKES_EFFECT.search(event.get("quote") or ""):
        return f"{match[3]}-{int(match[2]):02d}-{int(match[1]):02d}", True
    if newer is not None and newer.effective:
        return newer.effective, True
    if newer is not None and newer.date:
        return newer.date, False
    year = year_in_number(event["from"])
    return (f"{year}-12-31", False) if year else (None, False)


def amends_by_name(newer: LegalDocument | None, document: LegalDocument) -> bool:
    """Whether the newer text's own title says that it amends this one: then it cannot end it as a whole."""
    title = newer.title or "" if newer is not None else ""
    return bool(AMENDS.match(title)) and document.number in title


def doubtful(document: LegalDocument, event: dict[str, Any], day: str | None) -> bool:
    """Whether a whole end is belied: only a part is named, or a later register still carries the text."""
    quote = event.get("quote") or ""
    before = quote.split(document.number)[0][-90:] if document.number in quote else quote
    if PARTIAL.search(before):
        return True
    strong = len(event.get("evidence") or []) > 1
    if document.status == "Còn hiệu lực" and day and day < (document.status_date or ""):
        return True
    return document.codified and bool(day) and str(day) < "2024-07-01" and not strong


def succeed(documents: list[LegalDocument], report: Counter[str]) -> list[LegalDocument]:
    """A law or decree ends when a newer one of the same name takes effect. Circulars of one name, of which a later register
    still carries an older one, are a series (lists, technical standards) and end nothing."""
    groups: dict[tuple[str, str], list[LegalDocument]] = defaultdict(list)
    for document in documents:
        if name := lasting_name(document):
            groups[name].append(document)
    ends: dict[str, LegalDocument] = {}
    for group in groups.values():
        ordered = sorted(group, key=issued)
        pairs = [(old, new) for old, new in zip(ordered, ordered[1:], strict=False) if old.number != new.number]
        if any(belied(old, new) for old, new in pairs):
            report["series of one name, ending nothing"] += 1
            continue
        ends |= {old.key: new for old, new in pairs if not old.ends}
    report["ended by a text of the same name"] = len(ends)
    return [_succeeded(document, ends.get(document.key)) for document in documents]


def belied(old: LegalDocument, new: LegalDocument) -> bool:
    """Whether a later register still carries the older text, and the newer one is no firm witness: a circular, or a law
    less than two years younger that the register does not know."""
    if not old.codified:
        return False
    if old.doc_type == "Thông tư":
        return (new.effective or new.date or "") < "2025-07-01"
    return not new.codified and int(issued(new)[:4] or 0) - int(issued(old)[:4] or 0) < 2


def _succeeded(old: LegalDocument, new: LegalDocument | None) -> LegalDocument:
    if new is None:
        return old
    day = new.effective or new.date
    return replace(old, ends=day, ends_exact=bool(new.effective), replaced_by=(new.number,))


def issued(document: LegalDocument) -> str:
    """When a text was issued, for putting texts in order: its date, else about the year of its number."""
    return document.date or year_in_number(document.number) or document.effective or ""


def lasting_name(document: LegalDocument) -> tuple[str, str] | None:
    """What a text regulates, for texts that follow each other under one name; None for amendments and yearly texts."""
    if document.doc_type not in ("Luật", "Bộ luật", "Pháp lệnh", "Nghị định", "Thông tư"):
        return None
    if document.upper_title and document.doc_type not in ("Luật", "Bộ luật"):
        return None
    if not document.title or not issued(document):
        return None
    name = re.sub(r"^(?:bo luat|luat|phap lenh|ve viec|ve|quy dinh(?: ve)?) ", "", fold_words(document.title))
    if re.search(r"sua doi|bo sung mot so|bai bo|\d{4}", name):
        return None
    parliament = document.doc_type in ("Luật", "Bộ luật", "Pháp lệnh")
    if len(name.split()) < (2 if parliament else 7):
        return None
    group = "law" if parliament else f"{document.doc_type} {document.issuer if document.doc_type == 'Thông tư' else ''}"
    return group, name


def derive_ends(documents: list[LegalDocument], report: Counter[str]) -> Iterator[LegalDocument]:
    """A text that details a law ends with it (Luật 80/2015 art. 154.4, Luật 64/2025 art. 57.2), if nothing else ended it."""
    laws: dict[str, list[LegalDocument]] = defaultdict(list)
    for document in documents:
        if document.doc_type in ("Luật", "Bộ luật") and document.title:
            laws[fold_words(document.title)].append(document)
    for document in documents:
        base = detailed_law(document, laws)
        if base is not None and base.ends and base.ends_exact and not document.ends and base.ends >= "2016-07-01":
            report["ends derived from the law's end"] += 1
            yield replace(document, ends=base.ends, derived_from=base.number)
        else:
            yield document


def detailed_law(document: LegalDocument, laws: dict[str, list[LegalDocument]]) -> LegalDocument | None:
    """The law that a decree or circular details: the newest of that name issued before it."""
    match = DETAILS.match(re.sub(r"^Về (?:việc )?", "", document.title or ""))
    day = issued(document)
    if not match or not day or document.doc_type not in ("Nghị định", "Thông tư"):
        return None
    words = fold_words(match[1]).split()
    for length in range(len(words), 2, -1):
        found = [law for law in laws.get(" ".join(words[:length]), []) if issued(law) and issued(law) <= day]
        if found:
            return max(found, key=issued)
    return None


def write(documents: list[LegalDocument], report: Counter[str]) -> None:
    """The table, packed without a time stamp so that the same facts give the same file."""
    text = io.StringIO()
    writer = csv.writer(
        text, delimiter="\t", quoting=csv.QUOTE_NONE, escapechar=None, quotechar=None, lineterminator="\n"
    )
    writer.writerow(COLUMNS)
    for document in documents:
        writer.writerow([cell.replace("\t", " ") for cell in to_strings(document)])
    (FACTS / "registry.tsv.gz").write_bytes(gzip.compress(text.getvalue().encode(), 9, mtime=0))
    meta = {"facts_date": FACTS_DATE, "codification_date": CODIFICATION_DATE, "counts": dict(sorted(report.items()))}
    (FACTS / "registry_meta.json").write_text(json.dumps(meta, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    counts = main(Path(sys.argv[1]))
    sys.stdout.write("\n".join(f"{count:7d}  {what}" for what, count in sorted(counts.items())) + "\n")
