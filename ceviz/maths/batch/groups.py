"""Which rows an entry of the loss ledger stands for."""

from __future__ import annotations

from typing import Literal

import numpy as np

from ceviz.errors import InvalidInput
from ceviz.maths.batch.arrays import Floats, Integers
from ceviz.maths.batch.evaluation import Evaluation
from ceviz.maths.batch.ledger import Account, by_confidence, by_pair, by_true_class
from ceviz.maths.calibration import BINS, width_bin

Grouping = Literal["true class", "class pair", "confidence"]


def account_by(evaluation: Evaluation, grouping: Grouping) -> Account:
    """The ledger's account by ``grouping``, the dearest first."""
    if grouping == "class pair":
        return by_pair(evaluation)
    return by_true_class(evaluation) if grouping == "true class" else by_confidence(evaluation)


def group_codes(
    evaluation: Evaluation, grouping: Grouping, rows: Integers | None = None
) -> Integers:
    """The group of each of ``rows`` (all of them), −1 for rows that do not count.

    Groups are the accounts' keys; a pair's is true · K + predicted.
    """
    at: slice | Integers = slice(None) if rows is None else rows
    if grouping == "confidence":
        codes = width_bin(evaluation.confidence[at], BINS)
    else:
        codes = np.asarray(evaluation.true[at]).astype(np.int64)
        if grouping == "class pair":
            codes = codes * evaluation.task.classes + evaluation.predicted[at]
    return np.where(evaluation.ignored[at], -1, codes)


def flat_keys(evaluation: Evaluation, account: Account) -> Integers:
    """(G,) the account's keys as :func:`group_codes` has them."""
    keys = account.keys
    return keys if keys.ndim == 1 else keys[:, 0] * evaluation.task.classes + keys[:, 1]


def losses_by_group(
    evaluation: Evaluation, grouping: Grouping, account: Account, rows: Integers
) -> Floats:
    """(G,) Σ loss of those ``rows`` that are in each of the account's groups."""
    keys = flat_keys(evaluation, account)
    order = np.argsort(keys)
    codes = group_codes(evaluation, grouping, rows)
    counted = codes >= 0
    places = np.searchsorted(keys[order], codes[counted])
    sums = np.empty(len(keys))
    sums[order] = np.bincount(places, evaluation.loss[rows][counted], minlength=len(keys))
    return sums


def worst_rows(evaluation: Evaluation, count: int) -> Integers:
    """The ``count`` dearest rows that count, ascending; of equal ones the first.

    Raises:
        InvalidInput: fewer than none.
    """
    if count < 0:
        raise InvalidInput(f"there are no {count} rows", where="count")
    count = min(count, evaluation.summary.counted)
    if count == 0:
        return np.empty(0, np.int64)
    losses = evaluation.loss
    if evaluation.columns.ignored is not None:
        losses = np.where(evaluation.ignored, -1.0, losses)
    place = len(losses) - count
    least = np.partition(losses, place)[place]
    rows = np.flatnonzero(losses >= least)
    surplus = len(rows) - count
    if surplus:
        rows = np.delete(rows, np.flatnonzero(losses[rows] == least)[-surplus:])
    return rows
