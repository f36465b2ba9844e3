"""Other readers of tables: named with what to do where they are not installed, read through their data frames where they are."""

import sys
from types import SimpleNamespace
from typing import Any

import pytest

from api.measuring import tables


class Frame:
    def __init__(self, rows: list[tuple[Any, ...]]) -> None:
        self.rows = rows

    def itertuples(self, index: bool) -> list[tuple[Any, ...]]:
        assert not index
        return self.rows


def installed(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    monkeypatch.setattr(tables, "find_spec", lambda name: object() if name in names else None)


def test_readers_that_are_not_installed_are_left_out_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    installed(monkeypatch)
    assert tables.missing() == ["camelot", "img2table"]
    assert tables.others(digital=True) == {}
    assert "pip install camelot" in tables.NOT_INSTALLED.format(name="camelot")


def test_camelot_reads_digital_pages_only(monkeypatch: pytest.MonkeyPatch) -> None:
    installed(monkeypatch, "camelot", "img2table")
    assert list(tables.others(digital=True)) == ["camelot lattice", "camelot stream", "img2table"]
    assert list(tables.others(digital=False)) == ["img2table"]


def test_cells_come_from_the_data_frames(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def read_pdf(path: str, pages: str, flavor: str) -> list[SimpleNamespace]:
        seen.append(flavor)
        return [SimpleNamespace(df=Frame([("1", "Rà soát"), (None, float("nan"))]))]

    monkeypatch.setitem(sys.modules, "camelot", SimpleNamespace(read_pdf=read_pdf))
    assert tables.camelot(b"", "a.pdf", "stream") == [["1", "Rà soát"], ["", ""]]
    assert seen == ["stream"]
