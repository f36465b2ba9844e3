"""Originals and page images, in a folder or a bucket; the names follow from the SHA-256 of the original's bytes.

originals/ab/abcdef…        the file as it came
pages/ab/abcdef…/0001.png   what the reader saw of each page
"""

import contextlib
from pathlib import Path
from urllib.parse import unquote, urlsplit

import obstore
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import LocalStore, ObjectStore, from_url

from models.errors import SetupError


class Objects:
    def __init__(self, url: str) -> None:
        self.url = url
        self.store: ObjectStore = _open(url)

    def put_original(self, sha256: str, data: bytes) -> None:
        self._put(_original(sha256), data)

    def original(self, sha256: str) -> bytes:
        """Raises SetupError("object_missing") where the store has lost it."""
        return self._get(_original(sha256))

    def put_page(self, sha256: str, number: int, png: bytes) -> None:
        self._put(_page(sha256, number), png)

    def page(self, sha256: str, number: int) -> bytes:
        return self._get(_page(sha256, number))

    def delete(self, sha256: str) -> None:
        """Everything of one original: its bytes and its page images."""
        for path in [_original(sha256), *self.paths(f"pages/{sha256[:2]}/{sha256}/")]:
            self.remove(path)

    def remove(self, path: str) -> None:
        """One object, by its name; nothing where it is gone already."""
        with contextlib.suppress(FileNotFoundError, NotFoundError):
            obstore.delete(self.store, path)

    def paths(self, prefix: str = "") -> list[str]:
        return [item["path"] for batch in obstore.list(self.store, prefix or None) for item in batch]

    def read(self, path: str) -> bytes:
        return self._get(path)

    def write(self, path: str, data: bytes) -> None:
        self._put(path, data)

    def _put(self, path: str, data: bytes) -> None:
        try:
            obstore.put(self.store, path, data)
        except (BaseError, OSError) as error:
            raise SetupError(
                "store_unreachable",
                "Không ghi được vào kho tệp gốc.",
                "Hãy kiểm tra dung lượng đĩa và quyền ghi (CANCU_OBJECTS).",
            ) from error

    def _get(self, path: str) -> bytes:
        try:
            return bytes(obstore.get(self.store, path).bytes())
        except (FileNotFoundError, NotFoundError) as error:
            raise SetupError(
                "object_missing",
                f"Kho tệp gốc không còn tệp {path}.",
                "Hãy phục hồi từ bản sao lưu hoặc tải lại văn bản.",
            ) from error
        except (BaseError, OSError) as error:
            raise SetupError(
                "store_unreachable", "Không đọc được kho tệp gốc.", "Hãy kiểm tra đường dẫn kho (CANCU_OBJECTS)."
            ) from error


def _open(url: str) -> ObjectStore:
    if url.startswith("file:"):
        folder = Path(unquote(urlsplit(url).path))
        return LocalStore(folder, mkdir=True)
    return from_url(url)


def _original(sha256: str) -> str:
    return f"originals/{sha256[:2]}/{sha256}"


def _page(sha256: str, number: int) -> str:
    return f"pages/{sha256[:2]}/{sha256}/{number:04d}.png"
