"""What a draft shows outside its basis, as it follows from issuer, title and type: head, number, sign-off, distribution."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files

from api.services.legal_basis.bodies import Body, body, kind_of, parent_of
from corpora.facts.registry import TYPE_CODES, fold_words

SIGNERS: dict[str, tuple[str, ...]] = {
    "ministry": ("BỘ TRƯỞNG",),
    "province": ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"),
    "commune": ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"),
    "council": ("CHỦ TỊCH",),
    "department": ("GIÁM ĐỐC",),
    "government": ("TM. CHÍNH PHỦ", "THỦ TƯỚNG"),
    "party_province": ("T/M BAN THƯỜNG VỤ", "BÍ THƯ"),
    "party_unit": ("T/M BAN THƯỜNG VỤ", "BÍ THƯ"),
    "party_central": ("T/M BAN CHẤP HÀNH TRUNG ƯƠNG",),
}
UNIT_SIGNERS = (
    ("truong dai hoc|truong|hoc vien", "HIỆU TRƯỞNG"),
    ("vien", "VIỆN TRƯỞNG"),
    ("chi cuc", "CHI CỤC TRƯỞNG"),
    ("tong cuc", "TỔNG CỤC TRƯỞNG"),
    ("cuc", "CỤC TRƯỞNG"),
    ("vu", "VỤ TRƯỞNG"),
    ("phong", "TRƯỞNG PHÒNG"),
    ("", "GIÁM ĐỐC"),
)
# Lines of "Nơi nhận" by level; {above}: the body above, {field}: what a department looks after.
DISTRIBUTION: dict[str, tuple[str, ...]] = {
    "department": (
        "Bộ {field} (để b/c)",
        "{above} (để b/c)",
        "Giám đốc, các Phó Giám đốc Sở",
        "Các phòng, đơn vị thuộc Sở",
    ),
    "unit": ("{above} (để b/c)", "Ban Giám đốc", "Các khoa, phòng"),
    "province": ("… (để b/c)", "Chủ tịch, các Phó Chủ tịch UBND", "Các sở, ban, ngành", "UBND các xã, phường"),
    "commune": ("… (để b/c)", "Chủ tịch, các Phó Chủ tịch UBND", "Các phòng, đơn vị trực thuộc"),
    "council": ("Ủy ban Thường vụ Quốc hội", "Chính phủ", "Ủy ban nhân dân cùng cấp", "Đại biểu Hội đồng nhân dân"),
}
FIRST_LINES = {"Công văn": "Như trên", "Quyết định": "Như Điều …"}
ARCHIVE = "Lưu: VT, (đơn vị soạn thảo)."
DECIDING = ("Quyết định", "Nghị quyết")
# A decision's subject that is an act opens with "Về việc"; what is issued or ruled stands by itself.
BY_ITSELF = re.compile(r"(?:về|ban hành|quy định|phê duyệt|công bố)\b", re.IGNORECASE)
COMMUNE_NAME = re.compile(r"\b(?:xã|phường|đặc khu|thị trấn)\s+(?P<name>[^,]+)$", re.IGNORECASE)
PROVINCE_PARTY = re.compile(r"^(?:Ban Thường vụ )?(?P<name>Tỉnh ủy|Thành ủy)\b")


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered part of the body: heading, and paragraphs as printed ("1. Mục đích", "- …")."""

    heading: str
    paragraphs: tuple[str, ...] = ()


PLAN_SECTIONS = (
    Section("I. MỤC ĐÍCH, YÊU CẦU", ("1. Mục đích", "- …", "2. Yêu cầu", "- …")),
    Section("II. MỤC TIÊU", ("1. Mục tiêu chung", "…", "2. Chỉ tiêu cụ thể", "- …")),
    Section("III. NHIỆM VỤ, GIẢI PHÁP", ("1. …", "a) …", "2. …", "(Phân công nhiệm vụ cụ thể tại Phụ lục kèm theo)")),
    Section("IV. KINH PHÍ THỰC HIỆN", ("…",)),
    Section("V. TỔ CHỨC THỰC HIỆN", ("1. …", "2. …")),
)


