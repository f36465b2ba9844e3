"""PDF pages: words with fonts from the text layer, rules, tables, signature fields, page images.

pdfplumber reads words and rules; pypdfium2 renders, and first flattens form fields, because the number and the date of
e-issued letters often stand in the appearance of signature fields, which pdfplumber does not see.
"""

from __future__ import annotations

import contextlib
import io
import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import pdfplumber
import pikepdf
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image

from extractor.context import Limits
from extractor.document import Line, Page, Word
from extractor.reading import sniff
from extractor.reading.layout.grids import find_grids, from_marks
from extractor.reading.layout.lines import arrange, fold, rows_of, split
from extractor.reading.opened import describe_source
from extractor.reading.pdf.content import content_pages
from extractor.reading.pdf.signatures import read_signatures
from extractor.reading.pdf.words import page_words
from extractor.reading.scan.scans import ScannedFile
from models.errors import InputError
from models.record import BBox

TAIL = 4096  # bytes from the end within which %%EOF must stand
SCAN_COVER = 0.5  # share of the page under images from which it may be a scan
SCAN_TEXT = 250  # characters: stamps on scans have 38 to 211
MAX_RULES = 4000  # more strokes than this are a drawing, not tables
MAX_RENDER_SIDE = 7000  # pixels
LONGEST_MARK = 12.0  # points: longest dash of a dashed rule
POINTS = 72

TOP_EDGE, FOOT_EDGE = 0.1, 0.92  # of the page's height: running heads stand above, feet below

_PDFIUM = threading.RLock()  # pdfium may be used by one thread at a time, whatever the document


@dataclass(frozen=True, slots=True)
class _Content:
    """What a page draws: its size in points, its words, strokes as thin boxes, the share of the page under pictures."""

    width: float
    height: float
    words: list[Word]
    rules: list[BBox]
    image_cover: float


