"""Digital-signature blocks, the date they give, and documents that are refused."""

from collections.abc import Callable

import pytest

from extractor.document import Document
from extractor.understanding import refuse_confidential
from models.errors import ConfidentialDocument
from models.record import Record

BLOCK = """Trân trọng./.
CỤC CHỨNG THỰC SỐ VÀ BẢO MẬT THÔNG TIN - Email: ca@bcy.gov.vn
2025-03-12T13:49:48+0700
SỞ Y TẾ - Gia Lai
SỞ Y TẾ<syt@gialai.gov.vn> đã ký lên văn bản này!"""


def test_a_printed_block_is_a_claimed_signature(record_of: Callable[..., Record]) -> None:
    (signature,) = record_of(BLOCK).signatures
    assert (signature.signer, signature.time) == ("SỞ Y TẾ", "2025-03-12T13:49:48+07:00")
    assert signature.organisation == "SỞ Y TẾ - Gia Lai"


def test_its_time_stands_in_for_a_blank_date_with_doubt(record_of: Callable[..., Record]) -> None:
    record = record_of(BLOCK)
    assert record.header.issue_date is not None
    assert record.header.issue_date.value == "2025-03-12" and record.header.issue_date.confidence <= 0.5
    assert "date_from_signature" in {warning.code for warning in record.warnings}


def test_the_printed_date_wins(record_of: Callable[..., Record]) -> None:
    record = record_of(BLOCK, left=("SỞ Y TẾ", "Số: 12/SYT-VP"), right=("", "Gia Lai, ngày 11 tháng 3 năm 2025"))
    assert record.header.issue_date is not None and record.header.issue_date.value == "2025-03-11"


@pytest.mark.parametrize(
    ("head", "mark"),
    [
        ("MẬT", "MẬT"),
        ("TỐI MẬT", "TỐI MẬT"),
        ("TUYỆT MẬT", "TUYỆT MẬT"),
        ("MAT", "MẬT"),
        ("M4T", "MẬT"),
        ("Độ mật: Mật", "MẬT"),
    ],
)
def test_a_marked_document_is_refused(document_of: Callable[..., Document], head: str, mark: str) -> None:
    document = document_of("Kính gửi: Sở Nội vụ.", left=("CÔNG AN TỈNH", "Số: 12/CAT-PA", head))
    with pytest.raises(ConfidentialDocument, match=mark):
        refuse_confidential(document)


@pytest.mark.parametrize(
    "text",
    [
        "Các đơn vị bảo đảm bí mật nhà nước, bảo mật thông tin.",
        "Hồ sơ xử lý công việc có nội dung mật",
        "BỆNH VIỆN MẮT TRUNG ƯƠNG",
        "CHUYÊN KHOA MẮT",
        "MẶT TRẬN TỔ QUỐC VIỆT NAM",
        "CỤC BẢO MẬT THÔNG TIN",
    ],
)
def test_the_word_alone_alarms_nobody(document_of: Callable[..., Document], text: str) -> None:
    refuse_confidential(document_of(text, left=(text,)))
