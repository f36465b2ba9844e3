"""Text recovery: whatever a file's text was typed or misread in, right Unicode Vietnamese comes out.

recover(page, charset_hint) -> Page       legacy charsets decoded, NFC, residue of botched conversions repaired
needs_recognition(page) -> bool           the page's image should be read
restore(page) -> Page                     what an English OCR engine made of Vietnamese, made Vietnamese again
restore_text(text) -> list[RestoredLine]  the same for plain text of any kind: legacy, garbled, without marks, clean
quality(text) -> float                    0 to 1; page_quality(page) also counts how much text there is
charset_of(text, fonts) -> str | None     tcvn3, vni, viscii, vps, cp1258, utf8 or None
"""

from extractor.recovery.pages import needs_recognition, page_quality, recover
from extractor.recovery.quality import quality
from extractor.recovery.restoring import RestoredLine, restore, restore_text
from extractor.recovery.text import recover_text
from extractor.recovery.verdict import charset_of

__all__ = [
    "RestoredLine",
    "charset_of",
    "needs_recognition",
    "page_quality",
    "quality",
    "recover",
    "recover_text",
    "restore",
    "restore_text",
]
