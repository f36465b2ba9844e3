"""The search index: Tantivy in a folder, made from PostgreSQL and thrown away at will.

It follows the change counter: before each search it takes in what changed since. Every subject is indexed as
    exact    words with diacritics     folded   words without     title   words of number, type, title, aliases without
    number   spellings of the number: its parts, and glued together ("57nqtw", "nq57", "qd749")
One process at a time writes; another that finds the index busy searches what is there.
"""

import contextlib
import fcntl
import json
import re
import shutil
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import tantivy
from sqlmodel import Session, col, select

from api.services import changes
from api.services.values import fold, words
from models.tables import Document, Entry, Mention, Page

VERSION = 1  # of the fields below: another version is rebuilt
WRITER_BYTES = 50_000_000
BATCH = 1000  # subjects loaded at a time
ENTRY, DOCUMENT = "entry", "document"


@dataclass(frozen=True)
class Found:
    """A subject that a query found: kind, id, what was stored of it for showing, its score."""

    kind: str
    id: int
    stored: dict[str, Any]
    score: float


class SearchIndex:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def index(self) -> tantivy.Index:
        tantivy_folder = self.folder / "tantivy"
        if self._state().get("version") != VERSION:
            shutil.rmtree(self.folder, ignore_errors=True)
        tantivy_folder.mkdir(parents=True, exist_ok=True)
        try:
            return tantivy.Index(_schema(), path=str(tantivy_folder))
        except ValueError:  # written by another version or damaged: it is only a copy
            shutil.rmtree(self.folder, ignore_errors=True)
            tantivy_folder.mkdir(parents=True)
            return tantivy.Index(_schema(), path=str(tantivy_folder))

    def follow(self, session: Session) -> int:
        """Take in what changed since the last time; the number of subjects. Starts over in another store."""
        index = self.index
        now = changes.position(session)
        state = self._state()
        if (state.get("store_id"), state.get("number")) == (now.store_id, now.number):
            return 0
        with self._writing() as allowed:
            if not allowed:
                return 0
            state = self._state()
            same = state.get("store_id") == now.store_id and int(state.get("number", 0)) <= now.number
            subjects = changes.changes_after(session, int(state["number"]) if same else 0)
            writer = index.writer(WRITER_BYTES, 1)
            try:
                if not same:
                    writer.delete_all_documents()
                    writer.commit()
                self._take_in(session, writer, subjects, fresh=not same)
                writer.wait_merging_threads()
            except BaseException:
                with contextlib.suppress(ValueError):
                    writer.rollback()
                raise
            self._set_state({"version": VERSION, "store_id": now.store_id, "number": now.number})
        index.reload()
        return len(subjects)

    def behind(self, session: Session) -> int:
        """How many subjects changed since the index last followed."""
        state, now = self._state(), changes.position(session)
        same = state.get("store_id") == now.store_id and int(state.get("number", 0)) <= now.number
        return len(changes.changes_after(session, int(state["number"]) if same else 0))

    def rebuild(self, session: Session) -> int:
        """Forget everything and make the index anew from the database."""
        with self._writing(wait=True):
            self._set_state({"version": VERSION})
        return self.follow(session)

    def search(self, query: tantivy.Query, limit: int, offset: int = 0) -> tuple[int, list[Found]]:
        """Total and the best hits."""
        self.index.reload()
        searcher = self.index.searcher()
        result: Any = searcher.search(query, limit=max(limit, 1), offset=offset, count=True)
        found = [_found(searcher.doc(address), score) for score, address in result.hits]
        return int(result.count or 0), found

    @property
    def schema(self) -> tantivy.Schema:
        return self.index.schema

    def _take_in(self, session: Session, writer: Any, subjects: Sequence[tuple[str, int]], fresh: bool) -> None:
        for start in range(0, len(subjects), BATCH):
            part = subjects[start : start + BATCH]
            for kind, subject_id in () if fresh else part:
                writer.delete_documents_by_term("uid", f"{kind}:{subject_id}")
            for document in _documents(session, part):
                writer.add_document(document)
            session.expunge_all()
        writer.commit()

    @contextlib.contextmanager
    def _writing(self, wait: bool = False) -> Iterator[bool]:
        """Whether this process may write now."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            except BlockingIOError:
                yield False
                return
            yield True

    def _state(self) -> dict[str, Any]:
        try:
            state = json.loads((self.folder / "position.json").read_text())
        except (OSError, ValueError):
            return {}
        return state if isinstance(state, dict) else {}

    def _set_state(self, state: dict[str, Any]) -> None:
        fresh = self.folder / "position.json.new"
        fresh.write_text(json.dumps(state))
        fresh.replace(self.folder / "position.json")


def exact_words(text: str) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFC", text).lower())


def number_spellings(number: str | None, type_name: str | None = None, type_code: str | None = None) -> list[str]:
    """Words under which a number is found: "57-NQ/TW" gives 57 nq tw 57nqtw nqtw57 nq57 57nq …"""
    if not number:
        return []
    parts = words(number)
    serial = [part for part in parts if part[0].isdigit()][:1]
    letters = [part for part in parts if not part[0].isdigit()]
    spellings = {*parts, "".join(parts)}
    codes = [*letters[:1], *words(type_code or "")]
    for first in serial:
        bare = first.lstrip("0") or "0"
        for one in {first, bare}:
            spellings |= {one, one + "".join(letters), "".join(letters) + one}
            spellings |= {glued for code in codes for glued in (code + one, one + code)}
    return sorted(spellings | set(words(type_name or "")))


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("uid", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("kind", tokenizer_name="raw", index_option="basic")
    for name in ("exact", "folded", "title", "number"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    builder.add_text_field("stored", stored=True, tokenizer_name="raw", index_option="basic")
    return builder.build()


def _documents(session: Session, subjects: Iterable[tuple[str, int]]) -> Iterator[tantivy.Document]:
    ids: dict[str, list[int]] = {ENTRY: [], DOCUMENT: []}
    for kind, subject_id in subjects:
        ids.setdefault(kind, []).append(subject_id)
    for entry in session.exec(select(Entry).where(col(Entry.id).in_(ids[ENTRY]))):
        yield _of_entry(session, entry)
    for document in session.exec(select(Document).where(col(Document.id).in_(ids[DOCUMENT]))):
        yield _of_document(session, document)


def _of_entry(session: Session, entry: Entry) -> tantivy.Document:
    said: list[str] = []
    if entry.mention_count:
        query = select(Mention.cited_title).where(Mention.entry_id == entry.id).distinct().limit(20)
        said = [title for title in session.exec(query) if title]
    code = entry.key.split(" ")[0]
    head = [entry.doc_type or "", entry.number or "", entry.title or "", *entry.aliases, entry.place or ""]
    return _document(
        ENTRY,
        entry.id,
        title=" ".join(head),
        body=" ".join([*head, entry.issuer or "", entry.date or "", *said]),
        number=number_spellings(entry.number, entry.doc_type, code),
        stored={
            "title": entry.title or entry.key,
            "number": entry.number,
            "doc_type": entry.doc_type,
            "date": entry.date,
            "issuer": entry.issuer,
            "aliases": entry.aliases,
            "document_count": entry.document_count,
            "local": entry.place is not None,
            "text": " · ".join([entry.title or "", *entry.aliases]),
        },
    )


def _of_document(session: Session, document: Document) -> tantivy.Document:
    rows = session.exec(select(Page.text).where(Page.document_id == document.id).order_by(col(Page.number)))
    text = "\n".join(rows)
    head = [document.doc_type or "", document.document_number or "", document.subject or "", document.file_name]
    return _document(
        DOCUMENT,
        document.id,
        title=" ".join(head),
        body=" ".join([*head, document.issuing_body or "", document.issue_date or "", text]),
        number=number_spellings(document.document_number, document.doc_type),
        stored={
            "title": document.subject or document.file_name,
            "number": document.document_number,
            "doc_type": document.doc_type,
            "date": document.issue_date,
            "issuer": document.issuing_body,
            "document_count": 0,
            "text": text,
        },
    )


def _document(
    kind: str, subject_id: int | None, title: str, body: str, number: list[str], stored: dict[str, Any]
) -> tantivy.Document:
    document = tantivy.Document()
    document.add_text("uid", f"{kind}:{subject_id}")
    document.add_text("kind", kind)
    document.add_text("title", " ".join(words(title)))
    document.add_text("exact", " ".join(exact_words(body)))
    document.add_text("folded", " ".join(words(fold(body))))
    document.add_text("number", " ".join(number))
    document.add_text("stored", json.dumps(stored, ensure_ascii=False))
    return document


def _found(document: Any, score: float) -> Found:
    kind, _, subject_id = str(document.get_first("uid")).partition(":")
    return Found(kind, int(subject_id), json.loads(document.get_first("stored")), float(score))
