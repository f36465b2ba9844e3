"""Letters of Vietnamese: which they are, folded forms, capitals."""

import re

from corpora.facts.folding import fold

__all__ = ["LOWER", "UPPER", "VIETNAMESE", "fold", "is_capitals", "squeeze"]

VIETNAMESE = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"
UPPER = "A-ZĐÐ" + "".join(char.upper() for char in VIETNAMESE)
LOWER = "a-zđð" + VIETNAMESE


def squeeze(text: str) -> str:
    """Runs of white space as one space, none at the ends."""
    return re.sub(r"\s+", " ", text).strip()


def is_capitals(text: str) -> bool:
    """Whether (nearly) all letters are capitals; False without letters."""
    letters = [char for char in text if char.isalpha()]
    return bool(letters) and sum(char.isupper() for char in letters) > 0.8 * len(letters)
