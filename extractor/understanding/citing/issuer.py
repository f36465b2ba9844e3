"""The issuer of a cited document: where its name ends behind "của", and where it stands before the number."""

from __future__ import annotations

import re
from functools import cache

from corpora.facts import tables
from extractor.understanding.citing.found import Found
from extractor.understanding.citing.title import LINK, opens_title, opens_title_surely
from extractor.understanding.words.letters import UPPER, fold, squeeze

OFFICE = re.compile(
    r"(?:bo truong,(?= chu nhiem)|(?:pho )?(?:bo truong|thu truong|giam doc|chu tich|thong doc|chanh an|vien truong|hieu truong|cuc truong|tong cuc truong|tong giam doc|truong ban"
    r"|tong thanh tra|chanh thanh tra|bi thu|chanh van phong|truong phong|chu nhiem|tong bi thu|tong kiem toan)(?: nhiem)?"
    r"|ban thuong vu|thuong truc|ban chap hanh|lien bo|lien tich|dang uy|ban can su dang|dang doan|van phong|thanh tra|uy ban kiem tra)\s+(?!ve\b|v/v)"
)
AREA_KIND = re.compile(
    r",?\s+(?:tinh(?!\s+(?:hinh|toan|trang))|thanh pho|tp\.?|huyen|quan|thi xa|thi tran|xa|phuong|dac khu)(?!\w)"
)
AREA_NAME = re.compile(rf"\s+(?:[{UPPER}][\w’']+(?![/\w])|\d+)(?:(?:\s*[-–]\s*|\s+)(?:[{UPPER}][\w’']+(?![/\w])))*")
SESSION = re.compile(
    r"(?:\s+Đảng(?:\s+Cộng sản Việt Nam)?)?(?:,?\s*\(?(?:khóa|khoá|nhiệm kỳ|Khóa|Khoá)\s+[IVXLC\d]+\)?)?"
)
SENTENCE_WORD = re.compile(  # words that stand in sentences and in no name
    r"(?:là|được|có|phải|đã|sẽ|để|nhằm|trong|theo|tại|thì|cho|gửi|đến|với|từ|giai"
    r"|năm|yêu|này|trên|nên|khi|vì|do|thông|cùng|đang|hoặc|nếu)"
)
OTHER_BODIES = (  # short forms and spellings that stand beside the table of bodies
    "ubnd|hdnd|uy ban nhan dan|hoi dong nhan dan|ban bi thu|bo chinh tri|ban chap hanh trung uong|thu tuong|tinh uy|thanh uy|huyen uy|quan uy|dang uy|ban bi thu trung uong|trung uong"
    "|bo thong tin truyen thong|bo ke hoach dau tu|bo nong nghiep & ptnt|bo nong nghiep va ptnt|bo vhttdl|bo lao dong, thuong binh va xa hoi"
)
ISSUER_BEFORE = re.compile(
    rf"(?:đề nghị|ý kiến|chỉ đạo|yêu cầu|kết luận|hướng dẫn|thông báo|báo cáo|tham mưu|đề xuất|thẩm định)\s+của\s+(?P<issuer>[{UPPER}][^;.:()\n\d]{{3,90}}?)\s+tại\s+$"
)


def issuer_before(text: str, mention: Found) -> str | None:
    """The body whose words stand in the cited document: "Theo đề nghị của Sở Y tế tại Tờ trình số …"."""
    begin = mention.left or mention.start
    match = ISSUER_BEFORE.search(text, max(begin - 130, 0), begin)
    return squeeze(match["issuer"]) if match else None


def bare_issuer_end(text: str, folded: str, position: int, limit: int) -> int:
    """End of a known body that stands behind the date without "của"; `position` where there is none."""
    start = position + 1
    if folded[position:start] != " " or not text[start : start + 1].isupper():
        return position
    office = OFFICE.match(folded, start)
    known = known_bodies().match(folded, office.end() if office else start)
    return issuer_end(text, folded, start, limit) if known else position


@cache
def known_bodies() -> re.Pattern[str]:
    names = {fold(body.name) for body in tables.bodies()} | set(OTHER_BODIES.split("|"))
    return re.compile("(?:" + "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) + r")(?!\w)")


