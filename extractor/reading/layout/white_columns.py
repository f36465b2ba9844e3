"""Columns that only white parts: stretches that no word of any row crosses.

Cells of neighbouring columns may stand closer than two words of one cell, so a stretch counts as white when no word crosses it,
however narrow it is; what makes it a corridor between columns is that headings stand on both sides, or that it is wide in many rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from extractor.document import Word
from extractor.reading.layout.lines import Row

Span = tuple[float, float]

MARK = re.compile(r"^(?:\d{1,3}(?:\.\d{1,3}){0,3}|[IVXL]{1,6}|[A-ZĐa-zđ])[.)]?$")  # the number of a row
BLANK = 0.38  # of the type size: a gap wider than between words
LEAST = 1.0  # points: least width of a corridor
WIDE_SHARES = (
    (BLANK, 0.7),
    (1.0, 0.35),
)  # of the type size: widths of a corridor, and in how many of its rows at least
FAR = 3.0  # of the type size: a gap counts no more than this
NEAR = 0.15  # of a word's width: how far from a white its seam may be
INK = 0.8  # height of a recognised word's ink, as a share of its type size


def type_size(words: Iterable[Word]) -> float:
    """Middle type size, points; of recognised words by the height of their ink."""
    return median([word.size or (word.bbox[3] - word.bbox[1]) / INK for word in words] or [12.0])


def chunks(words: Sequence[Word], size: float) -> list[list[Word]]:
    """Words of a row, left to right, parted where a gap is wider than between words."""
    parts: list[list[Word]] = []
    reach = 0.0
    for word in words:
        if parts and word.bbox[0] - reach <= BLANK * size:
            parts[-1].append(word)
        else:
            parts.append([word])
        reach = max(reach, word.bbox[2]) if len(parts[-1]) > 1 else word.bbox[2]
    return parts


def stretch(words: Sequence[Word]) -> Span:
    return min(word.bbox[0] for word in words), max(word.bbox[2] for word in words)


def heading_spans(rows: Sequence[Row], size: float) -> list[Span]:
    """Stretches of the headings, left to right; one over several columns is left out where it bridges those below."""
    joined: list[Span] = []
    for row in reversed(rows):
        for span in [stretch(part) for part in chunks(row.words, size)]:
            under = [other for other in joined if span[0] < other[1] + LEAST and other[0] < span[1] + LEAST]
            if len(under) < 2:
                joined = [other for other in joined if other not in under]
                low, high = zip(span, *under, strict=True)
                joined.append((min(low), max(high)))
    return sorted(joined)


def between(spans: Sequence[Span]) -> list[list[Span]]:
    """The white between neighbouring headings, to be narrowed row by row."""
    return [[(left[1], right[0])] for left, right in pairwise(spans)]


def narrowed(whites: Sequence[Sequence[Span]], words: Sequence[Word]) -> list[list[Span]]:
    """What the words leave of each white; nothing where they close it."""
    return [_without(white, words) for white in whites]


def _without(spans: Sequence[Span], words: Iterable[Word]) -> list[Span]:
    left = list(spans)
    for word in words:
        x0, _, x1, _ = word.bbox
        cut = [piece for low, high in left for piece in ((low, min(high, x0)), (max(low, x1), high))]
        left = [(low, high) for low, high in cut if high - low >= LEAST]
    return sorted(set(left))


def unglued(words: Sequence[Word], whites: Sequence[Sequence[Span]]) -> Iterator[Word]:
    """The words, those made two that run over a white where small letters meet a capital or a digit ("vụTỉnh")."""
    for word in words:
        spans = [span for white in whites for span in white if word.bbox[0] < span[0] and span[1] < word.bbox[2]]
        place = next((place for span in spans if (place := _seam(word, span))), 0)
        if place:
            x0, top, x1, bottom = word.bbox
            low, high = next(span for span in spans if _seam(word, span))
            yield replace(word, text=word.text[:place], bbox=(x0, top, low, bottom))
            yield replace(word, text=word.text[place:], bbox=(high, top, x1, bottom))
        else:
            yield word


def _seam(word: Word, span: Span) -> int:
    """Where in a word's text two words meet at the span; 0 where nothing shows it."""
    x0, _, x1, _ = word.bbox
    step, middle = (x1 - x0) / len(word.text), (span[0] + span[1]) / 2
    places = (place for place in range(1, len(word.text)) if _meet(word.text[place - 1], word.text[place]))
    return next((place for place in places if abs(x0 + step * place - middle) < NEAR * (x1 - x0)), 0)


def _meet(before: str, after: str) -> bool:
    """Whether one word ends and another begins between two letters."""
    if before.islower() or before in ".,;":
        return after.isupper() or after.isdigit()
    return before.isdigit() and after.isupper()


def best_cut(white: Sequence[Span], rows: Sequence[Row], size: float) -> float:
    """The middle of that stretch of a white at which the rows' gaps are widest together; of equal ones the last: cells begin alike."""

    def worth(span: Span) -> float:
        return sum(min(_gap(row.words, span), FAR * size) for row in rows)

    low, high = max(white, key=lambda span: (worth(span), span[1]))
    return (low + high) / 2


def _are_marks(rows: Sequence[Row], end: float) -> bool:
    """Whether nothing but numbers of rows stands left of `end`."""
    left = [word.text for row in rows for word in row.words if word.bbox[2] <= end + LEAST]
    return len(left) > 1 and all(map(MARK.match, left))


def _gap(words: Sequence[Word], span: Span) -> float:
    """Width of a row's gap at a white stretch; infinite where one side is empty."""
    middle = (span[0] + span[1]) / 2
    left = max((word.bbox[2] for word in words if word.bbox[2] <= middle), default=float("-inf"))
    right = min((word.bbox[0] for word in words if word.bbox[0] >= middle), default=float("inf"))
    return right - left


def corridors(rows: Sequence[Row], size: float) -> list[float]:
    """Middles of the stretches that no word crosses and that part two columns: wide in most rows that print in both, and in
    many wider than blanks of justified prose ever are."""
    words = [word for row in rows for word in row.words]
    whites = _without([stretch(words)], words) if words else []
    while whites:
        shares = [_wide_share(whites, place, rows, size) for place in range(len(whites))]
        least = min(shares)
        if least >= 1.0:
            break
        del whites[shares.index(least)]
    return [(low + high) / 2 for low, high in whites]


def _wide_share(whites: Sequence[Span], place: int, rows: Sequence[Row], size: float) -> float:
    """How far the rows that print in both columns beside a white show it: 1 where enough of them have wide gaps, or none does."""
    start = whites[place - 1][0] if place else float("-inf")
    end = whites[place + 1][1] if place + 1 < len(whites) else float("inf")
    gaps = [
        _gap([word for word in row.words if start < word.bbox[0] and word.bbox[2] < end], whites[place]) for row in rows
    ]
    both = [gap for gap in gaps if gap < float("inf")]
    widths = WIDE_SHARES[: 1 if not place and _are_marks(rows, whites[0][0]) else None]
    shares = [sum(gap > width * size for gap in both) / max(len(both), 1) / share for width, share in widths]
    return min(shares) if both else 1.0


def crossing(words: Sequence[Word], cuts: Sequence[float]) -> bool:
    """Whether a word runs over a cut."""
    return any(word.bbox[0] + LEAST < cut < word.bbox[2] - LEAST for word in words for cut in cuts)
