"""`cancu benchmark search`: how fast search is at size, and how often it is right, beside SQLite FTS5 and PostgreSQL full text.

The same made-up entries and letters go into each, as folded words; the same queries are put to each, one after another, on one
processor, the first ones unmeasured. Right is an answer whose first hit bears the number, or has all the words of the query before
any damage in its title. A query that finds nothing with all its words is put again to the baselines with any of them.
"""

from __future__ import annotations

import itertools
import os
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, cast

import tantivy

from api.measuring.search import fact_subject, letter_subject
from api.services.indexed import Subject, document, opened
from api.services.search import complete, find
from api.services.values import words
from corpora import made_registry
from corpora.search_set import slip
from models.database import open_database
from models.settings import Settings

QUERIES = 200  # of each kind
WARM = 30  # queries put first, unmeasured
BATCH = 5000
LIMIT = 20
WRITER_BYTES = 256_000_000
KINDS = ("number", "words", "typos", "suggest")


@dataclass(frozen=True, slots=True)
class Asked:
    """A query of a kind. `right`: the folded number, or the words before any damage, that the first hit has to have."""

    kind: str
    text: str
    right: str


@dataclass(frozen=True, slots=True)
class Timed:
    """Milliseconds of a kind of query with one engine, and the share of right first hits. `cpu95`: processor time of this
    process, which a busy machine does not lengthen so much; a server's is not in it."""

    engine: str
    kind: str
    p50: float
    p95: float
    cpu95: float
    first: float


@dataclass(frozen=True, slots=True)
class Built:
    """How long an engine took to take everything in; `seconds` of one letter more until it is found (None: not measured)."""

    engine: str
    subjects: int
    per_second: float
    mib: float
    one_more: float | None = None


@dataclass(frozen=True, slots=True)
class Benchmark:
    entries: int
    letters: int
    load_average: float
    built: tuple[Built, ...]
    timed: tuple[Timed, ...]

    def to_json(self) -> dict[str, object]:
        return asdict(self)


def run(entries: int, letters: int, baselines: bool = True, told: Callable[[str], None] = print) -> Benchmark:
    """Everything in a temporary folder; `told` hears how far it is."""
    asked = queries(entries)
    built: list[Built] = []
    timed: list[Timed] = []
    with tempfile.TemporaryDirectory() as folder:
        for make in (Tantivy, Sqlite, Postgres) if baselines else (Tantivy,):
            place = Path(folder) / make.name
            place.mkdir()
            told(f"{make.name}: {entries} + {letters}")
            with make(place) as engine:
                built.append(_build(engine, entries, letters, place))
                with one_processor():
                    timed += _time(engine, asked)
    return Benchmark(entries, letters, round(os.getloadavg()[0], 2), tuple(built), tuple(timed))


def subjects(entries: int, letters: int) -> Iterator[Subject]:
    """The made entries and behind them the letters; every hundredth entry is cited by some letters."""
    for number, fact in enumerate(made_registry.entries(entries)):
        yield fact_subject(number, fact, cited=number % 97 if number % 100 == 0 else 0)
    for number, letter in enumerate(made_registry.letters(letters), entries):
        yield letter_subject(number, letter)


def queries(entries: int, seed: int = 5) -> list[Asked]:
    """Numbers in several spellings, words of titles folded and not, with slips, beginnings of words."""
    chance = random.Random(seed)
    chosen = set(chance.sample(range(entries), min(entries, 2 * QUERIES)))
    facts = [fact for number, fact in enumerate(made_registry.entries(entries)) if number in chosen]
    asked = []
    for number, fact in enumerate(facts[:QUERIES]):
        spelt = (fact.number, " ".join(words(fact.number)), "".join(words(fact.number)))[number % 3]
        asked.append(Asked("number", spelt, "".join(words(fact.number))))
    for number, fact in enumerate(facts[-QUERIES:]):
        title = (fact.title or "").split()
        start = chance.randrange(max(1, len(title) - 6))
        typed = " ".join(title[start : start + chance.randint(2, 6)])
        said = words(typed)
        asked.append(Asked("words", typed if number % 2 else " ".join(said), " ".join(said)))
        longest = max(said, key=len)
        asked.append(
            Asked("typos", " ".join(slip(word, chance) if word == longest else word for word in said), " ".join(said))
        )
        cut = typed[: len(typed) - chance.randint(0, 2)]
        asked.append(Asked("suggest", cut if number % 3 else fact.number[: chance.randint(2, 6)], ""))
    return asked


