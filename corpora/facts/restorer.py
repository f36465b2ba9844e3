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
    f"{first}{late}": f"{early}{second}"
    for first, second, pairs in (
        ("o", "a", ("òà", "óá", "ỏả", "õã", "ọạ")),
        ("o", "e", ("òè", "óé", "ỏẻ", "õẽ", "ọẹ")),
        ("u", "y", ("ùỳ", "úý", "ủỷ", "ũỹ", "ụỵ")),
    )
    for early, late in pairs
}
_LATE = re.compile(r"(?<!q)(?:o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ])$")


def fold_tone_place(syllable: str) -> str:
    """"hoà" to "hòa", "thuỷ" to "thủy"; "quý", "toàn" as they are. Lower case in and out."""
    if len(syllable) < 2 or syllable.isascii() or not _LATE.search(syllable):
        return syllable
    return syllable[:-2] + _PLACES[syllable[-2:]]


@dataclass(frozen=True, slots=True)
class HashTable:
    """n-grams in buckets of 8: 16 bits of the key's hash (0: empty), log p and log back-off in units of -STEP nats.

    Each key has two buckets and lies in either. One in 4,000 absent n-grams is
    taken for present.
    """

    checks: np.ndarray  # uint16 [buckets, 8]
    log_p: np.ndarray  # uint8 [buckets, 8]
    back_off: np.ndarray | None  # uint8 [buckets, 8]


def _mix(keys: np.ndarray) -> np.ndarray:
    keys = keys ^ (keys >> np.uint64(31))
    keys = keys * np.uint64(0xBF58476D1CE4E5B9)
    return keys ^ (keys >> np.uint64(29))


def places(keys: np.ndarray, buckets: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(check, first bucket, second bucket) of uint64 keys."""
    mixed = _mix(keys)
    check = ((mixed >> np.uint64(48)) | np.uint64(1)).astype(np.uint16)
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

    def column(values: np.ndarray, kind: type) -> np.ndarray:
        cells = np.zeros(buckets * SLOTS, dtype=kind)
        cells[slot[kept]] = values[kept]
        return cells.reshape(buckets, SLOTS)

    weights = None if back_off is None else column(quantise(back_off), np.uint8)
    return HashTable(column(check, np.uint16), column(quantise(log_p), np.uint8), weights)


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
    """(found, flat index of the entry) for uint64 keys of any shape; the index is meaningless where not found."""
    shape = keys.shape
    check, first, second = places(keys.ravel(), len(table.checks))
    index = np.zeros(len(check), dtype=np.int64)
    found = np.zeros(len(check), dtype=bool)
    todo = np.arange(len(check))
    for bucket in (first, second):
        match = table.checks[bucket[todo]] == check[todo, None]
        hit = match.any(axis=1)
        index[todo[hit]] = bucket[todo[hit]] * SLOTS + match[hit].argmax(axis=1)
        found[todo[hit]] = True
        todo = todo[~hit]
    return found.reshape(shape), index.reshape(shape)


_ONSETS = ("ngh", "ch", "gh", "gi", "kh", "ng", "nh", "ph", "qu", "th", "tr", *"bcdđghklmnpqrstvxfjwz")


def split_syllable(syllable: str) -> tuple[str, str]:
    """(onset, rime): ("ngh", "iệp"), ("Qu", "ý"), ("G", "ì"), ("", "Ủy"). Case is kept; the rime of a syllable is never empty."""
    lower = syllable.lower()
    onset = next((onset for onset in _ONSETS if lower.startswith(onset) and len(lower) > len(onset)), "")
    if onset == "gi" and strip_marks(lower[2]) not in "aeiouy":
        onset = "g"
    return syllable[: len(onset)], syllable[len(onset) :]


@cache
def _bare() -> dict[int, str]:
    letters = "".join(chr(code) for code in [*range(0xC0, 0x250), *range(0x1EA0, 0x1EFA)])
    table = {ord(letter): unicodedata.normalize("NFD", letter)[0] for letter in letters}
    return table | {ord("đ"): "d", ord("Đ"): "D"}


def strip_marks(text: str) -> str:
    """Bare letters of NFC text: "Đường" to "Duong"; the length is kept."""
    return text if text.isascii() else text.translate(_bare())
