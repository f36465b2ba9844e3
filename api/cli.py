"""The command line `cancu`: every command parses, calls a service, prints. Data on stdout, the rest on stderr.

Exit codes: 0 done, 1 some inputs failed (each named, the rest done), 2 wrong usage, 130 interrupted. Heavy modules are
imported inside commands, so that help and small commands start at once.
"""

import json
import os
import sys
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from typer import Argument, Option

from api import console
from api.vietnamese_help import speak_vietnamese
from models.errors import CancuError, InputError, UnknownName
from models.settings import Settings

HELP = {"help_option_names": ["-h", "--help"]}
app = typer.Typer(
    name="cancu",
    help="Căn Cứ: đọc văn bản hành chính tiếng Việt, lập bản ghi và chỉ mục căn cứ pháp lý.",
    epilog="Thêm --debug vào bất kỳ lệnh nào để xem đầy đủ dấu vết lỗi.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    context_settings=HELP,
)
user_app = typer.Typer(help="Quản lý người dùng.", no_args_is_help=True, context_settings=HELP)
registry_app = typer.Typer(help="Dữ kiện về văn bản pháp luật.", no_args_is_help=True, context_settings=HELP)
app.add_typer(user_app, name="user")
app.add_typer(registry_app, name="registry")

Json = Annotated[bool, Option("--json", help="In kết quả dạng JSON, mỗi dòng một đối tượng.")]
Files = Annotated[list[Path], Argument(help="Tệp cần đọc.", metavar="TỆP…", show_default=False)]


@app.command()
def serve(
    host: Annotated[str | None, Option(help="Địa chỉ mạng (mặc định CANCU_HOST hoặc 127.0.0.1).")] = None,
    port: Annotated[int | None, Option(help="Cổng (mặc định CANCU_PORT hoặc 8000).", min=0, max=65535)] = None,
    worker: Annotated[bool, Option("--worker/--no-worker", help="Chạy kèm một tiến trình đọc.")] = True,
) -> None:
    """Chạy trang web, giao diện lập trình và một tiến trình đọc; CSDL nhúng nếu không đặt CANCU_DATABASE_URL."""
    from api import server

    console.log_to_stderr()
    given = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    server.serve(Settings().model_copy(update=given), console.tell, worker)


@app.command()
def worker(
    with_parent: Annotated[bool, Option("--with-parent", hidden=True)] = False,
    once: Annotated[bool, Option("--once", help="Dừng khi hàng đợi đã hết việc.")] = False,
) -> None:
    """Chạy thêm một tiến trình đọc, trên máy này hoặc máy khác."""
    from api import server
    from api import worker as workers

    console.log_to_stderr()
    if with_parent:
        server.end_with_parent()
    else:
        console.tell("Tiến trình đọc đang chạy. Nhấn Ctrl+C để dừng.")
    with _store() as store:
        workers.run(store, wait=not once)


@app.command()
def ingest(
    paths: Annotated[list[Path], Argument(help="Tệp hoặc thư mục.", metavar="ĐƯỜNG_DẪN…", show_default=False)],
    wait: Annotated[bool, Option("--wait/--no-wait", help="Chờ đến khi đọc xong.")] = True,
    as_json: Json = False,
) -> None:
    """Đưa tệp hoặc cả thư mục vào kho; chạy lại không tạo bản trùng."""
    from api import batch

    files = batch.files_of(paths)
    if not files:
        raise InputError("no_files", "Không có tệp nào trong đường dẫn đã cho.", "Hãy kiểm tra lại đường dẫn.")
    with _store() as store:
        outcome = batch.ingest_files(store, files, wait)
    for result in outcome.results:
        console.ingested(result, as_json)
    console.tell(console.summary(outcome.results))
    if outcome.failed:
        raise typer.Exit(1)


@app.command()
def extract(files: Files, as_json: Json = False) -> None:
    """Đọc tệp và in bản ghi, không cần cơ sở dữ liệu."""
    from api.store_context import reading_context
    from extractor.pipeline import extract as extract_record

    settings = Settings()
    failed = False
    for path in files:
        try:
            with console.page_progress(path.name) as progress:
                record = extract_record(_read(path, settings), path.name, reading_context(settings, progress))
        except CancuError as error:
            if error.status >= 500:
                raise
            failed = console.problem(error, path.name)
            continue
        console.record(record, as_json)
    if failed:
        raise typer.Exit(1)


@app.command()
def ocr(
    file: Annotated[Path, Argument(help="Bản quét, ảnh hoặc PDF.", metavar="TỆP")],
    output: Annotated[Path, Option("--output", "-o", help="Tệp PDF sẽ ghi.", metavar="PDF")],
) -> None:
    """Ghi PDF tìm kiếm được: trang giữ nguyên, thêm lớp chữ tiếng Việt đã nhận dạng (PDF/A-2b)."""
    from api import ocr_command

    ocr_command.write(file, output, Settings())


