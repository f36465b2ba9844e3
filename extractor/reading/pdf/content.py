"""What a PDF page draws, read quickly: runs of letters, strokes and pictures, in the form of pdfplumber's objects.

pdfminer resolves files, fonts and operators, pdfplumber builds words and tables from the objects; in between, their own way
makes an object with forty attributes of every letter. Here the content stream is cut up by one pattern, and letters that
touch in one string are one object ("char" with several letters), which is what words are made of anyway.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from math import inf
from typing import Any

from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdffont import PDFFont, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFGraphicState, PDFPageInterpreter, PDFStackT, PDFTextState
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import PDFStream, stream_value
from pdfminer.psparser import LIT
from pdfminer.utils import MATRIX_IDENTITY, Matrix, Point, Rect, apply_matrix_pt, apply_matrix_rect, mult_matrix
from pdfplumber.page import Page
from pdfplumber.pdf import PDF
from pdfplumber.utils.text import LIGATURES

from extractor.recovery.verdict import charset_of_font

GAP = 0.18  # em: letters of one string that are further apart are two words
TOUCH = 0.12  # em: the same of two strings
LEVEL = 0.05  # points: letters of one word stand on one line
UNIT = (0.0, 0.0, 1.0, 1.0)  # where a picture is drawn before the matrix places it

BRACKETED = rb"\((?:[^()\\]++|\\.|\((?:[^()\\]++|\\.|\((?:[^()\\]++|\\.)*+\))*+\))*+\)"  # brackets within, two deep
PIECE = re.compile(rb"([-+.\d]+)|(%b)|<([\da-fA-F\s]*)>" % BRACKETED, re.DOTALL)
TOKEN = re.compile(
    rb"""([-+.\d]+(?:\s+[-+.\d]+)*)                                # 1 numbers
      | BI\b(?:.*?)\bID\s.*?EI(?=[\x00\s]|$)                        # an inline picture: no group
      | ([A-Za-z'"][\w*]*)                                          # 2 operator
      | \[((?:[-+.\d\s]++|%(string)b|<[\da-fA-F\s]*+>)*+)\]         # 3 strings and numbers in brackets
      | (%(string)b)                                                # 4 string
      | <([\da-fA-F\s]*)>                                           # 5 string in hexadecimal
      | /([^\x00\t\n\f\r ()<>\[\]{}/%%]*)                           # 6 name
      | (<<|\[)                                                     # 7 a dictionary or another array begins
      | (>>|\])                                                     # 8 one ends
      | %%[^\r\n]*                                                  # a comment: no group"""
    % {b"string": BRACKETED},
    re.VERBOSE | re.DOTALL,
)
NUMBERS, OPERATOR, ARRAY, STRING, HEXADECIMAL, NAME, OPENS, CLOSES = range(1, 9)
ESCAPE = re.compile(rb"\\(?:([0-7]{1,3})|(\r\n|.))", re.DOTALL)
ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b"", b"\r\n": b""}
SIGNED = re.compile(rb"[-+]?(?:\d+\.?\d*|\.\d+)")
ESCAPED_NAME = re.compile(rb"#([\da-fA-F]{2})")

Item = dict[str, Any]


def content_pages(plumber: PDF) -> list[ContentPage]:
    """The pages of a file."""
    fonts = Fonts()
    return [
        ContentPage(plumber, page, number, fonts) for number, page in enumerate(PDFPage.create_pages(plumber.doc), 1)
    ]


class ContentPage(Page):
    """A page of pdfplumber whose "char" objects are blanks and words: letters of one look, with no gap between.

    `lettered`: some are single letters, because the widths of legacy fonts are not to be trusted, or because they stand aslant. Letters that stand sideways are left out. "line", "rect" and "curve" objects have their boxes and
    whether they are stroked, "image" objects their boxes.
    """

    def __init__(self, plumber: PDF, page: PDFPage, number: int, fonts: Fonts) -> None:
        super().__init__(plumber, page, number)
        self.fonts = fonts
        self.lettered = False

    def parse_objects(self) -> dict[str, list[Item]]:
        collector = _Collector(self)
        _Interpreter(self.pdf.rsrcmgr, collector).process_page(self.page_obj)
        self.lettered = collector.lettered
        return collector.objects


