"""The checks: each looks at the items of a basis and yields findings. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from api.services.check_draft.model import BasisItem, Finding, Place, Severity
from api.services.check_draft.reading import same_body
from api.services.check_draft.recognising import (
    Draft,
    Match,
    all_by_title,
)
from api.services.legal_basis.bodies import body, successor_of
from api.services.legal_basis.model import Candidate, Knowledge, Request
from api.services.legal_basis.ordering import group_of, groups_of, is_central_party, is_party, rank_of
from api.services.legal_basis.ranking import from_authority
from api.services.legal_basis.suggest import period_end, suggest_from
from api.services.legal_basis.wording import basis_line, is_italic, long_date, mention, signatory
from corpora.facts.registry import (
    ENDED,
    NOT_YET,
    OUTDATED,
    PARTLY_ENDED,
    PARTLY_SUSPENDED,
    SUSPENDED,
    TYPE_CODES,
    UNNUMBERED_TYPES,
    LegalDocument,
    fold_number,
    fold_words,
    type_code,
    vietnamese_date,
    year_in_number,
)

ND30_FROM = "2020-03-05"  # from then on the last line of a basis ends with a full stop
USUAL_SCORE = 0.9  # a proposal this sure that is missing is worth a word


def place_of(item: BasisItem) -> Place:
    return Place(item.paragraph.page, item.paragraph.bbox, item.text, item.paragraph.index, item.line)


def finding(
    code: str, severity: Severity, item: BasisItem, message: str, proposal: str | None = None, key: str | None = None,
    old: str = "", new: str = "",
) -> Finding:  # fmt: skip
    return Finding(code, severity, message, place_of(item), proposal, key, old, new)


# ---- fields ----


def wrong_fields(found: Match, knowledge: Knowledge) -> Iterator[Finding]:
    """Number, type, date and issuer against the registry."""
    item, document = found.item, found.document
    yield from misspelt_number(item)
    if document is None:
        yield from inner_conflicts(item)
        yield from unknown_number(item, knowledge)
        return
    if found.by == "title" and item.number and fold_number(item.number) != fold_number(document.number):
        right = document.number
        message = (
            f"Số, ký hiệu {item.number} không khớp: văn bản có trích yếu và ngày này là {document.doc_type} số {right}."
        )
        yield finding("wrong_number", "error", item, message, mention(document), document.key, item.number_raw, right)
        return
    if document.date and item.date and not document.date.startswith(item.date):
        new = _like(item.date_raw, document.date)
        message = (
            f"{_name(item)} ban hành ngày {vietnamese_date(document.date)}, không phải {vietnamese_date(item.date)}."
        )
        yield finding("wrong_date", "error", item, message, new, document.key, item.date_raw, new)
    elif not document.date:
        yield from inner_conflicts(item)
    if item.issuer and document.issuer and not same_body(item.issuer, document.issuer):
        right = signatory(document.issuer, document.doc_type)
        message = f"{_name(item)} do {document.issuer} ban hành, không phải {item.issuer}."
        yield finding("wrong_issuer", "error", item, message, right, document.key, item.issuer_raw, right)
    yield from wrong_type(item, document)


def misspelt_number(item: BasisItem) -> Iterator[Finding]:
    """Letters or separators of the number that the extractor had to mend: ND-CP, 82/2005-QĐ."""
    printed = re.sub(r"\s", "", item.number_raw)
    if item.number and printed and printed != item.number and fold_number(printed) != item.number:
        plain = re.sub(r"[‐‑‒–—−]", "-", printed)
        if plain != item.number and not re.fullmatch(r"0*" + re.escape(plain), item.number):
            message = f"Ký hiệu “{printed}” viết chưa đúng; viết là {item.number}."
            yield finding("wrong_number", "warning", item, message, item.number, None, item.number_raw, item.number)


def unknown_number(item: BasisItem, knowledge: Knowledge) -> Iterator[Finding]:
    """A number that nobody knows, where texts of this very subject and day are known under others."""
    if not item.number or knowledge.registry.by_number(item.number):
        return
    twins = all_by_title(knowledge, item)
    if len(twins) > 1:
        numbers = ", ".join(document.number for document in twins)
        message = f"Không có {_name(item)} trong dữ liệu; văn bản cùng ngày, cùng trích yếu: {numbers}."
        yield finding("wrong_number", "warning", item, message, numbers)


def inner_conflicts(item: BasisItem) -> Iterator[Finding]:
    """Year of the number against the date, where the registry cannot say."""
    year = year_in_number(item.number or "")
    if year and item.date and year != item.date[:4] and not re.search(r"/QH\d+$", item.number or ""):
        message = f"Năm trong số, ký hiệu ({year}) khác năm ban hành ({item.date[:4]}); cần kiểm tra."
        yield finding("wrong_date", "error", item, message)


def wrong_type(item: BasisItem, document: LegalDocument) -> Iterator[Finding]:
    """The word for the type against the letters of the number. A Party QĐ may be Quyết định or Quy định."""
    if not item.doc_type or not item.number or is_party(document):
        return
    same = {"Chương trình hành động": "Chương trình", "Bộ luật": "Luật"}
    written, right = same.get(item.doc_type, item.doc_type), same.get(document.doc_type, document.doc_type)
    if written != right and document.doc_type != "Văn bản":
        message = f"{item.number} là {document.doc_type}, không phải {item.doc_type}."
        yield finding(
            "type_mismatch", "error", item, message, document.doc_type, document.key, item.doc_type, document.doc_type
        )


def unknown_type(item: BasisItem) -> Iterator[Finding]:
    """The same for a number that the registry does not have: "Quyết định số 12/KH-UBND"."""
    if not item.doc_type or not item.number or is_party(LegalDocument("", item.number, item.doc_type)):
        return
    code = type_code(item.number, item.doc_type)
    names = [name for name, letters in TYPE_CODES.items() if letters == code]
    known = TYPE_CODES.get(item.doc_type)
    letters = re.search(r"/([A-ZĐa-z]+)-", item.number)
    if names and known and letters and letters[1] in TYPE_CODES.values() and letters[1] != known:
        message = f"Ký hiệu {item.number} là của {names[0]}, không phải {item.doc_type}."
        yield finding("type_mismatch", "error", item, message, names[0])


def _name(item: BasisItem) -> str:
    return f"{item.doc_type or 'Văn bản'} số {item.number}" if item.number else item.title or item.text


def _like(raw: str, iso: str) -> str:
    """A date in the form of the one that it replaces."""
    year, month, day = (int(part) for part in iso.split("-"))
    if "tháng" in raw:
        return long_date(iso)
    separator = re.search(r"\d\s*([/.-])", raw)
    mark = separator[1] if separator else "/"
    padded = f"{month:02d}" if month < 3 or re.search(r"[/.-]\s*0\d\s*[/.-]", raw) else str(month)
    return f"ngày {day:02d}{mark}{padded}{mark}{year}"


# ---- effect ----


def effect(found: Match, knowledge: Knowledge, draft: Draft) -> Iterator[Finding]:
    """Ended, replaced, not yet in force, partly ended, suspended, period over, province gone."""
    item, document = found.item, found.document
    day = draft.day.isoformat()
    if document is not None:
        state = knowledge.registry.status(document, draft.day)
        if state.status == ENDED:
            yield _ended(found, knowledge, state.reason, draft)
            return
        if state.status == NOT_YET:
            yield finding(
                "not_yet_in_force", "error", item, f"{_name(item)} chưa có hiệu lực. {state.reason}", key=document.key
            )
            return
        if state.status == PARTLY_ENDED:
            message = f"{_name(item)} hết hiệu lực một phần. {state.reason} Kiểm tra nội dung còn áp dụng."
            yield finding("partly_ended", "info", item, message, key=document.key)
        if state.status in (SUSPENDED, PARTLY_SUSPENDED, OUTDATED):
            message = f"{_name(item)}: {state.status.lower()}. {state.reason}"
            yield finding("suspended", "warning", item, message, key=document.key)
        for other in knowledge.registry.suspended_by(document, draft.day):
            message = f"{mention(other)}; đối chiếu xem đã có hiệu lực trở lại chưa."
            yield finding("suspended", "warning", item, message, key=document.key)
    last = period_end(item.title or (document.title if document else None))
    if last and last < draft.day.year and item.doc_type not in UNNUMBERED_TYPES:
        message = f"Giai đoạn nêu trong tên văn bản đã kết thúc (năm {last}); tìm văn bản của giai đoạn mới."
        yield finding("period_over", "warning", item, message, key=document.key if document else None)
    yield from _place_gone(item, document, draft, day)


def _ended(found: Match, knowledge: Knowledge, reason: str, draft: Draft) -> Finding:
    item, document = found.item, found.document
    assert document is not None
    instead = knowledge.registry.in_place_of(document, draft.day)
    lines = [item if isinstance(item, str) else mention(item) for item in instead]
    code = "replaced" if document.replaced_by else "expired"
    proposal = f"Căn cứ {lines[0]}" if lines else None
    return finding(code, "error", item, f"{_name(item)}: {reason}", proposal, document.key)


def _place_gone(item: BasisItem, document: LegalDocument | None, draft: Draft, day: str) -> Iterator[Finding]:
    place = document.place if document else None
    issued = item.date or (document.date if document else None) or day
    named = place or _named_place(item.issuer)
    merged = successor_of(named, day)
    if merged is not None and issued < merged.effective:
        message = (
            f"Văn bản của {merged.kind.lower()} {merged.name}, đã sáp nhập vào {merged.new_full_name} từ ngày "
            f"{vietnamese_date(merged.effective)}; dùng văn bản thay thế của {merged.new_full_name} nếu đã có."
        )
        yield finding("place_gone", "warning", item, message, key=document.key if document else None)


def _named_place(issuer: str | None) -> str | None:
    return body(issuer).place if issuer else None


# ---- the list as a whole ----


def duplicates(matches: Sequence[Match]) -> Iterator[Finding]:
    """A document that stands twice."""
    seen: dict[str, BasisItem] = {}
    for found in matches:
        item = found.item
        name = (
            found.document.key
            if found.document
            else f"{fold_number(item.number or '')} {item.date or ''} {'' if item.number else item.title}"
        )
        if item.closing or not name.strip():
            continue
        if name in seen:
            message = f"{_name(item)} đã được nêu ở dòng căn cứ thứ {seen[name].line}; bỏ một dòng."
            yield finding("duplicate", "error", item, message)
        else:
            seen[name] = item


def wrong_order(matches: Sequence[Match], draft: Draft) -> Iterator[Finding]:
    """Lines that stand too late or too early: group (authority before content), rank, then date."""
    rated = [(found, _sort_key(found, draft)) for found in matches if not found.item.closing and _rateable(found)]
    kept = _longest_rising([key for _, key in rated])
    for position, (found, key) in enumerate(rated):
        if position in kept:
            continue
        later = next(
            (other for index, (other, other_key) in enumerate(rated) if index in kept and other_key > key), None
        )
        where = f"trước {_name(later.item)} (dòng {later.item.line})" if later else "ở cuối phần căn cứ"
        why = "theo thứ tự thẩm quyền, nội dung; thứ bậc hiệu lực; ngày ban hành"
        custom = _ladder_holds(rated, kept, position)  # then only group or date is out of order: a matter of custom
        severity: Severity = "info" if custom else "warning"
        yield finding("wrong_order", severity, found.item, f"{_name(found.item)} nên đặt {where}, {why}.")


def _ladder_holds(rated: Sequence[tuple[Match, tuple[int, float, str]]], kept: set[int], position: int) -> bool:
    """Whether no line that stands right has a higher rank after this one, or a lower one before it."""
    rank = rated[position][1][1]
    after = any(key[1] < rank for index, (_, key) in enumerate(rated) if index in kept and index > position)
    before = any(key[1] > rank for index, (_, key) in enumerate(rated) if index in kept and index < position)
    return not after and not before


def _rateable(found: Match) -> bool:
    """Whether a line has a place in the ladder; documents of the Party's centre stand where the drafter thinks fit."""
    item = found.item
    if item.number and is_central_party(LegalDocument("", item.number, item.doc_type or "")):
        return False
    return bool(found.document or (item.number and item.doc_type) or item.doc_type in UNNUMBERED_TYPES)