@app.command()
def restore(
    file: Annotated[
        Path | None, Argument(help="Tệp văn bản; bỏ trống thì đọc từ đầu vào chuẩn.", metavar="[TỆP]")
    ] = None,
    as_json: Json = False,
) -> None:
    """Phục hồi chữ tiếng Việt bị hỏng hoặc dùng bảng mã cũ; một dòng ra cho một dòng vào."""
    from api.services.texts import decode_text
    from extractor.recovery import restore_text

    data = sys.stdin.buffer.read() if file is None else _read(file, Settings())
    for line in restore_text(decode_text(data)):
        if as_json:
            console.data(json.dumps(line_json(line), ensure_ascii=False))
        else:
            console.data(line.text)


def line_json(line: Any) -> dict[str, Any]:
    return {"text": line.text, "confidence": line.confidence, "flags": list(line.flags)}


@app.command()
def search(
    query: Annotated[list[str], Argument(help="Từ khóa hoặc số hiệu, có dấu hay không dấu.", metavar="TỪ_KHÓA…")],
    kind: Annotated[str, Option(help="all: tất cả; entry: văn bản căn cứ; document: văn bản.")] = "all",
    limit: Annotated[int, Option(help="Số kết quả nhiều nhất.", min=1, max=1000)] = 20,
    as_json: Json = False,
) -> None:
    """Tìm trong chỉ mục căn cứ pháp lý và các văn bản."""
    from api.services import search as searching

    if kind not in ("all", "entry", "document"):
        raise typer.BadParameter("all, entry hoặc document", param_hint="--kind")
    with _store() as store:
        result = searching.search(store, " ".join(query), kind, limit)
    console.hits(result, as_json)


@app.command("cited-by")
def cited_by(
    number: Annotated[list[str], Argument(help="Số, ký hiệu văn bản.", metavar="SỐ")], as_json: Json = False
) -> None:
    """Văn bản nào viện dẫn số này, ở trang nào, bằng lời nào."""
    from api.services import entries

    with _store() as store, store.session() as session:
        found = entries.cited_by(session, " ".join(number))
    console.citations(found, as_json)


@app.command("legal-basis")
def legal_basis(
    title: Annotated[
        str, Argument(help="Tên văn bản sẽ soạn; bỏ trống thì lấy trích yếu của dự thảo.", metavar="[TÊN]")
    ] = "",
    issuer: Annotated[str, Option(help="Cơ quan ban hành.")] = "",
    place: Annotated[str | None, Option(help="Tỉnh, thành phố của cơ quan ban hành.")] = None,
    date: Annotated[str | None, Option(help="Ngày ban hành (2026-01-31); mặc định hôm nay.")] = None,
    doc_type: Annotated[str | None, Option("--type", help="Tên loại văn bản.")] = None,
    parent: Annotated[
        str | None, Option(help="Văn bản cấp trên mà kế hoạch triển khai: số, ký hiệu hoặc tệp.", metavar="SỐ|TỆP")
    ] = None,
    draft: Annotated[Path | None, Option(help="Dự thảo đang soạn (DOCX, PDF …).", metavar="TỆP")] = None,
    docx: Annotated[Path | None, Option(help="Ghi dự thảo ra tệp DOCX.")] = None,
    as_json: Json = False,
) -> None:
    """Gợi ý phần căn cứ, xếp theo thứ tự, kèm lý do."""
    from api import basis_command

    asked = basis_command.Asked(title, issuer, place, date, doc_type, parent, draft)
    with _store() as store, store.session() as session:
        basis_command.suggest(store, session, asked, docx, as_json)


@app.command("check-draft")
def check_draft(file: Annotated[Path, Argument(help="Dự thảo.", metavar="TỆP")], as_json: Json = False) -> None:
    """Tìm lỗi trong phần căn cứ của dự thảo: sai ngày, hết hiệu lực, đã thay thế, sai số, sai thứ tự (mã thoát 1 nếu có lỗi)."""
    from api import basis_command

    settings = Settings()
    data = _read(file, settings)
    with _store() as store, store.session() as session:
        found = basis_command.check(store, session, data, file.name, as_json)
    if found:
        raise typer.Exit(1)


@registry_app.command("import")
def registry_import(file: Annotated[Path, Argument(help="Tệp JSON Lines, CSV hoặc TSV.", metavar="TỆP")]) -> None:
    """Nạp thêm dữ kiện về văn bản pháp luật: số, loại, ngày, cơ quan, tên, hiệu lực."""
    from api import basis_command

    with _store() as store, store.session() as session:
        complete = basis_command.import_registry(session, file, store.settings.max_bytes)
    if not complete:
        raise typer.Exit(1)


