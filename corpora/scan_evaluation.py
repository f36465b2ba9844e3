"""How right scans are read: letters drawn, printed, scanned badly, and read back; other programs beside on the same pages.

    run(readers, count=…, kinds=…, progress=…) -> Result        `report(result)` prints it in Vietnamese
    orientation(turns_of, count) -> Share                       pages turned by 0, 90, 180, 270 degrees
    text_sources(sources_of, count) -> dict[str, Share]         which text of a page is trusted

Readers are handed in. Letters are of the generator's test split under seeds that nothing else uses, in every installed font family.

CER: NFC, blanks collapsed; each printed block (paragraph, part of a column, cell) is looked for in the page's text by the best
approximate match, longest first, then line by line where the block as a whole is not there, so that the order of blocks beside each
other is not counted; what is left of the truth and of the reading is compared as it stands. Page numbers may be read or not.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from rapidfuzz.distance import Levenshtein

from corpora import generate, rendering
from corpora.letters.model import Letter
from corpora.recovery_evaluation import aligned, collapse
from corpora.rendering import fonts, pdf, scan
from corpora.rendering.pdf import Printed
from corpora.rendering.sheet import compose
from corpora.scoring import Outcome, Tally, score_header, score_tables, summary

SEEDS = {"dev": 4000, "test": 880_000}
KINDS: dict[str, Callable[[int], scan.Degrade]] = {
    "office": lambda seed: scan.Degrade.office(200, seed),
    "worn": lambda seed: scan.Degrade.worn(200, seed),
    "fax": lambda seed: scan.Degrade.fax(150, seed),
    "clean": lambda seed: scan.Degrade.clean(300, seed),
    "photo": lambda seed: scan.Degrade(200, noise=4, paper=248, jpeg=78, seed=seed),
}
ALIKE = 0.45  # share of a block's characters that may be wrong where it is taken as found


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader made of a file. `pages`: text of each page; `running`: the letter's text with broken numbers joined.

    `seconds` of processor time, this process and its children; `record` as plain JSON where the reader makes one.
    """

    pages: tuple[str, ...]
    running: str
    seconds: float
    record: Mapping[str, Any] | None = None


Reader = Callable[[bytes, str], Reading]


@dataclass(frozen=True, slots=True)
class Case:
    """A letter as a scan, what is printed on it, and its truth as a record."""

    name: str
    kind: str
    data: bytes
    printed: tuple[Printed, ...]
    truth: Mapping[str, Any]

    @property
    def pages(self) -> int:
        return max(line.page for line in self.printed)


@dataclass(slots=True)
class Score:
    """Counts of one reader on one kind of scan."""

    pages: int = 0
    seconds: float = 0.0
    letters: int = 0  # characters of the truth
    errors: int = 0
    marked: int = 0  # of them with a diacritic
    marked_right: int = 0
    numbers: int = 0  # document numbers and dates printed
    numbers_right: int = 0
    outcomes: list[Outcome] = field(default_factory=list)
    misses: list[tuple[float, str]] = field(default_factory=list)

    @property
    def cer(self) -> float:
        return self.errors / max(self.letters, 1)


Result = dict[str, dict[str, Score]]  # kind of scan → reader → its counts


def cases(count: int, kinds: Sequence[str], split: str = "test") -> list[Case]:
    """`count` letters in each of `kinds`, the font family changing from letter to letter. Raises KeyError for other names."""
    letters = generate.letters(SEEDS[split], count, split)
    return [case(letter, kind, number) for kind in kinds for number, letter in enumerate(letters)]


def case(letter: Letter, kind: str, seed: int) -> Case:
    families = fonts.families()
    degrade = KINDS[kind](seed)
    sheet = compose(letter)
    style = pdf.PdfStyle(pdf.register_fonts(families[seed % len(families)]), signed=True, seed=seed)
    data, printed = pdf.draw_with_lines(sheet, style)
    images = scan.page_images(data, degrade)
    if kind == "photo":
        random = np.random.default_rng(seed)
        images = [scan.photograph(image, random) for image in images]
    if degrade.received:
        printed.extend(Printed(1, 0, line) for line in scan.received_lines(seed))
    return Case(letter.name, kind, scan.images_to_pdf(images, degrade), tuple(printed), rendering.truth(letter))


