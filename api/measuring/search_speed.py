"""`cancu benchmark search`: how fast search is at size, and how often it is right, beside SQLite FTS5 and PostgreSQL full text.

The same made-up entries and letters go into each, as folded words; the same queries are put to each, one after another, on one
processor, the first ones unmeasured. Right is an answer whose first hit bears the number, or has all the words of the query before
any damage in its title. A query that finds nothing with all its words is put again to the baselines with any of them.

It ends in bounded time: a query of a baseline is broken off after LATE seconds and counts as that long and not right; no more
queries of a kind are put to an engine after BUDGET seconds. How many were put and how many were broken off stands in each row.
"""

from __future__ import annotations

import itertools
import os
import pickle
import random
import shutil
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import psycopg
import tantivy

from api.measuring.search import fact_subject, letter_subject
from api.services.indexed import DOCUMENT, ENTRY, WRITER_BYTES, WRITER_THREADS, Subject, document, opened
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
LATE = 5.0  # seconds after which a query of a baseline is broken off
BUDGET = 40.0  # seconds for the queries of a kind with an engine
KINDS = ("number", "words", "typos", "suggest")


@dataclass(frozen=True, slots=True)
class Asked:
    """A query of a kind. `right`: the folded number, or the words before any damage, that the first hit has to have."""

    kind: str
    text: str
    right: str


@dataclass(frozen=True, slots=True)
class Timed:
    """Milliseconds of a kind of query with one engine, and the share of right first hits. `queries` put, `late` of them broken off.
    `cpu50`, `cpu95`: processor time of this process, which a busy machine does not lengthen so much; a server's is not in it."""

    engine: str
    kind: str
    queries: int
    late: int
    p50: float
    p95: float
    cpu50: float
    cpu95: float
    first: float


@dataclass(frozen=True, slots=True)
class Built:
    """What an engine took in: entries and letters a second, also a second of this process's processor time (a server's is not in it);
    `finish`: seconds of that for merging and indexing behind the last; `one_more`: seconds until a letter more is found
    (None: not measured)."""

    engine: str
    entries: int
    letters: int
    entries_per_second: float
    letters_per_second: float
    entries_per_cpu_second: float
    finish: float
    mib: float
    one_more: float | None = None


def run(entries: int, letters: int, engines: Sequence[str]) -> Iterator[Built | Timed]:
    """Each figure as soon as it is measured; everything in a temporary folder that is gone afterwards. Raises KeyError on an unknown
    engine."""
    makers = [ENGINES[name] for name in engines]
    with tempfile.TemporaryDirectory() as folder:
        spool = Path(folder) / "subjects"
        asked = queries(_write(spool, subjects(entries, letters), entries))
        for make in makers:
            place = Path(folder) / make.name
            place.mkdir()
            with make(place) as engine:
                yield _build(engine, spool, entries, letters, place)
                for kind in KINDS:
                    with one_processor():
                        timed = _time(engine, kind, [one for one in asked if one.kind == kind])
                    yield timed
            shutil.rmtree(place, ignore_errors=True)


def subjects(entries: int, letters: int) -> Iterator[Subject]:
    """The made entries and behind them the letters; every hundredth entry is cited by some letters."""
    for number, fact in enumerate(made_registry.entries(entries)):
        yield fact_subject(number, fact, cited=number % 97 if number % 100 == 0 else 0)
    for number, letter in enumerate(made_registry.letters(letters), entries):
        yield letter_subject(number, letter)


def queries(chosen: Sequence[Subject], seed: int = 5) -> list[Asked]:
    """Numbers of chosen entries in several spellings, words of their titles folded and not, with slips, beginnings of words."""
    chance = random.Random(seed)
    asked = []
    for place, entry in enumerate(chosen[:QUERIES]):
        number = entry.number or ""
        spelt = (number, " ".join(words(number)), "".join(words(number)))[place % 3]
        asked.append(Asked("number", spelt, "".join(words(number))))
    for place, entry in enumerate(chosen[-QUERIES:]):
        title = entry.title.split()
        start = chance.randrange(max(1, len(title) - 6))
        typed = " ".join(title[start : start + chance.randint(2, 6)])
        said = words(typed)
        asked.append(Asked("words", typed if place % 2 else " ".join(said), " ".join(said)))
        longest = max(said, key=len)
        asked.append(
            Asked("typos", " ".join(slip(word, chance) if word == longest else word for word in said), " ".join(said))
        )
        cut = typed[: len(typed) - chance.randint(0, 2)]
        asked.append(Asked("suggest", cut if place % 3 else (entry.number or "")[: chance.randint(2, 6)], ""))
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
        self.writer = self.writer or self.index.writer(WRITER_BYTES, WRITER_THREADS)
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
        statement = f"select number, title from subject where subject match ? {order} limit {LIMIT}"
        end = time.perf_counter() + LATE
        self.connection.set_progress_handler(lambda: time.perf_counter() > end, 10_000)
        try:
            return self.connection.execute(statement, (match,)).fetchall()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
                raise TimeoutError from error
            raise


