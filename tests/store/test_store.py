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
from ceviz.store import End, Intent, Store, Why
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
    gesture = store.begin()
    assert not gesture.preview(warm(-1.0))
    gesture.end(End.RELEASED)
    assert len(refusals) == 2
    assert store.document is before
    assert told == []
    assert steps(store) == []


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
    assert store.document.same_as(fruit())


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
    assert store.document.sample.same_as(batch().samples[2])


def test_another_document_is_clean_and_without_a_past(store: Store) -> None:
    store.apply(warm(2.0))
    store.begin().preview(warm(3.0))
    store.open(batch())
    assert store.document.same_as(batch())
    assert len(store.analysis.q) == 3
    assert steps(store) == []
    assert store.history.isClean()
    assert not store.in_gesture


@pytest.mark.parametrize("verb", ["apply", "begin", "end_gesture", "undo", "redo", "open"])
def test_a_view_that_edits_while_it_is_told_is_stopped(store: Store, verb: str) -> None:
    store.apply(warm(3.0))
    arguments: dict[str, tuple[object, ...]] = {
        "apply": (warm(7.0),), "end_gesture": (End.ESCAPED,), "open": (batch(),),
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
    document, analysis, why = spy.at(0)
    assert document is store.document
    assert analysis is store.analysis
    assert why is Why.EDITED


def test_the_news_say_why(store: Store) -> None:
    heard: list[Why] = []
    store.changed.connect(lambda _, __, why: heard.append(why))
    store.apply(warm(2.0))
    store.apply(look(Unit.BITS))
    store.undo()
    store.redo()
    gesture = store.begin()
    gesture.preview(warm(3.0))
    gesture.end(End.ESCAPED)
    store.open(store.document)
    assert heard == [
        Why.EDITED, Why.LOOKING, Why.UNDONE, Why.EDITED, Why.EDITED, Why.UNDONE, Why.OPENED,
    ]  # fmt: skip


def test_a_step_to_another_document_opens_it_and_so_does_the_step_back(store: Store) -> None:
    heard: list[Why] = []
    store.changed.connect(lambda _, __, why: heard.append(why))
    store.apply(Intent("Open", lambda _: batch(), opening=True))
    store.undo()
    store.redo()
    assert heard == [Why.OPENED, Why.OPENED, Why.OPENED]