class _Glyphs(dict[int, tuple[str, float, bool]]):
    """(text, width in em, whether it is blank) of each glyph of a font."""

    def __init__(self, font: PDFFont) -> None:
        super().__init__()
        self.font = font
        self.name = _font_name(font)
        self.alone = charset_of_font(self.name) is not None
        self.descent = font.get_descent()

    def __missing__(self, cid: int) -> tuple[str, float, bool]:
        try:
            text = self.font.to_unichr(cid)
        except PDFUnicodeNotDefined:
            text = f"(cid:{cid})"
        self[cid] = (LIGATURES.get(text, text), self.font.char_width(cid), text.isspace())
        return self[cid]


def _font_name(font: PDFFont) -> str:
    """The name in the font's descriptor, else the one it goes by."""
    name = getattr(font, "basefont", "") if font.fontname == "unknown" else font.fontname
    return name.decode("latin-1") if isinstance(name, bytes) else str(name)


class Fonts(dict[PDFFont, _Glyphs]):
    """Glyphs of the fonts of a file."""

    def __missing__(self, font: PDFFont) -> _Glyphs:
        self[font] = _Glyphs(font)
        return self[font]


class _Collector(PDFTextDevice):
    """Gathers what the operators of a page draw, as objects of pdfplumber."""

    def __init__(self, page: ContentPage) -> None:
        super().__init__(page.pdf.rsrcmgr)
        self.chars: list[Item] = []
        self.objects: dict[str, list[Item]] = {"char": self.chars}
        self.fonts = page.fonts
        self.left = float(page.mediabox[0])
        self.height = float(page.mediabox[1]) + float(page.height)
        self.ctm: Matrix = MATRIX_IDENTITY
        self.figures: list[Matrix] = []
        self.last: Item | None = None  # letters that the next string may go on with
        self.lettered = False

    def add(self, kind: str, box: Rect, **more: Any) -> Item:
        x0, x1 = box[0] + self.left, box[2] + self.left
        top, bottom = self.height - box[3], self.height - box[1]
        item = {"object_type": kind, "x0": x0, "top": top, "x1": x1, "bottom": bottom, "doctop": top, **more}
        self.objects.setdefault(kind, []).append(item)
        return item

    def begin_figure(self, name: str, bbox: object, matrix: Matrix) -> None:
        self.figures.append(mult_matrix(matrix, self.ctm))

    def end_figure(self, name: str) -> None:
        self.figures.pop()

    def render_image(self, name: str, stream: object) -> None:
        self.add("image", apply_matrix_rect(self.figures[-1], UNIT))

    def paint_path(self, graphicstate: object, stroke: bool, fill: bool, evenodd: bool, path: Sequence[Any]) -> None:
        starts = [place for place, step in enumerate(path) if step[0] == "m"]
        for start, end in pairwise([*starts, len(path)]):
            if end - start > 1:
                kind, points = _shape(path[start:end], self.ctm)
                xs, ys = zip(*points, strict=True)
                self.add(kind, (min(xs), min(ys), max(xs), max(ys)), stroke=stroke, fill=fill)

    def render_string(self, textstate: PDFTextState, seq: Iterable[object], ncs: object, graphicstate: object) -> None:
        font, size = textstate.font, textstate.fontsize
        assert font is not None
        glyphs = self.fonts[font]
        a, b, c, d, e, f = mult_matrix(textstate.matrix, self.ctm)
        start, y = textstate.linematrix
        alone = glyphs.alone or b != 0
        runs, end = _runs(seq, glyphs, textstate, start, -inf if alone else GAP * size * abs(d / (a or 1.0)))
        textstate.linematrix = (end, y)
        if not runs or font.is_vertical() or a * d * textstate.scaling <= 0 or b * c > 0:
            return
        self.lettered = self.lettered or (alone and any(not text.isspace() for _, _, text in runs))
        low = glyphs.descent * size + textstate.rise
        matrix = (a, b, c, d, e + c * y, f + d * y)
        if alone:
            for left, right, text in runs:
                self._letters(text, glyphs.name, *apply_matrix_rect(matrix, (left, low, right, low + size)))
            self.last = None
        else:
            self._words(runs, glyphs.name, a, apply_matrix_rect(matrix, (0.0, low, 0.0, low + size)))

    def _words(self, runs: Sequence[Run], font: str, scale: float, frame: Rect) -> None:
        """Adds words of a level string; the first may go on with the last one, as programs set a word in several strings.

        scale: from text space to points; frame: where the string begins.
        """
        (x0, y0, x1, y1), last = frame, self.last
        left, right, text = runs[0]
        if last is not None and last["fontname"] == font and not text.isspace():
            near = abs(x0 + self.left + min(scale * left, scale * right) - last["x1"]) <= TOUCH * last["size"]
            if near and abs(self.height - y1 - last["top"]) < LEVEL and abs(y1 - y0 - last["size"]) < LEVEL:
                last["text"] += text
                last["x1"] = max(last["x1"], x1 + self.left + max(scale * left, scale * right))
                runs = runs[1:]
        for left, right, text in runs:
            low, high = (left, right) if scale > 0 else (right, left)
            last = self._letters(text, font, x0 + scale * low, y0, x1 + scale * high, y1)
        self.last = None if last is None or last["text"].isspace() else last

    def _letters(self, text: str, font: str, x0: float, y0: float, x1: float, y1: float) -> Item:
        top = self.height - y1
        item = {
            "object_type": "char",
            "x0": x0 + self.left,
            "top": top,
            "x1": x1 + self.left,
            "bottom": self.height - y0,
            "doctop": top,
            "text": text,
            "fontname": font,
            "size": round(y1 - y0, 2),
            "upright": True,
        }
        self.chars.append(item)
        return item


