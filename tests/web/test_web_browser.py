"""The pages in a real browser, over a real service: sign in, upload, review, correct, search, build a legal basis."""

import io
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from corpora.letters import handwritten
from corpora.rendering import render

playwright = pytest.importorskip("playwright.sync_api", reason="chưa cài playwright")

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
LETTER = "02-ubnd-tinh-ke-hoach"
PATIENCE = 90_000  # milliseconds for a letter to be read on a busy machine
START = 120  # seconds for the service to answer
PIXELS = 3.0  # how far a drawn box may be from where the record says it is

pytestmark = [
    pytest.mark.browser,
    pytest.mark.store,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="không có /usr/bin/chromium"),
]


@dataclass(frozen=True)
class Site:
    address: str
    password: str


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("web")
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CANCU_")}
    environment |= {"CANCU_DATA": str(folder / "var"), "CANCU_PORT": str(port), "PYTHONUNBUFFERED": "1"}
    log = (folder / "log").open("w+", encoding="utf-8")
    process = subprocess.Popen(
        [sys.executable, "-m", "api.cli", "serve"], cwd=root, env=environment, stdout=log, stderr=subprocess.STDOUT
    )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(f"{address}/dang-nhap", process, folder / "log")
        said = (folder / "log").read_text(encoding="utf-8")
        password = re.search("mật khẩu “(.+?)”", said)
        assert password, said
        yield Site(address, password[1])
    finally:
        process.terminate()
        process.wait(60)
        log.close()


def wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    ends = time.monotonic() + START
    while time.monotonic() < ends:
        assert process.poll() is None, log.read_text(encoding="utf-8")
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.3)
    raise AssertionError(log.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="module")
def signed_in(site: Site, browser: Any) -> Any:
    """The session of a signed-in user, by way of the sign-in page."""
    context = browser.new_context(base_url=site.address)
    page = context.new_page()
    page.goto("/van-ban")
    assert page.url.startswith(f"{site.address}/dang-nhap")
    page.fill("#name", "admin")
    page.fill("#password", "không phải mật khẩu này")
    page.click("button[type=submit]")
    playwright.expect(page.locator(".message.bad")).to_contain_text("không đúng")
    page.fill("#password", site.password)
    page.click("button[type=submit]")
    page.wait_for_url(f"{site.address}/van-ban")
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def page(site: Site, browser: Any, signed_in: Any) -> Iterator[Any]:
    """A page whose console stays clean: no script errors, nothing that the security policy had to stop."""
    context = browser.new_context(
        base_url=site.address, storage_state=signed_in, viewport={"width": 1366, "height": 768}, locale="vi-VN"
    )
    context.set_default_timeout(30_000)
    opened = context.new_page()
    trouble: list[str] = []
    opened.on("pageerror", lambda error: trouble.append(str(error)))
    opened.on("console", lambda message: trouble.append(message.text) if message.type == "error" else None)
    yield opened
    context.close()
    assert not [line for line in trouble if "the server responded with a status of 422" not in line]


@pytest.fixture(scope="module")
def letter_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    letter = next(one for one in handwritten() if one.name == LETTER)
    path = tmp_path_factory.mktemp("tep") / "ke-hoach.pdf"
    path.write_bytes(render(letter, "pdf"))
    return path


@pytest.fixture(scope="module")
def document(site: Site, browser: Any, signed_in: Any, letter_file: Path) -> str:
    """Uploads the letter and two bad files by the page; the address of the letter's record."""
    broken = letter_file.with_name("hong.pdf")
    broken.write_bytes(b"%PDF-1.4 not much of a document")
    empty = letter_file.with_name("rong.txt")
    empty.write_bytes(b"")
    context = browser.new_context(base_url=site.address, storage_state=signed_in)
    opened = context.new_page()
    opened.goto("/")
    opened.set_input_files("#files", [str(broken), str(letter_file), str(empty)])
    lines = opened.locator("#upload-list > li")
    playwright.expect(lines).to_have_count(3)
    good = lines.nth(1)
    playwright.expect(good.locator(".chip")).to_have_text("Đã đọc xong", timeout=PATIENCE)
    playwright.expect(lines.nth(0).locator(".problem")).to_contain_text("hỏng")
    playwright.expect(lines.nth(2).locator(".problem")).to_contain_text("rỗng")
    playwright.expect(opened.locator("#upload-summary")).to_have_text("1/3 tệp đã đọc xong · 2 tệp lỗi")
    playwright.expect(opened.locator("#totals li").first).to_have_text("1 văn bản")  # without loading the page anew
    address = good.locator("a").get_attribute("href")
    context.close()
    return str(address)


