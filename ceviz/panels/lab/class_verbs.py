"""What can be done with the classes chosen in the table: verbs, and actions for menus."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QTableView, QWidget

from ceviz.document import classes
from ceviz.document.model import Document
from ceviz.errors import CevizError, NotADistribution
from ceviz.panels.lab.table_model import ClassTableModel, Column
from ceviz.panels.scene import Scene
from ceviz.store import Edit, Intent, moves

#: Keys that mean something else outside the table.
_OWN_KEYS = frozenset({"Del", "T", "Space", "Ctrl+C", "Ctrl+V"})

#: Where a paste starts, in the table text's own columns, for each column of this table.
_PASTE_COLUMNS = {
    Column.COLOUR: 0, Column.NAME: 0, Column.LOCK: 1, Column.P: 1, Column.Z: 2, Column.Q: 3,
}  # fmt: skip


class VerbTable(QTableView):
    """A table over a :class:`ClassTableModel` that asks for what its verbs say.

    Signals:
        edited(Intent): for the store.
        refused(CevizError): a pasted or typed text was refused.
        unnormalised(NotADistribution, Intent): pasted probabilities do not sum to 1; the
            intent that normalises them.
    """

    edited = Signal(object)
    refused = Signal(object)
    unnormalised = Signal(object, object)

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene = scene

    def model(self) -> ClassTableModel:
        """The model between the document and this table."""
        model = super().model()
        assert isinstance(model, ClassTableModel)
        return model

    def add_class(self) -> None:
        """A class at the end, ready to be named."""
        count = self.model().rowCount()
        self._edit("Add class", classes.add_class)
        if self.model().rowCount() > count:
            self._select_row(count)
            self.edit(self.model().index(count, Column.NAME))

    def remove_classes(self) -> None:
        """Remove the selected classes."""
        rows = self.chosen_rows()
        names = self.model().state.document.classes.names
        what = names[rows[0]] if len(rows) == 1 else f"{len(rows)} classes"
        self._edit(f"Remove {what}", partial(classes.remove_classes, gone=rows))

    def duplicate_class(self) -> None:
        """A copy after the selected class."""
        row, count = self._scene.spotlight.selected, self.model().rowCount()
        self._edit(f"Duplicate {self._name(row)}", partial(classes.duplicate_class, i=row))
        if self.model().rowCount() > count:
            self._select_row(row + 1)

    def move_class(self, by: int) -> None:
        """Move the selected class up (−1) or down (+1)."""
        row = self._scene.spotlight.selected
        to = row + by
        if 0 <= to < self.model().rowCount():
            word = "up" if by < 0 else "down"
            self._edit(f"Move {self._name(row)} {word}", partial(classes.move_class, i=row, to=to))
            self._select_row(to)

    def make_true(self) -> None:
        """The selected class is the truth."""
        document = self.model().state.document
        self.edited.emit(moves.true_intent(self._scene.spotlight.selected, document))

    def toggle_lock(self) -> None:
        """Hold the selected class's probability, or let it go."""
        document = self.model().state.document
        self.edited.emit(moves.lock_intent(self._scene.spotlight.selected, document))

    def copy(self) -> None:
        """The chosen rows (or all) as spreadsheet text."""
        from ceviz.document import tsv

        state = self.model().state
        rows = self.chosen_rows() if self.selectionModel().hasSelection() else None
        if rows is None or len(rows) == 1:
            rows = list(range(self.model().rowCount()))
        QGuiApplication.clipboard().setText(tsv.copy(state.document, state.analysis, rows))

    def paste(self) -> None:
        """Cells from a spreadsheet, from the current cell on; one step or one refusal."""
        from ceviz.document import tsv

        pasted = QGuiApplication.clipboard().text()
        index = self.currentIndex()
        row = max(0, index.row())
        column = tsv.Column(_PASTE_COLUMNS.get(Column(max(0, index.column())), 0))
        edit = partial(tsv.paste, text=pasted, row=row, column=column)
        try:
            edit(self.model().state.document)
        except NotADistribution as refusal:
            normalised = Intent("Paste, normalised", partial(edit, normalise=True))
            self.unnormalised.emit(refusal, normalised)
        except CevizError as refusal:
            self.refused.emit(refusal)
        else:
            self.edited.emit(Intent("Paste", edit))

    def chosen_rows(self) -> list[int]:
        """The selected rows, top to bottom."""
        rows: set[int] = set()
        for chosen in self.selectionModel().selection().toList():
            rows.update(range(chosen.top(), chosen.bottom() + 1))
        return sorted(rows) or [self._scene.spotlight.selected]

    def verbs(self, parent: QWidget) -> list[QAction]:
        """Actions for menus, named and with their keys."""
        made = []
        for label, key, verb in (
            ("Add class", "Ctrl+Shift+N", self.add_class),
            ("Duplicate class", "Ctrl+D", self.duplicate_class),
            ("Remove class", "Del", self.remove_classes),
            ("Move class up", "Ctrl+Shift+Up", partial(self.move_class, -1)),
            ("Move class down", "Ctrl+Shift+Down", partial(self.move_class, 1)),
            ("Make it the true class", "T", self.make_true),
            ("Lock or unlock", "Space", self.toggle_lock),
            ("Copy table", "Ctrl+C", self.copy),
            ("Paste into table", "Ctrl+V", self.paste),
        ):
            action = QAction(label, parent)
            action.setShortcut(QKeySequence(key))
            if key in _OWN_KEYS:
                # The table answers these itself; a second owner would make them ambiguous.
                action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(verb)
            made.append(action)
        return made

    def _edit(self, label: str, edit: Edit) -> None:
        self.edited.emit(Intent(label, edit))

    def _name(self, row: int) -> str:
        document: Document = self.model().state.document
        return document.classes.names[row]

    def _select_row(self, row: int) -> None:
        if row < self.model().rowCount():
            self.setCurrentIndex(self.model().index(row, Column.NAME))
            self.scrollTo(self.currentIndex())
