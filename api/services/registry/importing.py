"""Facts on legal documents from a file: CSV with a heading line, or one JSON object a line. Pure."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from corpora.facts import registry as terms
from corpora.facts.registry import LegalDocument, fold_words, registry_key
from models.errors import InputError

# What a column may be called; the first name of each is the one in the template.
HEADINGS: dict[str, tuple[str, ...]] = {
    "number": ("số ký hiệu", "số, ký hiệu", "số hiệu", "số", "number"),
    "doc_type": ("loại", "loại văn bản", "tên loại", "type", "doc_type"),
    "date": ("ngày ban hành", "ngày", "date"),
    "issuer": ("cơ quan ban hành", "nơi ban hành", "issuer"),
    "title": ("trích yếu", "tên văn bản", "tiêu đề", "title"),
    "place": ("địa phương", "tỉnh", "place"),
    "effective": ("ngày có hiệu lực", "ngày hiệu lực", "effective", "effective_from"),
    "ends": ("ngày hết hiệu lực", "ends", "effective_to"),
    "status": ("tình trạng", "hiệu lực", "tình trạng hiệu lực", "status"),
    "replaced_by": ("được thay thế bởi", "văn bản thay thế", "replaced_by"),
    "repealed_by": ("bị bãi bỏ bởi", "repealed_by"),
    "amended_by": ("được sửa đổi, bổ sung bởi", "được sửa đổi bởi", "amended_by"),
}
DATES = ("date", "effective", "ends")
LISTS = ("replaced_by", "repealed_by", "amended_by")
NUMBER = re.compile(r"^\d+[\w.]*[/-][\wĐđ&.,/-]+$")
FIELD_BY_FOLD = {fold_words(option): field for field, options in HEADINGS.items() for option in options}
STATUS_BY_FOLD = {fold_words(name): name for name in terms.STATUSES}
MOST_ROWS = 2_000_000


@dataclass(frozen=True, slots=True)
class LineError:
    """A line that was not taken: number from 1 (the heading of a CSV is line 1) and why, in Vietnamese."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class ParsedImport:
    documents: tuple[LegalDocument, ...]
    errors: tuple[LineError, ...]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did; `keys` of the rows written."""

    added: int
    changed: int
    unchanged: int
    errors: tuple[LineError, ...] = ()
    keys: tuple[str, ...] = ()


def template_csv() -> str:
    """Heading line and an example for people who fill the file in by hand."""
    names = [options[0] for options in HEADINGS.values()]
    example = {
        "number": "85/2016/NĐ-CP", "doc_type": "Nghị định", "date": "01/7/2016", "issuer": "Chính phủ",
        "title": "Về bảo đảm an toàn hệ thống thông tin theo cấp độ", "effective": "01/7/2016", "ends": "01/7/2026",
        "status": "Hết hiệu lực toàn bộ", "replaced_by": "331/2026/NĐ-CP",
    }  # fmt: skip
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(names)
    writer.writerow([example.get(name, "") for name in HEADINGS])
    return text.getvalue()


def parse_file(data: bytes, file_name: str) -> ParsedImport:
    """Documents and the lines that were not taken. Raises InputError where the file as a whole cannot be read."""
    text = decode(data)
    documents: list[LegalDocument] = []
    errors: list[LineError] = []
    try:
        for line, values in _records(text, file_name):
            if isinstance(values, str):
                errors.append(LineError(line, values))
                continue
            try:
                documents.append(document_of(values))
            except ValueError as error:
                errors.append(LineError(line, str(error)))
    except csv.Error as error:
        raise InputError(
            "not_csv", "Tệp không phải CSV hợp lệ.", "Hãy lưu lại ở dạng “CSV UTF-8” rồi nhập lại."
        ) from error
    return ParsedImport(tuple(documents), tuple(errors))


def decode(data: bytes) -> str:
    """UTF-8 (with or without mark) or UTF-16 text. Raises InputError on anything else."""
    if not data.strip():
        raise InputError("empty_file", "Tệp không có dữ liệu.", "Hãy chọn tệp CSV hoặc JSON lines có ít nhất một dòng.")
    for encoding in ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            break
    raise InputError("not_text", "Tệp không phải văn bản UTF-8.", "Hãy lưu tệp CSV ở dạng “CSV UTF-8” rồi nhập lại.")


def _records(text: str, file_name: str) -> Iterator[tuple[int, dict[str, Any] | str]]:
    first = text.lstrip()[:1]
    if first == "{" or file_name.lower().endswith((".jsonl", ".ndjson")):
        yield from _json_lines(text)
    else:
        yield from _csv_rows(text)


def _json_lines(text: str) -> Iterator[tuple[int, dict[str, Any] | str]]:
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            values = json.loads(line)
        except json.JSONDecodeError as error:
            yield number, f"Không phải JSON hợp lệ (cột {error.colno})."
            continue
        if not isinstance(values, dict):
            yield number, "Mỗi dòng phải là một đối tượng JSON."
            continue
        yield number, {_heading(str(name)) or str(name): value for name, value in values.items()}


def _csv_rows(text: str) -> Iterator[tuple[int, dict[str, Any] | str]]:
    sample = text[:4000].splitlines()[0] if text.strip() else ""
    delimiter = max(";\t,", key=sample.count)
    reader = csv.reader(io.StringIO(re.sub(r"\r\n?", "\n", text)), delimiter=delimiter)
    names = [_heading(name) for name in next(reader, [])]
    if "number" not in names and "title" not in names:
        raise InputError(
            "no_heading",
            "Dòng đầu của tệp không có cột “số ký hiệu”.",
            f"Hãy đặt tên cột ở dòng đầu: {', '.join(options[0] for options in HEADINGS.values())}.",
        )
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield reader.line_num, {name: cell for name, cell in zip(names, cells, strict=False) if name}


@lru_cache(maxsize=1000)
def _heading(name: str) -> str | None:
    return FIELD_BY_FOLD.get(fold_words(name))


def document_of(values: dict[str, Any]) -> LegalDocument:
    """A document from named cells. Raises ValueError with a Vietnamese message."""
    cells = {name: _cell(values.get(name)) for name in HEADINGS if name not in LISTS}
    number, doc_type = cells["number"], cells["doc_type"]
    if number:
        number = re.sub(r"\s+", "", re.sub(r"[‐‑‒–—−]", "-", number.replace("Ð", "Đ")))
        number = re.sub(r"^(\d)(?=\D)", r"0\1", number)
        if not NUMBER.match(number):
            raise ValueError(f"Số, ký hiệu “{number}” không đúng dạng (ví dụ 85/2016/NĐ-CP, 57-NQ/TW).")
    elif not (cells["title"] and doc_type):
        raise ValueError("Thiếu số, ký hiệu (văn bản không có số thì phải có loại và trích yếu).")
    doc_type = doc_type or _type_of(number or "")
    if not doc_type:
        raise ValueError("Thiếu loại văn bản và không suy ra được từ số, ký hiệu.")
    days = {name: _date(cells[name], HEADINGS[name][0]) for name in DATES}
    status = _status(cells["status"])
    _check(number, days)
    key = registry_key(number or "", doc_type, days["date"], cells["place"]) if number else _title_key(cells, days)
    return LegalDocument(
        key=key, number=number or "", doc_type=doc_type, date=days["date"], issuer=cells["issuer"], place=cells["place"],
        title=cells["title"], effective=days["effective"], ends=days["ends"], status=status,
        replaced_by=_numbers(values.get("replaced_by")), repealed_by=_numbers(values.get("repealed_by")),
        amended_by=_numbers(values.get("amended_by")), source="import",
    )  # fmt: skip


def _title_key(cells: dict[str, str | None], days: dict[str, str | None]) -> str:
    return f"{cells['doc_type']} {cells['title']} {(days['date'] or '')[:4]}".strip()


def _cell(value: Any) -> str | None:
    if value is None:
        return None
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", str(value))).strip() or None


def _type_of(number: str) -> str | None:
    code = terms.type_code(number, "")
    return next((name for name, letters in terms.TYPE_CODES.items() if letters == code and name != "Quy định"), None)


def _date(text: str | None, name: str) -> str | None:
    if not text:
        return None
    iso = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?", text)
    local = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", text)
    if not iso and not local:
        raise ValueError(f"{name.capitalize()} “{text}” không đúng dạng ngày (dd/mm/yyyy hoặc yyyy-mm-dd).")
    parts = (iso[1], iso[2], iso[3]) if iso else (local[3], local[2], local[1]) if local else ("", "", "")
    try:
        return date(int(parts[0]), int(parts[1]), int(parts[2])).isoformat()
    except ValueError:
        raise ValueError(f"{name.capitalize()} “{text}” không có trong lịch.") from None


def _status(text: str | None) -> str | None:
    if not text:
        return None
    status = STATUS_BY_FOLD.get(fold_words(text))
    if status is None:
        raise ValueError(f"Tình trạng “{text}” không có; dùng một trong: {', '.join(terms.STATUSES)}.")
    return status


def _numbers(value: Any) -> tuple[str, ...]:
    items = value if isinstance(value, list) else re.split(r"[;|]", str(value or ""))
    return tuple(text for item in items if (text := re.sub(r"\s+", "", str(item))))


def _check(number: str | None, days: dict[str, str | None]) -> None:
    year = terms.year_in_number(number or "")
    if days["date"] and year and year != days["date"][:4]:
        raise ValueError(f"Năm trong số, ký hiệu ({year}) khác năm ban hành ({days['date'][:4]}).")
    if days["effective"] and days["ends"] and days["ends"] < days["effective"]:
        raise ValueError("Ngày hết hiệu lực trước ngày có hiệu lực.")
    if days["date"] and days["ends"] and days["ends"] < days["date"]:
        raise ValueError("Ngày hết hiệu lực trước ngày ban hành.")
