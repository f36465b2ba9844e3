"""Every template renders from its typed context, escapes what it is given, and keeps to the rules of a page."""

import re
from dataclasses import fields, is_dataclass
from html.parser import HTMLParser
from pathlib import Path

import pytest
import web_samples

from api.web import context
from api.web.render import FOLDER, html

FRAGMENTS = {"toan-van", "xem-truoc", "xem-truoc-dang"}
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
OUTSIDE = re.compile(r"""(?:src|href|action)\s*=\s*["'](?:https?:)?//""", re.IGNORECASE)


class Outline(HTMLParser):
    """Collects what the rules below look at, and checks that tags close in their order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.labels: set[str] = set()
        self.boxes: list[dict[str, str | None]] = []
        self.buttons: list[tuple[dict[str, str | None], str]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inside_label = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        assert len(values) == len(attrs), f"twice the same attribute in {tag} {attrs}"
        self.tags.append((tag, values))
        if "id" in values:
            self.ids.append(values["id"] or "")
        if tag == "label" and values.get("for"):
            self.labels.add(values["for"] or "")
        if tag in ("input", "select", "textarea") and values.get("type") not in ("hidden", "submit"):
            self.boxes.append(values)
        if tag == "button":
            self.buttons.append((values, ""))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-3:]}"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if "button" in self.open and self.buttons:
            values, text = self.buttons[-1]
            self.buttons[-1] = (values, text + data.strip())


def outline(page: str) -> Outline:
    parser = Outline()
    parser.feed(page)
    parser.close()
    return parser


@pytest.fixture(params=sorted(web_samples.PAGES), scope="module")
def sample(request: pytest.FixtureRequest) -> tuple[str, str]:
    return request.param, html(web_samples.PAGES[request.param])


def test_every_context_has_a_template_and_a_sample() -> None:
    classes = {
        value
        for value in vars(context).values()
        if is_dataclass(value) and isinstance(value, type) and hasattr(value, "template")
    }
    for one in classes:
        assert (FOLDER / "templates" / one.template).is_file(), one
    assert classes == {type(page) for page in web_samples.PAGES.values()}


def test_every_template_belongs_to_a_context_or_is_a_part() -> None:
    named = {page.template for page in web_samples.PAGES.values()} | {"base.html"}
    files = {path.name for path in (FOLDER / "templates").glob("*.html")}
    assert files <= named


def test_tags_close_and_ids_are_unique(sample: tuple[str, str]) -> None:
    found = outline(sample[1])
    assert not found.open
    assert len(found.ids) == len(set(found.ids)), sorted(one for one in found.ids if found.ids.count(one) > 1)


def test_page_is_vietnamese_with_one_heading_and_a_way_past_the_menu(sample: tuple[str, str]) -> None:
    name, page = sample
    if name in FRAGMENTS:
        return
    found = outline(page)
    assert found.tags[0] == ("html", {"lang": "vi"}) or ("html", {"lang": "vi"}) in found.tags
    assert len([tag for tag, _ in found.tags if tag == "h1"]) == 1
    assert 'href="#noi-dung"' in page and 'id="noi-dung"' in page


def test_nothing_is_inline_and_nothing_comes_from_elsewhere(sample: tuple[str, str]) -> None:
    found = outline(sample[1])
    for tag, values in found.tags:
        assert "style" not in values, tag
        assert not [name for name in values if name.startswith("on")], (tag, values)
        assert tag != "style"
        if tag == "script":
            assert values.get("src", "").startswith("/static/")  # type: ignore[union-attr]
    assert not OUTSIDE.search(sample[1])


def test_every_box_has_a_name_for_screen_readers(sample: tuple[str, str]) -> None:
    found = outline(sample[1])
    for values in found.boxes:
        assert values.get("aria-label") or values.get("id") in found.labels, values
    for values, text in found.buttons:
        assert text or values.get("aria-label") or values.get("title"), values


def test_files_that_pages_ask_for_exist(sample: tuple[str, str]) -> None:
    for address in re.findall(r'(?:src|href)="(/static/[^"#]+)', sample[1]):
        assert (FOLDER / address.lstrip("/")).is_file(), address
    symbols = (FOLDER / "static/icons.svg").read_text(encoding="utf-8")
    for name in re.findall(r'icons\.svg#([\w-]+)"', sample[1]):
        assert f'id="{name}"' in symbols, name


def test_text_of_documents_is_escaped() -> None:
    page = html(web_samples.REVIEW)
    assert "<b>Không phải thẻ HTML</b>" not in page
    assert "&lt;b&gt;Không phải thẻ HTML&lt;/b&gt;" in page


def test_hits_are_marked_and_the_rest_of_a_snippet_is_escaped() -> None:
    page = html(web_samples.PAGES["tim-kiem"])
    assert "<mark>Nghị quyết</mark> số <mark>57</mark>-NQ/TW &lt;…&gt;" in page


def test_doubtful_values_are_told_by_words_and_icon() -> None:
    page = html(web_samples.REVIEW)
    assert page.count("cần xem lại") >= 3
    assert page.count("data-doubtful") == page.count('class="chip warn doubt"')


def test_corrected_value_shows_the_machines_reading() -> None:
    page = html(web_samples.REVIEW)
    assert "Lê Thu An đã sửa. Máy đọc:" in page and "12/8/2026" in page


def test_values_carry_their_place() -> None:
    page = html(web_samples.REVIEW)
    assert 'data-path="header.document_number" data-page="1" data-box="120 104 215 118"' in page


def test_scripts_stay_among_themselves() -> None:
    """Modules import only files beside them, and no page is told to run text."""
    for path in (FOLDER / "static/js").glob("*.js"):
        code = path.read_text(encoding="utf-8")
        for name in re.findall(r'from "([^"]+)"', code):
            assert name.startswith("./") and (path.parent / name).is_file(), (path.name, name)
        assert not re.search(r"innerHTML\s*=|\beval\(|new Function|https?://(?!www\.w3\.org/2000/svg)", code), path.name


def test_named_modules_exist() -> None:
    for path in (FOLDER / "templates").rglob("*.html"):
        for name in re.findall(r'data-module="([\w-]+)"', path.read_text(encoding="utf-8")):
            assert name == "confirm" or (FOLDER / "static/js" / f"{name}.js").is_file(), (path.name, name)


def _luminance(colour: str) -> float:
    parts = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(first: str, second: str) -> float:
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("text", "ground"),
    [
        ("ink", "paper"),
        ("ink", "ground"),
        ("slate", "paper"),
        ("slate", "ground"),
        ("slate", "shade"),
        ("slate-light", "paper"),
        ("slate-light", "ground"),
        ("link", "paper"),
        ("link", "link-pale"),
        ("red", "paper"),
        ("paper", "red"),
        ("ok", "ok-pale"),
        ("warn", "warn-pale"),
        ("bad", "bad-pale"),
        ("bad", "paper"),
    ],
)
def test_colours_reach_wcag_aa(text: str, ground: str) -> None:
    """4.5 to 1 for text (WCAG 2.1, 1.4.3)."""
    css = (FOLDER / "static/css/base.css").read_text(encoding="utf-8")
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", css))
    assert _contrast(colours[text], colours[ground]) >= 4.5


def test_contexts_are_frozen() -> None:
    for value in vars(context).values():
        if is_dataclass(value) and isinstance(value, type):
            assert value.__dataclass_params__.frozen, value  # type: ignore[attr-defined]
            assert fields(value) is not None


def test_style_sheets_use_only_colours_of_the_palette() -> None:
    """Hex colours outside :root are the few light grounds that have no name."""
    allowed = {"#fff", "#f9fafb", "#f6f7f8", "#fff3cc", "#fffaf0", "#dfe4e8", "#ffe9a8", "#6d7985", "#a3adb6"}
    allowed |= {"#66727d", "#2d3844", "#9a5f00"}
    for path in Path(FOLDER / "static/css").glob("*.css"):
        text = re.sub(r":root \{.*?\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        assert set(re.findall(r"#[0-9a-f]{3,6}\b", text)) <= allowed, path.name
