"""What stands behind the number of a cited document: date, issuer, title, each up to its right bound."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from corpora.facts import tables
from corpora.facts.title_bounds import title_bound
from extractor.understanding.dates import date_at
from extractor.understanding.letters import UPPER, fold, squeeze
from extractor.understanding.mentions import Found

OF = re.compile(r"\s*,?\s*(?:(?:do|cua|giua|c[uti]{1,2}a|cia|cha)\s+|(?:duoc\s+)?(?:ban hanh )?boi\s+)")
BEFORE_DATE = re.compile(
    r"\s*[,;]?\s*(?:\(|(?:duoc\s+)?(?:ban hanh|ky|thong qua)\s+)?\s*(?=ngay|ng\wy|\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4}|\d{1,2}\s+thang)"
)
BLANK_DATE = re.compile(r"ngay[\s\d._…/]*thang[\s\d._…]*nam\s+\d{4}(?!\d)")  # a day or month that was left out
OFFICE = re.compile(
    r"(?:bo truong,(?= chu nhiem)|(?:pho )?(?:bo truong|thu truong|giam doc|chu tich|thong doc|chanh an|vien truong|hieu truong|cuc truong|tong cuc truong|tong giam doc|truong ban"
    r"|tong thanh tra|chanh thanh tra|bi thu|chanh van phong|truong phong|chu nhiem|tong bi thu|tong kiem toan)(?: nhiem)?"
    r"|ban thuong vu|thuong truc|ban chap hanh|lien bo|lien tich|dang uy|ban can su dang|dang doan|van phong|thanh tra|uy ban kiem tra)\s+(?!ve\b|v/v)"
)
ASSEMBLY = re.compile(r"(?:uy ban thuong vu )?quoc hoi")  # laws are nobody else's
AREA_KIND = re.compile(
    r",?\s+(?:tinh(?!\s+(?:hinh|toan|trang))|thanh pho|tp\.?|huyen|quan|thi xa|thi tran|xa|phuong|dac khu)(?!\w)"
)
AREA_NAME = re.compile(rf"\s+(?:[{UPPER}][\w’']+(?![/\w])|\d+)(?:(?:\s*[-–]\s*|\s+)(?:[{UPPER}][\w’']+(?![/\w])))*")
SESSION = re.compile(
    r"(?:\s+Đảng(?:\s+Cộng sản Việt Nam)?)?(?:,?\s*\(?(?:khóa|khoá|nhiệm kỳ|Khóa|Khoá)\s+[IVXLC\d]+\)?)?"
)
LINK = re.compile(r"(?:ve\s+viec|v\s?/\s?v|vv|ve)[\s:]+")
STRONG = (
    "ban hành",
    "quy định",
    "qui định",
    "phê duyệt",
    "hướng dẫn",
    "sửa đổi",
    "bổ sung",
    "bãi bỏ",
    "công bố",
    "thông qua",
    "điều chỉnh",
    "phê chuẩn",
)
SENTENCE_WORDS = frozenset(
    [
        "là",
        "được",
        "có",
        "phải",
        "đã",
        "sẽ",
        "để",
        "nhằm",
        "trong",
        "theo",
        "tại",
        "thì",
        "cho",
        "gửi",
        "đến",
        "với",
        "từ",
        "giai",
        "năm",
        "yêu",
        "này",
        "trên",
        "nên",
        "khi",
        "vì",
        "do",
        "thông",
        "cùng",
        "đang",
        "hoặc",
        "nếu",
    ]
)
QUOTES = {"“": "”", '"': '"'}
GOES_ON_QUOTED = re.compile(r"\s+(?!(?:va|theo|trong khi|de|nham|la|da|duoc|thi)\b)[a-z]")
AMENDING = re.compile(r"(?:sua doi|bai bo|thay the|bo sung|dinh chinh|cong bo)")
LISTED = (
    re.compile(  # the next item of a list that lost its line breaks; words that are quoted; what a council heard too
        r";\s*[-–+•*]\s|:\s*[“\"]|(?:[;,]|\s+và)\s+(?:[Bb]áo cáo thẩm tra|ý kiến (?:thẩm tra|thảo luận))\b"
    )
)
LONGEST_TITLE = 900  # characters; no printed title is longer, and damaged text must not run away
ALIAS_OPEN = re.compile(
    r"""\(\s*(?:sau\ day|duoc\s+goi|goi\s+(?:tat|chung)|viet\s+tat|de\ an\s+\d|(?:nghi|quyet\ dinh|thong\ tu|chi\ thi|ke\ hoach|luat|cong\ van|chuong\ trinh)[^()]{0,60}\)|duoc\ sua|da\ duoc|duoc\ gui|gui|co\ van\ ban|sao\ gui|dinh\ kem|kem|ban\ chup|ban\ sao|xin|bo\ sung|goi|tat|hop\ nhat|co\ hieu|kem\ theo|ban\ hanh|gui\ kem|file|theo\ )""",
    re.VERBOSE,
)


def with_trail(text: str, folded: str, mention: Found, limit: int, starts: dict[int, Found]) -> Found:
    """The mention with date, issuer, title and extent. limit: end of its paragraph; starts: mentions by their start."""
    position, date = _date(folded, mention.end, limit)
    issuer = None
    of = OF.match(folded, position)
    if of and of.end() < limit and not (mention.name and not ASSEMBLY.match(folded, of.end())):
        end = issuer_end(text, folded, of.end(), limit)
        if end > of.end():
            issuer, position = squeeze(text[of.end() : end]).strip(" ,"), end
    elif date is not None:
        end = _bare_issuer(text, folded, position, limit)
        issuer, position = (squeeze(text[position:end]), end) if end > position else (None, position)
    if date is None:
        position, date = _date(folded, position, limit)
    title, span = mention.name, (position, position)
    content = mention.pinpoint and TELLS.search(text, 0, mention.left)
    begin = (
        None if title or content else _title_start(text, folded, position, limit, bare=date is None and issuer is None)
    )
    if begin is not None:
        end = title_end(text, folded, begin, limit, starts, _lead(text, mention))
        title = _clean(text[begin:end])
        title = "" if _openers().fullmatch(fold(title)) else title  # "phê duyệt" alone: the rest stands elsewhere
        span, position = (begin, end), end if title else position
    if not title:
        title = _title_before(text, folded, mention, position)
    if mention.name:
        span = (mention.start + 1, mention.end)
    issuer = issuer or mention.issuer or _issuer_before(text, mention)
    if date is None and issuer is None:
        date, issuer = _dated_before(text, folded, mention)
    position = _behind_alias(text, folded, position, limit)
    return replace(mention, date=date, issuer=issuer, title=title or None, title_at=span, extent=position)


TELLS = re.compile(
    r"(?:^|[.;:\n]\s*)(?:[-+•*]\s*)?Tại\s+$"
)  # "Tại khoản 1 Điều 30 Nghị định … quy định …": what it says
ISSUER_BEFORE = re.compile(
    rf"(?:đề nghị|ý kiến|chỉ đạo|yêu cầu|kết luận|hướng dẫn|thông báo|báo cáo|tham mưu|đề xuất|thẩm định)\s+của\s+(?P<issuer>[{UPPER}][^;.:()\n\d]{{3,90}}?)\s+tại\s+$"
)


def _issuer_before(text: str, mention: Found) -> str | None:
    """The body whose words stand in the cited document: "Theo đề nghị của Sở Y tế tại Tờ trình số …"."""
    begin = mention.left or mention.start
    match = ISSUER_BEFORE.search(text, max(begin - 130, 0), begin)
    return squeeze(match["issuer"]) if match else None


DATED_BEFORE = re.compile(
    r"(?:^|[.;:(\n]\s*|[-+•*]\s+)ngay\s+(?P<date>\d[^,a-z]{5,9}|\d{1,2} thang \d{1,2} nam \d{4})\s*,?\s+(?P<issuer>[^;.:\n\d]{4,90}?)"
    r"\s+(?:da |tiep tuc |cung )*(?:co(?: tiep)?|ban hanh|ky(?: ban hanh)?|gui)\s+$"
)


def _dated_before(text: str, folded: str, mention: Found) -> tuple[str | None, str | None]:
    """Date and issuer that a sentence gives first: "Ngày 06/8/2010, Bộ Tài chính có Công văn số …"."""
    match = DATED_BEFORE.search(folded, max(mention.start - 160, 0), mention.start)
    found = date_at(folded, match.start("date")) if match else None
    if match is None or found is None:
        return None, None
    issuer = re.sub(r"\s*\([^()]*\)", "", squeeze(text[slice(*match.span("issuer"))])).strip(" ,")
    named = issuer[:1].isupper() and (_known_names().match(fold(issuer)) or OFFICE.match(fold(issuer) + " "))
    return found.iso, issuer if named else None


def _bare_issuer(text: str, folded: str, position: int, limit: int) -> int:
    """End of a known body that stands behind the date without "của"; `position` where there is none."""
    start = position + 1
    if folded[position:start] != " " or not text[start : start + 1].isupper():
        return position
    office = OFFICE.match(folded, start)
    known = _known_names().match(folded, office.end() if office else start)
    return issuer_end(text, folded, start, limit) if known else position


BEFORE_BRACKET = re.compile(
    r"(?:^|[;:.]\s+|\n\s*(?:[-+•*]\s*)?|(?:theo|tại|thực hiện|triển khai|cơ sở|căn cứ)\s+)(?P<title>[A-ZĐÀ-Ỹ][^;:.()\n]{25,260})\s\($"
)

NO_TITLE = re.compile(r"(?:Tại|Sau|Ngày|Trong|Để|Qua|Khi|Trước|Từ|Theo|Trên)\s")  # begins a sentence
FINITE = re.compile(r"\b(?:đã|sẽ|đang|được|phải)\b")  # a sentence, not a title


def _title_before(text: str, folded: str, mention: Found, position: int) -> str | None:
    """The title of a citation in brackets behind it: "Tăng cường … tại các đơn vị (Công văn số 14/SYT-VP ngày …)"."""
    begin = mention.left or mention.start
    if text[begin - 1 : begin] != "(" or not re.match(r"\s*\)", text[position : position + 3]) or mention.issuer:
        return None
    match = BEFORE_BRACKET.search(text, max(begin - 300, 0), begin)
    if match is None:
        return None
    title = squeeze(match["title"])
    if FINITE.search(title) or NO_TITLE.match(title):
        return None
    if mention.doc_type and fold(title).startswith(fold(mention.doc_type) + " "):
        title = title[len(mention.doc_type) + 1 :]
    return title


def _date(folded: str, position: int, limit: int) -> tuple[int, str | None]:
    lead = BEFORE_DATE.match(folded, position)
    if lead is None or lead.end() > limit:
        return position, None
    found = date_at(folded, lead.end())
    if found is None:
        blank = BLANK_DATE.match(folded, lead.end())
        return blank.end() if blank else position, None
    end = found.end
    closing = re.compile(r"\s*\)").match(folded, end)
    if "(" in folded[position : lead.end()] and closing:
        end = closing.end()
    return end, found.iso


@cache
def _known_names() -> re.Pattern[str]:
    names = {fold(body.name) for body in tables.bodies()} | {
        "ubnd",
        "hdnd",
        "uy ban nhan dan",
        "hoi dong nhan dan",
        "ban bi thu",
        "bo chinh tri",
    }
    names |= {
        "ban chap hanh trung uong",
        "thu tuong",
        "tinh uy",
        "thanh uy",
        "huyen uy",
        "quan uy",
        "dang uy",
        "ban bi thu trung uong",
        "trung uong",
    }
    names |= {
        "bo thong tin truyen thong",
        "bo ke hoach dau tu",
        "bo nong nghiep & ptnt",
        "bo nong nghiep va ptnt",
        "bo vhttdl",
        "bo lao dong, thuong binh va xa hoi",
    }
    return re.compile("(?:" + "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) + r")(?!\w)")


def issuer_end(text: str, folded: str, start: int, limit: int) -> int:
    """End of the issuer's name that begins at `start`: a known name with office, area and term, else words of a name."""
    position = start
    while True:
        office = OFFICE.match(folded, position)
        if not office or office.end() >= limit:
            break
        position = office.end()
    known = _known_names().match(folded, position)
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
    return name.end() if name and not _opener(folded, name.start() + 1) else kind.end()


