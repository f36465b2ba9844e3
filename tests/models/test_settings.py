from pathlib import Path

import pytest

from models.database import _libpq, open_database
from models.errors import SetupError
from models.settings import Settings


def test_defaults_serve_this_machine_only(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CANCU_HOST", "CANCU_DATA", "CANCU_OBJECTS"):
        monkeypatch.delenv(name, raising=False)
    settings = Settings()
    assert settings.host == "127.0.0.1" and settings.data == Path("var").resolve()
    assert settings.objects_url == (settings.data / "objects").as_uri()


def test_environment_is_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CANCU_DATA", str(tmp_path))
    monkeypatch.setenv("CANCU_MAX_BYTES", "1000")
    monkeypatch.setenv("CANCU_OBJECTS", "s3://bucket/prefix")
    settings = Settings()
    assert (settings.data, settings.max_bytes, settings.objects_url) == (tmp_path, 1000, "s3://bucket/prefix")


def test_every_setting_says_what_it_is() -> None:
    assert all(field.description and field.description.endswith(".") for field in Settings.model_fields.values())


def test_an_unreachable_server_is_told_in_one_line() -> None:
    with pytest.raises(SetupError) as caught:
        open_database(Settings(database_url="postgresql://nobody:secret@127.0.0.1:1/none"))
    assert caught.value.code == "store_unreachable" and "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgresql+psycopg://lan:p%40ss@db:5432/cancu", "postgresql://lan:p%40ss@db:5432/cancu"),
        ("postgresql://postgres@/cancu?host=/run/pg", "postgresql://postgres@/cancu?host=%2Frun%2Fpg"),
        ("host=db dbname=cancu", "host=db dbname=cancu"),
    ],
)
def test_addresses_in_either_form(url: str, told: str) -> None:
    assert _libpq(url) == told


@pytest.mark.parametrize("url", ["nonsense", "http//x", "://"])
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(SetupError):
        _libpq(url)
