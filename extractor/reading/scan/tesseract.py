"""The edge to Tesseract, by pytesseract: one grey picture in, words with pixel boxes and doubtful letters out.

The picture is handed over as an uncompressed file, which costs less than the PNG that pytesseract would write. The answer comes as
hOCR, the only form in which the engine tells which other letters it considered.
"""

from __future__ import annotations

import html
import math
import os
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import pytesseract

from extractor.reading.scan.images import Grey
from models.errors import SetupError

# Pages are read side by side, so each engine keeps to one thread (pytesseract passes the process's environment on).
os.environ.setdefault("OMP_THREAD_LIMIT", "1")

LANGUAGE = "vie"
SPARSE = 11  # page mode "sparse text": finds every piece of text, in no order; layout.py orders
TIMEOUT = 180  # seconds for one page
CHOICES = "-c lstm_choice_mode=2 -c lstm_choice_iterations=1"  # more rounds take a tenth more time and change no word
KEEP_SMALL = (
    "-c enable_noise_removal=0"  # else one stamp over print makes the engine drop the marks and stops of a whole page
)
NATS = 0.2  # of one point of a letter's rating: Tesseract writes 100 + 5 log p, not below 0

Choice = tuple[str, float]


@dataclass(frozen=True, slots=True)
class Reading:
    """A word as read: pixel box (x0, top, x1, bottom) and confidence 0 to 1.

    letters: for each letter of `text` the letters considered there and what each costs beside the best one, in nats; empty where
    the engine's letters do not add up to the word.
    """

    text: str
    box: tuple[int, int, int, int]
    confidence: float
    letters: tuple[tuple[Choice, ...], ...] = ()

    @property
    def sureness(self) -> float:
        """The confidence, or the engine's share for the least sure digit against the other digits that it considered there."""
        shares = [
            1 / sum(math.exp(-cost) for letter, cost in group if letter.isdigit())
            for group in self.letters
            if group[0][0].isdigit()
        ]
        return round(min([self.confidence, *shares]), 3)


class RecognitionFailed(Exception):
    """The engine gave up on a page, or took longer than TIMEOUT seconds."""


def read(picture: Grey, dpi: float, mode: int = SPARSE) -> list[Reading]:
    """Words of a grey picture in Vietnamese.

    Raises SetupError: tesseract_missing, language_data_missing; RecognitionFailed.
    """
    config = f"--oem 1 --psm {mode} --dpi {dpi:.0f} {CHOICES} {KEEP_SMALL}"
    with tempfile.TemporaryDirectory(prefix="cancu-") as folder:
        path = Path(folder) / "page.pgm"
        cv2.imwrite(str(path), picture)
        try:
            page = pytesseract.image_to_pdf_or_hocr(
                str(path), lang=LANGUAGE, config=config, extension="hocr", timeout=TIMEOUT
            )
        except pytesseract.TesseractNotFoundError as error:
            raise SetupError(
                "tesseract_missing",
                "Máy chưa cài Tesseract nên chưa nhận dạng được bản quét.",
                "Hãy cài gói tesseract-ocr và tesseract-ocr-vie (Debian, Ubuntu).",
            ) from error
        except pytesseract.TesseractError as error:
            if "language" not in error.message:
                raise RecognitionFailed(error.message) from error
            raise SetupError(
                "language_data_missing",
                "Tesseract chưa có dữ liệu tiếng Việt nên chưa nhận dạng được bản quét.",
                "Hãy cài gói tesseract-ocr-vie (Debian, Ubuntu).",
            ) from error
        except RuntimeError as error:  # pytesseract's way to say that the time is up
            raise RecognitionFailed(str(error)) from error
    return list(parse_hocr(page.decode("utf-8", "replace")))


_WORD = re.compile(r"[^>]*title='bbox (\d+) (\d+) (\d+) (\d+); x_wconf (\d+)'[^>]*>(?:<(?:strong|em)>)*([^<\n]*)")
_CHOICE = re.compile(r"x_confs ([\d.]+)'>([^<]*)<")


def parse_hocr(page: str) -> Iterator[Reading]:
    """Words of Tesseract's hOCR output with the letters considered (lstm_choice_mode=2)."""
    for part in page.split("<span class='ocrx_word'")[1:]:
        head = _WORD.match(part)
        if head is None or not (text := html.unescape(head[6]).strip()):
            continue
        left, top, right, bottom, confidence = (int(head[place]) for place in range(1, 6))
        yield Reading(text, (left, top, right, bottom), confidence / 100, _letters(text, part))


def _letters(text: str, part: str) -> tuple[tuple[Choice, ...], ...]:
    groups = [
        [(html.unescape(letter), float(rating)) for rating, letter in _CHOICE.findall(group)]
        for group in part.split("id='lstm_choices_")[1:]
    ]
    printed = [group for group in groups if group and group[0][0].strip()]
    if "".join(group[0][0] for group in printed) != text:
        return ()
    return tuple(
        tuple(
            (letter, (group[0][1] - rating) * NATS)
            for place, (letter, rating) in enumerate(group)
            if rating > 0 or place == 0
        )
        for group in printed
    )
