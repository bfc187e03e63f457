"""The sample table's widget: how it looks, the order it shows, the row that is in the lab."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from ceviz.panels.scene import Scene
from ceviz.panels.tables import tidy
from ceviz.views.samples.model import Column, Rows, SamplesModel

_WIDTHS = (76, 52, 72, 86, 74, 70, 66)

#: Beside a text in its cell: on both sides, and where the heading has its arrow.
_ROOM = 8


class SamplesTable(QTableView):
    """Rows of a :class:`SamplesModel`, one of them current."""

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene = scene
        self.setAccessibleName("Samples")
        self.setModel(SamplesModel(scene, self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        header = self.horizontalHeader()
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        tidy(self, _WIDTHS)

    def model(self) -> SamplesModel:
        """The rows in their order."""
        model = super().model()
        assert isinstance(model, SamplesModel)
        return model

    def show_order(self, order: Rows, column: Column, descending: bool, *, to_top: bool) -> None:
        """These rows, sorted by ``column``, from the top or from where the table was.

        If the current row was in view it stays where it was, and the others move around it.
        """
        bar = self.verticalScrollBar()
        place = 0 if to_top else bar.value()
        before = self.currentIndex()
        held = not to_top and self.viewport().rect().intersects(self.visualRect(before))
        above = before.row() - place
        self.setAutoScroll(False)
        try:
            self.model().show_order(order)
            self._widen_rows()
            # The mark points to where the numbers get smaller, as everywhere but in Qt: that draws
            # an arrow up over what descends. It sorts nothing here; it is the mark alone.
            mark = Qt.SortOrder.AscendingOrder if descending else Qt.SortOrder.DescendingOrder
            self.horizontalHeader().setSortIndicator(column, mark)
            self.show_current()
        finally:
            self.setAutoScroll(True)
        current = self.currentIndex()
        held = held and current.isValid()
        bar.setValue(current.row() - above if held else place)
        if held:
            self.scrollTo(current)

    def _widen_rows(self) -> None:
        """Room for the places and files of rows, if they have any."""
        model, width = self.model(), _WIDTHS[Column.ROW]
        if row := model.longest_row():
            heading = str(model.headerData(Column.ROW, Qt.Orientation.Horizontal))
            longest = max(heading, f"{row} •", key=len)
            width = max(width, self.fontMetrics().horizontalAdvance(longest) + 3 * _ROOM)
        self.setColumnWidth(Column.ROW, width)

    def show_current(self) -> None:
        """The row that is in the lab, if it is among those shown."""
        selected, model = self._scene.state.document.selected, self.model()
        current = self.currentIndex()
        if current.isValid() and model.row_of(current) == selected:
            return
        place = model.place_of(selected)
        if place is None:
            self.clearSelection()
        else:
            self.setCurrentIndex(model.index(place, Column.ROW))

    def next_with(self, wanted: str) -> int | None:
        """The place of the next row whose true or predicted class has ``wanted`` in its name."""
        evaluation = self.model().evaluation
        assert evaluation is not None
        names = self._scene.state.document.classes.names
        classes = [k for k, name in enumerate(names) if wanted in name.casefold()]
        order = self.model().order
        true, predicted = np.asarray(evaluation.true), evaluation.predicted
        hits = np.flatnonzero(np.isin(true[order], classes) | np.isin(predicted[order], classes))
        if not len(hits):
            return None
        after = hits[hits > self.currentIndex().row()]
        return int(after[0] if len(after) else hits[0])
