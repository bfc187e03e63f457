"""L(β) and its derivatives against plain formulas, in every layout, type and kind."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from mpmath import mp, mpf
from scipy.special import softmax

from ceviz.maths.batch import Overlay, evaluate, task
from ceviz.maths.batch.likelihood import Likelihood, likelihood


def plainly(scores: np.ndarray, targets: np.ndarray, beta: float) -> list[float]:
    """L and three derivatives from the moments about the mean, row by row."""
    z = scores.astype(np.float64)
    q = softmax(beta * z, axis=1)
    with np.errstate(invalid="ignore"):
        z = np.where(np.isneginf(z), 0.0, z)  # such classes have q = 0, whatever stands there
    mean = (q * z).sum(axis=1, keepdims=True)
    value = np.log(np.exp(beta * (z - z.max())).sum(axis=1, where=q > 0)) + beta * z.max()
    own = (targets * z).sum(axis=1)
    return [
        float((value - beta * own).sum()),
        float((mean[:, 0] - own).sum()),
        float((q * (z - mean) ** 2).sum()),
        float((q * (z - mean) ** 3).sum()),
    ]


def numbers(made: Likelihood) -> list[float]:
    return [made.value, made.slope, made.bend, made.twist]


@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.float16])
@pytest.mark.parametrize("classes", [2, 10, 80])
@pytest.mark.parametrize("beta", [0.3, 1.0, 4.0])
def test_one_pass_is_the_plain_formulas(dtype: Any, classes: int, beta: float) -> None:
    random = np.random.default_rng(classes)
    scores = (3.0 * random.standard_normal((700, classes))).astype(dtype)
    labels = random.integers(0, classes, 700)
    scores[3, (labels[3] + 1) % classes] = -np.inf
    labels[::7] = -100
    keep = labels >= 0
    keep[11] = False
    made = likelihood(task(scores, labels), keep, beta)
    expected = plainly(scores[keep], np.eye(classes)[labels[keep]], beta)
    tolerance = 1e-11 if dtype is np.float64 else 2e-6
    size = np.abs(expected).max()
    np.testing.assert_allclose(numbers(made), expected, rtol=tolerance, atol=tolerance * size)


@pytest.mark.parametrize("way", ["probabilities", "soft targets", "edited rows"])
def test_other_ways_to_the_same_numbers(way: str) -> None:
    random = np.random.default_rng(5)
    scores, labels = 2.0 * random.standard_normal((300, 5)), random.integers(0, 5, 300)
    targets = np.eye(5)[labels]
    keep = random.random(300) < 0.7
    match way:
        case "probabilities":
            asked = task(softmax(scores, axis=1), labels, kind="probabilities")
        case "soft targets":
            targets = random.dirichlet(np.ones(5), 300)
            asked = task(scores, targets)
        case _:
            rows = np.array([0, 7, 8, 299])
            made = task(scores.copy(), labels)
            scores[rows] = random.standard_normal((4, 5))
            targets[rows] = random.dirichlet(np.ones(5), 4)
            asked = type(made)(
                **{**vars(made), "overlay": Overlay(rows, scores[rows], targets[rows])}
            )
    for beta in (0.5, 2.0):
        np.testing.assert_allclose(
            numbers(likelihood(asked, keep, beta)),
            plainly(scores[keep], targets[keep], beta),
            rtol=1e-10,
        )


def test_beyond_doubt_keeps_its_digits() -> None:
    scores = np.array([[60.0, 0.0, 1.0], [0.0, 45.0, -np.inf], [700.0, 0.0, 0.0]])
    made = likelihood(task(scores, [0, 1, 0]), np.ones(3, np.bool_), 1.0)
    with mp.workdps(60):
        loss = slope = bend = mpf(0)
        for gaps in ([60, 59], [45], [700, 700]):
            weights = [mp.exp(-mpf(gap)) for gap in gaps]
            total = 1 + sum(weights)
            mean = -sum(w * gap for w, gap in zip(weights, gaps, strict=True)) / total
            square = sum(w * gap**2 for w, gap in zip(weights, gaps, strict=True)) / total
            loss += mp.log(total)
            slope += mean
            bend += square - mean**2
        np.testing.assert_allclose(
            [made.value, made.slope, made.bend],
            [float(loss), float(slope), float(bend)],
            rtol=1e-13,
        )


def test_a_row_whose_other_classes_are_impossible_costs_nothing() -> None:
    scores = np.array([[3.0, -np.inf], [-np.inf, -2.0]], np.float32)
    made = likelihood(task(scores, [0, 1]), np.ones(2, np.bool_), 2.0)
    assert numbers(made) == [0.0, 0.0, 0.0, 0.0]


def test_a_step_is_told_without_another_pass() -> None:
    scores = 2.0 * np.random.default_rng(0).standard_normal((500, 6))
    asked = task(scores, scores.argmax(axis=1) ^ 1)
    keep = np.ones(500, np.bool_)
    here, there = likelihood(asked, keep, 1.0), likelihood(asked, keep, 1.01)
    assert here.after(0.01) == pytest.approx(there.value, rel=1e-8)
    assert here.value / 500 == pytest.approx(evaluate(scores, asked.labels).mean, rel=1e-12)  # type: ignore[arg-type]