def record_of(page: Any, document: str) -> Any:
    number = document.rsplit("/", 1)[-1]
    return page.request.get(f"/api/v1/documents/{number}/record").json()


def test_upload_reads_the_letter_and_names_what_is_wrong_with_the_others(page: Any, document: str) -> None:
    page.goto("/van-ban")
    rows = page.locator("tr[data-document]")
    playwright.expect(rows).to_have_count(1)
    number = record_of(page, document)["header"]["document_number"]["value"]
    playwright.expect(rows.first).to_contain_text(number)


def test_click_on_a_value_shows_its_box_where_it_stands(page: Any, document: str) -> None:
    field = record_of(page, document)["header"]["document_number"]
    page.goto(document)
    item = page.locator('[data-path="header.document_number"]')
    item.locator(".value").click()
    rect = page.locator("#overlay rect.active")
    playwright.expect(rect).to_have_count(1)
    image = page.locator("#page-image").bounding_box()
    sheet = page.locator("#sheets > li").nth(field["page"] - 1)
    scale = image["width"] / float(sheet.get_attribute("data-width"))
    drawn = rect.bounding_box()
    x0, top, x1, bottom = field["bbox"]
    assert drawn["x"] == pytest.approx(image["x"] + x0 * scale, abs=PIXELS)
    assert drawn["y"] == pytest.approx(image["y"] + top * scale, abs=PIXELS)
    assert drawn["x"] + drawn["width"] == pytest.approx(image["x"] + x1 * scale, abs=PIXELS)
    assert drawn["y"] + drawn["height"] == pytest.approx(image["y"] + bottom * scale, abs=PIXELS)


def test_boxes_grow_with_the_page(page: Any, document: str) -> None:
    page.goto(document)
    page.locator('[data-path="header.document_number"] .value').click()
    before = page.locator("#overlay rect.active").bounding_box()["width"]
    page.locator("#zoom-in").click()
    page.locator("#zoom-in").click()
    playwright.expect(page.locator("#zoom")).to_have_text("156%")
    after = page.locator("#overlay rect.active").bounding_box()["width"]
    assert after == pytest.approx(before * 1.5625, rel=0.05)


def test_click_on_a_box_opens_the_panel_of_its_value(page: Any, document: str) -> None:
    page.goto(f"{document}#toan-van")
    playwright.expect(page.locator("#the-thuc")).to_be_hidden()
    box = page.locator('#overlay a[href="#header.document_number"]')
    box.dispatch_event("click")
    playwright.expect(page.locator("#the-thuc")).to_be_visible()
    playwright.expect(page.locator('[data-path="header.document_number"]')).to_have_class(re.compile(r"\bactive\b"))


def test_value_on_another_page_turns_to_it(page: Any, document: str) -> None:
    record = record_of(page, document)
    if len(record["pages"]) < 2 or not record["header"]["signer_name"]:
        pytest.skip("bản ghi không có giá trị ở trang sau")
    wanted = record["header"]["signer_name"]["page"]
    page.goto(document)
    page.locator('[data-path="header.signer_name"] .value').click()
    playwright.expect(page.locator("#page-number")).to_have_value(str(wanted))
    playwright.expect(page.locator("#page-image")).to_have_attribute("alt", f"Ảnh trang {wanted}")


def test_tabs_by_keyboard(page: Any, document: str) -> None:
    page.goto(document)
    page.locator("#tab-the-thuc").focus()
    page.keyboard.press("ArrowRight")
    playwright.expect(page.locator("#tab-can-cu")).to_be_focused()
    playwright.expect(page.locator("#can-cu")).to_be_visible()
    page.keyboard.press("End")
    playwright.expect(page.locator("#toan-van")).to_be_visible()


