"""Made-up documents with tables, as reading hands them over: drawn grids, or plain text on the made-up layout."""

from collections.abc import Sequence

from spacy.tokens import Doc
from spacy.vocab import Vocab

from extractor.document import Document, Page
from extractor.flow import flow
from extractor.reading.synthetic import Run, Sheet, TableCell
from extractor.reading.text import text_pages
from extractor.understanding.tables import find_tables
from extractor.understanding.targets import find_targets
from extractor.understanding.tasks import find_tasks
from models.record import Source

SOURCE = Source(file_name="van-ban.txt", sha256="0" * 64, media_type="text/plain", pages=1, bytes=1)
VOCAB = Vocab()

Rows = Sequence[Sequence[str]]


def read_text(text: str) -> Doc:
    """A plain text file through the three components."""
    return read_pages(tuple(text_pages(text)))


def read_pages(pages: tuple[Page, ...]) -> Doc:
    doc = Doc(VOCAB, words=[])
    doc._.document = flow(Document(SOURCE, pages))
    for component in (find_tables, find_tasks, find_targets):
        doc = component(doc)
    return doc


def page_of(*parts: str | Rows, number: int = 1) -> Page:
    """A page of lines and tables; a row with one cell reaches over the whole width, None is a cell merged with the one above."""
    sheet = Sheet(number)
    for part in parts:
        if isinstance(part, str):
            sheet.put([Run(part)])
        else:
            sheet.put_table(_cells(part), len(part), max(len(row) for row in part))
    return sheet.page()


def _cells(rows: Rows) -> list[TableCell]:
    width = max(len(row) for row in rows)
    cells = []
    for index, row in enumerate(rows):
        for column, text in enumerate(row):
            if text is None:
                continue
            span = width - column if column == len(row) - 1 else 1
            down = 1
            while index + down < len(rows) and column < len(rows[index + down]) and rows[index + down][column] is None:
                down += 1
            cells.append(TableCell(index, column, ((Run(text),),), down, span))
    return cells


HEADINGS = ("TT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Sản phẩm", "Thời gian hoàn thành")
