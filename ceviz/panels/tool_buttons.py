"""Buttons with an icon of the family: one that keeps a ghost, and one that plays."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from ceviz.document.frozen import Frozen
from ceviz.draw.theme import Theme
from ceviz.panels.overrides import guarded
from ceviz.panels.scene import Scene
from ceviz.panels.style import wear

#: What it does when it is up, and when it is down.
WORDS = ("Freeze", "Unfreeze")


@guarded
class FreezeButton(QPushButton):
    """Pressed: the view compares with the state at the press; released: it no longer does.

    Signals:
        frozen(Frozen | None): the prediction to compare with, or none.
    """

    frozen = Signal(object)

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(WORDS[False], parent)
        self._scene = scene
        self.setCheckable(True)
        self.setToolTip("keep a ghost of the present state to compare with; again lets it go")
        self.clicked.connect(self._tell)
        scene.restyled.connect(self._dress)
        self._dress(scene.theme)

    def sizeHint(self) -> QSize:
        """Room for its longer word, so that pressing it moves nothing."""
        metrics, longer = self.fontMetrics(), max(WORDS, key=len)
        more = metrics.horizontalAdvance(longer) - metrics.horizontalAdvance(self.text())
        return super().sizeHint() + QSize(more, 0)

    def minimumSizeHint(self) -> QSize:
        """As small as its words allow."""
        return self.sizeHint()

    def _dress(self, theme: Theme) -> None:
        wear(self, "freeze", theme)

    def show_frozen(self, frozen: bool) -> None:
        """Say whether something is kept, however that came about."""
        self.setChecked(frozen)
        self.setText(WORDS[frozen])

    def _tell(self, down: bool) -> None:
        self.show_frozen(down)
        self.frozen.emit(Frozen.of(self._scene.state.document) if down else None)


class PlayButton(QToolButton):
    """Play, or Pause while something plays; whoever owns it says which.

    Attributes:
        playing: what it was told last.
    """

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.playing = False
        self._scene = scene
        scene.restyled.connect(self._dress)
        self._tell()

    def show_playing(self, playing: bool) -> None:
        """Offer to pause, or to play."""
        if playing != self.playing:
            self.playing = playing
            self._tell()

    def _tell(self) -> None:
        words = "Pause" if self.playing else "Play"
        self.setAccessibleName(words)
        self.setToolTip(f"{words} (Space)")
        self._dress(self._scene.theme)

    def _dress(self, theme: Theme) -> None:
        wear(self, "pause" if self.playing else "play", theme)
