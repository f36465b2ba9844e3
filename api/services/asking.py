"""From what a person types to queries of the engine, the strictest first. Pure: it asks the index for counts only.

1. a number:    the serial, and the type, letters and years that stand beside it
2. all words:   each in number, head, text or as the year; a phrase in quotes as it stands
3. likely ones: any of the words that tell most; unknown ones as what they may be slips of. `api.services.search` ranks them anew
"""

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import tantivy
from tantivy import Occur, Query

from api.services import segmenting, spelling
from api.services.values import fold, words
from corpora.facts import registry, tables

MOST_WORDS = 24
QUOTED = re.compile(r"[\"“”„«]([^\"“”„«»]+)[\"“”»]")
YEAR = re.compile(r"(?:19|20)\d\d")
GLUED = re.compile(r"([a-z]+)(\d{1,5})")  # qd749
FILLERS = frozenset({"so", "nam", "ngay", "thang", "va", "cua"})
MOST_BEGUN = 8  # words that a begun one may become
PAIR = 1.0  # worth of two neighbours that stand together
WORD = 4.0  # the same of two syllables of one word
NAME_FIELDS = ("type", "issuer", "place")
NAMED = 6.0  # worth of the type, the body, the place that the query names
LONGEST_NAME = 10  # words
MOST_TELLING = 7  # words by which likely subjects are looked up
MOST_MEANT = 5  # words that an unknown one may mean
ISSUED = 8.0  # worth of the year of issue


@dataclass(frozen=True, slots=True)
class Asked:
    """Folded words, words with their marks, phrases in quotes as folded words. `groups`: the words again, parted as the language
    joins syllables: an, toan thuc pham."""

    words: tuple[str, ...]
    marked: tuple[str, ...]
    phrases: tuple[tuple[str, ...], ...] = ()
    groups: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class AskedNumber:
    """`code`: letters of the type ("qd"); `rest`: other words of the number."""

    serial: str
    code: str
    years: tuple[str, ...]
    rest: tuple[str, ...]


def read(text: str, segmented: bool = True) -> Asked:
    """Of `"an toàn thông tin" 2025` the words, and the phrase. Without diacritics, or not `segmented`, each word is a group."""
    phrases = [tuple(words(match[1])) for match in QUOTED.finditer(text)]
    typed = re.findall(r"\w+", unicodedata.normalize("NFC", text).lower())
    said, marked = words(text)[:MOST_WORDS], [word for word in typed[:MOST_WORDS] if fold(word) != word]
    return Asked(
        tuple(said),
        tuple(marked),
        tuple(phrase[:MOST_WORDS] for phrase in phrases if len(phrase) > 1),
        segmenting.groups(text, said) if marked and segmented else segmenting.single(said),
    )


