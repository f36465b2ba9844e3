"""A PDF made fit for keeping, PDF/A-2b (ISO 19005-2): what it forbids taken out, what it asks for put in.

What cannot be mended without changing the look of a page (a font that is not embedded, ink colours of a press) is named
instead, and the file then does not claim to be PDF/A.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import ImageCms

from extractor.searchable.content import INVISIBLE, SHOWS, State, everything, resources_of

PRINT = 4  # annotation flag; hidden and "no view" are not allowed
SHOWN_ANNOTATIONS = frozenset({"/Link", "/Highlight", "/Underline", "/StrikeOut", "/Squiggly"})
ROOT_KEYS = ("/AcroForm", "/AA", "/OpenAction", "/Perms", "/DSS", "/Collection", "/NeedsRendering", "/Legal", "/AF")
NAME_TREES = ("/JavaScript", "/EmbeddedFiles", "/AlternatePresentations")
SIMPLE_ACTIONS = frozenset({"/URI", "/GoTo", "/GoToR"})


def clean(pdf: pikepdf.Pdf) -> None:
    """Take out signatures, forms, scripts, attached files, actions, live annotations and LZW."""
    for key in ROOT_KEYS:
        if key in pdf.Root:
            del pdf.Root[key]
    names = pdf.Root.get("/Names")
    for key in NAME_TREES:
        if names is not None and key in names:
            del names[key]
    for page in pdf.pages:
        for key in ("/AA", "/PresSteps"):
            if key in page.obj:
                del page.obj[key]
        _clean_annotations(page)
    for item in pdf.objects:
        if isinstance(item, pikepdf.Stream) and "/LZWDecode" in str(item.get("/Filter", "")):
            item.write(item.read_bytes())  # packed anew, as Flate, when the file is saved


def _clean_annotations(page: pikepdf.Page) -> None:
    kept = []
    for item in page.obj.get("/Annots") or []:
        action = item.get("/A")
        if item.get("/Subtype") is None or str(item["/Subtype"]) not in SHOWN_ANNOTATIONS or "/AA" in item:
            continue
        if action is not None and str(action.get("/S")) not in SIMPLE_ACTIONS:
            continue
        if str(item["/Subtype"]) == "/Link" or "/AP" in item:
            item["/F"] = PRINT
            kept.append(item)
    if kept:
        page.obj["/Annots"] = Array(kept)
    elif "/Annots" in page.obj:
        del page.obj["/Annots"]


@lru_cache(maxsize=1)
def srgb_profile() -> bytes:
    """An ICC profile of sRGB; its creation time, which differs from run to run, is set to a fixed one."""
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    data[24:36] = bytes((0x07, 0xD0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0))  # 2000-01-01
    data[84:100] = bytes(16)  # profile ID: not computed
    return bytes(data)


def declare(pdf: pikepdf.Pdf, title: str) -> tuple[str, ...]:
    """Add colour intent and metadata; claims PDF/A-2b where nothing speaks against it. Returns what does."""
    faults = tuple(sorted(set(_faults(pdf))))
    pdf.Root.OutputIntents = Array(
        [
            Dictionary(
                Type=Name.OutputIntent,
                S=Name("/GTS_PDFA1"),
                OutputConditionIdentifier=pikepdf.String("sRGB"),
                Info=pikepdf.String("sRGB"),
                DestOutputProfile=pdf.make_stream(srgb_profile(), N=3),
            )
        ]
    )
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]
    if "/Metadata" in pdf.Root:
        del pdf.Root["/Metadata"]
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        metadata["dc:title"] = title
        metadata["pdf:Producer"] = "Căn Cứ"
        if not faults:
            metadata["pdfaid:part"] = "2"
            metadata["pdfaid:conformance"] = "B"
    return faults


def saved(pdf: pikepdf.Pdf) -> bytes:
    """Bytes without encryption; the same PDF gives the same bytes."""
    out = io.BytesIO()
    pdf.save(
        out,
        encryption=False,
        deterministic_id=True,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    )
    return out.getvalue()


def _faults(pdf: pikepdf.Pdf) -> Iterator[str]:
    """What keeps a file from being PDF/A, in words for staff."""
    for item in pdf.objects:
        if not isinstance(item, (Dictionary, pikepdf.Stream)):
            continue
        if item.get("/Subtype") == Name.Image:
            yield from _image_faults(item)
        if item.get("/Subtype") == Name("/PS") or "/OPI" in item:
            yield "nội dung PostScript"
        if any(key in item for key in ("/TR", "/HTP")):
            yield "hàm chuyển màu"
    for page in pdf.pages:
        yield from _page_faults(page)
    optional = pdf.Root.get("/OCProperties")
    if optional is not None and any("/AS" in config for config in [optional.get("/D") or Dictionary()]):
        yield "lớp nội dung tự ẩn hiện"


def _page_faults(page: pikepdf.Page) -> Iterator[str]:
    """Fonts that print is shown in without being embedded, colours of a press."""
    for name, state, resources, _ in everything(page, resources_of(page.obj), State()):
        if name in ("k", "K"):
            yield "màu CMYK"
        elif name in SHOWS and state.mode not in INVISIBLE:
            font = (resources.get("/Font") or Dictionary()).get(state.font)
            if font is None or not _is_embedded(font):
                yield "phông chữ không được nhúng"


def _is_embedded(font: Any) -> bool:
    if font.get("/Subtype") == Name.Type3:  # drawn in the file
        return True
    if font.get("/Subtype") == Name.Type0:
        return all(_is_embedded(descendant) for descendant in font["/DescendantFonts"])
    descriptor = font.get("/FontDescriptor")
    return descriptor is not None and any(key in descriptor for key in ("/FontFile", "/FontFile2", "/FontFile3"))


def _image_faults(image: Any) -> Iterator[str]:
    if "/Alternates" in image:
        yield "ảnh thay thế"
    if image.get("/Interpolate", False):
        image["/Interpolate"] = False  # a hint to viewers only
    if image.get("/ColorSpace") == Name.DeviceCMYK:
        yield "màu CMYK"
