"""A new document as DOCX in the official layout: head, number, title, legal basis, sections, sign-off, distribution.

State documents follow Nghị định 30/2020/NĐ-CP, phụ lục I; Party documents Hướng dẫn 36-HD/VPTW. What only the drafter
knows is left as "…" to fill in.
"""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from docx import Document
from docx.document import Document as DocxDocument
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from api.services.legal_basis.bodies import Body, body, kind_of, parent_of
from api.services.legal_basis.wording import is_italic
from corpora.facts.registry import TYPE_CODES, fold_words

FONT = "Times New Roman"
STATE_NAME = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
PARTY_NAME = "ĐẢNG CỘNG SẢN VIỆT NAM"
EM = 0.58  # mean width of a bold capital of Times New Roman in its size, measured on heads
EM_SMALL = 0.45  # the same for bold small letters
MOTTO_LENGTH, PARTY_LENGTH = 162.0, 185.0  # points: motto in 14 bold, Party's name in 15 bold
LEFT_WIDTH, RIGHT_WIDTH = Cm(6.4), Cm(10.1)
CENTER, JUSTIFY, LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY, WD_ALIGN_PARAGRAPH.LEFT
SIGNERS: dict[str, tuple[str, ...]] = {
    "ministry": ("BỘ TRƯỞNG",),
    "province": ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"),
    "commune": ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"),
    "council": ("CHỦ TỊCH",),
    "department": ("GIÁM ĐỐC",),
    "government": ("TM. CHÍNH PHỦ", "THỦ TƯỚNG"),
    "party_province": ("T/M BAN THƯỜNG VỤ", "BÍ THƯ"),
    "party_unit": ("T/M BAN THƯỜNG VỤ", "BÍ THƯ"),
    "party_central": ("T/M BAN CHẤP HÀNH TRUNG ƯƠNG",),
}
UNIT_SIGNERS = (
    ("truong dai hoc|truong|hoc vien", "HIỆU TRƯỞNG"),
    ("vien", "VIỆN TRƯỞNG"),
    ("chi cuc", "CHI CỤC TRƯỞNG"),
    ("tong cuc", "TỔNG CỤC TRƯỞNG"),
    ("cuc", "CỤC TRƯỞNG"),
    ("vu", "VỤ TRƯỞNG"),
    ("phong", "TRƯỞNG PHÒNG"),
    ("", "GIÁM ĐỐC"),
)


@dataclass(frozen=True, slots=True)
class Section:
    """A numbered part of the body: heading, and paragraphs as printed ("1. Mục đích", "- …")."""

    heading: str
    paragraphs: tuple[str, ...] = ()


PLAN_SECTIONS = (
    Section("I. MỤC ĐÍCH, YÊU CẦU", ("1. Mục đích", "- …", "2. Yêu cầu", "- …")),
    Section("II. MỤC TIÊU", ("1. Mục tiêu chung", "…", "2. Chỉ tiêu cụ thể", "- …")),
    Section("III. NHIỆM VỤ, GIẢI PHÁP", ("1. …", "a) …", "2. …", "(Phân công nhiệm vụ cụ thể tại Phụ lục kèm theo)")),
    Section("IV. KINH PHÍ THỰC HIỆN", ("…",)),
    Section("V. TỔ CHỨC THỰC HIỆN", ("1. …", "2. …")),
)


@dataclass(frozen=True, slots=True)
class Skeleton:
    """Everything a draft shows outside its basis. `day` None leaves day and month blank in the year of `year`."""

    title: str  # subject, without the type in front
    issuer: str
    doc_type: str = "Kế hoạch"
    parent: str | None = None
    place: str = ""
    day: date | None = None
    year: int = 0
    symbol: str = ""
    signer: tuple[str, ...] = ()
    signer_name: str = "(Họ và tên)"
    distribution: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ("…",)
    sections: tuple[Section, ...] = PLAN_SECTIONS
    party: bool = False
    opening: str = ""
    extra: dict[str, str] = field(default_factory=dict)


