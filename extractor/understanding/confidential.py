"""Documents marked as state secrets are refused before anything is kept (Luật Bảo vệ bí mật nhà nước, art. 5).

The mark is looked for in the head zone of the first page only: the word occurs freely in bodies ("bảo mật").
"""

import re

from extractor.document import Document, Line
from extractor.understanding.words.letters import fold, is_capitals
from models.errors import ConfidentialDocument

MARKS = {"tuyetmat": "TUYỆT MẬT", "toimat": "TỐI MẬT", "mat": "MẬT"}
LABELLED = re.compile(r"^\W*(?:do|muc do) mat\W{1,3}(?P<mark>tuyet mat|toi mat|mat)\b")
HEAD_SHARE = 0.45  # of the page's height: no head reaches lower


def refuse_confidential(document: Document) -> None:
    """Raises ConfidentialDocument where the head of page 1 carries MẬT, TỐI MẬT or TUYỆT MẬT as a mark of its own."""
    if not document.pages:
        return
    page = document.pages[0]
    lines = [*page.lines, *page.furniture, *(line for grid in page.grids for cell in grid.cells for line in cell.lines)]
    for line in lines:
        if line.words and line.bbox[1] <= HEAD_SHARE * page.height:
            mark = confidential_mark(line)
            if mark:
                raise ConfidentialDocument(mark)


def confidential_mark(line: Line) -> str | None:
    """The mark that a printed line is, or None. A mark stands alone, in capitals; OCR may lose its signs (MAT, M4T)."""
    text = line.text.strip()
    labelled = LABELLED.match(fold(text))
    if labelled:
        return MARKS[labelled["mark"].replace(" ", "")]
    letters = re.sub(r"[\W_]", "", text).replace("4", "A")
    if not is_capitals(letters) or not 3 <= len(letters) <= 8:
        return None
    mark = MARKS.get(fold(letters))
    return mark if mark and _plausible(letters) else None


def _plausible(letters: str) -> bool:
    """MẶT, MÁT and MẮT are other words; a bare MAT or one with a hat is what OCR leaves of MẬT."""
    return not re.search(r"[ÁÀẢÃẠĂẮẰẲẴẶ]", letters.upper())
