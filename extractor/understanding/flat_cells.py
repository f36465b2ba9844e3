"""Which column each piece of a flattened row belongs to.

A row is a run of pieces (lines, cut again where numbers, units or names of bodies stand inside a line). Columns follow each
other from left to right, so the best assignment is found by dynamic programming over (piece, column); only a page break lets
it go back. Scores: what a cell of the column looks like, whether a piece goes on from the one before, how often the column is
empty. A second pass knows the cells that several rows have in common and how full the columns are.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from corpora.facts.table_words import fold, starts_with, units
from extractor.document import Word
from extractor.flow import joint
from extractor.understanding.column_roles import TICK, is_period, is_value_heading
from extractor.understanding.flat_rows import FlatRow
from models.record import ColumnRole

NONE = float("-inf")
NUMERIC = re.compile(r"[<>≤≥=~]?\d[\d.,]*%?(?:-\d[\d.,]*%?)?[;,]?|[-–—]")
MONEY = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")
COUNT = re.compile(r"\d{1,5}")
PERCENT = re.compile(r"\d[\d.,]*\s?%")
DASHES = ("-", "–", "—")
COMPARING = frozenset(("trên", "dưới", "từ", "hơn", "đạt", "≥", "≤", ">", "<", ">=", "<=", "~", "khoảng", "còn"))
COMPARED = re.compile(r"(?:trên|dưới|từ|tối thiểu|ít nhất|không quá|tối đa|hơn|đạt|≥|≤|>|<)\s*\d", re.IGNORECASE)
WHEN = re.compile(
    r"(?:(?:quý|tháng|năm|trước|hàng|hằng|thường|định kỳ|đến|giai đoạn|trong|cuối|đầu|cả năm|sau khi|khi có|theo|từ|chậm nhất|xong)"
    r"(?!\w)|20\d\d(?!\d)|\d{1,2}/\d{1,4}|0?[369] tháng|t\d{1,2}/|hoàn thành|thực hiện (?:thường|hàng|hằng|trong|đến)|liên tục)"
)
DATED_PIECE = re.compile(r".{0,40}(?:quý|tháng|năm|trước|\d/)", re.DOTALL)
WHEN_NUMBER = re.compile(r"0?[369] tháng(?!\w)|\d{1,2}/\d{1,2}/20\d\d(?:\s|$)")
WHEN_STRONG = re.compile(
    r"(?:cả năm|chậm nhất|quý|tháng|thường|hàng|hằng|20\d\d(?!\d)|trước (?:ngày|tháng|\d)|năm 20|\d{1,2}/\d{4}|\d{1,2}/\d{1,2}/\d{4}|0?[369] tháng|giai đoạn|định kỳ)"
)
OPEN_END = re.compile(
    r"(?:[-–(,/:;<>≤≥=+]|(?<!\w)(?:và|của|với|cho|theo|tại|hoặc|các|về|trong|(?<!cấp )trên|do|từ|đến|là|để|được|bằng|"
    r"quốc|hàng|hằng|thường|định|giai đoạn|đạt))$"
)
DATE_END = re.compile(r"(?<!\w)(?:năm|quý|tháng|ngày|trước|hết)$")
DATE_GOES_ON = re.compile(r"\d|[IVX]+(?:\W|$)|ngày|tháng|năm|quý")
COMPLETE_BODY = re.compile(
    r"(?:Văn phòng|Thanh tra|Lãnh đạo|Giám đốc|Công đoàn|Đảng ủy)\s(?:Sở|Bộ|Cục|Ban|UBND|HĐND|Trung tâm|Bệnh viện|Hội)$"
)
OWNERS = ("Sở", "Bộ", "Cục", "Vụ", "UBND", "HĐND")  # end names such as "Thanh tra Sở", begin others
DATED_BY = frozenset(("trước", "ngày", "từ", "đến", "hết", "nhất", "tháng", "quý", "trong", "là"))
DATE_HEADS = (
    "Trước",
    "Năm",
    "Tháng",
    "Quý",
    "Từ",
    "Đến",
    "Thường",
    "Hằng",
    "Hàng",
    "Định",
    "Trong",
    "Chậm",
    "Giai",
    "Cả",
)
UNIT_HEADS = frozenset(
    ("Các", "Vụ", "Cục", "Phòng", "Văn", "Thanh", "Trung", "Ban", "Sở", "Tổ", "Chi", "Viện", "Trường", "UBND", "Bộ")
)
SUB_UNIT = re.compile(
    r"(?<!\w)(?:phòng|nghiệp vụ|chuyên môn|đơn vị|tài chính|trung tâm|khoa|tổ|trực thuộc|thanh tra|văn phòng|ban|ủy ban|uỷ ban|đảng ủy|đảng uỷ|hội|đoàn|mặt trận)(?!\w)"
)
PARTY = frozenset(("tỉnh ủy", "tỉnh uỷ", "thành ủy", "thành uỷ"))
PARENT = re.compile(r"(?:sở|bộ|ubnd|ủy ban|cục|tỉnh|thành phố|bệnh viện)(?!\w)")
BARE_BODY = re.compile(r"(?<!\w)(?:Sở|Bộ|Phòng|Ban|Văn phòng|Cục|Vụ|UBND|HĐND|Trung tâm|Bệnh viện|Công an|Hội)$")
TAIL = 24  # characters of a text that decide whether it is open
CLOSED_END = re.compile(r"\.$")
INSIDE = re.compile(r"(?<=[.;:)\w%…])\s")


MOST_PIECES = 14  # of a cell that several rows have in common
COUNTED = ("unit", "quantity", "budget")
TEXTUAL = ("output", "lead", "support", "note", "other")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one line that goes to one column. `cut`: begins inside a line, with `gap` blanks before it."""

    words: tuple[Word, ...]
    cut: bool
    gap: int
    page_break: bool
    text: str
    folded: str
    blank: int = 0  # empty lines above