class PdfFile(ScannedFile):
    """A PDF, its form fields flattened."""

    def __init__(self, data: bytes, file_name: str, limits: Limits) -> None:
        if b"%%EOF" not in data.rstrip(b"\x00 \r\n\t")[-TAIL:]:
            raise sniff.truncated("Tệp PDF")
        with _PDFIUM:
            probe = _load(data)
            pages = len(probe)
            has_forms = probe.get_formtype() not in (None, pdfium_c.FORMTYPE_NONE)
            probe.close()
        super().__init__(describe_source(data, file_name, sniff.PDF, pages))
        if pages == 0:
            raise InputError("no_pages", "Tệp PDF không có trang nào.", "Hãy lấy lại bản gốc và gửi lại.")
        if pages > limits.max_pages:
            raise too_many_pages(pages, limits.max_pages)
        self.signatures = read_signatures(data)
        flat = flatten(data) if has_forms else data
        with _PDFIUM:
            self._pdfium = _load(flat)
        self._plumber = pdfplumber.open(io.BytesIO(flat))
        self._pages = content_pages(self._plumber)
        self._lock = threading.RLock()
        self._contents: dict[int, _Content] = {}
        self._covers: dict[int, float] = {}
        self._edges: dict[int, tuple[str, ...]] = {}
        self._turns = {}
        self.charset_hint = None

    def page(self, number: int) -> Page:
        with self._lock:
            try:
                return self._read(number, stamp_only=None)
            except (KeyboardInterrupt, MemoryError):
                raise
            except Exception as error:  # pdfminer raises whatever a damaged page makes it raise
                self.warn(
                    "page_unreadable",
                    f"Trang {number}: không đọc được lớp chữ ({type(error).__name__}); hệ thống nhận dạng từ ảnh trang.",
                    number,
                )
                width, height = self.plain_size(number)
                return Page(number, width, height)

    def stamp(self, number: int) -> Page:
        with self._lock:
            try:
                return self._read(number, stamp_only=True)
            except (KeyboardInterrupt, MemoryError):
                raise
            except Exception:  # already warned about by page()
                width, height = self.plain_size(number)
                return Page(number, width, height)

    def _read(self, number: int, stamp_only: bool | None) -> Page:
        content = self._content(number)
        words, boxes = content.words, content.rules
        page = Page(number, content.width, content.height)
        is_scan = content.image_cover >= SCAN_COVER and sum(len(word.text) for word in words) < SCAN_TEXT
        if stamp_only or (is_scan and stamp_only is None):
            laid = arrange(page, words)
            return replace(page, furniture=(*laid.furniture, *laid.lines) if is_scan else ())
        grids, rest = find_grids(boxes, words) if len(boxes) <= MAX_RULES else ([], words)
        page = replace(page, grids=tuple(grids), rules=tuple(boxes[:MAX_RULES]))
        laid = arrange(page, rest, self._running(number))
        del self._contents[number]
        return laid

    def _content(self, number: int) -> _Content:
        """What a page draws; kept until the page is read, because its neighbours ask for its edges."""
        if number not in self._contents:
            source = self._pages[number - 1]
            try:
                rules = _rules(source)
                size = (round(float(source.width), 2), round(float(source.height), 2))
                cover = self._covers[number] = _image_cover(source)
                self._contents[number] = _Content(*size, page_words(source, rules), rules, cover)
            finally:
                source.close()
        return self._contents[number]

    def has_image(self, number: int) -> bool:
        return True

    def is_scan(self, number: int) -> bool:
        return self._covers.get(number, 1.0) >= SCAN_COVER and super().is_scan(number)

    def native_dpi(self, number: int) -> float | None:
        """Resolution of the image that covers the page; None where there is no such image."""
        with _PDFIUM:
            page = self._pdfium[number - 1]
            try:
                area = page.get_width() * page.get_height()
                for item in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_IMAGE]):
                    left, bottom, right, top = item.get_bounds()
                    if (right - left) * (top - bottom) >= SCAN_COVER * area:
                        return float(item.get_px_size()[0] / max(right - left, 1.0) * POINTS)
            finally:
                page.close()
        return None

    def render(self, number: int, dpi: float, grey: bool = False) -> Image.Image:
        """The page as it stands in the file; at most MAX_RENDER_SIDE pixels a side."""
        with _PDFIUM:
            page = self._pdfium[number - 1]
            try:
                longest = max(page.get_width(), page.get_height(), 1.0)
                scale = min(dpi / POINTS, MAX_RENDER_SIDE / longest)
                bitmap = page.render(scale=scale, grayscale=grey)
                try:
                    return bitmap.to_pil().copy()
                finally:
                    bitmap.close()
            finally:
                page.close()

    def plain_size(self, number: int) -> tuple[float, float]:
        with _PDFIUM:
            page = self._pdfium[number - 1]
            size = (round(page.get_width(), 2), round(page.get_height(), 2))
            page.close()
        return size

    def _running(self, number: int) -> frozenset[str]:
        """Folded first and last lines that this page shares with at least one of its four neighbours."""
        near = [n for n in range(number - 2, number + 3) if 1 <= n <= self.page_count and n != number]
        others = Counter(text for n in near for text in set(self._edge_lines(n)))
        return frozenset(text for text in self._edge_lines(number) if others[text] >= 1 and text)

    def _edge_lines(self, number: int) -> tuple[str, ...]:
        """Folded lines at the top and the foot of a page; none of a page that cannot be read."""
        if number not in self._edges:
            try:
                content = self._content(number)
            except (KeyboardInterrupt, MemoryError):
                raise
            except Exception:  # page() warns about it when its turn comes
                content = _Content(0.0, 0.0, [], [], 1.0)
            head, foot = TOP_EDGE * content.height, FOOT_EDGE * content.height
            edge = [word for word in content.words if word.bbox[1] < head or word.bbox[3] > foot]
            lines = (part for row in rows_of(edge) for part in split(row))
            self._edges[number] = tuple(fold(Line(tuple(line)).text).strip("# ") for line in lines)
        return self._edges[number]

    def close(self) -> None:
        with self._lock:
            self._plumber.close()
        with _PDFIUM:
            self._pdfium.close()


