"""What a format's reader found, not yet understood, and its shape."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ceviz.storage.readers.checks import Place
from ceviz.storage.readers.edge import MAX_CLASSES, refuse
from ceviz.storage.readers.guesses import LAST, SECOND, Field, Guess, Kind, LabelForm, ReadOptions
from ceviz.storage.readers.names import TextLabels
from ceviz.storage.readers.readings import Choice, Doubt


@dataclass(frozen=True, slots=True)
class Raw:
    """What a format's reader found, not yet understood.

    Attributes:
        scores: (…, K) numbers, or (N,) for two classes given by one number.
        labels: (…,) labels or (…, K) probabilities.
        place: names rows and columns of the scores in messages.
        labels_name: what the file calls the labels.
        predicted: (N,) the class predicted of each row, or None.
        predicted_name: what the file calls that.
        hint: what the name of the scores says they are, or None.
        label_form: how labels are written, where the format defines it.
        guesses: what was taken for what.
        class_names: the names of the classes in the file, or None.
        names_reason: where those come from.
        aliases: other spellings of classes in labels.
        images: a picture a row, or None.
        total: rows in the whole file, if ``scores`` are only its head.
        partner: a second file that was read, or None.
    """

    scores: NDArray[Any]
    labels: NDArray[Any] | TextLabels
    place: Place
    labels_name: str
    predicted: NDArray[Any] | TextLabels | None = None
    predicted_name: str = ""
    hint: Kind | None = None
    label_form: LabelForm | None = None
    guesses: tuple[Guess, ...] = ()
    class_names: tuple[str, ...] | None = None
    names_reason: str = ""
    aliases: Mapping[str, int] = field(default_factory=dict)
    images: NDArray[Any] | None = None
    total: int | None = None
    partner: Path | None = None


def one_row_a_sample(raw: Raw, options: ReadOptions) -> Raw:
    """Scores as (N, K): (B, T, K) of a language model are B·T rows, (N,) are two classes.

    Raises:
        FileRefused: if the shapes of scores and labels do not fit.
        Doubt: if the classes could be the second axis as well as the last.
    """
    scores, labels = raw.scores, raw.labels
    if scores.dtype.kind not in "fiu":
        refuse(f"scores of type {scores.dtype} are not numbers", place=f"“{raw.place.array}”")
    if scores.ndim == 2 and scores.shape[1] == 1:
        scores = scores[:, 0]
    if scores.ndim == 0 or 0 in scores.shape:
        refuse("holds no numbers", place=f"“{raw.place.array}”", why=f"its shape is {scores.shape}")
    if labels.shape == (len(scores), 1):
        labels = labels.reshape(-1)
    if scores.ndim > 2 and _class_axis(scores.shape, labels.shape, options) == SECOND:
        if labels.shape == scores.shape and isinstance(labels, np.ndarray):
            labels = np.moveaxis(labels, 1, -1)
        scores = np.ascontiguousarray(np.moveaxis(scores, 1, -1))
    _check_shapes(scores.shape, labels.shape, raw)
    if scores.ndim > 2:
        has_distributions = len(labels.shape) == scores.ndim
        scores = scores.reshape(-1, scores.shape[-1])
        labels = labels.reshape(scores.shape if has_distributions else -1)
    return replace(raw, scores=scores, labels=labels)


def _class_axis(scores: tuple[int, ...], labels: tuple[int, ...], options: ReadOptions) -> str:
    """Which axis of three or more counts the classes, by the shape of the labels."""
    if options.class_axis is not None:
        return options.class_axis
    could_be_last = labels in (scores[:-1], scores)
    could_be_second = labels in ((scores[0], *scores[2:]), scores)
    if could_be_last and could_be_second:
        raise Doubt(
            Field.CLASS_AXIS,
            f"scores of shape {scores} with labels of shape {labels} can be read in two ways",
            [
                Choice(LAST, "language models are saved so", label=f"{scores[-1]} classes, last"),
                Choice(SECOND, "PyTorch's loss has it so", label=f"{scores[1]} classes, second"),
            ],
        )
    return SECOND if could_be_second else LAST


def _check_shapes(scores: tuple[int, ...], labels: tuple[int, ...], raw: Raw) -> None:
    rows = scores if len(scores) == 1 else scores[:-1]
    count = 2 if len(scores) == 1 else scores[-1]
    if count > MAX_CLASSES:
        refuse(
            f"there are {count:,} classes",
            place=f"“{raw.place.array}”",
            why=f"at most {MAX_CLASSES:,} are read",
        )
    if labels in (rows, (*rows, count)):
        return
    remedy = "the scores may be transposed" if labels[:1] == scores[-1:] else ""
    refuse(
        f"scores of shape {scores} and labels of shape {labels} do not fit",
        place=f"“{raw.place.array}” and “{raw.labels_name}”",
        why="scores are rows × classes, labels one a row",
        remedy=remedy,
    )
