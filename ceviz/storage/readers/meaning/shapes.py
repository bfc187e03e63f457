"""Scores of any legal shape as a table of rows, each of which keeps its place."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NoReturn

import numpy as np
from numpy.typing import NDArray

from ceviz.maths.batch import Places
from ceviz.maths.batch.shapes import (
    LAST,
    SECOND,
    Axis,
    as_rows,
    class_axes,
    is_one_distribution,
    is_one_hot,
)
from ceviz.storage.readers.edge import MAX_CLASSES, Job, refuse
from ceviz.storage.readers.guesses import Field, Guess, LabelForm, ReadOptions
from ceviz.storage.readers.names import TextLabels
from ceviz.storage.readers.raw import Raw
from ceviz.storage.readers.readings import Choice, Doubt

#: Who has the classes on which axis.
_WHY = {SECOND: "PyTorch's loss has it so", LAST: "language models are saved so"}


def one_row_a_sample(raw: Raw, job: Job) -> Raw:
    """Scores as (N, K): (B, T, K) of a language model are B·T rows, (N,) are two classes.

    (K,) with one label, or with probabilities, is one row; (N, K, d1, …) has its classes second.

    Raises:
        FileRefused: if the shapes of scores and labels do not fit.
        Doubt: if the classes could be the second axis as well as the last, or if labels of
            0 and 1 could be those of rows as well as of classes.
    """
    scores, labels = raw.scores, raw.labels
    if scores.dtype.kind not in "fiu":
        refuse(f"scores of type {scores.dtype} are not numbers", place=f"“{raw.place.array}”")
    if scores.ndim == 0 or 0 in scores.shape:
        refuse("holds no numbers", place=f"“{raw.place.array}”", why=f"its shape is {scores.shape}")
    if scores.ndim == 1 and _is_one_row(scores, labels, job.options):
        assert isinstance(labels, np.ndarray)
        scores, labels = scores[np.newaxis], labels[np.newaxis]
    if scores.ndim == 2 and scores.shape[1] == 1:
        scores = scores[:, 0]
    if _is_turned(scores.shape, labels.shape):
        job.take(scores.nbytes, f"“{raw.place.array}” with its classes last")
        scores, raw = np.ascontiguousarray(scores.T), _told_turned(raw)
    if scores.ndim <= 2 and labels.shape == (len(scores), 1):
        labels = labels.reshape(-1)
    if scores.ndim <= 2:
        _check_shapes(scores.shape, labels.shape, raw)
        return replace(raw, scores=scores, labels=labels)
    labels = _without_channel(labels, scores.shape)
    axis, guess = _class_axis(scores.shape, labels, job.options)
    places = Places((scores.shape[0], *scores.shape[2:]) if axis == SECOND else scores.shape[:-1])
    is_soft = labels.shape == scores.shape
    if labels.shape not in (places.shape, scores.shape):
        _refuse_misfit(scores.shape, labels.shape, raw)
    _check_count(scores.shape[1 if axis == SECOND else -1], raw)
    if axis == SECOND:
        job.take(scores.nbytes, f"“{raw.place.array}” with its classes last")
    labels = (
        as_rows(labels, axis) if is_soft and isinstance(labels, np.ndarray) else labels.reshape(-1)
    )
    return replace(
        raw,
        scores=np.ascontiguousarray(as_rows(scores, axis)),
        labels=labels,
        guesses=(*raw.guesses, guess),
        place=replace(raw.place, places=places),
    )


def _is_turned(scores: tuple[int, ...], labels: tuple[int, ...]) -> bool:
    """Whether scores can only be classes × rows: (K, N) with labels (N,)."""
    return len(scores) == 2 and labels == scores[1:] and 1 < scores[0] < scores[1]


def _told_turned(raw: Raw) -> Raw:
    rows = raw.scores.shape[1]
    guesses = (
        replace(guess, reason=f"{guess.reason}; it is classes × rows, as there are {rows:,} labels")
        if guess.field is Field.SCORES
        else guess
        for guess in raw.guesses
    )
    return replace(raw, guesses=tuple(guesses))


def _without_channel(
    labels: NDArray[Any] | TextLabels, scores: tuple[int, ...]
) -> NDArray[Any] | TextLabels:
    """Labels (N, 1, d1, …) or (N, d1, …, 1), as segmentation has them, as one a place."""
    shape = labels.shape
    if len(shape) != len(scores) or shape == scores:
        return labels
    places = ((scores[0], *scores[2:]), scores[:-1])
    for axis in (1, len(shape) - 1):
        rest = shape[:axis] + shape[axis + 1 :]
        if shape[axis] == 1 and rest in places:
            return labels.reshape(rest)
    return labels


def _is_one_row(
    scores: NDArray[Any], labels: NDArray[Any] | TextLabels, options: ReadOptions
) -> bool:
    """Whether (K,) scores are one row: with one label, or with a probability a class."""
    if isinstance(labels, TextLabels):
        return False
    if labels.shape == () or options.label_form is LabelForm.DISTRIBUTION:
        return True
    if options.label_form is None and is_one_hot(scores, labels):
        count = len(scores)
        raise Doubt(
            Field.LABEL_FORM,
            f"{count:,} numbers with {count:,} labels of 0 and 1 can be read in two ways",
            [
                Choice(
                    LabelForm.ZERO_BASED,
                    "one number a row is enough for two classes",
                    label=f"{count:,} rows of two classes",
                ),
                Choice(
                    LabelForm.DISTRIBUTION,
                    "the labels sum to 1",
                    label=f"one row of {count:,} classes",
                ),
            ],
        )
    return is_one_distribution(scores, labels)


def _class_axis(
    scores: tuple[int, ...], labels: NDArray[Any] | TextLabels, options: ReadOptions
) -> tuple[Axis, Guess]:
    """Which axis of three or more counts the classes, by the labels."""
    axes = class_axes(scores, labels if isinstance(labels, np.ndarray) else labels.shape)
    if options.class_axis is not None:
        others = tuple(axis for axis in axes if axis != options.class_axis)
        return options.class_axis, Guess(
            Field.CLASS_AXIS, options.class_axis, "you chose it", others
        )
    if len(axes) > 1:
        counts = {SECOND: scores[1], LAST: scores[-1]}
        raise Doubt(
            Field.CLASS_AXIS,
            f"scores of shape {scores} with labels of shape {labels.shape} can be read in two ways",
            [
                Choice(axis, _WHY[axis], label=f"{counts[axis]} classes, {axis}")
                for axis in (LAST, SECOND)
            ],
        )
    axis = axes[0] if axes else LAST
    reason = f"labels of shape {labels.shape} fit scores of shape {scores} so"
    if labels.shape == scores:
        reason = "the target probabilities sum to 1 along it"
    return axis, Guess(Field.CLASS_AXIS, axis, reason)


def _check_shapes(scores: tuple[int, ...], labels: tuple[int, ...], raw: Raw) -> None:
    """Refuse (N, K) or (N,) scores whose labels are neither one a row nor one a class."""
    count = 2 if len(scores) == 1 else scores[-1]
    _check_count(count, raw)
    if labels not in (scores[:1], (scores[0], count)):
        _refuse_misfit(scores, labels, raw)


def _check_count(count: int, raw: Raw) -> None:
    if count > MAX_CLASSES:
        refuse(
            f"there are {count:,} classes",
            place=f"“{raw.place.array}”",
            why=f"at most {MAX_CLASSES:,} are read",
        )


def _refuse_misfit(scores: tuple[int, ...], labels: tuple[int, ...], raw: Raw) -> NoReturn:
    refuse(
        f"scores of shape {scores} and labels of shape {labels} do not fit",
        place=f"“{raw.place.array}” and “{raw.labels_name}”",
        why="scores are rows × classes, labels one a row",
    )
