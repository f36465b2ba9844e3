"""Names of persons that no list of family names knows (Y Thanh Hà Niê Kđăm, Rơ Châm Khánh): underthesea's tagger decides.

The model takes some 3 seconds to load, so it is loaded only when a sign-off has an office but no name by rule.
"""

from collections.abc import Callable
from functools import cache


@cache
def _tagger() -> Callable[[str], list[tuple[str, ...]]]:
    from underthesea import ner

    return ner


def is_person(text: str) -> bool:
    """Whether all words of a short text are one person's name."""
    tags = [entry[-1] for entry in _tagger()(text)]
    return bool(tags) and tags[0] == "B-PER" and all(tag == "I-PER" for tag in tags[1:])
