"""Measuring the records of letters, field by field. `cancu evaluate generated | handwritten | gold | other`."""

from collections.abc import Callable

from api import console
from api.measuring.asked import Evaluation
from api.store_context import reading_context
from corpora import evaluate
from extractor.pipeline import extract
from models.record import Record
from models.settings import Settings


def report(asked: Evaluation, as_json: bool) -> str:
    """Accuracy by field with the misses, beside an earlier result where one is given; or the result as JSON."""
    with console.page_progress("Đánh giá") as progress:
        result = evaluate.run(
            asked.set_name,
            record_reader(),
            count=asked.count,
            formats=asked.formats or evaluate.FORMATS,
            split=asked.split,
            processes=asked.processes,
            folder=asked.folder,
            progress=progress,
        )
    if as_json:
        return result.to_json()
    against = evaluate.Result.from_json(asked.against.read_text(encoding="utf-8")) if asked.against else None
    return evaluate.report(result, against=against, misses=asked.misses)


def record_reader() -> Callable[[bytes, str], Record]:
    """The extractor with the settings of this machine: a file's bytes and name in, its record out."""
    context = reading_context(Settings())

    def read(data: bytes, file_name: str) -> Record:
        return extract(data, file_name, context)

    return read
