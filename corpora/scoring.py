"""Records against truth: which values are right, wrong, missed or invented, field by field. Pure.

    score(truth, record) -> list[Outcome]            one document; truth as of `corpora.letters.truth`, record as JSON
    summary(outcomes) -> {field: Tally}              precision, recall, F1
    reliability(outcomes) -> list[Bin]               are values at confidence 0.9 right nine times in ten?
    changes(old, new) -> (gained, lost)              two runs over the same documents

What counts as right: numbers agree without spaces, case and leading zeros, with their diacritics; texts agree at a similarity of
93 (RapidFuzz ratio; case, outer punctuation, place of the tone mark, usual abbreviations and a leading "về việc" ignored); task rows are
paired by their task text at 85; a citation's date, issuer and title count only where the document prints them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz

from corpora.letters.markup import OLD_TONE

ALIKE = 93.0
SAME_TASK = 85.0
SAME_TARGET = 55.0  # token-set similarity of the words of two targets with the same value; they share a sentence
SAME_LAW = 88.0
IOU = 0.5
Box = Sequence[float]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One value: `verdict` is right, wrong (another value found), missed (none found) or invented (none there)."""

    field: str
    verdict: str
    truth: Any = None
    found: Any = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    right: int = 0
    wrong: int = 0
    missed: int = 0
    invented: int = 0

    @property
    def precision(self) -> float | None:
        found = self.right + self.wrong + self.invented
        return self.right / found if found else None

    @property
    def recall(self) -> float | None:
        there = self.right + self.wrong + self.missed
        return self.right / there if there else None

    @property
    def f1(self) -> float | None:
        total = 2 * self.right + 2 * self.wrong + self.missed + self.invented
        return 2 * self.right / total if total else None


@dataclass(frozen=True, slots=True)
class Bin:
    low: float
    high: float
    count: int
    confidence: float
    accuracy: float


# normal forms ---------------------------------------------------------------------------------------------------------

_NEW = {old: new for new, old in OLD_TONE.items()}
_OLD_PATTERN = re.compile(r"(?<![qQ])(?:" + "|".join(_NEW) + r")(?![a-zà-ỹ])")
DASHES = re.compile(r"\s*[-‐‑–—−]\s*")
LINK = re.compile(r"^(?:về việc|về|v/v)\s+", re.IGNORECASE)
ABBREVIATIONS = (("ubnd", "ủy ban nhân dân"), ("hđnd", "hội đồng nhân dân"), ("tp.", "thành phố"))
ACADEMIC = re.compile(
    r"^(?:(?:gs|pgs|ts|ths|bs|bscki{1,2}|cki{1,2}|bsck\s?i{1,2}|ds|dscki{1,2}|ttưt|ttnd|ngưt)\b[.,]?\s*)+",
    re.IGNORECASE,
)


def plain_text(text: Any) -> str:
    """Text for comparison: NFC, one blank, lower case, new tone place, no outer punctuation, abbreviations written out."""
    words = unicodedata.normalize("NFC", str(text or "")).casefold()
    words = _OLD_PATTERN.sub(lambda match: _NEW[match[0]], words)
    words = DASHES.sub("-", re.sub(r"\s+", " ", words)).strip(" .,;:-–+*\"“”'‘’()[]")
    for short, full in ABBREVIATIONS:
        words = re.sub(rf"(?<!\w){re.escape(short)}(?!\w)", full, words)
    return words


def title_text(text: Any) -> str:
    return LINK.sub("", plain_text(text)).strip(' "“”.,;:')


def number_text(number: Any) -> str:
    """A number for comparison: no spaces, no case, no leading zeros of the serial, one kind of dash."""
    text = unicodedata.normalize("NFC", str(number or "")).replace("\u00d0", "Đ")
    text = re.sub(r"\s+", "", DASHES.sub("-", text)).casefold()
    return re.sub(r"^0+(?=\d)", "", text)


def alike(one: Any, other: Any, limit: float = ALIKE) -> bool:
    return fuzz.ratio(plain_text(one), plain_text(other)) >= limit


