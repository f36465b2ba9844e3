"""Addressees of a letter or submission, behind "Kính gửi"."""

from __future__ import annotations

import re

from extractor.understanding.head.lines import BODY_START, STAMP, TO, Head
from extractor.understanding.words.letters import squeeze
from extractor.understanding.words.lines import TextLine
from models.record import Text


def read_recipients(head: Head) -> list[Text]:
    """Addressees behind "Kính gửi": the rest of the line, or the list below it."""
    if head.to_at is None:
        return []
    start = head.lines[head.to_at]
    match = TO.match(start.folded)
    items: list[list[tuple[int, int]]] = []
    if match and start.text[match.end() :].strip(" :"):
        items.append([(start.start + match.end(), start.end)])
    previous = start
    index = head.all_lines.index(start)
    for line in head.all_lines[index + 1 : index + 40]:
        if line.page == start.page and line.bbox[1] < start.bbox[1] - 2:
            continue  # the right column of the head, read later
        if STAMP.match(line.folded):
            continue
        if _ends_recipients(head, items, previous, line):
            break
        marked = re.match(r"^\s*[-–+•*]\s*", line.text)
        ended = bool(items) and head.document.text[items[-1][-1][0] : items[-1][-1][1]].rstrip().endswith((";", "."))
        if marked or not items or (ended and line.text[:1].isupper()):
            items.append([(line.start + (marked.end() if marked else 0), line.end)])
        else:
            items[-1].append((line.start, line.end))
        previous = line
    return [value for item in items for value in _recipient_values(head, item)]


def _ends_recipients(head: Head, items: list[list[tuple[int, int]]], previous: TextLine, line: TextLine) -> bool:
    if BODY_START.match(line.folded) and not re.match(r"^\s*-", line.text) or line.text.lstrip().startswith("("):
        return True
    if not items:
        return line.page != previous.page
    text = head.document.text[items[-1][0][0] : items[-1][-1][1]].rstrip()
    marked = bool(re.match(r"^\s*[-–+•*]\s*\S", line.text))
    if text.endswith("."):
        return True
    if marked or text.endswith(";"):
        return False
    return line.block != previous.block and not line.text[:1].islower()


def _recipient_values(head: Head, pieces: list[tuple[int, int]]) -> list[Text]:
    text = squeeze(" ".join(head.document.text[start:end] for start, end in pieces))
    start, end = pieces[0][0], pieces[-1][1]
    parts = [part.strip(" -–+•*") for part in re.split(r";\s+(?=[A-ZĐ-])", text)]
    return [head.proof(part.strip(" ;.,:"), start, end, 0.93) for part in parts if part.strip(" ;.,:")]
