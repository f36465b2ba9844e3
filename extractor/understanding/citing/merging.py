"""From printed mentions to one Citation for each distinct document, with proof, and warnings where mentions disagree."""

from __future__ import annotations

import re
from collections import Counter

from corpora.facts import tables
from extractor.document import Document
from extractor.understanding.citing.conflicts import Group, conflicts_of, mended_issuer
from extractor.understanding.citing.found import Found
from extractor.understanding.confidence import is_damaged, reading_of
from extractor.understanding.words.bodies import mend_province_word, proper, province_in, province_names
from extractor.understanding.words.letters import fold, is_capitals, squeeze
from extractor.understanding.words.numbers import DocumentNumber, citation_key, number_key
from models.record import Citation, CitationRole, Mention, RecordWarning

RANK: dict[CitationRole, int] = {
    "legal_basis": 0,
    "repeals": 1,
    "replaces": 2,
    "amends": 3,
    "implements": 4,
    "mention": 5,
}
SHARED = re.compile(r"^(?:UBND|HĐND|TTHĐND|S[A-ZĐ]|TU$|ĐU|HU$|QU$|ThU$|BCĐ|BCSĐ|VPTU|BV|TTYT|ĐLS|KSBT|CTUBND)")
SENTENCE_LIMIT = 420  # characters of words kept around a mention


def merge(
    document: Document, mentions: list[Found], province: str | None
) -> tuple[list[Citation], list[RecordWarning]]:
    """Citations in the order of their first mention. `province`: where the document comes from, for shared symbols."""
    groups = [_agree(mentions, members) for members in _grouped(mentions)]
    keys: dict[int, str] = {}
    places = [_place(mentions, group, province) for group in groups]
    for group, place in zip(groups, places, strict=True):
        key = _key(mentions, group, place)
        keys.update(dict.fromkeys(group.members, key))
    citations = [_citation(document, mentions, group, keys) for group in groups]
    warnings = [warning for group in groups for warning in conflicts_of(document, mentions, group)]
    return citations, warnings


def _identity(mention: Found) -> str:
    if mention.number is not None:
        return number_key(mention.number.value)
    return f"{mention.doc_type}|{_bare(mention.name or '')}|{mention.year or (mention.date or '')[:4]}"


def _grouped(mentions: list[Found]) -> list[list[int]]:
    """Indices by document: same number (and no other year of issue), or the same law by name."""
    groups: dict[str, list[int]] = {}
    for index, mention in enumerate(mentions):
        groups.setdefault(_identity(mention), []).append(index)
    split = [part for members in groups.values() for part in _by_year(mentions, members)]
    split.sort(key=lambda members: members[0])
    return _named_with_numbered(mentions, split)


def _by_year(mentions: list[Found], members: list[int]) -> list[list[int]]:
    """A number without year dated in two years is two documents; undated mentions go with the only or the latest one."""
    number = mentions[members[0]].number
    if number is None or number.year is not None:
        return [members]
    years = sorted({date[:4] for index in members if (date := mentions[index].date)})
    if len(years) < 2:
        return [members]
    parts: dict[str, list[int]] = {year: [] for year in years}
    current = years[0]
    for index in members:
        current = (mentions[index].date or current)[:4]
        parts[current].append(index)
    return list(parts.values())


def _named_with_numbered(mentions: list[Found], groups: list[list[int]]) -> list[list[int]]:
    """ "Luật Đất đai" joins "Luật Đất đai số 31/2024/QH15" or "… năm 2024" where there is exactly one of that name."""
    kept: list[list[int]] = [list(group) for group in groups]
    for group in groups:
        first = mentions[group[0]]
        if first.number is not None or not first.name:
            continue
        same = [other for other in kept if other and other[0] != group[0] and _same_law(mentions, other, group)]
        own = next((other for other in kept if other and other[0] == group[0]), None)
        if len(same) == 1 and own is not None:
            merged = sorted({*same[0], *own})
            kept = [other for other in kept if other is not same[0] and other is not own]
            kept.append(merged)
    return sorted(kept, key=lambda members: members[0])


