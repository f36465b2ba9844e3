"""How dates, numbers and sizes are written for staff; also the template filters. Pure functions."""

import re
from datetime import date, datetime
from html import unescape

from markupsafe import Markup, escape

from api.services.values import fold, words
from api.web.context import Piece


def short_date(value: str | None) -> str:
    """ISO-like date as offices print it: 2025-02-05 -> 05/02/2025, 2025-06 -> 6/2025, 2025-Q4 -> quý IV/2025.

    Days under 10 and months 1 and 2 take a leading zero (NĐ 30/2020, phụ lục I). Unknown parts ("??") become dots.
    """
    if not value:
        return ""
    if match := re.fullmatch(r"(\d{4}|\?{4})-Q([1-4])", value):
        return f"quý {('I', 'II', 'III', 'IV')[int(match[2]) - 1]}/{match[1]}"
    parts = [part.replace("?", "…")[:4] if "?" in part else part for part in value[:10].split("-")]
    if len(parts) == 3:
        return f"{_day(parts[2])}/{_month(parts[1])}/{_year(parts[0])}"
    if len(parts) == 2:
        return f"{_month(parts[1])}/{_year(parts[0])}"
    return value


def long_date(value: str | None) -> str:
    """ISO date in words: ngày 05 tháng 02 năm 2025. Partial dates keep what is known."""
    if not value or not re.fullmatch(r"[\d?]{4}-[\d?]{2}-[\d?]{2}", value):
        return short_date(value)
    year, month, day = value.split("-")
    return f"ngày {_day(day)} tháng {_month(month)} năm {_year(year)}"


def parse_date(text: str) -> str | None:
    """ISO date of what staff type: 12/3/2025, 12-3-2025, 2025-03-12, 3/2025, 2025. None where it is no date."""
    text = text.strip()
    if match := re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", text):
        day, month, year = (int(part) for part in match.groups())
    elif match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text):
        year, month, day = (int(part) for part in match.groups())
    elif match := re.fullmatch(r"(\d{1,2})/(\d{4})", text):
        return f"{match[2]}-{int(match[1]):02d}" if 1 <= int(match[1]) <= 12 else None
    else:
        return text if re.fullmatch(r"\d{4}", text) else None
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _day(text: str) -> str:
    return text.zfill(2) if text.isdigit() else "…"


def _month(text: str) -> str:
    if not text.isdigit():
        return "…"
    return text.zfill(2) if int(text) <= 2 else str(int(text))


def _year(text: str) -> str:
    return text if text.isdigit() else "…"


def moment(value: datetime | None) -> str:
    """Time of day and date in the machine's own zone: 14:05, 22/11/2026."""
    if value is None:
        return ""
    local = value.astimezone() if value.tzinfo else value
    return f"{local:%H:%M}, {local:%d/%m/%Y}"


def decimal(value: float) -> str:
    """Vietnamese number: 1234.5 -> 1.234,5."""
    text = f"{value:,.2f}".rstrip("0").rstrip(".") if value % 1 else f"{value:,.0f}"
    return text.translate(str.maketrans(",.", ".,"))


def percent(value: float) -> str:
    return f"{decimal(round(value * 100))}%"


def size(count: int) -> str:
    """Bytes for people: 1,2 MB."""
    amount = float(count)
    for unit in ("B", "KB", "MB"):
        if amount < 1024:
            return f"{decimal(round(amount, 1))} {unit}"
        amount /= 1024
    return f"{decimal(round(amount, 1))} GB"


def marked(pieces: tuple[Piece, ...]) -> Markup:
    """Pieces as escaped HTML with the hits in <mark>."""
    return Markup("").join(
        Markup("<mark>{}</mark>").format(piece.text) if piece.hit else escape(piece.text) for piece in pieces
    )


def pieces_of_html(snippet: str) -> tuple[Piece, ...]:
    """Splits an escaped snippet whose hits stand in <b>."""
    found = []
    for index, part in enumerate(re.split(r"</?b>", snippet)):
        if part:
            found.append(Piece(unescape(part), hit=index % 2 == 1))
    return tuple(found)


def highlighted(text: str, query: str) -> tuple[Piece, ...]:
    """A title with the words of a query set off, diacritics and case aside."""
    wanted = set(words(query))
    folded = fold(text)
    found: list[Piece] = []
    at = 0
    for match in re.finditer(r"[0-9a-z]+", folded) if len(folded) == len(text) else ():
        if match[0] in wanted:
            if match.start() > at:
                found.append(Piece(text[at : match.start()]))
            found.append(Piece(text[match.start() : match.end()], hit=True))
            at = match.end()
    return (*found, Piece(text[at:])) if at < len(text) else tuple(found)
