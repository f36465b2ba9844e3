"""The search index: Tantivy in a folder, made from PostgreSQL and thrown away at will.

It follows the change counter: before each search it takes in what changed since. What it holds of each subject tells
`api.services.indexed`. One process at a time writes; another that finds the index busy searches what is there.
"""

import contextlib
import fcntl
import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, cast

import tantivy
from sqlmodel import Session, col, select

from api.services import changes
from api.services.entries.registered import known_fact
from api.services.indexed import (
    DOCUMENT,
    ENTRY,
    NO_PHASES,
    VERSION,
    WRITER_BYTES,
    WRITER_THREADS,
    Subject,
    document,
    opened,
)
from corpora.facts import registry
from models.tables import Document, Entry, Mention, Page

SMALL_WRITER_BYTES = 50_000_000
MANY = 20_000  # changed subjects, from which on a larger writer pays
BATCH = 1000  # subjects loaded at a time
MOST_SAID = 20  # titles that letters give an entry


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
            return opened(str(tantivy_folder))
        except ValueError:  # written by another version or damaged: it is only a copy
            shutil.rmtree(self.folder, ignore_errors=True)
            tantivy_folder.mkdir(parents=True)
            return opened(str(tantivy_folder))

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
            many = len(subjects) >= MANY
            writer = index.writer(WRITER_BYTES, WRITER_THREADS) if many else index.writer(SMALL_WRITER_BYTES, 1)
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

    def searcher(self) -> tantivy.Searcher:
        """What is found now."""
        self.index.reload()
        return self.index.searcher()

    @property
    def schema(self) -> tantivy.Schema:
        return self.index.schema

    def _take_in(self, session: Session, writer: Any, subjects: Sequence[tuple[str, int]], fresh: bool) -> None:
        for start in range(0, len(subjects), BATCH):
            part = subjects[start : start + BATCH]
            for kind, subject_id in () if fresh else part:
                writer.delete_documents_by_term("uid", f"{kind}:{subject_id}")
            for subject in _subjects(session, part):
                writer.add_document(document(subject))
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


def _subjects(session: Session, changed: Iterable[tuple[str, int]]) -> Iterator[Subject]:
    ids: dict[str, list[int]] = {ENTRY: [], DOCUMENT: []}
    for kind, subject_id in changed:
        ids.setdefault(kind, []).append(subject_id)
    said = _said_titles(session, ids[ENTRY])
    columns = cast(Any, Entry).__table__  # rows of columns: no objects that the session would have to follow
    for entry in session.connection().execute(columns.select().where(columns.c.id.in_(ids[ENTRY]))):
        yield entry_subject(cast(Entry, entry), said.get(entry.id, ()))
    texts = _texts(session, ids[DOCUMENT])
    for row in session.exec(select(Document).where(col(Document.id).in_(ids[DOCUMENT]))):
        yield _document_subject(row, "\n".join(texts.get(row.id or 0, ())))


def entry_subject(entry: Entry, said: Sequence[str] = ()) -> Subject:
    """`said`: titles that letters give it."""
    fact = known_fact(entry)
    return Subject(
        ENTRY,
        entry.id or 0,
        entry.title or entry.key,
        number=entry.number,
        doc_type=entry.doc_type,
        type_code=entry.key.split(" ")[0],
        date=entry.date,
        year=entry.year,
        place=entry.place,
        issuer=entry.issuer,
        aliases=tuple(entry.aliases),
        text=" · ".join(part for part in (entry.issuer, *said) if part),
        cited=entry.document_count,
        phases=registry.phases(fact) if fact is not None else NO_PHASES,
    )


def _document_subject(row: Document, text: str) -> Subject:
    year = (row.issue_date or "")[:4]
    return Subject(
        DOCUMENT,
        row.id or 0,
        row.subject or row.file_name,
        number=row.document_number,
        doc_type=row.doc_type,
        date=row.issue_date,
        year=int(year) if year.isdigit() else None,
        place=row.place,
        issuer=row.issuing_body,
        aliases=(row.file_name,) if row.subject else (),
        text=text,
    )


def _said_titles(session: Session, ids: Sequence[int]) -> dict[int, list[str]]:
    query = select(Mention.entry_id, Mention.cited_title).where(col(Mention.entry_id).in_(ids)).distinct()
    said: dict[int, list[str]] = {}
    for entry_id, title in session.exec(query.where(col(Mention.cited_title).is_not(None))):
        titles = said.setdefault(entry_id, [])
        if title and len(titles) < MOST_SAID:
            titles.append(title)
    return said


def _texts(session: Session, ids: Sequence[int]) -> dict[int, list[str]]:
    """Page texts of each document, in order."""
    query = select(Page.document_id, Page.text).where(col(Page.document_id).in_(ids))
    texts: dict[int, list[str]] = {}
    for document_id, text in session.exec(query.order_by(col(Page.document_id), col(Page.number))):
        texts.setdefault(document_id, []).append(text)
    return texts