@dataclass(slots=True)
class Layout:
    """What is known of the columns; `cells` (known texts by column) and `empty` (cost of leaving it empty) grow with a pass."""

    roles: list[ColumnRole]
    values: list[bool]
    empty: list[float]
    cells: dict[str, set[int]]
    heads: dict[str, set[int]]
    widths: list[int]
    spaced: bool = False  # empty lines stand between cells, and only there
    ticks: tuple[bool, ...] = ()  # columns such as "Quý I" in which rows make a tick
    tight: bool = False  # an empty line stands above every line that goes on: without one a new cell begins

    @property
    def typed(self) -> bool:
        return (
            any(self.values)
            or any(role in ("quantity", "budget", "unit") for role in self.roles)
            or "other" in self.roles
        )


EMPTY: dict[ColumnRole, float] = {
    "number": 0.0,
    "task": 0.0,
    "lead": 2.5,
    "support": 1.2,
    "output": 1.0,
    "deadline": 2.0,
    "status": 1.0,
    "budget": 0.8,
    "quantity": 0.6,
    "unit": 0.8,
    "note": 0.1,
    "other": 0.7,
}


def first_layout(
    headings: Sequence[str],
    roles: Sequence[ColumnRole],
    counted: Sequence[int],
    spaced: bool = False,
    tight: bool = False,
) -> Layout:
    """Before any row is read. `counted`: unknown columns that hold a number in every row."""
    values = [
        index in counted or (role == "other" and is_value_heading(heading))
        for index, (heading, role) in enumerate(zip(headings, roles, strict=True))
    ]
    periods = [
        is_period(heading) and role in ("deadline", "other") for heading, role in zip(headings, roles, strict=True)
    ]
    ticks = tuple(period and sum(periods) > 1 and not any(values) for period in periods)
    empty = [0.1 if ticks[index] else 1.5 if values[index] else EMPTY[role] for index, role in enumerate(roles)]
    return Layout(list(roles), values, empty, {}, {}, [0] * len(roles), spaced, ticks, tight)


def learn(layout: Layout, assigned: Sequence[tuple[FlatRow, list[list[Piece]]]]) -> Layout:
    """The layout after a pass: texts that a column has in two rows or more, and how often it is empty."""
    seen: Counter[tuple[int, str]] = Counter()
    filled: Counter[int] = Counter()
    rows = 0
    for row, cells in assigned:
        rows += 1
        for column, pieces in enumerate(cells):
            if pieces:
                filled[column] += 1
                if not row.breaks and column > 1:
                    seen[column, join_pieces(pieces)] += 1
    known: dict[str, set[int]] = {}
    heads: dict[str, set[int]] = {}
    for (column, text), count in seen.items():
        if count < 2 or len(text) < 2:
            continue
        known.setdefault(text, set()).add(column)
        words = text.split()
        for cut in range(1, len(words)):
            heads.setdefault(" ".join(words[:cut]), set()).add(column)
    empty = [
        min(max(4.0 * (filled[column] + 1) / (rows + 2) - 0.6, 0.1), 1.0 if role in COUNTED else 3.2)
        if column > 1
        else 0.0
        for column, role in enumerate(layout.roles)
    ]
    return replace(layout, empty=empty, cells=known, heads=heads, widths=_widths(assigned, len(layout.roles)))


