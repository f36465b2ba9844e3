"""Every file that cannot be taken has its stable code and one clear Vietnamese line with a remedy."""

import io
import shutil
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from extractor.context import Context, Limits
from extractor.pipeline import read_pages
from extractor.reading import open_file, page_from_json, page_to_json, recognise
from extractor.reading.scan.pictures import PictureFile
from extractor.reading.sniff import sniff
from models.errors import InputError, SetupError


def code_of(data: bytes, context: Context, name: str = "tep.pdf") -> str:
    with pytest.raises(InputError) as caught:
        open_file(data, name, context).close()
    error = caught.value
    assert error.message.endswith(".") and error.remedy.endswith(".")
    assert "\n" not in str(error)
    return error.code


def png(size: tuple[int, int]) -> bytes:
    out = io.BytesIO()
    Image.new("L", size, 255).save(out, "PNG")
    return out.getvalue()


def test_empty_file(context: Context) -> None:
    assert code_of(b"", context) == "empty_file"
    assert code_of(b" \n\r\n\t", context, "van-ban.txt") == "empty_file"


def test_unknown_type(context: Context) -> None:
    assert code_of(b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 20, context) == "not_a_document"
    plain_zip = io.BytesIO()
    with zipfile.ZipFile(plain_zip, "w") as archive:
        archive.writestr("a.txt", "x")
    assert code_of(plain_zip.getvalue(), context) == "not_a_document"


def test_truncated_pdf(context: Context, draw_pdf: Callable[..., bytes], head: Callable[..., None]) -> None:
    data = draw_pdf(head)
    for share in (0.1, 0.5, 0.9):
        assert code_of(data[: int(len(data) * share)], context) == "truncated_file"


def test_encrypted_pdf(context: Context, draw_pdf: Callable[..., bytes], head: Callable[..., None]) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(draw_pdf(head))) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    assert code_of(out.getvalue(), context) == "encrypted_file"


def test_pdf_readable_without_password_is_taken(
    context: Context, draw_pdf: Callable[..., bytes], head: Callable[..., None]
) -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(draw_pdf(head))) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="a", user=""))
    with open_file(out.getvalue(), "a.pdf", context) as opened:
        assert "123/UBND-VX" in opened.page(1).text


def test_pdf_without_pages(context: Context) -> None:
    out = io.BytesIO()
    pikepdf.new().save(out)
    assert code_of(out.getvalue(), context) == "no_pages"


def test_password_protected_docx(context: Context) -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "EncryptedPackage".encode("utf-16-le") + bytes(512)
    assert code_of(ole, context, "a.docx") == "encrypted_file"


def test_password_protected_doc(context: Context) -> None:
    block = bytearray(512)
    block[0:2], block[10:12] = b"\xec\xa5", struct.pack("<H", 0x0100)
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + bytes(block) + "WordDocument".encode("utf-16-le")
    assert code_of(ole, context, "a.doc") == "encrypted_file"


def test_damaged_docx(context: Context) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<w:document")
    assert code_of(out.getvalue(), context, "a.docx") == "truncated_file"
    assert code_of(out.getvalue()[:40], context, "a.docx") == "truncated_file"


