"""Pages that are pictures: the same upright, level picture for recognition and for the eye.

Boxes of recognised words belong to the straightened picture, so `image` gives that one.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace

import numpy as np
from PIL import Image

from extractor.document import Geometry
from extractor.reading.opened import OpenedFile
from extractor.reading.scan import images

MEASURE_DPI = 75.0  # enough to measure skew and orientation
MOST_PIXELS = 120_000_000  # of a page's picture; A4 at 1000 dpi has 97 million, A0 at 600 dpi 558
POINTS = 72


class ScannedFile(OpenedFile):
    """A file of which some pages are pictures."""

    _turns: dict[int, Geometry]

    @abstractmethod
    def render(self, number: int, dpi: float, grey: bool = False) -> Image.Image:
        """The page as it stands in the file, in grey or colour."""

    @abstractmethod
    def native_dpi(self, number: int) -> float | None:
        """Resolution of the picture that fills the page; None where no picture does."""

    @abstractmethod
    def plain_size(self, number: int) -> tuple[float, float]:
        """Width and height as the page stands in the file, points."""

    def is_scan(self, number: int) -> bool:
        return self.native_dpi(number) is not None

    def too_large(self, number: int) -> bool:
        """Whether the page's picture would take more memory than a worker has."""
        width, height = self.plain_size(number)
        dpi = self.native_dpi(number) or 0.0
        return width * height * (dpi / POINTS) ** 2 > MOST_PIXELS

    def geometry(self, number: int) -> Geometry:
        """How the page must be turned to stand upright; no turn for pages that are not pictures."""
        if number not in self._turns:
            measured = self.is_scan(number) and not self.too_large(number)
            picture = images.to_array(self.render(number, MEASURE_DPI, grey=True)) if measured else None
            self._turns[number] = Geometry() if picture is None else images.geometry(picture)
        return self._turns[number]

    def turn_over(self, number: int) -> None:
        """Stand the page on its head: what was measured proved wrong. The skew stays, lines are level either way."""
        turn = self.geometry(number)
        self._turns[number] = replace(turn, quarters=(turn.quarters + 2) % 4)

    def size(self, number: int) -> tuple[float, float]:
        """Width and height of the upright page, points."""
        width, height = self.plain_size(number)
        return (height, width) if self.geometry(number).quarters % 2 else (width, height)

    def upright(self, number: int, dpi: float, lift: bool = False) -> images.Grey:
        """Pixels of the straightened page, grey or RGB; a white page in place of a picture that is too large.

        lift: in grey, stamps and coloured ink made pale.
        """
        if self.too_large(number):
            width, height = (max(round(side * MEASURE_DPI / POINTS), 1) for side in self.plain_size(number))
            return np.full((height, width), 255, np.uint8)
        pixels = images.to_array(self.render(number, dpi))
        if number not in self._turns and self.is_scan(number):
            self._turns[number] = images.geometry(pixels)  # not drawn a second time to be measured
        turn = self.geometry(number)
        return images.straighten(images.lift_colour(pixels, dpi) if lift else pixels, turn)

    def image(self, number: int, dpi: int = 200) -> Image.Image:
        return Image.fromarray(self.upright(number, dpi))
