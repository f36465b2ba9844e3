"""The page of a legal document: who cites it in what words, its relations, what is known of it."""

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Session

from api.dependencies import PageUserDep, SessionDep
from api.services import decisions, entries
from api.services.entries import EntryView, MentionView, RelationView
from api.web import formats, labels
from api.web.common import frame, today
from api.web.context import CitingLetter, CitingPassage, EntryPage, Event, Frame, Relation
from api.web.diagram import layout
from api.web.fact_relations import relations_of_fact
from api.web.render import render
from corpora.facts import registry

router = APIRouter(include_in_schema=False)


def candidates_of(session: Session, entry: EntryView) -> tuple[Relation, ...]:
    """Other documents of the same number."""
    same = entries.find_entries(session, entry.number) if entry.number else []
    return tuple(
        Relation("", address_of("entry", other.id or 0), entry_name(entries.view(other)), other.title or "", other.date)
        for other in same
        if other.id != entry.id and other.number == entry.number
    )


def events_of(entry: EntryView, relations: Sequence[Relation], letters: Sequence[CitingLetter]) -> tuple[Event, ...]:
    """What happened to the document, and which letters cite it, by day; without day it has no place here."""
    own = ((entry.date, "Ban hành"), (entry.effective_from, "Có hiệu lực"), (entry.effective_to, "Hết hiệu lực"))
    found = [Event(day, text) for day, text in own if day]
    found += [Event(one.date, one.label, one.address, one.name) for one in relations if one.date and one.side == "top"]
    cited = [
        Event(one.date, "Được viện dẫn trong", one.address, one.number or one.title) for one in letters if one.date
    ]
    return tuple(sorted([*found, *sorted(cited, key=lambda one: one.date)[-LATEST:]], key=lambda one: one.date))


def _own_file(session: Session, entry: EntryView) -> str | None:
    """Address of the uploaded file of this very document."""
    found = entries.own_document_id(session, entry.key)
    return address_of("document", found) if found is not None else None


def address_of(kind: str, number: int) -> str:
    return f"/phap-luat/{number}" if kind == "entry" else f"/van-ban/{number}"


def entry_name(entry: EntryView) -> str:
    """ "Nghị quyết số 57-NQ/TW", or the title of a document without number."""
    if not entry.number:
        return entry.title or entry.key
    return f"{entry.doc_type} số {entry.number}" if entry.doc_type else entry.number


RELATED = 8
LATEST = 12  # citing letters in the timeline


FROM_REGISTRY = "Theo danh mục văn bản pháp luật kèm theo hệ thống, cập nhật đến ngày {}."


# Where a relation stands in the picture: (relation, direction) -> side
OVERLAP = 40  # characters that two passages share where they are parts of one sentence
SIDES = {
    ("amends", "in"): "top",
    ("replaces", "in"): "top",
    ("repeals", "in"): "top",
    ("corrects", "in"): "top",
    ("amends", "out"): "bottom",
    ("replaces", "out"): "bottom",
    ("repeals", "out"): "bottom",
    ("corrects", "out"): "bottom",
    ("implements", "out"): "left",
    ("legal_basis", "out"): "left",
    ("mention", "out"): "",  # in the list only
    ("guides", "out"): "left",
    ("guided_by", "in"): "left",
}


@router.get("/phap-luat")
def entry_by_key(request: Request, session: SessionDep, user: PageUserDep, khoa: str = "", so: str = "") -> Response:
    """From a citation to the page of its document; to the search where it cannot be told which one is meant."""
    found = entries.find_entries(session, so or khoa)
    meant = [entry for entry in found if not khoa or entry.key.split(" @")[0] == khoa.split(" @")[0]]
    if len(meant) == 1:
        return RedirectResponse(address_of("entry", meant[0].id or 0), status_code=303)
    fact = entries.shipped_fact(khoa)
    if not meant and fact is not None:
        return render(_fact_page(frame(request, session, user, "search"), fact))
    return RedirectResponse(f"/tim-kiem?q={quote(so or khoa)}&loai=entry", status_code=303)


def _fact_page(around: Frame, fact: registry.LegalDocument) -> EntryPage:
    """A document that only the shipped registry knows: no letter cites it yet."""
    effect = registry.status_on(fact, today())
    relations = relations_of_fact(fact)
    return EntryPage(
        around,
        name=f"{fact.doc_type} số {fact.number}" if fact.number else fact.title or fact.key,
        number=fact.number or "",
        doc_type=fact.doc_type,
        issuer=fact.issuer or "",
        date=fact.date,
        title=fact.title or "",
        status=effect.status,
        status_tone=labels.status_tone(effect.status),
        status_day=today(),
        status_detail=effect.reason,
        effective_from=fact.effective,
        effective_to=fact.ends,
        relations=relations,
        diagram=layout(fact.number or fact.title or fact.key, relations),
        facts_from=FROM_REGISTRY.format(formats.short_date(registry.facts().date)),
    )