def _sort_key(found: Match, draft: Draft) -> tuple[int, float, str]:
    item = found.item
    document = found.document or LegalDocument(
        "", item.number or "", item.doc_type or "", item.date, item.issuer, None, item.title
    )
    groups = groups_of(draft.doc_type)
    return groups.index(group_of(document)), rank_of(document), document.date or item.date or "9999"


def _longest_rising(keys: Sequence[tuple[int, float, str]]) -> set[int]:
    """Positions of a longest run that does not fall: what stands right; the others are out of place."""
    best: list[tuple[int, int]] = []  # (length, previous) of the best run that ends here
    for position, key in enumerate(keys):
        length, previous = 1, -1
        for earlier in range(position):
            if keys[earlier] <= key and best[earlier][0] + 1 > length:
                length, previous = best[earlier][0] + 1, earlier
        best.append((length, previous))
    if not best:
        return set()
    position = max(range(len(best)), key=lambda index: best[index][0])
    kept = set()
    while position >= 0:
        kept.add(position)
        position = best[position][1]
    return kept


def wrong_punctuation(items: Sequence[BasisItem], draft: Draft) -> Iterator[Finding]:
    """ ";" after each line, "." after the last (Party, and before 5 March 2020: ",")."""
    party = draft.issuer.is_party
    last_mark = "," if party or draft.day.isoformat() < ND30_FROM else "."
    for number, item in enumerate(items, 1):
        is_last = number == len(items)
        allowed = {last_mark} if is_last else {";"}
        if is_last and draft.doc_type == "Nghị quyết" and not party:
            allowed |= {";"}  # resolutions of councils go on with the next clause (NĐ 78/2025/NĐ-CP)
        if item.mark in allowed:
            continue
        right = last_mark if is_last else ";"
        said = f"“{item.mark}”" if item.mark else "không có dấu"
        message = f"{'Dòng căn cứ cuối cùng' if is_last else 'Dòng căn cứ'} kết thúc bằng “{right}” (đang là {said})."
        tail = item.text[-25:]
        yield finding(
            "wrong_punctuation", "warning", item, message, right, old=f"{tail}{item.mark}", new=f"{tail}{right}"
        )


