"""How readings of tables are scored, and what the made-up pages hold."""

import shutil

import pypdfium2
import pytest

from corpora import table_evaluation
from corpora.rendering import html_tables
from corpora.rendering.html_tables import Look
from corpora.table_evaluation import Case, Score, add, record_rows

CASE = Case(
    "a",
    Look("full"),
    b"",
    (("1", "Rà soát", "Văn phòng"), ("2", "Báo cáo", "Thanh tra")),
    frozenset({"STT", "Nhiệm vụ"}),
)


@pytest.mark.parametrize(
    ("found", "counts"),
    [
        ([["STT", "Nhiệm vụ", ""], ["1", "Rà  soát", "Văn phòng"], ["2", "Báo cáo", "Thanh tra"]], (6, 0, 0)),
        ([["1", "Rà soát", "Văn phòng"], ["STT", "Nhiệm vụ"], ["2", "Báo cao", "Thanh tra"]], (5, 1, 1)),
        ([["1", "Rà soát"], ["Văn phòng", ""], ["2", "Báo cáo", "Thanh tra"]], (5, 1, 1)),
        ([], (0, 6, 0)),
    ],
)
def test_cells_count_only_in_their_row(found: list[list[str]], counts: tuple[int, int, int]) -> None:
    score = Score()
    add(score, CASE, found)
    assert (score.right, score.missed, score.invented) == counts


def test_pages_hold_every_cell_in_every_look() -> None:
    number, sheet = next(table_evaluation.sheets(1, "dev"))
    cells = [cell for table in sheet.tables for row in table["rows"] for cell in row["cells"] if cell]
    for place, rules in enumerate(html_tables.RULES):
        look = Look.of(place)
        text = html_tables.page(sheet, look)
        assert look.rules == rules
        assert all(cell.split()[0] in text for cell in cells)
    assert number == 0


def test_record_rows_and_report() -> None:
    rows = record_rows({"tables": [{"rows": [{"cells": ["1", "a"]}]}, {"rows": [{"cells": ["2", "b"]}]}]})
    assert rows == [["1", "a"], ["2", "b"]]
    score = Score()
    add(score, CASE, [["1", "Rà soát", "Văn phòng"]])
    shown = table_evaluation.report({"office": {"cancu": score}})
    assert "| office | cancu | 1.000 | 0.500 | 6 |" in shown


@pytest.mark.browser
def test_chromium_prints_them() -> None:
    if shutil.which("chromium") is None:
        pytest.skip("chưa cài chromium")
    _, sheet = next(table_evaluation.sheets(1, "dev"))
    data = html_tables.to_pdf(html_tables.page(sheet, Look("full", landscape=True)))
    with pypdfium2.PdfDocument(data) as pdf:
        width, height = pdf[0].get_size()
    assert width > height
