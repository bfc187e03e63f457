"""The simplex in the window: which classes, which arrows, and the keyboard."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QWidget

from ceviz.document.analysis import Analysis
from ceviz.document.edits import DRAG_MAX
from ceviz.document.model import Document
from ceviz.document.shares import present_shares
from ceviz.draw.state import State
from ceviz.panels.class_choice import ClassChoice
from ceviz.panels.picture_panel import PicturePanel
from ceviz.panels.scene import Scene
from ceviz.panels.view_frame import ViewFrame
from ceviz.store import Intent, moves
from ceviz.views.simplex.picture import LEAST, Simplex, share_intent
from ceviz.views.simplex.slice import chosen_classes

_STEPS = {
    Qt.Key.Key_Up: (1.0, 0),
    Qt.Key.Key_Down: (-1.0, 0),
    Qt.Key.Key_PageUp: (1.0, 2),
    Qt.Key.Key_PageDown: (-1.0, 2),
}


class SimplexPanel(PicturePanel):
    """The picture; its keys move q towards and away from the corner of the selected class."""

    picture: Simplex

    def __init__(self, picture: Simplex, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(
            "simplex", picture, scene, kind="q", parent=parent,
            description="All ways to share probability among three classes. Left and right "
            "choose a corner, up and down move q towards it and away.",
        )  # fmt: skip

    def note(self, state: State) -> list[str]:
        """The loss and the probabilities under the pointer; those of q stand at the corners."""
        if self._pointer is None or self.drag is not None:
            return []
        return self.picture.words_at(self.geometry_now(), self._pointer, state)

    def anchor(self, index: int) -> float:
        """The corner of class ``index``, or the middle."""
        geometry = self.geometry_now()
        chosen = geometry.part.chosen
        if index not in chosen:
            return self.width() / 2.0
        return float(geometry.corners()[chosen.index(index), 0])

    def _handle_key(self, event: QKeyEvent) -> bool:
        state = self.state
        chosen = self.geometry_now().part.chosen
        place = chosen.index(state.selected) if state.selected in chosen else 0
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            step = 1 if key == Qt.Key.Key_Right else -1
            self._scene.select(chosen[(place + step) % len(chosen)])
            return True
        fine = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        wanted = self._nudged(key, place, fine=fine)
        if wanted is None:
            return super()._handle_key(event)
        self.edited.emit(wanted)
        return True

    def _nudged(self, key: Qt.Key, place: int, *, fine: bool) -> Intent | None:
        """q a step nearer to its corner or away, the other two keeping their ratio."""
        document, chosen = self.state.document, self.geometry_now().part.chosen
        now = present_shares(document, chosen)
        if key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            share = LEAST if key == Qt.Key.Key_Home else DRAG_MAX
        elif key in _STEPS:
            sign, size = _STEPS[key]
            step = moves.NUDGES["q"][1 if fine and size == 0 else size]
            share = min(max(float(now[place]) + sign * step, LEAST), DRAG_MAX)
        else:
            return None
        others = np.delete(now, place)
        total = float(others.sum())
        rest = others / total if total > 0.0 else np.full(len(others), 1.0 / len(others))
        shares = np.insert((1.0 - share) * rest, place, share)
        fold = f"nudge simplex {document.selected} {chosen} {place}"
        return share_intent("q", chosen, shares, document, fold=fold)


class SimplexView(ViewFrame[Simplex]):
    """Option row, picture, caption."""

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        picture = Simplex()
        super().__init__(
            "simplex", picture, scene, panel=SimplexPanel(picture, scene), parent=parent
        )
        self.choice = ClassChoice(
            scene,
            ("", "", ""),
            lambda state: chosen_classes(self.picture.chosen, state),
            "The true class, the predicted one, the selected one, and the next largest",
            self,
        )
        self.choice.chosen.connect(self._choose)
        self.descent = QCheckBox("Descent", self)
        self.descent.setToolTip(
            "Arrows show where gradient descent on the scores takes q, instead of where the loss "
            "falls fastest in the triangle"
        )
        self.descent.clicked.connect(self._turn_arrows)
        self.options.addWidget(self.choice, 1)
        self.options.addStretch(0)
        self.options.addWidget(self.descent)
        scene.document_changed.connect(self._follow)
        self._follow(scene.state.document, scene.state.analysis)

    def restore(self, picture: Simplex) -> None:
        """Another picture, with its options in the boxes."""
        self.show_picture(picture)
        self.choice.restore(own=picture.chosen is None)
        self.descent.setChecked(picture.drifting)

    def _choose(self, chosen: tuple[int, ...] | None) -> None:
        self.show_picture(replace(self.picture, chosen=chosen))
        self.choice.follow()

    def _turn_arrows(self, drifting: bool) -> None:
        self.show_picture(replace(self.picture, drifting=drifting))

    def _follow(self, document: Document, analysis: Analysis) -> None:
        """Nothing can be chosen of three classes or fewer."""
        self.choice.setVisible(len(document.classes) > 3)
