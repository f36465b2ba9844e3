"""What the program offers stands in both READMEs, and what they name exists."""

import re
from pathlib import Path

import pytest
from typer.main import get_command

from api.cli import app
from models.settings import Settings

READMES = ("README.md", "README.vi.md")


@pytest.mark.parametrize("name", READMES)
def test_every_setting_is_in_the_manual(name: str, root: Path) -> None:
    named = set(re.findall(r"^\| `CANCU_([A-Z_]+)` \|", (root / name).read_text("utf-8"), re.MULTILINE))
    assert named == {field.upper() for field in Settings.model_fields}


@pytest.mark.parametrize("name", READMES)
def test_every_command_is_in_the_manual(name: str, root: Path) -> None:
    text = (root / name).read_text("utf-8")
    table = text[text.index("| `cancu …` |") :].split("\n\n")[0]
    named = set(re.findall(r"(?:^\| `|, )([a-z-]+)(?= |`)", table, re.MULTILINE))
    commands = get_command(app)
    assert named >= set(commands.commands)  # type: ignore[attr-defined]
