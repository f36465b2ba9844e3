"""Learn where printed titles of cited documents end.

    python -m corpora.training.build_title_bounds --text FOLDER --registry registry.jsonl.gz [--out corpora/facts]

Truth without hands: wherever a paragraph cites a document whose title the register knows, and the words behind the number are that title, its end
is known. To these come the register's other titles, each set into a sentence of letters (title_continuations.txt, ours). A tenth of the documents (by their numbers) is held out, so that no tested title was ever seen. Four minutes on one core; prints the scores
for MODELS.md. Logistic regression, AdaGrad on the whole batch, L2; features seen fewer than LEAST times are dropped.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from corpora.facts.folding import fold
from corpora.facts.tables import bodies
from corpora.facts.title_bounds import boundaries, most_likely
from corpora.training.texts import paragraphs_of

NUMBER = re.compile(
    r"(?<![\w/])(\d{1,5}[A-Za-z]?(?:/\d{4})?/[A-ZĐ][\w&]*(?:-[A-ZĐ][\w&]*)*|\d{1,5}-[A-ZĐ]\w*/[A-ZĐ]\w*)"
)
WORD = re.compile(r"[^\W_]+")
LINK = re.compile(r"^(?:về việc|về|v/v)\s+", re.IGNORECASE)
REACH = 40  # words behind the number in which its title must begin: date and issuer stand between
MOST_MENTIONS = 25  # of one document, so that laws that everybody cites do not outweigh the others
LEAST_WORDS = 3
SHORT = 5  # words; shorter titles are too often words of the sentence: they must stand behind "về"
ABOUT = re.compile(r"\b(?:về(?: việc)?|v/v)\s+$", re.IGNORECASE)
LEAST = 4  # times that a feature must be seen
SET_SENTENCES = 12000
HELD_OUT = 10
FRAMES = Path(__file__).with_name("title_continuations.txt")
SENTENCE_LEADS = (
    "Thực hiện ",
    "Theo ",
    "Tại ",
    "Triển khai ",
    "Trên cơ sở ",
    "Các đơn vị thực hiện nghiêm ",
    "Tổ chức phổ biến ",
)
LOCAL_BODIES = 12 * (
    "UBND tỉnh",
    "Ủy ban nhân dân tỉnh",
    "UBND huyện",
    "UBND xã",
    "Sở Y tế",
    "Ban Chỉ đạo tỉnh",
)  # as letters print them
CITED = (
    "Nghị định số 30/2020/NĐ-CP ngày 05/3/2020 của Chính phủ",
    "Công văn số 120/BYT-KHTC",
    "Thông tư số 12/2024/TT-BYT",
    "Kế hoạch số 50/KH-UBND",
)
ROUNDS, RATE, RIDGE = 120, 0.5, 2e-6


class Example(NamedTuple):
    """A title text[begin:end] in a paragraph; `lead` is what stands before its citation."""

    text: str
    begin: int
    end: int
    lead: str
    number: str


def number_text(number: str) -> str:
    return re.sub(r"^0+(?=\d)", "", re.sub(r"\s", "", number).casefold())


def known_titles(registry: Path) -> dict[str, list[str]]:
    """Titles by number, without "về việc"; rows that were mined from running text are left out."""
    titles: dict[str, list[str]] = {}
    with gzip.open(registry, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            title = LINK.sub("", row["title"] or "")
            if row["source"] != "mined" and len(WORD.findall(title)) >= LEAST_WORDS:
                titles.setdefault(number_text(row["number"]), []).append(title)
    return titles


def examples(paragraphs: list[str], titles: dict[str, list[str]]) -> Iterator[Example]:
    """Citations whose printed words are the register's title, at most MOST_MENTIONS of each document."""
    seen: Counter[str] = Counter()
    for text in paragraphs:
        for match in NUMBER.finditer(text):
            number = number_text(match[1])
            if seen[number] >= MOST_MENTIONS:
                continue
            for title in titles.get(number, ()):
                span = _printed(text, match.end(), [fold(word) for word in WORD.findall(title)])
                if span is not None:
                    seen[number] += 1
                    yield Example(text, *span, text[: match.start()], number)
                    break


def _printed(text: str, start: int, title: list[str]) -> tuple[int, int] | None:
    """Where text behind `start` prints the title, word for word."""
    words = []
    for match in WORD.finditer(text, start):
        words.append(match)
        if len(words) == REACH + len(title):
            break
    forms = [fold(match[0]) for match in words]
    for first in range(min(REACH, len(forms) - len(title) + 1)):
        if forms[first : first + len(title)] == title:
            end = words[first + len(title) - 1].end()
            inside = text[words[first].start() : end]
            if text[end : end + 1] == ")" and inside.count("(") > inside.count(")"):
                end += 1
            begin = words[first].start()
            return (begin, end) if len(title) >= SHORT or ABOUT.search(text, start, begin) else None
        if ";" in text[start : words[first].end()]:
            return None
    return None


