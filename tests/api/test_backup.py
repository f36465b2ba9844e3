"""Backups hold everything, come back whole, and a broken one costs nothing."""

import io
import json
import tarfile
from pathlib import Path

import pytest
from service_support import letter, rows

from api.services import backup, documents, ingest, reading
from api.store import Store
from models.errors import InputError, SetupError

pytestmark = pytest.mark.store


def test_everything_comes_back(store: Store, tmp_path: Path) -> None:
    kept = ingest.ingest(store, letter(1), "mot.txt")
    reading.read_document(store, kept.id)
    with store.session() as session:
        documents.correct(session, kept.id, "header.place", "Hòa Bình", None)
    objects = sorted(store.objects.paths())
    assert backup.backup(store, tmp_path / "sao-luu.tar") == len(objects) == 2
    with store.session() as session:
        documents.delete_document(store, session, kept.id, None)
    ingest.ingest(store, letter(2), "hai.txt")
    before = rows(store, "select store_id from change_counter")
    assert backup.recover(store, tmp_path / "sao-luu.tar") == 2
    assert rows(store, "select file_name, place from document") == [("mot.txt", "Hòa Bình")]
    assert sorted(store.objects.paths()) == objects
    assert rows(store, "select store_id from change_counter") != before
    assert not (tmp_path / "sao-luu.tar.part").exists()


def archive(path: Path, manifest: object, dump: bytes) -> Path:
    with tarfile.open(path, "w") as file:
        for name, data in ((backup.MANIFEST, json.dumps(manifest).encode()), (backup.DUMP, dump)):
            info = tarfile.TarInfo(name)
            info.size = len(data)
            file.addfile(info, io.BytesIO(data))
    return path


def test_a_broken_backup_costs_nothing(store: Store, tmp_path: Path) -> None:
    ingest.ingest(store, letter(1), "mot.txt")
    with pytest.raises(SetupError):
        backup.recover(store, archive(tmp_path / "a.tar", {"format": 1}, b"no dump"))
    assert rows(store, "select file_name from document") == [("mot.txt",)]


def test_other_files_are_refused(store: Store, tmp_path: Path) -> None:
    other = tmp_path / "b.tar"
    other.write_bytes(b"x" * 2000)
    for path in (other, tmp_path / "nothing.tar", archive(tmp_path / "c.tar", {"format": 99}, b"")):
        with pytest.raises(InputError) as caught:
            backup.recover(store, path)
        assert caught.value.code == "not_a_backup"


def test_unwritable_target(store: Store, tmp_path: Path) -> None:
    with pytest.raises(SetupError) as caught:
        backup.backup(store, tmp_path / "no" / "folder" / "a.tar")
    assert caught.value.code == "backup_failed"
