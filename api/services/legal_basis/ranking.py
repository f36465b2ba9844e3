"""Which documents a new plan rests on: what similar letters cite, what the registry knows, what the issuer acts under.

Evidence of four kinds is gathered for each candidate and joined as independent chances: `letters` (cited by similar
letters, weighted by role), `superior` (issued by a body above about the same subject), `title` (likeness to the
registry's title), `usual` (table of the usual basis by subject), `authority` (organisation law of the issuer's level).
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from api.services.legal_basis.bodies import Body, body, same_province
from api.services.legal_basis.model import Candidate, Cited, Knowledge, Letter, Request
from api.services.legal_basis.wording import plain_issuer
from api.services.registry.words import likeness, tokens
from corpora.facts.registry import UNKNOWN, LegalDocument, fold_words, registry_key, year_in_number

ROLE_WEIGHT = {"legal_basis": 1.0, "implements": 0.9, "mention": 0.3, "amends": 0.1, "replaces": 0.1, "repeals": 0.1}
PLAN_TYPES = ("Kế hoạch", "Chương trình", "Chương trình hành động", "Đề án", "Phương án")
LEAST_LIKENESS = 0.12
NEAREST = 12  # letters that vote
ALONE = 0.48  # most that a like title alone is worth: offered, not chosen
SAME_YEAR = 0.6  # the same where the text was issued for the very year of the plan ("dự toán … năm 2026")
LEAST_ALONE = 0.4
FOREIGN = 0.6  # of a like title, where another field's ministry issued the text
STRONG = 0.3  # likeness from which a letter is called similar in the reasons


@dataclass(frozen=True, slots=True)
class Near:
    """A letter of the store and how much its basis says about the new plan's, 0 to 1."""

    letter: Letter
    body: Body
    weight: float
    likeness: float


def gather(knowledge: Knowledge, request: Request) -> dict[str, Candidate]:
    """All candidates by identity, before effect, place and period are looked at."""
    found: dict[str, Candidate] = {}
    issuer = body(request.issuer, request.place)
    near = nearest(knowledge, request, issuer)
    from_letters(found, knowledge, issuer, near)
    from_superiors(found, knowledge, request, issuer, near)
    from_usual(found, knowledge, request)
    from_law_names(found, knowledge, request)
    from_titles(found, knowledge, request, issuer)
    from_authority(found, knowledge, request, issuer)
    from_parent(found, knowledge, request)
    from_co_citation(found, knowledge)
    return found


def nearest(knowledge: Knowledge, request: Request, issuer: Body) -> list[Near]:
    """Letters that say most about the basis: like titles, same kind of issuer, same type, recent, not later."""
    scored = []
    for position, value in knowledge.alike(request.title):
        letter = knowledge.letters[position]
        if value < LEAST_LIKENESS:
            continue
        other = body(letter.issuer or "", letter.place)
        scored.append(Near(letter, other, value * _kinship(request, issuer, letter, other), value))
    return sorted(scored, key=lambda item: -item.weight)[:NEAREST]


def _kinship(request: Request, issuer: Body, letter: Letter, other: Body) -> float:
    """0.3 to 1.4: issuers of one level and field, one type of document, and letters of the last years tell more."""
    value = 1.0
    value *= 1.2 if other.level == issuer.level else 0.85
    value *= 1.1 if other.field and other.field == issuer.field else 1.0
    value *= 1.05 if letter.doc_type == request.doc_type or letter.doc_type in PLAN_TYPES else 0.9
    if letter.date:
        age = abs(request.day.year - int(letter.date[:4]))
        value *= max(0.5, 1.0 - 0.08 * age)
    return value


def candidate(found: dict[str, Candidate], document: LegalDocument) -> Candidate:
    """The candidate of a document, made when it is first met."""
    name = _identity(document)
    if name not in found:
        found[name] = Candidate(document)
    return found[name]


def _identity(document: LegalDocument) -> str:
    return Cited(document.number or None, document.doc_type, document.date, title=document.title).identity + (
        f" @{document.place}" if document.place else ""
    )


def from_letters(found: dict[str, Candidate], knowledge: Knowledge, issuer: Body, near: list[Near]) -> None:
    """Votes of the nearest letters for what they cite."""
    total = sum(item.weight for item in near[:6]) or 1.0
    votes: dict[str, float] = defaultdict(float)
    for item in near:
        for cited in item.letter.citations:
            if not (cited.number or cited.title):
                continue
            entry = candidate(found, resolve(knowledge, cited, item.body))
            name = _identity(entry.document)
            fitting = 0.3 if foreign_field(entry.document, issuer) else 1.0
            votes[name] += item.weight * ROLE_WEIGHT.get(cited.role, 0.3) * fitting
            entry.letters.add(item.letter.id)
    best = near[0].weight if near else 0.0
    similar = sum(1 for item in near if item.likeness >= STRONG) or len(near)
    for name, vote in votes.items():
        share = vote / total
        sure = min(1.0, 0.35 + best)
        found[name].add("letters", min(0.96, (share**0.55) * sure), "")
        count = len(found[name].letters)
        found[name].reasons.append(f"Được {count} trong {max(similar, count)} văn bản tương tự viện dẫn")


