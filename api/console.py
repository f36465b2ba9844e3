"""What the command line shows. Data goes to stdout; progress, problems and remarks to stderr, bars only on a terminal."""

import json
import logging
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from extractor.context import Progress, no_progress
from models.errors import CancuError

if TYPE_CHECKING:
    from api.services.entries import CitedBy
    from api.services.ingest import IngestResult
    from api.services.search import SearchResult
    from api.services.system import Finding
    from api.services.users import UserView
    from models.record import Record

HEADER_LABELS = {
    "document_number": "Số, ký hiệu",
    "symbol": "Ký hiệu",
    "issue_date": "Ngày ban hành",
    "place": "Địa danh",
    "parent_body": "Cơ quan chủ quản",
    "issuing_body": "Cơ quan ban hành",
    "doc_type": "Loại văn bản",
    "subject": "Trích yếu",
    "recipients": "Kính gửi",
    "signing_authority": "Quyền hạn ký",
    "signer_title": "Chức vụ",
    "signer_name": "Người ký",
    "co_signers": "Cùng ký",
    "distribution": "Nơi nhận",
    "urgency": "Độ khẩn",
    "confidentiality": "Độ mật",
}
ROLE_LABELS = {
    "legal_basis": "căn cứ",
    "amends": "sửa đổi",
    "replaces": "thay thế",
    "repeals": "bãi bỏ",
    "implements": "thực hiện",
    "mention": "viện dẫn",
}
DOUBTFUL = 0.7  # below this a value is shown with a question mark


