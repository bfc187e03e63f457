"""A gesture is shown at every move, and is one named undo step or nothing at its end."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from ceviz.document import edits
from ceviz.document.model import Document
from ceviz.store import End, Gesture, Intent, Store
from ceviz.store.moves import drag_intent
from tests.helpers.documents import batch, fruit
from tests.helpers.hearing import Told


def warm(temperature: float, fold: str = "") -> Intent:
    """A move that is easily told from others."""
    edit = partial(edits.set_temperature, temperature=temperature)
    return Intent(f"T {temperature:g}", edit, fold=fold)


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


def moved(store: Store, *temperatures: float) -> Gesture:
    """A gesture that has come through ``temperatures`` and goes on."""
    gesture = store.begin()
    for temperature in temperatures:
        gesture.preview(warm(temperature))
    return gesture


def test_moves_start_from_the_press_and_not_from_the_last_frame(store: Store) -> None:
    double = Intent("double", lambda d: edits.set_temperature(d, d.temperature * 2.0))
    gesture = store.begin()
    gesture.preview(double)
    gesture.preview(double)
    assert store.document.temperature == 2.0
    assert gesture.base.temperature == 1.0


def test_it_is_one_step_with_its_last_name(store: Store, told: list[float]) -> None:
    before = store.document
    moved(store, 2.0, 3.0, 4.0).end(End.RELEASED)
    assert told == [2.0, 3.0, 4.0]
    assert steps(store) == ["T 4"]
    store.undo()
    assert store.document.same_as(before)
    store.redo()
    assert store.document.temperature == 4.0


def test_the_name_is_worded_once_and_when_it_is_needed(store: Store) -> None:
    worded: list[float] = []

    def name(temperature: float) -> str:
        worded.append(temperature)
        return f"T {temperature:g}"

    gesture = store.begin()
    for temperature in (2.0, 3.0, 4.0):
        gesture.preview(Intent(partial(name, temperature), warm(temperature).edit))
    assert worded == []
    gesture.end(End.RELEASED)
    assert worded == [4.0]
    assert steps(store) == ["T 4"]


def test_how_far_a_probability_goes_is_asked_once_a_move(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[float] = []
    within_reach = edits.within_reach

    def count(document: Document, i: int, value: float) -> float:
        asked.append(value)
        return within_reach(document, i, value)

    monkeypatch.setattr(edits, "within_reach", count)
    gesture = store.begin()
    for value in (0.5, 2.0):
        gesture.preview(drag_intent("q", 1, 0.9, value, gesture.base))
    assert asked == [0.5, 2.0]
    gesture.end(End.RELEASED)
    assert steps(store) == ["Drag q[Banana] 0.9000 → 1 − 1e−6"]


@pytest.mark.parametrize("reason", [reason for reason in End if reason.keeps])
def test_what_is_kept_is_a_step(store: Store, reason: End) -> None:
    moved(store, 2.0).end(reason)
    assert store.document.temperature == 2.0
    assert steps(store) == ["T 2"]


@pytest.mark.parametrize("reason", [reason for reason in End if not reason.keeps])
def test_what_is_given_back_is_the_document_of_the_press(store: Store, reason: End) -> None:
    before = store.document
    moved(store, 2.0).end(reason)
    assert store.document is before
    assert store.analysis.z is before.sample.scores
    assert steps(store) == []
    assert not store.in_gesture


def test_one_that_ends_where_it_began_leaves_nothing(store: Store) -> None:
    moved(store, 2.0, 1.0).end(End.RELEASED)
    assert steps(store) == []
    assert store.history.isClean()


def test_a_press_alone_changes_and_announces_nothing(store: Store, told: list[float]) -> None:
    moving, before = Told(store.gesture_changed), store.document
    gesture = store.begin()
    ended = Told(gesture.ended)
    assert store.gesture is gesture
    assert not store.in_gesture
    gesture.end(End.RELEASED)
    assert store.document is before
    assert told == moving == steps(store) == []
    assert ended == [End.RELEASED]


def test_it_is_announced_when_it_begins_to_move_and_when_it_ends(store: Store) -> None:
    heard = Told(store.gesture_changed)
    moved(store, 2.0, 3.0).end(End.RELEASED)
    assert heard == [True, False]


def test_only_the_first_end_counts_and_nothing_moves_after_it(store: Store) -> None:
    gesture = moved(store, 2.0)
    ended, shown = Told(gesture.ended), Told(gesture.previewed)
    gesture.end(End.RELEASED)
    gesture.end(End.ESCAPED)
    assert not gesture.preview(warm(3.0))
    assert ended == [End.RELEASED]
    assert shown == []
    assert store.document.temperature == 2.0
    assert steps(store) == ["T 2"]


def test_a_move_is_told_of_even_where_the_document_stays(store: Store, told: list[float]) -> None:
    gesture = store.begin()
    shown = Told(gesture.previewed)
    intents = [warm(2.0), warm(2.0, fold="the same elsewhere"), warm(-1.0)]
    for intent in intents:
        gesture.preview(intent)
    assert told == [2.0]
    assert shown == intents[:2]  # the third is refused


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        (lambda store: store.apply(warm(9.0)), End.SUPERSEDED),
        (lambda store: store.begin(), End.SUPERSEDED),
        (lambda store: store.undo(), End.UNDONE),
        (lambda store: store.open(batch()), End.REPLACED),
        (lambda store: store.end_gesture(End.FOCUS_LOST), End.FOCUS_LOST),
    ],
)
def test_who_holds_it_hears_why_it_ended(
    store: Store, act: Callable[[Store], object], reason: End
) -> None:
    gesture = moved(store, 2.0)
    ended = Told(gesture.ended)
    act(store)
    assert ended == [reason]
    assert gesture.over
    assert store.gesture is not gesture


def test_when_it_is_told_the_document_is_what_is_left(store: Store) -> None:
    left: list[float] = []
    for reason in (End.RELEASED, End.ESCAPED):
        gesture = moved(store, 3.0, 5.0 if reason.keeps else 7.0)
        gesture.ended.connect(lambda _: left.append(store.document.temperature))
        gesture.end(reason)
    assert left == [5.0, 5.0]


@pytest.mark.parametrize("act", [lambda gesture: gesture.preview(warm(7.0)),
                                 lambda gesture: gesture.end(End.ESCAPED)])  # fmt: skip
def test_a_view_that_drags_while_it_is_told_is_stopped(
    store: Store, act: Callable[[Gesture], object]
) -> None:
    gesture, stopped = store.begin(), list[str]()

    def meddle() -> None:
        try:
            act(gesture)
        except RuntimeError as refusal:
            stopped.append(str(refusal))

    store.changed.connect(meddle)
    gesture.preview(warm(2.0))
    assert stopped == ["a view edited the document while it was being told of a change"]
    gesture.end(End.RELEASED)
    assert steps(store) == ["T 2"]


def test_undo_takes_back_what_moves_and_undoes_nothing_else(store: Store) -> None:
    store.apply(warm(5.0))
    moved(store, 2.0)
    store.undo()
    assert store.document.temperature == 5.0
    assert store.history.index() == 1
    assert not store.in_gesture


@pytest.mark.parametrize("verb", ["undo", "redo"])
def test_a_press_does_not_keep_from_undoing_but_is_over(store: Store, verb: str) -> None:
    store.apply(warm(5.0))
    if verb == "redo":
        store.undo()
    gesture = store.begin()
    getattr(store, verb)()
    assert store.document.temperature == (1.0 if verb == "undo" else 5.0)
    assert gesture.over


def test_redo_does_nothing_while_something_moves(store: Store) -> None:
    store.apply(warm(5.0))
    store.undo()
    moved(store, 2.0)
    store.redo()
    assert store.document.temperature == 2.0
    assert store.in_gesture


def test_a_step_ends_it_first(store: Store) -> None:
    moved(store, 2.0)
    store.apply(Intent("z", partial(edits.set_score, i=0, value=0.0)))
    assert steps(store) == ["T 2", "z"]
    assert not store.in_gesture


def test_another_gesture_starts_from_what_the_one_that_ran_has_reached(store: Store) -> None:
    moved(store, 2.0, 3.0)
    other = store.begin()
    assert steps(store) == ["T 3"]
    other.preview(Intent("z", partial(edits.set_score, i=1, value=0.0)))
    assert store.in_gesture
    assert other.base.temperature == 3.0
    other.end(End.ESCAPED)
    assert store.document.temperature == 3.0
    assert store.document.sample.scores[1] == 3.5


def test_gestures_of_one_fold_are_one_step(store: Store) -> None:
    def play(temperature: float) -> None:
        gesture = store.begin()
        gesture.preview(warm(temperature, fold="play"))
        gesture.end(End.RELEASED)

    start = store.document
    for temperature in (2.0, 3.0, 4.0):
        play(temperature)
    assert steps(store) == ["T 4"]
    store.undo()
    assert store.document.same_as(start)
    store.redo()
    play(start.temperature)
    assert steps(store) == []