def skeleton(
    title: str, issuer: str, place: str | None = None, day: date | None = None, doc_type: str = "Kế hoạch",
    today: date | None = None,
) -> Skeleton:  # fmt: skip
    """The head and sign-off that follow from the issuer's name: parent, place, symbol, signer, distribution."""
    who = body(issuer, place)
    when = day or today or date.today()
    subject = re.sub(rf"^{doc_type}\s+", "", title.strip(), flags=re.IGNORECASE)
    subject = subject[:1].upper() + subject[1:]
    name = short_issuer(who)
    return Skeleton(
        title=subject, issuer=name, doc_type=doc_type, parent=parent_of(who, when.isoformat()),
        place=place_line(who, when.isoformat()), day=day, year=when.year, symbol=symbol_of(who, doc_type),
        signer=signer_of(who), distribution=distribution_of(who, when.isoformat()), party=who.is_party,
        opening=opening(name, doc_type, subject, who.is_party),
    )  # fmt: skip


def short_issuer(who: Body) -> str:
    """The issuer as the head prints it: a department without its province, which stands in the line above."""
    if who.level == "department" and who.field:
        return f"Sở {who.field}"
    return who.name


def place_line(who: Body, day: str) -> str:
    """Place before the date: Hà Nội for central bodies, the province for its bodies; blank where unknown."""
    if who.level in ("ministry", "government", "assembly", "party_central"):
        return "Hà Nội"
    if not who.place:
        return "…………"
    if who.place == "Hồ Chí Minh":
        return "Thành phố Hồ Chí Minh"
    return f"Thành phố {who.place}" if who.place == "Huế" and kind_of("Huế", day) == "thành phố" else who.place


@cache
def _symbols() -> dict[str, str]:
    text = (files("corpora.facts") / "issuing_bodies.tsv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t")
    return {fold_words(row["name"]): row["symbol"] for row in rows}


def symbol_of(who: Body, doc_type: str) -> str:
    """Symbol after the number: "KH-SYT", "KH-UBND"; Party "KH/TU"; a letter has no type ("SYT-…")."""
    symbol = _symbols().get(fold_words(short_issuer(who))) or _shared_symbol(who) or _initials(short_issuer(who))
    code = TYPE_CODES.get(doc_type, "")
    if who.is_party:
        return f"{code or 'CV'}/{symbol}"
    return f"{symbol}-…" if doc_type == "Công văn" else f"{code or '…'}-{symbol}"


def _shared_symbol(who: Body) -> str | None:
    shared = {
        "province": "UBND",
        "commune": "UBND",
        "district": "UBND",
        "council": "HĐND",
        "party_province": "TU",
        "party_unit": "ĐU",
    }
    return shared.get(who.level)


def _initials(name: str) -> str:
    short = {"benh vien": "BV", "trung tam": "TT", "dai hoc": "ĐH", "truong": "T"}
    words = name
    start = ""
    for full, letters in short.items():
        if fold_words(words).startswith(full):
            start = letters
            words = " ".join(words.split()[len(full.split()) :])
            break
    return start + "".join(word[0].upper() for word in re.findall(r"[^\W\d_]+", words))


def signer_of(who: Body) -> tuple[str, ...]:
    """Lines over the signature, by the issuer's level."""
    if who.level == "unit":
        folded = fold_words(who.name)
        return (next(title for pattern, title in UNIT_SIGNERS if re.match(pattern, folded)),)
    return SIGNERS.get(who.level, ("THỦ TRƯỞNG CƠ QUAN",))


def distribution_of(who: Body, day: str) -> tuple[str, ...]:
    """Usual lines of "Nơi nhận"; the archive line stands last."""
    above = parent_of(who, day)
    if who.is_party:
        return ("Các cấp ủy, tổ chức đảng trực thuộc;", "…;", "Lưu Văn phòng.")
    if who.level == "department":
        return (
            f"Bộ {who.field} (để b/c);", f"{_abbreviate(above or '')} (để b/c);", "Giám đốc, các Phó Giám đốc Sở;",
            "Các phòng, đơn vị thuộc Sở;", "Lưu: VT, ….",
        )  # fmt: skip
    if who.level == "unit":
        return (f"{above or '…'} (để b/c);", "Ban Giám đốc;", "Các khoa, phòng;", "Lưu: VT, ….")
    if who.level in ("province", "commune"):
        return ("…(để b/c);", "Chủ tịch, các Phó Chủ tịch UBND;", "Các cơ quan chuyên môn;", "Lưu: VT, ….")
    return ("Như trên;", "…;", "Lưu: VT, ….")


def _abbreviate(name: str) -> str:
    return name.replace("Ủy ban nhân dân", "UBND")


