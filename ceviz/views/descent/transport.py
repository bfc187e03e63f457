"""What plays a descent: buttons and a slider; below, where it stands, how far it goes, how fast."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ceviz.document.course import COUNTS
from ceviz.panels.overrides import guarded
from ceviz.panels.scene import Scene
from ceviz.panels.slider import GestureSlider
from ceviz.panels.tool_buttons import PlayButton
from ceviz.views.descent.player import SPEEDS, Player


class Transport(QWidget):
    """Hands what the user does to ``player`` and shows where that stands.

    Attributes:
        start, back, play, forth, end: the buttons.
        slider: the present step.
        place: "step 57 of".
        count, speed: how many steps there are, and how many a second.
        below: the second row; the view adds to it.
    """

    def __init__(self, player: Player, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._player = player
        self.start = self._button("❚◀", "To the start", lambda: player.go(0))
        self.back = self._button("◂", "One step back", lambda: player.go(player.step - 1))
        self.play = PlayButton(scene, self)
        self.play.setMinimumWidth(30)
        self.play.clicked.connect(lambda: player.toggle())
        self.forth = self._button("▸", "One step on", lambda: player.go(player.step + 1))
        self.end = self._button("▶❚", "To the end", lambda: player.go(player.last))
        for stepping in (self.back, self.forth):
            stepping.setAutoRepeat(True)
        self.slider = GestureSlider(player.store, player.intent_at, self)
        self.slider.setAccessibleName("step")
        self.slider.setMinimumWidth(60)
        self.slider.nudged.connect(player.go)
        self.slider.let_go.connect(self.follow)
        self.place = _Place(self)
        self.count = QComboBox(self)
        self.count.setAccessibleName("number of steps")
        self.count.setToolTip("How many steps are looked at")
        for count in COUNTS:
            self.count.addItem(f"{count:,}", count)
        self.count.activated.connect(self._choose_count)
        self.speed = QComboBox(self)
        self.speed.setAccessibleName("speed")
        self.speed.setToolTip("Steps a second, once it is under way: it starts slowly")
        for speed in SPEEDS:
            self.speed.addItem(f"{speed}/s", speed)
        self.speed.activated.connect(lambda i: player.set_speed(self.speed.itemData(i)))
        self._lay_out()

    def _lay_out(self) -> None:
        upper, self.below = QHBoxLayout(), QHBoxLayout()
        upper.setSpacing(3)
        for widget in (self.start, self.back, self.play, self.forth, self.end):
            upper.addWidget(widget)
        upper.addSpacing(3)
        upper.addWidget(self.slider, 1)
        self.below.setSpacing(6)
        self.below.addWidget(self.place)
        self.below.addWidget(self.count)
        self.below.addWidget(self.speed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(upper)
        layout.addLayout(self.below)

    def follow(self) -> None:
        """Show where the player stands; the view calls it when it is seen.

        Nothing is emitted: only users' signals are connected.
        """
        player = self._player
        self.play.show_playing(player.playing)
        self.slider.setMaximum(player.last)
        if not self.slider.isSliderDown():
            self.slider.setValue(player.step)
        self.place.setText(_place(player.step))
        self.count.setCurrentIndex(self.count.findData(player.plan.count))
        self.speed.setCurrentIndex(self.speed.findData(player.speed))
        for button, usable in (
            (self.start, player.step > 0),
            (self.back, player.step > 0),
            (self.forth, player.step < player.last),
            (self.end, player.step < player.last),
        ):
            if button.isEnabled() != usable:
                button.setEnabled(usable)

    def _choose_count(self, index: int) -> None:
        count = self.count.itemData(index)
        self._player.set_plan(replace(self._player.plan, count=count))

    def _button(self, text: str, tip: str, do: Callable[[], object]) -> QToolButton:
        button = QToolButton(self)
        button.setText(text)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setMinimumWidth(30)
        button.clicked.connect(partial(_call, do))
        return button


@guarded
class _Place(QLabel):
    """Which step it is, as wide as it will ever be: nothing moves aside while it counts."""

    def sizeHint(self) -> QSize:
        """Room for the last step there can be."""
        widest = self.fontMetrics().horizontalAdvance(_place(max(COUNTS)))
        return QSize(widest + 4, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """The same: it does not give way."""
        return self.sizeHint()


def _place(step: int) -> str:
    return f"step {step} of"


def _call(do: Callable[[], object], *_: object) -> None:
    do()
