"""The picture of the confusion matrix: which cells, how strong, what it says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF

from ceviz.draw.chart import Axes
from ceviz.draw.scales import Scale
from ceviz.draw.state import Data
from ceviz.draw.theme import DARK, LIGHT, SMALL, Theme
from ceviz.maths.batch import evaluate
from ceviz.views.confusion.cells import LEAST_LETTERS, name_size, named_places
from ceviz.views.confusion.chart import ConfusionChart
from ceviz.views.confusion.matrix import MOST, SHADES, cell_words, cells, order, pairs
from ceviz.views.confusion.picture import Confusion
from tests.helpers.documents import fruit, many
from tests.helpers.fixtures import _dressed as _dressed
from tests.helpers.fixtures import state_of
from tests.helpers.images import painted, rendered, untouched, words_in
from tests.maths.batch.plainly import normal_batch
from tests.views.histogram.test_picture import measured, state

RECT = QRectF(0, 0, 420, 500)


def zoomed(first: float, last: float) -> Axes:
    """The diagonal's cells from ``first`` to ``last`` in 300 pixels beside 40 for names."""
    area = QRectF(40, 40, 300, 300)
    return Axes(Scale(first, last, 40, 340), Scale(-last, -first, 340, 40), area)


def centre(row: int, column: int) -> QPointF:
    """Of a cell of the whole picture of five classes."""
    axes = Confusion().geometry(RECT, state(measured()), LIGHT).axes[0]
    return axes.at(column + 0.5, -row - 0.5)


@pytest.mark.parametrize("by_loss", [False, True])
def test_the_cells_are_the_kernels(by_loss: bool) -> None:
    e = measured()
    counts, losses = e.summary.confusion()
    shown = cells(e, by_loss, False, False)
    assert shown.classes.tolist() == [0, 1, 2, 3, 4]
    at = shown.rows, shown.columns
    assert (shown.counts == counts[at]).all()
    assert shown.losses == pytest.approx(losses[at] / losses.sum())
    assert len(shown.counts) == (counts > 0).sum()
    # The strongest is painted last, in full.
    values = shown.losses if by_loss else shown.counts
    assert (np.diff(values) >= 0).all()
    assert shown.shades[-1] == SHADES
    assert shown.shades.min() > 0


def test_dearest_first() -> None:
    e = measured()
    cost = e.summary.confusion()[1].sum(axis=1)
    dearest = np.argsort(-cost)
    assert order(e, True, False).tolist() == dearest.tolist()
    shown = cells(e, False, True, False)
    expected = e.summary.confusion()[0][dearest[shown.rows], dearest[shown.columns]]
    assert (shown.counts == expected).all()


def test_of_many_classes_those_that_cost_most_or_all() -> None:
    e = evaluate(*normal_batch(300, 5000))
    assert len(order(e, True, False)) == MOST
    cost = np.bincount(np.asarray(e.true), e.loss, minlength=5000)
    assert cost[order(e, True, False)] == pytest.approx(np.sort(cost)[::-1][:MOST], rel=1e-6)
    seen = replace(state_of(many(5000)), data=Data(e))
    few, every = Confusion(), Confusion(ConfusionChart(every=True))
    assert "Of 5,000 classes the 24 dearest are shown." in few.caption(seen)
    assert "shown" not in every.caption(seen)
    assert cells(e, False, False, True).counts.sum() == 300
    assert (rendered(few, seen, 420, 500) != rendered(every, seen, 420, 500)).any()


def test_where_many_cells_share_a_pixel_the_strongest_is_seen() -> None:
    labels = np.repeat(np.arange(2000), 2)
    scores = np.eye(2000)[labels] * 9.0
    scores[0, [0, 1]] = 0.0, 9.0  # one mistake beside two thousand hits of two
    seen = replace(state_of(many(2000)), data=Data(evaluate(scores, labels)))
    chart = ConfusionChart(every=True)
    found = painted(
        lambda painter: chart.draw_background(painter, zoomed(0.0, 2000.0), seen, LIGHT), 340, 340
    )
    corner = found[40, 40, :3]
    assert (corner == found[340 - 150, 340 - 150, :3]).all()
    assert (corner != found[40, 60, :3]).any()


def test_zoomed_in_there_are_numbers_and_all_names() -> None:
    e = evaluate(np.tile(np.eye(300), (7, 1)) * 9.0, np.tile(np.arange(300), 7))
    seen, chart = replace(state_of(many(300)), data=Data(e)), ConfusionChart(every=True)

    class Part(Confusion):
        def geometry(self, rect: QRectF, state: object, theme: Theme) -> object:  # type: ignore[override]
            whole = super().geometry(rect, seen, theme)
            return replace(whole, axes=(zoomed(100.0, 105.0),))

    words = words_in(Part(chart), seen, 420, 500)
    assert words.count("7") == 5
    named = [w for w in words if w.startswith("class")]
    assert named == 2 * [f"class {k}" for k in range(100, 105)]
    whole = words_in(Confusion(chart), seen, 420, 500)
    named = [w for w in whole if w.startswith("class")]
    assert named[:3] == ["class 0", "class 10", "class 20"]
    assert "7" not in whole


@pytest.mark.parametrize("row", [0, 2, 4])
def test_zoomed_in_a_ring_stays_within_the_plot(row: int) -> None:
    shown = replace(state(measured(), exact=False), focused=True)
    axes = zoomed(0.5, 3.5)
    chart = ConfusionChart(chosen=(row, 1))
    left = untouched(painted(lambda p: chart.draw_foreground(p, axes, shown, LIGHT), 380, 380))
    assert left[40:340, 40:340].all() == (row == 4)  # which is out of view
    left[40:340, 40:340] = True
    assert left.all()


