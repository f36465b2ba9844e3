"""Measuring search on an index of the shipped registry and letters of our own, and the linking of damaged numbers.
`cancu evaluate search | resolution`."""

import json
import tempfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import tantivy
from sqlmodel import col, select

from api.measuring.asked import Evaluation
from api.services.entries import link
from api.services.indexed import DOCUMENT, ENTRY, Subject, document, opened
from api.services.search import find
from api.store import Store, opened_store
from api.store_context import reading_context
from corpora import resolution_set, search_set
from corpora.facts import registry
from corpora.resolution_set import Link
from corpora.search_set import MadeLetter, SearchScore
from extractor.pipeline import extract
from models.errors import UnknownName
from models.record import Record
from models.settings import Settings
from models.tables import Document, Entry, Mention

SEEDS = {"dev": 1, "test": 2}
WRITER_BYTES = 100_000_000
HARD_TIMES = 5  # as many queries as of another style: the difference is small


@dataclass(frozen=True)
class Measured:
    """The ten styles; and queries of reordered words, with and without segmentation into words."""

    styles: SearchScore
    segmented: SearchScore
    plain: SearchScore


def measure(split: str = "dev", seed: int = 1, count: int = 30) -> Measured:
    """Success of the queries of a split over all entries of the registry and the letters that cite them."""
    letters = search_set.letters()
    keys = [*(fact.key for fact in registry.load()), *(letter.key for letter in letters)]
    with tempfile.TemporaryDirectory() as folder:
        index = built(Path(folder), subjects(letters))

        def search(query: str, segmented: bool = True) -> list[str]:
            found = find(index.searcher(), index.schema, query, limit=search_set.BEST, segmented=segmented)
            return [keys[hit.id] for hit in found.hits]

        hard = search_set.queries(seed, HARD_TIMES * count, split, search_set.HARD)
        return Measured(
            search_set.score(search_set.queries(seed, count, split), search),
            search_set.score(hard, search),
            search_set.score(hard, partial(search, segmented=False)),
        )


def report(asked: Evaluation, as_json: bool) -> str:
    """The measure "search" or "resolution" (of `asked.count` letters) as text with its misses, or as JSON. Raises UnknownName on an unknown split."""
    if asked.split not in SEEDS:
        raise UnknownName(asked.split)
    if asked.set_name == "search":
        return _report_search(asked.split, asked.misses, as_json)
    return _report_links(asked.split, asked.count, asked.misses, as_json)


def _report_links(split: str, count: int, misses: int, as_json: bool) -> str:
    """How many mentions by damaged numbers find their entry, in a store of their own that holds the registry."""
    made = resolution_set.letters(SEEDS[split], count)
    context = reading_context(Settings())
    with tempfile.TemporaryDirectory() as folder, opened_store(Settings(data=Path(folder), database_url="")) as store:
        measured = resolution_set.score(
            made, lambda letter: links_of(store, letter.name, extract(letter.text.encode(), letter.name, context))
        )
    found = measured.closed - sum(not key and not planted.open for planted, key in measured.missed)
    lost = [f"{one.kind}: {one.line[:120]} → {key or '—'} (đúng: {one.right})" for one, key in measured.missed]
    figures = {
        "mentions": measured.closed, "right": measured.right, "found": found, "all": measured.all, "wrong": measured.wrong
    }  # fmt: skip
    if as_json:
        kinds = {kind: {"right": right, "mentions": closed} for kind, (right, closed) in measured.kinds.items()}
        told = {"set": "resolution", "split": split, **figures, "kinds": kinds, "misses": lost}
        return json.dumps(told, ensure_ascii=False)
    lines = [f"{kind:<8} {right}/{closed} = {right / closed:.4f}" for kind, (right, closed) in measured.kinds.items()]
    lines.append(f"đúng {measured.right}/{measured.closed} = {measured.right / measured.closed:.4f} lời viện dẫn")
    lines.append(f"đúng {measured.right}/{found} = {measured.right / found:.4f} lời viện dẫn mà bộ đọc tìm thấy")
    lines.append(f"nhầm {measured.wrong}/{measured.all} = {measured.wrong / measured.all:.4f}")
    return "\n".join([*lines, *lost[:misses]])


