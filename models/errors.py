"""Errors that a clerk can act on.

CancuError                          HTTP
  InputError                        422   the file cannot be taken: empty_file, not_a_document, truncated_file, encrypted_file,
                                          no_pages, image_too_small, image_too_large, file_too_large, too_many_pages,
                                          not_vietnamese, no_page_image
    ConfidentialDocument            422   confidential: marked MẬT, TỐI MẬT or TUYỆT MẬT; nothing is kept
  SetupError                        503   something is not installed or out of reach: tesseract_missing, language_data_missing,
                                          libreoffice_missing, store_unreachable

Each has a stable `code`, a `message` (what is wrong, where) and a `remedy` (what to do), both one Vietnamese line.
"""


class CancuError(Exception):
    status = 500

    def __init__(self, code: str, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()


class InputError(CancuError):
    status = 422


class ConfidentialDocument(InputError):
    def __init__(self, mark: str) -> None:
        super().__init__(
            "confidential",
            f"Văn bản có dấu độ mật “{mark}” nên không được tiếp nhận; hệ thống không lưu lại nội dung nào.",
            "Hãy xử lý văn bản này theo quy định về bảo vệ bí mật nhà nước.",
        )


class SetupError(CancuError):
    status = 503


class UnknownName(ValueError):
    """A name in a command that nothing bears: of a set, a split, a format, an engine."""
