"""The "Căn cứ" section of a new document: proposals with reasons, effect on the day, what to avoid, the lines.

`suggest` works on the store; `suggest_from` is the same on plain data.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from datetime import date as Date
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, func, select

from api.services.legal_basis.given import completed, letter_of, read_given
from api.services.legal_basis.model import (
    Cited,
    Given,
    Knowledge,
    Letter,
    Proposal,
    Request,
    Successor,
    Suggestion,
)
from api.services.legal_basis.ordering import order
from api.services.legal_basis.suggest import describe, suggest_from
from api.services.legal_basis.wording import basis_line, finish, is_italic, mention
from api.services.registry import registry_index
from api.services.registry.words import TitleIndex
from corpora.facts.registry import fold_number
from models.errors import InputError
from models.tables import DONE, Document, Entry, Mention

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
PLAN = "Kế hoạch"
NEAR = 80  # letters whose citations are read for one request

_titles: dict[str, tuple[TitleIndex, tuple[Letter, ...]]] = {}  # heads of the store's letters, newest version only


def suggest(session: Session, request: Request, limit: int = 15) -> Suggestion:
    """Proposals for the legal basis of a new document, from the store's letters, the registry and what is handed in.

    A parent named by its number is looked up in the store, for what it cites. Raises InputError("no_title")."""
    asked = completed(request)
    if not asked.title:
        raise no_title()
    asked = replace(asked, doc_type=asked.doc_type or PLAN)
    if asked.parent and not any(one.role == "parent" for one in asked.given):
        asked = replace(asked, given=(*asked.given, *_stored_parent(session, asked.parent)))
    return suggest_from(knowledge(session, asked.title), asked, limit)


def no_title() -> InputError:
    return InputError("no_title", "Chưa có tên văn bản sẽ soạn.", "Hãy ghi tên, hoặc đưa dự thảo có trích yếu.")


def _stored_parent(session: Session, number: str) -> list[Given]:
    """The letter of that number, where the store has exactly one."""
    folded = fold_number(number)
    _, heads = _heads(session)
    found = [head for head in heads if head.number and fold_number(head.number) == folded]
    if len(found) != 1:
        return []
    cited = citations(session, [found[0].id])
    return [Given("parent", _with(found[0], cited.get(found[0].id, ())), number)]


def describe_entry(
    session: Session, number: str, date: Date | str | None = None, issuer: str = "", place: str | None = None
) -> list[Proposal]:
    """Proposals for a number that the drafter typed; several where several documents carry it."""
    return describe(knowledge(session, "", number), number, day_of(date), issuer, place)


def day_of(value: Date | str | None) -> Date:
    """A date as given, from ISO, or today's in Việt Nam."""
    if value is None or value == "":
        return datetime.now(UTC).astimezone(VIETNAM).date()
    return Date.fromisoformat(value) if isinstance(value, str) else value


def knowledge(session: Session, title: str, number: str = "") -> Knowledge:
    """The registry, and the letters of the store that bear on a title (or cite a number), with their citations."""
    index = registry_index(session)
    titles, heads = _heads(session)
    if number:
        ids = set(_citing(session, number))
        near = [head for head in heads if head.id in ids][:NEAR]
    else:
        near = [heads[position] for position, _ in titles.alike(title, None, NEAR)] if title else list(heads[-NEAR:])
    cited = citations(session, [head.id for head in near])
    letters = tuple(_with(head, cited.get(head.id, ())) for head in near)
    return Knowledge(letters, index)


def all_letters(session: Session) -> tuple[Letter, ...]:
    """Every finished letter with its citations: for measuring."""
    _, heads = _heads(session)
    cited = citations(session, [head.id for head in heads])
    return tuple(_with(head, cited.get(head.id, ())) for head in heads)


def citations(session: Session, ids: Sequence[str]) -> dict[str, tuple[Cited, ...]]:
    """What letters cite, by letter: each document once, in its weightiest role."""
    wanted = [int(item) for item in ids]
    rows = session.exec(
        select(Mention, Entry)
        .join(Entry, col(Entry.id) == col(Mention.entry_id))
        .where(col(Mention.document_id).in_(wanted))
    )
    found: dict[str, dict[int, Cited]] = defaultdict(dict)
    for row, entry in rows:
        name = str(row.document_id)
        known = found[name].get(row.entry_id)
        if known is None or ROLE_ORDER.index(row.role) < ROLE_ORDER.index(known.role):
            found[name][row.entry_id] = Cited(
                entry.number, entry.doc_type, entry.date or row.cited_date, entry.issuer or row.cited_issuer,
                entry.title or row.cited_title, row.role, entry.place,
            )  # fmt: skip
    return {name: tuple(items.values()) for name, items in found.items()}


ROLE_ORDER = ("legal_basis", "implements", "replaces", "repeals", "amends", "mention")


def _heads(session: Session) -> tuple[TitleIndex, tuple[Letter, ...]]:
    done = Document.status == DONE
    count, latest = session.exec(select(func.count(), func.max(Document.finished_at)).where(done)).one()
    version = f"{session.get_bind().engine.url.render_as_string()} {count} {latest}"
    if version not in _titles:
        columns = (
            Document.id, Document.subject, Document.issuing_body, Document.place, Document.issue_date, Document.doc_type,
            Document.document_number, Document.file_name,
        )  # fmt: skip
        rows = session.execute(select(*columns).where(done).order_by(col(Document.id))).all()  # type: ignore[call-overload]
        said = _subjects_of_headless(session, [row[0] for row in rows if not row[1]])
        heads = tuple(
            Letter(str(row[0]), row[1] or said.get(row[0]) or row[7], row[2], row[3], row[4], row[5], row[6])
            for row in rows
        )
        _titles.clear()
        _titles[version] = (TitleIndex(head.title for head in heads), heads)
    return _titles[version]


def _subjects_of_headless(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """What a letter without a head is about, told by the subjects of its legal basis."""
    rows = session.execute(
        select(Mention.document_id, Entry.title)
        .join(Entry, col(Entry.id) == col(Mention.entry_id))
        .where(col(Mention.document_id).in_(ids), Mention.role == "legal_basis", col(Entry.title).is_not(None))
        .distinct()
    )
    said: dict[int, list[str]] = defaultdict(list)
    for document, title in rows:
        said[document].append(title)
    return {document: " | ".join(sorted(titles, key=len)[:5]) for document, titles in said.items()}


def _citing(session: Session, number: str) -> Iterable[str]:
    rows = session.exec(
        select(Mention.document_id)
        .join(Entry, col(Entry.id) == col(Mention.entry_id))
        .where(Entry.folded_number == fold_number(number))
        .distinct()
    )
    return [str(row) for row in rows]


def _with(head: Letter, cited: tuple[Cited, ...]) -> Letter:
    return Letter(head.id, head.title, head.issuer, head.place, head.date, head.doc_type, head.number, cited)


__all__ = [
    "Cited", "Given", "Knowledge", "Letter", "PLAN", "Proposal", "Request", "Successor", "Suggestion", "all_letters", "basis_line",
    "day_of", "describe_entry", "finish", "is_italic", "knowledge", "letter_of", "mention", "no_title", "order", "read_given", "suggest", "suggest_from",
]  # fmt: skip