@dataclass(frozen=True, slots=True)
class Skeleton:
    """Everything a draft shows outside its basis. `day` None leaves day and month blank in the year of `year`.

    For what decides: `authority`, the lines over the basis that say who decides; `proposed`, the lines under it; `articles`.
    """

    title: str  # subject, without the type in front
    issuer: str
    doc_type: str = "Kế hoạch"
    parent: str | None = None
    place: str = ""
    day: date | None = None
    year: int = 0
    symbol: str = ""
    signer: tuple[str, ...] = ()
    signer_name: str = "(Họ và tên)"
    distribution: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ("…",)
    sections: tuple[Section, ...] = PLAN_SECTIONS
    party: bool = False
    opening: str = ""
    closing: str = ""
    authority: tuple[str, ...] = ()
    proposed: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()

    @property
    def decides(self) -> bool:
        return self.doc_type in DECIDING and not self.party


def skeleton(
    title: str, issuer: str, place: str | None = None, day: date | None = None, doc_type: str = "Kế hoạch",
    today: date | None = None,
) -> Skeleton:  # fmt: skip
    """The head and sign-off that follow from the issuer's name: parent, place, symbol, signer, distribution."""
    who = body(issuer, place)
    when = (day or today or date.today()).isoformat()
    subject = re.sub(rf"^{doc_type}\s+", "", title.strip(), flags=re.IGNORECASE)
    frame = Skeleton(
        title=subject_of(subject, doc_type, who.is_party), issuer=short_issuer(who), doc_type=doc_type,
        parent=parent_of(who, when), place=place_line(who, when), day=day, year=int(when[:4]),
        symbol=symbol_of(who, doc_type), signer=signer_of(who), distribution=distribution_of(who, when, doc_type),
        party=who.is_party,
    )  # fmt: skip
    frame = replace(frame, opening=opening(who, doc_type, subject), closing=closing(frame, subject))
    return _deciding(frame, who, subject) if frame.decides else frame


def subject_of(subject: str, doc_type: str, party: bool) -> str:
    """The subject as the title prints it."""
    if doc_type == "Quyết định" and subject and not BY_ITSELF.match(subject):
        subject = f"về việc {_lowered(subject)}"
    return subject[:1].upper() + subject[1:]


def _deciding(frame: Skeleton, who: Body, subject: str) -> Skeleton:
    """Who decides, on whose proposal, in which articles (NĐ 30/2020, mẫu 1.1, 1.2)."""
    if frame.doc_type == "Nghị quyết" and who.level == "council":
        authority: tuple[str, ...] = (frame.issuer.upper(), "KHÓA …, KỲ HỌP THỨ …")
        proposed = (
            "Xét Tờ trình số …/TTr-UBND ngày … của Ủy ban nhân dân …; báo cáo thẩm tra của Ban … Hội đồng nhân dân; ý kiến "
            "thảo luận của đại biểu Hội đồng nhân dân tại kỳ họp.",
        )
        last = (
            f"Nghị quyết này đã được {frame.issuer} khóa …, kỳ họp thứ … thông qua ngày … và có hiệu lực từ ngày …./."
        )
    else:
        alone = frame.signer[0].startswith("TM.")
        authority = ((frame.issuer if alone else f"{frame.signer[-1]} {frame.issuer}").upper(),)
        proposed = ("Theo đề nghị của ….",)
        last = f"{frame.doc_type} này có hiệu lực kể từ ngày ký./."
    articles = (f"{subject[:1].upper()}{subject[1:]}.", "…", last)
    return replace(frame, authority=authority, proposed=proposed, articles=articles)


def short_issuer(who: Body) -> str:
    """The issuer as the head prints it: a department without its province, which stands in the line above."""
    if who.level == "department" and who.field:
        return f"Sở {who.field}"
    return who.name


def place_line(who: Body, day: str) -> str:
    """Place before the date: Hà Nội for central bodies, the commune or province for its bodies; blank where unknown."""
    if who.level in ("ministry", "government", "assembly", "party_central"):
        return "Hà Nội"
    if who.level == "commune" and (commune := COMMUNE_NAME.search(who.name)):
        name = commune["name"].strip()
        return f"{commune[0].split()[0].capitalize()} {name}" if name[:1].isdigit() else name
    if not who.place:
        return "…………"
    if who.place == "Hồ Chí Minh":
        return "Thành phố Hồ Chí Minh"
    return f"Thành phố {who.place}" if who.place == "Huế" and kind_of("Huế", day) == "thành phố" else who.place


