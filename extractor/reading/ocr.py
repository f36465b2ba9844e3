"""Tesseract on one page image: words with boxes in points and confidence."""

from __future__ import annotations

from dataclasses import replace
from statistics import mean

import pytesseract
from PIL import Image

from extractor.document import Page, Word
from extractor.reading.layout import arrange
from extractor.reading.opened import OpenedFile
from models.errors import SetupError

POINTS = 72


def recognise(opened: OpenedFile, number: int) -> Page | None:
    """The page as Tesseract reads its image in Vietnamese; None where the source has no image of its own.

    Raises SetupError: tesseract_missing, language_data_missing.
    """
    if not opened.has_image(number):
        return None
    dpi = 200
    image = opened.image(number, dpi)
    size = opened.page(number)
    words = read_words(image, dpi)
    page = Page(number, size.width, size.height, text_source="ocr", quality=quality(words))
    return arrange(replace(page), words)


def read_words(image: Image.Image, dpi: float) -> list[Word]:
    try:
        data = pytesseract.image_to_data(
            image.convert("L"), lang="vie", config=f"--psm 11 --dpi {dpi:.0f}", output_type=pytesseract.Output.DICT
        )
    except pytesseract.TesseractNotFoundError as error:
        raise SetupError(
            "tesseract_missing",
            "Máy chưa cài Tesseract nên chưa nhận dạng được bản quét.",
            "Hãy cài gói tesseract-ocr và tesseract-ocr-vie (Debian, Ubuntu).",
        ) from error
    scale = POINTS / dpi
    words = []
    for text, left, top, width, height, confidence in zip(
        data["text"], data["left"], data["top"], data["width"], data["height"], data["conf"], strict=True
    ):
        if text.strip() and float(confidence) >= 0:
            box = (left * scale, top * scale, (left + width) * scale, (top + height) * scale)
            words.append(Word(text.strip(), box, confidence=round(float(confidence) / 100, 3)))
    return words


def quality(words: list[Word]) -> float:
    return round(mean(word.confidence for word in words), 3) if words else 0.0
