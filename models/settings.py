"""Settings: read once at start from `CANCU_…` environment variables, then passed down.

Defaults serve one office computer: embedded PostgreSQL, originals in a folder, only this machine is answered.
"""

import os
from pathlib import Path

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """All settings with their defaults. Sizes in bytes, times in seconds, dpi in pixels per inch."""

    model_config = SettingsConfigDict(env_prefix="CANCU_", frozen=True, extra="ignore")

    data: Path = Field(default=Path("var"), description="Thư mục dữ liệu: CSDL nhúng, tệp gốc, chỉ mục tìm kiếm.")
    database_url: str = Field(
        default="", description="Máy chủ PostgreSQL; để trống thì dùng CSDL nhúng trong thư mục dữ liệu."
    )
    objects: str = Field(
        default="", description="Kho tệp gốc và ảnh trang (file:///… hoặc s3://…); để trống: trong thư mục dữ liệu."
    )
    host: str = Field(default="127.0.0.1", description="Địa chỉ mạng mà dịch vụ lắng nghe.")
    port: int = Field(default=8000, ge=0, le=65535, description="Cổng của dịch vụ.")
    max_bytes: int = Field(default=100 * 1024 * 1024, ge=1, description="Dung lượng lớn nhất của một tệp (byte).")
    max_pages: int = Field(default=1000, ge=1, description="Số trang lớn nhất của một tệp.")
    workers: int = Field(
        default_factory=lambda: max(1, (os.cpu_count() or 2) // 2), ge=1, description="Số văn bản được đọc cùng lúc."
    )
    page_workers: int = Field(
        default_factory=lambda: min(4, os.cpu_count() or 2), ge=1, description="Số trang được đọc cùng lúc."
    )
    max_attempts: int = Field(
        default=5, ge=1, description="Số lần thử đọc một văn bản trước khi đưa vào danh sách lỗi."
    )
    stalled_seconds: float = Field(
        default=60.0,
        gt=0,
        description="Sau chừng này giây không có tín hiệu thì việc của tiến trình bị dừng được giao lại.",
    )
    session_hours: int = Field(default=12, ge=1, description="Thời hạn một phiên đăng nhập trên trang web (giờ).")
    secure_cookie: bool = Field(default=False, description="Chỉ gửi cookie phiên qua HTTPS.")
    image_dpi: int = Field(default=144, ge=72, le=300, description="Độ phân giải ảnh trang lưu để xem.")
    seed_registry: bool = Field(
        default=True, description="Đưa dữ kiện văn bản pháp luật kèm theo vào chỉ mục tìm kiếm."
    )
    samples: bool = Field(default=False, description="Nạp các văn bản mẫu khi khởi động lần đầu.")

    @field_validator("data")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().resolve()

    @property
    def objects_url(self) -> str:
        return self.objects or (self.data / "objects").as_uri()

    @property
    def index_folder(self) -> Path:
        return self.data / "index"

    @property
    def database_folder(self) -> Path:
        return self.data / "postgres"
