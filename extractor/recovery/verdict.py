"""Which charset a text is in, word by word, on evidence.

A hidden Markov model over the words: a state for Unicode and one for each legacy charset. A word speaks for a state by how
likely it is as Vietnamese after that state's decoding; a change of state has a price, so that short or ambiguous words ("Bé")
follow their neighbours. Font names are a hint worth less than one clear word.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from corpora.facts.syllables import log_probabilities
from extractor.recovery.charsets import CHARSETS, decoder

UNICODE = "unicode"
STATES = (UNICODE, *CHARSETS)
SWITCH = 9.0  # nats that a change of charset costs
START = 6.0  # nats that a legacy charset costs at the start: a text is Unicode until shown otherwise
FONT_HINT = 1.5
WEAK_GAIN = 0.2  # what a word can say for a charset whose only strange signs are those of English OCR
_UNKNOWN = -13.0
_RAREST = -11.5
_LONE = -5.0  # a single letter, in an abbreviation say
_FOREIGN = -12.0
_STRAY = -6.0  # a sign inside a word that no right text has there

_RARE_SIGN = -3.0
_RARE_SIGNS = re.compile("[\u00a6\u00a8\u00aa\u00ac\u00ae\u00b5\u00b6\u00b8\u00b9\u00bc-\u00bf]|[\u00a1-\u00bf]{2}")
_LETTERS = re.compile(r"[^\W\d_]+")
_TELLS = re.compile(r"[^\x00\x01\x07-\x0f\x1a\x1b\x1f-\x7f]")  # neither ASCII nor a control code that no charset has
_HIDDEN = re.compile(r"[\x02-\x06\x10-\x19\x1c-\x1e]")
_STRAY_SIGN = re.compile(
    "(?<=[^\\W\\d_])[\u0080-\u009f\u00a1-\u00a6\u00a8-\u00a9\u00ab-\u00b6\u00b8-\u00bf\u00d7\u00f7\u00ad\u2212\u2219\u2020-\u2022\u2030\u0192\u02c6\u02dc"
    "\u2122\u20ac]|[\u0080-\u009f\u00a1-\u00af\u00b5-\u00bf\u00d7\u00f7\u00ad\u2212\u2219](?=[^\\W\\d_])"
)
_WEAK = re.compile("[\x00-\x7fé¢§€£¥®©°«»‘’“”–—…•]*")
_FONTS = (
    ("tcvn3", re.compile(r"^\.?vn(?!i)|tcvn|\babc\b", re.I)),
    ("vni", re.compile(r"^vni", re.I)),
    ("vps", re.compile(r"^vps", re.I)),
    ("viscii", re.compile(r"viscii|hoangyen", re.I)),
)


@lru_cache(maxsize=1000)
def charset_of_font(font: str | None) -> str | None:
    """The charset that a font's name promises: ".VnTimeH" tcvn3, "ABCDEF+VNI-Times" vni."""
    family = (font or "").rpartition("+")[2]  # without the mark of a subset, whose letters may be any
    return next((name for name, pattern in _FONTS if pattern.search(family)), None)


def _word_score(word: str) -> float:
    """Log-likelihood of one run of letters as Vietnamese or plain foreign text."""
    lower = word.lower()
    known = log_probabilities().get(lower)
    if known is not None and (word.islower() or word.isupper() or word.istitle()):
        return max(known, _RAREST if len(word) > 1 else _LONE)
    if len(word) == 1 and _PURE.match(word):
        return _LONE
    if word.isascii():
        return _FOREIGN
    if known is not None:
        return _UNKNOWN + 1.0
    return _UNKNOWN - 1.5 * sum(1 for letter in word if letter > "\x7f")


@lru_cache(maxsize=400_000)
def _emission(token: str, state: str) -> float:
    """Score of one blank-free token under a state, relative to Unicode as it stands; what is no syllable never speaks for one."""
    text = decoder(state)(token)
    if text == token:
        if state == "utf8":
            return 0.0
        if _PURE.search(token):
            return -_FOREIGN_LETTER
        return _NO_WORD * any(_OTHER_LETTER.search(word) and not _is_word(word) for word in _LETTERS.findall(token))
    gain = _text_score(text) - _text_score(token)
    if state != "utf8" and _PURE.search(token):
        gain -= _FOREIGN_LETTER
    if not all(_is_word(word) for word in _LETTERS.findall(text) if not word.isascii()):
        gain = min(gain, _NO_WORD)
    return min(gain, WEAK_GAIN) if _WEAK.fullmatch(token) else gain


@lru_cache(maxsize=200_000)
def _text_score(text: str) -> float:
    score = sum(_word_score(word) for word in _LETTERS.findall(text))
    strays = len(_STRAY_SIGN.findall(text)) + len(_HIDDEN.findall(text))
    return score + _STRAY * strays + _RARE_SIGN * len(_RARE_SIGNS.findall(text))


