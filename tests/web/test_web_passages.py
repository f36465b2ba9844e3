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
