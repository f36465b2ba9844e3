"""Plans that belong together: every body writes the same plan each year, on nearly the same legal basis.

A family is a subject. It has documents that nearly every plan of it cites, and some that only some do; a province adds its
own. Which documents those are is drawn from the registry by the subject's words, so a proposer is measured on the plans
that it has not seen: `score` leaves each plan out in turn. Made up, but shaped like the plans of departments.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from corpora.facts.registry import Facts, LegalDocument, facts, fold_number, status_on

# subject as a title says it, words that a fitting document's title has, field of the department
SUBJECTS = (
    ("chuyển đổi số", r"chuyển đổi số|dữ liệu|giao dịch điện tử|công nghệ thông tin|chữ ký số", "Khoa học và Công nghệ"),
    ("cải cách hành chính", r"thủ tục hành chính|một cửa|cải cách hành chính", "Nội vụ"),
    ("bảo đảm an toàn thực phẩm", r"an toàn thực phẩm|thực phẩm", "Y tế"),
    ("phòng, chống tham nhũng, tiêu cực", r"tham nhũng|tài sản, thu nhập|xung đột lợi ích", "Nội vụ"),
    ("công tác văn thư, lưu trữ", r"văn thư|lưu trữ|con dấu", "Nội vụ"),
    ("khám bệnh, chữa bệnh", r"khám bệnh|chữa bệnh|bệnh viện", "Y tế"),
    ("bảo hiểm y tế toàn dân", r"bảo hiểm y tế", "Y tế"),
    ("phổ biến, giáo dục pháp luật", r"phổ biến, giáo dục pháp luật|hòa giải", "Tư pháp"),
    ("phòng cháy, chữa cháy", r"phòng cháy|chữa cháy|cứu nạn", "Nội vụ"),
    ("bảo vệ môi trường", r"bảo vệ môi trường|chất thải", "Nông nghiệp và Môi trường"),
    ("đào tạo, bồi dưỡng công chức, viên chức", r"công chức|viên chức", "Nội vụ"),
    ("thi đua, khen thưởng", r"thi đua|khen thưởng", "Nội vụ"),
)  # fmt: skip
PROVINCES = ("Nghệ An", "Đắk Lắk", "Phú Thọ", "Cà Mau", "Lâm Đồng", "Sơn La", "Huế", "Đà Nẵng")
TYPES = ("Luật", "Nghị định", "Thông tư", "Quyết định", "Nghị quyết")
ORGANISATION = re.compile(r"^(?:72/2025/QH15|65/2025/QH15|77/2015/QH13|150/2025/NĐ-CP|45/2025/NĐ-CP|24/2014/NĐ-CP)$")


@dataclass(frozen=True, slots=True)
class FamilyPlan:
    """A plan with its true legal basis."""

    name: str
    title: str
    issuer: str
    place: str
    day: date
    basis: tuple[LegalDocument, ...]


@dataclass(frozen=True, slots=True)
class BasisScore:
    """`found` of `wanted` documents that other plans or the registry know; `right` of `proposed`."""

    plans: int
    wanted: int
    found: int
    proposed: int
    right: int
    missed: tuple[tuple[str, str], ...]

    @property
    def recall(self) -> float:
        return self.found / max(self.wanted, 1)

    @property
    def precision(self) -> float:
        return self.right / max(self.proposed, 1)

    def table(self) -> str:
        return (
            f"{self.plans} plans left out in turn: recall {self.recall:.3f} ({self.found} of {self.wanted} known documents), "
            f"precision {self.precision:.3f} ({self.right} of {self.proposed} proposed)"
        )


def plans(
    seed: int, bodies: int = 6, years: Sequence[int] = (2024, 2025, 2026), shipped: Facts | None = None
) -> list[FamilyPlan]:
    """Plans of every subject by `bodies` provinces in some of the years; the same seed gives the same plans."""
    chance = random.Random(seed)
    known = shipped or facts()
    made = []
    for subject, words, field in SUBJECTS:
        core, edge = _documents(chance, known, words)
        for place in PROVINCES[:bodies]:
            for year in years:
                if chance.random() < 0.6:
                    made.append(_plan(chance, known, subject, field, place, year, core, edge))
    return made


def _documents(chance: random.Random, known: Facts, words: str) -> tuple[list[LegalDocument], list[LegalDocument]]:
    """(what nearly all plans of a subject cite, what some do): central documents whose titles fit."""
    pattern = re.compile(words, re.IGNORECASE)
    fitting = [
        item for item in known.documents
        if item.doc_type in TYPES and item.date and item.issuer and item.title and not item.place and not item.upper_title
        and pattern.search(item.title) and item.date >= "2005" and not re.match(r"(?:Luật )?[Ss]ửa đổi|[Bb]ãi bỏ|[Cc]ông bố", item.title)
    ]  # fmt: skip
    ranked = sorted(fitting, key=lambda item: (TYPES.index(item.doc_type), -int((item.date or "0")[:4])))
    core = ranked[: max(8, len(ranked) // 4)]
    chance.shuffle(core)
    edge = [item for item in ranked if item not in core]
    return core[:10], chance.sample(edge, min(8, len(edge)))


def _plan(
    chance: random.Random, known: Facts, subject: str, field: str, place: str, year: int, core: list[LegalDocument],
    edge: list[LegalDocument],
) -> FamilyPlan:  # fmt: skip
    day = (
        date(year, chance.randint(1, 3), chance.randint(1, 28))
        if chance.random() < 0.7
        else date(year - 1, 12, chance.randint(1, 28))
    )
    level = chance.choice(("department", "province"))
    issuer = f"Sở {field}" if level == "department" else f"Ủy ban nhân dân tỉnh {place}"
    basis = [item for item in core if chance.random() < 0.75] + [item for item in edge if chance.random() < 0.15]
    basis = [
        item for item in basis if (item.date or "9") <= day.isoformat() and status_on(item, day, known.date).usable
    ]
    for item in known.documents:
        organisation = ORGANISATION.match(item.number) and status_on(item, day, known.date).usable
        if organisation and (item.doc_type == "Luật" or level == "department") and chance.random() < 0.85:
            basis.append(item)
    opener = chance.choice(("", "Triển khai ", "Thực hiện công tác ", "Tăng cường "))
    tail = chance.choice((f" năm {year}", f" năm {year} trên địa bàn tỉnh {place}", f" giai đoạn {year} - {year + 4}"))
    title = f"{opener}{subject}{tail}"
    return FamilyPlan(f"{subject} {place} {year}", title[:1].upper() + title[1:], issuer, place, day, tuple(basis))


Proposer = Callable[[FamilyPlan, Sequence[FamilyPlan]], Iterable[str]]


def score(made: Sequence[FamilyPlan], propose: Proposer, most: int | None = None) -> BasisScore:
    """Leave each plan out: `propose(plan, others)` gives numbers; a document counts if another plan cites it."""
    cited = Counter(fold_number(item.number) for plan in made for item in plan.basis)
    wanted = found = proposed = right = 0
    missed = []
    tried = list(made)[:most]
    for plan in tried:
        true = {fold_number(item.number) for item in plan.basis}
        known = {number for number in true if cited[number] > 1}
        given = {fold_number(number) for number in propose(plan, [other for other in made if other is not plan])}
        wanted += len(known)
        found += len(known & given)
        proposed += len(given)
        right += len(true & given)
        missed += [(plan.title, number) for number in sorted(known - given)]
    return BasisScore(len(tried), wanted, found, proposed, right, tuple(missed))
