"""The glossary: every term with its formula, found by typing a part of it."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from ceviz.panels.plain_text import cut
from ceviz.storage import glossary
from ceviz.storage.glossary import Term

_KEY = Qt.ItemDataRole.UserRole


class GlossaryDialog(QDialog):
    """Terms on the left, the chosen one on the right.

    Attributes:
        sought: what a term must mention to be listed.
        listed: the terms, in the order of learning them.
        page: the chosen term.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Glossary")
        self.sought = QLineEdit(self)
        self.sought.setPlaceholderText("Find a word or a sign")
        self.sought.setAccessibleName("find a term")
        self.sought.setClearButtonEnabled(True)
        self.listed = QListWidget(self)
        self.listed.setAccessibleName("terms")
        self.page = QLabel(self)
        self.page.setTextFormat(Qt.TextFormat.RichText)
        self.page.setWordWrap(True)
        self.page.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.page.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.page.setMargin(12)
        for term in glossary.terms():
            item = QListWidgetItem(term.name, self.listed)
            item.setData(_KEY, term.key)
        self.sought.textEdited.connect(self.seek)
        self.listed.currentItemChanged.connect(lambda item, _: self._show(item))
        self._lay_out()
        self.listed.setCurrentRow(0)

    def choose(self, key: str) -> None:
        """Show the term ``key``, listed or not."""
        for row in range(self.listed.count()):
            if self.listed.item(row).data(_KEY) == key:
                self.listed.setCurrentRow(row)

    def seek(self, sought: str) -> None:
        """List the terms that mention ``sought``; those whose name begins so are chosen first."""
        wanted, first = sought.strip().casefold(), None
        for row, term in enumerate(glossary.terms()):
            item = self.listed.item(row)
            item.setHidden(wanted not in _mentions(term))
            named = term.name.casefold().startswith(wanted) or term.sign.casefold() == wanted
            if not item.isHidden() and (first is None or (named and not first[0])):
                first = named, item
        if first is not None:
            self.listed.setCurrentItem(first[1])
        else:
            self.page.setText(f"Nothing here mentions “{escape(cut(sought.strip(), 40))}”.")

    def _lay_out(self) -> None:
        halves = QSplitter(Qt.Orientation.Horizontal, self)
        halves.addWidget(self.listed)
        halves.addWidget(self.page)
        halves.setStretchFactor(1, 1)
        halves.setSizes([220, 420])
        halves.setChildrenCollapsible(False)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self.sought)
        column.addWidget(halves, 1)
        column.addWidget(buttons)
        self.resize(680, 440)

    def _show(self, item: QListWidgetItem | None) -> None:
        term = None if item is None else glossary.term(item.data(_KEY))
        if term is not None:
            self.page.setText(page_of(term))


def page_of(term: Term) -> str:
    """A term as the dialog has it."""
    sign = "" if term.sign == term.name else f" &nbsp; {escape(term.sign)}"
    return (
        f"<h3>{escape(term.name)}{sign}</h3><p>{escape(term.text)}</p>"
        f"<p><i>{escape(term.formula)}</i></p>"
    )


def _mentions(term: Term) -> str:
    return " ".join((term.name, term.sign, term.text, term.formula, *term.spoken)).casefold()


def show(parent: QWidget) -> None:
    """The glossary over ``parent``, until it is closed."""
    dialog = GlossaryDialog(parent)
    dialog.exec()
    dialog.deleteLater()
