"""Pictures painted into memory, and what can be read off them."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree import ElementTree

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QBuffer, QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator

from ceviz.draw.picture import Picture, draw
from ceviz.draw.state import State
from ceviz.draw.theme import LIGHT, Theme

Pixels = NDArray[np.uint8]

#: No theme has it.
NOTHING = QColor(255, 0, 255)


def painted(
    paint: Callable[[QPainter], object], width: int, height: int, ground: QColor = NOTHING
) -> Pixels:
    """What ``paint`` leaves on ``ground``; (height, width, 4)."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(ground)
    painter = QPainter(image)
    try:
        paint(painter)
    finally:
        painter.end()
    return pixels(image)


def rendered(
    picture: Picture, state: State, width: int, height: int, theme: Theme = LIGHT, margin: int = 0
) -> Pixels:
    """``picture`` in ``width`` × ``height`` pixels, ``margin`` pixels from each edge."""
    rect = QRectF(margin, margin, width, height)
    return painted(
        lambda painter: draw(painter, picture, rect, state, theme),
        width + 2 * margin,
        height + 2 * margin,
    )


def pixels(image: QImage) -> Pixels:
    """A copy of ``image`` as an array; (height, width, 4)."""
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    memory = np.frombuffer(image.constBits(), np.uint8)
    return memory.reshape(image.height(), image.bytesPerLine() // 4, 4)[:, : image.width()].copy()


def untouched(picture: Pixels) -> NDArray[np.bool_]:
    """Where nothing was painted; (height, width)."""
    ground = (NOTHING.blue(), NOTHING.green(), NOTHING.red())
    return np.asarray((picture[..., :3] == ground).all(axis=-1))


def words_in(
    picture: Picture, state: State, width: int, height: int, theme: Theme = LIGHT
) -> list[str]:
    """What is written in ``picture``, in the order it is written."""
    rect = QRectF(0, 0, width, height)
    return words_painted(lambda painter: draw(painter, picture, rect, state, theme), rect)


def words_painted(paint: Callable[[QPainter], object], rect: QRectF) -> list[str]:
    """What ``paint`` writes into ``rect``, in the order it is written."""
    buffer = QBuffer()
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
    generator.setOutputDevice(buffer)
    generator.setViewBox(rect)
    painter = QPainter(generator)
    paint(painter)
    painter.end()
    root = ElementTree.fromstring(bytes(buffer.data().data()))
    found = ("".join(element.itertext()).strip() for element in root.iter() if _is_text(element))
    return [words for words in found if words]


def _is_text(element: ElementTree.Element) -> bool:
    return element.tag.endswith("}text")