class Asker:
    """Makes the queries over one state of the index."""

    def __init__(self, searcher: tantivy.Searcher, fields: tantivy.Schema) -> None:
        self.searcher = searcher
        self.fields = fields

    def beginning(self, typed: Sequence[str]) -> Query | None:
        """Subjects whose head has these words, the last one begun only. None where no word begins so."""
        if not typed:
            return None
        *whole, last = typed
        fields = ("head",) if whole or last.isalpha() else ("number", "head")
        if whole and len(last) == 1:
            return _all(self._term("head", word) for word in whole)
        begun = [
            (Occur.Should, self._term(field, word))
            for field in fields
            for word in self._begun(field, last, bool(whole))
        ]
        if not begun:
            return None
        return Query.boolean_query(
            [*((Occur.Must, self._term("head", word)) for word in whole), (Occur.Must, Query.boolean_query(begun))]
        )

    def _begun(self, field: str, start: str, follows: bool) -> list[str]:
        """Words that begin so; of digits alone that are a number themselves only it: the engine would go through thousands."""
        if not follows and start.isdigit() and self.searcher.doc_freq(field, start) >= MOST_BEGUN:
            return [start]
        return [word for word, _ in self.searcher.terms_with_prefix(field, start, limit=MOST_BEGUN)]

    def closest(self, typed: Sequence[str], ordinals: Sequence[int]) -> Query:
        """Of those subjects the ones that have the words as they were typed, the last one begun, before the others."""
        among = self._those(ordinals)
        *whole, last = typed if len(typed[-1]) > 1 else typed[:-1] or typed
        if whole and len(typed[-1]) > 1:
            as_typed = Query.phrase_prefix_query(self.fields, "head", [*whole, last])
        else:
            as_typed = Query.phrase_query(self.fields, "head", [*whole, last]) if whole else self._head_word(last)
        clauses = [(Occur.Must, Query.const_score_query(among, 1.0)), (Occur.Should, as_typed)]
        clauses += [(Occur.Should, self._head_word(last))] if whole else []  # "15" before what begins with it
        return Query.boolean_query([*clauses, (Occur.Should, _boost(self._term("number", "".join(typed)), 6.0))])

    def cheap(self, asked: Asked) -> Query:
        """All words in the head: a first look, where very many subjects may have them."""
        return _all(self._term("head", word) for word in asked.words)

    def again(self, asked: Asked, ordinals: Sequence[int]) -> Query:
        """Those subjects, which have all words in their head, weighed with everything that makes one fit better."""
        among = Query.const_score_query(self._those(ordinals), 0.0)
        return _better(_all([among, *self._heads(asked)]), self._better(asked))

    def _those(self, ordinals: Sequence[int]) -> Query:
        """Single terms: for some dozens far cheaper than a set of them, which the engine looks for among all."""
        each = (Query.term_query(self.fields, "ordinal", ordinal) for ordinal in ordinals)
        return Query.boolean_query([(Occur.Should, one) for one in each])

    def _heads(self, asked: Asked) -> list[Query]:
        return [_boost(self._term("head", word), 2.0) for word in asked.words]

    def every(self, asked: Asked) -> Query | None:
        """All words wherever they stand; None where one stands nowhere."""
        if not asked.phrases and not all(self._known(word) for word in asked.words):
            return None
        return self._every(asked)

    def number(self, asked: Asked) -> Query | None:
        """The document of that number, where the query is one and nothing else."""
        number = read_number(asked.words) if not asked.phrases else None
        if number is None or not all(self.searcher.doc_freq("number", word) for word in number.rest):
            return None
        return self._number(number)

    def _number(self, asked: AskedNumber) -> Query:
        clauses = [self._term("number", f"#{asked.serial}" if asked.serial.isdigit() else asked.serial)]
        if asked.code:
            names = [fold(name).split() for name, code in registry.TYPE_CODES.items() if fold(code) == asked.code]
            named = [_all(self._term("number", word) for word in name) for name in names]
            clauses.append(_best([self._term("number", asked.code), *named]))
        clauses += [_best([self._term("number", year), self._year(year)]) for year in asked.years]
        clauses += [self._term("number", word) for word in asked.rest]
        return _all(clauses)

    def _every(self, asked: Asked) -> Query:
        """All words, with more for phrases in the head and for a number in one piece."""
        must = [*(self._word(word) for word in asked.words), *(self._phrase(phrase) for phrase in asked.phrases)]
        return _better(_all(must), [*self._heads(asked), *self._better(asked)])

    def _better(self, asked: Asked) -> list[Query]:
        """What makes a subject fit better: marks, the type, the words in one piece, the number in one piece."""
        clauses = [_boost(self._term("marked", word), 0.5) for word in asked.marked]
        names = self._names(asked.words)
        clauses += [_boost(self._term(field, " ".join(asked.words[start:end])), NAMED) for field, start, end in names]
        clauses += [self._year(word) for word in asked.words if YEAR.fullmatch(word)]
        if len(asked.words) > 1:
            clauses.append(_boost(Query.phrase_query(self.fields, "head", list(asked.words), slop=1), 3.0))
            clauses += [
                _boost(Query.phrase_query(self.fields, "head", list(asked.words[first:behind])), worth)
                for first, behind, worth in together(asked.groups)
                if not any(start < behind and first < end for _, start, end in names)
            ]
            clauses += [_boost(self._term("number", glued), 6.0) for glued in glued_number(asked.words)]
        return clauses

    def _names(self, typed: Sequence[str]) -> list[tuple[str, int, int]]:
        """(field, start, end) of the type with which the query begins and of the bodies and places that it names in full."""
        names, start = [], 0
        while start < len(typed):
            fields = NAME_FIELDS if start == 0 else NAME_FIELDS[1:]
            ends = range(min(len(typed), start + LONGEST_NAME), start, -1)
            spots = ((field, end) for end in ends for field in fields)
            field, end = next(
                (spot for spot in spots if self.searcher.doc_freq(spot[0], " ".join(typed[start : spot[1]]))),
                ("", start + 1),
            )
            if field:
                names.append((field, start, end))
            start = end
        return names

    def likely(self, asked: Asked) -> Query:
        """Subjects whose head has any of the words that tell most, or of the words that those may be slips of."""
        said = without_asking(asked.words)
        counts = {word: self.searcher.doc_freq("head", word) for word in said}
        rare = sorted((word for word in said if counts[word]), key=lambda word: counts[word])[:MOST_TELLING]
        wanted = dict.fromkeys([*rare, *(other for word in said if not counts[word] for other in self._meant(word))])
        return Query.boolean_query([(Occur.Should, self._term("head", word)) for word in wanted])

    def worths(self, typed: Sequence[str]) -> list[float]:
        """How much each word tells: inverse document frequency; of unknown words the mean of the others."""
        counts = [self.searcher.doc_freq("head", word) for word in typed]
        known = [math.log1p(self.searcher.num_docs / count) for count in counts if count]
        mean = sum(known) / len(known) if known else 1.0
        return [math.log1p(self.searcher.num_docs / count) if count else mean for count in counts]

    def parts(self, word: str) -> list[str]:
        """The words that an unknown one was run together from, else itself."""
        slip = self._known(word) or spelling.candidates(word)
        return [word] if slip else spelling.split(word) or [word]

    def _meant(self, word: str) -> list[str]:
        """Words of the index that an unknown one may be a slip of."""
        known = [other for other in spelling.candidates(word) if self.searcher.doc_freq("head", other)]
        return [*known[:MOST_MEANT], *spelling.split(word)]

    def _known(self, word: str) -> bool:
        return any(self.searcher.doc_freq(field, word) for field in ("text", "number"))

    def _word(self, word: str) -> Query:
        """A word wherever it may stand; one with digits also as a spelling of the number or as the year."""
        standing = [self._term("text", word)]
        if any(char.isdigit() for char in word):
            standing += [_boost(self._term("number", word), 3.0)] if self.searcher.doc_freq("number", word) else []
            standing += [self._year(word)] if YEAR.fullmatch(word) else []
        return _best(standing)

    def _head_word(self, word: str) -> Query:
        return _best([self._term("number", word), _boost(self._term("head", word), 2.0)])

    def _phrase(self, phrase: Sequence[str]) -> Query:
        head, text = (Query.phrase_query(self.fields, field, list(phrase)) for field in ("head", "text"))
        return _best([_boost(head, 3.0), text])

    def _year(self, year: str) -> Query:
        return Query.const_score_query(Query.term_query(self.fields, "year", int(year)), ISSUED)

    def _term(self, field: str, word: str) -> Query:
        return Query.term_query(self.fields, field, word)


