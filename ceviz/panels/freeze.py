"""A button that keeps a ghost of the present state."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from ceviz.document.frozen import Frozen
from ceviz.panels.overrides import guarded
from ceviz.panels.scene import Scene

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

    def sizeHint(self) -> QSize:
        """Room for its longer word, so that pressing it moves nothing."""
        metrics, longer = self.fontMetrics(), max(WORDS, key=len)
        more = metrics.horizontalAdvance(longer) - metrics.horizontalAdvance(self.text())
        return super().sizeHint() + QSize(more, 0)

    def minimumSizeHint(self) -> QSize:
        """As small as its words allow."""
        return self.sizeHint()

    def show_frozen(self, frozen: bool) -> None:
        """Say whether something is kept, however that came about."""
        self.setChecked(frozen)
        self.setText(WORDS[frozen])

    def _tell(self, down: bool) -> None:
        self.show_frozen(down)
        self.frozen.emit(Frozen.of(self._scene.state.document) if down else None)
