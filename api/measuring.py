"""`cancu evaluate` and `cancu benchmark`: hand the extractor to the corpora, time it beside a baseline, print."""

import platform
import statistics
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psutil
from rich.console import Console
from rich.table import Table

from api import baselines, console, recovery_benchmark
from api.batch import files_of, read_file
from api.store_context import reading_context
from extractor.context import Context
from extractor.pipeline import extract
from extractor.reading import open_file
from extractor.reading.scans import ScannedFile
from models.errors import CancuError
from models.record import Record
from models.settings import Settings

SAMPLE_SECONDS = 0.1  # between two looks at the memory
SCANS = "scans"
TABLES = "tables"
SCANNED_LETTERS = 4  # of a benchmark without files
SEARCH_SETS = ("search", "resolution")
BASIS_SETS = ("basis", "drafts", "drafts-other")
RECOVERY_SETS = ("legacy", "garble", "stripped", "clean")


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


@dataclass(frozen=True)
class Evaluation:
    """What `cancu evaluate` is asked for; names as in `corpora.evaluate.run`."""

    set_name: str
    count: int = 24
    formats: tuple[str, ...] = ()
    split: str = "dev"
    processes: int = 1
    folder: Path | None = None
    against: Path | None = None
    misses: int = 5
    baselines: bool = False


def extractor(settings: Settings) -> Callable[[bytes, str], Record]:
    context = reading_context(settings)

    def read(data: bytes, file_name: str) -> Record:
        return extract(data, file_name, context)

    return read


def benchmark(paths: list[Path], as_json: bool) -> None:
    """Time the extractor and what people use today on the same files, one after the other; our samples and scans for none."""
    settings = Settings()
    context = reading_context(settings)
    sets = {"tệp đã cho": _files(paths, settings)} if paths else {"văn bản mẫu": _samples(), "bản quét": _scans()}
    results = [result for name, files in sets.items() for result in _beside(name, files, context)]
    recovery = [] if paths else list(recovery_benchmark.speeds())
    if as_json:
        for speed in recovery:
            console.data(console.as_json_line(asdict(speed)))
        for result in results:
            console.data(console.as_json_line(asdict(result) | _machine()))
        return
    table = Table("", "tệp", "trang", "trang/giây", "giây CPU/trang", "p50 (giây)", "p95 (giây)", "bộ nhớ đỉnh (MiB)")
    for result in results:
        numbers = (result.pages_per_second, result.cpu, result.p50, result.p95)
        cells = [f"{number:.2f}" for number in numbers]
        table.add_row(result.name, str(result.files), str(result.pages), *cells, f"{result.peak_mib:.0f}")
    Console().print(table)
    for speed in recovery:
        console.data(f"{speed.name}: {speed.figure} {speed.unit}")
    console.tell(" · ".join(f"{name}: {value}" for name, value in _machine().items()))


def benchmark_search(entries: int, letters: int, as_json: bool) -> None:
    """Search over made entries and letters, beside SQLite FTS5 and PostgreSQL full text."""
    from api import search_benchmark

    result = search_benchmark.run(entries, letters, told=console.tell)
    if as_json:
        console.data(console.as_json_line(result.to_json() | _machine()))
        return
    table = Table("", "truy vấn", "p50 (ms)", "p95 (ms)", "CPU p95 (ms)", "đúng ngay kết quả đầu")
    for one in result.timed:
        table.add_row(one.engine, one.kind, f"{one.p50:.2f}", f"{one.p95:.2f}", f"{one.cpu95:.2f}", f"{one.first:.3f}")
    Console().print(table)
    for built in result.built:
        more = "" if built.one_more is None else f"; thêm một văn bản và tìm thấy sau {built.one_more:.2f} giây"
        size = f"{built.subjects} mục, {built.per_second:.0f} mục/giây, {built.mib:.0f} MiB"
        console.data(f"{built.engine}: {size}{more}")
    console.data(f"tải trung bình của máy: {result.load_average}")


def _beside(set_name: str, files: list[tuple[bytes, str]], context: Context) -> list[Measured]:
    """The extractor's measure, then those of the programs beside it, which run first while our models are not in memory."""
    others = [_measure(f"{set_name}: pytesseract (vie)", files, context, _plain_ocr)]
    pdfs = [(data, name) for data, name in files if data.startswith(b"%PDF")]
    if baselines.has_ocrmypdf():
        others.append(_measure(f"{set_name}: ocrmypdf --deskew --clean", pdfs, context, _ocrmypdf))
    else:
        console.tell(baselines.NO_OCRMYPDF)
    extract(*files[0], context)  # loads models: not part of what a file takes
    return [_measure(f"{set_name}: cancu", files, context, _extract_pages), *others]


def _files(paths: list[Path], settings: Settings) -> list[tuple[bytes, str]]:
    return [(read_file(path, settings.max_bytes), path.name) for path in files_of(paths)]


def _samples() -> list[tuple[bytes, str]]:
    from corpora.samples import sample_files

    return [(data, name) for name, data in sample_files()]


def _scans() -> list[tuple[bytes, str]]:
    from corpora import scan_evaluation

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


def evaluate(options: "Evaluation", as_json: bool) -> None:
    """Accuracy on a set with truth, by field, with the misses; beside an earlier result where one is given."""
    from corpora import evaluate as evaluation

    if options.set_name in RECOVERY_SETS:
        evaluate_recovery(options, as_json)
        return
    if options.set_name == SCANS:
        from api import scan_measuring

        context = reading_context(Settings())
        console.data(scan_measuring.report(context, options, as_json))
        return
    if options.set_name == TABLES:
        from api import table_measuring

        console.data(table_measuring.report(reading_context(Settings()), options, as_json))
        return
    if options.set_name in SEARCH_SETS:
        from api import search_measuring

        console.data(search_measuring.report(options.set_name, options.split, options.count, options.misses, as_json))
        return
    if options.set_name in BASIS_SETS:
        from api import basis_measuring

        console.data(basis_measuring.report(options.set_name, options.misses, as_json))
        return
    read = extractor(Settings())
    with console.page_progress("Đánh giá") as progress:
        result = evaluation.run(
            options.set_name,
            read,
            count=options.count,
            formats=options.formats or evaluation.FORMATS,
            split=options.split,
            processes=options.processes,
            folder=options.folder,
            progress=progress,
        )
    if as_json:
        console.data(result.to_json())
        return
    against = evaluation.Result.from_json(options.against.read_text(encoding="utf-8")) if options.against else None
    console.data(evaluation.report(result, against=against, misses=options.misses))


def evaluate_recovery(options: Evaluation, as_json: bool) -> None:
    """How right recovered text is, on a folder of files with their right text. Raises ValueError without a folder."""
    from corpora import recovery_evaluation
    from extractor.recovery import recover_text, restore_text

    if options.folder is None:
        raise ValueError(f"{options.set_name}: --folder")
    read = extractor(Settings())

    def read_text(data: bytes, file_name: str) -> str:
        return "\n".join(page.text for page in read(data, file_name).pages)

    def restore(text: str) -> list[str]:
        return [line.text for line in restore_text(text)]

    functions: dict[str, dict[str, Callable[..., Any]]] = {
        "legacy": {"read": read_text},
        "garble": {"restore": restore},
        "stripped": {"restore": restore},
        "clean": {"recover": lambda text: recover_text(text).text, "restore": restore},
    }
    rows = recovery_evaluation.run(options.set_name, options.folder, **functions[options.set_name])
    if as_json:
        for row in rows:
            console.data(console.as_json_line(asdict(row)))
    else:
        console.data(recovery_evaluation.table(rows))