def _joins(text: str, folded: str, link: str, position: int) -> bool:
    """Whether a second known body belongs to the issuer: behind "và" or a dash, or behind a comma in a list that goes on."""
    office = OFFICE.match(folded, position)
    known = _known_names().match(folded, office.end() if office else position)
    if known is None or not text[position].isupper():
        return False
    listed = re.compile(r"\s*(?:,|va\b)\s*").match(folded, known.end())
    if folded.startswith("ban bi thu", position):  # "Bộ Chính trị, Ban Bí thư" are one issuer
        return True
    return "," not in link or listed is not None and _known_names().match(folded, listed.end()) is not None


def _goes_on(text: str, folded: str, position: int) -> bool:
    """Whether a known name is only the beginning of a longer one: Ban Chỉ đạo về …, Đảng ủy Ủy ban nhân dân."""
    if re.compile(r"ban chi dao$").search(folded, max(position - 12, 0), position):
        return True
    rest = re.match(rf"\s+([{UPPER}]\w+)", text[position : position + 20])
    return (
        bool(rest)
        and not _opener(folded, position + 1)
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
            _strong(folded, position) or _opener(folded, position) and text[position].islower() and not built
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
        if match is None or match.group(0) in SENTENCE_WORDS:
            break
        count += 1
        position = match.end()
        space = re.compile(r"[ \t]+").match(text, position)
        if space is None:
            break
        position = space.end()
    return len(text[:position].rstrip()) if position > start else start


@cache
def _openers() -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(re.escape(fold(word)) for word in tables.title_openers()) + r")(?!\w)")


