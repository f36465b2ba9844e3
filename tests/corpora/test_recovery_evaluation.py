"""The measures of text recovery: shares are weighted by words, a file that cannot be read is a failure."""

from pathlib import Path

import pytest

from corpora.recovery_evaluation import diacritic_accuracy, garble, run, table


def test_garble_is_counted_by_file_and_by_kind_of_scan(tmp_path: Path) -> None:
    (tmp_path / "fax-one.txt").write_text("Bo Y te\tBộ Y tế\n", encoding="utf-8")
    (tmp_path / "fax-two.txt").write_text("s6 57\tsố 57\n", encoding="utf-8")
    known = {"Bo Y te": "Bộ Y tế", "s6 57": "s6 51"}
    rows = {row.name: row.figures for row in run("garble", tmp_path, restore=lambda text: [known[text]])}
    assert (rows["fax-one"]["untouched"], rows["fax-one"]["syllables"]) == (pytest.approx(1 / 3), 1.0)
    assert rows["fax-two"]["digits harmed"] == 1.0
    assert rows["fax, all"]["syllables"] == pytest.approx(3 / 5)
    assert rows["fax, all"]["words"] == 5.0


@pytest.mark.filterwarnings("ignore:viparse")  # which reads no TXT
def test_a_legacy_file_that_cannot_be_read_counts_as_nothing_right(tmp_path: Path) -> None:
    for name in ("good", "broken"):
        (tmp_path / f"{name}.txt").write_text("Cộng hòa", encoding="utf-8")
        (tmp_path / f"{name}.truth.txt").write_text("Cộng hòa", encoding="utf-8")

    def read(data: bytes, file_name: str) -> str:
        if file_name.startswith("broken"):
            raise ValueError("truncated")
        return data.decode()

    rows = run("legacy", tmp_path, read=read)
    assert [row.figures["diacritics"] for row in rows] == [0.0, 1.0, 0.5, 0.5]
    assert [row.name for row in rows[2:]] == ["mean", "median"]
    assert "truncated" in table(rows)


def test_a_reading_is_measured_against_its_right_text_in_another_folder(tmp_path: Path) -> None:
    seeds, truths = tmp_path / "seeds", tmp_path / "truths"
    seeds.mkdir()
    truths.mkdir()
    (seeds / "letter.txt").write_text("Bo Y té\nkinh gui\n", encoding="utf-8")
    (seeds / "other.txt").write_text("no right text of this one is known", encoding="utf-8")
    (truths / "letter.truth.txt").write_text("Bộ Y tế\nKính gửi", encoding="utf-8")
    rows = garble(seeds, restore=lambda text: ["Bộ Y tế", "kinh gui"], truth=truths)
    assert [(row.name, row.figures["syllables"], row.figures["words"]) for row in rows] == [("letter", 0.6, 5)]


def test_a_blank_lost_or_added_costs_no_letter() -> None:
    assert diacritic_accuracy("dân t ỉnh, ch ỉ tiêu", "dân tỉnh, chỉ tiêu") == (1.0, 1.0)
    assert diacritic_accuracy("dân tỉnh đã", "dân tinh") == (1 / 4, 1 / 4)
