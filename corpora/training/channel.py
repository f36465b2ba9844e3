"""What English OCR writes for Vietnamese letters, learned from pairs of lines by expectation-maximisation.

A syllable is onset + rime ("ngh" + "iệp"), cased; its reading is cut into a reading of each. A rime without an onset has a name of
its own ("^ủy": "ty" in a third of all cases, which "thủy" never is). Three tables come out: P(reading | onset), P(reading | rime)
and, for readings not seen, P(reading | letter) of 0 to 3 characters.
"""

from __future__ import annotations

import gzip
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from corpora.facts.restorer import ALONE, named_parts, strip_marks
from corpora.facts.syllables import counts

ROUNDS = 5
LONGEST = 3  # characters that one letter may be read as
SHARED = 5.0  # readings that a rime without an onset takes from the same rime behind onsets
SHORT = 2  # letters of a word that may be misread as a whole
_EDGE = re.compile(r"^([(“\"\[]*)(.*?)([.,;:)”\"\]…!?]*)$")

_QUOTES = str.maketrans("'‘`´", "’’’’")

Table = dict[str, dict[str, float]]


def align_words(read: list[str], truth: list[str]) -> Iterator[tuple[str, str]]:
    """Pairs of words by least edit distance of their bare letters; words without a partner are left out.

    A short word may have no letter in common with its reading: "ở" read "6", "là" read "14".
    """
    bare_read, bare_truth = [strip_marks(word.lower()) for word in read], [strip_marks(word.lower()) for word in truth]
    gap = 0.7
    cost = [[column * gap for column in range(len(truth) + 1)]]
    for row, left in enumerate(bare_read, start=1):
        line = [row * gap]
        for column, right in enumerate(bare_truth, start=1):
            same = cost[row - 1][column - 1] + Levenshtein.normalized_distance(left, right)
            line.append(min(same, cost[row - 1][column] + gap, line[-1] + gap))
        cost.append(line)
    row, column = len(read), len(truth)
    pairs = []
    while row and column:
        here = cost[row][column]
        distance = Levenshtein.normalized_distance(bare_read[row - 1], bare_truth[column - 1])
        if abs(here - cost[row - 1][column - 1] - distance) < 1e-9:
            row, column = row - 1, column - 1
            if distance < 0.75 or max(len(read[row]), len(truth[column])) <= SHORT:
                pairs.append((read[row], truth[column]))
        elif abs(here - cost[row - 1][column] - gap) < 1e-9:
            row -= 1
        else:
            column -= 1
    return reversed(pairs)


def syllable_pairs(lines: Iterable[tuple[str, str]]) -> Counter[tuple[str, str]]:
    """(reading, syllable as printed) with counts; punctuation that both have at their edges is cut off."""
    pairs: Counter[tuple[str, str]] = Counter()
    known = counts()
    for read, truth in lines:
        for left, right in align_words(read.split(), truth.split()):
            before, core, after = _edges(right)
            left = left.translate(_QUOTES)
            if core.lower() in known and (core.islower() or core.isupper() or core.istitle()):
                pairs[_trim(left, before, after), core] += 1
    return pairs


def _edges(word: str) -> tuple[str, str, str]:
    match = _EDGE.match(word)
    assert match
    return match[1], match[2], match[3]


def _trim(read: str, before: str, after: str) -> str:
    """The reading without the punctuation that the truth has at the same edge, in whatever form it was read."""
    if before:
        read = re.sub(r"^[^\w§€¢&$]{1,2}", "", read)
    if after:
        read = re.sub(r"[^\w§€¢&$’]{1,2}$", "", read)
    return read


def learn(pairs: Counter[tuple[str, str]]) -> tuple[Table, Table, Table]:
    """(onset, rime, letter) tables of log-probabilities-to-be: expected counts of each reading."""
    parts = {syllable: named_parts(syllable) for _, syllable in pairs}
    onset: Table = {}
    rime: Table = {}
    for _ in range(ROUNDS):
        onset_new: Table = defaultdict(lambda: defaultdict(float))
        rime_new: Table = defaultdict(lambda: defaultdict(float))
        for (read, syllable), count in pairs.items():
            first, second = parts[syllable]
            cuts = range(len(read) + 1) if first else range(1)
            weights = [
                _weight(onset, first, read[:cut]) * _weight(rime, second, read[cut:]) if first else 1.0 for cut in cuts
            ]
            total = sum(weights)
            for cut, weight in zip(cuts, weights, strict=True):
                if weight > 1e-4 * total:
                    onset_new[first][read[:cut]] += count * weight / total
                    rime_new[second][read[cut:]] += count * weight / total
        onset, rime = _normal(onset_new), _normal(rime_new)
    single = letters(onset_new, rime_new)
    _share(rime_new)
    return onset_new, rime_new, single


