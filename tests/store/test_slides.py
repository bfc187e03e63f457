"""What is done to the slides goes through the store: named, undone and done again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from ceviz.document.edits import set_score
from ceviz.document.model import Document, Slide
from ceviz.store import Intent, Store, slides
from tests.document.examples import fruit


def deck() -> Document:
    return replace(fruit(), slides=tuple(Slide(fruit(), title) for title in "abc"))


def other(title: str) -> Slide:
    return Slide(set_score(fruit(), 0, 2.0), title)


INTENTS = {
    "Add scene d": slides.add_intent(other("d")),
    "Update scene b": slides.take_intent(1, other("b")),
    "Update scenes a, c": slides.take_all_intent({0: other("a"), 2: other("c")}),
    "Rename scene a": slides.say_intent(0, deck().slides[0], "x", ""),
    "Reword a": slides.say_intent(0, deck().slides[0], "a", "x"),
    "Move scene a to place 3": slides.move_intent(0, 2, deck()),
    "Remove scene b": slides.remove_intent(1, deck()),
    "Show scene b": slides.show_intent(1, replace(deck(), slides=(*deck().slides,))),
}


@pytest.mark.parametrize("label", INTENTS)
def test_each_is_a_step_that_is_taken_back_and_done_again(qtbot: QtBot, label: str) -> None:
    store, intent = Store(set_score(deck(), 1, 9.0)), INTENTS[label]
    before = store.document
    assert store.apply(intent)
    after = store.document
    assert not after.same_as(before)
    assert store.history.undoText() == label
    store.undo()
    assert store.document.same_as(before)
    assert store.history.isClean()
    store.redo()
    assert store.document.same_as(after)


def test_a_title_that_cannot_be_is_refused(qtbot: QtBot) -> None:
    store = Store(deck())
    with qtbot.waitSignal(store.refused):
        assert not store.apply(slides.say_intent(0, deck().slides[0], " ", ""))
    assert store.document.same_as(deck())


def test_dragging_leaves_the_slides_alone(qtbot: QtBot) -> None:
    store = Store(deck())
    store.apply(Intent("Set", lambda document: set_score(document, 0, 5.0)))
    assert store.document.slides is not None
    assert all(
        one.same_as(two) for one, two in zip(store.document.slides, deck().slides, strict=True)
    )
