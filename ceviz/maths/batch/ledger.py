"""Who makes the loss: the worst samples, classes, pairs of classes, confidences."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ceviz.errors import InvalidInput
from ceviz.maths.batch.arrays import Floats, Integers
from ceviz.maths.batch.evaluation import Evaluation
from ceviz.maths.batch.tally import Tally, tally
from ceviz.maths.calibration import BINS, width_bin


@dataclass(frozen=True, eq=False)
class Lorenz:
    """How the whole loss is shared out, the dearest samples first (M. O. Lorenz, 1905).

    Infinite losses outweigh all others: while there are any, they are the whole loss and
    share it evenly.

    Attributes:
        cumulative: (N + 1,) share of the loss made by the worst 0, 1, … N samples; it rises
            from 0 to 1, ever more slowly. All 0 if nothing costs anything.
    """

    cumulative: Floats

    @property
    def samples(self) -> int:
        return len(self.cumulative) - 1

    def share_of_worst(self, fraction: float) -> float:
        """Share of the loss made by the worst ``fraction`` of the samples, both in [0, 1].

        Between two whole samples the next one counts in part.
        """
        if not 0.0 <= fraction <= 1.0:
            raise InvalidInput(f"the fraction must be in [0, 1], not {fraction}")
        place = fraction * self.samples
        whole = min(int(place), max(self.samples - 1, 0))
        if self.samples == 0:
            return 0.0
        low, high = self.cumulative[whole], self.cumulative[whole + 1]
        return float(low + (place - whole) * (high - low))

    def worst_for(self, share: float) -> int:
        """The fewest samples that make at least ``share`` of the loss."""
        if not 0.0 <= share <= 1.0:
            raise InvalidInput(f"the share must be in [0, 1], not {share}")
        if self.cumulative[-1] < share:
            return self.samples
        return int(np.searchsorted(self.cumulative, share, side="left"))

    def points(self, count: int = 512) -> tuple[Floats, Floats]:
        """At most ``count`` + 1 points of the curve, closer together near the worst."""
        if self.samples == 0:
            return np.zeros(1), np.zeros(1)
        wanted = self.samples * np.linspace(0.0, 1.0, count + 1) ** 2
        places = np.unique(np.rint(wanted).astype(np.int64))
        return places / self.samples, self.cumulative[places]


def lorenz(losses: npt.ArrayLike) -> Lorenz:
    """The curve of losses (N,), none negative; see :class:`Lorenz`."""
    values = np.asarray(losses, dtype=np.float64)
    if values.ndim != 1 or not (values >= 0.0).all():
        raise InvalidInput("losses must be a list of numbers of at least 0")
    infinite = np.isinf(values)
    if infinite.any():
        values = infinite.astype(np.float64)
    cumulative = np.concatenate([[0.0], np.cumsum(np.sort(values)[::-1])])
    if cumulative[-1] > 0.0:
        cumulative /= cumulative[-1]
    return Lorenz(cumulative)


@dataclass(frozen=True, eq=False)
class Account:
    """The loss by groups of samples, the dearest group first.

    Attributes:
        keys: (G,) or (G, 2) what the group is: a class, a (true, predicted) pair, a bin.
        counts: (G,) samples.
        losses: (G,) Σ loss.
        shares: (G,) share of the whole loss; NaN if that is 0, and if it is ∞ the share of
            the infinite losses.
    """

    keys: Integers
    counts: Integers
    losses: Floats
    shares: Floats


def by_true_class(evaluation: Evaluation) -> Account:
    """The loss by true class."""
    return _account(evaluation.summary.by_true_class())


def by_pair(evaluation: Evaluation) -> Account:
    """The loss by (true class, predicted class); ``keys`` is (G, 2)."""
    classes = evaluation.task.classes
    account = _account(evaluation.summary.pairs)
    pairs = np.stack([account.keys // classes, account.keys % classes], axis=1)
    return Account(pairs, account.counts, account.losses, account.shares)


def by_confidence(evaluation: Evaluation, bins: int = BINS) -> Account:
    """The loss by confidence bin (i/B, (i + 1)/B]; ``keys`` is i."""
    counted = ~evaluation.ignored
    codes = width_bin(evaluation.confidence[counted], bins)
    return _account(tally(codes, evaluation.loss[counted], bins))


def _account(groups: Tally) -> Account:
    losses = groups.sums.values()
    infinite = groups.sums.infinite
    parts = infinite.astype(np.float64) if infinite.any() else losses
    whole = parts.sum()
    shares = parts / whole if whole > 0.0 else np.full(len(parts), np.nan)
    order = np.lexsort((groups.keys, -losses, -infinite))
    return Account(groups.keys[order], groups.counts[order], losses[order], shares[order])
