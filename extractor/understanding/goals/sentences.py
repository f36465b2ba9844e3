"""Quantified goals in running text: which numbers are goals, how far their words reach, by when.

A number counts for a goal by its place (under "Mục tiêu", not under "Kết quả đạt được"), by the words around it ("phấn đấu",
"tối thiểu" against "đã", "hiện") and by its unit. A deadline holds for the goals behind it until another is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from corpora.facts.table_words import contains, fold, lexicon
from extractor.document import Document
from extractor.understanding.goals.values import Quantity, find_quantities
from extractor.understanding.words.deadlines import Deadline, find_dates
from extractor.understanding.words.sections import Placed, placed_paragraphs, plan_year
from models.record import Target

SEGMENT = re.compile(r"(?:[^;.\s]|\.(?=\S)|\s(?![-+]\s+[A-ZĐÀ-Ỹ])|(?<![;:)])\s(?=[-+]\s))+[;.]?")
CUE = re.compile(
    r"(?:đến|trước|trong|hết|chậm nhất|muộn nhất|cuối|giai đoạn|vào|năm|quý|tháng)\s*(?:hết|cuối|ngày|tháng|quý|năm|là)?\s*(?:ngày|tháng|quý|năm)?\s*$"
)
NO_CUE = re.compile(r"(?:so với|cùng kỳ|từ|kể từ|quyết định|nghị quyết|kế hoạch|của)\s*(?:năm|tháng|ngày|quý)?\s*$")
MARK = re.compile(r"^\s*(?:[-–+•*]|\(?\d{1,2}(?:\.\d{1,2})*[.)]|[a-zđ]\)|[IVX]+\.)\s*")
LEAD = re.compile(
    r"(?:(?:phấn đấu|mục tiêu|đặt mục tiêu|chỉ tiêu|đảm bảo|bảo đảm|hướng tới|cơ bản|tiếp tục|đồng thời|và|trong đó|cụ thể)\b[:,]?\s*"
    r"|(?:đến|trước|trong|hết|chậm nhất|muộn nhất|giai đoạn|năm|quý|tháng)\s[^,;:%]{0,40}?\d{4}\s*[,:]?\s*(?:phấn đấu\s+)?)+",
    re.IGNORECASE,
)
METRIC_START = re.compile(
    r"(?:tỷ lệ|tỉ lệ|số|giá trị|mức|thời gian|tổng|chỉ số|tốc độ|năng suất|quy mô|doanh thu|phấn đấu|giảm|tăng|có|giao dịch|mỗi|kinh tế)\b"
)
LINK = re.compile(r"\s*(?:đạt|là|chiếm|bằng|lên|xuống|còn|đạt mức|ở mức|khoảng|:|từ|được)?\s*:?\s*$", re.IGNORECASE)
CLASS_BEFORE = re.compile(
    r"(?:mức độ|cấp độ|cấp|điều|khoản|điểm|số|quý|tháng|năm|ngày|phần|bảng|mẫu|thế hệ|phiên bản|đề án|loại|hạng|nhóm|vòng|phụ lục|mức|tuổi|thứ|lần|lúc|khóa|khoá)\s*$"
)
CLASS = re.compile(
    r"(?:bệnh viện|cơ sở|đơn vị|doanh nghiệp|trường|xã|hộ|người|trẻ|dự án|gói thầu|công trình|công ty)(?:\s[^\s,;]+)?\s+(?:có\s+)?(?:quy mô\s+)?$"
)  # "bệnh viện dưới 500 giường" names a class
PERIOD = re.compile(r"(?:lần|lượt|giờ|ngày|buổi|bản|cuộc)\s*/")
MONEY_METRIC = re.compile(
    r"kinh phí|dự toán|tổng mức|nguồn vốn|tổng vốn|thu ngân sách|doanh thu|kim ngạch|giá trị|tổng nhu cầu|tổng thu"
)
TOTAL_COST = re.compile(r"tổng (?:dự toán|(?:nhu cầu )?kinh phí|mức đầu tư|nhu cầu vốn|chi phí)")
STATED = re.compile(r"(?<!\w)(?:là|khoảng|dự kiến|ước)(?!\w)")
TIME_METRIC = re.compile(r"thời gian|thời hạn|rút ngắn|cắt giảm|trong vòng|số (?:ngày|giờ|phút)|chờ")
DONE = re.compile(
    r"(?:^|\s)(?:đã (?!có|được)|(?:đã|hiện) (?:có|được)(?! (?:khi|theo))|đạt được|cùng kỳ|hiện (?:nay|đang|đã|tại|có)|(?<!thực )(?<!thể )(?<!xuất )(?<!phát )hiện \d)"
)
REPORTED = re.compile(
    r"(?:(?:năm|tháng|quý|thời gian|giai đoạn|nhiệm kỳ) (?:vừa )?qua|đã đạt|kết quả đạt)(?!\w)(?!.*(?:phấn đấu|mục tiêu|chỉ tiêu))",
    re.DOTALL,
)
WITHOUT_GOALS = re.compile(r"(?:BÁO CÁO|LUẬT|BỘ LUẬT|PHÁP LỆNH|NGHỊ ĐỊNH|THÔNG TƯ|VĂN BẢN HỢP NHẤT|QUY CHẾ|QUY ĐỊNH)\b")
STRONG_AIM = re.compile(
    r"phấn đấu|mục tiêu|chỉ tiêu|tối thiểu|ít nhất|đến (?:hết |cuối )?năm 20|hướng tới|không dưới|trở lên|trở xuống"
)
BRACKET = re.compile(r"\([^()]*\)")
QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|\([^()]*\)")
LEAST = 2.0
GOALS = ("targets", "goals")


@dataclass(frozen=True, slots=True)
class _Goal:
    """A goal within its segment: [start, end) of its words, the quantity, whether the number stands before what it measures."""

    start: int
    end: int
    quantity: Quantity
    value_first: bool
    confidence: float


def sentence_targets(document: Document, spans: Sequence[tuple[int, int]]) -> list[Target]:
    """Goals of the running text, in order."""
    default = plan_year(document)
    targets: list[Target] = []
    opening: str | None = None  # deadline that an earlier item of the same section begins with
    no_goals = sets_no_goals(document)
    for paragraph in placed_paragraphs(document, spans):
        if no_goals and paragraph.zone is None:
            paragraph = replace(paragraph, zone="results")
        if paragraph.is_heading:
            opening = None
        if any(char.isdigit() for char in paragraph.text):
            targets.extend(_paragraph_targets(document, paragraph, default or opening))
            opening = _opening(paragraph) or opening
    return targets


def sets_no_goals(document: Document) -> bool:
    """Whether the title says "BÁO CÁO" or "THÔNG TƯ": outside headings of goals it tells what was reached, or sets norms."""
    return any(WITHOUT_GOALS.match(document.text[block.start : block.end].strip()) for block in document.blocks[:12])


def _opening(paragraph: Placed) -> str | None:
    """The deadline that a paragraph begins with: "Đến hết năm 2025, …"."""
    start = _lead(paragraph.text, 0, min(len(paragraph.text), 80))
    dates = _deadlines(paragraph.text[:start])
    return dates[0].iso if dates and paragraph.zone in GOALS else None


def _paragraph_targets(document: Document, paragraph: Placed, default: str | None) -> Iterator[Target]:
    carried: str | None = None
    text = paragraph.text
    aim = False
    for segment in SEGMENT.finditer(BRACKET.sub(_masked, text)):
        piece = text[segment.start() : segment.end()]
        if not any(char.isdigit() for char in piece):
            aim = aim and piece.rstrip().endswith(";")
            continue
        dates = _deadlines(piece)
        goals = list(_goals(piece, paragraph, aim))
        for goal in goals:
            before = [date for date in dates if date.end <= goal.end]
            inside = [date for date in dates if goal.start <= date.start < goal.end]
            if inside or before:
                carried = (inside or before)[-1].iso
            deadline, certain = carried or paragraph.deadline or default, 1.0
            if not carried:
                certain = 0.95 if paragraph.deadline else (0.85 if deadline else 0.97)
            yield _target(document, paragraph.block.start + segment.start(), piece, goal, deadline, certain)
        if dates and not goals:
            carried = dates[-1].iso
        aim = bool(STRONG_AIM.search(fold(piece))) if goals else aim


def _masked(match: re.Match[str]) -> str:
    """A bracket without marks that would end a clause, as long as before."""
    return match[0].replace(";", ",").replace(". ", ", ")


def _deadlines(piece: str) -> list[Deadline]:
    """Dates that say by when, not dates of documents and of comparison."""
    found = []
    for date in find_dates(piece):
        before = piece[max(0, date.start - 30) : date.start].lower()
        word = piece[date.start : date.start + 5].lower()
        cued = CUE.search(before) or word.startswith(("quý", "tháng"))
        if date.iso and cued and not NO_CUE.search(before):
            found.append(date)
    return sorted(found, key=lambda date: date.start)


def _goals(piece: str, paragraph: Placed, aim_before: bool) -> Iterator[_Goal]:
    quantities = [
        (quantity, score)
        for quantity in find_quantities(piece)
        if (score := _score(piece, quantity, paragraph, aim_before)) >= LEAST
    ]
    if any(quantity.kind == "percent" for quantity, _ in quantities):  # what else is counted describes whom it concerns
        quantities = [item for item in quantities if item[0].kind in ("percent", "money", "time")]
    start = 0
    for index, (quantity, score) in enumerate(quantities):
        following = quantities[index + 1][0] if index + 1 < len(quantities) else None
        end = _boundary(piece, quantity.end, following.start) if following else len(piece)
        lead = _lead(piece, start, quantity.start)
        value_first = len(piece[lead : quantity.start].split()) <= 1 and not piece[
            lead : quantity.start
        ].strip().endswith(":")
        begin = quantity.start if value_first and not _turns(piece[lead : quantity.start]) else lead
        if not value_first and following is None:
            end = _metric_first_end(piece, quantity.end)
        yield _Goal(begin, end, _upward(piece, quantity, end), value_first, min(0.6 + 0.1 * score, 0.92))
        start = end


def _upward(piece: str, quantity: Quantity, end: int) -> Quantity:
    """ "Từ 95% học sinh trở lên": the words around what is counted."""
    around = piece[quantity.start : end].lower()
    if quantity.comparator == "=" and around.startswith("từ ") and re.search(r"\strở (?:lên|xuống)(?!\w)", around):
        return replace(quantity, comparator=">=" if " trở lên" in around else "<=", worded=True)
    return quantity


def _lead(piece: str, start: int, limit: int) -> int:
    """Where the goal's own words begin: behind list marks, "Phấn đấu", "Đến hết năm 2025,"."""
    mark = MARK.match(piece[start:limit]) if start == 0 else None
    position = start + (mark.end() if mark else 0)
    while position < limit and piece[position] in " ,;:":
        position += 1
    lead = LEAD.match(piece, position, limit)
    position = lead.end() if lead else position
    return _last_clause(piece, position, limit)