def test_correction_is_kept_beside_the_machines_reading_and_can_be_undone(page: Any, document: str) -> None:
    machine = record_of(page, document)["header"]["place"]["value"]
    page.goto(document)
    item = page.locator('[data-path="header.place"]')
    item.locator("button.edit").click()
    item.locator("input[name=value]").fill("Nơi Khác")
    item.get_by_role("button", name="Lưu").click()
    playwright.expect(page.locator(".message.ok")).to_contain_text("Đã lưu")
    item = page.locator('[data-path="header.place"]')
    playwright.expect(item.locator(".value")).to_have_text("Nơi Khác")
    playwright.expect(item.locator(".machine")).to_contain_text(f"Máy đọc: {machine}")
    assert record_of(page, document)["header"]["place"]["value"] == "Nơi Khác"
    item.get_by_role("button", name="Lấy lại bản máy đọc").click()
    playwright.expect(page.locator('[data-path="header.place"] .value')).to_have_text(machine)


def test_a_date_is_typed_as_in_vietnam_and_a_wrong_one_is_explained(page: Any, document: str) -> None:
    page.goto(document)
    item = page.locator('[data-path="header.issue_date"]')
    item.locator("button.edit").click()
    item.locator("input[name=value]").fill("05/02/2026")
    page.keyboard.press("Enter")
    playwright.expect(page.locator('[data-path="header.issue_date"] .value')).to_have_text("05/02/2026")
    assert record_of(page, document)["header"]["issue_date"]["value"] == "2026-02-05"
    item = page.locator('[data-path="header.issue_date"]')
    item.locator("button.edit").click()
    item.locator("input[name=value]").fill("31/2/2026")
    page.keyboard.press("Enter")
    playwright.expect(page.locator("main")).to_contain_text("không phải là ngày")


def test_a_false_item_is_taken_out_and_brought_back(page: Any, document: str) -> None:
    count = len(record_of(page, document)["citations"])
    page.goto(f"{document}#can-cu")
    page.locator("#can-cu .entry [data-remove]").nth(1).click()
    page.get_by_role("button", name="Bỏ mục này").click()
    playwright.expect(page.locator("#can-cu .taken-out")).to_have_count(1)
    assert len(record_of(page, document)["citations"]) == count - 1
    page.get_by_role("button", name="Lấy lại", exact=True).click()
    playwright.expect(page.locator("#can-cu .taken-out")).to_have_count(0)
    assert len(record_of(page, document)["citations"]) == count


def test_search_with_suggestions_leads_to_the_page_of_a_legal_document(page: Any, document: str) -> None:
    cited = next(one for one in record_of(page, document)["citations"] if one["number"])
    page.goto("/tim-kiem")
    page.locator("#q").press_sequentially(cited["number"], delay=15)
    options = page.locator("#q-suggestions [role=option]")
    playwright.expect(options.first).to_be_visible()
    page.keyboard.press("Escape")
    playwright.expect(options.first).to_be_hidden()
    page.keyboard.press("Enter")
    hit = page.locator(".hit", has_text=cited["number"]).first
    playwright.expect(hit).to_be_visible()
    hit.locator("a").first.click()
    playwright.expect(page.locator("h1")).to_contain_text(cited["number"])
    playwright.expect(page.locator(".passages")).to_contain_text(cited["number"])


