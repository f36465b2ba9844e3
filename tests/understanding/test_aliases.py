"""Short names defined in a document."""

from collections.abc import Callable

import pytest

from models.record import Record


@pytest.mark.parametrize(
    ("text", "alias", "refers_to"),
    [
        ("Thực hiện Quyết định số 06/QĐ-TTg ngày 06/01/2022 của Thủ tướng Chính phủ phê duyệt Đề án dữ liệu dân cư (Đề án 06);", "Đề án 06", "QĐ 06/QĐ-TTg 2022"),
        ("Căn cứ Nghị quyết số 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị về đột phá phát triển khoa học (Nghị quyết số 57-NQ/TW);", "Nghị quyết số 57-NQ/TW", "NQ 57-NQ/TW 2024"),
        ("Căn cứ Luật Đất đai số 31/2024/QH15 (sau đây gọi tắt là Luật Đất đai);", "Luật Đất đai", "Luật 31/2024/QH15"),
        ("Đẩy mạnh ứng dụng công nghệ thông tin (CNTT) trong quản lý.", "CNTT", "công nghệ thông tin"),
        ("Các phòng, trung tâm thuộc Sở (gọi chung là các đơn vị) có trách nhiệm báo cáo.", "các đơn vị", "Các phòng, trung tâm thuộc Sở"),
        ("Bộ Y tế hướng dẫn các bộ, Ủy ban nhân dân các tỉnh (gọi tắt là bộ/tỉnh) báo cáo.", "bộ/tỉnh", "các bộ, Ủy ban nhân dân các tỉnh"),
        ("Các đơn vị xây dựng Kế hoạch năm năm và Kế hoạch năm 2021 (gọi chung là Kế hoạch).", "Kế hoạch", "Kế hoạch năm năm và Kế hoạch năm 2021"),
        ("Khám bệnh, chữa bệnh (KCB) tại tuyến xã được Bộ GD-XH quan tâm.", "KCB", "Khám bệnh, chữa bệnh"),
        ("Căn cứ Thông tư số 14/2014/TT-BYT ngày 14/4/2014 của Bộ Y tế quy định chuyển tuyến khám bệnh, chữa bệnh (KCB);", "KCB", "khám bệnh, chữa bệnh"),
        ("Quy chế ban hành kèm theo Thông tư số 11/2014/TT-BGDĐT ngày 18/4/2014; Thông tư số 05/2018/TT-BGDĐT ngày 28/2/2018 (gọi chung là Quy chế 11);", "Quy chế 11", "TT 11/2014/TT-BGDĐT"),
    ],
)  # fmt: skip
def test_an_alias(record_of: Callable[..., Record], text: str, alias: str, refers_to: str) -> None:
    assert [(found.alias, found.refers_to) for found in record_of(text).aliases] == [(alias, refers_to)]


def test_a_remark_in_brackets_is_no_alias(record_of: Callable[..., Record]) -> None:
    assert record_of("Theo Công văn số 12/SYT-VP ngày 03/3/2025 (Kế hoạch kèm theo).").aliases == []


@pytest.mark.parametrize(
    ("text", "aliases"),
    [
        ("Tiếp tục triển khai Đề án 06/CP và Đề án 06/CP tại các xã.", [("Đề án 06/CP", "QĐ 06/QĐ-TTg 2022")]),
        ("Quán triệt Nghị quyết 57 của Bộ Chính trị.", [("Nghị quyết 57", "NQ 57-NQ/TW 2024")]),
        ("Quán triệt Nghị quyết 57-NQ/TW ngày 22/12/2024 của Bộ Chính trị.", []),
        ("Thực hiện Nghị quyết 57/NQ-HĐND ngày 10/7/2023 của Hội đồng nhân dân tỉnh.", []),
        ("Đề án 061 và Đề án 06/KH.", []),
    ],
)
def test_a_nickname_that_everybody_knows(
    record_of: Callable[..., Record], text: str, aliases: list[tuple[str, str]]
) -> None:
    assert [(found.alias, found.refers_to) for found in record_of(text).aliases] == aliases
