"""`cancu evaluate tables`: tables that a browser or an office program drew, read by us and, on digital pages, by pdfplumber.

`--baselines` adds camelot (digital pages) and img2table (all pages) where they are installed; the project needs neither.
"""

import io
import shutil
import tempfile
from collections.abc import Iterable
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pdfplumber

from api import console
from api.measuring.asked import Evaluation
from api.store_context import reading_context
from corpora import table_evaluation
from corpora.table_evaluation import DIGITAL, Reader, Rows
from extractor.pipeline import extract
from models.errors import UnknownName
from models.settings import Settings

PRINTERS = ("chromium", "soffice")
CAMELOT, IMG2TABLE = "camelot", "img2table"
NOT_INSTALLED = "Không so được với {name}: máy chưa cài. Hãy cài bằng: pip install {name}"


def report(asked: Evaluation, as_json: bool) -> str:
    """Raises UnknownName for an unknown kind of page, SetupError where no program to print with is installed."""
    kinds = asked.formats or (DIGITAL, "office")
    if unknown := set(kinds) - {DIGITAL, *table_evaluation.KINDS}:
        raise UnknownName(f"unknown kinds of pages: {', '.join(sorted(unknown))}")
    context = reading_context(Settings())
    printer = next((name for name in PRINTERS if shutil.which(name)), PRINTERS[0])

    def ours(data: bytes, file_name: str) -> Rows:
        return table_evaluation.record_rows(extract(data, file_name, context).model_dump(mode="json"))

    if asked.baselines:
        for name in missing():
            console.tell(NOT_INSTALLED.format(name=name))
    result: table_evaluation.Result = {}
    with console.page_progress("Bảng") as progress:
        for kind in kinds:
            readers: dict[str, Reader] = {"cancu": ours}
            if kind == DIGITAL:
                readers["pdfplumber"] = plain
            if asked.baselines:
                readers |= others(kind == DIGITAL)
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


def missing() -> list[str]:
    """Names of the other readers that are not installed."""
    return [name for name in (CAMELOT, IMG2TABLE) if find_spec(name) is None]


def others(digital: bool) -> dict[str, Reader]:
    """The other readers that are installed; camelot reads text layers only."""
    absent = missing()
    found: dict[str, Reader] = {}
    if digital and CAMELOT not in absent:
        found |= {f"camelot {flavor}": partial(camelot, flavor=flavor) for flavor in ("lattice", "stream")}
    if IMG2TABLE not in absent:
        found[IMG2TABLE] = partial(img2table, scan=not digital)
    return found


def camelot(data: bytes, file_name: str, flavor: str) -> Rows:
    """camelot's tables: "lattice" goes by rules, "stream" by white"""
    with tempfile.TemporaryDirectory(prefix="cancu-") as folder:
        path = Path(folder) / "bang.pdf"
        path.write_bytes(data)
        return _frame_rows(import_module("camelot").read_pdf(str(path), pages="all", flavor=flavor))


def img2table(data: bytes, file_name: str, scan: bool) -> Rows:
    """img2table's tables, those without rules too; scans by Tesseract in Vietnamese."""
    document = import_module("img2table.document").PDF(src=data)
    engine = import_module("img2table.ocr").TesseractOCR(lang="vie") if scan else None
    pages = document.extract_tables(ocr=engine, implicit_rows=True, borderless_tables=True)
    return _frame_rows(table for tables in pages.values() for table in tables)


def _frame_rows(tables: Iterable[Any]) -> Rows:
    """Rows of tables that come as data frames."""
    return [[_printed(cell) for cell in row] for table in tables for row in table.df.itertuples(index=False)]


def _printed(cell: Any) -> str:
    return "" if cell is None or cell != cell else str(cell)  # data frames write an empty cell as not a number