def _last_clause(piece: str, start: int, limit: int) -> int:
    """Of several clauses before a value the one that names the metric, else the last."""
    begins = [start, *(start + match.end() for match in re.finditer(r",\s+", piece[start:limit]))]
    named = next((begin for begin in begins if METRIC_START.match(piece[begin:limit].lower())), None)
    if named is not None:
        return named
    return next((begin for begin in reversed(begins) if len(piece[begin:limit].split()) >= 2), begins[-1])


def _metric_first_end(piece: str, end: int) -> int:
    """A goal that ends with its value takes the words behind it along: "chiếm ít nhất 15% GRDP"."""
    stop = len(piece.rstrip(" .;"))
    return max(stop, end)


def _boundary(piece: str, low: int, high: int) -> int:
    """Where between two values one goal ends and the next begins: a comma before the words of the next."""
    between = piece[low:high]
    commas = [match.start() for match in re.finditer(r",\s", between)]
    named = [comma for comma in commas if METRIC_START.match(between[comma + 1 :].lstrip().lower())]
    if not between[commas[-1] + 1 :].strip() if commas else False:
        return low + commas[-1]
    if named:
        return low + named[-1]
    if commas:
        return low + commas[-1]
    joined = [match.start() for match in re.finditer(r"\s(?:và|hoặc)\s", between)]
    return low + joined[-1] if joined else low