class Postgres:
    name = "PostgreSQL"

    def __init__(self, folder: Path) -> None:
        self.database = open_database(Settings(data=folder, database_url=""))
        self.pooled = self.database.engine.raw_connection()
        self.connection = cast(Any, self.pooled.driver_connection)
        self.connection.autocommit = True
        self.connection.execute("create unlogged table said (number text, title text, words text)")

    def __enter__(self) -> Postgres:
        return self

    def __exit__(self, *_: object) -> None:
        self.pooled.close()
        self.database.close()

    def add(self, batch: Sequence[Subject]) -> None:
        with self.connection.cursor() as cursor, cursor.copy("copy said (number, title, words) from stdin") as copy:
            for subject in batch:
                copy.write_row(_row(subject))

    def finish(self) -> None:
        for statement in (
            "set maintenance_work_mem = '1GB'",
            "create unlogged table subject as select number, title, to_tsvector('simple', words) as vector from said",
            "drop table said",
            "create index on subject using gin (vector)",
            "vacuum analyze subject",
            f"set statement_timeout = {int(LATE * 1000)}",
        ):
            self.connection.execute(statement)

    def first(self, query: str) -> tuple[str, str]:
        typed = words(query)
        for joined in (" & ".join(typed), " | ".join(typed)):
            rows = self._rows(joined, "order by ts_rank_cd(vector, query, 2) desc")
            if rows:
                return rows[0]
        return "", ""

    def suggest(self, prefix: str) -> int:
        return len(self._rows(" & ".join(words(prefix)) + ":*", ""))

    def _rows(self, query: str, order: str) -> list[tuple[str, str]]:
        statement = f"select number, title from subject, to_tsquery('simple', %s) query where vector @@ query {order} limit {LIMIT}"
        try:
            rows: list[tuple[str, str]] = self.connection.execute(statement, (query,)).fetchall()
        except psycopg.errors.QueryCanceled as error:
            raise TimeoutError from error
        return rows


ENGINES: dict[str, type[Tantivy] | type[Sqlite] | type[Postgres]] = {
    "cancu": Tantivy,
    "sqlite": Sqlite,
    "postgresql": Postgres,
}
Engine = Tantivy | Sqlite | Postgres


def _row(subject: Subject) -> tuple[str, str, str]:
    """Number, title and all words of a subject, folded, its number also in one word."""
    number = subject.number or ""
    said = " ".join(
        (subject.doc_type or "", number, "".join(words(number)), subject.title, subject.issuer or "", subject.text)
    )
    return number, subject.title, " ".join(words(said))


def _write(spool: Path, stream: Iterator[Subject], entries: int) -> list[Subject]:
    """The subjects in batches, entries and letters apart, so that each engine is given the same without making them again; entries
    by chance for the queries."""
    asked_of = set(random.Random(5).sample(range(entries), min(entries, 2 * QUERIES)))
    chosen: list[Subject] = []
    with spool.open("wb") as file:
        for part in (itertools.islice(stream, entries), stream):
            while batch := list(itertools.islice(part, BATCH)):
                chosen += [one for one in batch if one.id in asked_of]
                pickle.dump(batch, file)
    return chosen


def _batches(spool: Path) -> Iterator[list[Subject]]:
    with spool.open("rb") as file:
        while file.peek(1):
            yield pickle.load(file)  # written by this process


def _build(engine: Engine, spool: Path, entries: int, letters: int, folder: Path) -> Built:
    """Rates over what the engine itself does; what it does behind the last subject is shared out by time."""
    wall, spent = {ENTRY: 0.0, DOCUMENT: 0.0}, {ENTRY: 0.0, DOCUMENT: 0.0}
    for batch in _batches(spool):
        seconds, cpu = _timed(engine.add, batch)
        wall[batch[0].kind] += seconds
        spent[batch[0].kind] += cpu
    finish, cpu = _timed(engine.finish)
    share = wall[ENTRY] / sum(wall.values())
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1024**2
    return Built(
        engine.name,
        entries,
        letters,
        round(entries / (wall[ENTRY] + share * finish), 1),
        round(letters / (wall[DOCUMENT] + (1 - share) * finish), 1) if letters else 0.0,
        round(entries / (spent[ENTRY] + share * cpu), 1),
        round(finish, 1),
        round(size, 1),
        _one_more(engine, entries + letters),
    )


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


def _time(engine: Engine, kind: str, asked: Sequence[Asked]) -> Timed:
    """One query after another, those to warm up first; what the budget leaves of them."""
    work: Callable[[str], object] = engine.suggest if kind == "suggest" else engine.first
    end = time.perf_counter() + BUDGET
    for one in asked[:WARM]:
        _put(work, one)
        if time.perf_counter() > end - BUDGET / 2:
            break
    put: list[tuple[float, float, object]] = []
    for one in asked:
        if time.perf_counter() > end and len(put) > 1:
            break
        put.append(_put(work, one))
    right = sum(_is_right(one, answer) for one, (*_, answer) in zip(asked, put, strict=False))
    wall, cpu = (
        [round(cut, 2) for cut in statistics.quantiles(times, n=20)] for times in list(zip(*put, strict=True))[:2]
    )
    late = sum(answer is None for *_, answer in put)
    return Timed(engine.name, kind, len(put), late, wall[9], wall[18], cpu[9], cpu[18], round(right / len(put), 4))


def _put(work: Callable[[str], object], asked: Asked) -> tuple[float, float, object]:
    """Milliseconds, milliseconds of this process's processor time, the answer: None where it was broken off."""
    started, begun = time.perf_counter(), time.process_time()
    try:
        answer = work(asked.text)
    except TimeoutError:
        answer = None
    return (time.perf_counter() - started) * 1000, (time.process_time() - begun) * 1000, answer


def _is_right(asked: Asked, answer: object) -> bool:
    if not isinstance(answer, tuple):
        return bool(answer)
    number, title = answer
    if asked.kind == "number":
        return "".join(words(number)) == asked.right
    return set(asked.right.split()) <= set(words(title))


def _timed(work: Callable[..., object], *arguments: Iterable[Subject]) -> tuple[float, float]:
    """Seconds, and processor seconds of this process."""
    started, begun = time.perf_counter(), time.process_time()
    work(*arguments)
    return time.perf_counter() - started, time.process_time() - begun
