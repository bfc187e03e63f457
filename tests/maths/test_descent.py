from __future__ import annotations

import numpy as np
import pytest

from ceviz.errors import InvalidInput, NotADistribution
from ceviz.maths import cross_entropy, cross_entropy_gradient, entropy, kl_divergence
from ceviz.maths.descent import CHUNK, Descent, Loss, Rule

Z = [1.0, 3.5, -0.5]
P = [0.6, 0.1, 0.3]


def test_each_step_follows_the_gradient() -> None:
    path = Descent(P, Z, Rule(step_size=0.3, temperature=0.8)).upto(20)
    assert len(path) == 21
    np.testing.assert_array_equal(path.scores[0], Z)
    for before, after in zip(path.scores, path.scores[1:], strict=False):
        slope = cross_entropy_gradient(P, before, temperature=0.8)
        np.testing.assert_allclose(after, before - 0.3 * slope, rtol=1e-13, atol=1e-15)


def test_momentum_keeps_some_of_the_last_step() -> None:
    path = Descent(P, Z, Rule(step_size=0.3, momentum=0.9)).upto(10)
    velocity = np.zeros(3)
    for before, after in zip(path.scores, path.scores[1:], strict=False):
        velocity = 0.9 * velocity + cross_entropy_gradient(P, before)
        np.testing.assert_allclose(after, before - 0.3 * velocity, rtol=1e-13)


def test_everything_is_recorded() -> None:
    path = Descent(P, Z, Rule(temperature=1.3)).upto(30)
    np.testing.assert_allclose(
        path.cross_entropy, cross_entropy(P, logits=path.scores, temperature=1.3), rtol=1e-14
    )
    np.testing.assert_allclose(
        path.kl, kl_divergence(P, logits=path.scores, temperature=1.3), rtol=1e-12
    )
    np.testing.assert_array_equal(path.loss, path.cross_entropy)
    np.testing.assert_array_equal(path.accuracy, path.scores.argmax(axis=-1) == 0)
    assert path.accuracy[0] == 0.0
    assert path.accuracy[-1] == 1.0


@pytest.mark.parametrize("loss", [Loss.CROSS_ENTROPY, Loss.SQUARED_ERROR])
def test_the_curves_of_loss_and_divergence_are_parallel(loss: Loss) -> None:
    descent = Descent(P, Z, Rule(loss=loss))
    path = descent.upto(500)
    assert descent.floor == float(entropy(P))
    np.testing.assert_allclose(path.cross_entropy - path.kl, descent.floor, rtol=1e-12)
    assert (np.diff(path.loss) <= 1e-15).all()
    assert path.kl[-1] < path.kl[0] / 10


def test_squared_error_hardly_leaves_where_it_is_confidently_wrong() -> None:
    start, p = [12.0, 0.0], [0.0, 1.0]
    steep = Descent(p, start).upto(100)
    flat = Descent(p, start, Rule(loss=Loss.SQUARED_ERROR)).upto(100)
    assert steep.accuracy[-1] == 1.0
    assert flat.accuracy[-1] == 0.0
    assert flat.loss[0] - flat.loss[-1] < 0.01


def test_looking_further_changes_nothing_that_was_there() -> None:
    rule = Rule(step_size=0.7, momentum=0.5)
    piecewise = Descent(P, Z, rule)
    first = piecewise.upto(3)
    kept = first.scores.copy()
    piecewise.upto(CHUNK + 5)
    long = piecewise.upto(5 * CHUNK)
    assert len(first) == 4
    np.testing.assert_array_equal(first.scores, kept)
    np.testing.assert_array_equal(long.scores[:4], kept)
    np.testing.assert_array_equal(long.scores, Descent(P, Z, rule).upto(5 * CHUNK).scores)


def test_the_path_cannot_be_written_to_and_does_not_hold_the_callers_scores() -> None:
    start = np.array(Z)
    path = Descent(P, start).upto(2)
    start[0] = 99.0
    assert path.scores[0, 0] == 1.0
    for array in (path.scores, path.loss, path.kl, path.cross_entropy, path.accuracy):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0.0


def test_a_path_ends_before_it_leaves_float64() -> None:
    descent = Descent([0.0, 1.0], [1.0, 0.0], Rule(step_size=1.7e308, temperature=0.1))
    path = descent.upto(1000)
    assert descent.ended is not None
    assert len(path) == descent.ended + 1 < 1001
    assert np.isfinite(path.scores).all()
    assert len(descent.upto(5000)) == len(path)
    assert Descent(P, Z).ended is None


@pytest.mark.parametrize("p", [[0.0, 0.4, 0.6], [0.5, 0.5, 0.0]])
@pytest.mark.parametrize("loss", [Loss.CROSS_ENTROPY, Loss.SQUARED_ERROR])
def test_impossible_classes_stay_impossible(p: list[float], loss: Loss) -> None:
    descent = Descent(p, [-np.inf, 2.0, 0.0], Rule(loss=loss, momentum=0.5))
    path = descent.upto(100)
    assert descent.ended is None
    assert (path.scores[:, 0] == -np.inf).all()
    assert np.isfinite(path.scores[:, 1:]).all()
    assert np.isinf(path.cross_entropy).all() == (p[0] > 0)
    assert np.isinf(path.kl).all() == (p[0] > 0)
    assert not np.isnan(path.loss).any()


def test_refused() -> None:
    with pytest.raises(InvalidInput, match="step size"):
        Rule(step_size=0.0)
    with pytest.raises(InvalidInput, match="momentum"):
        Rule(momentum=1.0)
    with pytest.raises(InvalidInput, match="temperature"):
        Rule(temperature=-1.0)
    with pytest.raises(NotADistribution):
        Descent([1.0, 1.0], [0.0, 0.0])
    with pytest.raises(InvalidInput, match="different numbers of classes"):
        Descent([1.0, 0.0], Z)
    with pytest.raises(InvalidInput, match="one row"):
        Descent([1.0, 0.0], np.zeros((2, 2)))
    with pytest.raises(InvalidInput, match="NaN"):
        Descent([1.0, 0.0], [0.0, np.nan])
