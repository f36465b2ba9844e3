"""The DOCX itself: state documents by Nghị định 30/2020/NĐ-CP, phụ lục I; Party documents by Hướng dẫn 36-HD/VPTW."""

import io
import re
from collections.abc import Sequence

from docx import Document
from docx.document import Document as DocxDocument
from docx.shared import Cm, Pt
from docx.table import _Cell

from api.services.drafting.layout import (
    EM_SMALL,
    LEFT,
    LEFT_WIDTH,
    RIGHT_WIDTH,
    balanced,
    length_of,
    rule,
    set_font,
    set_page,
    set_style,
    two_columns,
    write,
    write_body,
)
from api.services.drafting.skeleton import Skeleton
from api.services.legal_basis.wording import is_italic

STATE_NAME = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
PARTY_NAME = "ĐẢNG CỘNG SẢN VIỆT NAM"
MOTTO_LENGTH, PARTY_LENGTH = 162.0, 185.0  # points: motto in 14 bold, Party's name in 15 bold
HEAD_ROOM = 0.94  # of the left column's width, so that names stay clear of the state's name
LETTER = "Công văn"
LONG_PARENT = 44  # characters from which the parent's name would take three lines


def docx(frame: Skeleton, lines: Sequence[str]) -> bytes:
    """The draft as a DOCX file. `lines`: basis lines with their end marks (`legal_basis.finish`)."""
    document = Document()
    set_page(document)
    set_style(document)
    (_party_head if frame.party else _state_head)(document, frame)
    (_recipients if frame.doc_type == LETTER else _title)(document, frame)
    if frame.decides:
        for text in frame.authority:
            write(document, text, 14, bold=True)
        document.paragraphs[-1].paragraph_format.space_after = Pt(8)
    for line in basis(frame, lines):
        write_body(document, line, italic=is_italic(frame.doc_type) and not frame.party)
    _main_part(document, frame)
    _sign_off(document, frame)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def basis(frame: Skeleton, lines: Sequence[str]) -> list[str]:
    """The basis lines; in what decides, the proposal that it follows stands last and takes the full stop."""
    if not frame.decides:
        return list(lines)
    return [*(re.sub(r"\.$", ";", line) for line in lines), *frame.proposed]


def _state_head(document: DocxDocument, frame: Skeleton) -> None:
    """Two columns: parent and issuer with a rule of a third to a half; state name and motto with a rule as long."""
    left, right = two_columns(document)
    room = LEFT_WIDTH.pt * HEAD_ROOM
    parent = frame.parent or ""
    if len(parent) > LONG_PARENT:
        parent = parent.replace("Ủy ban nhân dân", "UBND")
    for line in balanced(parent.upper(), 13, room):
        if line:
            write(left, line, 13)
    issuer = balanced(frame.issuer.upper(), 13, room)
    for line in issuer:
        write(left, line, 13, bold=True)
    rule(left, max(length_of(issuer[-1], 13) * 0.45, 40), LEFT_WIDTH.pt)
    write(right, STATE_NAME, 13, bold=True)
    write(right, MOTTO, 14, bold=True)
    rule(right, MOTTO_LENGTH, RIGHT_WIDTH.pt)
    left, right = two_columns(document)
    write(left, f"Số:        /{frame.symbol}", 13).paragraph_format.space_before = Pt(6)
    if frame.doc_type == LETTER:
        for line in balanced(f"V/v {frame.title[:1].lower()}{frame.title[1:]}", 12, room, EM_SMALL):
            write(left, line, 12)
    write(right, _date_line(frame), 14, italic=True).paragraph_format.space_before = Pt(6)


def _party_head(document: DocxDocument, frame: Skeleton) -> None:
    left, right = two_columns(document)
    if frame.parent:
        write(left, frame.parent.upper(), 14)
    for line in balanced(frame.issuer.upper(), 14, LEFT_WIDTH.pt):
        write(left, line, 14, bold=True)
    write(left, "*", 14)
    write(right, PARTY_NAME, 15, bold=True)
    rule(right, PARTY_LENGTH, RIGHT_WIDTH.pt)
    write(left, f"Số        -{frame.symbol}", 14)
    write(right, _date_line(frame), 14, italic=True).paragraph_format.space_before = Pt(14)


