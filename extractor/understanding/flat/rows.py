"""Rows of a flattened table: where each begins, what a page break did to it, where the table ends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from corpora.facts.table_words import fold, starts_with
from extractor.understanding.flat.header import Header, find_header, repeats
from extractor.understanding.flat.lines import FlatLine
from extractor.understanding.grids.row_numbering import Mark, leading_mark
from extractor.understanding.words.amounts import GROUPED

STOP = re.compile(
    r"(?:Phụ\s+lục|PHỤ\s+LỤC|Phụ\s+biểu|PHỤ\s+BIỂU|Biểu\s+(?:số\s+)?\d|Nơi nhận|NƠI NHẬN|Kính gửi|CỘNG H[ÒO][AÀ]|\d{4}-\d\d-\d\dT\d\d:)\b"
)
CAPITALS = re.compile(r"(?:(?:PHẦN|CHƯƠNG|MỤC|Phần|Chương|Mục|Điều)\s+(?:[IVX]+|\d+)\b|(?:TM|KT|TL)\.\s)")
ROW_LINES = 12  # of a row, most of the time
PROSE_FACTOR = 1.35  # a line this many times as long as the longest before is running text again


@dataclass(slots=True)
class FlatRow:
    """A row while it is collected. `breaks`: positions in `lines` where a page begins (True where a header was repeated)."""

    mark: Mark | None
    printed: str | None
    lines: list[tuple[FlatLine, int]] = field(
        default_factory=list
    )  # the line and its first word that belongs to the row
    breaks: dict[int, bool] = field(default_factory=dict)
    total: bool = False


@dataclass(slots=True)
class _State:
    """What has been seen of the numbering: the last mark of each style, and whether a group has just opened."""

    last: dict[str, Mark] = field(default_factory=dict)
    opened: bool = True
    dotted: dict[str, bool] = field(default_factory=dict)
    longest: int = 0  # characters of the longest line so far

    @property
    def letter(self) -> str | None:
        return self.last["letter"].text if "letter" in self.last else None


def split_rows(lines: Sequence[FlatLine], header: Header) -> tuple[list[FlatRow], int]:
    """(rows, index of the first line behind the table)."""
    rows: list[FlatRow] = []
    state = _State()
    index = header.end
    pending: bool | None = None
    while index < len(lines):
        again = repeats(header, lines, index)
        if again:
            index += again
            pending = True
            continue
        if _is_page_number(lines, index, header, state):
            index += 1
            continue
        line = lines[index]
        found = _row_mark(lines, index, state)
        if found is None and _ends(lines, index, rows, state):
            break
        if found is not None or _is_total(line):
            rows.append(_open(line, found, state))
            pending = None
        elif rows:
            if pending is not None or _begins_page(line):
                rows[-1].breaks[len(rows[-1].lines)] = bool(pending)
            rows[-1].lines.append((line, 0))
            state.longest = max(state.longest, len(line.text))
            pending = None
        else:
            break
        index += 1
    return rows, index


def _begins_page(line: FlatLine) -> bool:
    return line.indent == 1 and line.blank_before == 0


def _open(line: FlatLine, found: tuple[Mark, int] | None, state: _State) -> FlatRow:
    if found is None:
        return FlatRow(None, None, [(line, 0)], total=True)
    mark, skip = found
    state.last[mark.style] = mark
    state.dotted.setdefault(mark.style, mark.dotted)
    state.longest = max(state.longest, len(line.text))
    if mark.style in ("letter", "roman"):
        state.opened = True
        if mark.style == "letter":
            state.last.pop("roman", None)
    else:
        state.opened = False
    row = FlatRow(mark, " ".join(word.text for word in line.words[:skip]))
    if skip < len(line.words):
        row.lines.append((line, skip))
    return row


def _is_total(line: FlatLine) -> bool:
    words = fold(line.text)
    return bool(starts_with("total").match(words)) and bool(GROUPED.search(line.text)) and len(words.split()) < 14


def _row_mark(lines: Sequence[FlatLine], index: int, state: _State) -> tuple[Mark, int] | None:
    """The mark that opens a row at lines[index] and how many words it takes, if it is the one that the numbering expects."""
    line = lines[index]
    found = leading_mark(line.text, state.letter)
    if found is None:
        return None
    mark, rest = found
    if not _expected(mark, state) or (
        mark.style == "arabic" and state.dotted.get("arabic", mark.dotted) != mark.dotted
    ):
        return None
    text = rest or (lines[index + 1].text if index + 1 < len(lines) else "")
    if not text or not (text[0].isupper() or text[0] in "“\"'(-≥≤"):
        return None
    if mark.style in ("letter", "roman") and rest and line.gaps[0] > 3:
        return None
    return mark, 1


def _expected(mark: Mark, state: _State) -> bool:
    last = state.last.get(mark.style)
    if mark.style == "arabic":
        if state.opened and mark.value == 1:
            return True
        return last is not None and mark.value == last.value + 1
    if mark.style == "decimal":
        arabic = state.last.get("arabic")
        if last is not None and mark.parts[:-1] == last.parts[:-1]:
            return mark.value == last.value + 1
        if last is not None and mark.parts[: len(last.parts)] == last.parts:
            return mark.value == 1
        return mark.value == 1 and (arabic is None or mark.parts[0] in (arabic.value, arabic.value + 1))
    if mark.style in ("roman", "letter"):
        return mark.value == (last.value + 1 if last else 1)
    return False


def _is_page_number(lines: Sequence[FlatLine], index: int, header: Header, state: _State) -> bool:
    """A bare number before a repeated header, an appendix or the top of a page, or one that no row can have."""
    line = lines[index]
    if len(line.words) != 1 or not line.text.isdigit() or len(line.text) > 3:
        return False
    if index + 1 >= len(lines):
        return True
    after = lines[index + 1]
    if STOP.match(after.text) or repeats(header, lines, index + 1):
        return True
    return _begins_page(after) and (last := state.last.get("arabic")) is not None and int(line.text) != last.value + 1


def _ends(lines: Sequence[FlatLine], index: int, rows: Sequence[FlatRow], state: _State) -> bool:
    """Whether running text or another table begins here."""
    line = lines[index]
    text = line.text
    if STOP.match(text) or CAPITALS.match(text):
        return True
    found = leading_mark(text, state.letter)
    if found is not None and found[1][:1].isupper():
        mark, rest = found
        strange = mark.style in state.dotted and state.dotted[mark.style] != mark.dotted
        unseen = mark.style == "roman" and "roman" not in state.dotted and mark.dotted
        if (strange and mark.style == "arabic") or unseen:
            return True
        if mark.style == "roman" and mark.dotted and rest.isupper():
            return True
    if find_header(lines, index) is not None:
        return True
    long = len(rows) >= 3 and state.longest >= 20 and len(text) > PROSE_FACTOR * state.longest
    return long and not any(
        _row_mark(lines, below, state) for below in range(index + 1, min(index + ROW_LINES, len(lines)))
    )
