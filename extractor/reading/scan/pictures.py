"""PNG, JPEG, TIFF (many pages), BMP, WebP: every frame is a page that only OCR can read."""

from __future__ import annotations

import io
import threading
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from extractor.context import Limits
from extractor.document import Page
from extractor.reading import sniff
from extractor.reading.opened import describe_source
from extractor.reading.pdf.pages import MAX_RENDER_SIDE, POINTS, too_many_pages
from extractor.reading.scan.scans import ScannedFile
from models.errors import InputError

A4_WIDTH, A4_HEIGHT = 595.0, 842.0  # points
MOST_COLOURED = 80_000_000  # pixels of a picture in colour that must be unpacked in full, 4 bytes each
ORIENTATION = 0x0112  # EXIF tag
DAMAGED = (OSError, SyntaxError, ValueError, UnidentifiedImageError, EOFError)


class PictureFile(ScannedFile):
    """Images as pages. The page's size is A4 unless the image names a believable resolution."""

    def __init__(self, data: bytes, file_name: str, media_type: str, limits: Limits) -> None:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", Image.DecompressionBombWarning)
                self._image = Image.open(io.BytesIO(data))
                pages = int(getattr(self._image, "n_frames", 1))
        except Image.DecompressionBombError as error:
            raise too_large_image(limits) from error
        except DAMAGED as error:
            raise sniff.truncated("Tệp ảnh") from error
        super().__init__(describe_source(data, file_name, media_type, pages))
        if pages > limits.max_pages:
            raise too_many_pages(pages, limits.max_pages)
        self._lock = threading.RLock()
        self._limits = limits
        self._check(limits)
        self._turns = {}
        self._frame: tuple[int, Image.Image] | None = None  # the last one, decoded
        self._sizes: dict[int, tuple[float, float]] = {}
        self._load(1)

    def _check(self, limits: Limits) -> None:
        width, height = self._image.size
        if width * height > _most_pixels(limits, self._image):
            raise too_large_image(limits, self._image)
        if min(width, height) < limits.min_side_pixels:
            raise InputError(
                "image_too_small",
                f"Ảnh chỉ có {width}×{height} điểm ảnh, không đủ để đọc chữ.",
                "Hãy quét lại ở độ phân giải 300 dpi.",
            )

    def page(self, number: int) -> Page:
        width, height = self.size(number)
        return Page(number, width, height)

    def plain_size(self, number: int) -> tuple[float, float]:
        if number not in self._sizes:
            self._load(number)
        return self._sizes[number]

    def has_image(self, number: int) -> bool:
        return True

    def native_dpi(self, number: int) -> float | None:
        image = self._load(number)
        return image.width / self.plain_size(number)[0] * POINTS

    def render(self, number: int, dpi: float, grey: bool = False) -> Image.Image:
        """The frame scaled to `dpi`, at most MAX_RENDER_SIDE pixels a side."""
        image = self._load(number)
        width, height = self.plain_size(number)
        scale = min(dpi / POINTS, MAX_RENDER_SIDE / max(width, height))
        size = (max(round(width * scale), 1), max(round(height * scale), 1))
        if image.size != size:
            image = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
        return image.convert("L") if grey else image

    def _load(self, number: int) -> Image.Image:
        """The frame in grey or colour, turned as its EXIF says. A frame that cannot be read comes white, with a warning."""
        with self._lock:
            if self._frame is not None and self._frame[0] == number:
                return self._frame[1]
            try:
                self._image.seek(number - 1)
                self._check(self._limits)
                self._sizes.setdefault(number, page_size(_turned_size(self._image), self._image.info.get("dpi")))
                image = _plain(_smaller(self._image))
                ImageOps.exif_transpose(image, in_place=True)
            except InputError:
                if number == 1:
                    raise
                image = self._blank(number, "ảnh quá nhỏ hoặc quá lớn")
            except DAMAGED as error:
                if number == 1:
                    raise sniff.truncated("Tệp ảnh") from error
                image = self._blank(number, "dữ liệu ảnh bị hỏng")
            self._sizes.setdefault(number, page_size(image.size, None))
            self._frame = (number, image)
        return image

    def _blank(self, number: int, reason: str) -> Image.Image:
        self.warn("page_unreadable", f"Trang {number}: không đọc được vì {reason}.", number)
        return Image.new("L", (1654, 2339), 255)

    def close(self) -> None:
        self._image.close()


def _plain(image: Image.Image) -> Image.Image:
    """Grey or RGB without transparency."""
    if image.mode in ("1", "L", "RGB"):
        return image.convert("L") if image.mode == "1" else image.copy()
    if image.mode in ("I", "I;16", "F"):
        return image.convert("I").point(lambda value: value / 256).convert("L")
    if "A" in image.mode or "transparency" in image.info:
        alpha = image.convert("RGBA")
        white = Image.new("RGBA", alpha.size, "white")
        return Image.alpha_composite(white, alpha).convert("RGB")
    return image.convert("RGB")


def _turned_size(image: Image.Image) -> tuple[int, int]:
    """Width and height as the image's EXIF turns it; 5 to 8 lie on their side."""
    width, height = image.size
    return (height, width) if image.getexif().get(ORIENTATION, 1) >= 5 else (width, height)


def _smaller(image: Image.Image) -> Image.Image:
    """The image at a whole fraction of its size where it has more than MAX_RENDER_SIDE pixels a side.

    A JPEG is not even unpacked in full.
    """
    factor = -(-max(image.size) // MAX_RENDER_SIDE)
    if factor == 1:
        return image
    size = (image.width // factor, image.height // factor)
    if image.draft(image.mode, size):
        return _plain(image).resize(size, Image.Resampling.BOX)
    if image.mode not in ("L", "RGB"):
        image = image.convert("L" if image.mode == "1" else "RGB")
    return image.reduce(factor)


def page_size(size: tuple[int, int], dpi: object) -> tuple[float, float]:
    """Points. A resolution of 100 to 1200 dpi that gives a page of 3 to 50 inches is believed; else A4 is fitted."""
    width, height = size
    value = float(dpi[0]) if isinstance(dpi, tuple) and dpi and float(dpi[0]) > 0 else 0.0
    if 100 <= value <= 1200 and min(width, height) / value >= 3 and max(width, height) / value <= 50:
        return round(width * POINTS / value, 2), round(height * POINTS / value, 2)
    if width <= height:
        return A4_WIDTH, round(A4_WIDTH * height / width, 2)
    return round(A4_WIDTH * width / height, 2), A4_WIDTH


def _most_pixels(limits: Limits, image: Image.Image | None = None) -> int:
    """The limit, or Pillow's own guard against decompression bombs, or what a worker's memory holds in colour if lower."""
    unpacked = image is not None and image.format != "JPEG" and len(image.getbands()) > 1
    most = min(limits.max_pixels, 2 * (Image.MAX_IMAGE_PIXELS or limits.max_pixels))
    return min(most, MOST_COLOURED) if unpacked else most


def too_large_image(limits: Limits, image: Image.Image | None = None) -> InputError:
    return InputError(
        "image_too_large",
        f"Ảnh có hơn {_most_pixels(limits, image) // 1_000_000} triệu điểm ảnh, vượt giới hạn an toàn.",
        "Hãy quét lại ở độ phân giải 300 dpi rồi gửi lại.",
    )
