"""How the windows look: light or dark, and the size of all type; chosen, worn and remembered."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QWheelEvent, QWindow
from PySide6.QtWidgets import QApplication

from ceviz.draw.theme import CONTRASTED, DARK, LIGHT, THEMES
from ceviz.panels import style
from ceviz.panels.overrides import guarded
from ceviz.panels.scene import Scene
from ceviz.window.memory import Memory

#: The sizes that text can have, as shares of the usual one; each a step of keys or wheel.
TEXT_SIZES = (0.8, 0.9, 1.0, 1.1, 1.25, 1.4, 1.6, 1.8, 2.0, 2.25, 2.5)

#: What a wheel turns by one notch, in Qt's eighths of a degree.
NOTCH = 120


@guarded
class Appearance(QObject):
    """Theme, text size and level of the whole program.

    Attributes:
        text_size: the size of all type and what goes with it, as a share of the usual one.
    """

    def __init__(self, scene: Scene, memory: Memory, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._scene, self._memory = scene, memory
        self._turned = 0
        self.text_size = nearest(memory.text_size)
        style.on_wishes(self.wear)

    def choose_theme(self, name: str) -> None:
        """Wear and remember one of "light", "dark", "projector" and "system"."""
        self._memory.theme = name
        self.wear()

    def toggle_theme(self) -> None:
        """The other of light and dark."""
        self.choose_theme(LIGHT.name if self._scene.theme.name == DARK.name else DARK.name)

    def choose_text_size(self, size: float) -> None:
        """Wear and remember the size of :data:`TEXT_SIZES` that is nearest to ``size``."""
        size = nearest(size)
        if size != self.text_size:
            self.text_size = self._memory.text_size = size
            self.wear()

    def step_text_size(self, by: int) -> None:
        """So many steps larger, or smaller; at most to an end."""
        place = TEXT_SIZES.index(self.text_size) + by
        self.choose_text_size(TEXT_SIZES[min(max(place, 0), len(TEXT_SIZES) - 1)])

    def choose_level(self, *, simple: bool) -> None:
        """Show what a newcomer needs, or everything."""
        self._scene.set_view(replace(self._scene.view, simple=simple))

    def toggle_level(self) -> None:
        """The other of Simple and Full."""
        self.choose_level(simple=not self._scene.view.simple)

    def toggle_percent(self) -> None:
        """Write probabilities in percent, or as decimals again."""
        view = self._scene.view
        self._scene.set_view(replace(view, shares=not view.percent))

    def toggle_softmax(self) -> None:
        """Open the step from scores to probabilities, or close it."""
        view = self._scene.view
        self._scene.set_view(replace(view, softmax=not view.softmax))

    def wear(self) -> None:
        """Dress all windows and pictures in what is chosen."""
        theme = THEMES.get(self._memory.theme) or style.system_theme()
        if style.prefers_contrast():
            theme = CONTRASTED.get(theme.name, theme)
        theme = theme.scaled(self.text_size)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        style.dress(app, theme)
        self._scene.set_theme(theme)

    def hear_wheel(self, window: QWindow | None) -> None:
        """From now on Ctrl and the wheel over ``window`` change the size of text.

        Heard before any widget, for those that scroll or zoom would take the wheel.
        """
        if window is not None:
            window.removeEventFilter(self)
            window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the wheel that is turned with Ctrl held."""
        if event.type() != QEvent.Type.Wheel or not isinstance(event, QWheelEvent):
            return False
        if event.modifiers() != Qt.KeyboardModifier.ControlModifier:
            self._turned = 0
            return False
        # Touchpads turn by less than a notch.
        self._turned += event.angleDelta().y()
        notches = int(self._turned / NOTCH)
        if notches:
            self._turned -= notches * NOTCH
            self.step_text_size(notches)
        return True


def nearest(size: float) -> float:
    """The one of :data:`TEXT_SIZES` next to ``size``."""
    return min(TEXT_SIZES, key=lambda known: abs(known - size))
