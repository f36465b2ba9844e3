"""From candidates to the section: what may be cited on the day, what to avoid, in which order and words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from api.services.legal_basis.bodies import Body, body, dissolved, enlarged, parent_of, same_province, successor_of
from api.services.legal_basis.given import from_given
from api.services.legal_basis.model import Candidate, Group, Knowledge, Proposal, Request, Successor, Suggestion
from api.services.legal_basis.ordering import group_of, is_central_party, order, rank_of
from api.services.legal_basis.ranking import candidate, gather, resolve
from api.services.legal_basis.wording import basis_line, finish, mention
from corpora.facts.registry import (
    ENDED,
    UNKNOWN,
    UNNUMBERED_TYPES,
    Effect,
    LegalDocument,
    fold_number,
    fold_words,
    status_on,
    vietnamese_date,
    year_in_number,
)

LEAST_SCORE = 0.2
CHOSEN_SCORE = 0.5
AVOID_SCORE = 0.18
MOST_TO_AVOID = 20
MOST_OF_A_PLACE = 6
OLD = 5  # years after which a text of unknown effect is offered but not chosen
OWN_PAPER = re.compile(
    r"[-/]S[A-ZĐ]{1,6}\b|/GM-|^\d+/UBND-"
)  # letters and plans of departments: nobody bases a plan of another province on them
PERIOD_OVER = "Hết giai đoạn thực hiện"  # our label: the period in the document's own title has passed
PLACE_GONE = "Của địa phương đã sắp xếp lại"
OTHER_PLACE = "Của địa phương khác"


def suggest_from(knowledge: Knowledge, request: Request, limit: int = 15) -> Suggestion:
    """The legal basis of a new document. Pure: the same knowledge and request give the same answer."""
    issuer = body(request.issuer, request.place)
    found = gather(knowledge, request)
    from_given(found, knowledge, request, issuer)
    _add_successors(found, knowledge, request)
    usable: list[Proposal] = []
    avoid: list[Proposal] = []
    for entry in found.values():
        proposal = propose(entry, knowledge, request, issuer)
        if _blocked(proposal):
            if set(entry.evidence) - {"title", "authority"} or (
                entry.evidence.get("authority") and proposal.group == "authority"
            ):
                avoid.append(proposal)
        elif entry.score >= LEAST_SCORE:
            usable.append(proposal)
    best = sorted(_one_authority(usable), key=lambda item: (not _chosen(item, request), -item.score))[:limit]
    ordered = order((replace(item, chosen=_chosen(item, request)) for item in best), request.doc_type)
    lines = finish([item.line for item in ordered if item.chosen], "party" if issuer.is_party else "state")
    kept = [item for item in avoid if _worth_a_warning(item, request, {one.number for one in ordered})]
    return Suggestion(
        request, ordered, tuple(_shortened(kept)), tuple(notes(request, issuer, ordered)),
        tuple(lines), knowledge.registry.facts_date,
    )  # fmt: skip


def _worth_a_warning(item: Proposal, request: Request, proposed: set[str | None]) -> bool:
    """What similar letters rest on, or what a proposal has replaced so lately that a clerk may still have it in mind."""
    if item.status == OTHER_PLACE or (item.status == PLACE_GONE and OWN_PAPER.search(item.number or "")):
        return False
    if item.cited_by:
        return item.score >= AVOID_SCORE
    lately = f"{request.day.year - 2}-{request.day.month:02d}-{request.day.day:02d}"
    replaced = any(successor.number in proposed for successor in item.successors)
    return replaced and bool(item.since) and str(item.since) >= lately


def _chosen(item: Proposal, request: Request) -> bool:
    """Whether a proposal stands in the section unasked: likely enough, and not an old text of unknown effect."""
    if not item.title and item.doc_type not in UNNUMBERED_TYPES:
        return False
    old = item.status == UNKNOWN and bool(item.date) and request.day.year - int(str(item.date)[:4]) > OLD
    return (
        item.score >= CHOSEN_SCORE and not old and not any("cần đối chiếu hiệu lực" in text for text in item.warnings)
    )


def _shortened(avoid: list[Proposal]) -> list[Proposal]:
    """The weightiest; a few of the papers of a province that is gone are enough to make the point."""
    ordered = sorted(avoid, key=_avoid_order)
    gone = [item for item in ordered if item.status == PLACE_GONE][:MOST_OF_A_PLACE]
    return [*(item for item in ordered if item.status != PLACE_GONE), *gone][:MOST_TO_AVOID]


def _avoid_order(item: Proposal) -> tuple[int, float]:
    """Ended texts first: they are the ones that get copied by mistake."""
    return (0 if item.status == ENDED else 1 if item.status == PERIOD_OVER else 2), -item.score


def _blocked(proposal: Proposal) -> bool:
    return proposal.status in (
        ENDED,
        PERIOD_OVER,
        PLACE_GONE,
        OTHER_PLACE,
        "Chưa có hiệu lực",
        "Ngưng hiệu lực",
        "Không còn phù hợp",
    )


def _one_authority(proposals: Iterable[Proposal]) -> list[Proposal]:
    """Local decisions on the same functions: the newest stays."""
    kept: dict[str, Proposal] = {}
    rest = []
    for item in proposals:
        functions = re.search(r"chức năng, nhiệm vụ.* của (Sở|Bộ) [\w ,-]+", item.title or "", re.IGNORECASE)
        if item.group != "authority" or not functions:
            rest.append(item)
            continue
        name = fold_words(functions[0])
        if name not in kept or (item.date or "") > (kept[name].date or ""):
            kept[name] = item
    return rest + list(kept.values())


def _add_successors(found: dict[str, Candidate], knowledge: Knowledge, request: Request) -> None:
    """What took the place of an ended candidate becomes a candidate with most of its evidence."""
    for _ in range(2):
        for entry in list(found.values()):
            effect = knowledge.registry.status(entry.document, request.day)
            if effect.status != ENDED or set(entry.evidence) <= {"authority", "title"}:
                continue
            for number in effect.successors:
                successor = next(iter(knowledge.registry.by_number(number)), None)
                if successor is None or successor.title is None and successor.date is None:
                    continue
                reason = f"Thay thế {entry.document.number}" + (
                    f" từ ngày {vietnamese_date(effect.since)}" if effect.since else ""
                )
                new = candidate(found, successor)
                new.add("successor", 0.85 * entry.score, reason)
                new.group = new.group or entry.group


def propose(entry: Candidate, knowledge: Knowledge, request: Request, issuer: Body) -> Proposal:
    """A candidate as a proposal, with its effect on the day, place and period looked at."""
    document = entry.document
    effect = _effect(document, knowledge, request, issuer)
    group: Group = "party" if is_central_party(document) else entry.group or group_of(document)
    return Proposal(
        key=document.key, doc_type=document.doc_type, number=document.number or None, date=document.date,
        issuer=document.issuer, title=document.title, group=group, rank=rank_of(document), score=entry.score,
        status=effect.status, status_reason=effect.reason, since=effect.since, reasons=tuple(entry.reasons),
        warnings=(*entry.warnings, *_warnings(document, effect, request.day), *_suspended(document, knowledge, request.day)),
        successors=_successors(document, knowledge, request.day), line=basis_line(document, request.day, knowledge.registry),
        cited_by=len(entry.letters), source=document.source,
    )  # fmt: skip


def _effect(document: LegalDocument, knowledge: Knowledge, request: Request, issuer: Body) -> Effect:
    effect = knowledge.registry.status(document, request.day)
    if not effect.usable:
        return effect
    day = request.day.isoformat()
    if document.place:
        merged = successor_of(document.place, day)
        if merged is not None and (document.date or "") < merged.effective:
            reason = (
                f"{merged.kind} {document.place} đã sáp nhập vào {merged.new_full_name} từ ngày {vietnamese_date(merged.effective)}; "
                f"tìm văn bản thay thế của {merged.new_full_name}."
            )
            return Effect(PLACE_GONE, reason, merged.effective)
        if issuer.level not in ("ministry", "government") and not same_province(document.place, issuer.place, day):
            return Effect(OTHER_PLACE, f"Văn bản của {document.place}.")
    if "Ban cán sự đảng" in (document.issuer or "") and day >= "2025-07-01":
        return Effect(
            PLACE_GONE,
            "Ban cán sự đảng đã kết thúc hoạt động trong năm 2025; tìm văn bản của đảng ủy thay thế.",
            "2025",
        )
    last = period_end(document.title)
    if last and last < request.day.year:
        return Effect(PERIOD_OVER, f"Giai đoạn nêu trong tên văn bản đã kết thúc (năm {last}).", f"{last}-12-31")
    return effect


def period_end(title: str | None) -> int | None:
    """The last year of a title's own period ("giai đoạn 2021 - 2025", "đến năm 2030", "năm 2025"); None where it has none.

    Years inside a date or a number ("ngày 22/12/2024", "số 85/2016/NĐ-CP") are no period."""
    text = re.sub(r"ngày\s+\d{1,2}[\s/.-]+(?:tháng\s+)?\d{1,2}[\s/.-]+(?:năm\s+)?\d{4}", " ", title or "")
    text = re.sub(r"\d+/\d{4}/\S+", " ", text)
    years = [int(year) for year in re.findall(r"(?:năm|giai đoạn|thời kỳ|nhiệm kỳ|đến|-|–)\s*((?:19|20)\d\d)\b", text)]
    return max(years) if years else None


def _warnings(document: LegalDocument, effect: Effect, day: date) -> list[str]:
    warnings = []
    grown = enlarged(document.place, day.isoformat())
    issued = document.date or year_in_number(document.number) or ""
    if grown is not None and issued < grown.effective:
        warnings.append(
            f"Ban hành trước khi sắp xếp tỉnh, thành phố ({vietnamese_date(grown.effective)}); cần đối chiếu hiệu lực."
        )
    if effect.status == UNKNOWN:
        warnings.append("Chưa xác định được hiệu lực, cần đối chiếu trước khi ký.")
    if document.note:
        warnings.append(document.note)
    if document.upper_title:
        warnings.append("Tên văn bản ghi lại từ bản in hoa, cần kiểm tra chữ hoa và dấu câu.")
    missing = [name for name, value in (("ngày", document.date), ("trích yếu", document.title)) if not value]
    if missing:
        warnings.append(f"Thiếu {' và '.join(missing)}, cần bổ sung.")
    return warnings


def _suspended(document: LegalDocument, knowledge: Knowledge, day: date) -> list[str]:
    """How long a suspension lasts its title does not say: the document is offered, never chosen."""
    return [f"{mention(item)}; cần đối chiếu hiệu lực." for item in knowledge.registry.suspended_by(document, day)]


def _successors(document: LegalDocument, knowledge: Knowledge, day: date) -> tuple[Successor, ...]:
    found = []
    for item in knowledge.registry.in_place_of(document, day):
        if isinstance(item, str):
            found.append(Successor(item, line=item))
        else:
            found.append(Successor(item.number, item.doc_type, item.title, item.date, mention(item)))
    return tuple(found)


def notes(request: Request, issuer: Body, proposals: tuple[Proposal, ...]) -> list[str]:
    """What the drafter still has to look at."""
    found = dissolved(issuer, request.day.isoformat())
    if issuer.level in ("department", "unit", "province", "commune") and not issuer.place:
        found.append("Chưa nêu tỉnh, thành phố: các văn bản của địa phương không được đề xuất.")
    above = parent_of(issuer, request.day.isoformat())
    has_functions = any("chức năng, nhiệm vụ" in (item.title or "").lower() and item.rank > 10 for item in proposals)
    if issuer.level == "department" and not has_functions:
        found.append(
            f"Bổ sung quyết định của {above} quy định chức năng, nhiệm vụ, quyền hạn của {_short(issuer)} (chưa có trong kho)."
        )
    if issuer.level in ("department", "unit", "commune") and not any(
        item.number and "KH-UBND" in item.number for item in proposals
    ):
        found.append(f"Bổ sung kế hoạch của {above} về cùng nội dung, nếu có.")
    if issuer.is_party:
        found.append(
            "Bổ sung Điều lệ Đảng và Quy chế làm việc của cấp ủy (căn cứ thẩm quyền), nếu thuộc trường hợp phải nêu."
        )
    if any(item.status == UNKNOWN for item in proposals):
        found.append("Văn bản ghi “Chưa xác định” cần được đối chiếu hiệu lực trước khi ký.")
    return found


def _short(issuer: Body) -> str:
    return f"Sở {issuer.field}" if issuer.field else issuer.name


def describe(
    knowledge: Knowledge, number: str, day: date, issuer: str = "", place: str | None = None
) -> list[Proposal]:
    """Proposals for a number typed by hand: every document of that number, registry first, then the letters'."""
    request = Request("", issuer, day, place)
    where = body(issuer, place)
    found: dict[str, Candidate] = {}
    aliased = [document for _, document in knowledge.registry.aliases_in(number)]
    for document in [*knowledge.registry.by_number(number), *aliased]:
        candidate(found, document).add("typed", 0.9, "Do người soạn thảo chọn")
    for letter in knowledge.letters:
        for cited in letter.citations:
            if cited.number and fold_number(cited.number) == fold_number(number):
                entry = candidate(found, resolve(knowledge, cited, body(letter.issuer or "", letter.place)))
                entry.letters.add(letter.id)
                entry.add("typed", 0.9, "Do người soạn thảo chọn")
    return [replace(propose(entry, knowledge, request, where)) for entry in found.values()]


__all__ = ["describe", "period_end", "status_on", "suggest_from"]
