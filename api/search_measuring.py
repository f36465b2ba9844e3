"""Measuring search on an index of the shipped registry and letters of our own. `cancu evaluate search`."""

import json
import tempfile
from collections.abc import Iterable
from pathlib import Path

import tantivy

from api.services.indexed import DOCUMENT, ENTRY, Subject, document, opened
from api.services.search import find
from corpora import search_set
from corpora.facts import registry
from corpora.search_set import MadeLetter, SearchScore

WRITER_BYTES = 100_000_000


def measure(split: str = "dev", seed: int = 1, count: int = 30) -> SearchScore:
    """Success of the queries of a split over all entries of the registry and the letters that cite them."""
    letters = search_set.letters()
    with tempfile.TemporaryDirectory() as folder:
        index = built(Path(folder), subjects(letters))
        keys = [*(fact.key for fact in registry.load()), *(letter.key for letter in letters)]

        def search(query: str) -> list[str]:
            hits = find(index.searcher(), index.schema, query, limit=search_set.BEST).hits
            return [keys[hit.id] for hit in hits]

        return search_set.score(search_set.queries(seed, count, split), search)


def report(split: str, misses: int, as_json: bool) -> str:
    """The measure as text with its misses, or as one JSON object. Raises KeyError on an unknown split."""
    measured = measure(split)
    lost = [
        f"{query.style}: {query.text} → {', '.join(found[:3]) or '—'} (đúng: {', '.join(sorted(query.right)[:3])})"
        for query, found in measured.missed
    ]
    rows = {row.style: {"count": row.count, "first": row.first, "best": row.best} for row in measured.styles}
    if as_json:
        total = {"first": round(measured.first, 4), "best": round(measured.best, 4)}
        return json.dumps(
            {"set": "search", "split": split, **total, "styles": rows, "misses": lost}, ensure_ascii=False
        )
    lines = [
        f"{style:<10} {row['count']:>4}  @1 {row['first']:.3f}  @10 {row['best']:.3f}" for style, row in rows.items()
    ]
    count = sum(row.count for row in measured.styles)
    lines.append(f"{split:<10} {count:>4}  @1 {measured.first:.4f}  @10 {measured.best:.4f}")
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
        text=" · ".join(part for part in (fact.title, *aliases, fact.issuer) if part),
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