def _score(piece: str, quantity: Quantity, paragraph: Placed, aim_before: bool) -> float:
    """How much the number looks like a goal; LEAST and above counts."""
    lowered = fold(piece)
    before = piece[: quantity.start].lower()
    near = before[-60:].rpartition("phấn đấu")[2]
    if _ruled_out(piece, quantity, paragraph):
        return 0.0
    score = {"targets": 1.5, "goals": 1.0, "results": -1.5}.get(paragraph.zone or "", 0.0)
    if quantity.kind == "percent":
        score += 1.2
    if quantity.worded and quantity.comparator != "=" or quantity.comparator == "range":
        score += 0.6
    if STRONG_AIM.search(lowered) or aim_before:
        score += 1.0
    elif contains("aim").search(lowered):
        score += 0.6
    if (
        contains("achieved").search(fold(near))
        or REPORTED.search(fold(before))
        or DONE.search(near)
        or DONE.search(piece[quantity.end : quantity.end + 160].lower())
    ):
        score -= 2.0
    if _deadlines(piece):
        score += 0.4
    if quantity.kind == "money":
        score += 1.2 if MONEY_METRIC.search(lowered) else -2.0
    if quantity.kind == "time":
        score += 1.0 if quantity.comparator in ("<=", "<") and TIME_METRIC.search(before) else -2.0
    if quantity.kind in ("count", "measure"):
        score += 0.6 if paragraph.zone in GOALS and _verb_before(before) else 0.0
    return score


def _verb_before(before: str) -> bool:
    return bool(_verbs().search(before.rstrip() + " "))