@app.command()
def evaluate(
    set_name: Annotated[
        str,
        Argument(
            help="Trích xuất: generated, handwritten, gold, other; phục hồi chữ: legacy, garble, stripped, clean; "
            "căn cứ: basis (đề xuất), drafts, drafts-other (kiểm tra dự thảo); bản quét: scans; bảng: tables; "
            "tra cứu: search (tìm kiếm), resolution (số, ký hiệu bị hỏng).",
            metavar="[BỘ]",
        ),
    ] = "generated",
    count: Annotated[int, Option(help="Số văn bản sinh thêm của bộ generated.", min=0)] = 24,
    formats: Annotated[
        list[str] | None,
        Option(
            "--format",
            help="Dạng tệp: pdf, docx, scan, tcvn3 …; bản quét (scans): office, worn, fax, clean, photo; bảng (tables): digital, office, skewed, turned, fax, clean; lặp lại được.",
        ),
    ] = None,
    split: Annotated[str, Option(help="dev để sửa quy tắc, test để báo số liệu.")] = "dev",
    processes: Annotated[int, Option(help="Số tiến trình chạy song song.", min=1)] = 1,
    folder: Annotated[Path | None, Option(help="Thư mục có mẫu (bộ gold và các bộ phục hồi chữ).")] = None,
    truth: Annotated[
        Path | None, Option(help="Thư mục có chữ đúng <tên>.truth.txt của từng tệp <tên>.txt (garble).")
    ] = None,
    against: Annotated[Path | None, Option(help="Kết quả --json của lần trước để so.")] = None,
    misses: Annotated[int, Option(help="Số chỗ sai nêu ra cho mỗi trường.", min=0)] = 5,
    baselines: Annotated[
        bool,
        Option(
            "--baselines",
            help="Đo cả chương trình khác: Tesseract thường, OCRmyPDF (scans); camelot, img2table nếu đã cài (tables).",
        ),
    ] = False,
    as_json: Json = False,
) -> None:
    """Đo độ chính xác theo từng trường trên bộ mẫu, kèm các chỗ sai."""
    from api import measuring

    try:
        given = tuple(formats or ())
        asked = measuring.Evaluation(
            set_name, count, given, split, processes, folder, against, misses, baselines, truth
        )
        console.data(measuring.evaluate(asked, as_json))
    except UnknownName as error:
        raise typer.BadParameter(str(error), param_hint="BỘ, --format, --split hoặc --folder") from error


