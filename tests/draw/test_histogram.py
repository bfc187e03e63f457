"""The picture of all losses: bins, mean and median, ∞, the selection, units."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF

from ceviz.document.edits import set_unit
from ceviz.document.model import Classes, Document, Samples, Unit
from ceviz.document.samples import Rows
from ceviz.draw.histogram import Histogram, bins_of, spread
from ceviz.draw.state import Data, State
from ceviz.draw.theme import LIGHT
from ceviz.maths.batch import Evaluation, evaluate, evaluate_task, task
from tests.helpers.documents import fruit
from tests.helpers.fixtures import _dressed as _dressed
from tests.helpers.fixtures import state_of
from tests.helpers.images import rendered
from tests.maths.batch.plainly import normal_batch


def state(evaluation: Evaluation, **data: object) -> State:
    """A state over the rows measured."""
    names = Classes.named(f"class {k}" for k in range(evaluation.task.classes))
    document = Document(names, Samples(Rows.opened(evaluation.task)))
    return state_of(document, data=Data(evaluation, **data))  # type: ignore[arg-type]


def measured(rows: int = 500, **settings: object) -> Evaluation:
    return evaluate(*normal_batch(rows, 5, np.float64), **settings)  # type: ignore[arg-type]


def test_every_sample_is_in_the_bin_of_its_loss() -> None:
    e = measured()
    edges, counts = bins_of(e)
    assert counts.sum() == 500
    expected = np.histogram(e.loss, bins=np.where(np.isinf(edges), 1e300, edges))[0]
    assert (counts == expected).all()
    assert spread(e).mean == pytest.approx(e.mean)
    assert spread(e).median == np.median(e.loss)


def test_nothing_and_infinity_have_bins_of_their_own() -> None:
    scores = np.array([[800.0, 0.0], [0.0, -np.inf], [0.0, 0.0]])
    e = evaluate(scores, np.array([0, 1, 0]))
    edges, counts = bins_of(e)
    assert (counts[0], counts[-1], counts.sum()) == (1, 1, 3)
    assert np.isinf(edges[-1])
    words = Histogram().caption(state(e))
    assert "The mean loss is ∞ nats" in words
    assert "1 cost ∞" in words
    rendered(Histogram(), state(e), 400, 300)


def test_ignored_rows_are_not_counted() -> None:
    scores, labels = normal_batch(50, 5, np.float64)
    labels[:20] = -100
    e = evaluate(scores, labels)
    assert bins_of(e)[1].sum() == 30
    assert spread(e).median == np.median(e.loss[20:])


def test_the_caption_counts_those_above_the_mean_in_the_unit_shown() -> None:
    e = measured()
    shown = state(e)
    above = f"{(e.loss > e.loss.mean()).mean():.1%} of the samples cost more than the mean"
    assert above in Histogram().caption(shown)
    bits = replace(shown, document=set_unit(shown.document, Unit.BITS))
    assert f"{e.mean / np.log(2.0):.4f} bits" in Histogram().caption(bits)
    assert above in Histogram().caption(bits)


def test_the_tip_says_what_the_bin_holds() -> None:
    e = measured()
    shown = state(e)
    picture = Histogram()
    g = picture.geometry(QRectF(0, 0, 500, 300), shown, LIGHT)
    edges, counts = bins_of(e)
    place = int(counts.argmax())
    x = float(g.axes[0].x.at(np.sqrt(edges[place] * edges[place + 1])))
    chart = picture.charts[0]
    tip = chart.tip(g.axes[0], QPointF(x, g.axes[0].area.center().y()), None, shown)
    assert tip[0] == f"{counts[place]:,} samples"


def test_selected_samples_stand_out_and_a_sample_of_rows_says_so() -> None:
    e = measured()
    plain = rendered(Histogram(), state(e), 400, 300)
    chosen = rendered(Histogram(), state(e, selection=np.arange(100)), 400, 300)
    assert (plain != chosen).any()
    assert Histogram().heading(state(e, exact=False)).endswith("(a sample)")


@pytest.mark.parametrize("size", [(420, 500), (300, 170), (60, 40)])
def test_it_can_be_drawn_without_samples(size: tuple[int, int]) -> None:
    assert "Nothing to count" in Histogram().caption(state_of(fruit()))
    rendered(Histogram(), state_of(fruit()), *size)


def test_all_ignored_is_drawn_too() -> None:
    asked = task(np.zeros((3, 2)), np.full(3, -100))
    e = evaluate_task(asked, reduction="mean", class_names=("a", "b"))
    shown = state_of(fruit(), data=Data(e))
    rendered(Histogram(), shown, 400, 300)
    assert "nan" in Histogram().caption(shown).lower()
