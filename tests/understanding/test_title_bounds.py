"""The learned right bound of titles: what it must keep whole, where it must stop, and that any text is survived."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora.facts.title_bounds import boundaries, title_bound


@pytest.mark.parametrize(
    ("lead", "title", "behind"),
    [
        ("Căn cứ ", "quy định chi tiết thi hành một số điều của Luật Du lịch", ";"),
        ("Căn cứ ", "quy định mức thu, chế độ thu, nộp phí thuộc lĩnh vực đường sắt", ";"),
        ("Thực hiện ", "phê duyệt Đề án “Phát triển du lịch biển; du lịch núi” của tỉnh", ", Sở Y tế đề nghị các đơn vị thực hiện."),
        ("Thực hiện ", "tăng cường kiểm tra an toàn thực phẩm", " để các đơn vị biết, thực hiện."),
        ("Theo ", "quy định cơ chế tài chính (phần vốn nhà nước) của quỹ đầu tư phát triển", " và các văn bản hướng dẫn."),
    ],
)  # fmt: skip
def test_a_title_is_kept_whole_and_no_longer(lead: str, title: str, behind: str) -> None:
    bound = title_bound(title + behind, 0, len(title + behind), lead)
    assert (title + behind)[: bound.end] == title
    assert 0 < bound.probability <= 1


@settings(deadline=None)
@given(st.text(max_size=300), st.integers(0, 50))
def test_any_text_is_survived(text: str, begin: int) -> None:
    bound = title_bound(text, min(begin, len(text)), len(text))
    assert min(begin, len(text)) <= bound.end <= len(text)


def test_no_title_ends_inside_its_own_quotation() -> None:
    text = "phê duyệt Đề án “Giao thông; thủy lợi” năm 2025"
    inside = range(text.index("“"), text.index("”"))
    assert not [place for place in boundaries(text, 0, len(text)) if place.offset in inside]