def wording(matches: Sequence[Match], draft: Draft) -> Iterator[Finding]:
    """Laws with number in an administrative document; slant of the basis."""
    if draft.issuer.is_party:
        return
    for found in matches:
        item = found.item
        if item.doc_type in ("Luật", "Bộ luật") and item.number_raw and found.document is not None:
            right = mention(found.document) if found.document.date else None
            message = "Theo Nghị định số 30/2020/NĐ-CP, luật được viết bằng tên và ngày thông qua, không ghi số."
            yield finding("law_with_number", "info", item, message, right, found.document.key)
    slants = [found.item.paragraph.italic for found in matches if found.item.paragraph.italic is not None]
    wanted = is_italic(draft.doc_type)
    if slants and matches and sum(slant != wanted for slant in slants) > len(slants) / 2:
        kind = "nghiêng" if wanted else "đứng"
        message = f"Phần căn cứ của {draft.doc_type} trình bày kiểu chữ {kind}."
        yield finding("wrong_slant", "info", matches[0].item, message)


def missing(matches: Sequence[Match], knowledge: Knowledge, draft: Draft) -> Iterator[Finding]:
    """Usual bases that are not there: what the issuer acts under, and what nearly every like document cites."""
    if not matches or draft.doc_type in ("Công văn", "Thông báo", "Giấy mời", "Báo cáo"):
        return
    present = {fold_number(found.document.number) for found in matches if found.document} | {
        fold_number(found.item.number) for found in matches if found.item.number
    }
    names = {fold_words(found.item.title or "") for found in matches}
    anchor = matches[-1].item
    request = Request(draft.title, draft.issuer.name, draft.day, draft.issuer.place, draft.doc_type, draft.parent)
    authority = _authority(knowledge, request, draft)
    usual = (
        [item for item in suggest_from(knowledge, request, 15).proposals if item.chosen and item.score >= USUAL_SCORE]
        if draft.title
        else []
    )
    for document in authority:
        if fold_number(document.number) not in present and fold_words(document.title or "-") not in names:
            line = basis_line(document, draft.day, knowledge.registry)
            message = f"Thiếu căn cứ thẩm quyền: {mention(document)}."
            yield replace(
                finding("missing_basis", "warning", anchor, message, line, document.key), place=_nowhere(anchor)
            )
    held = {document.key for document in authority}
    for proposal in usual:
        if (
            proposal.key in held
            or fold_number(proposal.number or "") in present
            or fold_words(proposal.title or "-") in names
        ):
            continue
        message = f"Có thể thiếu căn cứ: {proposal.line.removeprefix('Căn cứ ')} ({'; '.join(proposal.reasons)})."
        yield replace(
            finding("missing_basis", "info", anchor, message, proposal.line, proposal.key), place=_nowhere(anchor)
        )


def _nowhere(anchor: BasisItem) -> Place:
    return Place(anchor.paragraph.page, None, "", anchor.paragraph.index, None)


def _authority(knowledge: Knowledge, request: Request, draft: Draft) -> list[LegalDocument]:
    """The organisation law in force on the day, for bodies of a level that has one; the decree of a ministry."""
    found: dict[str, Candidate] = {}
    from_authority(found, knowledge, request, draft.issuer)
    usable = [entry.document for entry in found.values() if knowledge.registry.status(entry.document, draft.day).usable]
    laws = [document for document in usable if document.doc_type == "Luật"]
    return laws or [document for document in usable if document.doc_type == "Nghị định"][:1]
