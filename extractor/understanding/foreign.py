"""Documents in another language are refused: nothing that this program says of them would be right."""

from extractor.document import Document
from extractor.recovery.quality import count_letters, marked_share, syllable_share
from models.errors import InputError

LEAST_LETTERS = 300  # less is too little to judge by
FEW_MARKS = 0.12  # share of marked letters; official Vietnamese has more (field figures), French 0.07
FEW_SYLLABLES = 0.5  # share of words that are Vietnamese syllables; English and French have about 0.3


def refuse_other_languages(document: Document) -> None:
    """Raises InputError not_vietnamese where hardly a word of the whole document is Vietnamese. Blank pages pass."""
    text = "\n".join(page.text for page in document.pages)
    if count_letters(text) < LEAST_LETTERS or marked_share(text) >= FEW_MARKS or syllable_share(text) >= FEW_SYLLABLES:
        return
    raise InputError(
        "not_vietnamese",
        "Nội dung không phải tiếng Việt, hoặc chữ hỏng đến mức không nhận ra được.",
        "Hãy gửi bản tiếng Việt, hoặc quét lại bản giấy ở 300 dpi.",
    )
