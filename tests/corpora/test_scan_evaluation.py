"""How readings of scans are scored."""

import numpy as np
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from corpora import scan_evaluation
from corpora.letters import handwritten
from corpora.rendering.pdf import Printed
from corpora.rendering.scan import DEFECTS, photograph
from corpora.scan_evaluation import Reading, Score, Share, best_match, occurrences, pairs, references

LINES = [
    Printed(1, 1, "ỦY BAN NHÂN DÂN"),
    Printed(1, 2, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    Printed(1, 3, "Căn cứ Nghị định số 30/2020/NĐ-"),
    Printed(1, 3, "CP ngày 05 tháng 3 năm 2020;"),
    Printed(1, 4, "1"),
    Printed(1, 0, "2"),
]


def errors(found: str) -> int:
    score = Score()
    scan_evaluation._add_page(score, pairs(LINES, found), "")
    return score.errors


def test_order_of_blocks_is_not_counted() -> None:
    text = "\n".join(line.text for line in LINES)
    across = "ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n" + "\n".join(line.text for line in LINES[2:])
    turned = "\n".join(line.text for line in [*LINES[2:], *LINES[:2]])
    assert errors(text) == errors(across) == errors(turned) == 0


def test_wrong_lost_and_invented_letters_are_counted() -> None:
    text = "\n".join(line.text for line in LINES)
    assert errors(text.replace("NHÂN", "NHẨN")) == 1
    assert errors(text.replace("\n1\n", "\n")) == 1
    assert errors(text + "\nxyz") == 3
    assert errors("") == len(" ".join([LINES[0].text, LINES[1].text, LINES[2].text, LINES[3].text, "1"]))


def test_page_numbers_may_be_read_or_not() -> None:
    assert errors("\n".join(line.text for line in LINES[:5])) == 0


@given(st.text("abcăđ ", min_size=4, max_size=12), st.text("xyz ", max_size=9), st.text("xyz ", max_size=9))
def test_a_text_is_found_where_it_stands(text: str, before: str, after: str) -> None:
    span = best_match(text, before + text + after)
    assert span is not None and (before + text + after)[slice(*span)] == text


def test_nearest_stretch() -> None:
    assert best_match("Quyết định này", "xx Quyêt dịnh nay yy") == (3, 17)
    assert best_match("Quyết định này", "hoàn toàn khác") is None
    assert best_match("1", "21 1 11") == (3, 4)


def test_references_and_their_occurrences() -> None:
    text = scan_evaluation.running_text(LINES)
    assert references(text) == ["30/2020/NĐ-CP", "ngày 05 tháng 3 năm 2020"]
    assert references("số 57-NQ/TW, 215/SNV-CCHC&VTLT và 01/7/2025") == ["57-NQ/TW", "215/SNV-CCHC&VTLT", "01/7/2025"]
    assert occurrences("30/2020/NĐ-CP", "số 30/2020/NĐ-\nCP, 130/2020/NĐ-CP, 30/2020/NĐ-CPA") == 1
    assert occurrences("ngày 05 tháng 3 năm 2020", "ngày 05  tháng 3 năm 2020; ngày 5 tháng 3 năm 2020") == 1


def test_what_is_printed_is_what_the_page_shows() -> None:
    """The truth of a scan against the text layer of the same letter as PDF."""
    letter = handwritten()[1]
    from corpora.rendering import pdf
    from corpora.rendering.sheet import compose

    data, printed = pdf.draw_with_lines(compose(letter))
    with pypdfium2.PdfDocument(data) as document:
        texts = [document[number].get_textpage().get_text_bounded() for number in range(len(document))]
    for number, text in enumerate(texts, 1):
        score = Score()
        text = text.replace("\ufffe", "-")  # pdfium's sign for a hyphen at the end of a line
        scan_evaluation._add_page(score, pairs([line for line in printed if line.page == number], text), "")
        assert score.errors <= 0.002 * score.letters and score.marked_right == score.marked > 100


def test_a_right_reading_scores_full_marks() -> None:
    case = scan_evaluation.case(handwritten()[5], "office", 1)
    pages = tuple(
        "\n".join(line.text for line in case.printed if line.page == number) for number in range(1, case.pages + 1)
    )
    score = Score()
    scan_evaluation.add(score, case, Reading(pages, scan_evaluation.running_text(case.printed), 1.0))
    assert score.cer == 0 and score.numbers_right == score.numbers > 3
    report = scan_evaluation.report({"office": {"đúng": score}})
    assert "| bản quét văn phòng 200 dpi | đúng | " in report and "| 0.00 | 1.0000 | 1.0000" in report


@pytest.mark.parametrize("name", sorted(DEFECTS))
def test_defects_leave_most_of_the_page(name: str) -> None:
    page = Image.new("RGB", (826, 1169), "white")
    page.paste((0, 0, 0), (200, 200, 600, 230))
    spoiled = np.asarray(DEFECTS[name](page.copy(), 100, np.random.default_rng(1)).convert("L"))
    clean = np.asarray(page.convert("L"))
    assert spoiled.shape == clean.shape and 0 < (spoiled != clean).mean() < 0.2


def test_a_photo_shows_the_page_on_a_dark_desk() -> None:
    photo = np.asarray(photograph(Image.new("RGB", (400, 560), "white"), np.random.default_rng(1)).convert("L"))
    assert photo.shape == (560, 400) and photo[2, 2] < 90 < photo[280, 200]


def test_share() -> None:
    share = Share()
    share.count(True, "a")
    share.count(False, "b")
    assert share.share == 0.5 and scan_evaluation.share_line("Chiều", share, 3) == "Chiều: 0.5000 (1/2).\n- b"
