"""How fast text recovery is on one core, and how much memory it takes, beside other programs in the same run.

The text is that of our own letters: encoded in each legacy charset, written as an English OCR engine reads it, and without marks.
"""

import importlib
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from corpora.facts.restorer import strip_marks
from corpora.letters import handwritten
from corpora.recovery_evaluation import pyvi_lines
from corpora.rendering import rendered
from extractor.recovery import recover_text, restore_text
from extractor.recovery.charsets import CHARSETS, encode

LEGACY_SIZE = 1_000_000  # characters
RESTORED_SIZE = 60_000
ICONV_NAMES = {"tcvn3": "TCVN", "viscii": "VISCII", "cp1258": "CP1258"}
_AS_ENGLISH_OCR = str.maketrans(
    dict.fromkeys("êếềểễệ", "é") | {"ố": "6", "ồ": "6", "ộ": "6", "ở": "o", "đ": "d", "Đ": "D"}
)
_PEAK = (
    "import resource; from extractor.recovery import restore_text, recover_text; "
    "recover_text('Céng hßa x· héi'); restore_text('Thuc hién Nghi quyét s6 57-NQ/TW ngay 22/12/2024'); "
    "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
)


@dataclass(frozen=True)
class Speed:
    """`figure` in `unit`: syllables or megabytes of processor time on one core, or MiB."""

    name: str
    figure: float
    unit: str


def speeds() -> Iterator[Speed]:
    """Restoration and decoding, ours first, then other programs where they are installed; memory last."""
    yield from _restoring()
    for charset in CHARSETS:
        yield from _decoding(charset)
    done = subprocess.run([sys.executable, "-c", _PEAK], capture_output=True, text=True, check=True)
    yield Speed("phục hồi chữ: bộ nhớ đỉnh của tiến trình", round(float(done.stdout), 1), "MiB")


def _restoring() -> Iterator[Speed]:
    text = _sample(RESTORED_SIZE)
    restore_text(strip_marks(text[:2000]))  # loads the models
    garbled, bare = strip_marks(text.translate(_AS_ENGLISH_OCR)), strip_marks(text)
    yield _restored("phục hồi chữ do OCR tiếng Anh: cancu", garbled, restore_text)
    yield _restored("phục hồi chữ mất dấu: cancu", bare, restore_text)
    if _optional("pyvi.ViUtils"):
        yield _restored("phục hồi chữ mất dấu: pyvi", bare, pyvi_lines)


def _restored(name: str, read: str, work: Callable[[str], object]) -> Speed:
    return Speed(name, round(len(read.split()) / _seconds(lambda: work(read))), "âm tiết/giây")


def _decoding(charset: str) -> Iterator[Speed]:
    read = encode(_sample(LEGACY_SIZE), charset)
    size = len(read) / 1e6
    yield Speed(f"giải mã {charset}: cancu", round(size / _seconds(lambda: recover_text(read)), 2), "MB/giây")
    viparse = _optional("viparse")
    if viparse:
        yield Speed(f"giải mã {charset}: viparse", round(size / _seconds(lambda: viparse.fix(read)), 2), "MB/giây")
    if charset in ICONV_NAMES and shutil.which("iconv"):
        command = ["iconv", "-c", "-f", ICONV_NAMES[charset], "-t", "UTF-8"]
        data = read.encode("latin-1", "ignore")
        started = time.perf_counter()
        subprocess.run(command, input=data, capture_output=True, check=False)
        taken = time.perf_counter() - started
        yield Speed(f"giải mã {charset}: iconv (phải biết trước bảng mã)", round(size / taken, 2), "MB/giây")


@cache
def _sample(size: int) -> str:
    text = "\n\n".join(rendered(letter, "txt", seed=1).data.decode() for letter in handwritten())
    return (text * (size // len(text) + 1))[:size]


def _seconds(work: Callable[[], object]) -> float:
    """Processor time of the better of two runs."""
    times = []
    for _ in range(2):
        started = time.process_time()
        work()
        times.append(time.process_time() - started)
    return max(min(times), 1e-6)


def _optional(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        return None
