"""Every number that follows from a document, computed once and frozen.

All information is in nats; :class:`~ceviz.document.model.Unit` scales it when it is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ceviz import maths
from ceviz.document.batch import Batch, means
from ceviz.document.measurements import NOTHING, Measurements
from ceviz.document.model import Document
from ceviz.document.targets import TargetKind, distribution, kind_of
from ceviz.maths.arrays import FloatArray


class Verdict(Enum):
    """Whether the predicted class is the true one."""

    RIGHT = "right"
    WRONG = "wrong"
    TIE = "a tie"


def verdict_on(z: FloatArray, p: FloatArray) -> Verdict:
    """Whether scores z predict what the target p says, both (K,); see :attr:`Analysis.verdict`."""
    leads, as_true = z == z.max(), p == p.max()
    if not as_true[leads].any():
        return Verdict.WRONG
    alone = np.count_nonzero(leads) == 1 and np.count_nonzero(as_true) == 1
    return Verdict.RIGHT if alone else Verdict.TIE


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

    p: FloatArray
    z: FloatArray
    q: FloatArray
    surprisal: FloatArray
    complement: FloatArray
    contribution: FloatArray
    gradient: FloatArray
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
    def leaders(self) -> NDArray[np.intp]:
        """Classes with the largest score: one, unless they are tied."""
        return np.flatnonzero(self.z == self.z[self.predicted])

    @cached_property
    def verdict(self) -> Verdict:
        """Right or wrong; a tie where a class that is as good would have been the other.

        Counting takes the first of equals, as PyTorch does: :attr:`correct`.
        """
        return verdict_on(self.z, self.p)

    @cached_property
    def truths(self) -> NDArray[np.intp]:
        """Classes with the largest target: one, unless none of them is *the* true one."""
        return np.flatnonzero(self.p == self.p.max())

    @property
    def prediction(self) -> maths.Prediction:
        """q and what goes with it, as the maths takes them."""
        return maths.Prediction(self.q, self.surprisal, self.complement, self.z)

    @cached_property
    def total(self) -> float:
        """Σq, computed, for the sum badge."""
        return float(self.q.sum())

    @cached_property
    def possible(self) -> NDArray[np.intp]:
        """Classes with target mass, the heaviest first."""
        with_mass = np.flatnonzero(self.p)
        return with_mass[self.p[with_mass].argsort()[::-1]]

    @cached_property
    def ranking(self) -> NDArray[np.intp]:
        """Classes from the most to the least probable, ties in class order; (K,)."""
        return np.argsort(-self.q, kind="stable")


def analyse(document: Document, measured: Measurements = NOTHING) -> Analysis:
    """All derived numbers of ``document``; about 0.1 ms for ten classes and one sample.

    Args:
        measured: what is known of its rows; what it does not know is measured here, and lost.
    """
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
        batch = means(document.samples, temperature, measured)
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


def _exp(value: float) -> float:
    return float(np.exp(value)) if value < 709.0 else np.inf