def set_sentences(titles: dict[str, list[str]], count: int) -> Iterator[Example]:
    """Titles of the register set behind a citation and before words with which letters go on."""
    chance = random.Random(11)
    frames = [line.split("\t") for line in FRAMES.read_text(encoding="utf-8").rstrip("\n").split("\n")]
    names = [*(body.name for body in bodies()), *LOCAL_BODIES]
    leads = {"basis": ("Căn cứ ",), "sentence": SENTENCE_LEADS, "item": ("- ", "")}
    for number in chance.choices(sorted(titles), k=count):
        kind, behind = chance.choice(frames)
        for slot, values in (("{body}", names), ("{citation}", CITED)):
            while slot in behind:
                behind = behind.replace(slot, chance.choice(values), 1)
        title = chance.choice(titles[number])
        title = title.capitalize() if title.isupper() else title[:1].lower() + title[1:]
        lead = chance.choice(leads[kind])
        before = f"{lead}Quyết định số {number} ngày 12/3/2024 của {chance.choice(names)} {chance.choice(('về việc ', 'về ', ''))}"
        yield Example(before + title + behind, len(before), len(before) + len(title.rstrip()), lead, number)


def held_out(number: str) -> bool:
    return zlib.crc32(number.encode()) % HELD_OUT == 0


def train(data: list[Example]) -> dict[str, float]:
    """Weights by feature. Places behind a title's end are no evidence: the hazard asks only while the title goes on."""
    rows: list[tuple[str, ...]] = []
    labels: list[bool] = []
    for example in data:
        for offset, features in boundaries(example.text, example.begin, len(example.text), example.lead):
            if offset > example.end + 2:
                break
            rows.append(features)
            labels.append(offset >= example.end - 1)
    counts = Counter(feature for row in rows for feature in row)
    names = [feature for feature, count in counts.items() if count >= LEAST]
    index = {feature: place for place, feature in enumerate(names, start=1)}
    return dict(zip(("", *names), fit(rows, np.array(labels, dtype=np.float64), index).tolist(), strict=True))


def fit(rows: list[tuple[str, ...]], labels: npt.NDArray[np.float64], index: dict[str, int]) -> npt.NDArray[np.float64]:
    """Logistic regression; place 0 is the constant, which unknown features also point to with weight none."""
    width = len(rows[0])
    grid = np.zeros((len(rows), width), dtype=np.int64)
    for row, features in enumerate(rows):
        grid[row] = [index.get(feature, -1) for feature in features]
    known = grid >= 0
    flat = np.where(known, grid, 0)
    weights, sums = np.zeros(len(index) + 1), np.full(len(index) + 1, 1e-8)
    for _ in range(ROUNDS):
        score = weights[0] + np.where(known, weights[flat], 0.0).sum(axis=1)
        error = 1.0 / (1.0 + np.exp(-np.clip(score, -30, 30))) - labels
        spread = np.where(known, error[:, None], 0.0)
        gradient: npt.NDArray[np.float64] = np.bincount(
            flat.ravel(), weights=spread.ravel(), minlength=len(weights)
        ).astype(np.float64)
        gradient[0] = error.sum()
        gradient = gradient + RIDGE * len(rows) * weights
        sums = sums + gradient**2
        weights = weights - RATE * gradient / np.sqrt(sums)
    return weights


def score(data: list[Example], weights: dict[str, float]) -> tuple[float, float, float]:
    """Shares of ends that are exact, too early, too late."""
    exact = early = 0
    for example in data:
        places = boundaries(example.text, example.begin, len(example.text), example.lead)
        end = most_likely(places, weights, len(example.text)).end
        exact += abs(end - example.end) <= 2
        early += end < example.end - 2
    return exact / len(data), early / len(data), 1 - (exact + early) / len(data)


def write(weights: dict[str, float], path: Path) -> None:
    """Weights in hundredths; those that round to nothing are left out."""
    kept = sorted((feature, round(100 * weight)) for feature, weight in weights.items() if abs(weight) >= 0.05)
    with gzip.GzipFile(path, "wb", mtime=0) as file:
        lines = (f"{feature}\t{weight}\n" for feature, weight in kept)
        file.write("".join(lines).encode())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--text", type=Path, required=True)
    parser.add_argument("--registry", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("corpora/facts"))
    arguments = parser.parse_args()
    titles = known_titles(arguments.registry)
    paragraphs = [text for path in sorted(arguments.text.glob("*.txt.gz")) for text in paragraphs_of(path)]
    random.Random(7).shuffle(paragraphs)
    data = list(examples(paragraphs, titles))
    learning = [example for example in data if not held_out(example.number)]
    testing = [example for example in data if held_out(example.number)]
    sentences = list(set_sentences(titles, SET_SENTENCES))
    learning += [example for example in sentences if not held_out(example.number)]
    weights = train(learning)
    path = arguments.out / "title_bounds.tsv.gz"
    write(weights, path)
    print(f"titles: {len(learning)} for learning, {len(testing)} held out; {path.stat().st_size} bytes")
    print("held out, real: exact {:.3f}, too early {:.3f}, too late {:.3f}".format(*score(testing, weights)))
    made = [example for example in sentences if held_out(example.number)]
    print("held out, set sentences: exact {:.3f}, too early {:.3f}, too late {:.3f}".format(*score(made, weights)))


if __name__ == "__main__":
    main()