CROSS_FIELDS = {
    "Khoa học và Công nghệ",
    "Thông tin và Truyền thông",
    "Nội vụ",
    "Tài chính",
    "Tư pháp",
    "Công an",
    "Kế hoạch và Đầu tư",
}


def foreign_field(document: LegalDocument, issuer: Body) -> bool:
    """Whether a ministry of another field issued the document ("Bộ Y tế" for a department of education)."""
    other = body(document.issuer or "")
    if other.level not in ("ministry", "department") or not issuer.field or not other.field:
        return False
    return other.field != issuer.field and other.field not in CROSS_FIELDS


def resolve(knowledge: Knowledge, cited: Cited, citing: Body) -> LegalDocument:
    """The registry's document for a citation, with what the letter says of it where the registry is silent."""
    place = cited.place or _local_place(cited, citing)
    known = knowledge.registry.find(cited.number, cited.date, place, cited.title, cited.doc_type)
    if known is not None:
        # the letter's own words complete the registry, never replace it
        return replace(
            known,
            title=cited.title if known.upper_title and cited.title else known.title or cited.title,
            date=known.date or cited.date,
            issuer=known.issuer or cited.issuer,
        )
    doc_type = cited.doc_type or "Văn bản"
    number = cited.number or ""
    key = registry_key(number, doc_type, cited.date, place) if number else f"{doc_type} {cited.title}"
    issuer = plain_issuer(cited.issuer) if cited.issuer else None
    title = cited.title if cited.title and len(cited.title.split()) > 2 else None
    return LegalDocument(key, number, doc_type, cited.date, issuer, place, title, source="letters")


LOCAL_SYMBOL = re.compile(r"(?:UBND|HĐND|HDND|/TU|/ĐU|BCĐ|/BCSĐ|VPUBND|-S[A-ZĐ&]+|/S[A-ZĐ]+(?:-\w+)*)$")


def _local_place(cited: Cited, citing: Body) -> str | None:
    """Province of a local document: named in its issuer, else the citing letter's."""
    named = body(cited.issuer or "").place if cited.issuer else None
    if named:
        return named
    local = bool(LOCAL_SYMBOL.search(cited.number or "")) or bool(
        re.match(r"(?:uy ban nhan dan|hoi dong nhan dan|tinh uy|thanh uy|so )", fold_words(cited.issuer or ""))
    )
    central = citing.level in ("ministry", "government", "party_central", "assembly")
    return citing.place if local and not central else None


def from_superiors(
    found: dict[str, Candidate], knowledge: Knowledge, request: Request, issuer: Body, near: list[Near]
) -> None:
    """Letters of the store that a body above issued about the same subject: its ministry, its People's Committee."""
    for item in near:
        if item.likeness < 0.3 or not item.letter.number or not is_superior(item.body, issuer, request):
            continue
        letter = item.letter
        doc_type = letter.doc_type or "Công văn"
        document = knowledge.registry.find(letter.number, letter.date, item.body.place) or LegalDocument(
            registry_key(letter.number or "", doc_type, letter.date, item.body.place), letter.number or "", doc_type,
            letter.date, letter.issuer, item.body.place, letter.title, source="letters",
        )  # fmt: skip
        entry = candidate(found, document)
        entry.letters.add(letter.id)
        entry.add(
            "superior",
            min(0.75, 0.25 + item.likeness),
            f"Văn bản của cơ quan cấp trên ({letter.issuer}) về cùng nội dung",
        )


def is_superior(other: Body, issuer: Body, request: Request) -> bool:
    """Whether `other` directs `issuer`: Government and ministry of its field, province over its departments, its Party committee."""
    if other.level in ("party_central", "assembly", "government"):
        return True
    if other.level == "ministry":
        return issuer.level in ("department", "unit", "province", "commune") and (
            not issuer.field or issuer.field == other.field
        )
    day = request.day.isoformat()
    if other.level in ("province", "council", "party_province"):
        return issuer.level in ("department", "unit", "commune", "province") and same_province(
            other.place, issuer.place, day
        )
    if other.level == "department":
        return issuer.level == "unit" and other.field == issuer.field and same_province(other.place, issuer.place, day)
    return False


