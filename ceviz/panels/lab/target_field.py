"""A whole target typed in one line: ``0.2, 0.5, 0.3``; sums other than 1 can be normalised."""

from __future__ import annotations

from functools import partial

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from ceviz.document import edits
from ceviz.document.text.numbers import parse_number
from ceviz.errors import CevizError, NotADistribution
from ceviz.panels.fields import DocumentLine, accept, refuse
from ceviz.panels.overrides import guarded
from ceviz.panels.scene import Scene
from ceviz.store import Intent

#: Above this many classes one line is no place for a distribution; the table takes pastes.
MOST = 12


@guarded
class TargetField(DocumentLine):
    """The free target of up to :data:`MOST` classes as text.

    Signals:
        edited(Intent): a target the document takes.
        unnormalised(NotADistribution, Intent): it does not sum to 1; the intent normalises it.
    """

    edited = Signal(object)
    unnormalised = Signal(object, object)

    def __init__(self, scene: Scene, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene = scene
        self._refused: str | None = None
        self._against = scene.state.analysis.p
        self.setAccessibleName("target distribution")
        self.setPlaceholderText("0.2, 0.5, 0.3")
        self.setToolTip("target probabilities, one a class, separated by commas")
        self.textEdited.connect(lambda _: accept(self))
        self.editingFinished.connect(self._finish)

    def shown(self) -> str:
        """The document's target; empty if one line is no place for it."""
        p = self._scene.state.analysis.p
        return ", ".join(f"{value:.6g}" for value in p) if len(p) <= MOST else ""

    def show_target(self) -> None:
        """Show the document's target, unless something is being typed."""
        p = self._scene.state.analysis.p
        self.setEnabled(len(p) <= MOST)
        if self._refused is not None and not np.array_equal(p, self._against):
            # Normalised, or changed elsewhere: the refused text is done with.
            self._give_up()
        if not self.isModified():
            self.setText(self.shown())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc puts back what was shown."""
        if event.key() == Qt.Key.Key_Escape and self.isModified():
            self._give_up()
            self.show_target()
        else:
            super().keyPressEvent(event)

    def _give_up(self) -> None:
        accept(self)
        self._refused = None
        self.setModified(False)

    def _finish(self) -> None:
        told = self.text() == self._refused and not self.hasFocus()
        if not self.isModified() or told:
            return
        self._refused = None
        document = self._scene.state.document
        try:
            p = np.array([parse_number(part) for part in _parts(self.text())])
            edit = partial(edits.set_target_distribution, p=p)
            edit(document)
        except NotADistribution as refusal:
            refuse(self, refusal)
            # Offered at every Enter, but not once more for leaving.
            self._refused, self._against = self.text(), self._scene.state.analysis.p
            fitting = partial(edits.set_target_distribution, p=p / refusal.total)
            self.unnormalised.emit(refusal, Intent("Set target, normalised", fitting))
        except CevizError as refusal:
            refuse(self, refusal)
        else:
            self._give_up()
            self.edited.emit(Intent("Set target", edit))


def _parts(text: str) -> list[str]:
    """Numbers separated by semicolons, else by commas, else by white space."""
    sign = next((sign for sign in ";," if sign in text), None)
    return [part.strip() for part in text.split(sign) if part.strip()]
