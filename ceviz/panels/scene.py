"""What all panels show: the store's document through the user's options, theme and attention."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np
from PySide6.QtCore import QObject, Signal, SignalInstance

from ceviz.document.analysis import Analysis
from ceviz.document.model import Document
from ceviz.document.text.sentence import Before
from ceviz.draw.reach import STILL
from ceviz.draw.state import Data, State, View
from ceviz.draw.theme import LIGHT, Theme
from ceviz.maths.arrays import FloatArray
from ceviz.store import Store, Why

#: How many moves a trail remembers.
TRAIL = 120


class Editing(Protocol):
    """A panel that edits: it says which intent its user has, and what is dragged is a gesture."""

    edited: SignalInstance


class Scene(QObject):
    """Turns the store's news into one :class:`~ceviz.draw.state.State` for all panels.

    Attributes:
        store: the owner of the document.
        theme: what is painted with.

    Signals:
        document_changed(Document, Analysis, Why): the numbers are new; told before ``repaint``.
        class_selected(): another class is selected, which ``repaint`` does not tell apart.
        repaint(): anything shown is new: numbers, hover, selection, options or theme.
        restyled(Theme): the theme is new.
    """

    document_changed = Signal(object, object, object)
    class_selected = Signal()
    repaint = Signal()
    restyled = Signal(object)

    def __init__(self, store: Store, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.store = store
        self.theme: Theme = LIGHT
        self._pressed: Before | None = None
        self._press: tuple[Document, Before | None] | None = None
        self._state = State.of(
            store.document,
            store.analysis,
            selected=store.analysis.true,
            trail=(store.analysis.z,),
        )
        store.changed.connect(self._follow)
        store.gesture_changed.connect(self._hold)

    @property
    def state(self) -> State:
        """The present state; frozen, the same object until something changes."""
        return self._state

    @property
    def view(self) -> View:
        """What the user chose to see of the document."""
        return self._state.view

    def hover(self, index: int | None) -> None:
        """Light class ``index`` in every view, or none."""
        if index != self._state.hovered:
            self._state = replace(self._state, hovered=index)
            self.repaint.emit()

    def select(self, index: int) -> None:
        """Select class ``index`` in every view: tangent, keys and snapping follow it."""
        if index != self._state.selected:
            self._state = replace(self._state, selected=index)
            self.class_selected.emit()
            self.repaint.emit()

    def pull(self, index: int | None) -> None:
        """The probability of class ``index`` is in the hand, or none is."""
        if index != self._state.pulled:
            self._state = replace(self._state, pulled=index)
            self.repaint.emit()

    def set_view(self, view: View) -> None:
        """Other options; every panel repaints."""
        if view != self._state.view:
            self._state = replace(self._state, view=view)
            self.repaint.emit()

    def set_data(self, data: Data | None) -> None:
        """The document's samples, measured and selected from; every panel repaints."""
        self._state = replace(self._state, data=data)
        self.repaint.emit()

    def freeze(self, frozen: bool) -> None:
        """Keep a ghost of the present numbers to compare with, or let it go."""
        self._state = replace(self._state, ghost=self._state.analysis if frozen else None)
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

    def lay_trail(self, trail: Sequence[FloatArray]) -> None:
        """What led to the present scores, from someone who knows more than the last moves.

        For those who are told ``document_changed``: what is painted after it has this trail. One
        that does not end at the present scores is none of it.
        """
        if len(trail) and np.array_equal(trail[-1], self._state.analysis.z):
            self._state = replace(self._state, trail=tuple(trail))

    def _follow(self, document: Document, analysis: Analysis, why: Why) -> None:
        before, count = self._state, len(document.classes)
        held = before.held if self.store.in_gesture else analysis
        if len(held.q) != count:
            held = analysis
        another = why is Why.OPENED or document.selected != before.document.selected
        selected = analysis.true if another else min(before.selected, count - 1)
        hovered = before.hovered
        same_rows = document.samples.rows is before.document.samples.rows
        self._state = replace(
            before,
            document=document,
            analysis=analysis,
            held=held,
            reach=before.reach.joined(analysis, held) if self.store.in_gesture else STILL,
            trail=_longer(() if another else before.trail, analysis.z),
            hovered=None if hovered is None or hovered >= count else hovered,
            selected=selected,
            # What was measured and selected of other rows says nothing of these.
            data=before.data if same_rows else None,
            before=self._before(before, document, why),
            ghost=_comparable(before.ghost, count, why),
        )
        self.document_changed.emit(document, analysis, why)
        if selected != before.selected:
            self.class_selected.emit()
        self.repaint.emit()

    def _before(self, last: State, document: Document, why: Why) -> Before | None:
        """What this change started from: the press of a gesture, or what was shown until now."""
        if why is Why.OPENED:
            self._press = None  # it would keep what was closed
            return None
        if why in (Why.LOOKING, Why.MEASURED):
            same = document.samples.rows is last.document.samples.rows
            return last.before if same else None
        if self._pressed is not None:
            return self._pressed
        press, self._press = self._press, None
        if press is not None and document is press[0]:
            return press[1]  # a gesture that was not kept never was
        return Before(last.document, last.analysis)

    def _hold(self, running: bool) -> None:
        """Keep axes and ranking still while a gesture runs; let them go at its end."""
        now = self._state
        if running:
            self._press = now.document, now.before
        self._pressed = Before(now.document, now.analysis) if running else None
        self._state = replace(now, held=now.analysis, reach=STILL)
        if not running:
            self.repaint.emit()


def _comparable(ghost: Analysis | None, count: int, why: Why) -> Analysis | None:
    """The ghost, unless it is of another document or of other classes."""
    if ghost is None or why is Why.OPENED or len(ghost.q) != count:
        return None
    return ghost


def _longer(trail: tuple[FloatArray, ...], z: FloatArray) -> tuple[FloatArray, ...]:
    """The trail with the present scores at its end; of other classes a new one."""
    if trail and len(trail[-1]) == len(z):
        return trail if np.array_equal(trail[-1], z) else (*trail[-TRAIL:], z)
    return (z,)
