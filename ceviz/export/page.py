"""What one export looks like: its size on paper, its resolution, its colours."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from ceviz.document.model import Document
from ceviz.draw.picture import Picture
from ceviz.draw.state import Data, View
from ceviz.draw.theme import THEMES, Theme
from ceviz.errors import InvalidInput
from ceviz.views.registry import PER_MM, default_size
from ceviz.views.registry import plot as plot_named

#: Longest side of a page in mm: beyond it PDF readers refuse.
LONGEST = 5000.0

#: A picture of so many pixels takes 600 MB while it is painted; A0 at 300 dpi is within.
MOST_PIXELS = 150_000_000

#: Qt's raster engine counts in sixteen bits.
LONGEST_PIXELS = 32_000

#: How a document is looked at unless the user wants otherwise.
PLAIN = View()

#: No picture has options of its own.
NOTHING_SHOWN: Mapping[str, Picture] = MappingProxyType({})

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
        view: how the picture is looked at: logarithmic axis, largest classes only.
        selected: the class whose tangent and gradient are written out; None is the true one.
        against: the same samples as another file predicts them, for the comparison.
        shown: pictures with the options a window has given them, by the plot's name; of other
            plots the usual ones are painted.
        data: all samples as the window has measured and selected them; None measures them.
    """

    width_mm: float
    height_mm: float
    dpi: float = 300.0
    theme: str = "light"
    font_scale: float = 1.0
    transparent: bool = False
    view: View = PLAIN
    selected: int | None = None
    against: Document | None = None
    shown: Mapping[str, Picture] = field(default_factory=lambda: NOTHING_SHOWN)
    data: Data | None = None

    @classmethod
    def of(
        cls,
        document: Document,
        plot: str,
        *,
        width_mm: float | None = None,
        height_mm: float | None = None,
        dpi: float = 300.0,
        theme: str = "light",
        font_scale: float = 1.0,
        transparent: bool = False,
        view: View = PLAIN,
        selected: int | None = None,
        against: Document | None = None,
    ) -> Page:
        """A checked page; of one length alone the other follows, in the plot's usual shape.

        Raises:
            InvalidInput: an unknown plot or theme; a length, resolution or factor out of range.
        """
        given = {"width": width_mm, "height": height_mm}
        for name, length in given.items():
            if length is not None:
                check_length(name, length)
        width_mm, height_mm = _both(document, plot, width_mm, height_mm)
        _check_follower(given, {"width": width_mm, "height": height_mm})
        if theme not in THEMES:
            raise InvalidInput(
                f"there is no theme called “{theme}”", remedy=f"choose one of {', '.join(THEMES)}"
            )
        check_dpi(dpi)
        check_font_scale(font_scale)
        if selected is not None and not 0 <= selected < len(document.classes):
            raise InvalidInput(f"there is no class {selected + 1} to select")
        return cls(
            width_mm, height_mm, dpi, theme, font_scale, transparent, view, selected, against
        )

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


def _both(
    document: Document, plot: str, width: float | None, height: float | None
) -> tuple[float, float]:
    """Width and height in mm where none, one or both were given."""
    usual_width, usual_height = default_size(plot, document)
    if width is not None and height is not None:
        return width, height
    if plot_named(plot).rows or (width is None and height is None):
        return usual_width if width is None else width, usual_height if height is None else height
    if width is None:
        assert height is not None
        return height * usual_width / usual_height, height
    return width, width * usual_height / usual_width


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
