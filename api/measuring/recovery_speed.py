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
from pathlib import Path
from typing import Any

from corpora.facts.restorer import strip_marks
from corpora.letters import handwritten
from corpora.recovery_evaluation import pyvi_lines
from corpora.rendering import rendered
from extractor.recovery import recover_text, restore_text
from extractor.recovery.charsets import CHARSETS, encode

LEGACY_SIZE = 1_000_000  # characters
RESTORED_SIZE = 40_000
OTHERS_SIZE = {"viparse": 100_000, "pyvi": 4_000}  # they are slow: a part of the same text
ICONV_NAMES = {"tcvn3": "TCVN", "viscii": "VISCII", "cp1258": "CP1258"}
_AS_ENGLISH_OCR = str.maketrans(
    dict.fromkeys("êếềểễệ", "é") | {"ố": "6", "ồ": "6", "ộ": "6", "ở": "o", "đ": "d", "Đ": "D"}
)
_PEAK = (
    "import sys; from extractor.recovery import restore_text; restore_text(sys.stdin.read()); "
    "print(next(line for line in open('/proc/self/status') if line.startswith('VmHWM')).split()[1])"
)


@dataclass(frozen=True)
class Speed:
    """`figure` in `unit`: syllables, megabytes or pages a second of processor time on one core, or MiB."""

    name: str
    figure: float
    unit: str


def speeds() -> Iterator[Speed]:
    """Restoration and decoding, ours first, then other programs where they are installed; memory last."""
    yield from _restoring()
    for charset in CHARSETS:
        yield from _decoding(charset)
    yield from _memory()


def _memory() -> Iterator[Speed]:
    """Peak of a process of its own, where the system (Linux) tells it; getrusage would count this process in."""
    if Path("/proc/self/status").exists():
        text = strip_marks(_sample(RESTORED_SIZE))
        done = subprocess.run([sys.executable, "-c", _PEAK], input=text, capture_output=True, text=True, check=True)
        yield Speed("phục hồi chữ: bộ nhớ đỉnh của tiến trình", round(int(done.stdout) / 1024, 1), "MiB")


def _restoring() -> Iterator[Speed]:
    text = _sample(RESTORED_SIZE)
    restore_text(strip_marks(text[:2000]))  # loads the models
    garbled, bare = strip_marks(text.translate(_AS_ENGLISH_OCR)), strip_marks(text)
    yield _restored("phục hồi chữ do OCR tiếng Anh: cancu", garbled, restore_text)
    yield _restored("phục hồi chữ mất dấu: cancu", bare, restore_text)
    if _optional("pyvi.ViUtils"):
        part = bare[: OTHERS_SIZE["pyvi"]]
        yield _restored(f"phục hồi chữ mất dấu: pyvi ({_thousands(len(part))} ký tự đầu)", part, pyvi_lines)


def _restored(name: str, read: str, work: Callable[[str], object]) -> Speed:
    return Speed(name, round(len(read.split()) / _seconds(lambda: work(read))), "âm tiết/giây")


def _decoding(charset: str) -> Iterator[Speed]:
    read = encode(_sample(LEGACY_SIZE), charset)
    yield _decoded(f"giải mã {charset}: cancu", read, recover_text)
    viparse = _optional("viparse")
    if viparse:
        part = read[: OTHERS_SIZE["viparse"]]
        yield _decoded(f"giải mã {charset}: viparse ({_thousands(len(part))} ký tự đầu)", part, viparse.fix)
    if charset in ICONV_NAMES and shutil.which("iconv"):
        command = ["iconv", "-c", "-f", ICONV_NAMES[charset], "-t", "UTF-8"]
        data = read.encode("latin-1", "ignore")
        started = time.perf_counter()
        subprocess.run(command, input=data, capture_output=True, check=False)
        taken = time.perf_counter() - started
        yield Speed(f"giải mã {charset}: iconv (phải biết trước bảng mã)", round(len(read) / 1e6 / taken, 2), "MB/giây")


def _decoded(name: str, read: str, work: Callable[[str], object]) -> Speed:
    return Speed(name, round(len(read) / 1e6 / _seconds(lambda: work(read)), 2), "MB/giây")


def _thousands(number: int) -> str:
    return f"{number:,}".replace(",", ".")


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
