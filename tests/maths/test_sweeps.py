from __future__ import annotations

import numpy as np
import pytest

from ceviz.errors import InvalidInput
from ceviz.maths import predict
from ceviz.maths.losses import Loss, evaluate
from ceviz.maths.sweeps import sweep_probability, sweep_score

Z = np.array([1.0, 3.5, -0.5])
P = np.array([0.0, 1.0, 0.0])


def test_each_position_is_a_prediction_of_its_own() -> None:
    scores = np.linspace(-6, 6, 25)
    found = sweep_score(P, Z, 1, scores, temperature=0.8, gamma=1.0)
    for i, score in enumerate(scores):
        alone = predict([1.0, score, -0.5], temperature=0.8)
        assert found.probability[i] == alone.q[1]
        for loss in Loss:
            graded = evaluate(loss, P, alone, 0.8, gamma=1.0)
            assert found.value[loss][i] == graded.value
            assert found.slope[loss][i] == graded.gradient[1]


def test_probabilities_come_out_as_asked_and_the_others_keep_their_ratio() -> None:
    wanted = np.array([0.0, 1e-12, 0.1, 0.5, 0.9, 1 - 1e-12])
    found = sweep_probability(P, Z, 1, wanted, temperature=2.5)
    np.testing.assert_allclose(found.probability, wanted, rtol=1e-14)
    np.testing.assert_allclose(found.value[Loss.CROSS_ENTROPY][1:], -np.log(wanted[1:]), rtol=1e-12)
    assert found.value[Loss.CROSS_ENTROPY][0] == np.inf
    assert found.value[Loss.SQUARED_ERROR][0] < 2.0
    q = predict([Z[0], found.score[3], Z[2]], temperature=2.5).q
    before = predict(Z, temperature=2.5).q
    assert q[0] / q[2] == pytest.approx(before[0] / before[2], rel=1e-14)


def test_slopes_are_what_the_values_do() -> None:
    scores = np.linspace(-4, 9, 4001)
    found = sweep_score(np.array([0.2, 0.7, 0.1]), Z, 1, scores)
    for loss in (Loss.CROSS_ENTROPY, Loss.SQUARED_ERROR, Loss.FOCAL):
        measured = np.gradient(found.value[loss], scores)
        np.testing.assert_allclose(found.slope[loss][1:-1], measured[1:-1], atol=1e-5)


def test_only_the_losses_asked_for_are_computed() -> None:
    found = sweep_score(P, Z, 0, np.zeros(3), losses=[Loss.HINGE])
    assert list(found.value) == list(found.slope) == [Loss.HINGE]


@pytest.mark.parametrize("wanted", [1.0, -0.1, np.nan])
def test_refused_probabilities(wanted: float) -> None:
    with pytest.raises(InvalidInput, match=r"\[0, 1\)"):
        sweep_probability(P, Z, 1, np.array([0.5, wanted]))


def test_others_that_are_all_impossible_have_no_ratios_to_keep() -> None:
    with pytest.raises(InvalidInput, match="every score is −∞"):
        sweep_probability(P, np.array([-np.inf, 0.0, -np.inf]), 1, np.array([0.5]))
