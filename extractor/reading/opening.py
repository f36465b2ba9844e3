"""open_file: the one door for bytes of any kind."""

from __future__ import annotations

from collections.abc import Callable

from extractor.context import Context
from extractor.document import Page
from extractor.reading import sniff
from extractor.reading.office.conversion import TARGETS, convert
from extractor.reading.office.docx import docx_pages
from extractor.reading.office.html import html_pages
from extractor.reading.office.xlsx import xlsx_pages
from extractor.reading.opened import OpenedFile, describe_source
from extractor.reading.pdf.pages import PdfFile, too_many_pages
from extractor.reading.scan.pictures import PictureFile
from extractor.reading.synthetic import SyntheticFile
from extractor.reading.text import decode, text_pages
from models.errors import InputError


def open_file(data: bytes, file_name: str, context: Context) -> OpenedFile:
    """The file, ready to give its pages. Only the content decides what it is.

    Raises InputError: empty_file, not_a_document, truncated_file, encrypted_file, no_pages, image_too_small,
    image_too_large, file_too_large, too_many_pages; SetupError: libreoffice_missing.
    """
    limits = context.limits
    if len(data) > limits.max_bytes:
        raise InputError(
            "file_too_large",
            f"Tệp lớn {len(data) / 2**20:.0f} MB, vượt giới hạn {limits.max_bytes / 2**20:.0f} MB.",
            "Hãy tách tệp hoặc giảm dung lượng ảnh rồi gửi lại.",
        )
    media_type = sniff.sniff(data)
    if media_type == sniff.PDF:
        return PdfFile(data, file_name, limits)
    if media_type in sniff.PICTURES:
        return PictureFile(data, file_name, media_type, limits)
    pages = _pages(data, media_type)
    if not pages:
        raise InputError("no_pages", "Tệp không có trang nào.", "Hãy lấy lại bản gốc và gửi lại.")
    if len(pages) > limits.max_pages:
        raise too_many_pages(len(pages), limits.max_pages)
    return SyntheticFile(describe_source(data, file_name, media_type, len(pages)), pages)


def _pages(data: bytes, media_type: str) -> list[Page]:
    if media_type in sniff.OFFICE:
        return _READERS[TARGETS[media_type]](convert(data, media_type))
    if media_type == sniff.DOCX:
        return docx_pages(data)
    if media_type == sniff.XLSX:
        return xlsx_pages(data)
    if media_type == sniff.HTML:
        return html_pages(data)
    return text_pages(decode(data))


_READERS: dict[str, Callable[[bytes], list[Page]]] = {"docx": docx_pages, "xlsx": xlsx_pages}
