"""How well a piece of a flattened row begins a cell of a column, goes on in it, or lets the cell before end.

`goes_on` and `starts` ask judges in order: the first that decides wins. Scores are worth about what a column left empty costs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from corpora.facts.table_words import contains, fold, lexicon, starts_with
from extractor.understanding.flat.layout import COUNTED, Layout
from extractor.understanding.flat.pieces import (
    TAIL,
    UNIT_WORDS,
    Piece,
    any_of,
    capitalised,
    ends_with,
    is_open,
    is_owner,
    join_pieces,
)
from extractor.understanding.grids.column_roles import TICK
from models.record import ColumnRole

MONEY = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")
COUNT = re.compile(r"\d{1,5}")
PERCENT = re.compile(r"\d[\d.,]*\s?%")
COMPARED = re.compile(r"(?:trên|dưới|từ|tối thiểu|ít nhất|không quá|tối đa|hơn|đạt|≥|≤|>|<)\s*\d", re.IGNORECASE)
DATE_IN_DIGITS = re.compile(r"20\d\d(?!\d)|\d{1,2}/(?:\d{1,2}/)?\d{4}|0?[369] tháng|(?:trước|năm) \d")
PART_OF_DATE = re.compile(r"\d{1,2}/\d{1,4}|t\d{1,2}/")
TEXTUAL = ("output", "lead", "support", "note", "other")
NUMBERS = (*COUNTED, "status", "note", "other")


@dataclass(frozen=True, slots=True)
class Step:
    """A piece that may go on in the cell of the piece before."""

    before: Piece
    piece: Piece
    column: int
    layout: Layout

    @property
    def role(self) -> ColumnRole:
        return self.layout.roles[self.column]

    @property
    def open(self) -> bool:
        return is_open(self.before.folded, self.piece.text)

    @property
    def in_sentence(self) -> bool:
        """A number that stands inside a sentence: behind a colon, a comma, "đạt"."""
        return self.open and not self.before.dash

    @property
    def capital(self) -> bool:
        return self.piece.text[:1].isupper()

    @property
    def names_body(self) -> bool:
        return self.capital and starts_with("body").match(self.piece.folded) is not None


Judge = Callable[[Step], float | None]


def goes_on(before: Piece, piece: Piece, column: int, layout: Layout) -> float:
    """Whether the piece is of the same cell as the piece before."""
    step = Step(before, piece, column, layout)
    return next((score for judge in JUDGES if (score := judge(step)) is not None), -0.2)


def _by_spacing(step: Step) -> float | None:
    """Empty lines that part cells, or only lines of a cell; a tick is a cell."""
    piece, layout = step.piece, step.layout
    if any(layout.ticks) and TICK.fullmatch(piece.text):
        return -6.0
    if layout.spaced and not piece.cut:
        return -3.0 if piece.blank else 2.0
    return -5.0 if layout.tight and not piece.cut and not piece.blank else None


def _by_column(step: Step) -> float | None:
    """Cells of counts and amounts hold one number."""
    if step.role in ("unit", "quantity"):
        return -6.0
    amount = MONEY.fullmatch(step.piece.text)
    if step.role == "budget" and (amount or MONEY.fullmatch(step.before.text)):
        return -1.5 if step.piece.text[:1] == "(" else -5.0
    if amount and step.role not in COUNTED and "budget" in step.layout.roles and not step.in_sentence:
        return -3.0
    if step.role == "status" and step.before.numeric and (step.capital or step.piece.text[:1] in "-+"):
        return -1.5
    return None


def _by_value(step: Step) -> float | None:
    """Cells of goals hold one value with its words."""
    piece, before = step.piece, step.before
    if any(step.layout.values) and piece.numeric and (piece.dash or "%" in piece.text) and not step.in_sentence:
        return -1.5
    if not step.layout.values[step.column]:
        return None
    if before.numeric or (piece.numeric and not step.open and not before.text[:1].isalpha()):
        return -4.0
    return 0.8 if not step.capital or step.open else -1.5


def _by_ending(step: Step) -> float | None:
    """The words before are open."""
    if step.before.dash and not step.before.cut and step.layout.typed:
        return -2.0
    return 1.5 if step.open else None


def _by_name(step: Step) -> float | None:
    """Names of bodies that go on, or begin."""
    piece, before = step.piece, step.before
    if piece.in_name:
        return 2.0
    if is_owner(piece.text):
        return 1.0
    if piece.folded in lexicon("party_committee") and contains("body_part").search(before.folded):
        return 1.5
    if ends_with("body_bare").search(before.text[-TAIL:]) and not piece.numeric and not piece.text.startswith("Các "):
        return -0.2 if _owned_body().search(before.text) else 1.0
    if step.role in ("lead", "support") and step.names_body:
        if (
            not piece.behind_name
            and contains("body_part").search(before.folded)
            and starts_with("body_parent").match(piece.folded)
        ):
            return 0.6 if piece.cut else 0.0
        return -0.6 if piece.cut else -1.0
    return -0.7 if step.role == "task" and not piece.cut and step.names_body else None


def _by_cut(step: Step) -> float | None:
    """Pieces of one line, and numbers."""
    piece, layout = step.piece, step.layout
    if piece.cut and not piece.numeric:
        return 0.6 if piece.gap < 2 else -0.6
    if not (piece.numeric and layout.typed):
        return None
    if piece.cut:
        return -1.0 if any(layout.values) or {"quantity", "budget"} & set(layout.roles) else 0.2
    return -0.5 if step.role == "task" else None


def _by_beginning(step: Step) -> float | None:
    """Small letters go on, brackets mostly."""
    if step.piece.text[:1].islower():
        return 1.5
    return 0.8 if step.piece.text[:1] == "(" or step.before.text.endswith(";") else None


def _by_room(step: Step) -> float | None:
    """A line that had room for the next word ends its cell."""
    return -1.6 if _would_have_fitted(step) else None


def _by_mark(step: Step) -> float | None:
    """Points of a list go on; a full stop ends."""
    if step.piece.text[:1] in '-+(“"' or step.piece.text[:1].isdigit():
        return 0.3
    return -0.5 if step.before.text.endswith(".") else None


JUDGES: tuple[Judge, ...] = (
    _by_spacing,
    _by_column,
    _by_value,
    _by_ending,
    _by_name,
    _by_cut,
    _by_beginning,
    _by_room,
    _by_mark,
)


@cache
def _owned_body() -> re.Pattern[str]:
    """Finds a whole name such as "Thanh tra Sở" at the end."""
    return re.compile(rf"(?:{capitalised('body_of_owner')})\s(?:{capitalised('body_with_parts')})$")


def _would_have_fitted(step: Step) -> bool:
    """Whether the line before had plenty of room for the first word of this one: then the break is no line wrap."""
    width = step.layout.widths[step.column]
    if step.piece.cut or step.before.cut or not width:
        return False
    return len(step.before.text) + 1 + len(step.piece.words[0].text) < 0.7 * width


def goes_on_over_page(cell: Sequence[Piece], piece: Piece, column: int, layout: Layout) -> float:
    """Whether a page break stands between the cell's last line and the piece."""
    if not cell:
        return -1.0
    if layout.values[column] or layout.roles[column] in COUNTED:
        return -3.0
    last = cell[-1]
    score = 0.8 if not last.text.endswith(".") else -0.5
    if column in layout.cells.get(join_pieces(cell), ()):
        score -= 2.5
    if is_open(last.folded, piece.text) or ends_with("body_bare").search(last.text[-TAIL:]):
        score += 1.0
    elif len(last.text) < 0.5 * layout.widths[column]:
        score -= 0.8
    return score + (0.8 if piece.text[:1].islower() else 0.0)