def _widths(assigned: Sequence[tuple[FlatRow, list[list[Piece]]]], count: int) -> list[int]:
    """Characters that a full line of each column holds; 0 where too few lines were seen."""
    widths = []
    for column in range(count):
        lengths = sorted(
            len(piece.text)
            for _, cells in assigned
            for piece in cells[column][:-1]
            if not piece.cut and len(cells[column]) > 1
        )
        widths.append(lengths[int(len(lengths) * 0.8)] if len(lengths) >= 4 else 0)
    return widths


def join_pieces(pieces: Sequence[Piece]) -> str:
    text = ""
    for piece in pieces:
        text = f"{text}{joint(text, piece.text)}{piece.text}" if text else piece.text
    return text


def pieces_of(row: FlatRow, layout: Layout) -> list[Piece]:
    """The row's lines cut at the places where another column may begin."""
    pieces: list[Piece] = []
    for position, (line, skip) in enumerate(row.lines):
        words, gaps = line.words[skip:], line.gaps[skip:]
        start = 0
        for index in range(1, len(words) + 1):
            if index < len(words) and not _may_cut(words, gaps, index, layout):
                continue
            text = " ".join(word.text for word in words[start:index])
            pieces.append(
                Piece(
                    words[start:index],
                    start > 0,
                    gaps[start],
                    start == 0 and position in row.breaks,
                    text,
                    fold(text),
                    line.blank_before if start == 0 else 0,
                )
            )
            start = index
    return pieces


def _may_cut(words: Sequence[Word], gaps: Sequence[int], index: int, layout: Layout) -> bool:
    word, before = words[index].text, words[index - 1].text
    if gaps[index] >= 2 or (TICK.fullmatch(word) and any(layout.ticks)):
        return True
    if WHEN_NUMBER.match(" ".join(item.text for item in words[index : index + 2])) and before.lower() not in DATED_BY:
        return True
    if (
        word.isdigit()
        and index + 1 < len(words)
        and fold(words[index + 1].text) in UNIT_WORDS
        and before[-1:].isalpha()
    ):
        return not _is_open(fold(before), word)
    if layout.typed:
        if NUMERIC.fullmatch(word) and not (before.lower() in COMPARING and len(word) > 0 and word not in DASHES):
            return True
        if before in DASHES and index == 1 and word[:1].isalpha():
            return False
        if NUMERIC.fullmatch(before) and (word[:1].isupper() or word[:1] in "(-"):
            return True
        if "unit" in layout.roles and fold(word) in UNIT_WORDS and (word[:1].isupper() or word == "%"):
            return True
        if any(layout.values) and word in ("Trên", "Dưới", "Tối", "Từ", "Cấp", "≥", ">", "<", "≤"):
            return True
    last_two = " ".join(item.text for item in words[max(index - 2, 0) : index])
    if not word[:1].isupper() or _is_open(fold(last_two), word):
        return False
    if re.search(r"20\d\d[;,]?$", before) and DATED_PIECE.match(fold(" ".join(item.text for item in words[:index]))):
        return True
    if index + 1 == len(words):
        return word in DATE_HEADS or word in UNIT_HEADS
    if BARE_BODY.search(last_two) and not (before in OWNERS and index > 1 and word in (*UNIT_HEADS, *DATE_HEADS)):
        return False
    return not word.isupper() or starts_with("body").match(fold(word)) is not None


UNIT_WORDS = frozenset(fold(unit.words) for unit in units())


def assign(pieces: Sequence[Piece], layout: Layout, group: bool = False) -> tuple[float, list[list[Piece]]]:
    """(score, pieces of each column). A group row keeps its words in the task column and gives up numbers only.

    What follows a page break is fitted to the cells that the break left open.
    """
    cells: list[list[Piece]] = [[] for _ in layout.roles]
    total = 0.0
    start = 0
    while start < len(pieces):
        end = next((index for index in range(start + 1, len(pieces)) if pieces[index].page_break), len(pieces))
        score, found = _best(pieces[start:end], layout, group, cells if start else None, end < len(pieces))
        cells = [[*old, *new] for old, new in zip(cells, found, strict=True)]
        total += score
        start = end
    return total, cells


