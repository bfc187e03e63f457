"""Who makes the loss: the worst samples, classes, pairs of classes, confidences; their rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from ceviz.errors import InvalidInput
from ceviz.maths.arrays import FloatArray, IntArray
from ceviz.maths.batch.evaluation import Evaluation
from ceviz.maths.batch.tally import Tally, tally
from ceviz.maths.calibration import BINS, width_bin

#: What the loss can be accounted by.
Grouping = Literal["true class", "class pair", "confidence"]


@dataclass(frozen=True, eq=False)
class Lorenz:
    """How the whole loss is shared out, the dearest samples first (M. O. Lorenz, 1905).

    Infinite losses outweigh all others: while there are any, they are the whole loss and
    share it evenly.

    Attributes:
        cumulative: (N + 1,) share of the loss made by the worst 0, 1, … N samples; it rises
            from 0 to 1, ever more slowly. All 0 if nothing costs anything.
    """

    cumulative: FloatArray

    @property
    def samples(self) -> int:
        """N: how many samples share the loss."""
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

    def points(self, count: int = 512) -> tuple[FloatArray, FloatArray]:
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

    keys: IntArray
    counts: IntArray
    losses: FloatArray
    shares: FloatArray


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


def account_by(evaluation: Evaluation, grouping: Grouping) -> Account:
    """The ledger's account by ``grouping``, the dearest first."""
    if grouping == "class pair":
        return by_pair(evaluation)
    return by_true_class(evaluation) if grouping == "true class" else by_confidence(evaluation)


def group_codes(
    evaluation: Evaluation, grouping: Grouping, rows: IntArray | None = None
) -> IntArray:
    """The group of each of ``rows`` (all of them), −1 for rows that do not count.

    Groups are the accounts' keys; a pair's is true · K + predicted.
    """
    at: slice | IntArray = slice(None) if rows is None else rows
    if grouping == "confidence":
        codes = width_bin(evaluation.confidence[at], BINS)
    else:
        codes = np.asarray(evaluation.true[at]).astype(np.int64)
        if grouping == "class pair":
            codes = codes * evaluation.task.classes + evaluation.predicted[at]
    return np.where(evaluation.ignored[at], -1, codes)


def flat_keys(evaluation: Evaluation, account: Account) -> IntArray:
    """(G,) the account's keys as :func:`group_codes` has them."""
    keys = account.keys
    return keys if keys.ndim == 1 else keys[:, 0] * evaluation.task.classes + keys[:, 1]


def losses_by_group(
    evaluation: Evaluation, grouping: Grouping, account: Account, rows: IntArray
) -> FloatArray:
    """(G,) Σ loss of those ``rows`` that are in each of the account's groups."""
    keys = flat_keys(evaluation, account)
    order = np.argsort(keys)
    codes = group_codes(evaluation, grouping, rows)
    counted = codes >= 0
    places = np.searchsorted(keys[order], codes[counted])
    sums = np.empty(len(keys))
    sums[order] = np.bincount(places, evaluation.loss[rows][counted], minlength=len(keys))
    return sums
