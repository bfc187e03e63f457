from __future__ import annotations

import math
from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ceviz.errors import InvalidInput
from ceviz.maths.batch import (
    Evaluation,
    by_confidence,
    by_pair,
    by_true_class,
    evaluate,
    lorenz,
)
from ceviz.maths.batch.ledger import (
    Grouping,
    account_by,
    flat_keys,
    group_codes,
    losses_by_group,
)
from tests.maths.batch.plainly import normal_batch


def test_the_worst_make_most_of_the_loss() -> None:
    curve = lorenz([0.0, 6.0, 1.0, 3.0])
    np.testing.assert_allclose(curve.cumulative, [0.0, 0.6, 0.9, 1.0, 1.0])
    assert curve.share_of_worst(0.25) == pytest.approx(0.6)
    assert curve.share_of_worst(0.375) == pytest.approx(0.75)
    assert curve.share_of_worst(1.0) == 1.0
    assert [curve.worst_for(share) for share in (0.0, 0.5, 0.6, 0.7, 1.0)] == [0, 1, 1, 2, 3]


@given(st.lists(st.floats(0.0, 1e6), min_size=1), st.floats(0.0, 1.0))
def test_the_curve_rises_ever_more_slowly(losses: list[float], fraction: float) -> None:
    curve = lorenz(losses)
    steps = np.diff(curve.cumulative)
    assert (steps >= -1e-12).all()
    assert (np.diff(steps) <= 1e-12).all()
    if curve.cumulative[-1] > 0:
        assert curve.share_of_worst(fraction) >= fraction - 1e-9
        count = curve.worst_for(curve.share_of_worst(fraction))
        assert count <= math.ceil(fraction * len(losses) + 1e-9)


def test_infinite_losses_are_all_of_it() -> None:
    curve = lorenz([1.0, math.inf, 2.0, math.inf])
    np.testing.assert_allclose(curve.cumulative, [0.0, 0.5, 1.0, 1.0, 1.0])


def test_no_loss_has_no_shares() -> None:
    for losses in ([], [0.0, 0.0]):
        curve = lorenz(losses)
        assert curve.share_of_worst(0.5) == 0.0
        assert curve.worst_for(0.5) == len(losses)
        assert len(curve.points()[0]) >= 1


def test_points_for_drawing_begin_and_end_where_the_curve_does() -> None:
    curve = lorenz(np.random.default_rng(0).exponential(size=100_000))
    x, y = curve.points(200)
    assert len(x) <= 201
    assert (x[0], y[0], x[-1]) == (0.0, 0.0, 1.0)
    assert y[-1] == pytest.approx(1.0)
    np.testing.assert_array_equal(y, curve.cumulative[np.rint(x * 100_000).astype(int)])


def test_what_is_no_loss_or_share_is_refused() -> None:
    for losses in ([-1.0], [math.nan], [[1.0]]):
        with pytest.raises(InvalidInput, match="losses"):
            lorenz(losses)
    with pytest.raises(InvalidInput, match="fraction"):
        lorenz([1.0]).share_of_worst(1.1)
    with pytest.raises(InvalidInput, match="share"):
        lorenz([1.0]).worst_for(-0.1)


def test_accounts_add_up_to_the_whole_loss() -> None:
    scores, labels = normal_batch(2000, 4)
    labels[:100] = -100
    result = evaluate(scores, labels)
    for account in (by_true_class(result), by_pair(result), by_confidence(result, 10)):
        assert account.counts.sum() == 1900
        assert account.losses.sum() == pytest.approx(result.numerator)
        assert account.shares.sum() == pytest.approx(1.0)
        assert (np.diff(account.losses) <= 0).all()
    pairs = by_pair(result)
    for (true, predicted), loss in zip(pairs.keys, pairs.losses, strict=True):
        chosen = (labels == true) & (result.predicted == predicted)
        assert loss == pytest.approx(result.loss[chosen].sum())
    classes = by_true_class(result)
    assert classes.losses[0] == pytest.approx(max(result.loss[labels == k].sum() for k in range(4)))


def test_accounts_of_infinite_losses_share_out_the_infinities() -> None:
    scores = np.array([[0.0, -np.inf, 0.0]] * 4)
    account = by_true_class(evaluate(scores, [1, 1, 2, 0]))
    assert account.keys[0] == 1
    np.testing.assert_array_equal(account.losses[:1], [np.inf])
    np.testing.assert_array_equal(account.shares, [1.0, 0.0, 0.0])


def test_accounts_of_nothing_have_no_shares() -> None:
    account = by_true_class(evaluate(np.array([[0.0, -np.inf]]), [0]))
    assert np.isnan(account.shares).all()
    assert len(by_pair(evaluate(np.zeros((1, 2)), [-100])).counts) == 0


GROUPINGS: tuple[Grouping, ...] = get_args(Grouping)


def measured() -> Evaluation:
    rng = np.random.default_rng(11)
    labels = rng.integers(0, 4, 200)
    labels[::9] = -100
    return evaluate(rng.normal(0.0, 2.0, (200, 4)), labels)


@pytest.mark.parametrize("grouping", GROUPINGS)
def test_the_groups_rows_add_up_to_the_account(grouping: Grouping) -> None:
    evaluation = measured()
    account, codes = account_by(evaluation, grouping), group_codes(evaluation, grouping)
    for key, count, loss in zip(
        flat_keys(evaluation, account), account.counts, account.losses, strict=True
    ):
        rows = np.flatnonzero(codes == key)
        assert len(rows) == count
        assert evaluation.loss[rows].sum() == pytest.approx(loss)
    assert (codes == -1).sum() == evaluation.summary.ignored


@pytest.mark.parametrize("grouping", GROUPINGS)
def test_a_selection_is_shared_out_to_its_groups(grouping: Grouping) -> None:
    evaluation, rows = measured(), np.arange(30, 90)
    account = account_by(evaluation, grouping)
    sums = losses_by_group(evaluation, grouping, account, rows)
    codes = group_codes(evaluation, grouping)[rows]
    wanted = [evaluation.loss[rows][codes == k].sum() for k in flat_keys(evaluation, account)]
    np.testing.assert_allclose(sums, wanted)
    assert (losses_by_group(evaluation, grouping, account, rows[:0]) == 0.0).all()
