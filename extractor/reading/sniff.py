"""What a file is, from its bytes alone. The extension is never asked: office mail renames files at will."""

import io
import zipfile

from models.errors import InputError

PDF = "application/pdf"
PNG = "image/png"
JPEG = "image/jpeg"
TIFF = "image/tiff"
BMP = "image/bmp"
WEBP = "image/webp"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOC = "application/msword"
XLS = "application/vnd.ms-excel"
RTF = "application/rtf"
ODT = "application/vnd.oasis.opendocument.text"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
HTML = "text/html"
TEXT = "text/plain"

PICTURES = frozenset({PNG, JPEG, TIFF, BMP, WEBP})
OFFICE = frozenset({DOC, XLS, RTF, ODT, ODS})

MAGIC = (
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"II*\x00", TIFF),
    (b"MM\x00*", TIFF),
    (b"{\\rtf", RTF),
)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAX_UNPACKED = 1024 * 1024 * 1024  # bytes; the largest real DOCX or XLSX seen unpacks to 90 MB
SAMPLE = 65536


def sniff(data: bytes) -> str:
    """The media type. Raises InputError: empty_file, not_a_document, encrypted_file, truncated_file, file_too_large."""
    if not data.strip(b"\x00 \t\r\n"):
        raise InputError("empty_file", "Tệp rỗng, không có nội dung.", "Hãy kiểm tra và gửi lại tệp đầy đủ.")
    for magic, media_type in MAGIC:
        if data.startswith(magic):
            return media_type
    if b"%PDF-" in data[:1024]:
        return PDF
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return WEBP
    if data.startswith(b"BM") and data[6:10] == b"\x00\x00\x00\x00" and b"\x00" in data[:64]:
        return BMP
    if data.startswith(b"PK\x03\x04"):
        return _zip_type(data)
    if data.startswith(OLE):
        return _ole_type(data)
    return _text_type(data)


def not_a_document() -> InputError:
    return InputError(
        "not_a_document",
        "Không nhận ra định dạng của tệp.",
        "Hãy gửi tệp PDF, DOCX, DOC, XLSX, XLS, RTF, ODT, HTML, TXT hoặc ảnh PNG, JPEG, TIFF.",
    )


def encrypted() -> InputError:
    return InputError(
        "encrypted_file", "Tệp được bảo vệ bằng mật khẩu nên không đọc được.", "Hãy gỡ mật khẩu rồi gửi lại."
    )


def truncated(what: str = "Tệp") -> InputError:
    return InputError(
        "truncated_file", f"{what} bị hỏng hoặc bị cắt cụt nên không mở được.", "Hãy lấy lại bản gốc và gửi lại."
    )


def _zip_type(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            unpacked = sum(item.file_size for item in archive.infolist())
            kind = archive.read("mimetype")[:100].decode("ascii", "replace") if "mimetype" in names else ""
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError) as error:
        raise truncated() from error
    if unpacked > MAX_UNPACKED:
        raise InputError(
            "file_too_large",
            f"Tệp nén bung ra hơn {MAX_UNPACKED // 2**20} MB, vượt giới hạn an toàn.",
            "Hãy bỏ bớt ảnh hoặc tách tệp rồi gửi lại.",
        )
    if "word/document.xml" in names:
        return DOCX
    if "xl/workbook.xml" in names:
        return XLSX
    if kind.startswith(ODT):
        return ODT
    if kind.startswith(ODS):
        return ODS
    raise not_a_document()


def _ole_type(data: bytes) -> str:
    """DOC or XLS in an OLE container; a password-protected DOCX or XLSX is an OLE container too."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise encrypted()
    if "WordDocument".encode("utf-16-le") in data:
        if _word_is_encrypted(data):
            raise encrypted()
        return DOC
    if any(name.encode("utf-16-le") in data for name in ("Workbook", "Book")):
        if _excel_is_encrypted(data):
            raise encrypted()
        return XLS
    raise not_a_document()


def _word_is_encrypted(data: bytes) -> bool:
    """The flag fEncrypted of the file information block ([MS-DOC] 2.5.2), which starts a sector."""
    for start in range(512, len(data) - 12, 512):
        if data[start : start + 2] == b"\xec\xa5":
            return bool(int.from_bytes(data[start + 10 : start + 12], "little") & 0x0100)
    return False


def _excel_is_encrypted(data: bytes) -> bool:
    """A FILEPASS record right after the first BOF record ([MS-XLS] 2.4.117)."""
    for start in range(512, len(data) - 24, 512):
        if data[start : start + 2] == b"\x09\x08":
            after = start + 4 + int.from_bytes(data[start + 2 : start + 4], "little")
            return data[after : after + 2] == b"\x2f\x00"
    return False


def _text_type(data: bytes) -> str:
    sample = data[:SAMPLE]
    wide = sample.startswith((b"\xff\xfe", b"\xfe\xff")) or looks_utf16(sample) is not None
    if not wide and (b"\x00" in sample or _binary_share(sample) > 0.02):
        raise not_a_document()
    head = sample.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:2048].lower()
    if head.startswith((b"<!doctype html", b"<html")) or (head.startswith(b"<") and b"<html" in head):
        return HTML
    return TEXT


def looks_utf16(sample: bytes) -> str | None:
    """Codec name of UTF-16 text without a mark: nearly every second byte of its spaces and ASCII letters is zero."""
    if len(sample) < 4 or len(sample) % 2:
        sample = sample[: len(sample) // 2 * 2]
    half = len(sample) // 2
    if half < 2:
        return None
    if sample[1::2].count(0) > 0.4 * half and sample[0::2].count(0) < 0.02 * half + 1:
        return "utf-16-le"
    if sample[0::2].count(0) > 0.4 * half and sample[1::2].count(0) < 0.02 * half + 1:
        return "utf-16-be"
    return None


# VISCII and VPS keep letters in the control range: 02-06, 10-15, 19, 1C-1E. They are rare even there.
_LETTER_CONTROLS = frozenset((*range(0x02, 0x07), *range(0x10, 0x16), 0x19, 0x1C, 0x1D, 0x1E))
_WHITE = frozenset(b"\t\n\x0b\x0c\r\x1a")


def _binary_share(sample: bytes) -> float:
    bad = sum(1 for byte in sample if byte < 32 and byte not in _WHITE and byte not in _LETTER_CONTROLS)
    letters = sum(1 for byte in sample if byte in _LETTER_CONTROLS)
    return (bad * 5 + max(letters - 0.05 * len(sample), 0)) / max(len(sample), 1)
