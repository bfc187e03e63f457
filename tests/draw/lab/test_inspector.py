"""The selected sample at a glance: its numbers, the true class always among the bars."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QRectF

from ceviz.document.targets import OneHot
from ceviz.document.text.numbers import show_information
from ceviz.draw.lab.inspector import TOP, Inspector, shown_classes
from ceviz.draw.state import Data
from ceviz.draw.theme import LIGHT
from ceviz.maths.batch import evaluate
from tests.helpers.documents import fruit, many
from tests.helpers.fixtures import state_of
from tests.helpers.images import words_in

SIZE = (460, 220)


def test_it_says_what_it_is_what_it_was_taken_for_and_what_that_costs() -> None:
    state = state_of(fruit())
    words = words_in(Inspector(), state, *SIZE)
    assert "✓ Banana" in words
    assert f"costs {show_information(state.analysis.cross_entropy)} nats" in words


def test_a_wrong_one_names_both_classes() -> None:
    document = many(10)
    state = state_of(document)
    worst = int(np.argmin(state.analysis.q))
    wrong = state_of(many(10, OneHot(worst)))
    names = wrong.document.classes.names
    words = words_in(Inspector(), wrong, *SIZE)
    assert f"✗ {names[worst]}, taken for {names[wrong.analysis.predicted]}" in words


@pytest.mark.parametrize("count", [2, 10, 1000])
def test_the_true_class_is_always_among_the_bars(count: int) -> None:
    state = state_of(many(count))
    shown = shown_classes(state, TOP)
    assert state.analysis.true in shown
    assert len(shown) == min(TOP, count)
    assert shown[0] == state.analysis.predicted or len(shown) == 1
    assert shown_classes(state, 0) == ()
    g = Inspector().geometry(QRectF(0, 0, *SIZE), state, LIGHT)
    assert all(g.rect.contains(box) for box in g.bars)
    assert Inspector().class_at(g, g.bars[0].center(), state) == g.classes[0]


def test_other_pictures_at_the_same_address_are_painted_anew() -> None:
    scores, labels = np.random.default_rng(1).normal(size=(5, 3)), np.arange(5) % 3
    measured, plain, inspector = evaluate(scores, labels), state_of(fruit()), Inspector()

    def key_of(images: np.ndarray) -> Hashable:
        state = replace(plain, data=Data(measured, images=images))
        return inspector.background_key(inspector.geometry(QRectF(), state, LIGHT), state)

    images = np.zeros((5, 8, 8))
    key, address = key_of(images), id(images)
    assert key == key_of(images)
    assert hash(key) == hash(key_of(images))
    assert key != key_of(np.zeros((5, 8, 8)))
    del images
    reused = (array for _ in range(10_000) if id(array := np.zeros((5, 8, 8))) == address)
    assert key != key_of(next(reused))


def test_there_is_room_for_its_picture_only_if_it_has_one() -> None:
    scores, labels = np.random.default_rng(1).normal(size=(5, 3)), np.arange(5) % 3
    data = Data(evaluate(scores, labels), images=np.random.default_rng(2).random((5, 8, 8)))
    rect, plain = QRectF(0, 0, *SIZE), state_of(fruit())
    assert Inspector().geometry(rect, plain, LIGHT).picture.isEmpty()
    g = Inspector().geometry(rect, replace(plain, data=data), LIGHT)
    assert g.picture.width() > 100
    assert g.head.left() > g.picture.right()
    low = Inspector().geometry(QRectF(0, 0, 200, 60), replace(plain, data=data), LIGHT)
    assert low.bars == ()
