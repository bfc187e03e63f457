"""A new document: how many classes, and what they are called if that is known."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from ceviz.document.classes import MAX_CLASSES
from ceviz.document.handmade import blank_document, names_in
from ceviz.document.model import MIN_CLASSES
from ceviz.errors import CevizError
from ceviz.panels.fields import accept, refuse
from ceviz.panels.overrides import guarded
from ceviz.panels.plain_text import plain_label

#: What Enter takes.
USUAL = 3


@guarded
class NewDialog(QDialog):
    """Asks for the number of classes; names that are typed count for themselves.

    Attributes:
        count: how many classes.
        names: separated by commas, or empty.

    Signals:
        made(Document): it was accepted.
    """

    made = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("New")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.count = QSpinBox(self)
        self.count.setRange(MIN_CLASSES, MAX_CLASSES)
        self.count.setValue(USUAL)
        self.count.setAccessibleName("number of classes")
        self.count.selectAll()
        self.names = QLineEdit(self)
        self.names.setAccessibleName("names of the classes")
        self.names.setPlaceholderText("cat, dog, bird")
        self.names.textEdited.connect(self._follow_names)
        self._lay_out()

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.addRow("Classes", self.count)
        form.addRow("Names, if you like", self.names)
        told = plain_label(self, "Every class starts equally likely; the first one is true.")
        told.setWordWrap(True)
        both = QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        buttons = QDialogButtonBox(both, self)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(10)
        column.addLayout(form)
        column.addWidget(told)
        column.addWidget(buttons)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 60)

    def accept(self) -> None:
        """Make the document, or say below the names why they will not do."""
        names = names_in(self.names.text())
        try:
            document = blank_document(names or self.count.value())
        except CevizError as refusal:
            refuse(self.names, refusal)
            return
        super().accept()
        self.made.emit(document)

    def _follow_names(self, text: str) -> None:
        accept(self.names)
        names = names_in(text)
        self.count.setEnabled(not names)
        if names:
            self.count.setValue(len(names))
