"""The sample table: a million rows to sort, filter and find; choosing one opens it in the lab."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ceviz.document import edits
from ceviz.document.text.numbers import samples
from ceviz.errors import InvalidInput
from ceviz.panels.background import Job, Latest
from ceviz.panels.data_scene import DataScene
from ceviz.panels.fields import NumberField, accept, refuse
from ceviz.panels.flow import Flow
from ceviz.panels.name_box import NameBox
from ceviz.panels.scene import Scene
from ceviz.panels.view_frame import SideView
from ceviz.store import Intent
from ceviz.views.samples.model import Column, Filter, Rows, ordered
from ceviz.views.samples.table import SamplesTable

#: From this many rows on, sorting is done beside the window.
MANY = 200_000


class SamplesView(SideView):
    """All samples of the file, or of a document made by hand.

    Signals:
        edited(Intent): for the store.
    """

    edited = Signal(object)
    name = "samples"

    def __init__(self, scene: Scene, data: DataScene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene, self._data = scene, data
        self.filter = Filter()
        self._sort: tuple[Column, bool] = (Column.LOSS, True)
        self._latest, self._writing = Latest(self), Latest(self)
        self.offer_again(self._latest, "The samples could not be sorted")
        self.offer_again(self._writing, "The rows could not be written")
        self._showing, self._to_top = False, True
        self._names: tuple[str, ...] = ()
        self._make_options()
        self._make_table()
        self.summary = QLabel(self)
        self.summary.setWordWrap(True)
        self.export = QPushButton("Export…", self)
        self.export.setAccessibleName("Export these rows")
        self.export.setToolTip(
            "the rows shown here, in their order: a table (CSV) or predictions to open (npz)"
        )
        self.export.clicked.connect(self._ask_for_file)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 6, 6, 6)
        layout.addLayout(self._options)
        layout.addWidget(self.table, 1)
        below = QHBoxLayout()
        below.addWidget(self.summary, 1)
        below.addWidget(self.export)
        layout.addLayout(below)
        scene.listen(self)
        data.measured.connect(self.arrange)
        data.selected.connect(self._follow_selection)
        scene.document_changed.connect(self._follow)
        self.arrange()

    # Making

    def _make_options(self) -> None:
        self.wrong = QCheckBox("wrong only", self)
        self.wrong.clicked.connect(lambda on: self._set(wrong=on))
        self.brushed = QCheckBox("selected only", self)
        self.brushed.setToolTip("only the samples selected in another view")
        self.brushed.clicked.connect(lambda on: self._set(selected=on))
        self.true, self.predicted = NameBox(self), NameBox(self)
        self.true.setAccessibleName("true class")
        self.predicted.setAccessibleName("predicted class")
        self.true.activated.connect(lambda i: self._set(true=i - 1 if i else None))
        self.predicted.activated.connect(lambda i: self._set(predicted=i - 1 if i else None))
        self.low = NumberField("least confidence", _share, self)
        self.high = NumberField("most confidence", _share, self)
        self.low.entered.connect(lambda value: self._set(low=value))
        self.high.entered.connect(lambda value: self._set(high=value))
        self.search = QLineEdit(self)
        self.search.setPlaceholderText("find a row or a class")
        self.search.setAccessibleName("find")
        self.search.textEdited.connect(lambda _: accept(self.search))
        self.search.returnPressed.connect(self._find)
        for field, end in ((self.low, "0"), (self.high, "1")):
            field.letters = 4
            field.setPlaceholderText(end)
        self._options = Flow()
        for line in (
            (self.wrong, self.brushed, self.search),
            (self.true, self.predicted, QLabel("q from", self), self.low, QLabel("to", self),
             self.high),
        ):  # fmt: skip
            for widget in line:
                self._options.addWidget(widget)
            self._options.add_break()

    def _make_table(self) -> None:
        self.table = SamplesTable(self._scene, self)
        self.model = self.table.model()
        self.table.horizontalHeader().sectionClicked.connect(self._sort_by)
        self.table.selectionModel().currentRowChanged.connect(self._choose)

    # Showing

    def arrange(self) -> None:
        """Filter and sort anew; a million rows beside the window."""
        self._show_classes()
        data = self._scene.state.data
        self._latest.cancel()
        if data is None:
            self.model.evaluation = None
            self._take(np.empty(0, dtype=np.intp))
            return
        if not data.exact or (data.behind and data.evaluation is self.model.evaluation):
            # A sample's rows are not the file's: the table keeps what it shows till the rest.
            self._summarise()
            return
        self.model.evaluation = data.evaluation
        chosen, (column, descending) = self.filter, self._sort

        def work(_: Job | None = None) -> Rows:
            return ordered(data.evaluation, chosen.rows(data), column, descending)

        if data.evaluation.columns.rows < MANY:
            self._take(work())
            return
        self._latest.start(work, self._take)

    def _take(self, order: Rows) -> None:
        self._showing = True
        try:
            # A new order is read from its top, wherever the row in the lab has gone.
            self.table.show_order(order, *self._sort, to_top=self._to_top)
        finally:
            self._showing = False
        self._to_top = False
        self._summarise()

    def _summarise(self) -> None:
        data = self._scene.state.data
        now = data is not None and data.exact and not data.behind
        self.export.setEnabled(now and len(self.model.order) > 0)
        if data is None:
            self.summary.setText(
                "No samples to show: open a file of predictions (File ▸ Open), or drop one here."
            )
            return
        evaluation = self.model.evaluation
        every = 0 if evaluation is None else evaluation.columns.rows
        shown = len(self.model.order)
        what = samples(every)
        if shown != every:
            what = f"{shown:,} of {what}"
        elif every > 1:
            what = f"all {what}"
        if data.selection is not None:
            what += f", {np.isin(self.model.order, data.selection).sum():,} selected"
        before = "" if data.exact else " (as they were before the temperature moves)"
        if data.behind:
            before = " (in their order before the last edit)"
        self.summary.setText(what + before)

    def _show_classes(self) -> None:
        names = self._scene.state.document.classes.names
        if names != self._names:
            self._names = names
            self.filter = replace(self.filter, true=None, predicted=None)
            for box, every in ((self.true, "any truth"), (self.predicted, "any pred.")):
                box.setMinimumContentsLength(len(every))  # which says what the box is for
                box.set_names([every, *names[:1000]])

    def _follow(self) -> None:
        """An edited or another selected sample: the numbers and the current row."""
        self.model.refresh()
        self.table.viewport().update()
        self._showing = True
        try:
            self.table.show_current()
        finally:
            self._showing = False

    def _follow_selection(self) -> None:
        """Filtered by it, or with the selected rows marked and counted."""
        if self.filter.selected:
            self.arrange()
        else:
            self.table.viewport().update()
            self._summarise()

    # What the user does

    def _set(self, **changes: object) -> None:
        self.filter = replace(self.filter, **changes)  # type: ignore[arg-type]
        self._to_top = True
        self.low.show_number(f"{self.filter.low:g}")
        self.high.show_number(f"{self.filter.high:g}")
        self.arrange()

    def _sort_by(self, section: int) -> None:
        column = Column(section)
        # The first click shows what is interesting: large losses, small probabilities.
        first = column is Column.LOSS
        self._sort = (column, not self._sort[1] if self._sort[0] is column else first)
        self._to_top = True
        self.arrange()

    def _choose(self, current: QModelIndex) -> None:
        if self._showing or not current.isValid():
            return
        row = self.model.row_of(current)
        edit = partial(edits.select_sample, row=row)
        self.edited.emit(Intent(f"Show row {row}", edit, looking=True))

    def _ask_for_file(self) -> None:
        name, _ = QFileDialog.getSaveFileName(
            self, "Export these rows", "rows.csv", "Table (*.csv);;Predictions (*.npz)"
        )
        if name:
            self.write(Path(name))

    def write(self, path: Path) -> None:
        """The rows shown, in their order, as the file ``path``; beside the window."""
        evaluation, rows = self.model.evaluation, self.model.order
        if evaluation is None or not self.export.isEnabled():
            return
        path = path if path.suffix else path.with_suffix(".csv")
        unit = self._scene.state.document.unit

        def work(_: Job) -> None:
            from ceviz.storage.atomic import refuse_inputs, write_atomically
            from ceviz.storage.selection import selection_bytes

            refuse_inputs(path, evaluation.task.files)
            data = selection_bytes(path, evaluation, rows, unit)
            write_atomically(path, data, inputs=evaluation.task.files)

        def done(_: None) -> None:
            self.summary.setText(f"{samples(len(rows))} written to {path.name}")

        self._writing.start(work, done, self._data.refused.emit)

    def _find(self) -> None:
        """A row's number or place, or the next shown row whose classes have the text."""
        wanted = self.search.text().strip()
        if not wanted or self.model.evaluation is None:
            return
        places = self.model.places
        if wanted.isdecimal():
            place = self.model.place_of(int(wanted))
        elif places is not None and re.fullmatch(r"[0-9]+( *, *[0-9]+)+", wanted):
            row = places.row(tuple(map(int, wanted.split(","))))
            place = None if row is None else self.model.place_of(row)
        else:
            place = self.table.next_with(wanted.casefold())
        if place is None:
            refuse(self.search, InvalidInput(f"nothing shown here has “{wanted}”"))
        else:
            self.table.setCurrentIndex(self.model.index(place, Column.ROW))


def _share(value: float) -> None:
    if not 0.0 <= value <= 1.0:
        raise InvalidInput("a probability lies between 0 and 1")
