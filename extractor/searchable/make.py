"""A file and its pages as read, to a searchable PDF.

A page whose text layer was right stays as it is. On every other page the wrong layer is taken out and the words as read
are laid over the print, invisible. Where wrong text can be seen (print in a legacy font), it cannot be taken out without
taking the print along: such a page becomes a picture of itself.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

import pdfplumber
import pikepdf

from extractor.document import Geometry, Line, Page, Word
from extractor.reading.opened import OpenedFile
from extractor.reading.pdf.content import content_pages
from extractor.reading.pdf.words import page_words
from extractor.reading.scan.scans import ScannedFile
from extractor.searchable.archive import clean, declare, saved
from extractor.searchable.font import add_font
from extractor.searchable.layer import Frame, page_lines, text_layer, unturned
from extractor.searchable.source import PICTURE_DPI, as_pdf, picture, print_only, put_picture, require_pages
from extractor.searchable.strip import strip_hidden_text
from models.record import BBox

FONT = "CanCuText"
STRAY = 3  # wrong visible words that a page may keep: marks of a signing program, a slogan of a scanner


@dataclass(frozen=True, slots=True)
class Searchable:
    """The PDF, and remarks for staff, one Vietnamese sentence each."""

    data: bytes
    remarks: tuple[str, ...] = ()


def make_searchable(opened: OpenedFile, data: bytes, pages: Sequence[Page]) -> Searchable:
    """The searchable PDF of a file that was opened from `data` and read as `pages`, all of them, in order.

    Raises InputError: no_page_image for text and office files, encrypted_file, truncated_file.
    """
    file = require_pages(opened)
    with as_pdf(file, data) as pdf:
        clean(pdf)
        wrong = [page for page in pages if page.text_source != "text_layer"]
        for page in wrong:
            strip_hidden_text(pdf, pdf.pages[page.number - 1])
        left = _words_left(pdf, wrong)
        redrawn = [page.number for page in wrong if _has_wrong_words(page, left[page.number])]
        for number in redrawn:
            _redraw(pdf, file, number)
            left[number] = []
        font = add_font(pdf) if wrong else None
        for page in wrong:
            _add_layer(pdf, file, page, left[page.number], font)
        pdf.remove_unreferenced_resources()
        with pikepdf.open(io.BytesIO(saved(pdf))) as result:  # only what is still in use
            faults = declare(result, PurePath(opened.source.file_name).stem)
            return Searchable(saved(result), tuple(_remarks(opened, redrawn, faults)))


def _words_left(pdf: pikepdf.Pdf, pages: Sequence[Page]) -> dict[int, list[Word]]:
    """Words that can still be found on these pages, by page, with boxes on the page as it stands in the file."""
    if not pages:
        return {}
    with pdfplumber.open(io.BytesIO(saved(pdf))) as plumber:
        found = content_pages(plumber)
        return {page.number: page_words(found[page.number - 1]) for page in pages}


def _has_wrong_words(page: Page, left: Sequence[Word]) -> bool:
    known = {word.text for line in page_lines(page) for word in line.words}
    return sum(word.text not in known for word in left) > STRAY


def _redraw(pdf: pikepdf.Pdf, opened: ScannedFile, number: int) -> None:
    put_picture(pdf, pdf.pages[number - 1], picture(pdf, print_only(opened.render(number, PICTURE_DPI))))


def _add_layer(
    pdf: pikepdf.Pdf, opened: ScannedFile, page: Page, left: Sequence[Word], font: pikepdf.Object | None
) -> None:
    """Lay the page's words over it, but for those that can be found there already (the stamp of a signing program)."""
    target = pdf.pages[page.number - 1]
    x0, y0, x1, y1 = (float(value) for value in target.cropbox)
    frame = Frame((x0, y0, x1, y1), int(target.obj.get("/Rotate", 0)) % 360)
    undo = unturned(page.geometry or Geometry(), (page.width, page.height))

    def is_there(word: Word) -> bool:
        x, y = undo((word.bbox[0] + word.bbox[2]) / 2, (word.bbox[1] + word.bbox[3]) / 2)
        return any(other.text == word.text and _within(other.bbox, x, y) for other in left)

    content = text_layer(_without(page_lines(page), is_there), FONT, lambda x, y: frame.to_user(*undo(x, y)))
    if content and font is not None:
        target.add_resource(font, pikepdf.Name.Font, pikepdf.Name("/" + FONT))
        target.contents_add(b"q\n", prepend=True)  # what the page leaves set must not turn the layer
        target.contents_add(b"\nQ\n" + content)


def _within(box: BBox, x: float, y: float) -> bool:
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _without(lines: Sequence[Line], is_there: Callable[[Word], bool]) -> list[Line]:
    kept = [replace(line, words=tuple(word for word in line.words if not is_there(word))) for line in lines]
    return [line for line in kept if line.words]


def _remarks(opened: OpenedFile, redrawn: Sequence[int], faults: Sequence[str]) -> list[str]:
    remarks = []
    if opened.signatures:
        signers = "; ".join(dict.fromkeys(item.signer or item.organisation or "" for item in opened.signatures))
        remarks.append(
            f"Bản gốc có chữ ký số ({signers.strip('; ') or 'không rõ người ký'}); bản PDF này là bản sao, không mang chữ ký số. "
            "Hãy giữ bản gốc."
        )
    if redrawn:
        numbers = ", ".join(map(str, redrawn))
        remarks.append(
            f"Trang {numbers}: chữ in bằng phông cũ không bỏ riêng được nên trang được thay bằng ảnh của nó."
        )
    if faults:
        remarks.append(f"Bản PDF này chưa đạt chuẩn lưu trữ PDF/A-2b vì bản gốc có: {', '.join(faults)}.")
    return remarks