def alike_titles(one: Any, other: Any) -> bool:
    return fuzz.ratio(title_text(one), title_text(other)) >= ALIKE


def same_number(one: Any, other: Any) -> bool:
    return number_text(one) == number_text(other)


def same_name(one: Any, other: Any) -> bool:
    return plain_text(ACADEMIC.sub("", str(one))) == plain_text(ACADEMIC.sub("", str(other)))


def same(one: Any, other: Any) -> bool:
    return plain_text(one) == plain_text(other)


# one document ---------------------------------------------------------------------------------------------------------

HEADER: dict[str, Callable[[Any, Any], bool]] = {
    "document_number": same_number,
    "symbol": same_number,
    "issue_date": same,
    "doc_type": same,
    "place": alike,
    "issuing_body": alike,
    "parent_body": alike,
    "subject": alike_titles,
    "signer_name": same_name,
    "signer_title": alike,
    "signing_authority": same,
    "urgency": same,
}
HEADER_LISTS = ("recipients", "distribution")


def score(truth: dict[str, Any], record: dict[str, Any], boxes: dict[str, Any] | None = None) -> list[Outcome]:
    """All outcomes of one document. Only the parts that `truth` has are scored. `boxes`: mark → [(page, box), …]."""
    outcomes: list[Outcome] = []
    optional = set(truth.get("optional", ()))
    if "header" in truth:
        outcomes += score_header(truth["header"], record["header"], optional)
    if "citations" in truth:
        outcomes += score_citations(truth["citations"], record["citations"], truth)
    if "aliases" in truth:
        outcomes += score_aliases(truth["aliases"], record["aliases"])
    if "targets" in truth:
        outcomes += score_targets(truth["targets"], record["targets"], optional)
    if "tables" in truth:
        outcomes += score_tables(truth["tables"], record["tables"])
    if "tasks" in truth:
        outcomes += score_tasks(truth["tasks"], record["tasks"])
    if boxes and "header" in truth:
        outcomes += score_boxes(truth, record, boxes)
    return outcomes


def judge(
    field: str, truth: Any, found: Any, equal: Callable[[Any, Any], bool], confidence: float | None = None
) -> list[Outcome]:
    """The outcome of one scalar; none where both are empty."""
    if truth in (None, "") and found in (None, ""):
        return []
    if found in (None, ""):
        return [Outcome(field, "missed", truth)]
    if truth in (None, ""):
        return [Outcome(field, "invented", None, found, confidence)]
    return [Outcome(field, "right" if equal(truth, found) else "wrong", truth, found, confidence)]


def score_header(truth: dict[str, Any], found: dict[str, Any], optional: Set[str] = frozenset()) -> list[Outcome]:
    outcomes: list[Outcome] = []
    for name, equal in HEADER.items():
        if name not in truth or (f"header.{name}" in optional and truth[name] is None):
            continue
        value = found.get(name) or {}
        expected = truth[name]
        chain = truth.get("signing_authority_chain") or []
        if name == "signing_authority":
            found_mark = _authority(value.get("value"))
            expected = found_mark if found_mark in [_authority(item) for item in chain] else _authority(expected)
            outcomes += judge("header.signing_authority", expected, found_mark, same, value.get("confidence"))
            continue
        outcomes += judge(f"header.{name}", expected, value.get("value"), equal, value.get("confidence"))
    for name in HEADER_LISTS:
        if name in truth:
            outcomes += _list(f"header.{name}", truth[name], found.get(name) or [])
    return outcomes


def _authority(value: Any) -> str | None:
    match = re.match(r"(TM|KT|TL|TUQ|Q|T/M|K/T|T/L)\b", str(value or "").strip(), re.IGNORECASE)
    return match[1].upper().replace("/", "") + "." if match else None


def _list(field: str, truth: Sequence[str], found: Sequence[dict[str, Any]]) -> list[Outcome]:
    left = list(found)
    outcomes: list[Outcome] = []
    for item in truth:
        match = next((value for value in left if alike(item, value["value"])), None)
        if match is None:
            outcomes.append(Outcome(field, "missed", item))
        else:
            left.remove(match)
            outcomes.append(Outcome(field, "right", item, match["value"], match.get("confidence")))
    return outcomes + [Outcome(field, "invented", None, value["value"], value.get("confidence")) for value in left]