def may_end(before: Piece, piece: Piece, layout: Layout) -> float:
    """Whether the cell of the piece before can end where the piece begins."""
    if layout.spaced and not piece.cut:
        return 1.5 if piece.blank else -3.0
    if piece.in_name:
        return -2.0
    score = -0.7 if piece.glued and not piece.numeric and not before.numeric else 0.0
    if is_open(before.folded, piece.text) and not before.dash:
        score -= 2.0
    return score


@dataclass(frozen=True, slots=True)
class Opening:
    """A piece that may begin a cell; `following`: its words and the next piece's, folded; `after`: the next piece."""

    piece: Piece
    after: Piece | None
    following: str
    lower: float  # cost of a small letter or a bracket

    @staticmethod
    def of(pieces: Sequence[Piece], position: int) -> Opening:
        piece = pieces[position]
        after = pieces[position + 1] if position + 1 < len(pieces) else None
        lower = -3.0 if piece.text[:1].islower() else (-0.8 if piece.text[:1] == "(" else 0.0)
        return Opening(piece, after, fold(f"{piece.text} {after.text}" if after else piece.text), lower)


def starts(pieces: Sequence[Piece], position: int, column: int, layout: Layout) -> float:
    """How much the piece looks like the beginning of a cell of the column."""
    piece, role = pieces[position], layout.roles[column]
    value = layout.values[column]
    if piece.glued and role in TEXTUAL and not value and not piece.text[:1].isupper():
        return -3.0
    if layout.ticks[column]:
        return 2.0 if TICK.fullmatch(piece.text) else -6.0
    if value:
        return _value_start(piece)
    opening = Opening.of(pieces, position)
    if role == "unit":
        return _unit_start(opening, layout)
    return STARTS.get(role, _other_start)(opening)