def issuer_end(text: str, folded: str, start: int, limit: int) -> int:
    """End of the issuer's name that begins at `start`: a known name with office, area and term, else words of a name."""
    position = start
    while True:
        office, known = OFFICE.match(folded, position), known_bodies().match(folded, position)
        if not office or office.end() >= limit or known and known.end() > office.end():
            break
        position = office.end()
    known = known_bodies().match(folded, position)
    if known and not _goes_on(text, folded, known.end()):
        end = known.end()
        end = _area_end(text, folded, end)
        session = SESSION.match(text, end)
        end = session.end() if session else end
        more = re.compile(r"(?:\s*[,-]\s*|\s+va\s+)(?=\w)").match(folded, end)
        if more and more.end() < limit and _joins(text, folded, more.group(0), more.end()):
            return issuer_end(text, folded, more.end(), limit)
        return min(end, limit)
    return _open_issuer_end(text, folded, start, limit)


def _area_end(text: str, folded: str, position: int) -> int:
    """End of "tỉnh Gia Lai", "tỉnh", or a bare "Gia Lai" behind the name of a body."""
    kind = AREA_KIND.match(folded, position)
    if kind is None:
        return _bare_area(text, position)
    again = AREA_KIND.match(folded, kind.end())
    kind = again if again and again[0] == kind[0] else kind  # "tỉnh tỉnh Gia Lai"
    name = AREA_NAME.match(text, kind.end())
    return name.end() if name and not opens_title(folded, name.start() + 1) else kind.end()


def _joins(text: str, folded: str, link: str, position: int) -> bool:
    """Whether a second known body belongs to the issuer: behind "và" or a dash, or behind a comma in a list that goes on."""
    office = OFFICE.match(folded, position)
    known = known_bodies().match(folded, office.end() if office else position)
    if known is None or not text[position].isupper():
        return False
    listed = re.compile(r"\s*(?:,|va\b)\s*").match(folded, known.end())
    if folded.startswith("ban bi thu", position):  # "Bộ Chính trị, Ban Bí thư" are one issuer
        return True
    return "," not in link or listed is not None and known_bodies().match(folded, listed.end()) is not None


def _goes_on(text: str, folded: str, position: int) -> bool:
    """Whether a known name is only the beginning of a longer one: Ban Chỉ đạo về …, Đảng ủy Ủy ban nhân dân."""
    if re.compile(r"ban chi dao$").search(folded, max(position - 12, 0), position):
        return True
    rest = re.match(rf"\s+([{UPPER}]\w+)", text[position : position + 20])
    return (
        bool(rest)
        and not opens_title(folded, position + 1)
        and not re.match(r"\s+(?:Về|Khóa|Khoá|Đảng)\b", text[position : position + 10])
        and _bare_area(text, position) == position
    )


@cache
def _province_names() -> re.Pattern[str]:
    names = sorted({province.name for province in tables.provinces()} | {"TP.HCM", "TPHCM"}, key=len, reverse=True)
    return re.compile(r"\s+(?:" + "|".join(re.escape(name) for name in names) + r")(?!\w)")


def _bare_area(text: str, position: int) -> int:
    match = _province_names().match(text, position)
    return match.end() if match else position


def _open_issuer_end(text: str, folded: str, start: int, limit: int) -> int:
    position, count = start, 0
    about = folded.startswith("ban chi dao", start)
    word = re.compile(r"[^\s;.()\"\n,:]+")
    while position < limit and count < 24:
        built = folded.endswith("dau tu ", 0, position)  # "Ban Quản lý dự án đầu tư xây dựng"
        if count and (
            opens_title_surely(folded, position)
            or opens_title(folded, position)
            and text[position].islower()
            and not built
        ):
            break
        if LINK.match(folded, position) and count:
            second = re.compile(r"\bve\s").search(folded, position + 3, min(limit, position + 160)) if about else None
            if second is None or ";" in folded[position : second.start()]:
                break
            position, about = second.start(), False
            break
        match = word.match(text, position)
        if match and match.group(0) == "và" and re.match(r"và [a-zà-ỹđ]", text[position : position + 4]) and count:
            break
        if match is None or SENTENCE_WORD.fullmatch(match.group(0)):
            break
        count += 1
        position = match.end()
        space = re.compile(r"[ \t]+").match(text, position)
        if space is None:
            break
        position = space.end()
    return len(text[:position].rstrip()) if position > start else start
