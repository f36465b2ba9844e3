"""Measuring how scans are read, beside what people use today. `cancu evaluate scans`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from api import console
from api.measuring import baselines
from api.measuring.asked import Evaluation
from api.store_context import reading_context
from corpora import scan_evaluation
from corpora.scan_evaluation import Reader, Reading, Result, Share
from extractor.context import Context
from extractor.document import Document
from extractor.flow import flow
from extractor.pipeline import describe, extract, read_pages
from extractor.reading import open_file
from extractor.reading.scan.scans import ScannedFile
from extractor.recovery import needs_recognition, recover
from models.errors import UnknownName
from models.settings import Settings

OURS = "cancu"
WARM_UP = "ỦY BAN NHÂN DÂN TỈNH AN BÌNH\nCăn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;\n"


def read_with(context: Context) -> Reader:
    """Our own reading: the time is that of reading alone, understanding comes after."""
    alone = replace(context, workers=1)

    def read(data: bytes, file_name: str) -> Reading:
        started = baselines.processor_seconds()
        with open_file(data, file_name, alone) as opened:
            pages = tuple(read_pages(opened, alone))
            seconds = baselines.processor_seconds() - started
            record = describe(opened, pages, alone).model_dump(mode="json")
            running = flow(Document(opened.source, pages)).text
        return Reading(tuple(page.text for page in pages), running, seconds, record)

    return read


def baseline(read: baselines.PageReader) -> Reader:
    """Another program's reading."""

    def reader(data: bytes, file_name: str) -> Reading:
        pages, seconds = baselines.timed(read, data)
        return Reading(tuple(pages), "\n".join(pages), seconds)

    return reader


def turns_with(context: Context) -> Callable[[bytes, str], Sequence[int]]:
    """Quarter turns clockwise that set each page of a scan upright."""

    def turns(data: bytes, file_name: str) -> list[int]:
        with open_file(data, file_name, context) as opened:
            assert isinstance(opened, ScannedFile)
            return [opened.geometry(number).quarters for number in range(1, opened.page_count + 1)]

    return turns


def sources_with(context: Context) -> Callable[[bytes, str], Sequence[str]]:
    """Which text of each page is trusted, told from its layer before anything is recognised."""

    def sources(data: bytes, file_name: str) -> list[str]:
        found = []
        with open_file(data, file_name, context) as opened:
            for number in range(1, opened.page_count + 1):
                layer = recover(opened.page(number), opened.charset_hint)
                found.append("ocr" if needs_recognition(layer, opened.is_scan(number)) else layer.text_source)
        return found

    return sources


def measure(context: Context, asked: Evaluation) -> tuple[Result, Share, dict[str, Share]]:
    """Scans read, pages turned upright, layers told apart. Raises UnknownName for an unknown kind of scan in `asked.formats`."""
    kinds = asked.formats or tuple(scan_evaluation.KINDS)
    if unknown := set(kinds) - set(scan_evaluation.KINDS):
        raise UnknownName(f"unknown kinds of scans: {', '.join(sorted(unknown))}")
    readers: dict[str, Reader] = {OURS: read_with(context)}
    if asked.baselines:
        found = baselines.installed()
        readers |= {name: baseline(read) for name, read in found.items()}
        if len(found) < 2:
            console.tell(baselines.NO_OCRMYPDF)
    extract(WARM_UP.encode(), "van-ban.txt", context)  # models are loaded once, not for each letter
    with console.page_progress("Đánh giá bản quét") as progress:
        result = scan_evaluation.run(readers, asked.count, kinds, asked.split, progress)
    return (
        result,
        scan_evaluation.orientation(turns_with(context), asked.count),
        scan_evaluation.text_sources(sources_with(context), asked.count),
    )


def report(asked: Evaluation, as_json: bool) -> str:
    """The measure as text in Vietnamese or as one JSON object."""
    result, turned, sources = measure(reading_context(Settings()), asked)
    if as_json:
        return console.as_json_line(scan_evaluation.figures(result, turned, sources))
    named: dict[str, Any] = {"Trang đặt đúng chiều": turned}
    named |= {f"Nhận đúng nguồn chữ, {kind}": share for kind, share in sources.items()}
    lines = [scan_evaluation.share_line(name, share, asked.misses) for name, share in named.items()]
    return "\n".join([scan_evaluation.report(result, asked.misses), *lines])
