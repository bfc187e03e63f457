"""Labels with one number a class: one-hot rows, distributions, or independent ones."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ceviz.storage.readers.checks import (
    EDGE_TOLERANCE,
    Place,
    blocks,
    row_that_is_no_distribution,
)
from ceviz.storage.readers.edge import Job, refuse
from ceviz.storage.readers.formats.list_cells import looks_like_list, numbers_of
from ceviz.storage.readers.names import TextLabels
from ceviz.storage.readers.raw import Raw

#: Sums of target probabilities further than this from 1 are divided out.
_EXACT = 1e-9

#: Rows of labels looked at to tell independent ones.
_LOOKED_AT = 100_000


def printed_lists(raw: Raw, job: Job) -> Raw:
    """Labels (N,) that were printed, ``[0, 1, 0]``, as the rows (N, K) that they list.

    As they are if one of them is no list, or not of K numbers; that is told when they are read.
    """
    labels, count = raw.labels, raw.scores.shape[-1] if raw.scores.ndim == 2 else 2
    if not isinstance(labels, TextLabels) or len(labels.shape) != 1:
        return raw
    if not all(map(looks_like_list, labels.texts)):
        return raw
    try:
        rows = [numbers_of(text) for text in labels.texts]
    except ValueError:
        return raw
    if any(len(row) != count for row in rows):
        return raw
    job.take(8 * len(labels) * count, f"“{raw.labels_name}”")
    return replace(raw, labels=np.array(rows, np.float64)[labels.codes])


def as_labels(targets: NDArray[Any], job: Job) -> NDArray[np.int64] | None:
    """The classes of one-hot rows (N, K), or None as soon as a row is not one-hot."""
    labels = np.empty(len(targets), np.int64)
    for start, block in blocks(targets, job):
        ones = block == 1
        if not ((ones | (block == 0)).all() and (ones.sum(axis=1) == 1).all()):
            return None
        labels[start : start + len(block)] = ones.argmax(axis=1)
    return labels


def refuse_independent_labels(targets: NDArray[Any], place: Place) -> None:
    """Refuse rows (N, K) of 0 and 1 that do not mark one class each: several may be true at once.

    Raises:
        FileRefused: naming the first row that marks none or several.
    """
    head = np.asarray(targets[:_LOOKED_AT])
    if not np.isin(head, (0, 1)).all():
        return
    marked = head.sum(axis=1)
    rows = np.flatnonzero(marked != 1)
    if rows.size:
        row = int(rows[0])
        refuse(
            f"the labels mark {int(marked[row])} classes",
            place=place.row(row),
            why="independent labels go with sigmoid and binary cross-entropy "
            "(BCEWithLogitsLoss), not with softmax",
            remedy="save one of the classes as a problem of two",
        )


def check_distributions(targets: NDArray[Any], place: Place, job: Job) -> NDArray[np.float64]:
    """Rows (N, K) as distributions that sum to 1.

    Raises:
        FileRefused: for NaN, ∞, negative entries and rows that do not sum to 1, by row.
    """
    if targets.dtype.kind not in "fiub":
        refuse(f"labels of type {targets.dtype} are no probabilities", place=f"“{place.array}”")
    job.take(8 * targets.size, f"“{place.array}” as float64")
    p = targets.astype(np.float64)
    for start, block in blocks(p, job):
        bad = ~((block >= -EDGE_TOLERANCE) & (block < np.inf))
        if bad.any():
            row, column = (int(index) for index in np.argwhere(bad)[0])
            value = float(block[row, column])
            refuse(f"{value:.6g} is no probability", place=place.cell(start + row, column))
    found = row_that_is_no_distribution(p, job)
    if found is not None:
        row, total = found
        refuse(f"the target probabilities sum to {total:.4g}, not 1", place=place.row(row))
    for _, block in blocks(p, job):
        np.maximum(block, 0, out=block)
        sums = block.sum(axis=1, keepdims=True)
        if (np.abs(sums - 1) > _EXACT).any():
            block /= sums
    return p
