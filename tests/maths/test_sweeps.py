from __future__ import annotations

from functools import partial

import numpy as np

from ceviz.maths import predict
from ceviz.maths.losses import Grade, cross_entropy, focal, hinge, squared_error
from ceviz.maths.sweeps import sweep_score

Z = np.array([1.0, 3.5, -0.5])
P = np.array([0.0, 1.0, 0.0])
LOSSES: dict[str, Grade] = {
    "cross-entropy": cross_entropy,
    "squared error": squared_error,
    "focal": partial(focal, gamma=1.0),
}


def test_each_position_is_a_prediction_of_its_own() -> None:
    scores = np.linspace(-6, 6, 25)
    found = sweep_score(P, Z, 1, scores, LOSSES, temperature=0.8)
    for i, score in enumerate(scores):
        alone = predict([1.0, score, -0.5], temperature=0.8)
        assert found.probability[i] == alone.q[1]
        for loss, grade in LOSSES.items():
            graded = grade(P, alone, 0.8)
            assert found.value[loss][i] == graded.value
            assert found.slope[loss][i] == graded.gradient[1]


def test_slopes_are_what_the_values_do() -> None:
    scores = np.linspace(-4, 9, 4001)
    found = sweep_score(np.array([0.2, 0.7, 0.1]), Z, 1, scores, LOSSES)
    for loss in LOSSES:
        measured = np.gradient(found.value[loss], scores)
        np.testing.assert_allclose(found.slope[loss][1:-1], measured[1:-1], atol=1e-5)


def test_only_the_losses_asked_for_are_computed() -> None:
    found = sweep_score(P, Z, 0, np.zeros(3), {"hinge": hinge})
    assert list(found.value) == list(found.slope) == ["hinge"]
