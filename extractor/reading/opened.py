"""An opened file: pages on demand, images on demand, and what could not be read as warnings."""

from __future__ import annotations

import hashlib
from abc import ABC, abstractmethod
from types import TracebackType

from PIL import Image

from extractor.document import Page
from models.record import RecordWarning, Signature, Source


class OpenedFile(ABC):
    """Pages are numbered from 1. Use as a context manager; `close` may be called more than once.

    charset_hint: "tcvn3", "vni" … where the fonts of the file say so, else None; a hint, not proof.
    signatures:   digital signatures that the file claims; none of them is verified here.
    warnings:     grows while pages are read (a page that cannot be read is a warning, not an error).
    """

    source: Source
    charset_hint: str | None = None
    signatures: tuple[Signature, ...] = ()

    def __init__(self, source: Source) -> None:
        self.source = source
        self._warnings: list[RecordWarning] = []

    @property
    def page_count(self) -> int:
        return self.source.pages

    @property
    def warnings(self) -> tuple[RecordWarning, ...]:
        return tuple(self._warnings)

    @abstractmethod
    def page(self, number: int) -> Page:
        """The text layer as found, laid out; a page without lines where the page is only an image."""

    @abstractmethod
    def image(self, number: int, dpi: int = 200) -> Image.Image:
        """The page as staff see it, upright; pixel = point * dpi / 72. Very large pages come at a lower dpi."""

    def has_image(self, number: int) -> bool:
        """Whether the page has a picture of its own that OCR can read."""
        return False

    def is_scan(self, number: int) -> bool:
        """Whether a picture fills the page, so that its text layer is someone's reading of it."""
        return False

    def stamp(self, number: int) -> Page:
        """The page with only the furniture of its text layer (electronic stamps on a scan)."""
        return self.page(number)

    def warn(self, code: str, message: str, page: int | None = None) -> None:
        """Note a warning once."""
        warning = RecordWarning(code=code, message=message, page=page)
        if warning not in self._warnings:
            self._warnings.append(warning)

    def resume(self, page: Page) -> None:
        """Take over what is known of a page that an earlier run read."""
        for warning in page.warnings:
            self.warn(warning.code, warning.message, warning.page)

    def close(self) -> None:  # noqa: B027 - most files hold nothing
        """Let go of what the file holds."""

    def __enter__(self) -> OpenedFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def describe_source(data: bytes, file_name: str, media_type: str, pages: int) -> Source:
    """The Source of a file as it came in."""
    return Source(
        file_name=file_name,
        sha256=hashlib.sha256(data).hexdigest(),
        media_type=media_type,
        pages=pages,
        bytes=len(data),
    )
