"""Search over entries and documents, with or without diacritics, by words or by a number in any spelling."""

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

import numpy
import tantivy
from pydantic import BaseModel
from pydantic_core import from_json
from rapidfuzz import process
from rapidfuzz.distance import OSA
from sqlmodel import Session, col, select
from tantivy import Occur, Query

from api.services.asking import MOST_WORDS, Asked, Asker, read, without_asking
from api.services.indexed import CITED, DOCUMENT, ENTRY, status_query
from api.services.snippets import snippet
from api.services.values import fold, words
from api.store import Store
from api.store_context import VIETNAM
from corpora.facts import tables
from models.tables import Mention

POOL = 200  # likely subjects that are ranked anew
LIKELY = 50  # subjects that begin so, of which the closest are suggested
KINDS = {"all": (CITED, ENTRY, DOCUMENT), ENTRY: (CITED, ENTRY), DOCUMENT: (DOCUMENT,)}
LOOK = 100  # subjects of a first look that are weighed with everything
LEAST_SIMILAR = 0.6  # of two words that are one misspelt
DIFFERS = 0.3  # cost of a word that differs, of its worth
LEAST_COVERED = 0.4  # share of what the query says, by worth
Order = Literal["relevance", "date", "cited"]
ORDERS = {
    "relevance": "cited",
    "date": "date",
    "cited": "cited",
}  # without words nothing is more relevant than the most cited


@dataclass(frozen=True, slots=True)
class Filters:
    """What hits have to be. `issuer`: a name or its letters ("BYT"); `status` is the effect on the day `on` (today where None);
    `citing`: id of a document that cites the entry."""

    doc_type: str | None = None
    issuer: str | None = None
    place: str | None = None
    year_from: int | None = None
    year_to: int | None = None
    status: str | None = None
    on: date | None = None
    citing: int | None = None


NO_FILTERS = Filters()


class Hit(BaseModel):
    """`snippet` is HTML-escaped, with the words of the query in <b>. `document_count`: letters that cite an entry."""

    kind: str
    id: int
    title: str
    number: str | None = None
    doc_type: str | None = None
    date: str | None = None
    issuer: str | None = None
    snippet: str = ""
    score: float = 0.0
    aliases: list[str] = []
    document_count: int = 0


class SearchResult(BaseModel):
    total: int
    hits: list[Hit]


class Suggestion(BaseModel):
    kind: str
    id: int
    text: str
    number: str | None = None


def search(
    store: Store,
    query: str,
    kind: str = "all",
    limit: int = 20,
    offset: int = 0,
    filters: Filters = NO_FILTERS,
    order: Order = "relevance",
) -> SearchResult:
    """Best first, or by date or times cited. `kind`: all | entry | document. Filters alone list what passes them."""
    with store.session() as session:
        store.index.follow(session)
        passing = _passing(session, store.index.schema, kind, filters)
    return find(store.index.searcher(), store.index.schema, query, passing, limit, offset, order)


def find(
    searcher: tantivy.Searcher,
    fields: tantivy.Schema,
    query: str,
    passing: Sequence[Query] = (),
    limit: int = 20,
    offset: int = 0,
    order: Order = "relevance",
    segmented: bool = True,
) -> SearchResult:
    """Search in one state of the index, among what passes all those queries. Not `segmented`: syllables that make one word weigh no
    more together than other neighbours, for measuring what that helps."""
    asked = read(query, segmented)
    if not asked.words and not (passing and not query.strip()):
        return SearchResult(total=0, hits=[])
    asker = Asker(searcher, fields)
    by: dict[str, Any] = {"weight_by_field": "weight"} if order == "relevance" else {"order_by_field": ORDERS[order]}
    found: Any
    if not asked.words:
        found = searcher.search(_among(Query.all_query(), passing), limit, True, ORDERS[order], offset)
        return SearchResult(total=found.count, hits=_hits(searcher, asked, found.hits))
    looks = not asked.phrases and order == "relevance" and offset + limit <= LOOK
    for one, many in ((asker.number(asked), False), (asker.every(asked), looks)):
        if one is None:
            continue
        total, few = _first_look(asker, asked, passing) if many else (0, [])
        wanted = asker.again(asked, few) if few else _among(one, passing)
        found = searcher.search(wanted, limit=max(limit, 1), offset=offset, count=True, **by)
        if found.count:
            hits = _hits(searcher, asked, found.hits[:limit])
            return SearchResult(total=max(found.count, total), hits=hits)
    if asked.phrases:
        return SearchResult(total=0, hits=[])
    likely = searcher.search(_among(asker.likely(asked), passing), limit=POOL, count=False)
    ranked = nearest(asker, asked, [address for _, address in likely.hits])
    return SearchResult(total=len(ranked), hits=_hits(searcher, asked, ranked[offset : offset + limit]))


def _first_look(asker: Asker, asked: Asked, passing: Sequence[Query]) -> tuple[int, list[int]]:
    """How many subjects have all words in their head, and the ordinals of the best of them by those words alone; nothing where they
    are so few that a first look saves nothing."""
    found: Any = asker.searcher.search(_among(asker.cheap(asked), passing), limit=LOOK, count=True)
    if found.count <= LOOK:
        return 0, []
    ordinals = asker.searcher.fast_field_values("ordinal", [address for _, address in found.hits])
    return found.count, [int(ordinal) for ordinal in ordinals if ordinal is not None]


def _among(query: Query, passing: Sequence[Query]) -> Query:
    if not passing:
        return query
    return Query.boolean_query([(Occur.Must, query), *((Occur.Must, other) for other in passing)])


