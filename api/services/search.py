"""Search over entries and documents, with or without diacritics, by words or by a number in any spelling."""

import html
import math
import re
import unicodedata

import tantivy
from pydantic import BaseModel

from api.services.index import DOCUMENT, ENTRY, Found, exact_words
from api.services.values import fold, words
from api.store import Store
from corpora.facts import registry

SNIPPET = 220  # characters around the first match
POOL = 100  # hits that are ranked anew by how often they are cited
MAX_WORDS = 24  # of a query


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
    document_count: int = 0


class SearchResult(BaseModel):
    total: int
    hits: list[Hit]


class Suggestion(BaseModel):
    kind: str
    id: int
    text: str
    number: str | None = None


def search(store: Store, query: str, kind: str = "all", limit: int = 20, offset: int = 0) -> SearchResult:
    """Best first. All words have to be found; where nothing has them all, any. `kind`: all | entry | document."""
    typed = words(query)[:MAX_WORDS]
    if not typed:
        return SearchResult(total=0, hits=[])
    with store.session() as session:
        store.index.follow(session)
    for every in (True, False):
        total, found = store.index.search(_query(store.index.schema, query, typed, kind, every), POOL)
        if found:
            break
    if offset + limit > POOL:
        total, found = store.index.search(_query(store.index.schema, query, typed, kind, every), offset + limit)
    ranked = sorted(found, key=lambda item: -item.score * _weight(item))
    return SearchResult(total=total, hits=[_hit(item, set(typed)) for item in ranked[offset : offset + limit]])


def suggest(store: Store, prefix: str, limit: int = 10) -> list[Suggestion]:
    """Entries and documents whose number, title or alias has words that begin so."""
    typed = words(prefix)[:MAX_WORDS]
    if not typed:
        return []
    with store.session() as session:
        store.index.follow(session)
    schema = store.index.schema
    parts = [
        (tantivy.Occur.Must, _starting(schema, word) if word == typed[-1] else _whole(schema, word)) for word in typed
    ]
    _, found = store.index.search(tantivy.Query.boolean_query(parts), POOL)
    ranked = sorted(found, key=lambda item: (item.kind != ENTRY, -item.score * _weight(item)))[:limit]
    return [
        Suggestion(kind=item.kind, id=item.id, text=str(item.stored["title"]), number=item.stored.get("number"))
        for item in ranked
    ]


def _query(schema: tantivy.Schema, query: str, typed: list[str], kind: str, every: bool) -> tantivy.Query:
    must, should = tantivy.Occur.Must, tantivy.Occur.Should
    exact = exact_words(query)
    parts = [(must if every else should, _word(schema, word)) for word in typed]
    clauses = [(must, tantivy.Query.boolean_query(parts))]
    clauses += [(should, _boost(_term(schema, "exact", word), 0.5)) for word in exact if fold(word) != word]
    if len(typed) > 1:
        clauses.append((should, _boost(tantivy.Query.phrase_query(schema, "title", list(typed), slop=1), 3.0)))
        clauses.append((should, _boost(tantivy.Query.phrase_query(schema, "folded", list(typed), slop=1), 1.5)))
    for glued in _glued(typed):
        clauses.append((should, _boost(_term(schema, "number", glued), 6.0)))
    if kind in (ENTRY, DOCUMENT):
        clauses.append((must, tantivy.Query.const_score_query(_term(schema, "kind", kind), 0.0)))
    return tantivy.Query.boolean_query(clauses)


def _word(schema: tantivy.Schema, word: str) -> tantivy.Query:
    fields = [
        _boost(_term(schema, "number", word), 3.0 if any(char.isdigit() for char in word) else 1.0),
        _boost(_term(schema, "title", word), 2.0),
        _term(schema, "folded", word),
    ]
    return tantivy.Query.disjunction_max_query(fields, tie_breaker=0.2)


def _whole(schema: tantivy.Schema, word: str) -> tantivy.Query:
    return tantivy.Query.disjunction_max_query([_term(schema, "number", word), _term(schema, "title", word)])


def _starting(schema: tantivy.Schema, word: str) -> tantivy.Query:
    pattern = re.escape(word) + ".*"
    begun = [tantivy.Query.regex_query(schema, field, pattern) for field in ("number", "title")]
    return tantivy.Query.disjunction_max_query([_boost(_whole(schema, word), 3.0), *begun])


def _glued(typed: list[str]) -> list[str]:
    """The query as a number in one word: of "nghị quyết 57" nq57, of "57 nq tw" 57nqtw."""
    text = " ".join(typed)
    for name, code in sorted(registry.TYPE_CODES.items(), key=lambda pair: -len(pair[0])):
        text = re.sub(rf"\b{fold(name)}\b", fold(code), text)
    codes = [part for part in text.split() if part != "so"]
    if not any(char.isdigit() for char in text) or len(codes) > 6:
        return []
    return ["".join(codes)]


def _term(schema: tantivy.Schema, field: str, word: str) -> tantivy.Query:
    return tantivy.Query.term_query(schema, field, word)


def _boost(query: tantivy.Query, factor: float) -> tantivy.Query:
    return tantivy.Query.boost_query(query, factor)


def _weight(item: Found) -> float:
    """What letters cite comes before what only the registry has, central bodies before local ones."""
    cited = float(item.stored.get("document_count") or 0)
    weight = 1.0 + 0.15 * math.log1p(cited) + (0.25 if cited or item.kind == DOCUMENT else 0.0)
    return weight * (0.8 if item.stored.get("local") else 1.0)


def _hit(item: Found, typed: set[str]) -> Hit:
    stored = item.stored
    return Hit(
        kind=item.kind,
        id=item.id,
        title=stored["title"],
        number=stored.get("number"),
        doc_type=stored.get("doc_type"),
        date=stored.get("date"),
        issuer=stored.get("issuer"),
        snippet=snippet(stored.get("text", ""), typed),
        score=round(item.score, 3),
        document_count=stored.get("document_count") or 0,
    )


def snippet(text: str, typed: set[str], length: int = SNIPPET) -> str:
    """The stretch of the text with most different query words, escaped for HTML, those words in <b>."""
    text = re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()
    folded = fold(text)
    spots = [match for match in re.finditer(r"[0-9a-z]+", folded) if match[0] in typed]
    if not spots:
        return html.escape(text[:length]) + ("…" if len(text) > length else "")
    start = max(0, _best_start(spots, length) - 40)
    start = text.rfind(" ", 0, start) + 1 if start else 0
    end = min(len(text), start + length)
    if end < len(text):
        end = max(text.rfind(" ", start, end), start + 1)
    pieces, at = [], start
    for spot in spots:
        if start <= spot.start() and spot.end() <= end:
            pieces += [
                html.escape(text[at : spot.start()]),
                "<b>",
                html.escape(text[spot.start() : spot.end()]),
                "</b>",
            ]
            at = spot.end()
    pieces.append(html.escape(text[at:end]))
    return ("…" if start else "") + "".join(pieces) + ("…" if end < len(text) else "")


def _best_start(spots: list[re.Match[str]], length: int) -> int:
    """Start of the window of that length that holds most different words; the first of equals."""
    best, best_count, last = spots[0].start(), 0, 0
    for first, spot in enumerate(spots[:2000]):
        last = max(last, first)
        while last < len(spots) and spots[last].end() <= spot.start() + length - 60:
            last += 1
        count = len({found[0] for found in spots[first:last]})
        if count > best_count:
            best, best_count = spot.start(), count
    return best
