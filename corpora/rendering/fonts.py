"""The fonts that letters are set in: Liberation Serif 2, metric-equal to Times New Roman, else another with all of Vietnamese.

Debian 12 ships Liberation 1 as fonts-liberation, which lacks most Vietnamese letters, and Liberation 2 as fonts-liberation2;
later releases ship version 2 under the first name. So a file is taken only if it has all of Vietnamese.
"""

from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

from models.errors import SetupError

ROOT = Path("/usr/share/fonts/truetype")
CUTS = {(False, False): "Regular", (True, False): "Bold", (False, True): "Italic", (True, True): "BoldItalic"}
FAMILIES = {  # family: folders, start of its files' names; the first installed one is the letters' own
    "Liberation Serif": (("liberation2", "liberation"), "LiberationSerif-"),
    "DejaVu Serif": (("dejavu",), "DejaVuSerif-"),
    "Free Serif": (("freefont",), "FreeSerif-"),
    "Liberation Sans": (("liberation2", "liberation"), "LiberationSans-"),
}
PLAIN = {
    "DejaVuSerif-Regular.ttf": "DejaVuSerif.ttf",
    "FreeSerif-Regular.ttf": "FreeSerif.ttf",
    "FreeSerif-Bold.ttf": "FreeSerifBold.ttf",
    "FreeSerif-Italic.ttf": "FreeSerifItalic.ttf",
    "FreeSerif-BoldItalic.ttf": "FreeSerifBoldItalic.ttf",
}
PROBE = "ƯươẾệỵđ"


def families() -> list[str]:
    """Installed families with all of Vietnamese, the letters' own first."""
    return [family for family in FAMILIES if _find(family, False, False)]


@cache
def font_file(bold: bool = False, italic: bool = False, family: str | None = None) -> Path:
    """Path of the font file. Raises SetupError where no font with all of Vietnamese is installed."""
    for name in [family] if family else FAMILIES:
        if path := _find(name, bold, italic):
            return path
    raise SetupError(
        "fonts_missing", "Chưa cài bộ chữ có đủ tiếng Việt.", "Hãy cài gói fonts-liberation2 rồi chạy lại."
    )


def _find(family: str, bold: bool, italic: bool) -> Path | None:
    folders, stem = FAMILIES[family]
    name = f"{stem}{CUTS[bold, italic]}.ttf"
    paths = (ROOT / folder / PLAIN.get(name, name) for folder in folders)
    return next((path for path in paths if path.is_file() and _has_vietnamese(path)), None)


def _has_vietnamese(path: Path) -> bool:
    with TTFont(path, lazy=True) as font:
        known = font.getBestCmap()
    return all(ord(char) in known for char in PROBE)
