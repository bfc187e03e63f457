"""The views in small: drawn once by their own pictures, of an example; forms as lines of text."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath

from ceviz.draw.picture import draw
from ceviz.draw.theme import THEMES, Theme, colour
from ceviz.memo import value_memo
from ceviz.storage import presets
from ceviz.views.figures import figure
from ceviz.views.registry import ViewSpec

#: Width and height of a miniature, in pixels at the usual size of type.
SIZE = QSize(46, 30)

#: A picture is painted so many times larger and made smaller as a whole: marks stay, words fade.
SHRINK = 5

#: The type on it, as a share of the usual one.
TYPE = 0.8

#: What is drawn: one prediction, and a few samples.
ONE, SEVERAL = "fruit", "digits"


@value_memo(most=64)
def miniature(spec: ViewSpec, theme_name: str, scale: float) -> QImage:
    """The picture of ``spec`` in a theme, ``scale`` times as large as usual."""
    theme = THEMES[theme_name]
    size = SIZE * scale
    image = QImage(size * SHRINK, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(colour(theme.surface))
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        if spec.plot is None:
            _draw_form(painter, QRectF(image.rect()), theme)
        else:
            _draw_picture(painter, image.size() / scale, spec, scale, theme)
    whole = image.scaled(
        size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    return _framed(whole, colour(theme.faint))


def _draw_picture(
    painter: QPainter, size: QSize, spec: ViewSpec, scale: float, theme: Theme
) -> None:
    document = presets.load_preset(SEVERAL if spec.data else ONE)
    drawn = figure(document, spec.name, against=document if spec.against else None)
    painter.scale(scale, scale)
    room = QRectF(0.0, 0.0, size.width(), size.height())
    painter.setClipRect(room)
    draw(painter, drawn.picture, room, drawn.state, theme.scaled(TYPE))


def _draw_form(painter: QPainter, room: QRectF, theme: Theme) -> None:
    """Lines of a table, the first of them chosen."""
    lines, height = 6, room.height() / 7.0
    for line in range(lines):
        top = room.top() + height * (line + 0.75)
        tint = colour(theme.accent if line == 1 else theme.muted, 0.9 if line == 1 else 0.45)
        for left, width in ((0.08, 0.14), (0.28, 0.34), (0.72, 0.2)):
            mark = QRectF(room.width() * left, top, room.width() * width, height * 0.42)
            painter.fillRect(mark, tint)


def _framed(image: QImage, edge: QColor) -> QImage:
    """``image`` in a thin line with round corners."""
    made = QImage(image.size(), QImage.Format.Format_ARGB32_Premultiplied)
    made.fill(Qt.GlobalColor.transparent)
    outline = QPainterPath()
    outline.addRoundedRect(QRectF(made.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3.0, 3.0)
    with QPainter(made) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.save()
        painter.setClipPath(outline)
        painter.drawImage(0, 0, image)
        painter.restore()
        painter.setPen(edge)
        painter.drawPath(outline)
    return made
