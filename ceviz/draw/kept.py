"""What was found out about a measurement, kept as long as the measurement is."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import wraps
from typing import TYPE_CHECKING, TypeVar
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from ceviz.maths.batch import Evaluation

Found = TypeVar("Found")


def samples(count: int) -> str:
    """``1 sample``, ``899 samples``."""
    return f"{count:,} sample" if count == 1 else f"{count:,} samples"


def kept(make: Callable[..., Found]) -> Callable[..., Found]:
    """Call ``make(evaluation, …)`` once for each evaluation and further arguments.

    Results must not refer to the evaluation: it is forgotten, and they with it, when nobody
    shows it any more.
    """
    known: WeakKeyDictionary[Evaluation, dict[tuple[Hashable, ...], Found]] = WeakKeyDictionary()

    @wraps(make)
    def remembered(evaluation: Evaluation, *options: Hashable) -> Found:
        found = known.setdefault(evaluation, {})
        if options not in found:
            found[options] = make(evaluation, *options)
        return found[options]

    return remembered
