"""The loss ledger as a picture: worst samples, groups, words, emptiness."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF

from ceviz.document.text.numbers import PART, show_percent
from ceviz.draw.chart import Axes
from ceviz.draw.scales import Scale
from ceviz.draw.state import Data, State
from ceviz.draw.theme import LIGHT
from ceviz.maths.batch import Evaluation, evaluate
from ceviz.maths.batch.ledger import Grouping
from ceviz.views.figures import measured as measured_samples
from ceviz.views.ledger.accounts import Accounts, account_of
from ceviz.views.ledger.lorenz import LorenzChart, curve, points, points_within, worst
from ceviz.views.ledger.picture import Ledger
from tests.helpers.documents import batch, many
from tests.helpers.fixtures import _dressed as _dressed
from tests.helpers.fixtures import state_of
from tests.helpers.images import painted, rendered, untouched

GROUPINGS: tuple[Grouping, ...] = get_args(Grouping)


def measured(count: int = 400, classes: int = 3, ignored: int = 0) -> Evaluation:
    rng = np.random.default_rng(4)
    labels = rng.integers(0, classes, count)
    logits = rng.normal(0.0, 2.0, (count, classes))
    labels[:ignored] = -100
    return evaluate(logits, labels)


def seen(evaluation: Evaluation, **data: object) -> State:
    return replace(state_of(batch()), data=Data(evaluation, **data))  # type: ignore[arg-type]


def certain(truth_impossible: int) -> Evaluation:
    """Eight samples of no loss but for the first few, whose loss is ∞."""
    labels = np.zeros(8, dtype=int)
    labels[:truth_impossible] = 1
    return evaluate(np.tile([0.0, -np.inf], (8, 1)), labels)


def test_the_worst_are_whole_samples_and_at_least_one() -> None:
    evaluation = measured(ignored=40)
    losses = np.sort(evaluation.loss[40:])[::-1]
    at = worst(evaluation, 0.01)
    assert (at.count, at.fraction) == (4, 4 / 360)
    assert at.share == pytest.approx(losses[:4].sum() / losses.sum())
    assert worst(evaluation, 1e-9).count == 1
    assert worst(evaluation, 1.0).share == pytest.approx(1.0)


def test_the_curve_is_made_once_and_has_points_at_its_ends() -> None:
    evaluation = measured()
    assert curve(evaluation) is curve(evaluation)
    x, y = points(evaluation)
    assert (x[0], y[0], x[1], x[-1]) == (0.0, 0.0, 1 / 400, 1.0)
    assert y[-1] == pytest.approx(1.0)
    assert (np.diff(x) > 0.0).all()


def test_shares_are_said_in_three_figures() -> None:
    assert [show_percent(x, PART) for x in (0.01, 0.4123, 1e-6, 1.0)] == [
        "1\xa0%",
        "41.2\xa0%",
        "0.0001\xa0%",
        "100\xa0%",
    ]


def test_the_caption_says_what_the_worst_make() -> None:
    evaluation = measured()
    losses = np.sort(evaluation.loss)[::-1]
    words = Ledger(fraction=0.05).caption(seen(evaluation))
    assert (
        f"The worst 5\xa0% (20 samples) make {show_percent(losses[:20].sum() / losses.sum(), PART)}"
        in words
    )
    half = int(np.searchsorted(np.cumsum(losses), losses.sum() / 2)) + 1
    assert f"half of it is made by {half} samples" in words
    words = Ledger().caption(seen(evaluation, selection=np.arange(10)))
    share = show_percent(evaluation.loss[:10].sum() / evaluation.loss.sum(), PART)
    assert f"Selected: 10 samples, {share} of the loss." in words
    assert "a sample of 400" in Ledger().caption(seen(evaluation, exact=False))


@pytest.mark.parametrize("by", GROUPINGS)
def test_infinite_and_no_losses_are_said_and_painted(by: Grouping) -> None:
    picture = Ledger(by=by)
    infinite, free = seen(certain(1)), seen(certain(0))
    assert "The worst 12.5\xa0% (1 sample) makes 100\xa0% of the loss" in picture.caption(infinite)
    assert "infinite loss" in picture.caption(infinite)
    assert "no loss" in picture.caption(free)
    for state in (infinite, free):
        rendered(picture, state, 400, 500)


def test_without_samples_it_says_why() -> None:
    assert "open a file" in Ledger().caption(state_of(batch()))
    assert "no row counts" in Ledger().caption(seen(measured(5, ignored=5)))
    for state in (state_of(batch()), seen(measured(5, ignored=5))):
        rendered(Ledger(), state, 400, 500)


@pytest.mark.parametrize("by", GROUPINGS)
@pytest.mark.parametrize("classes", [2, 3, 200])
@pytest.mark.parametrize("size", [(400, 520), (900, 400)])
def test_it_is_painted_for_few_and_many_classes(
    by: Grouping, classes: int, size: tuple[int, int]
) -> None:
    evaluation = measured(classes=classes)
    state = replace(state_of(many(classes)), data=Data(evaluation))
    chosen = replace(state, data=Data(evaluation, selection=np.arange(99)))
    picture = Ledger(by=by, log=classes != 3)
    assert (rendered(picture, state, *size) != rendered(picture, chosen, *size)).any()


def test_rows_are_groups_the_dearest_first_and_the_rest_is_one_more() -> None:
    state = replace(state_of(many(200)), data=Data(measured(classes=200)))
    accounts, account = Accounts("class pair"), account_of(state.data, "class pair")
    assert account is not None
    g = accounts.geometry(QRectF(0, 0, 400, 260), state, LIGHT)
    assert 0 < g.shown < len(account.keys)
    places = [accounts.place_at(g, g.row(k).center()) for k in (0, g.shown - 1, g.shown)]
    assert places == [0, g.shown - 1, None]
    true, predicted = account.keys[0]
    lines = accounts.words(0, state)
    assert lines[0] == f"class {true} → class {predicted}"
    assert lines[1] == f"{show_percent(float(account.shares[0]), PART)} of the loss"


def test_the_handle_is_where_its_share_is() -> None:
    state = seen(measured())
    for picture in (Ledger(fraction=0.2), Ledger(fraction=0.2, log=False)):
        g = picture.geometry(QRectF(0, 0, 400, 520), state, LIGHT)
        chart, axes = picture.lorenz.chart, g.lorenz.axes[0]
        place = chart.handle_point(axes, state)
        handle = chart.handle_at(axes, place, state)
        assert handle is not None
        assert chart.fraction_at(axes, handle.at) == pytest.approx(0.2)
        assert chart.handle_at(axes, place + QPointF(30, 0), state) is None
        assert chart.fraction_at(axes, QPointF(-500, 0)) >= 0.0
        assert chart.fraction_at(axes, QPointF(5000, 0)) == 1.0


@pytest.mark.parametrize("shares", [(0.3, 0.6), (0.01, 0.1), (0.19, 0.21)])
def test_zoomed_in_the_handle_stays_between_the_axes(shares: tuple[float, float]) -> None:
    state, area = seen(measured()), QRectF(40, 40, 300, 200)
    axes = Axes(Scale(*shares, 40, 340), Scale(0.05, 0.1, 240, 40), area)
    chart = LorenzChart(fraction=0.2, log=False)
    left = untouched(painted(lambda p: chart.draw_foreground(p, axes, state, LIGHT), 400, 300))
    inside = left[40:240, 40:340].copy()
    left[40:240, 40:340] = True
    assert left.all()
    assert inside.all() == (shares[0] > 0.2)  # all of it is left of that


def test_zoomed_in_the_curve_has_every_sample_in_view() -> None:
    evaluation = measured()
    losses = np.sort(evaluation.loss)[::-1]
    for log in (False, True):
        x, y = points_within(evaluation, 0.101, 0.119, log=log)
        assert x == pytest.approx(np.arange(40, 49) / 400)
        assert y == pytest.approx(np.cumsum(losses)[39:48] / losses.sum())


def test_read_off_are_the_worst_up_to_the_pointer() -> None:
    state, chart = seen(measured()), Ledger(log=False).lorenz.chart
    axes = Ledger(log=False).geometry(QRectF(0, 0, 400, 520), state, LIGHT).lorenz.axes[0]
    there = axes.at(0.5, 0.3)
    share = show_percent(worst(measured(), axes.x.value(there.x())).share, PART)
    assert chart.tip(axes, there, None, state) == [
        "the worst 50\xa0%", "200 samples", f"{share} of the loss",
    ]  # fmt: skip
    assert chart.tip(axes, there, 0, state) == []
    assert chart.tip(axes, QPointF(2, 2), None, state) == []
    assert chart.tip(axes, there, None, state_of(batch())) == []


@pytest.mark.parametrize("by", GROUPINGS)
def test_the_table_has_the_curve_the_handle_and_the_account(by: Grouping) -> None:
    state = replace(state_of(batch()), data=measured_samples(batch()))
    table = Ledger(by=by, fraction=0.5).rows(state)
    whats = [row[0] for row in table[1:]]
    assert whats == sorted(whats, key=["worst", "handle", by].index)
    group = [row for row in table if row[0] == by]
    assert sum(int(row[2]) for row in group) == 4
    assert sum(float(row[5]) for row in group) == pytest.approx(1.0)
    (handle,) = [row for row in table if row[0] == "handle"]
    assert handle[2:4] == ["2", "0.5"]
    assert table[whats.index("handle")][5] == "1.0"