def run(
    readers: Mapping[str, Reader],
    count: int = 8,
    kinds: Sequence[str] = ("office", "worn", "fax", "clean"),
    split: str = "test",
    progress: Callable[[int, int, str], None] | None = None,
) -> Result:
    """Read every case with every reader, one after the other."""
    work = cases(count, kinds, split)
    result: Result = {kind: {name: Score() for name in readers} for kind in kinds}
    for done, item in enumerate(work, 1):
        for name, read in readers.items():
            add(result[item.kind][name], item, read(item.data, f"{item.name}.pdf"))
        if progress:
            progress(done, len(work), item.name)
    return result


def add(score: Score, case: Case, reading: Reading) -> None:
    """Count one reading of a case."""
    score.pages += case.pages
    score.seconds += reading.seconds
    for number in range(1, case.pages + 1):
        lines = [line for line in case.printed if line.page == number]
        found = reading.pages[number - 1] if number <= len(reading.pages) else ""
        _add_page(score, pairs(lines, found), f"{case.name}.{case.kind}, tr. {number}")
    wanted = Counter(references(running_text(case.printed)))
    score.numbers += wanted.total()
    for reference, times in wanted.items():
        got = min(occurrences(reference, reading.running), times)
        score.numbers_right += got
        if got < times:
            score.misses.append((1.0, f"{case.name}.{case.kind}: “{reference}” {got}/{times}"))
    if reading.record is not None:
        score.outcomes += score_header(case.truth["header"], dict(reading.record["header"]))
        score.outcomes += score_tables(case.truth["tables"], reading.record["tables"])


def _add_page(score: Score, matched: Sequence[tuple[str, str]], place: str) -> None:
    for truth, found in matched:
        errors = int(Levenshtein.distance(truth, found))
        score.letters += len(truth)
        score.errors += errors
        if errors:
            score.misses.append((errors / max(len(truth), 1), f"{place}: “{truth}” → “{found}”"))
        for letter, got in aligned(truth, found) if truth else ():
            if unicodedata.normalize("NFD", letter)[1:] or letter in "đĐ":
                score.marked += 1
                score.marked_right += letter == got


# texts ----------------------------------------------------------------------------------------------------------------


def pairs(lines: Sequence[Printed], found: str) -> list[tuple[str, str]]:
    """(block as printed, what was read of it) for each block of a page; the rest of both as the last pair."""
    blocks: dict[int, list[str]] = {}
    extra: list[str] = []  # may be read or not
    for line in lines:
        if line.block:
            blocks.setdefault(line.block, []).append(collapse(line.text))
        else:
            extra.append(collapse(line.text))
    whole, rest = _taken([" ".join(block) for block in blocks.values()], collapse(found))
    seen = {text for text, _ in whole}
    single, rest = _taken([text for block in blocks.values() if " ".join(block) not in seen for text in block], rest)
    matched = [*whole, *single]
    left = Counter(text for block in blocks.values() if " ".join(block) not in seen for text in block)
    left -= Counter(text for text, _ in single)
    _, rest = _taken(extra, rest)
    return [*matched, (" ".join(left.elements()), collapse(rest))]


def _taken(texts: Sequence[str], place: str) -> tuple[list[tuple[str, str]], str]:
    """(text, its nearest stretch) for the texts that are there, longest first, and what then remains of `place`."""
    matched = []
    for text in sorted(filter(None, texts), key=len, reverse=True):
        if (span := best_match(text, place)) is not None:
            matched.append((text, place[slice(*span)].strip()))
            place = f"{place[: span[0]]}\n{place[span[1] :]}"
    return matched, place