def _date_line(frame: Skeleton) -> str:
    """ "Đắk Lắk, ngày 05 tháng 01 năm 2026"; day and month blank before signing."""
    if frame.day is None:
        return f"{frame.place}, ngày      tháng      năm {frame.year}"
    month = f"{frame.day.month:02d}" if frame.day.month < 3 else str(frame.day.month)
    return f"{frame.place}, ngày {frame.day.day:02d} tháng {month} năm {frame.day.year}"


def _title(document: DocxDocument, frame: Skeleton) -> None:
    heading = write(document, frame.doc_type.upper(), 16 if frame.party else 14, bold=True)
    heading.paragraph_format.space_before = Pt(18)
    width = LEFT_WIDTH.pt + RIGHT_WIDTH.pt
    lines = balanced(frame.title, 14, width * 0.86, EM_SMALL)
    for line in lines:
        write(document, line, 14, bold=True)
    if frame.party:
        write(document, "-----", 14)
    else:
        rule(document, max(length_of(lines[-1], 14, EM_SMALL) * 0.4, 60), width)
    document.paragraphs[-1].paragraph_format.space_after = Pt(12)


def _recipients(document: DocxDocument, frame: Skeleton) -> None:
    if len(frame.recipients) == 1:
        paragraph = write(document, f"Kính gửi: {frame.recipients[0]}", 14)
    else:
        paragraph = write(document, "Kính gửi:", 14)
        for number, name in enumerate(frame.recipients, 1):
            mark = "." if number == len(frame.recipients) else ";"
            write(document, f"- {name}{mark}", 14, align=LEFT).paragraph_format.left_indent = Cm(5.5)
    paragraph.paragraph_format.space_before = Pt(18)
    document.paragraphs[-1].paragraph_format.space_after = Pt(12)


def _main_part(document: DocxDocument, frame: Skeleton) -> None:
    if frame.decides:
        _articles(document, frame)
    elif frame.doc_type == LETTER:
        write_body(document, "…")
    else:
        write_body(document, frame.opening)
        for section in frame.sections:
            write_body(document, section.heading, bold=True).paragraph_format.keep_with_next = True
            for text in section.paragraphs:
                write_body(document, text, bold=bool(re.match(r"\d+\. (?!…)", text)))
    if frame.closing:
        write_body(document, frame.closing)
    for paragraph in document.paragraphs[-2:]:  # the signature never stands alone on a page
        paragraph.paragraph_format.keep_with_next = True


def _articles(document: DocxDocument, frame: Skeleton) -> None:
    heading = write(document, "QUYẾT ĐỊNH:" if frame.doc_type == "Quyết định" else "QUYẾT NGHỊ:", 14, bold=True)
    heading.paragraph_format.space_before = heading.paragraph_format.space_after = Pt(8)
    for number, text in enumerate(frame.articles, 1):
        paragraph = write_body(document, "")
        set_font(paragraph.add_run(f"Điều {number}. "), 14, bold=True)
        set_font(paragraph.add_run(text), 14)


def _sign_off(document: DocxDocument, frame: Skeleton) -> None:
    """Distribution on the left, authority and name on the right, kept on one page."""
    write(document, "", 6).paragraph_format.keep_with_next = True
    left, right = two_columns(document, Cm(8.2), Cm(8.3))
    _distribution(left, frame)
    for number, line in enumerate(frame.signer):
        write(right, line, 14, bold=not (frame.party and number == len(frame.signer) - 1))
    for _ in range(5):
        write(right, "", 13)
    write(right, frame.signer_name, 14, bold=True)


def _distribution(cell: _Cell, frame: Skeleton) -> None:
    run = cell.paragraphs[0].add_run("Nơi nhận:")
    if frame.party:
        set_font(run, 14, underline=True)
    else:
        set_font(run, 12, bold=True, italic=True)
    for line in frame.distribution:
        write(cell, f"- {line}", 12 if frame.party else 11, align=LEFT)