def nearest(asker: Asker, asked: Asked, likely: Sequence[Any]) -> list[tuple[float, Any]]:
    """(score, address) of likely subjects, best first: how much of the query, misspelt or not, their head has, and how close
    together. Those that have little of it are left out."""
    said = [part for word in without_asking(asked.words) for part in asker.parts(word)]
    if not likely:
        return []
    heads = [words(str(asker.searcher.doc(address).get_all("text")[1])) or ["-"] for address in likely]
    starts = numpy.cumsum([0, *(len(head) for head in heads[:-1])])
    all_words = [word for head in heads for word in head]
    similar = process.cdist(said, all_words, scorer=OSA.normalized_similarity, score_cutoff=LEAST_SIMILAR)
    worth = numpy.array(asker.worths(said))
    covered = worth @ numpy.maximum.reduceat(similar, starts, axis=1) / worth.sum()
    together = numpy.maximum.reduceat(_runs(similar, worth, starts), starts) / worth.sum()
    order = numpy.argsort(-(covered + together), kind="stable")
    return [(float(covered[at] + together[at]), likely[at]) for at in order if covered[at] >= LEAST_COVERED]


def _runs(similar: Any, worth: Any, starts: Any) -> Any:
    """For each word of the heads the most that a stretch ending there has in common with a stretch of the query; a word that
    differs inside the stretch costs part of its worth. A stretch stays in one head; `starts`: where each begins."""
    run = best = numpy.zeros(similar.shape[1])
    for gains in numpy.where(similar > 0, similar, -DIFFERS) * worth[:, None]:
        before = numpy.concatenate(([0.0], run[:-1]))
        before[starts] = 0.0
        run = numpy.maximum(before + gains, 0)
        best = numpy.maximum(best, run)
    return best


def suggest(store: Store, prefix: str, limit: int = 10, kind: str = "all") -> list[Suggestion]:
    """Entries and documents whose number, title or alias has words that begin so."""
    with store.session() as session:
        store.index.follow(session)
    return complete(store.index.searcher(), store.index.schema, prefix, limit, kind)


def complete(
    searcher: tantivy.Searcher, fields: tantivy.Schema, prefix: str, limit: int = 10, kind: str = "all"
) -> list[Suggestion]:
    """Suggestions from one state of the index, entries before documents. Words are looked for among the entries that letters cite
    first, which is soon done and often enough; a number is never taken for another that is cited more."""
    typed = words(prefix)[:MOST_WORDS]
    asker = Asker(searcher, fields)
    wanted = asker.beginning(typed)
    if wanted is None:
        return []
    found: list[Suggestion] = []
    for one in KINDS[kind]:
        if one == CITED and any(word[0].isdigit() for word in typed):
            continue
        first = searcher.search(_among(wanted, [_exactly(fields, "kind", one)]), limit=LIKELY, count=False)
        ordinals = searcher.fast_field_values("ordinal", [address for _, address in first.hits])
        closest = asker.closest(typed, [int(ordinal) for ordinal in ordinals if ordinal is not None])
        best = searcher.search(closest, limit=limit, count=False, weight_by_field="weight")
        made = [_suggestion(searcher.doc(address)) for _, address in best.hits]
        found = made if one == ENTRY else found + made  # what letters cite is among all entries, in its place
        if len(found) >= limit:
            break
    return found[:limit]


def _suggestion(kept: tantivy.Document) -> Suggestion:
    shown = from_json(bytes(kept.get_first("shown") or b"{}"))
    kind = str(kept.get_first("uid")).partition(":")[0]
    return Suggestion(kind=kind, id=_id(kept), text=str(shown["title"]), number=shown["number"])


def _passing(session: Session, fields: tantivy.Schema, kind: str, filters: Filters) -> list[Query]:
    """A query for each filter that is set."""
    passing = [_exactly(fields, "kind", kind)] if kind in (ENTRY, DOCUMENT) else []
    issuer = tables.body_names().get((filters.issuer or "").upper(), filters.issuer)
    for name, value in (("type", filters.doc_type), ("issuer", issuer), ("place", filters.place)):
        if value:
            passing.append(_exactly(fields, name, " ".join(fold(value).split())))
    if filters.year_from or filters.year_to:
        integer = tantivy.FieldType.Integer
        passing.append(Query.range_query(fields, "year", integer, filters.year_from, filters.year_to))
    if filters.status:
        passing.append(status_query(fields, filters.status, filters.on or datetime.now(VIETNAM).date()))
    if filters.citing is not None:
        cited = session.exec(select(Mention.entry_id).where(col(Mention.document_id) == filters.citing).distinct())
        passing.append(Query.term_set_query(fields, "uid", [f"{ENTRY}:{entry_id}" for entry_id in cited]))
    return passing


def _exactly(fields: tantivy.Schema, field: str, value: str) -> Query:
    return Query.const_score_query(Query.term_query(fields, field, value), 0.0)


def _hits(searcher: tantivy.Searcher, asked: Asked, found: Iterable[tuple[Any, Any]]) -> list[Hit]:
    made = []
    for score, address in found:
        kept = searcher.doc(address)
        shown = from_json(bytes(kept.get_first("shown") or b"{}"))
        kind, text = str(kept.get_first("uid")).partition(":")[0], str(kept.get_first("text") or "")
        bare = kind == ENTRY and text == shown["issuer"]  # no letter says anything of it: no place to look for
        said = html.escape(text) if bare else snippet(text, asked.words)
        made.append(Hit(kind=kind, id=_id(kept), **shown, snippet=said, score=round(float(score), 3)))
    return made


def _id(kept: tantivy.Document) -> int:
    return int(str(kept.get_first("uid")).partition(":")[2])