def _best(
    pieces: Sequence[Piece], layout: Layout, group: bool, before: list[list[Piece]] | None, cut: bool
) -> tuple[float, list[list[Piece]]]:
    """The best assignment of the pieces of one page. `before`: cells of the pages before; `cut`: the row goes on behind."""
    width = len(layout.roles)
    count = len(pieces)
    first = layout.roles.index("task") if "task" in layout.roles else 1
    score = [[NONE] * width for _ in range(count + 1)]
    back: list[list[tuple[int, int]]] = [[(0, 0)] * width for _ in range(count + 1)]
    skipped = [0.0, *accumulate(layout.empty)] if before is None else [0.0] * (width + 1)
    jumps = {} if group else _jumps(pieces, layout, before, cut)
    for target, cost in _openings(pieces, layout, group, before, first):
        score[1][target] = cost
    for end, target, bonus in jumps.get(0, ()):
        if before is not None and bonus > score[end][target]:
            score[end][target], back[end][target] = bonus, (0, 0)
    for position in range(1, count):
        piece, previous = pieces[position], pieces[position - 1]
        starts = [
            _starts(piece, pieces, position, target, layout) if _allowed(piece, target, layout, group) else NONE
            for target in range(width)
        ]
        left = _left(previous, piece, layout)
        for column in range(first, width):
            so_far = score[position][column]
            if so_far == NONE:
                continue
            stay = so_far + _goes_on(previous, piece, column, layout) - (3.0 if group and _numberlike(piece) else 0.0)
            if stay > score[position + 1][column]:
                score[position + 1][column], back[position + 1][column] = stay, (position, column)
            for target in range(column + 1, width):
                moved = so_far + starts[target] + left - (skipped[target] - skipped[column + 1]) - 0.01 * target
                if moved > score[position + 1][target]:
                    score[position + 1][target], back[position + 1][target] = moved, (position, column)
            for end, target, bonus in jumps.get(position, ()):
                jumped = so_far + bonus - (skipped[target] - skipped[column + 1]) if target > column else NONE
                if jumped > score[end][target]:
                    score[end][target], back[end][target] = jumped, (position, column)
    best, column = max(
        (score[count][column] - (skipped[width] - skipped[column + 1]), -column) for column in range(width)
    )
    return best, _trace(pieces, back, -column, width)


def _trace(pieces: Sequence[Piece], back: list[list[tuple[int, int]]], column: int, width: int) -> list[list[Piece]]:
    cells: list[list[Piece]] = [[] for _ in range(width)]
    position = len(pieces)
    while position > 0:
        before, came = back[position][column]
        cells[column] = [*pieces[before:position], *cells[column]]
        position, column = before, came
    return cells


def _openings(
    pieces: Sequence[Piece], layout: Layout, group: bool, before: list[list[Piece]] | None, first: int
) -> Iterable[tuple[int, float]]:
    """Where the first piece of a page can go: to the task, or behind a page break to any cell that it goes on with."""
    if before is None:
        yield first, 0.0
        return
    for target in range(first, len(layout.roles)):
        if target == first or _allowed(pieces[0], target, layout, group):
            goes_on = _goes_on_over_page(before[target], pieces[0], target, layout)
            yield target, max(_starts(pieces[0], pieces, 0, target, layout) if not before[target] else NONE, goes_on)


def _goes_on_over_page(cell: Sequence[Piece], piece: Piece, column: int, layout: Layout) -> float:
    """Whether a page break stands between the cell's last line and the piece."""
    if not cell:
        return -1.0
    if layout.values[column] or layout.roles[column] in COUNTED:
        return -3.0
    last = cell[-1]
    score = 0.8 if not CLOSED_END.search(last.text) else -0.5
    if column in layout.cells.get(join_pieces(cell), ()):
        score -= 2.5
    if _is_open(last.folded, piece.text):
        score += 1.0
    elif len(last.text) < 0.5 * layout.widths[column]:
        score -= 0.8
    return score + (0.8 if piece.text[:1].islower() else 0.0)


def _allowed(piece: Piece, target: int, layout: Layout, group: bool) -> bool:
    return not group or (_numberlike(piece) and _takes_numbers(layout, target))


def _takes_numbers(layout: Layout, column: int) -> bool:
    return layout.values[column] or layout.roles[column] in ("unit", "quantity", "budget", "status", "note", "other")


