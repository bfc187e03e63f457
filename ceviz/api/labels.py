"""Labels as the integers that the batch kernel takes, and the names of the classes."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from ceviz.api.arrays import AnyArray
from ceviz.errors import InvalidInput
from ceviz.maths.arrays import place
from ceviz.storage.readers.meaning.classes.class_numbers import numbered_classes

#: Rows that names are tried on, spread over all.
_TRIED = 100_000


class LabelWarning(UserWarning):
    """Labels were taken as indices, and go better by the numbers in the names of the classes."""


def checked_names(names: Iterable[object] | None) -> tuple[str, ...] | None:
    """The names of the classes as text.

    Raises:
        InvalidInput: two are the same.
    """
    if names is None:
        return None
    texts = tuple(map(str, names))
    for at, text in enumerate(texts):
        if text in texts[:at]:
            raise InvalidInput(
                f"two classes are called “{text}”", where="class_names", remedy="call one otherwise"
            )
    return texts


def warn_of_indices(
    scores: NDArray[np.floating], targets: AnyArray, names: Sequence[str] | None, level: int
) -> None:
    """Warn if indices (N,) fit the scores (N, K) worse than as numbers in the names do.

    Args:
        scores: whatever is largest for the likeliest class.
        targets: whole numbers.
        names: of the K classes; ``LABEL_1`` and ``yes`` say a number.
        level: calls up to the one to be told.
    """
    numbered = numbered_classes(names)
    if numbered is None or numbered.counts_up or targets.dtype.kind not in "iu" or not len(targets):
        return
    rows = np.arange(0, len(targets), -(-len(targets) // _TRIED))
    labels, best = targets[rows].astype(np.int64), scores[rows].argmax(axis=1)
    counts = (labels >= 0) & (labels < scores.shape[1])
    by_name = np.asarray(numbered.numbers)[best] == labels
    if by_name[counts].sum() <= (best == labels)[counts].sum():
        return
    assert names is not None
    label = int(labels[counts & by_name][0])
    warnings.warn(
        f"The labels are taken as indices, so {label} is “{names[label]}”; by the numbers in the "
        f"names, {label} is “{names[numbered.numbers.index(label)]}”, and more rows are right. "
        "Give targets as text to go by the names.",
        LabelWarning,
        stacklevel=level + 1,
    )


def class_numbers(targets: AnyArray, names: Sequence[str] | None) -> AnyArray:
    """Labels (N,) as integers: class names by their place in ``names``, floats that are whole.

    Truth values go by the names too, if those are True and False or the like. Anything else is
    given back as it is, for the kernel to judge.

    Raises:
        InvalidInput: a label that is no class, by row; names without an order of classes.
    """
    if targets.dtype.kind == "U" and targets.ndim == 1:
        return _numbers_of_names(targets, names)
    if targets.dtype.kind == "b" and targets.ndim == 1:
        numbered = numbered_classes(names)
        if numbered is not None and numbered.is_certain and set(numbered.numbers) == {0, 1}:
            return np.array(numbered.numbers.index(0), np.int64) ^ targets
    if targets.dtype.kind != "f" or targets.ndim != 1:
        return targets
    with np.errstate(invalid="ignore"):
        bad = np.flatnonzero(~((targets == np.rint(targets)) & (np.abs(targets) < 2**53)))
    if bad.size:
        raise InvalidInput(
            f"the label {targets[bad[0]]:g} is not a class",
            where=place(int(bad[0])),
            remedy="give probability targets as (rows, classes)",
        )
    return targets.astype(np.int64)


def _numbers_of_names(labels: AnyArray, names: Sequence[str] | None) -> AnyArray:
    texts, codes = np.unique(labels, return_inverse=True)
    if names is None:
        raise InvalidInput(
            "the labels are names, and nothing says which column is which class",
            where="targets",
            remedy="give class_names in the order of the columns, such as scikit-learn's classes_",
        )
    numbers = {name: number for number, name in enumerate(names)}
    unknown = [at for at, text in enumerate(texts.tolist()) if text not in numbers]
    if unknown:
        row = int(np.flatnonzero(np.isin(codes, unknown))[0])
        raise InvalidInput(
            f"the label “{labels[row]}” is not among the class names", where=place(row)
        )
    return np.array([numbers[text] for text in texts.tolist()], np.int64)[codes.reshape(-1)]
