"""What a script's scores are taken for, and the warnings that come with it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from ceviz.errors import FileRefused, InvalidInput
from ceviz.storage.readers.checks import PERCENT, SUM_TOLERANCE, row_that_is_no_distribution
from ceviz.storage.readers.edge import Job
from ceviz.storage.readers.guesses import Field, Guess, Kind
from ceviz.storage.readers.meaning.kinds import (
    SAMPLE_NUMBERS,
    SAMPLE_ROWS,
    are_bits,
    guess_kind,
    looks_like_log_probabilities,
    refuse_parts,
    refuse_what_is_no_softmax,
    undo_softmax,
)

KindName = Literal["auto", "logits", "probabilities", "log-probabilities", "softmax applied twice"]
"""What scores may be said to be. ``auto`` looks at the numbers; ``softmax applied twice`` undoes
the second softmax first."""

#: Logits of two classes are seldom larger, and never all above 0; percentages are.
_MANY_NATS = 10.0

_DECIDE = 'say kind="probabilities" or kind="logits" to decide'


class KindWarning(UserWarning):
    """The numbers do not look like what they are taken for, or were taken for by themselves."""


class DoubtWarning(KindWarning):
    """The numbers look like something else than what they are measured as."""


def settled(scores: NDArray[Any], kind: str) -> tuple[NDArray[Any], Guess]:
    """Scores as (N, K) and what they are, with a warning in the guess if it is to be told.

    Args:
        scores: (N, K), or (N,) of two classes: the probability or the logit of class 1.
        kind: one of :data:`KindName`, or a :class:`~ceviz.storage.readers.Kind`.

    Raises:
        InvalidInput: an unknown kind; a softmax to undo where there was none.
    """
    if kind not in get_args(KindName):
        raise InvalidInput(
            f"unknown kind {kind!r}", where="kind", why="one of " + ", ".join(get_args(KindName))
        )
    if scores.ndim == 1:
        scores, guess = _two_classes(scores, kind)
    elif kind == "auto" and scores.ndim == 2 and scores.dtype.kind in "fiu":
        guess = _guessed(scores)
    else:
        guess = _said(scores, Kind.LOGITS if kind == "auto" else Kind(kind))
    if guess.value == Kind.SOFTMAX_TWICE:
        with np.errstate(divide="ignore", invalid="ignore"):
            undone = undo_softmax(scores.astype(np.float64))
        if not (np.isfinite(undone).all() and undone.min(initial=0.0) > -0.5):
            raise InvalidInput(
                "no softmax of probabilities gives these rows", where="scores", why=guess.value
            )
        scores = np.maximum(undone, 0.0)
    return scores, guess


def _guessed(scores: NDArray[Any]) -> Guess:
    """From some rows spread over all, and all of them before they are called probabilities."""
    some = _some(scores)
    guess = guess_kind(some, "scores", None)
    if are_bits(some):
        warning = (
            "The scores seem to be the bits of bfloat16 numbers, whose type NumPy does not have: "
            f"give them as float32 (tensor.float()); {_DECIDE}."
        )
        return replace(guess, warning=warning)
    if guess.value == Kind.LOGITS and not guess.warning:
        return replace(guess, warning=_against_logits(some))
    if guess.value != Kind.PROBABILITIES:
        return guess
    found = row_that_is_no_distribution(scores, Job(Path("scores")))
    if found is not None:
        row, total = found
        if not np.isfinite(total):
            return _said(scores, Kind.LOGITS)  # refused when it is measured, by row and column
        reason = f"most rows sum to 1, but row {row} (counted from 0) sums to {total:.4g}"
        warning = f"The scores are measured as logits: {reason}; {_DECIDE}."
        return Guess(Field.KIND, Kind.LOGITS, reason, guess.alternatives, warning)
    told = (
        f"The scores are measured as probabilities, because {guess.reason}; as logits, softmax "
        f"would be applied to them once more; {_DECIDE}."
    )
    both = f"{told} {guess.warning}".rstrip()
    return Guess(guess.field, guess.value, guess.reason, guess.alternatives, both, guess.mend)


def _some(scores: NDArray[Any]) -> NDArray[np.float64]:
    """Rows spread over all, without those that hold NaN or +∞."""
    rows = max(8, min(SAMPLE_ROWS, SAMPLE_NUMBERS // max(1, scores.shape[1])))
    some = scores[:: max(1, len(scores) // rows)][:rows].astype(np.float64)
    with np.errstate(invalid="ignore"):
        return np.asarray(some[(some < np.inf).all(axis=1)])


def _against_logits(rows: NDArray[np.float64]) -> str:
    """What a file of such rows would be refused for, as a warning; or nothing."""
    if len(rows) > 1 and rows.shape[1] > 1:
        with np.errstate(invalid="ignore"):
            off = np.abs(rows.sum(axis=1) - 1)
        if (off <= SUM_TOLERANCE).all():
            return (
                "The scores are measured as logits, though every row sums to 1: as probabilities "
                f"{rows.min():.4g} and {rows.max():.4g} cannot be; {_DECIDE}."
            )
    refuse = refuse_what_is_no_softmax if len(rows) > 1 else refuse_parts
    try:
        refuse(rows, "scores", None)
    except FileRefused as refusal:
        why = f"{refusal.what} ({refusal.why})"
        return f"The scores are measured as logits, though: {why}; {_DECIDE}."
    return ""


def _said(scores: NDArray[Any], kind: Kind) -> Guess:
    """What the caller says; a double softmax is looked for, and a sum of exponentials."""
    others = tuple(each for each in Kind if each is not kind)
    guess = Guess(Field.KIND, kind, "you said so", others)
    if kind is Kind.PROBABILITIES and scores.ndim == 2 and scores.dtype.kind in "fiu":
        seen = _guessed(scores)
        if seen.mend:
            return Guess(Field.KIND, kind, "you said so", others, seen.warning, seen.mend)
    if kind is Kind.LOG_PROBABILITIES and scores.ndim == 2 and scores.dtype.kind in "fiu":
        some = _some(scores)
        if len(some) and not looks_like_log_probabilities(some):
            with np.errstate(over="ignore"):
                total = np.exp(some).sum(axis=1)
            warning = (
                "The scores are no natural log-probabilities, as the exponentials of their rows "
                f"sum to {total.min():.4g} to {total.max():.4g}; softmax of them is measured."
            )
            return replace(guess, warning=warning)
    return guess


def _against_logits_of_one(z: NDArray[np.floating]) -> str:
    """Why one number a row is hardly a logit, which has either sign; or nothing."""
    low, high = z.min(), z.max()
    if high <= 0:
        return 'none is above 0, as of log-probabilities (kind="log-probabilities")'
    if low < 0 or not np.isfinite(high):
        return ""
    if _MANY_NATS < high <= PERCENT:
        return f"none is below 0 and none above {PERCENT:g}, as of percentages"
    return "none is below 0, as of odds, losses and counts"


def _two_classes(scores: NDArray[Any], kind: str) -> tuple[NDArray[Any], Guess]:
    """One number a row as two classes: (1 − q, q) of probabilities, (0, z) of logits."""
    if scores.dtype.kind not in "fiub":
        raise InvalidInput(f"scores must be real numbers, not {scores.dtype}", where="scores")
    z = scores if scores.dtype.kind == "f" else scores.astype(np.float64)
    warning = ""
    if kind == "auto":
        with np.errstate(invalid="ignore"):
            inside = bool(((z >= 0) & (z <= 1)).all()) and len(z) > 0
        taken = Kind.PROBABILITIES if inside else Kind.LOGITS
        reason = "all lie in [0, 1]" if inside else "some lie outside [0, 1]"
        if inside:
            warning = (
                f"One number a row is measured as the probability of class 1, because {reason}; "
                f"{_DECIDE}."
            )
        elif (but := _against_logits_of_one(z)) and len(z) > 1:
            warning = (
                f"One number a row is measured as the logit of class 1, though {but}; {_DECIDE}."
            )
    else:
        taken, reason = Kind(kind), "you said so"
    match taken:
        case Kind.LOGITS:
            first = np.zeros_like(z)
        case Kind.PROBABILITIES:
            first = 1 - z
        case Kind.LOG_PROBABILITIES:
            with np.errstate(divide="ignore", invalid="ignore"):
                first = np.log(-np.expm1(z))
        case Kind.SOFTMAX_TWICE:
            raise InvalidInput("needs one number a class", where="scores", why=taken.value)
    others = (Kind.LOGITS, Kind.PROBABILITIES, Kind.LOG_PROBABILITIES)
    guess = Guess(
        Field.KIND, taken, reason, tuple(each for each in others if each is not taken), warning
    )
    return np.stack([first, z], axis=1), guess
