from __future__ import annotations

import numpy as np
import pytest

from ceviz.errors import Cancelled, InvalidInput
from ceviz.maths.batch import TemperaturePreview, evaluate
from tests.maths.batch.plainly import normal_batch


def test_a_small_batch_is_its_own_sample() -> None:
    scores, labels = normal_batch(900, 10)
    preview = TemperaturePreview(evaluate(scores, labels))
    assert preview.exact
    expected = evaluate(scores, labels, temperature=2.0)
    for result in (preview.quickly(2.0), preview.exactly(2.0)):
        assert result.summary == expected.summary


def test_a_large_batch_is_sampled_once_and_near_the_truth() -> None:
    scores, labels = normal_batch(50_000, 4)
    labels[::9] = -100
    weight = [1.0, 2.0, 1.0, 0.5]
    whole = evaluate(scores, labels, weight=weight, bins=7, reduction="sum", class_names="abcd")
    preview = TemperaturePreview(whole, cells=40_000)
    assert not preview.exact
    quick = preview.quickly(1.7)
    assert quick.columns.rows == 10_000
    assert quick.summary.bins == 7
    assert quick.class_names == ("a", "b", "c", "d")
    assert quick.reduction == "sum"
    assert (
        preview.exactly(1.7).summary
        == evaluate(scores, labels, weight=weight, bins=7, temperature=1.7).summary
    )
    assert quick.mean == pytest.approx(preview.exactly(1.7).mean, rel=0.05)
    assert preview.quickly(1.7).summary == quick.summary


def test_probability_targets_are_sampled_with_their_rows() -> None:
    scores = np.arange(4000.0).reshape(1000, 4) % 7
    targets = np.random.default_rng(0).dirichlet(np.ones(4), 1000)
    sample = TemperaturePreview(evaluate(scores, targets), cells=400).sample
    assert sample.rows == 100
    assert sample.targets is not None
    rows = [int(np.flatnonzero((targets == row).all(axis=1))[0]) for row in sample.targets]
    assert rows == sorted(rows)
    np.testing.assert_array_equal(sample.scores, scores[rows])


def test_the_exact_value_can_be_watched_and_stopped() -> None:
    scores, labels = normal_batch(900, 10)
    preview = TemperaturePreview(evaluate(scores, labels))
    told: list[int] = []
    preview.exactly(1.1, progress=lambda done, _: told.append(done))
    assert told[-1] == 900
    with pytest.raises(Cancelled):
        preview.exactly(1.1, cancelled=lambda: True)
    with pytest.raises(InvalidInput, match="temperature"):
        preview.quickly(-1.0)
