"""Imports run downwards only: models ← corpora ← extractor ← api."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

MAY_IMPORT = {
    "models": {"models"},
    "corpora": {"models", "corpora"},
    "extractor": {"models", "corpora", "extractor"},
    "api": {"models", "corpora", "extractor", "api"},
}
# Of corpora, the extractor loads facts and model files only, never the programs that train or score.
EXTRACTOR_MAY_LOAD = "corpora.facts"
IMPURE = {
    "sqlmodel",
    "sqlalchemy",
    "psycopg",
    "procrastinate",
    "fastapi",
    "starlette",
    "httpx",
    "requests",
    "os.environ",
}


def imported(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def misplaced(package: str, source: str) -> list[str]:
    """The imports in `source`, a module of `package`, that run upwards or bring in what the package must not know."""
    wrong = []
    for name in imported(source):
        top = name.split(".")[0]
        if top in MAY_IMPORT and top not in MAY_IMPORT[package]:
            wrong.append(name)
        if package == "extractor" and (top in IMPURE or (top == "corpora" and not name.startswith(EXTRACTOR_MAY_LOAD))):
            wrong.append(name)
    return wrong


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_imports_run_downwards(package: str, root: Path) -> None:
    wrong = {
        str(path.relative_to(root)): names
        for path in (root / package).rglob("*.py")
        if (names := misplaced(package, path.read_text("utf-8")))
    }
    assert wrong == {}


@pytest.mark.parametrize(
    ("package", "source"),
    [
        ("models", "import corpora.facts"),
        ("corpora", "from extractor.pipeline import extract"),
        ("extractor", "from api.cli import main"),
        ("extractor", "import sqlmodel"),
        ("extractor", "from corpora.generate import letters"),
    ],
)
def test_an_upward_import_is_found(package: str, source: str) -> None:
    assert misplaced(package, source)


def test_record_contract_loads_no_database_driver(root: Path) -> None:
    names = set(imported((root / "models" / "record.py").read_text("utf-8")))
    assert {name.split(".")[0] for name in names} <= {"typing", "pydantic"}
