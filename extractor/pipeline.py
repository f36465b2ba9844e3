"""Bytes in, Record out. The whole way on one screen.

data ─► open_file ─► page by page: text layer ─► legacy charset decoded ─► good enough? else OCR ─► else restored
                                                                                         │
Record ◄─ understand (spaCy) ◄─ flow (running text) ◄─ refuse secrets ◄──────────────────┘
"""

from collections import deque
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from itertools import islice

from extractor.context import Context
from extractor.document import Document, Page
from extractor.flow import flow
from extractor.reading import OpenedFile, open_file, recognise
from extractor.recovery import needs_recognition, recover, restore
from extractor.searchable import Searchable, make_searchable, require_pages
from extractor.understanding import refuse_confidential, refuse_other_languages, understand
from models.record import Record


def extract(data: bytes, file_name: str, context: Context) -> Record:
    """The record of one file. Raises InputError where the file cannot be taken, SetupError where a program is missing."""
    with open_file(data, file_name, context) as opened:
        pages = tuple(read_pages(opened, context))
        return describe(opened, pages, context)


def read_pages(opened: OpenedFile, context: Context, done: Mapping[int, Page] | None = None) -> Iterator[Page]:
    """Final pages in order of number, `context.workers` of them read side by side.

    Pages in `done` (read by an earlier, interrupted run) are taken as they are.
    """
    done = done or {}
    for page in done.values():
        opened.resume(page)
    wanted = iter(range(1, opened.page_count + 1))
    with ThreadPoolExecutor(max(context.workers, 1)) as pool:

        def start(number: int) -> Future[Page]:
            return pool.submit(lambda: done.get(number) or read_page(opened, number))

        reading = deque(start(number) for number in islice(wanted, context.workers + 1))
        try:
            for number in range(1, opened.page_count + 1):
                page = reading.popleft().result()
                reading.extend(start(later) for later in islice(wanted, 1))
                context.progress(number, opened.page_count, page.text_source)
                yield page
        finally:
            for future in reading:
                future.cancel()


def read_page(opened: OpenedFile, number: int) -> Page:
    """The best reading of one page: decoded text layer, else Vietnamese OCR of its image, else the restored layer."""
    page = _best_reading(opened, number)
    return replace(page, warnings=tuple(warning for warning in opened.warnings if warning.page == number))


def _best_reading(opened: OpenedFile, number: int) -> Page:
    layer = recover(opened.page(number), opened.charset_hint)
    if not needs_recognition(layer, opened.is_scan(number)):
        return layer
    seen = recognise(opened, number)
    if seen is not None and seen.quality >= layer.quality:
        return recover(seen, None)
    return restore(layer)


def searchable(data: bytes, file_name: str, context: Context) -> Searchable:
    """The file as a PDF whose words can be found. Raises what `extract` does, and InputError no_page_image."""
    with open_file(data, file_name, context) as opened:
        require_pages(opened)
        pages = tuple(read_pages(opened, context))
        refuse_confidential(Document(opened.source, pages))
        return make_searchable(opened, data, pages)


def describe(opened: OpenedFile, pages: tuple[Page, ...], context: Context) -> Record:
    """What the pages say. Pure; the same pages give the same record."""
    document = Document(opened.source, pages, signatures=opened.signatures, warnings=opened.warnings)
    refuse_confidential(document)
    refuse_other_languages(document)
    return understand(flow(document), context)
