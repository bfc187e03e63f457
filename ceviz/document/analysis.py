"""Every number that follows from a document, computed once and frozen.

All information is in nats; :class:`~ceviz.document.model.Unit` scales it when it is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from ceviz import maths
from ceviz.document.model import Document, Rows, Samples, Vector
from ceviz.document.targets import TargetKind, distribution, kind_of


@dataclass(frozen=True, eq=False)
class Analysis:
    """What the selected sample's prediction is worth, and the mean over all samples.

    Arrays are (K,), read-only by convention and never written.

    Attributes:
        p: target probabilities.
        z: scores (logits).
        q: softmax(z/T).
        surprisal: −log q, nats.
        complement: 1 − q, summed from the other classes.
        contribution: −p·log q, nats; 0 where p is 0.
        gradient: ∂L/∂z = (q − p)/T, nats per unit of score.
        entropy: H(p), nats.
        cross_entropy: H(p, q), nats; ∞ if a possible class was called impossible.
        kl: KL(p‖q) ≥ 0, nats.
        predicted: the class with the largest score, the first of equals.
        true: the class the target names (its largest, for a distribution).
        correct: whether the predicted class has the largest target probability.
        batch: the means over all samples.
    """

    p: Vector
    z: Vector
    q: Vector
    surprisal: Vector
    complement: Vector
    contribution: Vector
    gradient: Vector
    entropy: float
    cross_entropy: float
    kl: float
    predicted: int
    true: int
    correct: bool
    batch: Batch

    @property
    def perplexity(self) -> float:
        """exp H(p, q): how many equally likely classes would be as surprising."""
        return _exp(self.cross_entropy)

    @property
    def confidence(self) -> float:
        """q of the predicted class."""
        return float(self.q[self.predicted])

    @cached_property
    def total(self) -> float:
        """Σq, computed, for the sum badge."""
        return float(self.q.sum())

    @cached_property
    def ranking(self) -> NDArray[np.intp]:
        """Classes from the most to the least probable, ties in class order; (K,)."""
        return np.argsort(-self.q, kind="stable")


@dataclass(frozen=True, slots=True)
class Batch:
    """Means over N samples, in nats; ``correct`` counts the right ones."""

    count: int
    cross_entropy: float
    entropy: float
    kl: float
    correct: int

    @property
    def perplexity(self) -> float:
        """exp of the mean cross-entropy."""
        return _exp(self.cross_entropy)

    @property
    def accuracy(self) -> float:
        """The share of samples that are right."""
        return self.correct / self.count


@dataclass(frozen=True, eq=False)
class PerSample:
    """Columns over the N samples: losses in nats, what is predicted, whether it is right."""

    cross_entropy: Vector
    entropy: Vector
    kl: Vector
    predicted: NDArray[np.intp]
    confidence: Vector
    correct: NDArray[np.bool_]


def analyse(document: Document) -> Analysis:
    """All derived numbers of ``document``; about 0.1 ms for ten classes and one sample."""
    sample = document.sample
    z, temperature = sample.scores, document.temperature
    p = distribution(sample.target, len(z))
    prediction = maths.predict(z, temperature=temperature)
    contribution = maths.contributions(p, prediction.surprisal)
    entropy = 0.0 if kind_of(sample.target) is TargetKind.ONE_HOT else float(maths.entropy(p))
    cross_entropy = float(contribution.sum())
    kl = (
        cross_entropy
        if entropy == 0.0
        else float(maths.kl_terms(p, prediction.q, prediction.surprisal).sum())
    )
    predicted = int(z.argmax())
    correct = bool(p[predicted] == p.max())
    if len(document.samples) == 1:
        batch = Batch(1, cross_entropy, entropy, kl, int(correct))
    else:
        batch = _batch(document.samples, temperature)
    return Analysis(
        p=p,
        z=z,
        q=prediction.q,
        surprisal=prediction.surprisal,
        complement=prediction.complement,
        contribution=contribution,
        gradient=maths.gradient(p, prediction, temperature),
        entropy=entropy,
        cross_entropy=cross_entropy,
        kl=kl,
        predicted=predicted,
        true=sample.true,
        correct=correct,
        batch=batch,
    )


def per_sample(samples: Samples, temperature: float) -> PerSample:
    """The columns of the sample list: the rows' (computed once) with the edited ones laid over."""
    columns = _of_rows(samples.rows, temperature)
    if not samples.edited:
        return columns
    index = sorted(samples.edited)
    edited = _of_rows(Rows.of([samples.edited[row] for row in index]), temperature)
    laid = {}
    for name in PerSample.__dataclass_fields__:
        column = getattr(columns, name).copy()
        column[index] = getattr(edited, name)
        laid[name] = column
    return PerSample(**laid)


def _batch(samples: Samples, temperature: float) -> Batch:
    """Means over all samples.

    The rows' losses are kept from call to call, so an edit recomputes only the edited samples.
    """
    columns = per_sample(samples, temperature)
    return Batch(
        count=len(samples),
        cross_entropy=float(columns.cross_entropy.mean()),
        entropy=float(columns.entropy.mean()),
        kl=float(columns.kl.mean()),
        correct=int(columns.correct.sum()),
    )


@lru_cache(maxsize=4)
def _of_rows(rows: Rows, temperature: float) -> PerSample:
    scores = np.asarray(rows.scores, dtype=np.float64)
    p = targets_of(rows)
    prediction = maths.predict(scores, temperature=temperature)
    losses = maths.contributions(p, prediction.surprisal).sum(axis=-1)
    predicted = scores.argmax(axis=-1)
    at = np.arange(len(rows))
    return PerSample(
        cross_entropy=losses,
        entropy=np.asarray(maths.entropy(p)),
        kl=np.asarray(maths.kl_divergence(p, logits=scores, temperature=temperature)),
        predicted=predicted,
        confidence=prediction.q[at, predicted],
        correct=p[at, predicted] == p.max(axis=-1),
    )


def targets_of(rows: Rows) -> NDArray[np.float64]:
    """The targets of all rows as probabilities, (N, K)."""
    count = rows.scores.shape[1]
    p = np.zeros(rows.scores.shape)
    labelled = np.flatnonzero(rows.labels >= 0)
    epsilon = np.nan_to_num(rows.smoothing[labelled], nan=0.0)
    p[labelled] = (epsilon / count)[:, None]
    p[labelled, rows.labels[labelled]] += 1.0 - epsilon
    if rows.distributions is not None:
        distributed = np.flatnonzero(rows.labels < 0)
        p[distributed] = rows.distributions[distributed]
    return p


def _exp(value: float) -> float:
    return float(np.exp(value)) if value < 709.0 else np.inf
