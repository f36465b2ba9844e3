"""What each column of a table holds, by its heading and, where that does not say, by its cells."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from corpora.facts.table_words import column_headings, fold, starts_with, units
from extractor.understanding.grids.row_numbering import parse_mark
from extractor.understanding.words.amounts import cell_amount
from extractor.understanding.words.deadlines import parse_deadline
from models.record import ColumnRole

STATUS_DATE = re.compile(r"kết quả.{0,40}(?:đến|tính đến|hết).{0,12}(?:ngày|tháng|quý|\d)|kết quả.{0,20}\d{1,2}/\d{4}")
VALUE_HEADING = re.compile(
    r"(?:chỉ tiêu|mục tiêu|kế hoạch|giá trị|phấn đấu|tỷ lệ|năm)\b.*(?:\b20\d\d\b|của|được giao|giao|phấn đấu|đề ra)"
    r"|^(?:chỉ tiêu|mục tiêu|kế hoạch|kh)\s*(?:năm\s*)?20\d\d|^năm 20\d\d$|^20\d\d$|^giá trị"
)
BARE_YEARS = re.compile(r"(?:năm |giai đoạn )?\d{4}(?:\s*[-–]\s*\d{4})?")
TICK = re.compile(r"[xX✓√+]")
PERIOD = re.compile(r"(?:quý|tháng|t|q)\s?(?:[ivx]+|\d{1,2})(?:[/.-]\d{4})?|năm \d{4}|\d{4}|6 tháng (?:đầu|cuối) năm")
NUMERIC = re.compile(r"[\d.,%\s><=≥≤-]*\d[\d.,%\s]*")


@lru_cache(maxsize=4096)
def role_of(heading: str) -> ColumnRole:
    """The role that the heading alone gives; "other" where no known heading fits. A merged heading goes by its last part,
    then by its first."""
    parts = [fold(part) for part in heading.split(" / ")]
    for part in [parts[-1], *parts[:-1]]:
        role = _role_of_part(part)
        if role != "other":
            return role
    return "other"


def _role_of_part(words: str) -> ColumnRole:
    words = words.strip(" .:*")
    if STATUS_DATE.search(words):
        return "status"
    if "chủ trì" in words and not words.startswith("phối hợp"):
        return "lead"
    if words.startswith(("thực hiện", "ước thực hiện")):
        return "status"
    best: tuple[int, ColumnRole] = (0, "other")
    for row in column_headings():
        if _matches(row.match, row.heading, words):
            strength = len(row.heading) + {"exact": 100, "prefix": 10, "contains": 9}[row.match]
            if strength > best[0]:
                best = (strength, row.role)
    if best[1] in ("task", "quantity") and VALUE_HEADING.search(words):
        return "other"
    return best[1]


def _matches(match: str, heading: str, words: str) -> bool:
    if match == "exact":
        return words == heading or re.sub(r"\s*\(.*\)$", "", words) == heading
    if match == "prefix":
        return words.startswith(heading)
    return heading in words


def is_value_heading(heading: str) -> bool:
    """Whether the column gives the value of a target ("Chỉ tiêu của tỉnh năm 2025", "Năm 2026", "Mục tiêu")."""
    words = fold(heading.split(" / ")[-1])
    whole = fold(heading)
    return bool(VALUE_HEADING.search(words) or VALUE_HEADING.search(whole)) or words in (
        "chỉ tiêu",
        "mục tiêu",
        "kế hoạch",
        "giá trị",
        "chỉ tiêu giao",
    )


def assign_roles(headings: Sequence[str], cells: Sequence[Sequence[str]]) -> list[ColumnRole]:
    """A role for each column; `cells` are its columns (not rows) without header and group rows."""
    roles: list[ColumnRole] = [role_of(heading) for heading in headings]
    for index, heading in enumerate(headings):
        column = [cell for cell in cells[index] if cell.strip()]
        if fold(heading) in ("đơn vị", "cơ quan, đơn vị", "cơ quan") and column:
            roles[index] = "unit" if _share(column, _is_unit) > 0.5 else "lead"
        elif not heading.strip() and column:
            roles[index] = _by_content(column, index)
        elif roles[index] == "deadline" and fold(heading).startswith("hoàn thành") and _share(column, _is_part) > 0.5:
            roles[index] = "status"
        elif roles[index] == "deadline" and is_value_heading(heading) and _share(column, _is_amount) > 0.5:
            roles[index] = "other"  # goals of a year under "Lộ trình"
        elif roles[index] == "task" and column and "task" in roles[:index] and _share(column, is_numeric) > 0.6:
            roles[index] = "other"
    _name_periods(roles, headings, cells)
    if "task" not in roles:
        _name_task(roles, headings, cells)
    _name_unknown(roles, headings, cells)
    return roles


def _name_periods(roles: list[ColumnRole], headings: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    """Columns such as "Quý I" or "Tháng 3" in which rows make a tick say by when."""
    for index, heading in enumerate(headings):
        if is_period(heading) and _share(cells[index], _is_tick) > 0.7:
            roles[index] = "deadline"


def is_period(heading: str) -> bool:
    """Whether the heading is a quarter, month, half or year: "Quý I", "Tiến độ / Tháng 3"."""
    return PERIOD.fullmatch(fold(heading.rpartition(" / ")[2])) is not None


def _is_amount(cell: str) -> bool:
    return any(char.isdigit() for char in cell) and parse_deadline(cell) is None


def _is_tick(cell: str) -> bool:
    return bool(TICK.fullmatch(cell.strip()))


def _name_task(roles: list[ColumnRole], headings: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    """The longest text column after the number is what the rows are about."""
    lengths = [
        sum(len(cell) for cell in column) if role == "other" and _share(column, is_numeric) < 0.5 else 0
        for role, column in zip(roles, cells, strict=True)
    ]
    if lengths and max(lengths) > 0 and any(role in ("number", "lead", "deadline") for role in roles):
        first = lengths.index(max(lengths))
        if not is_value_heading(headings[first]):
            roles[first] = "task"


def _name_unknown(roles: list[ColumnRole], headings: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    """Columns behind the task whose heading says nothing, by cells that are clearly of one kind; each role at most once."""
    if "task" not in roles:
        return
    for index in range(roles.index("task") + 1, len(roles)):
        if roles[index] != "other" or is_value_heading(headings[index]) or sum(map(bool, cells[index])) < 2:
            continue
        words = fold(headings[index])
        for role, test, other in _KINDS:
            if role not in roles and not other.search(words) and _share(cells[index], test) > 0.7:
                roles[index] = role
                break


def _is_dated(cell: str) -> bool:
    """A day, month or quarter, or a standing deadline; a year alone may be the year of anything."""
    return len(cell) < 60 and not BARE_YEARS.fullmatch(fold(cell)) and parse_deadline(cell) is not None


def _is_body(cell: str) -> bool:
    return len(cell) < 150 and starts_with("body").match(fold(cell)) is not None


def _is_money(cell: str) -> bool:
    return bool(
        re.fullmatch(
            r"\d{1,3}(?:[.,]\d{3}){2,}(?:\s*(?:đồng|đ))?|[\d.,]+\s*(?:nghìn|triệu|tỷ)?\s*đồng", cell.strip().lower()
        )
    )


def _is_part(cell: str) -> bool:
    """How far something is done: "80%", "x", "Chưa"."""
    return parse_deadline(cell) is None and bool(re.match(r"\d+(?:[.,]\d+)?\s*%|[x✓√]$|đã|chưa|đạt", fold(cell)))


_KINDS: tuple[tuple[ColumnRole, Callable[[str], bool], re.Pattern[str]], ...] = (
    # role, what its cells look like, headings of other things whose cells look the same
    ("deadline", _is_dated, re.compile(r"ban hành|sinh|ký|văn bản|cấp|bắt đầu|khởi công|họp|nhận|quyết định|mua|nhập|sử dụng|đã")),
    ("lead", _is_body, re.compile(r"tên|công tác|thụ hưởng|sử dụng|địa|nhận|đối tượng|ban hành|phê duyệt|thẩm định|giám sát|ký|mua|cung cấp")),
    ("budget", _is_money, re.compile(r"dân|người|hộ|diện tích|số lượng|sản lượng|hồ sơ|doanh|thu|chỉ tiêu|mục tiêu|kết quả|thực hiện")),
)  # fmt: skip


def _by_content(column: Sequence[str], index: int) -> ColumnRole:
    if index == 0 and _share(column, lambda cell: parse_mark(cell) is not None) > 0.6:
        return "number"
    if _share(column, _is_unit) > 0.6:
        return "unit"
    if _share(column, lambda cell: parse_deadline(cell) is not None and len(cell) < 60) > 0.6:
        return "deadline"
    if _share(column, lambda cell: starts_with("body").match(fold(cell)) is not None and len(cell) < 150) > 0.6:
        return "lead"
    return "other"


def is_numeric(cell: str) -> bool:
    return bool(NUMERIC.fullmatch(cell.strip())) or cell_amount(cell) is not None or cell.strip() in ("-", "–")


def _is_unit(cell: str) -> bool:
    return fold(cell).strip(".") in _unit_words()


@lru_cache(maxsize=1)
def _unit_words() -> frozenset[str]:
    return frozenset(fold(unit.words) for unit in units())


def _share(column: Sequence[str], test: object) -> float:
    filled = [cell for cell in column if cell.strip()]
    return sum(bool(test(cell)) for cell in filled) / len(filled) if filled else 0.0  # type: ignore[operator]