class one_processor:
    """Keeps this process, and what it starts, on one processor while it is open; where the system can do so."""

    def __enter__(self) -> None:
        self.before = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else None
        if self.before:
            os.sched_setaffinity(0, {min(self.before)})

    def __exit__(self, *_: object) -> None:
        if self.before:
            os.sched_setaffinity(0, self.before)


class Tantivy:
    name = "cancu"

    def __init__(self, folder: Path) -> None:
        self.index = opened(str(folder))
        self.writer: tantivy.IndexWriter | None = None

    def __enter__(self) -> Tantivy:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def add(self, batch: Sequence[Subject]) -> None:
        self.writer = self.writer or self.index.writer(WRITER_BYTES, 1)
        for subject in batch:
            self.writer.add_document(document(subject))

    def finish(self) -> None:
        assert self.writer is not None
        self.writer.commit()
        self.writer.wait_merging_threads()
        self.writer = None
        self.index.reload()

    def first(self, query: str) -> tuple[str, str]:
        hits = find(self.index.searcher(), self.index.schema, query, limit=LIMIT).hits
        return (hits[0].number or "", hits[0].title) if hits else ("", "")

    def suggest(self, prefix: str) -> int:
        return len(complete(self.index.searcher(), self.index.schema, prefix))


class Sqlite:
    name = "SQLite FTS5"

    def __init__(self, folder: Path) -> None:
        self.connection = sqlite3.connect(folder / "fts.db")
        self.connection.execute("pragma journal_mode = off")
        self.connection.execute("pragma synchronous = off")
        self.connection.execute(
            "create virtual table subject using fts5(number unindexed, title unindexed, words, prefix='2 3')"
        )

    def __enter__(self) -> Sqlite:
        return self

    def __exit__(self, *_: object) -> None:
        self.connection.close()

    def add(self, batch: Sequence[Subject]) -> None:
        self.connection.executemany("insert into subject values (?, ?, ?)", map(_row, batch))

    def finish(self) -> None:
        self.connection.commit()

    def first(self, query: str) -> tuple[str, str]:
        typed = [f'"{word}"' for word in words(query)]
        for joined in (" AND ".join(typed), " OR ".join(typed)):
            rows = self._rows(joined, "order by rank")
            if rows:
                return rows[0]
        return "", ""

    def suggest(self, prefix: str) -> int:
        *whole, last = words(prefix) or [""]
        return len(self._rows(" AND ".join([*(f'"{word}"' for word in whole), f'"{last}"*']), ""))

    def _rows(self, match: str, order: str) -> list[tuple[str, str]]:
        return self.connection.execute(
            f"select number, title from subject where subject match ? {order} limit {LIMIT}", (match,)
        ).fetchall()