def _same_law(mentions: list[Found], other: list[int], group: list[int]) -> bool:
    one, two = mentions[group[0]], mentions[other[0]]
    named = next((mentions[index] for index in other if mentions[index].name), None)
    if named is None or one.doc_type != two.doc_type or not _one_name(named.name or "", one.name or ""):
        return False
    year, other_year = one.year or (one.date or "")[:4], _year_of(mentions, other)
    return not year or not other_year or year == other_year


def _bare(name: str) -> str:
    """A law's folded name without commas and "và", which print changes about."""
    return squeeze(re.sub(r",| va ", " ", fold(name)))


def _one_name(first: str, second: str) -> bool:
    """The same name, or its first letters: "Luật BHYT" for Luật Bảo hiểm y tế."""
    short, full = sorted((first, second), key=len)
    initials = "".join(word[0] for word in re.findall(r"\w+", fold(full)))
    return _bare(first) == _bare(second) or len(short) > 2 and is_capitals(short) and fold(short) == initials


def _year_of(mentions: list[Found], members: list[int]) -> str:
    for index in members:
        mention = mentions[index]
        year = mention.year or (mention.number.year if mention.number else None) or (mention.date or "")[:4]
        if year:
            return year
    return ""


def _agree(mentions: list[Found], members: list[int]) -> Group:
    """First full mention supplies date, issuer and title; a date that fits the year in the number wins over a misprint."""
    dates = [date for index in members if (date := mentions[index].date)]
    numbered = [number for index in members if (number := mentions[index].number)]
    year = numbered[0].year if numbered else None
    fitting = [date for date in dates if year is None or date[:4] == year]
    date = Counter(fitting or dates).most_common(1)[0][0] if dates else None
    issuers = [issuer for index in members if (issuer := mentions[index].issuer)]
    issuers.sort(key=str.isupper)
    issuer = proper(issuers[0]) if issuers and issuers[0].isupper() else next(iter(issuers), None)
    return Group(tuple(members), date, issuer, _title(mentions, members))


def _title(mentions: list[Found], members: list[int]) -> str | None:
    """The title of the first full mention: a basis before others, not nested before nested, dated, not in capitals."""
    titled = [mentions[index] for index in members if mentions[index].title]
    best = min(
        titled,
        key=lambda one: (
            is_capitals(one.title or ""),
            one.role != "legal_basis",
            one.outer is not None,
            one.date is None,
        ),
        default=None,
    )
    return best.title if best else None


def _place(mentions: list[Found], group: Group, province: str | None) -> str | None:
    """The province of a document whose letters many bodies share."""
    number = next((mentions[index].number for index in group.members if mentions[index].number), None)
    if number is None or not SHARED.match(number.issuer_symbol or ""):
        return None
    named = [place for index in group.members if (issuer := mentions[index].issuer) and (place := province_in(issuer))]
    local = re.match(r"UBND|HĐND|TTHĐND|CTUBND|S[A-ZĐ]|TU$|VPTU", number.issuer_symbol or "")
    return named[0] if named else province if local else None


def _best(mentions: list[Found], group: Group) -> Found:
    """The mention that speaks for the group: with a number, without a slip, typed, first."""
    return min(
        (mentions[index] for index in group.members),
        key=lambda one: (
            one.number is None,
            bool(one.number and one.number.slips),
            not one.typed,
            (one.name or "").isupper(),
            one.start,
        ),
    )


def _key(mentions: list[Found], group: Group, place: str | None) -> str:
    best = _best(mentions, group)
    year = _year_of(mentions, list(group.members)) if best.number is None else group.date
    return citation_key(best.doc_type, best.number.value if best.number else None, year, best.name, place)


def _telling(mentions: list[Found], group: Group) -> int:
    """The mention that tells the role of the document: of its own ones, else of those inside titles, the strongest."""
    own = [index for index in group.members if mentions[index].outer is None]
    return min(own or group.members, key=lambda index: RANK[mentions[index].role])


