"""Scores (B, T, K): whether labels were shifted to the token they predict, or transposed."""

from __future__ import annotations

import numpy as np

from ceviz.maths.batch.shapes import SECOND
from ceviz.storage.readers.guesses import IGNORED, ReadOptions
from ceviz.storage.readers.raw import Raw
from ceviz.storage.readers.readings import Fit, fit, log_softmax

#: Numbers that are looked at.
_LOOKED_AT = 1 << 22

#: Fewer tokens than this tell nothing.
_TELLING_ROWS = 30

#: How much more accurate the shifted labels must be for a word.
_TELLING = 0.1


def unshifted(raw: Raw, options: ReadOptions) -> tuple[str, ...]:
    """A finding if the scores of position t fit the label of t + 1 better than that of t."""
    scores, labels = raw.scores, raw.labels
    if options.class_axis == SECOND:
        return ()
    if not isinstance(labels, np.ndarray) or scores.ndim != 3 or labels.dtype.kind not in "iu":
        return ()
    if labels.shape != scores.shape[:2] or scores.shape[1] < 3 or scores.dtype.kind != "f":
        return ()
    sequences = max(1, _LOOKED_AT // (scores.shape[1] * scores.shape[2]))
    z = scores[:sequences]
    truth = labels[:sequences]
    here, ahead = _fit(z[:, :-1], truth[:, :-1]), _fit(z[:, :-1], truth[:, 1:])
    if here is None or ahead is None or min(here.rows, ahead.rows) < _TELLING_ROWS:
        return ()
    if ahead.accuracy < here.accuracy + _TELLING:
        return ()
    return (
        f"Labels seem not to be shifted: as they stand, {here}; with the label of the next "
        f"position, {ahead}. If these are a language model's, save logits[:, :-1] and "
        "labels[:, 1:].",
    )


def transposed(raw: Raw, options: ReadOptions) -> tuple[str, ...]:
    """A finding if labels (N, N) of scores (N, N, K) fit better with their axes exchanged."""
    scores, labels = raw.scores, raw.labels
    if options.class_axis == SECOND or not isinstance(labels, np.ndarray) or scores.ndim != 3:
        return ()
    side = scores.shape[0]
    if scores.shape[1] != side or labels.shape != (side, side) or scores.dtype.kind != "f":
        return ()
    if labels.dtype.kind not in "iu" or scores.size > _LOOKED_AT:
        return ()
    here, across = _fit(scores, labels), _fit(scores, labels.T)
    if here is None or across is None or across.accuracy < here.accuracy + _TELLING:
        return ()
    return (
        f"Labels may have their axes exchanged: as they stand, {here}; transposed, {across}. If "
        "the scores are of several outputs one after the other, save labels.T.",
    )


def _fit(z: np.ndarray, truth: np.ndarray) -> Fit | None:
    flat = z.reshape(-1, z.shape[-1])
    targets = truth.reshape(-1)
    counts = (targets != IGNORED) & (targets >= 0) & (targets < flat.shape[1])
    with np.errstate(invalid="ignore"):
        counts &= (flat < np.inf).all(axis=1) & (flat > -np.inf).any(axis=1)
    return fit(log_softmax(flat[counts]), targets[counts]) if counts.any() else None