def too_many_pages(pages: int, limit: int) -> InputError:
    return InputError(
        "too_many_pages",
        f"Tệp có {pages} trang, vượt giới hạn {limit} trang.",
        "Hãy tách thành nhiều tệp nhỏ hơn rồi gửi lại.",
    )


def _load(data: bytes) -> pdfium.PdfDocument:
    """Opens a PDF, mending what qpdf can mend. Raises InputError: encrypted_file, truncated_file, no_pages."""
    with contextlib.suppress(pdfium.PdfiumError):  # its reason is not to be trusted: it keeps that of an earlier file
        return pdfium.PdfDocument(data)
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            if len(pdf.pages) == 0:
                raise InputError("no_pages", "Tệp PDF không có trang nào.", "Hãy lấy lại bản gốc và gửi lại.")
            mended = io.BytesIO()
            pdf.save(mended)
        return pdfium.PdfDocument(mended.getvalue())
    except pikepdf.PasswordError as error:
        raise sniff.encrypted() from error
    except (pikepdf.PdfError, pdfium.PdfiumError) as error:
        raise (sniff.encrypted() if b"/Encrypt" in data else sniff.truncated("Tệp PDF")) from error


def flatten(data: bytes) -> bytes:
    """The same PDF with the appearance of its form fields drawn into the pages; unchanged where that fails."""
    with _PDFIUM:
        pdf = pdfium.PdfDocument(data)
        try:
            pdf.init_forms()
            for index in range(len(pdf)):
                page = pdf[index]
                pdfium_c.FPDFPage_Flatten(page, pdfium_c.FLAT_NORMALDISPLAY)
                page.close()
            out = io.BytesIO()
            pdf.save(out)
            return out.getvalue()
        except pdfium.PdfiumError:
            return data
        finally:
            with contextlib.suppress(Exception):
                pdf.close()


def _image_cover(source: Any) -> float:
    """Share of the page under images, overlaps counted once at most by the cap."""
    area = float(source.width) * float(source.height)
    covered = 0.0
    for image in source.images:
        width = min(image["x1"], source.width) - max(image["x0"], 0)
        height = min(image["bottom"], source.height) - max(image["top"], 0)
        covered += max(float(width), 0.0) * max(float(height), 0.0)
    return min(covered / max(area, 1.0), 1.0)


def _rules(source: Any) -> list[BBox]:
    """Drawn strokes as thin boxes: lines, thin shapes, the sides of stroked rectangles, rows of dots and dashes."""
    boxes = [_box(line) for line in source.lines]
    for shape in (*source.rects, *source.curves):
        x0, top, x1, bottom = _box(shape)
        if x1 - x0 <= 4 or bottom - top <= 4:
            boxes.append((x0, top, x1, bottom))
        elif shape.get("stroke") and shape["object_type"] == "rect":
            boxes.extend(_sides(x0, top, x1, bottom))
    marks = [box for box in boxes if max(box[2] - box[0], box[3] - box[1]) <= LONGEST_MARK]
    return [box for box in (*boxes, *from_marks(marks)) if _straight(box)]


def _box(item: dict[str, Any]) -> BBox:
    return (
        round(float(item["x0"]), 2),
        round(float(item["top"]), 2),
        round(float(item["x1"]), 2),
        round(float(item["bottom"]), 2),
    )


def _sides(x0: float, top: float, x1: float, bottom: float) -> Iterable[BBox]:
    yield (x0, top, x1, top)
    yield (x0, bottom, x1, bottom)
    yield (x0, top, x0, bottom)
    yield (x1, top, x1, bottom)


def _straight(box: BBox) -> bool:
    return min(box[2] - box[0], box[3] - box[1]) <= 4 and max(box[2] - box[0], box[3] - box[1]) >= 3
