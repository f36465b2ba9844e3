"""A searchable PDF: the pages as they are, with the recovered words as an invisible text layer (PDF/A-2b).

make ─ source.py   the file as a PDF: form fields drawn in, or pictures as pages
     ├ strip.py    a wrong text layer taken out of a page
     ├ layer.py    words to an invisible layer, turned as the print is (font.py)
     └ archive.py  what PDF/A forbids taken out, what it asks for put in
"""

from extractor.searchable.make import Searchable, make_searchable
from extractor.searchable.source import require_pages

__all__ = ["Searchable", "make_searchable", "require_pages"]