def _report_search(split: str, misses: int, as_json: bool) -> str:
    measured = measure(split)
    lost = [
        f"{query.style}: {query.text} → {', '.join(found[:3]) or '—'} (đúng: {', '.join(sorted(query.right)[:3])})"
        for query, found in (*measured.styles.missed, *measured.segmented.missed)
    ]
    apart = {"có tách từ": measured.segmented.styles[0], "không tách từ": measured.plain.styles[0]}
    if as_json:
        rows = {row.style: asdict(row) for row in measured.styles.styles}
        total = {"first": round(measured.styles.first, 4), "best": round(measured.styles.best, 4)}
        hard = {"segmented": asdict(measured.segmented.styles[0]), "plain": asdict(measured.plain.styles[0])}
        told = {"set": "search", "split": split, **total, "styles": rows, "reordered": hard, "misses": lost}
        return json.dumps(told, ensure_ascii=False)
    lines = [
        f"{row.style:<10} {row.count:>4}  @1 {row.first:.3f}  @10 {row.best:.3f}" for row in measured.styles.styles
    ]
    count = sum(row.count for row in measured.styles.styles)
    lines.append(f"{split:<10} {count:>4}  @1 {measured.styles.first:.4f}  @10 {measured.styles.best:.4f}")
    lines += [
        f"từ ghép đảo thứ tự, {name}: {row.count} câu  @1 {row.first:.3f}  @10 {row.best:.3f}"
        for name, row in apart.items()
    ]
    return "\n".join([*lines, *lost[:misses]])


def built(folder: Path, made: Iterable[Subject]) -> tantivy.Index:
    """An index of subjects in a folder."""
    index = opened(str(folder))
    writer = index.writer(WRITER_BYTES, 1)
    for subject in made:
        writer.add_document(document(subject))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    return index


def subjects(letters: list[MadeLetter]) -> Iterable[Subject]:
    """Entries of the registry, numbered in its order, and behind them the letters."""
    cited: dict[str, int] = {}
    for letter in letters:
        for key in {cites.key for cites in letter.cites}:
            cited[key] = cited.get(key, 0) + 1
    facts = registry.load()
    for number, fact in enumerate(facts):
        yield fact_subject(number, fact, cited.get(fact.key, 0))
    for number, letter in enumerate(letters, len(facts)):
        yield letter_subject(number, letter)


def fact_subject(number: int, fact: registry.LegalDocument, cited: int = 0) -> Subject:
    """A fact as an entry that `cited` letters cite."""
    aliases = registry.aliases_by_key().get(fact.key, ())
    year = registry.year_in_number(fact.number) or (fact.date or "")[:4]
    return Subject(
        ENTRY,
        number,
        fact.title or fact.key,
        number=fact.number,
        doc_type=fact.doc_type,
        type_code=fact.key.split(" ")[0],
        date=fact.date,
        year=int(year) if year else None,
        place=fact.place,
        issuer=fact.issuer,
        aliases=aliases,
        text=fact.issuer or "",
        cited=cited,
        phases=registry.phases(fact),
    )


def letter_subject(number: int, letter: MadeLetter) -> Subject:
    return Subject(
        DOCUMENT,
        number,
        letter.title,
        number=letter.number,
        doc_type=letter.doc_type,
        date=letter.date,
        year=int(letter.date[:4]),
        place=letter.place,
        issuer=letter.issuer,
        text=letter.text,
    )


def links_of(store: Store, name: str, record: Record) -> list[Link]:
    """What linking makes of a letter's record; the store is left as it was."""
    with store.session() as session:
        document = Document(sha256=name, file_name=name)
        session.add(document)
        session.flush()
        link(session, document, record)
        rows = session.exec(
            select(Mention.raw, Mention.sentence, Entry.key)
            .join(Entry, col(Entry.id) == col(Mention.entry_id))
            .where(Mention.document_id == document.id)
        ).all()
        session.rollback()
    return [Link(raw, sentence, key) for raw, sentence, key in rows]
