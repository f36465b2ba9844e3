"""Images made fit for recognition, and recognition itself."""

import io
import shutil
from collections.abc import Callable

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from extractor.context import Context
from extractor.document import Line, Word
from extractor.pipeline import read_page
from extractor.reading import open_file, recognise
from extractor.reading.scan import images
from extractor.reading.scan.canvas import compose
from extractor.reading.scan.references import mend_dates, mend_numbers
from extractor.reading.scan.rulings import find_rules
from extractor.reading.scan.scans import ScannedFile
from extractor.reading.scan.seals import find_seals, without_seals
from extractor.reading.scan.tesseract import parse_hocr

LINES = [
    "QUYẾT ĐỊNH",
    "Về việc phê duyệt kế hoạch chuyển đổi số",
    "Căn cứ Luật Tổ chức chính quyền địa phương;",
    "Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020;",
    "Theo đề nghị của Giám đốc Sở Y tế tỉnh An Bình,",
    "Điều 1. Phê duyệt kế hoạch ứng dụng công nghệ thông tin",
    "Điều 2. Quyết định có hiệu lực thi hành kể từ ngày ký.",
]

needs_tesseract = pytest.mark.skipif(shutil.which("tesseract") is None, reason="chưa cài Tesseract")


def grey(data: bytes) -> images.Grey:
    return np.asarray(Image.open(io.BytesIO(data)).convert("L"))


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_pages_are_set_upright(picture: Callable[..., bytes], quarters: int) -> None:
    turned = grey(picture(LINES * 2, quarters=quarters))
    assert images.geometry(turned).quarters == (4 - quarters) % 4


@pytest.mark.parametrize("degrees", [-3.0, -0.7, 0.0, 1.2, 4.0])
def test_skew_is_measured(picture: Callable[..., bytes], degrees: float) -> None:
    page = Image.fromarray(grey(picture(LINES * 3))).rotate(degrees, fillcolor=255)
    assert images.geometry(np.asarray(page)).degrees == pytest.approx(-degrees, abs=0.15)


def test_blank_page_is_not_turned() -> None:
    assert images.geometry(np.full((800, 600), 255, np.uint8)) == images.Geometry()


def test_stamp_is_lifted_and_print_stays() -> None:
    pixels = np.full((400, 400, 3), 255, np.uint8)
    cv2.circle(pixels, (200, 200), 120, (200, 30, 40), 12)
    pixels[195:205, 20:380] = 20  # a line of black print through the stamp
    lifted = images.lift_colour(pixels, 200)
    assert lifted[80, 200] > 220 and lifted[200, 80] < 60 and lifted[200, 30] < 60


def test_small_coloured_print_stays_dark() -> None:
    pixels = np.full((400, 400, 3), 255, np.uint8)
    pixels[100:120, 50:200] = (200, 30, 40)
    assert images.lift_colour(pixels, 200)[110, 100] < 120


@pytest.mark.parametrize("stamp", [(200, 30, 40), (40, 60, 190)])
def test_a_name_stamped_beside_the_seal_stays_and_the_seal_goes(stamp: tuple[int, int, int]) -> None:
    pixels = np.full((500, 700, 3), 255, np.uint8)
    cv2.circle(pixels, (250, 200), 120, stamp, 10)
    cv2.putText(pixels, "Le Hoang Anh", (240, 390), cv2.FONT_HERSHEY_SIMPLEX, 1.2, stamp, 5)
    pen = (40, 60, 190) if stamp[0] > 100 else (200, 30, 40)
    cv2.line(pixels, (150, 430), (660, 100), pen, 4)  # a signature in other ink through seal and name
    lifted = images.lift_colour(pixels, 200)
    name, ring = lifted[350:405, 240:500], lifted[70:90, 230:270]
    assert (name < 130).mean() > 0.1
    assert ring.min() > 200


def test_uneven_light_is_levelled() -> None:
    light = np.tile(np.linspace(120, 250, 600, dtype=np.uint8), (400, 1))
    light[200:204, 100:500] = 30
    levelled = images.level(light)
    assert levelled[50].min() > 220 and levelled[202, 300] < 80


def test_rules_are_found_and_words_are_not(picture: Callable[..., bytes]) -> None:
    page = grey(picture(LINES * 3)).copy()
    page[1500:1503, 150:1000] = 0
    page[1300:1600, 600:603] = 0
    rules, mask = find_rules(page, images.ink(page), 150)
    assert len(rules) == 2
    assert mask[1501, 500] and mask[1400, 601] and not mask[100:1200].any()


