"""The font of an invisible text layer: one glyph without any ink, half an em wide, that stands for every character.

The text is never drawn, so the font needs no letters; its ToUnicode table says which character each code is. The same
idea as the font that Tesseract and OCRmyPDF use, but the glyph has an extent: readers such as pdfium drop one-letter
words without one.
"""

from __future__ import annotations

import io
from functools import lru_cache

import pikepdf
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from pikepdf import Array, Dictionary, Name

FONT_NAME = "CanCuGlyphless"
EM = 1000
ADVANCE = 0.5  # em: width of every character
PLANE = 0x10000  # codes are two bytes; characters beyond them cannot be shown

TO_UNICODE = b"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
1 beginbfrange
<0000> <FFFF> <0000>
endbfrange
endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""


@lru_cache(maxsize=1)
def font_file() -> bytes:
    """The TrueType file: .notdef, a stroke without width from corner to corner."""
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    pen.lineTo((round(EM * ADVANCE), EM))
    pen.closePath()
    builder = FontBuilder(EM, isTTF=True)
    builder.setupGlyphOrder([".notdef"])
    builder.setupCharacterMap({})
    builder.setupGlyf({".notdef": pen.glyph()})
    builder.setupHorizontalMetrics({".notdef": (round(EM * ADVANCE), 0)})
    builder.setupHorizontalHeader(ascent=EM, descent=0)
    builder.setupNameTable({"familyName": FONT_NAME, "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=EM, usWinAscent=EM)
    builder.setupPost()
    builder.font["head"].created = builder.font["head"].modified = 0  # the same bytes every time
    builder.font.recalcTimestamp = False
    out = io.BytesIO()
    builder.save(out)
    return out.getvalue()


def add_font(pdf: pikepdf.Pdf) -> pikepdf.Object:
    """The font as an object of `pdf`; a character below PLANE is shown by its code, two bytes, high one first."""
    descriptor = Dictionary(
        Type=Name.FontDescriptor,
        FontName=Name("/" + FONT_NAME),
        Flags=5,  # fixed pitch, symbolic
        FontBBox=Array([0, 0, round(EM * ADVANCE), EM]),
        ItalicAngle=0,
        Ascent=EM,
        Descent=0,
        CapHeight=EM,
        StemV=80,
        FontFile2=pdf.make_stream(font_file(), Length1=len(font_file())),
    )
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=Name("/" + FONT_NAME),
        CIDSystemInfo=Dictionary(Registry=pikepdf.String("Adobe"), Ordering=pikepdf.String("Identity"), Supplement=0),
        CIDToGIDMap=pdf.make_stream(bytes(2 * PLANE)),
        DW=round(EM * ADVANCE),
        FontDescriptor=pdf.make_indirect(descriptor),
    )
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=Name("/" + FONT_NAME),
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([pdf.make_indirect(descendant)]),
            ToUnicode=pdf.make_stream(TO_UNICODE),
        )
    )
