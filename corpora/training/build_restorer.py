"""Build the restorer's models from a folder of Vietnamese text.

    python -m corpora.training.build_restorer --text FOLDER [--registry registry.jsonl.gz] [--places admin_units.json]
        [--words words.txt] [--confusions ocr_confusions.tsv] [--pairs pairs.tsv] [--out corpora/facts]

Writes restorer_lm.npz, restorer_channel.tsv.gz and symbol_parts.tsv, and prints sizes and times. Without --pairs the line pairs of the
channel are made first (`corpora.training.ocr_pairs`, 800 pages). On two cores: 10 minutes for the language model, 50 for the pairs. The last 4 % of
each text file are held out; score the result with `cancu evaluate garble` and `corpora.recovery_evaluation`.
"""

from __future__ import annotations

import argparse
import time
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from corpora.facts.restorer import SPECIAL, fold_tone_place
from corpora.facts.syllables import counts
from corpora.training.case_and_symbols import capital_share, symbol_parts
from corpora.training.channel import learn, save, syllable_pairs, with_confusions
from corpora.training.language_model import Order, estimate, tables
from corpora.training.ocr_pairs import FONT_FOLDER, make_pairs
from corpora.training.texts import PHRASES_COUNT_AS, phrases, places, training_paragraphs
from corpora.training.tokens import encode, titles, tokens, vocabulary

HIGHEST = 5
BUDGET = {2: 700_000, 3: 1_900_000, 4: 1_600_000, 5: 1_000_000}
LEAST = {2: 1, 3: 2, 4: 2, 5: 2}
LEAST_READING = {"onset": 0.7, "rime": 0.7, "letter": 0.7}
PAGES = 800


def read_words(path: Path) -> Iterator[str]:
    """Words of several syllables of a word list, one a line."""
    for line in path.read_text(encoding="utf-8").splitlines():
        word = unicodedata.normalize("NFC", line.strip())
        if " " in word:
            yield word


def extra_text(arguments: argparse.Namespace) -> list[str]:
    """What stands beside the running text: titles, our phrases (counted 12 times), names of places, words."""
    extra = phrases() * PHRASES_COUNT_AS
    if arguments.registry:
        extra += titles(arguments.registry)
    if arguments.places:
        extra += places(arguments.places)
    if arguments.words:
        extra += read_words(arguments.words)
    return extra


def all_words(paragraphs: Iterable[str], extra: Iterable[str]) -> list[str]:
    """Frequent words of the text, words of the extra text, then every valid syllable."""
    words = vocabulary(paragraphs)
    known = set(words)
    syllables = {fold_tone_place(syllable) for syllable in counts()}
    seen = Counter(token for text in extra for token in tokens(text))
    words += [word for word, count in seen.items() if word not in known and (word in syllables or count >= 5)]
    return words + sorted(syllables - set(words))


def save_language_model(path: Path, words: list[str], orders: list[Order], capital: np.ndarray) -> None:
    arrays = {
        "words": np.frombuffer("\n".join(words).encode(), dtype=np.uint8),
        "capital": capital,
        "unigrams": orders[0].log_p.astype(np.float32),
        "unigram_back_off": orders[0].log_back_off.astype(np.float32),
    }
    for number, packed in enumerate(tables(orders), start=2):
        arrays[f"cells{number}"] = packed.cells
        if packed.back_off is not None:
            arrays[f"back_off{number}"] = packed.back_off
    np.savez(path, **arrays)  # type: ignore[arg-type]


def read_pairs(path: Path) -> list[tuple[str, str]]:
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return [(row[0], row[1]) for row in rows if len(row) == 2 and row[0]]


def build_channel(arguments: argparse.Namespace) -> None:
    if arguments.pairs:
        lines = read_pairs(arguments.pairs)
    else:
        lines = [pair for pair in make_pairs(arguments.text, arguments.fonts, PAGES, seed=101) if pair[0]]
    pairs = syllable_pairs(lines)
    onset, rime, letter = learn(pairs)
    if arguments.confusions:
        letter = with_confusions(letter, arguments.confusions)
    save(arguments.out / "restorer_channel.tsv.gz", {"onset": onset, "rime": rime, "letter": letter}, LEAST_READING)
    _say(f"channel: {len(lines)} lines, {sum(pairs.values())} syllables, {len(rime)} rimes")


def build_symbols(arguments: argparse.Namespace, paragraphs: Iterable[str]) -> None:
    rows = sorted(symbol_parts(paragraphs, arguments.registry).items(), key=lambda row: (-row[1], row[0]))
    text = "part\tcount\n" + "".join(f"{part}\t{count}\n" for part, count in rows)
    (arguments.out / "symbol_parts.tsv").write_text(text, encoding="utf-8")


def build_language_model(arguments: argparse.Namespace, paragraphs: list[str]) -> None:
    extra = extra_text(arguments)
    words = all_words(paragraphs, extra)
    ids = encode([*paragraphs, *extra], words)
    _say(f"language model: {len(ids)} tokens, {len(words) - len(SPECIAL)} words")
    orders = estimate(ids, len(words), HIGHEST, BUDGET, LEAST)
    capital = capital_share(paragraphs, words)
    path = arguments.out / "restorer_lm.npz"
    save_language_model(path, words, orders, capital)
    _say(f"language model: n-grams {[len(order.keys) for order in orders]}, {path.stat().st_size / 1e6:.1f} MB")


_STARTED = time.monotonic()


def _say(text: str) -> None:
    print(f"{time.monotonic() - _STARTED:7.0f} s  {text}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--text", type=Path, required=True)
    for name in ("registry", "places", "words", "confusions", "pairs"):
        parser.add_argument(f"--{name}", type=Path)
    parser.add_argument("--fonts", type=Path, default=FONT_FOLDER)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent.parent / "facts")
    arguments = parser.parse_args()
    paragraphs = list(training_paragraphs(arguments.text))
    _say(f"{len(paragraphs)} paragraphs")
    build_channel(arguments)
    build_symbols(arguments, paragraphs)
    build_language_model(arguments, paragraphs)


if __name__ == "__main__":
    main()
