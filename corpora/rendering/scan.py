"""Letters as paper that went through an office scanner: seal and signature, a stamp of receipt, skew, blur, grain, JPEG."""

from __future__ import annotations

import io
import math
import random
from dataclasses import dataclass

import numpy as np
import pypdfium2
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from corpora.rendering import pdf
from corpora.rendering.fonts import font_file
from corpora.rendering.pdf import Boxes
from corpora.rendering.sheet import Sheet

BLUE = (35, 55, 150)


@dataclass(frozen=True, slots=True)
class Degrade:
    """How bad a scan is. skew in degrees, blur as radius in pixels, noise as standard deviation of 255, jpeg quality."""

    dpi: int
    skew: float = 0.0
    blur: float = 0.0
    noise: float = 0.0
    paper: int = 255
    jpeg: int = 85
    grey: bool = False
    received: bool = False
    seed: int = 0

    @staticmethod
    def office(dpi: int = 200, seed: int = 0) -> Degrade:
        """A usual office scan: up to a degree of skew, grey paper, one in five with a stamp of receipt."""
        rng = random.Random(seed)
        return Degrade(
            dpi,
            skew=rng.uniform(0.2, 1.0) * rng.choice((-1, 1)),
            blur=rng.uniform(0.3, 0.7) * dpi / 200,
            noise=rng.uniform(4, 9),
            paper=rng.randint(232, 250),
            jpeg=rng.randint(60, 82),
            grey=rng.random() < 0.5,
            received=rng.random() < 0.2,
            seed=seed,
        )


def office_scan(sheet: Sheet, degrade: Degrade) -> tuple[bytes, Boxes]:
    """A PDF of page images without text, and the boxes moved by the skew."""
    data, boxes = pdf.draw(sheet, pdf.PdfStyle(pdf.register_fonts(), signed=True, seed=degrade.seed))
    return images_to_pdf(page_images(data, degrade), degrade), turn(ink(boxes), degrade.skew)


def ink(boxes: Boxes) -> Boxes:
    """Boxes drawn in from the height of the font to that of its letters, as an image shows them."""
    return {
        mark: [
            (page, (x0, top + 0.14 * (bottom - top), x1, bottom - 0.1 * (bottom - top)))
            for page, (x0, top, x1, bottom) in places
        ]
        for mark, places in boxes.items()
    }


def page_images(data: bytes, degrade: Degrade) -> list[Image.Image]:
    """The pages of a PDF as the scanner sees them, in colour or grey."""
    rng = np.random.default_rng(degrade.seed)
    images = []
    with pypdfium2.PdfDocument(data) as document:
        for number in range(len(document)):
            image = document[number].render(scale=degrade.dpi / 72).to_pil().convert("RGB")
            if degrade.received and number == 0:
                receive(image, degrade)
            images.append(spoil(image, degrade, rng))
    return images


def spoil(image: Image.Image, degrade: Degrade, rng: np.random.Generator) -> Image.Image:
    """Turn, blur, and lay paper and grain over a clean page image."""
    image = image.rotate(degrade.skew, Image.Resampling.BICUBIC, fillcolor=(255, 255, 255))
    if degrade.blur:
        image = image.filter(ImageFilter.GaussianBlur(degrade.blur))
    pixels = np.asarray(image, dtype=np.float32)
    height, width = pixels.shape[:2]
    shade = np.linspace(0, rng.uniform(-8, 8), width, dtype=np.float32)[None, :, None]
    pixels = pixels * (degrade.paper / 255) + shade
    if degrade.noise:
        pixels = pixels + rng.normal(0, degrade.noise, (height, width, 1)).astype(np.float32)
    spoiled = Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
    return spoiled.convert("L") if degrade.grey else spoiled


def receive(image: Image.Image, degrade: Degrade) -> None:
    """The stamp CÔNG VĂN ĐẾN of the receiving body, with its own number and date, below the left of the head."""
    rng = random.Random(degrade.seed)
    scale = degrade.dpi / 72
    left, top = rng.uniform(20, 60) * scale, rng.uniform(165, 200) * scale
    draw = ImageDraw.Draw(image)
    draw.rectangle((left, top, left + 130 * scale, top + 52 * scale), outline=BLUE, width=max(int(scale), 2))
    font = ImageFont.truetype(str(font_file(bold=True)), int(10 * scale))
    lines = ("CÔNG VĂN ĐẾN", f"Số: {rng.randint(100, 9999)}", f"Ngày: {rng.randint(1, 28)}/{rng.randint(1, 12)}/2025")
    for index, line in enumerate(lines):
        draw.text((left + 8 * scale, top + (4 + 16 * index) * scale), line, font=font, fill=BLUE)


def images_to_pdf(images: list[Image.Image], degrade: Degrade) -> bytes:
    buffer = io.BytesIO()
    images[0].save(buffer, "PDF", resolution=degrade.dpi, quality=degrade.jpeg, save_all=True, append_images=images[1:])
    return buffer.getvalue()


def turn(boxes: Boxes, degrees: float) -> Boxes:
    """Boxes after the page was turned counter-clockwise about its middle: the upright box around each turned one."""
    angle = math.radians(degrees)
    cos, sin = math.cos(angle), math.sin(angle)
    middle_x, middle_y = pdf.PAGE[0] / 2, pdf.PAGE[1] / 2

    def corner(x: float, y: float) -> tuple[float, float]:
        dx, dy = x - middle_x, y - middle_y
        return middle_x + dx * cos + dy * sin, middle_y - dx * sin + dy * cos

    def turned(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
        points = [corner(x, y) for x in (box[0], box[2]) for y in (box[1], box[3])]
        xs, ys = [point[0] for point in points], [point[1] for point in points]
        return min(xs), min(ys), max(xs), max(ys)

    return {mark: [(page, turned(box)) for page, box in places] for mark, places in boxes.items()}
