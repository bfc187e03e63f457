"""What one export looks like: its size on paper, its resolution, its colours."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from ceviz.document.model import Document
from ceviz.draw.plot import PER_MM, Plot
from ceviz.draw.theme import THEMES, Theme
from ceviz.errors import InvalidInput
from ceviz.export.purposes import both

#: Longest side of a page in mm: beyond it PDF readers refuse.
LONGEST = 5000.0

#: A picture of so many pixels takes 600 MB while it is painted; A0 at 300 dpi is within.
MOST_PIXELS = 150_000_000

#: Qt's raster engine counts in sixteen bits.
LONGEST_PIXELS = 32_000

DPI = (1.0, 4800.0)
FONT_SCALE = (0.1, 10.0)


@dataclass(frozen=True)
class Page:
    """Size, resolution and look; build it with :meth:`of`, which checks.

    Attributes:
        width_mm, height_mm: on paper.
        dpi: pixels an inch of a PNG; SVG and PDF are vectors and have none.
        theme: ``light`` or ``dark``.
        font_scale: factor on all type.
        transparent: nothing behind the picture.
    """

    width_mm: float
    height_mm: float
    dpi: float = 300.0
    theme: str = "light"
    font_scale: float = 1.0
    transparent: bool = False

    @classmethod
    def of(
        cls,
        plot: Plot,
        document: Document,
        *,
        width_mm: float | None = None,
        height_mm: float | None = None,
        dpi: float = 300.0,
        theme: str = "light",
        font_scale: float = 1.0,
        transparent: bool = False,
    ) -> Page:
        """A checked page; of one length alone the other follows, in the plot's usual shape.

        Raises:
            InvalidInput: an unknown theme; a length, resolution or factor out of range.
        """
        given = {"width": width_mm, "height": height_mm}
        for name, length in given.items():
            if length is not None:
                check_length(name, length)
        width_mm, height_mm = both(plot, document, width_mm, height_mm)
        _check_follower(given, {"width": width_mm, "height": height_mm})
        if theme not in THEMES:
            raise InvalidInput(
                f"there is no theme called “{theme}”", remedy=f"choose one of {', '.join(THEMES)}"
            )
        check_dpi(dpi)
        check_font_scale(font_scale)
        return cls(width_mm, height_mm, dpi, theme, font_scale, transparent)

    @property
    def logical(self) -> tuple[float, float]:
        """Width and height in logical pixels of 1/96 inch."""
        return self.width_mm * PER_MM, self.height_mm * PER_MM

    @property
    def pixels(self) -> tuple[int, int]:
        """Width and height of the PNG, at least 1 × 1."""
        per_mm = self.dpi / 25.4
        return max(1, round(self.width_mm * per_mm)), max(1, round(self.height_mm * per_mm))

    def checked_pixels(self) -> tuple[int, int]:
        """:attr:`pixels`, if an image of that size can be painted.

        Raises:
            InvalidInput: it would not fit into memory, or have a side too long for the painter.
        """
        width, height = self.pixels
        if max(width, height) > LONGEST_PIXELS or width * height > MOST_PIXELS:
            raise InvalidInput(
                f"an image of {width:,} × {height:,} pixels is too large",
                remedy="choose a smaller size, a lower resolution, or SVG or PDF",
            )
        return width, height

    def painted_with(self) -> Theme:
        """The theme with this page's type scale and background."""
        return replace(THEMES[self.theme].scaled(self.font_scale), transparent=self.transparent)


def check_length(name: str, mm: float) -> None:
    """Raise :class:`InvalidInput` unless a page can be so long."""
    _check(name, mm, (0.0, LONGEST), "mm")


def check_dpi(dpi: float) -> None:
    """Raise :class:`InvalidInput` for a resolution that makes no sense."""
    _check("resolution", dpi, DPI, "dpi")


def check_font_scale(factor: float) -> None:
    """Raise :class:`InvalidInput` for type too small or too large to read."""
    _check("font scale", factor, FONT_SCALE)


def _check_follower(given: Mapping[str, float | None], lengths: Mapping[str, float]) -> None:
    """Refuse a length that nobody gave by the one it follows from."""
    for name, other in (("width", "height"), ("height", "width")):
        if given[name] is None and lengths[name] > LONGEST:
            raise InvalidInput(
                f"the {other} is too large: the {name} that goes with it, {lengths[name]:.4g} mm, "
                f"must be at most {LONGEST:g} mm",
                remedy=f"choose a smaller {other}, or a {name} too",
            )


def _check(name: str, value: float, limits: tuple[float, float], unit: str = "") -> None:
    low, high = limits
    if math.isfinite(value) and low <= value <= high and value > 0.0:
        return
    ends = f"above 0 and at most {high:g}" if low == 0.0 else f"between {low:g} and {high:g}"
    unit = f" {unit}" if unit else ""
    raise InvalidInput(f"the {name} must be {ends}{unit}", why=f"it is {value:g}{unit}")
