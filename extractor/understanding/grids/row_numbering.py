"""Numbers of table rows: what kind of mark they are, what comes next, and the path from the outermost group.

    A, B.      letters        I, II., IV.   Roman        1, 2., 10)   Arabic      1.1, 2.3.1   decimal      a), b)   points
Numbering may run through the groups (1–25) or start anew in each; a file may hold both.
"""

import re
from dataclasses import dataclass, field
from typing import Literal

Style = Literal["letter", "roman", "arabic", "decimal", "point", "dash", "total"]

ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10, "L": 50}
ROMAN = re.compile(r"(?=[IVXL])(?:XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
LETTERS = "ABCDEFGHIKLMNOPQRSTUVXYZ"
POINTS = "abcdđeghiklmnopqrstuvxy"
MARK = re.compile(
    r"(?P<roman>[IVXL]{1,7})|(?P<letter>[A-ZĐ])|(?P<decimal>\d{1,3}(?:\.\d{1,3}){1,4})|(?P<arabic>\d{1,4})|(?P<point>[a-zđ])"
)
TAIL = re.compile(r"\s*[.)/:]?\s*$")
LEADING = re.compile(
    r"(?P<mark>[IVXL]{1,7}|[A-ZĐ]|\d{1,3}(?:\.\d{1,3}){1,4}|\d{1,4}|[a-zđ](?=\)))(?P<dot>[.)]?)(?:\s+(?P<rest>.*))?$",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Mark:
    """`value` counts from 1 within the style; a decimal mark has `parts`. `text` is the mark without dot or bracket."""

    style: Style
    value: int
    text: str
    dotted: bool = False
    parts: tuple[int, ...] = ()


def roman_value(text: str) -> int | None:
    """1 to 89 for a well-formed Roman numeral of I, V, X, L; else None. C and D are letters of groups."""
    if not text or not ROMAN.fullmatch(text):
        return None
    values = [ROMAN_DIGITS[char] for char in text]
    return sum(
        -value if index + 1 < len(values) and values[index + 1] > value else value for index, value in enumerate(values)
    )


def parse_mark(text: str, letter_before: str | None = None) -> Mark | None:
    """The mark that the whole text is. `letter_before`: last letter mark of the table, which decides "I" after "H"."""
    stripped = text.strip()
    tail = TAIL.search(stripped)
    body = stripped[: tail.start()] if tail else stripped
    match = MARK.fullmatch(body)
    if match is None:
        return None
    dotted = len(body) < len(stripped)
    if match["roman"] and not _next_letter(body, letter_before):
        value = roman_value(body)
        if value is not None:
            return Mark("roman", value, body, dotted)
    if len(body) == 1 and body in LETTERS:
        return Mark("letter", LETTERS.index(body) + 1, body, dotted)
    if match["decimal"]:
        parts = tuple(int(part) for part in body.split("."))
        return Mark("decimal", parts[-1], body, dotted, parts)
    if match["arabic"]:
        return Mark("arabic", int(body), body, dotted)
    if match["point"] and body in POINTS:
        return Mark("point", POINTS.index(body) + 1, body, dotted)
    return None


def leading_mark(line: str, letter_before: str | None = None) -> tuple[Mark, str] | None:
    """A mark at the start of a line and the text behind it ("" where it stands alone); None where there is none."""
    match = LEADING.match(line.strip())
    if match is None:
        return None
    mark = parse_mark(match["mark"] + match["dot"], letter_before)
    return (mark, (match["rest"] or "").strip()) if mark else None


def _next_letter(body: str, before: str | None) -> bool:
    return (
        before is not None and len(body) == 1 and body in LETTERS and LETTERS.index(body) == LETTERS.index(before) + 1
    )


RANK = {"letter": 0.0, "roman": 1.0, "arabic": 2.0, "decimal": 3.0, "point": 6.0, "dash": 7.0}


@dataclass(slots=True)
class Numbering:
    """Follows the rows of one table from top to bottom. Lives only while a table is put together."""

    stack: list[tuple[float, str]] = field(default_factory=list)
    letter: str | None = None
    swapped: bool = False  # Roman groups hold lettered ones

    def read(self, text: str) -> Mark | None:
        mark = parse_mark(text, self.letter)
        if mark and mark.style == "letter":
            self.letter = mark.text
        return mark

    def path(self, mark: Mark | None) -> list[str]:
        """Marks from the outermost group to this row; for a row without a mark those of the row that it belongs to."""
        if mark is None:
            return [text for _, text in self.stack]
        rank = self._rank(mark)
        if mark.style == "decimal":
            while self.stack and self.stack[-1][0] >= rank:
                self.stack.pop()
            parent = ".".join(str(part) for part in mark.parts[:-1])
            while self.stack and self.stack[-1][0] >= RANK["arabic"] and not _same(self.stack[-1][1], parent):
                self.stack.pop()
        while self.stack and self.stack[-1][0] >= rank:
            self.stack.pop()
        self.stack.append((rank, mark.text))
        return [text for _, text in self.stack]

    def group(self, title: str) -> list[str]:
        """A group row without a mark: it closes everything inside groups."""
        while self.stack and self.stack[-1][0] >= RANK["arabic"]:
            self.stack.pop()
        return [text for _, text in self.stack]

    def _rank(self, mark: Mark) -> float:
        if mark.style == "letter" and not self.stack and not self.swapped:
            return RANK["letter"]
        if mark.style == "letter" and self.stack and self.stack[0][0] == RANK["roman"]:
            self.swapped = True
        if self.swapped and mark.style == "letter":
            return 1.5
        if mark.style == "decimal":
            return RANK["decimal"] + len(mark.parts) - 2
        return RANK[mark.style]


def _same(text: str, parent: str) -> bool:
    return text.lstrip("0") == parent.lstrip("0") or text == parent
