"""The scene: one state for all panels, news in the right order, axes that hold still."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtTest import QSignalSpy

from ceviz.document.classes import remove_classes
from ceviz.document.edits import select_sample, set_score
from ceviz.draw.state import View
from ceviz.draw.theme import DARK, LIGHT
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
    scene.spotlight.hover(None)
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
    scene.spotlight.hover(2)
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
    scene.spotlight.select(2)
    gesture = scene.store.begin()
    gesture.preview(Intent("Remove", partial(remove_classes, gone=[2])))
    assert len(scene.state.held.q) == len(scene.state.analysis.q) == 2
    assert scene.state.selected == 1
    gesture.end(End.ESCAPED)


def test_an_edit_keeps_the_selection_and_another_sample_takes_its_truth() -> None:
    scene = make_scene(batch())
    scene.spotlight.select(2)
    scene.store.apply(score(0.0))
    assert scene.state.selected == 2
    moved = QSignalSpy(scene.spotlight.moved)
    scene.store.apply(Intent("look", partial(select_sample, row=1), looking=True))
    assert scene.state.selected == scene.spotlight.selected == 0
    assert moved.count() == 1


def test_themes_are_told_with_a_repaint(scene: Scene) -> None:
    restyled, repaint = QSignalSpy(scene.restyled), QSignalSpy(scene.repaint)
    scene.set_theme(DARK)
    scene.set_theme(DARK)
    assert (restyled.count(), repaint.count()) == (1, 1)
