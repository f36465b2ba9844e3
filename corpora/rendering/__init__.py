"""Letters as files: `rendered(letter, format)` gives the bytes with the boxes of what they print.

Formats: pdf · pdf_signed (drawn seal and signature) · docx · txt · flat (text with flattened tables) · scan (office scan,
200 dpi, skewed, stamped) · scan300 · scan150 · tcvn3, vni, viscii, vps (PDF in a legacy font) · tcvn3_txt … · tcvn3_docx,
vni_docx · garble (scan under an English OCR text layer).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from corpora.letters.model import Letter
from corpora.letters.truth import truth as truth_of
from corpora.rendering import docx, pdf, txt
from corpora.rendering.flat import Dialect, without_ticks
from corpora.rendering.pdf import Boxes
from corpora.rendering.sheet import compose

SCANS = {"scan": 200, "scan300": 300, "scan150": 150}
CHARSETS = ("tcvn3", "vni", "viscii", "vps")
FORMATS = (
    "pdf",
    "pdf_signed",
    "docx",
    "txt",
    "flat",
    *SCANS,
    "garble",
    *CHARSETS,
    *(f"{name}_txt" for name in CHARSETS),
    "tcvn3_docx",
    "vni_docx",
)  # VISCII and VPS use control codes, which DOCX cannot hold


@dataclass(frozen=True, slots=True)
class Rendered:
    """A file with its truth. `boxes`: mark → (page, box) of each printed piece, empty where the format has no pages."""

    data: bytes
    file_name: str
    truth: dict[str, Any]
    boxes: Boxes = field(default_factory=dict)


def render(letter: Letter, format: str = "pdf", seed: int = 0) -> bytes:
    return rendered(letter, format, seed).data


def truth(letter: Letter) -> dict[str, Any]:
    return truth_of(compose(letter))


def rendered(letter: Letter, format: str = "pdf", seed: int = 0) -> Rendered:
    """The letter in one of FORMATS; `seed` decides seal, skew, noise. Raises ValueError for an unknown format."""
    sheet = compose(letter)
    boxes: Boxes = {}
    if format in {"pdf", "pdf_signed"}:
        style = pdf.PdfStyle(pdf.register_fonts(), signed=format == "pdf_signed", seed=seed)
        data, boxes = pdf.draw(sheet, style)
        suffix = "pdf"
    elif format == "docx":
        data, suffix = docx.write(sheet), "docx"
    elif format == "txt":
        data, suffix = txt.write(sheet).encode(), "txt"
    elif format == "flat":
        data, suffix = txt.write(sheet, Dialect.of(seed)).encode(), "txt"
    elif format in SCANS:
        from corpora.rendering import scan

        data, boxes = scan.office_scan(sheet, scan.Degrade.office(SCANS[format], seed))
        suffix = "pdf"
    elif format == "garble":
        from corpora.rendering import garble

        data, boxes = garble.write(sheet, seed)
        suffix = "pdf"
    elif format.split("_")[0] in CHARSETS:
        from corpora.rendering import legacy

        charset, _, kind = format.partition("_")
        data, boxes = legacy.write(sheet, charset, kind or "pdf")
        suffix = kind or "pdf"
    else:
        raise ValueError(f"unknown format {format!r}; known: {', '.join(FORMATS)}")
    truth = truth_of(sheet)
    return Rendered(data, f"{letter.name}.{suffix}", without_ticks(truth) if format == "flat" else truth, boxes)
