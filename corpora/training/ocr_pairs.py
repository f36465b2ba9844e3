"""Pairs of lines, read TAB truth: what the English Tesseract engine makes of right Vietnamese.

    python -m corpora.training.ocr_pairs --text FOLDER --out pairs.tsv --pages 400 --seed 1

Paragraphs of FOLDER/*.txt.gz (the training part, see `corpora.training.texts`) are set in Times-like fonts at 12 to 14 pt
(Liberation 2 and FreeFont; Liberation 1 has no Vietnamese letters), spoilt as scanners do (150 to 300 dpi, skew, blur, noise, 1-bit, JPEG) and read with `tesseract -l eng`. Words are given
back to their line by the line's known place on the page. One page of 30 lines takes 2 to 4 s on one core.
"""

from __future__ import annotations

import argparse
import csv
import io
import math
import os
import random
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from corpora.training.texts import training_paragraphs

FONT_FOLDER = Path("/usr/share/fonts/truetype")
FACES = (
    [("liberation2/LiberationSerif-Regular", 45), ("liberation2/LiberationSerif-Bold", 10)]
    + [("liberation2/LiberationSerif-Italic", 9), ("liberation2/LiberationSerif-BoldItalic", 3)]
    + [("freefont/FreeSerif", 15), ("freefont/FreeSerifBold", 4), ("freefont/FreeSerifItalic", 3)]
    + [("liberation2/LiberationSans-Regular", 5), ("liberation2/LiberationSans-Bold", 2)]
)
LINES_PER_PAGE = 30
MARGIN = 0.4  # inch


@dataclass(frozen=True, slots=True)
class Look:
    """How a page is set and spoilt: font file, points, dots per inch, degrees, pixels, grey levels, JPEG quality."""

    face: str
    points: float
    dpi: int
    skew: float
    blur: float
    noise: float
    one_bit: bool
    jpeg: int | None


def random_look(rng: random.Random) -> Look:
    names, weights = zip(*FACES, strict=True)
    dpi = rng.choices([150, 200, 300], [0.3, 0.4, 0.3])[0]
    clean = rng.random() < 0.25
    return Look(
        face=rng.choices(names, weights)[0],
        points=rng.choice([12, 13, 13, 13.5, 14, 14]),
        dpi=dpi,
        skew=0.0 if clean else rng.uniform(-0.6, 0.6),
        blur=0.0 if clean else rng.uniform(0.0, 0.9) * dpi / 200,
        noise=0.0 if clean else rng.uniform(0, 28),
        one_bit=rng.random() < 0.3,
        jpeg=rng.choice([None, None, 30, 45, 60, 75]),
    )


def wrap(words: list[str], font: ImageFont.FreeTypeFont, width: float) -> Iterator[str]:
    """Lines of at most `width` pixels."""
    line: list[str] = []
    for word in words:
        if line and font.getlength(" ".join([*line, word])) > width:
            yield " ".join(line)
            line = []
        line.append(word)
    if line:
        yield " ".join(line)


def draw(lines: list[str], look: Look, font: ImageFont.FreeTypeFont) -> tuple[Image.Image, list[float]]:
    """The page image and the middle of each line in pixels, before it is turned."""
    step = look.points * look.dpi / 72 * 1.45
    margin = MARGIN * look.dpi
    width = round(max(font.getlength(line) for line in lines) + 2 * margin)
    image = Image.new("L", (width, round(step * len(lines) + 2 * margin)), 255)
    pen = ImageDraw.Draw(image)
    middles = []
    for number, line in enumerate(lines):
        top = margin + step * number
        pen.text((margin, top), line, fill=0, font=font)
        middles.append(top + look.points * look.dpi / 72 * 0.62)
    return image, middles


