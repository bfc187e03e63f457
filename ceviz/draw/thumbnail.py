"""Pictures of samples: as large as they are, or as small as a row of a table."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap

#: The side of a thumbnail in a row of a table, in pixels at the usual size of type.
THUMBNAIL = 18


def thumbnail(image: NDArray[Any], scale: float = 1.0) -> QPixmap:
    """A grey picture, (h, w), dark ink on light, ``scale`` times as large as usual."""
    side, whole = round(THUMBNAIL * scale), grey(image)
    if whole.isNull():
        return QPixmap()
    return QPixmap.fromImage(whole.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio))


def grey(image: NDArray[Any]) -> QImage:
    """The picture, (h, w), pixel for pixel: dark ink on light.

    What is not finite is as light as the lightest; a picture without pixels is empty.
    """
    values = np.asarray(image, dtype=np.float64)
    if values.size == 0:
        return QImage()
    values = values.reshape(values.shape[0], -1) if values.ndim != 2 else values
    finite = np.isfinite(values)
    low = float(values.min(initial=np.inf, where=finite))
    span = float(values.max(initial=-np.inf, where=finite)) - low
    with np.errstate(invalid="ignore"):
        ink = np.where(finite, (values - low) / (span or 1.0), 0.0) if finite.any() else 0 * finite
    shades = np.ascontiguousarray(255 - 255 * ink, dtype=np.uint8)
    height, width = shades.shape
    made = QImage(shades.data, width, height, width, QImage.Format.Format_Grayscale8)
    return made.copy()