def together(groups: Sequence[tuple[str, ...]]) -> Iterator[tuple[int, int, float]]:
    """(first, behind the last, worth) of words that belong together: those of a group; neighbours that are in none."""
    place = 0
    for group, then in pairwise((*groups, ())):
        if len(group) > 1:
            yield place, place + len(group), WORD * (len(group) - 1)
        elif len(then) == 1:
            yield place, place + 2, PAIR
        place += len(group)


def read_number(typed: Sequence[str]) -> AskedNumber | None:
    """The number that a query is, if it is nothing else: of "nghi quyet so 57 tw" 57, nq and tw."""
    text = " ".join(typed)
    code = ""
    for name, letters in type_names():
        if re.match(rf"{name}\b", text):
            code, text = letters, text[len(name) :].strip()
            break
    parts = [part for word in text.split() if word not in FILLERS for part in _unglued(word)]
    serial = next((part for part in parts if part[0].isdigit() and not YEAR.fullmatch(part)), None)
    serial = serial or next((part for part in parts if part[0].isdigit()), None)
    if serial is None:
        return None
    parts.remove(serial)
    years = tuple(part for part in parts if YEAR.fullmatch(part))
    rest = tuple(part for part in parts if part not in years)
    if any(part[0].isdigit() for part in rest):
        return None
    return AskedNumber(serial.lstrip("0") or "0", code, years, rest)


def _unglued(word: str) -> list[str]:
    match = GLUED.fullmatch(word)
    return [match[1], match[2]] if match and match[1] in _codes() else [word]


def glued_number(typed: Sequence[str]) -> list[str]:
    """The query as a number in one word: of "nghị quyết 57" nq57, of "57 nq tw" 57nqtw."""
    text = " ".join(typed)
    for name, letters in type_names():
        text = re.sub(rf"\b{name}\b", letters, text)
    codes = [part for part in text.split() if part not in FILLERS]
    return ["".join(codes)] if len(codes) <= 6 and any(char.isdigit() for char in text) else []


@cache
def type_names() -> tuple[tuple[str, str], ...]:
    """Folded names of document types with their folded letters, the longest first."""
    names = ((fold(name), fold(code)) for name, code in registry.TYPE_CODES.items())
    return tuple(sorted(names, key=lambda pair: -len(pair[0])))


def without_asking(typed: Sequence[str]) -> list[str]:
    """The words without phrases that only ask ("văn bản nào", "ở đâu"); all of them where nothing else is left."""
    text = f" {' '.join(typed)} "
    for phrase in _asking_phrases():
        text = text.replace(f" {phrase} ", " ")
    return text.split() or list(typed)


@cache
def _asking_phrases() -> tuple[str, ...]:
    return tuple(sorted((row[0] for row in tables.rows("question_phrases.tsv")), key=len, reverse=True))


@cache
def _codes() -> frozenset[str]:
    return frozenset(letters for _, letters in type_names())


def _all(queries: Iterable[Query]) -> Query:
    return Query.boolean_query([(Occur.Must, query) for query in queries])


def _better(query: Query, clauses: Iterable[Query]) -> Query:
    """The query, with more for subjects that have the clauses too. One inside the other, as the engine looks each up only where
    the query matches, but runs through all that several of them together match."""
    for clause in clauses:
        query = Query.boolean_query([(Occur.Must, query), (Occur.Should, clause)])
    return query


def _best(queries: Sequence[Query]) -> Query:
    return Query.disjunction_max_query(list(queries), tie_breaker=0.2) if len(queries) > 1 else queries[0]


def _boost(query: Query, factor: float) -> Query:
    return Query.boost_query(query, factor)
