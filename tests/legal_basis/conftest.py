"""The registry in memory, made once."""

import pytest

from api.services.legal_basis.model import Cited, Knowledge, Letter
from api.services.registry.index import RegistryIndex
from corpora.facts.registry import facts


@pytest.fixture(scope="session")
def registry() -> RegistryIndex:
    shipped = facts()
    return RegistryIndex.of(shipped.documents, shipped.date)


@pytest.fixture(scope="session")
def letters() -> tuple[Letter, ...]:
    """Made-up letters: a department's plan of a province that is gone, its ministry's letter, and an unrelated plan."""
    party = Cited("57-NQ/TW", "Nghị quyết", "2024-12-22", "Bộ Chính trị", None, "legal_basis")
    programme = Cited("749/QĐ-TTg", "Quyết định", "2020-06-03", "Thủ tướng Chính phủ", None, "legal_basis")
    security = Cited("85/2016/NĐ-CP", "Nghị định", "2016-07-01", "Chính phủ", None, "legal_basis")
    circular = Cited("12/2022/TT-BTTTT", "Thông tư", "2022-08-12", "Bộ Thông tin và Truyền thông", None, "legal_basis")
    local = Cited(
        "435-KH/TU", "Kế hoạch", "2025-02-27", "Tỉnh ủy", "về thực hiện Nghị quyết số 57-NQ/TW", "legal_basis"
    )
    own = Cited(
        "777/KH-UBND", "Kế hoạch", "2025-09-15", "Ủy ban nhân dân tỉnh", "về chuyển đổi số tỉnh năm 2026", "legal_basis"
    )
    return (
        Letter("1", "Chuyển đổi số ngành Y tế năm 2025", "Sở Y tế", "Phú Yên", "2025-02-10", "Kế hoạch", None,
               (party, programme, security, circular, local)),
        Letter("2", "Đẩy mạnh chuyển đổi số trong ngành y tế", "Bộ Y tế", "Hà Nội", "2025-03-12", "Công văn",
               "1366/BYT-K2ĐT", (party, programme)),
        Letter("3", "Chuyển đổi số ngành Y tế năm 2026", "Sở Y tế", "Đắk Lắk", "2025-12-20", "Kế hoạch", None,
               (party, programme, own)),
        Letter("4", "Phòng cháy, chữa cháy tại trụ sở năm 2025", "Sở Nội vụ", "Cà Mau", "2025-01-05", "Kế hoạch", None,
               (Cited("55/2024/QH15", "Luật", "2024-11-29", "Quốc hội", None, "legal_basis"),)),
    )  # fmt: skip


@pytest.fixture(scope="session")
def knowledge(registry: RegistryIndex, letters: tuple[Letter, ...]) -> Knowledge:
    return Knowledge(letters, registry)
