"""Letters as paper that went through an office scanner: seal and signature, a stamp of receipt, skew, blur, grain, JPEG."""

from __future__ import annotations

import io
import math
import random
from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2
import numpy as np
import pypdfium2
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont, ImageOps

from corpora.rendering import pdf
from corpora.rendering.fonts import font_file
from corpora.rendering.pdf import Boxes
from corpora.rendering.sheet import Sheet

BLUE = (35, 55, 150)


@dataclass(frozen=True, slots=True)
class Degrade:
    """How bad a scan is. skew in degrees, blur as radius in pixels, noise as standard deviation of 255, jpeg quality.

    bilevel: black and white only, as fax machines send; defects: names in DEFECTS.
    """

    dpi: int
    skew: float = 0.0
    blur: float = 0.0
    noise: float = 0.0
    paper: int = 255
    jpeg: int = 85
    grey: bool = False
    received: bool = False
    bilevel: bool = False
    defects: tuple[str, ...] = ()
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

    @staticmethod
    def clean(dpi: int = 300, seed: int = 0) -> Degrade:
        """A careful scan: level, white, hardly packed."""
        return Degrade(dpi, blur=0.3, noise=1.5, paper=252, jpeg=90, seed=seed)

    @staticmethod
    def fax(dpi: int = 150, seed: int = 0) -> Degrade:
        """A bad scan: coarse, out of focus, grainy, cut to black and white."""
        rng = random.Random(seed)
        return Degrade(
            dpi,
            skew=rng.uniform(0.4, 1.6) * rng.choice((-1, 1)),
            blur=rng.uniform(0.45, 0.65),
            noise=rng.uniform(14, 22),
            paper=rng.randint(225, 245),
            grey=True,
            bilevel=True,
            seed=seed,
        )

    @staticmethod
    def worn(dpi: int = 200, seed: int = 0) -> Degrade:
        """An office scan with two or three of the defects that machines and files leave."""
        rng = random.Random(f"worn {seed}")
        return replace(Degrade.office(dpi, seed), defects=tuple(rng.sample(sorted(DEFECTS), rng.randint(2, 3))))


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
            for name in degrade.defects:
                image = DEFECTS[name](image, degrade.dpi, rng)
            images.append(spoil(image, degrade, rng))
    return images


def punch_holes(image: Image.Image, dpi: int, rng: np.random.Generator) -> Image.Image:
    """Two holes of 6 mm in the left margin, black as the lid of the scanner shows them."""
    draw, middle, radius = ImageDraw.Draw(image), image.height / 2 + rng.uniform(-20, 20), 0.12 * dpi
    for y in (middle - 1.57 * dpi, middle + 1.57 * dpi):
        draw.ellipse((0.47 * dpi - radius, y - radius, 0.47 * dpi + radius, y + radius), fill=(40, 40, 40))
    return image


def black_edges(image: Image.Image, dpi: int, rng: np.random.Generator) -> Image.Image:
    """Bars along two sides where the lid stood open."""
    draw, width = ImageDraw.Draw(image), float(rng.uniform(0.06, 0.22) * dpi)
    draw.rectangle((0, 0, width, image.height), fill=(25, 25, 25))
    draw.polygon(
        [(0, image.height), (image.width, image.height), (image.width, image.height - 2 * width)], fill=(25, 25, 25)
    )
    return image


def show_through(image: Image.Image, dpi: int, rng: np.random.Generator) -> Image.Image:
    """The print of the other side, mirrored and faint."""
    behind = ImageOps.mirror(image).filter(ImageFilter.GaussianBlur(0.01 * dpi))
    faint = Image.blend(behind, Image.new("RGB", image.size, "white"), float(rng.uniform(0.74, 0.84)))
    return ImageChops.multiply(image, ImageChops.offset(faint, int(0.1 * dpi), int(0.13 * dpi)))


def pale_print(image: Image.Image, dpi: int, rng: np.random.Generator) -> Image.Image:
    """Toner that runs out: print in grey."""
    return Image.blend(image, Image.new("RGB", image.size, "white"), float(rng.uniform(0.25, 0.45)))