def best_match(text: str, place: str) -> tuple[int, int] | None:
    """(start, end) of the stretch of `place` nearest to `text` by edit distance (Sellers 1980); None where none is near.

    A text of less than four characters must stand there exactly, between blanks.
    """
    if len(text) < 4:
        exact = re.search(rf"(?<!\S){re.escape(text)}(?!\S)", place)
        return exact.span() if exact else None
    if (start := place.find(text)) >= 0:
        return start, start + len(text)
    costs = _costs(text, place)
    end = int(costs.argmin())
    if costs[end] > ALIKE * len(text):
        return None
    back = _costs(text[::-1], place[:end][::-1])
    return end - int(back.argmin()), end


def _costs(text: str, place: str) -> np.ndarray[Any, np.dtype[np.int64]]:
    """For each end in `place`, the least edits between `text` and a stretch that ends there."""
    codes = np.array([ord(char) for char in place], dtype=np.int64)
    steps = np.arange(len(place) + 1)
    row = np.zeros(len(place) + 1, dtype=np.int64)
    for number, char in enumerate(text, 1):
        best = np.empty_like(row)
        best[0] = number
        best[1:] = np.minimum(row[1:] + 1, row[:-1] + (codes != ord(char)))
        row = np.minimum.accumulate(best - steps) + steps
    return row


def running_text(printed: Sequence[Printed]) -> str:
    """Blocks as lines, numbers broken behind a hyphen or slash put together."""
    blocks: dict[int, str] = {}
    for line in printed:
        if line.block:
            before = blocks.get(line.block, "")
            blank = "" if not before or re.search(r"\d\S*[-/]$", before) else " "
            blocks[line.block] = before + blank + collapse(line.text)
    return "\n".join(blocks.values())


REFERENCE = re.compile(
    r"\d{1,5}[A-ZĐ]?/(?:\d{4}/)?[A-ZĐ][\w&]*(?:-[\w&]+)*|\d{1,4}-[A-ZĐ]{2}\w*/[A-ZĐ]\w*"
    r"|ngày \d{1,2} tháng \d{1,2} năm \d{4}|\b\d{1,2}/\d{1,2}/\d{4}\b"
)


def references(text: str) -> list[str]:
    """Document numbers and dates in a text."""
    return [match.group() for match in REFERENCE.finditer(text)]


def occurrences(reference: str, text: str) -> int:
    """How often a number or date stands in a text, blanks beside its signs or line ends within it allowed."""
    parts = re.split(r"(\s+|[-/])", reference)
    pattern = "".join(
        r"\s+" if part.isspace() else rf"\s*{part}\s*" if part in {"-", "/"} else re.escape(part) for part in parts
    )
    return len(re.findall(rf"(?<![\w/]){pattern}(?!\w)", collapse(text)))


# turned pages and texts to trust --------------------------------------------------------------------------------------


@dataclass(slots=True)
class Share:
    right: int = 0
    total: int = 0
    misses: list[str] = field(default_factory=list)

    def count(self, right: bool, miss: str) -> None:
        self.total += 1
        self.right += right
        if not right:
            self.misses.append(miss)

    @property
    def share(self) -> float:
        return self.right / max(self.total, 1)


def orientation(
    turns_of: Callable[[bytes, str], Sequence[int]], count: int = 8, kinds: Sequence[str] = ("office", "fax")
) -> Share:
    """Pages of scans turned by quarters; `turns_of` gives the quarter turns clockwise that set each page upright."""
    share = Share()
    for number, letter in enumerate(generate.letters(SEEDS["test"], count, "test")):
        degrade = KINDS[kinds[number % len(kinds)]](number)
        data, _ = pdf.draw(compose(letter), pdf.PdfStyle(pdf.register_fonts(), signed=True, seed=number))
        images = scan.page_images(data, degrade)
        for quarters in range(4):
            turned = [image.rotate(90 * quarters, expand=True) for image in images]  # counter-clockwise
            found = turns_of(scan.images_to_pdf(turned, degrade), f"{letter.name}.pdf")
            for page, turn in enumerate(found, 1):
                share.count(turn == quarters, f"{letter.name}, tr. {page}: {90 * quarters}° → {90 * turn}°")
    return share


SOURCES = {
    "pdf": "text_layer",
    "scan": "ocr",
    "garble": "ocr",
    "tcvn3": "legacy:tcvn3",
    "vni": "legacy:vni",
    "viscii": "legacy:viscii",
    "vps": "legacy:vps",
}


