"""A field of numbers as an image: from the theme's quiet end, where it is low, to its loud one."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage, QPaintEngine, QPainter

from ceviz.draw.theme import Theme
from ceviz.memo import value_memo

#: The colours on the way, evenly spaced. Their lightness goes one way, and never so far that
#: lines and words in the theme's ink could not be read on them.
_LIGHT = ("#fffdf6", "#e6eef5", "#bcd4ea", "#8db5dc", "#6496cb")
_DARK = ("#191c24", "#1d2b3f", "#21405f", "#275884", "#3273ab")

#: Pixels a logical pixel: where a device has no resolution, and at most.
_UNKNOWN, _MOST = 3.0, 4.0

_SHADES = 256


def density(painter: QPainter) -> float:
    """How many pixels a logical pixel an image needs, not to be enlarged by the device."""
    if painter.paintEngine().type() in (QPaintEngine.Type.SVG, QPaintEngine.Type.Pdf):
        return _UNKNOWN
    scale = abs(painter.worldTransform().m11()) * painter.device().devicePixelRatioF()
    return float(min(max(scale, 0.25), _MOST))


@value_memo(most=4)
def shades(dark: bool) -> NDArray[np.uint32]:
    """The colours from low to high as opaque ARGB32, (256,)."""
    stops = _DARK if dark else _LIGHT
    colours = [QColor(name) for name in stops]
    channels = np.array([[c.red(), c.green(), c.blue()] for c in colours], dtype=np.float64)
    at = np.linspace(0.0, len(stops) - 1.0, _SHADES)
    red, green, blue = (
        np.rint(np.interp(at, np.arange(len(stops)), channel)).astype(np.uint32)
        for channel in channels.T
    )
    made: NDArray[np.uint32] = 0xFF000000 | red << 16 | green << 8 | blue
    made.flags.writeable = False
    return made


def image_of(values: NDArray[np.float64], low: float, high: float, theme: Theme) -> QImage:
    """``values``, (rows, columns), the first row on top; NaN is transparent.

    What is below ``low`` or above ``high`` has the colour of that end, ∞ included.
    """
    share = (values - low) * ((_SHADES - 1.0) / (high - low))
    empty = np.isnan(share)
    places = np.where(empty, 0.0, np.clip(share, 0.0, _SHADES - 1.0)).astype(np.intp)
    pixels = np.where(empty, np.uint32(0), shades(theme.dark)[places])
    rows, columns = pixels.shape
    image = QImage(
        np.ascontiguousarray(pixels).data,
        columns,
        rows,
        4 * columns,
        QImage.Format.Format_ARGB32_Premultiplied,
    )
    # The copy owns its memory; numpy's is gone when this returns.
    return image.copy()
