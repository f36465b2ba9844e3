"""spaCy component "tasks": rows of task tables, flat, and tasks that running text gives to a body.

Reads `doc._.tables`, `doc._.table_spans` and the running text; sets `doc._.tasks`.
"""

import re
from collections.abc import Iterable, Sequence

from spacy.language import Language
from spacy.tokens import Doc

from corpora.facts.table_words import fold, lexicon, starts_with
from extractor.document import Document
from extractor.understanding.deadlines import mended_quarters, parse_deadline
from extractor.understanding.sections import placed_paragraphs
from extractor.understanding.tables import extend
from models.record import Row, Table, Task

extend()

FORMULA = re.compile(r"\s*:?\s*\((?:[IVXLA-H\d]+\s*[+…]\s*)*[IVXLA-H\d.…+\s]+\)\s*$")
YEAR = re.compile(r"\b(20\d\d)\b")
MARK = re.compile(r"\s*(?:[-–+•*]|\(?\d{1,2}(?:\.\d{1,2})*[.)]|[a-zđ]\))\s*")
SENTENCE = re.compile(r"(?<=[.!?])(?<!^\d\.)(?<!^\d\d\.)\s+(?=[A-ZĐ])|(?<=[.;:)])\s(?=[-+]\s+[A-ZĐ])")
ROUTINE = re.compile(
    r"(?:tổ chức|triển khai|tổ chức triển khai)?\s*(?:thực hiện|giám sát(?: việc thực hiện)?)\s+(?:Nghị quyết|Quyết định|Kế hoạch|Chỉ thị|Thông tư|Nghị định)\s+này$"
)
GENERAL = re.compile(r"(?:thực hiện|chấp hành|tuân thủ)\b.*(?:quy định|pháp luật)", re.DOTALL)  # a duty of every day
GIVE = re.compile(r"(?P<give>Giao|Phân công|Yêu cầu|Đề nghị)\s+(?:cho\s+)?(?=[A-ZĐÁÀẢÃẠĂÂÉÈẺẸÊÍÌÓÒÔƠÚÙỦƯÝ]|các\s)")
GIVEN_INSIDE = re.compile(
    r"(?<=\s)(?P<give>giao|phân công)\s+(?:cho\s+)?(?=[A-ZĐ][^.;:]{2,160}?\s(?:chủ trì|làm đầu mối))"
)
MENDED = 0.85  # of the confidence is left where a numeral was misread
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
LEADS_NEXT = re.compile(rf",\s+{LEADS}(?!\w)")
CLAUSE = re.compile(
    rf"(?P<lead>(?:Ban Quản lý (?:các )?dự án đầu tư (?:và )?xây dựng)?.{{3,200}}?)(?:\s*[:,]?\s+(?P<leads>{LEADS})(?!\w)|\s*[:,]?\s+(?P<duty>{DUTY})\s*:?(?=\s+(?:{VERBS})(?!\w))"
    rf"|\s*,?\s+(?=(?:{VERBS})(?!\w))|(?=\s*,?\s+(?:phối hợp|cùng)\s))(?P<rest>.*)",
    re.DOTALL,
)
SUPPORT = re.compile(
    rf"\s*,?\s*(?:và\s+)?(?:phối hợp|cùng)\s*(?:chặt chẽ\s+)?(?:với|cùng)?\s*(?:với\s+)?(?P<support>.+?)(?=\s*[,:]?\s+(?:{VERBS})(?!\w))",
    re.DOTALL,
)
DEADLINE = re.compile(
    r"[,;(]?\s*(?:(?:và\s+)?(?:hoàn thành|hoàn tất|xong|thực hiện|báo cáo|gửi|trình)\b[^,.;]{0,80}?\s)?"
    r"(?P<when>(?:trước|chậm nhất|muộn nhất|trong|đến hết|hết|đến|xong trước|trước khi hết|vào)\s+(?:là\s+|vào\s+)?"
    r"(?:ngày|tháng|quý|năm|hết|cuối|đầu|\d)[^,.;)]*)",
    re.IGNORECASE,
)


