"""The score plane in the window: which two scores, what the others do, and the keyboard."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QWidget

from ceviz.document.analysis import Analysis
from ceviz.document.model import Document
from ceviz.panels.class_choice import ClassChoice
from ceviz.panels.plot.panel import PlotPanel
from ceviz.panels.scene import Scene
from ceviz.panels.view_frame import ViewFrame
from ceviz.store import moves
from ceviz.views.plane.land import chosen_pair
from ceviz.views.plane.picture import ScorePlane, scores_intent

_ARROWS = {
    Qt.Key.Key_Left: (-1.0, 0.0),
    Qt.Key.Key_Right: (1.0, 0.0),
    Qt.Key.Key_Down: (0.0, -1.0),
    Qt.Key.Key_Up: (0.0, 1.0),
}


class PlanePanel(PlotPanel):
    """The plot; the arrow keys move the point the way they show."""

    picture: ScorePlane

    def __init__(self, picture: ScorePlane, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(
            "plane", picture, scene, kind="z", parent=parent,
            description="The loss as two scores move. The arrow keys move the point: left and "
            "right the first score, up and down the second.",
        )  # fmt: skip

    def anchor(self, index: int) -> float:
        """The middle: no class has a column of its own here."""
        return self.width() / 2.0

    def value_ends(self) -> tuple[float, float]:
        """The ends of the plane."""
        (axes,) = self.geometry_now().axes
        return axes.y.low, axes.y.high

    def _handle_key(self, event: QKeyEvent) -> bool:
        direction = _ARROWS.get(Qt.Key(event.key()))
        if direction is None:
            return super()._handle_key(event)
        picture, state = self.picture, self.state
        pair = picture.chart.pair(state)
        plain, fine, coarse = moves.NUDGES["z"]
        held = event.modifiers()
        by = fine if held & Qt.KeyboardModifier.ShiftModifier else plain
        by = coarse if held & Qt.KeyboardModifier.ControlModifier else by
        now = state.analysis.z[list(pair)]
        now = np.where(np.isfinite(now), now, self.value_ends()[0])
        fold = f"nudge plane {state.document.selected} {pair}"
        self.edited.emit(
            scores_intent(
                pair, now + by * np.array(direction), state.document, together=picture.together,
                fold=fold,
            )
        )  # fmt: skip
        return True


class PlaneView(ViewFrame[ScorePlane]):
    """Option row, plot, caption."""

    panel: PlanePanel

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        picture = ScorePlane()
        super().__init__("plane", picture, scene, panel=PlanePanel(picture, scene), parent=parent)
        self.choice = ClassChoice(
            scene,
            ("→", "↑"),
            lambda state: chosen_pair(self.picture.chosen, state),
            "The true class across; the predicted, the selected or the next largest one up",
            self,
        )
        self.choice.chosen.connect(self._choose)
        self.together = QCheckBox("Others move along", self)
        self.together.setToolTip(
            "All other scores move by as much as the two on average: along (1, 1) all scores "
            "move alike then, and softmax does not change"
        )
        self.together.clicked.connect(self._move_along)
        self.options.addWidget(self.choice, 1)
        self.options.addWidget(self.together)
        scene.document_changed.connect(self._follow)
        self._follow(scene.state.document, scene.state.analysis)
        self.panel.load_plot()

    def restore(self, picture: ScorePlane) -> None:
        """Another picture, with its options in the boxes."""
        self.show_picture(picture)
        self.choice.restore(own=picture.chosen is None)
        self.together.setChecked(picture.together)

    def _choose(self, chosen: tuple[int, ...] | None) -> None:
        self.show_picture(replace(self.picture, chosen=chosen))
        self.choice.follow()

    def _move_along(self, together: bool) -> None:
        self.show_picture(replace(self.picture, together=together))

    def _follow(self, document: Document, analysis: Analysis) -> None:
        """Of two classes there are no others."""
        self.together.setVisible(len(document.classes) > 2)
