"""Made-up letters and records for the tests of the service."""

import hashlib
from typing import Any

from sqlalchemy import text

from api.services.reading import save_record
from api.store import Store
from models.record import Citation, Header, Mention, PageRecord, Record, Source, Task, Value
from models.tables import Document

LETTER = """ỦY BAN NHÂN DÂN TỈNH HÒA AN          CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
SỞ Y TẾ                                Độc lập - Tự do - Hạnh phúc
Số: {number}/SYT-VP                    Hòa An, ngày 15 tháng 4 năm 2025
V/v triển khai bệnh án điện tử

Kính gửi: Các bệnh viện trên địa bàn tỉnh

Căn cứ Quyết định số 749/QĐ-TTg ngày 03 tháng 6 năm 2020 của Thủ tướng Chính phủ phê duyệt Chương trình Chuyển đổi số quốc gia;
Thực hiện Nghị quyết số 57-NQ/TW ngày 22 tháng 12 năm 2024 của Bộ Chính trị, Sở Y tế đề nghị các bệnh viện triển khai bệnh án điện tử.
Trân trọng./.

                                       GIÁM ĐỐC


                                       Trần Văn Mẫu
"""

SECRET_WORD = "phương án tác chiến mùa thu"
SECRET = f"""BỘ QUỐC PHÒNG                 CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Số: 12/BQP-TM                 Độc lập - Tự do - Hạnh phúc
MẬT                           Hà Nội, ngày 05 tháng 5 năm 2025

Kính gửi: Các đơn vị

Nội dung {SECRET_WORD} gửi kèm văn bản này để các đơn vị biết, thực hiện theo đúng quy định hiện hành.
"""


def letter(number: int = 12) -> bytes:
    return LETTER.format(number=number).encode()


def letter_of_pages(count: int, number: int = 12) -> bytes:
    """A plain text of several pages, divided by form feeds."""
    pages = [LETTER.format(number=number)]
    pages += [
        f"Trang {page} của phụ lục kèm theo văn bản, ghi các nội dung cần thực hiện.\n" for page in range(2, count + 1)
    ]
    return "\f".join(pages).encode()


def citation(key: str, number: str | None, **more: object) -> Citation:
    raw = str(more.pop("raw", f"số {number}"))
    sentence = f"Căn cứ văn bản {raw} của cơ quan có thẩm quyền;"
    mentions = [Mention(raw=raw, page=1, bbox=(1, 2, 3, 4), role="legal_basis", sentence=sentence)]
    shared = {"key": key, "number": number, "raw": raw, "confidence": 0.9, "page": 1, "mentions": mentions}
    return Citation.model_validate(shared | more)


def record(file_name: str = "a.txt", citations: list[Citation] | None = None, **header: str) -> Record:
    """A record made by hand; `header` gives values of scalar fields."""
    values = {name: Value(value=value, raw=value, confidence=0.95, page=1) for name, value in header.items()}
    digest = hashlib.sha256(file_name.encode()).hexdigest()
    return Record(
        source=Source(file_name=file_name, sha256=digest, media_type="text/plain", pages=1, bytes=10),
        header=Header.model_validate(values),
        citations=citations or [],
        tasks=[Task(raw="Lập kế hoạch", confidence=0.8, task="Lập kế hoạch", lead="Văn phòng", deadline="Quý II")],
        pages=[PageRecord(number=1, width=595, height=842, text_source="text_layer", quality=1, text="…")],
    )


def rows(store: Store, query: str, **values: Any) -> list[Any]:
    with store.session() as session:
        return [tuple(row) for row in session.execute(text(query), values)]


def keep(store: Store, made: Record) -> int:
    """A document with a finished record, without the reading."""
    with store.session() as session:
        source = made.source
        document = Document(sha256=source.sha256, file_name=source.file_name, media_type=source.media_type)
        session.add(document)
        session.flush()
        assert document.id is not None
        save_record(session, document.id, made, 0.1)
    return document.id
