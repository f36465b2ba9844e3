"""Styles, theme fonts and automatic numbering of a DOCX."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
OFF = ("0", "false", "off", "none")

Element = Any


@dataclass(frozen=True, slots=True)
class Look:
    """How a run is set; None is not said here."""

    font: str | None = None
    size: float | None = None
    bold: bool = False
    italic: bool = False
    caps: bool = False


class Styles:
    """Looks of paragraphs and runs, resolved over document defaults, style inheritance and direct settings."""

    def __init__(self, styles: Element | None, theme: Element | None) -> None:
        self._theme = _theme_fonts(theme)
        self._styles: dict[str, Element] = {}
        self._cache: dict[str, Look] = {}
        self._default = Look()
        self._normal: str | None = None
        if styles is None:
            return
        for style in styles.iter(f"{W}style"):
            name = style.get(f"{W}styleId")
            self._styles[name] = style
            if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true"):
                self._normal = name
        self._default = self._over(Look(), styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"))

    def paragraph(self, paragraph: Element) -> Look:
        """The look that runs of the paragraph start from."""
        return self._style(self.style_of(paragraph))

    def style_of(self, paragraph: Element) -> str | None:
        mark = paragraph.find(f"{W}pPr/{W}pStyle")
        return mark.get(f"{W}val") if mark is not None else self._normal

    def run(self, run: Element, base: Look) -> Look:
        """The look of one run over that of its paragraph."""
        properties = run.find(f"{W}rPr")
        if properties is None:
            return base
        style = properties.find(f"{W}rStyle")
        if style is not None:
            for element in self._chain(style.get(f"{W}val")):
                base = self._over(base, element.find(f"{W}rPr"))
        return self._over(base, properties)

    def numbering_of(self, style: str | None) -> tuple[str | None, str | None]:
        """(numId, level) that a paragraph style carries."""
        for element in reversed(self._chain(style)):
            numbering = element.find(f"{W}pPr/{W}numPr")
            if numbering is not None:
                return _value(numbering, "numId"), _value(numbering, "ilvl")
        return None, None

    def has_borders(self, table: Element) -> bool:
        """Whether the table or any of its cells draws a rule between or around cells."""
        style = table.find(f"{W}tblPr/{W}tblStyle")
        sources = [table.find(f"{W}tblPr/{W}tblBorders")]
        if sources[0] is None and style is not None:
            sources += [item.find(f"{W}tblPr/{W}tblBorders") for item in self._chain(style.get(f"{W}val"))]
        if any(_draws(source) for source in sources if source is not None):
            return True
        cells = table.findall(f"{W}tr/{W}tc")
        drawn = sum(_draws(borders) for borders in table.iterfind(f"{W}tr/{W}tc/{W}tcPr/{W}tcBorders"))
        return drawn * 2 > len(cells)

    def _style(self, name: str | None) -> Look:
        key = name or ""
        if key not in self._cache:
            look = self._default
            for element in self._chain(name):
                look = self._over(look, element.find(f"{W}rPr"))
            self._cache[key] = look
        return self._cache[key]

    def _chain(self, name: str | None) -> list[Element]:
        """The style and those it is based on, the base first."""
        found: list[Element] = []
        while name in self._styles and len(found) < 20:
            element = self._styles[name]
            found.append(element)
            based = element.find(f"{W}basedOn")
            name = based.get(f"{W}val") if based is not None else None
        return found[::-1]

    def _over(self, look: Look, properties: Element | None) -> Look:
        if properties is None:
            return look
        fonts = properties.find(f"{W}rFonts")
        size = properties.find(f"{W}sz")
        if fonts is not None:
            look = replace(look, font=self._font(fonts) or look.font)
        if size is not None and (size.get(f"{W}val") or "").isdigit():
            look = replace(look, size=int(size.get(f"{W}val")) / 2)
        for name, key in (("b", "bold"), ("i", "italic"), ("caps", "caps")):
            mark = properties.find(f"{W}{name}")
            if mark is not None:
                look = replace(look, **{key: mark.get(f"{W}val") not in OFF})  # type: ignore[arg-type]
        return look

    def _font(self, fonts: Element) -> str | None:
        for kind in ("ascii", "hAnsi", "cs"):
            theme = fonts.get(f"{W}{kind}Theme")
            if theme and self._theme.get(theme[:5]):
                return self._theme[theme[:5]]
            if fonts.get(f"{W}{kind}"):
                return str(fonts.get(f"{W}{kind}"))
        return None


def _theme_fonts(theme: Element | None) -> dict[str, str]:
    """{"major": name, "minor": name}."""
    if theme is None:
        return {}
    found = {}
    for kind in ("major", "minor"):
        latin = theme.find(f".//{A}{kind}Font/{A}latin")
        if latin is not None and latin.get("typeface"):
            found[kind] = str(latin.get("typeface"))
    return found


def _draws(borders: Element) -> bool:
    return any(side.get(f"{W}val") not in (None, "nil", "none") for side in borders)


def _value(element: Element, name: str) -> str | None:
    child = element.find(f"{W}{name}")
    return child.get(f"{W}val") if child is not None else None


ROMAN = (
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)


def roman(number: int) -> str:
    result = ""
    for value, letters in ROMAN:
        result += letters * (number // value)
        number %= value
    return result


def letter(number: int) -> str:
    """a, b … z, aa, bb …, as Word counts."""
    index = max(number, 1) - 1
    return chr(ord("a") + index % 26) * (index // 26 + 1)


@dataclass(slots=True)
class _Level:
    start: int = 1
    form: str = "decimal"
    text: str = ""
    style: str | None = None


@dataclass(slots=True)
class Numbering:
    """Automatic numbers; `label` must be called for the paragraphs in their order, for it counts."""

    root: Element | None
    levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    abstract: dict[str, str] = field(default_factory=dict)
    counters: dict[str, dict[int, int]] = field(default_factory=dict)
    restarted: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        if self.root is None:
            return
        bases = {item.get(f"{W}abstractNumId"): item for item in self.root.iterfind(f"{W}abstractNum")}
        for number in self.root.iterfind(f"{W}num"):
            key = number.get(f"{W}numId")
            base = _value(number, "abstractNumId") or ""
            self.abstract[key] = base
            self.levels[key] = _levels(bases.get(base))
            for override in number.iterfind(f"{W}lvlOverride"):
                self._override(key, override)

    def _override(self, key: str, override: Element) -> None:
        level = int(override.get(f"{W}ilvl") or 0)
        start = _value(override, "startOverride")
        inner = override.find(f"{W}lvl")
        if inner is not None:
            self.levels[key][level] = _level(inner)
        if start is not None:
            self.levels[key].setdefault(level, _Level()).start = int(start)
            self.abstract[key] = f"{self.abstract[key]}/{key}"  # counts by itself

    def label(self, paragraph: Element, styles: Styles) -> str:
        """The number or bullet that Word shows before the paragraph; "" where there is none."""
        key, level_text = self._reference(paragraph, styles)
        if not key or key == "0" or key not in self.levels:
            return ""
        level = int(level_text or 0)
        known = self.levels[key]
        if level not in known:
            return ""
        counts = self.counters.setdefault(self.abstract[key], {})
        counts[level] = counts.get(level, known[level].start - 1) + 1
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        return _shown(known, counts, level)

    def _reference(self, paragraph: Element, styles: Styles) -> tuple[str | None, str | None]:
        own = paragraph.find(f"{W}pPr/{W}numPr")
        by_style = styles.numbering_of(styles.style_of(paragraph))
        if own is None:
            return by_style
        return _value(own, "numId") or by_style[0], _value(own, "ilvl") or by_style[1]


def _levels(base: Element | None) -> dict[int, _Level]:
    if base is None:
        return {}
    return {int(item.get(f"{W}ilvl") or 0): _level(item) for item in base.iterfind(f"{W}lvl")}


def _level(element: Element) -> _Level:
    start = _value(element, "start")
    return _Level(
        int(start) if start and start.lstrip("-").isdigit() else 1,
        _value(element, "numFmt") or "decimal",
        _value(element, "lvlText") or "",
    )


def _shown(levels: dict[int, _Level], counts: dict[int, int], level: int) -> str:
    if levels[level].form == "none":
        return ""
    if levels[level].form == "bullet":
        return "-"
    text = levels[level].text
    for index in range(9):
        if f"%{index + 1}" in text:
            at = levels.get(index, _Level())
            number = counts.get(index, at.start)
            text = text.replace(f"%{index + 1}", written(number, at.form))
    return text


def written(number: int, form: str) -> str:
    """A number in one of Word's forms."""
    if form == "upperRoman":
        return roman(number)
    if form == "lowerRoman":
        return roman(number).lower()
    if form == "upperLetter":
        return letter(number).upper()
    if form == "lowerLetter":
        return letter(number)
    if form == "decimalZero":
        return f"{number:02d}"
    return str(number)