@app.command()
def benchmark(
    files: Annotated[
        list[Path] | None,
        Argument(
            help="Tệp để đo; bỏ trống thì dùng văn bản mẫu; search: đo tìm kiếm bên cạnh SQLite và PostgreSQL.",
            metavar="[TỆP…|search]",
        ),
    ] = None,
    entries: Annotated[int, Option(help="search: số văn bản căn cứ sinh ra.", min=1000)] = 1_000_000,
    letters: Annotated[int, Option(help="search: số văn bản viện dẫn sinh ra.", min=0)] = 200_000,
    engine: Annotated[
        list[str] | None, Option(help="search: chỉ đo cancu, sqlite hoặc postgresql; lặp lại được.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Đo tốc độ, độ trễ và bộ nhớ, so với Tesseract thường trong cùng lần chạy."""
    from api.measuring import benchmark as measure

    if files == [Path("search")]:
        try:
            measure.benchmark_search(entries, letters, engine or (), as_json)
        except UnknownName as error:
            raise typer.BadParameter(str(error), param_hint="--engine") from error
    else:
        measure.benchmark(files or [], as_json)


@app.command()
def backup(file: Annotated[Path, Argument(help="Tệp sao lưu sẽ ghi (.tar).", metavar="TỆP")]) -> None:
    """Sao lưu toàn bộ: cơ sở dữ liệu, tệp gốc, ảnh trang."""
    from api.services import backup as backups

    with _store() as store, console.page_progress("Sao lưu") as progress:
        count = backups.backup(store, file, progress)
    console.tell(f"Đã sao lưu cơ sở dữ liệu và {count} tệp vào {file}.")


@app.command()
def recover(
    file: Annotated[Path, Argument(help="Tệp sao lưu.", metavar="TỆP")],
    yes: Annotated[bool, Option("--yes", "-y", help="Không hỏi lại trước khi thay dữ liệu hiện có.")] = False,
) -> None:
    """Phục hồi toàn bộ từ bản sao lưu; dữ liệu hiện có bị thay."""
    from api.services import backup as backups

    manifest = backups.read_manifest(file)
    if not yes and not typer.confirm(
        f"Thay toàn bộ dữ liệu hiện có bằng bản sao lưu lúc {manifest['time']}?", err=True
    ):
        raise typer.Exit(1)
    with _store() as store, console.page_progress("Phục hồi") as progress:
        count = backups.recover(store, file, progress)
    console.tell(f"Đã phục hồi cơ sở dữ liệu và {count} tệp.")


@user_app.command("add")
def user_add(
    name: Annotated[str, Argument(help="Tên đăng nhập.", metavar="TÊN")],
    role: Annotated[str, Option(help="staff: cán bộ; admin: quản trị.")] = "staff",
    password: Annotated[str | None, Option(help="Mật khẩu; bỏ trống thì máy chọn ngẫu nhiên.")] = None,
) -> None:
    """Tạo người dùng và in mật khẩu."""
    from api.services import users

    with _store() as store, store.session() as session:
        user, chosen = users.create_user(session, name, password, role)
        users.audit(session, None, "create_user", f"user:{user.id}", {"role": role})
    console.data(f"{user.name}\t{chosen}" if password is None else user.name)


@user_app.command("list")
def user_list(as_json: Json = False) -> None:
    """Danh sách người dùng."""
    from api.services import users

    with _store() as store, store.session() as session:
        console.users(users.list_users(session), as_json)


@user_app.command("password")
def user_password(
    name: Annotated[str, Argument(help="Tên đăng nhập.", metavar="TÊN")],
    password: Annotated[str | None, Option(help="Mật khẩu mới; bỏ trống thì máy chọn ngẫu nhiên.")] = None,
) -> None:
    """Đặt lại mật khẩu và in ra."""
    from api.services import users

    with _store() as store, store.session() as session:
        chosen = users.set_password(session, name, password)
    console.data(f"{name}\t{chosen}" if password is None else name)


@user_app.command("lock")
def user_lock(name: Annotated[str, Argument(help="Tên đăng nhập.", metavar="TÊN")]) -> None:
    """Khóa người dùng và kết thúc các phiên đăng nhập của họ."""
    _set_active(name, False)


@user_app.command("unlock")
def user_unlock(name: Annotated[str, Argument(help="Tên đăng nhập.", metavar="TÊN")]) -> None:
    """Mở khóa người dùng."""
    _set_active(name, True)


@user_app.command("token")
def user_token(
    name: Annotated[str, Argument(help="Tên đăng nhập.", metavar="TÊN")],
    label: Annotated[str, Option(help="Tên gợi nhớ của chương trình.")] = "",
) -> None:
    """Tạo mã truy cập cho chương trình (chỉ hiện một lần)."""
    from api.services import users

    with _store() as store, store.session() as session:
        console.data(users.create_token(session, users.find_user(session, name), label))


@app.command()
def doctor(as_json: Json = False) -> None:
    """Kiểm tra Tesseract, dữ liệu tiếng Việt, LibreOffice, cơ sở dữ liệu, đĩa; chỉ cách cài phần thiếu."""
    from api.services import system

    settings = Settings()
    findings = system.programs(settings)
    try:
        with _store() as store:
            findings += system.store_findings(store)
    except CancuError as error:
        findings.append(system.Finding(name="PostgreSQL", ok=False, found=error.message, remedy=error.remedy))
    console.findings(findings, as_json)
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)


speak_vietnamese(app, user_app, registry_app)


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run a command and end the process with its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in given
    sys.exit(run([argument for argument in given if argument != "--debug"], debug))


def run(arguments: list[str], debug: bool = False) -> int:
    """Run a command; its exit code. Known errors become one line on stderr."""
    try:
        result = app(args=arguments, standalone_mode=False, prog_name="cancu")
        return int(result) if isinstance(result, int) else 0
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 0
    except typer.Exit as ended:
        return int(ended.exit_code)
    except (typer.Abort, KeyboardInterrupt):
        console.tell("Đã dừng.")
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except CancuError as error:
        if debug:
            raise
        console.problem(error)
        return 1
    except Exception as error:
        if (usage := console.usage_problem(error)) is not None:
            if usage:
                console.tell(usage)
            return 2
        if debug:
            raise
        console.problem(console.unexpected(error))
        return 1


def _store() -> Any:
    from api.store import opened_store

    return opened_store(Settings())


def _read(path: Path, settings: Settings) -> bytes:
    """Bytes of a file. Raises InputError where it is missing or too large."""
    from api.batch import read_file

    return read_file(path, settings.max_bytes)


def _set_active(name: str, active: bool) -> None:
    from api.services import users

    with _store() as store, store.session() as session:
        view = users.set_active(session, name, active)
    console.tell(f"{view.name}: {'đang hoạt động' if view.active else 'đã khóa'}")


if __name__ == "__main__":
    main()
