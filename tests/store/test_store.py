"""One writer, one announcement a change, one gesture one named step."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtTest import QSignalSpy
from pytestqt.qtbot import QtBot

from ceviz.document import edits
from ceviz.document.analysis import Analysis
from ceviz.document.model import Document, Unit
from ceviz.errors import CevizError
from ceviz.store import Intent, Store
from tests.helpers.documents import batch, fruit


def warm(temperature: float, fold: str = "") -> Intent:
    """A step that is easily told from others."""
    edit = partial(edits.set_temperature, temperature=temperature)
    return Intent(f"T {temperature:g}", edit, fold=fold)


def look(unit: Unit) -> Intent:
    return Intent(f"Show {unit}", partial(edits.set_unit, unit=unit), looking=True)


def watch(sample: int) -> Intent:
    return Intent("Show sample", partial(edits.select_sample, row=sample), looking=True)


@pytest.fixture
def store() -> Store:
    return Store(fruit())


@pytest.fixture
def told(store: Store) -> list[float]:
    """The temperatures that were announced, one an announcement."""
    temperatures: list[float] = []
    store.changed.connect(lambda document, _: temperatures.append(document.temperature))
    return temperatures


def steps(store: Store) -> list[str]:
    return [store.history.text(k) for k in range(store.history.count())]


def test_analysis_is_of_the_document(store: Store) -> None:
    store.apply(Intent("z", partial(edits.set_score, i=1, value=0.0)))
    assert store.analysis.z is store.document.sample.scores
    assert store.analysis.q[1] == pytest.approx(np.exp(0) / np.exp([1.0, 0.0, -0.5]).sum())


def test_a_step_is_announced_once_and_named(store: Store, told: list[float]) -> None:
    assert store.apply(warm(2.0))
    assert told == [2.0]
    assert steps(store) == ["T 2"]


def test_an_edit_that_changes_nothing_is_neither_announced_nor_kept(
    store: Store, told: list[float]
) -> None:
    assert store.apply(warm(1.0))
    assert told == []
    assert steps(store) == []


def test_a_refusal_is_passed_on_and_nothing_is_changed(store: Store, told: list[float]) -> None:
    before = store.document
    refusals: list[CevizError] = []
    store.refused.connect(refusals.append)
    assert not store.apply(warm(-1.0))
    assert not store.preview(warm(-1.0))
    store.commit()
    assert len(refusals) == 2
    assert store.document is before
    assert told == []
    assert steps(store) == []


def test_previews_start_from_the_press_and_not_from_the_last_frame(store: Store) -> None:
    double = Intent("double", lambda d: edits.set_temperature(d, d.temperature * 2.0))
    store.preview(double)
    store.preview(double)
    assert store.document.temperature == 2.0
    assert store.base.temperature == 1.0


def test_a_gesture_is_one_step_with_its_last_name(store: Store, told: list[float]) -> None:
    before = store.document
    for temperature in (2.0, 3.0, 4.0):
        store.preview(warm(temperature))
    store.commit()
    assert told == [2.0, 3.0, 4.0]
    assert steps(store) == ["T 4"]
    store.undo()
    assert store.document == before
    store.redo()
    assert store.document.temperature == 4.0


def test_cancel_gives_back_the_document_of_the_press(store: Store) -> None:
    before = store.document
    store.preview(warm(2.0))
    store.cancel()
    assert store.document is before
    assert store.analysis.q is not None
    assert steps(store) == []
    assert not store.in_gesture


def test_a_gesture_that_ends_where_it_began_leaves_nothing(store: Store) -> None:
    store.preview(warm(2.0))
    store.preview(warm(1.0))
    store.commit()
    assert steps(store) == []
    assert store.history.isClean()


def test_a_gesture_is_announced_at_both_ends(store: Store) -> None:
    heard: list[bool] = []
    store.gesture_changed.connect(heard.append)
    store.preview(warm(2.0))
    store.preview(warm(3.0))
    store.commit()
    store.commit()
    store.cancel()
    assert heard == [True, False]


def test_undo_in_a_gesture_cancels_it_and_undoes_nothing_else(store: Store) -> None:
    store.apply(warm(5.0))
    store.preview(warm(2.0))
    store.undo()
    assert store.document.temperature == 5.0
    assert steps(store) == ["T 5"]
    assert not store.in_gesture


def test_redo_in_a_gesture_does_nothing(store: Store) -> None:
    store.apply(warm(5.0))
    store.undo()
    store.preview(warm(2.0))
    store.redo()
    assert store.document.temperature == 2.0
    assert store.in_gesture


def test_a_step_in_a_gesture_ends_it_first(store: Store) -> None:
    store.preview(warm(2.0))
    store.apply(Intent("z", partial(edits.set_score, i=0, value=0.0)))
    assert steps(store) == ["T 2", "z"]
    assert not store.in_gesture


def test_steps_with_one_key_fold_until_something_else_happens(store: Store) -> None:
    for temperature in (2.0, 3.0):
        store.apply(warm(temperature, fold="T"))
    assert steps(store) == ["T 3"]
    store.apply(Intent("z", partial(edits.set_score, i=0, value=0.0)))
    store.apply(warm(4.0, fold="T"))
    store.apply(warm(5.0, fold="other"))
    assert steps(store) == ["T 3", "z", "T 4", "T 5"]
    store.undo()
    store.undo()
    store.undo()
    store.undo()
    assert store.document == fruit()


def test_folding_back_to_the_beginning_leaves_nothing(store: Store) -> None:
    store.apply(warm(2.0, fold="T"))
    store.apply(warm(1.0, fold="T"))
    assert steps(store) == []
    assert store.history.isClean()


def test_what_was_saved_is_not_folded_over(store: Store) -> None:
    store.apply(warm(2.0, fold="T"))
    store.history.setClean()
    store.apply(warm(3.0, fold="T"))
    assert steps(store) == ["T 2", "T 3"]
    store.undo()
    assert store.history.isClean()


def test_looking_is_not_a_step(store: Store, told: list[float]) -> None:
    store.apply(look(Unit.BITS))
    assert store.document.unit is Unit.BITS
    assert len(told) == 1
    assert steps(store) == []
    assert store.history.isClean()


def test_undo_keeps_the_unit_that_is_looked_in(store: Store) -> None:
    store.apply(warm(2.0))
    store.apply(look(Unit.BITS))
    store.undo()
    assert (store.document.temperature, store.document.unit) == (1.0, Unit.BITS)
    store.redo()
    assert (store.document.temperature, store.document.unit) == (2.0, Unit.BITS)


def test_undo_goes_back_to_the_sample_that_was_edited() -> None:
    store = Store(batch())
    store.apply(watch(2))
    store.apply(Intent("z", partial(edits.set_score, i=0, value=9.0)))
    store.apply(watch(0))
    store.undo()
    assert store.document.selected == 2
    assert store.document.sample == batch().samples[2]


def test_another_document_is_clean_and_without_a_past(store: Store) -> None:
    store.apply(warm(2.0))
    store.preview(warm(3.0))
    store.open(batch())
    assert store.document == batch()
    assert len(store.analysis.q) == 3
    assert steps(store) == []
    assert store.history.isClean()
    assert not store.in_gesture


@pytest.mark.parametrize("verb", ["apply", "preview", "commit", "cancel", "undo", "redo", "open"])
def test_a_view_that_edits_while_it_is_told_is_stopped(store: Store, verb: str) -> None:
    store.apply(warm(3.0))
    arguments: dict[str, tuple[object, ...]] = {
        "apply": (warm(7.0),), "preview": (warm(7.0),), "open": (batch(),),
    }  # fmt: skip
    stopped: list[str] = []

    def meddle(document: Document, analysis: Analysis) -> None:
        try:
            getattr(store, verb)(*arguments.get(verb, ()))
        except RuntimeError as refusal:
            stopped.append(str(refusal))

    store.changed.connect(meddle)
    store.apply(warm(2.0))
    assert stopped == ["a view edited the document while it was being told of a change"]
    assert store.document.temperature == 2.0
    assert steps(store) == ["T 3", "T 2"]


def test_an_edit_that_breaks_leaves_everything_as_it_was(store: Store) -> None:
    def broken(document: Document) -> Document:
        raise IndexError("no such class")

    before = store.document
    with pytest.raises(IndexError):
        store.apply(Intent("broken", broken))
    assert store.document is before
    assert steps(store) == []


def test_a_store_that_goes_tells_nobody_of_its_history() -> None:
    parent = QObject()
    store = Store(fruit(), parent)
    store.apply(warm(2.0))
    heard: list[int] = []
    store.history.indexChanged.connect(heard.append)
    shiboken6.delete(parent)
    assert heard == []


def test_news_are_told_to_all_with_the_same_objects(store: Store, qtbot: QtBot) -> None:
    spy = QSignalSpy(store.changed)
    store.apply(warm(2.0))
    document, analysis = spy.at(0)
    assert document is store.document
    assert analysis is store.analysis


def played(temperature: float) -> Intent:
    """A preview of something that goes on by itself, one fold however often it is stopped."""
    edit = partial(edits.set_temperature, temperature=temperature)
    return Intent(f"Play to {temperature:g}", edit, fold="play", gesture="play")


def test_a_preview_of_another_gesture_ends_the_one_that_runs(store: Store) -> None:
    store.preview(played(2.0))
    store.preview(played(3.0))
    assert steps(store) == []
    store.preview(Intent("z", partial(edits.set_score, i=1, value=0.0)))
    assert steps(store) == ["Play to 3"]
    assert store.in_gesture
    assert store.base.temperature == 3.0
    store.cancel()
    assert store.document.temperature == 3.0
    assert store.document.sample.scores[1] == 3.5


def test_gestures_of_one_fold_are_one_step(store: Store) -> None:
    start = store.document
    for temperature in (2.0, 3.0, 4.0):
        store.preview(played(temperature))
        store.commit()
    assert steps(store) == ["Play to 4"]
    store.undo()
    assert store.document == start
    store.redo()
    store.preview(played(start.temperature))
    store.commit()
    assert steps(store) == []


def test_the_name_of_a_gesture_is_worded_once_and_when_it_is_needed(store: Store) -> None:
    worded: list[float] = []

    def name(temperature: float) -> str:
        worded.append(temperature)
        return f"T {temperature:g}"

    for temperature in (2.0, 3.0, 4.0):
        store.preview(Intent(partial(name, temperature), warm(temperature).edit))
    assert worded == []
    store.commit()
    assert worded == [4.0]
    assert steps(store) == ["T 4"]