def text_sources(sources_of: Callable[[bytes, str], Sequence[str]], count: int = 8) -> dict[str, Share]:
    """By kind of layer: good, none, of a wrong language, in a legacy charset. `sources_of`: what is trusted, page by page."""
    shares: dict[str, Share] = {}
    for kind, wanted in SOURCES.items():
        share = shares.setdefault(kind, Share())
        for number, letter in enumerate(generate.letters(SEEDS["test"], count, "test")):
            file = rendering.rendered(letter, kind, number)
            for page, source in enumerate(sources_of(file.data, file.file_name), 1):
                share.count(source == wanted, f"{file.file_name}, tr. {page}: {wanted} → {source}")
    return shares


# reports --------------------------------------------------------------------------------------------------------------

KIND_NAMES = {
    "office": "bản quét văn phòng 200 dpi",
    "worn": "bản quét có lỗi máy 200 dpi",
    "fax": "bản fax 150 dpi",
    "clean": "bản quét đẹp 300 dpi",
    "photo": "ảnh chụp",
}


def report(result: Result, misses: int = 5) -> str:
    """One table of kinds and readers, then the worst misses of the first reader."""
    rows = [
        "| bản quét | đọc bằng | trang | CER % | dấu đúng | số, ngày đúng | ô bảng đúng | phần đầu, cuối | giây CPU/trang |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    rows += [_row(kind, name, score) for kind, scores in result.items() for name, score in scores.items()]
    return "\n".join([*rows, *(line for kind, scores in result.items() for line in worst(kind, scores, misses))])


def _row(kind: str, name: str, score: Score) -> str:
    figures = summary(score.outcomes)
    header = [tally for field, tally in figures.items() if field.startswith("header.")]
    cells = (
        KIND_NAMES[kind],
        name,
        str(score.pages),
        f"{100 * score.cer:.2f}",
        f"{score.marked_right / max(score.marked, 1):.4f}",
        f"{score.numbers_right / max(score.numbers, 1):.4f} ({score.numbers})",
        _f1([figures["tables.cells"]]) if "tables.cells" in figures else "–",
        _f1(header) if header else "–",
        f"{score.seconds / max(score.pages, 1):.2f}",
    )
    return f"| {' | '.join(cells)} |"


def _f1(tallies: Sequence[Tally]) -> str:
    whole = Tally(
        *(sum(getattr(tally, part) for tally in tallies) for part in ("right", "wrong", "missed", "invented"))
    )
    return "–" if whole.f1 is None else f"{whole.f1:.4f}"


def worst(kind: str, scores: Mapping[str, Score], limit: int) -> list[str]:
    """The misses of the first reader that take the largest share of their text."""
    first = next(iter(scores.values()))
    found = sorted(first.misses, key=lambda miss: -miss[0])[:limit]
    return [f"Sai nhiều nhất, {KIND_NAMES[kind]}:", *(f"- {text}" for _, text in found)] if found else []


def figures(result: Result, turned: Share, sources: Mapping[str, Share]) -> dict[str, Any]:
    """What was measured, as plain JSON."""
    return {
        "scans": {kind: {name: _figures(score) for name, score in scores.items()} for kind, scores in result.items()},
        "upright": turned.share,
        "text_sources": {kind: share.share for kind, share in sources.items()},
    }


def _figures(score: Score) -> dict[str, Any]:
    return {
        "pages": score.pages,
        "cer": score.cer,
        "diacritics": score.marked_right / max(score.marked, 1),
        "references": score.numbers_right / max(score.numbers, 1),
        "cpu_seconds_a_page": score.seconds / max(score.pages, 1),
        "fields": {name: tally.f1 for name, tally in summary(score.outcomes).items()},
        "misses": [text for _, text in sorted(score.misses, key=lambda miss: -miss[0])],
    }


def share_line(name: str, share: Share, misses: int) -> str:
    """A share with its misses, for a report."""
    lines = [f"{name}: {share.share:.4f} ({share.right}/{share.total})."]
    return "\n".join([*lines, *(f"- {miss}" for miss in share.misses[:misses])])
