"""Pictures of samples, as small as a row of a table."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPixmap

#: The side of a thumbnail, in pixels.
THUMBNAIL = 18


def thumbnail(image: NDArray[Any], side: int = THUMBNAIL) -> QPixmap:
    """A grey picture, (h, w), dark ink on light, as large as a table row allows."""
    values = np.asarray(image, dtype=np.float64)
    values = values.reshape(values.shape[0], -1) if values.ndim != 2 else values
    span = float(values.max() - values.min()) or 1.0
    grey = np.ascontiguousarray(255 - 255 * (values - values.min()) / span, dtype=np.uint8)
    height, width = grey.shape
    made = QImage(grey.data, width, height, width, QImage.Format.Format_Grayscale8).copy()
    return QPixmap.fromImage(made.scaled(side, side, Qt.AspectRatioMode.KeepAspectRatio))
