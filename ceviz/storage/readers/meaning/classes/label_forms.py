"""Whole numbers as labels: the number in a class's name, or its place; asked where both may be."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from ceviz.storage.readers.edge import listed, shown
from ceviz.storage.readers.guesses import IGNORED, Field, LabelForm
from ceviz.storage.readers.meaning.classes.class_numbers import (
    Numbered,
    by_number,
    numbered_classes,
)
from ceviz.storage.readers.meaning.classes.order import Evidence, best_order
from ceviz.storage.readers.names import Classes, NamedBy
from ceviz.storage.readers.readings import Choice, Doubt, Fit

#: So many standard deviations of chance (√n at most) one order must make more rows right; more
#: if nobody is known to number classes so.
_CLEAR, _VERY_CLEAR = 1.4, 2.0

#: For so many rows a class any other order is looked for, and must make half of all more right.
_ROWS_A_CLASS = 10

#: Of fewer rows nothing is put down to chance.
_FEW_ROWS = 20

#: Labels looked at together.
_BLOCK = 1 << 20

#: How the labels of a class at place 0 count.
_FIRST = {0: LabelForm.ZERO_BASED, 1: LabelForm.ONE_BASED}

_ALPHABETICAL = (LabelForm.ALPHABETICAL, LabelForm.ALPHABETICAL_FROM_1)
_REVERSED = (LabelForm.REVERSED, LabelForm.REVERSED_FROM_1)


def meant_by_name(
    labels: NDArray[np.int64], classes: Classes, ignored: int | None, evidence: Evidence
) -> tuple[dict[int, int], str] | None:
    """The class of each label by the numbers in the classes' names, and why.

    None where the places of the classes say the same, or the names say nothing.

    Raises:
        Doubt: if the places say something else, and the labels are not exactly the numbers; or
            if neither says anything.
    """
    numbered = numbered_classes(classes.names)
    is_ordered = classes.source is not NamedBy.ROWS
    if is_ordered and (numbered is None or numbered.counts_up):
        if numbered is None:
            _hold_against_orders(labels, classes, ignored, evidence)
        return None
    if classes.source is NamedBy.LIST and numbered is not None and numbered.is_pair:
        # scikit-learn's target_names begin with “malignant”, and that is its 0
        _hold_against_orders(labels, classes, ignored, evidence)
        return None
    seen = different_labels(labels, ignored)
    if not seen:
        return None
    meant = None if numbered is None else numbered.classes_of(seen)
    if numbered is None or meant is None or not (numbered.is_certain or is_ordered):
        if not is_ordered:
            _ask_alphabet(labels, classes, ignored, evidence)
        else:
            _hold_against_orders(labels, classes, ignored, evidence)
        return None
    possible = [
        first
        for first in _FIRST
        if is_ordered and all(first <= label < classes.count + first for label in seen)
    ]
    rivals = [first for first in possible if any(meant[label] != label - first for label in seen)]
    is_exact = numbered.is_certain and seen == frozenset(numbered.numbers)
    if (
        rivals
        and not is_exact
        and not _is_plain(labels, numbered, meant, rivals, ignored, evidence)
    ):
        _ask(labels, meant, rivals, classes, ignored, evidence)
    if possible and not rivals and not numbered.is_bare:
        return None
    return meant, _reason(meant, classes)


def ordered(form: LabelForm, classes: Classes) -> dict[int, int] | None:
    """The class of each number if those count classes in another order; None if they do not."""
    for forms, order in (
        (_ALPHABETICAL, _by_alphabet(classes.names)),
        (_REVERSED, range(classes.count)[::-1]),
    ):
        if form in forms:
            return {k + forms.index(form): place for k, place in enumerate(order)}
    return None


def _by_alphabet(names: Sequence[str] | None) -> Sequence[int]:
    """The places of sorted names."""
    return () if names is None else sorted(range(len(names)), key=names.__getitem__)


def as_classes(
    labels: NDArray[np.int64], meant: dict[int, int], ignored: int | None
) -> NDArray[np.int64]:
    """(N,) the classes that labels mean, :data:`IGNORED` where a row does not count."""
    class_of = meant if ignored is None else {**meant, ignored: IGNORED}
    known = np.array(sorted(class_of), np.int64)
    return np.array([class_of[int(key)] for key in known])[np.searchsorted(known, labels)]


def label_range(labels: NDArray[np.int64], ignored: int | None) -> tuple[int, int]:
    """Smallest and largest label that counts; (0, -1) if none does."""
    low, high = int(labels.min()), int(labels.max())
    if ignored is None or not low <= ignored <= high:
        return low, high
    counting = labels[labels != ignored]
    return (int(counting.min()), int(counting.max())) if counting.size else (0, -1)


def different_labels(labels: NDArray[np.int64], ignored: int | None) -> frozenset[int]:
    """The labels of the rows that count."""
    found: set[int] = set()
    for start in range(0, len(labels), _BLOCK):
        found.update(np.unique(labels[start : start + _BLOCK]).tolist())
    return frozenset(found - {ignored})


def _is_plain(
    labels: NDArray[np.int64],
    numbered: Numbered,
    meant: dict[int, int],
    rivals: Collection[int],
    ignored: int | None,
    evidence: Evidence,
) -> bool:
    """Whether labels are the very names of classes, and no place fits the scores better."""
    if not numbered.is_bare or not meant.keys() <= set(numbered.numbers):
        return False
    by_name = evidence.fit(as_classes(labels, meant, ignored))
    by_place = [evidence.fit(_from(first, labels, ignored)) for first in rivals]
    return by_name is None or all(
        fit is None or fit.accuracy <= by_name.accuracy for fit in by_place
    )


def _from(first: int, labels: NDArray[np.int64], ignored: int | None) -> NDArray[np.int64]:
    targets = labels - first
    return targets if ignored is None else np.where(labels == ignored, IGNORED, targets)


def _reason(meant: dict[int, int], classes: Classes) -> str:
    assert classes.names is not None
    label, place = next(iter(sorted(meant.items())))
    return (
        f"the names of the classes tell their numbers: {label} is “{shown(classes.names[place])}”"
    )


def _ask(
    labels: NDArray[np.int64],
    meant: dict[int, int],
    rivals: Collection[int],
    classes: Classes,
    ignored: int | None,
    evidence: Evidence,
) -> NoReturn:
    assert classes.names is not None
    label = max(meant, key=lambda each: meant[each] != each)
    choices = [
        Choice(
            LabelForm.NAMES,
            _reason({label: meant[label]}, classes),
            evidence.fit(as_classes(labels, meant, ignored)),
            "by the numbers in the names",
        )
    ]
    for first in rivals:
        place = shown(classes.names[label - first])
        choices.append(
            Choice(
                _FIRST[first],
                f"the classes stand in this order, and {label} is “{place}” then",
                evidence.fit(_from(first, labels, ignored)),
                f"by the places, from {first}",
            )
        )
    raise Doubt(
        Field.LABEL_FORM,
        f"labels are numbers, and {listed(classes.names, 5)} have others by their names than by "
        "their places",
        choices,
        confirm=True,
    )


def _hold_against_orders(
    labels: NDArray[np.int64], classes: Classes, ignored: int | None, evidence: Evidence
) -> None:
    """Ask if numbers fit the scores better in another order of the classes than in theirs.

    And if the names carry numbers that are not the labels, and say another order.
    """
    low, high = label_range(labels, ignored)
    first = 1 if low > 0 and high == classes.count else 0
    if low > high or low < first or high >= classes.count + first:
        return
    tried = labels[evidence.rows]
    by_place = evidence.fit_tried(_from(first, tried, ignored))
    if by_place is None:
        return
    choices = []
    for choice, order, least in _other_orders(classes, first):
        meant = {k + first: place for k, place in enumerate(order)}
        fit = evidence.fit_tried(as_classes(tried, meant, ignored))
        if fit is not None and (least == 0 or _is_better(fit, by_place, least)):
            choices.append(replace(choice, fit=fit))
    best = None
    if low < 1 - first or high > classes.count - first:  # else from which they count is asked
        best = _in_best_order(tried, classes, first, ignored, by_place, evidence)
    if best is not None and best.fit is not None:
        rivals = [choice.fit for choice in choices if choice.fit is not None]
        far = best.fit.accuracy > by_place.accuracy + 0.5
        if all(_is_better(best.fit, rival, _VERY_CLEAR) for rival in rivals) and (rivals or far):
            choices.append(best)
    if choices:
        _ask_order(choices, by_place, classes, first)


def _other_orders(classes: Classes, first: int) -> Iterator[tuple[Choice, Sequence[int], float]]:
    """Orders in which the classes may be numbered, and how clearly better each must fit."""
    names = classes.names
    if names is None:
        return
    known = [list(range(classes.count))]
    numbered = by_number(names)
    clear = _VERY_CLEAR if classes.source is NamedBy.LIST else _CLEAR
    if classes.source is NamedBy.LIST and classes.count == 2:
        numbered = None  # “malignant” may be the first of a list, as “positive”
    for value, order, why, least in (
        (_ALPHABETICAL[first], _by_alphabet(names), "scikit-learn numbers sorted names", clear),
        (
            _REVERSED[first],
            range(classes.count)[::-1],
            "the classes are numbered from the last on",
            _VERY_CLEAR,
        ),
        (None, numbered or (), "the names carry numbers in this order", 0.0),
    ):
        if list(order) == list(numbered or ()):
            least = 0.0
        if order and list(order) not in known:
            known.append(list(order))
            why = f"{why}, and {first} is “{shown(names[order[0]])}” then"
            yield (
                _by_numbers(order, first, why) if value is None else Choice(value, why),
                order,
                least,
            )


def _by_numbers(order: Sequence[int], first: int, why: str) -> Choice:
    """An order that has no name, said by the number of each class."""
    number_of = {place: k + first for k, place in enumerate(order)}
    value = ", ".join(str(number_of[place]) for place in range(len(order)))
    return Choice(value, why, label=f"the numbers {value}", field=Field.CLASS_NAMES)


def _in_best_order(
    tried: NDArray[np.int64],
    classes: Classes,
    first: int,
    ignored: int | None,
    by_place: Fit,
    evidence: Evidence,
) -> Choice | None:
    """The order that fits best, of so many rows that chance makes no order far better."""
    if by_place.rows < max(_FEW_ROWS, _ROWS_A_CLASS * classes.count) or by_place.accuracy > 0.5:
        return None
    column_codes = best_order(_from(first, tried, ignored), classes.count, evidence)
    if column_codes is None:
        return None
    order = np.argsort(column_codes).tolist()
    meant = {k + first: place for k, place in enumerate(order)}
    fit = evidence.fit_tried(as_classes(tried, meant, ignored))
    return replace(_by_numbers(order, first, "the labels fit the scores best so"), fit=fit)


def _ask_order(choices: Sequence[Choice], by_place: Fit, classes: Classes, first: int) -> NoReturn:
    names = classes.names
    which = "the classes" if names is None else listed(names, 5)
    said = "" if names is None else f", and {first} is “{shown(names[0])}” then"
    raise Doubt(
        Field.LABEL_FORM,
        f"labels are numbers, and it is open in which order they number {which}",
        [
            *sorted(choices, key=lambda choice: -choice.fit.accuracy if choice.fit else 0.0),
            Choice(_FIRST[first], f"the scores stand in this order{said}", by_place),
        ],
        confirm=True,
    )


def _is_better(one: Fit, other: Fit, clearly: float) -> bool:
    """Whether it makes more rows right, of many rows more than chance would."""
    more = (one.accuracy - other.accuracy) * one.rows
    if one.rows >= _FEW_ROWS:
        return more > clearly * math.sqrt(one.rows)
    return more > (0.5 if clearly == _CLEAR else one.rows / 2)


def _ask_alphabet(
    labels: NDArray[np.int64], classes: Classes, ignored: int | None, evidence: Evidence
) -> None:
    """Ask whether numbers count classes that stand in no order of their own."""
    low, high = min(different_labels(labels, ignored)), max(different_labels(labels, ignored))
    assert classes.names is not None
    choices = [
        Choice(
            form,
            f"the alphabet's order of the classes is {listed(classes.names, 5)}",
            evidence.fit(_from(first, labels, ignored)),
            f"by the alphabet, from {first}",
        )
        for first, form in _FIRST.items()
        if low >= first and high < classes.count + first
    ]
    if choices:
        raise Doubt(
            Field.LABEL_FORM,
            "labels are numbers, and the classes come in another order in every row",
            choices,
            confirm=True,
        )
