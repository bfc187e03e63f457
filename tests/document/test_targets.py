"""The three kinds of target and what they refuse."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ceviz.document.targets import (
    Free,
    OneHot,
    Smoothed,
    Target,
    TargetKind,
    check_epsilon,
    distribution,
    free,
    kind_of,
    true_class,
)
from ceviz.errors import InvalidInput, NotADistribution
from tests.document.examples import targets

COUNT = 4


@given(targets(COUNT))
def test_every_target_is_a_distribution(target: Target) -> None:
    p = distribution(target, COUNT)
    assert p.shape == (COUNT,)
    assert (p >= 0.0).all()
    assert p.sum() == pytest.approx(1.0, abs=1e-15 * COUNT)
    assert p[true_class(target)] == p.max()


def test_smoothing_is_pytorchs() -> None:
    # torch.nn.CrossEntropyLoss(label_smoothing=0.1): (1 − ε)·onehot + ε/K, the true one included.
    np.testing.assert_allclose(
        distribution(Smoothed(2, 0.1), COUNT), [0.025, 0.025, 0.925, 0.025], rtol=1e-15
    )


def test_kinds() -> None:
    free_one = free(np.array([0.5, 0.5]))
    assert [kind_of(t) for t in (OneHot(0), Smoothed(0, 0.1), free_one)] == list(TargetKind)


def test_typed_thirds_are_taken_for_thirds() -> None:
    target = free(np.array([0.3333333, 0.3333333, 0.3333333]))
    assert target.p.sum() == pytest.approx(1.0, abs=3e-15)


def test_freezing_copies() -> None:
    given_p = np.array([0.5, 0.5])
    target = free(given_p)
    given_p[0] = 9.0
    assert target.p.tolist() == [0.5, 0.5]
    with pytest.raises(ValueError, match="read-only"):
        target.p[0] = 0.0


@pytest.mark.parametrize(
    ("p", "words"),
    [
        ([0.5, -0.5, 1.0], "class 2: a target probability is negative"),
        ([0.5, np.nan, 0.5], "class 2: a target probability is not a finite number"),
        ([np.inf, 0.0], "class 1: a target probability is not a finite number"),
        ([0.0, 0.0], "all 0"),
    ],
)
def test_refusals_name_the_class(p: list[float], words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        free(np.array(p))


def test_a_wrong_sum_can_be_normalised() -> None:
    with pytest.raises(NotADistribution, match=r"sum to 1\.5, not 1") as refusal:
        free(np.array([0.5, 1.0]))
    assert refusal.value.total == 1.5


@pytest.mark.parametrize("epsilon", [-0.1, 1.1, np.nan, np.inf])
def test_epsilon_lies_between_0_and_1(epsilon: float) -> None:
    with pytest.raises(InvalidInput, match="between 0 and 1"):
        check_epsilon(epsilon)
    assert check_epsilon(0.0) == 0.0
    assert check_epsilon(1.0) == 1.0


@given(st.data())
def test_equal_distributions_are_equal_targets(data: st.DataObject) -> None:
    target = data.draw(targets(COUNT))
    twin = Free(target.p.copy()) if isinstance(target, Free) else target
    assert twin == target
    assert hash(twin) == hash(target)
    assert target != OneHot(COUNT)
