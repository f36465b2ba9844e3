"""A searchable PDF: the pages as they were, the right words on the print, nothing that PDF/A-2 forbids."""

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pdfplumber
import pikepdf
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from corpora.rendering.pdf import register_fonts
from extractor.context import Context
from extractor.document import Geometry, Line, Page, Word
from extractor.pipeline import searchable
from extractor.reading import open_file
from extractor.searchable import Searchable, make_searchable
from extractor.searchable.layer import Frame, unturned
from models.errors import InputError

CONTEXT = Context(today=date(2026, 11, 22))
WIDTH, HEIGHT = 400.0, 600.0
LINES = [
    ("Ủy", "ban", "nhân", "dân", "tỉnh", "An", "Bình"),
    ("Số:", "749/QĐ-TTg", "ngày", "3", "tháng", "6"),
    ("Mã", "A", "và", "“ữ”"),
]


def words_page(number: int = 1, source: str = "ocr", width: float = WIDTH, height: float = HEIGHT) -> Page:
    """Three lines of words, 8 points a letter, as recognition would give them."""
    lines = []
    for row, texts in enumerate(LINES):
        words, left, top = [], 60.0, 80.0 + 30 * row
        for text in texts:
            words.append(Word(text, (left, top, left + 8.0 * len(text), top + 12)))
            left += 8.0 * len(text) + 5
        lines.append(Line(tuple(words)))
    return Page(number, width, height, lines=tuple(lines), text_source=source)


def scan(
    *paints: Callable[[Canvas], None], pages: int = 1, rotate: int = 0, size: tuple[float, float] = (WIDTH, HEIGHT)
) -> bytes:
    """A PDF of grey pictures; `paints` draw before (0) and after (1) the picture of each page."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=size)
    picture = ImageReader(Image.effect_noise((200, 300), 20).point(lambda value: min(value + 100, 255)))
    for _ in range(pages):
        for place in (0, 1):
            if place == 1:
                canvas.drawImage(picture, 0, 0, *size)
            if place < len(paints):
                paints[place](canvas)
        canvas.showPage()
    canvas.save()
    if not rotate:
        return out.getvalue()
    with pikepdf.open(out) as pdf:
        for page in pdf.pages:
            page.obj["/Rotate"] = rotate
        turned = io.BytesIO()
        pdf.save(turned)
    return turned.getvalue()


def make(data: bytes, *pages: Page, turn: Geometry | None = None) -> Searchable:
    with open_file(data, "quet.pdf", CONTEXT) as opened:
        return make_searchable(opened, data, [replace(page, geometry=turn) for page in pages])


def plumber_words(data: bytes, number: int = 1) -> list[dict[str, Any]]:
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        return pdf.pages[number - 1].extract_words()


def pdfium_words(data: bytes, number: int = 1) -> list[str]:
    with pypdfium2.PdfDocument(data) as pdf:
        return pdf[number - 1].get_textpage().get_text_bounded().split()


def expected() -> list[str]:
    return [text for texts in LINES for text in texts]


def test_both_readers_find_the_words_in_order_and_in_place() -> None:
    page = words_page()
    made = make(scan(), page, turn=Geometry())
    found = plumber_words(made.data)
    assert [word["text"] for word in found] == expected() == pdfium_words(made.data)
    for seen, word in zip(found, [word for line in page.lines for word in line.words], strict=True):
        box = (seen["x0"], seen["top"], seen["x1"], seen["bottom"])
        assert box == pytest.approx(word.bbox, abs=0.3)
    assert made.remarks == ()


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_the_layer_turns_with_the_page(rotate: int) -> None:
    shown = (HEIGHT, WIDTH) if rotate % 180 else (WIDTH, HEIGHT)
    page = words_page(width=shown[0], height=shown[1])
    made = make(scan(rotate=rotate), page, turn=Geometry())
    found = plumber_words(made.data)
    assert [word["text"] for word in found] == expected()
    assert (found[0]["x0"], found[0]["bottom"]) == pytest.approx((60, 92), abs=0.3)
    with pikepdf.open(io.BytesIO(made.data)) as pdf:
        assert int(pdf.pages[0].obj.get("/Rotate", 0)) == rotate
        assert [float(value) for value in pdf.pages[0].mediabox] == [0, 0, WIDTH, HEIGHT]


def test_the_layer_lies_on_a_skewed_and_overturned_scan() -> None:
    turn = Geometry(quarters=2, degrees=2.0)
    made = make(scan(), words_page(), turn=turn)
    assert sorted(pdfium_words(made.data)) == sorted(expected())
    with pdfplumber.open(io.BytesIO(made.data)) as pdf:
        first = pdf.pages[0].chars[0]
    x, y = unturned(turn, (WIDTH, HEIGHT))(64, 86)
    assert first["x0"] - 1 <= x <= first["x1"] + 1
    assert first["top"] - 1 <= y <= first["bottom"] + 1


@given(
    st.sampled_from([0, 1, 2, 3]),
    st.floats(-6, 6),
    st.floats(0, 400),
    st.floats(0, 600),
)
def test_turning_back_undoes_the_turn(quarters: int, degrees: float, x: float, y: float) -> None:
    """Straightening maps the page's own point onto the upright page; `unturned` is its inverse, so distances stay."""
    upright = (HEIGHT, WIDTH) if quarters % 2 else (WIDTH, HEIGHT)
    back = unturned(Geometry(quarters, degrees), upright)
    assert back(upright[0] / 2, upright[1] / 2) == pytest.approx((WIDTH / 2, HEIGHT / 2))
    first, second = back(x, y), back(x + 3, y + 4)
    assert ((first[0] - second[0]) ** 2 + (first[1] - second[1]) ** 2) ** 0.5 == pytest.approx(5)


