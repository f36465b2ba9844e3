"""The file as a PDF whose pages can be given a text layer: a PDF with its form fields drawn in, pictures one a page."""

from __future__ import annotations

import io
import struct

import numpy as np
import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import Image

from extractor.reading import sniff
from extractor.reading.opened import OpenedFile
from extractor.reading.pdf.pages import flatten
from extractor.reading.scan.scans import ScannedFile
from models.errors import InputError

JPEG_QUALITY = 85  # of pictures that have no bytes of their own to take over
PICTURE_DPI = 200.0  # of pages that are drawn anew
SHADES, SAME = 16, 2.0  # colours of a page of print; mean difference, of 255, that nobody sees


def require_pages(opened: OpenedFile) -> ScannedFile:
    """The file, as one that has pages of its own. Raises InputError no_page_image for text and office files."""
    if isinstance(opened, ScannedFile):
        return opened
    raise InputError(
        "no_page_image",
        "Tệp này không phải bản quét, ảnh hay PDF: chữ trong tệp đã tìm kiếm được.",
        "Nếu cần PDF, hãy mở tệp bằng Word hoặc LibreOffice rồi xuất ra PDF.",
    )


def as_pdf(opened: ScannedFile, data: bytes) -> pikepdf.Pdf:
    """The original as a PDF to change. Raises InputError: encrypted_file, truncated_file."""
    return _pdf(data) if opened.source.media_type == sniff.PDF else _of_pictures(opened, data)


def _pdf(data: bytes) -> pikepdf.Pdf:
    try:
        pdf = pikepdf.open(io.BytesIO(data))
        if "/AcroForm" in pdf.Root and not pdf.is_encrypted:
            pdf = pikepdf.open(io.BytesIO(flatten(data)))
    except pikepdf.PasswordError as error:
        raise sniff.encrypted() from error
    except pikepdf.PdfError as error:
        raise sniff.truncated("Tệp PDF") from error
    return pdf


def _of_pictures(opened: ScannedFile, data: bytes) -> pikepdf.Pdf:
    pdf = pikepdf.new()
    for number in range(1, opened.page_count + 1):
        size = opened.plain_size(number)
        frame = opened.render(number, opened.native_dpi(number) or PICTURE_DPI)
        same = opened.page_count == 1 and _is_plain_jpeg(data, frame.size)
        pdf.add_blank_page(page_size=size)
        put_picture(pdf, pdf.pages[-1], picture(pdf, frame, data if same else None))
    return pdf


def _is_plain_jpeg(data: bytes, size: tuple[int, int]) -> bool:
    """Whether the file is a JPEG that can be taken over as it is: grey or RGB, upright."""
    with Image.open(io.BytesIO(data)) as image:
        upright = image.getexif().get(0x0112, 1) == 1
        return image.format == "JPEG" and image.mode in ("L", "RGB") and image.size == size and upright


def picture(pdf: pikepdf.Pdf, image: Image.Image, jpeg: bytes | None = None) -> pikepdf.Stream:
    """An image object: the JPEG given, without loss where that is not larger, else as JPEG."""
    size = {"Type": Name.XObject, "Subtype": Name.Image, "Width": image.width, "Height": image.height}
    if jpeg is None:
        out = io.BytesIO()
        image.convert("L" if image.mode == "L" else "RGB").save(out, "JPEG", quality=JPEG_QUALITY)
        jpeg = out.getvalue()
        rows, bits = _png_rows(image)
        if len(rows) <= len(jpeg):
            colours = 3 if image.mode == "RGB" else 1
            layout = Dictionary(Predictor=15, Colors=colours, BitsPerComponent=bits, Columns=image.width)
            packed = {"BitsPerComponent": bits, "Filter": Name.FlateDecode, "DecodeParms": layout}
            return pikepdf.Stream(pdf, rows, **size, ColorSpace=_colour_space(image), **packed)
    space = Name.DeviceGray if image.mode == "L" else Name.DeviceRGB
    return pikepdf.Stream(pdf, jpeg, **size, ColorSpace=space, BitsPerComponent=8, Filter=Name.DCTDecode)


def _colour_space(image: Image.Image) -> pikepdf.Object:
    if image.mode != "P":
        return Name.DeviceGray if image.mode == "L" else Name.DeviceRGB
    palette = bytes(image.getpalette("RGB") or ())
    return Array([Name.Indexed, Name.DeviceRGB, len(palette) // 3 - 1, pikepdf.String(palette)])


def _png_rows(image: Image.Image) -> tuple[bytes, int]:
    """(compressed rows as PNG holds them, which PDF can hold as they are; bits of a sample)."""
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=9)
    data, place, rows = out.getvalue(), 8, b""
    while place < len(data):
        length, kind = struct.unpack(">I4s", data[place : place + 8])
        if kind == b"IDAT":
            rows += data[place + 8 : place + 8 + length]
        place += length + 12
    return rows, data[24]


def print_only(image: Image.Image) -> Image.Image:
    """A drawn page in the few shades of its print, so that it stays small; as it is where they do not do."""
    full = image.convert("RGB")
    few = full.quantize(SHADES, dither=Image.Dither.NONE)
    loss = np.abs(np.asarray(full, np.int16) - np.asarray(few.convert("RGB"), np.int16)).mean()
    return few if loss < SAME else image


def put_picture(pdf: pikepdf.Pdf, page: pikepdf.Page, image: pikepdf.Stream) -> None:
    """The page's content replaced by a picture that fills it; the page is not turned any more."""
    x0, y0, x1, y1 = (float(value) for value in page.cropbox)
    if int(page.obj.get("/Rotate", 0)) % 180:
        x1, y1 = x0 + (y1 - y0), y0 + (x1 - x0)
        page.mediabox = page.cropbox = Array([x0, y0, x1, y1])
    if "/Rotate" in page.obj:
        page.obj["/Rotate"] = 0
    page.obj["/Resources"] = Dictionary(XObject=Dictionary(Picture=pdf.make_indirect(image)))
    page.Contents = pdf.make_stream(f"q {x1 - x0} 0 0 {y1 - y0} {x0} {y0} cm /Picture Do Q".encode("ascii"))