@cache
def _verbs() -> re.Pattern[str]:
    """What is done to a counted number of things, up to three words before it."""
    words = (*lexicon("task_verb"), *lexicon("count_verb"))
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})\s(?:\S+\s){{0,3}}$")


def _ruled_out(piece: str, quantity: Quantity, paragraph: Placed) -> bool:
    number = quantity.number_start
    before = piece[:number].lower()
    if quantity.kind == "money" and (total := TOTAL_COST.search(before)):
        # what a plan costs in all is a goal as an item of its own ("Tổng dự toán: …"), not where a sentence tells it
        allowed = ("targets",) if STATED.search(before, total.end()) else GOALS
        if paragraph.zone not in allowed:
            return True
    if quantity.kind != "percent" and quantity.comparator == "=" and CLASS_BEFORE.search(before):
        return True
    if PERIOD.match(f"{quantity.unit or ''} /") and "/" in (quantity.unit or ""):
        return True
    if (
        quantity.kind in ("count", "measure")
        and quantity.comparator not in ("=", "range")
        and CLASS.search(piece[: quantity.start].lower())
    ):
        return True
    if any(match.start() < number < match.end() for match in QUOTED.finditer(piece)):
        return True
    if (
        quantity.unit in ("giường", "giường bệnh", "tuổi", "điểm", "năm", "tháng", "quý")
        and paragraph.zone not in GOALS
    ):
        return True
    return quantity.unit in ("năm", "tháng", "quý", "điểm", "tuổi")


def _target(document: Document, offset: int, piece: str, goal: _Goal, deadline: str | None, certain: float) -> Target:
    text = piece[goal.start : goal.end].strip(" ,;.")
    if goal.quantity.value == 0:
        certain *= 0.4  # hardly a goal: a misread digit
    raw, page, bbox = document.evidence(
        offset + goal.start, offset + goal.start + len(piece[goal.start : goal.end].rstrip(" ,;."))
    )
    quantity = goal.quantity
    return Target(
        text=text,
        metric=_metric(piece, goal),
        comparator=quantity.comparator,
        value=quantity.value,
        value_max=quantity.value_max,
        unit=quantity.unit,
        deadline=deadline,
        scope=_scope(text),
        raw=raw,
        confidence=round(goal.confidence * certain, 3),
        page=page,
        bbox=bbox,
    )


def _metric(piece: str, goal: _Goal) -> str | None:
    """What is measured: "tỷ lệ" and the words behind a percentage, or the words before the value.

    Where only verbs stand before it ("Tổ chức ít nhất 02 lớp …"), it is what is counted: "lớp …".
    """
    quantity = goal.quantity
    before = LINK.sub("", piece[goal.start : quantity.start]).strip(" ,;.:")
    if before and not goal.value_first and not _only_verbs().fullmatch(before.lower()):
        return before
    words = QUOTED.sub("", piece[quantity.end : goal.end]).strip(" ,;.:")
    if not words or _turns(before):
        return f"{before} {words}".strip() or None
    words = re.sub(r"^(?:các|số)\s+", "", words)
    counted = f"{quantity.unit} " if quantity.unit and not goal.value_first and quantity.kind == "count" else ""
    return f"tỷ lệ {words}" if quantity.kind == "percent" else counted + words


def _turns(words: str) -> bool:
    """Whether the value behind the words is a change: "Giảm 10% số vụ"."""
    return words.lower().rstrip().endswith(("giảm", "tăng"))


@cache
def _only_verbs() -> re.Pattern[str]:
    """Words that do something or aim at it, and nothing that is done: "hướng tới cung cấp", "tổ chức"."""
    verbs = sorted({*lexicon("task_verb"), *lexicon("count_verb"), *lexicon("aim")}, key=len, reverse=True)
    verb = rf"(?:{'|'.join(map(re.escape, verbs))})"
    return re.compile(rf"{verb}(?:(?:,| và)? {verb})*")


SCOPE_VERB = re.compile(
    r"\s(?:được|đủ|có|triển khai|thực hiện|hình thành|sử dụng|hài lòng|hoàn thành|đạt|kết nối|không|áp dụng|ứng dụng|cung cấp|tham gia|biết|trong độ tuổi)\s"
)


def _scope(text: str) -> str | None:
    bracket = re.search(r"\(((?:không bao gồm|trừ|ngoại trừ|bao gồm|áp dụng|đối với|tại)[^()]*)\)", text)
    if bracket:
        return bracket[1]
    subject = re.match(
        r"[^%]*%\s*((?:các|người dân|cơ quan|đơn vị|bệnh viện|trường|doanh nghiệp|hộ|cán bộ)[^%]*)", text
    )
    if not subject:
        return None
    verb = SCOPE_VERB.search(subject[1])
    return subject[1][: verb.start()].strip(" ,") if verb else None
