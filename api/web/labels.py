"""The words that staff read: codes of the record contract and of the store, in the terms of the trade.

One vocabulary for every template. A code that is missing here is shown as it stands, never hidden.
"""

from typing import Literal
from urllib.parse import urlencode

Tone = Literal["plain", "busy", "ok", "warn", "bad"]

STATES: dict[str, tuple[str, Tone, str]] = {
    # code: (label, tone, icon)
    "waiting": ("Chờ đọc", "plain", "clock"),
    "reading": ("Đang đọc", "busy", "clock"),
    "done": ("Đã đọc xong", "ok", "doc"),
    "approved": ("Đã duyệt", "ok", "check"),
    "failed": ("Không đọc được", "bad", "error"),
    "refused": ("Từ chối tiếp nhận", "bad", "lock"),
}

ROLES: dict[str, str] = {
    "legal_basis": "Căn cứ",
    "implements": "Triển khai thực hiện",
    "amends": "Sửa đổi, bổ sung",
    "replaces": "Thay thế",
    "repeals": "Bãi bỏ",
    "mention": "Viện dẫn",
}

HEADER_FIELDS: tuple[tuple[str, str], ...] = (
    ("parent_body", "Cơ quan chủ quản"),
    ("issuing_body", "Cơ quan ban hành"),
    ("document_number", "Số, ký hiệu"),
    ("symbol", "Ký hiệu"),
    ("place", "Địa danh"),
    ("issue_date", "Ngày ban hành"),
    ("doc_type", "Tên loại"),
    ("subject", "Trích yếu"),
    ("recipients", "Kính gửi"),
    ("urgency", "Mức độ khẩn"),
    ("signing_authority", "Quyền hạn ký"),
    ("signer_title", "Chức vụ người ký"),
    ("signer_name", "Người ký"),
    ("co_signers", "Cùng ký"),
    ("distribution", "Nơi nhận"),
)

LIST_FIELDS = frozenset({"recipients", "distribution", "co_signers"})

TASK_FIELDS: tuple[tuple[str, str], ...] = (
    ("task", "Nhiệm vụ"),
    ("lead", "Chủ trì"),
    ("support", "Phối hợp"),
    ("output", "Sản phẩm"),
    ("deadline", "Thời hạn"),
    ("budget", "Kinh phí"),
    ("status", "Tình trạng"),
    ("note", "Ghi chú"),
)

COMPARATORS = {">=": "≥", "<=": "≤", ">": ">", "<": "<", "=": "=", "range": "từ"}

TABLE_KINDS = {
    "tasks": "Bảng nhiệm vụ",
    "targets": "Bảng chỉ tiêu",
    "budget": "Bảng kinh phí",
    "inventory": "Bảng danh mục",
    "other": "Bảng",
}

COLUMN_ROLES = {
    "number": "số thứ tự",
    "task": "nhiệm vụ",
    "lead": "chủ trì",
    "support": "phối hợp",
    "output": "sản phẩm",
    "deadline": "thời hạn",
    "status": "tình trạng",
    "budget": "kinh phí",
    "quantity": "số lượng",
    "unit": "đơn vị tính",
    "note": "ghi chú",
}

TEXT_SOURCES = {
    "text_layer": "Lớp chữ có sẵn trong tệp",
    "legacy:tcvn3": "Chuyển từ bảng mã TCVN3 (ABC)",
    "legacy:vni": "Chuyển từ bảng mã VNI",
    "legacy:viscii": "Chuyển từ bảng mã VISCII",
    "legacy:vps": "Chuyển từ bảng mã VPS",
    "legacy:cp1258": "Chuyển từ bảng mã Windows-1258",
    "restored": "Khôi phục dấu từ bản nhận dạng hỏng",
    "ocr": "Nhận dạng từ ảnh quét",
}

RELATIONS: dict[tuple[str, str], str] = {
    # (kind, direction) as seen from the entry's page
    ("amends", "out"): "Sửa đổi, bổ sung",
    ("amends", "in"): "Được sửa đổi, bổ sung bởi",
    ("replaces", "out"): "Thay thế",
    ("replaces", "in"): "Bị thay thế bởi",
    ("repeals", "out"): "Bãi bỏ",
    ("repeals", "in"): "Bị bãi bỏ bởi",
    ("guides", "out"): "Hướng dẫn thi hành",
    ("guides", "in"): "Được hướng dẫn bởi",
    ("corrects", "out"): "Đính chính",
    ("corrects", "in"): "Được đính chính bởi",
    ("guided_by", "out"): "Được hướng dẫn bởi",
    ("guided_by", "in"): "Hướng dẫn thi hành",
    ("implements", "out"): "Triển khai thực hiện",
    ("implements", "in"): "Được triển khai bởi",
    ("legal_basis", "out"): "Căn cứ vào",
    ("legal_basis", "in"): "Là căn cứ của",
    ("cites", "out"): "Viện dẫn",
    ("cites", "in"): "Được viện dẫn bởi",
    ("mention", "out"): "Viện dẫn",
    ("mention", "in"): "Được viện dẫn bởi",
}


STATUS_TONES: dict[str, Tone] = {
    "Còn hiệu lực": "ok",
    "Hết hiệu lực một phần": "warn",
    "Ngưng hiệu lực một phần": "warn",
    "Chưa có hiệu lực": "warn",
    "Hết hiệu lực toàn bộ": "bad",
    "Ngưng hiệu lực": "bad",
    "Không còn phù hợp": "bad",
}


def status_tone(status: str) -> Tone:
    return STATUS_TONES.get(status, "plain")


def text_source(code: str) -> str:
    return TEXT_SOURCES.get(code, code)


def role(code: str) -> str:
    return ROLES.get(code, code)


def entry_address(key: str, number: str = "") -> str:
    """Address of the page of the legal document with this key, whether or not the store has an entry for it."""
    return "/phap-luat?" + urlencode({"khoa": key, "so": number})
