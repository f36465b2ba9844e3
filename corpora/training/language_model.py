"""An interpolated Kneser-Ney n-gram model, pruned to a budget and packed into hashed tables of bytes.

Orders 1 to 5. The highest order has raw counts, lower orders count distinct left neighbours (raw counts for orders 3 and 4 were
tried: 0.9 points fewer syllables right on garble). An n-gram is kept where its own
probability tells most beyond its shorter form (count times log ratio, Seymore and Rosenfeld 1996); the mass of the others goes
to the back-off weight of their context, so that the model stays normalised.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from corpora.facts.restorer import BREAK, MULTIPLIER, HashTable, pack

U64 = np.uint64


@dataclass
class Order:
    """The n-grams of one order, sorted by key. `last`: position of one occurrence's last token."""

    keys: np.ndarray
    counts: np.ndarray
    last: np.ndarray
    log_p: np.ndarray
    log_back_off: np.ndarray


def window_keys(ids: np.ndarray, order: int) -> np.ndarray:
    """Polynomial hash of the `order` tokens that end at each position (uint64, wrapping); 0 where the text is too short."""
    keys = np.zeros(len(ids), dtype=U64)
    for back in range(order - 1, -1, -1):
        shifted = np.zeros(len(ids), dtype=U64)
        shifted[back:] = ids[: len(ids) - back].astype(U64) + U64(1)
        keys = keys * MULTIPLIER + shifted
    return keys


def usable(ids: np.ndarray, order: int) -> np.ndarray:
    """Positions whose window lies in one paragraph: no BREAK but as first token."""
    inside = np.ones(len(ids), dtype=bool)
    inside[: order - 1] = False
    for back in range(order - 1):
        inside[back:] &= ids[: len(ids) - back] != BREAK
    return inside


def collect(ids: np.ndarray, order: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(keys, counts, one position) of the distinct windows of an order."""
    positions = np.flatnonzero(usable(ids, order))
    keys = window_keys(ids, order)[positions]
    unique, first, counts = np.unique(keys, return_index=True, return_counts=True)
    return unique, counts.astype(np.float64), positions[first]


def estimate(ids: np.ndarray, words: int, highest: int, budget: dict[int, int], least: dict[int, int]) -> list[Order]:
    """Orders 1 to `highest` over `words` word numbers; at most `budget[n]` n-grams of order n, seen at least `least[n]` times, are kept."""
    raw = {order: collect(ids, order) for order in range(1, highest + 1)}
    windows = {order: window_keys(ids, order) for order in range(1, highest + 1)}
    orders = [_unigrams(ids, raw, words)]
    for order in range(2, highest + 1):
        keys, counts, last = raw[order]
        often = counts >= least[order]
        if order < highest:
            counts = _continuations(keys, raw[order + 1][2], windows[order], counts)
        orders.append(_interpolate(keys, counts, last, orders, windows, often, budget[order]))
    return orders


def _unigrams(ids: np.ndarray, raw: dict[int, tuple[np.ndarray, np.ndarray, np.ndarray]], words: int) -> Order:
    size = words
    seen = np.bincount(ids[raw[2][2]], minlength=size).astype(np.float64) + 0.5
    log_p = np.log(seen / seen.sum())
    keys = np.arange(size, dtype=U64) + U64(1)
    return Order(keys, seen, np.arange(size), log_p, np.zeros(size))


def _continuations(keys: np.ndarray, longer: np.ndarray, windows: np.ndarray, raw: np.ndarray) -> np.ndarray:
    """Number of distinct left neighbours of each n-gram; the raw count for n-grams that start a paragraph."""
    found, number = np.unique(windows[longer], return_counts=True)
    counts = np.zeros(len(keys))
    counts[np.searchsorted(keys, found)] = number
    return np.where(counts == 0, raw, counts)


def _discounts(counts: np.ndarray) -> tuple[float, float, float]:
    """Chen and Goodman's three discounts, for counts of one, two, and more."""
    n = [float(np.count_nonzero(counts == value)) for value in (1, 2, 3, 4)]
    y = n[0] / (n[0] + 2 * n[1])
    return 1 - 2 * y * n[1] / n[0], 2 - 3 * y * n[2] / max(n[1], 1), 3 - 4 * y * n[3] / max(n[2], 1)


def _interpolate(
    keys: np.ndarray,
    counts: np.ndarray,
    last: np.ndarray,
    lower: list[Order],
    windows: dict[int, np.ndarray],
    often: np.ndarray,
    budget: int,
) -> Order:
    """Probabilities of one order; sets the back-off weights of the order below."""
    order = len(lower) + 1
    below = lower[-1]
    discounts = _discounts(counts)
    held = counts - np.select([counts <= 1, counts <= 2], discounts[:2], discounts[2])
    contexts, group = np.unique(windows[order - 1][last - 1], return_inverse=True)
    totals = np.bincount(group, counts)
    shorter = _log_p(lower, windows, last)
    gamma = 1 - np.bincount(group, held) / totals
    p = held / totals[group] + gamma[group] * np.exp(shorter)
    worth = held * (np.log(p) - np.log(np.maximum(gamma[group], 1e-9)) - shorter)
    known = np.isin(contexts, below.keys)[group]
    worth[~known | ~often] = -np.inf
    keep = worth >= (np.partition(worth, -budget)[-budget] if budget < len(worth) else -np.inf)
    keep &= worth > 0
    gamma = np.clip(1 - np.bincount(group[keep], held[keep], len(contexts)) / totals, 1e-6, 1.0)
    p = held / totals[group] + gamma[group] * np.exp(shorter)
    place = np.searchsorted(below.keys, contexts)
    place = np.minimum(place, len(below.keys) - 1)
    hit = below.keys[place] == contexts
    below.log_back_off[place[hit]] = np.log(gamma[hit])
    return Order(keys[keep], counts[keep], last[keep], np.log(p[keep]), np.zeros(int(keep.sum())))


def _log_p(lower: list[Order], windows: dict[int, np.ndarray], last: np.ndarray) -> np.ndarray:
    """log p of the token at `last` by the model of the lower orders, its back-off weights set or not."""
    result: np.ndarray = lower[0].log_p[(windows[1][last] - U64(1)).astype(np.int64)]
    for number, order in enumerate(lower[1:], start=2):
        context = lower[number - 2]
        place = np.minimum(np.searchsorted(context.keys, windows[number - 1][last - 1]), len(context.keys) - 1)
        known = context.keys[place] == windows[number - 1][last - 1]
        back_off = np.where(known, context.log_back_off[place], 0.0)
        place = np.minimum(np.searchsorted(order.keys, windows[number][last]), len(order.keys) - 1)
        hit = order.keys[place] == windows[number][last]
        result = np.where(hit, order.log_p[place], result + back_off)
    return result


def tables(orders: list[Order]) -> list[HashTable]:
    """Orders 2 and up as hashed tables; the highest without back-off weights."""
    return [
        pack(order.keys, order.log_p, order.log_back_off if number < len(orders) else None)
        for number, order in enumerate(orders, start=1)
        if number > 1
    ]
