"""The command line: exit codes, one-line errors, data on stdout and the rest on stderr."""

import io
import json
import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from service_support import SECRET, letter

from api import batch, cli, console
from api.server import greeting
from api.services.ingest import IngestResult
from models.settings import Settings

COMMANDS = "serve worker ingest extract ocr restore search cited-by legal-basis check-draft evaluate benchmark backup recover doctor user registry"
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CANCU_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("CANCU_WORKERS", "1")
    monkeypatch.setenv("CANCU_SEED_REGISTRY", "0")
    return tmp_path


def test_help_names_every_command(capsys: Captured) -> None:
    assert cli.run(["--help"]) == 0
    shown = capsys.readouterr().out
    assert all(f" {command} " in shown for command in COMMANDS.split())


@pytest.mark.parametrize("command", COMMANDS.split())
def test_every_command_has_vietnamese_help(command: str, capsys: Captured) -> None:
    assert cli.run([command, "--help"]) == 0
    shown = capsys.readouterr().out
    assert any(char in shown for char in "ăâđêôơưạảấầếềộớ")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nothing"], "Không có lệnh nothing."),
        (["extract"], "Thiếu tham số"),
        (["extract", "--nothing", "a"], "Không có tùy chọn --nothing."),
        (["search", "a", "--limit", "x"], "Giá trị không hợp lệ cho"),
        (["search", "a", "--kind", "x"], "Giá trị không hợp lệ cho --kind"),
        (["evaluate", "nothing"], "Giá trị không hợp lệ cho BỘ"),
        (["evaluate", "scans", "--format", "nothing"], "Giá trị không hợp lệ cho BỘ"),
    ],
)
def test_wrong_usage_is_2(arguments: list[str], told: str, capsys: Captured) -> None:
    assert cli.run(arguments) == 2
    captured = capsys.readouterr()
    assert told in captured.err and captured.err.count("\n") == 1 and captured.out == ""


def test_one_bad_file_does_not_stop_extract(tmp_path: Path, capsys: Captured) -> None:
    good, empty, secret = tmp_path / "thu.txt", tmp_path / "rong.txt", tmp_path / "mat.txt"
    good.write_bytes(letter())
    empty.touch()
    secret.write_text(SECRET)
    assert cli.run(["extract", str(empty), str(secret), str(good), str(tmp_path / "khong-co.txt"), "--json"]) == 1
    captured = capsys.readouterr()
    lines = captured.out.splitlines()
    assert [json.loads(line)["source"]["file_name"] for line in lines] == ["thu.txt"]
    told = [line for line in captured.err.splitlines() if line]
    assert [line.split(":")[0] for line in told] == ["rong.txt", "mat.txt", "khong-co.txt"]
    assert "Traceback" not in captured.err


def test_extract_for_people(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "thu.txt"
    path.write_bytes(letter())
    assert cli.run(["extract", str(path)]) == 0
    shown = capsys.readouterr().out
    assert "12/SYT-VP" in shown and "[căn cứ]" in shown


def test_restore_gives_a_line_for_a_line(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("Căn cứ Luật\n\nQuyết định".encode())))
    assert cli.run(["restore", "--json"]) == 0
    assert [json.loads(line)["text"] for line in capsys.readouterr().out.splitlines()] == [
        "Căn cứ Luật",
        "",
        "Quyết định",
    ]


def test_unexpected_errors_are_one_line_unless_debugged(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("inside")

    monkeypatch.setattr(batch, "read_file", broken)
    assert cli.run(["extract", "a.txt"]) == 1
    assert capsys.readouterr().err.count("\n") == 1
    with pytest.raises(RuntimeError):
        cli.run(["extract", "a.txt"], debug=True)


def test_files_of_folders_leave_hidden_ones_out(tmp_path: Path) -> None:
    for name in ("b.pdf", "a.docx", ".hidden", "~$a.docx", "sub/c.txt", ".git/d.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    names = [path.relative_to(tmp_path).as_posix() for path in batch.files_of([tmp_path, tmp_path / "b.pdf"])]
    assert names == ["a.docx", "b.pdf", "sub/c.txt"]


def test_summary_counts() -> None:
    failed = IngestResult(file_name="a", error={"code": "x", "message": "y"})  # type: ignore[arg-type]
    assert console.summary([failed]) == "0 văn bản mới, 1 lỗi."


def test_greeting_says_how_to_sign_in() -> None:
    told = "\n".join(greeting(Settings(), 8000, "mat-khau"))
    assert "http://127.0.0.1:8000" in told and "admin" in told and "mat-khau" in told
    assert "mat-khau" not in "\n".join(greeting(Settings(), 8000, None))


@pytest.mark.store
def test_from_files_to_citations_and_back_from_a_backup(own_data: Path, capsys: Captured) -> None:
    folder = own_data / "letters"
    folder.mkdir()
    (folder / "thu.txt").write_bytes(letter())
    (folder / "rong.txt").touch()
    assert cli.run(["ingest", str(folder)]) == 1
    captured = capsys.readouterr()
    assert "12/SYT-VP" in captured.out and "rong.txt" in captured.err and "1 văn bản mới, 1 lỗi." in captured.err
    assert cli.run(["backup", str(own_data / "sao-luu.tar")]) == 0
    assert cli.run(["ingest", str(folder / "thu.txt"), "--json"]) == 0
    assert '"duplicate":true' in capsys.readouterr().out
    assert cli.run(["cited-by", "57-NQ/TW"]) == 0
    assert "12/SYT-VP" in capsys.readouterr().out
    (folder / "thu-2.txt").write_bytes(letter(99))
    assert cli.run(["ingest", str(folder / "thu-2.txt")]) == 0
    assert cli.run(["recover", str(own_data / "sao-luu.tar"), "--yes"]) == 0
    capsys.readouterr()
    assert cli.run(["search", "benh an dien tu", "--kind", "document", "--json"]) == 0
    hits = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [hit["number"] for hit in hits] == ["12/SYT-VP"]
    assert cli.run(["recover", str(folder / "thu.txt"), "--yes"]) == 1
    assert "không phải là bản sao lưu" in capsys.readouterr().err
    assert cli.run(["user", "add", "lan"]) == 0
    assert len(capsys.readouterr().out.strip().split("\t")[1]) >= 12
    assert cli.run(["user", "list"]) == 0
    assert "lan\tstaff" in capsys.readouterr().out
    assert cli.run(["doctor", "--json"]) in (0, 1)
    assert "PostgreSQL" in capsys.readouterr().out


@pytest.mark.store
def test_serve_starts_answers_and_ends_cleanly(tmp_path: Path, root: Path) -> None:
    environment = os.environ | {"CANCU_DATA": str(tmp_path / "data"), "CANCU_PORT": "0", "CANCU_SEED_REGISTRY": "0"}
    command = [sys.executable, "-m", "api.cli", "serve"]
    process = subprocess.Popen(command, cwd=root, env=environment, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    try:
        first, second = process.stderr.readline(), process.stderr.readline()
        assert "mật khẩu" in second
        address = first.split()[-1]
        with urllib.request.urlopen(f"{address}/api/v1/health", timeout=120) as answer:
            assert json.load(answer)["ok"] is True
    finally:
        process.send_signal(signal.SIGTERM)
        process.stderr.read()
        code = process.wait(120)
    assert code == 0
    assert not (tmp_path / "data" / "postgres" / "postmaster.pid").exists()