def _opener(folded: str, position: int) -> bool:
    return _openers().match(folded, position) is not None


@cache
def _strong_openers() -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(re.escape(fold(word)) for word in STRONG) + r")(?!\w)")


def _strong(folded: str, position: int) -> bool:
    return _strong_openers().match(folded, position) is not None


def _lead(text: str, mention: Found) -> str:
    """What stands before a citation in its paragraph."""
    return text[text.rfind("\n", 0, mention.start) + 1 : mention.left or mention.start]


def _title_start(text: str, folded: str, position: int, limit: int, bare: bool) -> int | None:
    """Where the title begins, behind "về việc", "V/v", "về"; None if no title follows."""
    skip = re.compile(r"[\s,:]*(?:;\s+(?=[BQPHV]))?").match(
        folded if ";" not in text[position : position + 3] else text, position
    )
    start = skip.end() if skip else position
    if ";" in text[position:start] and not _strong(folded, start):
        return None
    if start >= limit or "\n" in text[position:start]:
        return None
    quoted = text[start] in "“\"'‘"
    link = LINK.match(folded, start)
    if link and link.end() < limit:
        return link.end()
    if "," in text[position:start] and text[start].islower() and not _strong(folded, start):
        return None
    opens = _strong(folded, start) if bare else _opener(folded, start)
    return start if opens or quoted and not bare else None


