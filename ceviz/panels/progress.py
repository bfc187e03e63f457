"""How far a file has been loaded, with a way to stop it."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

#: How long something must take before the bar is shown, in ms.
PATIENCE = 200


class Progress(QWidget):
    """Hidden until something has taken a moment: what is quick needs no bar.

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
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE)
        self._patience.timeout.connect(self.show)
        self.hide()

    def show_share(self, share: float) -> None:
        """``share`` of it is done, 0 to 1."""
        self.bar.setValue(round(1000 * share))
        if self.isHidden() and not self._patience.isActive():
            self._patience.start()

    def finish(self) -> None:
        """There is nothing more to tell."""
        self._patience.stop()
        self.hide()
