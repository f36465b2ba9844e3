"""How right recovered text is: legacy files, OCR garble, text stripped of its marks, clean text that must stay.

    run("legacy", folder, read=...)                 files with `<stem>.truth.txt` beside them; read(data, file_name) -> str
    run("garble", folder, restore=...)              *.txt of lines `read TAB truth`, or a reading `<stem>.txt` whose right text is
                                                    `<stem>.truth.txt`, there or in the folder `truth`; restore(text) -> list of lines
    run("stripped", folder, restore=...)            *.txt.gz, the held-out part
    run("clean", folder, recover=..., restore=...)  *.txt.gz, other languages, code, numbers: characters changed

The functions that are measured are handed in. Each run gives Row objects; `table(rows)` prints them. Where the packages viparse
(legacy) and pyvi (stripped) are installed, they read the same files in the same run.

Diacritic accuracy: texts in NFC with blanks collapsed are aligned on bare letters; of the truth's letters that carry a mark (and đ), the
share that came back exactly; "with case" also asks for the same case, which transcripts of fonts that draw small codes as capitals (.VnTimeH)
cannot give: they have the codes, not what the page shows. Syllables right: truth tokens in the longest-matching-blocks alignment over truth tokens.
"""

from __future__ import annotations

import difflib
import gzip
import importlib
import random
import statistics
import time
import unicodedata
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from pathlib import Path
from typing import Any

from rapidfuzz.distance import Levenshtein

from corpora.clean_texts import clean_texts
from corpora.facts.restorer import strip_marks

Read = Callable[[bytes, str], str]
RestoreLines = Callable[[str], list[str]]


@dataclass(frozen=True, slots=True)
class Row:
    """One measured file or set: named figures, 0 to 1 unless the name says otherwise."""

    name: str
    figures: dict[str, float]


