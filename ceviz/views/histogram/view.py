"""The loss histogram in the window: brush it to select samples everywhere."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtWidgets import QCheckBox, QWidget

from ceviz.panels.data_scene import DataScene
from ceviz.panels.plot.panel import PlotPanel
from ceviz.panels.scene import Scene
from ceviz.panels.view_frame import ViewFrame
from ceviz.views.histogram.picture import Histogram, spread


class HistogramView(ViewFrame[Histogram]):
    """The plot, a brush that can be put on it, the caption."""

    def __init__(self, scene: Scene, data: DataScene, parent: QWidget | None = None) -> None:
        picture = Histogram()
        panel = PlotPanel(
            "histogram", picture, scene, description="How many samples cost how much."
        )
        super().__init__("histogram", picture, scene, panel=panel, parent=parent)
        self._data = data
        self._brush: Any = None  # a pg.LinearRegionItem once there is one
        self.brush = QCheckBox("brush to select", self)
        self.brush.setToolTip("drag the band or its edges: its samples are selected in every view")
        self.brush.clicked.connect(self._show_brush)
        self.options.addWidget(self.brush)
        self.options.addStretch(1)
        panel.load_plot()
        data.opened.connect(self._drop_brush)

    def _show_brush(self, on: bool) -> None:
        """A band over the dearest tenth to begin with, or none and nothing selected."""
        data, panel = self._scene.state.data, self.panel
        assert isinstance(panel, PlotPanel)
        if panel.plot is None or data is None:
            return
        if not on:
            self._drop_brush()
            self._data.select(None)
            return
        import pyqtgraph as pg

        losses = data.evaluation.loss[~data.evaluation.ignored]
        finite = losses[np.isfinite(losses) & (losses > 0.0)]
        if not len(finite):
            return
        scale = self._scene.state.per_nat
        low, high = np.quantile(finite, 0.9) * scale, finite.max() * scale
        self._brush = pg.LinearRegionItem((np.log10(low), np.log10(high) + 0.02))
        self._brush.setZValue(20)
        panel.plot.addItem(self._brush, ignoreBounds=True)
        self._brush.sigRegionChangeFinished.connect(self._select)
        self._select()

    def _select(self) -> None:
        data = self._scene.state.data
        if self._brush is None or data is None or not data.exact:
            return
        low, high = (10.0**edge / self._scene.state.per_nat for edge in self._brush.getRegion())
        losses = data.evaluation.loss
        # The band's right end at the last bin takes what costs ∞ too.
        last = high >= spread(data.evaluation).edges[-2]
        chosen = (losses >= low) & ((losses <= high) | last) & ~data.evaluation.ignored
        self._data.select(np.flatnonzero(chosen))

    def _drop_brush(self) -> None:
        panel = self.panel
        if self._brush is not None and isinstance(panel, PlotPanel) and panel.plot is not None:
            panel.plot.removeItem(self._brush)
        self._brush = None
        self.brush.setChecked(False)