@dataclass(frozen=True, slots=True)
class Usual:
    """A row of usual_basis.tsv: the document is usual where a trigger (all its parts, joined by +) stands in the title."""

    topic: str
    number: str
    year: str | None
    triggers: tuple[tuple[str, ...], ...]
    weight: float


@cache
def usual() -> tuple[Usual, ...]:
    text = (files("corpora.facts") / "usual_basis.tsv").read_text(encoding="utf-8")
    rows = []
    for row in csv.DictReader(text.splitlines(), delimiter="\t"):
        number, _, year = row["number"].partition(" ")
        triggers = tuple(
            tuple(fold_words(part) for part in trigger.split("+")) for trigger in row["triggers"].split(";")
        )
        rows.append(Usual(row["topic"], number, year or None, triggers, float(row["weight"])))
    return tuple(rows)


def from_usual(found: dict[str, Candidate], knowledge: Knowledge, request: Request) -> None:
    """The table of usual bases by subject. A subject that only names a larger thing counts less than the whole title."""
    title = f" {fold_words(request.title)} "
    for row in usual():
        hits = [trigger for trigger in row.triggers if all(f" {part} " in title for part in trigger)]
        if not hits:
            continue
        options = knowledge.registry.by_number(row.number)
        document = next((item for item in options if not row.year or (item.date or "")[:4] == row.year), None)
        if document is not None:
            reason = f"Căn cứ thường dùng cho nội dung {row.topic}"
            candidate(found, document).add("usual", row.weight, reason)


def from_law_names(found: dict[str, Candidate], knowledge: Knowledge, request: Request) -> None:
    """Laws whose name stands in the title ("phòng, chống tham nhũng"), and the decrees that detail them."""
    for law in knowledge.registry.laws_in(request.title):
        length = len((law.title or "").split()) - 1
        name = f"Luật {(law.title or '').removeprefix('Luật ')}"
        candidate(found, law).add("law", 0.85 if length > 2 else 0.7, f"{name} điều chỉnh lĩnh vực này")
        if not knowledge.registry.status(law, request.day).usable:
            continue
        for decree in knowledge.registry.details_of(law):
            if (law.date or "") <= (decree.date or decree.effective or "") <= request.day.isoformat():
                close = likeness(tokens(request.title), tokens(decree.title or ""), knowledge.weights)
                candidate(found, decree).add("details", min(0.3 + 0.5 * close, 0.6), f"Quy định chi tiết {name}")


def from_titles(found: dict[str, Candidate], knowledge: Knowledge, request: Request, issuer: Body) -> None:
    """Documents of the registry whose subject is that of the plan: central ones and those of the issuer's province."""
    day = request.day.isoformat()
    query = subject_words(request.title, issuer)
    for document, value in knowledge.registry.alike(query):
        if (
            value < 0.35
            or is_amendment(document)
            or document.doc_type == "Văn bản hợp nhất"
            or (document.date or "") > day
        ):
            continue
        if document.place and not same_province(document.place, issuer.place, day):
            continue
        if not document.place and _other_body(document, issuer):
            continue
        effect = knowledge.registry.status(document, request.day)
        if effect.status == UNKNOWN:
            continue
        age = request.day.year - int((document.date or document.effective or str(request.day.year))[:4])
        weight = min(ALONE, value) * max(0.5, 1 - 0.03 * age) * (1.0 if year_in_number(document.number) else 0.8)
        if foreign_field(document, issuer):
            weight *= FOREIGN
        if weight >= LEAST_ALONE and same_year(document, request):
            weight = SAME_YEAR
        candidate(found, document).add("title", weight, "Tên văn bản gần với nội dung sắp soạn")


def same_year(document: LegalDocument, request: Request) -> bool:
    """Whether the text's title ends in the year for which the plan is made; such texts rule that year only."""
    year = re.search(r"năm ((?:19|20)\d\d)\W*$", document.title or "")
    return year is not None and f"năm {year[1]}" in request.title


def subject_words(title: str, issuer: Body) -> str:
    """The title without the issuer's own field ("ngành Y tế"), which says who plans and not what."""
    if not issuer.field:
        return title
    field = re.escape(issuer.field)
    plain = re.escape(fold_words(issuer.field))
    pattern = rf"\b(?:(?:ngành|lĩnh vực|sở|bộ|nganh|linh vuc|so|bo) )?(?:{field}|{plain})(?!\w)"
    return re.sub(pattern, " | ", title, flags=re.IGNORECASE)


def is_amendment(document: LegalDocument) -> bool:
    return bool(
        re.match(
            r"(?:luật |bộ luật )?(?:về việc |về )?(?:sửa đổi|bãi bỏ|đính chính|công bố|bổ sung một số|ngưng)",
            document.title or "",
            re.I,
        )
    )


