"""How fast a digital PDF becomes a record on one core, beside the plain text that pdfplumber takes from it; memory.

Processor time, the least of ROUNDS runs of each file: other programs on the machine only ever add to it. Files with a page
that must be recognised are left out.
"""

import io
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pdfplumber

from api.measuring.recovery_speed import Speed
from corpora import generate
from corpora.rendering import render
from extractor.context import Context
from extractor.pipeline import describe, read_pages
from extractor.reading import open_file
from extractor.recovery import needs_recognition, recover

SEED, LETTERS = 61_000, 12
ROUNDS = 3
UNIT = "trang/giây CPU"
_PEAK = (
    "import sys, datetime; from extractor.context import Context; from extractor.pipeline import extract; "
    "extract(sys.stdin.buffer.read(), 'a.pdf', Context(datetime.date.today(), workers=1)); "
    "print(next(line for line in open('/proc/self/status') if line.startswith('VmHWM')).split()[1])"
)
File = tuple[bytes, str]


def letters() -> list[File]:
    """Made letters of all kinds, many with tables, as PDF."""
    made = generate.letters(SEED, LETTERS, "test")
    return [(render(letter, "pdf", number), f"{letter.name}.pdf") for number, letter in enumerate(made)]


def speeds(files: Sequence[File], context: Context) -> Iterator[Speed]:
    """Whole way, understanding alone, pdfplumber; peak of a process that reads the longest file. Nothing without such files."""
    context = replace(context, workers=1)
    digital = [(file, pages) for file in files if (pages := _digital_pages(file, context))]
    if not digital:
        return
    total = sum(pages for _, pages in digital)
    name = f"PDF số ({len(digital)} tệp, {total} trang)"
    whole = understood = plain = 0.0
    for file, _ in digital:
        (reading, describing), (taking,) = _best(lambda: _extracted(file, context)), _best(lambda: _plain(file))  # noqa: B023
        whole, understood, plain = whole + reading + describing, understood + describing, plain + taking
    yield Speed(f"{name}: cancu, từ tệp đến bản ghi, không OCR", round(total / whole, 1), UNIT)
    yield Speed(f"{name}: cancu, riêng phần hiểu văn bản", round(total / understood, 1), UNIT)
    yield Speed(f"{name}: pdfplumber, chỉ lấy chữ", round(total / plain, 1), UNIT)
    yield from _memory(max(digital, key=lambda item: item[1])[0])


def _digital_pages(file: File, context: Context) -> int:
    """Number of pages of a PDF of which none must be recognised, else 0."""
    if not file[0].startswith(b"%PDF"):
        return 0
    with open_file(*file, context) as opened:
        numbers = range(1, opened.page_count + 1)
        seen = any(needs_recognition(recover(opened.page(number)), opened.is_scan(number)) for number in numbers)
        return 0 if seen else opened.page_count


def _extracted(file: File, context: Context) -> tuple[float, ...]:
    """Seconds of reading and of understanding."""
    start = time.process_time()
    with open_file(*file, context) as opened:
        pages = tuple(read_pages(opened, context))
        read = time.process_time()
        describe(opened, pages, context)
    return read - start, time.process_time() - read


def _plain(file: File) -> tuple[float, ...]:
    start = time.process_time()
    with pdfplumber.open(io.BytesIO(file[0])) as pdf:
        for page in pdf.pages:
            page.extract_text()
            page.close()
    return (time.process_time() - start,)


def _best(work: Callable[[], tuple[float, ...]]) -> tuple[float, ...]:
    """The least of several runs, part by part."""
    return tuple(min(part) for part in zip(*(work() for _ in range(ROUNDS)), strict=True))


def _memory(file: File) -> Iterator[Speed]:
    """Peak of a process of its own, where the system (Linux) tells it."""
    if Path("/proc/self/status").exists():
        done = subprocess.run([sys.executable, "-c", _PEAK], input=file[0], capture_output=True, check=True)
        yield Speed(f"{file[1]}: cancu, bộ nhớ đỉnh của tiến trình", round(int(done.stdout) / 1024, 1), "MiB")
