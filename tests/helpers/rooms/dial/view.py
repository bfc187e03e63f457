"""The widget of the dial."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ceviz.panels.scene import Scene
from ceviz.panels.view_frame import ViewFrame
from tests.helpers.rooms.dial.picture import Dial


class DialView(ViewFrame[Dial]):
    """The dial, without options."""

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__("dial", Dial(), scene, parent=parent)
