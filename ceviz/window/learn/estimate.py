"""An axis on which somebody marks where they think a number will be; then the truth beside it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from ceviz.document.text.numbers import PART, minus, show_percent
from ceviz.draw import primitives, text
from ceviz.draw.theme import SMALL, TEXT, colour
from ceviz.panels.overrides import guarded, painting
from ceviz.panels.scene import Scene

#: A key goes so far, as a share of the axis; with Page Up and Down ten times as far.
NUDGE = 0.01

#: Room beside the axis, and its height, in pixels at the usual size of type.
MARGIN, HEIGHT = 22.0, 96.0

#: How many pieces the axis has.
PIECES = 5


@guarded
class EstimateAxis(QWidget):
    """A mark on an axis; mouse and keys move it until the truth is shown.

    Attributes:
        value: where the mark is.
        truth: what is true, or None while it is not told.

    Signals:
        moved(): the user put the mark somewhere.
    """

    moved = Signal()

    def __init__(
        self, low: float, high: float, unit: str, stage: Scene, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._low, self._high, self._unit, self._stage = low, high, unit, stage
        self.value = (low + high) / 2.0
        self.truth: float | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.SizeHorCursor)
        self.setAccessibleName("Your estimate")
        self._say()
        stage.restyled.connect(self.updateGeometry)
        stage.repaint.connect(self.update)

    def sizeHint(self) -> QSize:
        """As high as two lines of numbers and the axis."""
        return QSize(240, round(HEIGHT * self._stage.theme.scale))

    def put(self, value: float) -> None:
        """The mark at ``value``, within the axis."""
        if self.truth is None:
            self.value = min(max(value, self._low), self._high)
            self._say()
            self.moved.emit()
            self.update()

    def tell(self, truth: float) -> None:
        """Show the truth beside the mark, which stays."""
        self.truth = truth
        self.unsetCursor()
        self._say()
        self.update()

    def place(self, value: float) -> float:
        """Where ``value`` is, in pixels from the left."""
        left, right = self._ends()
        return left + (value - self._low) / (self._high - self._low) * (right - left)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The mark comes to the pointer."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._take(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The mark follows the pointer."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._take(event.position())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows nudge, Page Up and Down leap, Home and End go to the ends."""
        span, key = self._high - self._low, Qt.Key
        away = {
            key.Key_Left: -NUDGE, key.Key_Down: -NUDGE, key.Key_Right: NUDGE, key.Key_Up: NUDGE,
            key.Key_PageUp: 10 * NUDGE, key.Key_PageDown: -10 * NUDGE,
            key.Key_Home: -1.0, key.Key_End: 1.0,
        }.get(Qt.Key(event.key()))  # fmt: skip
        if away is None:
            super().keyPressEvent(event)
        else:
            self.put(self.value + away * span)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The axis, the mark below it, the truth above it."""
        theme = self._stage.theme
        with painting(self, theme) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            left, right = self._ends()
            y = self.height() / 2.0
            ink = colour(theme.muted)
            primitives.draw_line(painter, left, y, right, y, primitives.line(ink, 2.0))
            for k in range(PIECES + 1):
                value = self._low + k * (self._high - self._low) / PIECES
                x = self.place(value)
                primitives.draw_line(painter, x, y - 4.0, x, y + 4.0, primitives.line(ink, 1.0))
            self._draw_ends(painter, y)
            self._draw_mark(painter, self.value, y, "you: ", theme.accent, below=True)
            if self.truth is not None:
                self._draw_mark(painter, self.truth, y, "truth: ", theme.good, below=False)
            if self.hasFocus() and self.truth is None:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(primitives.line(colour(theme.accent), 1.0))
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4.0, 4.0)

    def _draw_ends(self, painter: QPainter, y: float) -> None:
        theme = self._stage.theme
        height = theme.metrics(SMALL).height()
        for value, align in ((self._low, text.LEFT), (self._high, text.RIGHT)):
            box = QRectF(4.0, y + 5.0, self.width() - 8.0, height)
            if abs(self.place(self.value) - self.place(value)) > 60.0 * theme.scale:
                text.put(
                    painter, box, self._number(value), colour(theme.muted), theme, size=SMALL,
                    align=align,
                )  # fmt: skip

    def _draw_mark(
        self, painter: QPainter, value: float, y: float, word: str, tint: str, *, below: bool
    ) -> None:
        theme, x = self._stage.theme, self.place(value)
        way = 1.0 if below else -1.0
        size = 9.0 * theme.scale
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(tint))
        tip = QPointF(x, y)
        base = [QPointF(x + s * size * 0.7, y + way * size * 1.5) for s in (-1.0, 1.0)]
        painter.drawPolygon(QPolygonF([tip, *base]))
        words = f"{word}{self._number(value)}"
        width, height = theme.width(words, TEXT, bold=True) + 4.0, theme.metrics(TEXT).height()
        at = min(max(x - width / 2.0, 2.0), self.width() - width - 2.0)
        top = y + size * 1.7 if below else y - size * 1.7 - height
        box = QRectF(at, top, width, height)
        text.put(painter, box, words, colour(tint), theme, bold=True, align=text.CENTRE)

    def _number(self, value: float) -> str:
        if self._unit == "share":
            return show_percent(value, PART)
        return minus(f"{value:.3g}") if abs(value) < 10.0 else minus(f"{value:.1f}")

    def _ends(self) -> tuple[float, float]:
        margin = MARGIN * self._stage.theme.scale
        return margin, max(self.width() - margin, margin + 1.0)

    def _take(self, at: QPointF) -> None:
        left, right = self._ends()
        share = (at.x() - left) / (right - left)
        self.put(self._low + share * (self._high - self._low))

    def _say(self) -> None:
        unit = "" if self._unit == "share" else f" {self._unit}"
        said = f"{self._number(self.value)}{unit}"
        if self.truth is not None:
            said += f"; the truth is {self._number(self.truth)}{unit}"
        self.setAccessibleDescription(said.strip())