def opening(issuer: str, doc_type: str, subject: str, party: bool) -> str:
    """The sentence between basis and body."""
    lowered = subject[:1].lower() + subject[1:]
    verb = "ban hành" if party or doc_type != "Kế hoạch" else "xây dựng"
    return f"{issuer} {verb} {doc_type} {lowered} với các nội dung như sau:"


# ---- DOCX ----


def docx(frame: Skeleton, lines: Sequence[str]) -> bytes:
    """The draft as a DOCX file. `lines`: basis lines with their end marks (`legal_basis.finish`)."""
    document = Document()
    _page(document)
    _styles(document)
    if frame.party:
        _party_head(document, frame)
    else:
        _state_head(document, frame)
    _title(document, frame)
    _authority_line(document, frame)
    for line in lines:
        _body(document, line, italic=is_italic(frame.doc_type) and not frame.party)
    _main_part(document, frame)
    _sign_off(document, frame)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _page(document: DocxDocument) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance = Mm(10)
    section.different_first_page_header_footer = True
    paragraph = section.header.paragraphs[0]
    paragraph.alignment = CENTER
    _page_number(paragraph)


def _page_number(paragraph: Paragraph) -> None:
    """Arabic, size 13, centred in the top margin; the first page shows none."""
    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("", " PAGE "), ("end", "")):
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.set(qn("xml:space"), "preserve")
            mark.text = text
        run._r.append(mark)
    _font(run, 13)


def _styles(document: DocxDocument) -> None:
    style = document.styles["Normal"]
    style.font.name = FONT
    style.font.size = Pt(14)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(name), FONT)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "vi-VN")
    style.element.get_or_add_rPr().append(language)
    style.paragraph_format.space_after = Pt(0)
    style.paragraph_format.space_before = Pt(0)


def _font(run: Any, size: float, bold: bool = False, italic: bool = False, underline: bool = False) -> None:
    run.font.name, run.font.size = FONT, Pt(size)
    run.bold, run.italic, run.underline = bold, italic, underline


def _write(
    where: DocxDocument | _Cell, text: str, size: float, bold: bool = False, italic: bool = False, align: Any = CENTER,
    first: bool = False,
) -> Paragraph:  # fmt: skip
    paragraph = where.paragraphs[0] if first else where.add_paragraph()
    paragraph.alignment = align
    _font(paragraph.add_run(text), size, bold, italic)
    return paragraph


def _rule(where: DocxDocument | _Cell, length: float, width: float) -> None:
    """A drawn line of `length` points in the middle of a column of `width` points: a low paragraph with a border."""
    paragraph = where.add_paragraph()
    side = max((width - length) / 2, 0)
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(side)
    paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    paragraph.paragraph_format.line_spacing = Pt(3)
    borders = OxmlElement("w:pBdr")
    line = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "0"), ("color", "000000")):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    paragraph._p.get_or_add_pPr().append(borders)
    _font(paragraph.add_run(""), 2)


def _length(text: str, size: float, em: float = EM) -> float:
    return len(text) * size * em


def _columns(document: DocxDocument, left: Any = LEFT_WIDTH, right: Any = RIGHT_WIDTH) -> tuple[_Cell, _Cell]:
    table = document.add_table(rows=1, cols=2)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    for cell, width in zip(table.rows[0].cells, (left, right), strict=True):
        cell.width = width
    for column, width in zip(table.columns, (left, right), strict=True):
        column.width = width
    _no_cell_margins(table)
    return table.rows[0].cells[0], table.rows[0].cells[1]


def _no_cell_margins(table: Any) -> None:
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        mark = OxmlElement(f"w:{side}")
        mark.set(qn("w:w"), "0")
        mark.set(qn("w:type"), "dxa")
        margins.append(mark)
    table._tbl.tblPr.append(margins)


def _state_head(document: DocxDocument, frame: Skeleton) -> None:
    """Two columns: parent and issuer with a rule of a third to a half; state name and motto with a rule as long."""
    left, right = _columns(document)
    first = True
    if frame.parent:
        for line in _balanced(_abbreviated_parent(frame.parent).upper(), 13, LEFT_WIDTH.pt):
            _write(left, line, 13, first=first)
            first = False
    issuer = _balanced(frame.issuer.upper(), 13, LEFT_WIDTH.pt)
    for line in issuer:
        _write(left, line, 13, bold=True, first=first)
        first = False
    _rule(left, max(_length(issuer[-1], 13) * 0.45, 40), LEFT_WIDTH.pt)
    _write(right, STATE_NAME, 13, bold=True, first=True)
    _write(right, MOTTO, 14, bold=True)
    _rule(right, MOTTO_LENGTH, RIGHT_WIDTH.pt)
    left, right = _columns(document)
    number = _write(left, f"Số:        /{frame.symbol}", 13, first=True)
    number.paragraph_format.space_before = Pt(6)
    if frame.doc_type == "Công văn":
        for line in _balanced(f"V/v {frame.title[:1].lower()}{frame.title[1:]}", 12, LEFT_WIDTH.pt, EM_SMALL):
            _write(left, line, 12)
    day = _write(right, _date_line(frame), 14, italic=True, first=True)
    day.paragraph_format.space_before = Pt(6)