def _other_body(document: LegalDocument, issuer: Body) -> bool:
    """Whether the document rules inside another body: an individual decision of a ministry that is not the issuer's."""
    other = body(document.issuer or "")
    if other.level in ("government", "assembly", "party_central"):
        return False
    if other.level == "ministry":
        own = bool(issuer.field) and other.field == issuer.field
        return not own and (
            not year_in_number(document.number) or f"ngành {other.field}".lower() in (document.title or "").lower()
        )
    return True


def from_authority(found: dict[str, Candidate], knowledge: Knowledge, request: Request, issuer: Body) -> None:
    """What the issuer acts under: the organisation law of its level, the decree on its functions."""
    for level, number in competence():
        if level != issuer.level:
            continue
        for document in knowledge.registry.by_number(number)[:1]:
            entry = candidate(found, document)
            entry.group = "authority"
            weight = (
                0.3 if request.doc_type == "Công văn" else 0.93
            )  # a letter seldom states what its issuer acts under
            entry.add("authority", weight, "Căn cứ thẩm quyền của cơ quan ban hành")
    if issuer.level in ("ministry", "department"):
        _functions(found, knowledge, request, issuer)


def _functions(found: dict[str, Candidate], knowledge: Knowledge, request: Request, issuer: Body) -> None:
    name = f"Bộ {issuer.field}" if issuer.level == "ministry" else f"Sở {issuer.field}"
    pattern = re.compile(
        rf"chức năng, nhiệm vụ, quyền hạn.* của {re.escape(name)}\b(?! và|.*trực thuộc)", re.IGNORECASE
    )
    day = request.day.isoformat()
    for document in knowledge.registry.functions:
        local = document.place is not None
        if local != (issuer.level == "department") or not pattern.search(document.title or ""):
            continue
        if local and not same_province(document.place, issuer.place, day):
            continue
        if is_amendment(document) or (document.date or "") > day:
            continue
        entry = candidate(found, document)
        entry.group = "authority"
        entry.add("authority", 0.95, f"Quy định chức năng, nhiệm vụ của {name}")


@cache
def competence() -> tuple[tuple[str, str], ...]:
    """(level, number) of the texts that a level acts under; which one is in force is told by the date."""
    text = (files("corpora.facts") / "competence.tsv").read_text(encoding="utf-8")
    return tuple((row["level"], row["number"]) for row in csv.DictReader(text.splitlines(), delimiter="\t"))


def from_parent(found: dict[str, Candidate], knowledge: Knowledge, request: Request) -> None:
    """The document that the plan implements: named by the drafter, or standing in the title ("… thực hiện Nghị quyết số …")."""
    for _, document in knowledge.registry.aliases_in(request.title):
        candidate(found, document).add("parent", 0.9, "Được nhắc tên trong tiêu đề")
    numbers = [request.parent] if request.parent else []
    numbers += re.findall(r"\d+[\w.]*(?:/\d{4})?[-/][A-ZĐ][\wĐđ&]*(?:[-/][\wĐđ&]+)*", request.title)
    for number in dict.fromkeys(numbers):
        options = knowledge.registry.by_number(number)
        letters = [letter for letter in knowledge.letters if letter.number and letter.number == number]
        if options:
            best = max(options, key=lambda item: item.date or "")
            candidate(found, best).add("parent", 0.97, "Kế hoạch triển khai thực hiện văn bản này")
        elif letters:
            letter = letters[0]
            kind = letter.doc_type or "Văn bản"
            document = LegalDocument(
                registry_key(number, kind, letter.date, letter.place), number, kind, letter.date, letter.issuer,
                letter.place, letter.title, source="letters",
            )  # fmt: skip
            candidate(found, document).add("parent", 0.97, "Kế hoạch triển khai thực hiện văn bản này")


def from_co_citation(found: dict[str, Candidate], knowledge: Knowledge) -> None:
    """Documents that letters cite beside the strongest candidates."""
    strong = {name for name, entry in found.items() if entry.score >= 0.6}
    if not strong:
        return
    together: dict[str, int] = defaultdict(int)
    seen: dict[str, int] = defaultdict(int)
    for letter in knowledge.letters:
        names = {cited.identity for cited in letter.citations if cited.role in ("legal_basis", "implements")}
        for name in names:
            seen[name] += 1
            if (names & strong) - {name}:
                together[name] += 1
    for name, count in together.items():
        if name in found and count >= 2:
            share = count / max(seen[name], 2)
            found[name].add("together", 0.25 * share, f"Thường được viện dẫn cùng các căn cứ trên ({count} văn bản)")
