"""A letter's tables as a page of HTML in one of many looks, and the page as a PDF by Chromium or LibreOffice.

The letters' own PDFs are all ruled alike and drawn by one program; rules that were tuned on those prove little. Here other
programs draw: hairline, dotted, dashed and double rules, rules between rows only, none at all, shading, landscape, headings
that repeat or not, rows cut by the end of a page.
"""

from __future__ import annotations

import html
import random
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpora.letters.markup import plain
from corpora.rendering.sheet import Break, GridItem, GridRow, Item, Para, Sheet
from models.errors import SetupError

RULES = {
    "full": "td, th { border: 0.5pt solid black }",
    "hairline": "td, th { border: 0.25pt solid black }",
    "dotted": "td, th { border: 0.75pt dotted black }",
    "dashed": "td, th { border: 0.75pt dashed black }",
    "double": "td, th { border: 2.25pt double black }",
    "framed": "table { border: 1.5pt solid black } td, th { border: 0.5pt solid black }",
    "shaded": "td, th { border: 0.5pt solid black } th { background: #d9d9d9 } tr.group td { background: #ededed }",
    "level": "td, th { border-top: 0.5pt solid black; border-bottom: 0.5pt solid black }",
    "book": "table { border-top: 1pt solid black; border-bottom: 1pt solid black } thead { border-bottom: 0.5pt solid black }",
    "bare": "",
}
CENTRED = frozenset({"number", "deadline", "unit"})
RIGHT = frozenset({"budget", "quantity"})
NEAR = 5  # paragraphs before and behind a table that are printed with it
TIMEOUT = 180  # seconds


@dataclass(frozen=True, slots=True)
class Look:
    """How tables are drawn: a key of RULES, type size and padding in points."""

    rules: str
    size: float = 12
    padding: float = 3
    landscape: bool = False
    repeat_header: bool = True
    keep_rows: bool = False  # rows are not cut by the end of a page
    middle: bool = False  # cells centred from top to bottom

    @staticmethod
    def of(seed: int) -> Look:
        """One of many looks; the rules go round with the seed."""
        rng = random.Random(seed)
        return Look(
            list(RULES)[seed % len(RULES)],
            rng.choice((10.5, 11, 12, 13)),
            rng.choice((1, 2, 3, 4)),
            rng.random() < 0.25,
            rng.random() < 0.6,
            rng.random() < 0.5,
            rng.random() < 0.4,
        )


def page(sheet: Sheet, look: Look) -> str:
    """The tables of the sheet with the paragraphs next to them, as HTML."""
    size = "297mm 210mm" if look.landscape else "210mm 297mm"
    style = (
        f"@page {{ size: {size}; margin: 20mm 15mm 20mm 25mm }}"
        f"body {{ font: 13pt 'Liberation Serif', serif; margin: 0 }} p {{ margin: 4pt 0 }}"
        f"table {{ border-collapse: collapse; width: 100%; font-size: {look.size}pt; margin: 6pt 0 }}"
        f"td, th {{ padding: {look.padding}pt; vertical-align: {'middle' if look.middle else 'top'} }}"
        f"thead {{ display: {'table-header-group' if look.repeat_header else 'table-row-group'} }}"
        f"tr {{ break-inside: {'avoid' if look.keep_rows else 'auto'} }}"
        f".new {{ break-before: page }} {RULES[look.rules]}"
    )
    body = "\n".join(_items(list(_near_tables(sheet.items))))
    return f"<!DOCTYPE html><html lang='vi'><head><meta charset='utf-8'><title>Bảng</title><style>{style}</style></head><body>\n{body}\n</body></html>"


def _near_tables(items: Sequence[Item]) -> Iterator[Item]:
    places = [place for place, item in enumerate(items) if isinstance(item, GridItem)]
    for place, item in enumerate(items):
        if any(table - NEAR <= place <= table + NEAR for table in places):
            yield item


def _items(items: Sequence[Item]) -> Iterator[str]:
    new_page = False
    for item in items:
        if isinstance(item, Break):
            new_page = True
        elif isinstance(item, Para) and item.text.strip():
            mark = " class='new'" if new_page else ""
            text = html.escape(item.text)
            weight = "b" if any(run.bold for run in item.runs) else "span"
            yield f"<p{mark} style='text-align: {item.align}'><{weight}>{text}</{weight}></p>"
            new_page = False
        elif isinstance(item, GridItem):
            yield _table(item)


def _table(grid: GridItem) -> str:
    widths = "".join(f"<col style='width: {100 * width:.1f}%'>" for width in grid.widths)
    head = _rows(grid.heads, grid, "th")
    body = _rows(grid.body, grid, "td")
    return f"<table><colgroup>{widths}</colgroup><thead>{head}</thead><tbody>{body}</tbody></table>"


def _rows(rows: Sequence[GridRow], grid: GridItem, tag: str) -> str:
    return "\n".join(
        f"<tr class='{row.kind}'>{''.join(_cells(rows, number, grid, tag))}</tr>" for number, row in enumerate(rows)
    )


def _cells(rows: Sequence[GridRow], number: int, grid: GridItem, tag: str) -> Iterator[str]:
    row = rows[number]
    for runs, span, column in zip(row.cells, row.spans, row.starts, strict=True):
        if number and row.joins(column):
            continue
        depth = 1
        while number + depth < len(rows) and rows[number + depth].joins(column):
            depth += 1
        role = grid.roles[column]
        align = "center" if tag == "th" or (role in CENTRED and span == 1) else "right" if role in RIGHT else "left"
        spans = (f" colspan={span}" if span > 1 else "") + (f" rowspan={depth}" if depth > 1 else "")
        yield f"<{tag}{spans} style='text-align: {align}'>{html.escape(plain(list(runs)))}</{tag}>"


def to_pdf(text: str, program: str = "chromium") -> bytes:
    """The HTML printed by "chromium" or "soffice". Raises SetupError printer_missing."""
    path = shutil.which(program)
    if path is None:
        raise SetupError(
            "printer_missing", f"Máy chưa có {program} để in bảng mẫu.", "Hãy cài gói chromium hoặc libreoffice-writer."
        )
    with tempfile.TemporaryDirectory(prefix="cancu-print-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        source, target = folder / "bang.html", folder / "bang.pdf"
        source.write_text(text, "utf-8")
        if program == "chromium":
            options = [
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--no-pdf-header-footer",
                f"--user-data-dir={folder}",
            ]
            command = [path, *options, f"--print-to-pdf={target}", source.as_uri()]
        else:
            profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
            options = [
                "--headless",
                "--norestore",
                "--infilter=HTML (StarWriter)",
                "--convert-to",
                "pdf:writer_pdf_Export",
            ]
            command = [path, profile, *options, "--outdir", name, str(source)]
        subprocess.run(command, capture_output=True, timeout=TIMEOUT, check=True)
        return target.read_bytes()
