"""What all panels show: the store's document through the user's options, theme and attention."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np
from PySide6.QtCore import QObject, Signal, SignalInstance

from ceviz.document.analysis import Analysis
from ceviz.document.model import Document, Vector
from ceviz.draw.state import Data, State, View
from ceviz.draw.theme import LIGHT, Theme
from ceviz.store import Spotlight, Store

#: How many moves a trail remembers.
TRAIL = 120


class Editing(Protocol):
    """A panel that edits: it says which intent its user has, and what is dragged is a gesture."""

    edited: SignalInstance


class Scene(QObject):
    """Turns the store's news into one :class:`~ceviz.draw.state.State` for all panels.

    Attributes:
        store: the owner of the document.
        spotlight: hover and selection.
        theme: what is painted with.

    Signals:
        document_changed(Document, Analysis): the numbers are new; told before ``repaint``.
        repaint(): anything shown is new: numbers, hover, options or theme.
        restyled(Theme): the theme is new.
    """

    document_changed = Signal(object, object)
    repaint = Signal()
    restyled = Signal(object)

    def __init__(self, store: Store, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.store = store
        self.spotlight = Spotlight(self)
        self.spotlight.select(store.analysis.true)
        self.theme: Theme = LIGHT
        self._state = State.of(
            store.document,
            store.analysis,
            selected=self.spotlight.selected,
            trail=(store.analysis.z,),
        )
        store.changed.connect(self._follow)
        store.gesture_changed.connect(self._hold)
        self.spotlight.moved.connect(self._attend)

    @property
    def state(self) -> State:
        """The present state; frozen, the same object until something changes."""
        return self._state

    @property
    def view(self) -> View:
        """What the user chose to see of the document."""
        return self._state.view

    def set_view(self, view: View) -> None:
        """Other options; every panel repaints."""
        if view != self._state.view:
            self._state = replace(self._state, view=view)
            self.repaint.emit()

    def set_data(self, data: Data | None) -> None:
        """Other samples, another measurement or selection; every panel repaints."""
        self._state = replace(self._state, data=data)
        self.repaint.emit()

    def set_theme(self, theme: Theme) -> None:
        """Another theme; every panel repaints."""
        if theme != self.theme:
            self.theme = theme
            self.restyled.emit(theme)
            self.repaint.emit()

    def listen(self, panel: Editing) -> None:
        """Do what ``panel`` asks for."""
        panel.edited.connect(self.store.apply)

    def lay_trail(self, trail: Sequence[Vector]) -> None:
        """What led to the present scores, from someone who knows more than the last moves.

        For those who are told ``document_changed``: what is painted after it has this trail. One
        that does not end at the present scores is none of it.
        """
        if len(trail) and np.array_equal(trail[-1], self._state.analysis.z):
            self._state = replace(self._state, trail=tuple(trail))

    def _follow(self, document: Document, analysis: Analysis) -> None:
        self.spotlight.keep_within(len(document.classes))
        other_sample = not self._same_sample(document)
        if other_sample:
            self.spotlight.selected = analysis.true
        held = self._state.held if self.store.in_gesture else analysis
        if len(held.q) != len(analysis.q):
            held = analysis
        self._state = replace(
            self._state,
            document=document,
            analysis=analysis,
            held=held,
            trail=self._trail_after(document, analysis),
            hovered=self.spotlight.hovered,
            selected=self.spotlight.selected,
        )
        self.document_changed.emit(document, analysis)
        # The spotlight's news repaints too.
        (self.spotlight.moved if other_sample else self.repaint).emit()

    def _same_sample(self, document: Document) -> bool:
        """Whether ``document`` shows the sample shown before, edited or not."""
        before = self._state.document
        return (
            document.selected == before.selected
            and len(document.samples) == len(before.samples)
            and document.title == before.title
        )

    def _trail_after(self, document: Document, analysis: Analysis) -> tuple[Vector, ...]:
        """The trail with the present scores; another sample or class starts a new one."""
        old = self._state.trail if self._same_sample(document) else ()
        if old and len(old[-1]) != len(analysis.z):
            old = ()
        if old and np.array_equal(old[-1], analysis.z):
            return old
        return (*old[-TRAIL:], analysis.z)

    def _hold(self, running: bool) -> None:
        """Keep axes and ranking still while a gesture runs; let them go at its end."""
        self._state = replace(self._state, held=self._state.analysis)
        if not running:
            self.repaint.emit()

    def _attend(self) -> None:
        self._state = replace(
            self._state, hovered=self.spotlight.hovered, selected=self.spotlight.selected
        )
        self.repaint.emit()
