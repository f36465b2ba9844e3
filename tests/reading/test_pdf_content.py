"""The quick reading of page content: operands of all kinds, words over several strings, strokes, pictures, forms."""

import io

import pdfplumber
import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora.letters import handwritten
from corpora.rendering import render
from extractor.reading.pdf.content import ContentPage, content_pages


def pdf(content: bytes, forms: dict[str, bytes] | None = None, base: str = "Times-Roman", **page_keys: object) -> bytes:
    """One page, 600 by 800 points, with a font F and form XObjects that see the same resources."""
    with pikepdf.new() as file:
        page = file.add_blank_page(page_size=(600, 800))
        font = file.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name(f"/{base}"))
        )
        resources = file.make_indirect(pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font)))
        page.obj.Resources = resources
        page.obj.Contents = file.make_stream(content)
        for key, value in page_keys.items():
            page.obj[f"/{key}"] = value
        drawn = pikepdf.Dictionary()
        for form, data in (forms or {}).items():
            drawn[f"/{form}"] = file.make_stream(
                data, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 600, 800], Resources=resources
            )
        resources.XObject = drawn
        out = io.BytesIO()
        file.save(out)
        return out.getvalue()


def read(data: bytes) -> ContentPage:
    with pdfplumber.open(io.BytesIO(data)) as plumber:
        page = content_pages(plumber)[0]
        assert page.objects is not None
        return page


def texts(page: ContentPage) -> list[str]:
    return [char["text"] for char in page.chars if not char["text"].isspace()]


@pytest.mark.parametrize(
    ("operands", "words"),
    [
        (b"(So 12) Tj", ["So", "12"]),
        (rb"(a\(b\)c \\d\163) Tj", ["a(b)c", r"\ds"]),
        (b"(a(b(c)d)e) Tj", ["a(b(c)d)e"]),
        (b"<53 6F20 31> Tj", ["So", "1"]),
        (b"<534> Tj", ["S@"]),
        (b"[(S) 20 <6f> -15.5 (n)] TJ", ["Son"]),
        (b"[(So) -600 (12)] TJ", ["So", "12"]),
        (b"[(S) -- 20 (o)] TJ % a comment (x) Tj\n(n) Tj", ["Son"]),
        (b"(S) Tj (o) Tj ( n) Tj", ["So", "n"]),
        (b"/P <</MCID 0 /E (no)>> BDC (So) Tj EMC", ["So"]),
        (b"0 0 1 rg /G gs (So) Tj", ["So"]),
        (b"14 TL (So) ' 0 0 (12) \"", ["So", "12"]),
        (b"(S) Tj 3 0 Td (x", ["S"]),
    ],
)
def test_strings_of_all_kinds(operands: bytes, words: list[str]) -> None:
    assert texts(read(pdf(b"BT /F 12 Tf 100 700 Td " + operands + b" ET"))) == words


def test_boxes_are_those_of_pdfplumber() -> None:
    data = pdf(b"q 2 0 0 2 10 5 cm BT /F 12 Tf 3 Tc 2 Tw 90 Tz 1 Ts 50 300 Td (Hai tu) Tj ET Q 10 20 30 1 re f")
    page = read(data)
    with pdfplumber.open(io.BytesIO(data)) as plumber:
        letters, (rect,) = plumber.pages[0].chars, plumber.pages[0].rects
    for key in ("x0", "top", "x1", "bottom"):
        assert [char[key] for char in page.chars] == pytest.approx([char[key] for char in letters])
        assert page.rects[0][key] == pytest.approx(rect[key])
    assert page.chars[0]["size"] == pytest.approx(letters[0]["size"])


def test_sideways_letters_are_left_out_unless_the_page_stands_so() -> None:
    sideways = b"BT /F 12 Tf 0 1 -1 0 300 300 Tm (So) Tj ET"
    assert texts(read(pdf(sideways))) == []
    assert texts(read(pdf(sideways, Rotate=90))) == ["So"]


def test_letters_aslant_and_of_legacy_fonts_stand_alone() -> None:
    page = read(pdf(b"BT /F 12 Tf 1 0.1 -0.1 1 300 300 Tm (So) Tj ET"))
    assert page.lettered and texts(page) == ["S", "o"]
    page = read(pdf(b"BT /F 12 Tf 100 300 Td (So) Tj ET", base="ABCDEF+.VnTime"))
    assert page.lettered and texts(page) == ["S", "o"]
    assert not read(pdf(b"BT /F 12 Tf 100 300 Td (So) Tj ET", base="VNXQVC+Times")).lettered


def test_pictures_in_line_and_their_data_are_no_text() -> None:
    page = read(pdf(b"q 200 0 0 100 50 60 cm BI /W 1 /H 1 /BPC 8 /CS /G ID (Tj\x01 EI Q BT /F 12 Tf (So) Tj ET"))
    assert texts(page) == ["So"]
    (image,) = page.images
    assert [image[key] for key in ("x0", "top", "x1", "bottom")] == [50, 640, 250, 740]


def test_forms_are_read_where_they_stand_and_never_in_themselves() -> None:
    form = b"BT /F 12 Tf 5 5 Td (So) Tj ET /X Do"
    page = read(pdf(b"q 1 0 0 1 100 200 cm /X Do Q /X Do", {"X": form}))
    assert texts(page) == ["So", "So"]
    assert [round(char["x0"]) for char in page.chars] == [105, 5]


def test_shapes_are_told_apart_as_pdfplumber_does() -> None:
    data = pdf(
        b"1 1 m 90 1 l S 10 10 50 20 re S 5 5 m 20 9 l 30 40 l h f 0 0 m 1 1 2 2 3 3 c S 9 9 m 5 5 l n 4 4 re W n"
    )
    page = read(data)
    with pdfplumber.open(io.BytesIO(data)) as plumber:
        other = plumber.pages[0]
        for kind in ("lines", "rects", "curves"):
            mine, theirs = getattr(page, kind), getattr(other, kind)
            assert len(mine) == len(theirs)
            for one, two in zip(mine, theirs, strict=True):
                assert [one[key] for key in ("x0", "top", "x1", "bottom", "stroke")] == pytest.approx(
                    [two[key] for key in ("x0", "top", "x1", "bottom", "stroke")]
                )


@pytest.mark.parametrize("number", range(3))
def test_a_letter_has_the_words_that_pdfplumber_finds(number: int) -> None:
    data = render(handwritten()[number], "pdf")
    with pdfplumber.open(io.BytesIO(data)) as plumber:
        for page, other in zip(content_pages(plumber), plumber.pages, strict=True):
            letters = "".join(sorted("".join(char["text"] for char in other.chars if not char["text"].isspace())))
            assert "".join(sorted("".join(texts(page)))) == letters
            words = {word["text"] for word in other.extract_words(x_tolerance_ratio=0.18, extra_attrs=["fontname"])}
            assert len(words.symmetric_difference(texts(page))) <= 0.02 * len(words)


@given(st.binary(max_size=200))
def test_any_content_survives(content: bytes) -> None:
    assert isinstance(read(pdf(b"BT /F 12 Tf " + content)).objects, dict)
