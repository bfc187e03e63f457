"""The confusion matrix in the window: a cell selects its samples everywhere."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QComboBox, QPushButton, QWidget

from ceviz.draw.confusion import Confusion, show_cell
from ceviz.panels.data_scene import DataScene
from ceviz.panels.picture_panel import PicturePanel
from ceviz.panels.scene import Scene
from ceviz.panels.view_frame import ViewFrame


class ConfusionPanel(PicturePanel):
    """The matrix.

    Signals:
        pressed(int, int): the true and the predicted class of the pressed cell.
    """

    pressed = Signal(int, int)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A cell was chosen."""
        picture = cast(Confusion, self.picture)
        found = picture.cell_at(self.geometry_now(), event.position(), self.state)
        if event.button() == Qt.MouseButton.LeftButton and found is not None:
            self.pressed.emit(*found)
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """What a cell holds is its tool tip."""
        picture = cast(Confusion, self.picture)
        found = picture.cell_at(self.geometry_now(), event.position(), self.state)
        self.setToolTip("" if found is None else "\n".join(show_cell(*found, self.state)))
        super().mouseMoveEvent(event)


class ConfusionView(ViewFrame):
    """What cells show, how classes are ordered, the matrix, the caption."""

    def __init__(self, scene: Scene, data: DataScene, parent: QWidget | None = None) -> None:
        picture = Confusion()
        panel = ConfusionPanel(
            "confusion", picture, scene, description="Rows are true, columns predicted classes."
        )
        super().__init__("confusion", picture, scene, panel=panel, parent=parent)
        self._data = data
        self.values = QComboBox(self)
        self.values.setAccessibleName("cells show")
        self.values.addItems(["samples", "share of the loss"])
        self.values.activated.connect(lambda i: self._change(by_loss=i == 1))
        self.order = QComboBox(self)
        self.order.setAccessibleName("order of classes")
        self.order.addItems(["as in the file", "dearest first"])
        self.order.activated.connect(lambda i: self._change(by_cost=i == 1))
        self.every = QPushButton("select all", self)
        self.every.clicked.connect(lambda: data.select(None))
        for widget in (self.values, self.order, self.every):
            self.options.addWidget(widget)
        self.options.addStretch(1)
        panel.pressed.connect(self._select)

    def _change(self, **options: bool) -> None:
        self.show_picture(replace(cast(Confusion, self.picture), **options))

    def _select(self, true: int, predicted: int) -> None:
        data = self._scene.state.data
        if data is not None and data.exact:
            e = data.evaluation
            chosen = (np.asarray(e.true) == true) & (e.predicted == predicted) & ~e.ignored
            self._data.select(np.flatnonzero(chosen))
