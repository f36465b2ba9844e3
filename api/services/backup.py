"""One file that holds everything, and back: the database as pg_dump writes it, and every original and page image.

cancu-backup.json   what it is: format, program version, time, number of objects
database.dump       pg_dump, custom format
objects/…           as named in the object store
"""

import io
import json
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from sqlalchemy import text

from api.migrations import upgrade
from api.services import changes
from api.services.reading import program_version
from api.store import Store
from extractor.context import Progress, no_progress
from models.database import Database
from models.errors import InputError, SetupError
from models.tables import utc_now

FORMAT = 1
MANIFEST, DUMP, OBJECTS = "cancu-backup.json", "database.dump", "objects/"
END_OTHERS = (
    "select pg_terminate_backend(pid) from pg_stat_activity"
    " where datname = current_database() and pid <> pg_backend_pid()"
)


def backup(store: Store, path: Path, progress: Progress = no_progress) -> int:
    """Write a backup beside the running service; the number of objects in it. The file appears when it is complete."""
    unfinished = path.with_name(path.name + ".part")
    try:
        with tempfile.TemporaryDirectory() as folder, tarfile.open(unfinished, "w") as archive:
            dump = Path(folder) / DUMP
            _dump(store.database, dump)
            names = [name for name in store.objects.paths() if name.startswith(("originals/", "pages/"))]
            manifest = {
                "format": FORMAT,
                "version": program_version(),
                "time": utc_now().isoformat(),
                "objects": len(names),
            }
            _add(archive, MANIFEST, json.dumps(manifest).encode())
            archive.add(dump, DUMP)
            for number, name in enumerate(names, start=1):
                _add(archive, OBJECTS + name, store.objects.read(name))
                progress(number, len(names), name)
        unfinished.replace(path)
    except OSError as error:
        raise SetupError(
            "backup_failed", f"Không ghi được bản sao lưu {path}.", "Hãy kiểm tra quyền ghi và dung lượng đĩa."
        ) from error
    finally:
        unfinished.unlink(missing_ok=True)
    return len(names)


def recover(store: Store, path: Path, progress: Progress = no_progress) -> int:
    """Put a backup in place of everything that is in the store; the number of objects. Raises InputError.

    Where the database of the backup cannot be put in, the one that was there is put back."""
    manifest = read_manifest(path)
    kept: set[str] = set()
    with tempfile.TemporaryDirectory() as folder, tarfile.open(path) as archive:
        dump, before = Path(folder) / DUMP, Path(folder) / "before.dump"
        with dump.open("wb") as target:
            shutil.copyfileobj(_member(archive, DUMP), target)
        for member in archive:
            if member.isfile() and member.name.startswith(OBJECTS):
                name = member.name.removeprefix(OBJECTS)
                store.objects.write(name, _member(archive, member.name).read())
                kept.add(name)
                progress(len(kept), int(manifest.get("objects", len(kept))), name)
        _dump(store.database, before)
        _replace_database(store.database, dump, before)
    upgrade(store.database.engine)
    with store.session() as session:
        changes.renew_store_id(session)
    for name in set(store.objects.paths()) - kept:
        store.objects.remove(name)
    return len(kept)


def read_manifest(path: Path) -> dict[str, Any]:
    """What a backup says of itself. Raises InputError where the file is no backup or of a later format."""
    try:
        with tarfile.open(path) as archive:
            manifest: dict[str, Any] = json.load(_member(archive, MANIFEST))
    except (OSError, tarfile.TarError, KeyError, ValueError) as error:
        raise InputError(
            "not_a_backup",
            f"{path.name} không phải là bản sao lưu của Căn Cứ.",
            "Hãy chọn tệp do lệnh cancu backup tạo ra.",
        ) from error
    if manifest.get("format") != FORMAT:
        raise InputError("not_a_backup", "Bản sao lưu thuộc phiên bản khác.", "Hãy cập nhật phần mềm rồi phục hồi lại.")
    return manifest


def _dump(database: Database, path: Path) -> None:
    _run(database, "pg_dump", ["--format=custom", "--no-owner", f"--file={path}", database.dsn])


def _replace_database(database: Database, dump: Path, before: Path) -> None:
    _run(database, "pg_restore", ["--list", "--file=/dev/null", str(dump)])
    try:
        _put_in(database, dump)
    except SetupError:
        _put_in(database, before)
        raise


def _put_in(database: Database, dump: Path) -> None:
    with database.engine.begin() as connection:
        connection.execute(text(END_OTHERS))
        connection.execute(text("drop schema public cascade"))
        connection.execute(text("create schema public"))
    database.engine.dispose()
    _run(database, "pg_restore", ["--no-owner", "--exit-on-error", f"--dbname={database.dsn}", str(dump)])


def _run(database: Database, program: str, arguments: list[str]) -> None:
    path = str(database.binaries / program)
    done = subprocess.run([path, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        line = (done.stderr.strip().splitlines() or ["?"])[-1]
        raise SetupError("backup_failed", f"{program} báo lỗi: {line}", "Hãy chạy cancu doctor rồi thử lại.")


def _add(archive: tarfile.TarFile, name: str, data: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(data)
    info.mode = 0o600
    archive.addfile(info, io.BytesIO(data))


def _member(archive: tarfile.TarFile, name: str) -> Any:
    data = archive.extractfile(name)
    if data is None:
        raise KeyError(name)
    return data