def _is_word(word: str) -> bool:
    """A syllable, or an acronym with Đ, Ư and the like."""
    return word.lower() in log_probabilities() or (word.isupper() and len(word) < 8) or len(word) == 1


@lru_cache(maxsize=100_000)
def _emissions(token: str) -> tuple[float, ...]:
    """Scores of a token under all STATES."""
    return (0.0, *(_emission(token, state) for state in CHARSETS))


_PURE = re.compile("[ăđơưĂĐƠƯ\u1ea0-\u1ef9]")
_OTHER_LETTER = re.compile("[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f]")
_FOREIGN_LETTER = 12.0  # a letter that the charset's programs cannot have written
_NO_WORD = -3.0


def _informative(token: str) -> bool:
    return bool(_TELLS.search(token))


def states_of(tokens: Sequence[str], fonts: Sequence[str | None] | None = None, hint: str | None = None) -> list[str]:
    """The most likely state of each token (no blanks inside), by Viterbi. Plain ASCII tokens follow their neighbours."""
    informative = [number for number, token in enumerate(tokens) if _informative(token)]
    promised = {font: charset_of_font(font) for font in set(fonts or ())}
    asked = hint in STATES or any(promised.values())
    if not informative or not asked and sum(max(_emissions(tokens[number])) for number in informative) <= START:
        return [UNICODE] * len(tokens)  # no change of charset can pay
    size = len(STATES)
    best = [0.0] + [-START] * (size - 1)
    if hint in STATES:
        best[STATES.index(hint)] = 0.0
    back: list[list[int]] = []
    for number in informative:
        emission = list(_emissions(tokens[number]))
        if fonts and (charset := promised[fonts[number]]):
            emission[STATES.index(charset)] += FONT_HINT
        top = max(range(size), key=best.__getitem__)
        floor = best[top] - SWITCH
        came = [state if best[state] >= floor else top for state in range(size)]
        best = [max(best[state], floor) + emission[state] for state in range(size)]
        back.append(came)
    state = max(range(size), key=best.__getitem__)
    found: dict[int, int] = {}
    for number, came in zip(reversed(informative), reversed(back), strict=True):
        found[number] = state
        state = came[state]
    different = len({tokens[number].lower() for number in found})
    for state in set(found.values()) - {0}:
        mine = {tokens[number].lower(): tokens[number] for number, own in found.items() if own == state}
        scores = [_emission(token, STATES[state]) for token in mine.values()]
        speak = sum(1 for score in scores if score > 0)
        deny = sum(1 for score in scores if score < 0)
        if speak < min(LEAST_WORDS, different) or deny > speak:
            found = {number: 0 if own == state else own for number, own in found.items()}
    return _spread(len(tokens), found)


def _spread(count: int, found: dict[int, int]) -> list[str]:
    """States for all tokens: those without evidence take the state of the last token that has some, else of the first."""
    current = found[min(found)]
    states = []
    for number in range(count):
        current = found.get(number, current)
        states.append(STATES[current])
    return states


LEAST_WORDS = 3  # different words that must speak for a charset, where the text has as many
SAMPLE = 300  # distinct tokens that tell the charset of a text; the others only have to agree


def uniform_state(counts: Counter[str]) -> str | None:
    """The one state that fits all tokens of a text, or None where it takes a closer look. `counts`: token to count."""
    rows = [(token, count) for token, count in counts.most_common() if _informative(token)]
    totals = [0.0] * len(STATES)
    for token, count in rows[:SAMPLE]:
        for state, score in enumerate(_emissions(token)):
            totals[state] += count * score
    best = max(range(len(STATES)), key=totals.__getitem__)
    if best == 0:
        sure = all(max(_emissions(token)) <= SWITCH for token, _ in rows)
        return UNICODE if sure else None
    agree = all(_emission(token, STATES[best]) >= -SWITCH for token, _ in rows)
    strange = sum(count for token, count in rows if _emission(token, STATES[best]) < 0)
    return STATES[best] if agree and totals[best] > START and 10 * strange < sum(counts.values()) else None


def main_charset(states: Iterable[str], tokens: Iterable[str]) -> str | None:
    """The legacy charset that most non-ASCII tokens are in, or None."""
    votes = Counter(
        state for state, token in zip(states, tokens, strict=True) if state != UNICODE and _informative(token)
    )
    return votes.most_common(1)[0][0] if votes else None


def charset_of(text: str, fonts: Sequence[str | None] = ()) -> str | None:
    """The legacy charset that most of `text` is in, None for Unicode. `fonts`: names of the fonts used, a hint."""
    tokens = re.findall(r"[^ \t\r\n\f]+", text)
    promised = Counter(name for font in fonts if (name := charset_of_font(font)))
    hint = promised.most_common(1)[0][0] if promised else None
    return main_charset(states_of(tokens, hint=hint), tokens)
