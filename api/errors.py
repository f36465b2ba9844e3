"""Errors that only the service has, beside those of models.errors; and the one shape in which all are told."""

from pydantic import BaseModel

from models.errors import CancuError, InputError


class NotFound(InputError):
    """404: no such document, entry, draft or page."""

    status = 404

    def __init__(self, what: str) -> None:
        super().__init__("not_found", f"Không tìm thấy {what}.", "Có thể mục này đã bị xóa; hãy tải lại danh sách.")


class NotReady(InputError):
    """409: the document has not been read yet."""

    status = 409

    def __init__(self) -> None:
        super().__init__("not_ready", "Văn bản chưa được đọc xong.", "Hãy chờ đọc xong rồi thử lại.")


class NotSignedIn(InputError):
    """401"""

    status = 401

    def __init__(self, message: str = "Bạn chưa đăng nhập.", remedy: str = "Hãy đăng nhập rồi thử lại.") -> None:
        super().__init__("not_signed_in", message, remedy)


class NotAllowed(InputError):
    """403"""

    status = 403

    def __init__(self, message: str, remedy: str = "Hãy liên hệ người quản trị.", code: str = "not_allowed") -> None:
        super().__init__(code, message, remedy)


class Problem(BaseModel):
    """How every error is told: a stable code, what is wrong, what to do."""

    code: str
    message: str
    remedy: str = ""

    @classmethod
    def of(cls, error: CancuError) -> "Problem":
        return cls(code=error.code, message=error.message, remedy=error.remedy)