def test_corners_of_a_photographed_sheet_go_back_to_the_photo() -> None:
    corners = ((0.1, 0.05), (0.9, 0.1), (0.95, 0.9), (0.05, 0.95))
    back = unturned(Geometry(corners=corners), (WIDTH, HEIGHT))
    for (x, y), (across, down) in zip(((0, 0), (WIDTH, 0), (WIDTH, HEIGHT), (0, HEIGHT)), corners, strict=True):
        assert back(x, y) == pytest.approx((across * WIDTH, down * HEIGHT), abs=0.01)


def test_frame_of_a_page_that_does_not_begin_at_zero() -> None:
    assert Frame((10, 20, 110, 220), 0).to_user(0, 0) == (10, 220)
    assert Frame((10, 20, 110, 220), 180).to_user(0, 0) == (110, 20)


def invisible(canvas: Canvas) -> None:
    text = canvas.beginText(60, 500)
    text.setTextRenderMode(3)
    text.textLine("Uy ban nhan dan tinh An Binb")
    canvas.drawText(text)


def visible(canvas: Canvas) -> None:
    canvas.drawString(60, 500, "cQNG HoA XA HQI cHU NGHiA")


@pytest.mark.parametrize("paints", [(lambda canvas: None, invisible), (visible,), (invisible,)])
def test_a_wrong_layer_is_taken_out(paints: tuple[Callable[[Canvas], None], ...]) -> None:
    made = make(scan(*paints), words_page(), turn=Geometry())
    assert pdfium_words(made.data) == expected()
    assert made.remarks == ()


def test_a_wrong_layer_within_a_form_is_taken_out() -> None:
    def within_form(canvas: Canvas) -> None:
        canvas.beginForm("layer")
        invisible(canvas)
        canvas.endForm()
        canvas.doForm("layer")

    made = make(scan(lambda canvas: None, within_form), words_page(), turn=Geometry())
    assert pdfium_words(made.data) == expected()


def test_wrong_words_that_can_be_seen_become_a_picture() -> None:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(WIDTH, HEIGHT))
    canvas.drawString(60, 500, "Céng hoµ x· héi chñ nghÜa ViÖt Nam")
    canvas.save()
    made = make(out.getvalue(), words_page(source="legacy:tcvn3"))
    assert pdfium_words(made.data) == expected()
    assert "Trang 1" in made.remarks[0]
    assert len(made.remarks) == 1  # the font that was not embedded is gone with the print
    with pypdfium2.PdfDocument(made.data) as pdf:
        assert pdf[0].render().to_numpy().min() < 60  # the print is still to be seen


def test_a_good_layer_is_kept_as_it_is() -> None:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(WIDTH, HEIGHT))
    canvas.setFont(register_fonts()[False, False], 12)
    canvas.drawString(60, 500, "Ủy ban nhân dân tỉnh An Bình")
    canvas.save()
    made = make(out.getvalue(), words_page(source="text_layer"))
    assert pdfium_words(made.data) == ["Ủy", "ban", "nhân", "dân", "tỉnh", "An", "Bình"]
    assert made.remarks == ()


def test_pages_and_size_stay() -> None:
    data = scan(pages=3)
    made = make(data, *(words_page(number) for number in (1, 2, 3)), turn=Geometry())
    with pypdfium2.PdfDocument(data) as old, pypdfium2.PdfDocument(made.data) as new:
        assert [page.get_size() for page in new] == [page.get_size() for page in old]
        assert (new[1].render().to_numpy() == old[1].render().to_numpy()).all()
    assert len(made.data) < len(data) + 4000 + 1500 * 3
    assert made.data == make(data, *(words_page(number) for number in (1, 2, 3)), turn=Geometry()).data


# PDF/A ----------------------------------------------------------------------------------------------------------------


def opened(made: Searchable) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(made.data))


def claim(pdf: pikepdf.Pdf) -> str:
    return str(pdf.open_metadata().pdfa_status)


