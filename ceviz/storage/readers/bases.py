"""Logarithms of probabilities that are not natural ones: other bases, surprisals, and odds."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ceviz.storage.readers.checks import EDGE_TOLERANCE, SUM_TOLERANCE
from ceviz.storage.readers.edge import refuse_unless_chosen
from ceviz.storage.readers.guesses import Field, Kind

#: Fewer different rows than this may sum to 1 by chance.
#: Those in which one class has all of it say nothing.
_TELLING_ROWS = 2

#: The bases of logarithms in use, and what they are called.
#: Decibels, as of Phred scores, are tenths of a bel.
_BASES = {math.e: "e", 10.0: "10", 2.0: "2", 10**0.1: "10^0.1"}


def refuse_other_logarithms(rows: NDArray[np.float64], name: str) -> None:
    """Refuse rows (n, K) of which softmax would make other probabilities than they are of.

    Raises:
        FileRefused: if 10 or 2 to the power of the numbers sums to 1 in every row, or e, 10 or 2
            to the power of their negatives; not if e to the power of themselves does.
    """
    if rows.size == 0 or rows.shape[1] < 2:
        return
    for sign in (1.0, -1.0):
        logs = sign * rows
        if logs.max() > EDGE_TOLERANCE or (sign == -1 and np.isinf(rows).any()):
            continue
        for base, called in _BASES.items():
            if (sign, base) != (1.0, math.e) and _are_logarithms(logs, base):
                _refuse(sign, base, called, name)


def refuse_odds(rows: NDArray[np.float64], name: str) -> None:
    """Refuse rows (n, K) of odds q/(1 − q), or their logarithms, of which softmax makes others.

    Raises:
        FileRefused: if the probabilities of the odds sum to 1 in every row; those of two
            log-odds do wherever one is the negative of the other, which says nothing.
    """
    if rows.size == 0 or rows.shape[1] < 2 or np.isnan(rows).any():
        return
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        of_odds = np.where(np.isinf(rows), 1.0, rows / (1 + rows))
        of_logs = 1 / (1 + np.exp(-rows))
    for shares, are, turned, is_possible in (
        (of_odds, "odds q/(1 − q)", "o/(1 + o)", rows.min() >= 0),
        (of_logs, "log-odds log(q/(1 − q))", "1/(1 + e^−z)", rows.shape[1] > 2),
    ):
        if is_possible and _sum_to_1(shares):
            refuse_unless_chosen(
                f"{turned} of the numbers sums to 1 in every row",
                [(Field.KIND, Kind.LOGITS, "if softmax over these alone is meant")],
                place=f"“{name}”",
                why=f"they seem to be {are}, one a class, of which softmax would make others",
                remedy=f"save {turned}, the probabilities",
            )


def _sum_to_1(shares: NDArray[np.float64]) -> bool:
    """Whether rows (n, K), some of which tell something, sum to 1."""
    if (np.abs(shares.sum(axis=1) - 1) > SUM_TOLERANCE).any():
        return False
    is_telling = shares.max(axis=1) <= 1 - SUM_TOLERANCE
    return len(np.unique(shares[is_telling], axis=0)) >= _TELLING_ROWS


def _are_logarithms(logs: NDArray[np.float64], base: float) -> bool:
    return _sum_to_1(np.power(base, logs))


def _refuse(sign: float, base: float, called: str, name: str) -> None:
    factor = sign * math.log(base)
    turned = "" if sign > 0 else "minus "
    are = "log-probabilities" if sign > 0 else "surprisals −log q"
    refuse_unless_chosen(
        f"{called} to the power of {turned}the numbers sums to 1 in every row",
        [(Field.KIND, Kind.LOGITS, "if softmax over these alone is meant")],
        place=f"“{name}”",
        why=f"they seem to be {are} to base {called}; times {factor:.7g} they are natural "
        "log-probabilities, which are read",
        remedy=f"multiply them by {factor:.7g}",
    )
