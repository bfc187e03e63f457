"""The scene: one state for all panels, news in the right order, axes that hold still."""

from __future__ import annotations

import gc
import weakref
from dataclasses import replace
from functools import partial

import numpy as np
from PySide6.QtTest import QSignalSpy

from ceviz.document.classes import remove_classes
from ceviz.document.edits import select_sample, set_score
from ceviz.draw.state import Data, View
from ceviz.draw.theme import DARK, LIGHT
from ceviz.maths.batch import evaluate
from ceviz.panels.scene import Scene
from ceviz.store import End, Intent
from tests.helpers.documents import batch, fruit
from tests.helpers.fixtures import make_scene


def score(value: float) -> Intent:
    return Intent("z", partial(set_score, i=1, value=value))


def test_the_truth_is_selected_first(scene: Scene) -> None:
    assert scene.state.selected == 1
    scene.store.open(replace(batch(), selected=1, title="another"))
    assert scene.state.selected == 0


def test_the_state_is_one_object_until_something_changes(scene: Scene) -> None:
    state = scene.state
    scene.hover(None)
    scene.set_view(View())
    scene.set_theme(LIGHT)
    scene.store.apply(score(3.5))
    assert scene.state is state
    scene.store.apply(score(3.0))
    assert scene.state is not state
    assert scene.state.document is scene.store.document
    assert scene.state.analysis is scene.store.analysis


def test_a_change_is_told_as_numbers_first_and_repainted_once(scene: Scene) -> None:
    order: list[str] = []
    scene.document_changed.connect(lambda *_: order.append("numbers"))
    scene.repaint.connect(lambda: order.append("repaint"))
    scene.store.apply(score(0.0))
    assert order == ["numbers", "repaint"]
    scene.hover(2)
    scene.set_view(View(log_q=True))
    assert order == ["numbers", "repaint", "repaint", "repaint"]


def test_axes_hold_still_while_a_gesture_runs(scene: Scene) -> None:
    at_press = scene.state.analysis
    gesture = scene.store.begin()
    gesture.preview(score(-9.0))
    gesture.preview(score(30.0))
    assert scene.state.held is at_press
    assert scene.state.analysis is not at_press
    gesture.end(End.RELEASED)
    assert scene.state.held is scene.state.analysis


def test_a_cancelled_gesture_holds_what_it_gave_back(scene: Scene) -> None:
    gesture = scene.store.begin()
    gesture.preview(score(-9.0))
    gesture.end(End.ESCAPED)
    assert scene.state.held is scene.state.analysis
    assert scene.state.document.same_as(fruit())


def test_fewer_classes_in_a_gesture_are_not_held_against_more(scene: Scene) -> None:
    scene.select(2)
    gesture = scene.store.begin()
    gesture.preview(Intent("Remove", partial(remove_classes, gone=[2])))
    assert len(scene.state.held.q) == len(scene.state.analysis.q) == 2
    assert scene.state.selected == 1
    gesture.end(End.ESCAPED)


def test_an_edit_keeps_the_selection_and_another_sample_takes_its_truth() -> None:
    scene = make_scene(batch())
    scene.select(2)
    scene.store.apply(score(0.0))
    assert scene.state.selected == 2
    moved = QSignalSpy(scene.class_selected)
    scene.store.apply(Intent("look", partial(select_sample, row=1), looking=True))
    assert scene.state.selected == 0
    assert moved.count() == 1


def test_another_session_of_the_same_title_starts_anew(scene: Scene) -> None:
    scene.select(2)
    scene.store.apply(score(0.0))
    assert len(scene.state.trail) == 2
    scene.store.open(set_score(fruit(), 0, 2.0))
    assert scene.state.selected == scene.state.analysis.true == 1
    assert [z.tolist() for z in scene.state.trail] == [[2.0, 3.5, -0.5]]


def test_so_does_the_same_session_opened_again(scene: Scene) -> None:
    scene.select(2)
    scene.store.open(scene.store.document)
    assert scene.state.selected == 1
    assert len(scene.state.trail) == 1


def test_undoing_leads_back_to_another_document_and_not_along_its_trail(scene: Scene) -> None:
    other = set_score(fruit(), 1, -2.0)
    scene.store.apply(Intent("Open", lambda _: other, opening=True))
    assert len(scene.state.trail) == 1
    scene.select(0)
    scene.store.undo()
    assert scene.state.selected == 1
    assert [z.tolist() for z in scene.state.trail] == [[1.0, 3.5, -0.5]]


def test_other_rows_take_what_was_measured_and_selected_with_them(scene: Scene) -> None:
    data = Data(evaluate(np.zeros((9, 3)), np.zeros(9, int)), selection=np.array([8]))
    scene.set_data(data)
    scene.store.apply(score(0.0))
    assert scene.state.data is data
    told: list[Data | None] = []
    scene.document_changed.connect(lambda *_: told.append(scene.state.data))
    scene.store.apply(Intent("Remove", partial(remove_classes, gone=[2])))
    assert told == [None]


def test_hover_and_selection_are_told_once_and_kept_within_the_classes(scene: Scene) -> None:
    selected, repaint = QSignalSpy(scene.class_selected), QSignalSpy(scene.repaint)
    for _ in range(2):
        scene.hover(2)
        scene.select(2)
    assert (selected.count(), repaint.count()) == (1, 2)
    scene.store.apply(Intent("Remove", partial(remove_classes, gone=[2])))
    assert (scene.state.hovered, scene.state.selected) == (None, 1)


def test_themes_are_told_with_a_repaint(scene: Scene) -> None:
    restyled, repaint = QSignalSpy(scene.restyled), QSignalSpy(scene.repaint)
    scene.set_theme(DARK)
    scene.set_theme(DARK)
    assert (restyled.count(), repaint.count()) == (1, 1)


def test_a_drag_given_back_is_nothing_that_happened(scene: Scene) -> None:
    assert scene.state.before is None
    gesture = scene.store.begin()
    gesture.preview(score(-9.0))
    gesture.end(End.ESCAPED)
    assert scene.state.before is None
    scene.store.apply(score(0.0))
    told = scene.state.before
    gesture = scene.store.begin()
    gesture.preview(score(-9.0))
    gesture.end(End.ESCAPED)
    assert scene.state.before is told
    scene.store.undo()
    assert scene.state.before is not told


def test_nothing_of_a_closed_document_is_kept_by_its_last_drag(scene: Scene) -> None:
    gesture = scene.store.begin()
    gesture.preview(score(-9.0))
    gesture.end(End.RELEASED)
    closed = weakref.ref(scene.store.document.samples)
    pressed = weakref.ref(gesture.base.samples)
    del gesture
    scene.store.open(batch())
    gc.collect()
    assert closed() is None
    assert pressed() is None
