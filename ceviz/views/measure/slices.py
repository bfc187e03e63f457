"""The samples slice by slice: a column of the file is chosen, and each of its values measured."""

from __future__ import annotations

from html import escape
from weakref import ref

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ceviz.document.model import Unit
from ceviz.errors import CevizError
from ceviz.maths.batch import Evaluation, slices
from ceviz.panels.background import Job, Latest
from ceviz.panels.data_scene import DataScene
from ceviz.panels.name_box import NameBox
from ceviz.panels.scene import Scene
from ceviz.storage.opened import OpenedFile
from ceviz.storage.readers.beside.slicing import Slicing, columns_beside, sliced
from ceviz.views.measure.report import slices_table

#: What the choice says before there is one.
NO_COLUMN = "choose a column…"


class SlicesPanel(QWidget):
    """A choice of the file's other columns over what each of their values costs.

    A slice that is clicked is selected in all views.

    Attributes:
        column: the choice.
        table: what the slices cost, or why that is not known.
    """

    def __init__(self, scene: Scene, data: DataScene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene, self._data = scene, data
        self._finding, self._cutting, self._measuring = Latest(self), Latest(self), Latest(self)
        self._file: ref[OpenedFile] | None = None
        self._slicing: Slicing | None = None
        self._told: tuple[ref[Evaluation], Unit] | None = None
        title = QLabel("<b>By slices of the rows</b>", self)
        self.column = NameBox(self)
        self.column.setAccessibleName("column to slice by")
        self.column.setMinimumContentsLength(len(NO_COLUMN))
        self.column.activated.connect(self._choose)
        self.table = QLabel(self)
        self.table.setWordWrap(True)
        self.table.setTextFormat(Qt.TextFormat.RichText)
        self.table.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextBrowserInteraction
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.table.linkActivated.connect(self._select)
        head = QHBoxLayout()
        head.addWidget(title)
        head.addWidget(self.column)
        head.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.addLayout(head)
        column.addWidget(self.table)
        self.hide()

    def follow(self) -> None:
        """The columns of the file that is open, and the slices as they are measured now."""
        file = self._data.file
        if file is None or file.on_disk is None or self._scene.state.data is None:
            self.forget()
        elif self._file is None or self._file() is not file:
            self.forget()
            self._file = ref(file)
            self._look(file)
        else:
            self._measure()

    def forget(self) -> None:
        """What was said of another file."""
        for work in (self._finding, self._cutting, self._measuring):
            work.cancel()
        self._file = self._slicing = self._told = None
        self.table.clear()
        self.hide()

    def _look(self, file: OpenedFile) -> None:
        path, predictions, options = file.path, file.predictions, file.options

        def work(_: Job) -> tuple[str, ...]:
            return columns_beside(path, predictions, options)

        self._finding.start(work, self._offer, lambda _: self.hide())

    def _offer(self, columns: tuple[str, ...]) -> None:
        """No choice where there is no column to choose."""
        self.column.set_names([NO_COLUMN, *columns])
        self.column.setCurrentIndex(0)
        self.setVisible(bool(columns))

    def _choose(self, index: int) -> None:
        self._cutting.cancel()
        self._measuring.cancel()
        self._slicing = self._told = None
        self.table.clear()
        file = self._data.file
        if index <= 0 or file is None:
            return
        path, options, column = file.path, file.options, self.column.names()[index]
        rows, places = len(file.predictions), file.predictions.places

        def work(_: Job) -> Slicing:
            return sliced(path, column, rows, options, places)

        self.table.setText("counting…")
        self._cutting.start(work, self._cut, self._refuse)

    def _cut(self, slicing: Slicing) -> None:
        self._slicing = slicing
        self._measure()

    def _measure(self) -> None:
        """The slices of what is measured now, beside the window."""
        slicing, data = self._slicing, self._scene.state.data
        if slicing is None or data is None or not data.exact:
            return
        evaluation, unit = data.evaluation, self._scene.state.document.unit
        told = self._told
        if told is not None and told[0]() is evaluation and told[1] is unit:
            return
        self._told = ref(evaluation), unit

        def work(_: Job) -> str:
            found = slices(evaluation, slicing.codes, slicing.names)
            return slices_table(found, evaluation, unit)

        self._measuring.start(work, self.table.setText, self._refuse)

    def _refuse(self, refusal: CevizError) -> None:
        self.table.setText(escape(str(refusal)))

    def _select(self, link: str) -> None:
        """The rows of one slice, in all views."""
        if self._slicing is not None:
            self._data.select(np.flatnonzero(self._slicing.codes == int(link)))
