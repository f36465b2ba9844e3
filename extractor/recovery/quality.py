"""How good a text is as Vietnamese, 0 to 1, from its letters alone.

Good text has Vietnamese letters (with ă â ê ô ơ ư đ or a tone) in more than 12 % of its letters and 97 to 99 % valid syllables;
a layer that an English engine made has 0 to 1.4 %.
"""

from __future__ import annotations

import re
import unicodedata

from corpora.facts.syllables import counts

MARKED = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
_MARKED = re.compile(f"[{MARKED}{MARKED.upper()}]")
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W_]+")
GOOD_MARKS = 0.12
FEW_LETTERS = 40


def quality(text: str) -> float:
    """0 for no text or garble, near 1 for clean Vietnamese: half by valid syllables, half by the share of marked letters."""
    text = unicodedata.normalize("NFC", text)
    if not _LETTER.search(text):
        return 0.0
    marks = min(marked_share(text) / GOOD_MARKS, 1.0)
    return round(syllable_share(text) * (0.3 + 0.7 * marks), 4)


def count_letters(text: str) -> int:
    return len(_LETTER.findall(text))


def marked_share(text: str) -> float:
    """Vietnamese letters with a mark (and đ) over all letters, 0 where there are none. Capitals count alike."""
    letters = count_letters(text)
    distinct = len(_MARKED.findall(text)) - 0.5 * text.count("é")
    return max(distinct, 0.0) / letters if letters else 0.0


def syllable_share(text: str) -> float:
    """Valid syllables over words; numbers, single letters, symbols in capitals and words with digits are not asked."""
    words = [
        word
        for word in _WORD.findall(text)
        if not word.isdigit() and not (word.isascii() and word.isupper() and len(word) > 1)
    ]
    asked = [word for word in words if len(word) > 1 or word > "\x7f"]
    if not asked:
        return 0.5
    known = counts()
    return sum(1 for word in asked if word.lower() in known) / len(asked)
