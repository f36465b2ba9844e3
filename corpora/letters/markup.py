"""The markup of letters: text in which the answers stand inside the example.

    [[c nq57]]                       a citation, printed in full as the letter's style words it
    [[c nq57 short]]                 type and number only; further flags: notitle nodate noissuer notype named quote
    [[c nq57 role=implements pin="khoản 2 Điều 5" alias="Nghị quyết số 57-NQ/TW" aliasform=full|bracket]]
    [[t v=80 c=">=" u="%" d=2025|tối thiểu {v}% hồ sơ …]]      a target; w: upper end of a range; s: scope
    [[k|[[l|Văn phòng Sở]] chủ trì, phối hợp với [[s|Phòng KHTC]] [[x|xây dựng …]] [[e iso=2025-09-30|trước ngày 30/9/2025]]]]
    [[k lead="Văn phòng Sở"|[[x|…]] …]]  a task of a body that a heading names
    [[f|text]]                       a footnote at this place
    [[b|text]]  [[i|text]]           bold, italic

A run carries marks such as "citation:nq57#2" (second mention) or "target:0"; renderers turn them into boxes.
"""

from __future__ import annotations

import re
import shlex
import unicodedata
from dataclasses import dataclass, field, replace
from typing import Any

from corpora.letters.model import Cited, Letter, Style

OPEN, CLOSE = "[[", "]]"
TOKEN = re.compile(r"\[\[|\]\]")
FLAGS = {"short", "notitle", "nodate", "noissuer", "notype", "named", "quote", "paren", "nonumberword"}
LAW_TYPES = {"Luật", "Bộ luật", "Pháp lệnh", "Hiến pháp"}


@dataclass(frozen=True, slots=True)
class Run:
    """Printed text with one look. `note`: runs of the footnote that this run is the mark of."""

    text: str
    marks: tuple[str, ...] = ()
    bold: bool = False
    italic: bool = False
    note: tuple[Run, ...] = ()
    capitals: bool = False  # set in a font that draws capitals from lower-case codes (.VnTimeH)


@dataclass(slots=True)
class Printed:
    """What the text printed of one cited document, over all its mentions."""

    cited: Cited
    mentions: int = 0
    number: bool = False
    date: bool = False
    issuer: bool = False
    title: bool = False
    title_text: str | None = None
    nested_only: bool = True
    roles: list[str] = field(default_factory=list)
    pinpoints: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Notes:
    """Truth gathered while a letter is set."""

    cites: dict[str, Printed] = field(default_factory=dict)
    targets: list[dict[str, Any]] = field(default_factory=list)
    tasks: list[dict[str, Any]] = field(default_factory=list)
    aliases: list[dict[str, str]] = field(default_factory=list)
    footnotes: int = 0


@dataclass(frozen=True, slots=True)
class Scope:
    """Where markup is being expanded: the letter, what is gathered, the role that citations have here."""

    letter: Letter
    notes: Notes
    role: str = "mention"
    nested: bool = False
    marks: tuple[str, ...] = ()
    bold: bool = False
    italic: bool = False


def expand(text: str, scope: Scope) -> list[Run]:
    """Runs of a marked-up string. Raises ValueError for markup that does not close or names an unknown cite."""
    runs: list[Run] = []
    for part in _split(fill(text, scope.letter.variables)):
        if isinstance(part, str):
            runs.append(_run(part, scope))
        else:
            runs.extend(_tag(part[0], scope))
    return [run for run in runs if run.text or run.note]


def plain(runs: list[Run]) -> str:
    return re.sub(r"\s+", " ", "".join(run.text for run in runs)).strip()


def fill(text: str, variables: dict[str, str]) -> str:
    """Put the letter's variables into {names}; unknown names stay (targets fill {v} and {w} themselves)."""
    return re.sub(r"\{(\w+)\}", lambda match: variables.get(match[1], match[0]), text)


def _run(text: str, scope: Scope) -> Run:
    return Run(spell(text, scope.letter.style), scope.marks, scope.bold, scope.italic)


def _split(text: str) -> list[str | tuple[str]]:
    """Top-level pieces: plain strings and ("inner text of a tag",)."""
    parts: list[str | tuple[str]] = []
    depth = start = 0
    for match in TOKEN.finditer(text):
        if match[0] == OPEN:
            if depth == 0:
                parts.append(text[start : match.start()])
                start = match.end()
            depth += 1
        else:
            depth -= 1
            if depth < 0:
                raise ValueError(f"markup closes too often: {text[:80]}")
            if depth == 0:
                parts.append((text[start : match.start()],))
                start = match.end()
    if depth:
        raise ValueError(f"markup does not close: {text[:80]}")
    parts.append(text[start:])
    return [part for part in parts if part]