# citations


def pair_citations(
    truth: Sequence[dict[str, Any]], found: Sequence[dict[str, Any]]
) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Pairs of the same document: by number, or by name where neither need print one (laws)."""
    pairs: list[tuple[dict[str, Any], dict[str, Any]]] = []
    left = list(found)
    for accept in (_same_numbered, _same_named):
        for item in truth:
            if any(pair[0] is item for pair in pairs):
                continue
            matches = [other for other in left if accept(item, other)]
            best = max(matches, key=lambda other: _closeness(item, other), default=None)
            if best is not None:
                pairs.append((item, best))
                left = [other for other in left if other is not best]
    return pairs


def _same_numbered(truth: dict[str, Any], found: dict[str, Any]) -> bool:
    if not truth.get("number") or not found.get("number"):
        return False
    return any(same_number(number, found["number"]) for number in (truth["number"], *truth.get("number_variants", ())))


def _same_named(truth: dict[str, Any], found: dict[str, Any]) -> bool:
    """A law by its name: one of the two lacks the number."""
    if truth.get("number") and found.get("number"):
        return False
    names = [_law_name(truth), _law_name(found)]
    return all(names) and fuzz.ratio(*names) >= SAME_LAW


def _law_name(cited: dict[str, Any]) -> str:
    kind, title = plain_text(cited.get("doc_type")), plain_text(cited.get("title"))
    return title.removeprefix(kind).strip() or (kind if kind == "hiến pháp" else "")


def _closeness(truth: dict[str, Any], found: dict[str, Any]) -> int:
    return sum(bool(truth.get(name)) and truth.get(name) == found.get(name) for name in ("doc_type", "date", "issuer"))


def score_citations(
    truth: Sequence[dict[str, Any]], found: Sequence[dict[str, Any]], whole: dict[str, Any] | None = None
) -> list[Outcome]:
    whole = whole or {}
    pairs = pair_citations(truth, found)
    outcomes: list[Outcome] = []
    for item, other in pairs:
        outcomes += _citation_fields(item, other)
    paired_truth, paired_found = [id(item) for item, _ in pairs], [id(other) for _, other in pairs]
    for item in truth:
        if id(item) not in paired_truth and not item.get("optional"):
            outcomes.append(Outcome("citations.number", "missed", _cited(item)))
            if item.get("role") == "legal_basis":
                outcomes.append(Outcome("citations.legal_basis", "missed", _cited(item)))
    for other in found:
        if id(other) in paired_found or _forgiven(other, truth, whole):
            continue
        outcomes.append(Outcome("citations.number", "invented", None, _cited(other), other.get("confidence")))
        if other.get("role") == "legal_basis":
            outcomes.append(Outcome("citations.legal_basis", "invented", None, _cited(other), None))
    return outcomes


def _cited(item: dict[str, Any]) -> str:
    return str(item.get("number") or f"{item.get('doc_type')} {item.get('title')}")


def _forgiven(found: dict[str, Any], truth: Sequence[dict[str, Any]], whole: dict[str, Any]) -> bool:
    """The document's own number, what lies beyond the annotated pages, and laws that another document's title names."""
    own = (whole.get("header") or {}).get("document_number")
    if own and found.get("number") and same_number(own, found["number"]):
        return True
    last = whole.get("citations_to_page")
    pages = [mention.get("page") or 1 for mention in found.get("mentions", ())] or [found.get("page") or 1]
    if last and min(pages) > last:
        return True
    name = plain_text(found.get("title"))
    titles = [plain_text(item.get("title")) for item in truth]
    return (
        not found.get("number")
        and bool(name)
        and (whole.get("laws_optional", False) or any(name in title for title in titles))
    )


def _citation_fields(truth: dict[str, Any], found: dict[str, Any]) -> list[Outcome]:
    confidence = found.get("confidence")
    outcomes = [Outcome("citations.number", "right", _cited(truth), _cited(found), confidence)]
    checks = {
        "doc_type": same,
        "date": lambda one, other: other in (one, *truth.get("date_variants", ())),
        "issuer": lambda one, other: alike(one, other) or alike(truth.get("issuer_norm") or one, other),
        "title": lambda one, other: alike_titles(one, other) or alike_titles(f"{truth.get('doc_type')} {one}", other),
        "pinpoint": same,
    }
    for name, equal in checks.items():
        if truth.get(name):
            outcomes += judge(f"citations.{name}", truth[name], found.get(name), equal)
    return outcomes + _role(truth, found)


def _role(truth: dict[str, Any], found: dict[str, Any]) -> list[Outcome]:
    """A document that the opening "Thực hiện …" names is its basis as well: both roles are right for it."""
    expected, said = truth.get("role"), found.get("role")
    if not expected:
        return []
    if expected == "implements" and said == "legal_basis":
        expected = said
    outcomes = judge("citations.role", expected, said, same)
    if expected == "legal_basis" or said == "legal_basis":
        verdict = "right" if expected == said else ("missed" if expected == "legal_basis" else "invented")
        outcomes.append(Outcome("citations.legal_basis", verdict, _cited(truth), said))
    return outcomes


def score_aliases(truth: Sequence[dict[str, Any]], found: Sequence[dict[str, Any]]) -> list[Outcome]:
    left = list(found)
    outcomes: list[Outcome] = []
    for item in truth:
        match = next((other for other in left if same(item["alias"], other["alias"])), None)
        if match is None:
            outcomes.append(Outcome("aliases", "missed", item["alias"]))
            continue
        left.remove(match)
        outcomes.append(Outcome("aliases", "right", item["alias"], match["alias"], match.get("confidence")))
    return outcomes + [Outcome("aliases", "invented", None, other["alias"], other.get("confidence")) for other in left]


# targets


def pair_targets(truth: Sequence[dict[str, Any]], found: Sequence[dict[str, Any]]) -> dict[int, int]:
    """Index of each truth to that of the found target with its amount that shares most words."""
    candidates = sorted(
        (-_shared_words(item, other), i, j)
        for i, item in enumerate(truth)
        for j, other in enumerate(found)
        if _same_amount(item, other) and _shared_words(item, other) >= SAME_TARGET
    )
    pairs: dict[int, int] = {}
    for _, i, j in candidates:
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    return pairs


def score_targets(
    truth: Sequence[dict[str, Any]], found: Sequence[dict[str, Any]], optional: Set[str] = frozenset()
) -> list[Outcome]:
    """A target is right when value, upper value and unit are; comparator and deadline count on the right ones."""
    pairs = pair_targets(truth, found)
    outcomes: list[Outcome] = []
    for i, item in enumerate(truth):
        if i in pairs:
            outcomes += _target_fields(item, found[pairs[i]])
        elif f"target:{i}" not in optional and not item.get("optional"):
            outcomes.append(Outcome("targets.value", "missed", _amount(item)))
    for j, other in enumerate(found):
        if j not in pairs.values():
            outcomes.append(Outcome("targets.value", "invented", None, _amount(other), other.get("confidence")))
    return outcomes


def _same_amount(truth: dict[str, Any], found: dict[str, Any]) -> bool:
    unit_one, unit_two = plain_text(truth.get("unit")), plain_text(found.get("unit"))
    return (
        truth.get("value") == found.get("value")
        and truth.get("value_max") == found.get("value_max")
        and (unit_one == unit_two or fuzz.ratio(unit_one, unit_two) >= ALIKE or _longer_unit(unit_one, unit_two))
    )


def _longer_unit(one: str, other: str) -> bool:
    """One names the counted thing more fully: "lớp", "lớp tập huấn"."""
    return bool(one and other) and (one.startswith(f"{other} ") or other.startswith(f"{one} "))


def _shared_words(truth: dict[str, Any], found: dict[str, Any]) -> float:
    one = plain_text(truth.get("metric") or truth.get("text"))
    return max(
        fuzz.token_set_ratio(one, plain_text(words)) for words in (found.get("text"), found.get("metric")) if words
    )


def _amount(item: dict[str, Any]) -> str:
    upper = f"–{item['value_max']:g}" if item.get("value_max") is not None else ""
    value = f"{item['value']:g}" if item.get("value") is not None else "?"
    return f"{item.get('comparator') or ''} {value}{upper} {item.get('unit') or ''} | {item.get('text') or item.get('metric')}"


def _target_fields(truth: dict[str, Any], found: dict[str, Any]) -> list[Outcome]:
    outcomes = [Outcome("targets.value", "right", _amount(truth), _amount(found), found.get("confidence"))]
    outcomes += judge("targets.comparator", truth.get("comparator"), found.get("comparator"), _same_comparator(truth))
    outcomes += judge("targets.deadline", truth.get("deadline"), found.get("deadline"), same)
    return outcomes


def _same_comparator(truth: dict[str, Any]) -> Callable[[Any, Any], bool]:
    return lambda one, other: other in (one, truth.get("comparator_alt"))


# tables and tasks


def score_tables(truth: Sequence[dict[str, Any]], found: Sequence[dict[str, Any]]) -> list[Outcome]:
    """Tables are paired by shared cells; `tables.cells` counts cells that agree after white-space collapse."""
    outcomes: list[Outcome] = []
    left = list(found)
    for table in truth:
        best = max(left, key=lambda other: _shared_cells(table, other), default=None)
        if best is None or _shared_cells(table, best) == 0:
            outcomes.append(Outcome("tables.found", "missed", _heading(table)))
            outcomes += [
                Outcome("tables.cells", "missed", cell) for row in table["rows"] for cell in row["cells"] if cell
            ]
            continue
        left.remove(best)
        outcomes.append(Outcome("tables.found", "right", _heading(table), _heading(best)))
        outcomes += judge("tables.kind", table.get("kind"), best.get("kind"), same)
        if table.get("kind") != "other":  # the roles of columns are open where nothing is given to do or to reach
            outcomes += _columns(table, best)
        outcomes += _cells(table, best)
    return outcomes + [Outcome("tables.found", "invented", None, _heading(other)) for other in left]


def _heading(table: dict[str, Any]) -> str:
    return str(table.get("title") or " | ".join(column["name"] for column in table["columns"]))


def _columns(truth: dict[str, Any], found: dict[str, Any]) -> list[Outcome]:
    left = list(found["columns"])
    outcomes: list[Outcome] = []
    for column in truth["columns"]:
        match = next((other for other in left if alike(column["name"], other["name"], 85)), None)
        if match:
            left.remove(match)
        outcomes += judge(
            "tables.column_role",
            f"{column['name']}: {column['role']}",
            f"{column['name']}: {match['role']}" if match else None,
            same,
        )
    return outcomes


def _bag(table: dict[str, Any]) -> list[str]:
    return [plain_text(cell) for row in table["rows"] for cell in row["cells"] if plain_text(cell)]


def _shared_cells(one: dict[str, Any], other: dict[str, Any]) -> int:
    return len(set(_bag(one)) & set(_bag(other)))


def _cells(truth: dict[str, Any], found: dict[str, Any]) -> list[Outcome]:
    """Row against row, each truth row with the unused found row that shares most cells."""
    left = [[plain_text(cell) for cell in row["cells"] if plain_text(cell)] for row in found["rows"]]
    outcomes: list[Outcome] = []
    for row in truth["rows"]:
        cells = [plain_text(cell) for cell in row["cells"] if plain_text(cell)]
        best = max(left, key=lambda other: len(set(cells) & set(other)), default=[])
        if best in left:
            left.remove(best)
        rest = list(best)
        for cell in cells:
            match = next((other for other in rest if cell == other or fuzz.ratio(cell, other) >= ALIKE), None)
            outcomes.append(Outcome("tables.cells", "right" if match else "missed", cell, match))
            if match:
                rest.remove(match)
        outcomes += [Outcome("tables.cells", "invented", None, cell) for cell in rest]
    return outcomes + [Outcome("tables.cells", "invented", None, cell) for row in left for cell in row]


TASK_CELLS = ("lead", "support", "output", "deadline")


def score_tasks(truth: Sequence[dict[str, Any]], found: Sequence[dict[str, Any]]) -> list[Outcome]:
    """`tasks.rows`, `tasks.cells` for rows of tables; `prose_tasks.…` for tasks given in running text."""
    left = list(found)
    outcomes: list[Outcome] = []
    for item in truth:
        kind = "prose_tasks" if item.get("prose") else "tasks"
        best = max(left, key=lambda other: _task_likeness(item, other), default=None)
        if best is None or _task_likeness(item, best) < SAME_TASK:
            outcomes.append(Outcome(f"{kind}.rows", "missed", item["task"]))
            continue
        left.remove(best)
        outcomes.append(Outcome(f"{kind}.rows", "right", item["task"], best["task"], best.get("confidence")))
        for name in TASK_CELLS:
            if name in item:
                outcomes += judge(f"{kind}.cells", item[name], best.get(name), alike)
        if "deadline_iso" in item:
            outcomes += judge(f"{kind}.deadline_iso", item["deadline_iso"], best.get("deadline_iso"), same)
    for other in left:
        kind = "tasks" if other.get("number") or other.get("group") else "prose_tasks"
        outcomes.append(Outcome(f"{kind}.rows", "invented", None, other["task"], other.get("confidence")))
    return outcomes


def _task_likeness(truth: dict[str, Any], found: dict[str, Any]) -> float:
    one, other = plain_text(truth["task"]), plain_text(found["task"])
    like = fuzz.ratio(one, other)
    if truth.get("prose") and like < SAME_TASK and len(one) > 15:  # a task in a sentence has soft ends
        like = min(fuzz.partial_ratio(one, other), 99.0) if len(other) < 3 * len(one) + 60 else like
    agreeing = sum(bool(truth.get(name)) and truth[name] == found.get(name) for name in ("number", "lead", "deadline"))
    return like + 0.1 * agreeing if like >= SAME_TASK else like


# boxes


def overlap(one: Box, other: Box) -> float:
    """Intersection over union of two boxes."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    if width <= 0 or height <= 0:
        return 0.0
    areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (one, other)]
    return width * height / (sum(areas) - width * height)


