"""A line above the table for what was refused and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QWidget

from ceviz.errors import CevizError
from ceviz.panels.literal import plain_label


class Notice(QWidget):
    """Shows one refusal until the next change or until it is dismissed; never blocks."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self.setAccessibleName("Notice")
        self.message = plain_label(self)
        self.message.setWordWrap(True)
        self.action = QPushButton(self)
        self.action.clicked.connect(self._act)
        self._do: Callable[[], object] | None = None
        dismiss = QToolButton(self)
        dismiss.setText("×")
        dismiss.setAccessibleName("Dismiss")
        dismiss.setAutoRaise(True)
        dismiss.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 4, 6, 4)
        layout.addWidget(self.message, 1)
        layout.addWidget(self.action)
        layout.addWidget(dismiss)
        self.hide()

    def tell(self, refusal: CevizError) -> None:
        """Say what was refused."""
        self.message.setText(str(refusal))
        self.action.hide()
        self.show()

    def offer(self, refusal: CevizError, label: str, do: Callable[[], object]) -> None:
        """Say what was refused and offer one way out."""
        self.tell(refusal)
        self._do = do
        self.action.setText(label)
        self.action.show()

    def _act(self) -> None:
        self.hide()
        if self._do is not None:
            self._do()