def _abbreviated_parent(parent: str) -> str:
    """NĐ 30/2020 lets the parent's name be shortened where it is usual; done where the full one takes three lines."""
    return parent.replace("Ủy ban nhân dân", "UBND") if len(parent) > 44 else parent


def _party_head(document: DocxDocument, frame: Skeleton) -> None:
    left, right = _columns(document)
    first = True
    if frame.parent:
        _write(left, frame.parent.upper(), 14, first=True)
        first = False
    for line in _balanced(frame.issuer.upper(), 14, LEFT_WIDTH.pt):
        _write(left, line, 14, bold=True, first=first)
        first = False
    _write(left, "*", 14)
    _write(right, PARTY_NAME, 15, bold=True, first=True)
    _rule(right, PARTY_LENGTH, RIGHT_WIDTH.pt)
    _write(left, f"Số        -{frame.symbol}", 14)
    day = _write(right, _date_line(frame), 14, italic=True)
    day.paragraph_format.space_before = Pt(14)


def _date_line(frame: Skeleton) -> str:
    """ "Đắk Lắk, ngày 05 tháng 01 năm 2026"; day and month blank before signing."""
    if frame.day is None:
        return f"{frame.place}, ngày      tháng      năm {frame.year}"
    month = f"{frame.day.month:02d}" if frame.day.month < 3 else str(frame.day.month)
    return f"{frame.place}, ngày {frame.day.day:02d} tháng {month} năm {frame.day.year}"