def first_box(places: Sequence[tuple[int, Box]]) -> tuple[int, Box] | None:
    """The box around the places on their first page."""
    if not places:
        return None
    page = places[0][0]
    boxes = [box for number, box in places if number == page]
    return page, (
        min(b[0] for b in boxes),
        min(b[1] for b in boxes),
        max(b[2] for b in boxes),
        max(b[3] for b in boxes),
    )


def score_boxes(truth: dict[str, Any], record: dict[str, Any], boxes: dict[str, Any]) -> list[Outcome]:
    """Do the boxes of the right header values and citations lie on the printed words?"""
    outcomes: list[Outcome] = []
    for name in HEADER:
        value = record["header"].get(name)
        if value and value.get("bbox") and name in boxes and (truth["header"].get(name) is not None):
            outcomes.append(_on(f"boxes.{name}", value, [boxes[name], *_lines(boxes[name])]))
    for item, found in pair_citations(truth["citations"], record["citations"]):
        marks = [mark for mark in boxes if re.fullmatch(rf"citation:{re.escape(item['id'])}#\d+(?:\.\w+)?", mark)]
        for mention in found.get("mentions", ()):
            if mention.get("bbox"):
                outcomes.append(_on("boxes.citations", mention, [boxes[mark] for mark in marks]))
    for i, j in pair_targets(truth.get("targets", ()), record["targets"]).items():
        target, places = record["targets"][j], boxes.get(f"target:{i}")
        if target.get("bbox") and places and not truth["targets"][i].get("values"):
            outcomes.append(_on("boxes.targets", target, [places]))
    return outcomes + list(_cell_boxes(truth.get("tables", ()), record["tables"], boxes))


