"""The view of sums and asymmetry."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QLabel, QWidget

from ceviz.document.frozen import Frozen
from ceviz.draw.state import State
from ceviz.panels.picture_panel import PicturePanel
from ceviz.panels.scene import Scene
from ceviz.panels.tool_buttons import FreezeButton
from ceviz.panels.view_frame import ViewFrame
from ceviz.views.sums.picture import Sums


class SumsPanel(PicturePanel):
    """Stacked bars and a table of terms."""

    picture: Sums

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(
            "sums", Sums(), scene, kind="q", parent=parent,
            description="Entropy plus divergence is cross-entropy, both ways round, with the "
            "terms of every class. Left and right choose a class, up and down change q.",
        )  # fmt: skip

    def anchor(self, index: int) -> float:
        """The first column of terms."""
        terms = self.geometry_now().terms
        return float(terms.rect.left() + terms.names + terms.column / 2.0)

    def tip_lines(self, index: int, state: State) -> list[str]:
        """What the tooltip says of a class: its terms."""
        return self.picture.tip(index, state)


class SumsView(ViewFrame[Sums]):
    """What the loss is made of, both ways round, and a ghost to compare with."""

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        panel = SumsPanel(scene)
        super().__init__("sums", panel.picture, scene, panel=panel, parent=parent)
        hint = QLabel("drag a bar of a KL term", self)
        hint.setProperty("quiet", True)
        self.freeze = FreezeButton(scene, self)
        self.freeze.frozen.connect(self._compare)
        self.options.addWidget(hint)
        self.options.addStretch(1)
        self.options.addWidget(self.freeze)

    def restore(self, picture: Sums) -> None:
        """Another picture, with what was frozen in it."""
        self.freeze.show_frozen(picture.ghost is not None)
        self.show_picture(picture)

    def _compare(self, ghost: Frozen | None) -> None:
        picture = self.picture
        assert isinstance(picture, Sums)
        self.show_picture(replace(picture, ghost=ghost))
