"""Accuracy of an extractor on sets with truth, by field and file format, with the misses.

    run(set_name, extract, *, count=24, formats=FORMATS, split="dev", processes=1, folder=None, progress=None) -> Result
    report(result, *, against=None, misses=5) -> str        the tables in Vietnamese Markdown
    result.to_json() / Result.from_json(text)                for --json and --against FILE

`extract(data, file_name) -> models.record.Record` is handed in: this package imports no extractor. `set_name` is one of SETS:
    generated     handwritten letters and `count` varied ones, each in every format of `formats`
    handwritten   the letters of corpora/letters alone
    gold          hand-annotated files: corpora/gold, and `folder` (a checkout with gold/ and seeds/, data/real/) where given
    other         documents of other kinds, which cite nothing: citations found there are invented
`split`: dev for work on rules, test for the figures that count; their seeds and their words differ. `processes` > 1 forks workers.
`progress(done, total, name)` is called after each file.
"""

from __future__ import annotations

import json
import multiprocessing
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from corpora import generate, gold, rendering
from corpora.letters import handwritten
from corpora.letters.model import Letter
from corpora.scoring import Outcome, Tally, changes, reliability, score, summary
from models.errors import CancuError, UnknownName
from models.record import Record

SETS = ("generated", "handwritten", "gold", "other")
FORMATS = ("pdf", "docx", "scan", "tcvn3")
SEEDS = {"dev": 1000, "test": 770_000}
Extract = Callable[[bytes, str], Record]


@dataclass(frozen=True, slots=True)
class Case:
    """One file to read: a letter in a format, or an annotated file."""

    name: str
    format: str
    doc_type: str
    letter: Letter | None = None
    seed: int = 0
    data: bytes = b""
    truth: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class CaseResult:
    name: str
    format: str
    doc_type: str
    pages: int = 0
    seconds: float = 0.0
    error: str | None = None
    outcomes: list[Outcome] = field(default_factory=list)


@dataclass(slots=True)
class Result:
    set_name: str
    split: str
    cases: list[CaseResult]

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @staticmethod
    def from_json(text: str) -> Result:
        """A result that `to_json` wrote. Raises ValueError for anything else."""
        data = json.loads(text)
        if not isinstance(data, dict) or "cases" not in data:
            raise ValueError("not an evaluation result")
        cases = [
            CaseResult(**{**case, "outcomes": [Outcome(**outcome) for outcome in case["outcomes"]]})
            for case in data["cases"]
        ]
        return Result(data["set_name"], data["split"], cases)

    def outcomes(self, format: str | None = None) -> list[Outcome]:
        return [outcome for case in self.cases if format in (None, case.format) for outcome in case.outcomes]

    def by_document(self) -> dict[str, list[Outcome]]:
        """Outcomes by document; an annotated file keeps its key when its pages are read another way."""
        return {
            case.name if self.set_name == "gold" else f"{case.name}.{case.format}": case.outcomes for case in self.cases
        }


def cases(set_name: str, count: int, formats: Sequence[str], split: str, folder: Path | None = None) -> list[Case]:
    """The files of a set. Raises UnknownName for an unknown set, split or format."""
    if set_name not in SETS or split not in SEEDS:
        raise UnknownName(f"unknown set or split: {set_name}, {split}")
    if unknown := set(formats) - set(rendering.FORMATS):
        raise UnknownName(f"unknown formats: {', '.join(sorted(unknown))}")
    if set_name == "gold":
        return [
            Case(item.name, "gold", item.truth["header"].get("doc_type") or "?", data=item.data, truth=item.truth)
            for item in gold.items(folder)
        ]
    if set_name == "other":
        letters: Iterable[Letter] = generate.other_kinds(SEEDS[split], count)
    elif set_name == "handwritten":
        letters = handwritten()
    else:
        letters = (*handwritten(), *generate.letters(SEEDS[split], count, split))
    return [
        Case(letter.name, kind, letter.doc_type, letter, index)
        for index, letter in enumerate(letters)
        for kind in formats
    ]


def run(
    set_name: str,
    extract: Extract,
    *,
    count: int = 24,
    formats: Sequence[str] = FORMATS,
    split: str = "dev",
    processes: int = 1,
    folder: Path | None = None,
    progress: Callable[[int, int, str], None] | None = None,
) -> Result:
    """Read and score every file of the set (see the module's text)."""
    work = cases(set_name, count, formats, split, folder)
    results: list[CaseResult] = []
    for result in _results(work, extract, processes):
        results.append(result)
        if progress:
            progress(len(results), len(work), result.name)
    return Result(set_name, split, results)


_extract: Extract | None = None


def _start(extract: Extract) -> None:
    global _extract  # a worker process knows one extractor for its whole life
    _extract = extract