def _cell_boxes(
    truth: Sequence[dict[str, Any]], found: Sequence[dict[str, Any]], boxes: dict[str, Any]
) -> Iterator[Outcome]:
    """Boxes of the right cells of tables; marks are cell:TABLE:ROW:COLUMN."""
    for number, table in enumerate(truth):
        best = max(found, key=lambda other: _shared_cells(table, other), default=None)
        for index, row in enumerate(table["rows"] if best else ()):
            marks: dict[str, list[str]] = {}
            for column, cell in enumerate(row["cells"]):
                marks.setdefault(plain_text(cell), []).append(f"cell:{number}:{index}:{column}")
            for cell, place in _most_alike_row(best or {}, marks.keys()):
                drawn = [boxes[mark] for mark in marks.get(plain_text(cell), ()) if mark in boxes]
                if place and drawn:
                    yield _on("boxes.cells", {**place, "raw": cell}, drawn)


def _most_alike_row(table: dict[str, Any], cells: Set[str]) -> Iterator[tuple[str, Any]]:
    """Cells and places of the row that shares most cells."""
    row = max(table["rows"], key=lambda one: len(cells & {plain_text(cell) for cell in one["cells"]}))
    return zip(row["cells"], row.get("places") or (), strict=False)


def _lines(places: Sequence[tuple[int, Box]]) -> list[list[tuple[int, Box]]]:
    """The places line by line: a title or authority may stand on several, of which the last counts."""
    lines: dict[tuple[int, int], list[tuple[int, Box]]] = {}
    for page, box in places:
        lines.setdefault((page, round(box[3] / 4)), []).append((page, box))
    return list(lines.values())


