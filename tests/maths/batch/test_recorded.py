"""Rows without scores: what was measured is given back, what was not kept is refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ceviz.errors import InvalidInput
from ceviz.maths.batch import Evaluation, evaluate, evaluate_task, fit_temperature, random_halves
from ceviz.maths.batch.recorded import beside, checked, outcome, recorded_task


def measured(rows: int = 200, classes: int = 4) -> Evaluation:
    rng = np.random.default_rng(3)
    labels = rng.integers(0, classes, rows)
    labels[9] = -100
    return evaluate(2.0 * rng.normal(size=(rows, classes)), labels)


def test_a_recorded_task_is_done_already() -> None:
    found = measured()
    asked = recorded_task(found.columns, 4, -100)
    again = evaluate_task(asked, reduction="mean", class_names=found.class_names)
    assert again.summary == found.summary
    assert again.columns is found.columns


def test_scores_that_were_not_kept_are_refused() -> None:
    found = measured()
    asked = recorded_task(found.columns, 4, -100)
    again = evaluate_task(asked, reduction="mean", class_names=found.class_names)
    weighted = replace(asked, weight=np.ones(4))
    for other in (asked.at(2.0), replace(asked, label_smoothing=0.1), weighted):
        with pytest.raises(InvalidInput, match="without their scores"):
            evaluate_task(other, reduction="mean", class_names=found.class_names)
    with pytest.raises(InvalidInput, match="without their scores"):
        fit_temperature(again, random_halves(200, 0))
    with pytest.raises(InvalidInput, match="without their scores"):
        asked.logits(np.arange(3))


def test_the_outcome_of_a_row_has_its_loss_its_prediction_and_sums_to_one() -> None:
    found = measured()
    for row in np.flatnonzero(~found.ignored).tolist():
        log_q = outcome(found.columns, row, 4)
        assert -log_q[found.true[row]] == found.loss[row]
        assert np.exp(log_q).sum() == pytest.approx(1.0)
        assert np.exp(log_q[found.predicted[row]]) == pytest.approx(found.confidence[row])
        assert log_q.argmax() == found.predicted[row]


def test_two_classes_have_nothing_left_to_share() -> None:
    found = measured(classes=2)
    rows = np.flatnonzero(~found.ignored)
    log_q = np.stack([outcome(found.columns, row, 2) for row in rows.tolist()])
    np.testing.assert_allclose(log_q[np.arange(len(rows)), found.true[rows]], -found.loss[rows])
    np.testing.assert_allclose(np.exp(log_q).sum(axis=1), 1.0)


def test_parts_stand_one_after_the_other() -> None:
    first, second = measured(50), measured(30)
    both = beside([first.columns, second.columns])
    assert both.rows == 80
    np.testing.assert_array_equal(both.margin, [*first.columns.margin, *second.columns.margin])
    assert both.loss is both.plain
    assert both.ignored is not None
    assert np.flatnonzero(both.ignored).tolist() == [9, 59]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("loss", -1.0), ("loss", np.nan), ("confidence", 0.0), ("confidence", 1.5),
        ("confidence", np.nan), ("brier", np.inf), ("predicted", 4), ("predicted", -1),
        ("true", 4), ("margin", np.nan),
    ],
)  # fmt: skip
def test_a_number_that_cannot_have_been_measured_is_named_by_its_row(
    name: str, value: float
) -> None:
    columns = beside([measured().columns])
    assert checked(columns, 4) is columns
    getattr(columns, name)[17] = value
    with pytest.raises(InvalidInput, match=f"“{name}”, row 17"):
        checked(columns, 4)