Run = tuple[float, float, str]


def _runs(seq: Iterable[object], glyphs: _Glyphs, state: PDFTextState, x: float, gap: float) -> tuple[list[Run], float]:
    """Runs of a string as (start, end, text) along its base line, in text space, and where the next string begins.

    A run ends at a blank, which is a run of its own, and at a gap wider than `gap`.
    """
    em = state.fontsize * state.scaling * 0.01
    charspace = state.charspace * state.scaling * 0.01
    wordspace = 0.0 if glyphs.font.is_multibyte() else state.wordspace * state.scaling * 0.01
    runs: list[Run] = []
    word, start, last, end, follows = "", x, x, x, 0.0
    for piece in seq:
        if isinstance(piece, bytes):
            for cid in glyphs.font.decode(piece):
                x += follows
                text, width, blank = glyphs[cid]
                if word and (blank or not last <= x <= end + gap):
                    runs.append((start, end, word))
                    word = ""
                last, follows = x, charspace
                x = end = x + width * em
                if blank:
                    runs.append((last, x, text))
                elif word:
                    word += text
                else:
                    word, start = text, last
                if cid == 32:
                    x += wordspace
        elif isinstance(piece, float):
            x -= piece * 0.001 * em
            follows = charspace
    if word:
        runs.append((start, end, word))
    return runs, x


def _shape(path: Sequence[Any], matrix: Matrix) -> tuple[str, list[Point]]:
    """Kind and corners of one subpath: a line, a rectangle with level sides, or anything else, as pdfminer tells them apart."""
    steps = "".join(step[0] for step in path)
    points = [apply_matrix_pt(matrix, (path[0] if step[0] == "h" else step)[-2:]) for step in path]
    if len(steps) > 3 and steps.endswith("lh") and points[-2] == points[0]:
        steps, points = steps[:-2] + "h", points[:-1]
    if steps in {"ml", "mlh"}:
        return "line", points
    square = all(one[0] == other[0] or one[1] == other[1] for one, other in pairwise(points))
    if steps in {"mlllh", "mllll"} and square and points[0] == points[-1]:
        return "rect", points
    return "curve", points