def test_zip_bomb(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractor.reading.sniff.MAX_UNPACKED", 1_000_000)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 2_000_000)
    assert code_of(out.getvalue(), context, "a.docx") == "file_too_large"


def test_image_sizes(context: Context) -> None:
    assert code_of(png((1, 1)), context, "a.png") == "image_too_small"
    small = replace(context, limits=Limits(max_pixels=10_000))
    assert code_of(png((200, 200)), small, "a.png") == "image_too_large"


@pytest.mark.parametrize(("side", "mode"), [(60_000, "L"), (9_500, "RGB")])
def test_image_bomb_is_refused_before_it_is_unpacked(context: Context, side: int, mode: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (200, 200)).save(out, "PNG")
    bomb = bytearray(out.getvalue())
    bomb[16:24] = struct.pack(">II", side, side)
    bomb[29:33] = struct.pack(">I", zlib.crc32(bytes(bomb[12:29])))
    assert code_of(bytes(bomb), context, "a.png") == "image_too_large"


def test_a_large_photo_is_unpacked_at_a_fraction_and_turned(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractor.reading.scan.pictures.MAX_RENDER_SIDE", 300)
    picture, exif, out = Image.new("RGB", (800, 600), "white"), Image.Exif(), io.BytesIO()
    picture.paste("black", (0, 0, 800, 200))
    exif[0x0112] = 6  # to be turned a quarter clockwise
    picture.save(out, "JPEG", exif=exif)
    with open_file(out.getvalue(), "a.jpg", context) as opened:
        assert isinstance(opened, PictureFile)
        assert opened.plain_size(1)[0] < opened.plain_size(1)[1]
        seen = np.asarray(opened.render(1, opened.native_dpi(1) or 0, grey=True))
        assert abs(seen.shape[0] - 266) <= 1 and abs(seen.shape[1] - 200) <= 1
        assert seen[:, -50:].mean() < 20 and seen[:, :100].mean() > 235


def test_truncated_image(context: Context, picture: Callable[..., bytes]) -> None:
    data = picture(["Quyết định"])
    assert code_of(data[: len(data) // 2], context, "a.png") == "truncated_file"


def test_limits(context: Context, draw_pdf: Callable[..., bytes], head: Callable[..., None]) -> None:
    data = draw_pdf(head, head, head)
    assert code_of(data, replace(context, limits=Limits(max_bytes=100))) == "file_too_large"
    assert code_of(data, replace(context, limits=Limits(max_pages=2))) == "too_many_pages"
    assert code_of(b"a\fb\fc", replace(context, limits=Limits(max_pages=2)), "a.txt") == "too_many_pages"


def test_office_file_without_libreoffice(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(SetupError) as caught:
        open_file(b"{\\rtf1 Quyet dinh}", "a.rtf", context)
    assert caught.value.code == "libreoffice_missing"
    assert "libreoffice-writer" in caught.value.remedy


def test_engine_missing(context: Context, picture: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pytesseract.pytesseract.tesseract_cmd", "khong-co-chuong-trinh-nay")
    with open_file(picture(["Quyết định"] * 3), "a.png", context) as opened, pytest.raises(SetupError) as caught:
        recognise(opened, 1)
    assert caught.value.code == "tesseract_missing"


@given(st.binary(max_size=400))
def test_any_bytes_are_taken_or_refused_with_a_code(data: bytes) -> None:
    try:
        assert "/" in sniff(data)
    except InputError as error:
        assert error.code in {"empty_file", "not_a_document", "truncated_file", "encrypted_file", "file_too_large"}


def test_engine_that_gives_up_is_a_warning(
    context: Context, picture: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **options: object) -> str:
        raise RuntimeError("Tesseract process timeout")

    monkeypatch.setattr("pytesseract.image_to_pdf_or_hocr", fail)
    with open_file(picture(["Quyết định"] * 3), "a.png", context) as opened:
        page = recognise(opened, 1)
        assert page is not None and page.lines == ()
        assert [(warning.code, warning.page) for warning in opened.warnings] == [("page_unreadable", 1)]


def as_png(pixels: np.ndarray) -> bytes:
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG")
    return out.getvalue()


def reason(data: bytes, context: Context) -> str:
    """The one warning of a page that gives no text."""
    with open_file(data, "a.png", context) as opened:
        page = recognise(opened, 1)
        assert page is not None and page.lines == () and page.quality < 0.1
        (warning,) = opened.warnings
        assert (warning.code, warning.page) == ("page_unreadable", 1) and warning.message.startswith("Trang 1: ")
        return warning.message


def test_grain_is_not_read(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractor.reading.scan.ocr.read", lambda *_: pytest.fail("takes minutes"))
    noise = np.random.default_rng(1).integers(0, 256, (1754, 1240), dtype=np.uint8)
    assert "hạt nhiễu" in reason(as_png(noise), context)


@pytest.mark.tesseract
@pytest.mark.skipif(shutil.which("tesseract") is None, reason="chưa cài Tesseract")
def test_handwriting_is_left_to_the_person(context: Context) -> None:
    page, random = np.full((1754, 1240), 255, np.uint8), np.random.default_rng(1)
    for row in range(14):
        x = np.arange(120, 1120, 7)
        y = 150 + row * 105 + 15 * np.sin(x / 12 + random.uniform(-1, 1, len(x))) + random.integers(-9, 9, len(x))
        cv2.polylines(page, [np.stack([x, y], axis=1).astype(np.int32)], False, 60, 3)
    assert "viết tay" in reason(as_png(page), context)


def test_a_picture_too_large_for_memory_is_not_drawn(
    context: Context, picture: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = picture(["Quyết định"] * 9)
    monkeypatch.setattr("extractor.reading.scan.scans.MOST_PIXELS", 1_000_000)
    monkeypatch.setattr("extractor.reading.scan.pictures.PictureFile.render", lambda *_, **__: pytest.fail("drawn"))
    assert "quá nhiều điểm ảnh" in reason(data, context)
    with open_file(data, "a.png", context) as opened:
        assert opened.image(1).size == (620, 877)


def test_warnings_and_turn_of_a_finished_page_outlive_the_run(context: Context) -> None:
    data = as_png(np.zeros((1200, 900), np.uint8))
    with open_file(data, "den.png", context) as opened:
        pages = list(read_pages(opened, context))
        warned = opened.warnings
    assert [warning.code for warning in warned] == ["page_unreadable"] and pages[0].geometry is not None
    kept = page_from_json(page_to_json(pages[0]))
    with open_file(data, "den.png", context) as opened:
        assert list(read_pages(opened, context, {1: kept})) == pages
        assert opened.warnings == warned
