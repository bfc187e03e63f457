"""A button that keeps a ghost of the present state."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from ceviz.panels.scene import Scene


class FreezeButton(QPushButton):
    """Pressed: the view compares with the state at the press; released: it no longer does.

    Signals:
        frozen(Analysis | None): the state to compare with, or none.
    """

    frozen = Signal(object)

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__("Freeze", parent)
        self._scene = scene
        # As wide as its longer word, so that pressing it moves nothing.
        self.setText("Unfreeze")
        self.setMinimumWidth(self.sizeHint().width())
        self.setText("Freeze")
        self.setCheckable(True)
        self.setToolTip("keep a ghost of the present state to compare with; again lets it go")
        self.clicked.connect(self._tell)

    def _tell(self, down: bool) -> None:
        self.setText("Unfreeze" if down else "Freeze")
        self.frozen.emit(self._scene.state.analysis if down else None)