def _on(field: str, found: dict[str, Any], choices: Iterable[Sequence[tuple[int, Box]]]) -> Outcome:
    places = [place for place in map(first_box, choices) if place]
    best = max((overlap(box, found["bbox"]) for page, box in places if page == found["page"]), default=0.0)
    words = f"{found.get('raw')} (trang {found.get('page')})"
    return Outcome(field, "right" if best >= IOU else "wrong", words, _corners(found["bbox"]))


def _corners(box: Box) -> str:
    return " ".join(f"{side:.0f}" for side in box)


# many documents -------------------------------------------------------------------------------------------------------


def summary(outcomes: Iterable[Outcome]) -> dict[str, Tally]:
    counts: dict[str, dict[str, int]] = {}
    for outcome in outcomes:
        field = counts.setdefault(outcome.field, dict.fromkeys(("right", "wrong", "missed", "invented"), 0))
        field[outcome.verdict] += 1
    return {field: Tally(**counts[field]) for field in sorted(counts, key=_order)}


FIELD_ORDER = ("header", "citations", "aliases", "targets", "tables", "tasks", "prose_tasks", "boxes")


def _order(field: str) -> tuple[int, str]:
    part = field.partition(".")[0]
    return (FIELD_ORDER.index(part) if part in FIELD_ORDER else len(FIELD_ORDER), field)


