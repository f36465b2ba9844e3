"""Speed of the extractor beside what people use today on the same files, and of search. `cancu benchmark`."""

import platform
import statistics
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psutil

from api import console
from api.batch import files_of, read_file
from api.measuring import baselines, extraction_speed, recovery_speed, search_speed
from api.store_context import reading_context
from corpora import samples, scan_evaluation
from extractor.context import Context
from extractor.pipeline import extract
from extractor.reading import open_file
from extractor.reading.scan.scans import ScannedFile
from models.errors import CancuError, UnknownName
from models.settings import Settings

SAMPLE_SECONDS = 0.1  # between two looks at the memory
SCANNED_LETTERS = 4  # of a benchmark without files


@dataclass(frozen=True)
class Measured:
    """`pages_per_second` over the whole run; `cpu` processor seconds a page; `p50`, `p95` seconds a file; `peak_mib` of this
    process and its children."""

    name: str
    files: int
    pages: int
    seconds: float
    pages_per_second: float
    cpu: float
    p50: float
    p95: float
    peak_mib: float


def benchmark(paths: list[Path], as_json: bool) -> None:
    """Time the extractor and what people use today on the same files, one after the other; our samples and scans for none.

    Each figure is printed as soon as it is measured.
    """
    settings = Settings()
    show = _show_json if as_json else _show_text
    context = reading_context(settings)
    sets = {"tệp đã cho": _files(paths, settings)} if paths else {"văn bản mẫu": _samples(), "bản quét": _scans()}
    for name, files in sets.items():
        for measured in _beside(name, files, context):
            show(measured)
    for speed in extraction_speed.speeds(sets["tệp đã cho"] if paths else extraction_speed.letters(), context):
        show(speed)
    if not paths:
        for speed in recovery_speed.speeds():
            show(speed)
    console.tell(" · ".join(f"{name}: {value}" for name, value in _machine().items()))


def _show_json(result: Measured | recovery_speed.Speed) -> None:
    console.data(console.as_json_line(asdict(result) | _machine()))


def _show_text(result: Measured | recovery_speed.Speed) -> None:
    if isinstance(result, Measured):
        figures = (
            f"{result.files} tệp, {result.pages} trang; {result.pages_per_second:.2f} trang/giây; "
            f"{result.cpu:.2f} giây CPU/trang; p50 {result.p50:.2f} giây, p95 {result.p95:.2f} giây một tệp; "
            f"bộ nhớ đỉnh {result.peak_mib:.0f} MiB"
        )
    else:
        figures = f"{result.figure} {result.unit}"
    console.data(f"{result.name}: {figures}")


def benchmark_search(entries: int, letters: int, engines: Sequence[str], as_json: bool) -> None:
    """Search over made entries and letters, beside SQLite FTS5 and PostgreSQL full text. `engines`: names of them; none: all.
    Raises UnknownName on an unknown one."""
    unknown = set(engines) - set(search_speed.ENGINES)
    if unknown:
        raise UnknownName(", ".join(sorted(unknown)))
    for measured in search_speed.run(entries, letters, engines or list(search_speed.ENGINES)):
        console.data(console.as_json_line(asdict(measured) | _machine()) if as_json else _search_line(measured))


def _search_line(measured: search_speed.Built | search_speed.Timed) -> str:
    if isinstance(measured, search_speed.Timed):
        late = f", {measured.late} câu quá {search_speed.LATE:.0f} giây bị ngắt" if measured.late else ""
        return (
            f"{measured.engine}, {measured.kind}: {measured.queries} câu{late}; p50 {measured.p50:.2f} ms, p95 {measured.p95:.2f} ms "
            f"(CPU {measured.cpu50:.2f}, {measured.cpu95:.2f} ms); đúng ngay kết quả đầu {measured.first:.3f}"
        )
    more = "" if measured.one_more is None else f"; thêm một văn bản và tìm thấy sau {measured.one_more:.2f} giây"
    return (
        f"{measured.engine}: {measured.entries} mục, {measured.entries_per_second:.0f} mục/giây "
        f"({measured.entries_per_cpu_second:.0f} mục/giây CPU); {measured.letters} văn bản, "
        f"{measured.letters_per_second:.0f} văn bản/giây; hoàn tất {measured.finish:.0f} giây; {measured.mib:.0f} MiB{more}"
    )