def pen_lines(image: Image.Image, dpi: int, rng: np.random.Generator) -> Image.Image:
    """Remarks of a pen in the margin and lines under words, in blue."""
    draw = ImageDraw.Draw(image)
    for _ in range(4):
        x, y = rng.uniform(0.15, 0.6) * image.width, rng.uniform(0.3, 0.9) * image.height
        draw.line((x, y, x + rng.uniform(0.5, 2.0) * dpi, y + rng.uniform(-4, 4)), fill=BLUE, width=max(dpi // 80, 2))
    x, y = image.width - 0.42 * dpi, rng.uniform(0.3, 0.7) * image.height
    points = [(x + rng.uniform(-0.15, 0.15) * dpi, y + step * 0.12 * dpi) for step in range(9)]
    draw.line(points, fill=BLUE, width=max(dpi // 80, 2))
    return image


def streaks(image: Image.Image, dpi: int, rng: np.random.Generator) -> Image.Image:
    """Thin grey lines down the page from dust on the glass of a feeder."""
    draw = ImageDraw.Draw(image)
    for x in rng.uniform(0.1, 0.9, 2) * image.width:
        draw.line((float(x), 0, float(x) + 2, image.height), fill=(150, 150, 150), width=1)
    return image


Defect = Callable[[Image.Image, int, np.random.Generator], Image.Image]
DEFECTS: dict[str, Defect] = {
    "black_edges": black_edges,
    "pale_print": pale_print,
    "pen_lines": pen_lines,
    "punch_holes": punch_holes,
    "show_through": show_through,
    "streaks": streaks,
}


def photograph(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    """The page on a dark desk as a phone sees it: from aside, bent a little, in uneven light, a bit out of focus."""
    width, height = image.size
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    bend = float(rng.uniform(0.004, 0.012)) * height
    pixels = cv2.remap(
        np.asarray(image.convert("RGB")),
        columns,
        rows + bend * np.sin(columns * np.float32(math.pi / width)),
        cv2.INTER_LINEAR,
        borderValue=(255, 255, 255),
    )
    frame = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    margin = np.array([width, height], np.float32)
    inward = np.array([(1, 1), (-1, 1), (-1, -1), (1, -1)], np.float32)
    corners = frame + inward * rng.uniform(0.02, 0.08, (4, 2)).astype(np.float32) * margin
    seen = cv2.warpPerspective(
        pixels, cv2.getPerspectiveTransform(frame, corners), (width, height), borderValue=(70, 62, 55)
    )
    corner = rng.uniform(0.0, 1.0, 2) * (width, height)
    far = np.hypot(columns - corner[0], rows - corner[1]) / math.hypot(width, height)
    lit = np.clip(seen * (1.0 - 0.5 * far[..., None]), 0, 255).astype(np.uint8)
    return Image.fromarray(cv2.GaussianBlur(lit, (0, 0), 0.8))


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
    if degrade.bilevel:
        return spoiled.convert("L").point(lambda value: 255 * (value > 150)).convert("1")
    return spoiled.convert("L") if degrade.grey else spoiled


def received_lines(seed: int) -> tuple[str, str, str]:
    """The words of the stamp of receipt."""
    rng = random.Random(f"received {seed}")
    return (
        "CÔNG VĂN ĐẾN",
        f"Số: {rng.randint(100, 9999)}",
        f"Ngày: {rng.randint(1, 28)}/{rng.randint(1, 12)}/2025",
    )


def receive(image: Image.Image, degrade: Degrade) -> None:
    """The stamp CÔNG VĂN ĐẾN of the receiving body, with its own number and date, below the left of the head."""
    rng = random.Random(degrade.seed)
    scale = degrade.dpi / 72
    left, top = rng.uniform(20, 60) * scale, rng.uniform(165, 200) * scale
    draw = ImageDraw.Draw(image)
    draw.rectangle((left, top, left + 130 * scale, top + 52 * scale), outline=BLUE, width=max(int(scale), 2))
    font = ImageFont.truetype(str(font_file(bold=True)), int(10 * scale))
    for index, line in enumerate(received_lines(degrade.seed)):
        draw.text((left + 8 * scale, top + (4 + 16 * index) * scale), line, font=font, fill=BLUE)


def images_to_pdf(images: list[Image.Image], degrade: Degrade) -> bytes:
    buffer = io.BytesIO()
    packing = {} if degrade.bilevel else {"quality": degrade.jpeg}
    images[0].save(buffer, "PDF", resolution=degrade.dpi, save_all=True, append_images=images[1:], **packing)
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