def test_canvas_gives_boxes_back() -> None:
    page = np.full((200, 300), 255, np.uint8)
    page[40:50, 120:180] = 0
    canvas = compose(page, [(100, 20, 200, 80)], 100)
    assert canvas.picture.shape[0] > 200 and (canvas.picture[:200] == 255).all()
    rows, columns = np.nonzero(canvas.picture < 128)
    box = (int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1)
    assert canvas.on_page(box) == (120, 40, 180, 50)


HOCR = """<span class='ocr_line'>
 <span class='ocrx_word' id='word_1_1' title='bbox 10 20 40 32; x_wconf 71'>Đối
  <span class='ocrx_cinfo' id='lstm_choices_1_1_1'><span class='ocrx_cinfo' title='x_confs 95'> </span></span>
  <span class='ocrx_cinfo' id='lstm_choices_1_1_2'><span class='ocrx_cinfo' title='x_confs 95'>Đ</span></span>
  <span class='ocrx_cinfo' id='lstm_choices_1_1_3'><span class='ocrx_cinfo' title='x_confs 85'>ố</span>
   <span class='ocrx_cinfo' title='x_confs 80'>ổ</span><span class='ocrx_cinfo' title='x_confs 0'>ồ</span></span>
  <span class='ocrx_cinfo' id='lstm_choices_1_1_4'><span class='ocrx_cinfo' title='x_confs 95'>i</span></span>
 </span>
 <span class='ocrx_word' id='word_1_2' title='bbox 50 20 60 32; x_wconf 90'>&amp;</span>
 <span class='ocrx_word' id='word_1_3' title='bbox 70 20 80 32; x_wconf 0'> </span>
</span>"""


def test_a_letter_of_no_rating_is_read() -> None:
    (word,) = [reading for reading in parse_hocr(HOCR.replace("x_confs 85", "x_confs 0")) if reading.text == "Đối"]
    assert [group[0][0] for group in word.letters] == list("Đối")


def test_words_and_the_letters_considered() -> None:
    first, second = parse_hocr(HOCR)
    assert (first.text, first.box, first.confidence) == ("Đối", (10, 20, 40, 32), 0.71)
    assert first.letters == ((("Đ", 0.0),), (("ố", 0.0), ("ổ", 1.0)), (("i", 0.0),))
    assert (second.text, second.letters) == ("&", ())


@pytest.mark.parametrize(
    ("words", "mended"),
    [
        ("ngày lÌ tháng I2", "ngày 11 tháng 12"),
        ("ngày 2Š tháng 9", "ngày 25 tháng 9"),
        ("ngày ký tháng Ba", "ngày ký tháng Ba"),
        ("ngày I9 tháng I9", "ngày 19 tháng I9"),
        ("tháng T0 năm 2024", "tháng 10 năm 2024"),
        ("trước L0/0l/2024;", "trước 10/01/2024;"),
        ("số I0/2024/QĐ-UBND", "số I0/2024/QĐ-UBND"),
    ],
)
def test_lookalikes_in_dates(words: str, mended: str) -> None:
    line = [Word(text, (100 + 40 * i, 50, 130 + 40 * i, 62)) for i, text in enumerate(words.split())]
    result = mend_dates(line)
    assert " ".join(word.text for word in result) == mended
    assert all(
        word.raw and word.confidence <= 0.8 for word, old in zip(result, line, strict=True) if word.text != old.text
    )


@pytest.mark.tesseract
@needs_tesseract
@pytest.mark.parametrize("quarters", [0, 2])
def test_page_is_read(context: Context, picture: Callable[..., bytes], quarters: int) -> None:
    with open_file(picture(LINES, quarters=quarters), "a.png", context) as opened:
        page = recognise(opened, 1)
        image = opened.image(1, 100)
    assert page is not None and page.text_source == "ocr" and page.quality > 0.7
    assert [line.text for line in page.lines][3] == LINES[3]
    assert abs(image.width / image.height - page.width / page.height) < 0.01
    first = page.lines[0].bbox
    assert min(image.crop(tuple(round(value * 100 / 72) for value in first)).convert("L").getdata()) < 128  # type: ignore[arg-type]


