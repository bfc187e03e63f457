"""Probabilities from 1 down to the smallest number there is, and 0: every measure by mpmath."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

import mpmath as mp
import numpy as np
import pytest

from ceviz.maths.arrays import AnyArray, FloatArray
from ceviz.maths.batch import evaluate, measure, task

SMALL = [0.0, 5e-324, 1e-310, 1e-185, 1e-162, 1e-150, 1e-30, 0.3, 1.0]
SMALL_FLOAT32 = [0.0, 1e-45, 1e-40, 1e-30, 1e-20, 1e-12, 0.3, 1.0]
INFINITE = mp.mpf("inf")
#: Below this a float64 has lost digits; a result may be off by as much.
UNDERFLOW = 1e-321


@dataclass(frozen=True)
class Exact:
    """One row: q, 1 − q and −ln q of each class at a temperature, with 60 digits."""

    q: list[Any]
    complement: list[Any]
    surprisal: list[Any]

    def loss(self, target: list[Any], weight: list[Any]) -> Any:
        """Σ w·p·(−ln q) with 0 · ∞ = 0."""
        parts = [w * p for w, p in zip(weight, target, strict=True)]
        return mp.fsum(a * s for a, s in zip(parts, self.surprisal, strict=True) if a > 0)

    def margin(self, label: int) -> Any:
        rival = min([s for k, s in enumerate(self.surprisal) if k != label], default=INFINITE)
        return INFINITE if rival == INFINITE else rival - self.surprisal[label]

    def brier(self, target: list[Any]) -> Any:
        """Σ (q − p)²; 1 − q is not subtracted."""
        gaps = [
            c if p == 1 else q - p for q, c, p in zip(self.q, self.complement, target, strict=True)
        ]
        return mp.fsum(gap**2 for gap in gaps)


def exact(row: FloatArray, temperature: float) -> Exact:
    """What probabilities ∝ row are at a temperature."""
    powers = [mp.mpf(float(x)) ** (1 / mp.mpf(temperature)) if x > 0 else mp.mpf(0) for x in row]
    total = mp.fsum(powers)
    others = [mp.fsum(powers[:k] + powers[k + 1 :]) for k in range(len(powers))]
    return Exact(
        q=[power / total for power in powers],
        complement=[other / total for other in others],
        surprisal=[
            mp.log1p(other / power) if power > 0 else INFINITE
            for power, other in zip(powers, others, strict=True)
        ],
    )


def table_of(values: list[float], classes: int, dtype: Any) -> AnyArray:
    """Every pair and triple of ``values`` that leaves a class to predict, among zeros."""
    rows = [*itertools.product(values, repeat=2), *itertools.product(values[::2], repeat=3)]
    table = np.zeros((len(rows), classes), dtype)
    for place, row in enumerate(rows):
        table[place, : len(row)] = row
    possible: AnyArray = table[table.max(axis=1) > 0]
    return possible


def smoothed(label: int, classes: int, smoothing: float) -> list[Any]:
    """The target of a label, smoothed as PyTorch smooths it."""
    spread = mp.mpf(smoothing) / classes
    return [(1 - mp.mpf(smoothing)) * (k == label) + spread for k in range(classes)]


def assert_close(found: FloatArray, expected: list[Any], relative: float, absolute: float) -> None:
    np.testing.assert_allclose(
        found, np.array([float(x) for x in expected]), rtol=relative, atol=absolute
    )


@pytest.mark.parametrize("classes", [3, 70])
@pytest.mark.parametrize("label", [0, 1, 2])
@pytest.mark.parametrize(
    ("values", "dtype", "relative"),
    [(SMALL, np.float64, 1e-12), (SMALL_FLOAT32, np.float32, 2e-6)],
)
@pytest.mark.parametrize(
    ("temperature", "smoothing", "weighted"),
    [(1.0, 0.0, False), (1.0, 0.0, True), (1.0, 0.25, True), (2.0, 0.0, False), (0.5, 0.25, True)],
)
def test_every_column_of_labelled_rows(
    values: list[float],
    dtype: Any,
    relative: float,
    classes: int,
    label: int,
    temperature: float,
    smoothing: float,
    weighted: bool,
) -> None:
    table = table_of(values, classes, dtype)
    weight = np.ones(classes)
    weight[:2] = (0.0, 2.0) if weighted else (1.0, 1.0)
    columns = measure(
        task(
            table,
            np.full(len(table), label),
            kind="probabilities",
            weight=weight if weighted else None,
            label_smoothing=smoothing,
            temperature=temperature,
        )
    )
    truths = [exact(row, temperature) for row in table]
    one_hot, soft = smoothed(label, classes, 0.0), smoothed(label, classes, smoothing)
    for found, expected in (
        (columns.loss, [truth.loss(soft, weight.tolist()) for truth in truths]),
        (columns.plain, [truth.loss(soft, [1.0] * classes) for truth in truths]),
        (columns.surprisal, [truth.surprisal[label] for truth in truths]),
        (columns.confidence, [max(truth.q) for truth in truths]),
        (columns.brier, [truth.brier(one_hot) for truth in truths]),
    ):
        assert_close(found, expected, relative, UNDERFLOW)
    assert_close(columns.margin, [truth.margin(label) for truth in truths], relative, 1e-12)
    np.testing.assert_array_equal(columns.predicted, table.argmax(axis=1))


@pytest.mark.parametrize("target", [(5e-324, 1.0, 0.0), (0.5, 0.5, 0.0), (1.0, 1e-185, 0.0)])
@pytest.mark.parametrize(("temperature", "smoothing"), [(1.0, 0.0), (2.0, 0.25)])
def test_every_column_of_rows_with_soft_targets(
    target: tuple[float, ...], temperature: float, smoothing: float
) -> None:
    table = table_of(SMALL, 3, np.float64)
    weight = [0.5, 2.0, 1.0]
    columns = measure(
        task(
            table,
            np.tile(target, (len(table), 1)),
            kind="probabilities",
            weight=weight,
            label_smoothing=smoothing,
            temperature=temperature,
        )
    )
    truths = [exact(row, temperature) for row in table]
    given = [mp.mpf(p) for p in target]
    soft = [(1 - mp.mpf(smoothing)) * p + mp.mpf(smoothing) / 3 for p in given]
    true = int(np.argmax(target))
    entropy = -mp.fsum(p * mp.log(p) for p in soft if p > 0)
    assert columns.entropy is not None
    for found, expected in (
        (columns.loss, [truth.loss(soft, weight) for truth in truths]),
        (columns.plain, [truth.loss(soft, [1.0] * 3) for truth in truths]),
        (columns.surprisal, [truth.surprisal[true] for truth in truths]),
        (columns.confidence, [max(truth.q) for truth in truths]),
        (columns.brier, [truth.brier(given) for truth in truths]),
        (columns.margin, [truth.margin(true) for truth in truths]),
        (columns.entropy, [entropy] * len(table)),
    ):
        assert_close(found, expected, 1e-12, 1e-15)


def test_every_total_of_a_batch() -> None:
    table = table_of(SMALL[1:], 3, np.float64)
    labels = np.arange(len(table)) % 2
    result = evaluate(table, labels, kind="probabilities")
    truths = [exact(row, 1.0) for row in table]
    losses = [truth.surprisal[label] for truth, label in zip(truths, labels, strict=True)]
    scores = [
        truth.brier(smoothed(int(label), 3, 0.0))
        for truth, label in zip(truths, labels, strict=True)
    ]
    mean = mp.fsum(losses) / len(losses)
    assert result.mean == pytest.approx(float(mean), rel=1e-12)
    assert result.kl == pytest.approx(float(mean), rel=1e-12)
    assert result.perplexity == pytest.approx(float(mp.exp(mean)), rel=1e-10)
    assert result.brier == pytest.approx(float(mp.fsum(scores) / len(scores)), rel=1e-10)
    assert result.accuracy == float(np.mean(table.argmax(axis=1) == labels))
    confidences = np.array([float(max(truth.q)) for truth in truths])
    np.testing.assert_allclose(result.confidence, confidences, rtol=1e-13)
    assert 0.0 <= result.ece <= result.mce <= 1.0


@pytest.mark.parametrize("tiny", [0.0, 5e-324, 1e-185, 1e-162, 1e-100])
def test_a_sure_and_right_row_costs_nothing(tiny: float) -> None:
    result = evaluate([[tiny, 1.0]], [1], kind="probabilities")
    assert result.brier == 0.0
    assert result.mean == pytest.approx(0.0, abs=1e-19)
    assert result.kl == 0.0


@pytest.mark.parametrize("large", [1e150, 1e200, 1e300])
def test_numbers_that_are_only_in_proportion_may_be_large(large: float) -> None:
    """Rows are divided by their sums, whatever these are."""
    scaled = measure(task([[large, 2 * large, large]], [1], kind="probabilities"))
    usual = measure(task([[0.25, 0.5, 0.25]], [1], kind="probabilities"))
    for name in ("loss", "confidence", "margin", "brier"):
        np.testing.assert_allclose(getattr(scaled, name), getattr(usual, name), rtol=1e-12)


def test_a_row_is_measured_alike_in_whatever_company() -> None:
    row, tiny = [0.3, 0.6, 0.1], [1e-200, 1.0, 1e-210]
    alone = measure(task([row], [1], kind="probabilities"))
    together = measure(task([row, tiny], [1, 1], kind="probabilities"))
    for name in ("loss", "confidence", "margin", "brier"):
        assert getattr(alone, name)[0] == getattr(together, name)[0]
