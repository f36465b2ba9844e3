"""What people read scans with today, for comparison: Tesseract as it comes, OCRmyPDF. Never used to read for staff."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import pypdfium2

BASELINE_DPI = 200  # of pages drawn for plain Tesseract, unless their picture has a resolution of its own
OCRMYPDF = "ocrmypdf"
OPTIONS = ("--deskew", "--clean", "--force-ocr", "-l", "vie", "--jobs", "1", "--output-type", "pdf", "--quiet")

NO_OCRMYPDF = "Không so được với OCRmyPDF: máy chưa cài ocrmypdf và unpaper."

PageReader = Callable[[bytes], list[str]]


def processor_seconds() -> float:
    """Processor time of this process and of its children that have ended."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def plain_tesseract(data: bytes, dpi: int = BASELINE_DPI) -> list[str]:
    """What a program without us would do: draw every page of a PDF and hand it to Tesseract with its default settings."""
    import pytesseract

    with pypdfium2.PdfDocument(data) as document:
        return [
            pytesseract.image_to_string(document[number].render(scale=dpi / 72).to_pil(), lang="vie")
            for number in range(len(document))
        ]


def ocrmypdf(data: bytes) -> list[str]:
    """The text layer that `ocrmypdf --deskew --clean -l vie` makes. Raises CalledProcessError where it fails."""
    with tempfile.TemporaryDirectory(prefix="cancu-") as folder:
        given, made = Path(folder) / "in.pdf", Path(folder) / "out.pdf"
        given.write_bytes(data)
        subprocess.run([OCRMYPDF, *OPTIONS, str(given), str(made)], check=True, capture_output=True)
        with pypdfium2.PdfDocument(made) as document:
            return [document[number].get_textpage().get_text_bounded() for number in range(len(document))]


def has_ocrmypdf() -> bool:
    return bool(shutil.which(OCRMYPDF) and shutil.which("unpaper"))


def installed() -> dict[str, PageReader]:
    """The baselines that this machine can run, by name."""
    found: dict[str, PageReader] = {"pytesseract (vie)": plain_tesseract}
    if has_ocrmypdf():
        found["ocrmypdf --deskew --clean"] = ocrmypdf
    return found


def timed(read: PageReader, data: bytes) -> tuple[list[str], float]:
    """The pages and the processor seconds that they took."""
    started = processor_seconds()
    pages = read(data)
    return pages, processor_seconds() - started
