"""The edge to Tesseract, by pytesseract: one grey picture in, words with pixel boxes out.

The picture is handed over as an uncompressed file, which costs less than the PNG that pytesseract would write.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

import cv2
import pytesseract

from extractor.reading.images import Grey
from models.errors import SetupError

# Pages are read side by side, so each engine keeps to one thread (pytesseract passes the process's environment on).
os.environ.setdefault("OMP_THREAD_LIMIT", "1")

LANGUAGE = "vie"
SPARSE = 11  # page mode "sparse text": finds every piece of text, in no order; layout.py orders
TIMEOUT = 180  # seconds for one page


@dataclass(frozen=True, slots=True)
class Reading:
    """A word as read: pixel box (x0, top, x1, bottom) and confidence 0 to 1."""

    text: str
    box: tuple[int, int, int, int]
    confidence: float


class RecognitionFailed(Exception):
    """The engine gave up on a page, or took longer than TIMEOUT seconds."""


def read(picture: Grey, dpi: float, mode: int = SPARSE, options: tuple[str, ...] = ()) -> list[Reading]:
    """Words of a grey picture in Vietnamese.

    Raises SetupError: tesseract_missing, language_data_missing; RecognitionFailed.
    """
    config = " ".join(("--oem 1", f"--psm {mode}", f"--dpi {dpi:.0f}", *options))
    with tempfile.TemporaryDirectory(prefix="cancu-") as folder:
        path = Path(folder) / "page.pgm"
        cv2.imwrite(str(path), picture)
        try:
            table = pytesseract.image_to_data(str(path), lang=LANGUAGE, config=config, timeout=TIMEOUT)
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
    return parse_tsv(table)


def parse_tsv(table: str) -> list[Reading]:
    """Words of Tesseract's TSV output (level 5 rows with a confidence)."""
    found = []
    for row in table.splitlines()[1:]:
        fields = row.split("\t")
        if len(fields) != 12 or fields[0] != "5" or not fields[11].strip() or float(fields[10]) < 0:
            continue
        left, top, width, height = (int(value) for value in fields[6:10])
        confidence = round(float(fields[10]) / 100, 3)
        found.append(Reading(fields[11].strip(), (left, top, left + width, top + height), confidence))
    return found
