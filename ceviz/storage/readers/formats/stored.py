"""What the arrays of a file become: npz, npy pairs and safetensors alike."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ceviz.storage.readers.arrays import StoredArray
from ceviz.storage.readers.checks import Place
from ceviz.storage.readers.columns import Columns
from ceviz.storage.readers.edge import (
    MAX_CLASSES,
    Job,
    listed,
    refuse,
    refuse_unless_chosen,
    shown,
)
from ceviz.storage.readers.formats.array_roles import ArrayRoles, choose_arrays
from ceviz.storage.readers.guesses import ORDER, Field, Guess, as_chosen, spelled_out
from ceviz.storage.readers.meaning.head import Column
from ceviz.storage.readers.meaning.kinds import looks_like_probabilities
from ceviz.storage.readers.meaning.roles import (
    NAME_WORDS,
    SCORE_WORDS,
    counts_rows,
    is_features,
    is_vague_score,
    kind_hinted,
    names_ids,
    rank,
)
from ceviz.storage.readers.names import NamedBy, TextLabels, Values
from ceviz.storage.readers.raw import ELSEWHERE, Raw
from ceviz.storage.readers.readings import Choice, Doubt, log_softmax

#: How many rows of an array are looked at.
_HEAD_ROWS = 256

#: How far apart the same probabilities may be, as they were rounded.
_ROUNDED = 1e-3

#: Labels up to this size are read whole even for a preview, to see all of them.
_SMALL = 16 << 20

#: Of more classes than this no order is looked for.
_MOST_ORDERED = 1000


def raw_of_file(
    arrays: Sequence[StoredArray], job: Job, metadata: Mapping[str, str] | None = None
) -> Raw:
    """The scores and labels among the arrays of a file; class names may be in ``metadata``."""
    roles = choose_arrays(arrays, job.options, has_truth=job.truth is not None)
    names = None
    reason = ""
    if roles.class_names is not None:
        names = _names(roles.class_names, job)
        reason = f"they are in “{roles.class_names.name}”"
        if len(set(names)) < len(names) and rank(roles.class_names.name, NAME_WORDS) is None:
            names, reason = None, ""  # texts of another kind: nothing says that they are names
    elif metadata:
        names, reason = _names_in(metadata)
    if names is None and job.options.class_names is None:
        _ask_order(arrays, roles, job)
    images = roles.images
    raw = raw_of(roles.scores, roles.labels, names, images, roles.guesses, job, names_reason=reason)
    told = (
        *_unused(arrays, roles),
        *_ids_in_order(arrays, roles, job),
        *_other_scores(arrays, roles, job),
    )
    raw = replace(raw, findings=told)
    if roles.prediction is None:
        return raw
    predicted = _labels(roles.prediction, len(raw.scores), roles.scores.shape, job)
    return replace(raw, predicted=predicted, predicted_name=roles.prediction.name)


def _ids_in_order(arrays: Sequence[StoredArray], roles: ArrayRoles, job: Job) -> tuple[str, ...]:
    """What is told of ids of the rows that count them in another order.

    Raises:
        FileRefused: if two arrays have the same ids in different orders, until the user says
            that rows go together as they stand.
    """
    if job.head is not None or job.truth is not None or job.options.join is not None:
        return ()
    used = (roles.scores, roles.labels, roles.prediction, roles.class_names, roles.images)
    ids = [
        array
        for array in arrays
        if array not in used and array.shape == roles.scores.shape[:1]
        if array.dtype.kind in "iuSU" and names_ids(array.name)
    ]
    values = [array.load(job) for array in ids]
    for array, found in zip(ids[1:], values[1:], strict=True):
        is_same = found.dtype.kind == values[0].dtype.kind and (found != values[0]).any()
        if is_same and np.array_equal(np.sort(found), np.sort(values[0])):
            row = int((found != values[0]).argmax())
            refuse_unless_chosen(
                f"{listed((ids[0].name, array.name))} hold the same ids in different orders",
                [(Field.JOIN, ORDER, "if rows go together as they stand")],
                place=f"row {row} (from 0)",
                why="which label belongs to which scores is open",
                remedy="save scores and labels in one order",
            )
    return tuple(
        f"“{shown(array.name)}” counts the rows in another order; scores and labels are taken "
        "together as they stand."
        for array, found in zip(ids, values, strict=True)
        if found.dtype.kind in "iu" and _is_shuffled(found)
    )


def _is_shuffled(ids: NDArray[Any]) -> bool:
    """Whether whole numbers are 0 to N − 1, or 1 to N, and not in this order."""
    first = int(ids.min())
    return (
        first in (0, 1)
        and not np.array_equal(ids, np.arange(first, first + len(ids)))
        and (np.array_equal(np.sort(ids), np.arange(first, first + len(ids))))
    )


def _unused(arrays: Sequence[StoredArray], roles: ArrayRoles) -> tuple[str, ...]:
    """What is told of weights and masks of the rows, which do not count."""
    used = (roles.scores, roles.labels, roles.prediction, roles.class_names, roles.images)
    return tuple(
        f"“{shown(array.name)}” is not used: every row counts once."
        for array in arrays
        if array not in used and array.shape[:1] == roles.scores.shape[:1]
        if counts_rows(array.name)
    )


def _ask_order(arrays: Sequence[StoredArray], roles: ArrayRoles, job: Job) -> None:
    """Ask whether an array with a number for every class, in no order, is the classes' order.

    Raises:
        Doubt: if there is one: the class of each column, or the column of each class.
    """
    count = roles.scores.shape[-1]
    for array in arrays:
        is_a_class = array.shape == (count,) and array.dtype.kind in "iu"
        if not is_a_class or count > _MOST_ORDERED or count == roles.scores.shape[0]:
            continue
        order = array.load(job)
        columns = np.argsort(order)
        if (order[columns] != np.arange(count)).any() or (order == np.arange(count)).all():
            continue
        name = shown(array.name)
        raise Doubt(
            Field.CLASS_NAMES,
            f"“{name}” has the numbers of all classes in an order of its own",
            [
                Choice(spelled_out(map(str, values.tolist())), why)
                for values, why in (
                    (order, f"“{name}” has the class of each column"),
                    (columns, f"“{name}” has the column of each class"),
                    (np.arange(count), f"“{name}” has nothing to do with it"),
                )
            ],
            confirm=True,
        )


def _other_scores(arrays: Sequence[StoredArray], roles: ArrayRoles, job: Job) -> tuple[str, ...]:
    """What is told of further scores of the same rows that give other probabilities."""
    shape = roles.scores.shape
    others = [
        array
        for array in arrays
        if array not in (roles.scores, roles.labels) and array.shape == shape and array.is_float
        if rank(array.name, SCORE_WORDS) is not None and not is_features(array.name)
    ]
    if job.options.scores is not None or len(shape) != 2 or shape[1] > MAX_CLASSES or not others:
        return ()
    ours = _distributions(roles.scores, job)
    return tuple(
        f"“{shown(array.name)}” holds other scores of these rows, and is not used: choose "
        f"{as_chosen(Field.SCORES, array.name)} to measure it."
        for array in others
        if not np.allclose(_distributions(array, job), ours, atol=_ROUNDED, equal_nan=True)
    )


def _distributions(array: StoredArray, job: Job) -> NDArray[np.float64]:
    """(n, K) the probabilities that the first rows of scores give."""
    rows = array.first(_HEAD_ROWS, job).astype(np.float64)
    if looks_like_probabilities(rows):
        return rows
    with np.errstate(invalid="ignore"):
        return np.exp(log_softmax(rows))


def columns_of(arrays: Sequence[StoredArray], job: Job) -> Columns:
    """The arrays of a file as columns; those of more dimensions have no plain values."""
    by_name = {array.name: array for array in arrays if array.shape}

    def values(name: str, most: int | None = None) -> Values:
        array = by_name[name]
        loaded = array.load(job) if most is None else array.first(most, job)
        return TextLabels.of(loaded) if loaded.dtype.kind in "SU" else loaded

    return Columns([_head_of(array, job) for array in by_name.values()], values)


def _head_of(array: StoredArray, job: Job) -> Column:
    if len(array.shape) > 1 or array.dtype.kind not in "iufbSU":
        return Column(array.name, (), None)
    first = array.first(_HEAD_ROWS, job)
    if first.dtype.kind == "S":
        first = np.char.decode(first, "utf-8", "replace")
    return Column.of_values(array.name, first.tolist())


def raw_of(
    scores: StoredArray,
    labels: StoredArray | None,
    names: tuple[str, ...] | None,
    images: StoredArray | None,
    guesses: tuple[Guess, ...],
    job: Job,
    *,
    names_reason: str = "",
    partner: Path | None = None,
) -> Raw:
    """Arrays whose roles are known, loaded; for a preview their first rows.

    ``labels`` are None if the truth is in another file.
    """
    if len(scores.shape) > 1 and scores.shape[-1] > MAX_CLASSES:
        refuse(f"{scores} has too many columns", why=f"at most {MAX_CLASSES:,} classes are read")
    head = job.head
    is_flat = len(scores.shape) <= 2  # one row a sample, so that rows can be cut off
    loaded = scores.load(job) if head is None or not is_flat else scores.first(head, job)
    return Raw(
        scores=loaded,
        labels=ELSEWHERE if labels is None else _labels(labels, len(loaded), scores.shape, job),
        place=Place(scores.name),
        labels_name="" if labels is None else labels.name,
        hint=kind_hinted(scores.name),
        guesses=guesses,
        class_names=names,
        names_reason=names_reason,
        named_by=NamedBy.LIST,
        images=None if images is None else _first(images, job),
        total=int(np.prod(scores.shape[:-1], dtype=object)) if is_flat else None,
        partner=partner,
        is_vague=job.options.scores is None and job.truth is None and is_vague_score(scores.name),
    )


def _labels(
    labels: StoredArray, rows: int, scores: tuple[int, ...], job: Job
) -> NDArray[Any] | TextLabels:
    """Labels, for a preview those of the first ``rows`` rows; a misfit is left to be reported."""
    fits = labels.shape[:1] == scores[:1]
    loaded = _first(labels, job) if fits else labels.load(job)
    if loaded.dtype.kind in "SU":
        text = TextLabels.of(loaded)
        return TextLabels(text.codes[:rows], text.texts) if job.head is not None and fits else text
    return loaded[:rows] if job.head is not None and fits else loaded


def _first(array: StoredArray, job: Job) -> NDArray[Any]:
    if job.head is None or array.dtype.itemsize * int(np.prod(array.shape, dtype=object)) < _SMALL:
        return array.load(job)
    return array.first(job.head, job)


def _names(array: StoredArray, job: Job) -> tuple[str, ...]:
    if array.shape[0] > MAX_CLASSES:
        refuse(f"{array} holds more names than there can be classes")
    names = array.load(job)
    if names.dtype.kind == "f":
        return tuple(f"{number:.17g}" for number in names.tolist())
    return tuple(n.decode("utf-8", "replace") if isinstance(n, bytes) else str(n) for n in names)


def _names_in(metadata: Mapping[str, str]) -> tuple[tuple[str, ...] | None, str]:
    """Class names in safetensors metadata, where values are text: a JSON list, or commas."""
    for word in NAME_WORDS:
        text = metadata.get(word)
        if text is None:
            continue
        try:
            names = json.loads(text)
        except (ValueError, RecursionError):
            names = text.split(",")
        if isinstance(names, list):
            return tuple(str(name) for name in names), f"they are in the metadata, “{word}”"
    return None, ""
