"""The −log q curve in the window."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ceviz.draw.lab.curve import Curve
from ceviz.panels.plot.panel import PlotPanel
from ceviz.panels.scene import Scene


class CurvePanel(PlotPanel):
    """A card with the curve; what is typed at a point is what it costs."""

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(
            "curve", Curve(), scene, kind="q", parent=parent,
            description="Surprise, minus log q, of every class. Left and right choose a class, "
            "up and down change its probability, digits and Enter type its surprise.",
        )  # fmt: skip
        self.typed = "surprise"

    def anchor(self, index: int) -> float:
        """The point of class ``index``."""
        return float(self.geometry_now().axes[0].x.clipped(self.state.analysis.q[index]))
