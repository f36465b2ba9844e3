"""spaCy component "tasks": rows of task tables, flat, and tasks that running text gives to a body.

Reads `doc._.tables`, `doc._.table_spans` and the running text; sets `doc._.tasks`.
"""

import re
from collections.abc import Iterable, Sequence

from spacy.language import Language
from spacy.tokens import Doc

from corpora.facts.table_words import lexicon
from extractor.document import Document
from extractor.understanding.deadlines import parse_deadline
from extractor.understanding.tables import extend
from models.record import Row, Table, Task

extend()

FORMULA = re.compile(r"\s*:?\s*\((?:[IVXLA-H\d]+\s*[+…]\s*)*[IVXLA-H\d.…+\s]+\)\s*$")
YEAR = re.compile(r"\b(20\d\d)\b")
BODY = "|".join(sorted((re.escape(words) for words in lexicon("body")), key=len, reverse=True))
LEAD_VERB = r"(?:là\s+(?:cơ\s+quan|đơn\s+vị|đầu\s+mối)\s+)?chủ\s+trì"
GIVEN = re.compile(
    rf"(?:(?P<give>(?:Giao|Phân công|Yêu cầu|Đề nghị|giao)\s+(?:cho\s+)?)|(?<=[\n.;:]\s)|(?<=\n)|^|(?<=[-+]\s))"
    rf"(?P<lead>(?i:{BODY})\b[^.;:\n]{{0,160}}?)\s*[:,]?\s*(?:{LEAD_VERB})(?P<rest>[^\n]*)",
)
SUPPORT = re.compile(
    r"^\s*,?\s*(?:và\s+)?(?:phối\s+hợp|cùng)\s*(?:chặt\s+chẽ\s+)?(?:với|cùng)?\s*(?:với\s+)?(?P<support>.+?)"
    r"(?=\s*[,:]?\s+(?P<verb>(?:tham mưu|xây dựng|tổ chức|triển khai|thực hiện|hoàn thành|rà soát|hướng dẫn|kiểm tra|đôn đốc|theo dõi|"
    r"đề xuất|trình|ban hành|nghiên cứu|tổng hợp|báo cáo|bố trí|cập nhật|quản lý|đẩy mạnh|tăng cường|phát triển|cung cấp|đảm bảo|"
    r"bảo đảm|lập|thẩm định|soạn thảo|chuẩn bị|công bố|công khai|tiếp tục|đánh giá|vận hành|khảo sát|kết nối|số hóa|tuyên truyền)\b))"
)
DEADLINE = re.compile(
    r"[,;(]?\s*(?:(?:và\s+)?(?:hoàn thành|xong|thực hiện|báo cáo|gửi)\b[^,.;]{0,60}?\s)?"
    r"(?P<when>(?:trước|chậm nhất|trong|đến hết|hết|đến|xong trước|trước khi hết)\s+(?:là\s+|vào\s+)?(?:ngày|tháng|quý|năm|hết|cuối|\d)[^,.;)]*)"
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
    deadline = _cell(row, roles, "deadline")
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
        confidence=table.confidence,
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
    tasks = []
    for block in document.blocks:
        if block.kind != "paragraph" or any(start < block.end and block.start < end for start, end in spans):
            continue
        text = document.text[block.start : block.end]
        for match in GIVEN.finditer(text):
            task = _prose_task(document, block.start, match)
            if task is not None:
                tasks.append(task)
    return tasks


def _prose_task(document: Document, offset: int, match: re.Match[str]) -> Task | None:
    rest = match["rest"]
    sentence = re.split(r"(?<=[.;])\s", rest, maxsplit=1)[0]
    support = SUPPORT.match(sentence)
    work = sentence[support.end() :] if support else sentence.lstrip(" ,:")
    if len(work.split()) < 3:
        return None
    when = next((found for found in DEADLINE.finditer(work) if parse_deadline(found["when"])), None)
    if not match["give"] and support is None and when is None:
        return None
    task = (work[: when.start()] + work[when.end() :]).strip(" ,.;:") if when else work.strip(" ,.;:/")
    start = offset + match.start("lead")
    raw, page, bbox = document.evidence(start, offset + match.start("rest") + len(sentence))
    parsed = parse_deadline(when["when"]) if when else None
    return Task(
        task=task,
        lead=match["lead"].strip(" ,:"),
        support=support["support"].strip(" ,:") if support else None,
        deadline=when["when"].strip() if when else None,
        deadline_iso=parsed.iso if parsed else None,
        raw=raw,
        confidence=0.7 if match["give"] else 0.6,
        page=page,
        bbox=bbox,
    )
