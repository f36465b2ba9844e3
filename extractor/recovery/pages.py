"""Recovery of a page: its words decoded by evidence and font, its quality measured, its text source named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from corpora.facts.syllables import is_syllable
from extractor.document import Line, Page, Word, union
from extractor.recovery.capitals import capital_at_start, capitals_by_context, ends_sentence, is_capital_font
from extractor.recovery.charsets import decode
from extractor.recovery.quality import count_letters, quality
from extractor.recovery.text import finish
from extractor.recovery.verdict import UNICODE, main_charset, states_of

FULL_PAGE = 250  # letters under which a page may be a scan with a stamp's text only
GOOD_ENOUGH = 0.75


def page_quality(page: Page) -> float:
    """0 to 1: quality of the page's text, less where the page has so few letters that it may be a picture."""
    text = page.text
    return round(quality(text) * min(count_letters(text) / FULL_PAGE, 1.0), 4)


def needs_recognition(page: Page, is_scan: bool = True) -> bool:
    """Whether the page's image should be read: almost no text, or text that is no good Vietnamese.

    A page that no picture fills may be short: a few good lines are all that is on it.
    """
    return page.quality < GOOD_ENOUGH and (is_scan or quality(page.text) < GOOD_ENOUGH)


def lines_of(page: Page) -> list[Line]:
    """All lines of a page: running text, table cells, furniture."""
    cells = (line for grid in page.grids for cell in grid.cells for line in cell.lines)
    return [*page.lines, *cells, *page.furniture]


def with_lines(page: Page, lines: Iterable[Line]) -> Page:
    """The page with other words in the same places; `lines` in the order of `lines_of`."""
    source = iter(lines)
    main = tuple(next(source) for _ in page.lines)
    grids = tuple(
        replace(grid, cells=tuple(replace(cell, lines=tuple(next(source) for _ in cell.lines)) for cell in grid.cells))
        for grid in page.grids
    )
    return replace(page, lines=main, grids=grids, furniture=tuple(next(source) for _ in page.furniture))


def reread(line: Line, texts: Iterable[str]) -> Line:
    """The line with other texts of its words; the first reading of each is kept as `raw`."""
    return Line(
        tuple(
            word if text == word.text else replace(word, text=text, raw=word.raw or word.text)
            for word, text in zip(line.words, texts, strict=True)
        )
    )


def recover(page: Page, charset_hint: str | None = None) -> Page:
    """The page in Unicode (NFC): legacy charsets decoded, capitals restored, residue repaired.

    Sets `quality`, and `text_source` to "legacy:<charset>" where most marked words were in one. Twice is the same as once.
    """
    lines = lines_of(page)
    words = [word for line in lines for word in line.words]
    states = states_of([word.text for word in words], [word.font for word in words], charset_hint)
    charset = main_charset(states, [word.text for word in words])
    if any(state != UNICODE for state in states):
        lines = list(_decoded(lines, iter(states)))
    done = with_lines(page, [_joined(line) for line in _finished(lines)])
    source = f"legacy:{charset}" if charset else page.text_source
    return replace(done, text_source=source, quality=page_quality(done))


def _decoded(lines: Iterable[Line], states: Iterator[str]) -> Iterator[Line]:
    at_start = True
    for line in lines:
        mine = [next(states) for _ in line.words]
        texts = [
            word.text if state == UNICODE else decode(word.text, state)
            for word, state in zip(line.words, mine, strict=True)
        ]
        if "tcvn3" in mine:
            texts = _capitals(line.words, texts, mine, at_start)
        at_start = not texts or ends_sentence(texts[-1])
        yield reread(line, texts)


def _capitals(words: tuple[Word, ...], texts: list[str], states: list[str], at_start: bool) -> list[str]:
    """Capitals of a TCVN3 line: by font, else by context; then the capital that a sentence starts with."""
    by_font = [
        text.upper() if state == "tcvn3" and is_capital_font(word.font) else text
        for word, text, state in zip(words, texts, states, strict=True)
    ]
    raised = capitals_by_context(" ".join(word.text for word in words), " ".join(by_font))
    return _split_like(by_font, capital_at_start(raised, at_start))


def _split_like(texts: list[str], joined: str) -> list[str]:
    """`joined`, a variant of the joined texts of equal length, cut into as many pieces again."""
    if len(joined) != len(" ".join(texts)):
        return texts
    pieces, start = [], 0
    for text in texts:
        pieces.append(joined[start : start + len(text)])
        start += len(text) + 1
    return pieces


_TOUCHING = 0.12  # of the height of a line: a gap that no writer leaves between words


def _joined(line: Line) -> Line:
    """The line with words put together that a PDF shows in pieces ("v" "ẫn"): touching, no syllables apart, one together."""
    words: list[Word] = []
    for word in line.words:
        if words and _belongs(words[-1], word):
            last = words.pop()
            raw = f"{last.printed}{word.printed}" if last.raw or word.raw else ""
            word = replace(last, text=last.text + word.text, raw=raw, bbox=union((last.bbox, word.bbox)))
        words.append(word)
    return line if len(words) == len(line.words) else Line(tuple(words))


def _belongs(left: Word, right: Word) -> bool:
    gap = right.bbox[0] - left.bbox[2]
    height = max(left.bbox[3] - left.bbox[1], 1.0)
    if not -height < gap < _TOUCHING * height or left.font != right.font:
        return False
    if not (left.text.isalpha() and right.text.isalpha()):
        return False
    apart = is_syllable(left.text) and is_syllable(right.text)
    return not apart and is_syllable(left.text + right.text)


def _finished(lines: list[Line]) -> list[Line]:
    """Residue, Eth and NFC over the whole page, word by word; words whose text would change in number stay."""
    separated = "\n".join("\t".join(word.text for word in line.words) for line in lines)
    done = finish(separated)
    if done == separated:
        return lines
    rows = [row.split("\t") for row in done.split("\n")]
    same = len(rows) == len(lines) and all(
        len(row) == max(len(line.words), 1) for row, line in zip(rows, lines, strict=True)
    )
    return [reread(line, row[: len(line.words)]) for line, row in zip(lines, rows, strict=True)] if same else lines