def _share(rime: Table) -> None:
    """Adds to each rime that stands alone a few readings of the same rime behind onsets."""
    for part, reads in list(rime.items()):
        if part.startswith(ALONE):
            behind = rime.get(part[1:], {})
            total = sum(behind.values())
            for read, count in behind.items():
                reads[read] = reads.get(read, 0.0) + min(SHARED / total, 1.0) * count


def _weight(table: Table, part: str, read: str) -> float:
    similar = math.exp(-2.5 * Levenshtein.distance(strip_marks(part.removeprefix(ALONE)), read))
    if part not in table:
        return similar
    return table[part].get(read, 0.0) + 1e-4 * similar


def _normal(table: Table) -> Table:
    return {
        part: {read: count / total for read, count in reads.items()}
        for part, reads in table.items()
        if (total := sum(reads.values()))
    }


def letters(onset: Table, rime: Table) -> Table:
    """Expected counts of readings of single letters, from the readings of onsets and rimes."""
    found: Table = {}
    for _ in range(ROUNDS):
        fresh: Table = defaultdict(lambda: defaultdict(float))
        chances = _normal(found)
        for table in (onset, rime):
            for part, reads in table.items():
                for read, count in reads.items():
                    if count >= 0.5 and part:
                        _spread(part.removeprefix(ALONE), read, count, chances, fresh)
        found = fresh
    return found


def _chance(chances: Table, letter: str, read: str) -> float:
    if not chances:
        return math.exp(-2.5 * Levenshtein.distance(strip_marks(letter), read))
    return chances.get(letter, {}).get(read, 0.0) + 1e-5


def _spread(part: str, read: str, count: float, chances: Table, fresh: Table) -> None:
    """Forward-backward over the cuts of `read` among the letters of `part`; adds expected counts to `fresh`."""
    size, length = len(part), len(read)
    forward = [[0.0] * (length + 1) for _ in range(size + 1)]
    forward[0][0] = 1.0
    for row in range(size):
        for start in range(length + 1):
            if forward[row][start]:
                for end in range(start, min(start + LONGEST, length) + 1):
                    forward[row + 1][end] += forward[row][start] * _chance(chances, part[row], read[start:end])
    backward = [[0.0] * (length + 1) for _ in range(size + 1)]
    backward[size][length] = 1.0
    for row in range(size - 1, -1, -1):
        for start in range(length + 1):
            backward[row][start] = sum(
                backward[row + 1][end] * _chance(chances, part[row], read[start:end])
                for end in range(start, min(start + LONGEST, length) + 1)
            )
    total = forward[size][length]
    if total <= 0:
        return
    for row in range(size):
        for start in range(length + 1):
            for end in range(start, min(start + LONGEST, length) + 1):
                chance = _chance(chances, part[row], read[start:end])
                share = forward[row][start] * chance * backward[row + 1][end] / total
                if share > 1e-3:
                    fresh[part[row]][read[start:end]] += count * share


REAL_SHARE = 0.15


def with_confusions(letters: Table, path: Path) -> Table:
    """The letter table with counts of a real letter (truth, ocr, count, total; ∅ for nothing) mixed in at 15 %."""
    mixed = {letter: dict(reads) for letter, reads in letters.items()}
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        truth, read, count, total = line.split("\t")
        reads = mixed.setdefault(truth, {})
        weight = max(sum(letters.get(truth, {}).values()), 100.0) * REAL_SHARE
        read = "" if read == "∅" else read
        reads[read] = reads.get(read, 0.0) + weight * float(count) / float(total)
    return mixed


def save(path: Path, tables: dict[str, Table], least: dict[str, float]) -> None:
    """TAB-separated: table, truth, reading, count (one decimal); readings rarer than `least` are left to the letters."""
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=9) as out:
        for name, table in tables.items():
            for part in sorted(table):
                for read, count in sorted(table[part].items(), key=lambda item: -item[1]):
                    if count >= least[name]:
                        out.write(f"{name}\t{part}\t{read}\t{count:.1f}\n")