def test_basis_is_built_ordered_by_keyboard_and_downloaded(page: Any, document: str, tmp_path: Path) -> None:
    page.goto("/lap-can-cu")
    page.fill("#title", "Chuyển đổi số ngành Y tế năm 2026")
    page.fill("#issuer", "Sở Y tế")
    page.fill("#place", "Đắk Lắk")
    page.fill("#date", "25/11/2026")
    page.get_by_role("button", name="Đề xuất căn cứ").click()
    chosen = page.locator("#chosen > li")
    playwright.expect(chosen.first).to_be_visible(timeout=PATIENCE)
    count = chosen.count()
    assert count >= 3
    second = chosen.nth(1).get_attribute("data-key")
    chosen.nth(1).locator("[data-move=up]").focus()
    page.keyboard.press("Alt+ArrowUp")
    playwright.expect(chosen.first).to_have_attribute("data-key", second)
    chosen.last.locator("[data-move=out]").click()
    playwright.expect(chosen).to_have_count(count - 1)
    lines = page.locator("#basis-lines > p")
    playwright.expect(lines).to_have_count(count - 1)
    playwright.expect(lines.last).to_have_text(re.compile(r"\.$"))
    playwright.expect(lines.first).to_have_text(re.compile(r";$"))
    expected = lines.all_inner_texts()
    with page.expect_download() as download:
        page.get_by_role("button", name="Tải DOCX").click()
    path = tmp_path / "du-thao.docx"
    download.value.save_as(path)
    printed = [paragraph.text for paragraph in Document(io.BytesIO(path.read_bytes())).paragraphs]
    assert [line for line in printed if line in expected] == expected
    page.get_by_role("button", name="Lưu nháp").click()
    playwright.expect(page.locator(".message.ok")).to_contain_text("Đã lưu bản nháp")
    playwright.expect(page.locator("#chosen > li")).to_have_count(count - 1)


def test_basis_from_a_parent_document_and_a_draft_reordered_by_dragging(
    page: Any, document: str, letter_file: Path
) -> None:
    number = record_of(page, document)["header"]["document_number"]["value"]
    page.goto("/lap-can-cu")
    page.locator("summary", has_text="Văn bản cấp trên").click()
    page.set_input_files("#draft_file", str(letter_file))
    page.fill("#parent", number)
    page.get_by_role("button", name="Đề xuất căn cứ").click()
    chosen = page.locator("#chosen > li")
    playwright.expect(chosen.first).to_be_visible(timeout=PATIENCE)
    playwright.expect(page.locator("#chosen")).to_contain_text("Đã có trong phần căn cứ của dự thảo")
    playwright.expect(page.locator("#chosen")).to_contain_text(f"Văn bản cấp trên ({number}) lấy làm căn cứ")
    playwright.expect(page.locator(".given-files")).to_contain_text(letter_file.name)
    assert page.input_value("#title")
    first = chosen.first.get_attribute("data-key")
    chosen.first.drag_to(chosen.nth(1), target_position={"x": 30, "y": chosen.nth(1).bounding_box()["height"] - 4})
    playwright.expect(chosen.nth(1)).to_have_attribute("data-key", first)
    page.locator("#add").fill("Căn cứ Quy chế làm việc của Sở Y tế")
    page.keyboard.press("Enter")
    playwright.expect(chosen.last).to_contain_text("Căn cứ Quy chế làm việc của Sở Y tế")
    playwright.expect(page.locator("#basis-lines > p").last).to_have_text("Căn cứ Quy chế làm việc của Sở Y tế.")
    page.get_by_role("button", name="Bỏ tệp này").click()
    playwright.expect(page.locator(".given-files")).to_have_count(0, timeout=PATIENCE)


def test_staff_correct_split_and_merge_a_legal_document(page: Any, document: str) -> None:
    cited = next(one for one in record_of(page, document)["citations"] if one["number"] and one["date"])
    page.goto(f"/phap-luat?so={cited['number']}&khoa={cited['key']}")
    page.get_by_role("link", name="Sửa, gộp, tách").click()
    page.fill("#f-title", "Trích yếu do cán bộ ghi")
    page.get_by_role("button", name="Lưu thông tin").click()
    playwright.expect(page.locator(".message.ok")).to_contain_text("Đã lưu chỗ sửa")
    playwright.expect(page.locator(".history")).to_contain_text("Trích yếu do cán bộ ghi")
    edited = page.url.split("?")[0]
    page.locator(".letters input").first.check()
    page.fill("#s-number", "4321/QĐ-TTg")
    page.fill("#s-date", "05/6/2024")
    page.get_by_role("button", name="Tách", exact=True).click()
    playwright.expect(page.locator("h1")).to_contain_text("4321/QĐ-TTg")
    playwright.expect(page.locator(".passages > li")).to_have_count(1)
    page.get_by_role("link", name="Sửa, gộp, tách").click()
    page.locator("#other").press_sequentially(cited["number"], delay=15)
    page.locator("#other-suggestions [role=option]").first.click()
    page.get_by_role("button", name="Gộp", exact=True).click()
    page.locator("dialog").get_by_role("button", name="Gộp").click()
    playwright.expect(page.locator(".message.ok")).to_contain_text("Đã gộp")
    playwright.expect(page.locator("h1")).to_contain_text(cited["number"])
    playwright.expect(page.locator("main")).to_contain_text("Cán bộ đã sửa 3 chỗ")
    page.goto(edited)
    for left in (2, 1, 0):
        page.locator(".history button").first.click()
        playwright.expect(page.locator(".message.ok")).to_contain_text("Đã bỏ chỗ sửa")
        playwright.expect(page.locator(".history button")).to_have_count(left)