def test_the_ring_of_the_last_cell_is_whole() -> None:
    shown = replace(state(measured(), exact=False), focused=True)
    axes = zoomed(0.0, 5.0)
    chart = ConfusionChart(chosen=(4, 4))
    seen = ~untouched(painted(lambda p: chart.draw_foreground(p, axes, shown, LIGHT), 380, 380))
    ring = seen[280:340, 280:340]
    for side in (ring[:2], ring[-2:], ring[:, :2], ring[:, -2:]):
        assert side.all()
    assert ring.sum() == seen.sum()


def test_the_caption_names_the_commonest_mistake() -> None:
    e = measured()
    counts = e.summary.confusion()[0] * (1 - np.eye(5, dtype=int))
    i, j = (int(k) for k in np.unravel_index(counts.argmax(), counts.shape))
    words = Confusion().caption(state(e))
    assert f"class {i} taken for class {j}, {counts[i, j]} times" in words
    assert f"{counts.sum()} samples are wrong" in words
    assert cell_words(i, j, state(e))[1] == f"{counts[i, j]} samples"
    chosen = Confusion(ConfusionChart(chosen=(i, j))).caption(state(e))
    assert f"Chosen: class {i} taken for class {j}, {counts[i, j]} samples" in chosen
    right = evaluate(np.eye(3) * 9.0, np.arange(3))
    assert Confusion().caption(state(right)) == "Every sample is right."
    assert cell_words(1, 1, state(right))[:2] == ["class 1 taken for what it is", "1 sample"]
    assert cell_words(0, 1, state(right))[1] == "0 samples"
    assert pairs(right).counts.sum() == 3


def test_the_cell_under_a_point() -> None:
    shown, chart = state(measured()), Confusion().chart
    axes = Confusion().geometry(RECT, shown, LIGHT).axes[0]
    assert chart.cell_at(axes, centre(3, 1), shown) == (3, 1)
    assert chart.cell_at(axes, QPointF(2, 2), shown) is None
    assert chart.class_at(axes, centre(3, 1), shown) == 3
    assert chart.tip(axes, centre(3, 1), None, shown) == cell_words(3, 1, shown)
    assert chart.tip(axes, QPointF(2, 2), None, shown) == []
    assert chart.cell_at(axes, centre(3, 1), state_of(fruit())) is None
    # What lies under a point is what is painted there, zoomed too.
    assert chart.cell_at(zoomed(2.0, 4.0), QPointF(339, 41), shown) == (2, 3)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("by_loss", [False, True])
@pytest.mark.parametrize("every", [False, True])
@pytest.mark.parametrize("classes", [2, 10, 200])
def test_it_is_drawn_with_infinite_losses_too(
    theme: Theme, by_loss: bool, every: bool, classes: int
) -> None:
    scores, labels = normal_batch(100, classes, np.float64)
    scores[0, labels[0]] = -np.inf
    shown = replace(state_of(many(classes)), data=Data(evaluate(scores, labels)))
    picture = Confusion(ConfusionChart(by_loss=by_loss, every=every))
    rendered(picture, shown, 300, 260, theme)
    assert "nan" not in picture.caption(shown)


def test_without_samples_it_says_so() -> None:
    rendered(Confusion(), state_of(fruit()), 300, 260)
    assert "Nothing to compare" in Confusion().caption(state_of(fruit()))


def test_large_numbers_are_shortened_for_want_of_room() -> None:
    e = evaluate(np.tile(np.eye(10), (20_000, 1)) * 9.0, np.tile(np.arange(10), 20_000))
    seen = replace(state_of(many(10)), data=Data(e))
    assert words_in(Confusion(), seen, 900, 1000).count("20,000") == 10
    assert words_in(Confusion(), seen, 400, 500).count("20k") == 10


def test_the_dearest_are_classes_that_occur() -> None:
    """A vocabulary of thousands in which six are ever true or predicted, two of them by mistake."""
    scores = np.zeros((8, 3000))
    truth = np.array([7, 7, 19, 19, 500, 500, 2999, 2999])
    taken = truth.copy()
    taken[[1, 3]] = 1200, 42
    scores[np.arange(8), taken] = 9.0
    e = evaluate(scores, truth)
    assert order(e, False, False).tolist() == [7, 19, 42, 500, 1200, 2999]
    assert len(order(e, False, True)) == 3000
    assert "Of 3,000 classes the 6 dearest are shown." in Confusion().caption(state(e))


@pytest.mark.parametrize(("width", "times"), [(200, 0), (340, 2), (900, 2)])
def test_all_shown_cells_are_named_where_each_can_be_read_else_none(width: int, times: int) -> None:
    e = evaluate(*normal_batch(3000, 500))
    seen = state(e)
    names = seen.document.classes.names
    said = words_in(Confusion(), seen, width, width + 80)
    for shown in order(e, False, False).tolist():
        assert said.count(names[shown]) == times, names[shown]


def test_of_all_classes_names_are_thinned_before_they_are_too_small() -> None:
    axes = zoomed(0.0, 100.0)
    assert name_size(axes, LIGHT) == LEAST_LETTERS
    line = LIGHT.metrics(LEAST_LETTERS).height()
    places = named_places(axes, axes.x, 100, line, thin=True)
    assert places.step > 1
    assert places.step * 3.0 >= line


@pytest.mark.parametrize(("last", "size"), [(10.0, SMALL), (35.0, 9.0)])
def test_names_have_letters_as_high_as_their_cells(last: float, size: float) -> None:
    axes = zoomed(0.0, last)
    found = name_size(axes, LIGHT)
    assert found == pytest.approx(size, abs=1.0)
    if found > LEAST_LETTERS:
        assert LIGHT.metrics(found).height() <= 300.0 / last + 0.5