def _results(work: Sequence[Case], extract: Extract, processes: int) -> Iterable[CaseResult]:
    if processes <= 1:
        yield from (evaluate_case(case, extract) for case in work)
        return
    fork = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(processes, mp_context=fork, initializer=_start, initargs=(extract,)) as pool:
        yield from pool.map(_in_worker, work)


def _in_worker(case: Case) -> CaseResult:
    if _extract is None:
        raise RuntimeError("worker was not started with an extractor")
    return evaluate_case(case, _extract)


def evaluate_case(case: Case, extract: Extract) -> CaseResult:
    """Render or take the file, read it, score it. A file that cannot be read misses everything."""
    boxes: dict[str, Any] = {}
    data, name, truth = case.data, case.name, case.truth
    if case.letter is not None:
        file = rendering.rendered(case.letter, case.format, case.seed)
        data, name, truth, boxes = file.data, file.file_name, file.truth, file.boxes
        if not case.letter.issuer:  # a paper of another kind: only what it is said to cite or aim at counts
            truth = {key: part for key, part in truth.items() if key not in {"header", "optional"}}
    result = CaseResult(case.name, case.format, case.doc_type)
    started = time.perf_counter()
    try:
        record = extract(data, name).model_dump(mode="json")
        result.pages = len(record["pages"])
        if case.letter is None and record["pages"]:
            result.format = Counter(page["text_source"] for page in record["pages"]).most_common(1)[0][0]
    except CancuError as error:
        record = empty_record()
        result.error = str(error)
    result.seconds = round(time.perf_counter() - started, 3)
    result.outcomes = score(truth, record, boxes)
    return result


def empty_record() -> dict[str, Any]:
    return {"header": {}, "citations": [], "aliases": [], "targets": [], "tables": [], "tasks": [], "pages": []}


# reports --------------------------------------------------------------------------------------------------------------

FIELD_NAMES = {
    "header.document_number": "số văn bản",
    "header.symbol": "ký hiệu",
    "header.issue_date": "ngày ban hành",
    "header.doc_type": "tên loại",
    "header.place": "địa danh",
    "header.issuing_body": "cơ quan ban hành",
    "header.parent_body": "cơ quan chủ quản",
    "header.subject": "trích yếu",
    "header.signer_name": "người ký",
    "header.signer_title": "chức vụ người ký",
    "header.signing_authority": "quyền hạn ký",
    "header.urgency": "độ khẩn",
    "header.recipients": "nơi gửi (Kính gửi)",
    "header.distribution": "nơi nhận",
    "citations.number": "văn bản viện dẫn: số",
    "citations.doc_type": "văn bản viện dẫn: loại",
    "citations.date": "văn bản viện dẫn: ngày",
    "citations.issuer": "văn bản viện dẫn: cơ quan",
    "citations.title": "văn bản viện dẫn: trích yếu",
    "citations.role": "văn bản viện dẫn: vai trò",
    "citations.legal_basis": "văn bản viện dẫn: là căn cứ",
    "citations.pinpoint": "văn bản viện dẫn: điều, khoản, điểm",
    "aliases": "tên gọi tắt",
    "targets.value": "chỉ tiêu: giá trị, đơn vị",
    "targets.comparator": "chỉ tiêu: so sánh",
    "targets.deadline": "chỉ tiêu: thời hạn",
    "tables.found": "bảng",
    "tables.kind": "bảng: loại",
    "tables.column_role": "bảng: vai trò cột",
    "tables.cells": "bảng: ô",
    "tasks.rows": "nhiệm vụ trong bảng: dòng",
    "tasks.cells": "nhiệm vụ trong bảng: ô",
    "tasks.deadline_iso": "nhiệm vụ trong bảng: thời hạn",
    "prose_tasks.rows": "nhiệm vụ trong lời văn",
    "prose_tasks.cells": "nhiệm vụ trong lời văn: phần",
    "prose_tasks.deadline_iso": "nhiệm vụ trong lời văn: thời hạn",
}


def report(result: Result, *, against: Result | None = None, misses: int = 5) -> str:
    """The result as Markdown in Vietnamese: F1 by field and format, by type, reliability, misses, gains and losses."""
    parts = [_heading(result), fields_table(result), boxes_line(result), types_table(result), reliability_table(result)]
    if against is not None:
        parts.append(changes_text(against, result))
    parts.append(misses_text(result, misses))
    return "\n\n".join(part for part in parts if part) + "\n"


def _heading(result: Result) -> str:
    pages = sum(case.pages for case in result.cases)
    seconds = sum(case.seconds for case in result.cases)
    failed = [f"- {case.name} ({case.format}): {case.error}" for case in result.cases if case.error]
    lines = [
        f"Bộ “{result.set_name}” ({result.split}): {len(result.cases)} tệp, {pages} trang, {seconds:.1f} giây đọc."
    ]
    invented = sum(item.verdict == "invented" and item.field == "citations.number" for item in result.outcomes())
    if result.set_name == "other" and pages:
        lines.append(f"Viện dẫn bịa ra: {invented}, tức {invented / pages:.3f} trên một trang.")
    return "\n".join([*lines, *(["Tệp không đọc được:", *failed] if failed else [])])


