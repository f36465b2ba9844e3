"""Numbers and amounts as Vietnamese offices print them: "." between thousands, "," before decimals, words for powers."""

import re
from dataclasses import dataclass

GROUPED = re.compile(
    r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,3}(?:,\d{3}){2,}(?:\.\d+)?|\d{1,3}(?:[ \u00a0]\d{3}){2,}(?:,\d+)?"
)
PLAIN = re.compile(r"\d+(?:[.,]\d+)?")
NUMBER = re.compile(rf"(?<![\w.,/-])(?:{GROUPED.pattern}|{PLAIN.pattern})(?![\d])")
SCALES = {
    "nghìn tỷ": 1e12,
    "ngàn tỷ": 1e12,
    "nghìn tỉ": 1e12,
    "tỷ": 1e9,
    "tỉ": 1e9,
    "triệu": 1e6,
    "trđ": 1e6,
    "tr.đ": 1e6,
    "tr": 1e6,
    "nghìn": 1e3,
    "ngàn": 1e3,
}
SCALE = re.compile(rf"\s*({'|'.join(re.escape(words) for words in SCALES)})(?![^\W\d_])", re.IGNORECASE)
AROUND = re.compile(r"(?:khoảng|dự kiến|tạm tính|trên|dưới|hơn|[~<>≤≥])?\s*", re.IGNORECASE)
UNIT_ONLY = re.compile(r"\s*(?:đồng|đ|VNĐ|VND|USD|%|[^\W\d_]{1,8})?\.?", re.IGNORECASE)
HEADING_SCALE = re.compile(r"(nghìn tỷ|tỷ|tỉ|triệu|tr\.?|nghìn|ngàn|1\.000)\s*(?:đồng|đ)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Amount:
    """`value` with its power of ten worked in ("1,5 tỷ" is 1.5e9); `sure` is false where "." may be a decimal mark."""

    value: float
    start: int
    end: int
    scale: float = 1.0
    sure: bool = True


def parse_plain(text: str) -> float | None:
    """The number that the whole text is: "12.629.550.560", "98,6", "04", "1 234 567"; None for anything else."""
    text = text.strip().replace("\u00a0", " ")
    if GROUPED.fullmatch(text):
        return _grouped(text)
    if PLAIN.fullmatch(text):
        return float(text.replace(",", "."))
    return None


def _grouped(text: str) -> float:
    if text.count(",") > 1:
        return float(text.replace(",", ""))
    return float(re.sub(r"[. ]", "", text).replace(",", "."))


def find_amounts(text: str) -> list[Amount]:
    """Every number of the text, with the power word behind it worked in."""
    found = []
    for match in NUMBER.finditer(text):
        value = parse_plain(match[0])
        if value is None:
            continue
        scale = SCALE.match(text, match.end())
        factor = SCALES[scale[1].lower()] if scale else 1.0
        sure = not re.fullmatch(r"\d+\.\d{1,2}", match[0])
        found.append(Amount(value * factor, match.start(), scale.end() if scale else match.end(), factor, sure))
    return found


def cell_amount(text: str) -> float | None:
    """The one number that a table cell holds, without its unit; None for a dash, words or several numbers."""
    cleaned = text.strip().strip("()").strip()
    plain = parse_plain(re.sub(r"\s*(?:đồng|đ|VNĐ|%)\.?$", "", cleaned))
    if plain is not None:
        return plain
    noted = re.match(rf"({GROUPED.pattern})\s+\(", cleaned)
    if noted:
        return parse_plain(noted[1])
    found = find_amounts(cleaned)
    if len(found) == 1 and AROUND.fullmatch(cleaned[: found[0].start]) and UNIT_ONLY.fullmatch(cleaned[found[0].end :]):
        return found[0].value
    return None


def heading_scale(heading: str) -> float:
    """What numbers under the heading are counted in: 1e6 for "Kinh phí (triệu đồng)", else 1."""
    match = HEADING_SCALE.search(heading)
    if not match:
        return 1.0
    return SCALES.get(match[1].lower().rstrip("."), 1e3)


def printed(value: float) -> str:
    """The number as an office prints it: 12629550560 → "12.629.550.560", 98.6 → "98,6"."""
    if value == int(value):
        return f"{int(value):,}".replace(",", ".")
    whole, _, decimals = f"{value:,.6f}".rstrip("0").partition(".")
    return f"{whole.replace(',', '.')},{decimals}"
