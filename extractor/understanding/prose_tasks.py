"""Tasks that running text gives to a named body.

"Giao Văn phòng Sở chủ trì, phối hợp với … xây dựng …, hoàn thành trước ngày …"      a sentence
"1. Sở Y tế:" "- Rà soát …; hoàn thành trước ngày …"                                   points below a body's name
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpora.facts import tables
from corpora.facts.table_words import fold, lexicon, starts_with
from extractor.document import Document
from extractor.understanding.words.deadlines import parse_deadline
from extractor.understanding.words.sections import placed_paragraphs
from models.record import Place, Task

NUMBERED = re.compile(r"\s*(?:\(?\d{1,2}(?:\.\d{1,2})*[.)]|[IVX]+\.)\s*")
MARK = re.compile(r"\s*(?:[-–+•*]|\(?\d{1,2}(?:\.\d{1,2})*[.)]|[a-zđ]\))\s*")
SENTENCE = re.compile(r"(?<=[.!?])(?<!^\d\.)(?<!^\d\d\.)\s+(?=[A-ZĐ])|(?<=[.;:)])\s(?=[-+]\s+[A-ZĐ])")
ROUTINE = re.compile(
    r"(?:tổ chức|triển khai|tổ chức triển khai)?\s*(?:thực hiện|thi hành|giám sát(?: việc thực hiện)?)\s+(?:Nghị quyết|Quyết định|Kế hoạch|Chỉ thị|Thông tư|Nghị định)\s+này$",
    re.IGNORECASE,
)
GENERAL = re.compile(r"(?:thực hiện|chấp hành|tuân thủ)\b.*(?:quy định|pháp luật)", re.DOTALL)  # a duty of every day
GIVE = re.compile(r"(?P<give>Giao|Phân công|Yêu cầu|Đề nghị)\s+(?:cho\s+)?(?=[A-ZĐÁÀẢÃẠĂÂÉÈẺẸÊÍÌÓÒÔƠÚÙỦƯÝ]|các\s)")
GIVEN_INSIDE = re.compile(
    r"(?<=\s)(?P<give>giao|phân công)\s+(?:cho\s+)?(?=[A-ZĐ][^.;:]{2,160}?\s(?:chủ trì|làm đầu mối))"
)
CLOSING = re.compile(r"\s*(?:Hoàn thành|Báo cáo|Thời gian|Thời hạn|Gửi|Kết quả|Hạn|Thực hiện|Xong)\b")
VERBS = "|".join(map(re.escape, lexicon("task_verb")))
LEADS = (
    r"(?:chịu trách nhiệm\s+|có trách nhiệm\s+)?(?:[Cc]hủ trì|làm đầu mối|(?:là|làm)\s+(?:cơ quan|đơn vị)\s+(?:chủ trì|đầu mối|thường trực))"
    r"(?:,?\s*(?:làm đầu mối|chịu trách nhiệm))?"
)
DUTY = r"(?:có|chịu) trách nhiệm(?:\s+trong việc)?"
ANYBODY = re.compile(
    r"(?:các|mọi|những|cơ quan|đơn vị|tổ chức|thủ trưởng|người đứng đầu|lãnh đạo)(?!\w)|.*\s(?:đã|đang|được|là|của|và|do|tại)$"
)
NEXT_LEADS = re.compile(rf",\s+{LEADS}(?!\w)")
SAID_LEAD = re.compile(rf"(?P<lead>[^;:.]{{3,160}}?)(?<!,)\s*:?\s+(?P<leads>{LEADS})(?!\w)")
OTHER_LEAD = re.compile(
    rf"(?P<lead>.{{3,200}}?)(?:\s*[:,]?\s+(?P<leads>{LEADS})(?!\w)|\s*[:,]?\s+(?P<duty>{DUTY})\s*:?(?=,?\s+(?:{VERBS}|cùng)(?!\w))"
    rf"|\s*,?\s+(?=(?:{VERBS})(?!\w))|(?=\s*,?\s+(?:phối hợp|cùng)\s))",
    re.DOTALL,
)
OWN_DUTY = re.compile(
    rf"(?:(?P<leads>{LEADS})(?!\w)|(?P<duty>(?:Có|Chịu|có|chịu) trách nhiệm(?:\s+trong việc)?))[,:]?\s*"
)
SUPPORT = re.compile(
    rf"\s*,?\s*(?:và\s+)?(?:phối hợp|cùng)\s*(?:chặt chẽ\s+)?(?:với|cùng)?\s*(?:với\s+)?(?P<support>.+?)(?=\s*[,:]?\s+(?:{VERBS})(?!\w))",
    re.DOTALL,
)
VERB = re.compile(rf"(?<!\w)(?:{VERBS})(?!\w)")
BODIES = "|".join(
    re.escape(name) for name in sorted((body.name for body in tables.bodies() if " " in body.name), key=len)[::-1]
)
NAME_VERBS = re.compile(
    rf"(?i:{'|'.join(map(re.escape, lexicon('name_with_verb')))})|{BODIES}"
)  # Bộ Xây dựng, no cán bộ xây dựng
OWNER_WORDS = 16  # words of a heading that names a body
OF_TITLE = re.compile(r"tầm nhìn|định hướng|[”\"]")  # "đến năm 2025, tầm nhìn đến năm 2030" names a plan
ENDINGS = "hoàn thành|hoàn tất|xong|thực hiện|báo cáo|gửi|trình"  # what the date is that of
DEADLINE = re.compile(
    rf"(?:[,;(]\s*(?:và\s+)?(?:{ENDINGS})\b(?:[^,.;]{{0,80}}?\s)?|(?:(?:và\s+)?(?:{ENDINGS}):?\s+)?|[,;(]\s*)"
    r"(?P<when>(?:trước|(?:chậm|muộn) nhất(?: trong| trước)?|trong|đến hết|hết|đến|xong trước|trước khi hết|vào)\s+(?:là\s+|vào\s+)?"
    r"(?:ngày|tháng|quý|năm|hết|cuối|đầu|\d)[^,.;)]*)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Said:
    """A sentence where it stands. `later`: the sentences behind it; `owner`: the body that the heading above names."""

    offset: int
    text: str
    later: Sequence[str]
    owner: str | None


@dataclass(frozen=True, slots=True)
class _Clause:
    """Who is to do it: `lead`; the words of the sentence from `begin`; what is to be done from `start`."""

    lead: str
    begin: int
    start: int
    give: str | None = None
    leads: bool = False
    duty: bool = False
    owned: bool = False


def prose_tasks(document: Document, spans: Sequence[tuple[int, int]]) -> list[Task]:
    """Tasks of sentences and points, in order: only with a named lead."""
    found = (_task(document, said) for said in _said(document, spans))
    return [task for task in found if task is not None]


def _said(document: Document, spans: Sequence[tuple[int, int]]) -> Iterator[_Said]:
    paragraphs = [paragraph for paragraph in placed_paragraphs(document, spans) if paragraph.zone != "results"]
    owner: str | None = None
    for index, paragraph in enumerate(paragraphs):
        owner = _owner(paragraph.text) if NUMBERED.match(paragraph.text) or paragraph.is_heading else owner
        following = paragraphs[index + 1].text if index + 1 < len(paragraphs) else ""
        behind = [] if MARK.match(following) else [following[low:high] for low, high in _sentences(following)]
        sentences = list(_sentences(paragraph.text))
        for place, (start, end) in enumerate(sentences):
            later = [paragraph.text[low:high] for low, high in sentences[place + 1 :]]
            yield _Said(paragraph.block.start + start, paragraph.text[start:end], [*later, *behind], owner)


def _owner(heading: str) -> str | None:
    """The body that a numbered line names and nothing else: "1. Sở Y tế:"."""
    mark = NUMBERED.match(heading)
    name = heading[mark.end() if mark else 0 :].strip(" :.")
    words = NAME_VERBS.sub(_joined, name)
    named = starts_with("body").match(fold(name)) and not VERB.search(words) and not re.search(LEADS, name)
    return name if named and len(name.split()) <= OWNER_WORDS and not re.search(r"[;.]", name) else None


def _joined(match: re.Match[str]) -> str:
    """The name as one word, as long as before, so that no verb is seen in it."""
    return match[0].replace(" ", "_")


def _sentences(text: str) -> Iterable[tuple[int, int]]:
    start = 0
    for part in (*SENTENCE.finditer(text), None):
        end = part.start() if part else len(text)
        yield start, end
        start = part.end() if part else end


def _task(document: Document, said: _Said) -> Task | None:
    """The task of one sentence. A later sentence that only says by when ("Hoàn thành trước ngày …") gives its date."""
    text = said.text
    masked = NAME_VERBS.sub(_joined, text)
    clause = _clause(masked, said.owner)
    if clause is None:
        return None
    support = SUPPORT.match(masked, clause.start)
    start = support.end() if support else clause.start
    dates = (found for found in DEADLINE.finditer(text, start) if not OF_TITLE.search(found["when"]))
    when = next((found for found in dates if parse_deadline(found["when"])), None)
    deadline = when["when"].strip() if when else _said_later(said.later)
    words = _work(text[start : when.start()] if when else text[start:])
    certain = _certainty(clause, bool(support), deadline is not None, bool(MARK.match(text)))
    general = clause.duty and not deadline and GENERAL.match(words)
    if not certain or len(words.split()) < 3 or ROUTINE.match(words) or general:
        return None
    raw, page, bbox = document.evidence(said.offset + clause.begin, said.offset + len(text.rstrip()))
    parsed = parse_deadline(deadline) if deadline else None
    at = text.find(words, start)
    spans = {
        "task": (at, at + len(words)) if at >= 0 else None,
        "lead": None if clause.owned else (clause.begin, clause.begin + len(clause.lead)),
        "support": support.span("support") if support else None,
        "deadline": when.span("when") if when else None,
    }
    return Task(
        task=words,
        lead=clause.lead if clause.owned else text[clause.begin : clause.begin + len(clause.lead)].strip(" ,:"),
        support=text[support.start("support") : support.end("support")].strip(" ,:") if support else None,
        deadline=deadline,
        deadline_iso=parsed.iso if parsed else None,
        raw=raw,
        confidence=certain,
        page=page,
        bbox=bbox,
        places=_places(document, said.offset, spans),
    )


def _places(document: Document, offset: int, spans: Mapping[str, tuple[int, int] | None]) -> dict[str, Place]:
    """Where each part of the sentence at `offset` stands; parts that stand elsewhere have no span."""
    found: dict[str, Place] = {}
    for part, span in spans.items():
        _, page, bbox = document.evidence(offset + span[0], offset + span[1]) if span else ("", None, None)
        if page is not None and bbox is not None:
            found[part] = Place(page=page, bbox=bbox)
    return found


def _clause(text: str, owner: str | None) -> _Clause | None:
    """Who leads: a body that the sentence begins with or gives to, else the owner of a point that begins with its duty."""
    mark = MARK.match(text)
    begin = mark.end() if mark else 0
    give = GIVE.match(text, begin) or GIVEN_INSIDE.search(text)
    begin = give.end() if give else begin
    head = text[begin : begin + 60].replace("_", " ")
    own = OWN_DUTY.match(text, begin)
    if own or _is_verb(head):
        duty = bool(own and own["duty"])
        start = own.end() if own else begin
        return _Clause(owner, begin, start, leads=bool(own), duty=duty, owned=True) if owner and not give else None
    if not starts_with("body").match(fold(head)) or (not give and not text[begin].isupper()):
        return None
    said = SAID_LEAD.match(text, begin)
    found = said if said and not VERB.search(said["lead"]) else OTHER_LEAD.match(text, begin)
    if found is None:
        return None
    again = None if found["leads"] else NEXT_LEADS.search(text, found.end(), found.end() + 160)
    duty = "duty" in found.groupdict() and bool(found["duty"])
    start = again.end() if again else found.end()
    return _Clause(found["lead"], begin, start, give["give"] if give else None, bool(found["leads"] or again), duty)


def _is_verb(text: str) -> bool:
    """Whether the text begins with a duty, not with a body: "Tổ chức kiểm tra", "Thanh tra, kiểm tra", not "Thanh tra Sở"."""
    verb, body = VERB.match(fold(text)), starts_with("body").match(fold(text))
    if verb is None or body is None:
        return verb is not None
    rest = text[verb.end() :].lstrip()
    return verb.end() > body.end() or not (rest[:1].isupper() or rest.startswith(("tỉnh", "thành phố")))


def _said_later(sentences: Sequence[str]) -> str | None:
    """The date that a following sentence gives to the task before it, unless another task comes first."""
    for sentence in sentences:
        if GIVE.match(sentence) or GIVEN_INSIDE.search(sentence):
            return None
        if CLOSING.match(sentence):
            found = next((found for found in DEADLINE.finditer(sentence) if parse_deadline(found["when"])), None)
            return found["when"].strip(" .") if found else None
    return None


def _certainty(clause: _Clause, support: bool, dated: bool, listed: bool) -> float:
    """0 where the sentence is no clear task."""
    if clause.owned:
        return 0.6 if dated else 0.0
    if clause.give and clause.give.lower() in ("giao", "phân công"):
        return 0.8 if clause.leads else 0.7
    if clause.give:
        return 0.65 if clause.leads or dated else 0.0
    if clause.leads and (support or dated):
        return 0.65
    if dated and listed:
        return 0.55
    named = not ANYBODY.match(fold(clause.lead))
    return 0.5 if named and (clause.duty or (support and listed)) else 0.0


def _work(text: str) -> str:
    """What is to be done: the first clause, without what only says how it ends."""
    first = text.strip(" ,:;.").split("; ")[0]
    return re.sub(r"[,;]?\s*(?:và\s+)?(?:hoàn thành|báo cáo [^,;]{3,60})$", "", first).strip(" ,:;./")
