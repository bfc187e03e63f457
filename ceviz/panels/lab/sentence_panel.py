"""The lab's sentence as a panel: it follows at the pace people read, and is read aloud."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from ceviz.draw.lab.sentence import Sentence
from ceviz.panels.overrides import guarded
from ceviz.panels.picture_panel import PicturePanel
from ceviz.panels.scene import Scene

#: Milliseconds between two wordings while something is dragged or played: nobody reads faster,
#: and setting words costs more than moving bars.
WORDS_EVERY = 150


@guarded
class SentencePanel(PicturePanel):
    """Paints the sentence; while a gesture runs, a few times a second."""

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        self._sentence = Sentence()
        self._pace = QTimer()
        super().__init__("sentence", self._sentence, scene, parent=parent)
        self._pace.setParent(self)
        self._pace.setSingleShot(True)
        self._pace.timeout.connect(self._tell)
        self._tell()

    def refresh(self) -> None:
        """Tell what is new: at once at rest, in a gesture when the last wording had its time."""
        self.let_go_of_old()
        if not self._scene.store.in_gesture:
            self._pace.stop()
            self._tell()
        elif not self._pace.isActive():
            self._pace.start(WORDS_EVERY)

    def _tell(self) -> None:
        words = self._sentence.caption(self.state)
        if words != self.accessibleDescription():
            self.setAccessibleDescription(words)
        self.update()
