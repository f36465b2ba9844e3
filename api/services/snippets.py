"""The stretch of a text that says most of what was asked for, as HTML with the words in <b>. Pure."""

import html
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from api.services.values import fold

LENGTH = 220  # characters of a snippet
STEP = 8000  # characters that are looked through at a time: most texts say it all early
Spot = tuple[int, int]


def snippet(text: str, asked: Sequence[str]) -> str:
    """`asked`: folded words. The first of the stretches with most of them, and most side by side; the beginning where there is none."""
    spots = _best(text, asked)
    if not spots:
        start = " ".join(text[: 2 * LENGTH].split())
        return html.escape(start[:LENGTH]) + ("…" if len(start) > LENGTH else "")
    begin, end = _around(text, spots[0][0], spots[-1][1])
    pieces: list[str] = []
    at = begin
    for word, behind in spots:
        pieces += [html.escape(text[at:word]), "<b>", html.escape(text[word:behind]), "</b>"]
        at = behind
    marked = " ".join("".join((*pieces, html.escape(text[at:end]))).split())
    return ("…" if text[:begin].strip() else "") + marked + ("…" if text[end:].strip() else "")


def _best(text: str, asked: Sequence[str]) -> list[Spot]:
    """Where the asked words stand in the best stretch."""
    wanted, pairs = set(asked), set(pairwise(asked))
    if not wanted:
        return []
    pattern = re.compile(rf"(?<![0-9a-z])(?:{'|'.join(map(re.escape, wanted))})(?![0-9a-z])")
    best: list[Spot] = []
    most = (0, 0)
    for start in range(0, max(len(text) - LENGTH, 1), STEP):
        said = fold(text[start : start + STEP + LENGTH])
        for stretch in _stretches([match.span() for match in pattern.finditer(said)]):
            worth = len({said[begin:end] for begin, end in stretch}), _together(said, stretch, pairs)
            if worth > most:
                most, best = worth, [(start + begin, start + end) for begin, end in stretch]
        if most[0] == len(wanted):
            break
    return best


def _together(said: str, stretch: Sequence[Spot], pairs: set[tuple[str, str]]) -> int:
    """How many different neighbours of the query stand side by side."""
    sides = (
        (said[first[0] : first[1]], said[then[0] : then[1]])
        for first, then in pairwise(stretch)
        if then[0] - first[1] <= 2
    )
    return len(pairs.intersection(sides))


def _stretches(spots: Sequence[Spot]) -> Iterator[Sequence[Spot]]:
    """For each spot the longest row of spots that begins there and fits."""
    end = 0
    for place, (begin, _) in enumerate(spots):
        while end < len(spots) and spots[end][1] - begin <= LENGTH:
            end += 1
        yield spots[place:end]


def _around(text: str, begin: int, end: int) -> Spot:
    """The stretch widened to its length, a third of what is left before it, and cut between words."""
    room = max(LENGTH - (end - begin), 0)
    start = max(begin - room // 3, 0)
    stop = min(start + max(LENGTH, end - begin), len(text))
    if start and not text[start - 1].isspace():
        start = next((place + 1 for place in range(start, begin) if text[place].isspace()), begin)
    if stop < len(text) and not text[stop].isspace():
        stop = next((place for place in range(stop, end, -1) if text[place].isspace()), end)
    return start, stop