def spoil(image: Image.Image, look: Look, rng: random.Random) -> Image.Image:
    if look.skew:
        image = image.rotate(look.skew, resample=Image.Resampling.BICUBIC, fillcolor=255)
    if look.blur:
        image = image.filter(ImageFilter.GaussianBlur(look.blur))
    if look.noise:
        grain = np.random.default_rng(rng.randrange(1 << 30)).normal(0, look.noise, (image.height, image.width))
        image = Image.fromarray(np.clip(np.asarray(image, dtype=np.float32) + grain, 0, 255).astype(np.uint8))
    if look.one_bit:
        limit = rng.randint(110, 190)
        image = image.point(lambda grey: 255 if grey > limit else 0)
    elif look.jpeg:
        buffer = io.BytesIO()
        image.save(buffer, "JPEG", quality=look.jpeg)
        image = Image.open(buffer).convert("L")
    return image


def read(image: Image.Image, dpi: int) -> list[tuple[float, float, str]]:
    """Words with the middle of their box in pixels, in the engine's order."""
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    command = ["tesseract", "-", "-", "-l", "eng", "--psm", "6", "--dpi", str(dpi), "tsv"]
    done = subprocess.run(
        command, input=buffer.getvalue(), capture_output=True, check=True, env={**os.environ, "OMP_THREAD_LIMIT": "1"}
    )
    rows = csv.DictReader(io.StringIO(done.stdout.decode()), delimiter="\t", quoting=csv.QUOTE_NONE)
    words = []
    for row in rows:
        if row["level"] == "5" and (row["text"] or "").strip():
            left, top, width, height = (int(row[key]) for key in ("left", "top", "width", "height"))
            words.append((left + width / 2, top + height / 2, row["text"].strip()))
    return words


def pair(
    lines: list[str], middles: list[float], words: list[tuple[float, float, str]], image: Image.Image, skew: float
) -> Iterator[tuple[str, str]]:
    """(read, truth) for each line; words are turned back by `skew` degrees and given to the nearest line."""
    sine, cosine = math.sin(math.radians(skew)), math.cos(math.radians(skew))
    by_line: list[list[tuple[float, str]]] = [[] for _ in lines]
    for x, y, text in words:
        dx, dy = x - image.width / 2, y - image.height / 2
        middle = image.height / 2 + dx * sine + dy * cosine
        nearest = min(range(len(middles)), key=lambda number: abs(middles[number] - middle))
        by_line[nearest].append((x, text))
    for line, found in zip(lines, by_line, strict=True):
        yield " ".join(text for _, text in sorted(found)), line


def page_lines(paragraphs: Iterator[str], look: Look, font: ImageFont.FreeTypeFont, rng: random.Random) -> list[str]:
    lines: list[str] = []
    while len(lines) < LINES_PER_PAGE:
        paragraph = next(paragraphs)
        if rng.random() < 0.12:
            paragraph = " ".join(paragraph.split()[: rng.randint(3, 25)]).upper()
        lines.extend(wrap(paragraph.split(), font, 6.3 * look.dpi))
    return lines[:LINES_PER_PAGE]


def make_pairs(folder: Path, fonts: Path, pages: int, seed: int) -> Iterator[tuple[str, str]]:
    rng = random.Random(seed)
    pool = [text for text in training_paragraphs(folder) if 15 <= len(text) <= 900]
    paragraphs = iter(lambda: rng.choice(pool), None)
    for _ in range(pages):
        look = random_look(rng)
        font = ImageFont.truetype(str(fonts / f"{look.face}.ttf"), round(look.points * look.dpi / 72))
        lines = page_lines(paragraphs, look, font, rng)
        image, middles = draw(lines, look, font)
        image = spoil(image, look, rng)
        yield from pair(lines, middles, read(image, look.dpi), image, look.skew)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--text", type=Path, required=True)
    parser.add_argument("--fonts", type=Path, default=FONT_FOLDER)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--pages", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    with arguments.out.open("w", encoding="utf-8") as out:
        for got, truth in make_pairs(arguments.text, arguments.fonts, arguments.pages, arguments.seed):
            out.write(f"{got}\t{truth}\n")
            out.flush()


if __name__ == "__main__":
    main()