def _actor(mentions: list[Found], index: int) -> int | None:
    """The cited document that plays the role of a mention; None where the letter itself does.

    A title's document acts on what its title names; what "được sửa đổi bởi" names acts on the document before it.
    """
    mention = mentions[index]
    if mention.outer is not None:
        return mention.outer if mention.role != "mention" else None
    return index if mention.target is not None and mention.target < index else None


def _citation(document: Document, mentions: list[Found], group: Group, keys: dict[int, str]) -> Citation:
    best, first = _best(mentions, group), mentions[group.members[0]]
    telling = _telling(mentions, group)
    actor = _actor(mentions, telling)
    targets = [keys[target] for index in group.members if (target := mentions[index].target) is not None]
    raw, page, bbox = document.evidence(first.start, first.end)
    sure = max(mentions[index].certainty * _reading(document, mentions[index]) for index in group.members)
    if best.number is not None and best.number.slips:
        sure *= 0.93
    elif best.number is not None and is_damaged(document, page) and not _known_issuer(best.number):
        sure *= 0.85
    issuer = mend_province_word(group.issuer) if group.issuer else None
    sure *= 1.0 if issuer == group.issuer else 0.95
    title = group.title or best.name
    return Citation(
        key=keys[group.members[0]],
        doc_type=best.doc_type,
        number=best.number.value if best.number else None,
        date=group.date,
        issuer=mended_issuer(issuer, best) if issuer and is_damaged(document, page) else issuer,
        title=title,
        role=mentions[telling].role,
        role_of=None if actor is None else keys[actor],
        pinpoint=next((pin for index in group.members if (pin := mentions[index].pinpoint)), None),
        target_key=next((key for key in targets if key != keys[group.members[0]]), None),
        mentions=[_mention(document, mentions[index], _actor(mentions, index)) for index in group.members],
        raw=raw,
        page=page,
        bbox=bbox,
        confidence=round(min(sure, 1.0), 3),
    )


def _known_issuer(number: DocumentNumber) -> bool:
    """Whether the issuer's letters stand in the closed table, as misread ones rarely do."""
    return number.issuer_symbol in tables.body_names()


def _reading(document: Document, one: Found) -> float:
    """How well the number itself was read; of a law by name, its name."""
    start = one.end - len(one.number.printed) if one.number and not one.bare else one.start
    return reading_of(document, max(start, one.start), one.end)


def _mention(document: Document, one: Found, actor: int | None) -> Mention:
    raw, page, bbox = document.evidence(one.start, one.end)
    return Mention(
        raw=raw,
        page=page,
        bbox=bbox,
        role=one.role if actor is None else "mention",
        pinpoint=one.pinpoint,
        sentence=sentence(document.text, one.start, one.end),
    )


def sentence(text: str, start: int, end: int) -> str:
    """The words around text[start:end]: its sentence inside its paragraph, cut to SENTENCE_LIMIT characters at words."""
    paragraph = text.rfind("\n", 0, start) + 1
    before = text.rfind(". ", paragraph, start)
    low = before + 2 if before >= 0 else paragraph
    line_end = text.find("\n", end)
    stops = [
        place for place in (line_end, text.find(". ", end, line_end if line_end >= 0 else len(text))) if place >= 0
    ]
    high = min(stops, default=len(text))
    half = SENTENCE_LIMIT // 2
    if start - low > half:
        low = text.rfind(" ", low, start - half) + 1 or low
    if high - end > half:
        cut = text.find(" ", end + half, high)
        high = cut if cut >= 0 else high
    return squeeze(text[low:high])


def document_province(document: Document, head: str) -> str | None:
    """The province a document comes from: the one its head names, else the one that most of its text names."""
    if re.match(
        r"\W*(?:bo |van phong (?:chinh phu|quoc hoi|trung uong)|chinh phu|thu tuong|quoc hoi|ban chap hanh trung uong|ban bi thu)",
        fold(head),
    ):
        return None
    found = province_in(head)
    if found:
        return found
    counts = Counter(province_names(document.text)).most_common(2)
    if not counts or counts[0][1] < 2:
        return None
    return counts[0][0] if len(counts) == 1 or counts[0][1] >= 3 * counts[1][1] else None
