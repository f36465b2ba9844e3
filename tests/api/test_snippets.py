"""The stretch of a text that says most of what was asked for."""

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from api.services.snippets import LENGTH, STEP, snippet

FILLING = "Sở Y tế báo cáo tình hình thực hiện nhiệm vụ trong quý. "


def _plain(said: str) -> str:
    return html.unescape(re.sub(r"</?b>", "", said)).strip("…")


@given(st.text(alphabet="ab đĐế<&\n.,1", max_size=900), st.lists(st.sampled_from(["a", "b", "de", "1"]), max_size=3))
def test_a_snippet_is_a_stretch_of_its_text(text: str, asked: list[str]) -> None:
    said = snippet(text, asked)
    assert _plain(said) in " ".join(text.split())
    assert len(_plain(said)) <= LENGTH + 1


def test_the_stretch_with_most_different_words_is_shown_marked_with_its_marks() -> None:
    text = FILLING * 30 + "Kế hoạch số hóa hồ sơ <bệnh án> điện tử năm 2026. " + FILLING * 30
    said = snippet(text, ["benh", "an", "dien", "tu"])
    assert "&lt;<b>bệnh</b> <b>án</b>&gt; <b>điện</b> <b>tử</b>" in said
    assert said.startswith("…") and said.endswith("…")


def test_words_far_behind_are_found() -> None:
    assert "<b>bệnh</b> <b>viện</b>" in snippet(FILLING * (3 * STEP // len(FILLING)) + "bệnh viện", ["benh", "vien"])


def test_a_text_without_the_words_begins_at_its_beginning() -> None:
    assert snippet(FILLING * 9, ["khac"]).startswith("Sở Y tế")
    assert snippet("", ["khac"]) == ""
