"""The best path through a lattice of candidates: a beam over trigram states with five-gram scores, many sentences at a time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpora.facts.restorer import POINT
from extractor.recovery.language_model import ORDER, Contexts, Floats, LanguageModel

Ints = NDArray[np.int64]
BEAM = 12
RIVALS = 9  # alternatives that a choice is weighed against
NEAR = 7.0  # nats by itself that a rival may be behind the likeliest candidate
LEAST_GAIN = 0.3
_NEVER = np.float32(-1e9)


def best_paths(model: LanguageModel, words: Ints, scores: Floats, weight: float = 1.0, beam: int = BEAM) -> Ints:
    """Index of the chosen candidate at each position.

    words   [sentences, positions, candidates] numbers of words in the model; any number where there is no candidate
    scores  the same shape: log score of each candidate by itself, -1e9 where there is none; positions after the end of a
            sentence have one candidate with score 0
    weight  of the language model's logarithms against the scores
    """
    sentences, positions, width = words.shape
    contexts = model.start((sentences, 1))
    total = np.zeros((sentences, 1), dtype=np.float32)
    last = np.zeros((sentences, 1), dtype=np.int64)
    came_from, chosen = [], []
    for position in range(positions):
        grown = _grow(model, contexts, total, words[:, position], scores[:, position], weight)
        parent, choice, total = _select(grown, last, width, beam)
        picked = np.take_along_axis(words[:, position], choice, axis=1)
        rows = np.arange(sentences)[:, None]
        contexts = model.extend(contexts.take(rows, parent), picked)
        last = choice
        came_from.append(parent)
        chosen.append(choice)
    return _trace(total, came_from, chosen)


def _grow(
    model: LanguageModel, contexts: Contexts, total: Floats, words: Ints, scores: Floats, weight: float
) -> Floats:
    """Score of every state with every next candidate, [sentences, states, candidates]."""
    sentences, states = total.shape
    width = words.shape[1]
    alive = (scores > _NEVER / 2)[:, None, :] & (total > _NEVER / 2)[:, :, None]
    grown = np.full((sentences, states, width), _NEVER, dtype=np.float32)
    where = np.nonzero(alive)
    gained = model.score(contexts.take(where[0], where[1]), words[where[0], where[2]])
    grown[where] = total[where[0], where[1]] + scores[where[0], where[2]] + np.float32(weight) * gained
    return grown


def _select(grown: Floats, last: Ints, width: int, beam: int) -> tuple[Ints, Ints, Floats]:
    """(parent state, candidate, score) of the best states: of those that share their last two candidates only the best."""
    sentences, states, _ = grown.shape
    flat = grown.reshape(sentences, -1)
    pair = (last[:, :, None] * width + np.arange(width)).reshape(sentences, -1)
    pair = pair + np.arange(sentences)[:, None] * (width * width)
    order = np.lexsort((-flat.ravel(), pair.ravel()))
    sorted_pairs = pair.ravel()[order]
    again = np.zeros(len(order), dtype=bool)
    again[order[1:]] = sorted_pairs[1:] == sorted_pairs[:-1]
    flat = np.where(again.reshape(flat.shape), _NEVER, flat)
    keep = min(beam, flat.shape[1])
    best = np.argpartition(-flat, keep - 1, axis=1)[:, :keep]
    return best // width, best % width, np.take_along_axis(flat, best, axis=1)


def _trace(total: Floats, came_from: list[Ints], chosen: list[Ints]) -> Ints:
    rows = np.arange(len(total))
    state = total.argmax(axis=1)
    path = []
    for parent, choice in zip(reversed(came_from), reversed(chosen), strict=True):
        path.append(choice[rows, state])
        state = parent[rows, state]
    return np.stack(path[::-1], axis=1) if path else np.zeros((len(total), 0), dtype=np.int64)


@dataclass(frozen=True, slots=True)
class _Neighbours:
    """Of each position of a path: the chosen candidate first, then its likeliest rivals. `ranked` and `table`
    [sentences, positions, rivals]: numbers of the candidates, and their worth with all n-grams that they are part of."""

    ranked: Ints
    table: Floats


def mend(model: LanguageModel, words: Ints, scores: Floats, paths: Ints, weight: float) -> tuple[Ints, Floats]:
    """(paths with single choices mended that the search lost, P(choice | the rest of the path) of each position).

    The search keeps one history for the last two candidates, so it can miss what four words later are worth.
    """
    found = _rivals(model, words, scores, paths, weight)
    better = found.table.argmax(axis=2)
    gain = found.table.max(axis=2) - found.table[:, :, 0]
    mended = (gain > LEAST_GAIN) & (gain >= _around(gain))
    rows = np.flatnonzero(mended.any(axis=1))
    if len(rows):
        best = np.take_along_axis(found.ranked, better[:, :, None], axis=2)[:, :, 0]
        paths = np.where(mended, best, paths)
        found.table[rows] = _rivals(model, words[rows], scores[rows], paths[rows], weight).table
    shares = np.exp(found.table - found.table.max(axis=2, keepdims=True))
    return paths, (shares[:, :, 0] / shares.sum(axis=2)).astype(np.float32)


def _around(gain: Floats) -> Floats:
    """The largest gain within reach of an n-gram of each position."""
    reach = ORDER - 1
    padded = np.pad(gain, ((0, 0), (reach, reach)))
    return np.max([padded[:, shift : shift + gain.shape[1]] for shift in range(2 * reach + 1)], axis=0)


def _rivals(model: LanguageModel, words: Ints, scores: Floats, paths: Ints, weight: float) -> _Neighbours:
    sentences, positions = paths.shape
    chosen = np.take_along_axis(words, paths[:, :, None], axis=2)[:, :, 0]
    contexts = [model.start((sentences,))]
    for position in range(positions):
        contexts.append(model.extend(contexts[-1], chosen[:, position]))
    before = Contexts(
        np.stack([context.keys for context in contexts[:-1]], axis=1),
        np.stack([context.back_off for context in contexts[:-1]], axis=1),
    )
    following = np.concatenate([chosen, np.full((sentences, ORDER - 1), POINT, dtype=np.int64)], axis=1)
    prior = np.where(scores > _NEVER / 2, scores + np.float32(0.8) * model.frequency[words], _NEVER)
    far = prior < prior.max(axis=2, keepdims=True) - NEAR
    np.put_along_axis(far, paths[:, :, None], False, axis=2)
    np.put_along_axis(prior, paths[:, :, None], np.float32(1e9), axis=2)
    ranked = np.argsort(-prior, axis=2)[:, :, : RIVALS + 1]
    ranked_scores = np.take_along_axis(np.where(far, _NEVER, scores), ranked, axis=2)
    doubtful = (ranked_scores > _NEVER / 2).sum(axis=2, keepdims=True) > 1
    row, column, slot = np.nonzero((ranked_scores > _NEVER / 2) & doubtful)
    word = words[row, column, ranked[row, column, slot]]
    context = before.take(row, column)
    value = ranked_scores[row, column, slot] + weight * model.score(context, word)
    for step in range(1, ORDER):
        context = model.extend(context, word)
        word = following[row, column + step]
        value += weight * model.score(context, word)
    table = np.full(ranked_scores.shape, _NEVER, dtype=np.float32)
    table[:, :, 0] = 0.0
    table[row, column, slot] = value
    return _Neighbours(ranked, table)
