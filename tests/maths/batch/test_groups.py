"""The rows behind the ledger's entries."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest

from ceviz.errors import InvalidInput
from ceviz.maths.batch import Evaluation, evaluate
from ceviz.maths.batch.groups import (
    Grouping,
    account_by,
    flat_keys,
    group_codes,
    losses_by_group,
    worst_rows,
)

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


def test_the_worst_rows_are_the_evaluations_in_file_order() -> None:
    evaluation = measured()
    for count in (0, 1, 7, evaluation.summary.counted, 1000):
        assert worst_rows(evaluation, count).tolist() == sorted(evaluation.worst(count).tolist())


def test_of_equally_dear_rows_the_first_are_taken() -> None:
    evaluation = evaluate(np.zeros((6, 2)), np.array([-100, 0, 0, 1, 0, 1]))
    assert worst_rows(evaluation, 3).tolist() == [1, 2, 3]


def test_fewer_than_no_rows_are_refused() -> None:
    with pytest.raises(InvalidInput):
        worst_rows(measured(), -1)
