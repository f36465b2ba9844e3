"""Pages that are pictures: the same upright, level picture for recognition and for the eye.

Boxes of recognised words belong to the straightened picture, so `image` gives that one.
"""

from __future__ import annotations

from abc import abstractmethod

from PIL import Image

from extractor.reading import images
from extractor.reading.opened import OpenedFile

MEASURE_DPI = 75.0  # enough to measure skew and orientation


class ScannedFile(OpenedFile):
    """A file of which some pages are pictures."""

    _turns: dict[int, images.Geometry]

    @abstractmethod
    def render(self, number: int, dpi: float, grey: bool = False) -> Image.Image:
        """The page as it stands in the file, in grey or colour."""

    @abstractmethod
    def native_dpi(self, number: int) -> float | None:
        """Resolution of the picture that fills the page; None where no picture does."""

    @abstractmethod
    def plain_size(self, number: int) -> tuple[float, float]:
        """Width and height as the page stands in the file, points."""

    def geometry(self, number: int) -> images.Geometry:
        """How the page must be turned to stand upright; no turn for pages that are not pictures."""
        if number not in self._turns:
            turn = images.Geometry()
            if self.native_dpi(number) is not None:
                turn = images.geometry(images.to_array(self.render(number, MEASURE_DPI, grey=True)))
            self._turns[number] = turn
        return self._turns[number]

    def size(self, number: int) -> tuple[float, float]:
        """Width and height of the upright page, points."""
        width, height = self.plain_size(number)
        return (height, width) if self.geometry(number).quarters % 2 else (width, height)

    def upright(self, number: int, dpi: float) -> images.Grey:
        """Pixels of the straightened page, grey or RGB."""
        return images.straighten(images.to_array(self.render(number, dpi)), self.geometry(number))

    def image(self, number: int, dpi: int = 200) -> Image.Image:
        return Image.fromarray(self.upright(number, dpi))