class _Interpreter(PDFPageInterpreter):
    """pdfminer's operators that place text, paths and pictures; those of colours, strokes' looks and tags are passed over."""

    def execute(self, streams: Sequence[object]) -> None:
        operators = {name: (getattr(self, method), count) for name, (method, count) in OPERATORS.items()}
        data = b" ".join(stream.get_data() for stream in self._not_running(streams))
        operands: list[Any] = []
        outer: list[list[Any]] = []
        for token in TOKEN.finditer(data):
            kind = token.lastindex or 0
            if kind == NUMBERS:
                operands += _numbers(token[1])
            elif kind == OPERATOR:
                method, count = operators.get(token[2], (None, 0))
                if method is not None and len(operands) >= count:
                    method(*operands[len(operands) - count :])
                operands.clear()
            elif kind in DECODERS:
                operands.append(DECODERS[kind](token[kind]))
            elif kind == OPENS:
                outer.append(operands)
                operands = []
            elif kind == CLOSES:
                inner, operands = operands, outer.pop() if outer else []
                operands.append(inner)
            elif token[0].startswith(b"BI"):
                self._inline_picture()

    def _not_running(self, streams: Sequence[object]) -> list[PDFStream]:
        """Streams that no outer one is being read from: a form that draws itself would never end."""
        found = [stream for stream in map(stream_value, streams) if stream.objid not in self.parent_stream_ids]
        self.stream_ids = {stream.objid for stream in found if stream.objid is not None}
        return found

    def _inline_picture(self) -> None:
        self.device.begin_figure("", UNIT, MATRIX_IDENTITY)
        self.device.render_image("", PDFStream({}, b""))
        self.device.end_figure("")

    def get_current_state(self) -> tuple[Matrix, PDFTextState, PDFGraphicState]:
        return self.ctm, self.textstate.copy(), self.graphicstate  # which nothing here changes

    def do__w(self, aw: PDFStackT, ac: PDFStackT, s: PDFStackT) -> None:
        """Set spacings, go to the next line and show a string; pdfminer stays on the line."""
        self.do_Tw(aw)
        self.do_Tc(ac)
        self.do__q(s)

    def do_TJ(self, seq: object) -> None:
        if self.textstate.font is not None and isinstance(seq, list):
            self.device.render_string(self.textstate, seq, self.graphicstate.ncs, self.graphicstate)


def _method(operator: bytes) -> str:
    """pdfminer's name for what an operator does."""
    return "do_" + operator.decode().replace("*", "_a").replace("'", "_q").replace('"', "_w")


OPERATORS = {  # name to method and number of operands
    name: (_method(name), count)
    for count, names in {
        0: b"q Q h S s f F f* B B* b b* n BT ET T*",
        1: b"Tc Tw Tz TL Ts Tj TJ ' Do",
        2: b"m l Td TD Tf",
        3: b'"',
        4: b"re v y",
        6: b"cm c Tm",
    }.items()
    for name in names.split()
}


def _numbers(text: bytes) -> list[float]:
    """Numbers that stand in a row; of one that is badly written as much as makes sense, nothing for a lone sign."""
    try:
        return [float(number) for number in text.split()]
    except ValueError:
        found = (SIGNED.search(number) for number in text.split())
        return [float(match[0]) for match in found if match]


def _array(text: bytes) -> list[object]:
    """Strings and numbers that stand in brackets."""
    values: list[object] = []
    for number, string, digits in PIECE.findall(text):
        if number:
            values += _numbers(number)
        else:
            values.append(_string(string) if string else _hexadecimal(digits))
    return values


def _string(text: bytes) -> bytes:
    text = text[1:-1]
    return ESCAPE.sub(_unescaped, text) if b"\\" in text else text


def _unescaped(escape: re.Match[bytes]) -> bytes:
    if escape[1]:
        return bytes((int(escape[1], 8) & 255,))
    return ESCAPES.get(escape[2], escape[2])


def _hexadecimal(text: bytes) -> bytes:
    digits = b"".join(text.split())
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())


def _name(text: bytes) -> object:
    name = ESCAPED_NAME.sub(lambda code: bytes((int(code[1], 16),)), text)
    try:
        return LIT(name.decode())
    except UnicodeDecodeError:
        return LIT(name)  # as pdfminer keeps it


DECODERS: dict[int, Callable[[bytes], object]] = {
    ARRAY: _array,
    STRING: _string,
    HEXADECIMAL: _hexadecimal,
    NAME: _name,
}