def _tag(inner: str, scope: Scope) -> list[Run]:
    head, bar, body = _head(inner)
    words = shlex.split(head)
    kind, options = words[0], words[1:]
    flags = {word for word in options if "=" not in word}
    values = dict(word.split("=", 1) for word in options if "=" in word)
    if kind == "c":
        return cite_runs(options[0], (flags - {options[0]}), values, scope)
    if kind == "t":
        return _target(values, body, scope)
    if kind == "k":
        return _task(values, body, scope)
    if kind == "f":
        scope.notes.footnotes += 1
        note = expand(body, replace(scope, bold=False, italic=False))
        return [Run(str(scope.notes.footnotes), scope.marks, note=tuple(note))]
    if kind in {"b", "i"}:
        return expand(body, replace(scope, bold=scope.bold or kind == "b", italic=scope.italic or kind == "i"))
    raise ValueError(f"unknown markup {kind!r} in {inner[:60]!r}")


def _head(inner: str) -> tuple[str, str, str]:
    """(attributes, "|", content) of a tag; a bar inside a nested tag does not count."""
    depth = 0
    for index, char in enumerate(inner):
        if inner.startswith(OPEN, index):
            depth += 1
        elif inner.startswith(CLOSE, index):
            depth -= 1
        elif char == "|" and depth == 0:
            return inner[:index], "|", inner[index + 1 :]
    return inner, "", ""


# citations ------------------------------------------------------------------------------------------------------------


def cite_runs(key: str, flags: set[str], values: dict[str, str], scope: Scope) -> list[Run]:
    """The printed words of one mention; what they print is noted."""
    cited = scope.letter.cites.get(key)
    if cited is None:
        raise ValueError(f"letter {scope.letter.name}: no cite {key!r}")
    if flags - FLAGS:
        raise ValueError(f"letter {scope.letter.name}: unknown flags {flags - FLAGS}")
    printed = scope.notes.cites.setdefault(key, Printed(cited))
    printed.mentions += 1
    mark = f"citation:{key}#{printed.mentions}"
    here = replace(scope, marks=(*scope.marks, mark))
    _note_role(printed, values, scope)
    runs: list[Run] = []
    if "pin" in values:
        runs.append(_run(values["pin"] + " ", here))
    runs += (
        _named_law(cited, printed, flags, here)
        if cited.doc_type in LAW_TYPES
        else _numbered(cited, printed, flags, here)
    )
    return runs + _alias(key, values, here)


def _note_role(printed: Printed, values: dict[str, str], scope: Scope) -> None:
    printed.roles.append("any" if scope.nested else values.get("role", scope.role))
    printed.nested_only = printed.nested_only and scope.nested
    if "pin" in values:
        printed.pinpoints.append(values["pin"])


def _named_law(cited: Cited, printed: Printed, flags: set[str], scope: Scope) -> list[Run]:
    """Runs such as "Luật Đầu tư công số 58/2024/QH15"; by name and date where it is `named` or has no number."""
    style = scope.letter.style
    printed.title, printed.title_text = True, cited.title
    texts = [("name", f"{cited.doc_type} {cited.title}")]
    if cited.number and "named" not in flags:
        texts.append(("number", f" số {cited.number}"))
        printed.number = True
    if cited.date and not flags & {"nodate", "short"}:
        texts.append(("date", date_words(cited.date, style)))
        printed.date = True
    return _grown(texts, scope)


def _numbered(cited: Cited, printed: Printed, flags: set[str], scope: Scope) -> list[Run]:
    style = scope.letter.style
    word = "số " if style.number_word and "nonumberword" not in flags else ""
    printed.number = True
    texts = [("number", ("" if "notype" in flags else f"{cited.doc_type} ") + word + str(cited.number))]
    if cited.date and not flags & {"nodate", "short"}:
        texts.append(("date", date_words(cited.date, style)))
        printed.date = True
    if cited.issuer and not flags & {"noissuer", "short"}:
        texts.append(("issuer", f" của {cited.issuer}"))
        printed.issuer = True
    runs = _grown(texts, scope)
    if cited.title and not flags & {"notitle", "short"}:
        runs += _title(cited, printed, "quote" in flags, scope)
    return runs


def _grown(texts: list[tuple[str, str]], scope: Scope) -> list[Run]:
    """Runs with marks citation:key#n.number, .date, .issuer: each covers the mention from its start to that part's end."""
    mark = scope.marks[-1]
    return [
        _run(text, replace(scope, marks=(*scope.marks, *(f"{mark}.{name}" for name, _ in texts[index:]))))
        for index, (_, text) in enumerate(texts)
    ]


def _title(cited: Cited, printed: Printed, quote: bool, scope: Scope) -> list[Run]:
    inner = expand(str(cited.title), replace(scope, nested=True))
    printed.title, printed.title_text = True, plain(inner)
    lead = f" {cited.link}" if cited.link else ""
    if quote:
        return [_run(f"{lead} “", scope), *inner, _run("”", scope)]
    return [_run(f"{lead} ", scope), *inner]