def title_end(text: str, folded: str, start: int, limit: int, starts: dict[int, Found], lead: str) -> int:
    """Right bound of a title: what surely ends it by rule, before that the end that the learned model finds likeliest."""
    sure = _sure_end(text, folded, start, limit, starts)
    closing = text.find(QUOTES.get(text[start], "\n"), start + 1, sure) + 1
    if closing and not GOES_ON_QUOTED.match(folded, closing):
        return closing
    return title_bound(text, start, sure, lead).end


def _sure_end(text: str, folded: str, start: int, limit: int, starts: dict[int, Found]) -> int:
    """A line's end, a bracket that closes or names an alias, or the next citation of a list; at most LONGEST_TITLE on."""
    depth, limit = 0, min(limit, start + LONGEST_TITLE)
    amending = AMENDING.match(folded, start) is not None
    for position in range(start, limit):
        char = text[position]
        if char == "\n" or (char == "(" and ALIAS_OPEN.match(folded, position)) or LISTED.match(text, position):
            return position
        depth += (char == "(") - (char == ")")
        if depth < 0:
            return position
        if position in starts and position > start and depth == 0 and _is_next(folded, start, position, amending):
            return _before_and(text, folded, start, position)
    return limit


def _is_next(folded: str, start: int, position: int, amending: bool) -> bool:
    """Whether the citation at `position` is the next one of the list and not part of the title."""
    before = folded[start:position].rstrip()
    return (
        bool(re.search(r"(?:,|;|\bva|\bcung|\bva cac|\bhoac|\bcung voi|\bva tai|\bva theo)$", before)) and not amending
    )


def _before_and(text: str, folded: str, start: int, position: int) -> int:
    match = re.search(r"[\s,;]*(?:\b(?:va|cung|hoac|cac|voi|tai|theo)\b[\s,]*)*$", folded[start:position])
    return start + match.start() if match else position


def _clean(title: str) -> str:
    title = squeeze(title).strip(" ,:")
    for opening, closing in (("“", "”"), ('"', '"')):
        if (
            title.startswith(opening)
            and title.endswith(closing)
            and title.count(opening) == (1 if opening != closing else 2)
        ):
            title = title[1:-1]
            link = LINK.match(fold(title))
            title = title[link.end() :] if link else title
    return title.strip(" ,:")


def _behind_alias(text: str, folded: str, position: int, limit: int) -> int:
    match = re.compile(r"\s*\([^()]{1,160}\)").match(folded, position)
    return match.end() if match and match.end() <= limit else position
