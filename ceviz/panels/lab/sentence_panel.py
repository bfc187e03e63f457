"""The lab's sentence as a panel: it follows at the pace people read, and is read aloud."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from ceviz.draw.lab.sentence import Sentence
from ceviz.panels.accessible import tell
from ceviz.panels.overrides import guarded
from ceviz.panels.picture_panel import PicturePanel
from ceviz.panels.scene import Scene

#: Milliseconds between two wordings while something is dragged or played: nobody reads faster,
#: and setting words costs more than moving bars.
WORDS_EVERY = 150

#: Milliseconds from a change until it is read aloud, and at least between two of them: a drag is
#: told where it rests, not at every number on the way.
ALOUD_EVERY = 1000


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
        self._aloud = QTimer(self)
        self._aloud.setSingleShot(True)
        self._aloud.timeout.connect(self.announce)
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
            if QAccessible.isActive() and not self._aloud.isActive():
                self._aloud.start(ALOUD_EVERY)
        self.update()

    def announce(self) -> None:
        """Have the screen reader say the sentence, wherever the keyboard is.

        While something is dragged it waits: politely, after what is being said.
        """
        if self._scene.store.in_gesture:
            self._aloud.start(ALOUD_EVERY)
            return
        words = self.accessibleDescription()
        if QAccessible.isActive() and self.isVisible():
            tell(QAccessibleAnnouncementEvent(self, words))
