"""Failed sign-ins are counted, so that nobody can try passwords without end. In memory of the one web process."""

import time
from collections import deque
from collections.abc import Callable
from threading import Lock
from typing import TypeVar

from api.errors import NotSignedIn
from models.errors import InputError

Result = TypeVar("Result")
MOST = 10  # failures of a name from an address, or of an address, within WINDOW
MOST_OF_ADDRESS = 50
WINDOW = 15 * 60.0  # seconds


class TooManyAttempts(InputError):
    """429"""

    status = 429

    def __init__(self) -> None:
        super().__init__(
            "too_many_attempts",
            "Đăng nhập sai quá nhiều lần.",
            "Hãy đợi 15 phút rồi thử lại, hoặc nhờ người quản trị đặt lại mật khẩu.",
        )


class Attempts:
    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures: dict[tuple[str, str], deque[float]] = {}
        self._lock = Lock()

    def guarded(self, name: str, address: str, check: Callable[[], Result]) -> Result:
        """What `check` returns. Raises TooManyAttempts without asking it, NotSignedIn as it does."""
        keys = ((address, name.strip().casefold()), (address, ""))
        with self._lock:
            self._forget()
            if any(
                len(self._failures.get(key, ())) >= most
                for key, most in zip(keys, (MOST, MOST_OF_ADDRESS), strict=True)
            ):
                raise TooManyAttempts
        try:
            result = check()
        except NotSignedIn:
            with self._lock:
                for key in keys:
                    self._failures.setdefault(key, deque()).append(self._clock())
            raise
        with self._lock:
            self._failures.pop(keys[0], None)
        return result

    def _forget(self) -> None:
        oldest = self._clock() - WINDOW
        for key, times in list(self._failures.items()):
            while times and times[0] < oldest:
                times.popleft()
            if not times:
                del self._failures[key]
