"""The truth of a letter in the shape of the record: what a perfect reader would find on the printed sheet.

Keys: header, citations, aliases, targets, tables, tasks, optional. `optional` names values that may be found or not
without penalty ("header.issuing_body", "target:3"). A citation's `role` is null where it is open, as for one that stands
only inside another document's title.
"""

from __future__ import annotations

import re
from typing import Any

from corpora.letters.markup import Notes, Printed, Scope, expand, plain, spell
from corpora.letters.model import Letter
from corpora.rendering.sheet import Sheet

AUTHORITY = re.compile(r"^(TM|KT|TL|TUQ|Q|T/M|K/T|T/L)\b\.?", re.IGNORECASE)
TASK_FIELDS = ("task", "lead", "support", "output", "deadline", "status", "note", "budget")
ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4}


def truth(sheet: Sheet) -> dict[str, Any]:
    """Truth of a composed sheet (see `corpora.rendering.sheet.compose`)."""
    return {
        "name": sheet.letter.name,
        "header": header(sheet.letter),
        "citations": [citation(key, printed) for key, printed in sheet.notes.cites.items()],
        "aliases": list(sheet.notes.aliases),
        "targets": [dict(target) for target in sheet.notes.targets],
        "tables": [dict(table) for table in sheet.tables],
        "tasks": [*table_tasks(sheet.tables), *prose_tasks(sheet)],
        "optional": ["header.issuing_body", "header.parent_body", "header.place"] if sheet.letter.lost_head else [],
    }


def header(letter: Letter) -> dict[str, Any]:
    signer = letter.signers[0]
    chain = [mark for line in (*signer.authority, signer.title) if (mark := authority(line))]
    tail: dict[str, Any] = {
        "doc_type": None if letter.lost_head and letter.is_letter else letter.doc_type,
        "subject": None
        if letter.lost_head and letter.is_letter
        else plain(expand(letter.subject, Scope(letter, Notes()))),
        "signer_name": spell(signer.name, letter.style),
        "signer_title": signer.title.removeprefix("Q. "),
        "signing_authority": chain[-1] if chain else None,
        "signing_authority_chain": chain,
        "distribution": [spell(item, letter.style) for item in letter.distribution],
    }
    if letter.lost_head:
        return {**dict.fromkeys(HEAD_FIELDS), "recipients": [], **tail}
    full = letter.date if letter.date and letter.date.count("-") == 2 else None
    joint = "-" if letter.regime == "party" else "/"
    return {
        "document_number": f"{letter.number}{joint}{letter.symbol}" if letter.number else None,
        "symbol": letter.symbol,
        "issue_date": full,
        "place": spell(letter.place, letter.style),
        "issuing_body": letter.issuer,
        "parent_body": letter.parent,
        "urgency": letter.urgency,
        "recipients": [spell(item, letter.style) for item in letter.recipients],
        **tail,
    }


HEAD_FIELDS = ("document_number", "symbol", "issue_date", "place", "issuing_body", "parent_body", "urgency")


def authority(line: str) -> str | None:
    """ "KT." of "KT. GIÁM ĐỐC"; the Party's T/M, K/T, T/L in the state's form."""
    match = AUTHORITY.match(line)
    return match[1].upper().replace("/", "") + "." if match else None


def citation(key: str, printed: Printed) -> dict[str, Any]:
    cited = printed.cited
    by_name = printed.nested_only and not printed.number
    return {
        "id": key,
        "doc_type": cited.doc_type,
        "number": cited.number if printed.number else None,
        "date": cited.date if printed.date else None,
        "issuer": cited.issuer if printed.issuer else None,
        "title": printed.title_text if printed.title else None,
        "role": role_of(printed),
        "pinpoint": printed.pinpoints[0] if printed.pinpoints else None,
        "mentions": printed.mentions,
        "optional": by_name,  # a law that only another document's title names
    }


def role_of(printed: Printed) -> str | None:
    """The role over all mentions: the basis wins, then any other but a mention; None where it is open."""
    if printed.nested_only:
        return None
    real = [role for role in printed.roles if role not in {"mention", "any"}]
    if "legal_basis" in real:
        return "legal_basis"
    return real[0] if real else (None if "any" in printed.roles else "mention")


def table_tasks(tables: list[dict[str, Any]]) -> list[dict[str, Any]]:
    tasks: list[dict[str, Any]] = []
    for table in tables:
        if table["kind"] != "tasks":
            continue
        group: str | None = None
        for row in table["rows"]:
            if row["kind"] == "group":
                group = row["cells"][1]
            elif row["kind"] == "item":
                tasks.append(_task(table["columns"], row, group))
    return tasks


def _task(columns: list[dict[str, str]], row: dict[str, Any], group: str | None) -> dict[str, Any]:
    by_role: dict[str, str] = {}
    for column, cell in zip(columns, row["cells"], strict=True):
        by_role.setdefault(column["role"], cell)
    fields: dict[str, Any] = {name: by_role.get(name) or None for name in TASK_FIELDS}
    when = fields["deadline"] or ""
    if ticked := _ticked(columns, row["cells"]):
        fields["deadline"] = ", ".join(name.rpartition(" / ")[2] for name in ticked)
        when = ticked[-1]
    number = row["number"] if columns[0]["role"] == "number" else None
    return {**fields, "number": number, "group": group, "deadline_iso": iso_of(when)}


def _ticked(columns: list[dict[str, str]], cells: list[str]) -> list[str]:
    """Headings of the periods that the row marks, where periods have a column each."""
    dated = [
        (column["name"], cell) for column, cell in zip(columns, cells, strict=True) if column["role"] == "deadline"
    ]
    return [name for name, cell in dated if cell == "x"] if len(dated) > 1 else []


def prose_tasks(sheet: Sheet) -> list[dict[str, Any]]:
    return [dict(task) for task in sheet.notes.tasks]


def iso_of(words: str) -> str | None:
    """ISO-like deadline of the few forms that the letters use; None for standing ones ("Thường xuyên").

    A period takes its end, of several dates the first counts.
    """
    if match := re.search(r"(\d{1,2})/(\d{1,2})/(\d{4})", words):
        return f"{match[3]}-{int(match[2]):02d}-{int(match[1]):02d}"
    if match := re.search(r"0?6 tháng (đầu|cuối) năm (\d{4})", words):
        return f"{match[2]}-{'06' if match[1] == 'đầu' else '12'}"
    if match := re.search(r"[Qq]uý (?:I+ - )?(IV|III|II|I)(?:/| năm )(\d{4})", words):
        return f"{match[2]}-Q{ROMAN[match[1]]}"
    if match := re.search(r"năm (\d{4}) / Quý (IV|III|II|I)$", words):
        return f"{match[1]}-Q{ROMAN[match[2]]}"
    if match := re.search(r"[Tt]háng (\d{1,2})(?:/| năm )(\d{4})", words):
        return f"{match[2]}-{int(match[1]):02d}"
    if match := re.search(r"(\d{4})\s*-\s*(\d{4})", words):
        return match[2]
    if match := re.search(r"\b(20\d{2})\b", words):
        return match[1]
    return None