class Postgres:
    name = "PostgreSQL"

    def __init__(self, folder: Path) -> None:
        self.database = open_database(Settings(data=folder, database_url=""))
        self.pooled = self.database.engine.raw_connection()
        self.connection = cast(Any, self.pooled.driver_connection)
        self.connection.autocommit = True
        self.connection.execute("create table subject (number text, title text, words text, vector tsvector)")

    def __enter__(self) -> Postgres:
        return self

    def __exit__(self, *_: object) -> None:
        self.pooled.close()
        self.database.close()

    def add(self, batch: Sequence[Subject]) -> None:
        with self.connection.cursor() as cursor, cursor.copy("copy subject (number, title, words) from stdin") as copy:
            for subject in batch:
                copy.write_row(_row(subject))

    def finish(self) -> None:
        self.connection.execute("update subject set vector = to_tsvector('simple', words)")
        self.connection.execute("create index on subject using gin (vector)")
        self.connection.execute("vacuum analyze subject")

    def first(self, query: str) -> tuple[str, str]:
        typed = words(query)
        for joined in (" & ".join(typed), " | ".join(typed)):
            rows = self._rows(joined, "order by ts_rank_cd(vector, query) desc")
            if rows:
                return rows[0]
        return "", ""

    def suggest(self, prefix: str) -> int:
        return len(self._rows(" & ".join(words(prefix)) + ":*", ""))

    def _rows(self, query: str, order: str) -> list[tuple[str, str]]:
        statement = f"select number, title from subject, to_tsquery('simple', %s) query where vector @@ query {order} limit {LIMIT}"
        rows: list[tuple[str, str]] = self.connection.execute(statement, (query,)).fetchall()
        return rows


Engine = Tantivy | Sqlite | Postgres


def _row(subject: Subject) -> tuple[str, str, str]:
    """Number, title and all words of a subject, folded, its number also in one word."""
    number = subject.number or ""
    said = " ".join(
        (subject.doc_type or "", number, "".join(words(number)), subject.title, subject.issuer or "", subject.text)
    )
    return number, subject.title, " ".join(words(said))


def _build(engine: Engine, entries: int, letters: int, folder: Path) -> Built:
    """Rate over what the engine itself does: making the subjects is not counted."""
    seconds = 0.0
    stream = subjects(entries, letters)
    while batch := list(itertools.islice(stream, BATCH)):
        seconds += _seconds(engine.add, batch)
    seconds += _seconds(engine.finish)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1024**2
    total = entries + letters
    return Built(engine.name, total, round(total / seconds, 1), round(size, 1), _one_more(engine, total))


def _one_more(engine: Engine, number: int) -> float | None:
    """Seconds until a letter that comes in now is found."""
    if not isinstance(engine, Tantivy):
        return None
    new = Subject("document", number, "Kế hoạch tiêm chủng mở rộng qwzx", number="4321/KH-QWZX", text="qwzx " * 200)
    started = time.perf_counter()
    engine.add([new])
    engine.finish()
    assert engine.first("qwzx")[0] == "4321/KH-QWZX"
    return round(time.perf_counter() - started, 3)


def _time(engine: Engine, asked: Sequence[Asked]) -> list[Timed]:
    timed = []
    for kind in KINDS:
        mine = [one for one in asked if one.kind == kind]
        work: Callable[[str], object] = engine.suggest if kind == "suggest" else engine.first
        for one in mine[:WARM]:
            work(one.text)
        times, spent, right = [], [], 0
        for one in mine:
            started, begun = time.perf_counter(), time.process_time()
            answer = work(one.text)
            times.append((time.perf_counter() - started) * 1000)
            spent.append((time.process_time() - begun) * 1000)
            right += _is_right(one, answer)
        cuts = [round(cut, 2) for cut in statistics.quantiles(times, n=20)]
        cpu95 = round(statistics.quantiles(spent, n=20)[18], 2)
        timed.append(Timed(engine.name, kind, cuts[9], cuts[18], cpu95, round(right / len(mine), 4)))
    return timed


def _is_right(asked: Asked, answer: object) -> bool:
    if not isinstance(answer, tuple):
        return bool(answer)
    number, title = answer
    if asked.kind == "number":
        return "".join(words(number)) == asked.right
    return set(asked.right.split()) <= set(words(title))


def _seconds(work: Callable[..., object], *arguments: Iterable[Subject]) -> float:
    started = time.perf_counter()
    work(*arguments)
    return time.perf_counter() - started
