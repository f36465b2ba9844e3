"""What a hit of a search shows."""

import pytest

from api.web.search_pages import _says_more

SHOWN = "Quy định về cơ chế thu, quản lý học phí · Chính phủ"


@pytest.mark.parametrize(
    ("snippet", "more"),
    [
        ("Chính phủ · quy định về cơ chế thu…", False),
        ("…về cơ chế thu, quản lý học phí", False),
        ("Chính phủ · quy định về mức thu của đại học", True),
        ("Căn cứ Nghị định số 81/2021/NĐ-CP;", True),
    ],
)
def test_a_snippet_says_what_the_title_does_not(snippet: str, more: bool) -> None:
    assert _says_more(snippet, SHOWN) is more
