"""Reading: bytes of any taken format to pages of words with boxes, and page images to words by OCR.

open_file ─ sniff (content, never the extension)
          ├ pdf.py         text layer, rules, grids, signature fields, page images
          ├ pictures.py    PNG, JPEG, TIFF: pages that are images
          ├ text.py html.py docx.py xlsx.py    a synthetic layout (synthetic.py)
          └ office.py      DOC, XLS, RTF, ODT, ODS through LibreOffice, then as above
recognise ─ photos.py, images.py (upright, level, clean), seals.py ─ ocr.py (Tesseract, Vietnamese)
          ─ strokes.py, glyphs.py, doubtful.py, forms.py, references.py, number_columns.py (what picture, language and set forms mend) ─ layout.py
tables    ─ rulings.py (rules in a picture) ─ grids.py (rules to cells) ─ unruled.py (columns without upright rules)
"""

from extractor.reading.checkpoint import page_from_json, page_to_json
from extractor.reading.ocr import recognise
from extractor.reading.opened import OpenedFile
from extractor.reading.opening import open_file

__all__ = ["OpenedFile", "open_file", "page_from_json", "page_to_json", "recognise"]