def _value_start(piece: Piece) -> float:
    if piece.numeric or PERCENT.match(piece.text) or COMPARED.match(piece.folded):
        return 2.2
    return 1.2 if _value_words().match(piece.folded) else -2.5


@cache
def _value_words() -> re.Pattern[str]:
    return re.compile(any_of("cell_value_words"))


def _unit_start(opening: Opening, layout: Layout) -> float:
    counted = "quantity" not in layout.roles or (opening.after is not None and opening.after.numeric)
    return (3.0 if counted else 0.5) if opening.piece.folded.strip(".") in UNIT_WORDS else -5.0


def _quantity_start(opening: Opening) -> float:
    return 2.5 if COUNT.fullmatch(opening.piece.text) else -5.0


def _budget_start(opening: Opening) -> float:
    if MONEY.fullmatch(opening.piece.text):
        return 3.0
    return 0.8 if opening.piece.dash or COUNT.fullmatch(opening.piece.text) else -1.5


def _body_start(opening: Opening) -> float:
    if is_owner(opening.piece.text) and opening.after is not None and opening.after.cut:
        return -2.5  # the end of a name such as "Thanh tra / Sở"
    if starts_with("body").match(opening.following):
        return 2.4 + opening.lower
    return -1.0 if opening.piece.dash else -1.6 + opening.lower


def _deadline_start(opening: Opening) -> float:
    words = opening.following
    if starts_with("when_strong").match(words) or DATE_IN_DIGITS.match(words):
        return 2.6
    return 1.8 if starts_with("when").match(words) or PART_OF_DATE.match(words) else -2.0 + opening.lower


def _status_start(opening: Opening) -> float:
    if starts_with("status").match(opening.following):
        return 1.8
    return 1.6 if PERCENT.match(opening.piece.text) or opening.piece.numeric else -0.4 + opening.lower


def _output_start(opening: Opening) -> float:
    words = opening.piece.words
    counted = len(words) > 1 and words[0].text.isdigit() and fold(words[1].text) in UNIT_WORDS
    return (1.6 if counted or starts_with("output").match(opening.following) else -0.2) + opening.lower


def _note_start(opening: Opening) -> float:
    number = opening.piece.numeric and not opening.piece.dash
    return 0.2 + opening.lower * 0.6 - (0.6 if number else 0.0)


def _other_start(opening: Opening) -> float:
    return opening.lower + (0.3 if opening.piece.numeric else 0.1)


STARTS: dict[ColumnRole, Callable[[Opening], float]] = {
    "quantity": _quantity_start,
    "budget": _budget_start,
    "lead": _body_start,
    "support": _body_start,
    "deadline": _deadline_start,
    "status": _status_start,
    "output": _output_start,
    "note": _note_start,
}
