"""Reading: bytes of any taken format to pages of words with boxes, and page images to words by OCR.

open_file ─ sniff.py (content, never the extension)
          ├ pdf/       text layer, rules, signature fields, page images
          ├ office/    DOCX, XLSX, HTML, and DOC, XLS, RTF, ODT, ODS through LibreOffice; with text.py on a made layout (synthetic.py)
          └ scan/pictures.py    PNG, JPEG, TIFF: pages that are images
recognise ─ scan/      upright, level and clean; Tesseract, Vietnamese; what picture, language and set forms mend
both      ─ layout/    words to lines in reading order, drawn rules or white columns to tables
"""

from extractor.reading.checkpoint import page_from_json, page_to_json
from extractor.reading.opened import OpenedFile
from extractor.reading.opening import open_file
from extractor.reading.scan.ocr import recognise

__all__ = ["OpenedFile", "open_file", "page_from_json", "page_to_json", "recognise"]
