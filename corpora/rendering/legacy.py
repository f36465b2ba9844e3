"""Letters as they were typed before Unicode: TCVN3, VNI, VISCII or VPS codes under fonts that draw them as Vietnamese.

The PDF embeds a font whose cmap maps the legacy codes to the right glyphs, so the page looks right and its text does not.
TCVN3 has no capitals with tone marks: runs in capitals that need one go to a capitals font (.VnTimeH), a lone one becomes
small ("ñy ban").
"""

from __future__ import annotations

import io
import unicodedata
from dataclasses import replace
from functools import cache
from typing import Any

from fontTools.ttLib import TTFont as FontFile
from fontTools.ttLib.tables._g_l_y_f import Glyph, GlyphComponent
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from corpora.facts.charsets import charset
from corpora.letters.markup import Run
from corpora.rendering import docx, pdf, txt
from corpora.rendering.fonts import CUTS, font_file
from corpora.rendering.pdf import Boxes, FontNames
from corpora.rendering.sheet import Columns, GridItem, Para, Sheet

FONTS = {
    "tcvn3": (".VnTime", ".VnTimeH"),
    "vni": ("VNI-Times", "VNI-Times"),
    "viscii": ("HoangYen", "HoangYen"),
    "vps": ("VPS Times", "VPS Times"),
}
PLAIN_FORMS = str.maketrans({"≥": ">=", "≤": "<=", "…": "..."})


@cache
def codes(name: str) -> dict[str, str]:
    """Letter → what stands for it in the file: for the C1 bytes the Windows-1252 character, as programs show them."""
    table: dict[str, str] = {}
    for source, letter in charset(name).items():
        known = table.get(letter)
        if known is None or _rank(source) < _rank(known):
            table[letter] = source
    return table


def _rank(source: str) -> tuple[int, int, str]:
    raw_control = any(0x80 <= ord(char) <= 0x9F for char in source)
    return (raw_control, len(source), source)


def encode(text: str, name: str) -> str:
    """Text in legacy characters. A capital that the charset lacks is written small; what it cannot write stays."""
    table = codes(name)
    written = []
    for char in unicodedata.normalize("NFC", text):
        small = char.lower()
        written.append(table.get(char) or (table.get(small, char) if char not in table and small in table else char))
    return "".join(written)


def encode_run(run: Run, name: str) -> Run:
    note = tuple(encode_run(part, name) for part in run.note)
    lacking = any(char not in codes(name) and char.lower() in codes(name) for char in run.text)
    capitals = name == "tcvn3" and run.text.isupper() and lacking
    text = encode(run.text.lower() if capitals else run.text, name)
    return replace(run, text=text, note=note, capitals=capitals)


def encode_sheet(sheet: Sheet, name: str) -> Sheet:
    return Sheet(sheet.letter, [_item(item, name) for item in sheet.items], sheet.notes, sheet.tables)


def _item(item: Any, name: str) -> Any:
    if isinstance(item, Para):
        return replace(item, runs=tuple(encode_run(run, name) for run in item.runs))
    if isinstance(item, Columns):
        return replace(
            item,
            left=tuple(_item(part, name) for part in item.left),
            right=tuple(_item(part, name) for part in item.right),
        )
    if isinstance(item, GridItem):
        rows = tuple(
            replace(row, cells=tuple(tuple(encode_run(run, name) for run in cell) for cell in row.cells))
            for row in item.rows
        )
        return replace(item, rows=rows)
    return item


def write(sheet: Sheet, name: str, kind: str) -> tuple[bytes, Boxes]:
    """The letter in charset `name` as pdf, docx or txt (bytes of the charset, no mark of it)."""
    encoded = encode_sheet(sheet, name)
    if kind == "docx":
        return docx.write(encoded, FONTS[name]), {}
    if kind == "txt":
        return to_bytes(txt.write(encoded)), {}
    fonts, capitals = register(name)
    return pdf.draw(encoded, pdf.PdfStyle(fonts, capitals=capitals))


def to_bytes(text: str) -> bytes:
    """One byte a character, as Windows-1252 where that has the character, else Latin-1."""
    return b"".join(_byte(char) for char in text.translate(PLAIN_FORMS))


