"""The picture of the confusion matrix: which cells, how strong, what it says."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF

from ceviz.draw.confusion import MOST, Confusion, matrix, pairs, show_cell
from ceviz.draw.theme import DARK, LIGHT, Theme
from ceviz.maths.batch import evaluate
from tests.draw.test_histogram import measured, state
from tests.helpers.documents import fruit
from tests.helpers.fixtures import _dressed as _dressed
from tests.helpers.fixtures import state_of
from tests.helpers.images import rendered
from tests.maths.batch.plainly import normal_batch


def test_the_cells_are_the_kernels() -> None:
    e = measured()
    counts, losses = e.summary.confusion()
    shown = matrix(e, Confusion())
    assert shown.classes.tolist() == [0, 1, 2, 3, 4]
    assert (shown.counts == counts).all()
    np.testing.assert_array_equal(shown.losses, losses)
    assert pairs(e).counts.sum() == 500


def test_dearest_first() -> None:
    e = measured()
    shown = matrix(e, Confusion(by_cost=True))
    cost = e.summary.confusion()[1].sum(axis=1)
    assert shown.classes.tolist() == np.argsort(-cost).tolist()
    assert (shown.counts == e.summary.confusion()[0][np.ix_(shown.classes, shown.classes)]).all()


def test_of_many_classes_those_that_cost_most() -> None:
    e = evaluate(*normal_batch(300, 5000))
    shown = matrix(e, Confusion(by_cost=True))
    assert len(shown.classes) == MOST
    cost = np.bincount(np.asarray(e.true), e.loss, minlength=5000)
    assert cost[shown.classes] == pytest.approx(np.sort(cost)[::-1][:MOST], rel=1e-6)
    words = Confusion().caption(state(e))
    assert "Of 5,000 classes the 40 dearest are shown." in words
    rendered(Confusion(), state(e), 420, 500)


def test_the_caption_names_the_commonest_mistake() -> None:
    e = measured()
    counts = e.summary.confusion()[0] * (1 - np.eye(5, dtype=int))
    i, j = np.unravel_index(counts.argmax(), counts.shape)
    words = Confusion().caption(state(e))
    assert f"class {i} taken for class {j}, {counts[i, j]} times" in words
    assert f"{counts.sum()} samples are wrong" in words
    assert show_cell(int(i), int(j), state(e))[1] == f"{counts[i, j]} samples"
    right = evaluate(np.eye(3) * 9.0, np.arange(3))
    assert Confusion().caption(state(right)) == "Every sample is right."


def test_the_cell_under_a_point() -> None:
    shown = state(measured())
    g = Confusion().geometry(QRectF(0, 0, 420, 500), shown, LIGHT)
    assert Confusion().cell_at(g, g.cell(3, 1).center(), shown) == (3, 1)
    assert Confusion().cell_at(g, QPointF(2, 2), shown) is None
    assert Confusion().class_at(g, g.cell(3, 1).center(), shown) == 3
    assert Confusion().cell_at(g, g.cell(3, 1).center(), state_of(fruit())) is None


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("by_loss", [False, True])
@pytest.mark.parametrize("classes", [2, 10, 200])
def test_it_is_drawn_with_infinite_losses_too(theme: Theme, by_loss: bool, classes: int) -> None:
    scores, labels = normal_batch(100, classes, np.float64)
    scores[0, labels[0]] = -np.inf
    shown = state(evaluate(scores, labels))
    rendered(Confusion(by_loss=by_loss), shown, 300, 260, theme)
    assert "nan" not in Confusion(by_loss=by_loss).caption(shown)


def test_without_samples_it_says_so() -> None:
    rendered(Confusion(), state_of(fruit()), 300, 260)
    assert "Nothing to compare" in Confusion().caption(state_of(fruit()))