@Language.component("tasks", assigns=["doc._.tasks"], requires=["doc._.document", "doc._.tables"])
def find_tasks(doc: Doc) -> Doc:
    document: Document | None = doc._.document
    if document is None:
        return doc
    rows = [task for table in doc._.tables for task in table_tasks(table)]
    doc._.tasks = [*rows, *prose_tasks(document, doc._.table_spans)]
    return doc


def table_tasks(table: Table) -> list[Task]:
    """The item rows of a task or budget table, each with the titles of its groups and its cells by role."""
    roles = [column.role for column in table.columns]
    if table.kind not in ("tasks", "budget") or "task" not in roles or not {"lead", "deadline"} & set(roles):
        return []
    year = _only_year(" ".join([table.title or "", *(column.name for column in table.columns)]))
    titles: dict[tuple[str, ...], str] = {}
    loose = ""
    tasks = []
    for row in table.rows:
        text = _cell(row, roles, "task") or ""
        if row.kind == "group":
            title = _group_title(row, text)
            if row.number:
                titles[tuple(row.path)] = title
                loose = ""
            else:
                loose = title
        elif row.kind == "item" and text:
            group = " / ".join([*_titles(titles, row.path), *([loose] if loose else [])])
            tasks.append(_row_task(table, row, roles, text, group or None, year))
    return tasks


def _row_task(table: Table, row: Row, roles: Sequence[str], text: str, group: str | None, year: int | None) -> Task:
    printed = _cell(row, roles, "deadline")
    deadline = mended_quarters(printed) if printed else None
    parsed = parse_deadline(deadline, year) if deadline else None
    return Task(
        number=row.number,
        group=group,
        task=text,
        lead=_cell(row, roles, "lead"),
        support=_cell(row, roles, "support"),
        output=_cell(row, roles, "output"),
        deadline=deadline,
        deadline_iso=parsed.iso if parsed else None,
        status=_cell(row, roles, "status"),
        note=_cell(row, roles, "note"),
        budget=_cell(row, roles, "budget"),
        raw=" | ".join(cell for cell in row.cells if cell),
        confidence=table.confidence if deadline == printed else round(table.confidence * MENDED, 3),
        page=row.page,
        bbox=row.bbox,
    )


def _cell(row: Row, roles: Sequence[str], role: str) -> str | None:
    """Cells of all columns of the role, in order; None where they are empty or dashes."""
    texts = [row.cells[index].strip() for index, known in enumerate(roles) if known == role]
    kept = [text for text in texts if text and text not in ("-", "–")]
    if role in ("budget", "number"):
        kept = kept[:1]
    return "; ".join(dict.fromkeys(kept)) or None


def _group_title(row: Row, text: str) -> str:
    words = FORMULA.sub("", text or " ".join(cell for cell in row.cells if cell and cell != row.number)).strip()
    return f"{row.number} {words}".strip() if row.number else words


def _titles(titles: dict[tuple[str, ...], str], path: Sequence[str]) -> Iterable[str]:
    for length in range(1, len(path)):
        title = titles.get(tuple(path[:length]))
        if title:
            yield title


def _only_year(text: str) -> int | None:
    years = {int(year) for year in YEAR.findall(text)}
    return years.pop() if len(years) == 1 else None


def prose_tasks(document: Document, spans: Sequence[tuple[int, int]]) -> list[Task]:
    """Tasks such as "Giao Văn phòng Sở chủ trì, phối hợp với … xây dựng …, hoàn thành trước ngày …": only with a named lead."""
    paragraphs = [paragraph for paragraph in placed_paragraphs(document, spans) if paragraph.zone != "results"]
    tasks = []
    for index, paragraph in enumerate(paragraphs):
        sentences = list(_sentences(paragraph.text))
        for place, (start, end) in enumerate(sentences):
            later = [paragraph.text[low:high] for low, high in sentences[place + 1 :]]
            if index + 1 < len(paragraphs) and not MARK.match(paragraphs[index + 1].text):
                later.extend(
                    paragraphs[index + 1].text[low:high] for low, high in _sentences(paragraphs[index + 1].text)
                )
            task = _sentence_task(document, paragraph.block.start + start, paragraph.text[start:end], later)
            if task is not None:
                tasks.append(task)
    return tasks