def _numberlike(piece: Piece) -> bool:
    return bool(NUMERIC.fullmatch(piece.text)) or piece.folded in UNIT_WORDS


def _left(before: Piece, piece: Piece, layout: Layout) -> float:
    """Whether the cell before can end here."""
    if layout.spaced and not piece.cut:
        return 1.5 if piece.blank else -3.0
    score = (
        -0.7
        if piece.cut and piece.gap < 2 and not NUMERIC.fullmatch(piece.text) and not NUMERIC.fullmatch(before.text)
        else 0.0
    )
    if _is_open(before.folded, piece.text) and before.text not in DASHES:
        score -= 2.0
    return score


def _goes_on(before: Piece, piece: Piece, column: int, layout: Layout) -> float:
    """Whether the piece is of the same cell as the piece before."""
    if TICK.fullmatch(piece.text) and any(layout.ticks):
        return -6.0
    if layout.spaced and not piece.cut:
        return -3.0 if piece.blank else 2.0
    if layout.tight and not piece.cut and not piece.blank:
        return -5.0
    role = layout.roles[column]
    numeric = bool(NUMERIC.fullmatch(piece.text))
    if role in ("unit", "quantity"):
        return -6.0
    if role == "budget" and (MONEY.fullmatch(piece.text) or MONEY.fullmatch(before.text)):
        return -1.5 if piece.text[:1] == "(" else -5.0
    if (
        role not in COUNTED
        and "budget" in layout.roles
        and MONEY.fullmatch(piece.text)
        and not _sentence_like(before, piece)
    ):
        return -3.0
    if role == "status" and NUMERIC.fullmatch(before.text) and piece.text[:1].isupper() | (piece.text[:1] in "-+"):
        return -1.5
    if (
        numeric
        and any(layout.values)
        and (piece.text in DASHES or "%" in piece.text)
        and not _sentence_like(before, piece)
    ):
        return -1.5
    if layout.values[column]:
        if NUMERIC.fullmatch(before.text) or (
            numeric and not _is_open(before.folded, piece.text) and not before.text[:1].isalpha()
        ):
            return -4.0
        return 0.8 if not piece.text[:1].isupper() or _is_open(before.folded, piece.text) else -1.5
    if before.text in DASHES and not before.cut and len(before.words) == 1 and layout.typed:
        return -2.0
    if _is_open(before.folded, piece.text):
        return 1.5
    if piece.text in OWNERS:
        return 1.0
    if piece.folded in PARTY and SUB_UNIT.search(before.folded):
        return 1.5
    if BARE_BODY.search(before.text[-TAIL:]) and not numeric and not piece.text.startswith("Các "):
        if COMPLETE_BODY.search(before.text):
            return -0.2
        return 1.0
    if role in ("lead", "support") and piece.text[:1].isupper() and starts_with("body").match(piece.folded):
        if SUB_UNIT.search(before.folded) and PARENT.match(piece.folded):
            return 0.6 if piece.cut else 0.0
        return -0.6 if piece.cut else -1.0
    if role == "task" and not piece.cut and piece.text[:1].isupper() and starts_with("body").match(piece.folded):
        return -0.7
    if piece.cut and not numeric:
        return 0.6 if piece.gap < 2 else -0.6
    if numeric and layout.typed and role == "task" and not piece.cut:
        return -0.5
    if numeric and piece.cut and layout.typed:
        return -1.0 if any(layout.values) or "quantity" in layout.roles or "budget" in layout.roles else 0.2
    if piece.text[:1].islower():
        return 1.5
    if piece.text[:1] == "(" or before.text.endswith(";"):
        return 0.8
    if _would_have_fitted(before, piece, layout.widths[column]):
        return -1.6
    if piece.text[:1] in '-+(“"' or piece.text[:1].isdigit():
        return 0.3
    if CLOSED_END.search(before.text):
        return -0.5
    return -0.2


def _is_open(folded: str, following: str) -> bool:
    """Whether the text ends so that more must follow: with a dash, a comma, "và", "của", with "quý" before a number."""
    tail = folded[-TAIL:]
    return bool(OPEN_END.search(tail)) or bool(DATE_END.search(tail) and DATE_GOES_ON.match(following))


def _sentence_like(before: Piece, piece: Piece) -> bool:
    """A number that stands inside a sentence: behind a colon, a comma, "đạt"."""
    return _is_open(before.folded, piece.text) and before.text not in DASHES


