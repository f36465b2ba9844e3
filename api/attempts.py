"""Failed sign-ins are counted in the database, so that nobody can try passwords without end, whichever process answers."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import ColumnElement, delete, func
from sqlmodel import col, select

from api.errors import NotSignedIn
from api.services.users import name_digest
from models.database import Database
from models.errors import InputError
from models.tables import FailedSignIn, utc_now

Result = TypeVar("Result")
MOST = 10  # failures of a name from an address, or of an address, within WINDOW
MOST_OF_ADDRESS = 50
WINDOW = timedelta(minutes=15)


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
    """Counts in transactions of its own: a refused request rolls its own back."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = utc_now) -> None:
        self._database = database
        self._clock = clock

    def guarded(self, name: str, address: str, check: Callable[[], Result]) -> Result:
        """What `check` returns. Raises TooManyAttempts without asking it, NotSignedIn as it does."""
        digest = name_digest(name)
        if self._too_many(address, digest):
            raise TooManyAttempts
        try:
            result = check()
        except NotSignedIn:
            with self._database.session() as session:
                session.add(FailedSignIn(address=address, name_sha256=digest, at=self._clock()))
            raise
        with self._database.session() as session:
            session.execute(delete(FailedSignIn).where(*_of(address, digest)))
        return result

    def _too_many(self, address: str, digest: str) -> bool:
        """Forgets what is older than WINDOW first."""
        with self._database.session() as session:
            session.execute(delete(FailedSignIn).where(col(FailedSignIn.at) < self._clock() - WINDOW))
            counted = select(func.count()).select_from(FailedSignIn)
            of_name = session.exec(counted.where(*_of(address, digest))).one()
            of_address = session.exec(counted.where(col(FailedSignIn.address) == address)).one()
        return of_name >= MOST or of_address >= MOST_OF_ADDRESS


def _of(address: str, digest: str) -> tuple[ColumnElement[bool], ...]:
    return col(FailedSignIn.address) == address, col(FailedSignIn.name_sha256) == digest
