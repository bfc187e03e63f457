"""The picture of all losses: bins, mean and median, ∞, the selection, units."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor

from ceviz.document.edits import set_unit
from ceviz.document.model import Classes, Document, Samples, Unit
from ceviz.document.samples import Rows
from ceviz.document.text.numbers import RATE, show_percent
from ceviz.draw.chart import Axes
from ceviz.draw.scales import Scale
from ceviz.draw.state import Data, State
from ceviz.draw.theme import LIGHT
from ceviz.maths.batch import Evaluation, evaluate, evaluate_task, task
from ceviz.views.histogram.picture import (
    Histogram,
    HistogramChart,
    Mark,
    bar_sides,
    bins_of,
    draw_marks,
    spread,
    word_boxes,
)
from tests.helpers.documents import fruit
from tests.helpers.fixtures import _dressed as _dressed
from tests.helpers.fixtures import state_of
from tests.helpers.images import painted, rendered
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


def test_what_has_no_lower_end_is_as_wide_as_any_other_bin_and_apart() -> None:
    """Losses of 0 and of 1e−20 are in one bin, which a logarithmic axis has no room for."""
    scores = np.array([[800.0, 0.0], [46.0, 0.0], [5.0, 0.0], [0.0, 0.0]])
    shown = state(evaluate(scores, np.zeros(4, dtype=int)))
    assert shown.data is not None
    made, chart = spread(shown.data.evaluation), HistogramChart()
    assert made.counts[0] == 2
    for unit in (Unit.NATS, Unit.BITS):
        seen = replace(shown, document=set_unit(shown.document, unit))
        g = Histogram().geometry(QRectF(0, 0, 640, 320), seen, LIGHT)
        axes = g.axes[0]
        sides = bar_sides(axes, made.edges * seen.per_nat, made.counts)
        bars = np.column_stack(sides).tolist()
        assert len(bars) == 3
        widths = [right - left for left, right in bars]
        assert widths[0] == pytest.approx(widths[1], abs=0.5)
        lowest = float(axes.x.at(1e-8 * seen.per_nat))
        assert axes.area.left() <= bars[0][0] < bars[0][1] < lowest - 1.0
        middle = QPointF(sum(bars[0]) / 2.0, axes.area.center().y())
        tip = chart.tip(axes, middle, None, seen)
        assert tip[0] == "2 samples"
        assert "0 among them" in tip[1]
        assert "2 cost less than" in Histogram().caption(seen)


def test_ignored_rows_are_not_counted() -> None:
    scores, labels = normal_batch(50, 5, np.float64)
    labels[:20] = -100
    e = evaluate(scores, labels)
    assert bins_of(e)[1].sum() == 30
    assert spread(e).median == np.median(e.loss[20:])


def test_the_caption_counts_those_above_the_mean_in_the_unit_shown() -> None:
    e = measured()
    shown = state(e)
    share = show_percent(float((e.loss > e.loss.mean()).mean()), RATE)
    above = f"{share} of the samples cost more than the mean"
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


def test_an_axis_writes_all_its_numbers_alike() -> None:
    chart, scale = HistogramChart(), Scale(1e-6, 1e4, 0.0, 300.0, log=True)
    assert chart.ticks(scale, [0.01, 0.3, 1.0, 1000.0]) == ["0.01", "0.3", "1", "1000"]
    wide = chart.ticks(scale, [1e-6, 1e-4, 1.0, 10.0])
    assert wide == ["1e−6", "1e−4", "1e0", "1e1"]
    assert chart.ticks(scale, [2e-5, 3e-5]) == ["2e−5", "3e−5"]


@pytest.mark.parametrize("lines", [(100, 110, 120), (380, 375, 370), (45, 230, 240), (90, 90, 90)])
def test_words_stand_beside_their_lines_and_off_other_words(lines: tuple[int, ...]) -> None:
    area = QRectF(40, 20, 350, 200)
    names = ("mean 3.5210", "median 0.7920", "this sample 7.6e−7")
    marks = [
        Mark(float(x), words, Qt.PenStyle.SolidLine, LIGHT.ink)
        for x, words in zip(lines, names, strict=True)
    ]
    boxes = word_boxes(area, marks, LIGHT)
    for k, (mark, box) in enumerate(zip(marks, boxes, strict=True)):
        assert area.contains(box)
        assert min(abs(box.left() - mark.x), abs(box.right() - mark.x)) == pytest.approx(4.0)
        assert not any(box.intersects(other) for other in boxes[:k])


def test_words_avoid_the_other_lines_where_they_can() -> None:
    marks = [
        Mark(x, words, Qt.PenStyle.SolidLine, LIGHT.ink)
        for x, words in ((200.0, "mean 3.5"), (215.0, "median 0.8"))
    ]
    first, second = word_boxes(QRectF(40, 20, 350, 200), marks, LIGHT)
    assert first.right() < 200.0 < 215.0 < second.left()
    assert first.top() == second.top() == 20.0


def test_no_line_strikes_through_words() -> None:
    """Painted with or without the words' own ground, no line is over them."""
    area, ink = QRectF(0, 0, 300, 100), LIGHT.ink
    axes = Axes(Scale(0, 1, 0, 300), Scale(0, 1, 100, 0), area)
    marks = [
        Mark(10.0, "a long word about the mean of it all", Qt.PenStyle.SolidLine, ink),
        Mark(60.0, "another", Qt.PenStyle.SolidLine, "#ff0000"),
    ]
    box = word_boxes(area, marks, LIGHT)[0].toRect()
    assert box.left() < 60 < box.right()
    white = QColor("white")
    seen = painted(lambda p: draw_marks(p, axes, marks, LIGHT), 300, 100, white)
    across = seen[box.top() + 1 : box.bottom(), 60, :3].astype(int)
    assert (across[:, 2] - across[:, 0] < 100).all()  # the red line is dimmed here
    below = seen[80, 59:62, :3].astype(int)
    assert (below[:, 2] - below[:, 0]).max() > 100


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