def _alias(key: str, values: dict[str, str], scope: Scope) -> list[Run]:
    alias = values.get("alias")
    if alias is None:
        return []
    scope.notes.aliases.append({"alias": spell(alias, scope.letter.style), "refers_to": key})
    form = values.get("aliasform", "full")
    outer = replace(scope, marks=scope.marks[:-1])
    before = " (sau đây gọi tắt là " if form == "full" else " ("
    return [
        _run(before, outer),
        _run(alias, replace(outer, marks=(*outer.marks, f"{scope.marks[-1]}.alias"))),
        _run(")", outer),
    ]


def date_words(iso: str, style: Style) -> str:
    """ " ngày 03 tháng 6 năm 2020" in the style's form, with the blank or comma before it."""
    year, month, day = (int(part) for part in iso.split("-"))
    lead = ", " if style.comma else " "
    short_month = f"{month:02d}" if month < 3 else str(month)
    if style.date == "slash":
        return f"{lead}ngày {day:02d}/{short_month}/{year}"
    if style.date == "short":
        return f"{lead}ngày {day}/{month}/{year}"
    return f"{lead}ngày {day:02d} tháng {short_month} năm {year}"


# targets and tasks ----------------------------------------------------------------------------------------------------


def number_words(value: float) -> str:
    """1234.5 as Vietnamese print: 1.234,5."""
    whole, _, rest = f"{value:,.3f}".rstrip("0").rstrip(".").partition(".")
    return whole.replace(",", ".") + (f",{rest}" if rest else "")


def _target(values: dict[str, str], body: str, scope: Scope) -> list[Run]:
    index = len(scope.notes.targets)
    value = float(values["v"].partition("..")[0])
    upper = float(values["w"]) if "w" in values else None
    shown = {"v": number_words(value), **({"w": number_words(upper)} if upper is not None else {})}
    record: dict[str, Any] = {
        "text": "",
        "comparator": values.get("c", "="),
        "value": value,
        "value_max": upper,
        "unit": values.get("u", "%"),
        "deadline": values.get("d"),
        "scope": values.get("s"),
    }
    scope.notes.targets.append(record)
    runs = expand(fill(body, shown), replace(scope, marks=(*scope.marks, f"target:{index}")))
    record["text"] = plain(runs)
    return runs


PARTS = {"l": "lead", "s": "support", "x": "task", "e": "deadline", "o": "output"}


def _task(values: dict[str, str], body: str, scope: Scope) -> list[Run]:
    """A task in running text: the parts tagged l, s, x, e, o become the fields of one task; `lead` may stand above it."""
    index = len(scope.notes.tasks)
    lead = spell(values["lead"], scope.letter.style) if "lead" in values else None
    record: dict[str, Any] = {"prose": True, "lead": lead, "support": None, "output": None, "deadline": None}
    scope.notes.tasks.append(record)
    here = replace(scope, marks=(*scope.marks, f"task:{index}"))
    runs: list[Run] = []
    for part in _split(body):
        if isinstance(part, str):
            runs.append(_run(part, here))
            continue
        head, _, inner = _head(part[0])
        words = shlex.split(head)
        if words[0] not in PARTS:
            runs.extend(_tag(part[0], here))
            continue
        inside = expand(inner, here)
        record[PARTS[words[0]]] = plain(inside)
        if iso := next((word[4:] for word in words[1:] if word.startswith("iso=")), None):
            record["deadline_iso"] = iso
        runs.extend(inside)
    return runs


# spelling -------------------------------------------------------------------------------------------------------------

_OLD = {"òa": "oà", "óa": "oá", "ỏa": "oả", "õa": "oã", "ọa": "oạ", "òe": "oè", "óe": "oé", "ỏe": "oẻ", "ọe": "oẹ",
        "ùy": "uỳ", "úy": "uý", "ủy": "uỷ", "ũy": "uỹ", "ụy": "uỵ"}  # fmt: skip
OLD_TONE = {**_OLD, **{new.upper(): old.upper() for new, old in _OLD.items()},
            **{new.capitalize(): old.capitalize() for new, old in _OLD.items()}}  # fmt: skip
NEW_TONE = re.compile(r"(?<![qQ])(?:" + "|".join(OLD_TONE) + r")(?![a-zà-ỹ])")
SHORT_NAMES = (("Ủy ban nhân dân", "UBND"), ("Hội đồng nhân dân", "HĐND"))


def spell(text: str, style: Style) -> str:
    """The text as this letter's typist spells it: tone place, usual abbreviations; always NFC."""
    text = unicodedata.normalize("NFC", text)
    if style.abbreviate:
        for full, short in SHORT_NAMES:
            text = text.replace(full, short)
    if style.old_tone:
        text = NEW_TONE.sub(lambda match: OLD_TONE[match[0]], text)
    return text