def collapse(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def bare(text: str) -> str:
    """Letters without marks and case; the length is kept."""
    return "".join(letter.lower() if len(letter.lower()) == 1 else letter for letter in strip_marks(text))


def aligned(truth: str, found: str) -> Iterator[tuple[str, str]]:
    """Pairs of letters at equal places of the alignment on bare letters: words first, then letters within the gaps."""
    left, right = collapse(truth), collapse(found)
    left_words, right_words = left.split(" "), right.split(" ")
    codes = opcodes([bare(word) for word in left_words], [bare(word) for word in right_words])
    for equal, group in groupby(codes, key=lambda code: code[0] == "equal"):
        edits = list(group)
        one = " ".join(left_words[edits[0][1] : edits[-1][2]])
        two = " ".join(right_words[edits[0][3] : edits[-1][4]])
        yield from zip(one, two, strict=True) if equal else _by_letters(one, two)


def opcodes(one: Sequence[str], two: Sequence[str]) -> Iterator[tuple[str, int, int, int, int]]:
    """(tag, from, to, from, to) of the least edits that turn one sequence into the other."""
    for code in Levenshtein.opcodes(one, two):
        yield code.tag, code.src_start, code.src_end, code.dest_start, code.dest_end


def _by_letters(one: str, two: str) -> Iterator[tuple[str, str]]:
    for tag, a, b, c, d in opcodes(bare(one), bare(two)):
        if tag == "equal":
            yield from zip(one[a:b], two[c:d], strict=True)
        else:
            yield from ((letter, "") for letter in one[a:b])


def diacritic_accuracy(truth: str, found: str) -> tuple[float, float]:
    """(exact, whatever the case) share of the truth's marked letters that came back."""
    total = right = right_any_case = 0
    for letter, got in aligned(truth, found):
        if letter != strip_marks(letter):
            total += 1
            right += letter == got
            right_any_case += letter.lower() == got.lower()
    return (right / total, right_any_case / total) if total else (1.0, 1.0)


def character_accuracy(truth: str, found: str) -> float:
    """1 less edit distance over truth characters, not below 0."""
    left, right = collapse(truth), collapse(found)
    return max(1 - Levenshtein.distance(left, right) / max(len(left), 1), 0.0)


def syllables_right(truth: Sequence[str], found: Sequence[str]) -> int:
    """Truth tokens in the longest-matching-blocks alignment."""
    matcher = difflib.SequenceMatcher(None, truth, found, autojunk=False)
    return sum(block.size for block in matcher.get_matching_blocks())


def digits_harmed(read: str, restored: str, truth: str) -> int:
    """Words with a digit that were right as read and are not after restoration."""
    right_before = _with_digits(read) & _with_digits(truth)
    return len(right_before - _with_digits(restored))


def _with_digits(text: str) -> set[str]:
    return {word for word in text.split() if any(letter.isdigit() for letter in word)}


def legacy(folder: Path, read: Read) -> list[Row]:
    rows = []
    for truth_file in sorted(folder.glob("*.truth.txt")):
        stem = truth_file.name.removesuffix(".truth.txt")
        file = next(path for path in folder.glob(f"{stem}.*") if not path.name.endswith(".truth.txt"))
        truth = truth_file.read_text(encoding="utf-8")
        try:
            found = read(file.read_bytes(), file.name)
        except Exception as error:  # a file that cannot be read counts as a failure, with its reason in the name
            rows.append(Row(f"{file.name} ({type(error).__name__}: {error})", dict.fromkeys(LEGACY_FIGURES, 0.0)))
            continue
        exact, any_case = diacritic_accuracy(truth, found)
        words = collapse(truth).split(" ")
        codes = opcodes(words, collapse(found).split(" "))
        right = sum(b - a for tag, a, b, _, _ in codes if tag == "equal") / len(words)
        figures = (any_case, exact, character_accuracy(truth, found), right, _viparse_figure(truth, file))
        rows.append(Row(file.name, dict(zip(LEGACY_FIGURES, figures, strict=True))))
    return [*rows, *_middle(rows)]


def _middle(rows: Sequence[Row]) -> list[Row]:
    """Mean and median of each figure over the files."""
    figures = {name: [row.figures[name] for row in rows] for name in LEGACY_FIGURES} if rows else {}
    measures: dict[str, Callable[[list[float]], float]] = {"mean": statistics.fmean, "median": statistics.median}
    return [Row(of, {name: measure(values) for name, values in figures.items()}) for of, measure in measures.items()]


LEGACY_FIGURES = ("diacritics", "with case", "characters", "syllables", "viparse diac.")


def _viparse_figure(truth: str, file: Path) -> float:
    """Diacritic accuracy of viparse on the file; 0 where it fails or is not installed."""
    if not _optional("viparse"):
        return 0.0
    try:
        return diacritic_accuracy(truth, viparse_read(file.read_bytes(), file.name))[1]
    except Exception as error:  # the other program's failure is its figure; ours goes on
        warnings.warn(f"viparse: {file.name}: {error}", stacklevel=2)
        return 0.0


def garble(folder: Path, restore: RestoreLines, truth: Path | None = None) -> list[Row]:
    """Each file, named `<scan>-<letter>`; then all words of each kind of scan together."""
    rows = []
    for path in sorted(folder.glob("*.txt")):
        known = (truth or folder) / f"{path.stem}.truth.txt"
        if known.exists():
            texts = path.read_text(encoding="utf-8"), known.read_text(encoding="utf-8")
        else:
            texts = _pairs(path.read_text(encoding="utf-8"))
        if texts[1].strip():
            rows.append(_garbled(path.stem, *texts, restore))
    return [*rows, *_by_scan(rows)]


def _pairs(text: str) -> tuple[str, str]:
    """(what was read, the right text) of lines `read TAB truth`; empty where a text has none."""
    pairs = [line.split("\t") for line in text.splitlines() if line.count("\t") == 1]
    return "\n".join(pair[0] for pair in pairs), "\n".join(pair[1] for pair in pairs)


def _garbled(name: str, read: str, truth: str, restore: RestoreLines) -> Row:
    started = time.perf_counter()
    restored = "\n".join(restore(read))
    seconds = time.perf_counter() - started
    words = truth.split()
    figures = {
        "untouched": syllables_right(words, read.split()) / len(words),
        "syllables": syllables_right(words, restored.split()) / len(words),
        "words": float(len(words)),
        "digits harmed": float(digits_harmed(read, restored, truth)),
        "words/s": len(words) / seconds,
    }
    return Row(name, figures)


def _by_scan(rows: Sequence[Row]) -> list[Row]:
    kinds = sorted({row.name.split("-")[0] for row in rows if "-" in row.name})
    return [_pooled(f"{kind}, all", [row for row in rows if row.name.split("-")[0] == kind]) for kind in kinds]


def _pooled(name: str, rows: Sequence[Row]) -> Row:
    """One row for all words of several: shares weighted by words, counts added up."""
    words = sum(row.figures["words"] for row in rows)
    shares = {
        figure: sum(row.figures[figure] * row.figures["words"] for row in rows) / words
        for figure in ("untouched", "syllables")
    }
    seconds = sum(row.figures["words"] / row.figures["words/s"] for row in rows)
    harmed = sum(row.figures["digits harmed"] for row in rows)
    return Row(name, shares | {"words": words, "digits harmed": harmed, "words/s": words / seconds})


def stripped(folder: Path, restore: RestoreLines, words: int = 20_000, seed: int = 1) -> list[Row]:
    """Held-out paragraphs with all marks removed; pyvi beside where it is installed."""
    from corpora.training.texts import test_paragraphs

    paragraphs = list(test_paragraphs(folder))
    random.Random(seed).shuffle(paragraphs)
    sample: list[str] = []
    while paragraphs and sum(len(text.split()) for text in sample) < words:
        sample.append(paragraphs.pop())
    truth = "\n".join(sample)
    rows = [_restored("cancu", truth, restore)]
    if _optional("pyvi.ViUtils"):
        rows.append(_restored("pyvi", truth, pyvi_lines))
    return rows


def pyvi_lines(text: str) -> list[str]:
    """The lines by pyvi; a line that it fails on (KeyError on letters that it has not seen) as it was."""
    accents = _optional("pyvi.ViUtils")
    lines = []
    for line in text.split("\n"):
        try:
            lines.append(accents.add_accents(line))
        except KeyError:
            lines.append(line)
    return lines


def _restored(name: str, truth: str, restore: RestoreLines) -> Row:
    started = time.perf_counter()
    found = restore(strip_marks(truth))
    seconds = time.perf_counter() - started
    lines = truth.split("\n")
    words = [line.split() for line in lines]
    total = sum(map(len, words))
    right = sum(syllables_right(line, got.split()) for line, got in zip(words, found, strict=True))
    folded = sum(
        syllables_right(_one_tone_place(line), _one_tone_place(got.split()))
        for line, got in zip(words, found, strict=True)
    )
    harmed = sum(digits_harmed(strip_marks(line), got, line) for line, got in zip(lines, found, strict=True))
    figures = {"syllables": right / total, "syllables, either tone place": folded / total, "words": float(total)}
    return Row(name, figures | {"digits harmed": float(harmed), "words/s": total / seconds})


def _one_tone_place(words: Sequence[str]) -> list[str]:
    from corpora.facts.restorer import fold_tone_place

    return [fold_tone_place(word.lower()) for word in words]


def _optional(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def viparse_read(data: bytes, file_name: str) -> str:
    """The text that viparse gives, told to look for legacy charsets by itself. Raises what viparse raises."""
    import tempfile

    viparse = importlib.import_module("viparse")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / file_name
        path.write_bytes(data)
        return "\n".join(document.text for document in viparse.load(path, encoding="auto"))


def clean(folder: Path, recover: Callable[[str], str], restore: RestoreLines, size: int = 1_000_000) -> list[Row]:
    """Characters that change in clean text: Vietnamese of each file of the folder, other languages, code, numbers."""
    rows = []
    for name, text in chain(_starts(folder, size), clean_texts(size)):
        figures = {
            "characters": float(len(text)),
            "recover": float(harm(text, recover(text))),
            "restore": float(harm(text, "\n".join(restore(text)))),
        }
        rows.append(Row(name, figures))
    return rows


def _starts(folder: Path, size: int) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.glob("*.txt.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield path.name, lines.read(size)


def harm(text: str, after: str) -> int:
    """Characters harmed: edit distance by lines."""
    if text == after:
        return 0
    left, right = text.split("\n"), after.split("\n")
    if len(left) != len(right):
        return int(Levenshtein.distance(text, after))
    return sum(int(Levenshtein.distance(one, two)) for one, two in zip(left, right, strict=True) if one != two)


def run(name: str, folder: Path, **given: Any) -> list[Row]:
    """The rows of a named evaluation; KeyError for an unknown name."""
    evaluations: dict[str, Callable[..., list[Row]]]
    evaluations = {"legacy": legacy, "garble": garble, "stripped": stripped, "clean": clean}
    return evaluations[name](folder, **given)


def table(rows: Sequence[Row]) -> str:
    """Plain-text table of the rows."""
    if not rows:
        return ""
    names = list(rows[0].figures)
    width = max(len(row.name[:60]) for row in rows)
    lines = [" " * width + "".join(f"  {name:>14}" for name in names)]
    lines += [
        f"{row.name[:60]:<{width}}" + "".join(f"  {row.figures.get(name, 0.0):>14.4f}" for name in names)
        for row in rows
    ]
    return "\n".join(lines)
