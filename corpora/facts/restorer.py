"""Files and conventions of the restorer's models: tokens, n-gram hashing, tables as they lie in the .npz files."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

import numpy as np

MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
SLOTS = 8  # entries of a bucket
LOAD = 0.9
ROUNDS = 400  # portions in which a table is filled, so that keys can choose the emptier bucket
STEP = 0.0625  # nats of one unit of a quantised logarithm

SPECIAL = ["<break>", "<unknown>", "<number>", "<point>"]
BREAK, UNKNOWN, NUMBER, POINT = range(4)

_PLACES = {
    f"{first}{pair[1]}": f"{pair[0]}{second}"
    for first, second, pairs in (
        ("o", "a", ("òà", "óá", "ỏả", "õã", "ọạ")),
        ("o", "e", ("òè", "óé", "ỏẻ", "õẽ", "ọẹ")),
        ("u", "y", ("ùỳ", "úý", "ủỷ", "ũỹ", "ụỵ")),
    )
    for pair in pairs
}
_LATE = re.compile(r"(?<!q)(?:o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ])$")


def fold_tone_place(syllable: str) -> str:
    """ "hoà" to "hòa", "thuỷ" to "thủy"; "quý", "toàn" as they are. Lower case in and out."""
    if len(syllable) < 2 or syllable.isascii() or not _LATE.search(syllable):
        return syllable
    return syllable[:-2] + _PLACES[syllable[-2:]]


@dataclass(frozen=True, slots=True)
class HashTable:
    """n-grams in buckets of 8 cells: 24 bits of the key's hash (0: empty), then log p in units of -STEP nats.

    Each key has two buckets and lies in either. One in a million absent n-grams is taken for present.
    """

    cells: np.ndarray  # uint32 [buckets, 8]
    back_off: np.ndarray | None  # uint8 [buckets, 8], log back-off weight in units of -STEP


def _mix(keys: np.ndarray) -> np.ndarray:
    mixed: np.ndarray = (keys ^ (keys >> np.uint64(31))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(29)
    return mixed


def places(keys: np.ndarray, buckets: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(check, first bucket, second bucket) of uint64 keys."""
    mixed = _mix(keys)
    check = np.maximum((mixed >> np.uint64(40)).astype(np.uint32), np.uint32(1))
    first = ((mixed & np.uint64(0xFFFFFFFF)) * np.uint64(buckets)) >> np.uint64(32)
    again = (mixed * MULTIPLIER) >> np.uint64(32)
    second = (again * np.uint64(buckets)) >> np.uint64(32)
    return check, first.astype(np.int64), second.astype(np.int64)


def quantise(logs: np.ndarray) -> np.ndarray:
    return np.clip(np.round(-logs / STEP), 0, 255).astype(np.uint8)


def pack(keys: np.ndarray, log_p: np.ndarray, back_off: np.ndarray | None) -> HashTable:
    """A table of all keys; the few that find both buckets full are left out."""
    buckets = int(len(keys) / LOAD / SLOTS) + 1
    check, first, second = places(keys, buckets)
    slot = _slots(first, second, buckets)
    kept = slot >= 0

    def column(values: np.ndarray, kind: type[np.generic]) -> np.ndarray:
        filled: np.ndarray = np.zeros(buckets * SLOTS, dtype=kind)
        filled[slot[kept]] = values[kept]
        return filled.reshape(buckets, SLOTS)

    cells = column((check << np.uint32(8)) | quantise(log_p), np.uint32)
    return HashTable(cells, None if back_off is None else column(quantise(back_off), np.uint8))


def _slots(first: np.ndarray, second: np.ndarray, buckets: int) -> np.ndarray:
    """Flat slot of each key, the emptier of its buckets preferred; -1 where both are full."""
    used = np.zeros(buckets, dtype=np.int64)
    slot = np.full(len(first), -1, dtype=np.int64)
    for portion in np.array_split(np.arange(len(first)), ROUNDS):
        swap = used[second[portion]] < used[first[portion]]
        choices = np.where(swap, second[portion], first[portion]), np.where(swap, first[portion], second[portion])
        for choice in choices:
            todo = np.flatnonzero(slot[portion] < 0)
            todo = todo[np.argsort(choice[todo], kind="stable")]
            bucket = choice[todo]
            rank = np.arange(len(bucket)) - np.searchsorted(bucket, bucket) + used[bucket]
            fits = rank < SLOTS
            slot[portion[todo[fits]]] = bucket[fits] * SLOTS + rank[fits]
            used += np.bincount(bucket[fits], minlength=buckets)
    return slot


def look_up(table: HashTable, keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(found, flat index of the cell) for a row of uint64 keys; the index is 0 where not found."""
    check, first, second = places(keys, len(table.cells))
    found, index = _match(table, check, first)
    todo = np.flatnonzero(~found)
    found[todo], index[todo] = _match(table, check[todo], second[todo])
    return found, index


def _match(table: HashTable, check: np.ndarray, bucket: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    found, index = np.zeros(len(bucket), dtype=bool), np.zeros(len(bucket), dtype=np.int64)
    differs = (
        table.cells.take(bucket, axis=0) ^ (check << np.uint32(8))[:, None]
    )  # `take` is three times as fast as [bucket]
    hit = np.flatnonzero(differs < np.uint32(256))
    row = hit // SLOTS
    found[row] = True
    index[row] = bucket[row] * SLOTS + hit % SLOTS
    return found, index


def log_p_at(table: HashTable, index: np.ndarray) -> np.ndarray:
    """log p (nats, float32) of cells by flat index."""
    steps: np.ndarray = (table.cells.ravel().take(index) & np.uint32(255)).astype(np.float32)
    return steps * np.float32(-STEP)


_ONSETS = ("ngh", "ch", "gh", "gi", "kh", "ng", "nh", "ph", "qu", "th", "tr", *list("bcdđghklmnpqrstvxfjwz"))


def split_syllable(syllable: str) -> tuple[str, str]:
    """(onset, rime): ("ngh", "iệp"), ("Qu", "ý"), ("G", "ì"), ("", "Ủy"). Case is kept; the rime of a syllable is never empty."""
    lower = syllable.lower()
    onset = next((onset for onset in _ONSETS if lower.startswith(onset) and len(lower) > len(onset)), "")
    if onset == "gi" and strip_marks(lower[2]) not in "aeiouy":
        onset = "g"
    return syllable[: len(onset)], syllable[len(onset) :]


ALONE = "^"  # before the name of a rime without an onset


def named_parts(syllable: str) -> tuple[str, str]:
    """Onset and rime as the channel's tables name them: ("th", "ủy"), ("", "^ủy")."""
    onset, rime = split_syllable(syllable)
    return (onset, rime) if onset else ("", ALONE + rime)


@cache
def _bare() -> dict[int, str]:
    letters = "".join(chr(code) for code in [*range(0xC0, 0x250), *range(0x1EA0, 0x1EFA)])
    table = {ord(letter): unicodedata.normalize("NFD", letter)[0] for letter in letters}
    return table | {ord("đ"): "d", ord("Đ"): "D"}


def strip_marks(text: str) -> str:
    """Bare letters of NFC text: "Đường" to "Duong"; the length is kept."""
    return text if text.isascii() else text.translate(_bare())