def fonts_of(pdf: pikepdf.Pdf) -> Iterator[Any]:
    for item in pdf.objects:
        if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == pikepdf.Name.FontDescriptor:
            yield item


def test_what_pdf_a_asks_for_is_there() -> None:
    with opened(make(scan(), words_page(), turn=Geometry())) as pdf:
        assert claim(pdf) == "2B"
        intent = pdf.Root.OutputIntents[0]
        profile = intent.DestOutputProfile.read_bytes()
        assert (intent.S, profile[16:20], profile[36:40]) == (pikepdf.Name("/GTS_PDFA1"), b"RGB ", b"acsp")
        assert all("/FontFile2" in descriptor for descriptor in fonts_of(pdf))
        assert "/ID" in pdf.trailer
        assert "/Info" not in pdf.trailer
        assert "/Filter" not in pdf.Root.Metadata
        assert not pdf.is_encrypted


def test_the_font_is_sound() -> None:
    from fontTools.ttLib import TTFont

    from extractor.searchable.font import font_file

    font = TTFont(io.BytesIO(font_file()))
    assert font["hmtx"][".notdef"] == (500, 0)  # as the PDF's DW says
    assert font["maxp"].numGlyphs == 1


def test_scripts_signatures_and_files_are_left_out() -> None:
    with pikepdf.open(io.BytesIO(scan())) as pdf:
        script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
        pdf.Root.OpenAction = script
        pdf.Root.Names = pikepdf.Dictionary(
            JavaScript=pikepdf.Dictionary(Names=pikepdf.Array([pikepdf.String("a"), script]))
        )
        pdf.attachments["a.txt"] = b"x"
        field = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Widget,
            FT=pikepdf.Name.Sig,
            Rect=pikepdf.Array([0, 0, 9, 9]),
            T=pikepdf.String("Signature1"),
            V=pikepdf.Dictionary(
                Type=pikepdf.Name.Sig, Name=pikepdf.String("Trần Văn Mẫu"), Contents=pikepdf.String("x")
            ),
        )
        pdf.pages[0].obj["/Annots"] = pikepdf.Array([pdf.make_indirect(field)])
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pdf.pages[0].obj["/Annots"], SigFlags=3)
        out = io.BytesIO()
        pdf.save(out)
    made = make(out.getvalue(), words_page(), turn=Geometry())
    assert "chữ ký số (Trần Văn Mẫu)" in made.remarks[0]
    with opened(made) as pdf:
        assert claim(pdf) == "2B"
        assert not {"/AcroForm", "/OpenAction", "/Perms"} & set(pdf.Root.keys())
        assert not pdf.attachments
        assert "/Annots" not in pdf.pages[0].obj
    assert b"JavaScript" not in made.data


def test_a_font_that_is_not_embedded_is_named_and_nothing_is_claimed() -> None:
    made = make(scan(lambda canvas: None, visible), words_page(source="text_layer"))
    assert "phông chữ không được nhúng" in made.remarks[0]
    with opened(made) as pdf:
        assert claim(pdf) == ""


# other files ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("format", "filter"), [("JPEG", "/DCTDecode"), ("PNG", "/FlateDecode"), ("TIFF", "/FlateDecode")]
)
def test_pictures_become_pages(format: str, filter: str) -> None:
    out = io.BytesIO()
    Image.new("L", (800, 1200), 255).save(out, format, dpi=(144, 144))
    page = words_page(width=400, height=600)
    with open_file(out.getvalue(), "anh", CONTEXT) as file:
        made = make_searchable(file, out.getvalue(), (page,))
    assert pdfium_words(made.data) == expected()
    with opened(made) as pdf:
        image = next(iter(pdf.pages[0].images.values()))
        assert (str(image.Filter), int(image.Width)) == (filter, 800)
        assert [float(value) for value in pdf.pages[0].mediabox] == pytest.approx([0, 0, 400, 600], abs=0.1)
        if format == "JPEG":
            assert image.read_raw_bytes() == out.getvalue()


def test_text_files_are_refused_with_a_remedy() -> None:
    with pytest.raises(InputError) as caught:
        searchable("Công văn số 12/SYT.".encode(), "a.txt", CONTEXT)
    assert caught.value.code == "no_page_image"
    assert "LibreOffice" in caught.value.remedy


@pytest.mark.tesseract
def test_a_real_scan_end_to_end(picture: Callable[..., bytes]) -> None:
    data = picture(["Ủy ban nhân dân tỉnh An Bình giao Sở Y tế chủ trì", "thực hiện kế hoạch năm 2026."], quarters=0)
    made = searchable(data, "quet.png", CONTEXT)
    assert " ".join(pdfium_words(made.data)).startswith("Ủy ban nhân dân tỉnh An Bình")
    assert [word["text"] for word in plumber_words(made.data)] == pdfium_words(made.data)
