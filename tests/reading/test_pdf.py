"""PDF: signature fields, spaced digits, fonts, digital signatures, scans with stamps."""

import io
from collections.abc import Callable

import pdfplumber
import pikepdf
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader

from extractor.context import Context
from extractor.document import Word
from extractor.reading import open_file
from extractor.reading.pdf.signatures import iso_time, read_signatures
from extractor.reading.pdf.words import mend, page_words


def with_signature_field(data: bytes, text: bytes, rect: tuple[float, float, float, float]) -> bytes:
    """The PDF with a signed field whose appearance prints `text` (ASCII) at `rect`."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        form = pdf.make_stream(b"BT /F1 13 Tf 0 2 Td (" + text + b") Tj ET")
        form.Type, form.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
        form.BBox = [0, 0, rect[2] - rect[0], rect[3] - rect[1]]
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name("/Times-Roman")
        )
        form.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        value = pikepdf.Dictionary(
            Type=pikepdf.Name.Sig, Name=pikepdf.String("Văn thư"), M=pikepdf.String("D:20250305101112+07'00'")
        )
        field = pdf.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Widget,
                FT=pikepdf.Name.Sig,
                T=pikepdf.String("s1"),
                Rect=list(rect),
                F=4,
                AP=pikepdf.Dictionary(N=form),
                V=pdf.make_indirect(value),
                P=pdf.pages[0].obj,
            )
        )
        pdf.pages[0].Annots = pdf.make_indirect([field])
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=[field], SigFlags=3)
        out = io.BytesIO()
        pdf.save(out)
        return out.getvalue()


def test_the_hyphen_of_winansi_is_the_letter_of_tcvn3(context: Context, draw_pdf: Callable[..., bytes]) -> None:
    def paint(canvas: object) -> None:
        canvas.setFont("Times-Roman", 12)  # type: ignore[attr-defined]
        canvas.drawString(100, 700, "n\u00ad\u00edc qu\u00e8c")  # type: ignore[attr-defined]

    with open_file(draw_pdf(paint), "a.pdf", context) as opened:
        assert opened.page(1).text == "n\u00ad\u00edc qu\u00e8c"


def test_number_in_a_signature_field_stands_in_its_line(context: Context, draw_pdf: Callable[..., bytes]) -> None:
    def paint(canvas: object) -> None:
        canvas.drawString(100, 700, "Số:")  # type: ignore[attr-defined]
        canvas.drawString(160, 700, "/UBND-VX")  # type: ignore[attr-defined]

    data = with_signature_field(draw_pdf(paint), b"1187", (122, 698, 158, 712))
    with open_file(data, "a.pdf", context) as opened:
        assert opened.page(1).lines[0].text.replace(" ", "") == "Số:1187/UBND-VX"
        assert "1187" in opened.page(1).lines[0].text
        (signature,) = opened.signatures
    assert (signature.signer, signature.time) == ("Văn thư", "2025-03-05T10:11:12+07:00")


@pytest.mark.parametrize(
    ("printed", "iso"),
    [
        ("D:20250312134948+07'00'", "2025-03-12T13:49:48+07:00"),
        ("D:20250312134948Z", "2025-03-12T13:49:48Z"),
        ("D:2025", "2025-01-01T00:00:00"),
        ("hôm qua", None),
    ],
)
def test_pdf_times(printed: str, iso: str | None) -> None:
    assert iso_time(printed) == iso


def test_damaged_pdf_has_no_signatures() -> None:
    assert read_signatures(b"%PDF-1.4 /Sig ...") == ()


def digits(text: str, step: float) -> list[Word]:
    return [
        Word(char, (100 + step * index, 50, 106.5 + step * index, 63), "", "Times", 13.0)
        for index, char in enumerate(text)
    ]


def test_spaced_digits_are_one_number() -> None:
    assert [word.text for word in mend(digits("1187", 10))] == ["1187"]
    assert len(mend(digits("1187", 40))) == 4


def test_pieces_of_a_word_are_joined_and_filled_in_digits_are_not() -> None:
    def piece(text: str, x0: float, x1: float, font: str) -> Word:
        return Word(text, (x0, 50, x1, 63), "", font, 13.0)

    words = mend([piece("Số", 100, 115, "Bold"), piece(":", 115, 118, "Plain")])
    assert [word.text for word in words] == ["Số:"]
    words = mend(
        [piece("ngày", 100, 124, "Italic"), piece("24", 124, 137, "Plain"), piece("tháng", 137, 170, "Italic")]
    )
    assert [word.text for word in words] == ["ngày", "24", "tháng"]


def test_fonts_and_sizes(context: Context, draw_pdf: Callable[..., bytes]) -> None:
    with open_file(draw_pdf(lambda canvas: canvas.drawString(100, 700, "Quyết")), "a.pdf", context) as opened:
        (word,) = opened.page(1).lines[0].words
    assert word.size == 13 and word.font and "+" not in word.font and "Liberation" in word.font


def test_scan_with_a_stamp_has_no_text_of_its_own(context: Context, draw_pdf: Callable[..., bytes]) -> None:
    def paint(canvas: object) -> None:
        canvas.drawImage(ImageReader(Image.new("L", (827, 1169), 250)), 0, 0, 595, 842)  # type: ignore[attr-defined]
        canvas.drawString(380, 800, "Ký bởi: Văn phòng")  # type: ignore[attr-defined]

    with open_file(draw_pdf(paint), "a.pdf", context) as opened:
        page = opened.page(1)
        assert opened.has_image(1)
        native = opened.native_dpi(1)  # type: ignore[attr-defined]
    assert page.lines == () and [line.text for line in page.furniture] == ["Ký bởi: Văn phòng"]
    assert native == pytest.approx(100, abs=1)


def test_a_page_that_cannot_be_read_is_a_warning(
    context: Context, draw_pdf: Callable[..., bytes], head: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> object:
        raise RecursionError

    monkeypatch.setattr("extractor.reading.pdf.pages.page_words", fail)
    with open_file(draw_pdf(head), "a.pdf", context) as opened:
        assert opened.page(1).lines == ()
        assert [(warning.code, warning.page) for warning in opened.warnings] == [("page_unreadable", 1)]


@pytest.mark.parametrize("folder", ["data/real", "data/gazette", "data/legacy"])
def test_real_pdfs_open(context: Context, shared: object, folder: str) -> None:
    for path in sorted((shared / folder).glob("*.pdf"))[:6]:  # type: ignore[operator]
        with open_file(path.read_bytes(), path.name, context) as opened:
            page = opened.page(1)
            assert page.width > 300 and not opened.warnings


class Drawn:
    """A page of single letters at given places (x0, text) in one font."""

    lettered = True

    def __init__(self, font: str, letters: list[tuple[float, str]]) -> None:
        self.chars = [
            {
                "text": text, "x0": x0, "x1": x0 + 5, "top": 10.0, "bottom": 20.0, "doctop": 10.0, "upright": True,
                "fontname": font, "size": 10.0, "height": 10.0, "width": 5.0,
            }
            for x0, text in letters
        ]  # fmt: skip

    def extract_words(self, **options: object) -> list[dict[str, object]]:
        return pdfplumber.utils.extract_words(self.chars, **options)


@pytest.mark.parametrize(
    ("font", "words"), [(".VnTime", ["cßn", "lµ", "7,5"]), ("TimesNewRoman", ["c", "ßn", "lµ7,5"])]
)
def test_words_of_legacy_fonts_end_at_blanks_not_at_gaps(font: str, words: list[str]) -> None:
    letters = [
        (0, "c"),
        (12, "ß"),
        (17, "n"),
        (22, " "),
        (27, "l"),
        (32, "µ"),
        (35, " "),
        (37.5, "7"),
        (42.5, ","),
        (47.5, "5"),
    ]
    assert [word.text for word in page_words(Drawn(font, letters))] == words


def test_a_rule_parts_words_of_legacy_fonts() -> None:
    letters = [(0, "c"), (12, "ß"), (17, "n"), (22, " ")]
    found = page_words(Drawn(".VnTime", letters), [(8.0, 0.0, 9.0, 40.0)])
    assert [word.text for word in found] == ["c", "ßn"]
