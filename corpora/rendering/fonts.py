"""The fonts that letters are set in: Liberation Serif 2, metric-equal to Times New Roman, else DejaVu Serif.

Debian 12 ships Liberation 1 as fonts-liberation, which lacks most Vietnamese letters, and Liberation 2 as fonts-liberation2;
later releases ship version 2 under the first name. So a file is taken only if it has all of Vietnamese.
"""

from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

from models.errors import SetupError

ROOT = Path("/usr/share/fonts/truetype")
FAMILIES = {
    "liberation2": "LiberationSerif-",
    "liberation": "LiberationSerif-",
    "dejavu": "DejaVuSerif-",
}
CUTS = {(False, False): "Regular", (True, False): "Bold", (False, True): "Italic", (True, True): "BoldItalic"}
PLAIN = {"DejaVuSerif-Regular.ttf": "DejaVuSerif.ttf"}
PROBE = "ƯươẾệỵđ"


@cache
def font_file(bold: bool = False, italic: bool = False) -> Path:
    """Path of the font file. Raises SetupError where no font with all of Vietnamese is installed."""
    for folder, stem in FAMILIES.items():
        name = f"{stem}{CUTS[bold, italic]}.ttf"
        path = ROOT / folder / PLAIN.get(name, name)
        if path.is_file() and _has_vietnamese(path):
            return path
    raise SetupError(
        "fonts_missing", "Chưa cài bộ chữ có đủ tiếng Việt.", "Hãy cài gói fonts-liberation2 rồi chạy lại."
    )


def _has_vietnamese(path: Path) -> bool:
    with TTFont(path, lazy=True) as font:
        known = font.getBestCmap()
    return all(ord(char) in known for char in PROBE)
