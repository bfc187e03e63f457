"""The −log q curve: painted for the first frame, then a plot that zooms, pans and is dragged.

pyqtgraph takes longer to import than all the rest to start, so it comes after the first
paint; the picture under it is drawn by the same code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from ceviz.draw.curve import Curve
from ceviz.draw.frame import draw_card, draw_title
from ceviz.draw.theme import colour
from ceviz.panels.picture_panel import PicturePanel
from ceviz.panels.scene import Scene

if TYPE_CHECKING:
    from ceviz.panels.curve_plot import CurvePlot


class CurvePanel(PicturePanel):
    """A card with the curve; :meth:`load_plot` puts the zoomable plot into it."""

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(
            "curve", Curve(), scene, kind="q", parent=parent,
            description="Surprise, minus log q, of every class. Left and right choose a class, "
            "up and down change its probability.",
        )  # fmt: skip
        self.plot: CurvePlot | None = None

    def load_plot(self) -> None:
        """Import pyqtgraph and show the plot; once."""
        if self.plot is None:
            from ceviz.panels.curve_plot import CurvePlot

            self.plot = CurvePlot(self, self._scene)
            self.plot.export_wanted.connect(lambda: self.export_wanted.emit(self.name))
            self._place()
            self.plot.show()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The plot fills the card below the title."""
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Card and title under the plot; the whole picture while there is none."""
        if self.plot is None:
            super().paintEvent(event)
            return
        theme, geometry = self._scene.theme, self.geometry_now()
        painter = QPainter(self)
        painter.fillRect(event.rect(), colour(theme.background))
        draw_card(painter, QRectF(self.rect()), theme)
        title = f"{Curve.title} ({self.state.unit})"
        draw_title(painter, geometry.frame, title, Curve.note, theme)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc gives back a point that is being dragged."""
        dragging = self.plot is not None and self.plot.layer.dragging
        if dragging and event.key() == Qt.Key.Key_Escape:
            assert self.plot is not None
            self.plot.layer.end(keep=False)
        else:
            super().keyPressEvent(event)

    def anchor(self, index: int) -> float:
        """The point of class ``index``."""
        return float(self.geometry_now().plane.x.clipped(self.state.analysis.q[index]))

    def _place(self) -> None:
        if self.plot is not None:
            top = round(self.geometry_now().frame.title.bottom())
            self.plot.setGeometry(self.rect().adjusted(6, top, -6, -6))