@cache
def _symbols() -> dict[str, str]:
    text = (files("corpora.facts") / "issuing_bodies.tsv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t")
    return {fold_words(row["name"]): row["symbol"] for row in rows}


def symbol_of(who: Body, doc_type: str) -> str:
    """Symbol after the number: "KH-SYT", "KH-UBND"; Party "KH/TU"; a letter has no type ("SYT-…")."""
    symbol = _symbols().get(fold_words(short_issuer(who))) or _shared_symbol(who) or _initials(short_issuer(who))
    code = TYPE_CODES.get(doc_type, "")
    if who.is_party:
        return f"{code or 'CV'}/{symbol}"
    return f"{symbol}-…" if doc_type == "Công văn" else f"{code or '…'}-{symbol}"


def _shared_symbol(who: Body) -> str | None:
    shared = {
        "province": "UBND",
        "commune": "UBND",
        "district": "UBND",
        "council": "HĐND",
        "party_province": "TU",
        "party_unit": "ĐU",
    }
    return shared.get(who.level)


def _initials(name: str) -> str:
    short = {"benh vien": "BV", "trung tam": "TT", "dai hoc": "ĐH", "truong": "T"}
    words = name
    start = ""
    for full, letters in short.items():
        if fold_words(words).startswith(full):
            start = letters
            words = " ".join(words.split()[len(full.split()) :])
            break
    return start + "".join(word[0].upper() for word in re.findall(r"[^\W\d_]+", words))


def signer_of(who: Body) -> tuple[str, ...]:
    """Lines over the signature, by the issuer's level."""
    if who.level == "unit":
        folded = fold_words(who.name)
        return (next(title for pattern, title in UNIT_SIGNERS if re.match(pattern, folded)),)
    return SIGNERS.get(who.level, ("THỦ TRƯỞNG CƠ QUAN",))


def distribution_of(who: Body, day: str, doc_type: str) -> tuple[str, ...]:
    """Usual lines of "Nơi nhận"; the archive line stands last."""
    first = [FIRST_LINES[doc_type]] if doc_type in FIRST_LINES else []
    if who.is_party:
        return tuple(f"{line};" for line in [*first, "Các cấp ủy, tổ chức đảng trực thuộc", "…"]) + ("Lưu Văn phòng.",)
    above = (parent_of(who, day) or "…").replace("Ủy ban nhân dân", "UBND")
    usual = [] if doc_type == "Công văn" else DISTRIBUTION.get(who.level, ())
    lines = [line.format(above=above, field=who.field or "…") for line in usual]
    return tuple(f"{line};" for line in [*first, *(lines or ["…"])]) + (ARCHIVE,)


def opening(who: Body, doc_type: str, subject: str) -> str:
    """The sentence between basis and body."""
    name = short_issuer(who)
    if found := PROVINCE_PARTY.match(name):
        name = f"Ban Thường vụ {found['name']}"
    verb = "ban hành" if who.is_party or doc_type != "Kế hoạch" else "xây dựng"
    return f"{name} {verb} {doc_type} {_lowered(subject)} với các nội dung như sau:"


def closing(frame: Skeleton, subject: str) -> str:
    """The last sentence. State documents end with "./."."""
    if frame.decides:
        return ""
    if frame.doc_type == "Công văn":
        return "Trân trọng." if frame.party else "Trân trọng./."
    who = "các cấp ủy, tổ chức đảng" if frame.party else "các cơ quan, đơn vị"
    end = "." if frame.party else "./."
    return f"Trên đây là {frame.doc_type} {_lowered(subject)}; yêu cầu {who} triển khai thực hiện{end}"


def with_sections(frame: Skeleton, headings: Sequence[str]) -> Skeleton:
    """The same draft with other section headings, numbered I, II, III …"""
    romans = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
    sections = tuple(Section(f"{roman}. {name.upper()}", ("…",)) for roman, name in zip(romans, headings, strict=False))
    return replace(frame, sections=sections)


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]
