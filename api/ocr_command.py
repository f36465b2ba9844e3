"""`cancu ocr`: a file in, a searchable PDF out; what staff must know of it on stderr."""

from pathlib import Path

from api import console
from api.basis_command import write as write_file
from api.batch import read_file
from api.store_context import reading_context
from extractor.pipeline import searchable
from models.errors import InputError
from models.settings import Settings


def write(file: Path, output: Path, settings: Settings) -> None:
    """Raises InputError for a file that cannot be taken, and where the output would replace it."""
    if output.exists() and output.resolve() == file.resolve():
        raise InputError("same_file", "Tệp ra trùng với tệp vào.", "Hãy đặt tên khác để giữ nguyên bản gốc.")
    data = read_file(file, settings.max_bytes)
    with console.page_progress(file.name) as progress:
        made = searchable(data, file.name, reading_context(settings, progress))
    write_file(output, made.data)
    for remark in made.remarks:
        console.tell(remark)
    console.tell(f"Đã ghi PDF tìm kiếm được vào {output}.")
