"""`cancu legal-basis`, `cancu check-draft` and `cancu registry import`: call the service, print."""

from dataclasses import dataclass
from datetime import date as Date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sqlmodel import Session

from api import console
from api.batch import read_file
from api.services import drafting, entries, legal_basis, registry
from api.services.legal_basis import Proposal, Request, Suggestion
from api.store import Store
from models.errors import InputError, SetupError

if TYPE_CHECKING:
    from api.services.check_draft.model import Place

MARKS = {"error": "Lỗi", "warning": "Cần xem", "info": "Lưu ý"}


@dataclass(frozen=True)
class Asked:
    """What was typed after `cancu legal-basis`. `parent`: a number, or a file; `draft`: a file."""

    title: str
    issuer: str
    place: str | None
    date: str | None
    doc_type: str | None
    parent: str | None
    draft: Path | None


def suggest(store: Store, session: Session, asked: Asked, docx: Path | None, as_json: bool) -> None:
    """Proposals in writing order with reasons; the draft as DOCX where asked for."""
    day = parse_day(asked.date)
    found = legal_basis.suggest(session, request_of(store, asked, day))
    if docx is not None:
        final = found.request
        frame = drafting.skeleton(
            final.title, final.issuer, final.place, day, final.doc_type, today=legal_basis.day_of(None)
        )
        write(docx, drafting.docx(frame, found.lines))
    if as_json:
        console.data(console.as_json_line(found.to_json()))
    else:
        _print(found)
    if docx is not None:
        console.tell(f"Đã ghi dự thảo vào {docx}.")


def request_of(store: Store, asked: Asked, day: Date | None) -> Request:
    """Files are read here; a parent that is no file is the number of a document."""
    files: list[tuple[Literal["parent", "draft"], Path]] = [("draft", asked.draft)] if asked.draft else []
    number = asked.parent
    if asked.parent and Path(asked.parent).is_file():
        number, files = None, [*files, ("parent", Path(asked.parent))]
    given = tuple(
        legal_basis.read_given(read_file(path, store.settings.max_bytes), path.name, role, store.context())
        for role, path in files
    )
    kind = asked.doc_type or (type_of(asked.title) if asked.title or not asked.draft else "")
    return Request(asked.title, asked.issuer, legal_basis.day_of(day), asked.place or None, kind, number, given)


def parse_day(text: str | None) -> Date | None:
    """Raises InputError where the text is no ISO date."""
    if not text:
        return None
    try:
        return Date.fromisoformat(text)
    except ValueError as error:
        raise InputError(
            "bad_date", f"“{text}” không phải là ngày hợp lệ.", "Hãy viết ngày dạng năm-tháng-ngày, ví dụ 2026-01-31."
        ) from error


def type_of(title: str) -> str:
    """The type that a title begins with ("Kế hoạch chuyển đổi số …"); a plan where it names none."""
    from corpora.facts import tables

    start = title.strip().lower()
    names = sorted((kind.name for kind in tables.doc_types()), key=len, reverse=True)
    return next((name for name in names if start.startswith(name.lower())), "Kế hoạch")


def write(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as error:
        raise SetupError(
            "file_unwritable", f"Không ghi được tệp {path}.", "Hãy kiểm tra thư mục và quyền ghi."
        ) from error


def check(store: Store, session: Session, data: bytes, file_name: str, as_json: bool) -> bool:
    """Problems of a draft's legal basis; whether any is an error."""
    from api.services import check_draft

    report = check_draft.check(session, data, file_name, store.context())
    if as_json:
        console.data(console.as_json_line(report.to_json()))
    else:
        for finding in report.findings:
            console.data(f"[{MARKS[finding.severity]}] {finding.message}{_where(finding.place)}")
            if finding.proposal:
                console.data(f"    Sửa thành: {finding.proposal}")
        if not report.findings:
            console.tell("Không thấy lỗi trong phần căn cứ.")
    return any(finding.severity == "error" for finding in report.findings)


def _where(place: "Place") -> str:
    parts = [f"căn cứ thứ {place.line}" if place.line else "", f"trang {place.page}" if place.page else ""]
    told = ", ".join(part for part in parts if part)
    return f" ({told})" if told else ""


def import_registry(session: Session, file: Path, max_bytes: int) -> bool:
    """Facts of a file into the registry and the index; whether every line was taken."""
    report = registry.import_file(session, read_file(file, max_bytes), file.name)
    entries.note_legal_documents(session, report.keys)
    console.tell(f"{report.added} văn bản mới, {report.changed} thay đổi, {report.unchanged} giữ nguyên.")
    for error in report.errors:
        console.tell(f"{file.name}, dòng {error.line}: {error.message}")
    return not report.errors


def _print(found: Suggestion) -> None:
    for number, proposal in enumerate(found.proposals, start=1):
        mark = "" if proposal.chosen else " (chưa chọn)"
        console.data(f"{number}. {proposal.line}{mark}")
        _print_reasons(proposal)
    if found.avoid:
        console.data("\nKhông nên viện dẫn:")
    for proposal in found.avoid:
        console.data(f"- {proposal.line}: {proposal.status_reason}")
        for successor in proposal.successors:
            console.data(f"    thay bằng: {successor.line or successor.number}")
    for note in found.notes:
        console.tell(note)


def _print_reasons(proposal: Proposal) -> None:
    for reason in (*proposal.reasons, proposal.status_reason, *proposal.warnings):
        if reason:
            console.data(f"     {reason}")