def _balanced(text: str, size: float, width: float, em: float = EM) -> list[str]:
    """Lines of about equal length that fit a column, broken where a name's parts meet."""
    words = text.split()
    count = max(1, -(-int(_length(text, size, em)) // int(width * 0.97)))
    while count <= len(words):
        target = len(text) / count
        lines: list[str] = []
        current = ""
        for word in words:
            longer = f"{current} {word}".strip()
            if current and len(longer) > target * 1.12 and len(lines) < count - 1:
                lines.append(current)
                current = word
            else:
                current = longer
        lines.append(current)
        if all(_length(line, size, em) <= width for line in lines):
            return lines
        count += 1
    return [text]


def _title(document: DocxDocument, frame: Skeleton) -> None:
    if frame.doc_type == "Công văn":
        _recipients(document, frame)
        return
    heading = _write(document, frame.doc_type.upper(), 16 if frame.party else 14, bold=True)
    heading.paragraph_format.space_before = Pt(18)
    width = LEFT_WIDTH.pt + RIGHT_WIDTH.pt
    lines = _balanced(frame.title, 14, width * 0.86, EM_SMALL)
    for line in lines:
        _write(document, line, 14, bold=True)
    if frame.party:
        _write(document, "-----", 14)
    else:
        _rule(document, max(_length(lines[-1], 14, EM_SMALL) * 0.4, 60), width)
    document.paragraphs[-1].paragraph_format.space_after = Pt(12)


def _recipients(document: DocxDocument, frame: Skeleton) -> None:
    if len(frame.recipients) == 1:
        paragraph = _write(document, f"Kính gửi: {frame.recipients[0]}", 14)
    else:
        paragraph = _write(document, "Kính gửi:", 14)
        for number, name in enumerate(frame.recipients, 1):
            mark = "." if number == len(frame.recipients) else ";"
            line = _write(document, f"- {name}{mark}", 14, align=LEFT)
            line.paragraph_format.left_indent = Cm(5.5)
    paragraph.paragraph_format.space_before = Pt(18)
    document.paragraphs[-1].paragraph_format.space_after = Pt(12)


def _authority_line(document: DocxDocument, frame: Skeleton) -> None:
    """Who decides, over the basis of a decision: "GIÁM ĐỐC SỞ Y TẾ"."""
    if frame.doc_type == "Quyết định" and not frame.party:
        who = frame.issuer if frame.signer[0].startswith("TM.") else f"{frame.signer[-1]} {frame.issuer}"
        paragraph = _write(document, who.upper(), 14, bold=True)
        paragraph.paragraph_format.space_after = Pt(8)


def _body(
    document: DocxDocument, text: str, bold: bool = False, italic: bool = False, align: Any = JUSTIFY
) -> Paragraph:  # fmt: skip
    """A paragraph of the body: 14, justified, first line 1.27 cm, 6 pt apart, line spacing 1.15."""
    paragraph = _write(document, text, 14, bold, italic, align)
    paragraph.paragraph_format.first_line_indent = Cm(1.27)
    paragraph.paragraph_format.space_after = Pt(6)
    paragraph.paragraph_format.line_spacing = 1.15
    return paragraph


def _main_part(document: DocxDocument, frame: Skeleton) -> None:
    if frame.doc_type in ("Quyết định", "Nghị quyết") and not frame.party:
        _decision(document, frame)
        return
    if frame.doc_type == "Công văn":
        _body(document, "…")
        _body(document, "Trân trọng./.")
        return
    _body(document, frame.opening)
    for section in frame.sections:
        heading = _body(document, section.heading, bold=True)
        heading.paragraph_format.keep_with_next = True
        for text in section.paragraphs:
            _body(document, text, bold=bool(re.match(r"\d+\. (?!…)", text)))
    last = f"Trên đây là {frame.doc_type} {frame.title[:1].lower()}{frame.title[1:]}; yêu cầu các cơ quan, đơn vị triển khai thực hiện./."
    _body(document, last)


def _decision(document: DocxDocument, frame: Skeleton) -> None:
    _body(document, "Theo đề nghị của ….", italic=True)
    heading = _write(document, "QUYẾT ĐỊNH:" if frame.doc_type == "Quyết định" else "QUYẾT NGHỊ:", 14, bold=True)
    heading.paragraph_format.space_before = heading.paragraph_format.space_after = Pt(8)
    for number, text in enumerate((f"{frame.title}.", "…", "Quyết định này có hiệu lực kể từ ngày ký./."), 1):
        paragraph = _body(document, "")
        _font(paragraph.add_run(f"Điều {number}. "), 14, bold=True)
        _font(paragraph.add_run(text), 14)


def _sign_off(document: DocxDocument, frame: Skeleton) -> None:
    """Distribution on the left, authority and name on the right, kept on one page."""
    spacer = _write(document, "", 6)
    spacer.paragraph_format.keep_with_next = True
    left, right = _columns(document, Cm(8.2), Cm(8.3))
    _distribution(left, frame)
    for number, line in enumerate(frame.signer):
        _write(right, line, 14, bold=not (frame.party and number == len(frame.signer) - 1), first=number == 0)
    for _ in range(5):
        _write(right, "", 13)
    _write(right, frame.signer_name, 14, bold=True)
    row = left._tc.getparent()
    together = OxmlElement("w:cantSplit")
    row.get_or_add_trPr().append(together)


def _distribution(cell: _Cell, frame: Skeleton) -> None:
    paragraph = cell.paragraphs[0]
    run = paragraph.add_run("Nơi nhận:")
    if frame.party:
        _font(run, 14, underline=True)
    else:
        _font(run, 12, bold=True, italic=True)
    for line in frame.distribution:
        _write(cell, f"- {line}", 12 if frame.party else 11, align=LEFT)


def rich_text(lines: Sequence[str], doc_type: str) -> str:
    """The basis as HTML for pasting into a word processor: same font, size, indent and slant as in the DOCX."""
    style = (
        "font-family:'Times New Roman',serif;font-size:14pt;text-align:justify;text-indent:1.27cm;margin:0 0 6pt 0;"
        f"font-style:{'italic' if is_italic(doc_type) else 'normal'}"
    )
    return "\n".join(f'<p style="{style}">{html.escape(line)}</p>' for line in lines)


def with_sections(frame: Skeleton, headings: Sequence[str]) -> Skeleton:
    """The same draft with other section headings, numbered I, II, III …"""
    romans = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
    sections = tuple(Section(f"{roman}. {name.upper()}", ("…",)) for roman, name in zip(romans, headings, strict=False))
    return replace(frame, sections=sections)