@router.get("/phap-luat/{entry_id}")
def entry_page(request: Request, session: SessionDep, user: PageUserDep, entry_id: int) -> Response:
    entry = entries.get_entry(session, entry_id)
    mentions = entries.mentions_of(session, entry_id)
    fact = entries.shipped_fact(entry.key)
    relations = _merged(
        tuple(_relation(one) for one in entries.relations_of(session, entry.key)),
        relations_of_fact(fact) if fact is not None else (),
    )
    name = entry_name(entry)
    own = _own_file(session, entry)
    letters = letters_of(mentions)
    return render(
        EntryPage(
            frame(request, session, user, "search"),
            name=name,
            number=entry.number or "",
            doc_type=entry.doc_type or "",
            issuer=entry.issuer or "",
            date=entry.date,
            title=entry.title or "",
            status=entry.status,
            status_tone=labels.status_tone(entry.status),
            status_day=today(),
            status_detail=_effect_reason(entry),
            effective_from=entry.effective_from,
            effective_to=entry.effective_to,
            aliases=tuple(entry.aliases),
            letters=letters,
            relations=relations,
            related=tuple(_related(one.entry, one.count) for one in entries.co_cited(session, entry_id, RELATED)),
            diagram=layout(entry.number or name, _drawn(relations, _citing(mentions))),
            facts_from=_facts_from(entry, own is not None),
            candidates=candidates_of(session, entry),
            events=events_of(entry, relations, letters),
            document=own,
            edit_address=f"{address_of('entry', entry_id)}/sua",
            decided=sum(one.undone_at is None for one in decisions.history(session, entry.key)),
        )
    )


def letters_of(mentions: Sequence[MentionView]) -> tuple[CitingLetter, ...]:
    """Who cites, in the order given, each letter once with all its passages."""
    by_letter: dict[int, list[MentionView]] = {}
    for mention in mentions:
        by_letter.setdefault(mention.document.id, []).append(mention)
    return tuple(_letter(group) for group in by_letter.values())


def _letter(mentions: Sequence[MentionView]) -> CitingLetter:
    document = mentions[0].document
    address = f"/van-ban/{document.id}"
    said: list[CitingPassage] = []
    for mention in mentions:
        sentence = mention.sentence or mention.raw
        page = f"?trang={mention.page}" if mention.page else ""
        passage = CitingPassage(
            f"{address}{page}#can-cu", labels.role(mention.role), sentence, mention.page, mention.pinpoint or ""
        )
        _add_passage(said, passage)
    return CitingLetter(
        address=f"{address}#can-cu",
        number=document.document_number or "",
        id=str(document.id),
        title=document.subject or document.file_name,
        issuer=document.issuing_body or "",
        date=document.issue_date,
        doc_type=document.doc_type or "",
        passages=tuple(said),
    )


def _add_passage(said: list[CitingPassage], passage: CitingPassage) -> None:
    """Two mentions in one sentence, or whose words overlap, are one passage with the words of both."""
    for place, other in enumerate(said):
        joined = joined_words(other.sentence, passage.sentence) if other.page == passage.page else None
        if joined is not None:
            longer = max(other, passage, key=lambda one: len(one.sentence))
            said[place] = replace(longer, sentence=joined)
            return
    said.append(passage)


def joined_words(first: str, second: str) -> str | None:
    """Both texts as one where one holds the other, or where one ends with OVERLAP characters that begin the other."""
    if second in first or first in second:
        return max(first, second, key=len)
    for one, other in ((first, second), (second, first)):
        start = one.rfind(other[:OVERLAP])
        if len(other) >= OVERLAP and start >= 0 and other.startswith(one[start:]):
            return one + other[len(one) - start :]
    return None


def _relation(one: RelationView) -> Relation:
    side = SIDES.get((one.relation, one.direction), "right")
    label = labels.RELATIONS.get((one.relation, one.direction), one.relation)
    address = address_of("entry", one.entry_id) if one.entry_id else ""
    return Relation(label, address, one.number or _readable(one.key), one.title or "", one.date, side, one.scope or "")


def _readable(key: str) -> str:
    """The number in a key: of "CV 1366/BYT-K2ĐT 2025" 1366/BYT-K2ĐT."""
    parts = key.split(" @")[0].split(" ")
    return parts[1] if len(parts) > 1 and any(char.isdigit() for char in parts[1]) else key


def _merged(*parts: tuple[Relation, ...]) -> tuple[Relation, ...]:
    """Relations from several sources, each other document once under a label."""
    found: dict[tuple[str, str], Relation] = {}
    for one in (one for part in parts for one in part):
        found.setdefault((one.label, one.name), one)
    return tuple(found.values())


def _drawn(relations: Sequence[Relation], citing: Sequence[Relation]) -> tuple[Relation, ...]:
    """What the picture shows: a letter that is both a relation and a citing letter is one box."""
    cited_in = {one.name for one in citing}
    return (*(one for one in relations if one.name not in cited_in), *citing)


def _citing(mentions: Sequence[MentionView]) -> tuple[Relation, ...]:
    """Letters that rest on the document, once each, for the picture."""
    found: dict[int, Relation] = {}
    for mention in mentions:
        document = mention.document
        if mention.role in ("legal_basis", "implements", "mention") and document.id not in found:
            name = document.document_number or document.subject or document.file_name
            found[document.id] = Relation(
                "Được viện dẫn trong", address_of("document", document.id), name, document.subject or ""
            )
    return tuple(found.values())


def _related(entry: EntryView, count: int) -> Relation:
    return Relation(
        "", address_of("entry", entry.id), entry_name(entry), entry.title or "", entry.date, note=f"{count} văn bản ·"
    )


def _effect_reason(entry: EntryView) -> str:
    fact = entries.shipped_fact(entry.key)
    return registry.status_on(fact, today()).reason if fact is not None else ""


def _facts_from(entry: EntryView, stored: bool) -> str:
    if entry.source == "staff":
        return "Thông tin do cán bộ của cơ quan sửa."
    if entries.shipped_fact(entry.key) is not None or entry.source == "registry":
        return FROM_REGISTRY.format(formats.short_date(registry.facts().date))
    said_by = "lời viện dẫn trong các văn bản đã tiếp nhận" + (" và chính văn bản này" if stored else "")
    return f"Theo {said_by}; chưa có trong danh mục văn bản pháp luật."
