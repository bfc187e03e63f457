"""Rows of which only the outcome was kept: measured when they were seen, their scores let go.

What was measured is exact. What was not kept cannot be had again: a pass over the scores is
refused, and where one row is to be looked at, what its other classes had is shared evenly among
them (:func:`outcome`), which is a stand-in and has to be said.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ceviz.errors import InvalidInput
from ceviz.maths.arrays import AnyArray, FloatArray, place
from ceviz.maths.batch.columns import Columns
from ceviz.maths.batch.task import Task

#: Why a pass over scores that were not kept is refused.
NOT_KEPT = "the rows were recorded as they were measured, without their scores"

#: What would have to be done for it.
KEEP_SCORES = "save the scores of all classes with the labels"


def recorded_task(columns: Columns, classes: int, ignore_index: int) -> Task:
    """A task that is done already: ``columns`` are what it measures, at T = 1, unweighted.

    Its scores have the shape (N, K) and take no memory; nobody may read them.
    """
    labels = columns.true
    if columns.ignored is not None:
        labels = np.where(columns.ignored, ignore_index, labels.astype(np.int64))
    return Task(
        scores=np.broadcast_to(np.float64(0.0), (columns.rows, classes)),
        kind="logits",
        labels=labels,
        targets=None,
        weight=None,
        ignore_index=ignore_index,
        label_smoothing=0.0,
        temperature=1.0,
        check=refuse_scores,
        recorded=columns,
    )


def refuse_scores() -> None:
    """Refuse to read scores that were not kept.

    Raises:
        InvalidInput: always.
    """
    raise InvalidInput("the scores are needed for this", why=NOT_KEPT, remedy=KEEP_SCORES)


def recorded_columns(task: Task) -> Columns:
    """What was measured of a recorded ``task``.

    Raises:
        InvalidInput: other settings than those it was measured under are asked for.
    """
    assert task.recorded is not None
    if task.temperature != 1.0 or task.label_smoothing != 0.0 or task.weight is not None:
        raise InvalidInput(
            "other temperatures, weights and smoothing need the scores",
            why=NOT_KEPT,
            remedy=KEEP_SCORES,
        )
    return task.recorded


def outcome(columns: Columns, row: int, classes: int) -> FloatArray:
    """(K,) log-probabilities of one row: exact for the true and the predicted class.

    The others have equal shares of what is left.
    """
    loss, true = float(columns.surprisal[row]), int(columns.true[row])
    predicted, confidence = int(columns.predicted[row]), float(columns.confidence[row])
    known = {true: -loss} if predicted == true else {true: -loss, predicted: np.log(confidence)}
    others = classes - len(known)
    if others == 0:
        shares = np.empty(classes)
    else:
        left = -np.expm1(-loss) - (confidence if predicted != true else 0.0)
        with np.errstate(divide="ignore"):
            shares = np.full(classes, np.log(max(left, 0.0) / others))
    for number, share in known.items():
        shares[number] = share
    return shares


def beside(parts: Sequence[Columns]) -> Columns:
    """The rows of all parts (at least one), one after the other, in arrays of their own.

    Labels are class indices, so the loss of a row is its surprisal.
    """

    def joined(name: str) -> AnyArray:
        return np.concatenate([getattr(part, name) for part in parts])

    loss = joined("loss")
    ignored = None
    if any(part.ignored is not None for part in parts):
        ignored = np.concatenate(
            [np.zeros(p.rows, np.bool_) if p.ignored is None else p.ignored for p in parts]
        )
    return Columns(
        loss=loss,
        plain=loss,
        surprisal=loss,
        predicted=joined("predicted"),
        confidence=joined("confidence"),
        margin=joined("margin"),
        brier=joined("brier"),
        entropy=None,
        true=np.concatenate([part.true.astype(np.int32, copy=False) for part in parts]),
        ignored=ignored,
    )


def checked(columns: Columns, classes: int) -> Columns:
    """``columns`` if they can have been measured over ``classes`` classes.

    Raises:
        InvalidInput: with the first row that cannot, and why.
    """
    counted = np.ones(columns.rows, np.bool_) if columns.ignored is None else ~columns.ignored
    rules = {
        "loss": (columns.loss >= 0.0, "is no loss"),
        "confidence": ((columns.confidence > 0) & (columns.confidence <= 1), "is no probability"),
        "brier": ((columns.brier >= 0.0) & (columns.brier < np.inf), "is no Brier score"),
        "predicted": ((columns.predicted >= 0) & (columns.predicted < classes), "is no class"),
        "true": (~counted | ((columns.true >= 0) & (columns.true < classes)), "is no class"),
        "margin": (~counted | ~np.isnan(columns.margin), "is no margin"),
    }
    for name, (good, what) in rules.items():
        if not good.all():
            row = int(np.argmin(good))
            raise InvalidInput(
                f"{getattr(columns, name)[row]} {what}", where=f"“{name}”, {place(row)}"
            )
    return columns
