"""The edge to the Tesseract program: one grey picture in, words with pixel boxes out.

Called as a program of its own for each page with one thread and a time limit: the picture goes in by a pipe, so nothing
is written to disk. (pytesseract writes a PNG for each call and passes the whole process's environment on.)
"""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass

import cv2

from extractor.reading.images import Grey
from models.errors import SetupError

PROGRAM = "tesseract"
LANGUAGE = "vie"
SPARSE = 11  # page mode "sparse text": finds every piece of text, in no order; layout.py orders
TIMEOUT = 180  # seconds for one page


@dataclass(frozen=True, slots=True)
class Reading:
    """A word as read: pixel box (x0, top, x1, bottom) and confidence 0 to 1."""

    text: str
    box: tuple[int, int, int, int]
    confidence: float


def read(picture: Grey, dpi: float, mode: int = SPARSE, options: tuple[str, ...] = ()) -> list[Reading]:
    """Words of a grey picture in Vietnamese.

    Raises SetupError: tesseract_missing, language_data_missing; subprocess.TimeoutExpired after TIMEOUT seconds.
    """
    program = shutil.which(PROGRAM)
    if program is None:
        raise SetupError(
            "tesseract_missing",
            "Máy chưa cài Tesseract nên chưa nhận dạng được bản quét.",
            "Hãy cài gói tesseract-ocr và tesseract-ocr-vie (Debian, Ubuntu).",
        )
    _, encoded = cv2.imencode(".pgm", picture)
    command = [program, "stdin", "stdout", "-l", LANGUAGE, "--oem", "1", "--psm", str(mode), "--dpi", f"{dpi:.0f}"]
    done = subprocess.run(
        [*command, *options, "tsv"],
        input=encoded.tobytes(),
        capture_output=True,
        timeout=TIMEOUT,
        env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        check=False,
    )
    if done.returncode != 0 and b"loading language" in done.stderr or b"load any languages" in done.stderr:
        raise SetupError(
            "language_data_missing",
            "Tesseract chưa có dữ liệu tiếng Việt nên chưa nhận dạng được bản quét.",
            "Hãy cài gói tesseract-ocr-vie (Debian, Ubuntu).",
        )
    return parse_tsv(done.stdout.decode("utf-8", "replace"))


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