def _beside(set_name: str, files: list[tuple[bytes, str]], context: Context) -> Iterator[Measured]:
    """The measures of the programs beside the extractor, which run while its models are not in memory, then its own."""
    yield _measure(f"{set_name}: pytesseract (vie)", files, context, _plain_ocr)
    pdfs = [(data, name) for data, name in files if data.startswith(b"%PDF")]
    if baselines.has_ocrmypdf():
        yield _measure(f"{set_name}: ocrmypdf --deskew --clean", pdfs, context, _ocrmypdf)
    else:
        console.tell(baselines.NO_OCRMYPDF)
    extract(*files[0], context)  # loads models: not part of what a file takes
    yield _measure(f"{set_name}: cancu", files, context, _extract_pages)


def _files(paths: list[Path], settings: Settings) -> list[tuple[bytes, str]]:
    return [(read_file(path, settings.max_bytes), path.name) for path in files_of(paths)]


def _samples() -> list[tuple[bytes, str]]:
    return [(data, name) for name, data in samples.sample_files()]


def _scans() -> list[tuple[bytes, str]]:
    return [(case.data, f"{case.name}.pdf") for case in scan_evaluation.cases(SCANNED_LETTERS, ("office",))]


def _extract_pages(data: bytes, name: str, context: Context) -> int:
    return extract(data, name, context).source.pages


def _plain_ocr(data: bytes, name: str, context: Context) -> int:
    """What a program without us would do: draw every page and hand it to Tesseract."""
    import pytesseract

    with open_file(data, name, context) as opened:
        draw = opened.render if isinstance(opened, ScannedFile) else opened.image
        for number in range(1, opened.page_count + 1):
            pytesseract.image_to_string(draw(number, baselines.BASELINE_DPI), lang="vie")
        return opened.page_count


def _ocrmypdf(data: bytes, name: str, context: Context) -> int:
    return len(baselines.ocrmypdf(data))


def _measure(
    name: str, files: Iterable[tuple[bytes, str]], context: Context, work: Callable[[bytes, str, Context], int]
) -> Measured:
    times: list[float] = []
    pages = 0
    before = baselines.processor_seconds()
    with _Memory() as memory:
        for data, file_name in files:
            started = time.perf_counter()
            try:
                pages += work(data, file_name, context)
            except CancuError as error:
                console.problem(error, file_name)
                continue
            times.append(time.perf_counter() - started)
    cpu = (baselines.processor_seconds() - before) / max(pages, 1)
    total = sum(times)
    last = statistics.quantiles(times, n=20)[-1] if len(times) > 1 else total
    middle = statistics.median(times) if times else 0.0
    rate = pages / total if total else 0.0
    total, rate, cpu, middle, last = (round(figure, 3) for figure in (total, rate, cpu, middle, last))
    return Measured(name, len(times), pages, total, rate, cpu, middle, last, memory.peak)


class _Memory:
    """Peak resident memory of this process and its children while it is open, in MiB."""

    def __init__(self) -> None:
        self.peak = 0.0
        self.ended = threading.Event()
        self.watch = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> "_Memory":
        self.watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.ended.set()
        self.watch.join()

    def _look(self) -> None:
        here = psutil.Process()
        while not self.ended.wait(SAMPLE_SECONDS):
            used = 0
            for process in [here, *here.children(recursive=True)]:
                try:
                    used += process.memory_info().rss
                except psutil.Error:
                    continue
            self.peak = max(self.peak, round(used / 1024**2, 1))


def _machine() -> dict[str, Any]:
    return {"processors": psutil.cpu_count(), "machine": platform.machine(), "python": platform.python_version()}