def _would_have_fitted(before: Piece, piece: Piece, width: int) -> bool:
    """Whether the line before had plenty of room for the first word of this one: then the break is no line wrap."""
    if piece.cut or before.cut or not width:
        return False
    return len(before.text) + 1 + len(piece.words[0].text) < 0.7 * width


def _starts(piece: Piece, pieces: Sequence[Piece], position: int, column: int, layout: Layout) -> float:
    """How much the piece looks like the beginning of a cell of the column."""
    role = layout.roles[column]
    if piece.cut and piece.gap < 2 and role in TEXTUAL and not layout.values[column] and not piece.text[:1].isupper():
        return -3.0
    text, folded = piece.text, piece.folded
    following = fold(" ".join(item.text for item in pieces[position : position + 2]))
    if layout.ticks[column]:
        return 2.0 if TICK.fullmatch(text) else -6.0
    if layout.values[column]:
        return _value_start(text, folded, layout, column)
    if role == "unit":
        counted = "quantity" not in layout.roles or (
            position + 1 < len(pieces) and NUMERIC.fullmatch(pieces[position + 1].text) is not None
        )
        return (3.0 if counted else 0.5) if folded.strip(".") in UNIT_WORDS else -5.0
    if role == "quantity":
        return 2.5 if COUNT.fullmatch(text) else -5.0
    if role == "budget":
        if MONEY.fullmatch(text):
            return 3.0
        return 0.8 if text in DASHES or COUNT.fullmatch(text) else -1.5
    lower = -3.0 if text[:1].islower() else (-0.8 if text[:1] == "(" else 0.0)
    if role in ("lead", "support"):
        if text in OWNERS and position + 1 < len(pieces) and pieces[position + 1].cut:
            return -2.5  # the end of a name such as "Thanh tra / Sở"
        if starts_with("body").match(following):
            return 2.4 + lower
        return -1.0 if text in DASHES else -1.6 + lower
    if role == "deadline":
        if WHEN_STRONG.match(following):
            return 2.6
        return 1.8 if WHEN.match(following) else -2.0 + lower
    if role == "status":
        if starts_with("status").match(following):
            return 1.8
        return 1.6 if PERCENT.match(text) or NUMERIC.fullmatch(text) else -0.4 + lower
    if role == "output":
        counted = len(piece.words) > 1 and piece.words[0].text.isdigit() and fold(piece.words[1].text) in UNIT_WORDS
        return (1.6 if counted or starts_with("output").match(following) else -0.2) + lower
    if role == "note":
        return 0.2 + lower * 0.6 - (0.6 if NUMERIC.fullmatch(text) and text not in DASHES else 0.0)
    return lower + (0.3 if NUMERIC.fullmatch(text) else 0.1)


def _value_start(text: str, folded: str, layout: Layout, column: int) -> float:
    if NUMERIC.fullmatch(text) or PERCENT.match(text) or COMPARED.match(folded):
        return 2.2
    return 1.2 if re.match(r"cấp (?:tỉnh|huyện|xã|trung ương)|đạt|hoàn thành|không|tối thiểu|ít nhất", folded) else -2.5


def _jumps(
    pieces: Sequence[Piece], layout: Layout, before: list[list[Piece]] | None, cut: bool
) -> dict[int, list[tuple[int, int, float]]]:
    """Runs of pieces that are a cell known from other rows: start → (end, column, bonus).

    Behind a page break they may be the rest of a known cell, before one its beginning.
    """
    found: dict[int, list[tuple[int, int, float]]] = {}
    if not layout.cells:
        return found
    rests = [join_pieces(cell) for cell in before] if before is not None else []
    for start in range(0 if before is not None else 1, len(pieces)):
        text = ""
        for end in range(start, min(start + MOST_PIECES, len(pieces))):
            item = pieces[end]
            text = f"{text}{joint(text, item.text)}{item.text}" if text else item.text
            size = 1.6 * (end - start + 1) + 1.5
            targets = {column: size for column in layout.cells.get(text, ()) if not rests or not rests[column]}
            for column, rest in enumerate(rests):
                if rest and column in layout.cells.get(f"{rest}{joint(rest, text)}{text}", ()):
                    targets[column] = size + 0.5
            if cut:
                for column in layout.heads.get(text, ()):
                    targets.setdefault(column, size - 0.6 if end + 1 == len(pieces) else size - 1.6)
            for column, bonus in targets.items():
                found.setdefault(start, []).append((end + 1, column, bonus))
    return found
