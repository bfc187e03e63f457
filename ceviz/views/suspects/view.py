"""Labels that may be wrong: the model doubts them and is sure of another class."""

from __future__ import annotations

from functools import partial

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ceviz.document import edits
from ceviz.document.model import Document
from ceviz.draw.thumbnail import thumbnail
from ceviz.maths.batch import Evaluation, Suspects, suspect_labels
from ceviz.panels.background import Latest
from ceviz.panels.data_scene import DataScene
from ceviz.panels.scene import Scene
from ceviz.panels.tables import end_heads, numeric, tidy
from ceviz.panels.view_frame import SideView
from ceviz.store import Intent

#: How many are listed; all of them can be selected.
LISTED = 500

#: The columns of the table that end where they end.
_NUMBERS = (2, 4)


class SuspectsView(SideView):
    """Rows whose given class is less likely than usual for it, against a usual other class.

    Signals:
        edited(Intent): the chosen row is to be shown in the lab.
    """

    edited = Signal(object)
    name = "suspects"

    def __init__(self, scene: Scene, data: DataScene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene, self._data = scene, data
        self._found: Suspects | None = None
        self._looked_at: Evaluation | None = None
        self._latest = Latest(self)
        self.offer_again(self._latest, "Doubtful labels could not be looked for")
        self._filling = False
        self._names: tuple[str, ...] = ()
        self._percent = False
        self.summary = QLabel(self)
        self.summary.setWordWrap(True)
        self.every = QPushButton("select them all", self)
        self.every.clicked.connect(self._select)
        self.table = QTableWidget(0, 5, self)
        self.table.setHorizontalHeaderLabels(["row", "label", "q(label)", "rather", "q"])
        self.table.setAccessibleName("suspect labels")
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        tidy(self.table, (70, 84, 70, 84, 70))
        end_heads(self.table, _NUMBERS)
        self.table.itemSelectionChanged.connect(self._open)
        row = QHBoxLayout()
        row.addWidget(self.summary, 1)
        row.addWidget(self.every)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.addLayout(row)
        layout.addWidget(self.table, 1)
        scene.listen(self)
        data.opened.connect(self._forget)
        data.measured.connect(self.look)
        scene.document_changed.connect(self._follow_names)
        scene.restyled.connect(self._fill_again)
        scene.repaint.connect(self._follow_percent)
        self.look()

    def look(self) -> None:
        """Look for suspects beside the window."""
        data = self._scene.state.data
        if data is None:
            self._forget()
            return
        if not data.exact or data.behind or data.evaluation is self._looked_at:
            return
        self._looked_at = evaluation = data.evaluation
        self._latest.start(lambda _: suspect_labels(evaluation), self._take)

    def _forget(self) -> None:
        """Other samples: what was found of those before says nothing."""
        self._latest.cancel()
        self._looked_at = None
        self._take(None)

    def _follow_names(self, document: Document) -> None:
        if document.classes.names != self._names:
            self._take(self._found)

    def _follow_percent(self) -> None:
        if self._scene.view.percent != self._percent:
            self._take(self._found)

    def _fill_again(self) -> None:
        """Pictures are as large as the type around them."""
        self._take(self._found)

    def _take(self, found: Suspects | None) -> None:
        self._found, self._names = found, self._scene.state.document.classes.names
        self._percent = self._scene.view.percent
        self.every.setEnabled(found is not None and len(found.rows) > 0)
        self._filling = True
        try:
            self._fill(found)
        finally:
            self._filling = False

    def _fill(self, found: Suspects | None) -> None:
        if found is None:
            self.summary.setText("No samples to doubt: open a file of predictions, or drop one.")
            self.table.setRowCount(0)
            return
        state, names = self._scene.state, self._names
        data = state.data
        places = None if data is None else data.evaluation.task.places
        count = len(found.rows)
        shown = f", the {LISTED} most doubtful of them listed" if count > LISTED else ""
        self.summary.setText(
            f"{count:,} labels are doubtful{shown}: the model gives the label less than it usually "
            "gives that class, and another class at least what it usually gets."
        )
        self.table.setRowCount(min(count, LISTED))
        for place in range(min(count, LISTED)):
            row = int(found.rows[place])
            cells = (
                str(row),
                names[int(found.given[place])],
                state.share(float(found.self_confidence[place])),
                names[int(found.suggested[place])],
                state.share(float(found.confidence[place])),
            )
            for column, words in enumerate(cells):
                item = QTableWidgetItem(words)
                if column in _NUMBERS:
                    numeric(item)
                image = data.image(row) if column == 0 and data is not None else None
                if column == 0 and places is not None:
                    item.setToolTip(places.said(row))
                if image is not None:
                    small = thumbnail(image, self._scene.theme.scale)
                    item.setData(Qt.ItemDataRole.DecorationRole, small)
                self.table.setItem(place, column, item)

    def _select(self) -> None:
        if self._found is not None:
            self._data.select(np.sort(self._found.rows))

    def _open(self) -> None:
        chosen = self.table.selectedItems()
        if self._filling or not chosen:
            return
        assert self._found is not None
        row = int(self._found.rows[chosen[0].row()])
        edit = partial(edits.select_sample, row=row)
        self.edited.emit(Intent(f"Show row {row}", edit, looking=True))
