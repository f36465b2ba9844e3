"""What a letter says of an entry, each sentence once."""

from api.services.entries import CitingDocument, MentionView
from api.web.entry_pages import letters_of

LETTER = CitingDocument(
    id=1, file_name="a.txt", document_number=None, doc_type=None, issue_date=None, issuing_body=None, subject=None
)


def mention(sentence: str, page: int) -> MentionView:
    nothing = dict.fromkeys(("pinpoint", "bbox", "cited_number", "cited_date", "cited_issuer", "cited_title"))
    return MentionView(
        document=LETTER, entry_id=1, role="mention", sentence=sentence, raw="749/QĐ-TTg", page=page, confidence=0.9,
        **nothing,
    )  # fmt: skip


def test_a_sentence_and_a_part_of_it_are_one_passage() -> None:
    part, whole = "Thực hiện Quyết định số 749/QĐ-TTg;", "1. Thực hiện Quyết định số 749/QĐ-TTg; 2. Báo cáo."
    for order in ((part, whole, part), (whole, part, whole)):
        (letter,) = letters_of([mention(sentence, 1) for sentence in order])
        assert [passage.sentence for passage in letter.passages] == [whole]


def test_the_same_words_on_another_page_are_another_passage() -> None:
    (letter,) = letters_of([mention("Căn cứ Quyết định số 749/QĐ-TTg;", page) for page in (1, 3)])
    assert [passage.page for passage in letter.passages] == [1, 3]


def test_a_sentence_that_was_cut_says_so() -> None:
    cut, whole = "phát triển theo Quyết định số 749/QĐ-TTg của", "Căn cứ Quyết định số 749/QĐ-TTg;"
    (letter,) = letters_of([mention(cut, 1), mention(whole, 2)])
    assert [passage.quoted for passage in letter.passages] == [f"… {cut} …", whole]


def test_words_that_overlap_are_shown_once() -> None:
    sentence = (
        "Thực hiện Nghị quyết số 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị và Nghị quyết số 03/NQ-CP ngày 09/01/2025 "
        "của Chính phủ về Chương trình hành động thực hiện Nghị quyết số 57-NQ/TW, các đơn vị xây dựng kế hoạch năm"
    )
    parts = [sentence[:150], sentence[60:]]
    for order in (parts, parts[::-1]):
        (letter,) = letters_of([mention(part, 1) for part in order])
        assert [passage.sentence for passage in letter.passages] == [sentence]


def test_words_that_only_begin_alike_stay_two() -> None:
    said = [
        "Căn cứ Quyết định số 749/QĐ-TTg ngày 03/6/2020 về chuyển đổi số;",
        "Căn cứ Quyết định số 749/QĐ-TTg ngày 03/6/2020 sửa đổi;",
    ]
    (letter,) = letters_of([mention(one, 1) for one in said])
    assert len(letter.passages) == 2
