"""The header block of a flattened table: found by its number heading, cut into headings by the column vocabulary."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from corpora.facts.table_words import column_headings, fold
from extractor.understanding.flat.lines import FlatLine
from extractor.understanding.grids.column_roles import is_period, is_value_heading, role_of
from extractor.understanding.grids.row_numbering import leading_mark

NUMBER_HEADING = re.compile(r"(?:STT|Stt|TT|Tt|S\s?TT|Số\s+TT|Số\s+thứ\s+tự|SỐ\s+TT|T\s+T)(?=\s|$)")
MOST_BELOW = 5  # headings in the lower row of a header
MOST_LINES, MOST_WORDS = 70, 90  # of a header block; seeds have 35 lines, 37 words
OPEN = frozenset(
    [
        "của",
        "và",
        "với",
        "theo",
        "cho",
        "tại",
        "đến",
        "ngày",
        "tháng",
        "năm",
        "trong",
        "về",
        "bộ",
        "sở",
        "các",
        "từ",
        "hoặc",
        "do",
        "trên",
        "là",
        "/",
        "-",
        "–",
        "(",
        ",",
    ]
)


@dataclass(frozen=True, slots=True)
class Header:
    """Headings left to right, the words they were cut from, and how many lines they took from `start`."""

    headings: tuple[str, ...]
    words: tuple[str, ...]
    start: int
    end: int


def find_header(lines: Sequence[FlatLine], start: int) -> Header | None:
    """The header block that begins at lines[start]; None where none does. It ends where the first row begins."""
    if not _begins(lines, start):
        return None
    words: list[str] = []
    starts: list[bool] = []
    for index in range(start, min(start + MOST_LINES, len(lines))):
        line = lines[index]
        if index > start and words and _is_first_row(lines, index) and len(words) > 2:
            return _finished(words, starts, start, index)
        for position, word in enumerate(line.words):
            words.append(word.text)
            starts.append(position == 0 or line.gaps[position] > 1)
        if len(words) > MOST_WORDS:
            return None
    return None


def _begins(lines: Sequence[FlatLine], start: int) -> bool:
    text = lines[start].text
    if text in ("T", "S", "Số", "Số thứ"):
        text = " ".join(line.text for line in lines[start : start + 3])
    return bool(NUMBER_HEADING.match(text)) and len(text) < 160


def _is_first_row(lines: Sequence[FlatLine], index: int) -> bool:
    """A row number that opens a table, with something that can be its text on the line or below."""
    found = leading_mark(lines[index].text)
    if found is None:
        return False
    mark, rest = found
    if mark.value != 1 or mark.style not in ("arabic", "roman", "letter", "decimal"):
        return False
    text = rest or (lines[index + 1].text if index + 1 < len(lines) else "")
    return text[:1].isupper() or text[:1] in "“\"'(-"


def _finished(words: Sequence[str], starts: Sequence[bool], start: int, end: int) -> Header | None:
    headings = split_headings(words, starts)
    known = {role_of(heading) for heading in headings} - {"other"}
    if "number" not in known or len(headings) < 3 or len(known) < 2:
        return None
    return Header(tuple(headings), tuple(words), start, end)


def split_headings(words: Sequence[str], starts: Sequence[bool]) -> list[str]:
    """The words cut into headings so that the cuts explain them best. `starts[i]`: word i begins a line."""
    number = _number_words(words)
    best: list[tuple[float, int]] = [(0.0, 0)] * (len(words) + 1)
    for end in range(number + 1, len(words) + 1):
        best[end] = max(
            (best[begin][0] + _heading_score(words, starts, begin, end), begin)
            for begin in range(max(number, end - 20), end)
        )
    cuts: list[str] = []
    end = len(words)
    while end > number:
        begin = best[end][1]
        cuts.append(" ".join(words[begin:end]))
        end = begin
    return ["".join(words[:number]) if number > 1 and len(words[0]) == 1 else " ".join(words[:number]), *reversed(cuts)]


def arrangements(headings: Sequence[str]) -> Iterator[list[str]]:
    """Other readings of the headings: the last ones may stand below one or two of the others, as in a header of two rows.

    Copied text has the upper row first: "Nội dung", "Phân công", "Thời hạn", then "Chủ trì", "Phối hợp" for "Phân công".
    None where every heading has a role of its own.
    """
    roles = [role_of(heading) for heading in headings]
    known = [role for role in roles if role not in ("other", "budget")]
    if len(set(known)) == len(known) and "other" not in roles:
        return
    for count in range(2, min(MOST_BELOW, len(headings) - 3) + 1):
        upper, lower = list(headings[:-count]), headings[-count:]
        if any(map(is_period, upper)):
            continue  # all periods stand below one heading
        for first in range(2, len(upper)):
            if _may_share(upper[first], lower):
                yield [*upper[:first], *_below(upper[first], lower), *upper[first + 1 :]]
            yield from _under_two(upper, lower, first)


def _under_two(upper: Sequence[str], lower: Sequence[str], first: int) -> Iterator[list[str]]:
    """The lower headings split between upper[first] and a later one."""
    for cut in range(2, len(lower) - 1):
        left, right = lower[:cut], lower[cut:]
        for second in range(first + 1, len(upper)):
            if _may_share(upper[first], left) and _may_share(upper[second], right):
                parts = _below(upper[first], left), _below(upper[second], right)
                yield [*upper[:first], *parts[0], *upper[first + 1 : second], *parts[1], *upper[second + 1 :]]


def _may_share(shared: str, own: Sequence[str]) -> bool:
    """Periods stand together, below a heading of times or amounts."""
    periods = sum(map(is_period, own))
    return not periods or (role_of(shared) in ("other", "deadline", "budget") and periods >= len(own) - 1)


def _below(shared: str, own: Sequence[str]) -> list[str]:
    return [f"{shared} / {name}" for name in own]


def _number_words(words: Sequence[str]) -> int:
    for count in (3, 2, 1):
        if (
            len(words) > count
            and role_of(" ".join(words[:count])) == "number"
            and NUMBER_HEADING.fullmatch(" ".join(words[:count]))
        ):
            return count
    return 1


def _heading_score(words: Sequence[str], starts: Sequence[bool], begin: int, end: int) -> float:
    text = " ".join(words[begin:end])
    score = -0.8 - 0.15 * max(end - begin - 9, 0)
    behind_open = bool(begin) and fold(words[begin - 1]).strip(",.") in OPEN
    period = is_period(text) and not text[:1].islower() and not behind_open
    if not words[begin][:1].isupper() and not period:
        score -= 4.0
    if behind_open:
        score -= 2.0
    known = role_of(text) != "other" and _known_start(words, begin)
    if known or period or (is_value_heading(text) and _value_start(text)):
        score += 2.2
    elif starts[begin]:
        score += 0.5
    else:
        score -= 0.8
    for inner in range(begin + 1, end):
        if not words[inner][:1].isupper() or fold(words[inner - 1]).strip(",.") in OPEN:
            continue
        if _known_start(words, inner):
            score -= 2.5
        elif starts[inner]:
            score -= 0.6
    return score


def _value_start(text: str) -> bool:
    return fold(text).startswith(("chỉ tiêu", "mục tiêu", "kế hoạch", "năm ", "giá trị"))


def _known_start(words: Sequence[str], index: int) -> bool:
    pair = fold(" ".join(words[index : index + 2]))
    return pair in _heading_starts() or fold(words[index]) in _heading_starts() or is_period(pair)


@cache
def _heading_starts() -> frozenset[str]:
    """First two words of every known heading (of one-word headings that word)."""
    return frozenset(" ".join(fold(row.example).split()[:2]) for row in column_headings()) | frozenset(
        row.heading for row in column_headings() if " " not in row.heading
    )


def repeats(header: Header, lines: Sequence[FlatLine], start: int) -> int:
    """How many lines from `start` print the same header again; 0 where they do not."""
    position = 0
    for count in range(min(header.end - header.start + 6, len(lines) - start)):
        for word in lines[start + count].words:
            if position >= len(header.words) or word.text != header.words[position]:
                return 0
            position += 1
        if position == len(header.words):
            return count + 1
    return 0
