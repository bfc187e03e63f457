"""The loss in the window: a number that is dragged up and down, nudged and typed."""

from __future__ import annotations

import math

from PySide6.QtWidgets import QWidget

from ceviz.document import costs
from ceviz.document.edits import DRAG_MIN
from ceviz.draw.lab.loss_card import Loss
from ceviz.draw.state import State
from ceviz.errors import CevizError
from ceviz.panels.picture_panel import PicturePanel
from ceviz.panels.scene import Scene


class LossPanel(PicturePanel):
    """The card with the loss; the truth's probability follows what is asked of it."""

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(
            "loss", Loss(), scene, kind="loss", parent=parent,
            description="What the prediction costs. Up and down change it by changing the "
            "truth’s probability, digits and Enter type it.",
        )  # fmt: skip

    def note(self, state: State) -> list[str]:
        """The card says it all itself, and a note would lie over it."""
        return []

    def anchor(self, index: int) -> float:
        """The middle: the number is as wide as the card."""
        return self.width() / 2.0

    def value_ends(self) -> tuple[float, float]:
        """The least that moving the truth reaches, and as much as a drag does.

        Where nothing can move, both are the present loss.
        """
        document = self.state.document
        per_nat = document.unit.per_nat
        try:
            least = costs.loss_within_reach(document, costs.least_loss(document))
        except CevizError:
            present = costs.loss_now(document) * per_nat
            return present, present
        return least * per_nat, -math.log(DRAG_MIN) * per_nat
