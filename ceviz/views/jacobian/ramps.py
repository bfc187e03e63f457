"""Numbers as colours: from one of the theme's colours through its surface to another."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from ceviz.draw.field import density
from ceviz.draw.theme import Theme, colour
from ceviz.memo import value_memo

#: How much of the strongest colour a full shade holds, light and dark; more, and numbers on it
#: are hard to read.
STRENGTH, STRENGTH_DARK = 0.72, 0.53

#: Steps of the ramp on each side of 0.
_STEPS = 127


def shades(values: NDArray[np.float64], limit: float) -> NDArray[np.intp]:
    """Places on :func:`ramp`, of any shape, for values between −limit and limit.

    By the root of the size: a tenth of the limit already has a third of the colour, so that
    small values are told from 0.
    """
    share = np.clip(values / limit, -1.0, 1.0)
    return np.asarray(np.rint(np.sign(share) * np.sqrt(np.abs(share)) * _STEPS) + _STEPS, np.intp)


@value_memo(most=8)
def ramp(theme: Theme) -> NDArray[np.uint32]:
    """The colours from the lowest value to the highest, as 0xFFRRGGBB; (255,)."""
    back, low, high = (_channels(name) for name in (theme.surface, *theme.palette[1::-1]))
    most = STRENGTH_DARK if theme.dark else STRENGTH
    share = np.linspace(-1.0, 1.0, 2 * _STEPS + 1)[:, np.newaxis] * most
    mixed = back + np.abs(share) * (np.where(share < 0.0, low, high) - back)
    red, green, blue = np.rint(mixed).astype(np.uint32).T
    made: NDArray[np.uint32] = 0xFF000000 | red << 16 | green << 8 | blue
    return made


def shade(value: float, limit: float, theme: Theme) -> QColor:
    """The colour of one value."""
    return QColor.fromRgb(int(ramp(theme)[int(shades(np.array(value), limit))]))


def draw_map(painter: QPainter, rect: QRectF, cells: NDArray[np.uint32]) -> None:
    """``cells``, (rows, columns) of 0xFFRRGGBB, stretched over ``rect`` with hard edges.

    Made at the resolution of the device: viewers smooth an image that they have to enlarge.
    """
    scale = density(painter)
    width, height = (int(max(1.0, np.rint(side * scale))) for side in (rect.width(), rect.height()))
    across, down = (
        np.arange(pixels) * count // pixels
        for pixels, count in ((width, cells.shape[1]), (height, cells.shape[0]))
    )
    pixels = np.ascontiguousarray(cells[down[:, np.newaxis], across])
    image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)
    painter.drawImage(rect, image)


def _channels(name: str) -> NDArray[np.float64]:
    made = colour(name)
    return np.array([made.red(), made.green(), made.blue()], dtype=np.float64)
