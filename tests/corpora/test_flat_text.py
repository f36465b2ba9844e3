"""Flattened tables in text: all the words, in reading order, cut at page ends; headings over several columns."""

from hypothesis import given
from hypothesis import strategies as st

from corpora.letters.markup import Run
from corpora.letters.model import Letter, Signer
from corpora.rendering import flat, rendered
from corpora.rendering.flat import Dialect, without_ticks
from corpora.rendering.sheet import GridItem, GridRow, compose

WORDS = st.lists(
    st.sampled_from(["rà", "soát", "báo", "cáo", "Sở", "Y", "tế", "quý", "tổng", "hợp", "dữ", "liệu"]), max_size=30
).map(" ".join)


def row(kind: str, *texts: str) -> GridRow:
    return GridRow(kind, tuple((Run(text),) for text in texts), (1,) * len(texts))  # type: ignore[arg-type]


def grid(*rows: GridRow) -> GridItem:
    return GridItem((0.1, 0.5, 0.4), ("number", "task", "lead"), rows)


@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=20), st.integers(0, 99))
def test_no_word_is_lost(cells: list[tuple[str, str]], seed: int) -> None:
    item = grid(row("head", "TT", "Nội dung", "Chủ trì"), *(row("item", "1", *pair) for pair in cells))
    words = " ".join(flat.lines(item, Dialect.of(seed))).split()
    for pair in cells:
        for text in pair:
            assert all(words.count(word) >= text.split().count(word) for word in text.split())


def test_pieces_at_one_height_share_a_line() -> None:
    item = grid(row("head", "TT", "Nội dung", "Chủ trì"), row("item", "1", "Rà soát", "Sở Y tế"))
    assert flat.lines(item, Dialect(False, True)) == ["TT Nội dung Chủ trì", "1 Rà soát Sở Y tế"]


def test_a_long_cell_stands_line_by_line() -> None:
    long = "rà soát và báo cáo kết quả thực hiện các nhiệm vụ được giao trong năm"
    item = grid(row("head", "TT", "Nội dung", "Chủ trì"), row("item", "1", long, "Sở Y tế"))
    lines = flat.lines(item, Dialect(False, False))
    assert lines[1].startswith("1 rà soát")
    assert lines[-1] == "Sở Y tế"
    assert " ".join(lines[1:-1]) == f"1 {long}"


def test_a_table_that_leaves_the_page_repeats_its_header() -> None:
    rows = [row("item", str(number), "rà soát " * 12, "Sở Y tế") for number in range(1, 30)]
    lines = flat.lines(grid(row("head", "TT", "Nội dung", "Chủ trì"), *rows), Dialect(False, False, True), 7)
    assert lines.count("TT Nội dung Chủ trì") == 1 + lines.count("7") + lines.count("8")
    assert lines.count("7") == lines.count("8") == 1


TABLE = {
    "title": "T",
    "kind": "tasks",
    "columns": [["TT", "number", 6], ["Nội dung", "task", 40], ["Phân công / Chủ trì", "lead", 20], ["Phân công / Phối hợp", "support", 20]],
    "rows": [["1", "Rà soát", "Sở Y tế", "Sở Tài chính"]],
}  # fmt: skip


def test_headings_that_share_one_above_them_stand_in_two_rows() -> None:
    letter = Letter("x", "Kế hoạch", "Sở Y tế", "KH-SYT", "Huế", "S", ({"table": TABLE},), (Signer("Giám đốc", "A"),))
    item = next(item for item in compose(letter).items if isinstance(item, GridItem))
    assert [head.spans for head in item.heads] == [(1, 1, 2), (1, 1, 1, 1)]
    assert item.heads[1].joined == (True, True, False, False)
    text = rendered(letter, "txt").data.decode()
    assert "TT\tNội dung\tPhân công\t\n\t\tChủ trì\tPhối hợp" in text
    assert rendered(letter, "docx").data
    assert rendered(letter, "pdf").data


def test_flattened_text_does_not_tell_where_ticks_stand() -> None:
    row = {"kind": "item", "number": "1", "path": [], "cells": ["1", "Rà soát", "", "x"]}
    task = {"task": "Rà soát", "lead": None, "deadline": "Quý II", "deadline_iso": "2025-Q2"}
    told = without_ticks({"tables": [{"rows": [row]}], "tasks": [task, {**task, "task": "Khác"}]})
    assert told["tables"][0]["rows"][0]["cells"] == ["1", "Rà soát", "", ""]
    assert told["tasks"] == [{"task": "Rà soát", "lead": None}, {**task, "task": "Khác"}]
