"""Staff put entries right: two are one document (merge), a letter means another document (split), a field is wrong
(correct). Every decision stands until it is undone, wins over machines and registry, and outlives new readings.

The state is always what records, registry and standing decisions give: a decision is written down, then the letters that
it concerns are linked anew.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel
from sqlalchemy import ColumnElement, or_, type_coerce
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Session, col, select

from api.errors import NotFound
from api.services import changes, documents, entries, users
from api.services.entries import EntryView
from api.services.entries.decided import CORRECT, MERGE, SPLIT, entry_of_key, merged_into, survivor
from api.services.entries.linking import link_mentions
from api.services.entries.registered import lock, put_back
from api.services.values import storable
from corpora.facts import registry, tables
from models.errors import InputError
from models.tables import Decision, Document, Entry, Mention, User, utc_now

FIELDS = (
    "number",
    "doc_type",
    "date",
    "issuer",
    "place",
    "title",
    "aliases",
    "status",
    "effective_from",
    "effective_to",
)
DATES = frozenset({"date", "effective_from", "effective_to"})
LONGEST = 2000  # characters of a value
FIELD_REMEDY = "Hãy nhập lại đúng dạng của trường."


class OtherDocument(BaseModel):
    """The document that a split leads to, where no entry has it yet."""

    number: str | None = None
    doc_type: str | None = None
    date: str | None = None
    issuer: str | None = None
    title: str | None = None


class DecisionView(BaseModel):
    """`kind`: merge | split | correct, as in models.tables.Decision; `document_name` of the letter of a split."""

    id: int
    kind: str
    key: str
    target_key: str | None
    document_id: int | None
    document_name: str | None
    field: str | None
    value: Any
    machine_value: Any
    created_at: datetime
    created_by: str | None
    undone_at: datetime | None
    undone_by: str | None


def merge(session: Session, entry_id: int, into: int, user: User | None) -> EntryView:
    """Say that an entry is the document of another; its letters go there. The entry that stays. Raises InputError."""
    lock(session)
    gone, kept = _find(session, entry_id), _find(session, into)
    if gone.id == kept.id:
        raise InputError("same_entry", "Không thể gộp một văn bản với chính nó.", "Hãy chọn văn bản khác.")
    _add(session, user, Decision(kind=MERGE, key=gone.key, target_key=kept.key))
    _link_anew(session, _citing(session, col(Mention.entry_id) == gone.id))
    if (left := session.get(Entry, entry_id)) is not None:  # of the registry: nobody cites it, it would stay
        session.delete(left)
        session.flush()
        changes.touch(session, "entry", [entry_id])
    return entries.get_entry(session, into)


def split(
    session: Session, entry_id: int, document_ids: Collection[int], other: int | OtherDocument, user: User | None
) -> EntryView:
    """Say that some letters that cite an entry mean another document: an entry by its id, or one described anew. That
    entry. Raises InputError."""
    lock(session)
    entry = _find(session, entry_id)
    mentions = session.exec(
        select(Mention).where(Mention.entry_id == entry_id, col(Mention.document_id).in_(document_ids))
    ).all()
    if not mentions:
        raise InputError("no_letters", "Chưa chọn văn bản viện dẫn nào để tách.", "Hãy đánh dấu ít nhất một văn bản.")
    target = _find(session, other).key if isinstance(other, int) else _described(session, other, user)
    if target == entry.key:
        raise InputError(
            "same_entry", "Văn bản tách ra trùng với văn bản này.", "Hãy ghi số, ngày hoặc nơi ban hành khác."
        )
    for (document_id, key), mention in {(one.document_id, one.cited_key): one for one in mentions}.items():
        _add(
            session,
            user,
            Decision(
                kind=SPLIT, key=key or entry.key, target_key=target, document_id=document_id, anchor=mention.raw,
                machine_value=entry.key,
            ),
        )  # fmt: skip
    _link_anew(session, {one.document_id for one in mentions})
    return entries.view(entry_of_key(session, survivor(session, target)))


def correct(session: Session, entry_id: int, field: str, value: Any, user: User | None) -> EntryView:
    """Put a staff value in place of what machines and registry say; None says that there is none. Raises InputError."""
    lock(session)
    entry = _find(session, entry_id)
    clean = _checked(field, value)
    _add(
        session,
        user,
        Decision(kind=CORRECT, key=entry.key, field=field, value=clean, machine_value=getattr(entry, field)),
    )
    entries.refresh(session, [entry_id])
    return entries.get_entry(session, entry_id)


def undo(session: Session, decision_id: int, user: User | None) -> EntryView | None:
    """Take a decision back; what machines and registry say counts again. The entry that the decision spoke of."""
    lock(session)
    decision = session.get(Decision, decision_id)
    if decision is None or decision.undone_at is not None:
        raise NotFound("quyết định sửa này")
    decision.undone_at, decision.undone_by = utc_now(), user.id if user else None
    session.add(decision)
    session.flush()
    users.audit(session, user, f"undo_entry_{decision.kind}", f"entry:{decision.key}", {"field": decision.field})
    {MERGE: _undo_merge, SPLIT: _undo_split, CORRECT: _undo_correct}[decision.kind](session, decision)
    shown = decision.machine_value if decision.kind == SPLIT else decision.key
    entry = session.exec(select(Entry).where(Entry.key == survivor(session, shown))).first()
    return entries.view(entry) if entry is not None else None


def history(session: Session, key: str, limit: int = 100) -> list[DecisionView]:
    """What staff decided about an entry, the latest first; undone ones too."""
    concerns = or_(
        col(Decision.key) == key, col(Decision.target_key) == key,
        (col(Decision.kind) == SPLIT) & (col(Decision.machine_value) == type_coerce(key, JSONB)),
    )  # fmt: skip
    rows = session.exec(
        select(Decision, Document)
        .outerjoin(Document, col(Document.id) == col(Decision.document_id))
        .where(concerns)
        .order_by(col(Decision.id).desc())
        .limit(limit)
    )
    names = users.user_names(session)
    return [_view(decision, document, names) for decision, document in rows]


def _undo_merge(session: Session, decision: Decision) -> None:
    put_back(session, decision.key)
    assert decision.target_key is not None
    came = merged_into(session, decision.key)
    kept = session.exec(select(Entry).where(Entry.key == survivor(session, decision.target_key))).first()
    if kept is None:
        return
    letters = _citing(session, col(Mention.entry_id) == kept.id, col(Mention.cited_key).in_(came))
    led = select(Decision.document_id).where(Decision.kind == SPLIT, col(Decision.target_key).in_(came))
    _link_anew(session, letters | {one for one in session.exec(led) if one is not None})


def _undo_split(session: Session, decision: Decision) -> None:
    assert decision.document_id is not None and decision.target_key is not None
    entries.unlink(session, decision.document_id)
    target = session.exec(select(Entry.id).where(Entry.key == survivor(session, decision.target_key))).all()
    entries.refresh(session, [one for one in target if one])  # gone where nobody else means it: then it is no candidate
    _link_anew(session, {decision.document_id})


def _undo_correct(session: Session, decision: Decision) -> None:
    entry = session.exec(select(Entry).where(Entry.key == decision.key)).first()
    if entry is None or decision.field is None:
        return
    first = session.exec(
        select(Decision)
        .where(Decision.kind == CORRECT, Decision.key == decision.key, Decision.field == decision.field)
        .order_by(col(Decision.id))
    ).first()
    setattr(entry, decision.field, first.machine_value if first else decision.machine_value)
    entry.folded_number = registry.fold_number(entry.number or "")
    assert entry.id is not None
    entries.refresh(session, [entry.id])


def _described(session: Session, other: OtherDocument, user: User | None) -> str:
    """The key of the document that staff describe; what they say of it is kept as corrections where it is new."""
    values = {name: _checked(name, value) for name, value in other.model_dump().items() if value}
    number = values.get("number")
    if not number:
        raise InputError("bad_value", "Chưa ghi số, ký hiệu của văn bản tách ra.", "Hãy ghi số, ký hiệu đúng.")
    plain = registry.registry_key(number, values.get("doc_type") or "", values.get("date"), None)
    key = survivor(session, entries.entry_key(plain, number, values.get("issuer")))
    if session.exec(select(Entry.id).where(Entry.key == key)).first() is None:
        for name, value in values.items():
            _add(session, user, Decision(kind=CORRECT, key=key, field=name, value=value))
        entry_of_key(session, key)
    return key


def _checked(field: str, value: Any) -> Any:
    """The value as it is stored. Raises InputError("bad_field", "bad_value")."""
    if field not in FIELDS:
        raise InputError(
            "bad_field", f"Văn bản căn cứ không có trường “{field[:80]}”.", "Hãy tải lại trang rồi sửa lại."
        )
    if field == "aliases":
        items = value.split(";") if isinstance(value, str) else value or []
        return [text for item in items if (text := _text(item))]
    text = _text(value)
    if text is None:
        return registry.UNKNOWN if field == "status" else None
    known = {"status": (*registry.STATUSES, registry.UNKNOWN), "doc_type": [kind.name for kind in tables.doc_types()]}
    if field in known and text not in known[field]:
        raise InputError(
            "bad_value", f"“{text[:60]}” không có trong danh mục.", "Hãy chọn một giá trị trong danh sách."
        )
    if field in DATES:
        _check_day(text)
    return text


def _text(value: Any) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or len(value) > LONGEST:
        raise InputError("bad_value", "Giá trị không hợp lệ hoặc quá dài.", FIELD_REMEDY)
    return storable(" ".join(value.split())) or None


def _check_day(text: str) -> None:
    try:
        date.fromisoformat(text)
    except ValueError as error:
        raise InputError(
            "bad_value", f"“{text[:40]}” không phải là ngày.", "Hãy ghi năm-tháng-ngày, ví dụ 2026-01-31."
        ) from error


def _add(session: Session, user: User | None, decision: Decision) -> None:
    """Write a decision down; an earlier one on the same thing counts no more."""
    decision.created_by = user.id if user else None
    if decision.kind != CORRECT:
        same = select(Decision).where(
            Decision.kind == decision.kind, Decision.key == decision.key, Decision.document_id == decision.document_id,
            col(Decision.undone_at).is_(None),
        )  # fmt: skip
        for earlier in session.exec(same):
            earlier.undone_at, earlier.undone_by = utc_now(), decision.created_by
            session.add(earlier)
    session.add(decision)
    session.flush()
    detail = {"target": decision.target_key, "document": decision.document_id, "field": decision.field}
    users.audit(
        session,
        user,
        f"entry_{decision.kind}",
        f"entry:{decision.key}",
        {name: one for name, one in detail.items() if one},
    )


def _link_anew(session: Session, document_ids: Iterable[int]) -> None:
    """Mentions of these letters anew, from their records with corrections."""
    touched: set[int] = set()
    for document_id in sorted(document_ids):
        document = session.get(Document, document_id)
        if document is not None:
            touched |= link_mentions(session, document, documents.record_of(session, document_id))
    entries.refresh(session, touched)


def _citing(session: Session, *conditions: ColumnElement[bool]) -> set[int]:
    return set(session.exec(select(Mention.document_id).where(*conditions).distinct()))


def _find(session: Session, entry_id: int) -> Entry:
    entry = session.get(Entry, entry_id)
    if entry is None:
        raise NotFound(f"văn bản căn cứ số {entry_id}")
    return entry


def _view(decision: Decision, document: Document | None, names: dict[int | None, str]) -> DecisionView:
    name = (document.document_number or document.file_name) if document is not None else None
    shared = decision.model_dump(include=set(DecisionView.model_fields) - {"created_by", "undone_by"})
    return DecisionView(
        **shared, document_name=name, created_by=names.get(decision.created_by), undone_by=names.get(decision.undone_by)
    )


__all__ = ["DecisionView", "OtherDocument", "correct", "history", "merge", "split", "undo"]
