"""DOC, RTF, ODT to DOCX and XLS, ODS to XLSX by LibreOffice, with a profile of its own in a temporary folder."""

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from extractor.reading import sniff
from models.errors import InputError, SetupError

TIMEOUT = 180  # seconds; the first start of a fresh profile takes 5 to 10
TARGETS = {sniff.DOC: "docx", sniff.RTF: "docx", sniff.ODT: "docx", sniff.XLS: "xlsx", sniff.ODS: "xlsx"}
SUFFIXES = {sniff.DOC: "doc", sniff.RTF: "rtf", sniff.ODT: "odt", sniff.XLS: "xls", sniff.ODS: "ods"}
PROGRAMS = ("soffice", "libreoffice")
PRIVATE = (
    0xF100  # where LibreOffice puts the bytes that Windows-1252 does not define; legacy charsets have letters there
)
BYTES_OF_PRIVATE = {PRIVATE + byte: byte for byte in range(256)}
_CONTROL_LETTER = re.compile(rb"\\'(0[2-6]|1[0-9A-Ea-e])")  # in RTF; LibreOffice drops what VPS has there


def convert(data: bytes, media_type: str) -> bytes:
    """The file as DOCX or XLSX. Raises SetupError libreoffice_missing, InputError truncated_file."""
    program = next((path for name in PROGRAMS if (path := shutil.which(name))), None)
    if program is None:
        raise SetupError(
            "libreoffice_missing",
            "Máy chưa cài LibreOffice nên chưa đọc được tệp DOC, XLS, RTF, ODT.",
            "Hãy cài gói libreoffice-core, libreoffice-writer và libreoffice-calc (Debian, Ubuntu), hoặc lưu tệp thành DOCX, XLSX, PDF.",
        )
    target = TARGETS[media_type]
    if media_type == sniff.RTF:
        data = _CONTROL_LETTER.sub(_as_private, data)
    with tempfile.TemporaryDirectory(prefix="cancu-office-", ignore_cleanup_errors=True) as folder:
        source = Path(folder) / f"tep.{SUFFIXES[media_type]}"
        source.write_bytes(data)
        command = [
            program,
            f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}",
            "--headless",
            "--norestore",
            "--nolockcheck",
            "--convert-to",
            target,
            "--outdir",
            str(Path(folder) / "out"),
            str(source),
        ]
        try:
            subprocess.run(command, capture_output=True, timeout=TIMEOUT, check=False)
        except subprocess.TimeoutExpired as error:
            raise sniff.truncated("Tệp") from error
        result = Path(folder) / "out" / f"tep.{target}"
        if not result.exists():
            raise InputError(
                "truncated_file",
                "LibreOffice không mở được tệp; tệp có thể bị hỏng.",
                "Hãy mở tệp, lưu lại thành DOCX, XLSX hoặc PDF rồi gửi lại.",
            )
        return result.read_bytes()


def _as_private(code: re.Match[bytes]) -> bytes:
    r""" "\'10" as a character of its own, "{\uc1\u-3824?}", which comes back as the byte it was."""
    return b"{\\uc1\\u%d?}" % (PRIVATE + int(code[1], 16) - 0x10000)