def data(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def tell(text: str) -> None:
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def problem(error: CancuError, name: str = "") -> bool:
    """One line on stderr; returns True, for `failed = problem(…)`."""
    tell(f"{name}: {error}" if name else f"Lỗi: {error}")
    return True


def unexpected(error: Exception) -> CancuError:
    return CancuError(
        "internal", f"Lỗi ngoài dự kiến ({type(error).__name__}).", "Chạy lại với --debug để xem chi tiết."
    )


def usage_problem(error: Exception) -> str | None:
    """One Vietnamese line for wrong usage, empty where help was shown instead; None for any other error."""
    kind = type(error).__name__
    if not any(base.__name__ == "UsageError" for base in type(error).__mro__):
        return None
    if kind == "NoArgsIsHelpError":
        return ""
    name = _what(error)
    quoted = re.search(r"'([^']+)'", str(error))
    known = {
        "MissingParameter": f"Thiếu tham số {name}.",
        "NoSuchOption": f"Không có tùy chọn {name}.",
        "BadParameter": f"Giá trị không hợp lệ cho {name}{_range(error)}.",
        "BadOptionUsage": f"Thiếu hoặc thừa giá trị cho {name}.",
    }
    if kind == "UsageError" and quoted and "command" in str(error):
        told = f"Không có lệnh {quoted[1]}."
    else:
        told = known.get(kind, "Sai cách dùng lệnh.")
    return f"{told} Xem cancu --help."


def _what(error: Exception) -> str:
    """The argument or option that an error of usage is about, as it is typed."""
    param = getattr(error, "param", None)
    typed = next((name for name in getattr(param, "opts", ()) if name.startswith("-")), None)
    hint = getattr(error, "param_hint", None)
    return hint or typed or getattr(param, "metavar", None) or getattr(error, "option_name", None) or ""


def _range(error: Exception) -> str:
    """The numbers that an option takes."""
    param = getattr(error, "param", None)
    least, most = getattr(param, "min", None), getattr(param, "max", None)
    told = " ".join(f"{word} {end}" for word, end in (("từ", least), ("đến", most)) if end is not None)
    return f" (phải là số {told})" if told else ""


def log_to_stderr() -> None:
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s", force=True)
    logging.getLogger("cancu").setLevel(logging.INFO)


@contextmanager
def page_progress(what: str) -> Iterator[Progress]:
    """A bar of pages on a terminal; silence elsewhere."""
    if not sys.stderr.isatty():
        yield no_progress
        return
    with _bar() as bar:
        task = bar.add_task(escape(what), total=None)

        def advance(done: int, total: int, name: str) -> None:
            bar.update(task, completed=done, total=total)

        yield advance


@contextmanager
def file_progress(what: str, total: int) -> Iterator[Callable[[str], None]]:
    """A bar of files on a terminal; silence elsewhere."""
    if not sys.stderr.isatty():
        yield lambda name: None
        return
    with _bar() as bar:
        task = bar.add_task(escape(what), total=total)
        yield lambda name: bar.advance(task)


def _bar() -> Any:
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Bar(*columns, console=Console(stderr=True), transient=True)


def ingested(result: "IngestResult", as_json: bool) -> None:
    if as_json:
        data(result.model_dump_json())
    if result.error is not None:
        tell(f"{result.file_name}: {result.error.message} {result.error.remedy}".strip())
    elif result.document is not None and not as_json:
        view = result.document
        known = " (đã có)" if view.duplicate else ""
        data("\t".join([str(view.id), result.file_name + known, view.document_number or "", view.subject or ""]))


def summary(results: "list[IngestResult]") -> str:
    failed = sum(result.error is not None for result in results)
    known = sum(result.document is not None and result.document.duplicate for result in results)
    parts = [f"{len(results) - failed - known} văn bản mới"]
    parts += [f"{known} đã có"] if known else []
    parts += [f"{failed} lỗi"] if failed else []
    return ", ".join(parts) + "."


def record(found: "Record", as_json: bool) -> None:
    """A record as one JSON line, or for people."""
    if as_json:
        data(found.model_dump_json())
        return
    screen = Console(highlight=False, soft_wrap=not sys.stdout.isatty())
    screen.print(f"[bold]{escape(found.source.file_name)}[/bold] · {found.source.pages} trang")
    _print_header(screen, found)
    _print_citations(screen, found)
    _print_lists(screen, found)
    for warning in found.warnings:
        where = f" (trang {warning.page})" if warning.page else ""
        tell(f"{found.source.file_name}: {warning.message}{where}")


def _print_header(screen: Console, found: "Record") -> None:
    grid = Table.grid(padding=(0, 2))
    for name, label in HEADER_LABELS.items():
        field = getattr(found.header, name)
        values = field if isinstance(field, list) else [field] if field is not None else []
        if values:
            grid.add_row(label, "\n".join(escape(str(value.value)) + _doubt(value.confidence) for value in values))
    screen.print(grid)


def _print_citations(screen: Console, found: "Record") -> None:
    if not found.citations:
        return
    screen.print(f"\nVăn bản được viện dẫn ({len(found.citations)}):")
    for citation in found.citations:
        pieces = [citation.key, citation.date, citation.issuer, citation.title]
        told = " · ".join(escape(piece) for piece in pieces if piece)
        screen.print(f"  - [{ROLE_LABELS[citation.role]}] ".replace("[", "\\[") + told + _doubt(citation.confidence))


def _print_lists(screen: Console, found: "Record") -> None:
    for table in found.tables:
        screen.print(
            f"\nBảng: {escape(table.title or '(không tên)')} ({table.kind}, {len(table.rows)} dòng, trang {table.page})"
        )
    if found.tasks:
        screen.print(f"\nNhiệm vụ ({len(found.tasks)}):")
    for task in found.tasks:
        pieces = [task.lead and f"chủ trì: {task.lead}", task.deadline and f"thời hạn: {task.deadline}"]
        told = "; ".join(escape(piece) for piece in pieces if piece)
        screen.print(f"  {escape(task.number or '-')} {escape(task.task)}" + (f" ({told})" if told else ""))
    if found.targets:
        screen.print(f"\nChỉ tiêu ({len(found.targets)}):")
    for target in found.targets:
        screen.print(f"  - {escape(target.text)}")


def _doubt(confidence: float) -> str:
    return " (?)" if confidence < DOUBTFUL else ""


def hits(result: "SearchResult", as_json: bool) -> None:
    if as_json:
        for hit in result.hits:
            data(hit.model_dump_json())
        return
    kinds = {"entry": "căn cứ", "document": "văn bản"}
    for hit in result.hits:
        cited = f" · {hit.document_count} văn bản viện dẫn" if hit.document_count else ""
        head = " · ".join(piece for piece in (hit.number, hit.date, hit.title) if piece)
        data(f"[{kinds[hit.kind]} {hit.id}] {head}{cited}")
        if hit.snippet and hit.kind == "document":
            data("    " + plain_snippet(hit.snippet))
    if not result.hits:
        tell("Không tìm thấy kết quả nào.")


def plain_snippet(snippet: str) -> str:
    import html

    return html.unescape(re.sub(r"</?b>", "", snippet))


def citations(found: "CitedBy", as_json: bool) -> None:
    if as_json:
        for mention in found.mentions:
            data(mention.model_dump_json())
        return
    for entry in found.entries:
        head = " · ".join(piece for piece in (entry.key, entry.date, entry.issuer, entry.title) if piece)
        data(f"{head} ({entry.document_count} văn bản viện dẫn)")
        for mention in found.mentions:
            if mention.entry_id == entry.id:
                where = mention.document.document_number or mention.document.file_name
                page = f", trang {mention.page}" if mention.page else ""
                data(f"  {where} ({mention.document.file_name}{page}, {ROLE_LABELS.get(mention.role, mention.role)})")
                data(f"      “{mention.sentence.strip() or mention.raw}”")
    if not found.entries:
        tell("Không có văn bản nào viện dẫn số này.")


def users(views: "list[UserView]", as_json: bool) -> None:
    for view in views:
        state = "hoạt động" if view.active else "đã khóa"
        data(view.model_dump_json() if as_json else f"{view.name}\t{view.role}\t{state}")


def findings(found: "list[Finding]", as_json: bool) -> None:
    for finding in found:
        if as_json:
            data(finding.model_dump_json())
        else:
            mark = "✓" if finding.ok else "✗"
            data(f"{mark} {finding.name}: {finding.found}" + (f" → {finding.remedy}" if not finding.ok else ""))


def as_json_line(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)