EDGES = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0001)


def reliability(outcomes: Iterable[Outcome]) -> list[Bin]:
    """Share of right values by confidence, over all found values that carry one."""
    values = [(item.confidence, item.verdict == "right") for item in outcomes if item.confidence is not None]
    bins: list[Bin] = []
    for low, high in zip(EDGES, EDGES[1:], strict=False):
        inside = [(confidence, right) for confidence, right in values if low <= confidence < high]
        if inside:
            mean = sum(confidence for confidence, _ in inside) / len(inside)
            bins.append(
                Bin(
                    low,
                    min(high, 1.0),
                    len(inside),
                    round(mean, 3),
                    round(sum(right for _, right in inside) / len(inside), 3),
                )
            )
    return bins


Key = tuple[str, str, str]


def changes(old: Mapping[str, Sequence[Outcome]], new: Mapping[str, Sequence[Outcome]]) -> tuple[list[Key], list[Key]]:
    """(gained, lost): values (document, field, truth) that became right, or stopped being right. Shared documents only."""
    before, after = (
        {
            (name, item.field, str(item.truth)): item.verdict == "right"
            for name in old.keys() & new.keys()
            for item in run[name]
            if item.truth is not None
        }
        for run in (old, new)
    )
    gained = [key for key, right in after.items() if right and not before.get(key, False)]
    lost = [key for key, right in before.items() if right and not after.get(key, False)]
    return sorted(gained), sorted(lost)
