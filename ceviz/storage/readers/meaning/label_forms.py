"""Whole numbers as labels: the number in a class's name, or its place; asked where both may be."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from ceviz.storage.readers.edge import listed, shown
from ceviz.storage.readers.guesses import IGNORED, Field, LabelForm
from ceviz.storage.readers.meaning.class_numbers import Numbered, numbered_classes
from ceviz.storage.readers.meaning.order import Evidence
from ceviz.storage.readers.names import Classes, NamedBy
from ceviz.storage.readers.readings import Choice, Doubt, Fit

#: So many standard deviations of chance (√n at most) one order must make more rows right.
_CLEAR = 1.4

#: Of fewer rows nothing is put down to chance.
_FEW_ROWS = 20

#: Labels looked at together.
_BLOCK = 1 << 20

#: How the labels of a class at place 0 count.
_FIRST = {0: LabelForm.ZERO_BASED, 1: LabelForm.ONE_BASED}


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
        if numbered is None and classes.source is NamedBy.COLUMNS:
            _hold_against_alphabet(labels, classes, ignored, evidence)
        return None
    if classes.source is NamedBy.LIST and numbered is not None and numbered.is_pair:
        return None  # scikit-learn's target_names begin with “malignant”, and that is its 0
    seen = different_labels(labels, ignored)
    if not seen:
        return None
    meant = None if numbered is None else numbered.classes_of(seen)
    if numbered is None or meant is None or not (numbered.is_certain or is_ordered):
        if not is_ordered:
            _ask_alphabet(labels, classes, ignored, evidence)
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


def by_alphabet(names: Sequence[str]) -> dict[int, int]:
    """The class of each number if the sorted names are counted from 0."""
    return dict(enumerate(sorted(range(len(names)), key=names.__getitem__)))


def as_classes(
    labels: NDArray[np.int64], meant: dict[int, int], ignored: int | None
) -> NDArray[np.int64]:
    """(N,) the classes that labels mean, :data:`IGNORED` where a row does not count."""
    class_of = meant if ignored is None else {**meant, ignored: IGNORED}
    known = np.array(sorted(class_of), np.int64)
    return np.array([class_of[int(key)] for key in known])[np.searchsorted(known, labels)]


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


def _hold_against_alphabet(
    labels: NDArray[np.int64], classes: Classes, ignored: int | None, evidence: Evidence
) -> None:
    """Ask if numbers fit the scores better in the alphabet's order than by the columns' places."""
    names = classes.names
    if names is None:
        return
    order = by_alphabet(names)
    seen = different_labels(labels, ignored)
    if all(place == k for k, place in order.items()) or not seen <= order.keys():
        return
    by_place = evidence.fit(_from(0, labels, ignored))
    sorted_fit = evidence.fit(as_classes(labels, order, ignored))
    if by_place is None or sorted_fit is None or not _is_clearly_better(sorted_fit, by_place):
        return
    raise Doubt(
        Field.LABEL_FORM,
        f"labels are numbers, and {listed(names, 5)} fit the scores better in the alphabet's "
        "order than in the columns'",
        [
            Choice(
                LabelForm.ALPHABETICAL,
                f"scikit-learn numbers sorted names, and 0 is “{shown(names[order[0]])}” then",
                sorted_fit,
            ),
            Choice(
                LabelForm.ZERO_BASED,
                f"the columns stand in this order, and 0 is “{shown(names[0])}” then",
                by_place,
            ),
        ],
        confirm=True,
    )


def _is_clearly_better(one: Fit, other: Fit) -> bool:
    """Whether it makes more rows right, of many rows more than chance would."""
    more = (one.accuracy - other.accuracy) * one.rows
    return more > (0.5 if one.rows < _FEW_ROWS else _CLEAR * math.sqrt(one.rows))


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
