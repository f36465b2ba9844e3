"""`cancu evaluate tables`: tables that a browser or an office program drew, read by us and, on digital pages, by pdfplumber."""

import io
import shutil

import pdfplumber

from api import console
from api.measuring.asked import Evaluation
from api.store_context import reading_context
from corpora import table_evaluation
from corpora.table_evaluation import DIGITAL, Reader, Rows
from extractor.pipeline import extract
from models.settings import Settings

PRINTERS = ("chromium", "soffice")


def report(asked: Evaluation, as_json: bool) -> str:
    """Raises ValueError for an unknown kind of page, SetupError where no program to print with is installed."""
    kinds = asked.formats or (DIGITAL, "office")
    if unknown := set(kinds) - {DIGITAL, *table_evaluation.KINDS}:
        raise ValueError(f"unknown kinds of pages: {', '.join(sorted(unknown))}")
    context = reading_context(Settings())
    printer = next((name for name in PRINTERS if shutil.which(name)), PRINTERS[0])

    def ours(data: bytes, file_name: str) -> Rows:
        return table_evaluation.record_rows(extract(data, file_name, context).model_dump(mode="json"))

    result: table_evaluation.Result = {}
    with console.page_progress("Bảng") as progress:
        for kind in kinds:
            readers: dict[str, Reader] = {"cancu": ours}
            if kind == DIGITAL:
                readers["pdfplumber"] = plain
            result |= table_evaluation.run(readers, asked.count, (kind,), asked.split, printer, progress)
    if not as_json:
        return table_evaluation.report(result, asked.misses)
    counts = {
        kind: {name: [score.right, score.missed, score.invented] for name, score in scores.items()}
        for kind, scores in result.items()
    }
    return console.as_json_line(counts)


def plain(data: bytes, file_name: str) -> Rows:
    """pdfplumber's tables under its default settings."""
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        return [[cell or "" for cell in row] for page in pdf.pages for table in page.extract_tables() for row in table]