def _byte(char: str) -> bytes:
    for encoding in ("cp1252", "latin-1"):
        try:
            return char.encode(encoding)
        except UnicodeEncodeError:
            continue
    return b"?"


# fonts ----------------------------------------------------------------------------------------------------------------


def register(name: str) -> tuple[FontNames, FontNames]:
    """Names of the charset's fonts in four cuts, known to reportlab: (running text, capitals)."""
    plain, capital = FONTS[name]
    return _register(name, plain, False), _register(name, capital, True) if capital != plain else {}


def _register(name: str, family: str, capitals: bool) -> FontNames:
    names = {}
    for cut in CUTS:
        full = (
            family.replace(" ", "")
            + {(False, False): "", (True, False): "-Bold", (False, True): "-Italic", (True, True): "-BoldItalic"}[cut]
        )
        if full not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(full, io.BytesIO(legacy_font(name, full, cut, capitals))))
        names[cut] = full
    return names


def legacy_font(name: str, full: str, cut: tuple[bool, bool], capitals: bool) -> bytes:
    """A font file whose codes are those of the charset; with `capitals` small letters are drawn as capitals."""
    font = FontFile(font_file(*cut))
    known = font.getBestCmap()
    glyphs = {
        code: glyph
        for code, glyph in known.items()
        if code < 0x80 or code in {0x2013, 0x2014, 0x201C, 0x201D, 0x2265, 0x2264, 0xA0}
    }
    for source, letter in charset(name).items():
        if len(source) == 1 and ord(letter) in known:
            glyphs[ord(source)] = known[ord(letter)]
    if name == "vni":
        glyphs |= _tone_glyphs(font, known)
    if capitals:
        glyphs |= _capital_glyphs(name, known)
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap = dict(glyphs)
    for record in font["name"].names:
        if record.nameID in {1, 4, 6, 16}:
            record.string = full
    buffer = io.BytesIO()
    font.save(buffer)
    return buffer.getvalue()


def _capital_glyphs(name: str, known: dict[int, str]) -> dict[int, str]:
    letters = {ord(source): letter.upper() for source, letter in charset(name).items() if len(source) == 1}
    letters |= {code: chr(code).upper() for code in range(ord("a"), ord("z") + 1)}
    return {code: known[ord(letter)] for code, letter in letters.items() if ord(letter) in known}


MARKS = {
    "\u0301": 0x301,
    "\u0300": 0x300,
    "\u0309": 0x309,
    "\u0303": 0x303,
    "\u0323": 0x323,
    "\u0302": 0x302,
    "\u0306": 0x306,
}


def _tone_glyphs(font: FontFile, known: dict[int, str]) -> dict[int, str]:
    """VNI writes a letter as its base and one tone character: a glyph without width that is drawn over the base."""
    glyphs: dict[int, str] = {}
    for source, letter in charset("vni").items():
        if len(source) != 2 or ord(source[1]) in glyphs:
            continue
        marks = [
            known[ord(char)]
            for char in unicodedata.normalize("NFD", letter)[1:]
            if ord(char) in known and char != "\u031b"
        ]
        if marks:
            glyphs[ord(source[1])] = _stack(font, marks, f"vni{ord(source[1]):02X}")
    return glyphs


def _stack(font: FontFile, marks: list[str], name: str) -> str:
    """A new glyph of width 0 made of combining marks one above the other, set over the letter before it."""
    glyph = Glyph()
    glyph.numberOfContours = -1
    glyph.components = []
    shift = -font["hmtx"]["a"][0] // 2
    for index, mark in enumerate(marks):
        part = GlyphComponent()
        part.glyphName = mark
        width, bearing = font["hmtx"][mark]
        part.x = shift - (bearing + (font["glyf"][mark].xMax if hasattr(font["glyf"][mark], "xMax") else width)) // 2
        part.y = 260 * index
        part.flags = 0x1 | 0x2
        glyph.components.append(part)
    font["glyf"][name] = glyph
    font["hmtx"][name] = (0, min(part.x + font["glyf"][part.glyphName].xMin for part in glyph.components))
    font.setGlyphOrder([*font.getGlyphOrder(), name] if name not in font.getGlyphOrder() else font.getGlyphOrder())
    font["glyf"].glyphOrder = font.getGlyphOrder()
    return name
