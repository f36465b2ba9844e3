"""The searchable PDF from the command line and from the store."""

import io
from pathlib import Path

import pypdfium2
import pytest
from fastapi.testclient import TestClient
from reportlab.pdfgen.canvas import Canvas
from service_support import letter

from api import cli
from api.services import ingest, reading
from api.store import Store
from corpora.rendering.pdf import register_fonts

WORDS = "Căn cứ Quyết định số 749/QĐ-TTg, Sở Y tế đề nghị các đơn vị thực hiện."


@pytest.fixture(scope="module")
def digital() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out)
    canvas.setFont(register_fonts()[False, False], 13)
    canvas.drawString(80, 700, WORDS)
    canvas.save()
    return out.getvalue()


def words(data: bytes) -> str:
    with pypdfium2.PdfDocument(data) as pdf:
        return " ".join(pdf[0].get_textpage().get_text_bounded().split())


def test_command_writes_the_pdf(digital: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, target = tmp_path / "vao.pdf", tmp_path / "ra.pdf"
    source.write_bytes(digital)
    assert cli.run(["ocr", str(source), "-o", str(target)]) == 0
    shown = capsys.readouterr()
    assert shown.out == "" and "Đã ghi PDF tìm kiếm được" in shown.err
    assert words(target.read_bytes()) == WORDS


def test_command_never_writes_over_the_original(digital: bytes, tmp_path: Path) -> None:
    source = tmp_path / "vao.pdf"
    source.write_bytes(digital)
    assert cli.run(["ocr", str(source), "-o", str(source)]) == 1
    assert source.read_bytes() == digital


@pytest.mark.store
def test_download_of_a_stored_document(store: Store, client: TestClient, digital: bytes) -> None:
    view = ingest.ingest(store, digital, "công văn.pdf")
    address = f"/api/v1/documents/{view.id}/searchable"
    assert client.get(address).json()["code"] == "not_ready"
    reading.read_document(store, view.id)
    found = client.get(address)
    assert found.status_code == 200 and words(found.content) == WORDS
    assert "tim-kiem.pdf" in found.headers["content-disposition"]


@pytest.mark.store
def test_text_has_no_pages_to_keep(store: Store, client: TestClient) -> None:
    view = ingest.ingest(store, letter(), "a.txt")
    reading.read_document(store, view.id)
    refused = client.get(f"/api/v1/documents/{view.id}/searchable")
    assert (refused.status_code, refused.json()["code"]) == (422, "no_page_image")
