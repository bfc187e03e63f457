"""The Jacobian and the chain rule beside the pipeline."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget

from ceviz.draw.state import State
from ceviz.panels.picture_panel import PicturePanel
from ceviz.panels.scene import Scene
from ceviz.panels.view_frame import ViewFrame
from ceviz.views.jacobian.picture import Jacobian


class JacobianPanel(PicturePanel):
    """The heat map; the note by the pointer speaks of the entry under it."""

    picture: Jacobian

    def tip_lines(self, index: int, state: State) -> list[str]:
        """The entry, with both of the probabilities it is made of."""
        if self.drag is not None or self._pointer is None:
            return super().tip_lines(index, state)
        picture = self.picture
        return picture.tip(self.geometry_now(), self._pointer, index, state)


class JacobianView(ViewFrame[Jacobian]):
    """∂q/∂z times ∂L/∂q, written out for one class and tried out by differences."""

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        picture = Jacobian()
        panel = JacobianPanel(
            "jacobian", picture, scene, kind="z",
            description="How each probability answers to each score. Left and right choose a "
            "class, up and down change its score.",
        )  # fmt: skip
        super().__init__("jacobian", picture, scene, panel=panel, parent=parent)
        hint = QLabel("Point at a class; drag its row to move its score.", self)
        hint.setProperty("quiet", True)
        hint.setWordWrap(True)
        self.options.addWidget(hint, 1)
