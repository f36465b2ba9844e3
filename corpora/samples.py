"""Sample files that a first start loads: letters of our own in the forms that offices receive."""

from corpora.letters import handwritten
from corpora.rendering import rendered

SAMPLES = {  # start of a letter's name → format
    "01": "pdf_signed",
    "02": "pdf_signed",
    "03": "pdf_signed",
    "04": "pdf_signed",
    "05": "docx",
    "06": "pdf_signed",
    "08": "pdf_signed",
    "09": "docx",
    "11": "pdf_signed",
    "12": "tcvn3",
    "13": "pdf_signed",
    "14": "scan",
    "15": "pdf_signed",
}


def sample_files() -> list[tuple[str, bytes]]:
    """(file name, bytes) of each sample; a few seconds in all."""
    files = []
    for letter in handwritten():
        kind = SAMPLES.get(letter.name.partition("-")[0])
        if kind:
            file = rendered(letter, kind, seed=3)
            files.append((file.file_name, file.data))
    return files
