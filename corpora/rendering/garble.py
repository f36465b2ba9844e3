"""Letters as scanner software with the wrong language leaves them: page images under an invisible text layer that an
English Tesseract wrote."""

from __future__ import annotations

import io

import pikepdf
import pytesseract

from corpora.rendering import pdf
from corpora.rendering.pdf import Boxes
from corpora.rendering.scan import Degrade, page_images, turn
from corpora.rendering.sheet import Sheet


def write(sheet: Sheet, seed: int = 0, dpi: int = 200) -> tuple[bytes, Boxes]:
    """A searchable PDF with wrong text; about three seconds a page. Raises TesseractNotFoundError without the program."""
    degrade = Degrade.office(dpi, seed)
    data, boxes = pdf.draw(sheet, pdf.PdfStyle(pdf.register_fonts(), signed=True, seed=seed))
    merged = pikepdf.new()
    for image in page_images(data, degrade):
        page = pytesseract.image_to_pdf_or_hocr(image, lang="eng", config=f"--dpi {dpi}", extension="pdf")
        with pikepdf.open(io.BytesIO(page)) as single:
            merged.pages.extend(single.pages)
    buffer = io.BytesIO()
    merged.save(buffer)
    return buffer.getvalue(), turn(boxes, degrade.skew)
