"""“Drag me”: on the first start one pulse around the truth's bar, until something is dragged."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, QVariantAnimation, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QStyle, QWidget

from ceviz.draw import primitives, text
from ceviz.draw.lab.bar_layout import BarGeometry
from ceviz.draw.lab.number_boxes import bars_of, over_bars
from ceviz.draw.theme import TEXT, colour
from ceviz.panels.overrides import guarded, painting
from ceviz.panels.picture_panel import PicturePanel

#: What it says; where that would cover something, its sign alone.
SIGN, WORDS = "↕", "drag me"

#: How long the pulse takes, in milliseconds, and how wide it gets, in pixels.
PULSE, REACH = 900, 34.0

#: How far from the grip the words are, in pixels before type scaling.
BESIDE = 20.0


@guarded
class DragHint(QWidget):
    """Lies over a picture of bars, takes no event of it, and goes with the first gesture.

    Signals:
        taken(): something was dragged.
    """

    taken = Signal()

    def __init__(self, panel: PicturePanel) -> None:
        super().__init__(panel)
        self._panel = panel
        self._grown = 1.0
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setGeometry(panel.rect())
        panel.installEventFilter(self)
        panel.scene.repaint.connect(self.update)
        panel.scene.store.gesture_changed.connect(self._go)
        self._pulse = QVariantAnimation(self)
        self._pulse.setStartValue(0.0)
        self._pulse.setEndValue(1.0)
        self._pulse.setDuration(PULSE)
        self._pulse.valueChanged.connect(self._grow)
        self.show()
        # Desktops that want less motion say so to the style; the words stay.
        if self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, self) > 0:
            self._pulse.start()

    def grip(self) -> QPointF:
        """The end of the bar that is meant: that of the truth."""
        state, geometry = self._panel.state, self._panel.geometry_now()
        k = state.analysis.true
        return QPointF(
            self._panel.anchor(k), float(geometry.scale.clipped(float(state.analysis.q[k])))
        )

    def place(self) -> tuple[str, QRectF] | None:
        """What it says and where: the words, or their sign alone, or nothing where it would cover.

        It stands within the truth's bar, or over the number on it, and lies on no other bar, no
        other number and no axis.
        """
        theme, at = self._panel.scene.theme, self.grip()
        g, plot = self._panel.geometry_now(), self._panel.geometry_now().frame.plot
        taken = self._others(g)
        height = theme.metrics(TEXT).height() + 6.0
        number = theme.metrics(TEXT).height() + BESIDE / 2.0 * theme.scale
        tops = (at.y() + BESIDE * theme.scale, at.y() - number - height)
        for words in (f"{SIGN} {WORDS}", SIGN):
            width = theme.width(words, TEXT, bold=True) + 16.0
            left = min(max(at.x() - width / 2.0, plot.left()), self.width() - width - 2.0)
            for top in tops:
                box = QRectF(left, top, width, height)
                inside = left >= plot.left() and top >= plot.top()
                if inside and box.bottom() <= plot.bottom() and not any(map(box.intersects, taken)):
                    return words, box
        return None

    def _others(self, g: BarGeometry) -> list[QRectF]:
        """The numbers and the bars of all classes but the truth."""
        state, theme = self._panel.state, self._panel.scene.theme
        q, true = g.columns.gathered(state.analysis.q), state.analysis.true
        others = [k for k in g.columns.classes.tolist() if k != true]
        column, middle = g.columns.column_of(true), g.columns.pitch / 2.0
        assert column is not None
        own = g.columns.centre(column)
        numbers = over_bars(g, q, state, theme)
        return [
            *(each for each in numbers if abs(each.center().x() - own) > middle),
            *bars_of(g, q, others),
        ]

    def paintEvent(self, event: QPaintEvent) -> None:
        """A ring that grows and fades, and the words beside the grip."""
        theme, at = self._panel.scene.theme, self.grip()
        with painting(self, theme) as painter:
            painter.setRenderHint(painter.RenderHint.Antialiasing, True)
            if self._grown < 1.0:
                ring = colour(theme.accent, 1.0 - self._grown)
                painter.setPen(primitives.line(ring, 3.0))
                radius = REACH * self._grown * theme.scale
                painter.drawEllipse(at, radius, radius)
            placed = self.place()
            if placed is None:
                return
            words, box = placed
            painter.setPen(primitives.line(colour(theme.surface), 1.0))
            painter.setBrush(colour(theme.accent))
            painter.drawRoundedRect(box, box.height() / 2.0, box.height() / 2.0)
            text.put(
                painter, box, words, colour(theme.surface), theme, bold=True, align=text.CENTRE,
                elide=False,
            )  # fmt: skip

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """As large as the picture."""
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._panel.rect())
        return False

    def _grow(self, grown: float) -> None:
        self._grown = grown
        self.update()

    def _go(self, running: bool) -> None:
        if running:
            self._pulse.stop()
            self.taken.emit()
            self.hide()
            self.deleteLater()
