"""The fonts that letters are set in: Liberation Serif, which is metric-equal to Times New Roman and has all of Vietnamese."""

from pathlib import Path

from models.errors import SetupError

FOLDERS = ("/usr/share/fonts/truetype/liberation", "/usr/share/fonts/truetype/liberation2", "/usr/share/fonts/liberation")
FILES = {
    (False, False): "LiberationSerif-Regular.ttf",
    (True, False): "LiberationSerif-Bold.ttf",
    (False, True): "LiberationSerif-Italic.ttf",
    (True, True): "LiberationSerif-BoldItalic.ttf",
}


def font_file(bold: bool = False, italic: bool = False) -> Path:
    """Path of the font file. Raises SetupError where the fonts are not installed."""
    for folder in FOLDERS:
        path = Path(folder) / FILES[bold, italic]
        if path.is_file():
            return path
    raise SetupError("fonts_missing", "Chưa cài bộ chữ Liberation.", "Hãy cài gói fonts-liberation rồi chạy lại.")
