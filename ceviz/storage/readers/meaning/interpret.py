"""From the arrays of a file to checked predictions; the same for every format."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ceviz.storage.readers.checks import Place, check_scores, row_that_is_no_distribution
from ceviz.storage.readers.edge import Job, listed, refuse, shown
from ceviz.storage.readers.guesses import Field, Guess, Kind, LabelForm
from ceviz.storage.readers.meaning.kinds import (
    SAMPLE_NUMBERS,
    SAMPLE_ROWS,
    guess_kind,
    undo_softmax,
)
from ceviz.storage.readers.meaning.labels import as_labels, check_distributions, resolve
from ceviz.storage.readers.names import Classes
from ceviz.storage.readers.predictions import Predictions
from ceviz.storage.readers.raw import Raw, one_row_a_sample

#: Rows converted at a time.
_ROWS = 8192

#: More class names than this are not spelled out in a guess.
_NAMES_SHOWN = 12


def interpret(raw: Raw, job: Job) -> Predictions:
    """Predictions from what was found, with a guess for everything that was not said.

    Raises:
        FileRefused: for anything that cannot be made sense of, with row and column or key.
    """
    raw = one_row_a_sample(raw)
    scores, kind_guess = _scores(raw, job)
    count = scores.shape[1]
    names_of_labels = Place(raw.labels_name, (), raw.place.lines)
    names = _given_names(raw, count, job)
    classes = Classes(count, names, raw.aliases)
    targets, ignored, names, guesses = _targets(raw, classes, names_of_labels, job)
    names = names or tuple(str(k) for k in range(count))
    return Predictions(
        scores=_read_only(scores),
        kind=Kind.PROBABILITIES
        if kind_guess.value == Kind.SOFTMAX_TWICE
        else Kind(kind_guess.value),
        targets=_read_only(targets),
        class_names=names,
        images=_images(raw, len(scores)),
        ignored=ignored,
        guesses=(*raw.guesses, kind_guess, *guesses, _names_guess(raw, names, job)),
    )


def _scores(raw: Raw, job: Job) -> tuple[NDArray[np.floating], Guess]:
    """Scores of a floating type, checked, and what they are."""
    scores = raw.scores
    if scores.dtype.kind != "f" or scores.dtype.itemsize > 8:
        job.take(8 * scores.size, f"“{raw.place.array}” as float64")
        scores = scores.astype(np.float64)
    if scores.ndim == 1:
        scores = _two_columns(scores, job)
    guess = _kind(scores, raw, job)
    kind = Kind(guess.value)
    checked = Kind.PROBABILITIES if kind is Kind.SOFTMAX_TWICE else kind
    check_scores(scores, checked, raw.place, job)
    if kind is Kind.SOFTMAX_TWICE:
        scores = _undone(scores, raw.place, job)
    return scores, guess


def _two_columns(scores: NDArray[np.floating], job: Job) -> NDArray[np.floating]:
    """One number a row as two classes: (1 − q, q) for probabilities, (0, z) for logits."""
    job.take(2 * scores.nbytes, "two classes")
    with np.errstate(invalid="ignore"):
        is_probability = bool(((scores >= 0) & (scores <= 1)).all())
    first = 1 - scores if is_probability else np.zeros_like(scores)
    return np.stack([first, scores], axis=1)


def _kind(scores: NDArray[np.floating], raw: Raw, job: Job) -> Guess:
    """The kind the user chose, or a guess from some rows that all rows were held against."""
    rows = max(8, min(SAMPLE_ROWS, SAMPLE_NUMBERS // scores.shape[1]))
    step = 1 if job.head is not None else max(1, len(scores) // rows)
    guess = guess_kind(_finite_rows(scores[::step][:rows]), raw.place.array, raw.hint)
    chosen = job.options.kind
    if chosen is not None:
        others = tuple(kind for kind in Kind if kind is not chosen)
        return Guess(Field.KIND, chosen, "you chose it", others)
    if guess.value == Kind.PROBABILITIES:
        found = row_that_is_no_distribution(scores, job)
        if found is not None:
            row, total = found
            reason = f"most rows sum to 1, but {raw.place.row(row)} sums to {total:.4g}"
            return Guess(Field.KIND, Kind.LOGITS, reason, guess.alternatives, f"{reason}.")
    return guess


def _finite_rows(rows: NDArray[np.floating]) -> NDArray[np.floating]:
    """Rows without NaN and +∞: those are reported later, and say nothing about the kind."""
    with np.errstate(invalid="ignore"):
        return np.asarray(rows[(rows < np.inf).all(axis=1)])


def _undone(q: NDArray[np.floating], place: Place, job: Job) -> NDArray[np.floating]:
    """The probabilities whose softmax is ``q``; slightly negative ones become 0."""
    precise = np.promote_types(q.dtype, np.float32)
    job.take(q.size * precise.itemsize, "the recovered probabilities")
    p = np.empty(q.shape, precise)
    for start in range(0, len(q), _ROWS):
        block = q[start : start + _ROWS].astype(np.float64)
        if (block <= 0).any():
            row = start + int(np.flatnonzero((block <= 0).any(axis=1))[0])
            refuse("holds a 0, which no softmax gives", place=place.row(row))
        p[start : start + _ROWS] = np.maximum(undo_softmax(block), 0)
    return p


def _given_names(raw: Raw, count: int, job: Job) -> tuple[str, ...] | None:
    """The names the user or the file gives, checked."""
    names = job.options.class_names or raw.class_names
    if names is None:
        return None
    names = tuple(name.strip() for name in names)
    if len(names) != count:
        refuse(
            f"there are {len(names):,} class names for {count:,} classes",
            why=f"the names are {listed(names)}",
        )
    if "" in names:
        refuse("a class has no name", place=f"class {names.index('')} (from 0)")
    if len(set(names)) != count:
        seen: set[str] = set()
        double = next(name for name in names if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        refuse(f"two classes are called “{shown(double)}”", remedy="give other class names")
    return names


def _targets(
    raw: Raw, classes: Classes, place: Place, job: Job
) -> tuple[NDArray[Any], int, tuple[str, ...] | None, tuple[Guess, ...]]:
    labels = raw.labels
    if isinstance(labels, np.ndarray) and labels.ndim == 2:
        form = Guess(Field.LABEL_FORM, LabelForm.DISTRIBUTION, "there is one number a class")
        whole = as_labels(labels, job)
        if whole is not None:
            form = replace(form, reason="every row is one-hot, so it is one class a row")
            return whole, 0, classes.names, (form,)
        return check_distributions(labels, place, job), 0, classes.names, (form,)
    resolved = resolve(labels, classes, job.options, place, job)
    return resolved.targets, resolved.ignored, resolved.names, resolved.guesses


def _images(raw: Raw, rows: int) -> NDArray[Any] | None:
    if raw.images is None or len(raw.images) < rows or raw.images.dtype.kind not in "uif":
        return None
    return raw.images


def _names_guess(raw: Raw, names: tuple[str, ...], job: Job) -> Guess:
    warning = ""
    if job.options.class_names is not None:
        reason = "you gave them"
    elif raw.class_names is not None:
        reason = raw.names_reason
    elif names == tuple(str(k) for k in range(len(names))):
        reason = "the file has no names, so the classes are numbered"
    else:
        reason = "they are the different labels in sorted order"
        warning = (
            "The file does not say which column is which class: sorted order is assumed, as in "
            "scikit-learn. Give the class names if the scores are in another order."
        )
    value = ", ".join(names[:_NAMES_SHOWN])
    if len(names) > _NAMES_SHOWN:
        value += f", … ({len(names):,} in all)"
    return Guess(Field.CLASS_NAMES, value, reason, (), warning)


def _read_only(array: NDArray[Any]) -> NDArray[Any]:
    if array.flags.writeable:
        array = array.view()
        array.flags.writeable = False
    return array
