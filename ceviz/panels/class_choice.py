"""Boxes in which classes are chosen by name: a few different ones, or those the picture takes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from ceviz.document.analysis import Analysis
from ceviz.document.model import Document
from ceviz.draw.state import State
from ceviz.panels.name_box import NameBox
from ceviz.panels.scene import Scene

#: All boxes together are no narrower than this, in pixels.
LEAST = 220


class ClassChoice(QWidget):
    """As many boxes as classes are chosen, and a button that goes back to the picture's choice.

    Signals:
        chosen(tuple | None): the user chose; None is the picture's own choice.
    """

    chosen = Signal(object)

    def __init__(
        self,
        scene: Scene,
        labels: tuple[str, ...],
        shown: Callable[[State], tuple[int, ...]],
        own: str,
        parent: QWidget | None = None,
    ) -> None:
        """Boxes ``labels``; ``shown`` says what the picture shows, ``own`` how it chooses."""
        super().__init__(parent)
        self._scene, self._shown = scene, shown
        self._names: tuple[str, ...] = ()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self.boxes: list[NameBox] = []
        for place, label in enumerate(labels):
            box = self._make_box(place, label)
            if label:
                words = QLabel(label, self)
                words.setBuddy(box)
                row.addWidget(words)
            row.addWidget(box, 1)
            self.boxes.append(box)
        self.setMinimumWidth(LEAST)
        self.auto = QToolButton(self)
        self.auto.setText("Auto")
        self.auto.setCheckable(True)
        self.auto.setChecked(True)
        self.auto.setToolTip(own)
        self.auto.clicked.connect(self._choose_auto)
        row.addWidget(self.auto)
        scene.document_changed.connect(self._follow_names)
        scene.repaint.connect(self.follow)
        self._follow_names(scene.state.document, scene.state.analysis)
        self.follow()

    def follow(self) -> None:
        """Show what the picture shows."""
        for box, index in zip(self.boxes, self._shown(self._scene.state), strict=False):
            if box.currentIndex() != index:
                box.setCurrentIndex(index)

    def restore(self, *, own: bool) -> None:
        """Show what the picture shows, and whether that is its ``own`` choice."""
        self.auto.setChecked(own)
        self.follow()

    def _make_box(self, place: int, label: str) -> NameBox:
        box = NameBox(self)
        box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        box.setMinimumWidth(56)
        box.setAccessibleName(f"Class {label}" if label else f"Class {place + 1}")
        box.activated.connect(lambda index: self._choose(place, index))
        return box

    def _choose(self, place: int, index: int) -> None:
        """The class at ``place`` is another; if it is there already, the two change places."""
        now = list(self._shown(self._scene.state))
        if index in now:
            now[now.index(index)] = now[place]
        now[place] = index
        self.auto.setChecked(False)
        self.chosen.emit(tuple(now))

    def _choose_auto(self, checked: bool) -> None:
        self.chosen.emit(None if checked else self._shown(self._scene.state))

    def _follow_names(self, document: Document, analysis: Analysis) -> None:
        names = document.classes.names
        if names != self._names:
            self._names = names
            for box in self.boxes:
                box.set_names(names)
            self.follow()