def fields_table(result: Result) -> str:
    """Precision, recall and F1 of each field, side by side for the formats."""
    formats = sorted({case.format for case in result.cases}, key=_format_order)
    tallies = {kind: summary(result.outcomes(kind)) for kind in formats}
    rows = [
        "| trường | " + " | ".join(f"{kind} P | R | F1 | n" for kind in formats) + " |",
        "| --- |" + " --- | --- | --- | --- |" * len(formats),
    ]
    for name in summary(result.outcomes()):
        if name.startswith("boxes."):
            continue
        cells = [_tally_cells(tallies[kind].get(name, Tally())) for kind in formats]
        rows.append(f"| {FIELD_NAMES.get(name, name)} | " + " | ".join(cells) + " |")
    return "\n".join(rows)


def _format_order(name: str) -> int:
    return FORMATS.index(name) if name in FORMATS else len(FORMATS)


def _tally_cells(tally: Tally) -> str:
    there = tally.right + tally.wrong + tally.missed
    return " | ".join([_share(tally.precision), _share(tally.recall), _share(tally.f1), str(there) if there else "–"])


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def boxes_line(result: Result) -> str:
    lines = []
    for kind in sorted({case.format for case in result.cases}, key=_format_order):
        boxes = [item for item in result.outcomes(kind) if item.field.startswith("boxes.")]
        if boxes:
            right = sum(item.verdict == "right" for item in boxes)
            lines.append(f"Khung chữ trùng (IoU ≥ 0,5), {kind}: {right / len(boxes):.3f} ({right}/{len(boxes)}).")
    return "\n".join(lines)


def types_table(result: Result) -> str:
    """F1 of every field by type of document, most frequent types first; letters of each type in brackets."""
    counts = Counter(case.doc_type for case in result.cases)
    types = [name for name, _ in counts.most_common()]
    tallies = {
        name: summary(item for case in result.cases if case.doc_type == name for item in case.outcomes)
        for name in types
    }
    rows = [
        "| trường (F1) | " + " | ".join(f"{name} ({counts[name]})" for name in types) + " |",
        "| --- |" + " --- |" * len(types),
    ]
    for field_name in summary(result.outcomes()):
        if not field_name.startswith("boxes."):
            cells = [_share(tallies[name].get(field_name, Tally()).f1) for name in types]
            rows.append(f"| {FIELD_NAMES.get(field_name, field_name)} | " + " | ".join(cells) + " |")
    return "\n".join(rows)


def reliability_table(result: Result) -> str:
    rows = ["| độ tin cậy | số giá trị | trung bình | đúng thật |", "| --- | --- | --- | --- |"]
    rows += [
        f"| {item.low:.2f}–{item.high:.2f} | {item.count} | {item.confidence:.3f} | {item.accuracy:.3f} |"
        for item in reliability(result.outcomes())
    ]
    return "\n".join(rows)


VERDICTS = {"wrong": "sai", "missed": "sót", "invented": "bịa"}


def misses_text(result: Result, limit: int) -> str:
    """Up to `limit` misses of each field, fields with most misses first."""
    groups: dict[str, list[tuple[CaseResult, Outcome]]] = {}
    for case in result.cases:
        for item in case.outcomes:
            if item.verdict != "right":
                groups.setdefault(item.field, []).append((case, item))
    lines = ["Chưa đúng:"] if groups else []
    for name, found in sorted(groups.items(), key=lambda group: -len(group[1])):
        lines.append(f"- {FIELD_NAMES.get(name, name)}: {len(found)}")
        for case, item in found[:limit]:
            lines.append(
                f"  - [{case.name}.{case.format}] {VERDICTS[item.verdict]}: đúng là {_short(item.truth)}; đọc ra {_short(item.found)}"
            )
    return "\n".join(lines)


def _short(value: Any) -> str:
    text = "–" if value is None else str(value)
    return text if len(text) <= 160 else text[:157] + "…"


def changes_text(old: Result, new: Result) -> str:
    gained, lost = changes(old.by_document(), new.by_document())
    lines = [f"So với lần trước: thêm đúng {len(gained)}, mất {len(lost)}."]
    lines += [f"- mất: [{name}] {FIELD_NAMES.get(part, part)}: {_short(value)}" for name, part, value in lost[:40]]
    lines += [f"- thêm: [{name}] {FIELD_NAMES.get(part, part)}: {_short(value)}" for name, part, value in gained[:20]]
    return "\n".join(lines)
