"""How far a file has been loaded, with a way to stop it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget


class Progress(QWidget):
    """Hidden until there is something to tell.

    Signals:
        cancelled(): the user wants no more of it.
    """

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = QLabel("Opening…", self)
        self.bar = QProgressBar(self)
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(180)
        self.bar.setAccessibleName("Loading")
        self.button = QPushButton("Cancel", self)
        self.button.clicked.connect(self.cancelled)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 8, 0)
        for widget in (self.label, self.bar, self.button):
            layout.addWidget(widget)
        self.hide()

    def show_share(self, share: float) -> None:
        """``share`` of it is done, 0 to 1."""
        self.bar.setValue(round(1000 * share))
        self.show()
