"""Labels as files write them: names, numbers from 0 or from 1, or one probability a class."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ceviz.storage.readers.checks import (
    EDGE_TOLERANCE,
    Place,
    blocks,
    first_row_where,
    row_that_is_no_distribution,
)
from ceviz.storage.readers.edge import Job, listed, refuse, shown
from ceviz.storage.readers.guesses import (
    IGNORED,
    NOTHING,
    Field,
    Guess,
    LabelForm,
    ReadOptions,
)
from ceviz.storage.readers.names import Classes, TextLabels

#: Sums of target probabilities further than this from 1 are divided out.
_EXACT = 1e-9

_WHOLE = re.compile(r"[+-]?\d{1,18}(\.0*)?")


@dataclass(frozen=True, slots=True)
class Resolved:
    """Targets, (N,) from 0 with :data:`IGNORED`, and how they were understood."""

    targets: NDArray[np.int64]
    names: tuple[str, ...] | None
    ignored: int
    guesses: tuple[Guess, ...]


def resolve(
    labels: NDArray[Any] | TextLabels,
    classes: Classes,
    options: ReadOptions,
    place: Place,
    job: Job,
) -> Resolved:
    """Labels, one a row, as classes.

    Raises:
        FileRefused: for a missing label, an unknown name or a number out of range, by row.
    """
    if isinstance(labels, TextLabels):
        _check_none_missing(labels, place)
        numbers = _numbers_of(labels.texts)
        wants_names = options.label_form is LabelForm.NAMES
        if numbers is None or wants_names or _are_names(labels.texts, classes, options):
            return _by_name(labels, classes, options, place, job)
        whole = numbers[labels.codes]
    else:
        whole = _whole_numbers(labels, place, job)
    if options.label_form is LabelForm.NAMES:
        return _by_name(TextLabels.of(whole.astype(str)), classes, options, place, job)
    return _by_number(whole, classes, options, place, job)


def _check_none_missing(labels: TextLabels, place: Place) -> None:
    if "" in labels.texts:
        row = int(np.flatnonzero(labels.codes == labels.texts.index(""))[0])
        refuse("the label is missing", place=place.row(row))


def _numbers_of(texts: Sequence[str]) -> NDArray[np.int64] | None:
    if not all(_WHOLE.fullmatch(text) for text in texts):
        return None
    return np.array([int(text.split(".")[0]) for text in texts], dtype=np.int64)


def _are_names(texts: Sequence[str], classes: Classes, options: ReadOptions) -> bool:
    """Whether labels that could be numbers are names: columns ``q_1, q_2, q_3``, labels 1 to 3."""
    if classes.numbered or options.label_form is not None:
        return False
    known = set(classes.names or ()) | set(classes.aliases)
    ignored = str(options.ignored)
    return all(text in known or text == ignored for text in texts)


def _by_name(
    labels: TextLabels, classes: Classes, options: ReadOptions, place: Place, job: Job
) -> Resolved:
    names = classes.names
    ignored = None if options.ignored is None else str(options.ignored)
    found = tuple(text for text in labels.texts if text != ignored)
    reason = "every label is the name of a class"
    if names is None:
        if job.head is not None and len(found) < classes.count:
            found += tuple("?" * more for more in range(1, classes.count - len(found) + 1))
        if len(found) != classes.count:
            refuse(
                f"there are {len(found):,} different labels for {classes.count:,} classes",
                place=f"“{place.array}”",
                why="without the names of the classes their order is not known",
                remedy="give the class names in the order of the scores",
            )
        names = found
        reason = "labels are text; the classes take them in sorted order, as scikit-learn does"
    table = Classes(classes.count, names, classes.aliases).lookup()
    classes_of = np.empty(len(labels.texts), dtype=np.int64)
    for code, text in enumerate(labels.texts):
        known = IGNORED if text == ignored else table.get(text, table.get(text.casefold()))
        if known is None:
            row = int(np.flatnonzero(labels.codes == code)[0])
            refuse(
                f"the label “{shown(text)}” is no class",
                place=place.row(row),
                why=f"the classes are {listed(names)}",
            )
        classes_of[code] = known
    targets = classes_of[labels.codes]
    form = Guess(Field.LABEL_FORM, LabelForm.NAMES, reason, _other_forms(LabelForm.NAMES))
    return _resolved(targets, names, options, form)


def _whole_numbers(labels: NDArray[Any], place: Place, job: Job) -> NDArray[np.int64]:
    """``labels`` as int64, without a copy where they are that already."""
    if labels.dtype.kind == "f":
        _check_floats(labels, place, job)
    elif labels.dtype.kind == "u" and labels.dtype.itemsize == 8:
        row = first_row_where(labels, lambda block: block >= 2**63, job)
        if row is not None:
            refuse(f"the label {labels[row]} is out of range", place=place.row(row))
    elif labels.dtype.kind not in "iub":
        refuse(f"labels of type {labels.dtype} are not understood", place=f"“{place.array}”")
    if labels.dtype != np.int64:
        job.take(8 * labels.size, f"“{place.array}”")
    return labels.astype(np.int64, copy=False)


def _check_floats(labels: NDArray[Any], place: Place, job: Job) -> None:
    def is_not_whole(block: NDArray[Any]) -> NDArray[np.bool_]:
        with np.errstate(invalid="ignore"):
            return np.asarray(~((np.floor(block) == block) & (np.abs(block) < 2**62)))

    row = first_row_where(labels, is_not_whole, job)
    if row is None:
        return
    value = float(labels[row])
    if np.isnan(value):
        refuse("the label is missing (NaN)", place=place.row(row))
    refuse(f"the label {value:.6g} is not a whole number", place=place.row(row))


def _by_number(
    labels: NDArray[np.int64], classes: Classes, options: ReadOptions, place: Place, job: Job
) -> Resolved:
    count = classes.count
    low, high = _range(labels, options.ignored)
    could_be_0, could_be_1 = low >= 0 and high < count, low >= 1 and high <= count
    form = options.label_form
    reason = "you chose it"
    if form not in (LabelForm.ZERO_BASED, LabelForm.ONE_BASED):
        if not could_be_0 and could_be_1:
            form = LabelForm.ONE_BASED
            reason = f"labels run from {low} to {high}, and there are {count:,} classes"
        else:
            form = LabelForm.ZERO_BASED
            reason = f"labels run from {low} to {high}" if low <= high else "no row has a label"
            if could_be_1 and low <= high:
                reason += "; that 0 never occurs is no proof of counting from 1"
    first = 1 if form is LabelForm.ONE_BASED else 0
    if low < first or high >= count + first:
        if options.label_form is None and not classes.numbered:
            as_text = TextLabels.of(labels.astype(str))
            if _are_names(as_text.texts, classes, options):
                return _by_name(as_text, classes, options, place, job)
        _refuse_out_of_range(labels, first, count, options, place, job)
    targets = labels
    if first:
        job.take(labels.nbytes, f"“{place.array}”")
        targets = labels - 1
    if options.ignored is not None and (first or options.ignored != IGNORED):
        targets = np.where(labels == options.ignored, IGNORED, targets)
    guess = Guess(Field.LABEL_FORM, form, reason, _other_forms(form))
    return _resolved(targets, classes.names, options, guess)


def _range(labels: NDArray[np.int64], ignored: int | None) -> tuple[int, int]:
    """Smallest and largest label that counts; (0, -1) if none does."""
    low, high = int(labels.min()), int(labels.max())
    if ignored is None or not low <= ignored <= high:
        return low, high
    counting = labels[labels != ignored]
    return (int(counting.min()), int(counting.max())) if counting.size else (0, -1)


def _refuse_out_of_range(
    labels: NDArray[np.int64],
    first: int,
    count: int,
    options: ReadOptions,
    place: Place,
    job: Job,
) -> None:
    def is_outside(block: NDArray[Any]) -> NDArray[np.bool_]:
        outside = (block < first) | (block >= count + first)
        if options.ignored is not None:
            outside &= block != options.ignored
        return outside

    row = first_row_where(labels, is_outside, job)
    assert row is not None
    label = int(labels[row])
    remedy = ""
    if -1000 <= label < 0:
        remedy = f"choose {label} as the ignored label if such rows do not count"
    refuse(
        f"the label {label} is outside {first} to {count - 1 + first}",
        place=place.row(row),
        why=f"there are {count:,} classes",
        remedy=remedy,
    )


def _resolved(
    targets: NDArray[np.int64],
    names: tuple[str, ...] | None,
    options: ReadOptions,
    form: Guess,
) -> Resolved:
    ignored = int(np.count_nonzero(targets == IGNORED))
    value = NOTHING if options.ignored is None else str(options.ignored)
    share = f"{ignored:,} of {len(targets):,} rows carry it" if ignored else "no row carries it"
    choices = tuple(choice for choice in (str(IGNORED), "-1", NOTHING) if choice != value)
    guess = Guess(Field.IGNORED, value, share, choices)
    return Resolved(targets, names, ignored, (form, guess))


def _other_forms(form: LabelForm) -> tuple[str, ...]:
    all_forms = (LabelForm.ZERO_BASED, LabelForm.ONE_BASED, LabelForm.NAMES)
    return tuple(other for other in all_forms if other is not form)


def as_labels(targets: NDArray[Any], job: Job) -> NDArray[np.int64] | None:
    """The classes of one-hot rows (N, K), or None as soon as a row is not one-hot."""
    labels = np.empty(len(targets), np.int64)
    for start, block in blocks(targets, job):
        ones = block == 1
        if not ((ones | (block == 0)).all() and (ones.sum(axis=1) == 1).all()):
            return None
        labels[start : start + len(block)] = ones.argmax(axis=1)
    return labels


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