def _sentences(text: str) -> Iterable[tuple[int, int]]:
    start = 0
    for part in (*SENTENCE.finditer(text), None):
        end = part.start() if part else len(text)
        yield start, end
        start = part.end() if part else end


def _sentence_task(document: Document, offset: int, sentence: str, later: Sequence[str] = ()) -> Task | None:
    """The task of one sentence. A sentence of `later` that only says by when ("Hoàn thành trước ngày …") gives its date."""
    mark = MARK.match(sentence)
    give = GIVE.match(sentence, mark.end() if mark else 0) or GIVEN_INSIDE.search(sentence)
    begin = give.end() if give else (mark.end() if mark else 0)
    if not starts_with("body").match(fold(sentence[begin : begin + 40])):
        return None
    clause = CLAUSE.match(sentence, begin)
    if clause is None or (not give and not sentence[begin].isupper()):
        return None
    leads, start = bool(clause["leads"]), clause.start("rest")
    again = None if leads else LEADS_NEXT.search(sentence, start, start + 160)
    if again:
        leads, start = True, again.end()
    support = SUPPORT.match(sentence, start)
    start = support.end() if support else start
    when = next((found for found in DEADLINE.finditer(sentence, start) if parse_deadline(found["when"])), None)
    said = when["when"].strip() if when else _said_later(later)
    certain = _certainty(give["give"] if give else None, leads, bool(support), said is not None and bool(mark))
    named = not ANYBODY.match(fold(clause["lead"]))
    if not give and named and (clause["duty"] or (support and mark)):
        certain = max(certain, 0.5)
    words = _work(sentence[start : when.start()] if when else sentence[start:])
    general = clause["duty"] and not said and GENERAL.match(words)
    if not certain or len(words.split()) < 3 or ROUTINE.match(words) or general:
        return None
    raw, page, bbox = document.evidence(offset + clause.start("lead"), offset + len(sentence.rstrip()))
    parsed = parse_deadline(said) if said else None
    return Task(
        task=words,
        lead=clause["lead"].strip(" ,:"),
        support=support["support"].strip(" ,:") if support else None,
        deadline=said,
        deadline_iso=parsed.iso if parsed else None,
        raw=raw,
        confidence=certain,
        page=page,
        bbox=bbox,
    )


def _said_later(sentences: Sequence[str]) -> str | None:
    """The date that a following sentence gives to the task before it, unless another task comes first."""
    for sentence in sentences:
        if GIVE.match(sentence) or GIVEN_INSIDE.search(sentence):
            return None
        if CLOSING.match(sentence):
            found = next((found for found in DEADLINE.finditer(sentence) if parse_deadline(found["when"])), None)
            return found["when"].strip(" .") if found else None
    return None


def _certainty(give: str | None, leads: bool, support: bool, dated: bool) -> float:
    """0 where the sentence is no clear task."""
    if give and give.lower() in ("giao", "phân công"):
        return 0.8 if leads else 0.7
    if give:
        return 0.65 if leads or dated else 0.0
    if leads and (support or dated):
        return 0.65
    return 0.55 if dated else 0.0


def _work(text: str) -> str:
    """What is to be done: the first clause, without what only says how it ends."""
    first = text.strip(" ,:;.").split("; ")[0]
    return re.sub(r"[,;]?\s*(?:và\s+)?(?:hoàn thành|báo cáo [^,;]{3,60})$", "", first).strip(" ,:;./")
