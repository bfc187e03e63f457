"""Verbs that change which classes there are, their names and their order.

They touch every sample, so they rebuild the rows; the verbs in
:mod:`ceviz.document.edits` touch one sample and share the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from ceviz.document.model import (
    MIN_CLASSES,
    Classes,
    Document,
    Sample,
    check_names,
    check_scores,
)
from ceviz.document.targets import Free, OneHot, Smoothed, Target, free, true_class
from ceviz.errors import InvalidInput

#: How many classes one document may hold.
MAX_CLASSES = 1000


def rename_class(document: Document, i: int, name: str) -> Document:
    """Call class ``i`` ``name``; empty and taken names are refused."""
    names = list(document.classes.names)
    names[i] = name
    return replace(document, classes=replace(document.classes, names=tuple(check_names(names))))


def toggle_lock(document: Document, i: int) -> Document:
    """Hold (or let go) the probability of class ``i`` while others are dragged."""
    return replace(
        document, classes=replace(document.classes, locked=document.classes.locked ^ {i})
    )


def add_class(document: Document, name: str = "", score: float = 0.0) -> Document:
    """A class at the end; without a name it is called “Class n”."""
    classes = document.classes
    if len(classes) >= MAX_CLASSES:
        raise InvalidInput(f"a document holds at most {MAX_CLASSES} classes")
    names = [*classes.names, name or _fresh(classes.names, "Class", len(classes) + 1)]
    grown = Classes(
        tuple(check_names(names)), (*classes.colours, classes.free_colour()), classes.locked
    )

    def grow(sample: Sample) -> Sample:
        scores = check_scores(np.append(sample.scores, score))
        return replace(sample, scores=scores, target=_widened(sample.target))

    return _rebuilt(document, grown, grow)


def duplicate_class(document: Document, i: int) -> Document:
    """A class after ``i`` with its score, its own colour and no target mass."""
    name = _fresh(document.classes.names, document.classes.names[i], 2)
    added = add_class(document, name)
    last = len(document.classes)
    order = [*range(i + 1), last, *range(i + 1, last)]

    def copy(sample: Sample) -> Sample:
        scores = sample.scores.copy()
        scores[last] = scores[i]
        return replace(sample, scores=check_scores(scores))

    return reorder_classes(_rebuilt(added, added.classes, copy), order)


def remove_classes(document: Document, gone: Sequence[int]) -> Document:
    """Without the classes in ``gone``; a label on one of them moves to the first that stays."""
    kept = [i for i in range(len(document.classes)) if i not in set(gone)]
    if len(kept) < MIN_CLASSES:
        raise InvalidInput(f"a document needs at least {MIN_CLASSES} classes")
    return _chosen(document, kept)


def move_class(document: Document, i: int, to: int) -> Document:
    """Class ``i`` at place ``to``, the others closing up."""
    order = [k for k in range(len(document.classes)) if k != i]
    order.insert(max(0, min(to, len(order))), i)
    return reorder_classes(document, order)


def reorder_classes(document: Document, order: Sequence[int]) -> Document:
    """Classes in the order given, a permutation of 0 … K − 1."""
    if sorted(order) != list(range(len(document.classes))):
        raise InvalidInput("the new order must name every class once")
    return _chosen(document, order)


def _chosen(document: Document, order: Sequence[int]) -> Document:
    """The classes in ``order``, which may leave some out."""
    classes = document.classes
    place = {old: new for new, old in enumerate(order)}
    chosen = Classes(
        tuple(classes.names[k] for k in order),
        tuple(classes.colours[k] for k in order),
        frozenset(place[k] for k in classes.locked if k in place),
    )
    document = replace(document, partner=place.get(document.partner, 0))
    index = np.asarray(order)

    def pick(sample: Sample) -> Sample:
        return replace(
            sample,
            scores=check_scores(sample.scores[index]),
            target=_picked(sample.target, order, place),
        )

    return _rebuilt(document, chosen, pick)


def _picked(target: Target, order: Sequence[int], place: dict[int, int]) -> Target:
    match target:
        case OneHot(true):
            return OneHot(place.get(true, 0))
        case Smoothed(true, epsilon):
            return Smoothed(place.get(true, 0), epsilon)
        case Free(p):
            kept = p[list(order)]
            if len(kept) < len(p) and kept.sum() == 0.0:
                return OneHot(place.get(true_class(target), 0))
            # What is only reordered keeps every bit, whatever the sum rounds to now.
            kept = kept / kept.sum() if len(kept) < len(p) else kept
            kept.flags.writeable = False
            return Free(kept)


def _widened(target: Target) -> Target:
    return free(np.append(target.p, 0.0)) if isinstance(target, Free) else target


def _rebuilt(document: Document, classes: Classes, change: Callable[[Sample], Sample]) -> Document:
    return replace(document, classes=classes, samples=document.samples.each(change))


def _fresh(names: Sequence[str], stem: str, first: int) -> str:
    """``stem`` with the first number from ``first`` that makes a name no class has yet."""
    taken = set(names)
    number = first
    while f"{stem} {number}" in taken:
        number += 1
    return f"{stem} {number}"
