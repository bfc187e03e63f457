"""The view of areas and codes, with its switches."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QRadioButton, QWidget

from ceviz.draw.state import State
from ceviz.panels.overrides import guarded
from ceviz.panels.picture_panel import PicturePanel
from ceviz.panels.scene import Scene
from ceviz.panels.tool_buttons import FreezeButton
from ceviz.panels.view_frame import ViewFrame
from ceviz.store import moves
from ceviz.views.areas.picture import AreaView, Part, fits_both

_PARTS = {
    Part.AREAS: ("Areas", "cross-entropy as the area of rectangles"),
    Part.CODE: ("Codes", "the prefix codes made for p and for q, and what they cost"),
}


@guarded
class AreaPanel(PicturePanel):
    """Rectangles and words; ↑↓ change q as everywhere, Alt+↑↓ change p.

    Signals:
        resized(): there may be room for more or for less.
    """

    resized = Signal()

    picture: AreaView

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(
            "areas", AreaView(), scene, kind="q", parent=parent,
            description="Cross-entropy as rectangles, a class each: p wide, minus log q high. "
            "Left and right choose a class, up and down change q, with Alt p.",
        )  # fmt: skip

    def anchor(self, index: int) -> float:
        """The middle of the rectangle, or of the panel where there is none."""
        return self.picture.anchor(self.geometry_now(), index)

    def tip_lines(self, index: int, state: State) -> list[str]:
        """The rectangle in numbers, and the words."""
        return self.picture.tip(index, state)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt with an arrow nudges the target; all else as in any picture."""
        step = {Qt.Key.Key_Up: 1.0, Qt.Key.Key_Down: -1.0}.get(Qt.Key(event.key()))
        if step is None or not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            super().keyPressEvent(event)
            return
        fine = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        state = self.state
        value = float(state.analysis.p[state.selected]) + step * moves.NUDGES["p"][fine]
        value = min(max(value, 0.0), 1.0)
        self.edited.emit(moves.nudge_intent("p", state.selected, value, state.document))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Tell the view, which may have to offer a choice."""
        self.resized.emit()


class AreasView(ViewFrame[AreaView]):
    """Areas and codes, one at a time where both would be cramped; swap and freeze."""

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        panel = AreaPanel(scene)
        super().__init__("areas", panel.picture, scene, panel=panel, parent=parent)
        self.parts: dict[Part, QRadioButton] = {}
        group = QButtonGroup(self)
        for part, (words, tip) in _PARTS.items():
            button = QRadioButton(words, self)
            button.setToolTip(tip)
            button.clicked.connect(lambda _=False, part=part: self._show(part=part))
            group.addButton(button)
            self.options.addWidget(button)
            self.parts[part] = button
        self.parts[Part.AREAS].setChecked(True)
        self.swap = QCheckBox("Swap p and q", self)
        self.swap.setToolTip("the world q coded for p: H(q,p), H(q) and KL(q‖p)")
        self.swap.clicked.connect(lambda on: self._show(swapped=on))
        self.freeze = FreezeButton(scene, self)
        self.freeze.frozen.connect(lambda ghost: self._show(ghost=ghost))
        self.options.addWidget(self.swap)
        self.options.addStretch(1)
        self.options.addWidget(self.freeze)
        panel.resized.connect(self._offer_parts)

    def restore(self, picture: AreaView) -> None:
        """Another picture, with its options in the switches."""
        self.parts[picture.part].setChecked(True)
        self.swap.setChecked(picture.swapped)
        self.freeze.show_frozen(picture.ghost is not None)
        self.show_picture(picture)

    def _show(self, **options: object) -> None:
        picture = self.picture
        assert isinstance(picture, AreaView)
        self.show_picture(replace(picture, **options))  # type: ignore[arg-type]

    def _offer_parts(self) -> None:
        """There is nothing to choose where both are shown."""
        size = self.panel.size()
        both = fits_both(size.width(), size.height(), self._scene.theme)
        for button in self.parts.values():
            button.setVisible(not both)
