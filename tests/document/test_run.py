"""A run of checkpoints: its order, its numbers, and what becomes of each sample."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ceviz.document.run import Fate, Run, Step, step_of
from ceviz.maths.batch import Evaluation, evaluate, lorenz, optimal_temperature


def step(right: np.ndarray, number: int, counted: np.ndarray | None = None) -> Step:
    """A checkpoint that is right where ``right`` says so; two classes, the true one is 0."""
    scores = np.where(right[:, np.newaxis], [2.0, 0.0], [0.0, 2.0])
    labels = np.zeros(len(right), int)
    if counted is not None:
        labels[~counted] = -100
    return step_of(evaluate(scores, labels), number, f"epoch-{number}.npz")


def run_of(*steps: Step) -> Run:
    run = Run("epoch-*.npz")
    for each in steps:
        run = run.with_step(each)
    return run


def measured(rows: int = 500) -> Evaluation:
    rng = np.random.default_rng(2)
    return evaluate(3.0 * rng.normal(size=(rows, 4)), rng.integers(0, 4, rows))


@given(
    arrays(np.bool_, st.tuples(st.integers(2, 6), st.integers(1, 30))),
    st.data(),
)
def test_every_sample_that_counts_has_the_fate_that_numpy_says(
    right: np.ndarray, data: st.DataObject
) -> None:
    counted = data.draw(arrays(np.bool_, right.shape[1]))
    steps = [step(row, number, counted) for number, row in enumerate(right)]
    found = run_of(*data.draw(st.permutations(steps))).trajectories
    assert found is not None
    np.testing.assert_array_equal(found.right[:, counted], right[:, counted])
    times = right.sum(axis=0)
    expected = {
        Fate.ALWAYS: times == len(right),
        Fate.NEVER: times == 0,
        Fate.LEARNED: (times < len(right)) & right[-1],
        Fate.FORGOTTEN: (times > 0) & ~right[-1],
    }
    for fate, flags in expected.items():
        np.testing.assert_array_equal(found.rows(fate), np.flatnonzero(flags & counted))
    together = np.concatenate([found.rows(fate) for fate in Fate])
    assert sorted(together.tolist()) == np.flatnonzero(counted).tolist()
    jumps = np.abs(np.diff(right[:, counted].astype(int), axis=0)).sum(axis=0)
    np.testing.assert_array_equal(found.turns()[counted], jumps)


def test_a_step_has_the_numbers_of_its_evaluation() -> None:
    found = measured()
    made = step_of(found, 7, "epoch-7.npz", optimal_temperature(found))
    assert (made.measures.loss, made.measures.accuracy) == (found.mean, found.accuracy)
    assert made.measures.ece == found.ece
    worst = np.sort(found.loss)[::-1][:5].sum() / found.loss.sum()
    assert made.measures.worst == pytest.approx(worst)
    assert made.measures.worst == lorenz(found.loss).cumulative[5]
    assert (made.measures.temperature, made.measures.best) == optimal_temperature(found)


def test_steps_stand_in_order_and_come_once() -> None:
    flags = np.array([True, False])
    first, second, tenth = (step(flags, number) for number in (1, 2, 10))
    run = run_of(tenth, first, second)
    assert [each.number for each in run.steps] == [1, 2, 10]
    again = run.with_step(replace(second, rows=2))
    assert len(again) == 3
    assert again.place("epoch-2.npz") == 1
    assert again.without("epoch-2.npz").place("epoch-2.npz") is None
    assert run.numbers().tolist() == [1.0, 2.0, 10.0]
    assert np.isnan(run.values("best")).all()


def test_other_samples_have_no_trajectories() -> None:
    flags = np.array([True, False, True])
    assert run_of(step(flags, 1)).trajectories is None
    assert run_of(step(flags, 1), step(flags[:2], 2)).trajectories is None
    other = step(flags, 2, np.array([True, True, False]))
    assert run_of(step(flags, 1), other).trajectories is None
