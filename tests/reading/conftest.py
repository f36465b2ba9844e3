"""Small files made on the spot."""

import io
from collections.abc import Callable
from datetime import date

import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from corpora.rendering.fonts import font_file
from extractor.context import Context
from models.errors import SetupError


@pytest.fixture(scope="session")
def context() -> Context:
    return Context(today=date(2026, 11, 22))


@pytest.fixture(scope="session")
def font() -> str:
    """File of a font with all of Vietnamese."""
    try:
        return str(font_file())
    except SetupError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def fonts(font: str) -> None:
    """That font for drawn pages, under the name Serif."""
    pdfmetrics.registerFont(TTFont("Serif", font))


@pytest.fixture
def draw_pdf(fonts: None) -> Callable[..., bytes]:
    """draw_pdf(paint, …): one page for each `paint(canvas)`; y of the canvas counts from the bottom."""

    def draw(*paints: Callable[[Canvas], None], size: tuple[float, float] = A4) -> bytes:
        out = io.BytesIO()
        canvas = Canvas(out, pagesize=size)
        for paint in paints:
            canvas.setFont("Serif", 13)
            paint(canvas)
            canvas.showPage()
        canvas.save()
        return out.getvalue()

    return draw


@pytest.fixture
def head() -> Callable[[Canvas], None]:
    """A letter's head, two lines of text and a sign-off block whose columns share no row."""

    def paint(canvas: Canvas) -> None:
        canvas.drawCentredString(160, 780, "ỦY BAN NHÂN DÂN")
        canvas.drawCentredString(160, 764, "TỈNH AN BÌNH")
        canvas.drawCentredString(420, 780, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
        canvas.drawCentredString(420, 764, "Độc lập - Tự do - Hạnh phúc")
        canvas.drawCentredString(160, 738, "Số: 123/UBND-VX")
        canvas.drawCentredString(420, 738, "An Bình, ngày 05 tháng 3 năm 2025")
        canvas.drawString(210, 700, "Kính gửi: Sở Y tế.")
        canvas.drawString(
            85, 660, "Ủy ban nhân dân tỉnh giao Sở Y tế chủ trì, phối hợp với các đơn vị liên quan triển khai"
        )
        canvas.drawString(85, 642, "thực hiện các nhiệm vụ được giao./.")
        canvas.drawCentredString(430, 600, "CHỦ TỊCH")
        canvas.drawString(85, 590, "Nơi nhận:")
        canvas.drawString(85, 576, "- Như trên;")
        canvas.drawString(85, 562, "- Lưu: VT.")
        canvas.drawCentredString(430, 520, "Nguyễn Văn An")

    return paint


@pytest.fixture
def picture(font: str) -> Callable[..., bytes]:
    """picture(lines, format=…): a page of print as an image of 1240 × 1754 pixels (A4 at 150 dpi)."""

    def draw(lines: list[str], format: str = "PNG", quarters: int = 0, **options: object) -> bytes:
        image = Image.new("L", (1240, 1754), 255)
        pen = ImageDraw.Draw(image)
        face = ImageFont.truetype(font, 28)
        for index, line in enumerate(lines):
            pen.text((150, 150 + 44 * index), line, fill=0, font=face)
        out = io.BytesIO()
        image.rotate(-90 * quarters, expand=True).save(out, format, **options)
        return out.getvalue()

    return draw