@pytest.mark.tesseract
@needs_tesseract
def test_a_page_of_few_lines_is_set_upright(context: Context, picture: Callable[..., bytes]) -> None:
    """Too few lines to tell by their shape: they are read both ways."""
    with open_file(picture(LINES[1:4], quarters=2), "a.png", context) as opened:
        page = recognise(opened, 1)
        assert page is not None and [line.text for line in page.lines] == LINES[1:4]
        assert isinstance(opened, ScannedFile) and opened.geometry(1).quarters == 2 and not opened.warnings


def test_a_short_page_without_a_picture_is_not_recognised(
    context: Context, draw_pdf: Callable[..., bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("extractor.pipeline.recognise", lambda opened, number: pytest.fail("a born-digital page"))
    data = draw_pdf(lambda canvas: canvas.drawString(85, 700, "Điều 3. Quyết định này có hiệu lực kể từ ngày ký."))
    with open_file(data, "a.pdf", context) as opened:
        assert read_page(opened, 1).text_source == "text_layer"


@pytest.mark.tesseract
@needs_tesseract
def test_table_of_a_scan_is_a_grid(context: Context, font: str) -> None:
    image = Image.new("L", (1240, 800), 245)
    pen = ImageDraw.Draw(image)
    face = ImageFont.truetype(font, 28)
    for y in (100, 180, 260, 340):
        pen.line((100, y, 1100, y), fill=40, width=2)
    for x in (100, 250, 700, 1100):
        pen.line((x, 100, x, 340), fill=40, width=2)
    rows = (("TT", "Nhiệm vụ", "Thời hạn"), ("1", "Xây dựng kế hoạch", "Tháng 6"), ("2", "Tổ chức tập huấn", "Quý IV"))
    for row, cells in enumerate(rows):
        for x, text in zip((110, 260, 710), cells, strict=True):
            pen.text((x, 122 + 80 * row), text, fill=30, font=face)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=70, dpi=(150, 150))
    with open_file(out.getvalue(), "a.jpg", context) as opened:
        page = recognise(opened, 1)
    assert page is not None and page.lines == ()
    (grid,) = page.grids
    assert (grid.rows, grid.columns) == (3, 3)
    assert [cell.text for cell in grid.cells] == [text for cells in rows for text in cells]


def test_pages_without_words(context: Context) -> None:
    def page_of(value: int) -> bytes:
        out = io.BytesIO()
        Image.new("L", (1240, 1754), value).save(out, "PNG")
        return out.getvalue()

    with open_file(page_of(255), "a.png", context) as opened:
        blank = recognise(opened, 1)
        assert blank is not None and blank.lines == () and not opened.warnings
    with open_file(page_of(0), "a.png", context) as opened:
        black = recognise(opened, 1)
        assert black is not None and black.quality == 0
        assert [warning.code for warning in opened.warnings] == ["page_unreadable"]


def test_tiff_with_several_pages(context: Context) -> None:
    frames = [Image.new("1", (1240, 1754), 1) for _ in range(3)]
    out = io.BytesIO()
    frames[0].save(out, "TIFF", save_all=True, append_images=frames[1:], dpi=(150, 150))
    with open_file(out.getvalue(), "a.tif", context) as opened:
        assert opened.page_count == 3
        assert (round(opened.page(3).width), round(opened.page(3).height)) == (595, 842)


def test_text_has_no_picture_of_its_own(context: Context) -> None:
    with open_file("Quyết định\n".encode(), "a.txt", context) as opened:
        assert recognise(opened, 1) is None


def test_a_page_with_little_but_its_sign_off_stands_upright(font: str) -> None:
    """Columns whose lines are not level with each other vote stretch by stretch."""
    page = Image.new("L", (1240, 1754), 255)
    draw = ImageDraw.Draw(page)
    left, right = (ImageFont.truetype(font, size) for size in (21, 30))
    for place, text in enumerate(
        ("Nơi nhận:", "- Như phần tổ chức;", "- Thanh tra để phối hợp;", "- Lưu: VT, tổng hợp.")
    ):
        draw.text((180, 190 + 27 * place), text, font=left, fill=0)
    for place, text in enumerate(("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "", "Thạch Thanh Dũng")):
        draw.text((700, 203 + 41 * place), text, font=right, fill=0)
    for quarters in range(4):
        turned = np.ascontiguousarray(np.rot90(np.asarray(page), quarters))
        assert images.geometry(turned).quarters == quarters


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("số I710/QĐ-BYT ngày", "số 1710/QĐ-BYT ngày"),
        ("định 73/20177NĐ-CP", "định 73/2017/NĐ-CP"),
        ("số 49/20177TT-BYT", "số 49/2017/TT-BYT"),
        ("số 49/2017/1 T-BYT ngày", "số 49/2017/TT-BYT ngày"),
        ("số 1 11/2017/NĐ-CP ngày", "số 111/2017/NĐ-CP ngày"),
        ("số 12 và 15/2017/NĐ-CP", "số 12 và 15/2017/NĐ-CP"),
        ("số §11/KH-UBND", "số 811/KH-UBND"),
        ("ngày 4/1 1/2013 về", "ngày 4/11/2013 về"),
        ("văn 5395/BY T-KCB ngày", "văn 5395/BYT-KCB ngày"),
        ("tỷ lệ 4/1 1/3 năm 2013", "tỷ lệ 4/1 1/3 năm 2013"),
        ("biểu số 1 tại 11/KH-UBND", "biểu số 1 tại 11/KH-UBND"),
        (
            "60/2024/QH15, 7/2020/QĐ-UBND, V/v, 20177 người, II/TT",
            "60/2024/QH15, 7/2020/QĐ-UBND, V/v, 20177 người, II/TT",
        ),
    ],
)
def test_signs_inside_numbers(read: str, printed: str) -> None:
    words, left = [], 0.0
    for text in read.split():
        words.append(Word(text, (left, 0.0, left + 6.0 * len(text), 12.0)))
        left += 6.0 * len(text) + 4
    mended = mend_numbers([Line(tuple(words))])[0]
    assert mended.text == printed
    assert all(word.raw or word in words for word in mended.words)


@pytest.mark.parametrize("shade", [20, 90])
def test_a_grey_seal_is_taken_out(font: str, shade: int) -> None:
    """A name that touches the ring keeps all its letters; a round table frame is none, and print alone has no seal."""
    page = Image.new("L", (900, 500), 245)
    draw = ImageDraw.Draw(page)
    draw.text((360, 300), "Quách Anh Huệ", font=ImageFont.truetype(font, 30), fill=10)
    name = np.asarray(page)
    over = Image.new("L", page.size, 255)
    pen = ImageDraw.Draw(over)
    pen.ellipse((240, 90, 472, 322), outline=shade, width=5)
    pen.ellipse((275, 125, 437, 287), outline=shade, width=2)
    stamped = np.minimum(name, np.asarray(over))
    marks = images.ink(stamped)
    seals = find_seals(marks, 200)
    assert [(round(seal.x), round(seal.y)) for seal in seals] == [pytest.approx((356, 206), abs=2)]
    assert seals[0].radius == pytest.approx(114, abs=4)
    bare = without_seals(images.stretch(stamped), stamped, marks, seals)
    assert (bare < 128)[:290].sum() < 0.02 * marks[:290].sum()
    assert ((bare < 128) & (name < 128)).sum() > 0.85 * (name < 128).sum()
    assert find_seals(images.ink(name), 200) == []


def test_a_streak_from_edge_to_edge_is_no_rule() -> None:
    page = np.full((1200, 800), 245, np.uint8)
    for row in range(100, 1100, 60):
        page[row : row + 16, 100:700:7] = 10  # stems of print
    page[:, 401:403] = 120
    levelled = images.level(page)
    picture, marks = images.stretch(levelled), images.ink(levelled)
    rules, mask = find_rules(picture, marks, 200)
    assert rules == [] and not mask.any()
    table = page.copy()
    table[200:900, 50:53] = 10
    assert len(find_rules(images.stretch(images.level(table)), images.ink(images.level(table)), 200)[0]) == 1


@pytest.mark.parametrize(("stems", "ruled"), [((0, 60), True), ((4, 28, 54), False)])
def test_tops_of_digits_are_no_rule(stems: tuple[int, ...], ruled: bool) -> None:
    """The flat tops of "757" make a stroke as long as the rule of a narrow cell; what hangs on it tells them apart."""
    page = np.full((200, 300), 255, np.uint8)
    page[60:63, 100:164] = 0
    for stem in stems:
        page[60:90, 100 + stem : 104 + stem + 2 * (not ruled)] = 0
    found, _ = find_rules(page, (page < 128).astype(np.uint8), 200)
    assert any(abs(box[1] - box[3]) < 5 for box in found) == ruled