def test_draft_is_checked_on_the_page(page: Any, tmp_path: Path, site: Site) -> None:
    draft = Document()
    for line in (
        "SỞ Y TẾ",
        "KẾ HOẠCH",
        "Bảo đảm an toàn thông tin năm 2026",
        "Căn cứ Nghị định số 85/2016/NĐ-CP ngày 01 tháng 7 năm 2016 của Chính phủ về bảo đảm an toàn hệ thống thông tin "
        "theo cấp độ;",
        "Sở Y tế xây dựng Kế hoạch với các nội dung sau:",
    ):
        draft.add_paragraph(line)
    path = tmp_path / "du-thao.docx"
    draft.save(str(path))
    page.goto("/kiem-tra-can-cu")
    page.set_input_files("#file", str(path))
    page.fill("#day", "25/11/2026")
    page.get_by_role("button", name="Kiểm tra").click()
    playwright.expect(page.locator(".findings")).to_contain_text("85/2016/NĐ-CP", timeout=PATIENCE)
    with page.expect_download() as download:
        page.get_by_role("button", name="Tải bản đã sửa").click()
    assert download.value.suggested_filename.endswith(".docx")


def test_garbled_text_is_restored_line_by_line(page: Any) -> None:
    page.goto("/khoi-phuc-chu")
    page.fill("#text", "Céng hßa x· héi chñ nghÜa ViÖt Nam\n§éc lËp - Tù do - H¹nh phóc")
    page.get_by_role("button", name="Khôi phục").click()
    lines = page.locator("#restored > p")
    playwright.expect(lines).to_have_count(2)
    playwright.expect(lines.first).to_contain_text("Cộng hòa xã hội chủ nghĩa Việt Nam")


PAGES = (
    "/",
    "/van-ban",
    "/tim-kiem",
    "/lap-can-cu",
    "/kiem-tra-can-cu",
    "/khoi-phuc-chu",
    "/hang-doi-loi",
    "/tro-giup",
)


@pytest.mark.parametrize("width", [360, 1366])
def test_no_page_is_wider_than_the_screen(page: Any, document: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 740})
    for address in (*PAGES, document, f"{document}#can-cu", "/tim-kiem?q=nghi+quyet"):
        page.goto("about:blank")
        page.goto(address)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address


def test_unknown_address_is_told_in_vietnamese(page: Any, site: Site) -> None:
    answer = page.request.get("/khong-co-trang-nay")
    assert answer.status == 404
    assert "Không tìm thấy" in answer.text() and 'lang="vi"' in answer.text()
    assert page.request.get("/van-ban/999999").status == 404


def test_approve_then_delete_after_a_question(page: Any, document: str) -> None:
    page.goto(document)
    page.get_by_role("button", name="Duyệt").click()
    playwright.expect(page.locator(".review-actions .state")).to_contain_text("Đã duyệt")
    page.locator("details.more > summary").click()
    page.get_by_role("button", name="Xóa văn bản").click()
    page.get_by_role("button", name="Thôi").click()
    playwright.expect(page.locator("dialog")).to_have_count(0)
    page.locator("details.more > summary").click()
    page.get_by_role("button", name="Xóa văn bản").click()
    page.get_by_role("button", name="Xóa hẳn").click()
    page.wait_for_url(re.compile(r"/van-ban\?"))
    playwright.expect(page.locator(".message.ok")).to_contain_text("Đã xóa văn bản")
    playwright.expect(page.locator("tr[data-document]")).to_have_count(0)
