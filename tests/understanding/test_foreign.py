"""Other languages are refused with a reason; Vietnamese in any state of repair is not."""

from collections.abc import Callable

import pytest

from extractor.document import Document, Line, Page, Word
from extractor.understanding import refuse_other_languages
from models.errors import InputError
from models.record import Source

ENGLISH = "The department shall report on the implementation of this plan before the end of the third quarter. "
FRENCH = "Le ministère de la santé présente à l'assemblée générale le rapport annuel sur l'état des hôpitaux. "
VIETNAMESE = "Ủy ban nhân dân tỉnh yêu cầu các đơn vị báo cáo kết quả thực hiện trước ngày 15 tháng 9 hằng năm. "


@pytest.fixture
def document() -> Callable[[str], Document]:
    def made(text: str) -> Document:
        words = tuple(Word(word, (0.0, 0.0, 1.0, 1.0)) for word in text.split())
        source = Source(file_name="a.txt", sha256="0" * 64, media_type="text/plain", pages=1, bytes=1)
        return Document(source, (Page(1, 595, 842, lines=(Line(words),)),))

    return made


@pytest.mark.parametrize("sentence", [ENGLISH, FRENCH])
def test_other_languages_are_refused(document: Callable[[str], Document], sentence: str) -> None:
    with pytest.raises(InputError) as refused:
        refuse_other_languages(document(sentence * 6))
    assert refused.value.code == "not_vietnamese" and refused.value.remedy


@pytest.mark.parametrize("text", [VIETNAMESE * 6, VIETNAMESE * 2 + ENGLISH * 3, ENGLISH, ""])
def test_vietnamese_mixed_and_short_text_passes(document: Callable[[str], Document], text: str) -> None:
    refuse_other_languages(document(text))
