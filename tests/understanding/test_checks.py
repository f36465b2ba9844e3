"""Contradictions inside one document."""

from collections.abc import Callable

import pytest

from models.record import Record


@pytest.mark.parametrize(
    ("left", "right", "text", "code"),
    [
        (("BỘ Y TẾ", "Số: 05/2024/TT-BYT"), "Hà Nội, ngày 05 tháng 02 năm 2025", "THÔNG TƯ\nQuy định về kê đơn", "year_conflict"),
        (("SỞ Y TẾ", "Số: 05/KH-SYT"), "Huế, ngày 05 tháng 02 năm 2025", "QUYẾT ĐỊNH\nVề việc kiện toàn", "type_conflict"),
        (("SỞ Y TẾ", "Số: 05/KH-SYT"), "Huế, ngày 05 tháng 02 năm 2025",
         "KẾ HOẠCH\nCông tác năm\nCăn cứ Quyết định số 15/QĐ-BYT ngày 03/3/2025 của Bộ Y tế;", "basis_after_date"),
        (("SỞ Y TẾ", "Số: 05/KH-SYT"), "Huế, ngày 05 tháng 02 năm 2025", "KẾ HOẠCH\nCông tác năm\n2026-03-12T13:49:48+0700", "signing_date"),
    ],
)  # fmt: skip
def test_a_contradiction_is_warned_of(
    record_of: Callable[..., Record], left: tuple[str, ...], right: str, text: str, code: str
) -> None:
    record = record_of(text, left=left, right=("", right))
    assert code in {warning.code for warning in record.warnings}


def test_a_sound_document_is_not_bothered(record_of: Callable[..., Record]) -> None:
    record = record_of(
        "KẾ HOẠCH\nCông tác năm 2025\nCăn cứ Quyết định số 15/QĐ-BYT ngày 03/01/2025 của Bộ Y tế;",
        left=("SỞ Y TẾ", "Số: 05/KH-SYT"),
        right=("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Huế, ngày 05 tháng 02 năm 2025"),
    )
    assert record.warnings == []
