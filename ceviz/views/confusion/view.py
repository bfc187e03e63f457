"""The confusion matrix in the window: zoom into it; a cell selects its samples everywhere."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtWidgets import QCheckBox, QComboBox, QPushButton, QWidget

from ceviz.panels.data_scene import DataScene
from ceviz.panels.scene import Scene
from ceviz.panels.view_frame import ViewFrame
from ceviz.views.confusion.chart import ConfusionChart
from ceviz.views.confusion.matrix import MOST
from ceviz.views.confusion.panel import ConfusionPanel
from ceviz.views.confusion.picture import Confusion


class ConfusionView(ViewFrame[Confusion]):
    """What cells show, which classes in which order, the plot, the caption."""

    def __init__(self, scene: Scene, data: DataScene, parent: QWidget | None = None) -> None:
        # All classes: names and numbers come with zooming.
        picture = Confusion(ConfusionChart(every=True))
        self._cells = ConfusionPanel(picture, scene)
        super().__init__("confusion", picture, scene, panel=self._cells, parent=parent)
        self._data = data
        self.values = QComboBox(self)
        self.values.setAccessibleName("cells show")
        self.values.addItems(["samples", "share of the loss"])
        self.values.activated.connect(lambda i: self._change(by_loss=i == 1))
        self.order = QComboBox(self)
        self.order.setAccessibleName("order of classes")
        self.order.addItems(["as in the file", "dearest first"])
        self.order.activated.connect(lambda i: self._change(by_cost=i == 1))
        self.dearest = QCheckBox(f"{MOST} dearest only", self)
        self.dearest.setToolTip(f"only the {MOST} classes that cost most")
        self.dearest.clicked.connect(lambda on: self._change(every=not on))
        self.every = QPushButton("select all", self)
        self.every.clicked.connect(lambda: data.select(None))
        for widget in (self.values, self.order, self.dearest, self.every):
            self.options.addWidget(widget)
        self.options.addStretch(1)
        self._cells.chosen.connect(self._choose)
        self._cells.picked.connect(self._select)
        self._cells.load_plot()
        data.opened.connect(self._start_over)
        data.measured.connect(self._offer)
        self._offer()

    @property
    def chart(self) -> ConfusionChart:
        """The chart with the options that are chosen now."""
        return self.picture.chart

    def show_picture(self, picture: Confusion) -> None:
        """The same cells with other options."""
        if replace(picture.chart, chosen=self.chart.chosen) == self.chart:
            self._picture = picture
            self._cells.move_to(picture)
            self._schedule()
        else:
            super().show_picture(picture)

    def restore(self, picture: Confusion) -> None:
        """Another picture, with its options in the boxes."""
        chart = picture.chart
        self.values.setCurrentIndex(int(chart.by_loss))
        self.order.setCurrentIndex(int(chart.by_cost))
        self.dearest.setChecked(not chart.every)
        self._change(by_loss=chart.by_loss, by_cost=chart.by_cost, every=chart.every)

    def _offer(self) -> None:
        """Few classes are always shown."""
        data = self._scene.state.data
        self.dearest.setVisible(data is not None and data.evaluation.summary.classes > MOST)

    def _start_over(self) -> None:
        """Other samples, perhaps of other classes."""
        self._change(chosen=None)

    def _change(self, **options: object) -> None:
        self.show_picture(Confusion(replace(self.chart, **options)))  # type: ignore[arg-type]

    def _choose(self, true: int, predicted: int) -> None:
        self._change(chosen=(true, predicted))

    def _select(self, true: int, predicted: int) -> None:
        self._choose(true, predicted)
        data = self._scene.state.data
        if data is not None and data.exact:
            e = data.evaluation
            chosen = (np.asarray(e.true) == true) & (e.predicted == predicted) & ~e.ignored
            self._data.select(np.flatnonzero(chosen))
