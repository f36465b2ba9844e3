"""The pipeline: tokens, offsets, order of components."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.document import Document
from extractor.understanding.language import COMPONENTS, build_language, understand_text


@pytest.mark.parametrize(
    ("text", "token"),
    [
        ("Theo Quyết định số 749/QĐ-TTg ngày", "749/QĐ-TTg"),
        ("Công văn số 1317/SYT-\nVP ngày", "1317/SYT-\nVP"),
        ("số 1366 /BYT-KHTC, ngày", "1366 /BYT-KHTC"),
        ("Nghị quyết 57-NQ/TW về", "57-NQ/TW"),
        ("ký ngày 22 tháng 12 năm 2024 tại", "ngày 22 tháng 12 năm 2024"),
        ("kinh phí 12.629.550.560 đồng", "12.629.550.560"),
        ("đạt 98,6% kế hoạch", "98,6"),
    ],
)
def test_one_token(text: str, token: str) -> None:
    assert token in [word.text for word in build_language().make_doc(text)]


@given(st.text(max_size=300))
def test_tokens_spell_the_text(text: str) -> None:
    assert build_language().make_doc(text).text == text


def test_components_run_in_order_over_the_same_text(document_of: Callable[..., Document]) -> None:
    document = document_of("Căn cứ Luật Đất đai số 31/2024/QH15;\nSở Y tế ban hành Kế hoạch.")
    doc = understand_text(document)
    assert tuple(build_language().pipe_names) == COMPONENTS
    assert doc.text == document.text and doc._.document is document
    assert [citation.number for citation in doc._.citations] == ["31/2024/QH15"]


def test_documents_do_not_share_findings(document_of: Callable[..., Document]) -> None:
    first = understand_text(document_of("Theo Quyết định số 1/QĐ-TTg."))
    second = understand_text(document_of("Không viện dẫn văn bản nào."))
    assert first._.citations and not second._.citations and not second._.warnings
