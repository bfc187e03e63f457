"""The temperature: a slider over decades and a field that takes any, one step a drag."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import (
    QHBoxLayout,
    QSizePolicy,
    QStyle,
    QStyleOptionSlider,
    QWidget,
)

from ceviz.document import edits
from ceviz.document.model import Document
from ceviz.document.text.numbers import show_score
from ceviz.draw.theme import colour
from ceviz.panels.fields import NumberField
from ceviz.panels.overrides import guarded
from ceviz.panels.scene import Scene
from ceviz.panels.slider import GestureSlider
from ceviz.store import Intent

#: The slider's ends are 10^±1.3: temperatures from 0.05 to 20; the field takes any.
_DECADES, _STEPS = 1.3, 260


@guarded
class TemperatureSlider(GestureSlider):
    """Logarithmic, with 1 in the middle and, if asked, a mark at one temperature.

    Signals:
        reset(): a double click.
    """

    reset = Signal()

    def __init__(self, scene: Scene, parent: QWidget) -> None:
        super().__init__(scene.store, _dragged, parent)
        self._scene = scene
        self._marked: float | None = None
        self.setAccessibleName("temperature")
        self.setRange(-_STEPS, _STEPS)
        self.setToolTip("double-click for T = 1")

    def mark(self, temperature: float | None) -> None:
        """Point at ``temperature``, or at none."""
        self._marked = temperature
        self.update()

    def mark_at(self) -> QPointF | None:
        """Where the mark's tip is; None without one, or if it lies beyond the ends."""
        marked = self._marked
        if marked is None or not slider_value(-_STEPS) <= marked <= slider_value(_STEPS):
            return None
        option, style = QStyleOptionSlider(), self.style()
        self.initStyleOption(option)
        kind = QStyle.ComplexControl.CC_Slider
        groove, handle = (
            style.subControlRect(kind, option, part, self)
            for part in (QStyle.SubControl.SC_SliderGroove, QStyle.SubControl.SC_SliderHandle)
        )
        span = groove.width() - handle.width()
        x = QStyle.sliderPositionFromValue(-_STEPS, _STEPS, slider_place(marked), span)
        return QPointF(groove.left() + handle.width() / 2.0 + x, self.height() - 5.0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The slider, and a small triangle below the groove at the marked temperature."""
        super().paintEvent(event)
        tip = self.mark_at()
        if tip is None:
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour(self._scene.theme.rise))
            left, right = QPointF(-4.5, 5.0), QPointF(4.5, 5.0)
            painter.drawPolygon(QPolygonF([tip, tip + left, tip + right]))
            line = QRectF(tip.x() - 0.75, 3.0, 1.5, tip.y() - 3.0)
            painter.fillRect(line, colour(self._scene.theme.rise))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Back to T = 1."""
        self.reset.emit()


class TemperatureRow(QWidget):
    """Slider and field for the document's temperature.

    Only signals that users cause are connected, so showing a document emits nothing.

    Signals:
        edited(Intent): for the store.
    """

    edited = Signal(object)

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene = scene
        self._shown: tuple[float, int, bool] | None = None
        self.slider = TemperatureSlider(scene, self)
        self.slider.nudged.connect(self._nudge)
        self.slider.reset.connect(lambda: self.set_temperature(1.0))
        self.slider.let_go.connect(self._follow)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.field = NumberField("temperature T", self._check, self)
        self.field.entered.connect(self.set_temperature)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.slider, 1)
        layout.addWidget(self.field)
        scene.repaint.connect(self._follow)
        self._follow()

    def set_temperature(self, value: float) -> None:
        """What a user asks for in one go, as one step."""
        self.edited.emit(temperature_intent(value, self._scene.state.document))

    def _follow(self) -> None:
        """Show the document's temperature; a slider in the hand stays where it is."""
        temperature = self._scene.state.document.temperature
        shown = (temperature, self.slider.sliderPosition(), self.slider.isSliderDown())
        if shown == self._shown:
            return
        if not self.slider.isSliderDown():
            self.slider.setSliderPosition(slider_place(temperature))
        self.field.show_number(show_score(temperature))
        self._shown = (temperature, self.slider.sliderPosition(), self.slider.isSliderDown())

    def _nudge(self, place: int) -> None:
        """Steps of keys and clicks, folded."""
        intent = temperature_intent(slider_value(place), self._scene.state.document)
        self.edited.emit(replace(intent, fold="nudge T"))

    def _check(self, value: float) -> None:
        edits.set_temperature(self._scene.state.document, value)


def temperature_intent(value: float, document: Document) -> Intent:
    """Set T of ``document`` to ``value``."""
    before = document.temperature
    return Intent(
        lambda: f"Temperature {show_score(before)} → {show_score(value)}",
        partial(edits.set_temperature, temperature=value),
    )


def _dragged(place: int, base: Document) -> Intent:
    """What a drag to a step of the slider means."""
    # Back where it was taken it is what it was, which need not be one of the steps.
    back = place == slider_place(base.temperature)
    return temperature_intent(base.temperature if back else slider_value(place), base)


def slider_value(place: int) -> float:
    """Round values on the way: three figures, and exactly 1 in the middle."""
    return float(f"{10.0 ** (place / _STEPS * _DECADES):.3g}")


def slider_place(temperature: float) -> int:
    """The step nearest to ``temperature``, at most an end."""
    place = np.log10(temperature) / _DECADES * _STEPS
    return round(float(np.clip(place, -_STEPS, _STEPS)))
